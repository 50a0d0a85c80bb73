//! Awards of a meeting: defined and tried out, computed from approved reports, decided by a jury, published with the method.

use crate::api::{App, Error, board, meetings as api_meetings};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::award::{
    Candidate, Decision, Definition, Entry, Juror, Outcome, Ranking, Recipient, Waiting, Winner, check, measures, rank,
};
use crate::domain::board::Progress;
use crate::domain::library::{Kind, Stage};
use crate::domain::meeting::Meeting;
use crate::domain::moment::{Date, Month, Zone};
use crate::domain::number::parse_count;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::report::Status;
use crate::domain::score::{MonthFacts, Weight};
use crate::storage::awards::{self, Award, Stood};
use crate::storage::ops::Op;
use crate::storage::{Audit, kpi, libraries, meetings, offices};
use std::collections::HashMap;

/// A library that may be chosen.
#[derive(Clone, Debug)]
pub struct Eligible {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Those who report for it, by name.
    pub people: Vec<String>,
}

/// A meeting's awards as the office works on them.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The meeting.
    pub meeting: Meeting,
    /// The office's zone.
    pub zone: Zone,
    /// Today there.
    pub today: Date,
    /// Each award and what can be said of it today.
    pub awards: Vec<(Award, Outcome)>,
    /// Active libraries, by name.
    pub libraries: Vec<Eligible>,
}

impl Desk {
    /// The newest month that may count.
    pub fn newest(&self) -> Month {
        self.today.month_of().plus(-1).min(self.meeting.starts_on.month_of())
    }

    /// The jury that decided last about an award of this meeting.
    pub fn jury(&self) -> Vec<Juror> {
        let newest = self
            .awards
            .iter()
            .filter_map(|(award, _)| award.decisions.last())
            .max_by_key(|decided| decided.decision.on);
        newest.map(|decided| decided.decision.jurors.clone()).unwrap_or_default()
    }

    /// One of the awards.
    pub fn award(&self, id: &str) -> Result<&(Award, Outcome), Refusal> {
        self.awards.iter().find(|(award, _)| award.id == id).ok_or(Refusal::NotFound)
    }

    fn kind(&self, library: &str) -> Option<Kind> {
        self.libraries.iter().find(|one| one.id == library).map(|one| one.kind)
    }
}

async fn own(app: &App, asker: &Asker, meeting: &str) -> Result<(SignedIn, Meeting), Error> {
    let person = asker.planner()?.clone();
    let meeting = meetings::by_id(&app.storage, &person.office, meeting).await?.ok_or(Refusal::NotFound)?;
    Ok((person, meeting))
}

/// What the reports say of an award today.
pub async fn outcome(app: &App, office: &str, definition: &Definition) -> Result<Outcome, Error> {
    if !definition.counted {
        return Ok(Outcome::Uncounted);
    }
    let months = definition.months();
    let (Some(from), Some(to)) = (months.first(), months.last()) else {
        return Ok(Outcome::Ranked(Ranking::default()));
    };
    let grid = board::grid(app, office, &months).await?;
    let mut approved = kpi::approved(&app.storage, office, *from, *to).await?;
    let (mut waiting, mut candidates) = (Vec::new(), Vec::new());
    for (library, cells) in grid.rows {
        if library.stage == Stage::Nonaktif {
            continue;
        }
        let mut entries = Vec::with_capacity(months.len());
        for (month, (report, cell)) in months.iter().zip(cells) {
            let report = report.filter(|row| row.revision > 0).map(|row| row.id);
            if cell.progress == Progress::Come(Status::Sent) && !cell.late && definition.kinds.contains(&library.kind) {
                waiting.extend(report.clone().map(|report| Waiting {
                    report,
                    library: library.name.clone(),
                    month: *month,
                }));
            }
            let (nihil, figures) = match approved.remove(&(library.id.clone(), *month)) {
                Some((nihil, figures)) => (nihil, Some(figures)),
                None => (false, None),
            };
            let on_time = match cell.progress {
                Progress::Unasked | Progress::Awaited => None,
                Progress::Missing | Progress::Come(_) => Some(!cell.late),
            };
            entries.push(Entry { month: *month, report, facts: MonthFacts { figures, nihil, on_time } });
        }
        candidates.push(Candidate {
            id: library.id,
            slug: library.slug,
            name: library.name,
            kind: library.kind,
            months: entries,
        });
    }
    if waiting.is_empty() { Ok(Outcome::Ranked(rank(definition, &candidates))) } else { Ok(Outcome::Waiting(waiting)) }
}

