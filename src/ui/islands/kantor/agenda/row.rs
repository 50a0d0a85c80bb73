//! One item of the builder: its row, its buttons, its forms.

use super::html::{Form, esc, when};
use super::shown::Shown;
use crate::domain::agenda::conflict::Weight;
use crate::domain::agenda::flow::{self, Slot};
use crate::domain::agenda::form::{STEP, item_pairs, kind_value};
use crate::domain::agenda::{Agenda, Day, Item, Kind, Presenter};
use crate::domain::moment::clock;
use std::collections::HashMap;

/// What a row is drawn from. It is compared with the row before, and only what differs is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The item.
    pub item: Item,
    /// When.
    pub slot: Slot,
    /// 1 for the first place of the day; 0: everybody together.
    pub lane: usize,
    /// The place's name.
    place: Option<String>,
    /// The planners who are at it.
    here: Vec<String>,
    /// What is wrong with it.
    errors: Vec<String>,
    /// Nothing stands before it that it could change places with.
    first: bool,
    /// Nothing stands behind it.
    last: bool,
}

impl Row {
    /// Classes of the row.
    pub fn class(&self) -> String {
        format!("agenda-item kind-{}{}", self.item.kind.code(), when(!self.errors.is_empty(), " has-error"))
    }

    /// When it ends: "–08.30".
    pub fn end(&self) -> String {
        format!("–{}", flow::clock(self.slot.end))
    }
}

/// Only the browser has a row before to compare with.
#[cfg(feature = "kantor")]
impl Row {
    /// How long it lasts, in minutes.
    pub fn minutes(&self) -> u32 {
        self.slot.end - self.slot.start
    }

    /// Would its words be those of the other?
    pub fn reads_like(&self, other: &Self) -> bool {
        let about = |row: &Self| (row.minutes(), row.slot.shrunk, row.slot.gap);
        self.item == other.item
            && self.place == other.place
            && self.here == other.here
            && self.errors == other.errors
            && about(self) == about(other)
    }

    /// Would its buttons be those of the other?
    pub fn acts_like(&self, other: &Self) -> bool {
        self.item.title == other.item.title && (self.first, self.last) == (other.first, other.last)
    }
}

/// "Berbagi · 30 menit · Kelompok A · jam dikunci 10.00".
fn facts(row: &Row) -> String {
    let Row { item, slot, place, .. } = row;
    let mut facts = vec![item.kind_word().to_owned(), flow::duration(slot.end - slot.start)];
    if slot.shrunk > 0 {
        facts.push(format!("dipersingkat {}", flow::duration(slot.shrunk)));
    }
    facts.extend(place.clone());
    if let Some(pin) = item.pin {
        facts.push(format!("jam dikunci {}", clock(pin)));
    }
    if slot.gap > 0 {
        facts.push(format!("jeda {} sebelumnya", flow::duration(slot.gap)));
    }
    facts.join(" · ")
}

fn people(item: &Item) -> String {
    let mut people: Vec<String> = item.presenters.iter().map(Presenter::words).collect();
    for (word, name) in [("moderator", &item.moderator), ("notulis", &item.note_taker)] {
        if !name.is_empty() {
            people.push(format!("{word} {name}"));
        }
    }
    if !item.focus.is_empty() {
        let names: Vec<&str> = item.focus.iter().map(Presenter::name).collect();
        people.push(format!("untuk {}", names.join(", ")));
    }
    people.join(", ")
}

/// The errors of each item, by its id.
pub fn errors(shown: &Shown) -> HashMap<&str, Vec<String>> {
    let mut errors: HashMap<&str, Vec<String>> = HashMap::new();
    for conflict in shown.found.iter().take_while(|conflict| conflict.weight == Weight::Error) {
        let other = conflict.other.as_deref().filter(|other| conflict.item.as_deref() != Some(*other));
        for item in conflict.item.as_deref().into_iter().chain(other) {
            errors.entry(item).or_default().push(conflict.what.clone());
        }
    }
    errors
}

