//! A new code for an account.

use super::message::Messages;
use crate::api::accounts::{self, State};
use crate::domain::refusal::Refusal;
use crate::server::forms::accounts::Made;
use crate::ui::field::{Breadcrumbs, Button, Buttons, CheckField, Summary};
use crate::ui::frame::{Frame, app, asker, besides, page, param};
use leptos::prelude::*;

/// A new code: the question before it, or the message with it.
#[component]
pub fn Code() -> impl IntoView {
    let (app, asker, id, made) = (app(), asker(), param("id"), besides::<Made>());
    page(async move {
        let account = accounts::one(&app, &asker, &id).await?;
        if !account.manageable {
            return Err(Refusal::Forbidden.into());
        }
        if let Some(Made(made)) = made {
            return Ok(view! {
                <Frame title="Kode sudah dibuat" description="">
                    <h1>"Kode sudah dibuat"</h1>
                    <Messages issued=made/>
                </Frame>
            }
            .into_any());
        }
        let path = format!("/kantor/akun/{id}");
        let action = format!("{path}/kode");
        let recovery = matches!(account.state, State::Active { .. });
        let phone = account.phone.clone().unwrap_or_default();
        Ok(view! {
            <Frame title="Buat kode" description="">
                <Breadcrumbs
                    trail=vec![("/kantor/akun".into(), "Akun".into()), (path.clone(), account.name.clone())]
                    here="Buat kode"
                />
                <Summary/>
                <h1>"Buat kode untuk "{account.name.clone()}</h1>
                <p class="lead">
                    "Dengan kode ini "{account.name.clone()}" membuat kata sandi sendiri. Kode berlaku 7 hari, satu kali pakai; kode sebelumnya langsung mati."
                </p>
                <form method="post" action=action>
                    <input type="hidden" name="op" value=app.world.id()/>
                    {recovery.then(|| view! {
                        <p>
                            "Akun ini sudah punya kata sandi. Siapa pun bisa mengaku lupa: telepon balik ke nomor terdaftar, "<strong>{phone}</strong>", dan pastikan suaranya Anda kenal."
                        </p>
                        <CheckField name="called_back" label="Saya sudah menelepon balik dan yakin ini orangnya"/>
                    })}
                    <Buttons>
                        <Button>"Buat kode"</Button>
                        <a class="button secondary" href=path>"Batal"</a>
                    </Buttons>
                </form>
            </Frame>
        }
        .into_any())
    })
}
