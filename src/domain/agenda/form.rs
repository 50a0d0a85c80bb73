//! The planner's forms, read the same way by the server (a plain post) and by the browser (without one).

use super::conflict::{self, Conflict};
use super::{Agenda, Day, Edit, Item, Kind, LONGEST, Place, Presenter, Rules, moves, remedy};
use crate::domain::moment::{Date, parse_clock};
use crate::domain::refusal::Finding;

/// What a planner asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", expect(clippy::large_enum_variant, reason = "there is one of it at a time"))]
pub enum Wish {
    /// One edit.
    Edit(Edit),
    /// Something that only the server can do: a template, an old version, what happens on the day. The browser sends the form on.
    Server,
    /// Take my last edit back.
    Undo,
    /// Do it again after all.
    Redo,
    /// Show the public the agenda as it is now.
    Publish {
        /// What is new, in the planner's words.
        note: String,
    },
}

/// How much one press of a button makes an item longer or shorter, in minutes.
pub const STEP: u16 = 5;

/// A library that may present: id and name.
pub type Library = (String, String);

/// The fields of an item.
const ITEM: &[&str] = &[
    "title",
    "kind",
    "minutes",
    "least",
    "pin",
    "library",
    "people",
    "moderator",
    "note_taker",
    "aim",
    "focus",
    "crowd",
    "material",
    "handouts",
    "note",
    "private",
];
/// The fields of a day.
const DAY: &[&str] = &["date", "venue", "outdoor", "opens", "closes", "rain", "capacity"];

/// The fields that each form may send, besides `act`, `based` and `op`.
const FIELDS: &[(&str, &[&str], &[&str])] = &[
    ("tambah", &["spot", "after"], ITEM),
    ("ubah", &["item"], ITEM),
    ("pindah", &["item", "spot", "after"], &[]),
    ("salin", &["item", "spot", "after"], &[]),
    ("ganda", &["item"], &[]),
    ("pecah", &["item", "minutes"], &[]),
    ("gabung", &["item"], &[]),
    ("naik", &["item"], &[]),
    ("turun", &["item"], &[]),
    ("lebih", &["item"], &[]),
    ("kurang", &["item"], &[]),
    ("hapus", &["item"], &[]),
    ("tugas", &["item", "who"], &[]),
    ("hari-baru", &[], DAY),
    ("hari-ubah", &["day"], DAY),
    ("hari-hapus", &["day"], &[]),
    ("waktu", &["day", "who", "from", "to"], &[]),
    ("tempat-baru", &["day", "name", "capacity", "shared"], &[]),
    ("tempat-ubah", &["day", "place", "name", "capacity", "shared"], &[]),
    ("tempat-hapus", &["day", "place"], &[]),
    ("perbaiki", &["conflict", "remedy"], &[]),
    ("terima", &["conflict", "reason"], &[]),
    ("buka-lagi", &["conflict"], &[]),
    ("batalkan", &[], &[]),
    ("ulangi", &[], &[]),
    ("terbitkan", &["publish_note"], &[]),
    ("templat", &["template"], &[]),
    ("kembali", &["version"], &[]),
    ("mulai", &["item"], &[]),
    ("molor", &["day", "late"], &[]),
];

/// The pairs of one posted form.
pub struct Pairs<'a>(pub &'a [(String, String)]);

impl<'a> Pairs<'a> {
    /// The first value of that name, trimmed; empty when there is none.
    pub fn get(&self, name: &str) -> &'a str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    pub(super) fn all(&self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|value| !value.is_empty()).map(ToOwned::to_owned)
    }
}

