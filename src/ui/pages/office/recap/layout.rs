//! The office's own columns: which, in which order, under which names.

use crate::api::recap::{self, confirmation};
use crate::domain::recap::columns;
use crate::ui::field::{Breadcrumbs, Button, Buttons, CheckField, Notice, Summary, TextField};
use crate::ui::frame::{Frame, app, asker, page};
use leptos::prelude::*;

/// The form of the layout.
#[component]
pub fn Layout() -> impl IntoView {
    let (app, asker) = (app(), asker());
    page(async move {
        let (layout, zone) = recap::layout(&app, &asker).await?;
        let confirmed = confirmation(layout.as_ref(), zone);
        let chosen = layout.map(|layout| layout.columns);
        let rows = columns()
            .into_iter()
            .enumerate()
            .map(|(n, column)| {
                let (order, name) = match &chosen {
                    None => (Some(n + 1), column.name.clone()),
                    Some(chosen) => {
                        let place = chosen.iter().position(|one| one.code == column.code);
                        let name = place.map_or_else(|| column.name.clone(), |place| chosen[place].name.clone());
                        (place.map(|place| place + 1), name)
                    }
                };
                let order = order.map(|order| order.to_string());
                view! {
                    <fieldset class="row end">
                        <legend>{column.name.clone()}</legend>
                        <TextField name=format!("urutan-{}", column.code) label="Urutan" value=order inputmode="numeric" width="w-2"/>
                        <TextField name=format!("nama-{}", column.code) label="Nama kolom" value=name maxlength="80"/>
                    </fieldset>
                }
            })
            .collect_view();
        Ok(view! {
            <Frame title="Susunan kolom" description="">
                <Breadcrumbs
                    trail=vec![("/kantor".to_owned(), "Papan laporan".to_owned()), ("/kantor/rekap".to_owned(), "Rekap".to_owned())]
                    here="Susunan kolom"
                />
                <Summary/>
                <div class="page-head">
                    <h1>"Susunan kolom"</h1>
                    <p class="lede">"Kolom berkas ekspor kantor ini: kosongkan urutan untuk kolom yang tidak ikut."</p>
                </div>
                <Notice title=confirmed>
                    <p>"Daftar isian SIM TPBIS tidak tersedia untuk umum, jadi program ini tidak mengetahuinya. Cocokkan sendiri sebelum mengunggah ke sana."</p>
                </Notice>
                <form method="post" action="/kantor/rekap/susunan" class="stack" novalidate>
                    {rows}
                    <CheckField name="cocok" label="Saya sudah mencocokkan susunan ini dengan SIM TPBIS"
                        hint="Nama Anda dan tanggalnya dicatat. Setiap kali susunannya disimpan, ini perlu dicentang lagi."/>
                    <Buttons>
                        <Button>"Simpan susunan"</Button>
                        <a class="button quiet" href="/kantor/rekap">"Batal"</a>
                    </Buttons>
                </form>
            </Frame>
        })
    })
}
