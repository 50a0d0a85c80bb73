//! Taking an account out of use.

use crate::api::accounts;
use crate::domain::refusal::Refusal;
use crate::ui::field::{Breadcrumbs, Button, Buttons, Look, Summary};
use crate::ui::frame::{Frame, app, asker, page, param};
use leptos::prelude::*;

/// The question before an account is taken out of use.
#[component]
pub fn Disable() -> impl IntoView {
    let (app, asker, id) = (app(), asker(), param("id"));
    page(async move {
        let account = accounts::one(&app, &asker, &id).await?;
        if !account.manageable {
            return Err(Refusal::Forbidden.into());
        }
        let path = format!("/kantor/akun/{id}");
        let action = format!("{path}/nonaktif");
        Ok(view! {
            <Frame title="Nonaktifkan akun" description="">
                <Breadcrumbs
                    trail=vec![("/kantor/akun".into(), "Akun".into()), (path.clone(), account.name.clone())]
                    here="Nonaktifkan"
                />
                <Summary/>
                <h1>"Nonaktifkan akun "{account.name.clone()}"?"</h1>
                <ul>
                    <li>"Ia langsung keluar dari semua HP dan tidak bisa masuk lagi."</li>
                    <li>"Laporan dan riwayatnya tetap tersimpan atas namanya."</li>
                    <li>"Nomor HP-nya bebas dipakai akun baru; akun baru tidak mewarisi apa pun."</li>
                    <li>"Ini tidak bisa dibatalkan. Bila ia kembali, buat akun baru."</li>
                </ul>
                <form method="post" action=action>
                    <Buttons>
                        <Button look=Look::Danger>"Nonaktifkan"</Button>
                        <a class="button secondary" href=path>"Batal"</a>
                    </Buttons>
                </form>
            </Frame>
        })
    })
}
