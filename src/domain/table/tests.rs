//! Tables as people send them, right and wrong.

use super::*;
use crate::domain::code::Code;
use crate::domain::library::{Library, Precision, Village};
use proptest::prelude::*;

fn sheet(text: &str) -> Sheet {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().unwrap_or_default();
    let rows = lines.zip(2u64..).map(|(cells, line)| Row { line, cells }).collect();
    Sheet { header, rows }
}

fn village(code: &str, name: &str, district: &str) -> Village {
    Village { code: Code::parse(code).unwrap(), name: name.into(), district: district.into() }
}

fn villages_of_kobar() -> BTreeMap<String, Village> {
    [
        village("62.01.02.2016", "Natai Raya", "Arut Selatan"),
        village("62.01.03.2017", "Sagu Suka Mulya", "Kotawaringin Lama"),
        village("62.01.01.1013", "Kumai Hilir", "Kumai"),
    ]
    .into_iter()
    .map(|village| (village.code.as_str().to_owned(), village))
    .collect()
}

fn plan(text: &str, existing: &[Library]) -> Plan<Library> {
    let office = Code::parse("62.01").unwrap();
    let villages = villages_of_kobar();
    let known = Known { office: &office, villages: &villages, libraries: existing, year: 2026 };
    libraries(&sheet(text), known).unwrap()
}

/// As storage would keep what a plan adds.
fn stored(plan: &Plan<Library>) -> Vec<Library> {
    plan.rows
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let mut library = row.object.clone();
            if library.id.is_empty() {
                library.id = format!("id{number}");
                library.slug = crate::domain::library::slug(&library.name);
            }
            library
        })
        .collect()
}

fn reason(plan: &Plan<Library>, line: u64) -> String {
    plan.refused
        .iter()
        .find(|refused| refused.line == line)
        .map(|refused| refused.reasons.join(" "))
        .unwrap_or_default()
}

#[test]
fn twice_changes_nothing() {
    let text = "name,kind,village_code,latitude,longitude,precision,services\n\
        Perpustakaan Desa Natai Raya,desa,62.01.02.2016,-2.664,111.7101,village,pinjam|baca\n\
        Rumah Pintar,tbm,62.01.01.1013,,,,\n";
    let first = plan(text, &[]);
    assert_eq!(first.summary(), "2 baru, 0 berubah, 0 sama, 0 ditolak");
    let library = &first.rows[0].object;
    assert_eq!(library.services, ["baca", "pinjam"]);
    assert_eq!(library.precision, Precision::Village);
    let second = plan(text, &stored(&first));
    assert_eq!(second.summary(), "0 baru, 0 berubah, 2 sama, 0 ditolak");
}

#[test]
fn another_spelling_is_the_same_library() {
    let first = plan("name,kind,village_code\nPerpustakaan Desa Sagu Suka Mulya,desa,62.01.03.2017\n", &[]);
    let second = plan("name,kind,village_code\nPERPUSTAKAAN DESA SAGU SUKAMULYA,desa,62.01.03.2017\n", &stored(&first));
    assert_eq!(second.summary(), "0 baru, 0 berubah, 1 sama, 0 ditolak");
}

#[test]
fn a_changed_fact_is_named_and_an_empty_cell_keeps_it() {
    let first = plan("name,kind,village_code,stage,npp\nPerpustakaan Desa Natai Raya,desa,62.01.02.2016,,A1\n", &[]);
    let second = plan(
        "name,kind,village_code,stage,npp\nPerpustakaan Desa Natai Raya,desa,62.01.02.2016,mandiri,\n",
        &stored(&first),
    );
    let Change::Changed(differences) = &second.rows[0].change else { panic!("{:?}", second.rows) };
    assert_eq!(
        *differences,
        [Difference { what: "Tahap".into(), before: "Replikasi".into(), after: "Mandiri".into() }]
    );
    assert_eq!(second.rows[0].object.npp, "A1");
}

#[test]
fn every_wrong_row_has_its_reason_and_the_rest_stands() {
    let plan = plan(
        "name,kind,village_code,village,district,latitude,longitude\n\
         Perpustakaan Desa Natai Raya,desa,62.01.02.2016,,,-2.664,111.7101\n\
         Perpustakaan Desa X,desa,62.02.02.2016,,,,\n\
         Perpustakaan Desa Y,desa,62.01.02.2016,Natai Baru,,,\n\
         Perpustakaan Desa Z,desa,62.01.02.2016,,Kumai,,\n\
         Perpustakaan Kumai,desa,62.01.01.1013,,,,\n\
         Perpustakaan A,desa,62.01.02.2016,,,111.7,-2.6\n\
         Perpustakaan B,desa,62.01.02.2016,,,52.1,4.3\n\
         Perpustakaan C,sekolah,62.01.02.2016,,,,\n\
         Perpustakaan D,desa,62.01.02.2999,,,,\n\
         Perpustakaan E,desa,62.01.02.2016\n\
         ,desa,62.01.02.2016,,,,\n",
        &[],
    );
    assert_eq!(plan.summary(), "1 baru, 0 berubah, 0 sama, 10 ditolak");
    for (line, part) in [
        (3, "kabupaten/kota lain (62.02)"),
        (4, "adalah Desa Natai Raya"),
        (5, "Kecamatan Arut Selatan"),
        (6, "kode kelurahan"),
        (7, "tertukar"),
        (8, "di luar Indonesia"),
        (9, "“sekolah”"),
        (10, "tidak ada di daftar desa"),
        (11, "3 kolom"),
        (12, "Nama perpustakaan belum diisi"),
    ] {
        assert!(reason(&plan, line).contains(part), "{line}: {}", reason(&plan, line));
    }
}

