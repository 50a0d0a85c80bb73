//! What is kept about people, why, for how long, and how to have it corrected or erased (UU 27/2022).

use leptos::prelude::*;

use crate::domain::retention::TABLE;
use crate::ui::field::Breadcrumbs;
use crate::ui::frame::Frame;

/// What is kept about people.
#[component]
pub fn Privacy() -> impl IntoView {
    let kept = TABLE
        .iter()
        .map(|kept| {
            view! {
                <tr>
                    <th scope="row">{kept.what}</th>
                    <td data-label="Untuk apa">{kept.why}</td>
                    <td data-label="Berapa lama">{kept.how_long}</td>
                    <td data-label="Dasar">{kept.source}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Frame title="Privasi" description="Data apa yang disimpan, untuk apa, dan bagaimana meminta diperbaiki atau dihapus.">
            <Breadcrumbs here="Privasi"/>
            <div class="page-head">
                <h1>"Privasi"</h1>
                <p class="lede">"Situs ini mencatat kegiatan perpustakaan, bukan orang yang datang ke sana."</p>
            </div>
            <div class="prose">
                <h2>"Kalau Anda hanya melihat-lihat"</h2>
                <p>
                    "Anda tidak perlu mendaftar. Situs ini tidak memasang kuki untuk pengunjung, tidak memakai alat penghitung pihak lain, "
                    "dan tidak menyimpan lokasi Anda."
                </p>
                <h2>"Kalau Anda pengelola atau petugas dinas"</h2>
                <ul>
                    <li>"Kami menyimpan nama, nomor HP untuk masuk, perpustakaan yang Anda kelola, dan catatan waktu saat data diubah. Kata sandi disimpan dalam bentuk yang tidak dapat dibaca siapa pun."</li>
                    <li>"Satu kuki dipakai supaya Anda tetap masuk. Pengelola tetap masuk sampai 180 hari sejak terakhir membuka, petugas dinas paling lama 7 hari. Keluar menghapusnya."</li>
                    <li>"Nomor HP dan kontak perpustakaan tampil di halaman umum hanya bila Anda mencentangnya di profil, dan berhenti tampil begitu centangnya dihapus."</li>
                    <li>"Titik taman baca di rumah orang digambar sebagai perkiraan di dalam desa, kecuali pengelolanya setuju titik gedungnya tampil."</li>
                </ul>
                <h2>"Dalam laporan dan cerita"</h2>
                <ul>
                    <li>"Pengunjung dicatat sebagai jumlah, tanpa nama."</li>
                    <li>"Cerita dampak memuat nama hanya dengan izin orangnya, dan izin itu boleh ditarik kapan saja."</li>
                    <li>"Foto yang memperlihatkan anak hanya dipakai dengan izin orang tua atau wali. Keterangan tempat yang tersembunyi di dalam foto dihapus saat diterima."</li>
                </ul>
                <h2>"Apa yang disimpan, dan berapa lama"</h2>
                <p>"Daftar ini sama dengan yang dipakai program untuk menghapus: yang diberi batas waktu dihapus sendiri begitu waktunya lewat."</p>
            </div>
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">"Data"</th><th scope="col">"Untuk apa"</th>
                        <th scope="col">"Berapa lama"</th><th scope="col">"Dasar"</th>
                    </tr>
                </thead>
                <tbody>{kept}</tbody>
            </table>
            <div class="prose">
                <h2>"Hak Anda"</h2>
                <p>
                    "Menurut UU 27 Tahun 2022 Anda boleh melihat, memperbaiki, membatasi, dan meminta penghapusan data tentang diri Anda, "
                    "termasuk foto dan cerita. Sampaikan kepada pengelola perpustakaannya atau kepada dinas perpustakaan kabupaten; "
                    "permintaan dikerjakan paling lama 3 × 24 jam. Di tempat data yang dihapus tertulis “dihapus atas permintaan” dengan tanggalnya."
                </p>
                <h2>"Siapa yang bertanggung jawab"</h2>
                <p>"Dinas perpustakaan kabupaten yang memakai situs ini adalah pengendali datanya. Data disimpan di komputer yang dikelola dinas itu dan tidak dijual atau diberikan kepada pihak lain."</p>
            </div>
        </Frame>
    }
}
