//! What an office has settled for its agendas: when ISHOMA is, how long people may sit without a break, kinds of its own.

use super::form::Library;
use super::{Kind, MIDNIGHT};
use crate::domain::moment::Date;
use serde::{Deserialize, Serialize};

/// The most kinds that an office adds.
pub const MOST_KINDS: usize = 30;
/// As [`Date::weekday`] counts.
const FRIDAY: u8 = 4;

/// A kind that the office has added: its word, what it behaves like, how long it usually lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnKind {
    /// "Senam pagi".
    pub word: String,
    /// Behaves like this one.
    pub like: Kind,
    /// In minutes.
    pub minutes: u16,
}

/// The office's rules for an agenda, and whom it knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// ISHOMA on ordinary days: from and to, in minutes from midnight.
    pub ishoma: (u16, u16),
    /// ISHOMA on Fridays.
    pub friday: (u16, u16),
    /// The longest stretch without a break, in minutes.
    pub stretch: u16,
    /// Kinds of its own.
    pub kinds: Vec<OwnKind>,
    /// Every library that should get a turn; not a part of what the office settles.
    #[serde(default)]
    pub libraries: Vec<Library>,
    /// The office's planners, who may lead an item; not a part of what the office settles.
    #[serde(default)]
    pub people: Vec<String>,
}

impl Default for Rules {
    /// What holds until the office says otherwise. The windows are ours, not a source's: an hour and a half around Zuhur, and on
    /// Fridays half an hour more on both sides.
    fn default() -> Self {
        Self {
            ishoma: (11 * 60 + 30, 13 * 60),
            friday: (11 * 60, 13 * 60 + 30),
            stretch: 120,
            kinds: Vec::new(),
            libraries: Vec::new(),
            people: Vec::new(),
        }
    }
}

impl Rules {
    /// The window of ISHOMA on that date.
    pub fn window(&self, date: Date) -> (u32, u32) {
        let (from, to) = if date.weekday() == FRIDAY { self.friday } else { self.ishoma };
        (u32::from(from), u32::from(to))
    }

    /// Are these rules that an agenda can be held to?
    pub fn hold(&self) -> bool {
        let window = |(from, to): (u16, u16)| from + 15 <= to && to <= MIDNIGHT;
        window(self.ishoma)
            && window(self.friday)
            && (30..=MIDNIGHT).contains(&self.stretch)
            && self.kinds.len() <= MOST_KINDS
            && self.kinds.iter().all(|kind| {
                (1..=super::LONGEST).contains(&kind.minutes)
                    && !kind.word.trim().is_empty()
                    && kind.word.chars().count() <= 60
                    && !kind.word.chars().any(char::is_control)
            })
    }
}
