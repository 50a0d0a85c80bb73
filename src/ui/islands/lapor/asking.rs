//! Two phones, or two tabs of one, wrote different things into one field: a person chooses.

use super::checking;
use super::live::Live;
use super::paper::{all, by_id, escape, set_shown};
use super::phone::get;
use crate::domain::report::draft::{Draft, field_words};
use crate::domain::report::merge::Clash;
use crate::ui::anchor::field_id;
use leptos::prelude::document;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Who says otherwise than this form.
#[derive(Clone, Copy)]
pub enum Other {
    /// The office, with what it has from another phone or from its own people.
    Office,
    /// Another tab of this phone; nobody else has it.
    Tab,
}

impl Other {
    /// What this form and the other one are called, and whose answer the buttons take.
    fn words(self) -> [&'static str; 4] {
        match self {
            Self::Office => ["HP ini", "Tersimpan di dinas", "Dari HP ini", "Dari dinas"],
            Self::Tab => ["Tab ini", "Tab lain", "Dari tab ini", "Dari tab lain"],
        }
    }
}

/// Asks about each clash above the form, beside those that are open. Until somebody chooses, this form's own stands.
pub fn ask(live: &Live, other: Other, clashes: Vec<Clash>) {
    live.clashes.borrow_mut().extend(clashes.into_iter().map(|clash| (clash, other)));
    show(live);
}

fn show(live: &Live) {
    if let Some(old) = by_id("lapor-beda") {
        old.remove();
    }
    let clashes = live.clashes.borrow();
    if clashes.is_empty() {
        return;
    }
    let said = |words: &str| {
        if words.is_empty() { "kosong".to_owned() } else { escape(&words.chars().take(80).collect::<String>()) }
    };
    let rows: Vec<String> = clashes
        .iter()
        .enumerate()
        .map(|(n, (clash, other))| {
            let [here, there, take_here, take_there] = other.words();
            format!(
                "<li><p><a href=\"#{}\">{}</a></p><p>{here}: {} \u{b7} {there}: {}. Pakai yang mana?</p>\
                 <p class=\"row\"><button type=\"button\" class=\"button small\" data-pilih=\"{n}-hp\">{take_here}</button>\
                 <button type=\"button\" class=\"button secondary small\" data-pilih=\"{n}-dinas\">{take_there}</button></p></li>",
                field_id(&clash.field),
                escape(&field_words(&clash.field)),
                said(&clash.mine),
                said(&clash.theirs),
            )
        })
        .collect();
    let rows = rows.concat();
    let html = format!(
        "<div class=\"notice warning\" id=\"lapor-beda\" role=\"alert\"><strong>Diisi berbeda di dua tempat</strong>\
         <p>Laporan ini juga diubah di tab lain, di HP lain, atau oleh dinas. Yang lain sudah digabung; tinggal ini:</p>\
         <ul class=\"plain stack\">{rows}</ul></div>"
    );
    if let Some(place) = by_id("lapor-kabar") {
        let _ = place.insert_adjacent_html("afterend", &html);
    }
}

/// A button of the question was pressed: "0-hp" or "0-dinas".
pub fn picked(live: &Rc<Live>, pick: &str) {
    let Some((n, whose)) = pick.split_once('-') else { return };
    let Ok(n) = n.parse::<usize>() else { return };
    if n >= live.clashes.borrow().len() {
        return;
    }
    let (clash, _) = live.clashes.borrow_mut().remove(n);
    if whose == "dinas" {
        let draft = live.paper.draft();
        let mut pairs = draft.to_pairs();
        pairs.retain(|(name, _)| clash.pairs.iter().all(|(other, _)| other != name));
        pairs.extend(clash.pairs);
        let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        if let Ok((theirs, _)) = Draft::from_pairs(pairs) {
            live.paper.fill(&Draft { photos: draft.photos, ..theirs });
        }
    }
    show(live);
    live.changed(true);
    if live.clashes.borrow().is_empty()
        && let Some(field) = by_id(&field_id(&clash.field))
    {
        super::steps::focus(&field);
    }
}

/// What came of the phone's draft in another tab has no words to take in: a nihil was sent in its place, or it was given up. Then this
/// form is kept no more, and says so.
pub fn is_over(record: &JsValue) -> bool {
    let is_over = !get(record, "pairs").is_object();
    if is_over {
        let words = "<p>Sesudah isian ini dibuka, laporannya sudah dikirim atau perbaikannya dibuang. Yang diketik di sini tidak disimpan lagi.</p>\
                     <p><a class=\"button\" href=\"\">Buka yang terbaru</a></p>";
        tell(&note("warning", "Isian di tab ini sudah lama", words));
    }
    is_over
}

/// What the head of an older page says of the report, and the way to a nihil, hold no longer once it has been received.
pub fn clear_head() {
    if let Some(body) = document().body() {
        for old in all(&body, "#nihil-tautan, .page-head > .tags, .page-head > .muted") {
            set_shown(&old, false);
        }
    }
}

/// What another tab has sent was taken in here.
pub fn tell_sent() {
    clear_head();
    let words = "<p>Isian yang dikirim itu sekarang tampil di sini. Yang Anda ubah di sini belum terkirim.</p>";
    tell(&note("success", "Laporan ini sudah dikirim dari tab lain", words));
}

/// A message above the form. `html` is ours; empty takes the message away.
pub fn tell(html: &str) {
    if let Some(place) = by_id("lapor-kabar") {
        if place.inner_html() != html {
            place.set_inner_html(html);
        }
        set_shown(&place, !html.is_empty());
    }
}

/// A note as HTML.
pub fn note(tone: &str, title: &str, body: &str) -> String {
    format!("<div class=\"notice {tone}\"><strong>{}</strong>{body}</div>", escape(title))
}

/// Everything that stands in the way of sending, above the form, with the focus on it.
pub fn tell_findings(findings: &[crate::domain::refusal::Finding]) {
    let title = match findings.len() {
        1 => "Ada yang perlu diperbaiki".to_owned(),
        n => format!("Ada {n} hal yang perlu diperbaiki"),
    };
    let list = checking::list(findings);
    tell(&format!("<div class=\"error-summary\" tabindex=\"-1\" id=\"lapor-temuan\"><h2>{title}</h2>{list}</div>"));
    if let Some(summary) = document().get_element_by_id("lapor-temuan") {
        summary.scroll_into_view();
        super::steps::focus(&summary);
    }
}
