//! What the library sent: figures beside last month's, activities with their photos, stories, obstacles.

use crate::api::reports::Opened;
use crate::api::review::Desk;
use crate::domain::indicator::{Figure, Figures, INDICATORS, Indicator};
use crate::domain::link;
use crate::domain::number::whole;
use crate::domain::photo::Children;
use crate::domain::report::draft::field_words;
use crate::domain::report::{Activity, Content, Status, Story, Support};
use crate::storage::photos::Photo;
use crate::ui::field::{Notice, Tag, TagKind, Unknown};
use crate::ui::frame::typed;
use leptos::prelude::*;

/// Everything that was sent. Nothing of it is shown where nothing was.
pub fn sent(desk: &Desk) -> impl IntoView + use<> {
    let content = desk.opened.content.clone().unwrap_or_default();
    if content.nihil {
        let reason = content.obstacles.clone();
        return view! {
            <Notice title="Laporan nihil">
                <p>"Perpustakaan menyatakan tidak ada layanan dan kegiatan pada bulan ini."</p>
                {(!reason.is_empty()).then(|| view! { <p class="typed">{reason}</p> })}
            </Notice>
        }
        .into_any();
    }
    view! {
        {figures(desk, &content)}
        {explanations(&content)}
        {answers(desk, &content)}
        {activities(desk, &content)}
        {stories(&content.stories)}
        {obstacles(&content)}
    }
    .into_any()
}

/// A figure in words; what is missing is not zero.
fn shown(figure: Option<Figure>) -> AnyView {
    match figure {
        Some(figure) => figure.words().into_any(),
        None => view! { <Unknown/> }.into_any(),
    }
}

/// "+12", "−3", "sama", or nothing where there is nothing to compare.
fn change(now: Option<Figure>, before: Option<Figure>) -> Option<String> {
    let (now, before) = (i64::from(now?.count()?), i64::from(before?.count()?));
    Some(match now - before {
        0 => "sama".to_owned(),
        more if more > 0 => format!("+{}", whole(more)),
        less => format!("−{}", whole(-less)),
    })
}

