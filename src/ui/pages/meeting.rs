//! One meeting and its agenda.

pub mod awards;
mod data;
pub mod embed;
pub mod paper;
pub mod press;
pub mod recap;
pub mod screen;

use crate::api;
use crate::api::meetings::Published;
use crate::api::press::Told;
use crate::domain::agenda::flow::{self, Slot, Stretch};
use crate::domain::agenda::{Agenda, Day, Item, Presenter};
use crate::domain::meeting::Part;
use crate::domain::moment::Moment;
use crate::ui::field::{Breadcrumbs, SelectField, options};
use crate::ui::frame::{Frame, app, page, param, query};
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// Asks the browser to keep this page for when there is no network: a worker of its own for `/plm/`, without the phone's queue.
const KEEP: &str = r#"navigator.serviceWorker?.register("/sw.js?plm",{scope:"/plm/"}).then(r=>(r.active||r.waiting||r.installing).postMessage(location.pathname))"#;

/// One meeting and its agenda, as published last.
#[component]
pub fn Meeting() -> impl IntoView {
    let (app, slug) = (app(), param("slug"));
    let asked = [("hari", query("hari")), ("perpustakaan", query("perpustakaan"))];
    page(async move {
        let published = api::meetings::by_slug(&app, &slug).await?;
        let part = api::meetings::part(&published, |name| {
            asked.iter().find(|(known, _)| *known == name).and_then(|(_, value)| value.clone())
        })?;
        let address = app.settings.link(&format!("/plm/{slug}"));
        let told = api::press::told(&app, &published.meeting).await?;
        Ok(show(published, &address, &part, app.world.now(), told))
    })
}

/// "Rabu, 28 September 2022", or the first and last day.
fn dates(agenda: &Agenda) -> String {
    match (agenda.days.first(), agenda.days.last()) {
        (Some(first), Some(last)) if first.date != last.date => {
            format!("{} sampai {}", first.date.long(), last.date.long())
        }
        (Some(first), _) => first.date.long(),
        _ => String::new(),
    }
}

/// The items of a day, each with its slot, that belong to the part; all when nothing is asked for.
fn belonging<'a>(day: &'a Day, part: &Part) -> Vec<(&'a Item, Slot)> {
    let concerns = |item: &Item, library: &String| {
        let all = item.presenters.iter().chain(&item.focus);
        all.into_iter().any(|who| matches!(who, Presenter::Library { id, .. } if id == library))
    };
    let items = day.items.iter().zip(flow::slots(day));
    items.filter(|(item, _)| part.library.as_ref().is_none_or(|library| concerns(item, library))).collect()
}

