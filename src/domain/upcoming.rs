//! Coming activities: what, when, where, for whom.

use crate::domain::moment::{Date, clock, parse_clock};
use crate::domain::refusal::Finding;

/// How far ahead an activity may be announced, in days.
pub const DAYS_AHEAD: i64 = 400;

/// A coming activity as typed into its form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// What.
    pub title: String,
    /// When: ISO date.
    pub held_on: String,
    /// From what o'clock; may be empty.
    pub starts: String,
    /// Where; may be empty: at the library.
    pub place: String,
    /// For whom; may be empty: for everybody.
    pub audience: String,
}

/// A coming activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upcoming {
    /// What.
    pub title: String,
    /// When.
    pub held_on: Date,
    /// Minutes since midnight.
    pub starts: Option<u16>,
    /// Where; empty: at the library.
    pub place: String,
    /// For whom; empty: for everybody.
    pub audience: String,
}

impl Typed {
    /// Reads the form; the findings say what is missing or cannot be.
    pub fn read(&self, today: Date) -> Result<Upcoming, Vec<Finding>> {
        let mut findings = Vec::new();
        let line = |field: &'static str, name: &'static str, text: &str, most: usize, findings: &mut Vec<Finding>| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let text: String = text.chars().filter(|c| !c.is_control() && !is_direction(*c)).collect();
            if text.chars().count() > most {
                findings.push(Finding::new(field, format!("{name} paling panjang {most} huruf.")));
            }
            text
        };
        let title = line("nama", "Nama kegiatan", &self.title, 200, &mut findings);
        if title.is_empty() {
            findings.push(Finding::new("nama", "Tulis nama kegiatannya."));
        }
        let held_on = match Date::parse(self.held_on.trim()) {
            None if self.held_on.trim().is_empty() => Err("Isi tanggalnya.".to_owned()),
            None => Err("Tanggalnya tidak ada di kalender.".to_owned()),
            Some(date) if date < today => Err(format!(
                "Tanggal {} sudah lewat. Kegiatan yang sudah terjadi ditulis di laporan bulanan.",
                date.plain()
            )),
            Some(date) if date > today.plus_days(DAYS_AHEAD) => {
                Err("Tanggalnya terlalu jauh. Periksa tahunnya.".to_owned())
            }
            Some(date) => Ok(date),
        };
        if let Err(words) = &held_on {
            findings.push(Finding::new("tanggal", words.clone()));
        }
        let starts = match self.starts.trim() {
            "" => None,
            text => parse_clock(text).filter(|minute| *minute < 1440),
        };
        if starts.is_none() && !self.starts.trim().is_empty() {
            findings.push(Finding::new("jam", "Tulis jam seperti 09.00, atau kosongkan."));
        }
        let place = line("tempat", "Tempat", &self.place, 200, &mut findings);
        let audience = line("untuk", "Untuk siapa", &self.audience, 200, &mut findings);
        match held_on {
            Ok(held_on) if findings.is_empty() => Ok(Upcoming { title, held_on, starts, place, audience }),
            _ => Err(findings),
        }
    }
}

/// Marks that turn the direction of writing or are not seen: in a title they could make it say something else.
const fn is_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl Upcoming {
    /// "Sabtu, 28 November 2026, 09.00 WIB".
    pub fn when(&self, zone: &str) -> String {
        match self.starts {
            Some(minute) => format!("{}, {} {zone}", self.held_on.long(), clock(minute)),
            None => self.held_on.long(),
        }
    }

    /// "Kelas membaca, 28 Nov": for a small place like the map's card.
    pub fn short(&self) -> String {
        format!("{}, {}", self.title, self.held_on.short())
    }

    /// The message for a `WhatsApp` group.
    pub fn message(&self, library: &str, zone: &str, address: &str) -> String {
        let mut words = format!("*{}*\n{}", self.title, self.when(zone));
        words.extend(["\nTempat: ", if self.place.is_empty() { library } else { &self.place }]);
        if !self.audience.is_empty() {
            words.extend(["\nUntuk: ", &self.audience]);
        }
        words.extend(["\n\n", library, "\n", address]);
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> Date {
        Date::parse("2026-11-22").unwrap()
    }

    fn typed() -> Typed {
        Typed {
            title: " Kelas  membaca ".into(),
            held_on: "2026-11-28".into(),
            starts: "9.00".into(),
            place: String::new(),
            audience: "anak SD".into(),
        }
    }

    #[test]
    fn what_when_where_for_whom() {
        let read = typed().read(today()).unwrap();
        assert_eq!(read.when("WIB"), "Sabtu, 28 November 2026, 09.00 WIB");
        let words = read.message("Perpustakaan Natai Raya", "WIB", "https://x/perpustakaan/natai-raya");
        assert_eq!(
            words,
            "*Kelas membaca*\nSabtu, 28 November 2026, 09.00 WIB\nTempat: Perpustakaan Natai Raya\nUntuk: anak SD\n\nPerpustakaan Natai Raya\nhttps://x/perpustakaan/natai-raya"
        );
    }

    #[test]
    fn what_cannot_be_is_said() {
        let fields = |typed: Typed| -> Vec<String> {
            typed.read(today()).unwrap_err().into_iter().map(|finding| finding.field).collect()
        };
        assert_eq!(fields(Typed::default()), ["nama", "tanggal"]);
        assert_eq!(fields(Typed { held_on: "2026-11-21".into(), ..typed() }), ["tanggal"]);
        assert_eq!(
            fields(Typed { held_on: "2062-11-28".into(), starts: "25.00".into(), ..typed() }),
            ["tanggal", "jam"]
        );
        assert_eq!(fields(Typed { title: "\u{202e}\u{200b} ".into(), ..typed() }), ["nama"]);
        assert_eq!(fields(Typed { place: "a".repeat(201), ..typed() }), ["tempat"]);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_answered(title in ".{0,30}", held_on in "[0-9-]{0,10}", starts in ".{0,6}", place in ".{0,20}") {
            if let Ok(read) = (Typed { title, held_on, starts, place, audience: String::new() }).read(today()) {
                prop_assert!(!read.title.trim().is_empty() && read.held_on >= today());
                prop_assert!(!read.title.chars().any(char::is_control));
            }
        }
    }
}
