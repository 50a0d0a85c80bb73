//! The message with a code, ready to be sent by a person.

use crate::api::accounts::Issued;
use crate::server::pages::encoded;
use leptos::prelude::*;

/// One message: the code to read out, a button to WhatsApp, and the text to copy.
#[component]
pub fn Message(issued: Issued) -> impl IntoView {
    let link = format!("https://wa.me/{}?text={}", issued.digits, encoded(&issued.message));
    let field = format!("pesan-{}", issued.account);
    let rows = issued.message.lines().count() + 3;
    view! {
        <section class="card stack">
            <h2>{issued.name.clone()}</h2>
            <p>
                "Nomor HP "{issued.phone}". Kode "<strong class="ref">{issued.code}</strong>", berlaku sampai "{issued.until}"."
            </p>
            <div class="buttons">
                <a class="button" href=link target="_blank" rel="noopener noreferrer">
                    "Kirim lewat WhatsApp"<span class="visually-hidden">" kepada "{issued.name}</span>
                </a>
            </div>
            <div class="field">
                <label for=field.clone()>"Atau salin pesan ini"</label>
                <textarea id=field readonly=true rows=rows.to_string()>{issued.message}</textarea>
            </div>
        </section>
    }
}

/// What to do with the messages, and the warning that goes with every code.
#[component]
pub fn Messages(issued: Vec<Issued>) -> impl IntoView {
    view! {
        <p>
            "Kirim tiap pesan hanya ke nomor orangnya. Kode hanya tampil sekali di sini; bila hilang, buat kode baru."
        </p>
        <div class="stack">{issued.into_iter().map(|issued| view! { <Message issued=issued/> }).collect_view()}</div>
        <p><a href="/kantor/akun">"Kembali ke daftar akun"</a></p>
    }
}
