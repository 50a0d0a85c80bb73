//! One library: what is known of it, what it does, and when that was last checked.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{Link, Meta};

use crate::api::libraries::{self, Office};
use crate::api::{self, App, Error};
use crate::domain::hours::{Day, Hours, SCHEMA_DAYS};
use crate::domain::library::{Kind, Library as Entry, Precision, Stage};
use crate::domain::moment::{Date, Month};
use crate::domain::number;
use crate::storage;
use crate::storage::photos::PublicPhoto;
use crate::storage::reports::{PublicActivity, PublicStory, StoryQuery};
use crate::storage::upcoming::Row;
use crate::ui::field::{Breadcrumbs, Tag, Unknown};
use crate::ui::frame::{self, Frame};
use crate::ui::pages::stories::told;
use crate::ui::pages::upcoming;

/// One library.
#[component]
pub fn Library() -> impl IntoView {
    let app = frame::app();
    let asker = frame::asker();
    let slug = frame::param("slug");
    let nonce = use_nonce().map(|nonce| nonce.to_string());
    frame::page(async move {
        let library = libraries::one(&app, &slug).await?;
        let office = libraries::office(&app, &library.office).await?;
        let doings = Doings::of(&app, &library).await?;
        let map = api::map::around(&app, &library).await?;
        let today = app.world.now().date(office.zone);
        let own = asker.librarian_of(&library.id).is_ok();
        let staff = asker.planner_of(&library.office).is_ok();
        let url = app.settings.link(&format!("/perpustakaan/{}", library.slug));
        let place = format!("{}, Kecamatan {}, {}", library.village.title(), library.village.district, office.regency);
        let description = format!("{} di {place}: jam buka, layanan, dan kegiatannya.", library.name);
        let linked = linked_data(&library, &office, &url);
        Ok(view! {
            <Frame title=library.name.clone() description=description>
                <Link rel="canonical" href=url.clone()/>
                <Meta property="og:type" content="place"/>
                <Meta property="og:url" content=url/>
                {map.is_some().then(|| preview(&app, &library))}
                <script type="application/ld+json" nonce=nonce inner_html=linked></script>
                <Breadcrumbs trail=vec![("/perpustakaan".to_owned(), "Perpustakaan".to_owned())] here=library.name.clone()/>
                <div class="page-head">
                    <p class="eyebrow">{library.kind.words()}</p>
                    <h1>{library.name.clone()}</h1>
                    <p class="lede">{place}</p>
                    {stage(library.stage)}
                    {(own || staff).then(|| edit_links(&library, own, staff, today.month_of().plus(-1)))}
                </div>
                <div class="split">
                    <div class="stack loose">
                        {story(&library)}
                        {coming(&doings.coming)}
                        {activities(doings.activities)}
                        {photos(doings.photos)}
                        {stories(doings.stories)}
                    </div>
                    <div class="stack loose">
                        <section class="sheet" aria-labelledby="jam">
                            <h2 id="jam" class="h3">"Jam buka"</h2>
                            {hours(library.hours.as_ref(), today)}
                        </section>
                        <section class="sheet" aria-labelledby="layanan">
                            <h2 id="layanan" class="h3">"Layanan"</h2>
                            {services(&library)}
                        </section>
                        <section class="sheet" aria-labelledby="tempat">
                            <h2 id="tempat" class="h3">"Tempat dan kontak"</h2>
                            {map.map(|svg| view! { <div class="map-mini" inner_html=svg></div> })}
                            {place_facts(&library)}
                        </section>
                        <section class="sheet" aria-labelledby="data">
                            <h2 id="data" class="h3">"Tentang data ini"</h2>
                            {register_facts(&library)}
                        </section>
                    </div>
                </div>
            </Frame>
        })
    })
}

/// The picture that is shown beside a link to the page.
fn preview(app: &App, library: &Entry) -> impl IntoView + use<> {
    let picture = app.settings.link(&format!("/perpustakaan/{}/pratinjau.png", library.slug));
    view! {
        <Meta property="og:image" content=picture/>
        <Meta property="og:image:width" content="1200"/>
        <Meta property="og:image:height" content="630"/>
        <Meta property="og:image:alt" content=format!("Peta: {} di {}", library.name, library.village.title())/>
        <Meta name="twitter:card" content="summary_large_image"/>
    }
}

