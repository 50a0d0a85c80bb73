//! The press text of a meeting, drafted from what is known. A sentence whose facts nobody has told is left out, never made up; every
//! figure of the draft names where it comes from, and an edited text is searched for figures that have no source.

use crate::domain::moment::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 200;
/// The longest text, in characters.
pub const LONGEST_BODY: usize = 20_000;
/// The most quotes.
pub const MOST_QUOTES: usize = 5;

/// What somebody said, word for word, as a person entered it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// Who.
    pub name: String,
    /// "Kepala Bidang P3KM"; may be empty.
    pub title: String,
    /// What they said.
    pub words: String,
}

/// Where a fact comes from, for the link beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The meeting's agenda.
    Agenda,
    /// The attendance.
    Attendance,
    /// The jury's decisions.
    Awards,
    /// The notes and what follows.
    Notes,
    /// The office's own settings.
    Office,
}

/// A fact of the draft and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// As it stands in the text.
    pub fact: String,
    /// What it is.
    pub words: &'static str,
    /// Where it comes from.
    pub origin: Origin,
}

/// A library that took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// Its name.
    pub name: String,
    /// Its kecamatan; may be empty.
    pub district: String,
    /// "perpustakaan desa", "perpustakaan kelurahan", "taman baca masyarakat".
    pub kind: &'static str,
}

/// An award with those who were honoured; none: nobody is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Honour {
    /// "Tiga perpustakaan desa terbaik ..".
    pub name: String,
    /// "Terbaik I: Natai Raya".
    pub winners: Vec<String>,
}

/// A day of the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The date.
    pub date: Date,
    /// Where; empty: not known.
    pub venue: String,
    /// In the open air.
    pub outdoor: bool,
}

/// What is known of a meeting. Whatever is empty is not known.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The meeting's name.
    pub name: String,
    /// In order.
    pub days: Vec<Day>,
    /// It is over, so it is told as past.
    pub over: bool,
    /// The office's name at that time.
    pub office: String,
    /// Its unit that looks after the libraries.
    pub unit: String,
    /// "Kotawaringin Barat".
    pub regency: String,
    /// "Kalimantan Tengah".
    pub province: String,
    /// Who opened, with their role.
    pub openers: Vec<String>,
    /// Who closed.
    pub closers: Vec<String>,
    /// What it was for: "Berbagi capaian, ..".
    pub aims: Vec<String>,
    /// Who took part.
    pub libraries: Vec<Library>,
    /// How many people were there.
    pub people: Option<usize>,
    /// Tips that were shared.
    pub tips: Vec<String>,
    /// The awards.
    pub honours: Vec<Honour>,
    /// What follows, and how many in all.
    pub followups: Vec<String>,
    /// What people said.
    pub quotes: Vec<Quote>,
    /// About the programme, in the office's words.
    pub about: String,
}

/// A drafted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The headline.
    pub title: String,
    /// Paragraphs, an empty line between them.
    pub body: String,
    /// Where each fact comes from, in the order of the text.
    pub sources: Vec<Source>,
    /// What nobody has told yet and is therefore left out.
    pub gaps: Vec<&'static str>,
}

/// "a, b, dan c".
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} dan {two}"),
        [first @ .., last] => format!("{}, dan {last}", first.join(", ")),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Without the stop at its end.
fn open_ended(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

/// "Sekretaris Dinas, mewakili .." after a name stands between commas: "X (Y)" is how presenters are told.
fn with_role(presenter: &str) -> String {
    match presenter.strip_suffix(')').and_then(|rest| rest.split_once(" (")) {
        Some((name, role)) => format!("{name}, {role}"),
        None => presenter.to_owned(),
    }
}

impl Known {
    /// "perpustakaan desa dan taman baca masyarakat".
    fn kinds(&self) -> String {
        let mut kinds: Vec<String> = Vec::new();
        for library in &self.libraries {
            if !kinds.iter().any(|kind| kind == library.kind) {
                kinds.push(library.kind.to_owned());
            }
        }
        kinds.sort();
        listed(&kinds)
    }

    fn dates(&self) -> String {
        listed(&self.days.iter().map(|day| day.date.long()).collect::<Vec<_>>())
    }
}

/// Drafts the text.
pub fn draft(known: &Known) -> Draft {
    let mut writer = Writer { draft: Draft::default(), known };
    writer.headline();
    writer.lead();
    writer.days();
    writer.people();
    writer.aims();
    writer.honours();
    writer.quotes();
    writer.libraries();
    writer.after();
    writer.draft
}

struct Writer<'a> {
    draft: Draft,
    known: &'a Known,
}