/// The row of the item at that index of its day.
pub fn row(shown: &Shown, errors: &HashMap<&str, Vec<String>>, day: &Day, index: usize, slot: Slot) -> Row {
    let item = &day.items[index];
    let stands = |other: &Item| other.place.is_none() || item.place.is_none() || other.place == item.place;
    Row {
        item: item.clone(),
        slot,
        lane: flow::lane(day, item).map_or(0, |lane| lane + 1),
        place: day.place_name(item).map(ToOwned::to_owned),
        here: shown.others.iter().filter(|(_, _, at)| *at == item.id).map(|(_, name, _)| name.clone()).collect(),
        errors: errors.get(item.id.as_str()).cloned().unwrap_or_default(),
        first: !day.items[..index].iter().any(stands),
        last: !day.items[index + 1..].iter().any(stands),
    }
}

/// What it is, as HTML.
pub fn face(row: &Row) -> String {
    let mut face = format!("<h3>{}</h3><p class=\"small muted\">{}</p>", esc(&row.item.title), esc(&facts(row)));
    let people = people(&row.item);
    if !people.is_empty() {
        face += &format!("<p class=\"small\">{}</p>", esc(&people));
    }
    for name in &row.here {
        face += &format!("<p class=\"small\"><span class=\"tag\">{} di sini</span></p>", esc(name));
    }
    if !row.errors.is_empty() {
        face += "<ul class=\"plain agenda-item-errors\">";
        for error in &row.errors {
            face += &format!("<li>{}</li>", esc(error));
        }
        face += "</ul>";
    }
    face
}

/// Its buttons, as HTML.
pub fn tools(row: &Row) -> String {
    let (id, title) = (&row.item.id, esc(&row.item.title));
    let button = |act: &str, label: String, sign: &str, hint: &str, off: bool| {
        format!(
            "<button class=\"tool\" form=\"alat\" name=\"do\" value=\"{act}:{id}\" aria-label=\"{label}\" title=\"{hint}\"{}>{sign}</button>",
            when(off, " disabled")
        )
    };
    format!(
        "<button type=\"button\" class=\"agenda-grip\" data-grip=\"{id}\" aria-label=\"Angkat {title}\" title=\"Seret, atau tekan spasi lalu panah\">⠿</button>{}{}{}{}\
         <a class=\"tool wide\" href=\"?ubah={id}#i-{id}\" data-edit=\"{id}\" aria-label=\"Ubah {title}\">Ubah</a>",
        button("naik", format!("Naikkan {title}"), "↑", "Naik (Alt + panah atas)", row.first),
        button("turun", format!("Turunkan {title}"), "↓", "Turun (Alt + panah bawah)", row.last),
        button("kurang", format!("Persingkat {title} {STEP} menit"), "−5", "5 menit lebih singkat", false),
        button("lebih", format!("Perpanjang {title} {STEP} menit"), "+5", "5 menit lebih lama", false),
    )
}

/// The row as HTML. `form` is the open form, or nothing.
pub fn html(row: &Row, form: &str) -> String {
    let (id, lane) = (&row.item.id, row.lane);
    format!(
        "<li class=\"{}\" id=\"i-{id}\" data-item=\"{id}\" data-lane=\"{lane}\"><p class=\"agenda-time\"><strong>{}</strong><span>{}</span></p>\
         <div class=\"agenda-what\">{}</div><div class=\"agenda-tools no-print\">{}</div>\
         <span class=\"agenda-stretch\" data-stretch=\"{id}\" aria-hidden=\"true\"></span><div class=\"agenda-form\">{form}</div></li>",
        row.class(),
        flow::clock(row.slot.start),
        row.end(),
        face(row),
        tools(row),
    )
}

/// The kinds of items, the office's own behind.
fn kinds(shown: &Shown, chosen: &str) -> Vec<(String, String)> {
    let mut kinds: Vec<(String, String)> =
        Kind::all().map(|kind| (kind.code().to_owned(), kind.word().to_owned())).collect();
    kinds.extend(shown.start.rules.kinds.iter().map(|own| (kind_value(own.like, &own.word), own.word.clone())));
    // A word that the office has taken out since stays where it was chosen.
    if let Some((_, own)) = chosen.split_once(':').filter(|_| kinds.iter().all(|(value, _)| value != chosen)) {
        kinds.push((chosen.to_owned(), own.to_owned()));
    }
    kinds
}

