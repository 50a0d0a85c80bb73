//! The whole plan: what it proposes for a usual meeting, and what it says when something is missing.

use super::accept::{Change, edit};
use super::*;
use crate::domain::agenda::conflict::{blocks, conflicts};
use crate::domain::agenda::{Day, Edit, Item, Rules, flow};
use crate::domain::indicator::{Figure, Figures};
use crate::domain::moment::Date;
use crate::domain::score::{MonthFacts, PUNCTUAL, measures};
use crate::domain::standing::{Known, standings};
use proptest::prelude::*;

/// A library with figures made of its number: each is good at something.
fn known(number: u32) -> Known {
    let months = (0..6u32)
        .map(|month| {
            let figures: Figures = measures()
                .into_iter()
                .filter(|measure| measure.code != PUNCTUAL)
                .zip(1u32..)
                .map(|(measure, place)| {
                    let count = (number * 37 + place * 11 + number * place * 7 + month) % 60;
                    (measure.code.to_owned(), Figure::Counted(count))
                })
                .collect();
            MonthFacts { figures: Some(figures), nihil: false, on_time: Some(!(number + month).is_multiple_of(3)) }
        })
        .collect();
    let district = ["Kumai", "Arut Selatan", "Pangkalan Banteng"][number as usize % 3].to_owned();
    Known { id: format!("l{number:03}"), name: format!("Perpustakaan Desa Nomor {number}"), district, months }
}

fn parties(count: u32) -> Vec<Standing> {
    standings((0..count).map(known).collect(), 3)
}

fn choice() -> Choice {
    Choice::usual(Month::new(2026, 11).unwrap())
}

/// Two days: an opening, a pinned midday break, a closing.
fn two_days() -> Agenda {
    let day = |id: &str, date: &str, closes: u16| Day {
        venue: "Aula".into(),
        items: vec![
            time::bare(&format!("{id}a"), "Pembukaan", Kind::Opening, 60, None),
            Item { pin: Some(720), ..time::bare(&format!("{id}b"), "ISHOMA", Kind::Ishoma, 60, None) },
            time::bare(&format!("{id}z"), "Penutupan", Kind::Closing, 30, None),
        ],
        ..Day::new(id, Date::parse(date).unwrap(), 480, closes)
    };
    Agenda { days: vec![day("d1", "2026-12-01", 960), day("d2", "2026-12-02", 900)], ..Agenda::default() }
}

fn planned(choice: &Choice, parties: Vec<Standing>, wishes: &[(String, String)], agenda: &Agenda) -> Plan {
    plan(Input { choice, parties, wishes, refused: &[], agenda })
}

fn sharings(plan: &Plan) -> Vec<&Sharing> {
    let mut sharings = Vec::new();
    for piece in &plan.pieces {
        if let Piece::Sharing(sharing) = piece {
            sharings.push(sharing);
        }
    }
    sharings
}

fn accept_all(plan: &Plan, choice: &Choice, agenda: &Agenda) -> Agenda {
    let all: Vec<(String, Change)> =
        plan.pieces.iter().map(|piece| (piece.id().to_owned(), Change::default())).collect();
    let mut number = 0;
    let edit = edit(plan, choice, agenda, &all, || {
        number += 1;
        format!("p{number}")
    });
    let mut agenda = agenda.clone();
    agenda.apply(&edit.unwrap()).unwrap();
    agenda
}

#[test]
fn thirteen_libraries_in_two_days_all_get_a_turn_without_a_conflict() {
    for rooms in [1, 2, 3] {
        let choice = Choice { rooms, floor: 0, ..choice() };
        let agenda = two_days();
        let plan = planned(&choice, parties(13), &[], &agenda);
        assert_eq!(sharings(&plan).len(), 13, "{:?}", plan.unmet);
        assert_eq!(plan.unmet, Vec::<String>::new());
        let groups = plan.pieces.iter().filter(|piece| matches!(piece, Piece::Group(_))).count();
        assert_eq!(groups, 3);
        assert!(plan.reached.iter().take(2).all(|reached| reached.exact));
        let built = accept_all(&plan, &choice, &agenda);
        let found = conflicts(&built, &Rules::default());
        assert!(!blocks(&found), "{rooms}: {found:?}");
        // Where it was foreseen, there it stands.
        for piece in &plan.pieces {
            let (day, item) = built.item(piece.id()).unwrap();
            let slot = flow::slots(day)[day.position(&item.id).unwrap()];
            assert_eq!(
                (slot.start, &day.id),
                (piece.spot().unwrap().start, &piece.spot().unwrap().day),
                "{rooms}: {}",
                item.title
            );
        }
        // Nothing is left to propose, and everything is known to be accepted.
        let after = planned(&choice, parties(13), &[], &built);
        assert_eq!(after.pieces, Vec::new());
        assert_eq!(after.accepted.len(), 16);
    }
}

