//! The office's board: which library has sent which month, in words and signs that do not need colour.
//!
//! Two independent facts meet in a cell (design.md section 2.2): how far the report has come and whether it came in
//! time. The board is for the office alone; nothing of it is ever shown to the public.

use crate::domain::moment::Date;
use crate::domain::report::Status;

/// How far a month's report has come, as the office sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// No report is asked for: the month lies before the library joined, or it is no longer active.
    Unasked,
    /// Nothing has come and nothing is late yet.
    Awaited,
    /// The due date has passed and nothing was sent.
    Missing,
    /// There is a report; a draft shows that it was begun, not what was typed.
    Come(Status),
}

impl Progress {
    /// Every kind, in the order in which the legend explains them.
    pub const ALL: [Self; 7] = [
        Self::Come(Status::Sent),
        Self::Come(Status::Returned),
        Self::Come(Status::Approved),
        Self::Missing,
        Self::Come(Status::Draft),
        Self::Awaited,
        Self::Unasked,
    ];

    /// The words for it, in lower case; the words of the workflow are those of design.md section 2.2.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unasked => "tidak diminta",
            Self::Awaited => "belum tiba tenggat",
            Self::Missing => "belum lapor",
            Self::Come(Status::Draft) => "baru draf",
            Self::Come(Status::Sent) => "terkirim, menunggu diperiksa",
            Self::Come(Status::Returned) => "perlu diperbaiki",
            Self::Come(Status::Approved) => "disetujui",
        }
    }

    /// The one word that fits into a narrow cell; empty where a dash says enough.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Unasked | Self::Awaited => "",
            Self::Missing => "belum",
            Self::Come(Status::Draft) => "draf",
            Self::Come(Status::Sent) => "terkirim",
            Self::Come(Status::Returned) => "perbaiki",
            Self::Come(Status::Approved) => "disetujui",
        }
    }

    /// Whether the library has sent this month at least once.
    pub const fn received(self) -> bool {
        matches!(self, Self::Come(Status::Sent | Status::Returned | Status::Approved))
    }
}

/// One library's month on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How far the report has come.
    pub progress: Progress,
    /// The first sending, or the silence, lies after the due date.
    pub late: bool,
    /// The newest content says "nihil".
    pub nihil: bool,
    /// Corrected since an earlier content was approved, and not looked at yet.
    pub revised: bool,
}

impl Cell {
    /// The cell in words, as a screen reader says it: "disetujui, terlambat".
    pub fn words(self) -> String {
        let words = self.progress.words();
        let mut words = words.to_owned();
        // "belum lapor" says already that the day has passed.
        for (holds, more) in [
            (self.nihil, ", nihil"),
            (self.revised, ", berubah sejak disetujui"),
            (self.late && self.progress != Progress::Missing, ", terlambat"),
        ] {
            if holds {
                words.push_str(more);
            }
        }
        words
    }
}

/// What is known of one report when the board is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Where the report stands in the workflow.
    pub status: Status,
    /// The day on which it was finished, as it counts; `None` while it is a draft that never was sent.
    pub first_sent: Option<Date>,
    /// The newest content says "nihil".
    pub nihil: bool,
    /// An earlier content is in force while a newer one waits.
    pub revised: bool,
}

/// When a month's report is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The last day that is in time.
    pub due: Date,
    /// Whether the library has to report this month at all.
    pub expected: bool,
}

/// Puts together what is known of a month into its cell.
pub fn cell(known: Option<Known>, asked: Asked, today: Date) -> Cell {
    let overdue = today > asked.due;
    let Some(known) = known else {
        let progress = match (asked.expected, overdue) {
            (false, _) => Progress::Unasked,
            (true, true) => Progress::Missing,
            (true, false) => Progress::Awaited,
        };
        return Cell { progress, late: progress == Progress::Missing, nihil: false, revised: false };
    };
    // Punctuality is that of the first sending: mending a returned report never makes it late.
    let late = match known.first_sent {
        Some(sent) => sent > asked.due,
        None => overdue && asked.expected,
    };
    let revised = known.revised && known.status == Status::Sent;
    Cell { progress: Progress::Come(known.status), late, nihil: known.nihil, revised }
}

/// A library's name without what nearly all of them share, for the board's narrow first column:
/// "Perpustakaan Desa Natai Raya" is "Natai Raya" there, a ward stays "Kelurahan Sidorejo".
pub fn brief_name(name: &str) -> &str {
    let brief = name.strip_prefix("Perpustakaan ").unwrap_or(name);
    let brief = brief.strip_prefix("Desa ").unwrap_or(brief).trim();
    if brief.is_empty() { name } else { brief }
}

