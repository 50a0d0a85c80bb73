//! What a library means to do after a meeting (rencana tindak lanjut, RTL), and what became of it.
//!
//! A follow-up is closed by the librarian in words, or by its figure: as soon as an approved report of a month after the meeting
//! reaches the goal, that report has closed it. Nothing is stored of the latter; it follows from the reports. Before and after are
//! told as a change ("berubah"), never as an effect: a figure may move for many reasons.

use crate::domain::form::Form;
use crate::domain::indicator::{Indicator, Source};
use crate::domain::moment::{Date, Month};
use crate::domain::number::whole;
use crate::domain::refusal::Finding;
use crate::domain::score::{Measure, MonthFacts, PUNCTUAL, measure, value};

/// The longest sentence (what, keterangan), in characters.
pub const LONGEST: usize = 600;
/// The longest line, in characters.
pub const LONGEST_LINE: usize = 200;
/// The longest proof, in characters.
pub const LONGEST_PROOF: usize = 2_000;
/// Most follow-ups of one meeting.
pub const MOST: usize = 1_000;

/// The figure that should move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// A code of [`crate::domain::score::measures`].
    pub measure: String,
    /// What it was, a month.
    pub start: u32,
    /// What it should be, a month.
    pub goal: u32,
}

impl Aim {
    /// The measure itself; `None`: this program does not know it (any more).
    pub fn known(&self) -> Option<Measure> {
        measure(&self.measure)
    }

    /// "Pengunjung dari 40 menjadi 60 orang sebulan".
    pub fn words(&self) -> String {
        let (label, unit) = self.known().map_or(("Angka", ""), |known| (known.label, known.unit));
        let (start, goal) = (whole(i64::from(self.start)), whole(i64::from(self.goal)));
        if self.measure == PUNCTUAL {
            return format!("{label} dari {start}% menjadi {goal}%");
        }
        format!("{label} dari {start} menjadi {goal} {unit} sebulan")
    }
}

/// A follow-up as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What will be done.
    pub what: String,
    /// For whom (sasaran).
    pub audience: String,
    /// Who answers for it.
    pub who: String,
    /// Until when.
    pub due: Option<Date>,
    /// What it needs: support, money.
    pub support: String,
    /// The figure that it should move; `None`: none.
    pub aim: Option<Aim>,
    /// Anything else.
    pub remark: String,
}

/// Can the figure be read from this office's reports? One that the form does not ask never moves.
pub fn is_readable(code: &str, form: &Form) -> bool {
    match Indicator::of(code) {
        Some(indicator) => indicator.source == Source::Activities || form.asks(code),
        None => measure(code).is_some(),
    }
}

/// Everything that is wrong with a plan for a meeting that began on that day. Fields are those of the form.
pub fn check(plan: &Plan, met: Date, form: &Form) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut put = |field: &str, words: String| findings.push(Finding::new(field, words));
    if plan.what.trim().is_empty() {
        put("kegiatan", "Tulis apa yang akan dilakukan.".to_owned());
    }
    for (field, text, longest) in [
        ("kegiatan", &plan.what, LONGEST),
        ("sasaran", &plan.audience, LONGEST_LINE),
        ("penanggung", &plan.who, LONGEST_LINE),
        ("dukungan", &plan.support, LONGEST_LINE),
        ("keterangan", &plan.remark, LONGEST),
    ] {
        let long = text.chars().count();
        if long > longest {
            put(
                field,
                format!("Isian ini {long} huruf, paling panjang {longest}. Pendekkan; tidak ada yang dipotong."),
            );
        }
    }
    match plan.due {
        None => put("tenggat", "Pilih sampai kapan.".to_owned()),
        Some(due) if due < met => put(
            "tenggat",
            format!("Tenggat tidak bisa sebelum pertemuannya, {}. Pilih tanggal sesudah itu.", met.long()),
        ),
        Some(_) => {}
    }
    if let Some(aim) = &plan.aim {
        if !is_readable(&aim.measure, form) {
            put(
                "angka",
                "Angka ini tidak ditanyakan di formulir laporan kantor ini, jadi tidak akan pernah berubah. Pilih angka lain, atau kosongkan.".to_owned(),
            );
        }
        if aim.goal <= aim.start {
            put("menjadi", format!("Sasaran harus di atas angka awal ({}).", whole(i64::from(aim.start))));
        }
        if aim.measure == PUNCTUAL && aim.goal > 100 {
            put("menjadi", "Paling tinggi 100 persen.".to_owned());
        }
        if Indicator::of(&aim.measure).is_some_and(|indicator| aim.goal > indicator.max) {
            put("menjadi", "Sasaran ini lebih dari yang mungkin dalam sebulan. Periksa angkanya.".to_owned());
        }
    }
    findings
}

