//! One meeting and its agenda.

use crate::api;
use crate::api::meetings::Published;
use crate::domain::agenda::flow::{self, Slot, Stretch};
use crate::domain::agenda::{Agenda, Day, Item, Presenter};
use crate::domain::moment::Moment;
use crate::ui::frame::{Frame, app, page, param};
use leptos::prelude::*;
use serde_json::{Value, json};

/// One meeting and its agenda, as published last.
#[component]
pub fn Meeting() -> impl IntoView {
    let (app, slug) = (app(), param("slug"));
    page(async move {
        let published = api::meetings::by_slug(&app, &slug).await?;
        let address = app.settings.link(&format!("/plm/{slug}"));
        Ok(show(published, &address))
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

fn show(published: Published, address: &str) -> impl IntoView + use<> {
    let meeting = published.meeting.clone();
    let when = dates(&published.agenda);
    let description = format!("Agenda {}: {when}.", meeting.name);
    let calendar = format!("/plm/{}/agenda.ics", meeting.slug);
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
    let tabs = (published.agenda.days.len() > 1).then(|| {
        let links = published
            .agenda
            .days
            .iter()
            .map(|day| view! { <li><a href=format!("#d-{}", day.id)>{format!("{}, {}", day.date.weekday_word(), day.date.short())}</a></li> })
            .collect_view();
        view! { <nav class="tabs no-print" aria-label="Hari"><ul>{links}</ul></nav> }
    });
    let days = published.agenda.days.iter().map(|day| whole_day(&published, day)).collect_view();
    // `<` cannot end the script element from inside a JSON string when it is written as an escape.
    let regency = format!("Kabupaten {}", published.regency);
    let host = format!("Diselenggarakan {}. Semua jam dalam {}.", published.office_name, published.zone.suffix);
    let data = linked_data(&published, address).to_string().replace('<', "\\u003c");
    view! {
        <Frame title=meeting.name.clone() description=description>
            <script type="application/ld+json" inner_html=data></script>
            <nav class="breadcrumbs" aria-label="Jejak"><ol><li><a href="/plm">"PLM"</a></li><li aria-current="page">"Agenda"</li></ol></nav>
            <div class="page-head">
                <p class="eyebrow">{regency}</p>
                <h1>{meeting.name.clone()}</h1>
                <p class="lede">{when}</p>
                <p class="muted">{host}</p>
                <div class="row no-print">
                    <a class="button secondary" href=calendar>"Simpan ke kalender"</a>
                    {meeting.example.then(|| view! { <span class="tag example">"contoh"</span> })}
                </div>
            </div>
            {meeting.example.then(|| view! {
                <div class="notice warning wide"><strong>"Agenda contoh"</strong>
                    <p>"Tanggal, tempat hari pertama, pembuka, dan peserta berasal dari berita resmi. Jam dan susunan acara di bawah dibuat sebagai contoh."</p>
                </div>
            })}
            {tabs}
            {days}
            <section class="section">
                <p class="small muted">{version}</p>
                <details class="no-print"><summary>"Catatan perubahan"</summary><ul>{versions}</ul></details>
            </section>
        </Frame>
    }
}

fn whole_day(published: &Published, day: &Day) -> impl IntoView + use<> {
    let slots = flow::slots(day);
    let stretches = flow::stretches(day)
        .into_iter()
        .map(|stretch| match stretch {
            Stretch::Together(index) => one(published, &day.items[index], slots[index]).into_any(),
            Stretch::Parallel(lanes) => {
                let lanes = lanes
                    .into_iter()
                    .map(|(place, items)| {
                        let items = items.into_iter().map(|index| one(published, &day.items[index], slots[index])).collect_view();
                        view! { <div class="agenda-lane"><h3>{day.places[place].name.clone()}</h3><ol class="agenda-list">{items}</ol></div> }
                    })
                    .collect_view();
                view! { <li class="agenda-parallel">{lanes}</li> }.into_any()
            }
        })
        .collect_view();
    let outdoor = (day.outdoor && !day.venue.is_empty()).then_some(" (luar ruang)");
    view! {
        <section class="section agenda-public" id=format!("d-{}", day.id)>
            <h2>{day.date.long()}</h2>
            <p class="agenda-venue">{day.venue_words().to_owned()}{outdoor}</p>
            {day.items.is_empty().then(|| view! { <p class="unknown">"Acara hari ini belum diisi."</p> })}
            <ol class="agenda-list">{stretches}</ol>
        </section>
    }
}

fn one(published: &Published, item: &Item, slot: Slot) -> impl IntoView + use<> {
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
    view! {
        <li class=format!("agenda-entry kind-{}{rest}", item.kind.code()) id=format!("i-{}", item.id)>
            <p class="agenda-time"><time datetime=machine><strong>{start}</strong></time><span>{format!("–{}", flow::clock(slot.end))}</span></p>
            <div class="agenda-what">
                <h3>{item.title.clone()}</h3>
                <p class="agenda-kind">{item.kind_word().to_owned()}</p>
                {(!item.presenters.is_empty()).then(|| view! { <ul class="agenda-people">{presenters}</ul> })}
                {(!item.moderator.is_empty()).then(|| view! { <p class="small muted">{format!("Moderator: {}", item.moderator)}</p> })}
                {(!item.note.is_empty()).then(|| view! { <p class="agenda-note">{item.note.clone()}</p> })}
            </div>
        </li>
    }
}

/// schema.org: the meeting as an Event, each item as a subEvent.
fn linked_data(published: &Published, address: &str) -> Value {
    let instant =
        |day: &Day, minute: u32| Moment(day.date.start(published.zone).0 + i64::from(minute) * 60).iso(published.zone);
    let organizer = json!({ "@type": "GovernmentOrganization", "name": published.office_name });
    let region = format!("Kabupaten {}", published.regency);
    let place = |day: &Day, room: Option<&str>| {
        let name = room.map_or_else(|| day.venue_words().to_owned(), |room| format!("{room}, {}", day.venue_words()));
        json!({ "@type": "Place", "name": name, "address": { "@type": "PostalAddress", "addressRegion": region, "addressCountry": "ID" } })
    };
    let mut parts = Vec::new();
    for day in &published.agenda.days {
        for (item, slot) in day.items.iter().zip(flow::slots(day)) {
            let performers: Vec<Value> = item
                .presenters
                .iter()
                .map(|presenter| match presenter {
                    Presenter::Library { name, .. } => json!({ "@type": "Library", "name": name }),
                    Presenter::Person { name, .. } => json!({ "@type": "Person", "name": name }),
                })
                .collect();
            parts.push(json!({
                "@type": "Event",
                "name": item.title,
                "startDate": instant(day, slot.start),
                "endDate": instant(day, slot.end),
                "location": place(day, day.place_name(item)),
                "performer": performers,
                "url": format!("{address}#i-{}", item.id),
                "superEvent": { "@id": address },
            }));
        }
    }
    let (first, last) = (published.agenda.days.first(), published.agenda.days.last());
    let end = |day: &Day| flow::slots(day).iter().map(|slot| slot.end).max().unwrap_or(u32::from(day.closes));
    json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": published.meeting.name,
        "startDate": first.map(|day| instant(day, u32::from(day.opens))),
        "endDate": last.map(|day| instant(day, end(day))),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": first.map(|day| place(day, None)),
        "organizer": organizer,
        "subEvent": parts,
    })
}
