//! The month's figures: each with last month's and last year's beside it.

use super::{Sheet, finding};
use crate::domain::form::{Asked, Kind, Question};
use crate::domain::number::whole;
use crate::domain::report::draft::TypedFigure;
use crate::storage::tips::Card;
use crate::ui::field::{ChoiceField, NumberField, TextField, field_id, options, remark};
use crate::ui::islands::lapor::known::beside;
use crate::ui::pages::tips::beside as beside_tips;
use leptos::prelude::*;

/// Stands for a number or a name in the blocks that the phone copies.
pub const SEED: usize = 9000;

/// The figures and the office's own questions.
pub fn section(sheet: &Sheet) -> impl IntoView + use<> {
    let desk = sheet.desk.as_ref();
    let rows = sheet
        .form
        .asked
        .iter()
        .map(|asked| {
            let typed = sheet.draft.figures.get(asked.indicator.code).cloned().unwrap_or_default();
            let words =
                desk.map(|desk| beside(asked.indicator, &desk.before, &desk.year_ago, &desk.year)).unwrap_or_default();
            let tips = desk.and_then(|desk| desk.tips.get(asked.indicator.code)).map(Vec::as_slice).unwrap_or_default();
            row(asked, &typed, words, desk.and_then(|desk| desk.tallied.get(asked.indicator.code).copied()), tips)
        })
        .collect_view();
    let questions = sheet
        .form
        .questions
        .iter()
        .map(|asked| question(asked, sheet.draft.answers.get(&asked.id).cloned()))
        .collect_view();
    // The shell knows nobody's questions: the phone makes them from these.
    let seeds = desk.is_none().then(|| {
        [Kind::Number, Kind::Choice, Kind::Text]
            .into_iter()
            .map(|kind| {
                let id = format!("contoh-tanya-{}", kind.code());
                let options = if kind == Kind::Choice { vec!["9002".to_owned()] } else { Vec::new() };
                let seed = Question { id: SEED.to_string(), label: "9001".to_owned(), kind, options, required: true };
                view! { <template id=id>{question(&seed, None)}</template> }
            })
            .collect_view()
    });
    view! {
        <h2 id="angka-judul" tabindex="-1">"Angka "{sheet.month_words()}</h2>
        <p class="hint">
            "Tulis 0 kalau memang tidak ada. Centang \u{201c}tidak dihitung\u{201d} kalau tidak dicatat; itu bukan kesalahan."
        </p>
        <div class="figures-form" id="daftar-angka">{rows}</div>
        <div id="daftar-tanya">{questions}</div>
        {seeds}
    }
}

/// A question of the office.
fn question(question: &Question, value: Option<String>) -> impl IntoView + use<> {
    let (name, label, optional) = (format!("tanya-{}", question.id), question.label.clone(), !question.required);
    match question.kind {
        Kind::Number => view! { <NumberField name=name label=label value=value optional=optional /> }.into_any(),
        Kind::Choice => {
            let options = options(question.options.iter().map(|option| (option.clone(), option.clone())));
            view! { <ChoiceField name=name legend=label options=options value=value optional=optional /> }.into_any()
        }
        Kind::Text => view! { <TextField name=name label=label value=value optional=optional /> }.into_any(),
    }
}

fn row(
    asked: &Asked,
    typed: &TypedFigure,
    words: String,
    tallied: Option<u32>,
    tips: &[Card],
) -> impl IntoView + use<> {
    let indicator = asked.indicator;
    let name = format!("angka-{}", indicator.code);
    let id = field_id(&name);
    let skip = format!("lewati-{}", indicator.code);
    let skip_id = field_id(&skip);
    let found = finding(&name);
    let class = if found.is_some() { "field figure has-error" } else { "field figure" };
    let described =
        format!("{id}-hint {id}-before{}", if found.is_some() { format!(" {id}-error") } else { String::new() });
    let invalid = found.as_ref().map(|_| "true");
    let tallied = tallied.filter(|sum| typed.text.trim() != sum.to_string()).map(|sum| {
        view! {
            <p class="row">
                {format!("Dari Hitung: {}", whole(i64::from(sum)))}
                <button class="button secondary small" name="aksi" value=format!("pakai-hitung-{}", indicator.code) data-nilai=sum.to_string()>
                    "Pakai"<span class="visually-hidden">" untuk "{indicator.label}</span>
                </button>
            </p>
        }
    });
    let optional = (!indicator.needed).then(|| view! { " "<span class="optional">"(boleh kosong)"</span> });
    view! {
        <div class=class data-angka=indicator.code>
            <label for=id.clone()>{indicator.label}{optional}</label>
            <p class="hint" id=format!("{id}-hint")>{asked.hint.clone()}</p>
            {remark(&name).map(|words| view! { <p class="remark">{words}</p> })}
            {found.map(|words| view! { <p class="error" id=format!("{id}-error")>{words}</p> })}
            <div class="figure-line">
                <div class="with-unit">
                    <input
                        id=id.clone()
                        name=name.clone()
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
            <p class="before small muted" id=format!("{id}-before")>{words}</p>
            <details class="what-for small muted">
                <summary>"Untuk apa?"<span class="visually-hidden">" "{indicator.label}</span></summary>
                <p>"Peraturan Perpusnas 7/2025, Pasal 15: "{indicator.item.words()}"."</p>
            </details>
            {beside_tips(tips, indicator.label)}
        </div>
    }
}
