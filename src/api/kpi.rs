//! The office's own KPI: the scheme, each library's score, and what a change of the scheme would do.

use crate::api::{App, Error, board};
use crate::domain::account::Asker;
use crate::domain::board::{Cell, Progress};
use crate::domain::library::{Library, Stage};
use crate::domain::moment::{Month, Zone};
use crate::domain::number::parse_count;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::report::Status;
use crate::domain::score::{Colour, MonthFacts, Scheme, Score, Weight, measures, score};
use crate::storage::Audit;
use crate::storage::kpi::{self, SchemeVersion};
use crate::storage::ops::Op;

/// A library and its score.
#[derive(Clone, Debug)]
pub struct Scored {
    /// The library's name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its kecamatan.
    pub district: String,
    /// Its score.
    pub score: Score,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Kpi {
    /// The office's zone.
    pub zone: Zone,
    /// The scheme in force and its versions, newest first; empty: the office has decided nothing yet.
    pub versions: Vec<SchemeVersion>,
    /// Newest first.
    pub months: Vec<Month>,
    /// By score, best first; those without a colour last.
    pub libraries: Vec<Scored>,
}

/// The active libraries of an office with what is known of each of these months.
pub(crate) async fn facts(app: &App, office: &str, months: &[Month]) -> Result<Vec<(Library, Vec<MonthFacts>)>, Error> {
    let (Some(from), Some(to)) = (months.iter().min(), months.iter().max()) else { return Ok(Vec::new()) };
    let grid = board::grid(app, office, months).await?;
    let mut approved = kpi::approved(&app.storage, office, *from, *to).await?;
    let active = grid.rows.into_iter().filter(|(library, _)| library.stage != Stage::Nonaktif);
    Ok(active
        .map(|(library, cells)| {
            let facts = months.iter().zip(cells).map(|(month, (_, cell))| {
                let (nihil, figures) = match approved.remove(&(library.id.clone(), *month)) {
                    Some((nihil, figures)) => (nihil, Some(figures)),
                    None => (false, None),
                };
                MonthFacts { figures, nihil, on_time: on_time(cell) }
            });
            let facts = facts.collect();
            (library, facts)
        })
        .collect())
}

/// The libraries of the planner's office scored by a scheme.
async fn scored(app: &App, office: &str, scheme: &Scheme, running: Month) -> Result<Vec<Scored>, Error> {
    let known = facts(app, office, &scheme.months(running)).await?;
    let mut libraries: Vec<Scored> = known
        .into_iter()
        .map(|(library, facts)| Scored {
            score: score(scheme, &facts),
            slug: library.slug,
            name: library.name,
            district: library.village.district,
        })
        .collect();
    libraries.sort_by(|a, b| {
        let key = |one: &Scored| (one.score.colour.is_some(), one.score.total.unwrap_or(-1.0));
        let ((seen, total), (other_seen, other)) = (key(a), key(b));
        other_seen.cmp(&seen).then(other.total_cmp(&total)).then_with(|| a.name.cmp(&b.name))
    });
    Ok(libraries)
}

/// In time, late, or nothing to be said of it yet.
pub(crate) fn on_time(cell: Cell) -> Option<bool> {
    match cell.progress {
        Progress::Unasked | Progress::Awaited => None,
        Progress::Come(Status::Draft) if !cell.late => None,
        Progress::Missing | Progress::Come(_) => Some(!cell.late),
    }
}

pub(crate) async fn running(app: &App, office: &str) -> Result<(Zone, Month), Error> {
    let zone = crate::storage::offices::calendar(&app.storage, office).await?.zone();
    Ok((zone, app.world.now().date(zone).month_of()))
}

/// The scores of the planner's office. Before it has decided on a scheme of its own, there are none.
pub async fn kpi(app: &App, asker: &Asker) -> Result<Kpi, Error> {
    let office = &asker.planner()?.office;
    let versions = kpi::versions(&app.storage, office).await?;
    let (zone, running) = running(app, office).await?;
    let (months, libraries) = match versions.first() {
        Some(version) => (version.scheme.months(running), scored(app, office, &version.scheme, running).await?),
        None => (Vec::new(), Vec::new()),
    };
    Ok(Kpi { zone, versions, months, libraries })
}

/// One library's score, with the scheme it was made by.
pub async fn of_library(app: &App, asker: &Asker, slug: &str) -> Result<Option<(Scheme, Score)>, Error> {
    let kpi = kpi(app, asker).await?;
    let Some(version) = kpi.versions.into_iter().next() else { return Ok(None) };
    let found = kpi.libraries.into_iter().find(|library| library.slug == slug);
    Ok(found.map(|library| (version.scheme, library.score)))
}

/// What another scheme would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Libraries in all.
    pub all: usize,
    /// How many would have each colour; last: none.
    pub counts: [usize; 4],
    /// How many have each colour now.
    pub now: [usize; 4],
    /// Name, colour now, colour then.
    pub changes: Vec<(String, Option<Colour>, Option<Colour>)>,
}

