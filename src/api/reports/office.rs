//! What the office does with a report: open it, return it with a comment, approve it.

use crate::api::periods::{self, Standing};
use crate::api::{App, Error};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::indicator::Figures;
use crate::domain::moment::Month;
use crate::domain::refusal::Refusal;
use crate::domain::report::{Content, Flow, Punctuality, Verdict};
use crate::storage::ops::Op;
use crate::storage::photos::{self, Photo};
use crate::storage::reports::{self, Head, Place, Remark, Review, Said, VersionRow};
use crate::storage::{Audit, Tx};

/// A report as a planner opens it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The library.
    pub place: Place,
    /// The report.
    pub head: Head,
    /// The month.
    pub month: Month,
    /// The newest content that was sent; `None`: nothing was sent yet.
    pub content: Option<Content>,
    /// Its photos.
    pub photos: Vec<Photo>,
    /// What was in force or sent before it, when this is a correction.
    pub previous: Option<Content>,
    /// The figures of the month before.
    pub before: Figures,
    /// The figures of the same month a year before.
    pub year_ago: Figures,
    /// What the twelve months that end with this one add up to, as far as they were sent.
    pub year: Figures,
    /// What the office said, newest first.
    pub reviews: Vec<Review>,
    /// Every sending, newest first.
    pub versions: Vec<VersionRow>,
    /// In time or not.
    pub punctuality: Punctuality,
    /// How it stands in its period.
    pub standing: Standing,
}

/// Opens a report of the planner's own office; another office's is not found.
pub async fn one(app: &App, asker: &Asker, id: &str) -> Result<Opened, Error> {
    let office = &asker.planner()?.office;
    let db = &app.storage;
    let head = reports::by_id(db, office, id).await?.ok_or(Refusal::NotFound)?;
    let place = reports::place_of(db, office, &head.library).await?.ok_or(Refusal::NotFound)?;
    let month = head.month()?;
    let standing = periods::standing(app, &place, month, Some(&head)).await?;
    let previous = match head.approved_revision.filter(|approved| *approved != head.revision) {
        Some(approved) => Some(approved),
        None if head.revision > 1 => Some(head.revision - 1),
        None => None,
    };
    Ok(Opened {
        content: reports::content(db, office, &head.id, head.revision).await?,
        photos: photos::of_revision(db, office, &head.id, head.revision.max(1)).await?,
        previous: match previous {
            Some(revision) => reports::content(db, office, &head.id, revision).await?,
            None => None,
        },
        before: reports::figures_of_month(db, office, &head.library, month.plus(-1)).await?,
        year_ago: reports::figures_of_month(db, office, &head.library, month.plus(-12)).await?,
        year: reports::figures_of_year(db, office, &head.library, month).await?,
        reviews: reports::reviews(db, office, &head.id).await?,
        versions: reports::versions(db, office, &head.id).await?,
        punctuality: standing.period.punctuality(standing.finished),
        standing,
        month,
        head,
        place,
    })
}

/// A planner's decision about the revision that was read.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The report's id.
    pub report: String,
    /// The revision that was on the page (`head.revision`); if the library has sent another since, nothing is decided.
    pub revision: i64,
    /// What the library should know; needed for a return.
    pub comment: String,
    /// Remarks on single fields.
    pub remarks: Vec<Remark>,
    /// Ids of photos that the public may see, where the library wishes it.
    pub confirmed: Vec<String>,
    /// The intent.
    pub op: Op,
}

/// Returns a report to its library with a comment.
pub async fn return_with_comment(app: &App, asker: &Asker, decision: Decision) -> Result<(), Error> {
    if decision.comment.trim().is_empty() {
        return Err(Refusal::invalid("comment", "Tulis apa yang perlu diperbaiki, supaya perpustakaan tahu.").into());
    }
    decide(app, asker, decision, Verdict::Returned).await
}

