//! `/gaya` in the demo: every part of the style with its words, for people who build pages and for the accessibility tests.

use crate::domain::refusal::Finding;
use crate::ui::field::{
    AreaField, Breadcrumbs, Button, Buttons, CheckField, ChecksField, ChoiceField, Confirmation, DateField, Drawing,
    Empty, FileField, Look, Notice, NumberField, Pagination, SelectField, Summary, Tag, TagKind, TextField, Tone,
    Unknown, options,
};
use crate::ui::frame::Frame;
use crate::ui::typed::Typed;
use leptos::prelude::*;

/// Every part of the style.
#[component]
pub fn Gallery() -> impl IntoView {
    view! {
        <Frame title="Gaya" description="Semua bagian tampilan Pantau Pustaka.">
            <Breadcrumbs here="Gaya"/>
            <div class="page-head">
                <p class="eyebrow">"Untuk yang membangun halaman"</p>
                <h1>"Gaya Pantau Pustaka"</h1>
                <p class="lede">"Semua bagian tampilan, dengan kata-katanya. Warnanya kertas, sungai, dan rotan; hurufnya bawaan HP."</p>
            </div>
            {reading()}
            {actions()}
            {refused_form()}
            {messages()}
            {states()}
            {surfaces()}
            {tables()}
            {ways()}
            {progress()}
        </Frame>
    }
}

fn reading() -> impl IntoView {
    view! {
        <section class="section prose">
            <h2>"Bacaan"</h2>
            <p>"Tulisan utama 18 piksel, lebarnya paling banyak 65 huruf sebaris. "<a href="/">"Tautan"</a>" selalu bergaris bawah."</p>
            <h3>"Judul ketiga"</h3>
            <ul>
                <li>"Rabu, 28 September 2022 pukul 09.05 WIB"</li>
                <li>"1.234,5 dan 61,3 %"</li>
                <li>"Nomor laporan "<span class="ref">"LK-2026-10-0001"</span></li>
            </ul>
            <blockquote>"Sejak ada kelas menjahit di perpustakaan, ibu-ibu di sini punya penghasilan sendiri."</blockquote>
            <p class="muted small">"Keterangan kecil, dipakai seperlunya."</p>
        </section>
    }
}

fn actions() -> impl IntoView {
    view! {
        <section class="section">
            <h2>"Tombol"</h2>
            <p class="muted">"Kata kerja; satu tombol utama di satu halaman."</p>
            <div class="row">
                <Button>"Kirim laporan"</Button>
                <Button look=Look::Secondary>"Simpan draf"</Button>
                <Button look=Look::Quiet>"Batal"</Button>
                <Button look=Look::Danger>"Hapus kegiatan"</Button>
                <a class="button secondary small" href="#">"Unduh"</a>
            </div>
        </section>
    }
}

/// A form as it comes back: what was typed stands in it, the findings beside it.
fn refused_form() -> impl IntoView {
    let pairs = [
        ("visitors", "seratus"),
        ("strategy", "advokasi"),
        ("date", "2026-10-03"),
        ("fields", "kesehatan"),
        ("title", "Kelas menjahit"),
    ];
    provide_context(Typed {
        pairs: pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        findings: vec![
            Finding::new("visitors", "Tulis jumlah pengunjung dengan angka, contoh 120."),
            Finding::new("district", "Pilih kecamatan."),
        ],
        ..Typed::default()
    });
    let form = view! {
        <section class="section">
            <h2>"Formulir"</h2>
            <p class="muted">"Nama di atas, petunjuk di bawahnya, temuan di atas isian, ringkasan di puncak."</p>
            <Summary/>
            <form class="sheet" action="#">
                <NumberField name="visitors" label="Pengunjung" hint="Orang yang datang bulan ini." unit="orang"/>
                <TextField name="title" label="Judul kegiatan" optional=true/>
                <ChoiceField
                    name="strategy"
                    legend="Strategi"
                    hint="Pilih yang paling cocok."
                    options=options([("pelibatan", "Pelibatan masyarakat"), ("advokasi", "Advokasi"), ("layanan", "Peningkatan layanan informasi"), ("publikasi", "Publikasi")])
                />
                <ChecksField
                    name="fields"
                    legend="Bidang"
                    options=options([("pendidikan", "Pendidikan"), ("kesehatan", "Kesehatan"), ("ekonomi", "Ekonomi")])
                    inline=true
                />
                <DateField name="date" label="Tanggal" min="2026-10-01" max="2026-10-31"/>
                <SelectField
                    name="district"
                    label="Kecamatan"
                    empty="Pilih kecamatan"
                    options=options([("62.01.01", "Kumai"), ("62.01.02", "Arut Selatan")])
                />
                <AreaField name="story" label="Cerita dampak" hint="Apa yang berubah bagi warga?" optional=true/>
                <FileField name="photo" label="Foto kegiatan" hint="JPEG, PNG, atau WebP, paling besar 12 MB." accept="image/jpeg,image/png,image/webp" optional=true/>
                <CheckField name="public" label="Boleh tampil untuk umum" hint="Tidak ada anak yang dapat dikenali, atau izin walinya ada."/>
                <Buttons>
                    <Button>"Kirim laporan"</Button>
                    <Button look=Look::Secondary>"Simpan draf"</Button>
                </Buttons>
            </form>
        </section>
    }
    .into_any();
    provide_context(Typed::default());
    form
}

