//! Time as the office lives it: instants in unix seconds, civil dates, months, and their Indonesian words.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An instant: unix seconds, UTC. The clock is passed in as one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment(pub i64);

/// One of Indonesia's zones; none has daylight saving (Keppres 41/1987).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The tz database name, as stored in `office.time_zone`.
    pub name: &'static str,
    /// What people write after the time.
    pub suffix: &'static str,
    /// Hours ahead of UTC.
    pub hours: i64,
}

const ZONES: [Zone; 4] = [
    Zone { name: "Asia/Jakarta", suffix: "WIB", hours: 7 },
    Zone { name: "Asia/Pontianak", suffix: "WIB", hours: 7 },
    Zone { name: "Asia/Makassar", suffix: "WITA", hours: 8 },
    Zone { name: "Asia/Jayapura", suffix: "WIT", hours: 9 },
];

impl Zone {
    /// The zone of that tz name; `None` for any name outside Indonesia.
    pub fn named(name: &str) -> Option<Self> {
        ZONES.into_iter().find(|zone| zone.name == name)
    }
}

impl Default for Zone {
    /// Central Kalimantan.
    fn default() -> Self {
        ZONES[1]
    }
}

/// A civil date of the Gregorian calendar, years 1900 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 1900 to 9999.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to the month's last day.
    pub day: u8,
}

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const MONTHS_SHORT: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
const WEEKDAYS: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];

fn digits(text: &str) -> Option<i32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

impl Date {
    /// The date, if there is such a day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let month_of = Month::new(year, month)?;
        (1..=month_of.days()).contains(&day).then_some(Self { year, month, day })
    }

    /// Reads `2022-09-28` and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        Self::new(digits(year)?, u8::try_from(digits(month)?).ok()?, u8::try_from(digits(day)?).ok()?)
    }

    /// Days since 1970-01-01 (Howard Hinnant's civil-days arithmetic).
    pub fn days_since_epoch(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The date so many days after 1970-01-01.
    pub fn from_days(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self {
            year: i32::try_from(year).unwrap_or(9999),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        }
    }

    /// The date so many days later (or earlier).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_days(self.days_since_epoch() + days)
    }

    /// 0 is Monday, 6 is Sunday.
    pub fn weekday(self) -> u8 {
        u8::try_from((self.days_since_epoch() + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// "Rabu".
    pub fn weekday_word(self) -> &'static str {
        WEEKDAYS[usize::from(self.weekday())]
    }

    /// The month it lies in.
    pub fn month_of(self) -> Month {
        Month { year: self.year, month: self.month }
    }

    /// The instant at which the day begins in that zone.
    pub fn start(self, zone: Zone) -> Moment {
        Moment(self.days_since_epoch() * 86_400 - zone.hours * 3_600)
    }

    /// "Rabu, 28 September 2022".
    pub fn long(self) -> String {
        format!("{}, {}", self.weekday_word(), self.plain())
    }

    /// "28 September 2022".
    pub fn plain(self) -> String {
        format!("{} {} {}", self.day, self.month_of().word(), self.year)
    }

    /// "28 Sep 2022".
    pub fn short(self) -> String {
        format!("{} {} {}", self.day, MONTHS_SHORT[usize::from(self.month) - 1], self.year)
    }
}

impl fmt::Display for Date {
    /// ISO: 2022-09-28.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    /// As its ISO text.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    /// From its ISO text; days that do not exist are refused.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a date like 2022-09-28"))
    }
}

/// A calendar month, the span of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// 1900 to 9999.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
}

impl Month {
    /// The month, if there is one.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        ((1..=12).contains(&month) && (1900..=9999).contains(&year)).then_some(Self { year, month })
    }

    /// Reads `2026-10` and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        Self::new(digits(year)?, u8::try_from(digits(month)?).ok()?)
    }

    /// 28 to 31.
    pub fn days(self) -> u8 {
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0) => 29,
            2 => 28,
            _ => 31,
        }
    }

    /// So many months later (or earlier).
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let index = self.year * 12 + i32::from(self.month) - 1 + months;
        Self { year: index.div_euclid(12), month: u8::try_from(index.rem_euclid(12)).unwrap_or(0) + 1 }
    }

    /// The first day.
    pub fn first(self) -> Date {
        Date { year: self.year, month: self.month, day: 1 }
    }

    /// The last day.
    pub fn last(self) -> Date {
        Date { year: self.year, month: self.month, day: self.days() }
    }

    /// Is the date in this month?
    pub fn holds(self, date: Date) -> bool {
        date.month_of() == self
    }

    /// "September".
    pub fn word(self) -> &'static str {
        MONTHS[usize::from(self.month) - 1]
    }

    /// "September 2022".
    pub fn long(self) -> String {
        format!("{} {}", self.word(), self.year)
    }

    /// "Sep 2022".
    pub fn short(self) -> String {
        format!("{} {}", MONTHS_SHORT[usize::from(self.month) - 1], self.year)
    }
}

