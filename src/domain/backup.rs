//! When a backup is due, when its absence is worth a red sentence, and which old ones are kept.

use super::moment::{Moment, Zone};
use super::number::whole;
use std::collections::{BTreeMap, BTreeSet};

/// The hour of the office's night at which a backup is made.
pub const HOUR: i64 = 2;

/// Seconds after which a missing backup is said: one night may fail (a power cut), two may not.
pub const OVERDUE: i64 = 36 * 3_600;

/// How many days, weeks and months that have a backup keep one.
const DAYS: usize = 7;
const WEEKS: usize = 5;
const MONTHS: usize = 12;

/// Seconds for which every backup stays.
const ALL_FOR: i64 = 2 * 86_400;
/// Seconds for which the newest backup of each schema stays.
const SCHEMA_FOR: i64 = 30 * 86_400;

/// The newest night hour that is not after `now`.
pub fn slot(now: Moment, zone: Zone) -> Moment {
    let tonight = Moment(now.date(zone).start(zone).0 + HOUR * 3_600);
    if tonight <= now { tonight } else { Moment(now.date(zone).plus_days(-1).start(zone).0 + HOUR * 3_600) }
}

/// Is there no backup yet since the last night hour? One that claims to be from the future was made under a wrong clock and proves
/// nothing.
pub fn is_due(made: impl IntoIterator<Item = Moment>, now: Moment, zone: Zone) -> bool {
    let slot = slot(now, zone);
    !made.into_iter().any(|at| slot <= at && at <= now)
}

/// Has it been too long since the last backup that was checked? `begun`: since when there is something to lose.
pub fn is_overdue(last: Option<Moment>, begun: Moment, now: Moment) -> bool {
    now.0 - last.map_or(begun, |last| last.min(now)).0 > OVERDUE
}

/// "1.234 MB": rounded up, so that nothing is said to be empty that is not.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", whole(i64::try_from(bytes.div_ceil(1_000_000)).unwrap_or(i64::MAX)))
}

