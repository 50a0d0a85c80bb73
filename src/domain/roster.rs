//! A table of librarians as an office sends it: who reports for which library, under which number. Rows become a plan that is
//! looked at before it is carried out; carrying it out twice changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::account::person_name;
use crate::domain::phone::Phone;
use crate::domain::search::squeezed;
use crate::domain::table::{Change, Columns, Difference, Plan, Planned, Refused, Row, Sheet, SheetFault, shown};

/// Columns: name in the file, another name that is understood, and whether it must be there.
const COLUMNS: [(&str, &str, bool); 3] =
    [("name", "nama", true), ("phone", "nomor_hp", true), ("library", "perpustakaan", true)];

/// One person at one library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The person's name.
    pub name: String,
    /// `+628..`.
    pub phone: String,
    /// The library's id.
    pub library: String,
    /// The library's name, for people.
    pub library_name: String,
    /// The account's id; empty while there is none.
    pub account: String,
}

/// A library that a row may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// Its slug: how a row names it for sure.
    pub slug: String,
    /// Its name: understood too, where only one library has it.
    pub name: String,
}

/// An account of the office that is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its id.
    pub account: String,
    /// The person's name.
    pub name: String,
    /// `+628..`.
    pub phone: String,
    /// Ids of the libraries that the person reports for.
    pub libraries: Vec<String>,
    /// Whether the planner who asks may change it.
    pub manageable: bool,
}

/// What the office holds before the table is applied.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The office's libraries.
    pub libraries: &'k [Place],
    /// The office's accounts.
    pub accounts: &'k [Holder],
    /// Numbers of the table that belong to accounts of other offices.
    pub elsewhere: &'k BTreeSet<String>,
}

/// Plans a table of librarians.
///
/// A row is recognised by its number. A person may stand on two rows for two libraries, under one name. A number that belongs
/// to somebody of another name is refused: numbers are handed on, accounts are not.
pub fn plan(sheet: &Sheet, known: Known<'_>) -> Result<Plan<Seat>, SheetFault> {
    let mut plan = Plan { rows: Vec::new(), refused: Vec::new(), notes: Vec::new() };
    let columns = Columns::read(sheet, &COLUMNS, &mut plan.notes)?;
    let mut understood = Vec::new();
    for row in sheet.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())) {
        match seat(&columns, row, known) {
            Ok(planned) => understood.push(planned),
            Err(reasons) => {
                plan.refused.push(Refused { line: row.line, name: shown(columns.cell(row, "name")), reasons });
            }
        }
    }
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut lines: BTreeMap<(String, String), Vec<u64>> = BTreeMap::new();
    for planned in &understood {
        names.entry(planned.object.phone.clone()).or_default().insert(squeezed(&planned.object.name));
        lines.entry((planned.object.phone.clone(), planned.object.library.clone())).or_default().push(planned.line);
    }
    for planned in understood {
        let Seat { phone, library, .. } = &planned.object;
        let twice = lines.get(&(phone.clone(), library.clone())).is_some_and(|lines| lines.len() > 1);
        let several = names.get(phone).is_some_and(|names| names.len() > 1);
        let reason = if several {
            "Nomor HP ini ada di beberapa baris dengan nama yang berbeda. Satu nomor untuk satu orang."
        } else if twice {
            "Orang dan perpustakaan yang sama ada di dua baris. Sisakan satu saja."
        } else {
            plan.rows.push(planned);
            continue;
        };
        plan.refused.push(Refused { line: planned.line, name: planned.object.name, reasons: vec![reason.to_owned()] });
    }
    plan.refused.sort_by_key(|refused| refused.line);
    Ok(plan)
}

fn seat(columns: &Columns<'_>, row: &Row, known: Known<'_>) -> Result<Planned<Seat>, Vec<String>> {
    if let Some(fault) = columns.width_fault(row) {
        return Err(vec![fault]);
    }
    let mut reasons = Vec::new();
    let name = person_name(columns.cell(row, "name")).map_err(|words| reasons.push(words.to_owned()));
    let phone = Phone::parse(columns.cell(row, "phone")).map_err(|fault| reasons.push(fault.words().to_owned()));
    let place = place(columns.cell(row, "library"), known.libraries).map_err(|words| reasons.push(words));
    let (Ok(name), Ok(phone), Ok(place)) = (name, phone, place) else { return Err(reasons) };
    let holder = known.accounts.iter().find(|holder| holder.phone == phone.as_str());
    if let Some(holder) = holder {
        if squeezed(&holder.name) != squeezed(&name) {
            return Err(vec![format!(
                "Nomor {} sudah milik {}. Periksa nomornya, atau ubah dulu akun itu.",
                phone.local(),
                shown(&holder.name)
            )]);
        }
        if !holder.manageable {
            return Err(vec!["Akun ini milik petugas kantor. Hanya administrator yang dapat mengubahnya.".to_owned()]);
        }
    } else if known.elsewhere.contains(phone.as_str()) {
        return Err(vec![format!("Nomor {} sudah dipakai di kabupaten lain.", phone.local())]);
    }
    let change = match holder {
        None => Change::New,
        Some(holder) if holder.libraries.contains(&place.id) => Change::Unchanged,
        Some(_) => Change::Changed(vec![Difference {
            what: "perpustakaan".to_owned(),
            before: String::new(),
            after: place.name.clone(),
        }]),
    };
    let object = Seat {
        name,
        phone: phone.as_str().to_owned(),
        library: place.id.clone(),
        library_name: place.name.clone(),
        account: holder.map_or_else(String::new, |holder| holder.account.clone()),
    };
    Ok(Planned { line: row.line, object, change })
}

