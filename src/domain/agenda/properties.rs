//! What holds for every list of edits, however it came about.

use super::conflict::{Weight, blocks, conflicts};
use super::history::{self, Entry, Step};
use super::*;
use crate::domain::moment::Moment;
use proptest::prelude::*;

const DAYS: [&str; 3] = ["d1", "d2", "d9"];
const PLACES: [&str; 4] = ["p1", "p2", "p3", "p9"];
const ITEMS: [&str; 6] = ["i1", "i2", "i3", "i4", "i5", "i9"];

fn day_id() -> impl Strategy<Value = String> {
    prop::sample::select(&DAYS[..]).prop_map(Into::into)
}
fn place_id() -> impl Strategy<Value = String> {
    prop::sample::select(&PLACES[..]).prop_map(Into::into)
}
fn item_id() -> impl Strategy<Value = String> {
    prop::sample::select(&ITEMS[..]).prop_map(Into::into)
}
fn words() -> impl Strategy<Value = String> {
    prop_oneof![8 => "[a-e]{1,4}", 1 => Just(String::new()), 1 => any::<String>()]
}

prop_compose! {
    fn day()(id in day_id(), offset in 0i64..4, venue in words(), outdoor: bool, opens in 0u16..1500, closes in 0u16..1500, places in prop::collection::vec(place_id(), 0..3)) -> Day {
        let places = places.into_iter().map(|id| Place::new(id, "P")).collect();
        Day { venue, outdoor, places, ..Day::new(id, Date::from_days(19_263 + offset), opens, closes) }
    }
}
prop_compose! {
    fn item()(id in item_id(), title in words(), minutes in 0u16..200, pin in prop::option::of(0u16..1500), place in prop::option::of(place_id()), who in prop::option::of("[ab]"), kind in kind(), least in prop::option::of(1u16..200)) -> Item {
        let presenters = who.map(|name| Presenter::Person { name, role: String::new() }).into_iter().collect();
        Item { minutes, pin, place, presenters, least, ..Item::new(id, kind, title) }
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::all().collect::<Vec<_>>())
}
fn who() -> impl Strategy<Value = Presenter> {
    prop_oneof![
        "[ab]".prop_map(|name| Presenter::Person { name, role: String::new() }),
        "l[12]".prop_map(|id| Presenter::Library { name: id.clone(), id }),
    ]
}

fn value() -> impl Strategy<Value = ItemValue> {
    prop_oneof![
        words().prop_map(ItemValue::Title),
        (0u16..900).prop_map(ItemValue::Minutes),
        prop::option::of(0u16..1500).prop_map(ItemValue::Pin),
        words().prop_map(ItemValue::Note),
        kind().prop_map(ItemValue::Kind),
        prop::option::of(0u16..400).prop_map(ItemValue::Least),
        prop::collection::vec(who(), 0..3).prop_map(ItemValue::Presenters),
        prop::collection::vec(who(), 0..3).prop_map(ItemValue::Focus),
        words().prop_map(ItemValue::Moderator),
        words().prop_map(ItemValue::Private),
        any::<u16>().prop_map(ItemValue::Crowd),
    ]
}

pub fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![12 => leaf(), 1 => prop::collection::vec(leaf(), 0..4).prop_map(|edits| Edit::Group { edits })]
}

fn leaf() -> impl Strategy<Value = Edit> {
    prop_oneof![
        2 => day().prop_map(|day| Edit::AddDay { day }),
        1 => (day_id(), 0i64..4).prop_map(|(day, offset)| Edit::ChangeDay { day, values: vec![DayValue::Date(Date::from_days(19_263 + offset))] }),
        1 => (day_id(), 0u16..1500).prop_map(|(day, opens)| Edit::ChangeDay { day, values: vec![DayValue::Opens(opens)] }),
        1 => day_id().prop_map(|day| Edit::RemoveDay { day }),
        1 => (day_id(), place_id(), prop::option::of(place_id())).prop_map(|(day, id, after)| Edit::AddPlace { day, place: Place::new(id, "P"), after }),
        1 => (day_id(), place_id(), any::<u16>(), any::<bool>()).prop_map(|(day, place, capacity, shared)| Edit::SetPlace { day, place, capacity, shared }),
        1 => (day_id(), who(), prop::option::of((0u16..1500, 0u16..1500))).prop_map(|(day, who, times)| Edit::State { day, who, times }),
        1 => ("[xy]", prop::option::of(words())).prop_map(|(conflict, reason)| Edit::Accept { conflict, reason }),
        1 => (day_id(), words()).prop_map(|(day, rain)| Edit::ChangeDay { day, values: vec![DayValue::Rain(rain)] }),
        1 => (day_id(), place_id(), words()).prop_map(|(day, place, name)| Edit::RenamePlace { day, place, name }),
        1 => (day_id(), place_id()).prop_map(|(day, place)| Edit::RemovePlace { day, place }),
        6 => (item(), day_id(), prop::option::of(item_id())).prop_map(|(item, day, after)| Edit::Add { item, day, after }),
        4 => (item_id(), prop::collection::vec(value(), 0..3)).prop_map(|(item, values)| Edit::Change { item, values }),
        4 => (item_id(), day_id(), prop::option::of(place_id()), prop::option::of(item_id())).prop_map(|(item, day, place, after)| Edit::Move { item, day, place, after }),
        2 => item_id().prop_map(|item| Edit::Remove { item }),
    ]
}

pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    // Two sound days first, so that most of what follows applies.
    let start = ["d1", "d2"].map(|id| Edit::AddDay {
        day: Day {
            places: if id == "d1" { vec![Place::new("p1", "A"), Place::new("p2", "B")] } else { Vec::new() },
            ..Day::new(id, Date::from_days(if id == "d1" { 19_263 } else { 19_264 }), 480, 960)
        },
    });
    prop::collection::vec(edit(), 0..60).prop_map(move |mut rest| {
        let mut all = start.to_vec();
        all.append(&mut rest);
        all
    })
}

fn numbered(edits: &[Edit], by: impl Fn(usize) -> &'static str) -> Vec<Entry> {
    let mut agenda = Agenda::default();
    let mut entries = Vec::new();
    for edit in edits {
        if agenda.apply(edit).is_ok() {
            let number = i64::try_from(entries.len()).unwrap() + 1;
            let by = by(entries.len()).to_owned();
            entries.push(Entry {
                number,
                name: by.clone(),
                by,
                at: Moment(number),
                step: Step { edit: edit.clone(), undoes: None },
            });
        }
    }
    entries
}

fn ids(agenda: &Agenda) -> Vec<String> {
    let mut ids: Vec<String> = agenda.items().map(|(_, item)| item.id.clone()).collect();
    ids.sort();
    ids
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    /// A refused edit changes nothing, and no edit panics.
    #[test]
    fn every_list_of_edits_folds(edits in edits()) {
        let mut agenda = Agenda::default();
        for edit in &edits {
            let before = agenda.clone();
            if let Err(refused) = agenda.apply(edit) {
                prop_assert_eq!(&before, &agenda);
                prop_assert!(!refused.to_string().is_empty());
            }
            words::edit(&before, edit);
            let mut unique = ids(&agenda);
            unique.dedup();
            prop_assert_eq!(unique.len(), agenda.items().count(), "an id stands for one item");
        }
        conflicts(&agenda, &Rules::default());
    }

    /// Within a place nothing overlaps, an item for everybody overlaps nothing, and time follows the order.
    #[test]
    fn nothing_overlaps_within_a_place(edits in edits()) {
        let agenda = history::fold(&numbered(&edits, |_| "a"));
        for day in &agenda.days {
            let slots = flow::slots(day);
            prop_assert_eq!(slots.len(), day.items.len());
            for (i, (a, sa)) in day.items.iter().zip(&slots).enumerate() {
                prop_assert!(sa.start >= u32::from(day.opens));
                let lasts = sa.end - sa.start;
                prop_assert!((u32::from(a.least())..=u32::from(a.minutes)).contains(&lasts), "breaks stay within their bounds");
                prop_assert_eq!(lasts + sa.shrunk, u32::from(a.minutes));
                prop_assert!(a.pin.is_none_or(|pin| sa.start >= u32::from(pin)));
                prop_assert!(a.pin.is_none_or(|pin| sa.late == sa.start - u32::from(pin)));
                for (b, sb) in day.items.iter().zip(&slots).skip(i + 1) {
                    if a.place.is_none() || b.place.is_none() || a.place == b.place {
                        prop_assert!(sa.end <= sb.start);
                    }
                }
            }
        }
    }

    /// Taking edits back one after the other restores every state on the way.
    #[test]
    fn undo_restores(edits in edits()) {
        let mut agenda = Agenda::default();
        let mut way = Vec::new();
        for edit in &edits {
            let before = agenda.clone();
            if agenda.apply(edit).is_ok() {
                way.push((before.inverse(edit).unwrap(), before));
            }
        }
        for (inverse, before) in way.into_iter().rev() {
            prop_assert_eq!(agenda.apply(&inverse), Ok(()));
            prop_assert_eq!(&agenda, &before);
        }
    }

    /// Undo everything through the log, then redo everything: back at the same agenda.
    #[test]
    fn undo_and_redo_through_the_log(edits in edits()) {
        let mut entries = numbered(&edits, |_| "a");
        let end = history::fold(&entries);
        let count = entries.len();
        let step = |entries: &mut Vec<Entry>, number: i64| {
            let step = history::take_back(entries, number, "a").unwrap();
            let number = i64::try_from(entries.len()).unwrap() + 1;
            entries.push(Entry { number, by: "a".into(), name: "a".into(), at: Moment(number), step });
        };
        for _ in 0..count {
            let (undo, _) = history::next(&entries, "a");
            step(&mut entries, undo.unwrap());
        }
        prop_assert_eq!(history::fold(&entries), Agenda::default());
        prop_assert_eq!(history::next(&entries, "a").0, None);
        for _ in 0..count {
            let (_, redo) = history::next(&entries, "a");
            step(&mut entries, redo.unwrap());
        }
        prop_assert_eq!(history::fold(&entries), end);
        prop_assert_eq!(history::next(&entries, "a").1, None);
    }

    /// The fold is the same however often it is told, and through storage.
    #[test]
    fn the_fold_is_deterministic(edits in edits()) {
        let entries = numbered(&edits, |_| "a");
        let stored: Vec<Entry> = serde_json::from_str(&serde_json::to_string(&entries).unwrap()).unwrap();
        prop_assert_eq!(&stored, &entries);
        prop_assert_eq!(history::fold(&stored), history::fold(&entries));
    }

    /// Changing what an item is keeps ids and order; moving it keeps the others' order.
    #[test]
    fn ids_and_order_are_kept(edits in edits(), edit in edit()) {
        let before = history::fold(&numbered(&edits, |_| "a"));
        let mut after = before.clone();
        if after.apply(&edit).is_ok() {
            match &edit {
                Edit::Move { item, .. } => {
                    prop_assert_eq!(ids(&before), ids(&after));
                    for day in &before.days {
                        let rest = |agenda: &Agenda| -> Vec<String> { agenda.day(&day.id).unwrap().items.iter().filter(|other| other.id != *item).map(|other| other.id.clone()).collect() };
                        prop_assert_eq!(rest(&before), rest(&after));
                    }
                    let content = |agenda: &Agenda| { let (_, item) = agenda.item(item).unwrap(); Item { place: None, ..item.clone() } };
                    prop_assert_eq!(content(&before), content(&after));
                }
                Edit::Change { .. } | Edit::ChangeDay { .. } => prop_assert_eq!(ids(&before), ids(&after)),
                _ => {}
            }
        }
    }

    /// Two edits of two people that do not fight give the same agenda in either order, if both apply in both orders.
    /// (Additions and moves may name the same neighbour; only their order among themselves may differ.)
    #[test]
    fn edits_that_do_not_fight_merge(edits in edits(), one in (item_id(), prop::collection::vec(value(), 1..3)), two in edit()) {
        let start = history::fold(&numbered(&edits, |_| "a"));
        let one = Edit::Change { item: one.0, values: one.1 };
        if !one.fights(&two) && one != two {
            let both = |first: &Edit, second: &Edit| { let mut agenda = start.clone(); agenda.apply(first).and_then(|()| agenda.apply(second)).map(|()| agenda) };
            if let (Ok(ab), Ok(ba)) = (both(&one, &two), both(&two, &one)) {
                prop_assert_eq!(ab, ba);
            }
        }
    }

    /// Buttons, keys and fingers only make edits that apply, and up undoes down.
    #[test]
    fn moves_apply(edits in edits(), item in item_id(), onto in item_id()) {
        let agenda = history::fold(&numbered(&edits, |_| "a"));
        let ways = [moves::Way::Up, moves::Way::Down, moves::Way::Left, moves::Way::Right];
        let carried = ways.map(|way| moves::carry(&agenda, &item, way));
        for edit in [moves::up(&agenda, &item), moves::down(&agenda, &item), moves::beside(&agenda, &item, &onto, true), moves::beside(&agenda, &item, &onto, false), moves::duplicate(&agenda, &item, "baru".into()), moves::split(&agenda, &item, 5, "baru".into()), moves::join(&agenda, &item)].into_iter().chain(carried).flatten() {
            prop_assert_eq!(agenda.clone().apply(&edit), Ok(()));
        }
    }

    /// Whatever is posted, the reader answers with words or with an edit that applies.
    #[test]
    fn any_form_is_read_or_refused(edits in edits(), act in "(tambah|ubah|pindah|naik|turun|hapus|hari-baru|hari-ubah|tempat-baru|tempat-ubah|batalkan|ulangi|terbitkan|x)",
        item in item_id(), day in day_id(), text in any::<String>(), minutes in "[0-9x]{0,4}", pin in "[0-9.:x]{0,5}") {
        let agenda = history::fold(&numbered(&edits, |_| "a"));
        let pairs: Vec<(String, String)> = match act.as_str() {
            "tambah" => vec![("spot", day), ("title", text), ("kind", "materi".into()), ("minutes", minutes), ("pin", pin)],
            "ubah" => vec![("item", item), ("title", text.clone()), ("kind", "berbagi".into()), ("people", text), ("minutes", minutes)],
            "pindah" => vec![("item", item), ("spot", day), ("after", text)],
            "naik" | "turun" | "hapus" => vec![("item", item)],
            "hari-baru" => vec![("date", "2022-10-01".into()), ("venue", text), ("opens", pin)],
            "hari-ubah" => vec![("day", day), ("date", text), ("closes", pin)],
            "tempat-baru" => vec![("day", day), ("name", text)],
            "terbitkan" => vec![("publish_note", text)],
            _ => vec![("tidak-ada", text)],
        }.into_iter().map(|(name, value)| (name.to_owned(), value)).chain([("act".to_owned(), act.clone())]).collect();
        match form::read(&pairs, &agenda, &Rules::default(), || "baru".into()) {
            Ok(form::Wish::Edit(edit)) => prop_assert_eq!(agenda.clone().apply(&edit), Ok(())),
            Ok(_) => {}
            Err(findings) => prop_assert!(findings.iter().all(|finding| !finding.words.is_empty()) && !findings.is_empty()),
        }
    }
}

