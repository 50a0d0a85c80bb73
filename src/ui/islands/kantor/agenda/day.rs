//! One day of the builder: its facts, its places, who can come when, and the form for one more item.

use super::html::{Form, esc, when};
#[cfg(feature = "ssr")]
use super::parts;
use super::row;
use super::shown::Shown;
use crate::domain::agenda::form::people_number;
use crate::domain::agenda::{Day, flow};
use crate::domain::moment::clock;

fn pairs_of(day: &Day) -> Vec<(String, String)> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let mut pairs = vec![
        pair("date", day.date.to_string()),
        pair("venue", day.venue.clone()),
        pair("opens", clock(day.opens)),
        pair("closes", clock(day.closes)),
        pair("rain", day.rain.clone()),
        pair("capacity", people_number(day.capacity)),
    ];
    if day.outdoor {
        pairs.push(pair("outdoor", "ya".into()));
    }
    pairs
}

fn fields(form: &Form) -> String {
    format!(
        "<div class=\"agenda-fields\">{}{}{}{}{}{}</div>{}",
        form.line("date", "date", "Tanggal", ""),
        form.line("clock", "opens", "Mulai", "Seperti 08.00"),
        form.line("clock", "closes", "Selesai paling lambat", "Seperti 16.00"),
        form.line("text", "venue", "Tempat", "Kosongkan bila belum ditentukan."),
        form.line("minutes", "capacity", "Daya tampung (orang)", ""),
        form.area("rain", "Rencana bila hujan", "Untuk hari di luar ruang. Dibaca publik."),
        form.tick("outdoor", "ya", "Di luar ruang"),
    )
}

/// The day's own words above its items.
pub fn head(day: &Day) -> String {
    let outdoor = when(day.outdoor && !day.venue.is_empty(), " (luar ruang)");
    format!(
        "<h2>{}</h2><p class=\"muted\">{}{outdoor} · pukul {}–{}</p>",
        day.date.long(),
        esc(day.venue_words()),
        clock(day.opens),
        clock(day.closes)
    )
}

/// Changing a day, its places, who can come when, or taking it out.
pub fn settings(shown: &Shown, day: &Day) -> String {
    let id = &day.id;
    let form = shown.form(format!("hari-ubah-{id}"), pairs_of(day));
    let hidden = |act: &str| format!("{}<input type=\"hidden\" name=\"day\" value=\"{id}\">", shown.hidden(act));
    let mut places = String::new();
    for place in &day.places {
        let stored = vec![
            ("name".into(), place.name.clone()),
            ("capacity".into(), people_number(place.capacity)),
            (when(place.shared, "shared").into(), "ya".into()),
        ];
        let form = shown.form(format!("tempat-ubah-{}", place.id), stored);
        let name = esc(&place.name);
        places += &format!(
            "<li><form method=\"post\" class=\"row\">{}{}<input type=\"hidden\" name=\"place\" value=\"{}\">{}{}{}\
             <button class=\"button small secondary\" name=\"act\" value=\"tempat-ubah\" aria-label=\"Simpan tempat {name}\">Simpan</button>\
             <button class=\"button small danger quiet\" name=\"act\" value=\"tempat-hapus\" aria-label=\"Hapus tempat {name}\">Hapus</button></form></li>",
            form.summary(),
            hidden(""),
            place.id,
            form.line("text", "name", "Nama tempat", ""),
            form.line("minutes", "capacity", "Daya tampung", ""),
            form.tick("shared", "ya", "Bersama"),
        );
    }
    let new = shown.form(format!("tempat-baru-{id}"), Vec::new());
    let stated = shown.form(format!("waktu-{id}"), Vec::new());
    let mut said = String::new();
    for known in &day.stated {
        let times = if known.from == known.to {
            "tidak bisa datang".to_owned()
        } else {
            format!("{}–{}", clock(known.from), clock(known.to))
        };
        said += &format!("<li>{}: {times}</li>", esc(known.who.name()));
    }
    let remove = shown.form(format!("hari-hapus-{id}"), Vec::new());
    let open = [&form, &new, &stated, &remove].into_iter().any(Form::is_refused);
    format!(
        "<details class=\"agenda-settings no-print\" id=\"s-{id}\"{}><summary>Ubah hari dan tempat</summary><form method=\"post\" class=\"stack\">{}{}{}\
         <div class=\"buttons\"><button class=\"button small\">Simpan hari</button></div></form>\
         <h3>Tempat yang berjalan bersamaan</h3><p class=\"hint\">Bila peserta dibagi, misalnya Kelompok A dan Kelompok B. Tanpa tempat, semua acara diikuti bersama. “Bersama”: boleh dipakai beberapa acara sekaligus.</p>\
         <ul class=\"plain stack\">{places}</ul><form method=\"post\" class=\"stack\">{}{}{}<div class=\"buttons\"><button class=\"button small secondary\">Tambah tempat</button></div></form>\
         <h3>Siapa bisa datang kapan</h3><ul>{said}</ul><form method=\"post\" class=\"stack\">{}{}<div class=\"agenda-fields\">{}{}{}</div>\
         <div class=\"buttons\"><button class=\"button small secondary\">Catat waktunya</button></div></form>\
         <form method=\"post\">{}{}<button class=\"button small danger quiet\">Hapus hari ini dari agenda</button></form></details>",
        when(open, " open"),
        form.summary(),
        hidden("hari-ubah"),
        fields(&form),
        new.summary(),
        hidden("tempat-baru"),
        new.line("text", "name", "Tempat baru", ""),
        stated.summary(),
        hidden("waktu"),
        stated.line("text", "who", "Nama orang atau perpustakaan", "Persis seperti di agenda."),
        stated.line(
            "clock",
            "from",
            "Bisa dari pukul",
            "Jam yang sama di kedua isian: tidak bisa datang. Keduanya kosong: kapan saja."
        ),
        stated.line("clock", "to", "Sampai pukul", ""),
        remove.summary(),
        hidden("hari-hapus"),
    )
}