/// The figures in the order of the form, then what is added up from the activities.
fn figures(desk: &Desk, content: &Content) -> impl IntoView + use<> {
    let all = with_derived(content);
    let previous = desk.opened.previous.as_ref().map(with_derived);
    let order = desk.form.asked.iter().map(|asked| asked.indicator);
    let rest =
        INDICATORS.iter().filter(|indicator| !desk.form.asks(indicator.code) && all.contains_key(indicator.code));
    let rows =
        order.chain(rest).map(|indicator| figure_row(indicator, &all, previous.as_ref(), &desk.opened)).collect_view();
    let last_month = desk.opened.month.plus(-1).short();
    let year_ago = desk.opened.month.plus(-12).short();
    view! {
        <section aria-labelledby="angka">
            <h2 id="angka">"Angka bulan ini"</h2>
            <table class="compare">
                <thead>
                    <tr>
                        <th scope="col">"Yang dihitung"</th>
                        <th scope="col" class="right">"Bulan ini"</th>
                        <th scope="col" class="right">{last_month}</th>
                        <th scope="col" class="right">"Selisih"</th>
                        <th scope="col" class="right aside">{year_ago}</th>
                        <th scope="col" class="right aside">"12 bulan"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn with_derived(content: &Content) -> Figures {
    let mut all = content.derived();
    all.extend(content.figures.iter().map(|(code, figure)| (code.clone(), *figure)));
    all
}

fn figure_row(
    indicator: &'static Indicator,
    now: &Figures,
    previous: Option<&Figures>,
    opened: &Opened,
) -> impl IntoView + use<> {
    let Opened { before, year_ago, year, .. } = opened;
    let get = |figures: &Figures| figures.get(indicator.code).copied();
    let value = get(now);
    let corrected = previous.map(get).filter(|earlier| *earlier != value).map(|earlier| {
        view! { <br/><small class="muted">"semula "{shown(earlier)}</small> }
    });
    view! {
        <tr>
            <th scope="row">{indicator.label}" "<small class="muted">{indicator.unit}</small></th>
            <td class="right"><span><strong>{shown(value)}</strong>{corrected}</span></td>
            <td class="right">{shown(get(before))}</td>
            <td class="right change">{change(value, get(before)).unwrap_or_else(|| "–".to_owned())}</td>
            <td class="right aside">{shown(get(year_ago))}</td>
            <td class="right aside">{shown(get(year))}</td>
        </tr>
    }
}

fn explanations(content: &Content) -> Option<impl IntoView + use<>> {
    let lines = content
        .explanations
        .iter()
        .map(|explanation| view! { <li><strong>{field_words(&explanation.field)}</strong>": "{explanation.words.clone()}</li> })
        .collect::<Vec<_>>();
    (!lines.is_empty()).then(|| {
        view! {
            <Notice title="Penjelasan perpustakaan tentang angka yang tidak biasa"><ul>{lines}</ul></Notice>
        }
    })
}

fn answers(desk: &Desk, content: &Content) -> Option<impl IntoView + use<>> {
    let lines = content
        .answers
        .iter()
        .map(|(id, value)| {
            let label = desk.form.question(id).map_or_else(|| id.clone(), |question| question.label.clone());
            view! { <div><dt>{label}</dt><dd class="typed">{value.clone()}</dd></div> }
        })
        .collect::<Vec<_>>();
    (!lines.is_empty()).then(|| view! {
        <section aria-labelledby="tanya"><h2 id="tanya">"Pertanyaan dinas"</h2><dl class="facts">{lines}</dl></section>
    })
}

fn activities(desk: &Desk, content: &Content) -> impl IntoView + use<> {
    let list = content.activities.iter().map(|activity| one_activity(desk, activity)).collect_view();
    let loose: Vec<&Photo> = desk
        .opened
        .photos
        .iter()
        .filter(|photo| content.activities.iter().all(|activity| activity.id != photo.activity))
        .collect();
    view! {
        <section aria-labelledby="kegiatan" class="stack">
            <h2 id="kegiatan">"Kegiatan"</h2>
            {content.activities.is_empty().then(|| view! { <p class="muted">"Tidak ada kegiatan yang dilaporkan."</p> })}
            {list}
            {photos(&loose, decidable(desk))}
        </section>
    }
}

fn one_activity(desk: &Desk, activity: &Activity) -> impl IntoView + use<> {
    let own: Vec<&Photo> = desk.opened.photos.iter().filter(|photo| photo.activity == activity.id).collect();
    let facts = [
        ("Tanggal", activity.held_on.long()),
        ("Bidang", activity.field.clone()),
        ("Tempat", activity.place.clone()),
        (
            "Peserta",
            activity.participants.map(|count| format!("{} orang", whole(i64::from(count)))).unwrap_or_default(),
        ),
        ("Mitra", activity.partner.clone()),
        ("Hasil", activity.result.clone()),
        ("Keterampilan", activity.skill.clone()),
        ("Dukungan", activity.support.as_ref().map(Support::words).unwrap_or_default()),
    ];
    let facts = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd class="typed">{value}</dd></div> })
        .collect_view();
    view! {
        <article class="activity">
            <p class="eyebrow">{activity.strategy.words()}</p>
            <h3>{activity.title.clone()}</h3>
            <dl class="facts narrow-names">
                {facts}
                {(!activity.link.is_empty()).then(|| {
                    let words = link::host(&activity.link).to_owned();
                    view! { <div><dt>"Publikasi"</dt><dd><a href=activity.link.clone() rel="noopener noreferrer nofollow">{words}</a></dd></div> }
                })}
            </dl>
            {photos(&own, decidable(desk))}
        </article>
    }
}

/// Only while the report waits is there a form that the boxes beside its photos belong to.
fn decidable(desk: &Desk) -> bool {
    desk.opened.head.status() == Status::Sent
}