fn show(published: Published, address: &str, part: &Part, now: Moment, told: Told) -> impl IntoView + use<> {
    let meeting = published.meeting.clone();
    let when = dates(&published.agenda);
    let description = format!("Agenda {}: {when}.", meeting.name);
    let version = published
        .versions
        .last()
        .map(|version| format!("Versi {}, diterbitkan {}", version.number, version.at.short(published.zone)));
    let versions = published
        .versions
        .iter()
        .rev()
        .map(|version| view! { <li><strong>{format!("Versi {}", version.number)}</strong>{format!(" ({}): {}", version.at.short(published.zone), version.note)}</li> })
        .collect_view();
    let shown = || published.agenda.days.iter().filter(|day| part.day.is_none_or(|date| date == day.date));
    let tabs = (published.agenda.days.len() > 1 && part.day.is_none()).then(|| {
        let today = now.date(published.zone);
        let links = published
            .agenda
            .days
            .iter()
            .map(|day| {
                let current = (day.date == today).then_some("date");
                view! { <li><a href=format!("#d-{}", day.id) aria-current=current>{format!("{}, {}", day.date.weekday_word(), day.date.short())}</a></li> }
            })
            .collect_view();
        view! { <nav class="tabs agenda-tabs no-print" aria-label="Hari"><ul>{links}</ul></nav> }
    });
    let narrowed = part.library.is_some();
    let days = shown()
        .map(|day| {
            if narrowed { part_of_day(&published, day, part).into_any() } else { whole_day(&published, day).into_any() }
        })
        .collect_view();
    let regency = format!("Kabupaten {}", published.regency);
    let host = format!("Diselenggarakan {}. Semua jam dalam {}.", published.office_name, published.zone.suffix);
    // `<` cannot end the script element from inside a JSON string when it is written as an escape.
    let data = data::linked_data(&published, address).to_string().replace('<', "\\u003c");
    let slug = part.library.as_ref().and_then(|id| published.slugs.iter().find(|(known, _)| known == id));
    let slug = slug.map(|(_, slug)| slug.clone());
    let calendar = match &slug {
        Some(slug) => format!("/plm/{}/agenda.ics?perpustakaan={slug}", meeting.slug),
        None => format!("/plm/{}/agenda.ics", meeting.slug),
    };
    let paper = format!("/plm/{}/cetak", meeting.slug);
    let (recap, screen) = (format!("/plm/{}/rekap", meeting.slug), format!("/plm/{}/layar", meeting.slug));
    let take_along = take_along(&published, address);
    let awards = told
        .awards
        .then(|| view! { <a class="button quiet" href=format!("/plm/{}/apresiasi", meeting.slug)>"Apresiasi"</a> });
    let press = told
        .press
        .then(|| view! { <a class="button quiet" href=format!("/plm/{}/siaran-pers", meeting.slug)>"Siaran pers"</a> });
    view! {
        <Frame title=meeting.name.clone() description=description>
            <script type="application/ld+json" inner_html=data></script>
            <script nonce=use_nonce() inner_html=KEEP></script>
            <Breadcrumbs trail=vec![("/plm".to_owned(), "PLM".to_owned())] here="Agenda"/>
            <div class="page-head">
                <p class="eyebrow">{regency}</p>
                <h1>{meeting.name.clone()}</h1>
                <p class="lede">{when}</p>
                <p class="muted">{host}</p>
                <div class="row no-print">
                    <a class="button secondary" href=calendar>"Simpan ke kalender"</a>
                    <a class="button quiet" href=paper>"Susunan acara untuk dicetak"</a>
                    {awards}
                    {press}
                    <a class="button quiet" href=recap>"Rekap pertemuan"</a>
                    <a class="button quiet" href=screen>"Layar aula"</a>
                    {meeting.example.then(|| view! { <span class="tag example">"contoh"</span> })}
                </div>
            </div>
            {meeting.example.then(|| view! {
                <div class="notice warning wide"><strong>"Agenda contoh"</strong>
                    <p>"Tanggal, tempat hari pertama, pembuka, dan peserta berasal dari berita resmi. Jam dan susunan acara di bawah dibuat sebagai contoh."</p>
                </div>
            })}
            {now_and_next(&published, now)}
            {narrow(&published, slug)}
            {tabs}
            {days}
            <section class="section">
                <p class="small muted">{version}</p>
                <details class="no-print"><summary>"Catatan perubahan"</summary><ul>{versions}</ul></details>
                {take_along}
            </section>
        </Frame>
    }
}

/// On the days of the meeting: what is on, and what comes next, by the server's clock. The clock is told, because a kept copy is old.
fn now_and_next(published: &Published, now: Moment) -> Option<impl IntoView + use<>> {
    let (today, minute) = (now.date(published.zone), u32::from(now.minute_of_day(published.zone)));
    let day = published.agenda.days.iter().find(|day| day.date == today)?;
    let slots = flow::slots(day);
    let items = || day.items.iter().zip(&slots);
    let on: Vec<_> = items().filter(|(_, slot)| slot.start <= minute && minute < slot.end).collect();
    let next = items().map(|(_, slot)| slot.start).filter(|start| *start > minute).min();
    let next: Vec<_> = items().filter(|(_, slot)| Some(slot.start) == next).collect();
    let list = |told: Vec<(&Item, &Slot)>| {
        told.into_iter()
            .map(|(item, slot)| {
                let place = day.place_name(item).map(|place| format!(", {place}"));
                view! { <li><a href=format!("#i-{}", item.id)>{item.title.clone()}</a>{format!(" ({}–{})", flow::clock(slot.start), flow::clock(slot.end))}{place}</li> }
            })
            .collect_view()
    };
    let over = on.is_empty() && next.is_empty();
    let title = format!("Pukul {}", now.clock(published.zone));
    let (on, next) = ((!on.is_empty()).then(|| list(on)), (!next.is_empty()).then(|| list(next)));
    Some(view! {
        <section class="notice success wide no-print" aria-labelledby="sekarang">
            <h2 id="sekarang" class="h3">{title}</h2>
            {on.map(|on| view! { <p><strong>"Sekarang"</strong></p><ul>{on}</ul> })}
            {next.map(|next| view! { <p><strong>"Berikutnya"</strong></p><ul>{next}</ul> })}
            {over.then(|| view! { <p>"Acara hari ini sudah selesai."</p> })}
        </section>
    })
}

