//! Reads the form at every change, checks it, keeps it, and fills it again.

use super::Lines;
use super::keeping::{self, Copy};
use crate::domain::form::{Asked, Form};
use crate::domain::indicator::{Figures, Indicator, words_of};
use crate::domain::moment::{Date, Month};
use crate::domain::number::parse_count;
use crate::domain::refusal::Finding;
use crate::domain::report::draft::{Draft, field_words};
use crate::domain::report::rules::{Around, check};
use crate::domain::report::totals;
use leptos::ev::{self, MouseEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

/// The address's end that says: fill the form with the phone's copy at once.
const FILL: &str = "#pakai";

/// What is watched, and what the rules need.
pub struct Watched {
    key: String,
    form: Form,
    month: Month,
    today: Date,
    before: Figures,
}

impl Watched {
    /// From the island's props. A month or date that cannot be read makes the rules mild, never the page fail.
    pub fn new(account: &str, slug: &str, month: &str, asked: &[String], before: Figures, today: &str) -> Self {
        let month = Month::parse(month).unwrap_or(crate::domain::report::FIRST_MONTH);
        let asked = asked
            .iter()
            .filter_map(|code| Indicator::of(code))
            .map(|indicator| Asked { indicator, hint: String::new() })
            .collect();
        Self {
            key: format!("lapor:{account}:{slug}:{month}"),
            form: Form { number: 0, asked, questions: Vec::new() },
            month,
            today: Date::parse(today).unwrap_or_else(|| month.last().plus_days(1)),
            before,
        }
    }
}

fn form() -> Option<HtmlFormElement> {
    document().get_element_by_id("laporan")?.dyn_into().ok()
}

/// The form's pairs; files, which cannot be kept as text, are left out.
fn pairs(form: &HtmlFormElement) -> Vec<(String, String)> {
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return Vec::new() };
    js_sys::Array::from(&data)
        .iter()
        .filter_map(|entry| {
            let entry = js_sys::Array::from(&entry);
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        })
        .filter(|(name, value)| !value.is_empty() && !matches!(name.as_str(), "op" | "versi" | "aksi"))
        .collect()
}

fn draft(pairs: &[(String, String)]) -> Draft {
    Draft::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        .map(|(draft, _)| draft)
        .unwrap_or_default()
}

fn differs(one: &[(String, String)], other: &[(String, String)]) -> bool {
    !draft(one).differences(&draft(other)).is_empty()
}

/// "09.05" by the phone's own clock.
fn clock() -> (String, String) {
    let now = js_sys::Date::new_0();
    let clock = format!("{:02}.{:02}", now.get_hours(), now.get_minutes());
    (format!("{}/{} pukul {clock}", now.get_date(), now.get_month() + 1), clock)
}

/// Begins to watch. Answers what the two buttons of the offer do.
pub fn start(
    watched: Watched,
    node: NodeRef<leptos::html::Div>,
    lines: Lines,
) -> (impl Fn(MouseEvent) + 'static, impl Fn(MouseEvent) + 'static) {
    let key = watched.key.clone();
    let watched = StoredValue::new_local(watched);
    // Runs once the island stands in the page.
    Effect::new(move || {
        let Some(root) = node.get() else { return };
        let Some(form) = form() else { return };
        let _ = root.set_attribute("data-live", "");
        watched.with_value(|watched| {
            if let Some(copy) = keeping::read(&watched.key) {
                if !differs(&copy.pairs, &pairs(&form)) {
                    keeping::forget(&watched.key);
                } else if window().location().hash().is_ok_and(|hash| hash == FILL) {
                    fill(&form, &copy.pairs);
                } else {
                    let words = format!("Ditulis di HP ini {}. Mau dipakai untuk mengisi formulir ini?", copy.at);
                    lines.offered.set(Some(words));
                }
            }
            look(watched, &form, lines);
        });
        let changed = move || {
            watched.with_value(|watched| {
                keep(watched, &form, lines);
                look(watched, &form, lines);
            });
        };
        let handle = window_event_listener(ev::input, {
            let changed = changed.clone();
            move |_| changed()
        });
        on_cleanup(move || handle.remove());
        let handle = window_event_listener(ev::change, move |_| changed());
        on_cleanup(move || handle.remove());
    });
    let (take_key, drop_key) = (key.clone(), key);
    let take = move |_: MouseEvent| {
        lines.offered.set(None);
        let (Some(form), Some(copy)) = (form(), keeping::read(&take_key)) else { return };
        if let Some(block) = missing_block(&form, &copy.pairs) {
            // The copy has a block more than the page: ask the server for one, then fill.
            let location = window().location();
            let path = location.pathname().unwrap_or_default();
            let _ = location.set_href(&format!("{path}?ubah=ya&tambah={block}{FILL}"));
            return;
        }
        fill(&form, &copy.pairs);
        watched.with_value(|watched| look(watched, &form, lines));
    };
    let drop = move |_: MouseEvent| {
        keeping::forget(&drop_key);
        lines.offered.set(None);
    };
    (take, drop)
}