fn sample() -> Agenda {
    let mut agenda = Agenda::default();
    let day = Day {
        venue: "Aula".into(),
        places: vec![Place::new("a", "Kelompok A"), Place::new("b", "Kelompok B")],
        ..Day::new("d", Date::parse("2022-09-28").unwrap(), 480, 720)
    };
    agenda.apply(&Edit::AddDay { day }).unwrap();
    for (after, id, place, minutes, who) in [
        (None, "1", None, 30, "Aldrin"),
        (Some("1"), "2", Some("a"), 60, "Sari"),
        (Some("2"), "3", Some("b"), 45, "sari "),
        (Some("3"), "4", None, 30, "Budi"),
    ] {
        let item = Item {
            minutes,
            place: place.map(Into::into),
            presenters: vec![Presenter::Person { name: who.into(), role: String::new() }],
            ..Item::new(id, Kind::Talk, format!("Acara {id}"))
        };
        agenda.apply(&Edit::Add { item, day: "d".into(), after: after.map(Into::into) }).unwrap();
    }
    agenda
}

fn starts(agenda: &Agenda) -> Vec<u32> {
    flow::slots(&agenda.days[0]).iter().map(|slot| slot.start).collect()
}

#[test]
fn items_flow_places_run_side_by_side_and_common_items_wait() {
    let mut agenda = sample();
    assert_eq!(starts(&agenda), [480, 510, 510, 570]);
    agenda.apply(&Edit::Change { item: "1".into(), values: vec![ItemValue::Minutes(45)] }).unwrap();
    assert_eq!(starts(&agenda), [480, 525, 525, 585], "a longer item pushes the rest");
    agenda.apply(&Edit::Change { item: "4".into(), values: vec![ItemValue::Pin(Some(600))] }).unwrap();
    assert_eq!(starts(&agenda)[3], 600, "a later pin leaves a gap");
    agenda.apply(&Edit::Change { item: "4".into(), values: vec![ItemValue::Pin(Some(500))] }).unwrap();
    assert_eq!(flow::slots(&agenda.days[0])[3].late, 85, "an earlier pin is reported, nothing is reordered");
}