/// One more item on that day.
pub fn new_item(shown: &Shown, day: &Day) -> String {
    let form = shown.form(format!("tambah-{}", day.id), Vec::new());
    let spot = if day.places.is_empty() {
        format!("<input type=\"hidden\" name=\"spot\" value=\"{}\">", day.id)
    } else {
        form.select("spot", "Tempat", &row::spots(&shown.agenda, Some(&day.id)))
    };
    format!(
        "<details class=\"agenda-add no-print\" id=\"t-{}\"{}><summary>Tambah acara pada {}</summary><form method=\"post\" class=\"stack\">{}{}{}{spot}\
         <div class=\"buttons\"><button class=\"button small\">Tambah acara</button></div></form></details>",
        day.id,
        when(form.is_refused(), " open"),
        day.date.weekday_word(),
        form.summary(),
        shown.hidden("tambah"),
        row::fields(shown, &form, false),
    )
}

/// One more day.
pub fn new_day(shown: &Shown) -> String {
    let usual = [("kind", "berbagi"), ("opens", "08.00"), ("closes", "16.00")];
    let form = shown.form("hari-baru-".into(), usual.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    format!(
        "<details class=\"agenda-settings no-print\" id=\"hari-baru\"{}><summary>Tambah hari</summary><form method=\"post\" class=\"stack\">{}{}{}\
         <div class=\"buttons\"><button class=\"button small\">Tambah hari</button></div></form></details>",
        when(form.is_refused(), " open"),
        form.summary(),
        shown.hidden("hari-baru"),
        fields(&form),
    )
}

/// The day's rows from top to bottom.
pub fn rows(shown: &Shown, index: usize) -> Vec<row::Row> {
    let day = &shown.agenda.days[index];
    let errors = row::errors(shown);
    let order = flow::reading_order(day).into_iter();
    order.map(|at| row::row(shown, &errors, day, at, shown.slots[index][at])).collect()
}

/// The day's frame, to be filled with its parts.
pub fn frame(id: &str) -> String {
    format!(
        "<section class=\"section agenda-day\" id=\"d-{id}\" data-day=\"{id}\"><div id=\"k-{id}\"></div><div id=\"u-{id}\"></div>\
         <ol class=\"agenda-items\" id=\"l-{id}\"></ol><p class=\"muted agenda-empty\" data-into=\"{id}\">Belum ada acara pada hari ini. Tambah yang pertama di bawah.</p><div id=\"b-{id}\"></div></section>"
    )
}

/// The whole day, as the server draws it.
#[cfg(feature = "ssr")]
pub fn whole(shown: &Shown, index: usize) -> String {
    let day = &shown.agenda.days[index];
    let mut list = String::new();
    for row in rows(shown, index) {
        let id = &row.item.id;
        let form = if shown.editing.as_deref() == Some(id) { row::edit(shown, id) } else { String::new() };
        list += &row::html(&row, &form);
    }
    let mut html = frame(&day.id);
    for (part, words) in [("k", head(day)), ("u", settings(shown, day)), ("b", new_item(shown, day))] {
        html = parts::filled(html, &format!("{part}-{}", day.id), &words);
    }
    parts::filled(html, &format!("l-{}", day.id), &list)
}
