//! The agenda on paper: "Susunan Acara", one sheet for each day, and signs for the tables of those who present.

use crate::api;
use crate::api::meetings::Published;
use crate::domain::agenda::flow;
use crate::domain::agenda::{Day, Item, Presenter};
use crate::ui::field::Breadcrumbs;
use crate::ui::frame::{Frame, app, page, param, query};
use leptos::prelude::*;

/// The way back, and what the page is for; not printed.
fn top(slug: &str, here: &'static str, words: &'static str) -> impl IntoView + use<> {
    let trail = vec![("/plm".to_owned(), "PLM".to_owned()), (format!("/plm/{slug}"), "Agenda".to_owned())];
    view! {
        <div class="no-print">
            <Breadcrumbs trail=trail here=here/>
            <div class="page-head"><h1>{here}</h1><p class="lede">{words}</p></div>
        </div>
    }
}

/// "Susunan Acara": a sheet for each day; `?hari=` prints one.
#[component]
pub fn Paper() -> impl IntoView {
    let (app, slug, day) = (app(), param("slug"), query("hari"));
    page(async move {
        let published = api::meetings::by_slug(&app, &slug).await?;
        let part = api::meetings::part(&published, |name| if name == "hari" { day.clone() } else { None })?;
        let days = published.agenda.days.iter().filter(|day| part.day.is_none_or(|date| date == day.date));
        let sheets = days.map(|day| sheet(&published, day)).collect_view();
        Ok(view! {
            <Frame title=format!("Susunan acara: {}", published.meeting.name) description="">
                {top(&slug, "Susunan acara", "Satu lembar A4 untuk setiap hari, untuk ditempel di dinding. Tekan Ctrl+P untuk mencetak.")}
                {sheets}
            </Frame>
        })
    })
}

fn sheet(published: &Published, day: &Day) -> impl IntoView + use<> {
    let slots = flow::slots(day);
    let mut order: Vec<usize> = flow::reading_order(day);
    order.sort_by_key(|index| slots[*index].start);
    let rows = order
        .into_iter()
        .zip(1..)
        .map(|(index, number)| {
            let (item, slot) = (&day.items[index], slots[index]);
            let time = format!("{}–{}", flow::clock(slot.start), flow::clock(slot.end));
            view! {
                <tr>
                    <td>{number}</td>
                    <td>{time}</td>
                    <td><strong>{item.title.clone()}</strong></td>
                    <td>{carried_out_by(item)}</td>
                    <td>{remarks(day, item)}</td>
                </tr>
            }
        })
        .collect_view();
    let version = published.versions.last().map(|version| {
        format!(
            "Versi {}, {}. Semua jam dalam {}.",
            version.number,
            version.at.short(published.zone),
            published.zone.suffix
        )
    });
    let id = format!("lembar-{}", day.id);
    let named = id.clone();
    view! {
        <section class="paper agenda-sheet" aria-labelledby=named>
            <p class="eyebrow">{published.office_name.clone()}</p>
            <h2 id=id>"Susunan Acara"</h2>
            <p><strong>{published.meeting.name.clone()}</strong></p>
            <p>{day.date.long()}" · "{day.venue_words().to_owned()}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label=format!("Susunan acara {}", day.date.long())>
            <table>
                <thead><tr><th scope="col">"No"</th><th scope="col">"Waktu"</th><th scope="col">"Kegiatan"</th><th scope="col">"Pelaksana"</th><th scope="col">"Keterangan"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            </div>
            <p class="small">{version}{published.meeting.example.then_some(" Contoh: jam dan susunan acara bukan dari sumber resmi.")}</p>
        </section>
    }
}

/// Who carries it out: presenters, then the moderator.
fn carried_out_by(item: &Item) -> String {
    let mut names: Vec<String> = item.presenters.iter().map(Presenter::words).collect();
    if !item.moderator.is_empty() {
        names.push(format!("{} (moderator)", item.moderator));
    }
    names.join("; ")
}

/// Place and further words.
fn remarks(day: &Day, item: &Item) -> String {
    let place = day.place_name(item).map(str::to_owned);
    let words = [place.unwrap_or_default(), item.note.clone(), item.handouts.clone()];
    words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(". ")
}

/// Signs for the tables: one for each who presents, two on a sheet.
#[component]
pub fn TableSigns() -> impl IntoView {
    let (app, slug) = (app(), param("slug"));
    page(async move {
        let published = api::meetings::by_slug(&app, &slug).await?;
        let mut known: Vec<(String, &Presenter)> = Vec::new();
        for (_, item) in published.agenda.items() {
            for presenter in &item.presenters {
                if !known.iter().any(|(key, _)| *key == presenter.key()) {
                    known.push((presenter.key(), presenter));
                }
            }
        }
        let none = known.is_empty();
        let signs = known
            .into_iter()
            .map(|(_, presenter)| {
                let role = match presenter {
                    Presenter::Person { role, .. } => role.clone(),
                    Presenter::Library { .. } => String::new(),
                };
                view! { <section class="table-sign"><h2>{presenter.name().to_owned()}</h2>{(!role.is_empty()).then(|| view! { <p>{role}</p> })}<p class="small">{published.meeting.name.clone()}</p></section> }
            })
            .collect_view();
        Ok(view! {
            <Frame title=format!("Tanda meja: {}", published.meeting.name) description="">
                {top(&slug, "Tanda meja", "Satu tanda untuk setiap penyaji, dua tanda per lembar A4. Lipat di garis putus-putus.")}
                {none.then(|| view! { <p class="muted">"Belum ada penyaji di agenda ini."</p> })}
                {signs}
            </Frame>
        })
    })
}