/// How many libraries stand where, over one month or over the whole board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Libraries that are asked for a report, or have sent one unasked.
    pub asked: usize,
    /// Sent at least once, whatever became of it.
    pub received: usize,
    /// Of those received, the ones in time.
    pub in_time: usize,
    /// Sent and waiting for the office.
    pub waiting: usize,
    /// Given back and not yet sent again.
    pub returned: usize,
    /// Approved.
    pub approved: usize,
    /// Past the due day and nothing sent, begun or not.
    pub missing: usize,
}

impl Tally {
    /// Counts cells.
    pub fn of(cells: impl IntoIterator<Item = Cell>) -> Self {
        let mut tally = Self::default();
        for Cell { progress, late, .. } in cells {
            if progress == Progress::Unasked {
                continue;
            }
            tally.asked += 1;
            if progress.received() {
                tally.received += 1;
                tally.in_time += usize::from(!late);
            }
            match progress {
                Progress::Come(Status::Sent) => tally.waiting += 1,
                Progress::Come(Status::Returned) => tally.returned += 1,
                Progress::Come(Status::Approved) => tally.approved += 1,
                Progress::Missing => tally.missing += 1,
                Progress::Come(Status::Draft) => tally.missing += usize::from(late),
                Progress::Awaited | Progress::Unasked => {}
            }
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Just, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
    use proptest::strategy::Strategy;

    fn day(days_after_due: i64) -> Date {
        due().plus_days(days_after_due)
    }

    fn due() -> Date {
        Date { year: 2026, month: 11, day: 10 }
    }

    fn known(status: Status, first_sent: Option<Date>) -> Known {
        Known { status, first_sent, nihil: false, revised: false }
    }

    fn asked(expected: bool) -> Asked {
        Asked { due: due(), expected }
    }

    #[test]
    fn silence_is_not_blamed_before_the_due_day() {
        assert_eq!(cell(None, asked(true), day(0)).progress, Progress::Awaited);
        assert_eq!(cell(None, asked(true), day(1)).progress, Progress::Missing);
        assert_eq!(cell(None, asked(false), day(1)).progress, Progress::Unasked);
    }

    #[test]
    fn the_first_sending_decides_punctuality_for_good() {
        let mended = known(Status::Sent, Some(day(0)));
        let seen = cell(Some(mended), asked(true), day(9));
        assert_eq!((seen.progress, seen.late), (Progress::Come(Status::Sent), false));
        assert_eq!(seen.words(), "terkirim, menunggu diperiksa");
        let late = known(Status::Approved, Some(day(1)));
        assert_eq!(cell(Some(late), asked(true), day(9)).words(), "disetujui, terlambat");
        let odd = Known { nihil: true, revised: true, ..known(Status::Sent, Some(day(1))) };
        let words = "terkirim, menunggu diperiksa, nihil, berubah sejak disetujui, terlambat";
        assert_eq!(cell(Some(odd), asked(true), day(9)).words(), words);
    }

    #[test]
    fn a_late_draft_counts_as_missing() {
        let begun = cell(Some(known(Status::Draft, None)), asked(true), day(1));
        assert_eq!(begun.words(), "baru draf, terlambat");
        assert_eq!(Tally::of([begun]), Tally { asked: 1, missing: 1, ..Tally::default() });
    }

    #[test]
    fn names_get_shorter_but_never_vanish() {
        assert_eq!(brief_name("Perpustakaan Desa Natai Raya"), "Natai Raya");
        assert_eq!(brief_name("Perpustakaan Kelurahan Sidorejo"), "Kelurahan Sidorejo");
        assert_eq!(brief_name("TBM Rumah Pintar"), "TBM Rumah Pintar");
        assert_eq!(brief_name("Perpustakaan Desa "), "Perpustakaan Desa ");
    }

    #[test]
    fn no_two_words_are_alike() {
        for (place, one) in Progress::ALL.iter().enumerate() {
            for other in &Progress::ALL[..place] {
                assert_ne!(one.words(), other.words());
            }
        }
    }

    fn any_cell() -> impl Strategy<Value = Cell> {
        let status =
            prop_oneof![Just(Status::Draft), Just(Status::Sent), Just(Status::Returned), Just(Status::Approved)];
        let known = proptest::option::of((status, proptest::option::of(-40..40_i64)));
        (known, any::<bool>(), -40..40_i64).prop_map(|(known, expected, today)| {
            let known = known.map(|(status, sent)| self::known(status, sent.map(day)));
            cell(known, asked(expected), day(today))
        })
    }

    proptest! {
        #[test]
        fn the_tally_adds_up(cells in proptest::collection::vec(any_cell(), 0..60)) {
            let tally = Tally::of(cells.iter().copied());
            prop_assert_eq!(tally.waiting + tally.returned + tally.approved, tally.received);
            prop_assert!(tally.in_time <= tally.received);
            prop_assert!(tally.received + tally.missing <= tally.asked);
            prop_assert!(tally.asked <= cells.len());
        }
    }
}
