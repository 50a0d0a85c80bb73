//! Opening hours: what a library says about each day of the week, where silence is not "closed".

use serde::{Deserialize, Serialize};

use crate::domain::moment;

/// A time of day in minutes from midnight, 0 to 1440 (the end of the day).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Clock(u16);

/// What is known about one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Day {
    /// Nobody has said anything: "belum diisi".
    #[default]
    Unknown,
    /// Said to be closed.
    Closed,
    /// Open from the first clock to the second, which is later.
    Open(Clock, Clock),
}

/// A week of opening hours, Monday first, and a note ("istirahat 12.00 sampai 13.00").
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hours {
    /// Monday to Sunday.
    pub days: [Day; 7],
    /// Free words, at most [`NOTE_LENGTH`] characters.
    #[serde(default)]
    pub note: String,
}

/// The longest note about hours, in characters.
pub const NOTE_LENGTH: usize = 200;

/// Names of the days, Monday first.
pub const DAYS: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];

/// The names schema.org uses, Monday first.
pub const SCHEMA_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Clock {
    /// From minutes after midnight; none past 1440.
    pub fn new(minutes: u16) -> Option<Self> {
        (minutes <= 1440).then_some(Self(minutes))
    }

    /// Reads "08.00", "8:00", "08:00" and "24.00".
    pub fn parse(typed: &str) -> Option<Self> {
        moment::parse_clock(typed).and_then(Self::new)
    }

    /// As people here write it: "08.00".
    pub fn words(self) -> String {
        moment::clock(self.0)
    }

    /// As a browser's time field and schema.org want it: "08:00". The end of the day is "23:59", since neither knows 24:00.
    pub fn iso(self) -> String {
        let minutes = self.0.min(1439);
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Day {
    /// From the three fields of a form: closed, from, to. All empty is [`Day::Unknown`].
    ///
    /// The error is the sentence for the person who typed; `name` is the day's.
    pub fn typed(name: &str, closed: bool, from: &str, to: &str) -> Result<Self, String> {
        let (from, to) = (from.trim(), to.trim());
        match (closed, from.is_empty(), to.is_empty()) {
            (true, _, _) => Ok(Self::Closed),
            (false, true, true) => Ok(Self::Unknown),
            (false, true, false) => Err(format!("Isi jam buka hari {name}, atau kosongkan jam tutupnya.")),
            (false, false, true) => Err(format!("Isi jam tutup hari {name}, atau kosongkan jam bukanya.")),
            (false, false, false) => {
                let clock = |text: &str| {
                    Clock::parse(text).ok_or_else(|| {
                        format!(
                            "Jam “{}” pada hari {name} tidak terbaca. Tulis seperti 08.00.",
                            text.chars().take(20).collect::<String>()
                        )
                    })
                };
                let (open, close) = (clock(from)?, clock(to)?);
                if open < close {
                    Ok(Self::Open(open, close))
                } else {
                    Err(format!("Pada hari {name} jam tutup harus sesudah jam buka."))
                }
            }
        }
    }

    /// "08.00–14.00", "Tutup" or "Belum diisi".
    pub fn words(self) -> String {
        match self {
            Self::Unknown => "Belum diisi".to_owned(),
            Self::Closed => "Tutup".to_owned(),
            Self::Open(from, to) => format!("{}–{}", from.words(), to.words()),
        }
    }
}

impl Hours {
    /// Whether nothing at all has been said.
    pub fn is_empty(&self) -> bool {
        self.note.trim().is_empty() && self.days.iter().all(|day| *day == Day::Unknown)
    }

    /// The days that are said to be open: day (0 is Monday), first and last minute since midnight.
    pub fn spans(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        (0u32..).zip(self.days).filter_map(|(day, hours)| match hours {
            Day::Open(opens, closes) => Some((day, u32::from(opens.0), u32::from(closes.0))),
            Day::Unknown | Day::Closed => None,
        })
    }

    /// Days in a row with the same hours, in words: ("Senin–Kamis", "08.00–14.00").
    ///
    /// A week in which some day is known lists every day, so that an unknown day is seen as unknown.
    pub fn groups(&self) -> Vec<(String, String)> {
        let mut groups: Vec<(usize, usize)> = Vec::new();
        for index in 0..7 {
            match groups.last_mut() {
                Some((first, last)) if self.days[*first] == self.days[index] => *last = index,
                _ => groups.push((index, index)),
            }
        }
        groups
            .into_iter()
            .map(|(first, last)| {
                let name = match last - first {
                    0 => DAYS[first].to_owned(),
                    1 => format!("{} dan {}", DAYS[first], DAYS[last]),
                    6 => "Setiap hari".to_owned(),
                    _ => format!("{}–{}", DAYS[first], DAYS[last]),
                };
                (name, self.days[first].words())
            })
            .collect()
    }

    /// One line for a table or a file: "Senin–Kamis 08.00–14.00; Jumat tutup".
    pub fn line(&self) -> String {
        let mut parts: Vec<String> = if self.days.iter().all(|day| *day == Day::Unknown) {
            Vec::new()
        } else {
            self.groups().into_iter().map(|(days, words)| format!("{days} {}", words.to_lowercase())).collect()
        };
        if !self.note.trim().is_empty() {
            parts.push(self.note.trim().to_owned());
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clocks() {
        assert_eq!(Clock::parse("08.05").map(Clock::words).as_deref(), Some("08.05"));
        assert_eq!(Clock::parse("8:00:00").map(Clock::iso).as_deref(), Some("08:00"));
        assert_eq!(Clock::parse("24.00").map(Clock::iso).as_deref(), Some("23:59"));
        for wrong in ["", "8", "8.5", "24.01", "8.60", "-1.00", "a.bb", "8,00"] {
            assert_eq!(Clock::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_from_a_form() {
        assert_eq!(Day::typed("Senin", false, "", ""), Ok(Day::Unknown));
        assert_eq!(Day::typed("Senin", true, "08:00", ""), Ok(Day::Closed));
        assert!(Day::typed("Senin", false, "14:00", "08:00").is_err());
        assert!(Day::typed("Senin", false, "14:00", "").unwrap_err().contains("Senin"));
    }

    #[test]
    fn a_week_in_words() {
        let open = Day::typed("", false, "08.00", "14.00").unwrap();
        let mut hours = Hours { days: [open; 7], note: String::new() };
        assert_eq!(hours.line(), "Setiap hari 08.00–14.00");
        hours.days[5] = Day::Closed;
        hours.days[6] = Day::Unknown;
        assert_eq!(hours.line(), "Senin–Jumat 08.00–14.00; Sabtu tutup; Minggu belum diisi");
        assert!(Hours::default().is_empty());
        assert_eq!(Hours::default().line(), "");
    }

    proptest! {
        #[test]
        fn parsing_never_panics(typed in ".{0,12}") {
            if let Some(clock) = Clock::parse(&typed) {
                prop_assert_eq!(Clock::parse(&clock.words()), Some(clock));
            }
        }
    }
}
