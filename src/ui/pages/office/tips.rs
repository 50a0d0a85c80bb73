//! Tips of a meeting, written down as cards.

use crate::api::tips;
use crate::domain::agenda::Presenter;
use crate::domain::indicator::{INDICATORS, Rhythm};
use crate::domain::standing::SUBJECTS;
use crate::ui::field::{
    AreaField, Breadcrumbs, Button, Buttons, Drawing, Empty, Look, Notice, SelectField, Summary, Tone, options,
};
use crate::ui::frame::{Frame, app, asker, page, param, query};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use crate::ui::pages::tips::told;
use leptos::prelude::*;

/// The cards of a meeting, and the form for one more.
#[component]
pub fn Tips() -> impl IntoView {
    let (app, asker, id, news, from) = (app(), asker(), param("id"), query("kabar"), query("acara"));
    page(async move {
        let (desk, cards) = tips::of_meeting(&app, &asker, &id).await?;
        let op = app.world.id();
        let name = desk.meeting.name.clone();
        let news = match news.as_deref() {
            Some("tersimpan") => Some("Kartu tersimpan"),
            Some("dihapus") => Some("Kartu dihapus"),
            _ => None,
        };
        // Who presents the item is most likely whose tip it is.
        let presenter = from.as_deref().and_then(|item| desk.agenda.item(item)).and_then(|(_, item)| {
            item.presenters.iter().find_map(|who| match who {
                Presenter::Library { id, .. } => Some(id.clone()),
                Presenter::Person { .. } => None,
            })
        });
        let items = options(desk.agenda.items().map(|(_, item)| (item.id.clone(), item.title.clone())));
        let libraries = options(desk.rules.libraries.clone());
        let subjects = options(SUBJECTS.map(|subject| (subject.code, subject.label)));
        let figures = INDICATORS.iter().filter(|indicator| indicator.rhythm == Rhythm::Monthly);
        let figures = options(figures.map(|indicator| (indicator.code, indicator.label)));
        let action = format!("/kantor/plm/{id}/kiat");
        let empty = cards.is_empty();
        let list = cards
            .iter()
            .map(|card| {
                let words = card.tip().about();
                view! {
                    <li class="card calm">
                        {told(card, false)}
                        <form method="post" action=action.clone()>
                            <input type="hidden" name="kartu" value=card.id.clone()/>
                            <Button look=Look::Quiet name="aksi" value="hapus">"Hapus kartu"<span class="visually-hidden">" tentang "{words}</span></Button>
                        </form>
                    </li>
                }
            })
            .collect_view();
        Ok(view! {
            <Frame title=format!("Kiat: {name}") description="">
                <Breadcrumbs trail=vec![("/kantor/plm".to_owned(), "PLM".to_owned())] here="Kiat"/>
                <div class="page-head">
                    <p class="eyebrow">{name}</p>
                    <h1>"Kiat yang dibagikan"</h1>
                    <p class="lede">"Satu kartu, satu kiat yang bisa dicoba di tempat lain. Kartu tampil untuk umum di "<a href="/kiat">"halaman Kiat"</a>" sesudah agenda terbit, dan di formulir laporan di sebelah angka yang ditolongnya."</p>
                </div>
                <MeetingNav meeting=id.clone()/>
                {news.map(|words| view! { <Notice tone=Tone::Success title=words>""</Notice> })}
                <Summary/>
                <form method="post" action=action.clone() class="sheet narrow" id="kartu" novalidate>
                    <h2>"Kartu baru"</h2>
                    <input type="hidden" name="op" value=op/>
                    <AreaField name="kiat" label="Kiatnya" hint="Apa yang dilakukan, dengan apa, berapa sering. Tanpa nama pengunjung." rows=4/>
                    <SelectField name="topik" label="Topik" options=subjects empty="Pilih topik"/>
                    <SelectField name="angka" label="Menolong angka" options=figures empty="Tidak satu angka pun" optional=true/>
                    <SelectField name="perpustakaan" label="Dari perpustakaan" options=libraries value=presenter empty="Tidak disebut" optional=true/>
                    <SelectField name="acara" label="Dari acara" options=items value=from empty="Tidak satu acara pun" optional=true/>
                    <Buttons><Button name="aksi" value="simpan">"Simpan kartu"</Button></Buttons>
                </form>
                <section class="section" aria-labelledby="daftar">
                    <h2 id="daftar">"Kartu pertemuan ini"</h2>
                    {if empty {
                        view! { <Empty title="Belum ada kartu" drawing=Drawing::Book><p>"Tulis kiat pertama lewat formulir di atas."</p></Empty> }.into_any()
                    } else {
                        view! { <ul class="plain grid two">{list}</ul> }.into_any()
                    }}
                </section>
            </Frame>
        })
    })
}
