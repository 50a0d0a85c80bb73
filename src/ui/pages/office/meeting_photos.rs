//! Pictures of a meeting: what they show, who took them, who may see them.

use crate::api::meeting_photos;
use crate::domain::photo::Children;
use crate::storage::meeting_photos::MeetingPhoto;
use crate::ui::field::{
    Breadcrumbs, Button, Buttons, CheckField, ChoiceField, Drawing, Empty, FileField, Notice, Summary, Tag, TagKind,
    TextField, Tone, options,
};
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use leptos::prelude::*;

/// The pictures of a meeting; `?ubah=` opens the form of one.
#[component]
pub fn MeetingPhotos() -> impl IntoView {
    let (app, asker, id, news, change) = (app(), asker(), param("id"), query("kabar"), query("ubah"));
    let typed = typed();
    let change = typed.value("gambar").filter(|_| typed.value("aksi").as_deref() == Some("ubah")).or(change);
    page(async move {
        let (desk, photos) = meeting_photos::of_meeting(&app, &asker, &id).await?;
        let op = app.world.id();
        let name = desk.meeting.name.clone();
        let news = match news.as_deref() {
            Some("tersimpan") => Some("Foto tersimpan"),
            Some("diubah") => Some("Keterangan foto tersimpan"),
            Some("dihapus") => Some("Foto dihapus"),
            _ => None,
        };
        let action = format!("/kantor/plm/{id}/foto");
        let changed = photos.iter().find(|photo| Some(&photo.id) == change.as_ref());
        let form = form(changed, &action, op);
        let empty = photos.is_empty();
        let list = photos.iter().map(|photo| one(photo, &action)).collect_view();
        Ok(view! {
            <Frame title=format!("Foto: {name}") description="">
                <Breadcrumbs trail=vec![("/kantor/plm".to_owned(), "PLM".to_owned())] here="Foto"/>
                <div class="page-head">
                    <p class="eyebrow">{name}</p>
                    <h1>"Foto pertemuan"</h1>
                    <p class="lede">"Yang Anda bolehkan tampil di rekap pertemuan untuk umum; yang lain hanya dilihat dinas."</p>
                </div>
                <MeetingNav meeting=id.clone()/>
                {news.map(|words| view! { <Notice tone=Tone::Success title=words>""</Notice> })}
                <Summary/>
                {form}
                <section class="section" aria-labelledby="daftar">
                    <h2 id="daftar">"Foto pertemuan ini"</h2>
                    {if empty {
                        view! { <Empty title="Belum ada foto" drawing=Drawing::Meeting><p>"Pilih foto lewat formulir di atas."</p></Empty> }.into_any()
                    } else {
                        view! { <ul class="photos">{list}</ul> }.into_any()
                    }}
                </section>
            </Frame>
        })
    })
}

fn form(changed: Option<&MeetingPhoto>, action: &str, op: String) -> impl IntoView + use<> {
    let children = options([Children::Nobody, Children::Consent].map(|answer| (answer.code(), answer.words())));
    let (title, act, button) = match changed {
        Some(_) => ("Ubah keterangan foto", "ubah", "Simpan keterangan"),
        None => ("Tambah foto", "tambah", "Simpan foto"),
    };
    let preview = changed.map(|photo| {
        view! {
            <input type="hidden" name="gambar" value=photo.id.clone()/>
            <p><img src=format!("/foto/{}", photo.sha256) alt="Foto yang diubah" width="240"/></p>
        }
    });
    let new = changed.is_none();
    let (action, cancel) = (action.to_owned(), action.to_owned());
    let caption = changed.map(|photo| photo.caption.clone());
    let credit = changed.map(|photo| photo.credit.clone());
    let answer = changed.map(|photo| photo.children().code());
    let public = changed.is_some_and(|photo| photo.public_wish);
    view! {
        <form method="post" action=action enctype="multipart/form-data" class="sheet narrow" novalidate>
            <h2>{title}</h2>
            <input type="hidden" name="op" value=op/>
            {preview}
            {new.then(|| view! { <FileField name="foto" label="Foto" hint="Beberapa sekaligus boleh, dengan keterangan yang sama. JPEG, PNG, atau WebP." accept="image/jpeg,image/png,image/webp" multiple=true/> })}
            <TextField name="keterangan" label="Keterangan" hint="Siapa dan apa yang terlihat." value=caption optional=true/>
            <TextField name="kredit" label="Kredit" hint="Nama pemotret, ditulis di bawah foto." value=credit optional=true/>
            <ChoiceField name="anak" legend="Adakah anak yang bisa dikenali?" options=children value=answer optional=true/>
            <CheckField name="umum" label="Boleh tampil untuk umum" hint="Saya sudah melihat fotonya dan orang di dalamnya tidak keberatan." checked=public/>
            <Buttons>
                <Button name="aksi" value=act>{button}</Button>
                {(!new).then(|| view! { <a class="button quiet" href=cancel>"Batal"</a> })}
            </Buttons>
        </form>
    }
}

fn one(photo: &MeetingPhoto, action: &str) -> impl IntoView + use<> {
    let (file, src) = (format!("/foto/{}", photo.sha256), format!("/foto/{}", photo.sha256));
    let words = if photo.caption.is_empty() { "Foto pertemuan".to_owned() } else { photo.caption.clone() };
    let credit = (!photo.credit.is_empty()).then(|| format!(" (foto: {})", photo.credit));
    let (kind, state) =
        if photo.is_public() { (TagKind::Approved, "tampil untuk umum") } else { (TagKind::Draft, "hanya dinas") };
    let change = format!("{action}?ubah={}", photo.id);
    view! {
        <li>
            <figure>
                <a href=file><img src=src alt=words.clone() width=photo.width.to_string() height=photo.height.to_string() loading="lazy"/></a>
                <figcaption>{words.clone()}{credit}" "<Tag kind=kind>{state}</Tag></figcaption>
            </figure>
            <form method="post" action=action.to_owned() class="row">
                <a class="button quiet small" href=change>"Ubah"<span class="visually-hidden">" keterangan: "{words.clone()}</span></a>
                <input type="hidden" name="gambar" value=photo.id.clone()/>
                <button class="button quiet small" name="aksi" value="hapus">"Hapus"<span class="visually-hidden">" foto: "{words}</span></button>
            </form>
        </li>
    }
}