/// The awards of a meeting of the planner's own office.
pub async fn desk(app: &App, asker: &Asker, meeting: &str) -> Result<Desk, Error> {
    let (person, meeting) = own(app, asker, meeting).await?;
    let db = &app.storage;
    let zone = offices::calendar(db, &person.office).await?.zone();
    let mut shown = Vec::new();
    for award in awards::of_meeting(db, &person.office, &meeting.id).await? {
        let outcome = match award.current() {
            Some(version) => outcome(app, &person.office, &version.definition).await?,
            None => Outcome::Uncounted,
        };
        shown.push((award, outcome));
    }
    let mut people: HashMap<String, Vec<String>> = HashMap::new();
    let rows: Vec<(String, String)> = db
        .all(
            "select r.library, a.name from account a join account_role r on r.account = a.id and r.office = a.office
             where a.office = $1 and r.role = 'librarian' and a.disabled_at is null order by a.name",
            crate::args![&person.office],
        )
        .await?;
    for (library, name) in rows {
        people.entry(library).or_default().push(name);
    }
    let mut libraries: Vec<Eligible> = libraries::all(db, Some(&person.office))
        .await?
        .into_iter()
        .filter(|library| library.stage != Stage::Nonaktif)
        .map(|library| Eligible {
            people: people.remove(&library.id).unwrap_or_default(),
            id: library.id,
            name: library.name,
            kind: library.kind,
        })
        .collect();
    libraries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Desk { meeting, zone, today: app.world.now().date(zone), awards: shown, libraries })
}

/// A meeting's awards as everybody may read them: only what was published.
pub struct Published {
    /// The meeting.
    pub meeting: Meeting,
    /// The office's name at the time of the meeting.
    pub office_name: String,
    /// The office's zone.
    pub zone: Zone,
    /// Those with a published decision.
    pub awards: Vec<Award>,
}

/// The published awards of a published meeting.
pub async fn published(app: &App, slug: &str) -> Result<Published, Error> {
    let meeting = meetings::by_slug(&app.storage, slug).await?.ok_or(Refusal::NotFound)?;
    if meeting.published_edit.is_none() {
        return Err(Refusal::NotFound.into());
    }
    let (zone, _, office_name) = api_meetings::office(app, &meeting.office, meeting.starts_on).await?;
    let awards = awards::of_meeting(&app.storage, &meeting.office, &meeting.id).await?;
    let awards = awards.into_iter().filter(|award| award.published().is_some()).collect();
    Ok(Published { meeting, office_name, zone, awards })
}

/// A form with fields that nobody knows.
pub fn unknown() -> Refusal {
    Refusal::invalid("", "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.")
}

