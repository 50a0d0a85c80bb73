//! Checks the form by the server's rules and shows what they say, each thing at its field.

use super::live::Live;
use super::paper::{all, by_id, escape, first, set_shown};
use crate::domain::indicator::words_of;
use crate::domain::number::parse_count;
use crate::domain::refusal::Finding;
use crate::domain::report::draft::{Draft, field_words};
use crate::domain::report::rules::{Around, Checked, Doubt, check};
use crate::domain::report::totals;
use crate::ui::anchor::field_id;
use leptos::prelude::document;
use web_sys::Element;

/// What the rules say of a draft.
pub fn checked(live: &Live, draft: &Draft) -> Checked {
    let known = live.known.borrow();
    check(draft, &Around { form: &live.form, month: live.month, today: live.today, before: &known.before })
}

/// Checks the form and shows everything. `settled`: the person has left a field, so that new doubts may be asked.
pub fn look(live: &Live, draft: &Draft, settled: bool) -> Checked {
    let checked = checked(live, draft);
    doubts(live, &checked.doubts, settled);
    if live.tried.get() {
        show(live, &checked.findings());
    } else {
        show(live, &checked.wrong);
    }
    for (n, block) in super::paper::Paper::blocks("kegiatan").iter().enumerate() {
        let title = draft.activities.get(n).map_or("", |activity| activity.title.trim());
        let words =
            if title.is_empty() { format!("Kegiatan {}", n + 1) } else { format!("Kegiatan {}: {title}", n + 1) };
        if let Some(legend) = first(block, "legend").filter(|legend| legend.text_content().as_deref() != Some(&words)) {
            legend.set_text_content(Some(&words));
        }
    }
    lines(live, draft, &checked);
    summary(draft, &checked);
    checked
}

/// Puts each finding at its field, and takes away those that are settled.
pub fn show(live: &Live, findings: &[Finding]) {
    let live_id = |finding: &Finding| format!("{}-live", field_id(&finding.field));
    for note in all(&live.paper.form, "p.live") {
        if !findings.iter().any(|finding| live_id(finding) == note.id()) {
            if let Ok(Some(field)) = note.closest(".field") {
                mark(&field, None);
            }
            note.remove();
        }
    }
    for finding in findings {
        let id = live_id(finding);
        if let Some(note) = by_id(&id) {
            if note.text_content().as_deref() != Some(&finding.words) {
                note.set_text_content(Some(&finding.words));
            }
            continue;
        }
        let Some(Ok(Some(field))) = by_id(&field_id(&finding.field)).map(|input| input.closest(".field")) else {
            continue;
        };
        // What the server found when the page was made says the same.
        for old in all(&field, ":scope > p.error") {
            old.remove();
        }
        let Ok(note) = document().create_element("p") else { continue };
        note.set_id(&id);
        note.set_class_name("error live");
        let _ = note.set_attribute("role", "status");
        note.set_text_content(Some(&finding.words));
        let _ = field.append_child(&note);
        mark(&field, Some(&id));
    }
}

/// Tells a field's inputs which note speaks of them.
fn mark(field: &Element, note: Option<&str>) {
    for input in all(field, "input, select, textarea") {
        let ids = input.get_attribute("aria-describedby").unwrap_or_default();
        if let Some(id) = note {
            let _ = input.set_attribute("aria-invalid", "true");
            let _ = input.set_attribute("aria-describedby", format!("{ids} {id}").trim());
        } else {
            let others: Vec<&str> = ids.split(' ').filter(|id| !id.ends_with("-live")).collect();
            let _ = input.remove_attribute("aria-invalid");
            let _ = input.set_attribute("aria-describedby", &others.join(" "));
        }
    }
}

