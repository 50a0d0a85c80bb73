//! When a month's report may be sent, until when it is in time, and how punctuality is counted fairly.
//!
//! One place for form, board, review and the phones' route. What counts is when the librarian finished: the first sending, or,
//! where a person of the office has said so visibly, the phone's own clock. Nothing that the office does late (checking,
//! returning, changing a date) makes a library late.

use crate::domain::moment::{Date, Moment, Month, Zone};
use crate::domain::report::{Punctuality, due_date};

/// What an office has decided for all months from one on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The day of the reported month from which the report may be sent; 1: as soon as the month has begun.
    pub open_day: i64,
    /// The day of the next month by which it is awaited.
    pub due_day: i64,
    /// Days after that which still count as in time, for everybody.
    pub grace_days: i64,
}

/// The most days of grace that can be given to everybody.
pub const MOST_GRACE: i64 = 31;

impl Rule {
    /// The rule of an office that has decided nothing but its due day.
    pub const fn from_due_day(due_day: i64) -> Self {
        Self { open_day: 1, due_day, grace_days: 0 }
    }
}

/// What an office has decided for one month alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Special {
    /// Another opening day.
    pub opens: Option<Date>,
    /// Another due day.
    pub due: Option<Date>,
    /// Other days of grace.
    pub grace_days: Option<i64>,
    /// Closed by a person: nothing is taken in any more.
    pub locked: bool,
}

/// One month as it stands for one library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The month.
    pub month: Month,
    /// The first day on which its report may be sent.
    pub opens: Date,
    /// The day by which it is awaited from all.
    pub due: Date,
    /// Days after the due day that still count as in time.
    pub grace_days: i64,
    /// A longer time for this library.
    pub extended: Option<Date>,
    /// Closed by a person.
    pub locked: bool,
}

/// Why a report is not taken in, on account of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodFault {
    /// It opens on that day.
    NotOpen(Date),
    /// A person has closed the month.
    Locked(Month),
}

impl PeriodFault {
    /// The sentence for the librarian.
    pub fn words(self) -> String {
        match self {
            Self::NotOpen(date) => {
                format!(
                    "Laporan bulan ini bisa dikirim mulai {}. Sementara itu, simpan dulu sebagai draf.",
                    date.long()
                )
            }
            Self::Locked(month) => format!(
                "Laporan {} sudah ditutup dinas. Isian Anda tidak hilang; hubungi dinas untuk meminta perpanjangan.",
                month.long()
            ),
        }
    }
}

impl Period {
    /// Puts together the general rule, what was decided for the month, and what was decided for the library.
    pub fn of(month: Month, rule: Rule, special: Option<Special>, extended: Option<Date>) -> Self {
        let special = special.unwrap_or_default();
        let day = u8::try_from(rule.open_day.clamp(1, i64::from(month.days()))).unwrap_or(1);
        let opens = special.opens.unwrap_or(Date { day, ..month.first() });
        // A due day before the opening day would make everybody late: the later of the two counts.
        let due = special.due.unwrap_or_else(|| due_date(month, rule.due_day)).max(opens);
        let grace_days = special.grace_days.unwrap_or(rule.grace_days).clamp(0, MOST_GRACE);
        Self { month, opens, due, grace_days, extended, locked: special.locked }
    }

    /// The day by which this library's report is awaited; an extension never shortens.
    pub fn awaited(&self) -> Date {
        self.extended.map_or(self.due, |until| until.max(self.due))
    }

    /// The last day that counts as in time.
    pub fn last_day(&self) -> Date {
        self.awaited().max(self.due.plus_days(self.grace_days))
    }

    /// May a report be sent today? Late is no reason to refuse; only a month that a person has closed is. An extension opens it
    /// again for its library.
    pub fn may_send(&self, today: Date) -> Result<(), PeriodFault> {
        if self.locked && self.extended.is_none_or(|until| today > until) {
            return Err(PeriodFault::Locked(self.month));
        }
        if today < self.opens {
            return Err(PeriodFault::NotOpen(self.opens));
        }
        Ok(())
    }

    /// In time or not. `finished` is the day that counts, of [`finished`].
    pub fn punctuality(&self, finished: Option<Date>) -> Punctuality {
        Punctuality::of(self.last_day(), finished)
    }