#[test]
fn accepting_one_leaves_the_others_as_they_are() {
    let (choice, mut agenda) = (Choice { floor: 0, ..choice() }, two_days());
    let who = |plan: &Plan| {
        let mut who: Vec<(usize, usize)> = sharings(plan).iter().map(|one| (one.teacher, one.subject)).collect();
        who.sort_unstable();
        who
    };
    let mut number = 0;
    loop {
        let plan = planned(&choice, parties(13), &[], &agenda);
        let Some(first) = plan.pieces.first() else { break };
        let mut rest = who(&plan);
        if let Piece::Sharing(sharing) = first {
            rest.retain(|one| *one != (sharing.teacher, sharing.subject));
        }
        let fresh = || {
            number += 1;
            format!("p{number}")
        };
        let edit = edit(&plan, &choice, &agenda, &[(first.id().to_owned(), Change::default())], fresh).unwrap();
        agenda.apply(&edit).unwrap();
        assert_eq!(who(&planned(&choice, parties(13), &[], &agenda)), rest);
    }
    assert!(number > 0, "groups have places of their own");
    assert!(!blocks(&conflicts(&agenda, &Rules::default())));
}

#[test]
fn without_a_librarys_reports_it_is_said_and_not_ranked() {
    let full = planned(&choice(), parties(13), &[], &two_days());
    assert_eq!(full.unknown, Vec::<usize>::new());
    let mut libraries: Vec<Known> = (0..13).map(known).collect();
    libraries[4].months.clear();
    let parties = standings(libraries, 3);
    let without = planned(&choice(), parties, &[], &two_days());
    assert_eq!(without.unknown, [4]);
    assert_eq!(
        words::too_little(&choice(), &without.parties[4]),
        "Perpustakaan Desa Nomor 4: 0 laporan disetujui, perlu 3."
    );
    assert!(
        sharings(&without)
            .iter()
            .all(|one| one.teacher != 4 && one.listeners.iter().all(|(listener, _)| *listener != 4))
    );
    // It still has a chair in a group.
    let seated = without
        .pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Group(group) if group.members.iter().any(|(member, _)| *member == 4)));
    assert!(seated);
}

#[test]
fn wishes_are_kept_or_it_is_said_why_not() {
    let wish = |library: &str, subject: &str| (library.to_owned(), subject.to_owned());
    let wishes = [wish("l003", "publikasi")];
    let choice = Choice { floor: 0, ..choice() };
    let mut agenda = two_days();
    for (library, day) in [("l005", "d1"), ("l006", "d1"), ("l006", "d2")] {
        let who = Presenter::Library { id: library.into(), name: library.into() };
        agenda.apply(&Edit::State { day: day.into(), who, times: Some((0, 0)) }).unwrap();
    }
    // Comes at two in the afternoon.
    let who = Presenter::Library { id: "l007".into(), name: "l007".into() };
    agenda.apply(&Edit::State { day: "d1".into(), who, times: Some((840, 1440)) }).unwrap();
    let plan = planned(&choice, parties(13), &wishes, &agenda);
    let seven = sharings(&plan).iter().find(|one| one.teacher == 7).unwrap().spot.clone().unwrap();
    assert!(seven.day == "d2" || seven.start >= 840, "{seven:?}");
    let three = *sharings(&plan).iter().find(|one| one.teacher == 3).unwrap();
    assert_eq!((SUBJECTS[three.subject].code, three.wished), ("publikasi", true));
    let five = *sharings(&plan).iter().find(|one| one.teacher == 5).unwrap();
    assert_eq!(five.spot.as_ref().unwrap().day, "d2");
    assert!(sharings(&plan).iter().all(|one| one.teacher != 6));
    assert!(plan.unmet.iter().any(|sentence| sentence.contains("Nomor 6 tidak bisa hadir")), "{:?}", plan.unmet);

    // Everybody wants the same, and only one may: eleven wishes are told.
    let wishes: Vec<(String, String)> = (0..12).map(|n| wish(&format!("l{n:03}"), "tepat")).collect();
    let plan = planned(&Choice { seats: 1, ..choice.clone() }, parties(13), &wishes, &two_days());
    assert_eq!(plan.unmet.iter().filter(|sentence| sentence.starts_with("Keinginan")).count(), 11);
    // No time at all.
    let full = planned(&choice, parties(13), &[], &Agenda::default());
    assert_eq!(sharings(&full).len(), 0);
    assert!(full.unmet.iter().any(|sentence| sentence.contains("cukup untuk 0 acara")), "{:?}", full.unmet);
}

