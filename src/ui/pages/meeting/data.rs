//! The meeting for search engines: schema.org.

use crate::api::meetings::Published;
use crate::domain::agenda::flow;
use crate::domain::agenda::{Day, Presenter};
use crate::domain::moment::Moment;
use serde_json::{Value, json};

/// schema.org: the meeting as an Event, each item as a subEvent.
pub fn linked_data(published: &Published, address: &str) -> Value {
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