/// The filter by library, with those libraries that have a part in the meeting.
fn narrow(published: &Published, slug: Option<String>) -> Option<impl IntoView + use<>> {
    let mut known: Vec<(String, String)> = published
        .agenda
        .items()
        .flat_map(|(_, item)| item.presenters.iter().chain(&item.focus))
        .filter_map(|who| match who {
            Presenter::Library { id, name } => {
                let (_, slug) = published.slugs.iter().find(|(known, _)| known == id)?;
                Some((slug.clone(), name.clone()))
            }
            Presenter::Person { .. } => None,
        })
        .collect();
    known.sort_by(|a, b| a.1.cmp(&b.1));
    known.dedup_by(|a, b| a.0 == b.0);
    let all = slug.as_ref().map(|_| view! { <a href="?">"Semua acara"</a> });
    (!known.is_empty()).then(|| view! {
        <form method="get" class="filters no-print" role="search" aria-label="Saring acara">
            <SelectField name="perpustakaan" label="Acara perpustakaan" options=options(known) value=slug empty="Semua perpustakaan"/>
            <div class="buttons"><button class="button secondary" type="submit">"Tampilkan"</button>{all}</div>
        </form>
    })
}

/// Calendars, tables and the frame for other pages.
fn take_along(published: &Published, address: &str) -> impl IntoView + use<> {
    let base = format!("/plm/{}", published.meeting.slug);
    let days = published
        .agenda
        .days
        .iter()
        .map(|day| view! { <li><a href=format!("{base}/agenda.ics?hari={}", day.date)>{format!("Kalender {} saja", day.date.long())}</a></li> })
        .collect_view();
    let subscribe = format!("webcal://{}/agenda.ics", address.split_once("://").map_or(address, |(_, rest)| rest));
    let frame = format!(
        "<iframe src=\"{address}/sisip\" title=\"{}\" width=\"100%\" height=\"700\"></iframe>",
        published.meeting.name.replace('"', "&quot;")
    );
    view! {
        <details class="no-print">
            <summary>"Bawa agenda ini"</summary>
            <ul>
                <li><a href=subscribe>"Berlangganan kalender"</a>": perubahan masuk sendiri."</li>
                {days}
                <li><a href=format!("{base}/agenda.csv")>"Tabel (CSV)"</a></li>
                <li><a href=format!("{base}/schedule.json")>"Untuk aplikasi jadwal (schedule.json)"</a></li>
                <li><a href=format!("{base}/tanda-meja")>"Tanda meja penyaji"</a></li>
            </ul>
            <label for="sisip">"Untuk disisipkan di situs lain:"</label>
            <textarea id="sisip" rows="3" readonly>{frame}</textarea>
        </details>
    }
}

fn head_of_day(day: &Day) -> impl IntoView + use<> {
    let outdoor = (day.outdoor && !day.venue.is_empty()).then_some(" (luar ruang)");
    let rain = (!day.rain.is_empty()).then(|| format!("Kalau hujan: {}", day.rain));
    view! {
        <h2>{day.date.long()}</h2>
        <p class="agenda-venue">{day.venue_words().to_owned()}{outdoor}</p>
        {rain.map(|rain| view! { <p class="small muted">{rain}</p> })}
    }
}

