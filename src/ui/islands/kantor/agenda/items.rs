//! One item of the builder: its row, its buttons, its form.

use super::desk::Desk;
use super::fields::{self, Line};
use super::rows::Row;
use crate::domain::agenda::conflict::Weight;
use crate::domain::agenda::form::{STEP, item_pairs};
use crate::domain::agenda::{Item, Kind, Presenter, flow};
use crate::domain::moment::clock;
use leptos::prelude::*;

/// "30 menit · Kelompok A · dikunci 10.00".
fn facts(row: &Row) -> String {
    let mut facts = vec![row.item.kind.word().to_owned(), flow::duration(u32::from(row.item.minutes))];
    facts.extend(row.place.clone());
    if let Some(pin) = row.item.pin {
        facts.push(format!("jam dikunci {}", clock(pin)));
    }
    if row.slot.gap > 0 {
        facts.push(format!("jeda {} sebelumnya", flow::duration(row.slot.gap)));
    }
    facts.join(" · ")
}

fn people(item: &Item) -> Option<String> {
    let mut people: Vec<String> = item.presenters.iter().map(Presenter::words).collect();
    if !item.moderator.is_empty() {
        people.push(format!("moderator {}", item.moderator));
    }
    (!people.is_empty()).then(|| people.join(", "))
}

/// The row of that item.
pub fn row(desk: Desk, id: String) -> impl IntoView {
    let row = {
        let id = id.clone();
        Memo::new(move |_| desk.table.with(|table| table.rows.get(&id).cloned()))
    };
    // An item that has just been removed keeps its last row for the moment until its element goes.
    let with = move |read: fn(&Row) -> String| move || row.with(|row| row.as_ref().map(read)).unwrap_or_default();
    let class = with(|row| {
        let weight = match row.weight {
            Some(Weight::Error) => " has-error",
            Some(Weight::Warning) | None => "",
        };
        format!("agenda-item kind-{} lane-{}{weight}", row.item.kind.code(), row.lane)
    });
    let lane = move || row.with(|row| row.as_ref().map(|row| row.lane.to_string()));
    let errors = move || {
        let errors = row.with(|row| row.as_ref().map(|row| row.errors.clone())).unwrap_or_default();
        (!errors.is_empty()).then(|| {
            let lines = errors.into_iter().map(|error| view! { <li>{error}</li> }).collect_view();
            view! { <ul class="plain agenda-item-errors">{lines}</ul> }
        })
    };
    let form = {
        let id = id.clone();
        move || (desk.editing.get().as_deref() == Some(&id)).then(|| edit(desk, &id))
    };
    view! {
        <li class=class id=format!("i-{id}") data-item=id.clone() data-lane=lane>
            <p class="agenda-time">
                <strong>{with(|row| flow::clock(row.slot.start))}</strong>
                <span>{with(|row| format!("–{}", flow::clock(row.slot.end)))}</span>
            </p>
            <div class="agenda-what">
                <h3>{with(|row| row.item.title.clone())}</h3>
                <p class="small muted">{with(facts)}</p>
                {move || row.with(|row| row.as_ref().and_then(|row| people(&row.item))).map(|people| view! { <p class="small">{people}</p> })}
                {errors}
            </div>
            {tools(desk, &id, row)}
            {form}
        </li>
    }
}

/// The buttons of a row.
fn tools(desk: Desk, id: &str, row: Memo<Option<Row>>) -> impl IntoView + use<> {
    let title = move || row.with(|row| row.as_ref().map(|row| row.item.title.clone())).unwrap_or_default();
    let name = move |verb: &'static str| move || format!("{verb} {}", title());
    let first = move || row.with(|row| row.as_ref().is_none_or(|row| !row.up));
    let last = move || row.with(|row| row.as_ref().is_none_or(|row| !row.down));
    let summaries = ["naik", "turun", "lebih", "kurang"]
        .map(|act| fields::summary(desk, format!("{act}-{id}")))
        .into_iter()
        .collect_view();
    view! {
        <form method="post" class="agenda-tools no-print">
            {summaries}
            {fields::hidden(desk, None)}
            <input type="hidden" name="item" value=id.to_owned()/>
            <span class="agenda-grip" data-grip=id.to_owned() aria-hidden="true" title="Seret untuk memindah">"⠿"</span>
            <button class="tool" name="act" value="naik" aria-label=name("Naikkan") disabled=first title="Naik (Alt + panah atas)">"↑"</button>
            <button class="tool" name="act" value="turun" aria-label=name("Turunkan") disabled=last title="Turun (Alt + panah bawah)">"↓"</button>
            <button class="tool" name="act" value="kurang" aria-label=move || format!("Persingkat {} {STEP} menit", title()) title="5 menit lebih singkat">"−5"</button>
            <button class="tool" name="act" value="lebih" aria-label=move || format!("Perpanjang {} {STEP} menit", title()) title="5 menit lebih lama">"+5"</button>
            <a class="tool wide" href=format!("?ubah={id}#i-{id}") data-edit=id.to_owned() aria-label=name("Ubah")>"Ubah"</a>
        </form>
    }
}

