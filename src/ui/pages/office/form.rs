//! The office's own form: `/kantor/formulir`. What is counted is fixed; an office hides, orders, hints, and asks more.

use crate::api::forms::{self, Desk};
use crate::domain::form::editing::{BLANK_QUESTIONS, Edit};
use crate::domain::form::{Form, Kind, Question};
use crate::domain::indicator::{Indicator, Rhythm};
use crate::domain::moment::Month;
use crate::ui::field::{
    AreaField, Button, Buttons, CheckField, Look, Notice, SelectField, Summary, Tag, TextField, Tone, options,
};
use crate::ui::frame::{Frame, app, asker, page, query, typed};
use leptos::prelude::*;

/// The editor, a preview of what was typed, and the versions so far.
#[component]
pub fn FormEditor() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    let saved = query("kabar").is_some();
    page(async move {
        let desk = forms::desk(&app, &asker).await?;
        let preview = (typed.is_posted() && typed.findings.is_empty())
            .then(|| Edit::from_pairs(typed.pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()))).ok())
            .flatten()
            .and_then(|edit| desk.read(&edit).ok())
            .map(|(definition, from)| {
                preview(&Form::new(0, &definition, yearly_month(from, definition.yearly_in)), from)
            });
        Ok(view! {
            <Frame title="Formulir laporan" description="">
                <div class="page-head">
                    <h1>"Formulir laporan"</h1>
                    <p class="lede">"Angka pokok tetap sama di semua kabupaten, supaya bisa dijumlahkan. Dinas boleh menyembunyikan, mengurutkan, memberi petunjuk, dan menambah pertanyaan."</p>
                </div>
                {saved.then(|| view! { <Notice tone=Tone::Success title="Formulir tersimpan"><p>"Berlaku mulai bulan yang Anda pilih. Laporan yang sudah terkirim tetap dengan formulirnya sendiri."</p></Notice> })}
                <Summary/>
                {preview}
                {editor(&desk, &app.world.id())}
                {versions(&desk)}
            </Frame>
        })
    })
}

/// A month of the first year whose report asks the yearly questions too, so that the preview shows all.
fn yearly_month(from: Month, yearly_in: Option<u8>) -> Month {
    Month { year: from.year, month: yearly_in.unwrap_or(1) }
}

fn preview(form: &Form, from: Month) -> impl IntoView + use<> {
    let items = form
        .asked
        .iter()
        .map(|asked| {
            let yearly = (asked.indicator.rhythm == Rhythm::Yearly).then(|| view! { " "<Tag>"sekali setahun"</Tag> });
            view! { <li><strong>{asked.indicator.label}</strong>{yearly}<p class="muted small">{asked.hint.clone()}</p></li> }
        })
        .collect_view();
    let questions = form
        .questions
        .iter()
        .map(|question| {
            let answers = match question.kind {
                Kind::Choice => question.options.join(" / "),
                Kind::Number | Kind::Text => question.kind.words().to_lowercase(),
            };
            view! { <li><strong>{question.label.clone()}</strong><p class="muted small">{answers}{question.required.then_some(", wajib dijawab")}</p></li> }
        })
        .collect_view();
    view! {
        <section class="sheet" aria-labelledby="pratinjau">
            <h2 id="pratinjau">"Pratinjau, berlaku mulai "{from.long()}</h2>
            <ol>{items}{questions}</ol>
            <p class="muted">"Belum tersimpan. Tekan Simpan di bawah kalau sudah benar."</p>
        </section>
    }
}

