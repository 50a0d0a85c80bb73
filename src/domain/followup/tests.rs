use super::*;
use crate::domain::form::Definition;
use crate::domain::indicator::{Figure, Figures};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn reported(of: &str, visitors: Option<u32>) -> Reported {
    let figures = visitors.map(|count| Figures::from([("pengunjung".to_owned(), Figure::Counted(count))]));
    Reported {
        month: month(of),
        reference: format!("LK-{of}-0001"),
        report: of.to_owned(),
        facts: MonthFacts { figures: figures.or_else(|| Some(Figures::new())), nihil: false, on_time: None },
    }
}

fn aim() -> Aim {
    Aim { measure: "pengunjung".into(), start: 40, goal: 60 }
}

fn course() -> Course {
    Course { met: day("2026-09-28"), due: day("2026-12-01"), closed: None, reopened: None }
}

fn plan() -> Plan {
    Plan {
        what: "Buka sampai malam pada hari pasar".into(),
        audience: "warga pasar".into(),
        who: "Ibu Sari".into(),
        due: Some(day("2026-12-01")),
        support: String::new(),
        aim: Some(aim()),
        remark: String::new(),
    }
}

#[test]
fn the_first_report_that_reaches_the_goal_closes_it() {
    let reports = [
        reported("2026-12", Some(90)),
        reported("2026-11", Some(61)),
        reported("2026-10", Some(59)),
        reported("2026-09", Some(80)),
    ];
    let State::Reached(reading) = state(&course(), Some(&aim()), &reports, day("2027-02-01")) else {
        panic!("the goal was reached");
    };
    // Not September's: the meeting was in it.
    assert_eq!((reading.month, reading.reference.as_str()), (month("2026-11"), "LK-2026-11-0001"));
    let early = Course { met: day("2026-11-02"), ..course() };
    assert!(
        matches!(state(&early, Some(&aim()), &reports, day("2027-02-01")), State::Reached(reading) if reading.month == month("2026-12"))
    );
}

#[test]
fn what_is_missing_is_not_nought_and_what_waits_does_not_count() {
    let mut waiting = reported("2026-10", None);
    waiting.facts.figures = None;
    waiting.facts.nihil = false;
    assert_eq!(readings(&course(), "pengunjung", &[waiting, reported("2026-11", None)]), Vec::new());
    assert_eq!(state(&course(), Some(&aim()), &[], day("2026-12-01")), State::Open);
    assert_eq!(state(&course(), Some(&aim()), &[], day("2026-12-02")), State::Late);
}

#[test]
fn a_person_closes_and_opens_again() {
    let reports = [reported("2026-10", Some(70))];
    let closed = Course { closed: Some(day("2026-10-05")), ..course() };
    assert_eq!(state(&closed, Some(&aim()), &reports, day("2026-11-01")), State::Done(day("2026-10-05")));
    // October was a slip of the finger; it counts no more.
    let again = Course { reopened: Some(day("2026-11-03")), ..course() };
    assert_eq!(state(&again, Some(&aim()), &reports, day("2026-11-10")), State::Open);
    assert!(state(&again, Some(&aim()), &[reported("2026-11", Some(60))], day("2026-12-10")).is_closed());
}

#[test]
fn a_plan_that_cannot_come_true_is_refused() {
    let standard = Form::standard(month("2026-10"));
    let fields = |plan: &Plan, form: &Form| {
        check(plan, day("2026-09-28"), form).into_iter().map(|it| it.field).collect::<Vec<_>>()
    };
    assert!(fields(&plan(), &standard).is_empty());
    let with = |aim: Aim| Plan { aim: Some(aim), ..plan() };
    assert_eq!(fields(&with(Aim { goal: 40, ..aim() }), &standard), ["menjadi"], "the goal must be above the start");
    assert_eq!(fields(&with(Aim { goal: 50_001, ..aim() }), &standard), ["menjadi"]);
    assert_eq!(fields(&Plan { due: Some(day("2026-09-27")), ..plan() }, &standard), ["tenggat"]);
    assert!(fields(&Plan { due: Some(day("2026-09-28")), ..plan() }, &standard).is_empty());
    assert_eq!(fields(&Plan { what: " ".into(), due: None, ..plan() }, &standard), ["kegiatan", "tenggat"]);
    assert_eq!(fields(&Plan { remark: "a".repeat(LONGEST + 1), ..plan() }, &standard), ["keterangan"]);
    let hidden = Form::new(1, &Definition { hidden: vec!["tik".into()], ..Definition::default() }, month("2026-10"));
    assert_eq!(fields(&with(Aim { measure: "tik".into(), ..aim() }), &hidden), ["angka"]);
    assert!(fields(&with(Aim { measure: "strategi_publikasi".into(), start: 0, goal: 2 }), &hidden).is_empty());
    assert_eq!(fields(&with(Aim { measure: PUNCTUAL.into(), start: 50, goal: 120 }), &hidden), ["menjadi"]);
    assert_eq!(fields(&with(Aim { measure: "tidak_ada".into(), ..aim() }), &hidden), ["angka"]);
}

#[test]
fn a_reminder_is_kind() {
    let open = [("Buka malam".to_owned(), day("2026-11-01")), ("Pojok baca".to_owned(), day("2026-12-01"))];
    let about = About {
        person: "Ibu Sari",
        library: "Perpustakaan Desa Natai Raya",
        meeting: "PLM 2026",
        open: &open,
        link: "https://contoh.id/tindak-lanjut",
        office: "DPK",
    };
    let words = reminder(&about, day("2026-11-10"));
    assert!(words.contains("Buka malam (direncanakan sampai") && words.contains("masih kami tunggu"), "{words}");
    assert!(words.contains("Pojok baca (sampai") && !words.contains("terlambat"), "{words}");
}

proptest! {
    /// One more approved report never opens what was closed, and the order in which reports come changes nothing.
    #[test]
    fn more_reports_never_open_it_again(
        visitors in prop::collection::vec(prop::option::of(0u32..120), 1..12),
        more in 0u32..120,
        goal in 1u32..120,
    ) {
        let from = month("2026-10");
        let steps = (0..).zip(&visitors);
        let mut reports: Vec<Reported> = steps.map(|(n, count)| reported(&from.plus(n).to_string(), *count)).collect();
        let aim = Aim { measure: "pengunjung".into(), start: 0, goal };
        let today = day("2028-01-01");
        let before = state(&course(), Some(&aim), &reports, today);
        reports.reverse();
        prop_assert_eq!(&state(&course(), Some(&aim), &reports, today), &before);
        let later = from.plus(i32::try_from(visitors.len()).unwrap());
        reports.push(reported(&later.to_string(), Some(more)));
        let after = state(&course(), Some(&aim), &reports, today);
        if before.is_closed() {
            prop_assert_eq!(&after, &before);
        }
        prop_assert_eq!(after.is_closed(), visitors.iter().flatten().chain([&more]).any(|count| *count >= goal));
    }
}
