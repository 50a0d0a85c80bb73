//! A visit of the office to a library (pendampingan): what was found, and what was promised by whom until when.

use crate::domain::moment::Date;
use crate::domain::refusal::Finding;

/// Most promises of one visit.
pub const MAX_PROMISES: usize = 20;
/// Most photos of one visit.
pub const MAX_PHOTOS: usize = 12;
/// The longest findings, in characters; about two pages.
pub const LONGEST: usize = 6_000;
/// The longest purpose or promise, in characters.
pub const LONGEST_LINE: usize = 300;

/// Who has promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The library.
    Library,
    /// The office.
    Office,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Library, Self::Office];

    /// As stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Library => "perpustakaan",
            Self::Office => "dinas",
        }
    }

    /// Reads the code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.code() == code)
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Library => "Perpustakaan",
            Self::Office => "Dinas",
        }
    }
}

/// A promise as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Its id; empty for a new one.
    pub id: String,
    /// Who promised.
    pub side: Side,
    /// What.
    pub words: String,
    /// Until when.
    pub due: Option<Date>,
    /// Kept on that day.
    pub done: Option<Date>,
}

impl Promise {
    /// Not kept, and its day has passed.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.done.is_none() && self.due.is_some_and(|due| due < today)
    }
}

/// The record of a visit as a planner writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// When it took place; `None`: it is still planned.
    pub visited: Option<Date>,
    /// What was found.
    pub findings: String,
    /// What was promised.
    pub promises: Vec<Promise>,
}

/// Everything that is wrong with a record. Fields are those of the form.
pub fn check(record: &Record, today: Date) -> Vec<Finding> {
    let mut findings = Vec::new();
    if record.visited.is_some_and(|date| date > today) {
        findings.push(Finding::new(
            "tanggal",
            "Tanggal kunjungan tidak boleh di masa depan. Kosongkan bila belum dilakukan.",
        ));
    }
    if record.visited.is_some() && record.findings.trim().is_empty() {
        findings.push(Finding::new("temuan", "Tulis apa yang ditemukan, walau hanya satu kalimat."));
    }
    if record.findings.chars().count() > LONGEST {
        findings.push(Finding::new("temuan", "Temuan ini terlalu panjang. Pendekkan sampai sekitar dua halaman."));
    }
    if record.promises.len() > MAX_PROMISES {
        findings.push(Finding::new("", "Satu kunjungan memuat paling banyak 20 janji."));
    }
    for (n, promise) in record.promises.iter().enumerate() {
        if promise.words.trim().is_empty() {
            findings.push(Finding::new(format!("janji-{n}-isi"), "Tulis apa yang dijanjikan."));
        } else if promise.words.chars().count() > LONGEST_LINE {
            findings.push(Finding::new(
                format!("janji-{n}-isi"),
                "Janji ini terlalu panjang. Pendekkan sampai satu dua kalimat.",
            ));
        }
        if promise.done.is_some_and(|done| done > today) {
            findings.push(Finding::new(format!("janji-{n}-isi"), "Janji tidak bisa ditepati di masa depan."));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_says_what_was_found_and_nothing_lies_ahead() {
        let today = Date::parse("2026-11-02").unwrap();
        let promise = Promise {
            id: String::new(),
            side: Side::Library,
            words: " ".to_owned(),
            due: Some(today.plus_days(-1)),
            done: None,
        };
        assert!(promise.is_overdue(today));
        let record = Record { visited: Some(today.plus_days(1)), findings: " ".to_owned(), promises: vec![promise] };
        let fields: Vec<String> = check(&record, today).into_iter().map(|finding| finding.field).collect();
        assert_eq!(fields, ["tanggal", "temuan", "janji-0-isi"]);
        assert!(check(&Record::default(), today).is_empty(), "a visit may stay planned");
        for side in Side::ALL {
            assert_eq!(Side::of(side.code()), Some(side));
        }
    }
}