/// Reads the form of a definition. A measure without a weight takes no part.
pub fn read(pairs: &[(String, String)]) -> Result<Definition, Refusal> {
    let known = measures();
    let of_measure = |name: &str| {
        let code = name.strip_prefix("bobot-").or_else(|| name.strip_prefix("target-"));
        code.is_some_and(|code| known.iter().any(|measure| measure.code == code))
    };
    let fixed =
        ["aksi", "op", "versi", "nama", "penerima", "tempat", "jenis", "syarat", "hitung", "dari", "sampai", "minimal"];
    if pairs.iter().any(|(name, _)| !fixed.contains(&name.as_str()) && !of_measure(name)) {
        return Err(unknown());
    }
    let text = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    let mut findings = Vec::new();
    let mut number = |name: &str| match parse_count(text(name)) {
        Ok(number) => number,
        Err(fault) => {
            findings.push(Finding::new(name, fault.words()));
            Some(1)
        }
    };
    let (places, least) = (number("tempat"), number("minimal"));
    let mut weights = Vec::new();
    for measure in &known {
        let weight = number(&format!("bobot-{}", measure.code)).filter(|weight| *weight > 0);
        let target = number(&format!("target-{}", measure.code));
        if let Some(weight) = weight {
            weights.push(Weight { measure: measure.code.to_owned(), weight, target: target.unwrap_or(0) });
        }
    }
    let month = |name: &str| Month::parse(text(name));
    let counted = text("hitung") != "tidak";
    let span = month("dari").zip(month("sampai"));
    if counted && span.is_none() {
        findings.push(Finding::new("dari", "Pilih bulan pertama dan bulan terakhir."));
    }
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings));
    }
    let never = Month { year: 2000, month: 1 };
    let (from, to) = span.unwrap_or((never, never));
    Ok(Definition {
        name: text("nama").to_owned(),
        recipient: if text("penerima") == "pengelola" { Recipient::Person } else { Recipient::Library },
        places,
        kinds: Kind::ALL
            .into_iter()
            .filter(|kind| pairs.iter().any(|(name, value)| name == "jenis" && value == kind.code()))
            .collect(),
        condition: text("syarat").replace("\r\n", "\n"),
        counted,
        from,
        to,
        least: least.unwrap_or(0),
        weights,
    })
}

/// Everything that is wrong with a definition today.
pub fn faults(desk: &Desk, definition: &Definition) -> Vec<Finding> {
    definition.faults(desk.today.month_of())
}

/// Saves a definition: of a new award, or as the next version after `after` of one that is there. Answers the award's id.
pub async fn define(
    app: &App,
    asker: &Asker,
    desk: &Desk,
    award: Option<&str>,
    after: i64,
    definition: Definition,
    op: Op,
) -> Result<String, Error> {
    let person = asker.planner()?.clone();
    let found = faults(desk, &definition);
    if !found.is_empty() {
        return Err(Refusal::Invalid(found).into());
    }
    let award = match award {
        Some(id) => Some(desk.award(id)?.0.id.clone()),
        None => None,
    };
    let meeting = desk.meeting.id.clone();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if let Some(id) = op.answered(tx).await? {
                    return Ok(id);
                }
                let id = match award {
                    None => awards::add(tx, &person.office, &meeting, &definition, &person.account).await?,
                    Some(id) => {
                        if !awards::define(tx, &person.office, &id, after, &definition, &person.account).await? {
                            let words = "Penghargaan ini diubah orang lain sejak halaman ini dibuka. Isian Anda masih ada di bawah; buka halaman ini di tab lain untuk membandingkan.";
                            return Err(Refusal::Conflict(words.to_owned()).into());
                        }
                        id
                    }
                };
                audit(tx, &person, "award.define", &id, &op).await?;
                op.keep(tx, &id).await?;
                Ok(id)
            })
        })
        .await
}

async fn audit(
    tx: &mut crate::storage::Tx,
    person: &SignedIn,
    action: &str,
    award: &str,
    op: &Op,
) -> Result<(), crate::storage::Failure> {
    let object = format!("award:{award}");
    let (office, account) = (person.office.as_str(), person.account.as_str());
    tx.audit(&Audit { office, account, action, object: &object, after_sha256: &op.body_sha256, ..Audit::default() })
        .await
}

/// Makes the two awards to begin with, if the meeting has none.
pub async fn start(app: &App, asker: &Asker, desk: &Desk, op: Op) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    if !desk.awards.is_empty() {
        return Ok(());
    }
    let (meeting, starters) = (desk.meeting.id.clone(), Definition::starters(desk.newest()));
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                for definition in &starters {
                    let id = awards::add(tx, &person.office, &meeting, definition, &person.account).await?;
                    audit(tx, &person, "award.define", &id, &op).await?;
                }
                op.keep(tx, "started").await?;
                Ok(())
            })
        })
        .await
}

