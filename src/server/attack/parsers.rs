//! Everything that reads what others send, as one function: the fuzz package (`end2end/fuzz`) calls it with what it invents, a test with
//! the corpus that is kept. Nothing of it may panic, hang or take memory without bounds.

use crate::api::sheet;
use crate::domain;
use crate::domain::agenda::edit::Edit;
use crate::domain::calendar::{Calendar, Event};
use crate::domain::moment::{Date, Moment, Zone};
use crate::domain::report::draft::Draft;
use crate::domain::sync::Submission;
use crate::server::import::geojson;
use crate::server::photos::picture;
use std::collections::BTreeMap;

/// Gives a parser what somebody sent; `false`: there is none of that name.
pub fn parse(parser: &str, data: &[u8]) -> bool {
    match parser {
        "csv" => csv_table(data),
        "form" => form(data),
        "geojson" => drop(geojson::read(data)),
        "ics" => ics(data),
        "image" => image(data),
        "json" => json(data),
        _ => return false,
    }
    true
}

/// A spreadsheet's file of whatever letters, to the plan of an import.
fn csv_table(data: &[u8]) {
    let Ok((text, _)) = sheet::text(data) else { return };
    let Ok(read) = sheet::sheet(&text) else { return };
    let _ = domain::table::villages(&read, &BTreeMap::new());
    // What is written out again is no formula. A number may keep its sign.
    let cell = domain::table::safe_cell(&text);
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    assert!(!runs, "a formula");
}

/// A report's form as pairs.
fn form(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let pairs: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('=')).collect();
    let Ok((draft, _)) = Draft::from_pairs(pairs.iter().copied()) else { return };
    if let Ok(cleaned) = draft.cleaned() {
        assert_eq!(cleaned.cleaned().as_ref().ok(), Some(&cleaned), "clean is clean");
    }
    let typed = draft.to_pairs();
    let again = Draft::from_pairs(typed.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    assert!(again.is_ok(), "what a page shows is what it takes back");
}

/// What phones and the agenda's builder send.
fn json(data: &[u8]) {
    let _ = Submission::read(data);
    if let Ok(edit) = serde_json::from_slice::<Edit>(data) {
        let text = serde_json::to_vec(&edit).expect("what was read can be written");
        assert!(serde_json::from_slice::<Edit>(&text).is_ok(), "and read again");
    }
}

/// Header, limits and the whole way through decoder and encoder.
fn image(data: &[u8]) {
    let Ok(kind) = domain::photo::sniff(data) else { return };
    if let Ok(made) = picture::make_anew(data, kind) {
        assert!(domain::photo::sniff(&made.jpeg).is_ok(), "what is kept is a picture");
    }
}

/// A calendar whose every word is somebody's: no text may break out of its line.
fn ics(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut parts = text.split('\u{1}').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let event = Event {
        uid: "i1@example.org".to_owned(),
        sequence: 2,
        stamp: Moment(1_664_330_700),
        created: Moment(1_664_000_000),
        date: Date { year: 2022, month: 9, day: 28 },
        start: 545,
        end: 1_440,
        summary: part(),
        description: part(),
        location: part(),
        url: part(),
        category: part(),
        cancelled: false,
    };
    let calendar = Calendar {
        name: part(),
        url: part(),
        source: "https://example.org/plm/plm/agenda.ics".to_owned(),
        uid: "m1@example.org".to_owned(),
        description: part(),
        changed: Moment(1_664_330_700),
        zone: Zone::default(),
        events: vec![event],
    };
    let written = calendar.text();
    let events = written.split("\r\n").filter(|line| *line == "BEGIN:VEVENT").count();
    assert_eq!(events, 1, "one event was written");
    for line in written.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "a line: {line}");
        assert!(!line.starts_with("ATTENDEE") && !line.starts_with("X-EVIL"), "broke out: {line}");
    }
}