/// The fields of an item.
pub fn item_fields(desk: Desk, key: &str, values: &[(String, String)]) -> impl IntoView + use<> {
    let pairs = crate::domain::agenda::form::Pairs(values);
    let kind = Kind::coded(pairs.get("kind")).unwrap_or(Kind::Sharing).code().to_owned();
    let libraries = desk.start.with_value(|start| fields::libraries(key, &start.libraries, values));
    let what = view! {
        <div class="agenda-fields">
            {fields::line(desk, key, "title", "Judul acara", "", Line::Text, values)}
            {fields::select(desk, key, "kind", "Jenis", "", kind, fields::kinds())}
            {fields::line(desk, key, "minutes", "Lama (menit)", "Kosongkan untuk lama yang lazim.", Line::Minutes, values)}
            {fields::line(desk, key, "pin", "Kunci jam mulai", "Seperti 10.00. Kosongkan: menyusul acara sebelumnya.", Line::Clock, values)}
        </div>
    };
    let who = view! {
        <div class="agenda-fields">
            {fields::area(desk, key, "people", "Penyaji lain", "Satu orang satu baris: Nama, jabatan.", values)}
            {fields::line(desk, key, "moderator", "Moderator", "", Line::Text, values)}
            {fields::area(desk, key, "note", "Catatan", "Dibaca publik.", values)}
        </div>
    };
    (what, libraries, who)
}

/// Changing, moving and removing an item.
fn edit(desk: Desk, id: &str) -> impl IntoView + use<> {
    let found = desk.view.with_untracked(|agenda| {
        agenda.item(id).map(|(day, item)| {
            let spot = item.place.as_ref().map_or_else(|| day.id.clone(), |place| format!("{}:{place}", day.id));
            let after = day.before(id).unwrap_or_else(|| "awal".into());
            (item.clone(), spot, after, fields::spots(agenda, None), fields::positions(agenda, id))
        })
    });
    found.map(|(item, spot, after, spots, positions)| {
        let (change, shift) = (format!("ubah-{id}"), format!("pindah-{id}"));
        let values = desk.values(&change, || item_pairs(&item));
        let typed = desk.values(&shift, || vec![("spot".into(), spot), ("after".into(), after)]);
        let typed = crate::domain::agenda::form::Pairs(&typed);
        let (spot, after) = (typed.get("spot").to_owned(), typed.get("after").to_owned());
        view! {
            <div class="agenda-edit no-print">
                <form method="post" class="stack">
                    {fields::summary(desk, change.clone())}
                    {fields::hidden(desk, Some("ubah"))}
                    <input type="hidden" name="item" value=id.to_owned()/>
                    {item_fields(desk, &change, &values)}
                    <div class="buttons">
                        <button class="button small">"Simpan acara"</button>
                        <a class="button small secondary" href=format!("?#i-{id}") data-edit="">"Tutup"</a>
                    </div>
                </form>
                <form method="post" class="stack">
                    <h4>"Pindahkan"</h4>
                    {fields::summary(desk, shift.clone())}
                    {fields::hidden(desk, Some("pindah"))}
                    <input type="hidden" name="item" value=id.to_owned()/>
                    <div class="agenda-fields">
                        {fields::select(desk, &shift, "spot", "Ke hari dan tempat", "", spot, spots)}
                        {fields::select(desk, &shift, "after", "Urutan", "", after, positions)}
                    </div>
                    <div class="buttons"><button class="button small secondary">"Pindahkan acara"</button></div>
                </form>
                <form method="post">
                    {fields::summary(desk, format!("hapus-{id}"))}
                    {fields::hidden(desk, Some("hapus"))}
                    <input type="hidden" name="item" value=id.to_owned()/>
                    <button class="button small danger quiet">"Hapus acara"</button>
                    <span class="small muted">" Bisa dikembalikan dengan “Batalkan langkah”."</span>
                </form>
            </div>
        }
    })
}