fn stage(stage: Stage) -> Option<impl IntoView> {
    let words = match stage {
        Stage::Replikasi => return None,
        Stage::Mandiri => "Replikasi mandiri",
        Stage::Nonaktif => "Sedang tidak aktif",
    };
    Some(view! { <p><Tag>{words}</Tag></p> })
}

fn edit_links(library: &Entry, own: bool, staff: bool, month: Month) -> impl IntoView + use<> {
    let slug = library.slug.clone();
    view! {
        <div class="row no-print">
            {own.then(|| view! { <a class="button secondary" href=format!("/profil?perpustakaan={slug}")>"Ubah profil"</a> })}
            {staff.then(|| view! { <a class="button secondary" href=format!("/kantor/perpustakaan?ubah={slug}")>"Ubah data registri"</a> })}
            {(own || staff).then(|| view! { <a class="button secondary" href=format!("/perpustakaan/{slug}/titik")>"Titik di peta"</a> })}
            {staff.then(|| view! { <a class="button secondary" href=format!("/lapor/{slug}/{month}")>"Ketik laporan kertas"</a> })}
            {(own || staff).then(|| view! { <a class="button secondary" href=format!("/lapor/tautan?perpustakaan={slug}")>"Lembar tahunan"</a> })}
        </div>
    }
}

fn story(library: &Entry) -> impl IntoView + use<> {
    let photo = library.photo.as_ref().map(|sha256| {
        view! {
            <figure class="photo">
                <img src=format!("/foto/{sha256}") alt=format!("Foto {}", library.name)/>
            </figure>
        }
    });
    let story = if library.story.is_empty() {
        let who = match library.kind {
            Kind::Tbm => "Pengelola TBM ini",
            Kind::Desa | Kind::Kelurahan => "Pengelola perpustakaan ini",
        };
        view! { <p class="muted">{format!("{who} belum menuliskan ceritanya.")}</p> }.into_any()
    } else {
        library
            .story
            .split("\n\n")
            .filter(|paragraph| !paragraph.trim().is_empty())
            .map(|paragraph| view! { <p>{paragraph.trim().to_owned()}</p> })
            .collect_view()
            .into_any()
    };
    view! {
        <section class="prose" aria-labelledby="cerita">
            <h2 id="cerita">"Tentang perpustakaan ini"</h2>
            {photo}
            {story}
        </section>
    }
}

/// What may be public of a library's approved reports, read before the page is drawn.
struct Doings {
    coming: Vec<Row>,
    activities: Vec<PublicActivity>,
    photos: Vec<PublicPhoto>,
    stories: Vec<PublicStory>,
}

impl Doings {
    async fn of(app: &App, library: &Entry) -> Result<Self, Error> {
        let (db, office, id) = (&app.storage, library.office.as_str(), library.id.as_str());
        let today = libraries::today(app, office).await?;
        let last = today.plus_days(crate::domain::upcoming::DAYS_AHEAD);
        Ok(Self {
            coming: storage::upcoming::of_library(db, office, id, today, last).await?,
            activities: storage::reports::public_activities(db, office, id, 12).await?,
            photos: storage::photos::public_photos(db, office, id, 6).await?,
            stories: storage::reports::stories(
                db,
                &StoryQuery { library: Some(id), limit: 3, ..StoryQuery::default() },
            )
            .await?,
        })
    }
}

fn coming(rows: &[Row]) -> Option<impl IntoView + use<>> {
    let items =
        rows.iter().filter_map(|row| Some(view! { <li>{upcoming::line(row, false)?}</li> })).collect::<Vec<_>>();
    (!items.is_empty()).then(|| {
        view! { <section aria-labelledby="datang"><h2 id="datang">"Akan datang"</h2><ul class="stack plain">{items}</ul></section> }
    })
}