/// A button outside of any form says all in one value, `do`: "naik:" and the item's id, "perbaiki:", the remedy's number and the
/// conflict's key. Spelled out, it reads like every other form.
pub fn spelled(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let mut all = Vec::with_capacity(pairs.len() + 2);
    for (name, value) in pairs {
        let Some((act, rest)) = Some(name).filter(|name| *name == "do").and_then(|_| value.split_once(':')) else {
            all.push((name.clone(), value.clone()));
            continue;
        };
        let mut put = |name: &str, value: &str| all.push((name.to_owned(), value.to_owned()));
        put("act", act);
        match (act, rest.split_once(':')) {
            ("perbaiki", Some((remedy, conflict))) => {
                put("remedy", remedy);
                put("conflict", conflict);
            }
            ("buka-lagi", _) => put("conflict", rest),
            _ => put("item", rest),
        }
    }
    all
}

/// Which of the page's forms these pairs belong to: its act, and what it is about.
pub fn key(pairs: &[(String, String)]) -> String {
    let pairs = spelled(pairs);
    let form = Pairs(&pairs);
    let spot = form.get("spot").split(':').next().unwrap_or_default();
    let names = ["item", "place", "day", "conflict"];
    // One form moves and copies; one gives turns in whatever item.
    let act = match form.get("act") {
        "salin" => "pindah",
        "tugas" => return "tugas-".to_owned(),
        act => act,
    };
    let subject = names.into_iter().map(|name| form.get(name)).chain([spot]).find(|subject| !subject.is_empty());
    format!("{act}-{}", subject.unwrap_or_default())
}

