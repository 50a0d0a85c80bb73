//! Papers of a meeting: their kinds, the office's wording as a text with places to fill in, and how both become a document.
//!
//! A template is plain text. `# ` begins the paper's name, `## ` a heading, `- ` and `1. ` points of a list, `> ` a line in the
//! middle, `! ` the name on a certificate; `Label : value` stands with its colons below each other; `---` turns the page;
//! `**heavy**` words are set heavier. `{word}` is filled in from what is known. A `{part}` alone on its line becomes a table, a
//! list or a signature. What nobody has told the program becomes dots to fill in by hand: nothing is made up.

use crate::domain::document::{Align, Block, DOTS, Document, Style, spans};
use std::collections::BTreeMap;

/// A kind of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Undangan.
    Invitation,
    /// Susunan acara.
    Agenda,
    /// Daftar hadir.
    Attendance,
    /// Notulen.
    Minutes,
    /// Rencana tindak lanjut.
    FollowUp,
    /// Berita acara penjurian.
    Jury,
    /// Piagam penghargaan.
    Certificate,
    /// Sertifikat peserta.
    Participation,
    /// Laporan kegiatan.
    Report,
    /// Bahan sambutan.
    Speech,
}

impl Kind {
    /// In the order of the list.
    pub const ALL: [Self; 10] = [
        Self::Invitation,
        Self::Agenda,
        Self::Attendance,
        Self::Speech,
        Self::Minutes,
        Self::FollowUp,
        Self::Jury,
        Self::Certificate,
        Self::Participation,
        Self::Report,
    ];

    /// In addresses and tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invitation => "undangan",
            Self::Agenda => "susunan-acara",
            Self::Attendance => "daftar-hadir",
            Self::Minutes => "notulen",
            Self::FollowUp => "rtl",
            Self::Jury => "berita-acara",
            Self::Certificate => "piagam",
            Self::Participation => "sertifikat",
            Self::Report => "laporan",
            Self::Speech => "bahan-sambutan",
        }
    }

    /// The kind of that code.
    pub fn coded(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Invitation => "Undangan",
            Self::Agenda => "Susunan acara",
            Self::Attendance => "Daftar hadir",
            Self::Minutes => "Notulen",
            Self::FollowUp => "Rencana tindak lanjut (RTL)",
            Self::Jury => "Berita acara penjurian",
            Self::Certificate => "Piagam penghargaan",
            Self::Participation => "Sertifikat peserta",
            Self::Report => "Laporan kegiatan",
            Self::Speech => "Bahan sambutan",
        }
    }

    /// The page that it is set on.
    pub const fn style(self) -> Style {
        match self {
            Self::Certificate | Self::Participation => Style::Certificate,
            _ => Style::Letter,
        }
    }

    /// The program's wording, until an office has its own.
    pub const fn template(self) -> &'static str {
        match self {
            Self::Invitation => include_str!("paper/undangan.txt"),
            Self::Agenda => include_str!("paper/susunan-acara.txt"),
            Self::Attendance => include_str!("paper/daftar-hadir.txt"),
            Self::Minutes => include_str!("paper/notulen.txt"),
            Self::FollowUp => include_str!("paper/rtl.txt"),
            Self::Jury => include_str!("paper/berita-acara.txt"),
            Self::Certificate => include_str!("paper/piagam.txt"),
            Self::Participation => include_str!("paper/sertifikat.txt"),
            Self::Report => include_str!("paper/laporan.txt"),
            Self::Speech => include_str!("paper/bahan-sambutan.txt"),
        }
    }
}

/// Words that a template may ask for, and what they stand for.
pub const WORDS: [(&str, &str); 19] = [
    ("nomor", "nomor surat, diketik"),
    ("tanggal_surat", "tanggal surat"),
    ("tempat_surat", "tempat surat ditandatangani"),
    ("kantor", "nama kantor pada tanggal surat"),
    ("bidang", "bidang yang membina perpustakaan"),
    ("kabupaten", "nama kabupaten"),
    ("pertemuan", "nama pertemuan"),
    ("hari_tanggal", "hari dan tanggal pertemuan"),
    ("waktu", "jam mulai hari pertama"),
    ("tempat", "tempat tiap hari"),
    ("pembuka", "yang membuka"),
    ("penutup", "yang menutup"),
    ("jumlah_perpustakaan", "banyaknya perpustakaan"),
    ("jumlah_peserta", "banyaknya peserta yang hadir"),
    ("nama_penerima", "nama di piagam atau sertifikat"),
    ("peringkat", "Terbaik I, Terbaik II, .."),
    ("penghargaan", "nama penghargaan"),
    ("perpustakaan", "perpustakaan penerima"),
    ("tanggal_putusan", "tanggal keputusan juri"),
];

