//! The planner's forms, read the same way by the server (a plain post) and by the browser (without one).

use super::{Agenda, Day, Edit, Item, Kind, LONGEST, Place, Presenter, moves};
use crate::domain::moment::{Date, parse_clock};
use crate::domain::refusal::Finding;

/// What a planner asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// One edit.
    Edit(Edit),
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

/// The fields that each form may send, besides `act`, `based` and `op`.
const FIELDS: &[(&str, &[&str])] = &[
    ("tambah", &["spot", "after", "title", "kind", "minutes", "pin", "library", "people", "moderator", "note"]),
    ("ubah", &["item", "title", "kind", "minutes", "pin", "library", "people", "moderator", "note"]),
    ("pindah", &["item", "spot", "after"]),
    ("naik", &["item"]),
    ("turun", &["item"]),
    ("lebih", &["item"]),
    ("kurang", &["item"]),
    ("hapus", &["item"]),
    ("hari-baru", &["date", "venue", "outdoor", "opens", "closes"]),
    ("hari-ubah", &["day", "date", "venue", "outdoor", "opens", "closes"]),
    ("hari-hapus", &["day"]),
    ("tempat-baru", &["day", "name"]),
    ("tempat-ubah", &["day", "place", "name"]),
    ("tempat-hapus", &["day", "place"]),
    ("batalkan", &[]),
    ("ulangi", &[]),
    ("terbitkan", &["publish_note"]),
];

/// The pairs of one posted form.
pub struct Pairs<'a>(pub &'a [(String, String)]);

impl<'a> Pairs<'a> {
    /// The first value of that name, trimmed; empty when there is none.
    pub fn get(&self, name: &str) -> &'a str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    fn all(&self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|value| !value.is_empty()).map(ToOwned::to_owned)
    }
}

