//! Form parts of the builder. They look like those of the pages, but live in the browser too.

use super::desk::Desk;
use crate::domain::agenda::form::{Library, Pairs};
use crate::domain::agenda::{Agenda, Kind, flow};
use leptos::prelude::*;

/// What every form of the builder carries unseen.
pub fn hidden(desk: Desk, act: Option<&'static str>) -> impl IntoView {
    let (based, op) = desk.start.with_value(|start| (start.based, start.op.clone()));
    // With the program running, a form that is still posted (publishing) is based on what the person sees now.
    let based = move || if desk.live.get() { desk.head.get() } else { based };
    (
        act.map(|act| view! { <input type="hidden" name="act" value=act/> }),
        view! { <input type="hidden" name="based" value=based/> },
        view! { <input type="hidden" name="op" value=op/> },
    )
}

/// A form's own summary of what was refused.
pub fn summary(desk: Desk, key: String) -> impl IntoView {
    move || {
        let findings = desk
            .refused
            .with(|(typed, findings)| if super::desk::form_key(typed) == key { findings.clone() } else { Vec::new() });
        (!findings.is_empty()).then(|| {
            let lines = findings
                .into_iter()
                .map(|finding| {
                    let href = (!finding.field.is_empty()).then(|| format!("#f-{key}-{}", finding.field));
                    view! { <li><a href=href>{finding.words}</a></li> }
                })
                .collect_view();
            view! { <div class="error-summary" role="alert" tabindex="-1"><h2>"Ada yang perlu diperbaiki"</h2><ul>{lines}</ul></div> }
        })
    }
}

/// The kind of one line of input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Words.
    Text,
    /// A clock time, "09.05".
    Clock,
    /// Whole minutes.
    Minutes,
    /// A civil date.
    Date,
}

/// One line of input with its label, hint and finding.
pub fn line(
    desk: Desk,
    key: &str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    kind: Line,
    pairs: &[(String, String)],
) -> impl IntoView + use<> {
    let id = format!("f-{key}-{name}");
    let value = Pairs(pairs).get(name).to_owned();
    let (input, width, mode) = match kind {
        Line::Text => ("text", "", "text"),
        Line::Clock => ("text", "w-4", "decimal"),
        Line::Minutes => ("text", "w-4", "numeric"),
        Line::Date => ("date", "w-10", "text"),
    };
    field(desk, key, name, label, hint, move |described, invalid| {
        view! { <input type=input id=id.clone() name=name value=value.clone() class=width inputmode=mode autocomplete="off" aria-describedby=described aria-invalid=invalid/> }
    })
}

/// Several lines of text.
pub fn area(
    desk: Desk,
    key: &str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    pairs: &[(String, String)],
) -> impl IntoView + use<> {
    let id = format!("f-{key}-{name}");
    let value = Pairs(pairs).get(name).to_owned();
    field(desk, key, name, label, hint, move |described, invalid| {
        view! { <textarea id=id.clone() name=name rows="2" aria-describedby=described aria-invalid=invalid>{value.clone()}</textarea> }
    })
}

/// A choice among words.
pub fn select(
    desk: Desk,
    key: &str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    chosen: String,
    options: Vec<(String, String)>,
) -> impl IntoView + use<> {
    let id = format!("f-{key}-{name}");
    field(desk, key, name, label, hint, move |described, invalid| {
        let options = options.iter().map(|(value, words)| view! { <option value=value.clone() selected=*value == chosen>{words.clone()}</option> }).collect_view();
        view! { <select id=id.clone() name=name aria-describedby=described aria-invalid=invalid>{options}</select> }
    })
}

fn field<C: IntoView, F: FnOnce(Option<String>, Option<&'static str>) -> C>(
    desk: Desk,
    key: &str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    control: F,
) -> impl IntoView + use<C, F> {
    let (key, id) = (key.to_owned(), format!("f-{key}-{name}"));
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    // The control is built once, so that what is being typed survives; a finding appears and goes beside it.
    let now = desk.finding(&key, name).is_some();
    let described = match (hint.is_empty(), now) {
        (true, false) => None,
        (false, false) => Some(hint_id.clone()),
        (true, true) => Some(error_id.clone()),
        (false, true) => Some(format!("{hint_id} {error_id}")),
    };
    let control = control(described, now.then_some("true"));
    let has_error = {
        let key = key.clone();
        move || desk.finding(&key, name).is_some()
    };
    view! {
        <div class="field" class:has-error=has_error>
            <label for=id>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {move || desk.finding(&key, name).map(|words| view! { <p class="error" id=error_id.clone()>{words}</p> })}
            {control}
        </div>
    }
}

/// The kinds of items.
pub fn kinds() -> Vec<(String, String)> {
    Kind::all().map(|kind| (kind.code().to_owned(), kind.word().to_owned())).collect()
}

/// Days and their places, as `spot` names them.
pub fn spots(agenda: &Agenda, only: Option<&str>) -> Vec<(String, String)> {
    let mut spots = Vec::new();
    for day in agenda.days.iter().filter(|day| only.is_none_or(|only| day.id == only)) {
        let together = if day.places.is_empty() { String::new() } else { ", semua bersama".to_owned() };
        spots.push((day.id.clone(), format!("{}{together}", day.date.long())));
        spots.extend(
            day.places
                .iter()
                .map(|place| (format!("{}:{}", day.id, place.id), format!("{}, {}", day.date.long(), place.name))),
        );
    }
    spots
}

/// Where in the order an item may stand.
pub fn positions(agenda: &Agenda, except: &str) -> Vec<(String, String)> {
    let mut positions = vec![
        ("akhir".to_owned(), "Paling akhir pada hari itu".to_owned()),
        ("awal".to_owned(), "Paling awal pada hari itu".to_owned()),
    ];
    for day in &agenda.days {
        let slots = flow::slots(day);
        positions.extend(day.items.iter().zip(slots).filter(|(item, _)| item.id != except).map(|(item, slot)| {
            (item.id.clone(), format!("Sesudah {} {} ({})", flow::clock(slot.start), item.title, day.date.short()))
        }));
    }
    positions
}

/// The libraries as boxes to tick.
pub fn libraries(key: &str, libraries: &[Library], pairs: &[(String, String)]) -> impl IntoView + use<> {
    let chosen: Vec<&str> =
        pairs.iter().filter(|(name, _)| name == "library").map(|(_, value)| value.as_str()).collect();
    let count = chosen.len();
    let boxes = libraries
        .iter()
        .map(|(id, name)| {
            let (field, value, checked) = (format!("f-{key}-library-{id}"), id.clone(), chosen.contains(&id.as_str()));
            view! {
                <div class="choice">
                    <input type="checkbox" name="library" id=field.clone() value=value checked=checked/>
                    <label for=field>{name.clone()}</label>
                </div>
            }
        })
        .collect_view();
    (!libraries.is_empty()).then(|| {
        view! {
            <details class="agenda-libraries">
                <summary>{if count == 0 { "Penyaji: pilih perpustakaan".to_owned() } else { format!("Penyaji: {count} perpustakaan dipilih") }}</summary>
                <fieldset class="field"><legend class="visually-hidden">"Perpustakaan yang menyajikan"</legend><div class="choices">{boxes}</div></fieldset>
            </details>
        }
    })
}