impl fmt::Display for Month {
    /// 2026-10.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Serialize for Month {
    /// As its ISO text.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    /// From its ISO text; months that do not exist are refused.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a month like 2022-09"))
    }
}

impl Moment {
    /// The civil date there.
    pub fn date(self, zone: Zone) -> Date {
        Date::from_days((self.0 + zone.hours * 3_600).div_euclid(86_400))
    }

    /// Minutes since that day's midnight, 0 to 1439.
    pub fn minute_of_day(self, zone: Zone) -> u16 {
        u16::try_from((self.0 + zone.hours * 3_600).rem_euclid(86_400) / 60).unwrap_or(0)
    }

    /// "09.05 WIB".
    pub fn clock(self, zone: Zone) -> String {
        format!("{} {}", clock(self.minute_of_day(zone)), zone.suffix)
    }

    /// "Rabu, 28 September 2022 pukul 09.05 WIB".
    pub fn long(self, zone: Zone) -> String {
        format!("{} pukul {}", self.date(zone).long(), self.clock(zone))
    }

    /// "28 Sep 2022, 09.05 WIB".
    pub fn short(self, zone: Zone) -> String {
        format!("{}, {}", self.date(zone).short(), self.clock(zone))
    }

    /// "2022-09-28T09:05:00+07:00", for `<time datetime>` and feeds.
    pub fn iso(self, zone: Zone) -> String {
        let minute = self.minute_of_day(zone);
        format!(
            "{}T{:02}:{:02}:{:02}+{:02}:00",
            self.date(zone),
            minute / 60,
            minute % 60,
            self.0.rem_euclid(60),
            zone.hours
        )
    }
}

/// "09.05" for minute 545 of a day; 1440 is "24.00".
pub fn clock(minute: u16) -> String {
    format!("{:02}.{:02}", minute / 60, minute % 60)
}

/// Reads "09.05", "9.05" and "09:05" (what a time input sends, sometimes with seconds) as minutes since midnight, 0 to 1440.
pub fn parse_clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(['.', ':'])?;
    let minutes = minutes.split_once(':').map_or(minutes, |(minutes, _seconds)| minutes);
    if minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    let total = hours.checked_mul(60)?.checked_add(minutes)?;
    ((0..=1440).contains(&total) && minutes < 60).then(|| u16::try_from(total).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_meeting_of_2022_was_on_a_wednesday() {
        let date = Date::parse("2022-09-28").unwrap();
        assert_eq!(date.long(), "Rabu, 28 September 2022");
        assert_eq!(date.plus_days(1).weekday_word(), "Kamis");
        assert_eq!(date.short(), "28 Sep 2022");
    }

    #[test]
    fn an_instant_has_the_clock_of_its_zone() {
        let nine_five = Moment(Date::parse("2022-09-28").unwrap().start(Zone::default()).0 + 545 * 60);
        assert_eq!(nine_five.long(Zone::default()), "Rabu, 28 September 2022 pukul 09.05 WIB");
        assert_eq!(nine_five.clock(Zone::named("Asia/Jayapura").unwrap()), "11.05 WIT");
        assert_eq!(nine_five.iso(Zone::default()), "2022-09-28T09:05:00+07:00");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in
            ["2022-02-29", "2022-13-01", "2022-00-10", "2022-9-1", "22-09-01", "2022-09-31", "", "x", "+022-09-01"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert!(Date::parse("2024-02-29").is_some());
        for text in ["2026-13", "2026-1", "2026", "2026-00", "99999-01"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }

    #[test]
    fn clock_times_read_with_dot_and_colon() {
        assert_eq!(parse_clock("09.05"), Some(545));
        assert_eq!(parse_clock("9:05"), Some(545));
        assert_eq!(parse_clock("24.00"), Some(1440));
        for text in ["24.01", "9.60", "9", "", "x.y", "-1.00", "99999999999.00", "9.5", "9.0\u{e9}"] {
            assert_eq!(parse_clock(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn days_there_and_back(days in -20_000i64..2_000_000) {
            let date = Date::from_days(days);
            prop_assert_eq!(date.days_since_epoch(), days);
            prop_assert_eq!(Date::parse(&date.to_string()), Some(date));
        }

        #[test]
        fn months_there_and_back(year in 1950i32..9000, month in 1u8..=12, by in -500i32..500) {
            let start = Month::new(year, month).unwrap();
            prop_assert_eq!(start.plus(by).plus(-by), start);
            prop_assert_eq!(Month::parse(&start.to_string()), Some(start));
            prop_assert!(start.holds(start.first()) && start.holds(start.last()));
            prop_assert_eq!(start.last().plus_days(1), start.plus(1).first());
        }

        #[test]
        fn reading_a_clock_never_panics(text in ".{0,12}") {
            let _ = parse_clock(&text);
            let _ = Date::parse(&text);
            let _ = Month::parse(&text);
        }
    }
}
