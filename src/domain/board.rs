//! The office's board: which library has sent which month, in words and signs that do not need colour.
//!
//! Two independent facts meet in a cell (design.md section 2.2): how far the report has come and whether it came in
//! time. The board is for the office alone; nothing of it is ever shown to the public.

/// How far a month's report has come, as the office sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// No report is asked for: the month lies before the library was replicated, or it is no longer active.
    Unasked,
    /// Nothing has come and nothing is late yet.
    Awaited,
    /// The librarian has begun and not sent; the office sees that, not what was typed.
    Begun,
    /// The due day has passed and nothing was sent.
    Missing,
    /// Sent and waiting for the office.
    Sent,
    /// Given back to the librarian with a comment.
    Returned,
    /// Approved.
    Approved,
}

impl Progress {
    /// Every kind, in the order in which the legend explains them.
    pub const ALL: [Self; 7] =
        [Self::Sent, Self::Returned, Self::Approved, Self::Missing, Self::Begun, Self::Awaited, Self::Unasked];

    /// The sign that stands in the cell. Each has its own shape, so that it can be told without colour.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Unasked => "–",
            Self::Awaited => "·",
            Self::Begun => "✎",
            Self::Missing => "○",
            Self::Sent => "➜",
            Self::Returned => "↺",
            Self::Approved => "✓",
        }
    }

    /// The words for the sign, in lower case; the words of the workflow are those of design.md section 2.2.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unasked => "tidak diminta",
            Self::Awaited => "belum tiba tenggat",
            Self::Begun => "baru draf",
            Self::Missing => "belum lapor",
            Self::Sent => "terkirim, menunggu diperiksa",
            Self::Returned => "perlu diperbaiki",
            Self::Approved => "disetujui",
        }
    }

    /// The name of the cell's class in `style/board.css`.
    pub fn class(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Awaited => "awaited",
            Self::Begun => "begun",
            Self::Missing => "missing",
            Self::Sent => "sent",
            Self::Returned => "returned",
            Self::Approved => "approved",
        }
    }

    /// Whether the library has sent this month at least once.
    pub fn received(self) -> bool {
        matches!(self, Self::Sent | Self::Returned | Self::Approved)
    }
}

/// One library's month on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How far the report has come.
    pub progress: Progress,
    /// The first sending, or the silence, lies after the due moment.
    pub late: bool,
}

impl Cell {
    /// The cell in words, as a screen reader says it: "disetujui, terlambat".
    pub fn words(self) -> String {
        let words = self.progress.words();
        // "belum lapor" says already that the day has passed.
        if self.late && self.progress != Progress::Missing { format!("{words}, terlambat") } else { words.to_owned() }
    }
}

/// What is known of one report when the board is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Where the report stands in the workflow.
    pub stage: Stage,
    /// When it was first sent, unix seconds; `None` while it is a draft that never was.
    pub first_sent_at: Option<i64>,
}

/// Where a report stands in the workflow, as stored (`report.status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// `draf`
    Draft,
    /// `terkirim`
    Sent,
    /// `perlu_diperbaiki`
    Returned,
    /// `disetujui`
    Approved,
}

/// When a month's report is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The last instant that is in time, unix seconds.
    pub due: i64,
    /// Whether the library has to report this month at all.
    pub expected: bool,
}

/// Puts together what is known of a month into its cell. `now` in unix seconds.
pub fn cell(known: Option<Known>, asked: Asked, now: i64) -> Cell {
    let overdue = now > asked.due;
    let Some(known) = known else {
        let progress = match (asked.expected, overdue) {
            (false, _) => Progress::Unasked,
            (true, true) => Progress::Missing,
            (true, false) => Progress::Awaited,
        };
        return Cell { progress, late: progress == Progress::Missing };
    };
    let progress = match known.stage {
        Stage::Draft => Progress::Begun,
        Stage::Sent => Progress::Sent,
        Stage::Returned => Progress::Returned,
        Stage::Approved => Progress::Approved,
    };
    // Punctuality is that of the first sending: mending a returned report never makes it late.
    let late = match known.first_sent_at {
        Some(sent) => sent > asked.due,
        None => overdue && asked.expected,
    };
    Cell { progress, late }
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
        for Cell { progress, late } in cells {
            if progress == Progress::Unasked {
                continue;
            }
            tally.asked += 1;
            if progress.received() {
                tally.received += 1;
                tally.in_time += usize::from(!late);
            }
            match progress {
                Progress::Sent => tally.waiting += 1,
                Progress::Returned => tally.returned += 1,
                Progress::Approved => tally.approved += 1,
                Progress::Missing => tally.missing += 1,
                Progress::Begun if late => tally.missing += 1,
                Progress::Begun | Progress::Awaited | Progress::Unasked => {}
            }
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DUE: i64 = 1_000;

    fn asked(expected: bool) -> Asked {
        Asked { due: DUE, expected }
    }

    #[test]
    fn silence_is_not_blamed_before_the_due_day() {
        assert_eq!(cell(None, asked(true), DUE).progress, Progress::Awaited);
        assert_eq!(cell(None, asked(true), DUE + 1).progress, Progress::Missing);
        assert_eq!(cell(None, asked(false), DUE + 1).progress, Progress::Unasked);
    }

    #[test]
    fn the_first_sending_decides_punctuality_for_good() {
        let mended = Known { stage: Stage::Sent, first_sent_at: Some(DUE) };
        let seen = cell(Some(mended), asked(true), DUE + 900);
        assert_eq!(seen, Cell { progress: Progress::Sent, late: false });
        assert_eq!(seen.words(), "terkirim, menunggu diperiksa");
        let late = Known { stage: Stage::Approved, first_sent_at: Some(DUE + 1) };
        assert_eq!(cell(Some(late), asked(true), DUE + 900).words(), "disetujui, terlambat");
    }

    #[test]
    fn a_late_draft_counts_as_missing() {
        let begun = cell(Some(Known { stage: Stage::Draft, first_sent_at: None }), asked(true), DUE + 1);
        assert_eq!(begun.words(), "baru draf, terlambat");
        assert_eq!(Tally::of([begun]), Tally { asked: 1, missing: 1, ..Tally::default() });
    }

    #[test]
    fn no_two_signs_or_words_are_alike() {
        for (place, one) in Progress::ALL.iter().enumerate() {
            for other in &Progress::ALL[..place] {
                assert_ne!(one.sign(), other.sign());
                assert_ne!(one.words(), other.words());
                assert_ne!(one.class(), other.class());
            }
        }
    }

    fn any_cell() -> impl Strategy<Value = Cell> {
        let stage = prop_oneof![Just(Stage::Draft), Just(Stage::Sent), Just(Stage::Returned), Just(Stage::Approved)];
        (proptest::option::of((stage, proptest::option::of(0..2_000_i64))), any::<bool>(), 0..2_000_i64).prop_map(
            |(known, expected, now)| {
                let known = known.map(|(stage, first_sent_at)| Known { stage, first_sent_at });
                cell(known, asked(expected), now)
            },
        )
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