#[test]
fn conflicts_say_what_and_why() {
    let mut agenda = sample();
    let found = conflicts(&agenda, &Rules::default());
    assert!(found[0].what.contains("dua acara pada waktu yang sama") && found[0].why.contains("Acara 2"), "{found:?}");
    assert_eq!((found[0].item.as_deref(), found[0].other.as_deref()), (Some("2"), Some("3")));
    agenda.apply(&Edit::Change { item: "3".into(), values: vec![ItemValue::Presenters(Vec::new())] }).unwrap();
    assert!(!blocks(&conflicts(&agenda, &Rules::default())), "{:?}", conflicts(&agenda, &Rules::default()));
    agenda.apply(&Edit::Change { item: "2".into(), values: vec![ItemValue::Minutes(300)] }).unwrap();
    assert!(
        conflicts(&agenda, &Rules::default()).iter().any(|c| c.weight == Weight::Error
            && c.what.contains("melewati jam selesai")
            && c.why.contains(", 2 jam sesudah")),
        "{:?}",
        conflicts(&agenda, &Rules::default())
    );
    agenda.apply(&Edit::Change { item: "4".into(), values: vec![ItemValue::Pin(Some(600))] }).unwrap();
    assert!(conflicts(&agenda, &Rules::default()).iter().any(|c| c.what.contains("terlambat 3 jam 30 menit")));
    assert!(blocks(&conflicts(&Agenda::default(), &Rules::default())));
}

