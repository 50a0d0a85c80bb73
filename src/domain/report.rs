//! A library's report of one month: its life from draft to approval, when it is due, and what it holds.

pub mod difference;
pub mod draft;
#[cfg(any(feature = "lapor", test))]
pub mod merge;
pub mod rules;
mod story;
mod support;

pub use story::{Story, StoryConsent, erased_words, public_name};
pub use support::{Support, SupportKind};

use crate::domain::indicator::{Figure, Figures};
use crate::domain::moment::{Date, Month};
use std::collections::BTreeSet;

/// The first month that any report may be about: the year in which the programme's forerunner began.
pub const FIRST_MONTH: Month = Month { year: 2011, month: 1 };
/// Most activities in one report.
pub const MAX_ACTIVITIES: usize = 40;
/// Most impact stories in one report.
pub const MAX_STORIES: usize = 10;

/// Where a report stands between the library and the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Being filled in, never sent.
    Draft,
    /// Sent, waiting to be read.
    Sent,
    /// Read and returned with a comment.
    Returned,
    /// Read and approved.
    Approved,
}

impl Status {
    /// All, in the order of a report's life.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Sent, Self::Returned, Self::Approved];

    /// As stored in `report.status`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draf",
            Self::Sent => "terkirim",
            Self::Returned => "perlu_diperbaiki",
            Self::Approved => "disetujui",
        }
    }

    /// Reads the stored code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Draft => "Draf",
            Self::Sent => "Terkirim",
            Self::Returned => "Perlu diperbaiki",
            Self::Approved => "Disetujui",
        }
    }
}

/// What a planner says of a report that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Back to the library, with a comment.
    Returned,
    /// Good; from now on it counts, and its public part is public.
    Approved,
}

impl Verdict {
    /// As stored in `review.verdict`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Approved => "approved",
        }
    }

    /// Reads the stored code.
    pub fn of(code: &str) -> Option<Self> {
        [Self::Returned, Self::Approved].into_iter().find(|verdict| verdict.code() == code)
    }

    /// What people read in the history.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Returned => "Dikembalikan",
            Self::Approved => "Disetujui",
        }
    }
}

/// Why a step in the flow is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowFault {
    /// A review of something that is not waiting for one.
    NotSent(Status),
    /// A review of content that the library has replaced meanwhile.
    Replaced,
}

impl FlowFault {
    /// The sentence for the planner.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotSent(Status::Draft) => "Laporan ini masih draf di perpustakaan. Tunggu sampai dikirim.",
            Self::NotSent(Status::Returned) => {
                "Laporan ini sudah dikembalikan ke perpustakaan. Tunggu sampai dikirim lagi."
            }
            Self::NotSent(Status::Approved) => "Laporan ini sudah disetujui.",
            Self::NotSent(Status::Sent) | Self::Replaced => {
                "Perpustakaan mengirim perbaikan sejak halaman ini Anda buka. Baca dulu isi yang baru, lalu putuskan."
            }
        }
    }
}

/// The flow of one report: each sending makes a new immutable revision; a correction after approval leaves the approved one in
/// force until the next approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Where it stands.
    pub status: Status,
    /// The newest sent content; 0 when nothing was ever sent.
    pub revision: i64,
    /// The content in force.
    pub approved: Option<i64>,
}

impl Flow {
    /// A report that was only begun.
    #[cfg(test)]
    pub const fn begun() -> Self {
        Self { status: Status::Draft, revision: 0, approved: None }
    }

    /// The library sends: always allowed, also as a correction of what waits or was approved.
    #[must_use]
    pub const fn send(self) -> Self {
        Self { status: Status::Sent, revision: self.revision + 1, approved: self.approved }
    }