/// Photos with the box by which the office lets the public see them; the boxes belong to the verdict's form.
fn photos(photos: &[&Photo], decidable: bool) -> Option<impl IntoView + use<>> {
    let typed = typed();
    let items = photos
        .iter()
        .map(|photo| {
            let picture = match (&photo.sha256, photo.state.as_str()) {
                (Some(sha256), "stored") => {
                    let words = if photo.caption.is_empty() { "Foto kegiatan".to_owned() } else { photo.caption.clone() };
                    view! {
                        <a href=format!("/foto/{sha256}")>
                            <img
                                src=format!("/foto/{sha256}")
                                alt=words
                                width=photo.width.map(|side| side.to_string())
                                height=photo.height.map(|side| side.to_string())
                                loading="lazy"
                            />
                        </a>
                    }
                    .into_any()
                }
                (_, "unreadable") => view! { <p class="muted">"Foto tidak terbaca."</p> }.into_any(),
                (_, "erased") => view! { <p class="muted">"Foto dihapus atas permintaan."</p> }.into_any(),
                (_, "missing") => view! { <p class="muted">"Foto masih dikirim dari HP."</p> }.into_any(),
                _ => view! { <p class="muted">"Foto sudah diterima dan sedang diproses."</p> }.into_any(),
            };
            let wish = if photo.public_wish { "Perpustakaan ingin foto ini tampil untuk umum." } else { "Hanya untuk dinas." };
            let children = match photo.children() {
                Children::Unanswered => "Soal anak di foto: belum dijawab.".to_owned(),
                answered => format!("{}.", first_upper(answered.words())),
            };
            let confirm = (decidable && photo.may_become_public()).then(|| {
                let id = format!("f-foto-{}", photo.id);
                let checked = typed.chosen("foto", &photo.id, photo.is_confirmed());
                view! {
                    <div class="choice">
                        <input type="checkbox" form="putusan" id=id.clone() name="foto" value=photo.id.clone() checked=checked/>
                        <label for=id>"Boleh tampil untuk umum"</label>
                    </div>
                }
            });
            view! {
                <li>
                    <figure>
                        {picture}
                        <figcaption>
                            {(!photo.caption.is_empty()).then(|| view! { <span>{photo.caption.clone()}</span><br/> })}
                            <span class="muted small">
                                {wish}" "{children}" "
                                {(photo.state == "stored").then(|| view! { <a href=format!("/lapor/tarik?foto={}", photo.id)>"Tarik atas permintaan"</a> })}
                            </span>
                        </figcaption>
                    </figure>
                    {confirm}
                    {(!decidable && photo.is_confirmed()).then(|| view! { <Tag kind=TagKind::Good>"Tampil untuk umum"</Tag> })}
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!items.is_empty()).then(|| view! { <ul class="photos">{items}</ul> })
}

fn first_upper(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn stories(stories: &[Story]) -> Option<impl IntoView + use<>> {
    let items = stories
        .iter()
        .map(|story| {
            let person = if story.person.is_empty() { "tanpa nama".to_owned() } else { story.person.clone() };
            let guardian = if story.child { " · tentang anak, wali memberi izin" } else { "" };
            let public = if story.may_be_public() { "tampil untuk umum setelah disetujui" } else { "untuk dinas saja" };
            view! {
                <blockquote class="quote">
                    {(!story.about.is_empty()).then(|| view! { <p><strong>{story.about.clone()}</strong></p> })}
                    <p class="typed">{story.text.clone()}</p>
                    {(!story.evidence.is_empty()).then(|| view! { <p class="small">"Buktinya: "{story.evidence.clone()}</p> })}
                    <footer class="muted small">
                        {format!("{person} · {} · {public}{guardian}", story.consent.words())}
                        {(!story.is_erased).then(|| view! { " · "<a href=format!("/lapor/tarik?cerita={}", story.id)>"Tarik atas permintaan"</a> })}
                    </footer>
                </blockquote>
            }
        })
        .collect::<Vec<_>>();
    (!items.is_empty()).then(|| {
        view! {
            <section aria-labelledby="cerita" class="stack"><h2 id="cerita">"Cerita dampak"</h2>{items}</section>
        }
    })
}

fn obstacles(content: &Content) -> Option<impl IntoView + use<>> {
    let lines = [("Kendala", &content.obstacles), ("Upaya", &content.remedies)]
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(name, words)| view! { <div><dt>{name}</dt><dd class="typed">{words.clone()}</dd></div> })
        .collect::<Vec<_>>();
    (!lines.is_empty()).then(|| view! {
        <section aria-labelledby="kendala"><h2 id="kendala">"Kendala dan upaya"</h2><dl class="facts">{lines}</dl></section>
    })
}
