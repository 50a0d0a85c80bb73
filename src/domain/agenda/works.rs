//! What the builder does beside single edits: breaks that give, remedies, templates, going back, the day itself, and bad input.

use super::conflict::{Sort, conflicts};
use super::properties::edits;
use super::remedy::remedies;
use super::*;
use crate::domain::moment::{Date, Moment};
use history::{Entry, Step};
use proptest::prelude::*;

fn rules() -> Rules {
    let libraries = ["l1", "l2"].map(|id| (id.to_owned(), format!("Perpustakaan {id}"))).to_vec();
    Rules { libraries, people: vec!["Bu Rina".into()], ..Rules::default() }
}

fn fold(edits: &[Edit]) -> Agenda {
    let mut agenda = Agenda::default();
    for edit in edits {
        let _ = agenda.apply(edit);
    }
    agenda
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// A remedy applies, is told in words, is taken back in one step, and what it was for is gone.
    #[test]
    fn remedies_help(edits in edits()) {
        let (agenda, rules) = (fold(&edits), rules());
        for conflict in conflicts(&agenda, &rules) {
            for remedy in remedies(&agenda, &rules, &conflict) {
                let mut after = agenda.clone();
                prop_assert_eq!(after.apply(&remedy.edit), Ok(()), "{} {:?}", remedy.words, remedy.edit);
                prop_assert!(!words::edit(&agenda, &remedy.edit).is_empty() && !remedy.words.is_empty());
                let inverse = agenda.inverse(&remedy.edit).unwrap();
                let mut back = after.clone();
                prop_assert_eq!(back.apply(&inverse), Ok(()));
                prop_assert_eq!(&back, &agenda);
                // Some help only in part (a break cuts a long stretch, another place may hold an item up); these always do.
                if matches!(conflict.sort, Sort::Rain | Sort::EmptyDay | Sort::Turn) {
                    prop_assert!(conflicts(&after, &rules).iter().all(|other| other.key() != conflict.key()), "{}", remedy.words);
                }
            }
        }
    }

    /// Every conflict has a key of its own, and an accepted warning keeps its reason until what it is about changes.
    #[test]
    fn accepted_warnings_stay_accepted(edits in edits()) {
        let (agenda, rules) = (fold(&edits), rules());
        let found = conflicts(&agenda, &rules);
        let mut keys: Vec<String> = found.iter().map(conflict::Conflict::key).collect();
        keys.sort();
        let count = keys.len();
        keys.dedup();
        prop_assert_eq!(keys.len(), count);
        for conflict in found.iter().filter(|conflict| conflict.weight == conflict::Weight::Warning && conflict.is_open()) {
            let mut after = agenda.clone();
            let accept = Edit::Accept { conflict: conflict.key(), reason: Some("Sudah dibicarakan".into()) };
            prop_assert_eq!(after.apply(&accept), Ok(()));
            let again = conflicts(&after, &rules);
            prop_assert!(again.iter().any(|other| other.key() == conflict.key() && other.accepted.as_deref() == Some("Sudah dibicarakan")));
        }
    }

    /// Going back makes the draft exactly what the version was, in one step that can be taken back.
    #[test]
    fn going_back_is_exact(one in edits(), two in edits()) {
        let goal = fold(&one);
        let agenda = fold(&[one, two].concat());
        match difference::way(&agenda, &goal) {
            None => prop_assert!(agenda == goal),
            Some(edit) => {
                let mut after = agenda.clone();
                prop_assert_eq!(after.apply(&edit), Ok(()));
                prop_assert_eq!(&after, &goal);
                prop_assert!(after.apply(&agenda.inverse(&edit).unwrap()).is_ok());
                prop_assert_eq!(&after, &agenda);
            }
        }
        if agenda == goal {
            prop_assert!(difference::lines(&agenda, &goal).is_empty());
        }
    }

    /// On the day: ISHOMA keeps its time and the day its closing wherever what lies before them can give enough; nothing that has
    /// begun changes its beginning, and the past is left alone.
    #[test]
    fn a_late_day_keeps_ishoma_and_closing(lasts in prop::collection::vec(15u16..60, 3..8), after in prop::collection::vec(15u16..60, 1..5), late in 1u16..60, at in 0usize..3) {
        let mut day = Day::new("d", Date::from_days(19_263), 480, 0);
        let put = |day: &mut Day, id: String, kind, minutes| day.items.push(Item { minutes, ..Item::new(id, kind, "Acara") });
        for (index, minutes) in lasts.iter().enumerate() {
            put(&mut day, format!("a{index}"), Kind::Talk, *minutes);
        }
        put(&mut day, "ishoma".into(), Kind::Ishoma, 60);
        for (index, minutes) in after.iter().enumerate() {
            put(&mut day, format!("b{index}"), Kind::Talk, *minutes);
        }
        let before = flow::slots(&day);
        day.closes = u16::try_from(before.last().unwrap().end).unwrap();
        let agenda = Agenda { days: vec![day], accepted: Vec::new() };
        let now = before[at].start + 5;
        let edit = late::delay(&agenda, "d", u16::try_from(now).unwrap(), late).unwrap();
        let mut then = agenda.clone();
        prop_assert_eq!(then.apply(&edit), Ok(()));
        let slots = flow::slots(&then.days[0]);
        for (index, slot) in slots.iter().enumerate().take(at + 1) {
            prop_assert_eq!(slot.start, before[index].start, "what has begun began when it began");
        }
        let room: u32 = lasts[at + 1..].iter().map(|minutes| u32::from(minutes - 5)).sum();
        let ishoma = lasts.len();
        if room >= u32::from(late) {
            prop_assert_eq!(slots[ishoma].start, before[ishoma].start);
            prop_assert!(slots.last().unwrap().end <= u32::from(then.days[0].closes));
        } else {
            prop_assert!(slots[ishoma].late > 0, "what cannot be kept is said");
        }
    }

    /// Breaks give no more than they have to: the pin behind them is kept if it can be, and then they are as long as possible.
    #[test]
    fn breaks_give_what_is_needed(talk in 10u16..90, most in 5u16..60, least in 1u16..60, pin in 480u16..640) {
        let least = least.min(most);
        let mut day = Day::new("d", Date::from_days(19_263), 480, 1000);
        day.items.push(Item { minutes: talk, ..Item::new("a", Kind::Talk, "A") });
        day.items.push(Item { minutes: most, least: Some(least), ..Item::new("b", Kind::Coffee, "B") });
        day.items.push(Item { minutes: 30, pin: Some(pin), ..Item::new("c", Kind::Talk, "C") });
        let slots = flow::slots(&day);
        let room = i32::from(pin) - 480 - i32::from(talk);
        let (least, most) = (i32::from(least), i32::from(most));
        let lasts = i32::try_from(slots[1].end - slots[1].start).unwrap();
        prop_assert_eq!(lasts, if room < least { least } else { room.min(most) });
        prop_assert_eq!(slots[2].late > 0, room < least);
    }
}