/// The doubts' questions, each beside its field as soon as it arises. One that no longer stands keeps its words, out of sight.
fn doubts(live: &Live, doubts: &[Doubt], settled: bool) {
    for asked in all(&live.paper.form, "[data-ragu]") {
        let key = asked.get_attribute("data-ragu").unwrap_or_default();
        set_shown(&asked, doubts.iter().any(|doubt| doubt.key == key));
    }
    for doubt in doubts {
        let id = format!("f-penjelasan-{}", doubt.key);
        if by_id(&id).is_some() || !(settled || doubt.explained || live.tried.get()) {
            continue;
        }
        // Nothing was typed yet: that there are no activities is no news before the end.
        if doubt.key == "tanpa-kegiatan" && !(live.tried.get() || doubt.explained) {
            continue;
        }
        let (key, words) = (escape(&doubt.key), escape(&doubt.words));
        let said = escape(&live.paper.said(&doubt.key));
        let html = format!(
            "<div class=\"field doubt\" data-ragu=\"{key}\"><label for=\"{id}\">{words}</label>\
             <textarea id=\"{id}\" name=\"penjelasan-{key}\" rows=\"2\">{said}</textarea></div>"
        );
        let field = by_id(&field_id(&doubt.field)).and_then(|input| input.closest(".field").ok().flatten());
        let _ = match field {
            Some(field) => field.insert_adjacent_html("afterend", &html),
            None => by_id("ringkasan").map_or(Ok(()), |end| end.insert_adjacent_html("afterend", &html)),
        };
    }
}

/// The line that is always in sight.
fn lines(live: &Live, draft: &Draft, checked: &Checked) {
    let told = draft.activities.iter().filter(|activity| !activity.is_blank());
    let sums = totals(told.clone().map(|it| (parse_count(&it.participants).ok().flatten(), it.partner.as_str())));
    let put = |id: &str, words: &str| {
        if let Some(place) = by_id(id) {
            place.set_text_content(Some(words));
        }
    };
    put("lapor-jumlah", &format!("{} kegiatan, {} peserta", words_of(&sums, "kegiatan"), words_of(&sums, "peserta")));
    let open = checked.findings().len();
    put("lapor-kurang", &if open == 0 { "Siap dikirim".to_owned() } else { format!("Kurang {open}") });
    // An activity asks for four things.
    let all = live.needed + 4 * told.count();
    let done = all.saturating_sub(checked.missing.len() + checked.wrong.len());
    if let Some(bar) = by_id("lapor-maju") {
        let _ = bar.set_attribute("value", &(100 * done / all.max(1)).to_string());
    }
}

/// What goes to the office, and what is still missing, at the end of the form.
fn summary(draft: &Draft, checked: &Checked) {
    let Some(place) = by_id("ringkasan") else { return };
    let titles: Vec<&str> =
        draft.activities.iter().map(|it| it.title.trim()).filter(|title| !title.is_empty()).collect();
    let stories = draft.stories.iter().filter(|story| !story.is_blank()).count();
    let none = "belum ada".to_owned();
    let count = |n: usize| if n == 0 { none.clone() } else { n.to_string() };
    let rows = [
        ("Angka", format!("{} terisi", checked.content.figures.len())),
        ("Kegiatan", if titles.is_empty() { none.clone() } else { format!("{}: {}", titles.len(), titles.join(", ")) }),
        ("Foto", count(draft.photos.iter().filter(|photo| !photo.removed).count())),
        ("Cerita", count(stories)),
    ];
    let rows: String =
        rows.map(|(name, words)| format!("<div><dt>{name}</dt><dd>{}</dd></div>", escape(&words))).concat();
    let findings = checked.findings();
    let missing = if findings.is_empty() {
        "<p>Semua yang wajib sudah terisi.</p>".to_owned()
    } else {
        format!("<h3>Yang masih kurang</h3>{}", list(&findings))
    };
    let html = format!("<dl class=\"facts\">{rows}</dl>{missing}");
    if place.inner_html() != html {
        place.set_inner_html(&html);
    }
}

/// Findings as links to their fields.
pub fn list(findings: &[Finding]) -> String {
    let items: Vec<String> = findings
        .iter()
        .map(|finding| {
            let words = match finding.words.as_str() {
                "" => field_words(&finding.field),
                words => words.to_owned(),
            };
            format!("<li><a href=\"#{}\">{}</a></li>", field_id(&finding.field), escape(&words))
        })
        .collect();
    format!("<ul class=\"plain\">{}</ul>", items.concat())
}

/// What the office asks to be mended, at the fields; the server's page has these already.
pub fn remarks(live: &Live) {
    let known = live.known.borrow();
    for (field, words) in &known.remarks {
        let Some(Ok(Some(field))) = by_id(&field_id(field)).map(|input| input.closest(".field")) else {
            continue;
        };
        if first(&field, ".remark").is_none() {
            let _ = field.insert_adjacent_html("beforeend", &format!("<p class=\"remark\">{}</p>", escape(words)));
        }
    }
}
