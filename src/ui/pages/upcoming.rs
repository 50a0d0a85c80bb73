//! Coming activities of a library: `/lapor/rencana`.

use crate::api::upcoming::{self, Shelf};
use crate::domain::moment::clock;
use crate::server::pages::encoded;
use crate::storage::upcoming::Row;
use crate::ui::field::{
    Breadcrumbs, Button, Buttons, DateField, Drawing, Empty, Look, Notice, SelectField, Summary, TextField, Tone,
    options,
};
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;

/// The form to announce an activity, and what is announced.
#[component]
pub fn Plans() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let (news, change) = (query("kabar"), query("ubah"));
    page(async move {
        let shelves = upcoming::shelves(&app, &asker).await?;
        let changed = match change {
            Some(id) => Some(upcoming::one(&app, &asker, &id).await?),
            None => None,
        };
        let news = match news.as_deref() {
            Some("tersimpan") => Some("Tersimpan dan sudah tampil di halaman perpustakaan."),
            Some("dibatalkan") => Some("Kegiatan dibatalkan dan tidak tampil lagi."),
            _ => None,
        };
        let lists = shelves
            .iter()
            .map(|shelf| {
                let address = app.settings.link(&format!("/perpustakaan/{}", shelf.place.slug));
                list(shelf, &address, &app.world.id())
            })
            .collect_view();
        Ok(view! {
            <Frame title="Rencana kegiatan" description="">
                <Breadcrumbs trail=vec![("/lapor".to_owned(), "Laporan saya".to_owned())] here="Rencana kegiatan"/>
                <div class="page-head">
                    <h1>"Rencana kegiatan"</h1>
                    <p class="lede">"Tulis kegiatan yang akan datang, bagikan ke grup WhatsApp. Setelah selesai, tinggal dipakai di laporan."</p>
                </div>
                {news.map(|words| view! { <Notice tone=Tone::Success title="Berhasil"><p>{words}</p></Notice> })}
                <Summary/>
                {lists}
                {form(&shelves, changed.as_ref(), &app.world.id())}
            </Frame>
        })
    })
}

fn form(shelves: &[Shelf], row: Option<&Row>, op: &str) -> impl IntoView + use<> {
    let read = row.and_then(Row::read);
    let id = row.map(|row| row.id.clone()).unwrap_or_default();
    let libraries = options(shelves.iter().map(|shelf| (shelf.place.slug.clone(), shelf.place.name.clone())));
    let only = shelves.first().filter(|_| shelves.len() == 1).map(|shelf| shelf.place.slug.clone());
    let changing = read.is_some();
    let value = |text: Option<String>| text.unwrap_or_default();
    view! {
        <section class="section" aria-labelledby="baru">
            <h2 id="baru">{if changing { "Ubah kegiatan" } else { "Kegiatan baru" }}</h2>
            <form method="post" action="/lapor/rencana" class="report-form" novalidate>
                <input type="hidden" name="op" value=op.to_owned()/>
                {changing.then(|| view! { <input type="hidden" name="id" value=id/> })}
                {match only {
                    Some(slug) => view! { <input type="hidden" name="perpustakaan" value=slug/> }.into_any(),
                    None => view! { <SelectField name="perpustakaan" label="Perpustakaan" options=libraries/> }.into_any(),
                }}
                <TextField name="nama" label="Nama kegiatan" hint="Misalnya: Kelas membaca anak" value=value(read.as_ref().map(|it| it.title.clone())) maxlength="200"/>
                <DateField name="tanggal" label="Tanggal" value=value(read.as_ref().map(|it| it.held_on.to_string()))/>
                <TextField name="jam" label="Mulai jam" hint="Misalnya 09.00" value=value(read.as_ref().and_then(|it| it.starts).map(clock)) width="w-4" inputmode="decimal" optional=true/>
                <TextField name="tempat" label="Tempat" hint="Kosongkan kalau di perpustakaan." value=value(read.as_ref().map(|it| it.place.clone())) maxlength="200" optional=true/>
                <TextField name="untuk" label="Untuk siapa" hint="Misalnya: anak SD, ibu-ibu PKK. Kosongkan kalau untuk semua warga." value=value(read.as_ref().map(|it| it.audience.clone())) maxlength="200" optional=true/>
                <Buttons>
                    <Button name="aksi" value="simpan">{if changing { "Simpan perubahan" } else { "Umumkan kegiatan" }}</Button>
                    {changing.then(|| view! { <a class="button secondary" href="/lapor/rencana">"Tidak jadi"</a> })}
                </Buttons>
            </form>
        </section>
    }
}

fn list(shelf: &Shelf, address: &str, op: &str) -> impl IntoView + use<> {
    let items =
        shelf.coming.iter().filter_map(|row| Some(item(shelf, row, &row.read()?, address, op))).collect::<Vec<_>>();
    let name = shelf.place.name.clone();
    view! {
        <section class="section" aria-label=name.clone()>
            <h2>{name.clone()}</h2>
            {if items.is_empty() {
                view! { <Empty title="Belum ada rencana" drawing=Drawing::Meeting><p>"Kegiatan yang Anda umumkan tampil di sini, di halaman perpustakaan, dan di peta."</p></Empty> }.into_any()
            } else {
                view! { <div class="stack">{items}</div> }.into_any()
            }}
        </section>
    }
}

fn item(
    shelf: &Shelf,
    row: &Row,
    read: &crate::domain::upcoming::Upcoming,
    address: &str,
    op: &str,
) -> impl IntoView + use<> {
    let share = format!("https://wa.me/?text={}", encoded(&read.message(&shelf.place.name, row.zone_words(), address)));
    let (id, title) = (row.id.clone(), read.title.clone());
    let op = op.to_owned();
    view! {
        <article class="sheet">
            {facts(read, row.zone_words())}
            <form method="post" action="/lapor/rencana" class="row">
                <input type="hidden" name="op" value=op/>
                <input type="hidden" name="id" value=id.clone()/>
                <a class="button" href=share target="_blank" rel="noopener noreferrer">"Bagikan lewat WhatsApp"<span class="visually-hidden">": "{title.clone()}</span></a>
                <a class="button secondary" href=format!("/lapor/rencana?ubah={id}#baru")>"Ubah"<span class="visually-hidden">" "{title.clone()}</span></a>
                <Button look=Look::Quiet name="aksi" value="batal">"Batalkan"<span class="visually-hidden">" "{title}</span></Button>
            </form>
        </article>
    }
}

/// What, when, where, for whom.
fn facts(read: &crate::domain::upcoming::Upcoming, zone: &str) -> impl IntoView + use<> {
    let mut lines = vec![read.when(zone)];
    if !read.place.is_empty() {
        lines.push(read.place.clone());
    }
    if !read.audience.is_empty() {
        lines.push(format!("untuk {}", read.audience));
    }
    view! { <strong>{read.title.clone()}</strong><p class="muted small">{lines.join(" · ")}</p> }
}

/// A coming activity on a public page; with `library` also whose.
pub fn line(row: &Row, library: bool) -> Option<impl IntoView + use<>> {
    let read = row.read()?;
    let place = library.then(
        || view! { <p class="small"><a href=format!("/perpustakaan/{}", row.slug)>{row.library_name.clone()}</a></p> },
    );
    Some(view! { {facts(&read, row.zone_words())}{place} })
}
