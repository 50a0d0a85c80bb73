//! Awards (apresiasi): an order of libraries computed in the open from approved reports alone, and decided by people.
//!
//! The points of an award stand on the measures and weights of [`crate::domain::score`], with one difference. A KPI asks how a
//! library does in the months it counted; an award adds up what was done over its whole span. A month without an approved report
//! adds nothing and takes nothing away, so that one more approved report never lowers anybody. All arithmetic is in whole
//! hundredths of a point: a score is exactly the sum of its parts, and equal is equal.

use crate::domain::library::Kind;
use crate::domain::moment::{Date, Month};
use crate::domain::refusal::Finding;
use crate::domain::score::{self, Measure, MonthFacts, PUNCTUAL, Weight};
use serde::{Deserialize, Serialize};

/// The whole of an award's points, in hundredths.
pub const WHOLE: u64 = 100 * 100;
/// The longest span, in months.
pub const LONGEST: u32 = 24;
/// The most places of one award.
pub const MOST_PLACES: u32 = 20;
/// The longest name of an award or a person, in characters.
pub const LONGEST_NAME: usize = 200;
/// The longest text of a condition or a reason, in characters.
pub const LONGEST_TEXT: usize = 1000;
/// An approved report in a month, whatever it says: what only awards weigh.
pub const REPORTED: &str = "laporan";

/// Everything that an award can weigh.
pub fn measures() -> Vec<Measure> {
    let reported = Measure { code: REPORTED, label: "Laporan yang disetujui", unit: "laporan" };
    std::iter::once(reported).chain(score::measures()).collect()
}

/// The measure of that code.
pub fn measure(code: &str) -> Option<Measure> {
    measures().into_iter().find(|measure| measure.code == code)
}

/// Whose name stands on the certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recipient {
    /// The library's.
    #[default]
    Library,
    /// That of a person who runs it, typed by hand.
    Person,
}

/// What an award honours and how it is computed. Never changed: a change is a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// As it stands on the certificate.
    pub name: String,
    /// Whose name is honoured.
    pub recipient: Recipient,
    /// How many places there are; none: unknown (a meeting of the past).
    pub places: Option<u32>,
    /// Which kinds may win.
    pub kinds: Vec<Kind>,
    /// The conditions in words, as the public reads them.
    pub condition: String,
    /// Computed from reports; else the jury decides without an order.
    pub counted: bool,
    /// The first month that counts.
    pub from: Month,
    /// The last month that counts.
    pub to: Month,
    /// The least number of approved reports within the span.
    pub least: u32,
    /// What counts, how much, and what a full part is each month.
    pub weights: Vec<Weight>,
}

impl Definition {
    /// The two awards to begin with (as the regency gave them in 2022, whose criteria were never published): weights are a
    /// proposal of the program, nobody's rule until the office has made them its own.
    pub fn starters(to: Month) -> [Self; 2] {
        let weigh =
            |(measure, weight, target): (&str, u32, u32)| Weight { measure: measure.to_owned(), weight, target };
        let basis = |name: &str, condition: &str| Self {
            name: name.to_owned(),
            recipient: Recipient::Library,
            places: Some(3),
            kinds: vec![Kind::Desa],
            condition: condition.to_owned(),
            counted: true,
            from: to.plus(-5),
            to,
            least: 3,
            weights: Vec::new(),
        };
        let libraries = Self {
            weights: [("kegiatan", 30, 2), ("peserta", 15, 40), ("pengunjung", 15, 100), (PUNCTUAL, 40, 100)]
                .map(weigh)
                .to_vec(),
            ..basis(
                "Tiga perpustakaan desa terbaik atas komitmen menjalankan program",
                "Untuk perpustakaan desa. Taman baca masyarakat tidak ikut dalam penghargaan ini.",
            )
        };
        let reporter = Self {
            recipient: Recipient::Person,
            places: Some(1),
            kinds: Kind::ALL.to_vec(),
            weights: [(REPORTED, 60, 1), (PUNCTUAL, 40, 100)].map(weigh).to_vec(),
            ..basis(
                "Pengelola terbaik yang aktif melapor di laporan online",
                "Untuk pengelola perpustakaan desa, perpustakaan kelurahan, dan taman baca masyarakat.",
            )
        };
        [libraries, reporter]
    }

    /// How many months count.
    pub fn span(&self) -> u32 {
        let index = |month: Month| month.year * 12 + i32::from(month.month);
        u32::try_from(index(self.to) - index(self.from) + 1).unwrap_or(0)
    }

