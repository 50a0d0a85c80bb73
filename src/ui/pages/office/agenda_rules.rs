//! What the office has settled for its agendas: ISHOMA, the longest stretch without a break, kinds of its own.

use crate::api;
use crate::domain::agenda::Kind;
use crate::domain::agenda::rules::lines_of;
use crate::domain::moment::clock;
use crate::ui::field::{AreaField, Breadcrumbs, Notice, Summary, TextField, Tone};
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;

/// The office's rules, to be changed.
#[component]
pub fn AgendaRules() -> impl IntoView {
    let (app, asker, saved) = (app(), asker(), query("kabar").is_some());
    page(async move {
        let rules = api::agenda::rules(&app, &asker).await?;
        let kinds: Vec<&str> = Kind::all().map(Kind::word).collect();
        let kinds = format!(
            "Satu baris satu jenis: nama; seperti jenis apa; lama dalam menit. Contoh: Senam pagi; Lain-lain; 30. Jenis yang ada: {}.",
            kinds.join(", ")
        );
        Ok(view! {
            <Frame title="Aturan agenda" description="">
                <Breadcrumbs trail=vec![("/kantor/plm".to_owned(), "PLM".to_owned())] here="Aturan agenda"/>
                <div class="page-head"><h1>"Aturan agenda"</h1><p class="lede">"Dipakai penyusun agenda untuk memeriksa setiap hari. Jam ISHOMA bawaan adalah perkiraan; sesuaikan dengan kebiasaan kantor."</p></div>
                {saved.then(|| view! { <Notice tone=Tone::Success title="Aturan tersimpan"><p>"Berlaku untuk semua agenda kantor ini."</p></Notice> })}
                <Summary/>
                <form method="post" class="stack">
                    <TextField name="ishoma_from" label="ISHOMA mulai" hint="Senin sampai Kamis, Sabtu, Minggu" value=clock(rules.ishoma.0) width="w-4"/>
                    <TextField name="ishoma_to" label="ISHOMA sampai" value=clock(rules.ishoma.1) width="w-4"/>
                    <TextField name="friday_from" label="ISHOMA hari Jumat mulai" value=clock(rules.friday.0) width="w-4"/>
                    <TextField name="friday_to" label="ISHOMA hari Jumat sampai" value=clock(rules.friday.1) width="w-4"/>
                    <TextField name="stretch" label="Paling lama tanpa istirahat (menit)" value=rules.stretch.to_string() width="w-4" inputmode="numeric"/>
                    <AreaField name="kinds" label="Jenis acara milik kantor" hint=kinds value=lines_of(&rules.kinds)/>
                    <div class="buttons"><button class="button">"Simpan aturan"</button></div>
                </form>
            </Frame>
        })
    })
}
