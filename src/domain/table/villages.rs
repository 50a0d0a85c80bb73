//! Tables of villages: Kemendagri codes with their names and districts.

use std::collections::BTreeMap;

use super::{Change, Columns, Difference, Plan, Planned, Refused, Row, Sheet, SheetFault, shown};
use crate::domain::code::{Code, Level, WardKind};
use crate::domain::library::{NAME_LENGTH, Village};
use crate::domain::search::squeezed;

/// Columns of a table of villages.
const VILLAGE_COLUMNS: [(&str, &str, bool); 5] = [
    ("village_code", "kode_desa", true),
    ("village", "desa", true),
    ("district", "kecamatan", true),
    ("kind", "jenis", false),
    ("district_code", "kode_kecamatan", false),
];

/// Plans a table of villages; `known` holds those in the registry by code.
pub fn villages(sheet: &Sheet, known: &BTreeMap<String, Village>) -> Result<Plan<Village>, SheetFault> {
    let mut plan = Plan { rows: Vec::new(), refused: Vec::new(), notes: Vec::new() };
    let columns = Columns::read(sheet, &VILLAGE_COLUMNS, &mut plan.notes)?;
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    let mut districts: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for row in sheet.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())) {
        match village_row(&columns, row, &mut lines, &mut districts) {
            Ok(village) => {
                let change = match known.get(village.code.as_str()) {
                    None => Change::New,
                    Some(before) if *before == village => Change::Unchanged,
                    Some(before) => Change::Changed(vec![Difference {
                        what: "Desa/kelurahan".to_owned(),
                        before: format!("{}, Kecamatan {}", before.title(), before.district),
                        after: format!("{}, Kecamatan {}", village.title(), village.district),
                    }]),
                };
                plan.rows.push(Planned { line: row.line, object: village, change });
            }
            Err(reasons) => {
                plan.refused.push(Refused { line: row.line, name: shown(columns.cell(row, "village")), reasons });
            }
        }
    }
    Ok(plan)
}

fn village_row(
    columns: &Columns<'_>,
    row: &Row,
    lines: &mut BTreeMap<String, u64>,
    districts: &mut BTreeMap<String, (String, u64)>,
) -> Result<Village, Vec<String>> {
    if let Some(words) = columns.width_fault(row) {
        return Err(vec![words]);
    }
    let cell = |name: &str| columns.cell(row, name);
    let code = Code::parse_at(cell("village_code"), Level::Village).map_err(|fault| vec![fault.words()])?;
    let mut reasons = Vec::new();
    for (column, what) in [("village", "Nama desa"), ("district", "Nama kecamatan")] {
        if cell(column).is_empty() {
            reasons.push(format!("{what} (kolom {column}) belum diisi."));
        } else if cell(column).chars().count() > NAME_LENGTH {
            reasons.push(format!("{what} lebih panjang dari {NAME_LENGTH} huruf."));
        }
    }
    if let Err(words) = district_code_agrees(cell("district_code"), &code) {
        reasons.push(words);
    }
    if !cell("kind").is_empty() {
        match WardKind::parse(cell("kind")) {
            None => reasons.push(format!("Jenis “{}” tidak dikenal. Pilih desa atau kelurahan.", shown(cell("kind")))),
            Some(kind) if Some(kind) != code.ward() => {
                reasons.push(format!(
                    "Jenisnya {}, tetapi kode {code} adalah kode {}.",
                    kind.code(),
                    code.ward().map_or("", WardKind::code)
                ));
            }
            Some(_) => {}
        }
    }
    if let Some(line) = lines.get(code.as_str()) {
        reasons.push(format!("Kode {code} sudah dipakai di baris {line}."));
    }
    if let Some(district) = code.district()
        && let Some((name, line)) = districts.get(district.as_str())
        && squeezed(name) != squeezed(cell("district"))
    {
        reasons.push(format!(
            "Kecamatan {district} bernama “{name}” di baris {line}, di sini “{}”.",
            shown(cell("district"))
        ));
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    lines.insert(code.as_str().to_owned(), row.line);
    if let Some(district) = code.district() {
        districts.entry(district.as_str().to_owned()).or_insert_with(|| (cell("district").to_owned(), row.line));
    }
    Ok(Village { code, name: cell("village").to_owned(), district: cell("district").to_owned() })
}

/// Does a row's district code fit its village code? An empty one does.
pub(super) fn district_code_agrees(typed: &str, code: &Code) -> Result<(), String> {
    if typed.is_empty() {
        return Ok(());
    }
    let district = Code::parse_at(typed, Level::District).map_err(|fault| fault.words())?;
    if code.within(&district) {
        Ok(())
    } else {
        Err(format!("Kode desa {code} tidak terletak di kecamatan {district} yang ditulis di kolom district_code."))
    }
}