    /// The months that count, oldest first; at most [`LONGEST`].
    pub fn months(&self) -> Vec<Month> {
        (0..i32::try_from(self.span().min(LONGEST)).unwrap_or(0)).map(|ahead| self.from.plus(ahead)).collect()
    }

    /// Everything that is wrong with it; `running` has not ended yet.
    pub fn faults(&self, running: Month) -> Vec<Finding> {
        let mut faults = Vec::new();
        let mut put = |field: &str, words: &str| faults.push(Finding::new(field, words));
        if self.name.trim().is_empty() || self.name.chars().count() > LONGEST_NAME {
            put("nama", "Isi nama penghargaan, paling panjang 200 huruf.");
        }
        if self.places.is_some_and(|places| !(1..=MOST_PLACES).contains(&places)) {
            put("tempat", "Isi jumlah pemenang 1 sampai 20.");
        }
        if self.kinds.is_empty() {
            put("jenis", "Centang sedikitnya satu jenis perpustakaan yang boleh menerima.");
        }
        if self.condition.chars().count() > LONGEST_TEXT {
            put("syarat", "Syarat ini terlalu panjang. Pendekkan sampai beberapa kalimat.");
        }
        if !self.counted {
            return faults;
        }
        if self.to < self.from || self.span() > LONGEST {
            put("sampai", "Rentang bulannya terbalik atau lebih dari 24 bulan.");
        } else if self.to >= running {
            put("sampai", "Bulan terakhir harus sudah selesai, supaya semua laporannya bisa dihitung.");
        } else if !(1..=self.span()).contains(&self.least) {
            put("minimal", "Isi 1 sampai sebanyak bulan dalam rentangnya.");
        }
        if self.weights.is_empty() {
            put("", "Jumlah bobotnya nol. Beri bobot pada sedikitnya satu ukuran.");
        }
        for weight in &self.weights {
            if !(1..=100).contains(&weight.weight) {
                put(&format!("bobot-{}", weight.measure), "Isi bobot 1 sampai 100, atau kosongkan.");
            }
            if weight.target == 0 || (weight.measure == PUNCTUAL && weight.target > 100) {
                put(
                    &format!("target-{}", weight.measure),
                    "Isi target lebih dari nol (paling banyak 100 untuk persen).",
                );
            }
        }
        faults
    }

    /// How it is computed, in sentences for everybody.
    pub fn method(&self) -> Vec<String> {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.short()).collect();
        let mut told = vec![format!("Yang boleh menerima: {}.", kinds.join(", "))];
        if !self.condition.trim().is_empty() {
            told.push(self.condition.trim().to_owned());
        }
        if !self.counted {
            told.push("Diputuskan tanpa hitungan dari laporan.".to_owned());
            return told;
        }
        told.push(format!(
            "Dihitung hanya dari laporan yang sudah disetujui, {} sampai {}; sedikitnya {} laporan.",
            self.from.long(),
            self.to.long(),
            self.least
        ));
        told.push("Tiap ukuran dijumlahkan sepanjang rentang itu dan dibanding target; lewat target tetap penuh. Bulan tanpa laporan tidak menambah dan tidak mengurangi. Nilai yang sama berarti seri.".to_owned());
        told
    }
}

/// A month of a candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which one.
    pub month: Month,
    /// The report's id, where one was sent.
    pub report: Option<String>,
    /// What is known of it.
    pub facts: MonthFacts,
}

/// A library before it is reckoned.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// The months of the span.
    pub months: Vec<Entry>,
}

/// What one measure brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The measure's code.
    pub measure: String,
    /// The most it can bring, in hundredths of a point; over all parts these are [`WHOLE`].
    pub most: u64,
    /// What was added up; a percentage counts 100 for each month.
    pub sum: u64,
    /// What brings `most`.
    pub goal: u64,
    /// What it brought, in hundredths of a point.
    pub points: u64,
    /// Month by month, oldest first: the report and what it counted; none: not counted or no approved report.
    pub months: Vec<(Month, Option<String>, Option<u64>)>,
}

/// A library in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// 1 is the best; equal points are the same place, and the places after it stay empty.
    pub place: u32,
    /// Somebody else has this place too.
    pub tied: bool,
    /// The library's id.
    pub id: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Approved reports in the span.
    pub approved: u32,
    /// Hundredths of a point: the sum of the parts.
    pub points: u64,
    /// In the order of the weights.
    pub parts: Vec<Part>,
}

/// An order of libraries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranking {
    /// By place, then by name.
    pub ranked: Vec<Ranked>,
    /// Name and approved reports of those with too few: nobody can say, which is not the last place.
    pub short: Vec<(String, u32)>,
    /// Name and kind of those that cannot win by the conditions.
    pub outside: Vec<(String, Kind)>,
}