/// Reads one form. `agenda` is the state the form was made from; `fresh` gives a new id when one is needed.
pub fn read(
    pairs: &[(String, String)],
    agenda: &Agenda,
    libraries: &[Library],
    fresh: impl FnOnce() -> String,
) -> Result<Wish, Vec<Finding>> {
    let form = Pairs(pairs);
    let act = form.get("act");
    let Some((_, fields)) = FIELDS.iter().find(|(known, _)| *known == act) else {
        return Err(vec![Finding::new("", "Tombol ini tidak dikenal. Muat ulang halaman lalu coba lagi.")]);
    };
    if let Some((name, _)) = pairs
        .iter()
        .find(|(name, _)| !matches!(name.as_str(), "act" | "based" | "op") && !fields.contains(&name.as_str()))
    {
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
    let item = || agenda.item(form.get("item")).ok_or_else(|| gone("Acara"));
    let day = || agenda.day(form.get("day")).ok_or_else(|| gone("Hari"));
    let edit = match act {
        "tambah" => {
            let (day, place) = spot(agenda, form.get("spot"))?;
            let item = read_item(&form, libraries, &[], fresh(), place)?;
            Edit::Add { after: after(day, form.get("after"), "")?, day: day.id.clone(), item }
        }
        "ubah" => {
            let (_, known) = item()?;
            let typed = read_item(&form, libraries, &known.presenters, known.id.clone(), known.place.clone())?;
            Edit::Change { item: known.id.clone(), values: known.changes_to(&typed) }
        }
        "pindah" => {
            let (_, known) = item()?;
            let (day, place) = spot(agenda, form.get("spot"))?;
            Edit::Move {
                after: after(day, form.get("after"), &known.id)?,
                item: known.id.clone(),
                day: day.id.clone(),
                place,
            }
        }
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
            Edit::Change { item: known.id.clone(), values: vec![super::ItemValue::Minutes(minutes)] }
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
        "hari-hapus" => Edit::RemoveDay { day: day()?.id.clone() },
        "tempat-baru" => {
            let known = day()?;
            let place = Place { id: fresh(), name: required(&form, "name", "Isi nama tempat, misalnya Kelompok A.")? };
            Edit::AddPlace { day: known.id.clone(), place, after: known.places.last().map(|place| place.id.clone()) }
        }
        "tempat-ubah" => {
            let name = required(&form, "name", "Isi nama tempat, misalnya Kelompok A.")?;
            Edit::RenamePlace { day: day()?.id.clone(), place: form.get("place").to_owned(), name }
        }
        "tempat-hapus" => Edit::RemovePlace { day: day()?.id.clone(), place: form.get("place").to_owned() },
        "batalkan" => return Ok(Wish::Undo),
        "ulangi" => return Ok(Wish::Redo),
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
        Refused::BadText("Catatan") => "note",
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
        pair("kind", item.kind.code().into()),
        pair("minutes", item.minutes.to_string()),
        pair("pin", item.pin.map(crate::domain::moment::clock).unwrap_or_default()),
        pair("people", people_lines(&item.presenters)),
        pair("moderator", item.moderator.clone()),
        pair("note", item.note.clone()),
    ];
    pairs.extend(item.presenters.iter().filter_map(|presenter| match presenter {
        Presenter::Library { id, .. } => Some(pair("library", id.clone())),
        Presenter::Person { .. } => None,
    }));
    pairs
}

fn read_item(
    form: &Pairs,
    libraries: &[Library],
    known: &[Presenter],
    id: String,
    place: Option<String>,
) -> Result<Item, Vec<Finding>> {
    let mut findings = Vec::new();
    let kind = Kind::coded(form.get("kind")).unwrap_or_else(|| {
        findings.push(Finding::new("kind", "Pilih jenis acara."));
        Kind::Talk
    });
    let title = form.some("title").unwrap_or_else(|| {
        findings.push(Finding::new("title", "Isi judul acara."));
        String::new()
    });
    let minutes = match form.get("minutes") {
        "" => kind.usual_minutes(),
        text => text.parse::<u16>().ok().filter(|minutes| (1..=LONGEST).contains(minutes)).unwrap_or_else(|| {
            findings.push(Finding::new("minutes", "Lama acara ditulis dalam menit, antara 1 dan 720."));
            1
        }),
    };
    let pin = clock_field(form, "pin", &mut findings);
    let mut presenters: Vec<Presenter> = Vec::new();
    for chosen in form.all("library").filter(|chosen| !chosen.is_empty()) {
        let was = known.iter().find(|presenter| matches!(presenter, Presenter::Library { id, .. } if id == chosen));
        match libraries.iter().find(|(id, _)| id == chosen) {
            Some((id, name)) => presenters.push(Presenter::Library { id: id.clone(), name: name.clone() }),
            // A library that has left the registry since stays where it was chosen.
            None if was.is_some() => presenters.extend(was.cloned()),
            None => {
                findings.push(Finding::new("library", "Ada perpustakaan yang tidak dikenal. Pilih lagi dari daftar."));
            }
        }
    }
    presenters.extend(form.get("people").lines().map(str::trim).filter(|line| !line.is_empty()).map(person));
    let mut keys: Vec<String> = Vec::new();
    presenters.retain(|presenter| {
        let key = presenter.key();
        let fresh = !keys.contains(&key);
        keys.push(key);
        fresh
    });
    // The same presenters in another order are no change: the list keeps the order it had.
    presenters.sort_by_key(|presenter| known.iter().position(|old| old.key() == presenter.key()).unwrap_or(usize::MAX));
    if findings.is_empty() {
        Ok(Item {
            id,
            title,
            kind,
            minutes,
            pin,
            place,
            presenters,
            moderator: form.get("moderator").to_owned(),
            note: form.get("note").replace("\r\n", "\n"),
        })
    } else {
        Err(findings)
    }
}

fn read_day(form: &Pairs, id: String, known: Option<&Day>) -> Result<Day, Vec<Finding>> {
    let mut findings = Vec::new();
    let date = Date::parse(form.get("date"));
    if date.is_none() {
        findings.push(Finding::new("date", "Isi tanggal, misalnya 2026-09-28."));
    }
    let opens = clock_field(form, "opens", &mut findings);
    let closes = clock_field(form, "closes", &mut findings);
    match date {
        Some(date) if findings.is_empty() => Ok(Day {
            id,
            date,
            venue: form.get("venue").to_owned(),
            outdoor: !form.get("outdoor").is_empty(),
            opens: opens.unwrap_or(8 * 60),
            closes: closes.unwrap_or(16 * 60),
            places: known.map(|day| day.places.clone()).unwrap_or_default(),
            items: Vec::new(),
        }),
        _ => Err(findings),
    }
}