fn day() -> Agenda {
    let day = Day { venue: "Aula".into(), ..Day::new("d", Date::parse("2027-10-06").unwrap(), 480, 960) };
    fold(&[Edit::AddDay { day }])
}

fn sorts(agenda: &Agenda) -> Vec<Sort> {
    conflicts(agenda, &rules()).iter().map(|conflict| conflict.sort).collect()
}

#[test]
fn every_sort_of_conflict_is_found_and_its_remedy_ends_it() {
    let person = |name: &str| Presenter::Person { name: name.into(), role: String::new() };
    let item = |id: &str, minutes, place: Option<&str>, who: &str| Item {
        minutes,
        place: place.map(Into::into),
        presenters: vec![person(who)],
        moderator: "Bu Rina".into(),
        ..Item::new(id, Kind::Talk, format!("Acara {id}"))
    };
    let with = |change: &dyn Fn(&mut Day)| {
        let mut agenda = day();
        agenda.days[0].places = vec![Place::new("p1", "Halaman"), Place::new("p2", "Teras")];
        change(&mut agenda.days[0]);
        agenda
    };
    let cases: Vec<(Sort, Agenda)> = vec![
        (
            Sort::Twice,
            with(&|day| day.items = vec![item("1", 30, Some("p1"), "Sari"), item("2", 30, Some("p2"), "sari")]),
        ),
        (
            Sort::PlaceTwice,
            with(&|day| {
                day.places[1].name = "halaman".into();
                day.items = vec![
                    Item { moderator: String::new(), ..item("1", 30, Some("p1"), "A") },
                    Item { moderator: String::new(), ..item("2", 30, Some("p2"), "B") },
                ];
            }),
        ),
        (
            Sort::Crowded,
            with(&|day| {
                day.places[0].capacity = 10;
                day.items = vec![Item { crowd: 40, ..item("1", 30, Some("p1"), "A") }];
            }),
        ),
        (
            Sort::Pin,
            with(&|day| {
                day.items = vec![item("1", 60, None, "A"), Item { pin: Some(500), ..item("2", 30, None, "B") }]
            }),
        ),
        (Sort::Closing, with(&|day| day.items = vec![item("1", 500, None, "A")])),
        (
            Sort::Stated,
            with(&|day| {
                day.stated = vec![Stated { who: person("A"), from: 600, to: 700 }];
                day.items = vec![item("1", 30, None, "A")];
            }),
        ),
        (
            Sort::Rain,
            with(&|day| {
                day.outdoor = true;
                day.items = vec![item("1", 30, None, "A")];
            }),
        ),
        (
            Sort::Moderator,
            with(&|day| {
                day.items = vec![Item { kind: Kind::Sharing, moderator: String::new(), ..item("1", 30, None, "A") }]
            }),
        ),
        (Sort::Ishoma, with(&|day| day.items = (0..9).map(|n| item(&format!("i{n}"), 50, None, "A")).collect())),
        (Sort::Stretch, with(&|day| day.items = (0..3).map(|n| item(&format!("i{n}"), 50, None, "A")).collect())),
        (Sort::Turn, with(&|day| day.items = vec![Item { kind: Kind::Sharing, ..item("1", 30, None, "A") }])),
        (Sort::EmptyDay, with(&|_| ())),
    ];
    for (sort, agenda) in cases {
        let found: Vec<_> = conflicts(&agenda, &rules()).into_iter().filter(|conflict| conflict.sort == sort).collect();
        let conflict = found.first().unwrap_or_else(|| panic!("{sort:?} is not found"));
        assert!(!conflict.what.is_empty() && !conflict.why.is_empty());
        let ways = remedies(&agenda, &rules(), conflict);
        assert!(!ways.is_empty(), "{sort:?} has no remedy");
        let mut after = agenda.clone();
        after.apply(&ways[0].edit).unwrap();
        assert!(
            conflicts(&after, &rules()).iter().all(|other| other.key() != conflict.key()),
            "{sort:?}: “{}” does not help",
            ways[0].words
        );
    }
}

