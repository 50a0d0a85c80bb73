//! "Laporan terkirim": the page after sending, with the reference.

use crate::api::reports;
use crate::ui::field::{Confirmation, Notice, Tag, TagKind};
use crate::ui::frame::{Frame, app, asker, page, param};
use crate::ui::pages::due::punctuality_tag;
use leptos::prelude::*;

/// The page after sending.
#[component]
pub fn Sent() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let (slug, month) = (param("slug"), param("month"));
    page(async move {
        let receipt = reports::receipt(&app, &asker, &slug, &month).await?;
        let zone = receipt.place.zone();
        // A planner who has keyed a paper report in has no reports of their own.
        let (desk, desk_words) = match asker.librarian_of(&receipt.place.library) {
            Ok(_) => ("/lapor", "Ke Laporan saya"),
            Err(_) => ("/kantor/laporan", "Periksa laporan"),
        };
        let title = if receipt.revision > 1 { "Perbaikan terkirim" } else { "Laporan terkirim" };
        let what = match (receipt.nihil, receipt.photos) {
            (true, _) => "Laporan nihil".to_owned(),
            (false, 0) => "Laporan".to_owned(),
            (false, photos) => format!("Laporan dengan {photos} foto"),
        };
        let awaited = (receipt.awaited > 0).then(|| {
            let words = format!("{} dari {} foto masih dikirim dari HP. Teksnya sudah aman; biarkan HP tersambung sampai semua foto diterima.", receipt.awaited, receipt.photos);
            view! { <Notice title="Foto masih dikirim"><p>{words}</p></Notice> }
        });
        let address = format!("/lapor/{}/{}", receipt.place.slug, receipt.month);
        Ok(view! {
            <Frame title=title description="">
                <Confirmation title=title reference=receipt.reference.clone() reference_name="Nomor laporan">
                    <p>{what}" "{receipt.month.long()}", "{receipt.place.name.clone()}</p>
                    <p>"Diterima "{receipt.sent.long(zone)}</p>
                </Confirmation>
                <ul class="tags">
                    <li><Tag kind=TagKind::Sent>"Terkirim"</Tag></li>
                    <li>{punctuality_tag(receipt.punctuality)}</li>
                </ul>
                {awaited}
                <section class="section">
                    <h2>"Yang terjadi berikutnya"</h2>
                    <ol>
                        <li>"Dinas membaca laporan ini. Anda tidak perlu menelepon."</li>
                        <li>"Kalau ada yang perlu diperbaiki, komentarnya muncul di Laporan saya."</li>
                        <li>
                            "Setelah disetujui, nama kegiatan, tanggal, dan jumlah pesertanya tampil di halaman perpustakaan; foto dan cerita hanya yang diizinkan."
                        </li>
                    </ol>
                    <div class="buttons">
                        <a class="button" href=desk>{desk_words}</a>
                        <a class="button secondary" href=address>"Lihat yang terkirim"</a>
                    </div>
                </section>
            </Frame>
        })
    })
}