/// One month of the library's approved reports.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The month.
    pub month: Month,
    /// LK-2026-10-0001.
    pub reference: String,
    /// The report's id.
    pub report: String,
    /// What it says.
    pub facts: MonthFacts,
}

/// What a figure was in one report.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The report's month.
    pub month: Month,
    /// The report's number.
    pub reference: String,
    /// The report's id.
    pub report: String,
    /// The figure.
    pub value: f64,
}

/// How a follow-up stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Not done yet.
    Open,
    /// Not done, and its day has passed.
    Late,
    /// Closed by hand on that day.
    Done(Date),
    /// That report reached the goal.
    Reached(Reading),
}

impl State {
    /// Is it over?
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Reached(_))
    }
}

/// When it was promised, closed, reopened.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// The first day of the meeting.
    pub met: Date,
    /// Until when.
    pub due: Date,
    /// Closed by hand.
    pub closed: Option<Date>,
    /// Opened again.
    pub reopened: Option<Date>,
}

impl Course {
    /// The first month whose report counts: the one after the meeting; once it was opened again, the month of that day.
    pub fn counts_from(&self) -> Month {
        let after = self.met.month_of().plus(1);
        self.reopened.map_or(after, |on| on.month_of().max(after))
    }
}

/// What the figure was in each approved report that counts, oldest first. A month that did not count it says nothing.
pub fn readings(course: &Course, code: &str, reports: &[Reported]) -> Vec<Reading> {
    let mut readings: Vec<Reading> = reports
        .iter()
        .filter(|reported| reported.month >= course.counts_from() && reported.facts.figures.is_some())
        .filter_map(|reported| {
            Some(Reading {
                month: reported.month,
                reference: reported.reference.clone(),
                report: reported.report.clone(),
                value: value(&reported.facts, code)?,
            })
        })
        .collect();
    readings.sort_by_key(|reading| reading.month);
    readings
}

/// How it stands today. What a person closed stays closed; else the first report that reached the goal has closed it.
pub fn state(course: &Course, aim: Option<&Aim>, reports: &[Reported], today: Date) -> State {
    if let Some(closed) = course.closed {
        return State::Done(closed);
    }
    if let Some(aim) = aim {
        let reached =
            readings(course, &aim.measure, reports).into_iter().find(|reading| reading.value >= f64::from(aim.goal));
        if let Some(reading) = reached {
            return State::Reached(reading);
        }
    }
    if course.due < today { State::Late } else { State::Open }
}

/// What a reminder speaks of.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The person's name.
    pub person: &'a str,
    /// The library's name.
    pub library: &'a str,
    /// The meeting's name.
    pub meeting: &'a str,
    /// What was promised, and until when.
    pub open: &'a [(String, Date)],
    /// The address of the librarian's page.
    pub link: &'a str,
    /// The office's name, as the signature.
    pub office: &'a str,
}

/// A kind message to one person about everything that is still open. A day that has passed is not held against anybody.
pub fn reminder(about: &About<'_>, today: Date) -> String {
    let lines: Vec<String> = about
        .open
        .iter()
        .map(|(what, due)| {
            if *due < today {
                format!("- {what} (direncanakan sampai {}; masih kami tunggu)", due.plain())
            } else {
                format!("- {what} (sampai {})", due.plain())
            }
        })
        .collect();
    let About { person, library, meeting, link, office, .. } = about;
    format!(
        "Yth. {person},\nrencana tindak lanjut {library} dari {meeting} yang masih berjalan:\n{}\nSudah selesai? Tulis singkat di sini: {link}\nBila ada yang sulit atau perlu diubah, balas pesan ini; kami bantu.\nTerima kasih.\n{office}",
        lines.join("\n")
    )
}

#[cfg(test)]
mod tests;