#[test]
fn going_back_works_without_any_day() {
    let accepted = Accepted { conflict: "y".into(), reason: "A".into() };
    let goal = Agenda { days: Vec::new(), accepted: vec![accepted] };
    for (from, to) in [(Agenda::default(), goal.clone()), (goal, Agenda::default())] {
        let mut after = from.clone();
        after.apply(&difference::way(&from, &to).unwrap()).unwrap();
        assert_eq!(after, to);
    }
}

#[test]
fn somebody_named_twice_in_one_item_is_not_in_two_places() {
    let who = Presenter::Person { name: "Sari".into(), role: String::new() };
    let mut agenda = day();
    agenda.days[0].places = vec![Place::new("p", "Teras")];
    agenda.days[0].items =
        vec![Item { presenters: vec![who.clone(), who], moderator: "sari".into(), ..Item::new("a", Kind::Talk, "A") }];
    assert!(!sorts(&agenda).contains(&Sort::Twice));
}

#[test]
fn friday_has_a_window_of_its_own() {
    // 8 October 2027 is a Friday. ISHOMA at 13.00 is within Friday's window and outside of Thursday's.
    for (date, fine) in [("2027-10-08", true), ("2027-10-07", false)] {
        let mut agenda = day();
        agenda.days[0].date = Date::parse(date).unwrap();
        agenda.days[0].items = vec![
            Item { minutes: 300, ..Item::new("a", Kind::Practice, "A") },
            Item { minutes: 60, ..Item::new("b", Kind::Ishoma, "B") },
            Item { minutes: 30, ..Item::new("c", Kind::Practice, "C") },
        ];
        assert_eq!(!sorts(&agenda).contains(&Sort::Ishoma), fine, "{date}");
    }
}

#[test]
fn templates_fill_the_days_and_add_what_is_missing() {
    for template in template::TEMPLATES {
        let mut number = 0;
        let mut fresh = || {
            number += 1;
            format!("n{number}")
        };
        let agenda = day();
        let edit = template::lay(&agenda, template.code, &mut fresh).unwrap();
        let mut after = agenda.clone();
        after.apply(&edit).unwrap();
        let wanted = template::coded(template.code).unwrap();
        assert_eq!(after.days.len(), wanted.len(), "{}", template.name);
        assert!(after.items().all(|(_, item)| item.pin.is_none()), "never fixed clock times");
        assert!(
            !conflict::blocks(&conflicts(&after, &rules())),
            "{}: {:?}",
            template.name,
            conflicts(&after, &rules())
        );
        let again = template::from_meeting(&agenda, &after, &mut fresh).unwrap();
        let mut copy = agenda.clone();
        copy.apply(&again).unwrap();
        assert_eq!(copy.items().count(), after.items().count());
    }
}