impl Writer<'_> {
    fn add(&mut self, paragraph: &str) {
        let body = &mut self.draft.body;
        if !body.is_empty() {
            body.push_str("\n\n");
        }
        body.push_str(paragraph.trim());
    }

    fn source(&mut self, fact: impl Into<String>, words: &'static str, origin: Origin) {
        self.draft.sources.push(Source { fact: fact.into(), words, origin });
    }

    fn headline(&mut self) {
        let known = self.known;
        self.draft.title = match known.libraries.len() {
            0 => known.name.clone(),
            count => format!("{count} Perpustakaan Saling Belajar di {}", known.name),
        };
    }

    fn lead(&mut self) {
        let known = self.known;
        let held = if known.over { "mengikuti" } else { "akan mengikuti" };
        let mut lead = String::new();
        if !known.regency.is_empty() {
            lead = format!("{} – ", known.regency.to_uppercase());
        }
        let when = if known.days.is_empty() { String::new() } else { format!(" pada {}", known.dates()) };
        match known.libraries.len() {
            0 => {
                let held = if known.over { "telah berlangsung" } else { "akan berlangsung" };
                lead.push_str(&format!("{} {held}{when}.", known.name));
                self.draft.gaps.push("perpustakaan yang ikut");
            }
            count => {
                lead.push_str(&format!("Sebanyak {count} {} {held} {}{when}.", known.kinds(), known.name));
                self.source(count.to_string(), "perpustakaan yang punya acara di agenda", Origin::Agenda);
            }
        }
        for day in &known.days {
            self.source(day.date.long(), "hari pertemuan", Origin::Agenda);
        }
        if !known.office.is_empty() {
            let held = if known.over { "diselenggarakan oleh" } else { "akan diselenggarakan oleh" };
            let place = if known.office.contains(&known.regency) || known.regency.is_empty() {
                String::new()
            } else {
                format!(" Kabupaten {}", known.regency)
            };
            let province = if known.province.is_empty() { String::new() } else { format!(", {}", known.province) };
            let unit = if known.unit.is_empty() { String::new() } else { format!(", melalui {}", known.unit) };
            lead.push_str(&format!(" Pertemuan ini {held} {}{place}{province}{unit}.", known.office));
            self.source(known.office.clone(), "nama kantor pada tanggal itu", Origin::Office);
        }
        match known.people {
            Some(people) => {
                lead.push_str(&format!(" Tercatat {people} orang hadir."));
                self.source(people.to_string(), "orang yang tercatat hadir", Origin::Attendance);
            }
            None if known.over => self.draft.gaps.push("jumlah orang yang hadir"),
            None => {}
        }
        self.add(&lead);
    }

    fn days(&mut self) {
        let known = self.known;
        let ordinal = ["pertama", "kedua", "ketiga", "keempat", "kelima"];
        let mut told = Vec::new();
        for (index, day) in known.days.iter().enumerate() {
            let which = match (known.days.len(), ordinal.get(index)) {
                (1, _) => "Pertemuan".to_owned(),
                (_, Some(word)) => format!("Hari {word}"),
                (_, None) => format!("Hari ke-{}", index + 1),
            };
            let will = if known.over { "berlangsung" } else { "akan berlangsung" };
            match (day.venue.trim(), day.outdoor) {
                ("", false) => self.draft.gaps.push("tempat salah satu hari"),
                ("", true) => {
                    told.push(format!("{which} diisi belajar bersama di luar ruang."));
                    self.draft.gaps.push("tempat di luar ruang");
                }
                (venue, outdoor) => {
                    let place = if outdoor { format!("di luar ruang, di {venue}") } else { format!("di {venue}") };
                    told.push(format!("{which} {will} {place}."));
                    self.source(venue, "tempat pertemuan", Origin::Agenda);
                }
            }
        }
        if !told.is_empty() {
            self.add(&told.join(" "));
        }
    }

    fn people(&mut self) {
        let known = self.known;
        let roles = |people: &[String]| listed(&people.iter().map(|one| with_role(one)).collect::<Vec<_>>());
        let mut told = Vec::new();
        let will = if known.over { "" } else { "akan " };
        if known.openers.is_empty() {
            self.draft.gaps.push("siapa yang membuka");
        } else {
            told.push(format!("Pertemuan {will}dibuka oleh {}.", roles(&known.openers)));
        }
        if !known.closers.is_empty() {
            told.push(format!("Pada penutupan, {}, {will}menyampaikan sambutan.", roles(&known.closers)));
        }
        for one in known.openers.iter().chain(&known.closers) {
            self.source(with_role(one), "pengisi pembukaan atau penutupan; periksa ejaan namanya", Origin::Agenda);
        }
        if !told.is_empty() {
            self.add(&told.join(" "));
        }
    }

    fn aims(&mut self) {
        let known = self.known;
        if known.aims.is_empty() {
            self.draft.gaps.push("tujuan pertemuan");
        }
        let mut told = Vec::new();
        if !known.aims.is_empty() {
            let aims: Vec<String> = known.aims.iter().map(|aim| lower(open_ended(aim))).collect();
            let verb = if known.over { "menjadi" } else { "akan menjadi" };
            told.push(format!(
                "Pertemuan ini {verb} kesempatan bagi pengelola perpustakaan untuk {}.",
                aims.join("; ")
            ));
            for aim in &known.aims {
                self.source(open_ended(aim), "tujuan yang ditulis di agenda", Origin::Agenda);
            }
        }
        if !known.tips.is_empty() {
            let tips: Vec<String> = known.tips.iter().take(3).map(|tip| format!("“{}”", open_ended(tip))).collect();
            told.push(format!("Di antara yang dibagikan: {}.", listed(&tips)));
            self.source(tips.join("; "), "kartu tips dari catatan pertemuan", Origin::Notes);
        }
        if !told.is_empty() {
            self.add(&told.join(" "));
        }
    }

    fn honours(&mut self) {
        let known = self.known;
        if known.honours.is_empty() {
            return;
        }
        let names: Vec<String> = known.honours.iter().map(|honour| lower(open_ended(&honour.name))).collect();
        let mut told = if known.over {
            format!("Dalam pertemuan ini diberikan apresiasi kepada {}.", listed(&names))
        } else {
            format!("Dalam pertemuan ini akan diberikan apresiasi kepada {}.", listed(&names))
        };
        for honour in &known.honours {
            self.source(honour.name.clone(), "nama penghargaan", Origin::Awards);
            if honour.winners.is_empty() {
                continue;
            }
            if known.honours.len() > 1 {
                told.push_str(&format!(" {}: {}.", open_ended(&honour.name), honour.winners.join("; ")));
            } else {
                told.push_str(&format!(" Penerimanya: {}.", honour.winners.join("; ")));
            }
            self.source(honour.winners.join("; "), "keputusan juri", Origin::Awards);
        }
        if known.honours.iter().any(|honour| honour.winners.is_empty()) && known.over {
            self.draft.gaps.push("penerima penghargaan");
        }
        self.add(&told);
    }

    fn quotes(&mut self) {
        let quotes: Vec<String> = self
            .known
            .quotes
            .iter()
            .filter(|quote| !quote.name.trim().is_empty() && !quote.words.trim().is_empty())
            .map(|quote| {
                let who = if quote.title.is_empty() {
                    quote.name.clone()
                } else {
                    format!("{}, {}", quote.name, quote.title)
                };
                format!("“{},” kata {who}.", open_ended(&quote.words))
            })
            .collect();
        for quote in quotes {
            self.add(&quote);
        }
    }

    fn libraries(&mut self) {
        let known = self.known;
        let mut districts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for library in &known.libraries {
            districts.entry(library.district.as_str()).or_default().push(library.name.clone());
        }
        if districts.is_empty() {
            return;
        }
        let mut told = String::from("Perpustakaan yang ikut:");
        for (district, mut names) in districts {
            names.sort();
            // "Perpustakaan Desa" said once is enough in a list of them.
            let short: Vec<String> =
                names.iter().map(|name| name.strip_prefix("Perpustakaan Desa ").unwrap_or(name).to_owned()).collect();
            let place = if district.is_empty() { "Lainnya".to_owned() } else { format!("Kecamatan {district}") };
            told.push_str(&format!("\n- {place}: {}", listed(&short)));
        }
        self.add(&told);
        self.source("daftar perpustakaan", "perpustakaan di agenda, nama dari data perpustakaan", Origin::Agenda);
    }

    fn after(&mut self) {
        let known = self.known;
        if known.followups.is_empty() {
            if known.over {
                self.draft.gaps.push("rencana tindak lanjut");
            }
        } else {
            let count = known.followups.len();
            let some: Vec<String> = known.followups.iter().take(3).map(|one| open_ended(one).to_owned()).collect();
            self.add(&format!(
                "Peserta pulang dengan {count} rencana tindak lanjut, antara lain: {}.",
                some.join("; ")
            ));
            self.source(count.to_string(), "rencana tindak lanjut yang dicatat", Origin::Notes);
        }
        if !known.about.trim().is_empty() {
            self.add(known.about.trim());
            self.source("tentang program", "teks kantor di Pengaturan", Origin::Office);
        }
    }
}