/// Parts that a template may ask for on a line of their own.
pub const PARTS: [(&str, &str); 15] = [
    ("kop", "kepala surat"),
    ("ttd", "tanda tangan pejabat"),
    ("ttd_juri", "tanda tangan semua juri"),
    ("ttd_notulis", "tanda tangan pimpinan rapat dan notulis"),
    ("tabel_acara", "tabel susunan acara"),
    ("tabel_hadir", "tabel daftar hadir"),
    ("daftar_perpustakaan", "daftar perpustakaan peserta"),
    ("isi_notulen", "pembahasan dan keputusan tiap acara"),
    ("tabel_rtl", "tabel tindak lanjut"),
    ("daftar_penerima", "penerima penghargaan"),
    ("dasar_hitungan", "urutan hitungan tiap penghargaan"),
    ("lima_angka", "lima angka bertanggal"),
    ("dua_cerita", "dua cerita yang diizinkan"),
    ("evaluasi", "hasil lembar evaluasi"),
    ("dokumentasi", "foto pertemuan"),
];

/// The longest template, in characters.
pub const LONGEST: usize = 20_000;

/// What is known for a paper.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Words by name; missing or empty ones become dots.
    pub words: BTreeMap<&'static str, String>,
    /// Parts by name; missing ones become lines of dots.
    pub parts: BTreeMap<&'static str, Vec<Block>>,
}

impl Facts {
    /// Sets a word.
    pub fn say(&mut self, name: &'static str, words: impl Into<String>) {
        self.words.insert(name, words.into());
    }

    /// Sets a part; an empty one stays a gap.
    pub fn put(&mut self, name: &'static str, blocks: Vec<Block>) {
        if !blocks.is_empty() {
            self.parts.insert(name, blocks);
        }
    }
}

/// A place to fill in, as a text names it: `{nomor}`. Braces around anything else are text.
fn places(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('{').filter_map(move |(at, _)| {
        let rest = &text[at + 1..];
        let name = &rest[..rest.find('}')?];
        let named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        named.then_some((at, name))
    })
}

/// What is wrong with a template: the names that nobody knows, and its length.
pub fn faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if text.trim().is_empty() {
        faults.push("Tulis isi dokumennya, atau pakai lagi teks bawaan.".to_owned());
    }
    if text.chars().count() > LONGEST {
        faults.push("Teks ini terlalu panjang, paling banyak 20.000 huruf.".to_owned());
    }
    for (_, name) in places(text) {
        let word = WORDS.iter().any(|(known, _)| *known == name);
        let part = PARTS.iter().any(|(known, _)| *known == name);
        if !word && !part {
            faults.push(format!("Isian {{{name}}} tidak dikenal. Pilih dari daftar di bawah."));
        } else if part && !text.lines().any(|line| line.trim() == format!("{{{name}}}")) {
            faults.push(format!("Bagian {{{name}}} harus berdiri sendiri di satu baris."));
        }
    }
    faults.dedup();
    faults
}

fn filled(text: &str, facts: &Facts) -> String {
    let mut out = String::new();
    let mut from = 0;
    for (at, name) in places(text) {
        if !WORDS.iter().any(|(known, _)| *known == name) {
            continue;
        }
        out.push_str(&text[from..at]);
        match facts.words.get(name).map(|words| words.trim()).filter(|words| !words.is_empty()) {
            // A star in a name is a star: it must not open a heavy word.
            Some(words) => out.push_str(&words.replace("**", "* *")),
            None => out.push_str(DOTS),
        }
        from = at + name.len() + 2;
    }
    out.push_str(&text[from..]);
    out
}

