//! A meeting's agenda as a calendar (iCalendar) and as a schedule (the JSON of frab and c3voc, which conference apps read).

use crate::api::meetings::{Published, by_slug};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::calendar::{Calendar, Event};
use crate::domain::meeting::Showing;
use crate::domain::moment::Moment;
use crate::server::pages;
use crate::storage::Failure;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

/// The routes.
pub fn routes() -> Router<App> {
    Router::new().route("/plm/{slug}/agenda.ics", get(calendar)).route("/plm/{slug}/schedule.json", get(schedule))
}

async fn calendar(State(app): State<App>, Path(slug): Path<String>, request: Request) -> Response {
    answer(&app, &slug, request, "text/calendar; charset=utf-8", calendar_text).await
}

async fn schedule(State(app): State<App>, Path(slug): Path<String>, request: Request) -> Response {
    answer(&app, &slug, request, "application/json", |app, published| schedule_json(app, published).to_string()).await
}

async fn answer(
    app: &App,
    slug: &str,
    request: Request,
    content_type: &'static str,
    write: fn(&App, &Published) -> String,
) -> Response {
    let error = match by_slug(app, slug).await {
        Ok(published) if published.showings.iter().all(|showing| showing.slot.end <= 1440) => {
            return feed(request.headers(), content_type, write(app, &published));
        }
        // Publishing refuses a day that overflows, so this is a hand-edited log.
        Ok(_) => Error::from(Failure::inconsistent("agenda_version", "an item ends after midnight")),
        Err(error) => error,
    };
    pages::refused(app, Asker::Public, request, &error.told(&app.world)).await
}

/// A feed's body with its type; asked for again with the tag it was given, it is not sent twice.
fn feed(headers: &HeaderMap, content_type: &'static str, body: String) -> Response {
    let tag = format!("\"{}\"", &crate::storage::ops::hash(body.as_bytes())[..32]);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag));
    let head = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    if known { (StatusCode::NOT_MODIFIED, head).into_response() } else { (head, body).into_response() }
}

fn minute(minute: u32) -> u16 {
    u16::try_from(minute.min(1440)).unwrap_or(1440)
}

fn presenters(showing: &Showing) -> Vec<String> {
    showing.item.presenters.iter().map(crate::domain::agenda::Presenter::words).collect()
}

fn location(showing: &Showing) -> String {
    match showing.day.place_name(&showing.item) {
        Some(place) => format!("{place}, {}", showing.day.venue_words()),
        None => showing.day.venue_words().to_owned(),
    }
}

fn calendar_text(app: &App, published: &Published) -> String {
    let page = app.settings.link(&format!("/plm/{}", published.meeting.slug));
    let domain = app.settings.url.split("://").nth(1).unwrap_or("pantau").split([':', '/']).next().unwrap_or("pantau");
    let events = published.showings.iter().map(|showing| {
        let mut description = Vec::new();
        let presenters = presenters(showing);
        if !presenters.is_empty() {
            description.push(format!("Penyaji: {}", presenters.join("; ")));
        }
        if !showing.item.moderator.is_empty() {
            description.push(format!("Moderator: {}", showing.item.moderator));
        }
        if !showing.item.note.is_empty() {
            description.push(showing.item.note.clone());
        }
        if published.meeting.example {
            description.push("Contoh: jam dan susunan acara ini bukan dari sumber resmi.".to_owned());
        }
        Event {
            uid: format!("{}.{}@{domain}", showing.item.id, published.meeting.id),
            sequence: showing.sequence,
            stamp: showing.changed,
            created: showing.created,
            date: showing.day.date,
            start: minute(showing.slot.start),
            end: minute(showing.slot.end),
            summary: showing.item.title.clone(),
            description: description.join("\n"),
            location: location(showing),
            url: format!("{page}#i-{}", showing.item.id),
            category: showing.item.kind_word().to_owned(),
            cancelled: showing.cancelled,
        }
    });
    Calendar {
        name: published.meeting.name.clone(),
        source: format!("{page}/agenda.ics"),
        url: page.clone(),
        zone: published.zone,
        events: events.collect(),
    }
    .text()
}

/// "01:30" for 90 minutes.
fn hours(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn schedule_json(app: &App, published: &Published) -> Value {
    let meeting = &published.meeting;
    let page = app.settings.link(&format!("/plm/{}", meeting.slug));
    let instant = |date: crate::domain::moment::Date, minute: u32| {
        Moment(date.start(published.zone).0 + i64::from(minute) * 60).iso(published.zone)
    };
    let days = &published.agenda.days;
    let told: Vec<Value> = days
        .iter()
        .enumerate()
        .map(|(index, day)| {
            let mut rooms = serde_json::Map::new();
            for (number, showing) in published.showings.iter().enumerate().filter(|(_, showing)| !showing.cancelled && showing.day.id == day.id) {
                let room = day.place_name(&showing.item).unwrap_or(day.venue_words()).to_owned();
                let slot = showing.slot;
                let event = json!({
                    "id": number + 1,
                    "guid": showing.item.id,
                    "date": instant(day.date, slot.start),
                    "start": hours(slot.start),
                    "duration": hours(slot.end - slot.start),
                    "room": room,
                    "slug": format!("{}-{}", meeting.slug, number + 1),
                    "url": format!("{page}#i-{}", showing.item.id),
                    "title": showing.item.title,
                    "subtitle": "",
                    "track": showing.item.kind_word(),
                    "type": showing.item.kind.code(),
                    "language": "id",
                    "abstract": showing.item.note,
                    "persons": showing.item.presenters.iter().map(|presenter| json!({ "public_name": presenter.name() })).collect::<Vec<_>>(),
                    "links": [],
                });
                if let Value::Array(events) = rooms.entry(room).or_insert_with(|| json!([])) {
                    events.push(event);
                }
            }
            json!({
                "index": index + 1,
                "date": day.date.to_string(),
                "day_start": instant(day.date, u32::from(day.opens)),
                "day_end": instant(day.date, u32::from(day.closes)),
                "rooms": rooms,
            })
        })
        .collect();
    let (first, last) = (days.first(), days.last());
    json!({
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": { "name": "Pantau Pustaka", "version": env!("CARGO_PKG_VERSION") },
        "schedule": {
            "version": format!("v{}", meeting.published_version),
            "base_url": page,
            "conference": {
                "acronym": meeting.slug,
                "title": meeting.name,
                "start": first.map(|day| day.date.to_string()),
                "end": last.map(|day| day.date.to_string()),
                "daysCount": days.len(),
                "timeslot_duration": "00:05",
                "time_zone_name": published.zone.name,
                "rooms": [],
                "tracks": [],
                "days": told,
            }
        }
    })
}