    /// The last day has passed.
    pub fn is_over(&self, today: Date) -> bool {
        today > self.last_day()
    }
}

/// How early a phone's clock is believed: so many days before the month's last day.
const EARLIEST_DAYS: i64 = 31;

/// The day on which the librarian finished. It is the day of the first sending, unless a person of the office has given grace
/// (`graced`): then it is what the phone's clock said, if that can be true: not after the report arrived, and not more than 31
/// days before the month's end. A clock that says 1970 or 2030 changes nothing.
pub fn finished(
    month: Month,
    first_sent: Option<Moment>,
    finalized: Option<Moment>,
    graced: bool,
    zone: Zone,
) -> Option<Date> {
    let sent = first_sent?.date(zone);
    let by_phone = finalized.filter(|_| graced).filter(|at| Some(*at) <= first_sent).map(|at| at.date(zone));
    Some(by_phone.filter(|date| *date >= month.last().plus_days(-EARLIEST_DAYS)).unwrap_or(sent))
}

/// Would grace change anything for this report? Only then is it offered.
pub fn grace_would_help(
    period: &Period,
    first_sent: Option<Moment>,
    finalized: Option<Moment>,
    zone: Zone,
) -> Option<Date> {
    let of = |graced| finished(period.month, first_sent, finalized, graced, zone);
    let late = period.punctuality(of(false)) == Punctuality::Late;
    of(true).filter(|date| late && period.punctuality(Some(*date)) == Punctuality::OnTime)
}

/// Why a change of the calendar is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeFault {
    /// The due day would come before the opening day.
    DueBeforeOpening,
    /// The due day would be earlier than before and has passed or passes today: libraries that were in time would be late.
    TakenAway(Date),
    /// Earlier than the month itself.
    BeforeMonth,
    /// More than a year after the month: a slip of the finger.
    TooFar,
}

impl ChangeFault {
    /// The sentence for the planner.
    pub fn words(self) -> String {
        match self {
            Self::DueBeforeOpening => "Tenggat harus sesudah hari pembukaan.".to_owned(),
            Self::TakenAway(date) => format!(
                "Tenggat yang sudah diumumkan ({}) hanya boleh dimajukan ke hari yang masih akan datang, supaya tidak ada perpustakaan yang mendadak terlambat.",
                date.plain()
            ),
            Self::BeforeMonth => "Tanggal ini mendahului bulan laporannya.".to_owned(),
            Self::TooFar => {
                "Tanggal ini lebih dari setahun sesudah bulan laporannya. Periksa lagi tahunnya.".to_owned()
            }
        }
    }
}

