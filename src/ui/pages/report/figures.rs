//! The month's figures: each with last month's and last year's beside it.

use super::{Sheet, finding};
use crate::api::reports::Desk;
use crate::domain::form::{Asked, Kind};
use crate::domain::indicator::{Figures, Rhythm, words_of};
use crate::domain::number::whole;
use crate::domain::report::draft::TypedFigure;
use crate::ui::field::{ChoiceField, NumberField, TextField, field_id, options};
use leptos::prelude::*;

/// The section of figures and the office's own questions.
pub fn section(sheet: &Sheet) -> impl IntoView + use<> {
    let desk = &sheet.desk;
    let rows = desk
        .form
        .asked
        .iter()
        .map(|asked| {
            let typed = sheet.draft.figures.get(asked.indicator.code).cloned().unwrap_or_default();
            row(asked, &typed, desk)
        })
        .collect_view();
    let questions = desk
        .form
        .questions
        .iter()
        .map(|question| {
            let name = format!("tanya-{}", question.id);
            let value = sheet.draft.answers.get(&question.id).cloned();
            match question.kind {
                Kind::Number => {
                    view! { <NumberField name=name label=question.label.clone() value=value optional=!question.required /> }
                        .into_any()
                }
                Kind::Choice => {
                    let options = options(question.options.iter().map(|option| (option.clone(), option.clone())));
                    view! { <ChoiceField name=name legend=question.label.clone() options=options value=value optional=!question.required /> }
                        .into_any()
                }
                Kind::Text => {
                    view! { <TextField name=name label=question.label.clone() value=value optional=!question.required /> }
                        .into_any()
                }
            }
        })
        .collect_view();
    let uses = desk.form.asked.iter().map(|asked| asked.indicator);
    let uses = uses.map(|it| view! { <div><dt>{it.label}</dt><dd>{it.item.words()}</dd></div> }).collect_view();
    view! {
        <section class="section" id="angka" aria-labelledby="angka-judul">
            <h2 id="angka-judul">"Angka "{desk.month.long()}</h2>
            <p class="hint">
                "Tulis 0 kalau memang tidak ada. Centang \u{201c}tidak dihitung\u{201d} kalau tidak dicatat; itu bukan kesalahan."
            </p>
            <details>
                <summary>"Untuk apa angka-angka ini?"</summary>
                <p>"Angka ini dipakai menghitung kinerja perpustakaan menurut Peraturan Perpusnas 7/2025, Pasal 15."</p>
                <dl class="facts">{uses}</dl>
            </details>
            <div class="figures-form">{rows}</div>
            {questions}
        </section>
    }
}

fn row(asked: &Asked, typed: &TypedFigure, desk: &Desk) -> impl IntoView + use<> {
    let indicator = asked.indicator;
    let (before, year_ago, year) = (&desk.before, &desk.year_ago, &desk.year);
    let name = format!("angka-{}", indicator.code);
    let id = field_id(&name);
    let skip = format!("lewati-{}", indicator.code);
    let skip_id = field_id(&skip);
    let found = finding(&name);
    let class = if found.is_some() { "field figure has-error" } else { "field figure" };
    let described =
        format!("{id}-hint {id}-before{}", if found.is_some() { format!(" {id}-error") } else { String::new() });
    let invalid = found.as_ref().map(|_| "true");
    let known = |figures: &Figures, words: &str| {
        figures.contains_key(indicator.code).then(|| format!("{words} {}", words_of(figures, indicator.code)))
    };
    let earlier: Vec<String> = match indicator.rhythm {
        Rhythm::Monthly => {
            [known(before, "bulan lalu"), known(year_ago, "tahun lalu"), known(year, "12 bulan terakhir")]
        }
        Rhythm::Yearly => [known(year, "jawaban terakhir"), None, None],
    }
    .into_iter()
    .flatten()
    .collect();
    let last = earlier.join(" \u{b7} ");
    let tallied = desk.tallied.get(indicator.code).filter(|sum| typed.text.trim() != sum.to_string()).map(|sum| {
        view! {
            <p class="row">
                {format!("Dari Hitung: {}", whole(i64::from(*sum)))}
                <button class="button secondary small" name="aksi" value=format!("pakai-hitung-{}", indicator.code)>
                    "Pakai"<span class="visually-hidden">" untuk "{indicator.label}</span>
                </button>
            </p>
        }
    });
    let optional = (!indicator.needed).then(|| view! { " "<span class="optional">"(boleh kosong)"</span> });
    view! {
        <div class=class>
            <label for=id.clone()>{indicator.label}{optional}</label>
            <p class="hint" id=format!("{id}-hint")>{asked.hint.clone()}</p>
            {found.map(|words| view! { <p class="error" id=format!("{id}-error")>{words}</p> })}
            <div class="figure-line">
                <div class="with-unit">
                    <input
                        id=id.clone()
                        name=name
                        type="text"
                        class="w-4"
                        inputmode="numeric"
                        autocomplete="off"
                        value=typed.text.clone()
                        aria-describedby=described
                        aria-invalid=invalid
                    />
                    <span class="unit">{indicator.unit}</span>
                </div>
                <div class="choice">
                    <input type="checkbox" id=skip_id.clone() name=skip value="ya" checked=typed.not_counted />
                    <label for=skip_id>
                        "tidak dihitung" <span class="visually-hidden">": "{indicator.label}</span>
                    </label>
                </div>
            </div>
            {tallied}
            <p class="before small muted" id=format!("{id}-before")>{last}</p>
        </div>
    }
}
