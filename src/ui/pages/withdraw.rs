//! Withdrawing a photo or a story: `/lapor/tarik`. A list, then one question, then it is gone.

use crate::api::erasures::{self, Shelf};
use crate::domain::moment::Month;
use crate::storage::erasures::{Item, Kind};
use crate::ui::field::{Breadcrumbs, Button, Buttons, Notice, Summary, Tag, TagKind, Tone};
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;

/// What the library has given out, with the way to take it back; with `?foto=` or `?cerita=` the question about one of them.
#[component]
pub fn Withdraw() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let gone = query("kabar").is_some();
    let asked = query("foto").map(|id| (Kind::Photo, id)).or_else(|| query("cerita").map(|id| (Kind::Story, id)));
    page(async move {
        let body = if let Some((kind, id)) = asked {
            let (place, item) = erasures::one(&app, &asker, kind, &id).await?;
            question(kind, &item, &place.name).into_any()
        } else {
            let shelves = erasures::shelves(&app, &asker).await?;
            let empty = shelves.iter().all(|shelf| shelf.photos.is_empty() && shelf.stories.is_empty());
            view! {
                {gone.then(|| view! {
                    <Notice tone=Tone::Success title="Sudah ditarik">
                        <p>"Foto atau cerita itu tidak tampil lagi di mana pun, dan isinya sudah dihapus."</p>
                    </Notice>
                })}
                {empty.then(|| view! { <p class="muted">"Belum ada foto atau cerita yang terkirim."</p> })}
                {shelves.iter().map(shelf).collect_view()}
            }
            .into_any()
        };
        Ok(view! {
            <Frame title="Tarik foto atau cerita" description="">
                <Breadcrumbs trail=vec![("/lapor".to_owned(), "Laporan saya".to_owned())] here="Tarik foto atau cerita"/>
                <div class="page-head">
                    <h1>"Tarik foto atau cerita"</h1>
                    <p class="lede">"Orang yang ada di foto atau cerita boleh berubah pikiran kapan saja, tanpa alasan."</p>
                    <p><a href="/lapor/izin-foto">"Cetak surat izin"</a></p>
                </div>
                <Summary/>
                {body}
            </Frame>
        })
    })
}

fn shelf(shelf: &Shelf) -> impl IntoView + use<> {
    let list = |kind: Kind, title: &'static str, items: &[Item]| {
        let rows = items.iter().map(|item| row(kind, item)).collect_view();
        (!items.is_empty()).then(|| view! { <h3>{title}</h3><ul class="report-photos plain">{rows}</ul> })
    };
    let erased = shelf
        .erased
        .iter()
        .map(|erasure| {
            let on = erasure.erased_on().map(crate::domain::moment::Date::plain);
            view! { <li>{erasure.kind().map_or("Data", Kind::words)}" dihapus atas permintaan, "{on}</li> }
        })
        .collect_view();
    view! {
        <section class="section" aria-label=shelf.place.name.clone()>
            <h2>{shelf.place.name.clone()}</h2>
            {list(Kind::Photo, "Foto", &shelf.photos)}
            {list(Kind::Story, "Cerita dampak", &shelf.stories)}
            {(!shelf.erased.is_empty()).then(|| view! { <h3>"Yang sudah ditarik"</h3><ul class="muted">{erased}</ul> })}
        </section>
    }
}

fn picture(item: &Item) -> Option<impl IntoView + use<>> {
    let (sha256, words) = (item.sha256.clone()?, item.words.clone());
    let alt = if words.is_empty() { "Foto kegiatan".to_owned() } else { words };
    Some(view! { <img src=format!("/foto/{sha256}") alt=alt loading="lazy"/> })
}

fn facts(kind: Kind, item: &Item) -> impl IntoView + use<> {
    let month = item.month().map(Month::long);
    let words = (!item.words.is_empty()).then(|| view! { <p class="typed">{item.words.clone()}</p> });
    let state = if item.public {
        view! { <Tag kind=TagKind::Good>"Tampil untuk umum"</Tag> }.into_any()
    } else {
        view! { <Tag>"Untuk dinas saja"</Tag> }.into_any()
    };
    view! { {words}<p class="muted small">{kind.words()}" dari laporan "{month}" "{state}</p> }
}

fn row(kind: Kind, item: &Item) -> impl IntoView + use<> {
    let name = if kind == Kind::Photo { "foto" } else { "cerita" };
    let which: String = item.words.chars().take(40).collect();
    view! {
        <li class="report-photo">
            <div class="report-photo-picture">{picture(item)}</div>
            <div>
                {facts(kind, item)}
                <a class="button secondary" href=format!("/lapor/tarik?{name}={}", item.id)>
                    "Tarik " {name} " ini" <span class="visually-hidden">" "{which}</span>
                </a>
            </div>
        </li>
    }
}

fn question(kind: Kind, item: &Item, library: &str) -> impl IntoView + use<> {
    let name = if kind == Kind::Photo { "foto" } else { "cerita" };
    view! {
        <article class="sheet report-photo">
            <div class="report-photo-picture">{picture(item)}</div>
            <div><p class="eyebrow">{library.to_owned()}</p>{facts(kind, item)}</div>
        </article>
        <Notice tone=Tone::Warning title="Tidak bisa dikembalikan">
            <p>
                "Isinya dihapus dari halaman umum dan dari semua versi laporan. Di laporan tinggal tertulis \u{201c}dihapus atas permintaan\u{201d} dengan tanggalnya. Angka dan kegiatan tidak berubah."
            </p>
        </Notice>
        <form method="post" action="/lapor/tarik">
            <input type="hidden" name="jenis" value=name/>
            <input type="hidden" name="id" value=item.id.clone()/>
            <Buttons>
                <Button>"Tarik "{name}" ini"</Button>
                <a class="button secondary" href="/lapor/tarik">"Tidak jadi"</a>
            </Buttons>
        </form>
    }
}