fn place(colour: Option<Colour>) -> usize {
    Colour::ALL.iter().position(|one| Some(*one) == colour).unwrap_or(3)
}

/// What a scheme would do to the colours of today.
pub async fn preview(app: &App, asker: &Asker, scheme: &Scheme) -> Result<Preview, Error> {
    let office = &asker.planner()?.office;
    let (_, running) = running(app, office).await?;
    let then = scored(app, office, scheme, running).await?;
    let now = kpi(app, asker).await?.libraries;
    let mut preview = Preview { all: then.len(), counts: [0; 4], now: [0; 4], changes: Vec::new() };
    for one in then {
        let before = now.iter().find(|other| other.slug == one.slug).and_then(|other| other.score.colour);
        preview.counts[place(one.score.colour)] += 1;
        preview.now[place(before)] += 1;
        if before != one.score.colour {
            preview.changes.push((one.name, before, one.score.colour));
        }
    }
    Ok(preview)
}

/// Reads the form of the scheme: `rentang`, `minimal`, `hijau`, `kuning`, and `bobot-` and `target-` of each measure. A measure
/// without a weight takes no part.
pub fn read(pairs: &[(String, String)]) -> Result<Scheme, Vec<Finding>> {
    let known = measures();
    let mut findings = Vec::new();
    for (name, _) in pairs {
        let of_measure = |prefix: &str| {
            name.strip_prefix(prefix).is_some_and(|code| known.iter().any(|measure| measure.code == code))
        };
        let fixed = ["aksi", "op", "rentang", "minimal", "hijau", "kuning"].contains(&name.as_str());
        if !fixed && !of_measure("bobot-") && !of_measure("target-") {
            let words = "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.";
            return Err(vec![Finding::new("", words)]);
        }
    }
    let mut number = |name: &str| {
        let typed = pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
        parse_count(typed).unwrap_or_else(|fault| {
            findings.push(Finding::new(name, fault.words()));
            Some(1)
        })
    };
    let mut scheme = Scheme {
        span: number("rentang").unwrap_or(0),
        least: number("minimal").unwrap_or(0),
        green: number("hijau").unwrap_or(0),
        yellow: number("kuning").unwrap_or(0),
        weights: Vec::new(),
    };
    for measure in &known {
        let weight = number(&format!("bobot-{}", measure.code)).filter(|weight| *weight > 0);
        let target = number(&format!("target-{}", measure.code));
        if let Some(weight) = weight {
            scheme.weights.push(Weight { measure: measure.code.to_owned(), weight, target: target.unwrap_or(0) });
        }
    }
    if findings.is_empty() {
        findings = scheme.faults().into_iter().map(|(field, words)| Finding::new(field, words)).collect();
    }
    if findings.is_empty() { Ok(scheme) } else { Err(findings) }
}

/// Makes a scheme the office's own; the earlier ones stay readable.
pub async fn save(app: &App, asker: &Asker, scheme: Scheme, op: Op) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let faults: Vec<Finding> = scheme.faults().into_iter().map(|(field, words)| Finding::new(field, words)).collect();
    if !faults.is_empty() {
        return Err(Refusal::Invalid(faults).into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                let number = kpi::add(tx, &person.office, &scheme, &person.account).await?;
                let object = format!("kpi:{number}");
                tx.audit(&Audit {
                    office: &person.office,
                    account: &person.account,
                    action: "kpi.set",
                    object: &object,
                    after_sha256: &op.body_sha256,
                    ..Audit::default()
                })
                .await?;
                op.keep(tx, &number.to_string()).await?;
                Ok(())
            })
        })
        .await
}
