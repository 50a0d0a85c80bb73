//! Tips from libraries for libraries: `/kiat`, and as cards on other pages.

use crate::api::tips;
use crate::domain::board::brief_name;
use crate::domain::standing::SUBJECTS;
use crate::storage::tips::Card;
use crate::ui::field::{Breadcrumbs, Drawing, Empty, SelectField, Tag, TagKind, options};
use crate::ui::frame::{Frame, app, page, query};
use leptos::prelude::*;
use leptos_meta::Link;

/// The cards of published meetings, by subject; `?topik=` shows one, `?kab=` those of one office.
#[component]
pub fn Tips() -> impl IntoView {
    let app = app();
    let (subject, office) =
        (query("topik").filter(|code| !code.is_empty()), query("kab").filter(|code| !code.is_empty()));
    page(async move {
        let groups = tips::published(&app, office.as_deref(), subject.as_deref()).await?;
        let choices = options(SUBJECTS.map(|known| (known.code, known.label)));
        let empty = groups.is_empty();
        let groups = groups
            .iter()
            .map(|(about, cards)| {
                let cards = cards.iter().map(|card| view! { <li class="card">{told(card, true)}</li> }).collect_view();
                view! { <section class="section"><h2>{*about}</h2><ul class="plain grid two">{cards}</ul></section> }
            })
            .collect_view();
        Ok(view! {
            <Frame
                title="Kiat dari perpustakaan"
                description="Kiat layanan dan kegiatan yang sudah dicoba perpustakaan desa, kelurahan, dan taman bacaan, untuk dicoba di tempat lain."
            >
                <Link rel="canonical" href=app.settings.link("/kiat")/>
                <Breadcrumbs here="Kiat"/>
                <div class="page-head">
                    <h1>"Kiat dari perpustakaan"</h1>
                    <p class="lede">"Yang sudah dicoba di satu perpustakaan, untuk dicoba di perpustakaan lain. Dibagikan di pertemuan PLM."</p>
                </div>
                <form class="filters" method="get" action="/kiat" role="search">
                    <SelectField name="topik" label="Topik" options=choices value=subject empty="Semua topik"/>
                    <div class="buttons"><button class="button secondary" type="submit">"Tampilkan"</button></div>
                </form>
                {if empty {
                    view! { <Empty title="Belum ada kiat di sini" drawing=Drawing::Book><p>"Kiat dicatat selama pertemuan PLM."</p><p><a href="/plm">"Lihat pertemuan"</a></p></Empty> }.into_any()
                } else {
                    groups.into_any()
                }}
            </Frame>
        })
    })
}

/// One card's content; with `meeting` also where it was told.
pub fn told(card: &Card, meeting: bool) -> impl IntoView + use<> {
    let library = (!card.library_name.is_empty()).then(|| {
        view! { <a href=format!("/perpustakaan/{}", card.library_slug)>{brief_name(&card.library_name).to_owned()}</a> }
    });
    let meeting = meeting.then(|| {
        let comma = library.is_some().then_some(", ");
        view! { {comma}<a href=format!("/plm/{}/rekap", card.meeting_slug)>{card.meeting_name.clone()}</a> }
    });
    let about = card.tip().about();
    let figure = crate::domain::indicator::Indicator::of(&card.indicator).filter(|figure| figure.label != about);
    view! {
        <p class="typed">{card.words.clone()}</p>
        <p class="muted small">{library}{meeting}</p>
        <ul class="tags">
            <li><Tag>{about}</Tag></li>
            {figure.map(|figure| view! { <li><Tag>{figure.label}</Tag></li> })}
            {card.example.then(|| view! { <li><Tag kind=TagKind::Example>"contoh"</Tag></li> })}
        </ul>
    }
}

/// The cards that help with one figure, under its field in the report form.
pub fn beside(cards: &[Card], figure: &'static str) -> Option<impl IntoView + use<>> {
    let list = cards
        .iter()
        .map(|card| {
            let from = if card.library_name.is_empty() {
                String::new()
            } else {
                format!(" ({})", brief_name(&card.library_name))
            };
            view! { <li>{card.words.clone()}{from}</li> }
        })
        .collect_view();
    (!cards.is_empty()).then(|| {
        view! {
            <details class="what-for small muted">
                <summary>"Kiat dari perpustakaan lain"<span class="visually-hidden">": "{figure}</span></summary>
                <ul>{list}</ul>
            </details>
        }
    })
}