fn messages() -> impl IntoView {
    view! {
        <section class="section">
            <h2>"Kabar"</h2>
            <Notice title="Batas lapor 10 November"><p>"Laporan Oktober ditunggu sampai Selasa, 10 November 2026."</p></Notice>
            <Notice title="Tersimpan" tone=Tone::Success><p>"Draf laporan Oktober 2026 tersimpan pukul 09.05 WIB."</p></Notice>
            <Notice title="Perlu diperbaiki" tone=Tone::Warning><p>"Jumlah peserta kegiatan kedua belum diisi."</p></Notice>
            <Notice title="Belum terkirim" tone=Tone::Danger><p>"Jaringan terputus. Isian tetap ada di HP ini."</p></Notice>
            <Confirmation title="Laporan terkirim" reference="LK-2026-10-0001" reference_name="Nomor laporan">
                <p>"Kami beri kabar setelah diperiksa."</p>
            </Confirmation>
            <Empty title="Belum ada kegiatan"><p>"Kegiatan yang sudah disetujui akan tampil di sini."</p></Empty>
            <div class="grid section">
                <Empty title="Belum ada laporan" drawing=Drawing::Report><p>"Laporan pertama akan tampil di sini."</p></Empty>
                <Empty title="Peta belum punya titik" drawing=Drawing::Map><p>"Tambahkan perpustakaan lebih dulu."</p></Empty>
                <Empty title="Belum ada pertemuan" drawing=Drawing::Meeting><p>"Pertemuan berikutnya diumumkan di sini."</p></Empty>
                <Empty title="Tidak ketemu" drawing=Drawing::Search><p>"Coba nama desanya saja."</p></Empty>
            </div>
        </section>
    }
}

fn states() -> impl IntoView {
    let tags = [
        (TagKind::Draft, "Draf"),
        (TagKind::Sent, "Terkirim"),
        (TagKind::Fix, "Perlu diperbaiki"),
        (TagKind::Approved, "Disetujui"),
        (TagKind::Good, "Tepat waktu"),
        (TagKind::Late, "Terlambat"),
        (TagKind::Missing, "Belum lapor"),
        (TagKind::Error, "Ditolak"),
        (TagKind::Example, "Contoh"),
        (TagKind::Plain, "TBM"),
    ];
    view! {
        <section class="section">
            <h2>"Tanda"</h2>
            <p class="muted">"Selalu kata, dengan bentuk sendiri; warna hanya membantu."</p>
            <ul class="tags">{tags.map(|(kind, words)| view! { <li><Tag kind=kind>{words}</Tag></li> }).collect_view()}</ul>
        </section>
    }
}