#[test]
fn somebody_elses_later_change_is_not_undone_in_silence() {
    let agenda = sample();
    let change = |minutes| Edit::Change { item: "1".into(), values: vec![ItemValue::Minutes(minutes)] };
    let entry = |number, by: &str, edit| Entry {
        number,
        by: by.into(),
        name: by.into(),
        at: Moment(number),
        step: Step { edit, undoes: None },
    };
    let mut entries: Vec<Entry> = Vec::new();
    let day = Day { items: Vec::new(), ..agenda.days[0].clone() };
    entries.push(entry(1, "a", Edit::AddDay { day }));
    entries.push(entry(2, "a", Edit::Add { item: agenda.days[0].items[0].clone(), day: "d".into(), after: None }));
    entries.push(entry(3, "a", change(40)));
    entries.push(entry(4, "b", change(50)));
    assert_eq!(history::next(&entries, "a").0, Some(3));
    assert!(
        matches!(history::take_back(&entries, 3, "a"), Err(history::NotUndone::Overtaken { name, .. }) if name == "b")
    );
    assert_eq!(history::overlooked(&entries, 3, &change(60)).map(|entry| entry.number), Some(4));
    assert_eq!(history::overlooked(&entries, 4, &change(60)), None);
    let title = Edit::Change { item: "1".into(), values: vec![ItemValue::Title("Baru".into())] };
    assert_eq!(history::overlooked(&entries, 2, &title), None, "different values of one item merge");
    assert!(history::overlooked(&entries, 2, &Edit::Remove { item: "1".into() }).is_some());
    assert_eq!(history::told(&entries, 2)[0].1, "mengubah “Acara 1”: lama menjadi 50 menit");
}

#[test]
fn forms_keep_what_was_not_typed() {
    let agenda = sample();
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    let same = pairs(&[
        ("act", "ubah"),
        ("item", "1"),
        ("title", "Acara 1"),
        ("kind", "materi"),
        ("minutes", "30"),
        ("pin", ""),
        ("people", "Aldrin"),
        ("moderator", ""),
        ("note", ""),
    ]);
    let findings = form::read(&same, &agenda, &Rules::default(), String::new).unwrap_err();
    assert_eq!(findings[0].words, "Tidak ada yang diubah.");
    let pinned = pairs(&[
        ("act", "ubah"),
        ("item", "1"),
        ("title", "Acara 1"),
        ("kind", "materi"),
        ("minutes", "30"),
        ("pin", "08.15"),
        ("people", "Aldrin, Kabid"),
    ]);
    let Ok(form::Wish::Edit(Edit::Change { values, .. })) =
        form::read(&pinned, &agenda, &Rules::default(), String::new)
    else {
        panic!("not a change")
    };
    assert_eq!(values.len(), 2);
    let unknown = pairs(&[("act", "naik"), ("item", "2"), ("office", "62.02")]);
    assert!(form::read(&unknown, &agenda, &Rules::default(), String::new).unwrap_err()[0].words.contains("“office”"));
    let wrong = pairs(&[("act", "tambah"), ("spot", "d:x"), ("title", "T"), ("kind", "materi")]);
    assert_eq!(form::read(&wrong, &agenda, &Rules::default(), || "n".into()).unwrap_err()[0].field, "spot");
}