    /// The office decides about the revision that it has read.
    pub fn review(self, verdict: Verdict, read: i64) -> Result<Self, FlowFault> {
        if self.status != Status::Sent {
            return Err(FlowFault::NotSent(self.status));
        }
        if read != self.revision {
            return Err(FlowFault::Replaced);
        }
        Ok(match verdict {
            Verdict::Returned => Self { status: Status::Returned, ..self },
            Verdict::Approved => Self { status: Status::Approved, approved: Some(self.revision), ..self },
        })
    }
}

/// Was the report in time? Counted from the first sending, so that a correction makes nobody late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Punctuality {
    /// First sent on the due date or before.
    OnTime,
    /// First sent after the due date.
    Late,
    /// Never sent.
    NotYet,
}

impl Punctuality {
    /// Of a report for a month whose due date is `due`; `first_sent` is the civil date of the first sending.
    pub fn of(due: Date, first_sent: Option<Date>) -> Self {
        match first_sent {
            None => Self::NotYet,
            Some(date) if date <= due => Self::OnTime,
            Some(_) => Self::Late,
        }
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::OnTime => "tepat waktu",
            Self::Late => "terlambat",
            Self::NotYet => "belum lapor",
        }
    }
}

/// The date by which a month's report is awaited: the office's due day in the month after, or that month's last day if it is shorter.
pub fn due_date(month: Month, due_day: i64) -> Date {
    let next = month.plus(1);
    let day = u8::try_from(due_day.clamp(1, i64::from(next.days()))).unwrap_or(1);
    Date { day, ..next.first() }
}

/// Why there can be no report of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthFault {
    /// It has not begun.
    Future,
    /// Before the programme.
    TooEarly,
    /// Before the library was replicated, in that year.
    BeforeReplication(i32),
}

impl MonthFault {
    /// The sentence for the librarian.
    pub fn words(self) -> String {
        match self {
            Self::Future => "Bulan ini belum dimulai, jadi belum bisa dilaporkan.".to_owned(),
            Self::TooEarly => format!("Laporan dimulai dari {}.", FIRST_MONTH.long()),
            Self::BeforeReplication(year) => {
                format!("Perpustakaan ini ikut program sejak {year}, jadi laporannya mulai dari tahun itu.")
            }
        }
    }
}

/// May a library report about this month? `replicated` is its year of replication when known.
pub fn may_report(month: Month, today: Date, replicated: Option<i32>) -> Result<(), MonthFault> {
    if month > today.month_of() {
        return Err(MonthFault::Future);
    }
    if month < FIRST_MONTH {
        return Err(MonthFault::TooEarly);
    }
    match replicated {
        Some(year) if month.year < year => Err(MonthFault::BeforeReplication(year)),
        _ => Ok(()),
    }
}

/// The reference that the librarian is given at the first sending: "LK-2026-10-0001", counted within the office and the month.
pub fn reference(month: Month, number: i64) -> String {
    format!("LK-{month}-{number:04}")
}

/// The four entry types that the programme counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strategy {
    /// Pelibatan masyarakat.
    Involvement,
    /// Advokasi.
    Advocacy,
    /// Peningkatan layanan informasi.
    Information,
    /// Publikasi.
    Publicity,
}

impl Strategy {
    /// All, most frequent first.
    pub const ALL: [Self; 4] = [Self::Involvement, Self::Advocacy, Self::Information, Self::Publicity];

    /// As stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Involvement => "pelibatan",
            Self::Advocacy => "advokasi",
            Self::Information => "layanan",
            Self::Publicity => "publikasi",
        }
    }

    /// Reads the code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.code() == code)
    }

    /// The programme's fixed words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Involvement => "Pelibatan masyarakat",
            Self::Advocacy => "Advokasi",
            Self::Information => "Peningkatan layanan informasi",
            Self::Publicity => "Publikasi",
        }
    }

    /// One example, so that people need not know the programme's words by heart.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Involvement => "kelas, pelatihan, lomba, membaca bersama",
            Self::Advocacy => "bertemu kepala desa, PKK, atau calon mitra",
            Self::Information => "buku baru, jam buka, komputer, layanan keliling",
            Self::Publicity => "berita, unggahan media sosial, spanduk",
        }
    }

    /// Must the number of participants be given? A post on a wall has none.
    pub const fn needs_participants(self) -> bool {
        matches!(self, Self::Involvement | Self::Advocacy)
    }
}

