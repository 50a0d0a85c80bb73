use super::*;
use crate::domain::document::{Align, Block, Document, Picture, Signature, Style, Table, spans};
use crate::domain::moment::Moment;
use std::process::Command;

fn certificate(names: &[String]) -> Document {
    let mut blocks = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            blocks.push(Block::PageBreak);
        }
        blocks.extend([
            Block::Letterhead(
                "PEMERINTAH KABUPATEN KOTAWARINGIN BARAT".into(),
                "DINAS PERPUSTAKAAN DAN KEARSIPAN".into(),
                Vec::new(),
            ),
            Block::Title("PIAGAM PENGHARGAAN".into()),
            Block::Paragraph(spans("diberikan kepada"), Align::Centre),
            Block::Name(name.clone()),
            Block::Paragraph(
                spans("sebagai **Terbaik I**, Tiga perpustakaan desa terbaik atas komitmen menjalankan program"),
                Align::Centre,
            ),
            Block::Signatures(vec![Signature {
                place: "Pangkalan Bun, 29 September 2022".into(),
                role: "Kepala Dinas,".into(),
                name: "........................".into(),
                below: String::new(),
            }]),
        ]);
    }
    Document { title: "Piagam".into(), style: Style::Certificate, blocks }
}

fn long_name() -> String {
    let name = "Perpustakaan Desa Sungai Rangit Jaya Mandiri Sejahtera ".repeat(4);
    name.chars().take(200).collect::<String>().trim().to_owned()
}

/// What a program of poppler says about a file; none where it is not installed.
fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, pdf).unwrap();
    let (before, after): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|argument| **argument != "-");
    match Command::new(program).args(before).arg(&file).args(after).output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(error) => {
            println!("skipped: {program} is not here ({error}); ./dev test installs poppler-utils");
            None
        }
    }
}

#[test]
fn every_name_is_on_its_certificate_and_fonts_are_embedded() {
    let names: Vec<String> = vec![
        "Hj. Nur'aini, S.Sos., M.A.P.".into(),
        "X".into(),
        "Rumah Pintar Sanggar Rahmat Abah".into(),
        long_name(),
        "Ma\u{2019}ruf Sutar\u{1e0d}i \u{e9}".into(),
        "A".repeat(200),
    ];
    let pdf = pdf::print(&certificate(&names), Moment(1_700_000_000)).unwrap();
    for (page, name) in names.iter().enumerate() {
        let page = (page + 1).to_string();
        let Some(text) = poppler("pdftotext", &["-f", &page, "-l", &page, "-layout", "-"], &pdf) else { return };
        let flat = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert!(flat(&text).contains(&flat(name)), "{name}: {text}");
    }
    let fonts = poppler("pdffonts", &[], &pdf).unwrap();
    assert!(fonts.contains("EBGaramond"), "{fonts}");
    for line in fonts.lines().skip(2) {
        assert!(line.contains(" yes yes yes"), "embedded, subset, with Unicode: {line}");
    }
    let told = poppler("pdfinfo", &[], &pdf).unwrap();
    assert!(told.contains("Pages:           6") && told.contains("Piagam"), "{told}");
}

/// Where nothing may run over: the frame of a certificate, the margins of a letter.
#[test]
fn nothing_runs_over_the_edge() {
    let names = vec![long_name(), "A".repeat(200), "W".repeat(40)];
    for page in pdf::marks(&certificate(&names)) {
        for (left, right, low) in page {
            assert!(left >= 36.0 && right <= 841.9 - 36.0 && low <= 595.3 - 36.0, "{left} {right} {low}");
        }
    }
}

#[test]
fn a_long_table_goes_over_pages_with_its_head_and_a_cell_longer_than_a_page_is_cut() {
    let rows = (1..=60).map(|n| vec![n.to_string(), format!("Orang {n}"), "L".into(), String::new(), String::new()]);
    let table = Table {
        head: ["No", "Nama", "L/P", "Tanda tangan", ""].map(str::to_owned).to_vec(),
        widths: vec![1, 6, 1, 3, 3],
        rows: rows.collect(),
        least: 30,
    };
    let long = Table {
        head: Vec::new(),
        widths: vec![1],
        rows: vec![vec!["Pembahasan yang panjang sekali. ".repeat(400)]],
        least: 0,
    };
    let document = Document {
        title: "Daftar hadir".into(),
        blocks: vec![Block::Title("DAFTAR HADIR".into()), Block::Table(table), Block::Table(long)],
        ..Document::default()
    };
    let pdf = pdf::print(&document, Moment(0)).unwrap();
    let Some(text) = poppler("pdftotext", &["-layout", "-"], &pdf) else { return };
    assert!(text.matches("Tanda tangan").count() >= 3, "{text}");
    assert!((1..=60).all(|n| text.contains(&format!("Orang {n}"))));
    assert_eq!(text.matches("sekali.").count(), 400);
    for page in pdf::marks(&document) {
        for (_, right, low) in page {
            assert!(right <= 540.0 && low <= 841.9 - 20.0, "{right} {low}");
        }
    }
}