/// The figures of a text, as they stand: "13", "1.234", "12,5".
fn figures(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_ascii_digit() || (start.is_some() && matches!(c, '.' | ','));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push(text[from..at].trim_end_matches(['.', ',']));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The figures of an edited text that nothing known carries: the planner looks at each once more.
pub fn unsourced(title: &str, body: &str, known: &Known) -> Vec<String> {
    let fresh = draft(known);
    let sourced: Vec<&str> = figures(&fresh.title).into_iter().chain(figures(&fresh.body)).collect();
    let mut odd: Vec<String> = Vec::new();
    for figure in figures(title).into_iter().chain(figures(body)) {
        if !sourced.contains(&figure) && !odd.iter().any(|known| known == figure) {
            odd.push(figure.to_owned());
        }
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> Known {
        let library = |name: &str, district: &str, kind| Library { name: name.into(), district: district.into(), kind };
        Known {
            name: "PLM Uji 2022".into(),
            days: vec![Day { date: Date { year: 2022, month: 9, day: 28 }, venue: "Aula DPK".into(), outdoor: false }],
            over: true,
            office: "Dinas Perpustakaan".into(),
            regency: "Kotawaringin Barat".into(),
            libraries: vec![
                library("Perpustakaan Desa Natai Raya", "Arut Selatan", "perpustakaan desa"),
                library("Rumah Pintar", "Kumai", "taman baca masyarakat"),
            ],
            openers: vec!["Muhammad Sum (Sekretaris Dinas, mewakili Kepala DPK)".into()],
            honours: vec![Honour { name: "Pengelola terbaik".into(), winners: Vec::new() }],
            ..Known::default()
        }
    }

    #[test]
    fn what_is_known_is_told_and_what_is_not_is_left_out() {
        let draft = draft(&known());
        assert_eq!(draft.title, "2 Perpustakaan Saling Belajar di PLM Uji 2022");
        for words in [
            "Sebanyak 2 perpustakaan desa dan taman baca masyarakat mengikuti PLM Uji 2022 pada Rabu, 28 September 2022.",
            "dibuka oleh Muhammad Sum, Sekretaris Dinas, mewakili Kepala DPK.",
            "apresiasi kepada pengelola terbaik.",
            "- Kecamatan Arut Selatan: Natai Raya",
        ] {
            assert!(draft.body.contains(words), "{words}: {}", draft.body);
        }
        for words in ["pukul", "orang hadir", "Penerimanya", "tindak lanjut", "kata ", "tujuan"] {
            assert!(!draft.body.contains(words), "{words}: {}", draft.body);
        }
        assert!(draft.gaps.contains(&"penerima penghargaan") && draft.gaps.contains(&"jumlah orang yang hadir"));
        assert!(draft.sources.iter().any(|source| source.fact == "2" && source.origin == Origin::Agenda));
    }

    #[test]
    fn a_figure_that_somebody_made_up_is_found() {
        let draft = draft(&known());
        assert_eq!(unsourced(&draft.title, &draft.body, &known()), Vec::<String>::new());
        let typed = format!("{} Hadir 1.250 orang, naik 12,5 persen.", draft.body);
        assert_eq!(unsourced(&draft.title, &typed, &known()), ["1.250", "12,5"]);
    }

    #[test]
    fn quotes_stand_only_where_somebody_entered_one() {
        let quote = Quote { name: "Aldrin".into(), title: "Kepala Bidang P3KM".into(), words: "Terima kasih.".into() };
        let half = Quote { name: "X".into(), ..Quote::default() };
        let told = draft(&Known { quotes: vec![quote, half], ..known() }).body;
        assert!(
            told.contains("“Terima kasih,” kata Aldrin, Kepala Bidang P3KM.") && !told.contains("kata X"),
            "{told}"
        );
    }

    proptest! {
        #[test]
        fn every_figure_of_a_draft_has_a_source(count in 0usize..30, people in proptest::option::of(0usize..900), over in any::<bool>()) {
            let libraries = (0..count).map(|_| Library { name: "Perpustakaan Desa A".into(), district: "Kumai".into(), kind: "perpustakaan desa" });
            let known = Known { libraries: libraries.collect(), people, over, name: "PLM Uji".into(), ..known() };
            let draft = draft(&known);
            let told: String = draft.sources.iter().map(|source| format!("{} ", source.fact)).collect();
            for figure in figures(&draft.body) {
                prop_assert!(figures(&told).contains(&figure), "{figure} in {}", draft.body);
            }
        }
    }
}