/// May a period be changed from one state to another? What was in time stays in time.
pub fn may_change(before: &Period, after: &Period, today: Date) -> Result<(), ChangeFault> {
    for date in [after.opens, after.due] {
        if date < after.month.first() {
            return Err(ChangeFault::BeforeMonth);
        }
        if date > after.month.plus(13).last() {
            return Err(ChangeFault::TooFar);
        }
    }
    if after.due < after.opens {
        return Err(ChangeFault::DueBeforeOpening);
    }
    let (old, new) = (before.last_day(), after.last_day());
    if new < old && new <= today {
        return Err(ChangeFault::TakenAway(old));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn october() -> Month {
        Month { year: 2026, month: 10 }
    }

    fn noon(text: &str) -> Moment {
        Moment(day(text).start(Zone::default()).0 + 12 * 3_600)
    }

    fn ordinary() -> Period {
        Period::of(october(), Rule { open_day: 25, due_day: 10, grace_days: 3 }, None, None)
    }

    #[test]
    fn the_rule_makes_the_dates() {
        let period = ordinary();
        assert_eq!(
            (period.opens, period.due, period.last_day()),
            (day("2026-10-25"), day("2026-11-10"), day("2026-11-13"))
        );
        assert_eq!(period.may_send(day("2026-10-24")), Err(PeriodFault::NotOpen(day("2026-10-25"))));
        assert_eq!(period.may_send(day("2027-06-01")), Ok(()), "late is taken in");
        assert_eq!(period.punctuality(Some(day("2026-11-13"))), Punctuality::OnTime);
        assert_eq!(period.punctuality(Some(day("2026-11-14"))), Punctuality::Late);
    }

    #[test]
    fn only_a_person_closes_a_month_and_an_extension_opens_it_for_one() {
        let locked = Special { locked: true, ..Special::default() };
        let closed = Period::of(october(), Rule::from_due_day(10), Some(locked), None);
        assert_eq!(closed.may_send(day("2026-11-01")), Err(PeriodFault::Locked(october())));
        let extended = Period { extended: Some(day("2026-12-01")), ..closed };
        assert_eq!(extended.may_send(day("2026-12-01")), Ok(()));
        assert_eq!(extended.may_send(day("2026-12-02")), Err(PeriodFault::Locked(october())));
        assert_eq!(extended.punctuality(Some(day("2026-12-01"))), Punctuality::OnTime);
    }

    #[test]
    fn grace_is_never_automatic_and_believes_only_clocks_that_can_be_right() {
        let zone = Zone::default();
        let (period, sent) = (ordinary(), Some(noon("2026-11-20")));
        let of = |phone: &str, graced| finished(october(), sent, Some(noon(phone)), graced, zone);
        assert_eq!(of("2026-11-09", false), Some(day("2026-11-20")));
        assert_eq!(of("2026-11-09", true), Some(day("2026-11-09")));
        for odd in ["1970-01-02", "2030-01-01", "2026-09-29"] {
            assert_eq!(of(odd, true), Some(day("2026-11-20")), "{odd}");
        }
        assert_eq!(grace_would_help(&period, sent, Some(noon("2026-11-09")), zone), Some(day("2026-11-09")));
        assert_eq!(grace_would_help(&period, sent, Some(noon("2026-11-19")), zone), None);
        assert_eq!(grace_would_help(&period, sent, None, zone), None);
    }

    #[test]
    fn what_was_in_time_stays_in_time() {
        let before = ordinary();
        let earlier = Period { due: day("2026-11-05"), grace_days: 0, ..before };
        assert_eq!(may_change(&before, &earlier, day("2026-11-04")), Ok(()));
        assert_eq!(may_change(&before, &earlier, day("2026-11-05")), Err(ChangeFault::TakenAway(day("2026-11-13"))));
        assert_eq!(may_change(&earlier, &before, day("2027-01-01")), Ok(()), "later is always fine");
        let odd = Period { opens: day("2026-11-20"), ..before };
        assert_eq!(may_change(&before, &odd, day("2026-11-01")), Err(ChangeFault::DueBeforeOpening));
        let past = Period { opens: day("2026-09-20"), ..before };
        assert_eq!(may_change(&before, &past, day("2026-11-01")), Err(ChangeFault::BeforeMonth));
        let far = Period { due: day("2062-11-10"), ..before };
        assert_eq!(may_change(&before, &far, day("2026-11-01")), Err(ChangeFault::TooFar));
    }

    proptest! {
        /// Grace and extensions only ever help, whatever dates and clocks come together.
        #[test]
        fn kindness_never_harms(
            open in -5i64..40, due in -5i64..40, grace in -5i64..60, sent in 0i64..400, phone in -30_000i64..30_000,
            until in proptest::option::of(-50i64..400), locked in any::<bool>(),
        ) {
            let zone = Zone::default();
            let rule = Rule { open_day: open, due_day: due, grace_days: grace };
            let first = october().first();
            let special = Some(Special { locked, ..Special::default() });
            let plain = Period::of(october(), rule, special, None);
            let kind = Period::of(october(), rule, special, until.map(|days| first.plus_days(days)));
            prop_assert!(plain.opens <= plain.due && plain.due <= plain.last_day());
            prop_assert!(kind.last_day() >= plain.last_day());
            let sent_at = Moment(first.plus_days(sent).start(zone).0 + 3_600);
            let phone_at = Some(Moment(first.plus_days(phone).start(zone).0));
            let usual = finished(october(), Some(sent_at), phone_at, false, zone);
            let graced = finished(october(), Some(sent_at), phone_at, true, zone);
            prop_assert_eq!(usual, Some(sent_at.date(zone)));
            prop_assert!(graced <= usual && graced.is_some());
            prop_assert!(kind.punctuality(graced) <= plain.punctuality(usual));
            let today = first.plus_days(sent);
            prop_assert!(plain.may_send(today).is_err() || kind.may_send(today).is_ok());
        }
    }
}
