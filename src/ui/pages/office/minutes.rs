//! The note-taker's page (notulen): what was said at each item. Without scripts each item is a form of its own; with scripts
//! `public/notulen.js` keeps every change on the phone and sends it by itself.

use crate::api::notes::{self, Chapter, Minutes as Shown, WHOLE};
use crate::domain::moment::Zone;
use crate::domain::note::Field;
use crate::server::forms::room::{WHOLE_NAME, field_name};
use crate::storage::notes::Note;
use crate::ui::field::{Breadcrumbs, Button, Buttons, Look, Notice, Summary, Tag, TagKind, Tone, field_id};
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use leptos::prelude::*;

/// The minutes of a meeting.
#[component]
pub fn Minutes() -> impl IntoView {
    let (app, asker, id, news) = (app(), asker(), param("id"), query("kabar"));
    page(async move {
        let shown = notes::open(&app, &asker, &id).await?;
        Ok(show(&shown, &asker.signed_in()?.account, news.as_deref()))
    })
}

fn show(shown: &Shown, account: &str, news: Option<&str>) -> impl IntoView + use<> {
    let meeting = &shown.desk.meeting;
    let id = meeting.id.clone();
    let news = match news {
        Some("tersimpan") => Some((Tone::Success, "Catatan tersimpan")),
        Some("samping") => {
            Some((Tone::Warning, "Catatan Anda tersimpan di samping, karena orang lain juga menulis. Pilih di bawah."))
        }
        Some("dipilih") => Some((Tone::Success, "Pilihan tersimpan")),
        _ => None,
    };
    let (name, zone) = (meeting.name.clone(), shown.desk.zone);
    let action = format!("/kantor/plm/{id}/notulen");
    let removed = shown.chapters.iter().any(|chapter| chapter.removed);
    let part = |gone: bool| {
        let chapters = shown.chapters.iter().filter(|chapter| chapter.removed == gone);
        chapters.map(|chapter| one(chapter, &action, &id, zone)).collect_view()
    };
    let (present, gone, account) = (part(false), part(true), account.to_owned());
    let empty = shown.chapters.len() == 1;
    view! {
        <Frame title=format!("Notulen: {name}") description="">
            <Breadcrumbs trail=vec![("/kantor/plm".to_owned(), "PLM".to_owned())] here="Notulen"/>
            <div class="page-head">
                <p class="eyebrow">{name}</p>
                <h1>"Notulen"</h1>
                <p class="lede">"Tulis apa adanya selama acara berjalan. Dua orang boleh menulis bersamaan; tidak ada tulisan yang tertimpa."</p>
                <p class="muted">"Hanya dinas yang membaca halaman ini. Kiat untuk umum ditulis sebagai kartu di halaman Kiat."</p>
            </div>
            <MeetingNav meeting=id.clone()/>
            {news.map(|(tone, words)| view! { <Notice tone=tone title=words>""</Notice> })}
            <Summary/>
            <div data-notulen=id.clone() data-akun=account>
                <p role="status" class="muted small" data-bagian="umum"></p>
                {present}
                {empty.then(|| view! { <p class="muted">"Agenda pertemuan ini belum berisi acara. Notulen seluruh pertemuan tetap bisa ditulis."</p> })}
                {removed.then(|| view! {
                    <section class="section" aria-labelledby="terhapus">
                        <h2 id="terhapus">"Acara yang sudah tidak ada di agenda"</h2>
                        <p class="muted">"Acaranya dihapus, catatannya tidak."</p>
                        {gone}
                    </section>
                })}
            </div>
        </Frame>
    }
}

fn one(chapter: &Chapter, action: &str, meeting: &str, zone: Zone) -> impl IntoView + use<> {
    let anchor = if chapter.item == WHOLE { WHOLE_NAME.to_owned() } else { chapter.item.clone() };
    let fields = chapter.fields.iter().map(|(field, note)| area(*field, &chapter.item, note.as_ref())).collect_view();
    let last = chapter.fields.iter().filter_map(|(_, note)| note.as_ref()).max_by_key(|note| note.at());
    let state = last.map(|note| format!("Terakhir ditulis {} oleh {}.", note.at().short(zone), note.by_name));
    let beside =
        chapter.beside.iter().map(|(field, other)| choice(chapter, *field, other, action, zone)).collect_view();
    let tips = (chapter.item != WHOLE && !chapter.removed).then(|| {
        let href = format!("/kantor/plm/{meeting}/kiat?acara={}#kartu", chapter.item);
        view! { <a class="button quiet" href=href>"Jadikan kartu kiat"<span class="visually-hidden">" dari "{chapter.title.clone()}</span></a> }
    });
    let (title, when, heading) = (chapter.title.clone(), chapter.when.clone(), format!("j-{anchor}"));
    let label = heading.clone();
    view! {
        <section class="section" id=format!("acara-{anchor}") aria-labelledby=label data-acara=chapter.item.clone()>
            <h2 class="h3" id=heading>{title.clone()}</h2>
            {(!when.is_empty()).then(|| view! { <p class="muted small">{when}</p> })}
            {beside}
            <form method="post" action=action.to_owned() class="stack" novalidate>
                {fields}
                <p class="muted small" role="status" data-bagian="keadaan">{state}</p>
                <Buttons>
                    <Button look=Look::Secondary name="aksi" value="simpan">"Simpan catatan"<span class="visually-hidden">": "{title}</span></Button>
                    {tips}
                </Buttons>
            </form>
        </section>
    }
}

