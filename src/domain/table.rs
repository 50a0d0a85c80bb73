//! Tables of libraries and villages as people send them: rows become a plan (new, changed, unchanged, refused with line and
//! reason) that is looked at before it is carried out. Nothing is stored here; carrying a plan out twice changes nothing.

mod libraries;
mod villages;

pub use libraries::{Known, differences, libraries, name_fault, ordered, parse_year, ward_agrees};
pub use villages::villages;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A table as it was read: the first row names the columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Names of the columns, as written.
    pub header: Vec<String>,
    /// The rows under it.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line in the file on which the row begins; the header is line 1.
    pub line: u64,
    /// As many as were written.
    pub cells: Vec<String>,
}

/// Why a whole table cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetFault {
    /// Columns that must be there are not.
    Missing {
        /// The columns that lack.
        columns: Vec<&'static str>,
        /// The columns that were found.
        found: Vec<String>,
    },
    /// A column stands there twice.
    Twice(String),
    /// No row under the header.
    Empty,
}

/// What carrying out a plan would do to one row's object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Not in the registry yet.
    New,
    /// In the registry, with other facts.
    Changed(Vec<Difference>),
    /// In the registry just so.
    Unchanged,
}

/// One fact that would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Name of the fact, for people.
    pub what: String,
    /// What the registry holds.
    pub before: String,
    /// What the table says.
    pub after: String,
}

/// A row that was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Planned<T> {
    /// Line in the file.
    pub line: u64,
    /// The object as it would be afterwards.
    pub object: T,
    /// What that changes.
    pub change: Change,
}

/// A row that was not understood; nothing of it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Line in the file.
    pub line: u64,
    /// The object's name as written, for people.
    pub name: String,
    /// Every reason, each a sentence.
    pub reasons: Vec<String>,
}

/// What a table would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan<T> {
    /// Rows that were understood, in the file's order.
    pub rows: Vec<Planned<T>>,
    /// Rows that were not.
    pub refused: Vec<Refused>,
    /// Remarks about the whole table.
    pub notes: Vec<String>,
}

/// Columns that an export writes and an import does not read.
const READ_ONLY: [&str; 3] = ["hours", "checked_on", "url"];

impl SheetFault {
    /// The sentence people read.
    pub fn words(&self) -> String {
        match self {
            Self::Missing { columns, found } => {
                let found: Vec<String> = found.iter().take(12).map(|name| format!("“{}”", shown(name))).collect();
                format!(
                    "Kolom {} tidak ditemukan pada baris 1. Yang ada: {}. Tulis nama kolom pada baris pertama berkas.",
                    columns.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", "),
                    if found.is_empty() { "tidak ada".to_owned() } else { found.join(", ") }
                )
            }
            Self::Twice(name) => format!("Kolom “{}” ada dua kali pada baris 1. Hapus salah satu.", shown(name)),
            Self::Empty => "Berkas ini tidak berisi satu baris data pun di bawah judul kolom.".to_owned(),
        }
    }
}

impl<T> Plan<T> {
    /// Number of rows that would add something.
    pub fn new_rows(&self) -> usize {
        self.rows.iter().filter(|row| row.change == Change::New).count()
    }

    /// Number of rows that would change something.
    pub fn changed_rows(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.change, Change::Changed(_))).count()
    }

    /// Number of rows that say what is already there.
    pub fn unchanged_rows(&self) -> usize {
        self.rows.len() - self.new_rows() - self.changed_rows()
    }

    /// "2 baru, 1 berubah, 10 sama, 0 ditolak".
    pub fn summary(&self) -> String {
        format!(
            "{} baru, {} berubah, {} sama, {} ditolak",
            self.new_rows(),
            self.changed_rows(),
            self.unchanged_rows(),
            self.refused.len()
        )
    }
}

/// A cell that a spreadsheet program will not run as a formula (OWASP, CSV injection): text that begins like one gets an
/// apostrophe in front. Numbers stay as they are.
pub fn safe_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text behind [`safe_cell`].
fn plain_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

/// At most 60 characters of what somebody wrote.
pub(in crate::domain) fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Where each known column stands.
pub(in crate::domain) struct Columns<'s> {
    places: BTreeMap<&'static str, usize>,
    sheet: &'s Sheet,
}

impl<'s> Columns<'s> {
    /// Finds the columns of a sheet; names that nobody knows become a note.
    pub(in crate::domain) fn read(
        sheet: &'s Sheet,
        known: &[(&'static str, &'static str, bool)],
        notes: &mut Vec<String>,
    ) -> Result<Self, SheetFault> {
        let mut places = BTreeMap::new();
        let mut strange = Vec::new();
        for (place, title) in sheet.header.iter().enumerate() {
            let title = title.trim().to_lowercase().replace([' ', '-'], "_");
            match known.iter().find(|(name, other, _)| *name == title || *other == title) {
                Some((name, _, _)) => {
                    if places.insert(*name, place).is_some() {
                        return Err(SheetFault::Twice(title));
                    }
                }
                None if title.is_empty() || READ_ONLY.contains(&title.as_str()) => {}
                None => strange.push(format!("“{}”", shown(&title))),
            }
        }
        let missing: Vec<&'static str> = known
            .iter()
            .filter(|(name, _, must)| *must && !places.contains_key(name))
            .map(|(name, _, _)| *name)
            .collect();
        if !missing.is_empty() {
            return Err(SheetFault::Missing { columns: missing, found: sheet.header.clone() });
        }
        if sheet.rows.is_empty() {
            return Err(SheetFault::Empty);
        }
        if !strange.is_empty() {
            notes.push(format!("Kolom {} tidak dikenal dan tidak dipakai.", strange.join(", ")));
        }
        Ok(Self { places, sheet })
    }

    /// The cell of a column; empty when the table has no such column or the row is too short.
    pub(in crate::domain) fn cell<'r>(&self, row: &'r Row, name: &str) -> &'r str {
        let cell = self.places.get(name).and_then(|place| row.cells.get(*place));
        cell.map_or("", |cell| plain_cell(cell.trim()))
    }

    /// The reason why a row of another width cannot be trusted: cells may have moved into their neighbours' columns.
    pub(in crate::domain) fn width_fault(&self, row: &Row) -> Option<String> {
        let (found, expected) = (row.cells.len(), self.sheet.header.len());
        let rest_is_empty = row.cells.iter().skip(expected).all(|cell| cell.trim().is_empty());
        (found < expected || !rest_is_empty).then(|| {
            format!("Baris ini punya {found} kolom, padahal judulnya {expected}. Mungkin ada tanda pemisah atau petik di dalam isi.")
        })
    }
}

#[cfg(test)]
mod tests;