#[test]
fn a_document_opens_as_docx() {
    let picture = Picture { jpeg: crate::trial::jpeg(), width: 64, height: 48, caption: "Foto: contoh".into() };
    let table = Table {
        head: vec!["A".into(), String::new()],
        widths: vec![1, 1],
        rows: vec![vec!["é & <b>".into()]],
        least: 20,
    };
    let blocks = vec![
        Block::Letterhead("DI ATAS".into(), "NAMA".into(), vec!["Alamat".into()]),
        Block::Title("JUDUL".into()),
        Block::Heading("Dasar".into()),
        Block::Paragraph(spans("satu **dua**\ntiga"), Align::Left),
        Block::Item("1.".into(), spans("butir")),
        Block::Fields(vec![("Hari".into(), "Rabu".into())]),
        Block::Table(table),
        Block::Signatures(vec![Signature { name: "Hj. Siti, S.Sos.".into(), ..Signature::default() }]),
        Block::Picture(picture),
        Block::PageBreak,
    ];
    let document = Document { title: "Uji".into(), blocks, ..Document::default() };
    let bytes = docx::write(&document).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("word/document.xml").unwrap(), &mut xml).unwrap();
    for words in ["JUDUL", "Dasar", "dua", "butir", "Rabu", "é &amp; &lt;b&gt;", "Hj. Siti, S.Sos.", "Foto: contoh"] {
        assert!(xml.contains(words), "{words}: {xml}");
    }
    assert!(zip.file_names().any(|name| name.is_ok_and(|name| name.starts_with("word/media/"))));
    assert!(!pdf::print(&document, Moment(0)).unwrap().is_empty());
}

/// `PAPERS_OUT=folder cargo test papers::tests::keeps`: files to look at.
#[test]
fn keeps_files_to_look_at_when_asked() {
    let Ok(folder) = std::env::var("PAPERS_OUT") else { return };
    let names = vec!["Perpustakaan Desa Natai Raya".to_owned(), long_name(), "Hj. Nur'aini, S.Sos., M.A.P.".to_owned()];
    std::fs::write(format!("{folder}/piagam.pdf"), pdf::print(&certificate(&names), Moment(1_700_000_000)).unwrap())
        .unwrap();
}

/// Whatever is known and however long it is: one certificate, one page.
#[test]
fn a_certificate_stays_on_its_page() {
    use crate::domain::paper::{Facts, Kind, document};
    let all: Vec<Facts> = ["X".to_owned(), long_name(), "A".repeat(200)]
        .into_iter()
        .map(|name| {
            let mut facts = Facts::default();
            facts.say("nama_penerima", name);
            facts.say("nomor", "005/123/DPK/2022");
            facts.say("peringkat", "Terbaik III");
            facts.say("penghargaan", "Tiga perpustakaan desa terbaik ".repeat(6));
            facts.say("pertemuan", "Peer Learning Meeting (PLM) Tingkat Kabupaten Kotawaringin Barat Tahun 2022");
            facts.say("hari_tanggal", "Rabu, 28 September 2022 dan Kamis, 29 September 2022");
            let below = vec!["Jalan Contoh 1".to_owned(); 3];
            facts.put("kop", vec![Block::Letterhead("PEMERINTAH KABUPATEN".into(), "DINAS".into(), below)]);
            let sign = Signature {
                place: "Pangkalan Bun, 29 September 2022".into(),
                role: "Kepala Dinas Perpustakaan dan Kearsipan,".into(),
                name: long_name(),
                below: "NIP 19710101 199803 2 001".into(),
            };
            facts.put("ttd", vec![Block::Signatures(vec![sign])]);
            facts
        })
        .collect();
    for kind in [Kind::Certificate, Kind::Participation] {
        let pages = pdf::marks(&document(kind, kind.template(), &all));
        assert_eq!(pages.len(), all.len(), "{kind:?}");
        for (left, right, low) in pages.concat() {
            assert!(left >= 36.0 && right <= 806.0 && low <= 550.0, "{kind:?} {left} {right} {low}");
        }
    }
}

/// Whoever opens a meeting holds one sheet, however much there is to tell.
#[test]
fn the_notes_for_a_speech_fit_on_one_page() {
    use crate::domain::paper::{Facts, Kind, document};
    let mut facts = Facts::default();
    facts.say("pertemuan", "Peer Learning Meeting (PLM) Tingkat Kabupaten Kotawaringin Barat Tahun 2022");
    facts.say("hari_tanggal", "Rabu, 28 September 2022 dan Kamis, 29 September 2022");
    let figure = "**Peserta kegiatan: 123.456 orang**, naik 12,5% dari 109.876";
    facts.put("lima_angka", (0..6).map(|_| Block::Item("•".into(), spans(figure))).collect());
    facts.put("dua_cerita", (0..2).map(|_| Block::Paragraph(spans(&"Kisah warga ".repeat(28)), Align::Left)).collect());
    facts.put(
        "daftar_penerima",
        (0..6).map(|_| Block::Item("•".into(), spans("Terbaik I: Perpustakaan Desa"))).collect(),
    );
    assert_eq!(pdf::marks(&document(Kind::Speech, Kind::Speech.template(), &[facts])).len(), 1);
}