fn editor(desk: &Desk, op: &str) -> impl IntoView + use<> {
    let newest = &desk.newest;
    let form = Form::new(0, newest, Month { year: 2000, month: newest.yearly_in.unwrap_or(1) });
    let places: Vec<&'static str> = form.asked.iter().map(|asked| asked.indicator.code).collect();
    let rows = Indicator::typed()
        .enumerate()
        .map(|(n, indicator)| {
            let code = indicator.code;
            let shown = !newest.hidden.iter().any(|hidden| hidden == code);
            let place = places.iter().position(|known| *known == code).unwrap_or(n) + 1;
            let hint = newest.hints.get(code).cloned().unwrap_or_else(|| indicator.hint.to_owned());
            view! {
                <details class="sheet">
                    <summary>{indicator.label}" "<small class="muted">{indicator.item.words()}</small></summary>
                    <CheckField name=format!("tampil-{code}") label="Ditanyakan" checked=shown/>
                    <TextField name=format!("urutan-{code}") label="Urutan" value=place.to_string() width="w-2" inputmode="numeric"/>
                    <TextField name=format!("petunjuk-{code}") label="Petunjuk" value=hint maxlength="300"/>
                </details>
            }
        })
        .collect_view();
    let questions = newest
        .questions
        .iter()
        .map(Some)
        .chain(std::iter::repeat_n(None, BLANK_QUESTIONS))
        .enumerate()
        .map(|(n, known)| question(n, known))
        .collect_view();
    let months = (0..13).map(|n| desk.earliest.plus(n));
    let months = options(months.map(|month| (month.to_string(), month.long())));
    let yearly = options((1..=12u8).map(|month| (month.to_string(), Month { year: 2000, month }.word().to_owned())));
    view! {
        <form method="post" action="/kantor/formulir" class="section" novalidate>
            <button class="visually-hidden" type="submit" name="aksi" value="pratinjau" tabindex="-1" aria-hidden="true">"Lihat pratinjau"</button>
            <input type="hidden" name="op" value=op.to_owned()/>
            <input type="hidden" name="nomor" value=desk.number().to_string()/>
            <h2>"Angka"</h2>
            <div class="stack">{rows}</div>
            <SelectField name="tahunan" label="Pertanyaan tahunan ditanyakan di laporan bulan" options=yearly value=newest.yearly_in.unwrap_or(1).to_string()/>
            <h2>"Pertanyaan tambahan dari dinas"</h2>
            {questions}
            <SelectField name="berlaku" label="Berlaku mulai laporan bulan" options=months value=desk.earliest.plus(1).to_string()/>
            <Buttons>
                <Button look=Look::Secondary name="aksi" value="pratinjau">"Lihat pratinjau"</Button>
                <Button name="aksi" value="simpan">"Simpan"</Button>
            </Buttons>
        </form>
    }
}

fn question(n: usize, known: Option<&Question>) -> impl IntoView + use<> {
    let name = |part: &str| format!("tanya-{n}-{part}");
    let kinds = options(Kind::ALL.map(|kind| (kind.code(), kind.words())));
    let (label, kind, choices) = known.map_or_else(Default::default, |question| {
        (question.label.clone(), question.kind.code().to_owned(), question.options.join("\n"))
    });
    view! {
        <fieldset class="sheet">
            <legend>{match known { Some(_) => format!("Pertanyaan {}", n + 1), None => "Pertanyaan baru (boleh kosong)".to_owned() }}</legend>
            <input type="hidden" name=name("id") value=known.map(|question| question.id.clone()).unwrap_or_default()/>
            <TextField name=name("label") label="Pertanyaannya" value=label maxlength="200" optional=true/>
            <SelectField name=name("jenis") label="Jenis jawaban" options=kinds value=kind/>
            <AreaField name=name("pilihan") label="Pilihan" hint="Untuk jenis Pilihan: satu pilihan per baris." rows=3 value=choices optional=true/>
            <CheckField name=name("wajib") label="Wajib dijawab" checked=known.is_some_and(|question| question.required)/>
            {known.is_some().then(|| view! { <CheckField name=name("hapus") label="Hapus pertanyaan ini"/> })}
        </fieldset>
    }
}

fn versions(desk: &Desk) -> impl IntoView + use<> {
    let rows = desk
        .versions
        .iter()
        .map(|version| {
            let from = version.valid_from().map(Month::long);
            view! { <li>"Versi "{version.number}", berlaku mulai "{from}", dipakai "{version.reports}" laporan"</li> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="versi">
            <h2 id="versi">"Versi"</h2>
            <p class="muted">"Versi yang lebih baru menggantikan versi sebelumnya mulai bulan berlakunya."</p>
            <ul>{rows}<li>"Formulir baku"</li></ul>
        </section>
    }
}
