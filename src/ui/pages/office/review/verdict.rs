//! The verdict: approve, or return with a comment. Where nothing can be decided, it says why.

use crate::api::review::Desk;
use crate::domain::report::Status;
use crate::ui::field::{AreaField, Button, Buttons, Look, Notice, SelectField, Tone};
use crate::ui::frame::typed;
use leptos::prelude::*;

/// The form, or the reason why there is none.
pub fn desk(desk: &Desk, op: String) -> impl IntoView + use<> {
    let head = &desk.opened.head;
    match head.status() {
        Status::Sent => form(desk, op).into_any(),
        Status::Draft => ().into_any(),
        Status::Returned => settled(
            "Menunggu perbaikan",
            "Laporan ini sudah dikembalikan. Ia masuk lagi ke antrean begitu perpustakaan mengirim perbaikannya.",
        )
        .into_any(),
        Status::Approved => settled(
            "Sudah disetujui",
            "Bila perpustakaan mengirim perbaikan, isi yang disetujui ini tetap berlaku sampai perbaikannya Anda setujui.",
        )
        .into_any(),
    }
}

/// Nothing to decide; a comment that was typed meanwhile is not lost.
fn settled(title: &'static str, words: &'static str) -> impl IntoView {
    let typed = typed().value("comment").filter(|comment| !comment.trim().is_empty());
    view! {
        <Notice title=title><p>{words}</p></Notice>
        {typed.map(|comment| view! {
            <Notice tone=Tone::Warning title="Catatan Anda belum tersimpan">
                <p>"Salin bila masih perlu:"</p>
                <p class="quote typed">{comment}</p>
            </Notice>
        })}
    }
}

/// What a remark may point at: names as the librarian's own form has them, so that it appears at the field.
fn fields(desk: &Desk) -> Vec<(String, String)> {
    let content = desk.opened.content.clone().unwrap_or_default();
    let figures = desk
        .form
        .asked
        .iter()
        .map(|asked| (format!("angka-{}", asked.indicator.code), asked.indicator.label.to_owned()));
    let activities = content
        .activities
        .iter()
        .enumerate()
        .map(|(n, activity)| (format!("kegiatan-{n}-judul"), format!("Kegiatan {}: {}", n + 1, activity.title)));
    let stories = (0..content.stories.len()).map(|n| (format!("cerita-{n}-teks"), format!("Cerita {}", n + 1)));
    let ends = [("kendala", "Kendala"), ("upaya", "Upaya")].map(|(name, words)| (name.to_owned(), words.to_owned()));
    figures.chain(activities).chain(stories).chain(ends).collect()
}

fn form(desk: &Desk, op: String) -> impl IntoView + use<> {
    let head = &desk.opened.head;
    view! {
        <form class="verdict" id="putusan" method="post" novalidate action=format!("/kantor/laporan/{}", head.id)>
            <input type="hidden" name="op" value=op/>
            <input type="hidden" name="revisi" value=head.revision.to_string()/>
            <h2>"Keputusan Anda"</h2>
            <AreaField
                name="comment"
                label="Catatan untuk perpustakaan"
                hint="Wajib bila dikembalikan. Sebutkan apa yang perlu diperbaiki dan mengapa."
                rows=4
            />
            <details open=typed().value("isian").is_some_and(|field| !field.is_empty())>
                <summary>"Catatan pada satu isian"</summary>
                <SelectField name="isian" label="Isian" options=fields(desk) empty="Pilih isian" optional=true/>
                <AreaField name="catatan" label="Catatan pada isian itu" rows=2 optional=true/>
            </details>
            <Buttons>
                <Button name="aksi" value="setujui">"Setujui laporan"</Button>
                <Button look=Look::Secondary name="aksi" value="kembalikan">"Kembalikan laporan"</Button>
            </Buttons>
        </form>
    }
}