/// Words offered for the field of an activity; others may be typed.
pub const FIELDS: [&str; 10] = [
    "Membaca dan belajar",
    "Anak dan keluarga",
    "Kesehatan",
    "Usaha dan ekonomi",
    "Keterampilan",
    "Komputer dan internet",
    "Pertanian dan perikanan",
    "Lingkungan",
    "Seni dan budaya",
    "Layanan perpustakaan",
];

/// One activity of a sent report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Stable over the report's revisions.
    pub id: String,
    /// One of the four.
    pub strategy: Strategy,
    /// Field of life, in people's own words.
    pub field: String,
    /// Name of the activity.
    pub title: String,
    /// When; inside the month.
    pub held_on: Date,
    /// Where.
    pub place: String,
    /// How many people took part.
    pub participants: Option<u32>,
    /// With whom.
    pub partner: String,
    /// What came of it.
    pub result: String,
    /// Keterampilan: what the participants learned to do.
    pub skill: String,
    /// What was won for the library: mostly by advocacy.
    pub support: Option<Support>,
    /// Where its publication can be read; https, or empty.
    pub link: String,
}

/// The librarian's word about something that looked odd.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Explanation {
    /// The rule that asked.
    pub rule: String,
    /// The form's field that it asked about.
    pub field: String,
    /// The answer.
    pub words: String,
}

/// What one revision says. Photos stand apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// "Nihil": the library did nothing this month, and says so.
    pub nihil: bool,
    /// By indicator code.
    pub figures: Figures,
    /// The office's own questions: id and answer.
    pub answers: Vec<(String, String)>,
    /// In the order of the form.
    pub activities: Vec<Activity>,
    /// In the order of the form.
    pub stories: Vec<Story>,
    /// Kendala.
    pub obstacles: String,
    /// Upaya.
    pub remedies: String,
    /// For what looked odd.
    pub explanations: Vec<Explanation>,
}

impl Content {
    /// A nihil report, with a reason when one is given.
    pub fn nihil(reason: &str) -> Self {
        Self { nihil: true, obstacles: reason.trim().to_owned(), ..Self::default() }
    }

    /// The indicators that are added up from the activities.
    pub fn derived(&self) -> Figures {
        totals(self.activities.iter().map(|activity| (activity.participants, activity.partner.as_str())))
    }
}

