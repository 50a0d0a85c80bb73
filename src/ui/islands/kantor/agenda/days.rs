//! One day of the builder: its facts, its places, its items, and the form for one more.

use super::desk::Desk;
use super::fields::{self, Line};
use super::items;
use crate::domain::agenda::Day;
use crate::domain::moment::clock;
use leptos::prelude::*;

/// The day of that id.
pub fn day(desk: Desk, id: String) -> impl IntoView {
    let head = {
        let id = id.clone();
        Memo::new(move |_| {
            desk.table.with(|table| table.days.iter().find(|(day, _)| day.id == id).map(|(day, _)| day.clone()))
        })
    };
    let order = {
        let id = id.clone();
        move || {
            desk.table
                .with(|table| table.days.iter().find(|(day, _)| day.id == id).map(|(_, order)| order.clone()))
                .unwrap_or_default()
        }
    };
    let empty = {
        let order = order.clone();
        move || {
            order()
                .is_empty()
                .then(|| view! { <p class="muted">"Belum ada acara pada hari ini. Tambah yang pertama di bawah."</p> })
        }
    };
    let title = move || head.with(|head| head.as_ref().map(|day| day.date.long()));
    let facts = move || {
        head.with(|head| {
            head.as_ref().map(|day| {
                let outdoor = if day.outdoor && !day.venue.is_empty() { " (luar ruang)" } else { "" };
                format!("{}{outdoor} · pukul {}–{}", day.venue_words(), clock(day.opens), clock(day.closes))
            })
        })
    };
    view! {
        <section class="section agenda-day" id=format!("d-{id}") data-day=id.clone()>
            <h2>{title}</h2>
            <p class="muted">{facts}</p>
            {move || head.get().map(|day| settings(desk, &day))}
            {empty}
            <ol class="agenda-items">
                <For each=order key=Clone::clone let:item>{items::row(desk, item)}</For>
            </ol>
            {move || head.get().map(|day| new_item(desk, &day))}
        </section>
    }
}

fn pairs_of(day: &Day) -> Vec<(String, String)> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let mut pairs = vec![
        pair("date", day.date.to_string()),
        pair("venue", day.venue.clone()),
        pair("opens", clock(day.opens)),
        pair("closes", clock(day.closes)),
    ];
    if day.outdoor {
        pairs.push(pair("outdoor", "ya".into()));
    }
    pairs
}

fn day_fields(desk: Desk, key: &str, values: &[(String, String)]) -> impl IntoView + use<> {
    let outdoor = values.iter().any(|(name, value)| name == "outdoor" && !value.is_empty());
    let id = format!("f-{key}-outdoor");
    let fields = view! {
        <div class="agenda-fields">
            {fields::line(desk, key, "date", "Tanggal", "", Line::Date, values)}
            {fields::line(desk, key, "opens", "Mulai", "Seperti 08.00", Line::Clock, values)}
            {fields::line(desk, key, "closes", "Selesai paling lambat", "Seperti 16.00", Line::Clock, values)}
            {fields::line(desk, key, "venue", "Tempat", "Kosongkan bila belum ditentukan.", Line::Text, values)}
        </div>
    };
    let outdoor = view! {
        <div class="choice"><input type="checkbox" id=id.clone() name="outdoor" value="ya" checked=outdoor/><label for=id>"Di luar ruang"</label></div>
    };
    (fields, outdoor)
}

