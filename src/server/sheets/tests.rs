//! The files: who gets them, what kind their cells are, and that nothing in them is run.

use super::write;
use crate::domain::account::Role;
use crate::domain::moment::{Date, Moment};
use crate::domain::sheet::{Cell, Sheet, csv};
use crate::trial::Trial;
use std::io::Read;

fn hostile() -> Sheet {
    let row = vec![
        Cell::from("=HYPERLINK(\"http://x\",\"klik\")"),
        Cell::from("+62"),
        Cell::Number(0),
        Cell::Empty,
        Cell::Day(Date { year: 2026, month: 10, day: 3 }),
    ];
    let head = ["Nama", "Telepon", "Jumlah", "Kosong", "Tanggal"].map(str::to_owned).to_vec();
    Sheet { name: "Angka", head, rows: vec![row] }
}

/// The XML of one part of a workbook.
fn part(book: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The tag of a cell, without its content.
fn tag<'a>(xml: &'a str, cell: &str) -> Option<&'a str> {
    let from = xml.find(&format!("<c r=\"{cell}\""))?;
    xml[from..].split('>').next()
}

#[test]
fn row_37_a_cell_that_begins_like_a_formula_is_text() {
    let book = write(&[hostile()], Moment(1_790_000_000)).unwrap();
    let xml = part(&book, "xl/worksheets/sheet1.xml");
    assert!(!xml.contains("<f>") && !xml.contains("<f "), "no formula anywhere: {xml}");
    for cell in ["A2", "B2"] {
        assert!(tag(&xml, cell).is_some_and(|tag| tag.contains("t=\"s\"")), "{cell} is a string: {xml}");
    }
    assert!(tag(&xml, "C2").is_some_and(|tag| !tag.contains("t=")), "C2 is a number: {xml}");
    assert!(xml.contains("<v>0</v>"), "nought is written");
    assert!(tag(&xml, "D2").is_none(), "missing is empty");
    assert!(tag(&xml, "E2").is_some_and(|tag| tag.contains(" s=\"")), "E2 has the format of a day: {xml}");
    assert!(part(&book, "xl/sharedStrings.xml").contains("=HYPERLINK"));
    assert_eq!(book, write(&[hostile()], Moment(1_790_000_000)).unwrap(), "no clock but the one passed in");
}

/// The cells of a flat `OpenDocument` table that hold something: their type and what is seen.
fn cells(fods: &str) -> Vec<(String, String)> {
    let inside = |text: &str, from: &str, to: &str| {
        let at = text.find(from)? + from.len();
        Some(text[at..].split(to).next()?.to_owned())
    };
    fods.split("<table:table-cell")
        .skip(1)
        .filter_map(|cell| Some((inside(cell, "office:value-type=\"", "\"")?, inside(cell, "<text:p>", "</text:p>")?)))
        .collect()
}

/// LibreOffice opens every file that an office downloads, and finds in each cell what was meant.
#[tokio::test]
async fn another_program_reads_the_files() {
    let Ok(version) = std::process::Command::new("soffice").arg("--version").output() else {
        println!(
            "soffice is not installed (./dev test installs it): the conversion was not tried; cell types are read from the XML"
        );
        return;
    };
    println!("tried with {}", String::from_utf8_lossy(&version.stdout).trim());
    let folder = tempfile::tempdir().unwrap();
    let (trial, planner) = office(Trial::new().await).await;
    let mut names = vec!["buku.xlsx", "tabel.csv"];
    std::fs::write(folder.path().join("buku.xlsx"), write(&[hostile()], Moment(1_790_000_000)).unwrap()).unwrap();
    std::fs::write(folder.path().join("tabel.csv"), csv(&hostile())).unwrap();
    for name in ["angka.csv", "kegiatan.csv", "rekap.xlsx", "susunan.csv", "susunan.xlsx"] {
        let file = trial.get(&format!("/kantor/rekap/{name}"), &planner).await;
        std::fs::write(folder.path().join(name), file.bytes).unwrap();
        names.push(name);
    }
    let mut made = std::collections::BTreeMap::new();
    // Names that differ only in their end would be converted over each other.
    for kind in ["xlsx", "csv"] {
        let out = folder.path().join(kind);
        let mut soffice = std::process::Command::new("soffice");
        soffice.arg(format!("-env:UserInstallation=file://{}/profil", folder.path().display()));
        soffice.args(["--headless", "--convert-to", "fods", "--outdir"]).arg(&out);
        let own = || names.iter().filter(|name| name.ends_with(kind));
        let done = soffice.args(own().map(|name| folder.path().join(name))).output().unwrap();
        assert!(done.status.success(), "{kind}: {}", String::from_utf8_lossy(&done.stderr));
        for name in own() {
            let fods = std::fs::read_to_string(out.join(name).with_extension("fods")).unwrap();
            assert!(!fods.contains("table:formula"), "{name}: something became a formula");
            made.insert(*name, cells(&fods));
        }
    }
    let has = |name: &str, kind: &str, words: &str| {
        let found = made[name].iter().any(|(is, seen)| is == kind && seen.contains(words));
        assert!(found, "{name}: {words} as {kind} in {:?}", made[name]);
    };
    for name in ["buku.xlsx", "tabel.csv"] {
        has(name, "string", "=HYPERLINK");
        has(name, "string", "+62");
        has(name, "float", "0");
        has(name, "date", "2026");
    }
    for name in ["angka.csv", "rekap.xlsx", "susunan.csv", "susunan.xlsx"] {
        has(name, "string", "=Natai Raya");
        has(name, "float", "120");
    }
}