/// Reads the form of a decision: `tanggal`, `penerima-n`, `orang-n`, `tempat-n`, `juri` (a name or "name | title" in each line),
/// `alasan`.
pub fn read_decision(pairs: &[(String, String)], desk: &Desk) -> Result<Decision, Refusal> {
    let mut winners: Vec<Winner> = Vec::new();
    let blank = || Winner { library: String::new(), name: String::new(), person: String::new(), place: 1 };
    let (mut on, mut jurors, mut reason) = (None, Vec::new(), String::new());
    for (name, value) in pairs {
        match name.as_str() {
            "aksi" | "op" | "versi" => {}
            "tanggal" => on = Date::parse(value.trim()),
            "alasan" => reason = value.trim().replace("\r\n", "\n"),
            "juri" => {
                jurors = value
                    .lines()
                    .filter(|line| !line.trim().is_empty())
                    .map(|line| {
                        let (name, title) = line.split_once('|').unwrap_or((line, ""));
                        Juror { name: name.trim().to_owned(), title: title.trim().to_owned() }
                    })
                    .collect();
            }
            other => {
                let Some((part, n)) = other.rsplit_once('-') else { return Err(unknown()) };
                let Some(n) = n.parse::<usize>().ok().filter(|n| *n < 40) else { return Err(unknown()) };
                while winners.len() <= n {
                    winners.push(blank());
                }
                match part {
                    "penerima" => value.trim().clone_into(&mut winners[n].library),
                    "orang" => value.trim().clone_into(&mut winners[n].person),
                    "tempat" => winners[n].place = value.trim().parse().unwrap_or(0),
                    _ => return Err(unknown()),
                }
            }
        }
    }
    winners.retain(|winner| !winner.library.is_empty());
    for winner in &mut winners {
        if let Some(library) = desk.libraries.iter().find(|one| one.id == winner.library) {
            winner.name.clone_from(&library.name);
        }
        if winner.place == 0 {
            return Err(Refusal::invalid("", "Pilih tempat setiap penerima."));
        }
    }
    winners.sort_by(|a, b| (a.place, &a.name).cmp(&(b.place, &b.name)));
    let on = on.ok_or_else(|| Refusal::invalid("tanggal", "Pilih tanggal keputusannya."))?;
    Ok(Decision { on, winners, jurors, reason })
}

/// Writes down what the jury decided about an award, by the version that was shown.
pub async fn decide(
    app: &App,
    asker: &Asker,
    desk: &Desk,
    award: &str,
    version: i64,
    decision: Decision,
    op: Op,
) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let (award, outcome) = desk.award(award)?;
    let current = award.current().ok_or(Refusal::NotFound)?;
    if current.number != version {
        let words = "Cara menghitung penghargaan ini berubah sejak halaman ini dibuka. Baca urutan yang baru, lalu putuskan lagi.";
        return Err(Refusal::Conflict(words.to_owned()).into());
    }
    let mut findings = check(&current.definition, outcome, &decision, desk.today, |library| desk.kind(library));
    if let Some(places) = current.definition.places
        && decision.winners.iter().any(|winner| winner.place > places)
    {
        findings.push(Finding::new("", format!("Penghargaan ini hanya punya {places} tempat.")));
    }
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let standing: Vec<Stood> = match outcome {
        Outcome::Ranked(ranking) => ranking
            .ranked
            .iter()
            .map(|one| Stood { place: one.place, name: one.name.clone(), points: one.points })
            .collect(),
        Outcome::Uncounted | Outcome::Waiting(_) => Vec::new(),
    };
    let id = award.id.clone();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                awards::decide(tx, &person.office, &id, version, &decision, &standing, &person.account).await?;
                audit(tx, &person, "award.decide", &id, &op).await?;
                op.keep(tx, "decided").await?;
                Ok(())
            })
        })
        .await
}

/// Publishes the newest decision of an award, with the method. From then on the public reads it.
pub async fn publish(app: &App, asker: &Asker, desk: &Desk, award: &str, op: Op) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let (award, _) = desk.award(award)?;
    let newest = award.decisions.last().ok_or_else(|| Refusal::invalid("", "Tulis dulu keputusan jurinya."))?;
    let (id, number) = (award.id.clone(), newest.number);
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                awards::publish(tx, &person.office, &id, number).await?;
                audit(tx, &person, "award.publish", &id, &op).await?;
                op.keep(tx, "published").await?;
                Ok(())
            })
        })
        .await
}