impl Ranking {
    /// Those who would win by the order alone: everybody up to the last place, all of a tie with them.
    pub fn foremost(&self, places: u32) -> impl Iterator<Item = &Ranked> {
        self.ranked.iter().filter(move |one| one.place <= places)
    }

    /// A tie that has more libraries than places are left: the place, and who shares it.
    pub fn crowded(&self, places: u32) -> Option<(u32, Vec<&str>)> {
        let last = self.foremost(places).last()?;
        let sharing: Vec<&str> =
            self.ranked.iter().filter(|one| one.place == last.place).map(|one| one.name.as_str()).collect();
        let left = usize::try_from(places + 1 - last.place).unwrap_or(usize::MAX);
        (sharing.len() > left).then_some((last.place, sharing))
    }
}

/// What a month counted; `None`: missing, "tidak dihitung", or not approved yet, which adds nothing.
fn value(facts: &MonthFacts, code: &str) -> Option<u64> {
    facts.figures.as_ref()?;
    if code == REPORTED {
        return Some(1);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count below a thousand millions")]
    score::value(facts, code).map(|count| count.max(0.0) as u64)
}

/// The most that each weight can bring, in hundredths of a point: their shares of [`WHOLE`], the largest remainders rounded up, so
/// that they add up to it exactly. Weights that are scaled alike keep their shares.
fn shares(weights: &[Weight]) -> Vec<u64> {
    let sum: u64 = weights.iter().map(|weight| u64::from(weight.weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let mut shares: Vec<u64> = weights.iter().map(|weight| WHOLE * u64::from(weight.weight) / sum).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(WHOLE * u64::from(weights[*place].weight) % sum));
    let left = WHOLE - shares.iter().sum::<u64>();
    for place in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        shares[place] += 1;
    }
    shares
}

fn parts(definition: &Definition, months: &[Entry]) -> Vec<Part> {
    let span = u64::from(definition.span());
    let part = |(weight, most): (&Weight, u64)| {
        let months: Vec<_> = months
            .iter()
            .map(|entry| (entry.month, entry.report.clone(), value(&entry.facts, &weight.measure)))
            .collect();
        let sum: u64 = months.iter().filter_map(|(.., value)| *value).sum();
        let goal = (u64::from(weight.target) * span).max(1);
        // Rounded to the nearest hundredth; more is never less.
        let points = (2 * most * sum.min(goal) + goal) / (2 * goal);
        Part { measure: weight.measure.clone(), most, sum, goal, points, months }
    };
    definition.weights.iter().zip(shares(&definition.weights)).map(part).collect()
}

/// The order of the candidates. The same reports give the same order, however they are handed in.
pub fn rank(definition: &Definition, candidates: &[Candidate]) -> Ranking {
    let mut ranking = Ranking::default();
    for one in candidates {
        if !definition.kinds.contains(&one.kind) {
            ranking.outside.push((one.name.clone(), one.kind));
            continue;
        }
        let mut months: Vec<Entry> = one.months.clone();
        months.sort_by_key(|entry| entry.month);
        let approved = months.iter().filter(|entry| entry.facts.figures.is_some()).count();
        let approved = u32::try_from(approved).unwrap_or(u32::MAX);
        if approved < definition.least.max(1) {
            ranking.short.push((one.name.clone(), approved));
            continue;
        }
        let parts = parts(definition, &months);
        ranking.ranked.push(Ranked {
            place: 0,
            tied: false,
            id: one.id.clone(),
            slug: one.slug.clone(),
            name: one.name.clone(),
            approved,
            points: parts.iter().map(|part| part.points).sum(),
            parts,
        });
    }
    let all: Vec<u64> = ranking.ranked.iter().map(|one| one.points).collect();
    for one in &mut ranking.ranked {
        one.place = u32::try_from(1 + all.iter().filter(|points| **points > one.points).count()).unwrap_or(u32::MAX);
        one.tied = all.iter().filter(|points| **points == one.points).count() > 1;
    }
    ranking.ranked.sort_by(|a, b| (a.place, &a.name, &a.id).cmp(&(b.place, &b.name, &b.id)));
    ranking.short.sort();
    ranking.outside.sort_by(|a, b| a.0.cmp(&b.0));
    ranking
}

/// A report that was sent in time and nobody has looked at yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The report's id.
    pub report: String,
    /// The library's name.
    pub library: String,
    /// The month it tells of.
    pub month: Month,
}

/// What can be said of an award today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The office lets the jury decide without an order.
    Uncounted,
    /// Reports sent in time wait for the office: an order now would be unfair to them.
    Waiting(Vec<Waiting>),
    /// The order.
    Ranked(Ranking),
}