/// Number of activities, of participants and of distinct partners (folded; several are parted by comma or semicolon).
pub fn totals<'a>(activities: impl Iterator<Item = (Option<u32>, &'a str)>) -> Figures {
    let (mut count, mut people, mut partners) = (0u32, 0u32, BTreeSet::new());
    for (participants, partner) in activities {
        count += 1;
        people = people.saturating_add(participants.unwrap_or(0));
        partners.extend(
            partner
                .split([',', ';'])
                .map(|name| name.trim().to_lowercase())
                .filter(|name| name.chars().any(char::is_alphanumeric)),
        );
    }
    let partners = u32::try_from(partners.len()).unwrap_or(u32::MAX);
    Figures::from([
        ("kegiatan".to_owned(), Figure::Counted(count)),
        ("peserta".to_owned(), Figure::Counted(people)),
        ("mitra".to_owned(), Figure::Counted(partners)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    // proptest has a trait of the name Strategy.
    use super::Strategy;
    use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn due_on_the_offices_day_of_the_next_month() {
        assert_eq!(due_date(month("2026-10"), 10), day("2026-11-10"));
        assert_eq!(due_date(month("2026-12"), 5), day("2027-01-05"));
        assert_eq!(due_date(month("2026-01"), 31), day("2026-02-28"));
        assert_eq!(due_date(month("2026-01"), -4), day("2026-02-01"));
    }

    #[test]
    fn punctuality_counts_the_first_sending() {
        let due = day("2026-11-10");
        assert_eq!(Punctuality::of(due, Some(day("2026-11-10"))), Punctuality::OnTime);
        assert_eq!(Punctuality::of(due, Some(day("2026-11-11"))), Punctuality::Late);
        assert_eq!(Punctuality::of(due, None), Punctuality::NotYet);
    }

    #[test]
    fn months_that_cannot_be_reported() {
        let today = day("2026-11-22");
        assert!(may_report(month("2026-11"), today, None).is_ok());
        assert_eq!(may_report(month("2026-12"), today, None), Err(MonthFault::Future));
        assert_eq!(may_report(month("2021-12"), today, Some(2022)), Err(MonthFault::BeforeReplication(2022)));
        assert!(may_report(month("2022-01"), today, Some(2022)).is_ok());
        assert_eq!(may_report(month("2010-12"), today, None), Err(MonthFault::TooEarly));
    }

    #[test]
    fn a_correction_after_approval_leaves_the_approved_one_in_force() {
        let approved = Flow::begun().send().review(Verdict::Approved, 1).unwrap();
        let corrected = approved.send();
        assert_eq!(corrected, Flow { status: Status::Sent, revision: 2, approved: Some(1) });
        assert_eq!(corrected.review(Verdict::Approved, 1), Err(FlowFault::Replaced));
        assert_eq!(corrected.review(Verdict::Returned, 2).unwrap().approved, Some(1));
        assert_eq!(corrected.review(Verdict::Approved, 2).unwrap().approved, Some(2));
        assert_eq!(approved.review(Verdict::Returned, 1), Err(FlowFault::NotSent(Status::Approved)));
    }

    #[test]
    fn references_sort_by_month_and_number() {
        assert_eq!(reference(month("2026-10"), 1), "LK-2026-10-0001");
        assert_eq!(reference(month("2026-10"), 12_345), "LK-2026-10-12345");
    }

    #[test]
    fn partners_are_counted_once() {
        let figures = totals([(Some(20), "PKK Desa, Puskesmas"), (None, " puskesmas ; -"), (Some(5), "")].into_iter());
        assert_eq!(figures["kegiatan"], Figure::Counted(3));
        assert_eq!(figures["peserta"], Figure::Counted(25));
        assert_eq!(figures["mitra"], Figure::Counted(2));
    }

    #[test]
    fn stored_words_read_back() {
        for status in Status::ALL {
            assert_eq!(Status::of(status.code()), Some(status));
        }
        for strategy in Strategy::ALL {
            assert_eq!(Strategy::of(strategy.code()), Some(strategy));
        }
    }

    proptest! {
        /// Whatever is done in whatever order: revisions only grow, what is in force was sent, "Disetujui" means the newest is in force.
        #[test]
        fn the_flow_keeps_its_promises(steps in prop::collection::vec((0u8..3, 0i64..6), 0..24)) {
            let mut flow = Flow::begun();
            for (step, read) in steps {
                let before = flow;
                flow = match step {
                    0 => flow.send(),
                    1 => flow.review(Verdict::Returned, read).unwrap_or(flow),
                    _ => flow.review(Verdict::Approved, read).unwrap_or(flow),
                };
                prop_assert!(flow.revision >= before.revision);
                prop_assert!(flow.approved >= before.approved, "what is in force never goes back");
                prop_assert!(flow.approved.is_none_or(|approved| approved >= 1 && approved <= flow.revision));
                prop_assert!(flow.status != Status::Approved || flow.approved == Some(flow.revision));
                prop_assert_eq!(flow.status == Status::Draft, flow.revision == 0);
            }
        }

        #[test]
        fn due_dates_lie_in_the_next_month(year in 2011i32..2100, number in 1u8..=12, due_day in any::<i64>()) {
            let month = Month::new(year, number).unwrap();
            prop_assert!(month.plus(1).holds(due_date(month, due_day)));
        }
    }
}