/// An office with one approved report of a library whose name begins like a formula; and its planner.
async fn office(trial: Trial) -> (Trial, String) {
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
    let put: Result<(), crate::storage::Failure> = trial
        .app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                for sql in [
                    "update library set name = '=Natai Raya' where id = $1",
                    "insert into report (office, id, library, form, month, status, version, revision, approved_revision, created_at)
                     values ('62.01', 'l1', $1, 'bulanan', '2026-10', 'disetujui', 1, 1, 1, 0)",
                ] {
                    tx.run(sql, crate::args![&library]).await?;
                }
                for sql in [
                    "insert into report_version (office, report, revision, form_number, nihil, sent_by, sent_at)
                     values ('62.01', 'l1', 1, 0, false, 'sari', 0)",
                    "insert into figure (office, report, revision, indicator, value) values ('62.01', 'l1', 1, 'pengunjung', 120)",
                ] {
                    tx.run(sql, crate::args![]).await?;
                }
                Ok(())
            })
        })
        .await;
    put.unwrap();
    (trial, planner)
}

#[tokio::test]
async fn the_office_downloads_its_own_and_sets_its_columns() {
    for trial in Trial::on_each_database("story: files of the office").await {
        let (trial, planner) = office(trial).await;
        let file = trial.get("/kantor/rekap/angka.csv", &planner).await;
        assert_eq!(file.status, 200);
        assert!(file.body.starts_with("\u{feff}Perpustakaan,"), "{}", file.body);
        assert!(file.body.contains("\"'=Natai Raya\"") && file.body.contains(",120,"), "{}", file.body);
        for path in ["/kantor/rekap/rekap.xlsx", "/kantor/rekap/susunan.xlsx", "/kantor/rekap/kegiatan.csv"] {
            assert_eq!(trial.get(path, &planner).await.status, 200, "{path}");
        }
        let page = trial.get("/kantor/rekap", &planner).await;
        for words in ["120", "<svg", "Belum dicocokkan dengan SIM TPBIS"] {
            assert!(page.body.contains(words), "{words}");
        }
        let odd = [("urutan-pengunjung", "satu"), ("nama-pengunjung", "Jumlah pemustaka")];
        let refused = trial.post("/kantor/rekap/susunan", &planner, &odd).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Jumlah pemustaka") && refused.body.contains("f-urutan-pengunjung-error"));
        let layout = [
            ("urutan-pengunjung", "2"),
            ("nama-pengunjung", "Jumlah pemustaka"),
            ("urutan-bulan", "1"),
            ("nama-bulan", "Periode"),
            ("cocok", "ya"),
        ];
        let saved = trial.post("/kantor/rekap/susunan", &planner, &layout).await;
        assert_eq!((saved.status, saved.location()), (303, "/kantor/rekap?kabar=susunan"));
        let own = trial.get("/kantor/rekap/susunan.csv", &planner).await.body;
        assert_eq!(own, "\u{feff}Periode,Jumlah pemustaka\r\n2026-10,120\r\n");
        assert!(trial.get("/kantor/rekap", &planner).await.body.contains("Dicocokkan dengan SIM TPBIS oleh Pak Budi"));
        for path in ["/kantor/rekap/cetak", "/kantor/laporan/l1/cetak"] {
            let paper = trial.get(path, &planner).await;
            assert_eq!(paper.status, 200, "{path}");
            assert!(paper.body.contains("Mengetahui"), "{path}");
        }
        trial.office("62.02", "Kotawaringin Timur").await;
        let stranger = trial.person("62.02", "Pak Jauh", &[Role::Planner]).await;
        assert!(!trial.get("/kantor/rekap/angka.csv", &stranger).await.body.contains("Natai"));
        assert_eq!(trial.get("/kantor/laporan/l1/cetak", &stranger).await.status, 404);
        assert_eq!(trial.get("/kantor/rekap/angka.csv", "").await.status, 401);
    }
}
