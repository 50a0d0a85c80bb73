//! What an edit does, in words: "mengubah lama “Pembukaan” menjadi 45 menit".

use super::{Agenda, DayValue, Edit, ItemValue, flow};
use crate::domain::moment::clock;

fn title(agenda: &Agenda, item: &str) -> String {
    agenda.item(item).map_or_else(|| "acara yang sudah dihapus".into(), |(_, item)| format!("“{}”", item.title))
}

fn day(agenda: &Agenda, day: &str) -> String {
    agenda.day(day).map_or_else(|| "hari yang sudah dihapus".into(), |day| day.date.long())
}

/// The edit in words, seen from the state before it.
pub fn edit(before: &Agenda, one: &Edit) -> String {
    match one {
        Edit::AddDay { day } => format!("menambah hari {}", day.date.long()),
        Edit::ChangeDay { day: id, values } => {
            let values: Vec<String> = values.iter().map(day_value).collect();
            format!("mengubah {}: {}", day(before, id), values.join(", "))
        }
        Edit::RemoveDay { day: id } => format!("menghapus hari {}", day(before, id)),
        Edit::AddPlace { day: id, place, .. } => format!("menambah tempat “{}” pada {}", place.name, day(before, id)),
        Edit::RenamePlace { day: id, name, .. } => {
            format!("menamai ulang satu tempat pada {} menjadi “{name}”", day(before, id))
        }
        Edit::RemovePlace { day: id, .. } => format!("menghapus satu tempat pada {}", day(before, id)),
        Edit::Add { item, day: id, .. } => format!("menambah “{}” pada {}", item.title, day(before, id)),
        Edit::Change { item, values } => {
            let values: Vec<String> = values.iter().map(item_value).collect();
            format!("mengubah {}: {}", title(before, item), values.join(", "))
        }
        Edit::Move { item, day: id, after, .. } => match after {
            Some(after) => {
                format!("memindah {} ke sesudah {}, {}", title(before, item), title(before, after), day(before, id))
            }
            None => format!("memindah {} ke awal {}", title(before, item), day(before, id)),
        },
        Edit::Remove { item } => format!("menghapus {}", title(before, item)),
        Edit::SetPlace { day: id, place, capacity, shared } => {
            let name = before.day(id).and_then(|day| day.place(place)).map_or("satu tempat", |place| &place.name);
            let holds = if *capacity == 0 { String::new() } else { format!(", muat {capacity} orang") };
            let shared = if *shared { "boleh" } else { "tidak boleh" };
            format!("mengubah “{name}” pada {}: {shared} dipakai bersama{holds}", day(before, id))
        }
        Edit::State { day: id, who, times } => {
            let times = match times {
                None => "bisa datang kapan saja".to_owned(),
                Some((from, to)) if from == to => "tidak bisa datang".to_owned(),
                Some((from, to)) => format!("bisa datang pukul {}–{}", clock(*from), clock(*to)),
            };
            format!("mencatat bahwa {} {times} pada {}", who.name(), day(before, id))
        }
        Edit::Accept { reason: Some(reason), .. } => format!("menerima satu peringatan: {reason}"),
        Edit::Accept { reason: None, .. } => "membuka lagi satu peringatan".to_owned(),
        Edit::Group { edits } => {
            let mut agenda = before.clone();
            let mut told = Vec::new();
            for leaf in edits.iter().take(TOLD) {
                told.push(edit(&agenda, leaf));
                let _ = agenda.apply(leaf);
            }
            let rest = edits.len() - told.len();
            let more = if rest == 0 { String::new() } else { format!("; dan {rest} perubahan lagi") };
            format!("{}{more}", told.join("; "))
        }
    }
}

/// So many edits of a group are told one by one.
const TOLD: usize = 3;

/// One new value of a day in words: "mulai pukul 08.00".
pub fn day_value(value: &DayValue) -> String {
    match value {
        DayValue::Date(date) => format!("tanggal menjadi {}", date.plain()),
        DayValue::Venue(venue) if venue.is_empty() => "tempat dikosongkan".into(),
        DayValue::Venue(venue) => format!("tempat menjadi “{venue}”"),
        DayValue::Outdoor(true) => "menjadi luar ruang".into(),
        DayValue::Outdoor(false) => "menjadi dalam ruang".into(),
        DayValue::Opens(minute) => format!("mulai pukul {}", clock(*minute)),
        DayValue::Closes(minute) => format!("selesai pukul {}", clock(*minute)),
        DayValue::Rain(plan) => filled("rencana hujan", plan),
        DayValue::Capacity(0) => "daya tampung dikosongkan".into(),
        DayValue::Capacity(people) => format!("daya tampung menjadi {people} orang"),
    }
}

fn filled(what: &str, words: &str) -> String {
    if words.is_empty() { format!("{what} dikosongkan") } else { format!("{what} menjadi “{words}”") }
}

fn people(what: &str, presenters: &[super::Presenter]) -> String {
    if presenters.is_empty() {
        return format!("{what} dikosongkan");
    }
    let names: Vec<&str> = presenters.iter().map(super::Presenter::name).collect();
    format!("{what} menjadi {}", names.join(", "))
}

/// One new value in words: "lama menjadi 45 menit".
pub fn item_value(value: &ItemValue) -> String {
    match value {
        ItemValue::Title(title) => format!("judul menjadi “{title}”"),
        ItemValue::Kind(kind) => format!("jenis menjadi {}", kind.word()),
        ItemValue::Minutes(minutes) => format!("lama menjadi {}", flow::duration(u32::from(*minutes))),
        ItemValue::Pin(None) => "jam tidak lagi dikunci".into(),
        ItemValue::Pin(Some(pin)) => format!("dikunci mulai pukul {}", clock(*pin)),
        ItemValue::Presenters(presenters) => people("penyaji", presenters),
        ItemValue::Focus(libraries) => people("perpustakaan sasaran", libraries),
        ItemValue::Moderator(name) => filled("moderator", name),
        ItemValue::NoteTaker(name) => filled("notulis", name),
        ItemValue::OwnKind(kind) if kind.is_empty() => "jenis kembali ke yang umum".into(),
        ItemValue::OwnKind(kind) => filled("jenis", kind),
        ItemValue::Least(None) => "lama tidak lagi boleh dipersingkat".into(),
        ItemValue::Least(Some(least)) => format!("boleh dipersingkat sampai {}", flow::duration(u32::from(*least))),
        ItemValue::Crowd(0) => "perkiraan peserta dikosongkan".into(),
        ItemValue::Crowd(people) => format!("perkiraan peserta menjadi {people} orang"),
        ItemValue::Aim(words) => filled("tujuan", words),
        ItemValue::Material(words) => filled("perlengkapan", words),
        ItemValue::Handouts(words) => filled("bahan", words),
        ItemValue::Note(words) => filled("catatan", words),
        // The log is for planners, and so is this note.
        ItemValue::Private(words) => filled("catatan panitia", words),
    }
}