fn ticks(shown: &Shown, form: &Form, name: &str, title: &str) -> String {
    let libraries = &shown.start.rules.libraries;
    let mut boxes: String = libraries.iter().map(|(id, library)| form.tick(name, id, library)).collect();
    // One that has left the programme keeps the turn it was given until a planner takes it away.
    let gone = |id: &String| libraries.iter().all(|(known, _)| known != id);
    for (_, id) in form.values.iter().filter(|(known, id)| known == name && gone(id)) {
        let mut named = shown.agenda.items().flat_map(|(_, item)| item.presenters.iter().chain(&item.focus));
        if let Some(who) = named.find(|who| matches!(who, Presenter::Library { id: known, .. } if known == id)) {
            boxes += &form.tick(name, id, &format!("{} (tidak lagi ikut)", who.name()));
        }
    }
    if boxes.is_empty() {
        return boxes;
    }
    let chosen = form.values.iter().filter(|(known, _)| known == name).count();
    let count = if chosen == 0 { "pilih perpustakaan".to_owned() } else { format!("{chosen} perpustakaan dipilih") };
    format!(
        "<details class=\"agenda-libraries\" id=\"{}\"><summary>{title}: {count}</summary>\
         <fieldset class=\"field\"><legend class=\"visually-hidden\">{title}</legend><div class=\"choices\">{boxes}</div></fieldset></details>",
        esc(&form.id(&format!("{name}-semua")))
    )
}

/// The fields of an item; `all` of them, or those that a new one begins with.
pub fn fields(shown: &Shown, form: &Form, all: bool) -> String {
    let kinds = kinds(shown, form.get("kind"));
    let mut out = format!(
        "<div class=\"agenda-fields\">{}{}{}{}</div>{}<div class=\"agenda-fields\">{}{}{}</div>",
        form.line("text", "title", "Judul acara", ""),
        form.select("kind", "Jenis", &kinds),
        form.line("minutes", "minutes", "Lama (menit)", "Kosongkan untuk lama yang lazim."),
        form.line("clock", "pin", "Kunci jam mulai", "Seperti 10.00. Kosongkan: menyusul acara sebelumnya."),
        ticks(shown, form, "library", "Penyaji"),
        form.area("people", "Penyaji lain", "Satu orang satu baris: Nama, jabatan."),
        form.line("text", "moderator", "Moderator", ""),
        form.area("note", "Catatan", "Dibaca publik."),
    );
    if all {
        let filled = ["least", "note_taker", "aim", "focus", "crowd", "material", "handouts", "private"];
        let open = filled.into_iter().any(|name| !form.get(name).is_empty()) || form.is_refused();
        out += &format!(
            "<details class=\"agenda-libraries\" id=\"{}\"{}><summary>Rincian lain</summary><div class=\"agenda-fields\">{}{}{}{}{}{}{}</div>{}</details>",
            esc(&form.id("rincian")),
            when(open, " open"),
            form.area("aim", "Tujuan", "Dibaca publik."),
            form.line(
                "minutes",
                "least",
                "Boleh dipersingkat sampai (menit)",
                "Untuk istirahat: menyusut bila acara sebelumnya molor."
            ),
            form.line("text", "note_taker", "Notulis", ""),
            form.line("minutes", "crowd", "Perkiraan peserta (orang)", ""),
            form.area("material", "Perlengkapan", ""),
            form.area("handouts", "Bahan untuk peserta", "Dibaca publik."),
            form.area("private", "Catatan panitia", "Hanya untuk panitia; tidak pernah tampil di luar."),
            ticks(shown, form, "focus", "Untuk perpustakaan"),
        );
    }
    out
}

/// Days and their places, as `spot` names them.
pub fn spots(agenda: &Agenda, only: Option<&str>) -> Vec<(String, String)> {
    let mut spots = Vec::new();
    for day in agenda.days.iter().filter(|day| only.is_none_or(|only| day.id == only)) {
        let date = day.date.long();
        spots.push((day.id.clone(), format!("{date}{}", when(!day.places.is_empty(), ", semua bersama"))));
        spots.extend(
            day.places.iter().map(|place| (format!("{}:{}", day.id, place.id), format!("{date}, {}", place.name))),
        );
    }
    spots
}