/// Reads one form. `agenda` is the state the form was made from; `fresh` gives a new id when one is needed.
#[expect(clippy::too_many_lines, reason = "one arm for each button of the page, each read in place")]
pub fn read(
    pairs: &[(String, String)],
    agenda: &Agenda,
    rules: &Rules,
    fresh: impl FnOnce() -> String,
) -> Result<Wish, Vec<Finding>> {
    let libraries = &rules.libraries;
    let pairs = &*spelled(pairs);
    let form = Pairs(pairs);
    let act = form.get("act");
    let Some((_, first, second)) = FIELDS.iter().find(|(known, ..)| *known == act) else {
        return Err(vec![Finding::new("", "Tombol ini tidak dikenal. Muat ulang halaman lalu coba lagi.")]);
    };
    if let Some((name, _)) = pairs.iter().find(|(name, _)| {
        let name = name.as_str();
        !matches!(name, "act" | "based" | "op") && !first.contains(&name) && !second.contains(&name)
    }) {
        let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(vec![Finding::new(
            "",
            format!("Isian “{name}” tidak dikenal di formulir ini, jadi tidak ada yang disimpan."),
        )]);
    }
    let gone = |what: &str| {
        vec![Finding::new(
            "",
            format!("{what} itu sudah tidak ada. Muat ulang halaman untuk melihat agenda yang baru."),
        )]
    };
    let wrong = |field: &str, words: &str| vec![Finding::new(field, words)];
    let troubled = || {
        let key = form.get("conflict");
        let found = conflict::conflicts(agenda, rules);
        found.into_iter().find(|conflict| conflict.key() == key).ok_or_else(|| gone("Masalah"))
    };
    let item = || agenda.item(form.get("item")).ok_or_else(|| gone("Acara"));
    let day = || agenda.day(form.get("day")).ok_or_else(|| gone("Hari"));
    let edit = match act {
        "tambah" => {
            let (day, place) = spot(agenda, form.get("spot"))?;
            let item = read_item(&form, rules, &Item::new(fresh(), Kind::Sharing, ""))?;
            let item = Item { place, ..item };
            Edit::Add { after: after(day, form.get("after"), "")?, day: day.id.clone(), item }
        }
        "ubah" => {
            let (_, known) = item()?;
            let typed = read_item(&form, rules, known)?;
            Edit::Change { item: known.id.clone(), values: known.changes_to(&typed) }
        }
        "pindah" => {
            let (_, known) = item()?;
            let (day, place) = spot(agenda, form.get("spot"))?;
            Edit::Move {
                after: after(day, order(agenda, &form, day), &known.id)?,
                item: known.id.clone(),
                day: day.id.clone(),
                place,
            }
        }
        "salin" => {
            let (_, known) = item()?;
            let (day, place) = spot(agenda, form.get("spot"))?;
            let after = after(day, order(agenda, &form, day), "")?;
            moves::paste(agenda, &known.id, fresh(), &day.id, place, after).ok_or_else(|| gone("Acara"))?
        }
        "ganda" => moves::duplicate(agenda, &item()?.1.id, fresh()).ok_or_else(|| gone("Acara"))?,
        "pecah" => {
            let (_, known) = item()?;
            let first = form.get("minutes").parse().unwrap_or(0);
            moves::split(agenda, &known.id, first, fresh()).ok_or_else(|| {
                wrong("minutes", "Bagian pertama ditulis dalam menit: lebih dari 0 dan kurang dari lama acara.")
            })?
        }
        "gabung" => moves::join(agenda, &item()?.1.id).ok_or_else(|| {
            wrong("", "Tidak ada acara sesudahnya di tempat yang sama yang bisa digabung dengan acara ini.")
        })?,
        "naik" => {
            let (_, known) = item()?;
            moves::up(agenda, &known.id)
                .ok_or_else(|| vec![Finding::new("", "Acara ini sudah yang pertama pada harinya.")])?
        }
        "turun" => {
            let (_, known) = item()?;
            moves::down(agenda, &known.id)
                .ok_or_else(|| vec![Finding::new("", "Acara ini sudah yang terakhir pada harinya.")])?
        }
        "lebih" | "kurang" => {
            let (_, known) = item()?;
            let minutes =
                if act == "lebih" { known.minutes + STEP } else { known.minutes.saturating_sub(STEP).max(STEP) };
            lasting(known, minutes)
        }
        "tugas" => {
            let (_, known) = item()?;
            let who = chosen(agenda, libraries, form.get("who")).ok_or_else(|| wrong("who", "Pilih dari daftar."))?;
            assign(known, who).ok_or_else(|| wrong("who", "Sudah bertugas di acara ini."))?
        }
        "hapus" => Edit::Remove { item: item()?.1.id.clone() },
        "hari-baru" => {
            let id = fresh();
            Edit::AddDay { day: read_day(&form, id, None)? }
        }
        "hari-ubah" => {
            let known = day()?;
            let typed = read_day(&form, known.id.clone(), Some(known))?;
            Edit::ChangeDay { day: known.id.clone(), values: known.changes_to(&typed) }
        }
        "waktu" => {
            let day = day()?;
            let who = match chosen(agenda, libraries, form.get("who")) {
                Some(who) => who,
                None => named(form.get("who")).ok_or_else(|| wrong("who", "Tulis nama orang atau perpustakaannya."))?,
            };
            let mut findings = Vec::new();
            let (from, to) = (clock_field(&form, "from", &mut findings), clock_field(&form, "to", &mut findings));
            if !findings.is_empty() {
                return Err(findings);
            }
            let times = match (from, to) {
                (None, None) => None,
                (from, to) => Some((from.unwrap_or(0), to.unwrap_or(super::MIDNIGHT))),
            };
            Edit::State { day: day.id.clone(), who, times }
        }
        "perbaiki" => {
            let remedies = remedy::remedies(agenda, rules, &troubled()?);
            let index = form.get("remedy").parse().unwrap_or(usize::MAX);
            remedies.into_iter().nth(index).ok_or_else(|| gone("Perbaikan"))?.edit
        }
        "terima" => {
            let conflict: Conflict = troubled()?;
            if conflict.weight == conflict::Weight::Error {
                return Err(wrong("reason", "Masalah ini harus diperbaiki; hanya peringatan yang bisa diterima."));
            }
            let reason = required(&form, "reason", "Tulis alasannya, supaya panitia lain mengerti.")?;
            Edit::Accept { conflict: conflict.key(), reason: Some(reason) }
        }
        "buka-lagi" => Edit::Accept { conflict: form.get("conflict").to_owned(), reason: None },
        "hari-hapus" => Edit::RemoveDay { day: day()?.id.clone() },
        "tempat-baru" => {
            let known = day()?;
            let name = required(&form, "name", "Isi nama tempat, misalnya Kelompok A.")?;
            let (capacity, shared) = (number(&form, "capacity", &mut Vec::new()), !form.get("shared").is_empty());
            let place = Place { capacity, shared, ..Place::new(fresh(), name) };
            Edit::AddPlace { day: known.id.clone(), place, after: known.places.last().map(|place| place.id.clone()) }
        }
        "tempat-ubah" => {
            let name = required(&form, "name", "Isi nama tempat, misalnya Kelompok A.")?;
            let mut findings = Vec::new();
            let (capacity, shared) = (number(&form, "capacity", &mut findings), !form.get("shared").is_empty());
            let day = day()?;
            let known = day.place(form.get("place")).ok_or_else(|| gone("Tempat"))?;
            if !findings.is_empty() {
                return Err(findings);
            }
            let (day, place) = (day.id.clone(), known.id.clone());
            let mut edits = Vec::new();
            if (capacity, shared) != (known.capacity, known.shared) {
                edits.push(Edit::SetPlace { day: day.clone(), place: place.clone(), capacity, shared });
            }
            if name != known.name {
                edits.push(Edit::RenamePlace { day, place, name });
            }
            Edit::group(edits).ok_or_else(|| wrong("", "Tidak ada yang diubah."))?
        }
        "tempat-hapus" => Edit::RemovePlace { day: day()?.id.clone(), place: form.get("place").to_owned() },
        "batalkan" => return Ok(Wish::Undo),
        "ulangi" => return Ok(Wish::Redo),
        "templat" | "kembali" | "mulai" | "molor" => return Ok(Wish::Server),
        _ => {
            let note = required(&form, "publish_note", "Tulis catatan singkat: apa yang baru di versi ini.")?;
            if note.chars().count() > super::edit::LONGEST_NOTE {
                return Err(vec![Finding::new("publish_note", "Catatan paling panjang 2.000 huruf.")]);
            }
            return Ok(Wish::Publish { note });
        }
    };
    // Applied to a copy, so that whatever the rules refuse comes back as words beside the form.
    agenda.clone().apply(&edit).map_err(|refused| vec![Finding::new(field_of(&refused, act), refused.to_string())])?;
    Ok(Wish::Edit(edit))
}