/// One field with its mark. Only the posted form's own fields show what was typed into it: the other forms of the page keep what is
/// stored.
fn area(field: Field, item: &str, note: Option<&Note>) -> impl IntoView + use<> {
    let typed = typed();
    let name = field_name(field, item);
    let (id, mark) = (field_id(&name), note.map(|note| note.mark.clone()).unwrap_or_default());
    let value = typed.value(&name).unwrap_or_else(|| note.map(|note| note.words.clone()).unwrap_or_default());
    let shown_mark = typed.value(&format!("dari-{name}")).unwrap_or_else(|| mark.clone());
    let found = typed.finding(&name);
    let described = found.as_ref().map(|_| format!("{id}-error"));
    let invalid = found.as_ref().map(|_| "true");
    let class = if found.is_some() { "field has-error" } else { "field" };
    let input = if field.is_line() {
        view! {
            <input type="text" id=id.clone() name=name.clone() value=value autocomplete="off" data-isian=field.code() data-tanda=mark
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    } else {
        let rows = if value.is_empty() { "3" } else { "6" };
        view! {
            <textarea id=id.clone() name=name.clone() rows=rows data-isian=field.code() data-tanda=mark aria-describedby=described
                aria-invalid=invalid>
                {value}
            </textarea>
        }
        .into_any()
    };
    view! {
        <div class=class>
            <label for=id.clone()>{field.words()}</label>
            {found.map(|words| view! { <p class="error" id=format!("{id}-error")>{words}</p> })}
            <input type="hidden" name=format!("dari-{name}") value=shown_mark/>
            {input}
        </div>
    }
}

/// Two versions, and the choice between them.
fn choice(chapter: &Chapter, field: Field, other: &Note, action: &str, zone: Zone) -> impl IntoView + use<> {
    let stands = chapter.fields.iter().find(|(known, _)| *known == field).and_then(|(_, note)| note.as_ref());
    let (mark, words, by) = stands.map_or_else(
        || (String::new(), String::new(), String::new()),
        |note| (note.mark.clone(), note.words.clone(), format!("{}, {}", note.by_name, note.at().short(zone))),
    );
    let theirs = format!("{}, {}", other.by_name, other.at().short(zone));
    let about = format!(": {} dari {}", field.words(), chapter.title);
    let [join, take, drop] =
        [about.clone(), about.clone(), about].map(|about| view! { <span class="visually-hidden">{about}</span> });
    view! {
        <div class="notice warning wide">
            <strong>{format!("{}: dua versi", field.words())}</strong>
            <p>"Dua orang menulis bersamaan. Keduanya tersimpan; pilih yang dipakai."</p>
            <div class="grid two">
                <div><p class="small"><Tag kind=TagKind::Sent>"Yang berlaku"</Tag>" "{by}</p><p class="typed">{words}</p></div>
                <div><p class="small"><Tag kind=TagKind::Draft>"Versi lain"</Tag>" "{theirs}</p><p class="typed">{other.words.clone()}</p></div>
            </div>
            <form method="post" action=action.to_owned()>
                <input type="hidden" name="isian" value=field_name(field, &chapter.item)/>
                <input type="hidden" name="berdiri" value=mark/>
                <input type="hidden" name="samping" value=other.mark.clone()/>
                <Buttons>
                    <Button look=Look::Secondary name="aksi" value="gabung">"Pakai keduanya"{join}</Button>
                    <Button look=Look::Secondary name="aksi" value="pakai">"Pakai versi lain"{take}</Button>
                    <Button look=Look::Danger name="aksi" value="buang">"Buang versi lain"{drop}</Button>
                </Buttons>
            </form>
        </div>
    }
}