#[test]
fn the_kinds_stand_in_the_order_of_their_table() {
    for (index, kind) in Kind::all().enumerate() {
        assert_eq!(kind as usize, index, "{}", kind.word());
        assert_eq!(Kind::coded(kind.code()), Some(kind));
    }
}

#[test]
fn what_is_for_planners_only_does_not_leave() {
    let mut agenda = day();
    agenda.days[0].stated =
        vec![Stated { who: Presenter::Person { name: "Sari".into(), role: String::new() }, from: 0, to: 0 }];
    agenda.accepted = vec![Accepted { conflict: "x".into(), reason: "RAHASIA".into() }];
    agenda.days[0].items = vec![Item { private: "RAHASIA".into(), ..Item::new("a", Kind::Talk, "A") }];
    let out = serde_json::to_string(&agenda.shown()).unwrap();
    assert!(!out.contains("RAHASIA") && !out.contains("Sari"), "{out}");
}

#[test]
fn a_difference_reads_as_people_speak() {
    let mut old = day();
    old.days[0].venue = "Aula".into();
    old.days[0].places = vec![Place::new("p", "Taman")];
    let who = Presenter::Library { id: "l1".into(), name: "Natai Raya".into() };
    old.days[0].items = vec![Item {
        pin: Some(600),
        presenters: vec![who.clone()],
        ..Item::new("a", Kind::Sharing, "Berbagi Natai Raya")
    }];
    let mut new = old.clone();
    new.days[0].items[0].pin = Some(630);
    new.days[0].items[0].place = Some("p".into());
    let lines = difference::lines(&old, &new);
    assert_eq!(lines[0].words, "Berbagi Natai Raya: 10.00 → 10.30, Aula → Taman, dikunci mulai pukul 10.30");
    let concerned = difference::concerned_by(&lines);
    assert_eq!(concerned[0].0.key(), who.key());
    assert_eq!(difference::lines(&new, &new), []);
}

#[test]
fn an_item_begins_now() {
    let mut agenda = day();
    agenda.days[0].items = ["a", "b", "c"].map(|id| Item { minutes: 60, ..Item::new(id, Kind::Talk, id) }).to_vec();
    // 08.30: a runs. c is brought forward: a ends, c begins, b comes after it.
    let edit = late::start(&agenda, "c", 510).unwrap();
    agenda.apply(&edit).unwrap();
    let slots = flow::slots(&agenda.days[0]);
    let order: Vec<&str> = agenda.days[0].items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(order, ["a", "c", "b"]);
    assert_eq!((slots[0].end, slots[1].start, slots[2].start), (510, 510, 570));
}

#[test]
fn an_item_that_is_sent_to_another_day_goes_to_its_end_unless_an_order_was_chosen() {
    let mut agenda = day();
    agenda.days[0].items = ["a", "b"].map(|id| Item::new(id, Kind::Talk, id)).to_vec();
    let other = Day::new("e", agenda.days[0].date.plus_days(1), 480, 960);
    agenda.days.push(Day { items: vec![Item::new("c", Kind::Talk, "c")], ..other });
    let sent = |act: &str, after: &str| {
        let pairs = [("act", act), ("item", "b"), ("spot", "e"), ("after", after)];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        form::read(&pairs, &agenda, &rules(), || "n".into())
    };
    // "Sesudah a" is where it stands: what the form said before the day was chosen.
    for (chosen, follows) in [("a", Some("c")), ("awal", None), ("akhir", Some("c")), ("c", Some("c"))] {
        let Ok(form::Wish::Edit(Edit::Move { day, after, .. })) = sent("pindah", chosen) else { panic!("{chosen}") };
        assert_eq!((day.as_str(), after.as_deref()), ("e", follows), "{chosen}");
        let Ok(form::Wish::Edit(Edit::Add { day, after, .. })) = sent("salin", chosen) else { panic!("{chosen}") };
        assert_eq!((day.as_str(), after.as_deref()), ("e", follows), "{chosen}");
    }
    assert_eq!(sent("pindah", "tidak-ada").unwrap_err()[0].field, "after");
}