fn field_of(refused: &super::Refused, act: &str) -> &'static str {
    use super::Refused;
    match refused {
        Refused::BadText("Judul") => "title",
        Refused::BadText("Moderator") => "moderator",
        Refused::BadText("Notulis") => "note_taker",
        Refused::BadText("Tujuan") => "aim",
        Refused::BadText("Perlengkapan") => "material",
        Refused::BadText("Bahan") => "handouts",
        Refused::BadText("Catatan") => "note",
        Refused::BadText("Catatan panitia") => "private",
        Refused::BadText("Alasan") => "reason",
        Refused::BadText("Rencana hujan") => "rain",
        Refused::BadText("Nama penyaji" | "Jabatan") => "people",
        Refused::BadText("Tempat") => "venue",
        Refused::BadText("Nama tempat") => "name",
        Refused::BadMinutes => "minutes",
        Refused::SameDate => "date",
        Refused::EndsBeforeStart => "closes",
        Refused::BadClock if act.starts_with("hari") => "opens",
        Refused::BadClock => "pin",
        Refused::NoNeighbour => "after",
        _ => "",
    }
}

fn required(form: &Pairs, name: &str, words: &str) -> Result<String, Vec<Finding>> {
    form.some(name).ok_or_else(|| vec![Finding::new(name, words)])
}