fn surfaces() -> impl IntoView {
    view! {
        <section class="section">
            <h2>"Kartu dan angka"</h2>
            <div class="stack loose">
                <div class="grid">
                    <article class="card"><h3><a class="cover" href="#">"Kumpai Batu Atas"</a></h3><p class="muted">"Perpustakaan desa · Arut Selatan"</p></article>
                    <article class="card gold"><h3><a class="cover" href="#">"Rumah Pintar Sanggar Rahmat Abah"</a></h3><p class="muted">"TBM · Kumai"</p></article>
                    <article class="card calm"><h3>"Tanpa tautan"</h3><p class="muted">"Kartu yang hanya dibaca"</p></article>
                </div>
                <ul class="figures">
                    <li><strong>"13"</strong>"perpustakaan"</li>
                    <li><strong>"6"</strong>"kecamatan"</li>
                    <li><strong>"1.234"</strong>"peserta kegiatan"</li>
                </ul>
                <div class="sheet"><h3>"Lembar"</h3><p>"Isi yang berdiri sendiri di atas kertas."</p></div>
                <section class="hero" aria-labelledby="hero-example">
                    <h3 id="hero-example">"Pembuka"</h3>
                    <p class="lede">"Hanya di halaman depan."</p>
                    <div class="row"><a class="button on-band" href="/peta">"Buka peta"</a></div>
                </section>
                <details><summary>"Apa itu laporan nihil?"</summary><p>"Laporan untuk bulan tanpa kegiatan dan tanpa pengunjung."</p></details>
            </div>
        </section>
    }
}

fn tables() -> impl IntoView {
    view! {
        <section class="section">
            <h2>"Tabel dan fakta"</h2>
            <table class="cards">
                <caption>"Di HP setiap baris menjadi kartu"</caption>
                <thead><tr><th scope="col">"Perpustakaan"</th><th scope="col">"Kecamatan"</th><th scope="col">"Status"</th><th scope="col" class="right">"Pengunjung"</th></tr></thead>
                <tbody>
                    <tr><th scope="row"><a href="#">"Natai Raya"</a></th><td data-label="Kecamatan">"Arut Selatan"</td><td data-label="Status"><Tag kind=TagKind::Approved>"Disetujui"</Tag></td><td data-label="Pengunjung" class="right">"1.204"</td></tr>
                    <tr><th scope="row"><a href="#">"Pangkalan Durin"</a></th><td data-label="Kecamatan">"Pangkalan Lada"</td><td data-label="Status"><Tag kind=TagKind::Fix>"Perlu diperbaiki"</Tag></td><td data-label="Pengunjung" class="right">"98"</td></tr>
                </tbody>
            </table>
            <dl class="facts section">
                <div><dt>"Jam buka"</dt><dd>"Senin–Kamis 08.00–14.00 WIB"</dd></div>
                <div><dt>"NPP"</dt><dd><Unknown/></dd></div>
            </dl>
        </section>
    }
}

fn ways() -> impl IntoView {
    view! {
        <section class="section">
            <h2>"Jalan"</h2>
            <nav class="tabs" aria-label="Contoh tab">
                <ul>
                    <li><a href="#" aria-current="page">"Menunggu "<span class="count">"3"</span></a></li>
                    <li><a href="#">"Disetujui "<span class="count">"12"</span></a></li>
                </ul>
            </nav>
            <a class="back" href="#">"Kembali ke daftar"</a>
            <Pagination page=2 last=5 href=|n| format!("?hal={n}")/>
        </section>
    }
}

fn progress() -> impl IntoView {
    view! {
        <section class="section stack">
            <h2>"Kemajuan"</h2>
            <ol class="steps">
                <li class="done">"Isi"</li>
                <li aria-current="step">"Periksa"</li>
                <li>"Kirim"</li>
            </ol>
            <progress max="5" value="3" aria-label="Foto terkirim">"3 dari 5 foto"</progress>
            <div class="row">
                <span class="saving" data-state="saved">"Tersimpan di HP 09.05"</span>
                <span class="saving" data-state="saving">"Menyimpan"</span>
                <span class="saving" data-state="offline">"Menunggu jaringan"</span>
                <span class="saving" data-state="error">"Perlu Anda periksa"</span>
            </div>
        </section>
    }
}
