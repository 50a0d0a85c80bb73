//! The agenda builder. One view for everybody: plain forms that post to the page without scripts; with them, the same forms are
//! read in the browser, the agenda shifts at once, and every change is saved as it is made.

mod days;
mod desk;
mod fields;
#[cfg(feature = "kantor")]
mod hands;
mod items;
mod rows;
#[cfg(feature = "kantor")]
mod sync;

pub use desk::Start;

use crate::domain::agenda::conflict::{Conflict, Weight};
use desk::{Desk, Saving};
use leptos::html::Div;
use leptos::prelude::*;

/// Builds the agenda of a meeting.
#[island]
pub fn AgendaBuilder(
    /// What the page knows.
    start: Start,
) -> impl IntoView {
    let desk = Desk::open(start);
    let root: NodeRef<Div> = NodeRef::new();
    #[cfg(feature = "kantor")]
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            hands::attach(desk, &root);
            sync::watch(desk);
            desk.live.set(true);
        }
    });
    view! {
        <div class="builder" node_ref=root data-live=move || desk.live.get().then_some("ya")>
            {bar(desk)}
            {held(desk)}
            <p class="visually-hidden" role="status" aria-live="polite">{move || desk.told.get()}</p>
            {troubles(desk)}
            <For each=move || desk.table.with(|table| table.days.iter().map(|(day, _)| day.id.clone()).collect::<Vec<_>>()) key=Clone::clone let:day>
                {days::day(desk, day)}
            </For>
            {days::new_day(desk)}
            {publish(desk)}
        </div>
    }
}

/// Saving, undo and redo.
fn bar(desk: Desk) -> impl IntoView {
    let state = move || match desk.saving.get() {
        Saving::Saved(_) => "saved",
        Saving::Sending => "saving",
        Saving::Waiting => "offline",
        Saving::Refused(_) => "error",
    };
    let words = move || match desk.saving.get() {
        Saving::Saved(None) => "Belum ada perubahan".to_owned(),
        Saving::Saved(Some(at)) => format!("Tersimpan {}", at.clock(desk.zone())),
        Saving::Sending => "Menyimpan…".to_owned(),
        Saving::Waiting => {
            "Belum tersimpan, jaringan terputus. Dicoba lagi sebentar lagi; jangan tutup halaman ini.".to_owned()
        }
        Saving::Refused(words) => format!("Belum tersimpan. {words}"),
    };
    let bar = view! {
        <div class="builder-bar no-print">
            <span class="saving" data-state=state role="status">{words}</span>
            <form method="post" class="row">
                {fields::hidden(desk, None)}
                <button class="button secondary small" name="act" value="batalkan" disabled=move || !desk.undo.get()>"Batalkan langkah"</button>
                <button class="button secondary small" name="act" value="ulangi" disabled=move || !desk.redo.get()>"Ulangi"</button>
            </form>
        </div>
    };
    (bar, fields::summary(desk, "batalkan-".into()), fields::summary(desk, "ulangi-".into()))
}

/// An edit that would have overwritten somebody's.
fn held(desk: Desk) -> impl IntoView {
    move || {
        desk.held.get().map(|held| {
            let again = held.edit.is_some().then(|| view! { <button type="button" class="button small" data-do="send-held">"Simpan punya saya"</button> });
            view! {
                <div class="notice warning wide" role="alert">
                    <strong>"Satu perubahan belum disimpan"</strong>
                    <p>{held.words}</p>
                    <div class="row">{again}<button type="button" class="button small secondary" data-do="drop-held">"Biarkan seperti sekarang"</button></div>
                </div>
            }
        })
    }
}

/// What does not fit, in words.
fn troubles(desk: Desk) -> impl IntoView {
    let list = move |weight: Weight| {
        let found: Vec<Conflict> =
            desk.found.with(|found| found.iter().filter(|conflict| conflict.weight == weight).cloned().collect());
        let count = found.len();
        let lines = found
            .into_iter()
            .map(|conflict| {
                let href = conflict
                    .item
                    .as_ref()
                    .map(|item| format!("#i-{item}"))
                    .or_else(|| (!conflict.day.is_empty()).then(|| format!("#d-{}", conflict.day)));
                view! { <li><a href=href>{conflict.what}</a>" "<span class="muted">{conflict.why}</span></li> }
            })
            .collect_view();
        (count, lines)
    };
    let errors = move || {
        let (count, lines) = list(Weight::Error);
        (
            (count == 0).then(|| view! { <p class="agenda-fine"><span class="tag ok">"Tidak ada bentrok"</span></p> }),
            (count > 0).then(|| {
                view! {
                    <div class="agenda-errors">
                        <h3><span class="tag error">{format!("{count} masalah")}</span>" harus diperbaiki sebelum terbit"</h3>
                        <ul>{lines}</ul>
                    </div>
                }
            }),
        )
    };
    let warnings = move || {
        let (count, lines) = list(Weight::Warning);
        (count > 0).then(|| {
            view! { <details class="agenda-warnings"><summary>{format!("{count} hal yang mungkin terlupa")}</summary><ul>{lines}</ul></details> }
        })
    };
    view! { <section class="agenda-troubles" aria-label="Pemeriksaan agenda">{errors}{warnings}</section> }
}

/// Showing the public what stands here.
fn publish(desk: Desk) -> impl IntoView {
    let key = "terbitkan-";
    let values = desk.values(key, Vec::new);
    let blocked = move || desk.found.with(|found| crate::domain::agenda::conflict::blocks(found));
    let same = move || desk.published.get() == Some(desk.head.get());
    let hint = move || {
        if blocked() {
            "Belum bisa diterbitkan: masih ada masalah di atas."
        } else if same() {
            "Publik melihat persis agenda ini. Belum ada perubahan baru."
        } else if desk.published.get().is_some() {
            "Ada perubahan yang belum dilihat publik."
        } else {
            "Publik belum melihat agenda ini sama sekali."
        }
    };
    view! {
        <section class="section agenda-publish no-print" id="terbit">
            <h2>"Terbitkan"</h2>
            <p>{hint}</p>
            <form method="post" class="stack">
                {fields::summary(desk, key.into())}
                {fields::hidden(desk, Some("terbitkan"))}
                {fields::line(desk, key, "publish_note", "Apa yang baru di versi ini?", "Dibaca publik di bawah agenda, misalnya: Hari kedua mulai pukul 08.00.", fields::Line::Text, &values)}
                <div class="buttons"><button class="button" disabled=move || blocked() || same()>"Terbitkan agenda"</button></div>
            </form>
        </section>
    }
}