#[test]
fn rows_for_one_library_are_all_refused_two_libraries_of_a_village_are_not() {
    let plan = plan(
        "name,kind,village_code\nRumah Baca,tbm,62.01.02.2016\nrumahbaca,tbm,62.01.02.2016\nRumah Baca,desa,62.01.02.2016\n",
        &[],
    );
    assert_eq!(plan.summary(), "1 baru, 0 berubah, 0 sama, 2 ditolak");
    assert!(reason(&plan, 2).contains("baris 3") && reason(&plan, 3).contains("baris 2"));
}

#[test]
fn a_slug_finds_its_library_under_a_new_name() {
    let first = plan("name,kind,village_code\nRumah Baca,tbm,62.01.02.2016\n", &[]);
    let second = plan(
        "name,kind,village_code,slug\nRumah Cerdas,tbm,62.01.02.2016,rumah-baca\nLain,tbm,62.01.02.2016,milik-orang\n",
        &stored(&first),
    );
    assert_eq!(second.changed_rows(), 1);
    assert_eq!(second.rows[0].object.slug, "rumah-baca");
    assert!(reason(&second, 3).contains("milik-orang"));
}

#[test]
fn an_unknown_village_comes_along_when_it_is_named() {
    let plan = plan(
        "name,kind,village_code,village,district\nPerpustakaan Desa Natai Baru,desa,62.01.02.2018,Natai Baru,Arut Selatan\n",
        &[],
    );
    assert_eq!(plan.new_rows(), 1);
    assert!(plan.notes[0].contains("Desa Natai Baru"));
}

#[test]
fn wrong_columns() {
    let office = Code::parse("62.01").unwrap();
    let villages = BTreeMap::new();
    let known = Known { office: &office, villages: &villages, libraries: &[], year: 2026 };
    let fault = libraries(&sheet("nama,alamat\nX,Y\n"), known).unwrap_err();
    assert!(fault.words().contains("“kind”, “village_code”") && fault.words().contains("“alamat”"));
    assert_eq!(libraries(&sheet("name,kind,village_code\n"), known), Err(SheetFault::Empty));
    assert_eq!(libraries(&sheet("name,nama,kind,village_code\n"), known), Err(SheetFault::Twice("nama".into())));
}

#[test]
fn villages_are_checked_too() {
    let plan = villages(
        &sheet(
            "village_code,village,kind,district_code,district\n\
             62.01.02.2016,Natai Raya,desa,62.01.02,Arut Selatan\n\
             62.01.02.2016,Natai Raya,desa,62.01.02,Arut Selatan\n\
             62.01.02.1001,Mendawai,desa,62.01.02,Arut Selatan\n\
             62.01.02.1002,Baru,kelurahan,62.01.03,Arut Selatan\n\
             62.01.02.1003,Raja,kelurahan,62.01.02,Kumai\n",
        ),
        &villages_of_kobar(),
    )
    .unwrap();
    assert_eq!(plan.summary(), "0 baru, 0 berubah, 1 sama, 4 ditolak");
}

#[test]
fn cells_that_would_run_do_not() {
    for text in ["=1+1", "+62811", "-x", "@a", "\tb"] {
        assert!(safe_cell(text).starts_with('\'') || text.parse::<f64>().is_ok(), "{text}");
        assert_eq!(plain_cell(&safe_cell(text)), text);
    }
    assert_eq!(safe_cell("-2.7666"), "-2.7666");
    assert_eq!(plain_cell("'quoted"), "'quoted");
}

proptest! {
    #[test]
    fn whatever_is_written_is_planned_or_refused(cells in proptest::collection::vec(proptest::collection::vec("[ -~é]{0,14}", 0..9), 0..6)) {
        let header = ["name", "kind", "village_code", "latitude", "longitude", "precision", "replicated", "services"].map(str::to_owned).to_vec();
        let rows: Vec<Row> = cells.into_iter().zip(2u64..).map(|(cells, line)| Row { line, cells }).collect();
        let filled = rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())).count();
        let office = Code::parse("62.01").unwrap();
        let villages = villages_of_kobar();
        let known = Known { office: &office, villages: &villages, libraries: &[], year: 2026 };
        if let Ok(plan) = libraries(&Sheet { header, rows }, known) {
            prop_assert_eq!(plan.rows.len() + plan.refused.len(), filled);
        }
    }
}