/// Fills a template in.
pub fn blocks(template: &str, facts: &Facts) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph: Vec<String> = Vec::new();
    let mut fields: Vec<(String, String)> = Vec::new();
    let close = |blocks: &mut Vec<Block>, paragraph: &mut Vec<String>, fields: &mut Vec<(String, String)>| {
        if !paragraph.is_empty() {
            blocks.push(Block::Paragraph(spans(&std::mem::take(paragraph).join(" ")), Align::Left));
        }
        if !fields.is_empty() {
            blocks.push(Block::Fields(std::mem::take(fields)));
        }
    };
    for line in template.lines() {
        let line = line.trim();
        let part = line.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = part.filter(|name| PARTS.iter().any(|(known, _)| known == name)) {
            close(&mut blocks, &mut paragraph, &mut fields);
            match facts.parts.get(name) {
                Some(part) => blocks.extend(part.iter().cloned()),
                None => blocks.extend((0..3).map(|_| Block::Paragraph(spans(&DOTS.repeat(3)), Align::Left))),
            }
            continue;
        }
        let line = filled(line, facts);
        let marked = ["# ", "## ", "- ", "> ", "! "].iter().any(|mark| line.starts_with(mark));
        let pair = line.split_once(" : ").filter(|(label, _)| !marked && label.chars().count() <= 30);
        if let Some((label, value)) = pair {
            let (label, value) = (label.trim().to_owned(), value.trim().to_owned());
            if !paragraph.is_empty() {
                close(&mut blocks, &mut paragraph, &mut fields);
            }
            fields.push((label, value));
            continue;
        }
        let number = line
            .split_once(". ")
            .filter(|(mark, _)| (1..=3).contains(&mark.len()) && mark.bytes().all(|byte| byte.is_ascii_digit()));
        let block = if line.is_empty() {
            None
        } else if line == "---" {
            Some(Block::PageBreak)
        } else if let Some(text) = line.strip_prefix("## ") {
            Some(Block::Heading(text.to_owned()))
        } else if let Some(text) = line.strip_prefix("# ") {
            Some(Block::Title(text.to_owned()))
        } else if let Some(text) = line.strip_prefix("- ") {
            Some(Block::Item("•".to_owned(), spans(text)))
        } else if let Some(text) = line.strip_prefix("> ") {
            Some(Block::Paragraph(spans(text), Align::Centre))
        } else if let Some(text) = line.strip_prefix("! ") {
            Some(Block::Name(text.to_owned()))
        } else if let Some((mark, text)) = number {
            Some(Block::Item(format!("{mark}."), spans(text)))
        } else {
            if !fields.is_empty() {
                close(&mut blocks, &mut paragraph, &mut fields);
            }
            paragraph.push(line);
            continue;
        };
        close(&mut blocks, &mut paragraph, &mut fields);
        blocks.extend(block);
    }
    close(&mut blocks, &mut paragraph, &mut fields);
    blocks
}

/// A paper: the template filled in once for each of `all` (a certificate for each person), else once.
pub fn document(kind: Kind, template: &str, all: &[Facts]) -> Document {
    let mut document = Document { title: kind.words().to_owned(), style: kind.style(), blocks: Vec::new() };
    for (index, facts) in all.iter().enumerate() {
        if index > 0 {
            document.blocks.push(Block::PageBreak);
        }
        document.blocks.extend(blocks(template, facts));
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn gaps_become_dots_and_known_words_stand_as_they_are() {
        let mut facts = Facts::default();
        facts.say("pertemuan", "PLM **Kobar** 2022");
        facts.say("nomor", " ");
        facts.put("daftar_perpustakaan", vec![Block::Item("1.".into(), spans("Natai Raya"))]);
        let text = "# UNDANGAN\n\nNomor : {nomor}\nAcara : {pertemuan}\n\nDengan hormat,\nkami mengundang {gaji}.\n{daftar_perpustakaan}\n\n{tabel_rtl}\n";
        let made = blocks(text, &facts);
        assert_eq!(made[0], Block::Title("UNDANGAN".into()));
        assert_eq!(
            made[1],
            Block::Fields(vec![("Nomor".into(), DOTS.into()), ("Acara".into(), "PLM * *Kobar* * 2022".into())])
        );
        assert_eq!(made[2], Block::Paragraph(spans("Dengan hormat, kami mengundang {gaji}."), Align::Left));
        assert_eq!(made[3], Block::Item("1.".into(), spans("Natai Raya")));
        assert_eq!(made.len(), 7, "three lines of dots for the table");
        assert_eq!(faults(text), ["Isian {gaji} tidak dikenal. Pilih dari daftar di bawah."]);
        assert_eq!(faults("a {kop} b"), ["Bagian {kop} harus berdiri sendiri di satu baris."]);
    }

    #[test]
    fn the_programs_own_templates_are_sound() {
        for kind in Kind::ALL {
            assert_eq!(faults(kind.template()), Vec::<String>::new(), "{kind:?}");
            assert_eq!(Kind::coded(kind.code()), Some(kind));
            assert!(!document(kind, kind.template(), &[Facts::default()]).blocks.is_empty());
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_becomes_a_document(text in "\\PC{0,200}|([#!>{}*\\- .:\n_a-z]{0,200})", words in "\\PC{0,60}") {
            let mut facts = Facts::default();
            facts.say("nomor", words);
            let _ = (blocks(&text, &facts), faults(&text));
        }
    }
}
