//! Papers of a meeting: what is known for them, the office's wording, and what was typed for one of them.

mod gathering;
pub mod office;

pub use gathering::{attendees, people, presenting};

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::agenda::Agenda;
use crate::domain::document::Document;
use crate::domain::meeting::Meeting;
use crate::domain::moment::{Date, Zone};
use crate::domain::paper::{self, Facts, Kind};
use crate::domain::refusal::{Finding, Refusal};
use crate::storage::ops::Op;
use crate::storage::papers::{self, Paper};
use crate::storage::{Audit, offices};

/// The longest number of a letter, in characters.
const LONGEST_NUMBER: usize = 100;

/// A meeting's papers.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The meeting.
    pub meeting: Meeting,
    /// Its agenda as it stands, without the planners' own notes.
    pub agenda: Agenda,
    /// The office's zone.
    pub zone: Zone,
    /// Today there.
    pub today: Date,
    /// What was typed, by kind.
    pub papers: Vec<Paper>,
}

impl Desk {
    /// What was typed for a kind; blank where nothing was.
    pub fn paper(&self, kind: Kind) -> Paper {
        let known = self.papers.iter().find(|paper| paper.kind == kind.code()).cloned();
        known.unwrap_or_else(|| Paper { kind: kind.code().to_owned(), ..Paper::default() })
    }

    /// The day that decides the letterhead and who signs: the paper's own, else the meeting's last day.
    pub fn date(&self, kind: Kind) -> Date {
        let last = self.agenda.days.last().map_or(self.meeting.starts_on, |day| day.date);
        self.paper(kind).date().unwrap_or(last)
    }
}

/// The papers of a meeting of the planner's own office.
pub async fn desk(app: &App, asker: &Asker, meeting: &str) -> Result<Desk, Error> {
    let office = asker.planner()?.office.clone();
    let opened = crate::api::agenda::open(app, asker, meeting).await?;
    let zone = offices::calendar(&app.storage, &office).await?.zone();
    let papers = papers::of_meeting(&app.storage, &office, &opened.meeting.id).await?;
    Ok(Desk { today: app.world.now().date(zone), agenda: opened.agenda.shown(), meeting: opened.meeting, zone, papers })
}

/// The wording of a paper: this meeting's, else the office's, else the program's; and the number of the office's.
pub async fn wording(app: &App, desk: &Desk, kind: Kind) -> Result<(String, i64), Error> {
    let own = papers::template(&app.storage, &desk.meeting.office, kind).await?;
    let number = own.as_ref().map_or(0, |(number, _)| *number);
    let text = own.map_or_else(|| kind.template().to_owned(), |(_, text)| text);
    Ok((desk.paper(kind).text.unwrap_or(text), number))
}

/// A paper as it can be printed now.
pub async fn document(app: &App, asker: &Asker, desk: &Desk, kind: Kind) -> Result<Document, Error> {
    let (text, _) = wording(app, desk, kind).await?;
    let facts: Vec<Facts> = gathering::facts(app, asker, desk, kind).await?;
    if facts.is_empty() {
        let words = match kind {
            Kind::Certificate => "Belum ada penerima penghargaan. Catat dulu keputusan juri di halaman Apresiasi.",
            _ => "Belum ada peserta yang tercatat hadir.",
        };
        return Err(Refusal::Conflict(words.to_owned()).into());
    }
    let mut document = paper::document(kind, &text, &facts);
    document.title = format!("{}: {}", kind.words(), desk.meeting.name);
    Ok(document)
}

/// What a planner typed for a paper.
#[derive(Clone, Debug)]
pub struct Writing {
    /// Which.
    pub kind: Kind,
    /// The version that was shown.
    pub version: i64,
    /// The letter's number.
    pub number: String,
    /// The day on it, ISO; empty: none yet.
    pub dated: String,
    /// The wording.
    pub text: String,
    /// A new picture of the signed paper.
    pub scan: Option<String>,
    /// Takes the picture out again.
    pub unscan: bool,
    /// Makes the wording the office's own for all meetings; the number of the one that was shown.
    pub for_all: Option<i64>,
    /// The intent.
    pub op: Op,
}

/// Keeps what was typed.
pub async fn write(app: &App, asker: &Asker, desk: &Desk, writing: Writing) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let mut findings: Vec<Finding> =
        paper::faults(&writing.text).into_iter().map(|words| Finding::new("isi", words)).collect();
    if writing.number.chars().count() > LONGEST_NUMBER {
        findings.push(Finding::new("nomor", "Nomor surat paling panjang 100 huruf."));
    }
    let dated = writing.dated.trim();
    if !dated.is_empty() && Date::parse(dated).is_none() {
        findings.push(Finding::new("tanggal", "Pilih tanggalnya, atau kosongkan."));
    }
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let known = desk.paper(writing.kind);
    let own = papers::template(&app.storage, &person.office, writing.kind).await?;
    let standard = own.map_or_else(|| writing.kind.template().to_owned(), |(_, text)| text);
    let text = writing.text.replace("\r\n", "\n");
    // What says the same as the template follows the template when that changes.
    let same = text.trim() == standard.trim() || writing.for_all.is_some();
    let paper = Paper {
        kind: writing.kind.code().to_owned(),
        number: writing.number.trim().to_owned(),
        dated: Some(dated.to_owned()).filter(|dated| !dated.is_empty()),
        text: (!same).then(|| text.clone()),
        scan: if writing.unscan { None } else { writing.scan.clone().or(known.scan) },
        version: writing.version,
        ..Paper::default()
    };
    let meeting = desk.meeting.id.clone();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if writing.op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                let (office, account) = (person.office.as_str(), person.account.as_str());
                let mut kept = papers::put(tx, office, &meeting, &paper, account).await?;
                if let Some(after) = writing.for_all {
                    kept &= papers::add_template(tx, office, writing.kind, after, &text, account).await?;
                }
                if !kept {
                    let words = "Dokumen ini diubah orang lain sejak halaman ini dibuka. Isian Anda masih ada di bawah; buka halaman ini di tab lain untuk membandingkan.";
                    return Err(Refusal::Conflict(words.to_owned()).into());
                }
                let object = format!("paper:{meeting}:{}", paper.kind);
                let after_sha256 = writing.op.body_sha256.as_str();
                tx.audit(&Audit { office, account, action: "paper.write", object: &object, after_sha256, ..Audit::default() })
                    .await?;
                writing.op.keep(tx, "written").await?;
                Ok(())
            })
        })
        .await
}