/// The library that a cell names, by slug or by a name that only one library has.
fn place<'k>(cell: &str, libraries: &'k [Place]) -> Result<&'k Place, String> {
    if cell.is_empty() {
        return Err("Isi perpustakaannya.".to_owned());
    }
    if let Some(place) = libraries.iter().find(|place| place.slug == cell.to_lowercase()) {
        return Ok(place);
    }
    let mut named = libraries.iter().filter(|place| squeezed(&place.name) == squeezed(cell));
    match (named.next(), named.next()) {
        (Some(place), None) => Ok(place),
        (Some(_), Some(_)) => Err(format!("Ada beberapa perpustakaan bernama “{}”. Pakai slugnya.", shown(cell))),
        (None, _) => {
            Err(format!("Tidak ada perpustakaan “{}”. Pakai slugnya, yaitu akhir alamat halamannya.", shown(cell)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places() -> Vec<Place> {
        ["natai-raya", "sagu", "sagu-2"]
            .iter()
            .map(|slug| Place {
                id: format!("id-{slug}"),
                slug: (*slug).to_owned(),
                name: if slug.starts_with("sagu") {
                    "Perpustakaan Sagu".to_owned()
                } else {
                    "Perpustakaan Natai Raya".to_owned()
                },
            })
            .collect()
    }

    fn table(rows: &[&[&str]]) -> Sheet {
        Sheet {
            header: ["Nama", "Nomor HP", "Perpustakaan"].map(str::to_owned).to_vec(),
            rows: rows
                .iter()
                .zip(2_u64..)
                .map(|(cells, line)| Row { line, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() })
                .collect(),
        }
    }

    fn planned(rows: &[&[&str]], accounts: &[Holder]) -> Plan<Seat> {
        let elsewhere = BTreeSet::from(["+6281199999999".to_owned()]);
        plan(&table(rows), Known { libraries: &places(), accounts, elsewhere: &elsewhere }).unwrap()
    }

    fn siti(manageable: bool) -> Holder {
        Holder {
            account: "a1".into(),
            name: "Siti Aminah".into(),
            phone: "+6281100000001".into(),
            libraries: vec!["id-natai-raya".into()],
            manageable,
        }
    }

    #[test]
    fn rows_are_new_changed_unchanged_or_refused_with_a_reason() {
        let plan = planned(
            &[
                &["Siti Aminah", "0811-0000-0001", "natai-raya"],
                &["siti  aminah", "81100000001", "sagu"],
                &["Budi", "0811-0000-0002", "Perpustakaan Natai Raya"],
                &["Wati", "0811-0000-0001", "sagu"],
                &["", "0532", "tidak-ada"],
                &["Rina", "0811-0000-0003", "Perpustakaan Sagu"],
                &["Joko", "0811-9999-9999", "sagu"],
                &["Joko", "0811-0000-0009"],
            ],
            &[siti(true)],
        );
        assert_eq!(plan.summary(), "1 baru, 1 berubah, 1 sama, 5 ditolak");
        let reasons = |line: u64| plan.refused.iter().find(|refused| refused.line == line).unwrap().reasons.join(" ");
        // Wati does not inherit the account of the number that she was handed.
        assert!(reasons(5).contains("sudah milik Siti Aminah"), "{}", reasons(5));
        assert!(reasons(6).contains("Isi nama") && reasons(6).contains("HP") && reasons(6).contains("tidak-ada"));
        assert!(
            reasons(7).contains("slugnya") && reasons(8).contains("kabupaten lain") && reasons(9).contains("kolom")
        );
    }

    #[test]
    fn applying_twice_changes_nothing() {
        let rows: &[&[&str]] =
            &[&["Siti Aminah", "0811-0000-0001", "natai-raya"], &["Siti Aminah", "0811-0000-0001", "sagu-2"]];
        assert_eq!(planned(rows, &[]).summary(), "2 baru, 0 berubah, 0 sama, 0 ditolak");
        assert_eq!(planned(rows, &[siti(true)]).summary(), "0 baru, 1 berubah, 1 sama, 0 ditolak");
        assert_eq!(planned(rows, &[siti(false)]).refused.len(), 2);
    }

    #[test]
    fn doubles_and_shared_numbers_are_refused() {
        let plan = planned(
            &[
                &["Budi", "0811-0000-0002", "sagu"],
                &["Budi", "0811-0000-0002", "sagu"],
                &["Wati", "0811-0000-0003", "sagu"],
                &["Rina", "0811-0000-0003", "sagu-2"],
            ],
            &[],
        );
        assert_eq!(plan.summary(), "0 baru, 0 berubah, 0 sama, 4 ditolak");
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_planned_or_refused(cells in proptest::collection::vec(proptest::collection::vec("[ -~é]{0,14}", 0..5), 1..6)) {
            let filled = cells.iter().filter(|cells| cells.iter().any(|cell| !cell.trim().is_empty())).count();
            let rows = cells.into_iter().zip(2_u64..).map(|(cells, line)| Row { line, cells }).collect();
            let sheet = Sheet { header: ["name", "phone", "library"].map(str::to_owned).to_vec(), rows };
            let plan = plan(&sheet, Known { libraries: &places(), accounts: &[siti(true)], elsewhere: &BTreeSet::new() }).unwrap();
            prop_assert_eq!(plan.rows.len() + plan.refused.len(), filled);
        }
    }
}