fn whole_day(published: &Published, day: &Day) -> impl IntoView + use<> {
    let slots = flow::slots(day);
    let stretches = flow::stretches(day)
        .into_iter()
        .map(|stretch| match stretch {
            Stretch::Together(index) => one(published, &day.items[index], slots[index], None).into_any(),
            Stretch::Parallel(lanes) => {
                let lanes = lanes
                    .into_iter()
                    .map(|(place, items)| {
                        let items = items.into_iter().map(|index| one(published, &day.items[index], slots[index], None)).collect_view();
                        view! { <div class="agenda-lane"><h3>{day.places[place].name.clone()}</h3><ol class="agenda-list">{items}</ol></div> }
                    })
                    .collect_view();
                view! { <li class="agenda-parallel">{lanes}</li> }.into_any()
            }
        })
        .collect_view();
    view! {
        <section class="section agenda-public" id=format!("d-{}", day.id)>
            {head_of_day(day)}
            {day.items.is_empty().then(|| view! { <p class="unknown">"Acara hari ini belum diisi."</p> })}
            <ol class="agenda-list">{stretches}</ol>
        </section>
    }
}

/// What concerns one library, in order of time, each with its place.
fn part_of_day(published: &Published, day: &Day, part: &Part) -> impl IntoView + use<> {
    let mut belonging = belonging(day, part);
    belonging.sort_by_key(|(_, slot)| slot.start);
    let none = belonging.is_empty();
    let items = belonging
        .into_iter()
        .map(|(item, slot)| one(published, item, slot, day.place_name(item).map(str::to_owned)))
        .collect_view();
    view! {
        <section class="section agenda-public" id=format!("d-{}", day.id)>
            {head_of_day(day)}
            {none.then(|| view! { <p class="unknown">"Tidak ada acara perpustakaan ini pada hari ini."</p> })}
            <ol class="agenda-list">{items}</ol>
        </section>
    }
}

fn one(published: &Published, item: &Item, slot: Slot, place: Option<String>) -> impl IntoView + use<> {
    let presenters = item
        .presenters
        .iter()
        .map(|presenter| {
            let words = presenter.words();
            let slug = match presenter {
                Presenter::Library { id, .. } => {
                    published.slugs.iter().find(|(known, _)| known == id).map(|(_, slug)| slug.clone())
                }
                Presenter::Person { .. } => None,
            };
            match slug {
                Some(slug) => view! { <li><a href=format!("/perpustakaan/{slug}")>{words}</a></li> }.into_any(),
                None => view! { <li>{words}</li> }.into_any(),
            }
        })
        .collect_view();
    let start = flow::clock(slot.start);
    let machine = start.replace('.', ":");
    let rest = if item.kind.is_rest() { " rest" } else { "" };
    let note = |words: &String| (!words.is_empty()).then(|| view! { <p class="agenda-note">{words.clone()}</p> });
    let handouts = (!item.handouts.is_empty()).then(|| format!("Bahan: {}", item.handouts));
    view! {
        <li class=format!("agenda-entry kind-{}{rest}", item.kind.code()) id=format!("i-{}", item.id)>
            <p class="agenda-time"><time datetime=machine><strong>{start}</strong></time><span>{format!("–{}", flow::clock(slot.end))}</span></p>
            <div class="agenda-what">
                <h3>{item.title.clone()}</h3>
                <p class="agenda-kind">{item.kind_word().to_owned()}{place.map(|place| format!(", {place}"))}</p>
                {(!item.presenters.is_empty()).then(|| view! { <ul class="agenda-people">{presenters}</ul> })}
                {(!item.moderator.is_empty()).then(|| view! { <p class="small muted">{format!("Moderator: {}", item.moderator)}</p> })}
                {note(&item.aim)}
                {note(&item.note)}
                {handouts.map(|words| view! { <p class="small muted">{words}</p> })}
            </div>
        </li>
    }
}