fn activities(activities: Vec<PublicActivity>) -> impl IntoView {
    let body = if activities.is_empty() {
        view! { <p class="muted">"Belum ada kegiatan yang ditampilkan."</p> }.into_any()
    } else {
        let items =
            activities.into_iter().map(|activity| view! { <li>{activity_line(activity, false)}</li> }).collect_view();
        view! { <ul class="stack plain">{items}</ul> }.into_any()
    };
    view! { <section aria-labelledby="kegiatan"><h2 id="kegiatan">"Kegiatan"</h2>{body}</section> }
}

/// An activity in a list: what, when, how many; with `library` also where.
pub fn activity_line(activity: PublicActivity, library: bool) -> impl IntoView {
    let mut facts: Vec<String> = Vec::new();
    facts.extend(activity.held_on().map(Date::plain));
    facts.extend(activity.strategy().map(|strategy| strategy.words().to_owned()));
    facts.extend(
        activity.participants().filter(|count| *count > 0).map(|count| format!("{} peserta", number::whole(count))),
    );
    let place = library
        .then(|| view! { <a href=format!("/perpustakaan/{}", activity.slug)>{activity.library_name.clone()}</a>" · " });
    let link = (!activity.link.is_empty()).then(|| {
        let words = crate::domain::link::host(&activity.link).to_owned();
        view! { " · "<a href=activity.link.clone() rel="noopener nofollow">"Baca di "{words}</a> }
    });
    view! { <strong>{activity.title.clone()}</strong><p class="muted small">{place}{facts.join(" · ")}{link}</p> }
}

fn photos(photos: Vec<PublicPhoto>) -> Option<impl IntoView> {
    let items = photos
        .iter()
        .map(|photo| {
            let words = if photo.caption.is_empty() { photo.title.clone() } else { photo.caption.clone() };
            let alt = if words.is_empty() { "Foto kegiatan".to_owned() } else { format!("Foto: {words}") };
            view! {
                <li>
                    <figure>
                        <img src=format!("/foto/{}", photo.sha256) alt=alt width=photo.width height=photo.height loading="lazy"/>
                        <figcaption>{words}</figcaption>
                    </figure>
                </li>
            }
        })
        .collect_view();
    (!photos.is_empty()).then(
        || view! { <section aria-labelledby="foto"><h2 id="foto">"Foto"</h2><ul class="photos">{items}</ul></section> },
    )
}

fn stories(stories: Vec<PublicStory>) -> Option<impl IntoView> {
    let items = stories.iter().map(|story| told(story, false)).collect_view();
    (!stories.is_empty()).then(|| view! { <section class="stack" aria-labelledby="dampak"><h2 id="dampak">"Cerita dampak"</h2>{items}</section> })
}

fn hours(hours: Option<&Hours>, today: Date) -> AnyView {
    let Some(hours) = hours else {
        return view! { <p><Unknown/></p> }.into_any();
    };
    let now = hours.days[usize::from(today.weekday())];
    let today = match now {
        Day::Open(..) => Some(format!("Hari ini ({}): {}", today.weekday_word(), now.words())),
        Day::Closed => Some(format!("Hari ini ({}): tutup", today.weekday_word())),
        Day::Unknown => None,
    };
    let note = (!hours.note.is_empty()).then(|| view! { <p class="small">{hours.note.clone()}</p> });
    let known = hours.days.iter().any(|day| *day != Day::Unknown);
    let rows = hours
        .groups()
        .into_iter()
        .map(|(days, words)| {
            let words = if words == Day::Unknown.words() { view! { <Unknown/> }.into_any() } else { words.into_any() };
            view! { <div><dt>{days}</dt><dd>{words}</dd></div> }
        })
        .collect_view();
    view! {
        {today.map(|words| view! { <p><strong>{words}</strong></p> })}
        {known.then(|| view! { <dl class="facts">{rows}</dl> })}
        {note}
    }
    .into_any()
}