#[test]
fn bad_input_is_refused_in_words_and_changes_nothing() {
    let mut agenda = day();
    let add = |item: Item| Edit::Add { item, day: "d".into(), after: None };
    agenda.apply(&add(Item::new("a", Kind::Talk, "A"))).unwrap();
    let before = agenda.clone();
    let change = |value| Edit::Change { item: "a".into(), values: vec![value] };
    let person = |n: usize| Presenter::Person { name: format!("Orang {n}"), role: String::new() };
    let day_value = |value| Edit::ChangeDay { day: "d".into(), values: vec![value] };
    for bad in [
        change(ItemValue::Minutes(0)),
        change(ItemValue::Minutes(30 * 60)),
        change(ItemValue::Least(Some(300))),
        change(ItemValue::Pin(Some(1441))),
        change(ItemValue::Title("a\nb".into())),
        change(ItemValue::Title("x".repeat(5000))),
        change(ItemValue::Title("  ".into())),
        change(ItemValue::Presenters((0..300).map(person).collect())),
        change(ItemValue::Focus(vec![person(1)])),
        change(ItemValue::Crowd(60_000)),
        day_value(DayValue::Closes(480)),
        day_value(DayValue::Opens(970)),
        Edit::AddDay { day: Day::new("e", agenda.days[0].date, 480, 960) },
        Edit::Group { edits: vec![] },
        Edit::Group { edits: vec![Edit::Group { edits: vec![change(ItemValue::Minutes(5))] }] },
        Edit::Group { edits: vec![change(ItemValue::Minutes(5)), change(ItemValue::Minutes(0))] },
    ] {
        let refused = agenda.apply(&bad).expect_err(&format!("{bad:?}"));
        assert!(refused.to_string().ends_with('.'), "{refused}");
        assert_eq!(agenda, before);
    }
    // These are odd, and fine.
    for fine in [
        change(ItemValue::Pin(Some(1440))),
        change(ItemValue::Title("Berbagi 📚; satu, dua \\ tiga".into())),
        // The day before New Year, and the day after; given in the wrong order they stand in the right one.
        Edit::AddDay { day: Day::new("n2", Date::parse("2028-01-01").unwrap(), 480, 960) },
        Edit::AddDay { day: Day::new("n1", Date::parse("2027-12-31").unwrap(), 480, 960) },
    ] {
        assert_eq!(agenda.apply(&fine), Ok(()), "{fine:?}");
    }
    let order: Vec<&str> = agenda.days.iter().map(|day| day.id.as_str()).collect();
    assert_eq!(order, ["d", "n1", "n2"]);
    assert!(sorts(&agenda).contains(&Sort::Closing), "an item pinned at 24.00 is past every closing");
}

#[test]
fn two_thousand_items_are_too_many_and_what_fits_stays_quick_to_check() {
    let mut agenda = day();
    let mut taken = 0;
    for n in 0..2000 {
        let item = Item { minutes: 1, ..Item::new(format!("i{n}"), Kind::Talk, "A") };
        let after = (taken > 0).then(|| format!("i{}", n - 1));
        match agenda.apply(&Edit::Add { item, day: "d".into(), after: after.filter(|_| n <= taken) }) {
            Ok(()) => taken += 1,
            Err(refused) => assert_eq!(refused, Refused::TooMany),
        }
    }
    assert_eq!(taken, MOST_ITEMS);
    conflicts(&agenda, &rules());
}

#[test]
fn row_40_fifty_saves_of_one_item_at_once_leave_one_and_name_it_to_the_others() {
    let mut entries: Vec<Entry> = Vec::new();
    let mut agenda = Agenda::default();
    let number = |entries: &mut Vec<Entry>, by: &str, edit: Edit| {
        let number = i64::try_from(entries.len()).unwrap() + 1;
        entries.push(Entry {
            number,
            by: by.into(),
            name: by.into(),
            at: Moment(number),
            step: Step { edit, undoes: None },
        });
    };
    for edit in [
        Edit::AddDay { day: Day::new("d", Date::from_days(19_263), 480, 960) },
        Edit::Add { item: Item::new("a", Kind::Talk, "A"), day: "d".into(), after: None },
    ] {
        agenda.apply(&edit).unwrap();
        number(&mut entries, "p", edit);
    }
    let mut taken = 0;
    for n in 0..50 {
        let edit = Edit::Change { item: "a".into(), values: vec![ItemValue::Title(format!("Judul {n}"))] };
        match rebase::take(&entries, &mut agenda, 2, &edit, 0) {
            Ok(()) => {
                taken += 1;
                number(&mut entries, &format!("p{n}"), edit);
            }
            Err(not_taken) => assert!(not_taken.overlooked && not_taken.words.contains("p0"), "{}", not_taken.words),
        }
    }
    assert_eq!((taken, agenda.item("a").unwrap().1.title.as_str()), (1, "Judul 0"));
}