/// Reads "day" or "day:place".
fn spot<'a>(agenda: &'a Agenda, text: &str) -> Result<(&'a Day, Option<String>), Vec<Finding>> {
    let (day, place) = text.split_once(':').map_or((text, None), |(day, place)| (day, Some(place)));
    let wrong = || vec![Finding::new("spot", "Pilih hari dan tempatnya.")];
    let day = agenda.day(day).ok_or_else(wrong)?;
    match place.filter(|place| !place.is_empty()) {
        None => Ok((day, None)),
        Some(place) => day.place(place).map(|place| (day, Some(place.id.clone()))).ok_or_else(wrong),
    }
}

/// The position that was chosen for an item. One that only says where the item stands now was not chosen when the day was: then the item
/// goes to the end of that day.
fn order<'a>(agenda: &Agenda, form: &Pairs<'a>, day: &Day) -> &'a str {
    let chosen = form.get("after");
    let now = agenda.item(form.get("item")).filter(|(own, _)| own.id != day.id);
    let left = now.and_then(|(own, item)| own.before(&item.id));
    if left.as_deref() == Some(chosen) { "akhir" } else { chosen }
}

/// Reads the position: "" or "akhir" is the end of the day, "awal" its beginning, else the id of an item of that day.
/// `item` itself does not count as a neighbour.
fn after(day: &Day, text: &str, item: &str) -> Result<Option<String>, Vec<Finding>> {
    match text {
        "awal" => Ok(None),
        "" | "akhir" => Ok(day.items.iter().rev().find(|other| other.id != item).map(|other| other.id.clone())),
        id if id != item && day.item(id).is_some() => Ok(Some(id.to_owned())),
        _ => Err(vec![Finding::new(
            "after",
            format!("Acara itu tidak ada pada {}. Pilih urutan di hari yang sama.", day.date.long()),
        )]),
    }
}

fn clock_field(form: &Pairs, name: &str, findings: &mut Vec<Finding>) -> Option<u16> {
    let text = form.some(name)?;
    let read = parse_clock(&text);
    if read.is_none() {
        findings.push(Finding::new(
            name,
            format!("“{}” bukan jam. Tulis seperti 09.05.", text.chars().take(20).collect::<String>()),
        ));
    }
    read
}

/// "Aldrin, Kepala Bidang P3KM": the name up to the first comma, then the role.
fn person(line: &str) -> Presenter {
    let (name, role) = line.split_once(',').unwrap_or((line, ""));
    Presenter::Person { name: name.trim().to_owned(), role: role.trim().to_owned() }
}

/// The people among the presenters, one on a line, as the form shows them.
pub fn people_lines(presenters: &[Presenter]) -> String {
    let lines: Vec<String> = presenters
        .iter()
        .filter_map(|presenter| match presenter {
            Presenter::Person { name, role } if role.is_empty() => Some(name.clone()),
            Presenter::Person { name, role } => Some(format!("{name}, {role}")),
            Presenter::Library { .. } => None,
        })
        .collect();
    lines.join("\n")
}

/// The pairs of the form that changes this item, as it would be typed.
pub fn item_pairs(item: &Item) -> Vec<(String, String)> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let mut pairs = vec![
        pair("act", "ubah".into()),
        pair("item", item.id.clone()),
        pair("title", item.title.clone()),
        pair("kind", kind_value(item.kind, &item.own_kind)),
        pair("minutes", item.minutes.to_string()),
        pair("least", item.least.map(|least| least.to_string()).unwrap_or_default()),
        pair("pin", item.pin.map(crate::domain::moment::clock).unwrap_or_default()),
        pair("people", people_lines(&item.presenters)),
        pair("moderator", item.moderator.clone()),
        pair("note_taker", item.note_taker.clone()),
        pair("aim", item.aim.clone()),
        pair("crowd", people_number(item.crowd)),
        pair("material", item.material.clone()),
        pair("handouts", item.handouts.clone()),
        pair("note", item.note.clone()),
        pair("private", item.private.clone()),
    ];
    for (name, list) in [("library", &item.presenters), ("focus", &item.focus)] {
        pairs.extend(list.iter().filter_map(|presenter| match presenter {
            Presenter::Library { id, .. } => Some(pair(name, id.clone())),
            Presenter::Person { .. } => None,
        }));
    }
    pairs
}

