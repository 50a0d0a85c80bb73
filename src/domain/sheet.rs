//! Tables that leave the office: cells with a kind, and CSV that no spreadsheet program takes for a formula.

use crate::domain::moment::Date;

/// One cell. What people wrote is always text.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known: empty, and never nought.
    Empty,
    /// Words.
    Text(String),
    /// A count.
    Number(u32),
    /// A day.
    Day(Date),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<Option<u32>> for Cell {
    fn from(count: Option<u32>) -> Self {
        count.map_or(Self::Empty, Self::Number)
    }
}

/// A table with a name and a head.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The tab's name in a workbook.
    pub name: &'static str,
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows; each as long as the head.
    pub rows: Vec<Vec<Cell>>,
}

/// Does a spreadsheet program take this text for a formula? (OWASP: CSV injection; the full-width signs too.)
pub fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

fn field(out: &mut String, text: &str) {
    let guarded = looks_like_formula(text);
    let quoted =
        guarded || text.contains([',', ';', '"', '\n', '\r', '\t']) || text.starts_with(' ') || text.ends_with(' ');
    if !quoted {
        out.push_str(text);
        return;
    }
    out.push('"');
    if guarded {
        out.push('\'');
    }
    out.push_str(&text.replace('"', "\"\""));
    out.push('"');
}

/// The table as CSV (RFC 4180) with the mark by which spreadsheet programs know UTF-8. A text that looks like a formula gets an
/// apostrophe before it, so that it is shown and never run.
pub fn csv(sheet: &Sheet) -> String {
    let mut out = String::from("\u{feff}");
    let head: Vec<Cell> = sheet.head.iter().map(|name| Cell::Text(name.clone())).collect();
    for row in std::iter::once(&head).chain(&sheet.rows) {
        for (n, cell) in row.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => field(&mut out, text),
                Cell::Number(count) => out.push_str(&count.to_string()),
                Cell::Day(date) => out.push_str(&date.to_string()),
            }
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(text: &str) -> String {
        csv(&Sheet { name: "x", head: vec!["a".to_owned()], rows: vec![vec![Cell::from(text)]] })
    }

    #[test]
    fn a_formula_is_only_words() {
        assert_eq!(one("=HYPERLINK(\"http://x\")"), "\u{feff}a\r\n\"'=HYPERLINK(\"\"http://x\"\")\"\r\n");
        for text in ["+1", "-1", "@SUM(A1)", "\t=1", "\u{ff1d}1"] {
            assert!(one(text).contains("\"'"), "{text}");
        }
        assert_eq!(one("Natai, \"Raya\""), "\u{feff}a\r\n\"Natai, \"\"Raya\"\"\"\r\n");
        let day = Date { year: 2026, month: 11, day: 2 };
        let row = vec![Cell::Number(0), Cell::Empty, Cell::Day(day)];
        let sheet = Sheet { name: "x", head: Vec::new(), rows: vec![row] };
        assert!(csv(&sheet).ends_with("0,,2026-11-02\r\n"), "missing is not nought");
    }

    proptest! {
        /// Whatever people write, it reads back as it was, and no field begins like a formula.
        #[test]
        fn text_survives_and_is_never_run(texts in prop::collection::vec("\\PC{0,12}|[=+@-][a-z(\",;\n\r\t]{0,6}", 1..5)) {
            // A line of nothing but an empty cell is no line to a reader.
            let texts: Vec<String> = std::iter::once("x".to_owned()).chain(texts).collect();
            let rows = vec![texts.iter().map(|text| Cell::from(text.as_str())).collect()];
            let head = texts.iter().map(|_| "k".to_owned()).collect();
            let text = csv(&Sheet { name: "x", head, rows });
            let mut reader = csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            for (read, typed) in record.iter().zip(&texts) {
                prop_assert!(!looks_like_formula(read), "{read}");
                prop_assert_eq!(read.strip_prefix('\'').filter(|_| looks_like_formula(typed)).unwrap_or(read), typed);
            }
        }
    }
}