/// Somebody who was honoured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Winner {
    /// The library's id.
    pub library: String,
    /// Its name as it was then.
    pub name: String,
    /// The person's name, letter by letter; empty where the library itself is honoured.
    pub person: String,
    /// 1 is Terbaik I.
    pub place: u32,
}

impl Winner {
    /// Whose name stands on the certificate.
    pub fn honoured(&self) -> &str {
        if self.person.trim().is_empty() { &self.name } else { &self.person }
    }
}

/// Somebody of the jury.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Juror {
    /// With gelar, as it is to be signed.
    pub name: String,
    /// "Kepala Bidang P3KM"; may be empty.
    pub title: String,
}

/// What the jury decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The day.
    pub on: Date,
    /// By place.
    pub winners: Vec<Winner>,
    /// Who decided.
    pub jurors: Vec<Juror>,
    /// Why it departs from the order, or why nobody is named.
    pub reason: String,
}

/// Does the decision depart from the computed order? Choosing between equals does: the reason is written down.
pub fn departs(ranking: &Ranking, places: u32, winners: &[Winner]) -> bool {
    let computed: Vec<(&str, u32)> = ranking.foremost(places).map(|one| (one.id.as_str(), one.place)).collect();
    winners.len() != computed.len()
        || winners.iter().any(|winner| !computed.contains(&(winner.library.as_str(), winner.place)))
}

/// What is wrong with a decision; `kind` knows the kind of each of the office's libraries.
pub fn check(
    definition: &Definition,
    outcome: &Outcome,
    decision: &Decision,
    today: Date,
    kind: impl Fn(&str) -> Option<Kind>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut put = |field: &str, words: &str| findings.push(Finding::new(field, words));
    if let (Outcome::Waiting(_), false) = (outcome, decision.winners.is_empty()) {
        put("", "Belum bisa diputuskan: masih ada laporan yang dikirim tepat waktu dan menunggu diperiksa.");
    }
    if decision.on > today {
        put("tanggal", "Tanggal keputusan tidak boleh di masa depan.");
    }
    if !decision.winners.is_empty() && decision.jurors.is_empty() {
        put("juri", "Tulis siapa jurinya, satu nama satu baris.");
    }
    if decision.jurors.iter().any(|juror| juror.name.chars().count().max(juror.title.chars().count()) > LONGEST_NAME) {
        put("juri", "Nama atau jabatan juri paling panjang 200 huruf.");
    }
    for (index, winner) in decision.winners.iter().enumerate() {
        let field = format!("penerima-{index}");
        match kind(&winner.library) {
            None => put(&field, "Pilih perpustakaan dari daftar."),
            Some(kind) if !definition.kinds.contains(&kind) => {
                put(&field, "Syarat penghargaan ini tidak membolehkan jenis perpustakaan itu menerima.");
            }
            Some(_) => {}
        }
        if decision.winners[..index].iter().any(|other| other.library == winner.library) {
            put(&field, "Perpustakaan ini sudah dipilih di tempat lain.");
        }
        if definition.recipient == Recipient::Person
            && !(1..=LONGEST_NAME).contains(&winner.person.trim().chars().count())
        {
            put(
                &format!("orang-{index}"),
                "Tulis nama pengelolanya, persis seperti di piagam, paling panjang 200 huruf.",
            );
        }
    }
    let reason = decision.reason.trim();
    if reason.chars().count() > LONGEST_TEXT {
        put("alasan", "Alasan ini terlalu panjang. Pendekkan sampai beberapa kalimat.");
    }
    if decision.winners.is_empty() && reason.is_empty() {
        put("alasan", "Pilih penerimanya, atau tulis mengapa tidak ada penerima yang dicatat.");
    }
    if let Outcome::Ranked(ranking) = outcome {
        let places = definition.places.unwrap_or(0);
        if reason.is_empty() && !decision.winners.is_empty() && departs(ranking, places, &decision.winners) {
            put("alasan", "Keputusan ini berbeda dari urutan hitungan. Tulis alasannya; alasan ini ikut diterbitkan.");
        }
    }
    findings
}

/// "Terbaik I", as certificates count.
pub fn place_words(place: u32) -> String {
    let numerals = [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut left = place.min(39);
    let mut out = String::from("Terbaik ");
    for (value, sign) in numerals {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

/// "81,25": hundredths of a point.
pub fn points_words(points: u64) -> String {
    let (whole, rest) = (points / 100, points % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest.is_multiple_of(10) => format!("{whole},{}", rest / 10),
        rest => format!("{whole},{rest:02}"),
    }
}

#[cfg(test)]
mod tests;
