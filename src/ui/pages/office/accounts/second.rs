//! Taking the second factor off somebody else's account.

use crate::api::accounts;
use crate::ui::field::{Breadcrumbs, Button, Buttons, CheckField, Summary};
use crate::ui::frame::{Frame, app, asker, page, param};
use leptos::prelude::*;

/// The question before the second factor is taken off.
#[component]
pub fn Second() -> impl IntoView {
    let (app, asker, id) = (app(), asker(), param("id"));
    page(async move {
        asker.administrator()?;
        let account = accounts::one(&app, &asker, &id).await?;
        let path = format!("/kantor/akun/{id}");
        let action = format!("{path}/langkah-kedua");
        let name = account.name.clone();
        Ok(view! {
            <Frame title="Lepas langkah kedua" description="">
                <Breadcrumbs
                    trail=vec![("/kantor/akun".into(), "Akun".into()), (path.clone(), name.clone())]
                    here="Lepas langkah kedua"
                />
                <Summary/>
                <h1>"Lepas langkah kedua dari akun "{name.clone()}</h1>
                <p class="lead">
                    "Untuk orang yang kehilangan HP dan lembar pemulihannya. Kata sandinya tetap miliknya sendiri; semua perangkatnya harus masuk lagi."
                </p>
                <form method="post" action=action>
                    <p>
                        "Siapa pun bisa mengaku kehilangan HP: telepon balik ke nomor terdaftar, "<strong>{account.phone.clone().unwrap_or_default()}</strong>", dan pastikan suaranya Anda kenal."
                    </p>
                    <CheckField name="called_back" label="Saya sudah menelepon balik dan yakin ini orangnya"/>
                    <Buttons>
                        <Button>"Lepas langkah kedua"</Button>
                        <a class="button secondary" href=path>"Batal"</a>
                    </Buttons>
                </form>
            </Frame>
        })
    })
}
