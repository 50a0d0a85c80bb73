//! Signing in.

use crate::domain::account::Asker;
use crate::ui::field::{Button, Buttons, Notice, Summary, TextField, Tone};
use crate::ui::frame::{Frame, app, asker, query, typed};
use leptos::prelude::*;

/// Signing in: one number, one password, and where to turn without them.
#[component]
pub fn SignIn() -> impl IntoView {
    let next = typed().or("next", query("next").unwrap_or_default());
    let news = query("kabar").filter(|_| !typed().is_posted());
    let news = match news.as_deref() {
        Some("disimpan") => Some((
            Tone::Warning,
            "Sesi Anda sudah berakhir",
            "Isian Anda kami simpan. Masuk dengan akun yang sama untuk melanjutkannya.",
        )),
        Some("hilang") => Some((
            Tone::Warning,
            "Sesi Anda sudah berakhir",
            "Isian terakhir tidak tersimpan karena akun ini sudah keluar. Masuk; kalau isian itu tidak ditawarkan kembali, isi sekali lagi.",
        )),
        Some("terlambat") => Some((
            Tone::Warning,
            "Waktunya habis",
            "Kode langkah kedua ditunggu 10 menit setelah kata sandi. Masuk sekali lagi dari awal.",
        )),
        Some("keluar") => Some((Tone::Success, "Anda sudah keluar", "Aman untuk meninggalkan HP atau komputer ini.")),
        _ => (!next.is_empty() && !typed().is_posted()).then_some((
            Tone::Info,
            "Masuk dulu, ya",
            "Setelah masuk, halaman yang Anda tuju langsung terbuka.",
        )),
    };
    let home = match asker() {
        Asker::SignedIn(person) => Some((person.name.clone(), person.home())),
        Asker::Public => None,
    };
    view! {
        <Frame title="Masuk" description="Masuk untuk mengirim laporan perpustakaan atau bekerja di kantor.">
            <Summary/>
            {news.map(|(tone, title, words)| view! { <Notice tone=tone title=title><p>{words}</p></Notice> })}
            {home.map(|(name, home)| view! {
                <Notice title="Anda sudah masuk">
                    <p>"Sebagai "{name}". "<a href=home>"Lanjutkan bekerja"</a>", atau masuk sebagai orang lain di bawah ini."</p>
                </Notice>
            })}
            {app().settings.is_plain().then(|| view! {
                <Notice tone=Tone::Warning title="Alamat ini belum aman">
                    <p>"Tanpa https orang hanya bisa membaca di sini. Masuk, kamera, lokasi, dan kerja tanpa jaringan baru jalan setelah dinas memasang https."</p>
                </Notice>
            })}
            <h1>"Masuk"</h1>
            <p class="lead">"Untuk pengelola perpustakaan dan petugas dinas. Warga tidak perlu masuk untuk melihat peta."</p>
            <form method="post" action="/masuk">
                <input type="hidden" name="next" value=next/>
                <TextField
                    name="phone"
                    label="Nomor HP"
                    hint="Nomor yang terdaftar di dinas, misalnya 0812-3456-7890."
                    kind="tel"
                    inputmode="tel"
                    autocomplete="username"
                    width="w-10"
                    required=true
                />
                <TextField
                    name="password"
                    label="Kata sandi"
                    kind="password"
                    autocomplete="current-password"
                    required=true
                />
                <Buttons><Button>"Masuk"</Button></Buttons>
            </form>
            <h2>"Belum punya atau lupa kata sandi?"</h2>
            <p>
                "Hubungi dinas lewat nomor yang biasa Anda pakai. Petugas memberi Anda kode sekali pakai; dengan kode itu Anda membuat kata sandi sendiri."
            </p>
            <p><a href="/masuk/kode">"Saya sudah punya kode"</a>" dari dinas atau dari lembar pemulihan saya."</p>
        </Frame>
    }
}
