//! Reports that never found a signal: the file that a phone saved, handed in by a planner.

use crate::domain::sync::QueueResult;
use crate::server::forms::saved_queue::TakenIn;
use crate::ui::field::{Breadcrumbs, Button, Buttons, FileField, Notice, Summary, Tag, TagKind, Tone};
use crate::ui::frame::{Frame, besides};
use leptos::prelude::*;

/// The form, and what became of the file that was just handed in.
#[component]
pub fn SavedQueue() -> impl IntoView {
    let taken = besides::<TakenIn>();
    view! {
        <Frame title="Terima berkas antrean" description="">
            <Breadcrumbs
                trail=vec![
                    ("/kantor".to_owned(), "Papan laporan".to_owned()),
                    ("/kantor/laporan".to_owned(), "Periksa laporan".to_owned()),
                ]
                here="Terima berkas antrean"
            />
            <Summary/>
            <h1>"Terima berkas antrean"</h1>
            {taken.map(|TakenIn(results)| results_of(results))}
            <p class="lead">
                "Kalau HP perpustakaan tidak pernah mendapat sinyal, antreannya bisa disimpan sebagai berkas dan dibawa atau dikirim ke dinas. Pilih berkas itu di sini."
            </p>
            <form method="post" action="/kantor/antrean" enctype="multipart/form-data">
                <FileField
                    name="berkas"
                    label="Berkas dari HP"
                    hint="Berakhiran .json. Laporan di dalamnya diterima atas nama yang menulisnya, dengan aturan yang sama seperti kiriman dari HP."
                    accept=".json,application/json"
                />
                <Buttons>
                    <Button>"Terima berkas"</Button>
                    <a class="button quiet" href="/kantor/laporan">"Batal"</a>
                </Buttons>
            </form>
        </Frame>
    }
}

fn results_of(results: Vec<QueueResult>) -> impl IntoView {
    let refused = results.iter().filter(|result| !result.ok).count();
    let (title, tone) = match (refused, results.len()) {
        (0, _) => ("Semua isi berkas diterima".to_owned(), Tone::Success),
        (refused, all) => (format!("{refused} dari {all} isi berkas tidak diterima"), Tone::Warning),
    };
    let rows = results
        .into_iter()
        .map(|result| {
            let what = match (result.what.as_str(), result.name.is_empty()) {
                ("photo", _) => "Foto".to_owned(),
                (_, true) => "Laporan".to_owned(),
                (_, false) => result.name,
            };
            let (kind, word) = match (result.ok, result.code.as_str()) {
                (true, "again") => (TagKind::Plain, "Sudah ada"),
                (true, _) => (TagKind::Good, "Diterima"),
                (false, _) => (TagKind::Error, "Tidak diterima"),
            };
            let number = result.receipt.map(|receipt| view! { " "<span class="ref">{receipt.receipt}</span> });
            let missing = result.words;
            view! {
                <tr>
                    <th scope="row">{what}{number}</th>
                    <td data-label="Hasil"><Tag kind=kind>{word}</Tag></td>
                    <td data-label="Keterangan">{missing}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Notice title=title tone=tone>
            <p>"Foto yang belum ada dalam berkas tetap ditunggu dari HP."</p>
        </Notice>
        <table class="cards">
            <caption>"Isi berkas, satu per satu"</caption>
            <thead><tr><th scope="col">"Isi"</th><th scope="col">"Hasil"</th><th scope="col">"Keterangan"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