/// Where in the order an item may stand.
fn positions(shown: &Shown, except: &str) -> Vec<(String, String)> {
    let mut positions = vec![
        ("akhir".to_owned(), "Paling akhir pada hari itu".to_owned()),
        ("awal".to_owned(), "Paling awal pada hari itu".to_owned()),
    ];
    for (day, slots) in shown.agenda.days.iter().zip(&shown.slots) {
        for (item, slot) in day.items.iter().zip(slots).filter(|(item, _)| item.id != except) {
            let words = format!("Sesudah {} {} ({})", flow::clock(slot.start), item.title, day.date.short());
            positions.push((item.id.clone(), words));
        }
    }
    positions
}

/// Where the item should go: day, place, order. It is moved or copied there.
pub fn mover(shown: &Shown, id: &str, close: &str) -> String {
    let Some((day, item, _)) = shown.item(id) else { return String::new() };
    let spot = item.place.as_ref().map_or_else(|| day.id.clone(), |place| format!("{}:{place}", day.id));
    let after = day.before(id).unwrap_or_else(|| "awal".into());
    let form = shown.form(format!("pindah-{id}"), vec![("spot".into(), spot), ("after".into(), after)]);
    format!(
        "<form method=\"post\" class=\"stack\"><h4>Pindahkan “{}” ke…</h4>{}{}<input type=\"hidden\" name=\"item\" value=\"{id}\"><div class=\"agenda-fields\">{}{}</div>\
         <div class=\"buttons\"><button class=\"button small secondary\" name=\"act\" value=\"pindah\">Pindahkan acara</button>\
         <button class=\"button small secondary\" name=\"act\" value=\"salin\">Salin ke sana</button>{close}</div></form>",
        esc(&item.title),
        form.summary(),
        shown.hidden(""),
        form.select("spot", "Ke hari dan tempat", &spots(&shown.agenda, None)),
        form.select("after", "Urutan", &positions(shown, id)),
    )
}

/// Changing, moving, splitting, joining, copying and removing an item.
pub fn edit(shown: &Shown, id: &str) -> String {
    let Some((_, item, _)) = shown.item(id) else { return String::new() };
    let form = shown.form(format!("ubah-{id}"), item_pairs(item));
    let split = shown.form(format!("pecah-{id}"), vec![("minutes".into(), (item.minutes / 2).to_string())]);
    format!(
        "<div class=\"agenda-edit no-print\"><form method=\"post\" class=\"stack\">{}{}<input type=\"hidden\" name=\"item\" value=\"{id}\">{}\
         <div class=\"buttons\"><button class=\"button small\">Simpan acara</button><a class=\"button small secondary\" href=\"?#i-{id}\" data-edit=\"\">Tutup</a></div></form>\
         {}<form method=\"post\" class=\"stack\">{}{}<input type=\"hidden\" name=\"item\" value=\"{id}\">{}\
         <div class=\"buttons\"><button class=\"button small secondary\">Pecah dua</button></div></form>\
         <div class=\"row\"><button class=\"button small secondary\" form=\"alat\" name=\"do\" value=\"gabung:{id}\">Gabung dengan berikutnya</button>\
         <button class=\"button small secondary\" form=\"alat\" name=\"do\" value=\"ganda:{id}\">Gandakan</button>\
         <button class=\"button small danger quiet\" form=\"alat\" name=\"do\" value=\"hapus:{id}\">Hapus acara</button>\
         <span class=\"small muted\">Bisa dikembalikan dengan “Batalkan langkah”.</span></div></div>",
        form.summary(),
        shown.hidden("ubah"),
        fields(shown, &form, true),
        mover(shown, id, ""),
        split.summary(),
        shown.hidden("pecah"),
        split.line("minutes", "minutes", "Bagian pertama (menit)", "Sisanya menjadi acara lanjutan."),
    )
}
