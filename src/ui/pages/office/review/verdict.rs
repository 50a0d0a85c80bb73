//! The verdict: approve, or return with a comment. Where nothing can be decided, it says why.

use crate::api::review::Desk;
use crate::domain::report::Status;
use crate::storage::reports::REMARKS;
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

/// Grace for a phone that had no signal: given already, or offered where the phone's clock supports it.
pub fn grace(desk: &Desk) -> impl IntoView + use<> {
    let (standing, zone) = (&desk.opened.standing, desk.opened.place.zone());
    if let Some(grace) = &standing.grace {
        let by = format!("Diberikan {}, {}.", grace.by_name, grace.given().short(zone));
        let reason = grace.reason.clone();
        let counted = standing.finished.map(|date| format!("Dihitung selesai pada {}.", date.plain()));
        return view! {
            <Notice title="Kelonggaran karena tidak ada sinyal">
                <p class="typed">{reason}</p>
                <p class="muted small">{by}" "{counted}</p>
            </Notice>
        }
        .into_any();
    }
    let Some(offered) = standing.offered else { return ().into_any() };
    let arrived = desk.opened.head.first_sent().map(|at| at.date(zone).plain()).unwrap_or_default();
    let words = format!(
        "Menurut jam HP pengirim, laporan ini selesai {}, sebelum tenggat, tetapi baru sampai {arrived}.",
        offered.plain()
    );
    let action = format!("/kantor/laporan/{}", desk.opened.head.id);
    view! {
        <form class="verdict" method="post" novalidate action=action>
            <h2>"HP tanpa sinyal?"</h2>
            <p>{words}</p>
            <AreaField name="alasan" label="Alasan kelonggaran" hint="Terlihat oleh rekan Anda di halaman ini." rows=2/>
            <Buttons><Button look=Look::Secondary name="aksi" value="kelonggaran">"Hitung tepat waktu"</Button></Buttons>
        </form>
    }
    .into_any()
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
            <input type="hidden" name="lanjut" value=desk.others.first().map(|row| row.id.clone()).unwrap_or_default()/>
            <h2>"Keputusan Anda"</h2>
            <AreaField
                name="comment"
                label="Catatan untuk perpustakaan"
                hint="Wajib bila dikembalikan. Sebutkan apa yang perlu diperbaiki dan mengapa."
                rows=4
            />
            {remarks(desk)}
            <Buttons>
                <button type="submit" class="button" name="aksi" value="setujui" accesskey="s">"Setujui laporan"</button>
                <Button look=Look::Secondary name="aksi" value="kembalikan">"Kembalikan laporan"</Button>
            </Buttons>
            <p class="muted small">
                "Tombol cepat, bersama Alt + Shift: S menyetujui dan membuka yang berikutnya, K ke "
                <a href="#f-comment" accesskey="k">"catatan"</a>", L melewati ke laporan berikutnya."
            </p>
        </form>
    }
}

/// A row for each remark on one field; the first is seen, the others unfold.
fn remarks(desk: &Desk) -> impl IntoView + use<> {
    let row = |n: usize| {
        let (field, words) = (format!("isian-{n}"), format!("catatan-{n}"));
        view! {
            <SelectField name=field label=format!("Isian {}", n + 1) options=fields(desk) empty="Pilih isian" optional=true/>
            <AreaField name=words label=format!("Catatan pada isian {}", n + 1) rows=2 optional=true/>
        }
    };
    let typed = typed();
    let is_used = |from: usize| {
        (from..REMARKS).any(|n| {
            ["isian", "catatan"].iter().any(|part| typed.value(&format!("{part}-{n}")).is_some_and(|it| !it.is_empty()))
        })
    };
    view! {
        <details open=is_used(0)>
            <summary>"Catatan pada isian tertentu"</summary>
            <p class="muted small">"Muncul tepat di isian itu pada formulir perpustakaan."</p>
            {row(0)}
            <details open=is_used(1)>
                <summary>"Isian lain"</summary>
                {(1..REMARKS).map(row).collect_view()}
            </details>
        </details>
    }
}
