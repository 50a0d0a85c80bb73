//! `pantau import population`: how many people live in a district or village, by Kemendagri code; all rows or none.

use std::path::Path;

use crate::api::{App, Error};
use crate::domain::code::{Code, Level};
use crate::domain::table::{Row, Sheet};
use crate::server::command::Fault;
use crate::server::import::{fault, read};
use crate::storage::population::{Population, put};

/// More people than this live in no district of the country.
const MOST_PEOPLE: i64 = 2_000_000;

/// Reads the file and stores it unless a row is refused.
pub async fn run(app: &App, file: &Path) -> Result<(), Fault> {
    let sheet = read(file).await?;
    let rows = rows(&sheet).map_err(|faults| {
        Fault::Failed(format!("{}: tidak ada yang disimpan.\n- {}", file.display(), faults.join("\n- ")))
    })?;
    let count = rows.len();
    app.storage
        .write(move |tx| Box::pin(async move { Ok::<_, Error>(put(tx, &rows).await?) }))
        .await
        .map_err(|error| fault(app, error))?;
    println!("Jumlah penduduk {count} wilayah disimpan.");
    Ok(())
}

/// The rows of a table, or every reason why it is refused: columns `code`, `people`, and `source` and `year` that may lack.
fn rows(sheet: &Sheet) -> Result<Vec<Population>, Vec<String>> {
    let column = |name: &str| sheet.header.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
    let (Some(code), Some(people)) = (column("code"), column("people")) else {
        return Err(vec!["Kolom “code” dan “people” harus ada pada baris 1; “source” dan “year” boleh.".to_owned()]);
    };
    let cell =
        |row: &Row, at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", |cell| cell.trim()).to_owned();
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for row in sheet.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())) {
        let typed = cell(row, Some(code));
        let known = Code::parse(&typed).ok().filter(|code| matches!(code.level(), Level::District | Level::Village));
        // "12.345" is how a thousand is written here.
        let count = cell(row, Some(people))
            .replace(['.', ' '], "")
            .parse()
            .ok()
            .filter(|count| (1..=MOST_PEOPLE).contains(count));
        match (known, count) {
            (Some(known), Some(count)) => rows.push(Population {
                code: String::from(known),
                people: count,
                source: Some(cell(row, column("source")))
                    .filter(|words| !words.is_empty())
                    .unwrap_or_else(|| "data yang dimuat dinas".into()),
                counted_on: cell(row, column("year")),
            }),
            (None, _) => faults.push(format!("Baris {}: “{typed}” bukan kode kecamatan atau desa.", row.line)),
            (_, None) => {
                faults.push(format!("Baris {}: jumlah penduduk harus angka 1 sampai {MOST_PEOPLE}.", row.line));
            }
        }
    }
    match (rows.is_empty(), faults.is_empty()) {
        (_, false) => Err(faults),
        (true, true) => Err(vec!["Tidak ada satu baris pun di bawah judul kolom.".to_owned()]),
        (false, true) => Ok(rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[[&str; 4]]) -> Sheet {
        let cells = |row: &[&str; 4]| row.map(str::to_owned).to_vec();
        Sheet {
            header: cells(&["code", "people", "source", "year"]),
            rows: (2..).zip(rows).map(|(line, row)| Row { line, cells: cells(row) }).collect(),
        }
    }

    #[test]
    fn people_are_read_as_they_are_written_here_and_nonsense_names_its_line() {
        let read = rows(&sheet(&[["62.01.02", "128.345", "BPS", "2025"], ["6201022014", "2310", "", ""]])).unwrap();
        assert_eq!((read[0].people, read[0].source.as_str(), read[1].code.as_str()), (128_345, "BPS", "62.01.02.2014"));
        let faults = rows(&sheet(&[["62.01", "5", "", ""], ["62.01.02", "-3", "", ""], ["62.01.02", "1e308", "", ""]]))
            .unwrap_err();
        assert_eq!(faults.len(), 3);
        assert!(faults[0].starts_with("Baris 2") && faults[2].starts_with("Baris 4"));
        assert!(rows(&sheet(&[])).is_err());
    }
}
