//! The consent letter: `/lapor/izin-foto`, blank, to print on A4 (two copies of A5 fit on a sheet by the printer's own choice).

use crate::api::reports;
use crate::ui::field::Breadcrumbs;
use crate::ui::frame::{Frame, app, asker, page};
use leptos::prelude::*;

/// Two letters: for an adult, and for the guardian of a child.
#[component]
pub fn Consent() -> impl IntoView {
    let (app, asker) = (app(), asker());
    page(async move {
        let libraries: Vec<String> =
            reports::shelves(&app, &asker).await?.into_iter().map(|shelf| shelf.place.name).collect();
        let library = match libraries.as_slice() {
            [one] => one.clone(),
            _ => "……………………………………".to_owned(),
        };
        Ok(view! {
            <Frame title="Surat izin foto dan cerita" description="">
                <div class="no-print">
                    <Breadcrumbs trail=vec![("/lapor".to_owned(), "Laporan saya".to_owned())] here="Surat izin"/>
                    <div class="page-head">
                        <h1>"Surat izin foto dan cerita"</h1>
                        <p class="lede">
                            "Cetak, bacakan kepada orangnya, minta tanda tangan, lalu simpan suratnya di perpustakaan. Jangan difoto atau diunggah."
                        </p>
                        <p class="muted">"Dua surat: untuk orang dewasa, dan untuk wali anak di bawah 18 tahun. Bisa dicetak A4, atau A5 dengan memilih ukuran kertas di pencetak."</p>
                    </div>
                </div>
                {letter(&library, false)}
                {letter(&library, true)}
            </Frame>
        })
    })
}

fn blank(label: &'static str) -> impl IntoView {
    view! { <div><dt>{label}</dt><dd class="blank-line"></dd></div> }
}

fn letter(library: &str, child: bool) -> impl IntoView + use<> {
    let (id, title, who) =
        if child { ("izin-anak", "Surat izin wali", "anak saya") } else { ("izin-dewasa", "Surat izin", "saya") };
    let library = library.to_owned();
    view! {
        <section class="sheet paper" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <dl class="facts">
                {child.then(|| view! { {blank("Nama anak")}{blank("Umur")}{blank("Nama wali")}{blank("Hubungan dengan anak")} })}
                {(!child).then(|| blank("Nama"))}
                {blank("Alamat")}
            </dl>
            <p>"Saya mengizinkan "{library}" memakai (beri tanda yang disetujui):"</p>
            <ul class="tick-list plain">
                <li>"☐ foto "{who}" saat kegiatan perpustakaan"</li>
                <li>"☐ cerita tentang "{who}", tanpa nama"</li>
                {(!child).then(|| view! { <li>"☐ cerita tentang saya, dengan nama"</li> })}
            </ul>
            <p>"untuk (beri tanda yang disetujui):"</p>
            <ul class="tick-list plain">
                <li>"☐ laporan bulanan kepada dinas perpustakaan kabupaten"</li>
                <li>"☐ halaman umum perpustakaan di internet, yang dapat dilihat semua orang"</li>
            </ul>
            <p>
                "Saya tahu bahwa izin ini boleh saya tarik kapan saja dan tanpa alasan, dengan memberi tahu pengelola perpustakaan. Setelah ditarik, foto atau cerita itu dihapus dari halaman umum dan dari laporan."
            </p>
            {child.then(|| view! { <p>"Nama anak tidak ditampilkan untuk umum. Anak saya sudah diberi tahu dengan kata yang dimengertinya."</p> })}
            <div class="signatures">
                <div><p>"Tanggal ……………………"</p><p class="sign-space">{if child { "Wali" } else { "Yang memberi izin" }}</p><p>"(……………………………)"</p></div>
                <div><p>"\u{a0}"</p><p class="sign-space">"Pengelola perpustakaan"</p><p>"(……………………………)"</p></div>
            </div>
            <p class="small muted">"Dasar: UU 27/2022 tentang Pelindungan Data Pribadi. Surat ini disimpan di perpustakaan."</p>
        </section>
    }
}
