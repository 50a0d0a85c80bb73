//! One new account.

use super::message::Messages;
use crate::api::accounts;
use crate::server::forms::accounts::Made;
use crate::ui::field::{Breadcrumbs, Button, Buttons, ChoiceField, SelectField, Summary, TextField, options};
use crate::ui::frame::{Frame, app, asker, besides, page};
use leptos::prelude::*;

/// One new account: the form, or the message with the code that it made.
#[component]
pub fn Add() -> impl IntoView {
    let (app, asker, made) = (app(), asker(), besides::<Made>());
    page(async move {
        let person = asker.planner()?.clone();
        if let Some(Made(made)) = made {
            return Ok(view! {
                <Frame title="Akun sudah dibuat" description="">
                    <h1>"Akun sudah dibuat"</h1>
                    <Messages issued=made/>
                    <p><a href="/kantor/akun/baru">"Tambah akun lain"</a></p>
                </Frame>
            }
            .into_any());
        }
        let choices = accounts::choices(&app, &asker).await?;
        let op = app.world.id();
        Ok(view! {
            <Frame title="Tambah akun" description="">
                <Breadcrumbs trail=vec![("/kantor/akun".into(), "Akun".into())] here="Tambah akun"/>
                <Summary/>
                <h1>"Tambah akun"</h1>
                <form method="post" action="/kantor/akun/baru">
                    <input type="hidden" name="op" value=op/>
                    <Fields choices=choices administrator=person.is_administrator()/>
                    <Buttons>
                        <Button>"Tambah dan buat kode"</Button>
                        <a class="button secondary" href="/kantor/akun">"Batal"</a>
                    </Buttons>
                </form>
            </Frame>
        }
        .into_any())
    })
}

/// What is known of an account that is changed.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// The person's name.
    pub name: String,
    /// The number.
    pub phone: String,
    /// The libraries' slugs.
    pub libraries: Vec<String>,
    /// `planner`, `administrator` or empty.
    pub office_role: &'static str,
}

/// The fields that a new and a changed account share. Tasks in the office are an administrator's to give.
#[component]
pub fn Fields(choices: Vec<(String, String)>, administrator: bool, #[prop(optional)] filled: Filled) -> impl IntoView {
    let mut libraries = filled.libraries.into_iter();
    let (first, second) = (libraries.next(), libraries.next());
    let office_role = filled.office_role;
    view! {
        <TextField name="name" label="Nama" hint="Seperti orangnya biasa disebut, boleh dengan gelar." value=filled.name autocomplete="off" required=true/>
        <TextField
            name="phone"
            label="Nomor HP"
            hint="Nomor WhatsApp yang ia pegang sendiri, misalnya 0812-3456-7890."
            value=filled.phone
            kind="tel"
            inputmode="tel"
            autocomplete="off"
            width="w-10"
            required=true
        />
        <SelectField
            name="library"
            label="Perpustakaan"
            hint="Yang laporannya ia kirim."
            options=options(choices.clone())
            value=first
            empty="Tidak mengelola perpustakaan"
        />
        <SelectField
            name="library_2"
            label="Perpustakaan kedua"
            options=options(choices)
            value=second
            empty="Tidak ada"
            optional=true
        />
        {if administrator {
            view! {
                <ChoiceField
                    name="office_role"
                    legend="Tugas di kantor"
                    options=options([
                        ("", "Tidak ada"),
                        ("planner", "Pembina: memantau laporan, menyusun PLM, membuat akun pengelola"),
                        ("administrator", "Administrator: semua tugas pembina, dan mengatur kantor"),
                    ])
                    value=office_role
                />
            }.into_any()
        } else {
            view! { <input type="hidden" name="office_role" value=""/> }.into_any()
        }}
    }
}
