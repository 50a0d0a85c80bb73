//! `pantau bench-proposals`: how long each stage takes for 500 libraries, and how near it comes to what nothing can exceed.

use crate::domain::agenda::{Agenda, Day, Item, Kind};
use crate::domain::indicator::Figure;
use crate::domain::moment::{Date, Month};
use crate::domain::proposal::groups::Seating;
use crate::domain::proposal::order::Rounds;
use crate::domain::proposal::teachers::Teaching;
use crate::domain::proposal::{Choice, Input, Piece, plan};
use crate::domain::score::{MonthFacts, PUNCTUAL, measures};
use crate::domain::standing::{Known, SUBJECTS, standings};
use std::time::Duration;

/// As many as a province has.
const LIBRARIES: usize = 500;

/// Numbers without a pattern, the same in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    fn gain(&mut self) -> i64 {
        i64::from(self.below(1001))
    }
}

pub(super) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    #[expect(clippy::disallowed_methods, reason = "a stop watch for ./dev bench; nothing depends on what it says")]
    let begun = std::time::Instant::now();
    let made = work();
    (made, begun.elapsed())
}

fn row(name: &str, took: Duration, told: &str) {
    println!("{name:34} {:>8.1} ms   {told}", took.as_secs_f64() * 1000.0);
}

/// Prints what was measured.
pub fn measure() {
    println!("proposals for {LIBRARIES} libraries; the goal is under 1000 ms in all");
    let mut dice = Dice(62);
    let gains: Vec<Vec<Option<i64>>> =
        (0..LIBRARIES).map(|_| SUBJECTS.map(|_| (dice.below(5) > 0).then(|| dice.gain() * 100)).to_vec()).collect();
    let wished: Vec<Vec<bool>> = (0..LIBRARIES).map(|_| SUBJECTS.map(|_| dice.below(50) == 0).to_vec()).collect();
    let seats = vec![LIBRARIES.div_ceil(SUBJECTS.len()); SUBJECTS.len()];
    let teaching = Teaching { gains: &gains, wished: &wished, seats: &seats, most: LIBRARIES };
    let (answer, took) = timed(|| teaching.assign());
    let (turns, wishes, learnt) = teaching.worth(&answer);
    row("(a) teachers to subjects, exact", took, &format!("{turns} turns, {wishes} wishes, {learnt} learnt"));

    let groups = 8;
    let worth: Vec<Vec<i64>> = (groups..LIBRARIES).map(|_| (0..groups).map(|_| dice.gain()).collect()).collect();
    let bands: Vec<usize> = (groups..LIBRARIES).map(|place| place % 4).collect();
    let seating = Seating { worth: &worth, bands: &bands, band_count: 4, groups };
    let (seats, took) = timed(|| seating.seat());
    let (found, bound) = (seating.total(&seats), seating.bound(&seats));
    #[expect(clippy::cast_precision_loss, reason = "a percentage to read")]
    let share = found as f64 * 100.0 / bound.max(1) as f64;
    row("(b) listeners to groups", took, &format!("{found} of at most {bound} ({share:.2} % of the relaxation)"));

    let places = vec![8; LIBRARIES.div_ceil(8)];
    let gains: Vec<Vec<i64>> = (0..LIBRARIES).map(|_| (0..LIBRARIES).map(|_| dice.gain()).collect()).collect();
    let teachers: Vec<usize> = (0..LIBRARIES).collect();
    let can: Vec<Vec<bool>> = (0..LIBRARIES).map(|_| places.iter().map(|_| dice.below(10) > 0).collect()).collect();
    for (name, places) in [("(c) order, eight places", &places), ("(c) order, one place, exact", &vec![1; LIBRARIES])] {
        let can: Vec<Vec<bool>> =
            can.iter().map(|row| places.iter().zip(row.iter().cycle()).map(|(_, can)| *can).collect()).collect();
        let rounds = Rounds { gains: &gains, teachers: &teachers, can: &can, places };
        let (order, took) = timed(|| rounds.order());
        let (left, missed, _) = rounds.cost(&order);
        row(name, took, &format!("{left} left out, {missed} missed"));
    }

    let known: Vec<Known> = (0..LIBRARIES).map(|number| library(number, &mut dice)).collect();
    let choice = Choice { rooms: 8, floor: 0, ..Choice::usual(Month { year: 2026, month: 11 }) };
    let days = (0..3).map(|place| {
        let mut day = Day::new(format!("d{place}"), Date { year: 2026, month: 12, day: 1 + place }, 420, 1200);
        day.items = vec![Item { minutes: 30, ..Item::new(format!("o{place}"), Kind::Opening, "Pembukaan") }];
        day
    });
    let agenda = Agenda { days: days.collect(), ..Agenda::default() };
    let (made, took) = timed(|| {
        let parties = standings(known, choice.least);
        plan(Input { choice: &choice, parties, wishes: &[], refused: &[], agenda: &agenda })
    });
    let sharings = made.pieces.iter().filter(|piece| matches!(piece, Piece::Sharing(_))).count();
    row(
        "everything, three days, 8 rooms",
        took,
        &format!("{sharings} sharings; {}", made.reached.map(|reached| reached.value).join("; ")),
    );
}

fn library(number: usize, dice: &mut Dice) -> Known {
    let months = (0..6).map(|_| {
        let figures = measures().into_iter().filter(|measure| measure.code != PUNCTUAL);
        let figures = figures.map(|measure| (measure.code.to_owned(), Figure::Counted(dice.below(200)))).collect();
        MonthFacts { figures: Some(figures), nihil: false, on_time: Some(dice.below(4) > 0) }
    });
    let months = months.collect();
    Known {
        id: format!("l{number:03}"),
        name: format!("Perpustakaan Desa {number}"),
        district: format!("Kecamatan {}", number % 40),
        months,
    }
}