/// Changing a day, its places, or taking it out.
fn settings(desk: Desk, day: &Day) -> impl IntoView + use<> {
    let key = format!("hari-ubah-{}", day.id);
    let values = desk.values(&key, || pairs_of(day));
    let open = desk.refused.with_untracked(|(typed, findings)| {
        !findings.is_empty()
            && typed.iter().any(|(name, value)| name == "day" && *value == day.id)
            && !super::desk::form_key(typed).starts_with("tambah")
    });
    let places = day
        .places
        .iter()
        .map(|place| {
            let (rename, field) = (format!("tempat-ubah-{}", place.id), format!("f-tempat-{}", place.id));
            let label = format!("Nama tempat {}", place.name);
            view! {
                <li>
                    <form method="post" class="row">
                        {fields::hidden(desk, None)}
                        {fields::summary(desk, rename)}
                        {fields::summary(desk, format!("tempat-hapus-{}", place.id))}
                        <input type="hidden" name="day" value=day.id.clone()/>
                        <input type="hidden" name="place" value=place.id.clone()/>
                        <label class="visually-hidden" for=field.clone()>{label}</label>
                        <input type="text" id=field name="name" value=place.name.clone() class="w-10" autocomplete="off"/>
                        <button class="button small secondary" name="act" value="tempat-ubah">"Simpan nama"</button>
                    </form>
                    <form method="post">
                        {fields::hidden(desk, Some("tempat-hapus"))}
                        <input type="hidden" name="day" value=day.id.clone()/>
                        <input type="hidden" name="place" value=place.id.clone()/>
                        <button class="button small danger quiet" aria-label=format!("Hapus tempat {}", place.name)>"Hapus"</button>
                    </form>
                </li>
            }
        })
        .collect_view();
    let new_place = format!("tempat-baru-{}", day.id);
    let new_values = desk.values(&new_place, Vec::new);
    view! {
        <details class="agenda-settings no-print" open=open>
            <summary>"Ubah hari dan tempat"</summary>
            <form method="post" class="stack">
                {fields::summary(desk, key.clone())}
                {fields::hidden(desk, Some("hari-ubah"))}
                <input type="hidden" name="day" value=day.id.clone()/>
                {day_fields(desk, &key, &values)}
                <div class="buttons"><button class="button small">"Simpan hari"</button></div>
            </form>
            <h3>"Tempat yang berjalan bersamaan"</h3>
            <p class="hint">"Bila peserta dibagi, misalnya Kelompok A dan Kelompok B. Tanpa tempat, semua acara diikuti bersama."</p>
            <ul class="plain agenda-places">{places}</ul>
            <form method="post" class="stack">
                {fields::summary(desk, new_place.clone())}
                {fields::hidden(desk, Some("tempat-baru"))}
                <input type="hidden" name="day" value=day.id.clone()/>
                {fields::line(desk, &new_place, "name", "Tempat baru", "", Line::Text, &new_values)}
                <div class="buttons"><button class="button small secondary">"Tambah tempat"</button></div>
            </form>
            <form method="post" class="agenda-remove-day">
                {fields::summary(desk, format!("hari-hapus-{}", day.id))}
                {fields::hidden(desk, Some("hari-hapus"))}
                <input type="hidden" name="day" value=day.id.clone()/>
                <button class="button small danger quiet">"Hapus hari ini dari agenda"</button>
            </form>
        </details>
    }
}

/// One more item on that day.
fn new_item(desk: Desk, day: &Day) -> impl IntoView + use<> {
    let key = format!("tambah-{}", day.id);
    let values = desk.values(&key, Vec::new);
    let open = !values.is_empty();
    view! {
        <details class="agenda-add no-print" open=open>
            <summary>{format!("Tambah acara pada {}", day.date.weekday_word())}</summary>
            <form method="post" class="stack">
                {fields::summary(desk, key.clone())}
                {fields::hidden(desk, Some("tambah"))}
                {items::item_fields(desk, &key, &values)}
                {day.places.is_empty().then(|| view! { <input type="hidden" name="spot" value=day.id.clone()/> })}
                {(!day.places.is_empty()).then(|| {
                    let spots = desk.view.with_untracked(|agenda| fields::spots(agenda, Some(&day.id)));
                    let chosen = crate::domain::agenda::form::Pairs(&values).get("spot").to_owned();
                    fields::select(desk, &key, "spot", "Tempat", "", chosen, spots)
                })}
                <div class="buttons"><button class="button small">"Tambah acara"</button></div>
            </form>
        </details>
    }
}

/// One more day.
pub fn new_day(desk: Desk) -> impl IntoView {
    let key = "hari-baru-";
    let values = desk.values(key, || vec![("opens".into(), "08.00".into()), ("closes".into(), "16.00".into())]);
    let open = desk.refused.with_untracked(|(typed, _)| super::desk::form_key(typed) == key);
    view! {
        <details class="agenda-settings no-print" open=open>
            <summary>"Tambah hari"</summary>
            <form method="post" class="stack">
                {fields::summary(desk, key.into())}
                {fields::hidden(desk, Some("hari-baru"))}
                {day_fields(desk, key, &values)}
                <div class="buttons"><button class="button small">"Tambah hari"</button></div>
            </form>
        </details>
    }
}
