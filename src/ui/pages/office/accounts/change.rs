//! One account: who it is, and what may be done about it.

use super::add::{Fields, Filled};
use super::{state, tasks};
use crate::api::{accounts, libraries};
use crate::domain::account::Role;
use crate::ui::field::{Breadcrumbs, Button, Buttons, Notice, Summary, Tag};
use crate::ui::frame::{Frame, app, asker, page, param};
use leptos::prelude::*;

/// One account: the form to change it, and the ways to a new code and out of use.
#[component]
pub fn Change() -> impl IntoView {
    let (app, asker, id) = (app(), asker(), param("id"));
    page(async move {
        let person = asker.planner()?.clone();
        let account = accounts::one(&app, &asker, &id).await?;
        let zone = libraries::office(&app, &person.office).await?.zone;
        let choices = accounts::choices(&app, &asker).await?;
        let (kind, words, more) = state(account.state, zone);
        let tasks = tasks(&account);
        let path = format!("/kantor/akun/{id}");
        let (code, disable) = (format!("{path}/kode"), format!("{path}/nonaktif"));
        let manageable = account.manageable;
        let second = format!("{path}/langkah-kedua");
        let drops = account.second_factor && person.is_administrator() && person.account != account.id;
        let filled = Filled {
            name: account.name.clone(),
            phone: account.phone.clone().unwrap_or_default(),
            libraries: account.libraries.iter().map(|(slug, _)| slug.clone()).collect(),
            office_role: account
                .roles
                .iter()
                .find_map(|role| match role {
                    Role::Administrator => Some("administrator"),
                    Role::Planner => Some("planner"),
                    Role::Librarian { .. } => None,
                })
                .unwrap_or_default(),
        };
        Ok(view! {
            <Frame title=account.name.clone() description="">
                <Breadcrumbs trail=vec![("/kantor/akun".into(), "Akun".into())] here=account.name.clone()/>
                <Summary/>
                <h1>{account.name.clone()}</h1>
                <p class="lead"><Tag kind=kind>{words}</Tag>" "{tasks}{more.map(|more| format!(", {more}"))}</p>
                {if manageable {
                    view! {
                        <div class="buttons">
                            <a class="button secondary" href=code>"Buat kode baru"</a>
                            <a class="button quiet" href=disable>"Nonaktifkan"</a>
                            {drops.then(|| view! { <a class="button quiet" href=second>"Lepas langkah kedua"</a> })}
                        </div>
                        <h2>"Ubah akun"</h2>
                        <p>
                            "Bila nomor HP atau perpustakaan berubah, orang ini harus masuk lagi di semua HP. Bila pengelolanya berganti orang, jangan ubah namanya: nonaktifkan akun ini, lalu tambah akun baru."
                        </p>
                        <form method="post" action=path>
                            <input type="hidden" name="version" value=account.version.to_string()/>
                            <Fields choices=choices administrator=person.is_administrator() filled=filled/>
                            <Buttons>
                                <Button>"Simpan"</Button>
                                <a class="button secondary" href="/kantor/akun">"Batal"</a>
                            </Buttons>
                        </form>
                    }.into_any()
                } else {
                    view! {
                        <Notice title="Hanya untuk dibaca">
                            <p>"Akun nonaktif tidak diubah lagi; akun petugas kantor hanya diubah oleh administrator."</p>
                        </Notice>
                    }.into_any()
                }}
            </Frame>
        })
    })
}
