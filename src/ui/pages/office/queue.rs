//! The queue: reports that wait for the office, the one that waits longest first.

use crate::api::board;
use crate::ui::field::{Drawing, Empty, Notice, Tag, TagKind, Tone};
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;

/// Reports that wait for review.
#[component]
pub fn Queue() -> impl IntoView {
    let (app, asker, news) = (app(), asker(), query("kabar"));
    page(async move {
        let (waiting, zone) = board::queue(&app, &asker).await?;
        let said = match news.as_deref() {
            Some("disetujui") => {
                Some(("Laporan disetujui", "Bagian yang boleh dibaca umum kini tampil di halaman perpustakaan."))
            }
            Some("dikembalikan") => {
                Some(("Laporan dikembalikan", "Perpustakaan melihat catatan Anda begitu membuka halamannya."))
            }
            _ => None,
        };
        let lines = waiting
            .iter()
            .map(|report| {
                let month = report.month()?;
                let name = format!("{}, {}", report.library_name, month.long());
                Ok(view! {
                    <tr>
                        <th scope="row"><a href=format!("/kantor/laporan/{}", report.id)>{name}</a></th>
                        <td data-label="Kecamatan">{report.district.clone()}</td>
                        <td data-label="Nomor"><span class="ref">{report.reference.clone()}</span></td>
                        <td data-label="Dikirim"><time datetime=report.sent().iso(zone)>{report.sent().short(zone)}</time></td>
                        <td data-label="Keterangan">
                            {if report.revision > 1 {
                                view! { <Tag kind=TagKind::Plain>"Perbaikan"</Tag> }.into_any()
                            } else {
                                view! { <Tag kind=TagKind::Sent>"Baru"</Tag> }.into_any()
                            }}
                        </td>
                    </tr>
                })
            })
            .collect::<Result<Vec<_>, crate::storage::Failure>>()?;
        let body = if lines.is_empty() {
            view! {
                <Empty title="Semua laporan sudah diperiksa" drawing=Drawing::Report>
                    <p>"Laporan yang baru dikirim perpustakaan muncul di sini dan di papan."</p>
                    <a class="button" href="/kantor">"Ke papan laporan"</a>
                </Empty>
            }
            .into_any()
        } else {
            view! {
                <table class="cards">
                    <caption>{format!("{} laporan menunggu, yang paling lama di atas", lines.len())}</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Laporan"</th><th scope="col">"Kecamatan"</th><th scope="col">"Nomor"</th>
                            <th scope="col">"Dikirim"</th><th scope="col">"Keterangan"</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            }
            .into_any()
        };
        Ok(view! {
            <Frame title="Periksa laporan" description="">
                <div class="page-head">
                    <h1>"Periksa laporan"</h1>
                    <p class="lede">"Baca, lalu setujui atau kembalikan dengan catatan."</p>
                </div>
                {said.map(|(title, words)| view! { <Notice tone=Tone::Success title=title><p>{words}</p></Notice> })}
                {body}
                <p class="muted">
                    "HP perpustakaan tidak pernah mendapat sinyal? "<a href="/kantor/antrean">"Terima berkas antreannya"</a>"."
                </p>
            </Frame>
        })
    })
}
