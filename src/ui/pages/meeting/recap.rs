//! What a meeting leaves behind, for everybody: `/plm/{slug}/rekap`.

use crate::api::tips::by_subject;
use crate::api::writeup::{self, Writeup};
use crate::domain::agenda::Kind;
use crate::domain::number::whole;
use crate::ui::field::Breadcrumbs;
use crate::ui::frame::{Frame, app, page, param};
use crate::ui::pages::meeting::awards::winners;
use crate::ui::pages::tips::told;
use leptos::prelude::*;
use leptos_meta::Link;

/// The write-up of a published meeting.
#[component]
pub fn Recap() -> impl IntoView {
    let (app, slug) = (app(), param("slug"));
    page(async move {
        let writeup = writeup::writeup(&app, &slug).await?;
        let link = app.settings.link(&format!("/plm/{slug}/rekap"));
        Ok(show(&writeup, link))
    })
}

fn show(writeup: &Writeup, link: String) -> impl IntoView + use<> {
    let published = &writeup.published;
    let (name, when, example) =
        (published.meeting.name.clone(), super::dates(&published.agenda), published.meeting.example);
    let description = format!("Hasil {name}, {when}: kiat yang dibagikan, foto, dan tindak lanjut.");
    let trail =
        vec![("/plm".to_owned(), "PLM".to_owned()), (format!("/plm/{}", published.meeting.slug), "Agenda".to_owned())];
    let venues: Vec<String> =
        published.agenda.days.iter().map(|day| format!("{}: {}", day.date.long(), day.venue_words())).collect();
    let venues = venues.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let regency = format!("Kabupaten {}", published.regency);
    let begun = writeup.begun;
    let parts = view! {
        {shared(writeup)}
        {honoured(writeup)}
        {follows(writeup)}
        {pictures(writeup)}
    };
    view! {
        <Frame title=format!("Rekap {name}") description=description>
            <Link rel="canonical" href=link/>
            <Breadcrumbs trail=trail here="Rekap"/>
            <div class="page-head">
                <p class="eyebrow">{regency}</p>
                <h1>{format!("Rekap {name}")}</h1>
                <p class="lede">{when}</p>
                <ul class="plain muted">{venues}</ul>
                {example.then(|| view! { <p><span class="tag example">"contoh"</span></p> })}
            </div>
            {(!begun).then(|| view! { <p class="notice">"Pertemuan ini belum berlangsung. Hasilnya tampil di sini sesudahnya."</p> })}
            {parts}
        </Frame>
    }
}

/// The tips, by subject; and who shared, as the agenda tells it.
fn shared(writeup: &Writeup) -> impl IntoView + use<> {
    let none = writeup.cards.is_empty();
    let sharings = writeup.published.agenda.items().filter(|(_, item)| item.kind == Kind::Sharing).count();
    let groups = by_subject(writeup.cards.clone())
        .iter()
        .map(|(about, cards)| {
            let cards = cards.iter().map(|card| view! { <li class="card">{told(card, false)}</li> }).collect_view();
            view! { <h3>{*about}</h3><ul class="plain grid two">{cards}</ul> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="dibagikan">
            <h2 id="dibagikan">"Yang dibagikan"</h2>
            {(sharings > 0).then(|| view! { <p>{format!("{} acara berbagi ada di agenda. ", whole(i64::try_from(sharings).unwrap_or(0)))}<a href=format!("/plm/{}", writeup.published.meeting.slug)>"Lihat agendanya"</a></p> })}
            {none.then(|| view! { <p class="unknown">"Kiat yang dibagikan belum dicatat."</p> })}
            {groups}
        </section>
    }
}

/// Who was honoured, and the way to the method and to the press text.
fn honoured(writeup: &Writeup) -> impl IntoView + use<> {
    let base = format!("/plm/{}", writeup.published.meeting.slug);
    let list = writeup
        .awards
        .iter()
        .filter_map(|award| {
            let decided = award.published()?;
            let name = award.version(decided.version)?.definition.name.clone();
            let open = decided.decision.winners.is_empty();
            let winners = winners(&decided.decision);
            Some(view! {
                <h3>{name}</h3>
                {if open { view! { <p>"Penerima belum tercatat di sini."</p> }.into_any() } else { view! { <ul>{winners}</ul> }.into_any() }}
            })
        })
        .collect_view();
    let (awarded, press) = (!writeup.awards.is_empty(), writeup.press);
    view! {
        <section class="section" aria-labelledby="apresiasi">
            <h2 id="apresiasi">"Apresiasi"</h2>
            {if awarded {
                view! { {list}<p><a href=format!("{base}/apresiasi")>"Cara menghitung dan juri"</a></p> }.into_any()
            } else {
                view! { <p class="unknown">"Penerima apresiasi belum diumumkan di sini."</p> }.into_any()
            }}
            {press.then(|| view! { <p><a href=format!("{base}/siaran-pers")>"Siaran pers"</a></p> })}
        </section>
    }
}

/// What follows, in numbers that say what is there.
fn follows(writeup: &Writeup) -> impl IntoView + use<> {
    let number = |value: usize| whole(i64::try_from(value).unwrap_or(0));
    let (plans, libraries, done) = (number(writeup.plans), number(writeup.libraries), number(writeup.done));
    let aims = writeup
        .aims
        .iter()
        .map(|(label, count)| view! { <li>{format!("{label} ({})", number(*count))}</li> })
        .collect_view();
    let (none, any_done, aimed) = (writeup.plans == 0, writeup.done > 0, !writeup.aims.is_empty());
    view! {
        <section class="section" aria-labelledby="lanjut">
            <h2 id="lanjut">"Tindak lanjut"</h2>
            {if none {
                view! { <p class="unknown">"Rencana tindak lanjut belum dicatat."</p> }.into_any()
            } else {
                view! {
                    <ul class="figures">
                        <li><strong>{plans}</strong>"rencana disepakati"</li>
                        <li><strong>{libraries}</strong>"perpustakaan"</li>
                        {any_done.then(|| view! { <li><strong>{done}</strong>"sudah selesai"</li> })}
                    </ul>
                    {aimed.then(|| view! { <p>"Yang ingin ditambah:"</p><ul>{aims}</ul> })}
                }.into_any()
            }}
        </section>
    }
}

/// The pictures that everybody may see, with who took them.
fn pictures(writeup: &Writeup) -> impl IntoView + use<> {
    let none = writeup.photos.is_empty();
    let list = writeup
        .photos
        .iter()
        .map(|photo| {
            let (file, src) = (format!("/foto/{}", photo.sha256), format!("/foto/{}", photo.sha256));
            let words = if photo.caption.is_empty() { "Suasana pertemuan".to_owned() } else { photo.caption.clone() };
            let credit = (!photo.credit.is_empty()).then(|| format!(" (foto: {})", photo.credit));
            view! {
                <li><figure>
                    <a href=file><img src=src alt=words.clone() width=photo.width.to_string() height=photo.height.to_string() loading="lazy"/></a>
                    <figcaption>{words}{credit}</figcaption>
                </figure></li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="foto">
            <h2 id="foto">"Foto"</h2>
            {if none { view! { <p class="unknown">"Belum ada foto yang boleh ditampilkan."</p> }.into_any() } else { view! { <ul class="photos">{list}</ul> }.into_any() }}
        </section>
    }
}