/// Which of these backups (when each was made, with what schema) stay: all of the last two days; the newest of each schema for thirty
/// days, since going back one version needs it; the newest of each of the last seven days, five weeks and twelve months that have one.
/// Days and months without a backup do not count, so a computer that was off for a season loses nothing. What claims to be from the
/// future stays until its time has come.
pub fn kept(made: &[(Moment, i64)], now: Moment, zone: Zone) -> BTreeSet<Moment> {
    let mut kept: BTreeSet<Moment> = made.iter().map(|(at, _)| *at).filter(|at| at.0 > now.0 - ALL_FOR).collect();
    let schemas: BTreeSet<i64> = made.iter().map(|(_, schema)| *schema).collect();
    for schema in schemas {
        let newest = made.iter().filter(|(at, of)| *of == schema && *at <= now).map(|(at, _)| *at).max();
        kept.extend(newest.filter(|at| at.0 > now.0 - SCHEMA_FOR));
    }
    let mut all: Vec<Moment> = made.iter().map(|(at, _)| *at).collect();
    all.sort_unstable();
    let past = || all.iter().copied().filter(|at| *at <= now);
    let mut newest = |most: usize, span: &dyn Fn(Moment) -> i64| {
        // Later ones of a span take the place of earlier ones.
        let spans: BTreeMap<i64, Moment> = past().map(|at| (span(at), at)).collect();
        kept.extend(spans.into_values().rev().take(most));
    };
    newest(DAYS, &|at| at.date(zone).days_since_epoch());
    // Day 0 was a Thursday: weeks begin on Mondays.
    newest(WEEKS, &|at| (at.date(zone).days_since_epoch() + 3).div_euclid(7));
    newest(MONTHS, &|at| {
        let month = at.date(zone).month_of();
        i64::from(month.year) * 12 + i64::from(month.month)
    });
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::Date;
    use proptest::prelude::*;

    const ZONE: Zone = Zone { name: "Asia/Pontianak", suffix: "WIB", hours: 7 };

    fn at(year: i32, month: u8, day: u8, hour: i64) -> Moment {
        Moment(Date { year, month, day }.start(ZONE).0 + hour * 3_600)
    }

    #[test]
    fn one_is_due_each_night_whatever_the_clock_did() {
        let now = at(2026, 11, 26, 9);
        assert_eq!(slot(now, ZONE), at(2026, 11, 26, 2));
        assert_eq!(slot(at(2026, 11, 26, 1), ZONE), at(2026, 11, 25, 2));
        assert!(is_due([], now, ZONE));
        assert!(is_due([at(2026, 11, 26, 1)], now, ZONE), "made before this night");
        assert!(!is_due([at(2026, 11, 26, 3)], now, ZONE));
        // The clock was a day ahead and was set back.
        assert!(is_due([at(2026, 11, 27, 3)], now, ZONE));
        assert!(!is_due([at(2026, 11, 25, 3)], at(2026, 11, 25, 9), ZONE), "set back a day: that day has its own");
    }

    #[test]
    fn a_missing_one_is_said_after_a_second_night() {
        let begun = at(2026, 11, 1, 9);
        assert!(!is_overdue(None, begun, at(2026, 11, 2, 9)));
        assert!(is_overdue(None, begun, at(2026, 11, 3, 9)));
        assert!(!is_overdue(Some(at(2026, 11, 25, 2)), begun, at(2026, 11, 26, 13)));
        assert!(is_overdue(Some(at(2026, 11, 25, 2)), begun, at(2026, 11, 26, 15)));
        assert!(!is_overdue(Some(at(2036, 1, 1, 0)), begun, at(2026, 11, 26, 15)), "from the future: counts as now");
    }

    fn of_one_schema(made: &BTreeSet<Moment>) -> Vec<(Moment, i64)> {
        made.iter().map(|at| (*at, 10)).collect()
    }

    #[test]
    fn what_was_made_before_an_upgrade_outlives_the_next_ones() {
        let upgrade = at(2026, 11, 26, 9);
        let later: Vec<Moment> = (0..40).map(|night| Moment(at(2026, 11, 27, 2).0 + night * 86_400)).collect();
        let mut made: Vec<(Moment, i64)> = vec![(upgrade, 9), (Moment(upgrade.0 + 3_600), 10)];
        assert_eq!(kept(&made, Moment(upgrade.0 + 7_200), ZONE).len(), 2, "all of the last two days");
        made.extend(later.iter().map(|at| (*at, 10)));
        assert!(kept(&made, at(2026, 12, 25, 3), ZONE).contains(&upgrade));
        assert!(!kept(&made, at(2026, 12, 27, 3), ZONE).contains(&upgrade), "after thirty days");
    }

    #[test]
    fn a_year_of_nights_leaves_days_weeks_and_months() {
        let mut made: BTreeSet<Moment> = BTreeSet::new();
        let mut now = at(2025, 11, 26, 2);
        // Pruned every night, as it happens.
        for _ in 0..=365 {
            made.insert(now);
            made = kept(&of_one_schema(&made), now, ZONE);
            now.0 += 86_400;
        }
        let days: Vec<String> = made.iter().rev().map(|at| at.date(ZONE).to_string()).collect();
        assert_eq!(
            days[..7],
            ["2026-11-26", "2026-11-25", "2026-11-24", "2026-11-23", "2026-11-22", "2026-11-21", "2026-11-20"]
        );
        for week in ["2026-11-15", "2026-11-08", "2026-11-01"] {
            assert!(days.contains(&week.to_owned()), "{week}: {days:?}");
        }
        for month in ["2026-10-31", "2026-06-30", "2025-12-31"] {
            assert!(days.contains(&month.to_owned()), "{month}: {days:?}");
        }
        assert!(days.len() <= DAYS + WEEKS + MONTHS, "{days:?}");
    }

    proptest! {
        #[test]
        fn the_newest_always_stays_and_pruning_twice_is_pruning_once(
            hours in proptest::collection::btree_set(0i64..40_000, 1..200),
            now in 0i64..50_000,
        ) {
            let made: BTreeSet<Moment> = hours.into_iter().map(|hour| Moment(1_700_000_000 + hour * 3_600)).collect();
            let now = Moment(1_700_000_000 + now * 3_600);
            let left = kept(&of_one_schema(&made), now, ZONE);
            let fresh = made.range(Moment(now.0 - ALL_FOR)..=now).count();
            prop_assert!(left.is_subset(&made));
            prop_assert_eq!(left.last(), made.last());
            prop_assert_eq!(left.range(..=now).next_back(), made.range(..=now).next_back());
            prop_assert!(left.range(..=now).count() <= fresh + 1 + DAYS + WEEKS + MONTHS);
            prop_assert_eq!(made.range((std::ops::Bound::Excluded(now), std::ops::Bound::Unbounded)).count(),
                left.range((std::ops::Bound::Excluded(now), std::ops::Bound::Unbounded)).count());
            prop_assert_eq!(kept(&of_one_schema(&left), now, ZONE), left);
        }
    }
}