/// Keeps the form on the phone and says so. While the phone's older copy is still on offer it is not overwritten.
fn keep(watched: &Watched, form: &HtmlFormElement, lines: Lines) {
    if lines.offered.get_untracked().is_some() {
        return;
    }
    let (at, clock) = clock();
    let kept = keeping::write(&watched.key, &Copy { at, pairs: pairs(form) });
    lines.failed.set(!kept);
    lines.saved.set(if kept {
        format!("Tersimpan di HP {clock}")
    } else {
        "HP penuh: tekan Simpan draf supaya isian tidak hilang".to_owned()
    });
}

/// Checks the form by the server's rules and shows what they say.
fn look(watched: &Watched, form: &HtmlFormElement, lines: Lines) {
    let draft = draft(&pairs(form));
    let around = Around { form: &watched.form, month: watched.month, today: watched.today, before: &watched.before };
    let checked = check(&draft, &around);
    show_wrong(form, &checked.wrong);
    let mut names: Vec<String> = checked.missing.iter().map(|finding| field_words(&finding.field)).collect();
    names.dedup();
    lines.missing.set(match names.len() {
        0 => "Semua yang wajib sudah terisi.".to_owned(),
        n @ 1..=3 => format!("Masih kurang {n}: {}.", names.join(" · ")),
        n => format!("Masih kurang {n}, mulai dari {}.", names[0]),
    });
    let activities = draft.activities.iter().filter(|activity| !activity.is_blank());
    let sums = totals(activities.map(|it| (parse_count(&it.participants).ok().flatten(), it.partner.as_str())));
    lines.totals.set(format!("{} kegiatan, {} peserta.", words_of(&sums, "kegiatan"), words_of(&sums, "peserta")));
}

/// Puts each finding at its field, and takes away those that are settled.
fn show_wrong(form: &HtmlFormElement, wrong: &[Finding]) {
    if let Ok(old) = form.query_selector_all("p.live") {
        for index in 0..old.length() {
            if let Some(note) = old.get(index).and_then(|node| node.dyn_into::<Element>().ok()) {
                let still = wrong.iter().any(|finding| note.id() == format!("f-{}-live", finding.field));
                if !still {
                    note.remove();
                }
            }
        }
    }
    for finding in wrong {
        let Some(input) = document().get_element_by_id(&format!("f-{}", finding.field)) else { continue };
        let id = format!("f-{}-live", finding.field);
        if let Some(note) = document().get_element_by_id(&id) {
            if note.text_content().as_deref() != Some(&finding.words) {
                note.set_text_content(Some(&finding.words));
            }
            continue;
        }
        let (Ok(Some(field)), Ok(note)) = (input.closest(".field"), document().create_element("p")) else { continue };
        note.set_id(&id);
        note.set_class_name("error live");
        let _ = note.set_attribute("role", "status");
        note.set_text_content(Some(&finding.words));
        let _ = field.append_child(&note);
    }
}

/// "kegiatan" or "cerita" when the pairs have a block that the form lacks, unless it was asked for just now.
fn missing_block(form: &HtmlFormElement, pairs: &[(String, String)]) -> Option<&'static str> {
    ["kegiatan", "cerita"].into_iter().find(|block| {
        pairs
            .iter()
            .filter(|(name, _)| name.starts_with(block) && !name.ends_with("-id"))
            .any(|(name, _)| form.query_selector(&format!("[name=\"{name}\"]")).is_ok_and(|found| found.is_none()))
    })
}

/// Writes the pairs into the form's fields. Hidden fields and files stay as the server made them.
fn fill(form: &HtmlFormElement, pairs: &[(String, String)]) {
    let value_of = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let Ok(fields) = form.query_selector_all("[name]") else { return };
    for index in 0..fields.length() {
        let Some(field) = fields.get(index) else { continue };
        if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            let value = value_of(&input.name());
            match input.type_().as_str() {
                "hidden" | "file" | "submit" => {}
                "checkbox" | "radio" => input.set_checked(!value.is_empty() && input.value() == value),
                _ => input.set_value(value),
            }
        } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(value_of(&area.name()));
        } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
            select.set_value(value_of(&select.name()));
        }
    }
}
