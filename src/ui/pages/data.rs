//! Open data: what can be downloaded, and what its columns mean.

use leptos::prelude::*;

use crate::api::libraries::{self, Filter};
use crate::domain::number;
use crate::ui::field::Breadcrumbs;
use crate::ui::frame::{self, Frame};

const COLUMNS: [(&str, &str); 12] = [
    ("slug", "Nama perpustakaan di alamat web; tidak pernah berganti pemilik."),
    ("name, aliases", "Nama, dan nama lain yang juga dipakai orang."),
    ("kind", "desa, kelurahan, atau tbm (taman baca masyarakat)."),
    ("village_code, district_code, office", "Kode wilayah Kemendagri desa, kecamatan, dan kabupaten."),
    ("latitude, longitude", "Titik dalam derajat (WGS 84). Kosong bila belum diketahui."),
    (
        "precision",
        "building: gedungnya. village: hanya perkiraan di dalam desa, bukan alamat. unknown: belum diketahui.",
    ),
    ("replicated", "Tahun mulai ikut program. Kosong bila belum diketahui."),
    ("stage", "replikasi, mandiri, atau nonaktif."),
    ("services", "Layanan, dipisah tanda |."),
    ("hours", "Jam buka dalam kata-kata. Kosong berarti belum diisi, bukan tutup."),
    ("checked_on", "Tanggal pengelola terakhir memeriksa datanya."),
    ("url", "Halaman perpustakaan itu."),
];

/// Open data: what can be downloaded.
#[component]
pub fn Data() -> impl IntoView {
    let app = frame::app();
    let office = frame::query("kab").filter(|code| !code.is_empty());
    frame::page(async move {
        let total = libraries::find(&app, &Filter { office: office.clone(), ..Filter::default() }).await?.total;
        let count = number::whole(i64::try_from(total).unwrap_or(i64::MAX));
        let embedding = format!(
            "<iframe src=\"{}\" width=\"100%\" height=\"560\" title=\"Peta perpustakaan\"></iframe>",
            app.settings.link("/peta/sisip")
        );
        let narrowed =
            office.map(|office| format!("?kab={}", crate::server::pages::encoded(&office))).unwrap_or_default();
        Ok(view! {
            <Frame title="Data terbuka" description="Daftar perpustakaan sebagai CSV dan GeoJSON, dengan arti tiap kolom.">
                <Breadcrumbs here="Data terbuka"/>
                <div class="page-head">
                    <h1>"Data terbuka"</h1>
                    <p class="lede">
                        {format!("Daftar {count} perpustakaan boleh diunduh dan dipakai siapa saja. Sebutkan sumbernya dan tanggal unduhnya.")}
                    </p>
                    <div class="row">
                        <a class="button" href=format!("/data/perpustakaan.csv{narrowed}")>"Unduh CSV"</a>
                        <a class="button secondary" href=format!("/data/perpustakaan.geojson{narrowed}")>"Unduh GeoJSON"</a>
                    </div>
                </div>
                <section class="section" aria-labelledby="kolom">
                    <h2 id="kolom">"Arti kolom"</h2>
                    <table class="cards">
                        <thead><tr><th scope="col">"Kolom"</th><th scope="col">"Arti"</th></tr></thead>
                        <tbody>
                            {COLUMNS
                                .map(|(name, words)| view! { <tr><th scope="row"><code>{name}</code></th><td>{words}</td></tr> })
                                .collect_view()}
                        </tbody>
                    </table>
                </section>
                <section class="section prose" aria-labelledby="batas">
                    <h2 id="batas">"Yang perlu diingat"</h2>
                    <ul>
                        <li>"Kosong berarti belum diketahui, bukan nol dan bukan tidak ada."</li>
                        <li>"Titik dengan ketelitian village tidak boleh dipakai sebagai alamat."</li>
                        <li>"Batas wilayah di peta adalah batas indikatif."</li>
                        <li>"Angka kunjungan tiap perpustakaan, nama pengunjung, dan nomor telepon tidak ada di data ini."</li>
                    </ul>
                    <p>"Petanya boleh dipasang di halaman lain, misalnya situs desa:"</p>
                    <pre><code>{embedding}</code></pre>
                    <p>"Apa yang baru atau berubah dapat diikuti sebagai umpan Atom: "<a href="/data/perubahan.atom">"umpan perubahan"</a>"."</p>
                    <p>"Kalender pertemuan (PLM) dapat dilanggan dari halaman pertemuannya: "<a href="/plm">"lihat daftar PLM"</a>"."</p>
                </section>
            </Frame>
        })
    })
}