/// A kind as forms send it: "berbagi", or "lain:Senam pagi" for one of the office's own.
pub fn kind_value(kind: Kind, own: &str) -> String {
    if own.is_empty() { kind.code().to_owned() } else { format!("{}:{own}", kind.code()) }
}

/// A number of people as forms show it; 0 is empty.
pub fn people_number(people: u16) -> String {
    if people == 0 { String::new() } else { people.to_string() }
}

/// A number of people; empty is 0, "not known".
fn number(form: &Pairs, name: &str, findings: &mut Vec<Finding>) -> u16 {
    match form.get(name) {
        "" => 0,
        text => text.parse().ok().filter(|people| *people <= super::edit::LARGEST_CROWD).unwrap_or_else(|| {
            findings.push(Finding::new(name, "Tulis jumlah orang dengan angka, paling banyak 20.000."));
            0
        }),
    }
}

/// The edit that gives an item another duration; what it may shrink to stays within it.
pub fn lasting(item: &Item, minutes: u16) -> Edit {
    let mut values = vec![super::ItemValue::Minutes(minutes)];
    if item.least.is_some_and(|least| least > minutes) {
        values.push(super::ItemValue::Least(Some(minutes)));
    }
    Edit::Change { item: item.id.clone(), values }
}

/// A library or person of the tray, by key.
fn chosen(agenda: &Agenda, libraries: &[Library], key: &str) -> Option<Presenter> {
    let turns = super::tray::turns(agenda, libraries);
    turns.into_iter().map(|turn| turn.who).find(|who| who.key() == key || who.name() == key)
}

fn named(text: &str) -> Option<Presenter> {
    (!text.is_empty()).then(|| person(text))
}

/// The edit that gives somebody a turn in an item: one more presenter. `None` when they have it already.
pub fn assign(item: &Item, who: Presenter) -> Option<Edit> {
    let mut presenters = item.presenters.clone();
    if presenters.iter().any(|known| known.key() == who.key()) {
        return None;
    }
    presenters.push(who);
    Some(Edit::Change { item: item.id.clone(), values: vec![super::ItemValue::Presenters(presenters)] })
}

/// The libraries ticked under that name. One that has left the registry since stays where it was chosen.
fn ticked(
    form: &Pairs,
    name: &'static str,
    libraries: &[Library],
    known: &[Presenter],
    findings: &mut Vec<Finding>,
) -> Vec<Presenter> {
    let mut found = Vec::new();
    for chosen in form.all(name).filter(|chosen| !chosen.is_empty()) {
        let was = known.iter().find(|presenter| matches!(presenter, Presenter::Library { id, .. } if id == chosen));
        match libraries.iter().find(|(id, _)| id == chosen) {
            // The name that the agenda has stays until the library is chosen anew.
            _ if was.is_some() => found.extend(was.cloned()),
            Some((id, name)) => found.push(Presenter::Library { id: id.clone(), name: name.clone() }),
            None => findings.push(Finding::new(name, "Ada perpustakaan yang tidak dikenal. Pilih lagi dari daftar.")),
        }
    }
    found
}

/// Each once, and those that were there before in the order they had.
fn in_order(presenters: &mut Vec<Presenter>, known: &[Presenter]) {
    let mut keys: Vec<String> = Vec::new();
    presenters.retain(|presenter| {
        let key = presenter.key();
        let fresh = !keys.contains(&key);
        keys.push(key);
        fresh
    });
    presenters.sort_by_key(|presenter| known.iter().position(|old| old.key() == presenter.key()).unwrap_or(usize::MAX));
}