fn services(library: &Entry) -> AnyView {
    if library.services.is_empty() {
        return view! { <p><Unknown/></p> }.into_any();
    }
    let list = |for_children: bool| {
        let items: Vec<_> = library.offered(for_children).map(|service| view! { <li>{service.words}</li> }).collect();
        (!items.is_empty()).then(|| view! { <ul>{items}</ul> })
    };
    let children = list(true);
    view! {
        {list(false)}
        {children.map(|items| view! { <h3 class="small">"Untuk anak"</h3>{items} })}
    }
    .into_any()
}

fn place_facts(library: &Entry) -> impl IntoView + use<> {
    let known = |text: &str| {
        if text.is_empty() { view! { <Unknown/> }.into_any() } else { text.to_owned().into_any() }
    };
    let contact = if library.contact_public { known(&library.contact) } else { view! { <Unknown/> }.into_any() };
    view! {
        <dl class="facts">
            <div><dt>{library.village.code.ward().map_or("Desa", |ward| ward.title())}</dt><dd>{library.village.name.clone()}</dd></div>
            <div><dt>"Kecamatan"</dt><dd>{library.village.district.clone()}</dd></div>
            <div><dt>"Alamat"</dt><dd>{known(&library.address)}</dd></div>
            <div><dt>"Kontak"</dt><dd>{contact}</dd></div>
            <div><dt>"Di peta"</dt><dd>{library.point_words()}" "<a href=format!("/peta?pilih={}", library.slug)>"Lihat di peta"</a></dd></div>
        </dl>
    }
}

fn register_facts(library: &Entry) -> impl IntoView + use<> {
    let year = library.replicated.map_or_else(|| view! { <Unknown/> }.into_any(), IntoAny::into_any);
    let optional = |name: &'static str, text: &str| {
        (!text.is_empty()).then(|| view! { <div><dt>{name}</dt><dd>{text.to_owned()}</dd></div> })
    };
    let also = library.aliases.join(", ");
    let checked = match library.checked() {
        Some(date) => format!("Diperiksa tanggal {}.", date.plain()),
        None => "Belum pernah diperiksa oleh pengelolanya.".to_owned(),
    };
    view! {
        <dl class="facts">
            {optional("Disebut juga", &also)}
            <div><dt>"Tahun replikasi"</dt><dd>{year}</dd></div>
            <div><dt>"Tahap"</dt><dd>{library.stage.words()}</dd></div>
            {optional("NPP", &library.npp)}
            {optional("Pendanaan", &library.funding)}
            <div><dt>"Kode wilayah"</dt><dd class="num">{library.village.code.to_string()}</dd></div>
        </dl>
        <p class="small muted">{checked}</p>
    }
}

/// The library as schema.org describes one; a village point is no `geo`, because readers would take it for the address.
fn linked_data(library: &Entry, office: &Office, url: &str) -> String {
    let mut data = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Library",
        "name": library.name,
        "url": url,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": library.village.title(),
            "addressRegion": format!("{}, {}", office.regency, office.province),
            "addressCountry": "ID",
        },
    });
    if !library.address.is_empty() {
        data["address"]["streetAddress"] = library.address.clone().into();
    }
    if !library.aliases.is_empty() {
        data["alternateName"] = library.aliases.clone().into();
    }
    if let (Some(point), Precision::Building) = (library.point, library.precision) {
        data["geo"] =
            serde_json::json!({ "@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude });
    }
    if let Some(hours) = &library.hours {
        let open: Vec<serde_json::Value> = SCHEMA_DAYS
            .iter()
            .zip(hours.days)
            .filter_map(|(name, day)| match day {
                Day::Open(from, to) => Some(serde_json::json!({
                    "@type": "OpeningHoursSpecification", "dayOfWeek": name, "opens": from.iso(), "closes": to.iso(),
                })),
                Day::Closed | Day::Unknown => None,
            })
            .collect();
        if !open.is_empty() {
            data["openingHoursSpecification"] = open.into();
        }
    }
    safe_in_script(&data)
}

/// JSON that cannot end the script element it stands in.
pub fn safe_in_script(data: &serde_json::Value) -> String {
    data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_script() {
        let text = safe_in_script(&serde_json::json!({ "name": "</script><script>alert(1)</script>" }));
        assert!(!text.contains('<'));
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["name"], "</script><script>alert(1)</script>");
    }
}
