//! A one-time code becomes a password.

use crate::ui::field::{Button, Buttons, Summary, TextField};
use crate::ui::frame::Frame;
use crate::ui::pages::own_account::PasswordTwice;
use leptos::prelude::*;

/// A one-time code becomes a password. The code is typed: it stands in no address.
#[component]
pub fn Redeem() -> impl IntoView {
    view! {
        <Frame title="Buat kata sandi dengan kode" description="">
            <Summary/>
            <h1>"Buat kata sandi"</h1>
            <p class="lead">
                "Dinas memberi Anda kode sekali pakai lewat WhatsApp atau telepon. Kode berlaku 7 hari dan hanya untuk nomor HP Anda."
            </p>
            <form method="post" action="/masuk/kode">
                <TextField
                    name="phone"
                    label="Nomor HP"
                    hint="Nomor yang Anda daftarkan di dinas."
                    kind="tel"
                    inputmode="tel"
                    autocomplete="username"
                    width="w-10"
                    required=true
                />
                <TextField
                    name="code"
                    label="Kode"
                    hint="8 huruf dan angka. Huruf besar atau kecil sama saja."
                    autocomplete="one-time-code"
                    width="w-10"
                    maxlength="20"
                    required=true
                />
                <PasswordTwice name="password"/>
                <Buttons><Button>"Simpan dan masuk"</Button></Buttons>
            </form>
            <p>
                "Jangan berikan kode atau kata sandi kepada siapa pun. Petugas dinas tidak pernah menanyakannya."
            </p>
        </Frame>
    }
}
