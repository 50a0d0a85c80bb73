//! What was acknowledged, written down when the receipt was stored; and the checker, which looks for each of it in the database.

use crate::database::Database;
use crate::http::hash;
use std::collections::HashMap;
use std::io::{Result, Write};
use std::path::Path;
use std::sync::Mutex;

/// A receipt for a report.
#[derive(Clone, Debug)]
pub struct Report {
    pub account: String,
    pub op: String,
    /// What stands in it and in no other.
    pub words: String,
    /// Of the body, as sent.
    pub sha256: String,
    pub reference: String,
    pub revision: i64,
}

#[derive(Clone, Default)]
struct Kept {
    reports: Vec<Report>,
    photos: Vec<(String, String)>,
}

/// The ledger, in memory and as a file of one line for each receipt.
pub struct Ledger {
    file: Mutex<std::fs::File>,
    kept: Mutex<Kept>,
}

/// What the checker found.
#[derive(Clone, Debug, Default)]
pub struct Count {
    pub acknowledged: usize,
    pub found: usize,
    pub lost: usize,
    /// Stored more often than once, acknowledged or not.
    pub twice: usize,
    /// What besides is not as promised.
    pub broken: Vec<String>,
    /// Worth saying.
    pub notes: Vec<String>,
}

impl Count {
    /// Is anything not as promised?
    pub fn fails(&self) -> bool {
        self.lost > 0 || self.twice > 0 || !self.broken.is_empty()
    }

    /// A promise beside the counts.
    pub fn expect(&mut self, holds: bool, otherwise: impl Into<String>) {
        if !holds {
            self.broken.push(otherwise.into());
        }
    }

    pub fn note(&mut self, words: impl Into<String>) {
        self.notes.push(words.into());
    }

    /// Adds another run's.
    pub fn add(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.found += other.found;
        self.lost += other.lost;
        self.twice += other.twice;
        self.broken.extend(other.broken);
        self.notes.extend(other.notes);
    }
}

impl Ledger {
    pub fn new(file: &Path) -> Result<Self> {
        Ok(Self { file: Mutex::new(std::fs::File::create(file)?), kept: Mutex::default() })
    }

    fn line(&self, words: &str) {
        // One write, so that a line is whole or not there.
        let _ = self.file.lock().unwrap().write_all(format!("{words}\n").as_bytes());
    }

    pub fn report(&self, report: Report) {
        self.line(&format!("report {} {} {} {} {}", report.op, report.account, report.sha256, report.reference, report.revision));
        self.kept.lock().unwrap().reports.push(report);
    }

    pub fn photo(&self, id: &str, sha256: &str) {
        self.line(&format!("photo {id} {sha256}"));
        self.kept.lock().unwrap().photos.push((id.to_owned(), sha256.to_owned()));
    }

    /// As it stands now, for whoever looks later.
    pub fn now(&self) -> Result<Self> {
        Ok(Self { file: Mutex::new(std::fs::File::create("/dev/null")?), kept: Mutex::new(self.kept.lock().unwrap().clone()) })
    }

    /// How many receipts.
    pub fn len(&self) -> usize {
        let kept = self.kept.lock().unwrap();
        kept.reports.len() + kept.photos.len()
    }

    /// Those who went on after a restore have receipts of their own for what they offered again; the first one counts for nothing then.
    pub fn newest_of_each(&self) {
        let mut kept = self.kept.lock().unwrap();
        let newest: HashMap<String, Report> = kept.reports.drain(..).map(|report| (report.op.clone(), report)).collect();
        kept.reports = newest.into_values().collect();
        kept.photos.sort();
        kept.photos.dedup();
    }

    /// Looks for everything that was acknowledged, and for halves of what was not.
    pub fn check(&self, database: &Database, data: &Path) -> Result<Count> {
        let kept = self.kept.lock().unwrap();
        let mut count = Count { acknowledged: kept.reports.len() + kept.photos.len(), ..Count::default() };
        let mut stored: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        let rows = database.ask(
            "select v.obstacles, r.reference, v.revision,
                    (select count(*) from figure f where f.office = v.office and f.report = v.report and f.revision = v.revision),
                    (select count(*) from activity a where a.office = v.office and a.report = v.report and a.revision = v.revision)
             from report_version v join report r on r.office = v.office and r.id = v.report where v.obstacles like 'Lab %'",
        )?;
        // Seven figures are sent, and the service adds sums of its own: all reports are of one make, so all have as many.
        let figures = rows.iter().map(|row| row[3].parse().unwrap_or(0)).max().unwrap_or(7_u32).max(7).to_string();
        for row in rows {
            if row[3] != figures || row[4] != "1" {
                count.broken.push(format!("half a report: {row:?}"));
            }
            stored.entry(row[0].clone()).or_default().push(row);
        }
        count.twice = stored.values().map(|rows| rows.len() - 1).sum();
        let ops: HashMap<(String, String), String> = database
            .ask("select account, id, body_sha256 from op")?
            .into_iter()
            .map(|row| ((row[0].clone(), row[1].clone()), row[2].clone()))
            .collect();
        for report in &kept.reports {
            let intent = ops.get(&(report.account.clone(), report.op.clone()));
            let right = |row: &Vec<String>| row[1] == report.reference && row[2] == report.revision.to_string();
            if intent == Some(&report.sha256) && stored.get(&report.words).is_some_and(|rows| rows.iter().any(right)) {
                count.found += 1;
            } else {
                count.lost += 1;
                if count.lost <= 3 {
                    count.note(format!("not there: {} of {}", report.op, report.words));
                }
            }
        }
        let photos: HashMap<String, Vec<String>> =
            database.ask("select id, state, upload_sha256, coalesce(sha256, ''), office, library from photo")?.into_iter().map(|row| (row[0].clone(), row)).collect();
        for (id, sha256) in &kept.photos {
            if photos.get(id).is_some_and(|row| row[2] == *sha256 && is_there(data, row)) {
                count.found += 1;
            } else {
                count.lost += 1;
                if count.lost <= 3 {
                    count.note(format!("photo not there: {id} {:?}", photos.get(id)));
                }
            }
        }
        // A row that names a file has it.
        for row in photos.values().filter(|row| row[1] == "stored" && !is_there(data, row)).take(3) {
            count.broken.push(format!("a photo's row without its file: {row:?}"));
        }
        count.broken.extend(database.unsound()?);
        Ok(count)
    }
}

/// Is the file there that a photo's row speaks of, and itself?
fn is_there(data: &Path, row: &[String]) -> bool {
    let (file, name) = match row[1].as_str() {
        "stored" => (data.join("photos").join(row[3].get(..2).unwrap_or_default()).join(format!("{}.jpg", row[3])), &row[3]),
        "received" => (data.join("photos/arriving").join(format!("{}_{}_{}.part", row[4], row[5], row[2])), &row[2]),
        _ => return false,
    };
    std::fs::read(file).is_ok_and(|bytes| hash(&bytes) == *name)
}
