//! A meeting's agenda for other programs: a calendar (iCalendar), a schedule (the JSON of frab and c3voc, which conference apps read)
//! and a table (CSV).

use crate::api::meetings::{Published, by_slug, part};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::agenda::flow::clock;
use crate::domain::calendar::{Calendar, Event};
use crate::domain::meeting::Showing;
use crate::domain::moment::Moment;
use crate::domain::sheet::{Cell, Sheet, csv};
use crate::server::pages;
use crate::storage::Failure;
use crate::storage::ops::hash;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/plm/{slug}/agenda.ics", get(calendar))
        .route("/plm/{slug}/agenda.csv", get(table))
        .route("/plm/{slug}/schedule.json", get(schedule))
}

async fn calendar(State(app): State<App>, Path(slug): Path<String>, request: Request) -> Response {
    answer(&app, &slug, request, "text/calendar; charset=utf-8", calendar_text).await
}

async fn table(State(app): State<App>, Path(slug): Path<String>, request: Request) -> Response {
    answer(&app, &slug, request, "text/csv; charset=utf-8", |_, told| csv(&sheet(told))).await
}

async fn schedule(State(app): State<App>, Path(slug): Path<String>, request: Request) -> Response {
    answer(&app, &slug, request, "application/json", |app, told| schedule_json(app, told).to_string()).await
}

/// Every feed can be narrowed: `?hari=2026-12-01`, `?perpustakaan=natai-raya`.
async fn answer(
    app: &App,
    slug: &str,
    request: Request,
    content_type: &'static str,
    write: fn(&App, &Feed) -> String,
) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let error = match narrowed(app, slug, &query).await {
        Ok(told) if told.showings.iter().all(|showing| showing.slot.end <= 1440) => {
            return feed(request.headers(), content_type, write(app, &told));
        }
        // Publishing refuses a day that overflows, so this is a hand-edited log.
        Ok(_) => Error::from(Failure::inconsistent("agenda_version", "an item ends after midnight")),
        Err(error) => error,
    };
    pages::refused(app, Asker::Public, request, &error.told(&app.world)).await
}

/// What a feed tells of.
struct Feed {
    published: Published,
    showings: Vec<Showing>,
    /// By which the address narrows it, with its question mark; empty: all of it.
    query: String,
}

async fn narrowed(app: &App, slug: &str, query: &str) -> Result<Feed, Error> {
    let published = by_slug(app, slug).await?;
    let asked: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
    let part = part(&published, |name| asked.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))?;
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    Ok(Feed { showings: part.of(published.showings()), published, query })
}

/// A feed's body with its type; asked for again with the tag it was given, it is not sent twice.
fn feed(headers: &HeaderMap, content_type: &'static str, body: String) -> Response {
    let tag = format!("\"{}\"", &hash(body.as_bytes())[..32]);
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

fn calendar_text(app: &App, Feed { published, showings, query }: &Feed) -> String {
    let page = app.settings.link(&format!("/plm/{}", published.meeting.slug));
    let domain = app.settings.url.split("://").nth(1).unwrap_or("pantau").split([':', '/']).next().unwrap_or("pantau");
    let events = showings.iter().map(|showing| {
        let mut description = Vec::new();
        let presenters = presenters(showing);
        if !presenters.is_empty() {
            description.push(format!("Penyaji: {}", presenters.join("; ")));
        }
        if !showing.item.moderator.is_empty() {
            description.push(format!("Moderator: {}", showing.item.moderator));
        }
        for words in [&showing.item.aim, &showing.item.note] {
            if !words.is_empty() {
                description.push(words.clone());
            }
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
        source: format!("{page}/agenda.ics{query}"),
        url: page.clone(),
        uid: format!("{}@{domain}", published.meeting.id),
        description: format!("Diselenggarakan {}.", published.office_name),
        changed: published.versions.last().map_or(Moment(0), |version| version.at),
        zone: published.zone,
        events: events.collect(),
    }
    .text()
}

/// "01:30" for 90 minutes.
fn hours(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The agenda as a table, in the order of the paper's "Susunan Acara".
fn sheet(told: &Feed) -> Sheet {
    let head = [
        "No",
        "Hari",
        "Tanggal",
        "Mulai",
        "Selesai",
        "Tempat",
        "Kegiatan",
        "Jenis",
        "Pelaksana",
        "Moderator",
        "Keterangan",
    ];
    let shown = told.showings.iter().filter(|showing| !showing.cancelled);
    let rows = shown.zip(1u32..).map(|(showing, number)| {
        let item = &showing.item;
        vec![
            Cell::Number(number),
            showing.day.date.weekday_word().into(),
            Cell::Day(showing.day.date),
            clock(showing.slot.start).into(),
            clock(showing.slot.end).into(),
            location(showing).into(),
            item.title.as_str().into(),
            item.kind_word().into(),
            presenters(showing).join("; ").into(),
            item.moderator.as_str().into(),
            item.note.as_str().into(),
        ]
    });
    Sheet { name: "Susunan acara", head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// A number that stays with an item over versions, as conference apps want one, and a UUID for its id when that is none.
fn numbers(item: &str) -> (u32, String) {
    let hash = hash(item.as_bytes());
    // 31 bits: some readers keep it in a signed word.
    let number = u32::from_str_radix(&hash[..8], 16).unwrap_or(0) >> 1;
    let is_uuid = item.len() == 36 && item.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    let guid = if is_uuid {
        item.to_owned()
    } else {
        // The shape of a name-based UUID (RFC 9562, version 8: made in our own way).
        format!("{}-{}-8{}-8{}-{}", &hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..32])
    };
    (number, guid)
}

fn schedule_json(app: &App, Feed { published, showings, .. }: &Feed) -> Value {
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
            for showing in showings.iter().filter(|showing| !showing.cancelled && showing.day.id == day.id) {
                let (number, guid) = numbers(&showing.item.id);
                let room = day.place_name(&showing.item).unwrap_or(day.venue_words()).to_owned();
                let slot = showing.slot;
                let event = json!({
                    "id": number,
                    "guid": guid,
                    "date": instant(day.date, slot.start),
                    "start": hours(slot.start),
                    "duration": hours(slot.end - slot.start),
                    "room": room,
                    "slug": format!("{}-{number}", meeting.slug),
                    "url": format!("{page}#i-{}", showing.item.id),
                    "title": showing.item.title,
                    "subtitle": showing.item.aim,
                    "track": showing.item.kind_word(),
                    "type": showing.item.kind.code(),
                    "language": "id",
                    "abstract": showing.item.note,
                    "persons": showing.item.presenters.iter().map(|presenter| json!({ "name": presenter.name(), "public_name": presenter.name() })).collect::<Vec<_>>(),
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
    let (mut rooms, mut tracks): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for showing in showings.iter().filter(|showing| !showing.cancelled) {
        let room = showing.day.place_name(&showing.item).unwrap_or(showing.day.venue_words());
        for (known, word) in [(&mut rooms, room), (&mut tracks, showing.item.kind_word())] {
            if !known.contains(&word) {
                known.push(word);
            }
        }
    }
    json!({
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": { "name": "Pantau Pustaka", "version": env!("CARGO_PKG_VERSION"), "url": app.settings.link("/") },
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
                "rooms": rooms.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
                "tracks": tracks.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
                "days": told,
            }
        }
    })
}

#[cfg(test)]
mod tests;
