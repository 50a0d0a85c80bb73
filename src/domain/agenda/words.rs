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
pub fn edit(before: &Agenda, edit: &Edit) -> String {
    match edit {
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
    }
}

fn day_value(value: &DayValue) -> String {
    match value {
        DayValue::Date(date) => format!("tanggal menjadi {}", date.plain()),
        DayValue::Venue(venue) if venue.is_empty() => "tempat dikosongkan".into(),
        DayValue::Venue(venue) => format!("tempat menjadi “{venue}”"),
        DayValue::Outdoor(true) => "menjadi luar ruang".into(),
        DayValue::Outdoor(false) => "menjadi dalam ruang".into(),
        DayValue::Opens(minute) => format!("mulai pukul {}", clock(*minute)),
        DayValue::Closes(minute) => format!("selesai pukul {}", clock(*minute)),
    }
}

fn item_value(value: &ItemValue) -> String {
    match value {
        ItemValue::Title(title) => format!("judul menjadi “{title}”"),
        ItemValue::Kind(kind) => format!("jenis menjadi {}", kind.word()),
        ItemValue::Minutes(minutes) => format!("lama menjadi {}", flow::duration(u32::from(*minutes))),
        ItemValue::Pin(None) => "jam tidak lagi dikunci".into(),
        ItemValue::Pin(Some(pin)) => format!("dikunci mulai pukul {}", clock(*pin)),
        ItemValue::Presenters(presenters) if presenters.is_empty() => "penyaji dikosongkan".into(),
        ItemValue::Presenters(presenters) => {
            let names: Vec<&str> = presenters.iter().map(super::Presenter::name).collect();
            format!("penyaji menjadi {}", names.join(", "))
        }
        ItemValue::Moderator(name) if name.is_empty() => "moderator dikosongkan".into(),
        ItemValue::Moderator(name) => format!("moderator menjadi {name}"),
        ItemValue::Note(_) => "catatan".into(),
    }
}
