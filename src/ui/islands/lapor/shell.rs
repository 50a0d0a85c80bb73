//! The form that opened without signal: made from the address, and from what the phone has kept of the server's answer.

use super::known::{Known, beside};
use super::live::Live;
use super::paper::{all, by_id, escape, first, set_shown};
use super::phone::queue;
use crate::domain::moment::Month;
use leptos::prelude::{document, window};
use web_sys::Element;

/// What the phone knows of the month in the address: its copy of the desk, else only the address itself.
pub async fn known() -> Option<Known> {
    let path = window().location().pathname().unwrap_or_default();
    let mut parts = path.trim_start_matches("/lapor/").split('/');
    let (slug, month) = (parts.next().unwrap_or_default().to_owned(), parts.next().unwrap_or_default().to_owned());
    // The same page answers /lapor, where no month is meant.
    Month::parse(&month)?;
    let account = queue("account", &[]).await.ok().and_then(|account| account.as_string()).unwrap_or_default();
    let desk = queue("desk", &[format!("{account}/{slug}/{month}").into()]).await;
    let mut known = Known::read(&desk.unwrap_or_default());
    known.account = account;
    known.month = month;
    known.slug = slug;
    let now = js_sys::Date::new_0();
    let today = format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date());
    // The phone's clock may stand in 1970; the day on which the copy was made has passed in any case.
    known.today = known.today.max(today);
    Some(known)
}

/// The page's own words: whose report and of which month.
pub fn head(known: &Known) {
    let month = Month::parse(&known.month).map(Month::long).unwrap_or_default();
    for (selector, words) in [("[data-nama-bulan]", &month), ("[data-perpustakaan]", &known.name)] {
        if let Some(body) = document().body() {
            for place in all(&body, selector) {
                place.set_text_content(Some(words));
            }
        }
    }
    document().set_title(&format!("Laporan {month} \u{b7} Pantau Pustaka"));
}

/// Makes the standard form the office's own, for this library and month.
pub fn fill(live: &Live) {
    let (form, known) = (&live.paper.form, live.known.borrow());
    let _ = form.set_attribute("action", &format!("/lapor/{}/{}", known.slug, known.month));
    let (from, to) = (live.month.first().to_string(), live.month.last().to_string());
    for block in all(form, "#daftar-kegiatan > fieldset") {
        for date in all(&block, "input[type=date]") {
            let _ = date.set_attribute("min", &from);
            let _ = date.set_attribute("max", &to);
        }
    }
    if let Some(seed) = by_id("contoh-kegiatan") {
        let html = seed
            .inner_html()
            .replace("min=\"\"", &format!("min=\"{from}\""))
            .replace("max=\"\"", &format!("max=\"{to}\""));
        seed.set_inner_html(&html);
    }
    // Figures: those that are asked, in their order, with the office's hints; the others go.
    let rows = all(form, "[data-angka]");
    let row_of = |code: &str| rows.iter().find(|row| row.get_attribute("data-angka").as_deref() == Some(code));
    if let Some(list) = by_id("daftar-angka") {
        for asked in &live.form.asked {
            let Some(row) = row_of(asked.indicator.code) else { continue };
            put(row, ".hint", &asked.hint);
            put(row, ".before", &beside(asked.indicator, &known.before, &known.year_ago, &known.year));
            let _ = list.append_child(row);
        }
    }
    for row in &rows {
        if !live.form.asks(&row.get_attribute("data-angka").unwrap_or_default()) {
            row.remove();
        }
    }
    // The office's own questions.
    if let Some(list) = by_id("daftar-tanya") {
        for question in &live.form.questions {
            let Some(seed) = by_id(&format!("contoh-tanya-{}", question.kind.code())) else { continue };
            let html =
                seed.inner_html().replace("9000", &escape(&question.id)).replace("9001", &escape(&question.label));
            let _ = list.insert_adjacent_html("beforeend", &html);
            if let Some(choices) = list.last_element_child().and_then(|field| first(&field, ".choices")) {
                let one = choices.inner_html();
                let each = question.options.iter().enumerate().map(|(n, option)| {
                    let id = if n == 0 { String::new() } else { format!("-{n}") };
                    let name = format!("f-tanya-{}", question.id);
                    one.replace(&format!("\"{name}\""), &format!("\"{name}{id}\"")).replace("9002", &escape(option))
                });
                choices.set_inner_html(&each.collect::<String>());
            }
        }
    }
    if let Some(list) = by_id("mitra") {
        let options: Vec<String> =
            known.partners.iter().map(|name| format!("<option value=\"{}\"></option>", escape(name))).collect();
        list.set_inner_html(&options.concat());
    }
    for copy in all(form, "button[value=salin-kegiatan]") {
        set_shown(&copy, !known.previous.activities.is_empty());
    }
}

fn put(row: &Element, selector: &str, words: &str) {
    if let Some(place) = first(row, selector) {
        place.set_text_content(Some(words));
    }
}