#[test]
fn what_keeps_time_gives_way_to_what_is_proposed() {
    let mut agenda = two_days();
    agenda.days[0].items.insert(1, time::bare("f1", "Putaran pertama", Kind::Sharing, 60, None));
    agenda.days[1].items.insert(1, time::bare("f2", "Diskusi", Kind::Discussion, 60, None));
    for rooms in [1, 2] {
        let choice = Choice { floor: 0, rooms, ..choice() };
        let plan = planned(&choice, parties(13), &[], &agenda);
        let filled =
            sharings(&plan).iter().filter(|one| one.spot.as_ref().unwrap().filler.as_deref() == Some("f1")).count();
        // With a second room less is missed where only one sharing stands in a round, as long as there is time.
        assert!(filled >= 4, "{filled}");
        let built = accept_all(&plan, &choice, &agenda);
        assert!(built.item("f1").is_none() && built.item("f2").is_none());
        assert!(!blocks(&conflicts(&built, &Rules::default())), "{:?}", conflicts(&built, &Rules::default()));
        // One alone takes its own minutes.
        let one = [(sharings(&plan)[0].id.clone(), Change::default())];
        let mut part = agenda.clone();
        part.apply(&edit(&plan, &choice, &agenda, &one, || "p".to_owned()).unwrap()).unwrap();
        assert_eq!(part.item("f1").unwrap().1.minutes, 45);
    }
}

#[test]
fn what_was_thrown_away_stays_away_and_moves_nobody() {
    let (choice, agenda) = (Choice { floor: 0, ..choice() }, two_days());
    let before = planned(&choice, parties(13), &[], &agenda);
    let gone = vec![sharings(&before)[2].id.clone()];
    let after = plan(Input { choice: &choice, parties: parties(13), wishes: &[], refused: &gone, agenda: &agenda });
    let rest: Vec<&Piece> = before.pieces.iter().filter(|piece| piece.id() != gone[0]).collect();
    assert_eq!(after.pieces.iter().collect::<Vec<_>>(), rest);
    assert_eq!(after.refused[0].id(), gone[0]);
    let replacing = Choice { replace: true, ..choice };
    let other = plan(Input { choice: &replacing, parties: parties(13), wishes: &[], refused: &gone, agenda: &agenda });
    assert_eq!(sharings(&other).len(), 13);
    assert!(sharings(&other).iter().all(|one| one.id != gone[0]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// The order in which libraries, wishes and reports come changes nothing.
    #[test]
    fn the_same_input_gives_the_same_proposals(order in Just((0u32..13).collect::<Vec<u32>>()).prop_shuffle(), rooms in 1usize..=2) {
        let choice = Choice { rooms, ..choice() };
        let wishes = vec![("l001".to_owned(), "tepat".to_owned()), ("l002".to_owned(), "bacaan".to_owned())];
        let sorted = planned(&choice, parties(13), &wishes, &two_days());
        let shuffled = standings(order.into_iter().map(known).collect(), 3);
        let reversed: Vec<(String, String)> = wishes.iter().rev().cloned().collect();
        prop_assert_eq!(planned(&choice, shuffled, &reversed, &two_days()), sorted);
    }
}