/// Approves a report: it counts from now on, and its public part is public.
pub async fn approve(app: &App, asker: &Asker, decision: Decision) -> Result<(), Error> {
    decide(app, asker, decision, Verdict::Approved).await
}

async fn decide(app: &App, asker: &Asker, decision: Decision, verdict: Verdict) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let head = reports::locked(tx, &person.office, &decision.report).await?.ok_or(Refusal::NotFound)?;
                if decision.op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                let flow = head
                    .flow()
                    .review(verdict, decision.revision)
                    .map_err(|fault| Refusal::Conflict(fault.words().to_owned()))?;
                settle(tx, &person, &head, flow, &decision, verdict, false).await?;
                decision.op.keep(tx, verdict.code()).await?;
                Ok(())
            })
        })
        .await
}

/// Writes a decision down: review, photos, audit, event.
async fn settle(
    tx: &mut Tx,
    person: &SignedIn,
    head: &Head,
    flow: Flow,
    decision: &Decision,
    verdict: Verdict,
    bulk: bool,
) -> Result<(), Error> {
    let said =
        Said { verdict, comment: decision.comment.trim(), remarks: &decision.remarks, account: &person.account, bulk };
    reports::put_review(tx, head, flow, &said).await?;
    if verdict == Verdict::Approved {
        for photo in &decision.confirmed {
            photos::confirm(tx, &person.office, &head.id, head.revision, photo, &person.account).await?;
        }
    }
    let action = match verdict {
        Verdict::Returned => "report.return",
        Verdict::Approved => "report.approve",
    };
    let object = format!("report:{}", head.id);
    tx.audit(&Audit {
        office: &person.office,
        account: &person.account,
        action,
        object: &object,
        after_sha256: &decision.op.body_sha256,
        reason: if bulk { "bulk" } else { "" },
        ..Audit::default()
    })
    .await?;
    let payload = serde_json::json!({
        "report": head.id, "library": head.library, "month": head.month()?.to_string(), "revision": head.revision,
    });
    tx.event(&person.office, "report", verdict.code(), payload);
    Ok(())
}

/// Most reports that one press approves.
const MOST_AT_ONCE: usize = 500;

/// What became of a bulk approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bulk {
    /// Approved now.
    pub approved: usize,
    /// Left alone, because the library has sent another or somebody else has decided meanwhile.
    pub left: usize,
}

/// Approves many reports in one press, each at the revision that the list showed; logged as such, and no photo becomes public by it.
pub async fn approve_many(app: &App, asker: &Asker, chosen: Vec<(String, i64)>, op: Op) -> Result<Bulk, Error> {
    let person = asker.planner()?.clone();
    if chosen.is_empty() {
        return Err(Refusal::invalid("laporan", "Pilih dulu laporan yang disetujui.").into());
    }
    if chosen.len() > MOST_AT_ONCE {
        let words = format!("Paling banyak {MOST_AT_ONCE} laporan sekaligus.");
        return Err(Refusal::invalid("laporan", words).into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if let Some(answer) = op.answered(tx).await? {
                    let approved = answer.parse().unwrap_or(0);
                    return Ok(Bulk { approved, left: chosen.len().saturating_sub(approved) });
                }
                let mut bulk = Bulk { approved: 0, left: 0 };
                for (report, revision) in chosen {
                    let head = reports::locked(tx, &person.office, &report).await?.ok_or(Refusal::NotFound)?;
                    let Ok(flow) = head.flow().review(Verdict::Approved, revision) else {
                        bulk.left += 1;
                        continue;
                    };
                    let decision = Decision {
                        report,
                        revision,
                        comment: String::new(),
                        remarks: Vec::new(),
                        confirmed: Vec::new(),
                        op: op.clone(),
                    };
                    settle(tx, &person, &head, flow, &decision, Verdict::Approved, true).await?;
                    bulk.approved += 1;
                }
                op.keep(tx, &bulk.approved.to_string()).await?;
                Ok(bulk)
            })
        })
        .await
}
