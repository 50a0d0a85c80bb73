//! The agenda builder.

use crate::api;
use crate::api::agenda::Desk;
use crate::domain::account::Asker;
use crate::domain::agenda::history;
use crate::domain::agenda::template::TEMPLATES;
use crate::domain::meeting::Meeting;
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use crate::ui::islands::kantor::agenda::{AgendaBuilder, Start};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use crate::ui::typed::Typed;
use leptos::prelude::*;

/// How many of the last edits are told.
const TOLD: usize = 30;

/// The agenda builder.
#[component]
pub fn Agenda() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    let (id, news, editing) = (param("id"), query("kabar"), query("ubah"));
    page(async move {
        let desk = api::agenda::open(&app, &asker, &id).await?;
        let past = api::meetings::of_my_office(&app, &asker).await?;
        let start = start(&desk, &past, &asker, typed, editing, app.world.id());
        Ok(show(desk, start, news))
    })
}

fn start(desk: &Desk, past: &[Meeting], asker: &Asker, typed: Typed, editing: Option<String>, op: String) -> Start {
    let account = asker.signed_in().map(|person| person.account.clone()).unwrap_or_default();
    let (undo, redo) = history::next(&desk.entries, &account);
    // A refused form that still says what it was based on is read against that again; see `server::forms::meeting`.
    let based = typed.value("based").and_then(|based| based.parse().ok()).unwrap_or(desk.meeting.edits);
    let editing = if typed.is_posted() { typed.value("item") } else { editing };
    let templates = TEMPLATES.iter().map(|template| (template.code.to_owned(), template.name.to_owned()));
    let past = past.iter().filter(|meeting| meeting.id != desk.meeting.id && meeting.edits > 0);
    let past = past.map(|meeting| (format!("rapat:{}", meeting.id), format!("Seperti {}", meeting.name)));
    Start {
        meeting: desk.meeting.id.clone(),
        account,
        head: desk.meeting.edits,
        epoch: desk.epoch,
        based,
        agenda: desk.agenda.clone(),
        rules: desk.rules.clone(),
        templates: templates.chain(past).collect(),
        zone: desk.zone.name.to_owned(),
        saved: desk.entries.last().map(|entry| entry.at),
        now: desk.now,
        undo: undo.is_some(),
        redo: redo.is_some(),
        published_edit: desk.meeting.published_edit,
        op,
        refused: (typed.pairs, typed.findings),
        editing,
    }
}

fn show(desk: Desk, start: Start, news: Option<String>) -> impl IntoView {
    let title = format!("Agenda: {}", desk.meeting.name);
    let news = news.and_then(|news| match news.as_str() {
        "dibuat" => Some("Pertemuan dibuat. Tambah acara di bawah."),
        "tersimpan" => Some("Perubahan tersimpan."),
        "dibatalkan" => Some("Langkah terakhir dibatalkan."),
        "diulangi" => Some("Langkah diulangi."),
        "kembali" => Some("Draf dikembalikan ke versi itu."),
        "terbit" => Some("Agenda diterbitkan. Publik sudah melihatnya."),
        _ => None,
    });
    let public = desk.meeting.published_edit.map(|_| {
        let href = format!("/plm/{}", desk.meeting.slug);
        view! { <a class="button secondary small" href=href>"Lihat halaman publik"</a> }
    });
    let versions = desk
        .versions
        .iter()
        .rev()
        .map(|version| view! { <li><strong>{format!("Versi {}", version.number)}</strong>{format!(", {}: {}", version.at.short(desk.zone), version.note)}</li> })
        .collect_view();
    let told = history::told(&desk.entries, desk.meeting.edits - i64::try_from(TOLD).unwrap_or(30));
    let told = told
        .into_iter()
        .map(|(entry, words)| view! { <li>{format!("{} — {} {words}", entry.at.short(desk.zone), entry.name)}</li> })
        .collect_view();
    // Findings that belong to no form on the page (an item that is gone meanwhile) still have to be read.
    let (typed, findings) = &start.refused;
    let lost: Vec<String> = if typed.is_empty() {
        Vec::new()
    } else {
        findings.iter().filter(|finding| finding.field.is_empty()).map(|finding| finding.words.clone()).collect()
    };
    let lost = (!lost.is_empty()).then(|| view! { <div class="notice warning wide" role="alert"><strong>"Belum disimpan"</strong>{lost.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}</div> });
    view! {
        <Frame title=title description="">
            <nav class="breadcrumbs" aria-label="Jejak"><ol><li><a href="/kantor/plm">"PLM"</a></li><li aria-current="page">"Agenda"</li></ol></nav>
            <div class="page-head">
                <p class="eyebrow">"Penyusun agenda"</p>
                <h1>{desk.meeting.name.clone()}</h1>
                <div class="row">
                    {desk.meeting.example.then(|| view! { <span class="tag example">"contoh"</span> })}
                    {if desk.meeting.published_version > 0 {
                        view! { <span class="tag approved">{format!("Terbit, versi {}", desk.meeting.published_version)}</span> }.into_any()
                    } else {
                        view! { <span class="tag draft">"Belum terbit"</span> }.into_any()
                    }}
                    {public}
                </div>
            </div>
            <MeetingNav meeting=desk.meeting.id.clone()/>
            {news.map(|news| view! { <div class="notice success" role="status"><strong>{news}</strong></div> })}
            {lost}
            <AgendaBuilder start=start/>
            <section class="section no-print">
                <h2>"Riwayat"</h2>
                {(desk.meeting.published_version > 0).then(|| view! {
                    <h3>"Versi yang terbit"</h3><ul>{versions}</ul>
                    <p><a href=format!("/kantor/plm/{}/agenda/versi", desk.meeting.id)>"Bandingkan versi, kembali ke versi lama, kabari yang terdampak"</a></p>
                })}
                <details><summary>"Perubahan terakhir"</summary><ol class="agenda-history" reversed>{told}</ol></details>
            </section>
        </Frame>
    }
}