/// Reads the fields of an item over `known`: what a form does not send keeps its value.
fn read_item(form: &Pairs, rules: &Rules, known: &Item) -> Result<Item, Vec<Finding>> {
    let mut findings = Vec::new();
    let sent = |name: &str| form.0.iter().any(|(known, _)| known == name);
    let mut item = known.clone();
    // A kind of the office's own comes as "lain:Senam pagi".
    let chosen = form.get("kind");
    let (code, own) = chosen.split_once(':').map_or((chosen, ""), |(code, own)| (code, own));
    item.kind = Kind::coded(code).unwrap_or_else(|| {
        findings.push(Finding::new("kind", "Pilih jenis acara."));
        Kind::Talk
    });
    own.clone_into(&mut item.own_kind);
    item.title = form.some("title").unwrap_or_else(|| {
        findings.push(Finding::new("title", "Isi judul acara."));
        String::new()
    });
    let usual = rules.kinds.iter().find(|kind| kind.word == own).map_or(item.kind.usual_minutes(), |kind| kind.minutes);
    let minutes = |name: &str, findings: &mut Vec<Finding>| match form.get(name) {
        "" => None,
        text => Some(text.parse::<u16>().ok().filter(|minutes| (1..=LONGEST).contains(minutes)).unwrap_or_else(|| {
            findings.push(Finding::new(name, "Lama acara ditulis dalam menit, antara 1 dan 720."));
            1
        })),
    };
    item.minutes = minutes("minutes", &mut findings).unwrap_or(usual);
    if sent("least") {
        item.least = minutes("least", &mut findings);
        if item.least.is_some_and(|least| least > item.minutes) {
            findings.push(Finding::new("least", "Lama paling singkat tidak boleh lebih dari lama acara."));
        }
    }
    item.pin = clock_field(form, "pin", &mut findings);
    item.presenters = ticked(form, "library", &rules.libraries, &known.presenters, &mut findings);
    item.presenters.extend(form.get("people").lines().map(str::trim).filter(|line| !line.is_empty()).map(person));
    in_order(&mut item.presenters, &known.presenters);
    if sent("private") {
        item.focus = ticked(form, "focus", &rules.libraries, &known.focus, &mut findings);
        in_order(&mut item.focus, &known.focus);
        item.crowd = number(form, "crowd", &mut findings);
    }
    for (name, field) in [
        ("moderator", &mut item.moderator),
        ("note_taker", &mut item.note_taker),
        ("aim", &mut item.aim),
        ("material", &mut item.material),
        ("handouts", &mut item.handouts),
        ("note", &mut item.note),
        ("private", &mut item.private),
    ] {
        if sent(name) {
            *field = form.get(name).replace("\r\n", "\n");
        }
    }
    if findings.is_empty() { Ok(item) } else { Err(findings) }
}

fn read_day(form: &Pairs, id: String, known: Option<&Day>) -> Result<Day, Vec<Finding>> {
    let mut findings = Vec::new();
    let date = Date::parse(form.get("date"));
    if date.is_none() {
        findings.push(Finding::new("date", "Isi tanggal, misalnya 2026-09-28."));
    }
    let opens = clock_field(form, "opens", &mut findings);
    let closes = clock_field(form, "closes", &mut findings);
    let capacity = number(form, "capacity", &mut findings);
    match date {
        Some(date) if findings.is_empty() => Ok(Day {
            venue: form.get("venue").to_owned(),
            outdoor: !form.get("outdoor").is_empty(),
            rain: form.get("rain").replace("\r\n", "\n"),
            capacity,
            places: known.map(|day| day.places.clone()).unwrap_or_default(),
            ..Day::new(id, date, opens.unwrap_or(8 * 60), closes.unwrap_or(16 * 60))
        }),
        _ => Err(findings),
    }
}
