//! What an office has settled for its agendas: when ISHOMA is, how long people may sit without a break, kinds of its own.

use super::form::Library;
use super::{Kind, MIDNIGHT};
use crate::domain::moment::Date;
#[cfg(feature = "ssr")]
use crate::domain::moment::parse_clock;
#[cfg(feature = "ssr")]
use crate::domain::refusal::Finding;
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

#[cfg(feature = "ssr")]
impl OwnKind {
    /// "Senam pagi; Lain-lain; 30".
    fn line(&self) -> String {
        format!("{}; {}; {}", self.word, self.like.word(), self.minutes)
    }

    fn read(line: &str) -> Option<Self> {
        let mut parts = line.split(';').map(str::trim);
        let word = parts.next().filter(|word| !word.is_empty())?.to_owned();
        let like = match parts.next().unwrap_or_default() {
            "" => Kind::Other,
            like => Kind::all().find(|kind| kind.word().eq_ignore_ascii_case(like))?,
        };
        let minutes = match parts.next().unwrap_or_default() {
            "" => like.usual_minutes(),
            minutes => minutes.parse().ok()?,
        };
        Some(Self { word, like, minutes })
    }
}

/// The office's kinds as the form shows them, one on a line.
#[cfg(feature = "ssr")]
pub fn lines_of(kinds: &[OwnKind]) -> String {
    kinds.iter().map(OwnKind::line).collect::<Vec<_>>().join("\n")
}

/// Reads the form of the office's rules.
#[cfg(feature = "ssr")]
pub fn read(pairs: &[(String, String)]) -> Result<Rules, Vec<Finding>> {
    let form = super::form::Pairs(pairs);
    let mut findings = Vec::new();
    for (name, _) in pairs {
        if !["ishoma_from", "ishoma_to", "friday_from", "friday_to", "stretch", "kinds"].contains(&name.as_str()) {
            findings.push(Finding::new("", "Isian ini tidak dikenal. Muat ulang halamannya, lalu coba lagi."));
        }
    }
    let mut clock = |name: &str| {
        parse_clock(form.get(name)).unwrap_or_else(|| {
            findings.push(Finding::new(name, "Tulis jam seperti 11.30."));
            0
        })
    };
    let (ishoma, friday) = ((clock("ishoma_from"), clock("ishoma_to")), (clock("friday_from"), clock("friday_to")));
    for (name, (from, to)) in [("ishoma_to", ishoma), ("friday_to", friday)] {
        if findings.is_empty() && from + 15 > to {
            findings.push(Finding::new(name, "Harus paling sedikit 15 menit sesudah mulainya."));
        }
    }
    let stretch = form.get("stretch").parse().ok().filter(|minutes| (30..=MIDNIGHT).contains(minutes));
    if stretch.is_none() {
        findings.push(Finding::new("stretch", "Tulis dalam menit, antara 30 dan 1440."));
    }
    let mut kinds = Vec::new();
    for line in form.get("kinds").lines().map(str::trim).filter(|line| !line.is_empty()) {
        match OwnKind::read(line) {
            Some(kind) => kinds.push(kind),
            None => findings.push(Finding::new(
                "kinds",
                format!("“{}” belum terbaca. Tulis: nama; jenis; menit.", line.chars().take(60).collect::<String>()),
            )),
        }
    }
    let rules = Rules { ishoma, friday, stretch: stretch.unwrap_or(120), kinds, ..Rules::default() };
    if findings.is_empty() && !rules.hold() {
        findings.push(Finding::new(
            "kinds",
            "Nama jenis paling panjang 60 huruf, lamanya 1 sampai 720 menit, paling banyak 30 jenis.",
        ));
    }
    if findings.is_empty() { Ok(rules) } else { Err(findings) }
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
