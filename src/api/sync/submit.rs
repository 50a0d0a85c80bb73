//! A report or a draft that a phone sends.

use super::{Fault, Target, desk, place};
use crate::api::App;
use crate::api::reports::{Sealing, Written, may_be_nihil, seal, write};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::form::Form;
use crate::domain::indicator::Figures;
use crate::domain::moment::{Date, Month};
use crate::domain::refusal::Finding;
use crate::domain::report::draft::Draft;
use crate::domain::report::rules::{Around, check};
use crate::domain::report::{Content, may_report};
use crate::domain::sync::{Code, Intent, Receipt, Submission, finalized, fits, is_id};
use crate::storage::reports::{self, Head, Place};
use crate::storage::{Audit, Failure, ops, periods, photos};
use std::sync::Arc;

/// A report as it comes over the wire.
#[derive(Clone, Debug)]
pub struct Request {
    /// The intent's id, kept through every retry.
    pub op: String,
    /// The version that it was written on; 0: nothing was known.
    pub base: i64,
    /// SHA-256 (hex) that the phone gives for the body.
    pub sha256: Option<String>,
    /// The phone's clock at the moment of sending.
    pub phone_now: Option<i64>,
    /// The body.
    pub body: Vec<u8>,
}

/// A report that was taken in, now or before.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The stored answer, a [`Receipt`] as JSON.
    pub answer: String,
    /// It was taken in before; this is the same answer.
    pub replayed: bool,
}

impl Taken {
    /// The receipt.
    pub fn receipt(&self) -> Option<Receipt> {
        serde_json::from_str(&self.answer).ok()
    }
}

/// Takes a report in: all of it in one transaction, once, however often it comes.
pub async fn submit(app: &App, asker: &Asker, target: &Target, request: Request) -> Result<Taken, Fault> {
    let (person, place, month) = place(app, asker, target).await?;
    carry_out(app, person, place, month, request, None).await
}

/// [`submit`] for a person whose place is known. `hand`: the planner who hands it in from a file.
pub(super) async fn carry_out(
    app: &App,
    person: SignedIn,
    place: Place,
    month: Month,
    request: Request,
    hand: Option<String>,
) -> Result<Taken, Fault> {
    let sha256 = ops::hash(&request.body);
    if request.sha256.as_ref().is_some_and(|claimed| *claimed != sha256) {
        return Err(Fault::of(Code::Checksum));
    }
    if !is_id(&request.op) {
        return Err(Fault::told(Code::Invalid, "Kiriman ini tidak bernomor. Kirim lagi dari halaman laporan."));
    }
    let submission = Submission::read(&request.body)?;
    if !submission.account.is_empty() && submission.account != person.account {
        return Err(Fault::of(Code::OtherAccount));
    }
    let rulebook = Rulebook::of(app, &place, month, submission.form).await?;
    let work = Work { person, place, request, submission, sha256, hand };
    let (kept_app, work) = (app.clone(), Arc::new(work));
    let (of_app, of_work) = (app.clone(), Arc::clone(&work));
    let outcome = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let work = of_work;
                let Work { person, place, request, submission, .. } = &*work;
                // The report is held first; whoever comes with the same intent waits here and finds the answer.
                let (mut head, is_new) = reports::begun(tx, place, month).await?;
                if let Some((sha256, answer)) = ops::recalled(tx, &person.account, &request.op).await? {
                    if sha256 != work.sha256 {
                        return Err(Fault::of(Code::OpReused));
                    }
                    return Ok(Taken { answer, replayed: true });
                }
                may_report(month, rulebook.today, place.replicated_year())?;
                let period = periods::almanac_in(tx, &place.office).await?.period(&place.library, month);
                period.may_send(rulebook.today)?;
                if !fits(head.version, request.base) {
                    return Err(Fault::of(Code::Changed));
                }
                reports::catch_up(tx, &mut head, request.base).await?;
                let (content, later) = match submission.op {
                    Intent::Nihil => {
                        may_be_nihil(&of_app, place, month)?;
                        (Content::nihil(&submission.nihil_reason), Vec::new())
                    }
                    Intent::Submit => {
                        let written = Written {
                            draft: &submission.draft,
                            uploads: &[],
                            named: &submission.photos,
                            removed: &submission.removed,
                        };
                        let (now, draft) = write(tx, person, place, (head, is_new), &written).await?;
                        head = now;
                        rulebook.judge(&draft)?
                    }
                };
                let now = tx.now();
                let said = finalized(submission.client.finalized_at, request.phone_now, now, month, place.zone());
                let sealing = Sealing { form: rulebook.form.number, sha256: &work.sha256, finalized: said };
                let sealed = seal(tx, person, place, &head, &sealing, &content).await?;
                let first = head.first_sent().unwrap_or(now).date(place.zone());
                let receipt = Receipt {
                    receipt: sealed.reference,
                    report: head.id.clone(),
                    version: sealed.version,
                    revision: sealed.revision,
                    payload_sha256: work.sha256.clone(),
                    received_at: now.0,
                    punctuality: period.punctuality(Some(first)).words().to_owned(),
                    missing: if content.nihil {
                        Vec::new()
                    } else {
                        photos::missing(tx, &place.office, &head.id).await?
                    },
                    findings: later,
                };
                let answer =
                    serde_json::to_string(&receipt).map_err(|error| Failure::inconsistent("op", error.to_string()))?;
                if !ops::remember(tx, &person.account, &request.op, &work.sha256, &answer).await? {
                    // Somebody used the same id for another report while this one was written.
                    return Err(Fault::of(Code::OpReused));
                }
                if let Some(planner) = &work.hand {
                    let object = format!("report:{}", head.id);
                    tx.audit(&Audit {
                        office: &place.office,
                        account: planner,
                        action: "report.hand_in",
                        object: &object,
                        after_sha256: &work.sha256,
                        ..Audit::default()
                    })
                    .await?;
                }
                Ok(Taken { answer, replayed: false })
            })
        })
        .await;
    told(&kept_app, &work.person, &work.place, month, outcome).await
}

/// The form that a report was filled in on, the one in force now, and what the rules need besides.
struct Rulebook {
    form: Form,
    current: Form,
    before: Figures,
    month: Month,
    today: Date,
}

impl Rulebook {
    /// For a report of that month; `number` is the form's that the phone had.
    async fn of(app: &App, place: &Place, month: Month, number: Option<i64>) -> Result<Self, Failure> {
        let db = &app.storage;
        let own = match number {
            Some(number) => reports::form_of_number(db, &place.office, number, month).await?,
            None => None,
        };
        let current = reports::form(db, &place.office, month).await?;
        Ok(Self {
            form: own.unwrap_or_else(|| current.clone()),
            current,
            before: reports::figures_of_month(db, &place.office, &place.library, month.plus(-1)).await?,
            month,
            today: app.world.now().date(place.zone()),
        })
    }

    /// By the rules of its own form; what a newer one would ask is only said.
    fn judge(&self, draft: &Draft) -> Result<(Content, Vec<Finding>), Fault> {
        let by = |form| check(draft, &Around { form, month: self.month, today: self.today, before: &self.before });
        let checked = by(&self.form);
        if !checked.is_ready() {
            // Nothing of it is kept here; the phone has it all.
            return Err(Fault::invalid(checked.findings()));
        }
        let same = self.form.number == self.current.number;
        let later = if same { Vec::new() } else { by(&self.current).findings() };
        Ok((checked.content, later))
    }
}

/// A submission with everything around it.
struct Work {
    person: SignedIn,
    place: Place,
    request: Request,
    submission: Submission,
    sha256: String,
    hand: Option<String>,
}

/// A refusal because of a change, or of a rule, brings along what is stored: the phone goes on from there.
async fn told<T>(
    app: &App,
    person: &SignedIn,
    place: &Place,
    month: Month,
    outcome: Result<T, Fault>,
) -> Result<T, Fault> {
    let (code, mut answer) = match outcome {
        Err(Fault::No(code @ (Code::Changed | Code::Invalid | Code::OpReused), answer)) => (code, answer),
        other => return other,
    };
    let asker = Asker::SignedIn(person.clone());
    let stored = crate::api::reports::desk(app, &asker, &place.slug, &month.to_string()).await;
    // A planner who hands a file in may not open the desk of the librarian's month; the code alone says enough there.
    if let Ok(stored) = stored {
        answer.version = Some(stored.version());
        if code == Code::Changed {
            answer.status = stored.head.as_ref().map(|head| head.status().code().to_owned());
            answer.reviews = desk::reviews(&stored.reviews);
            answer.photos = desk::photos(&stored.photos);
            answer.pairs = Some(stored.draft.to_pairs());
            answer.draft = Some(stored.draft);
        }
    }
    Err(Fault::No(code, answer))
}

/// Mirrors a draft to the server, so that another device goes on and nothing is lost with the phone. Answers the version.
pub async fn mirror(app: &App, asker: &Asker, target: &Target, base: i64, body: &[u8]) -> Result<i64, Fault> {
    let (person, place, month) = place(app, asker, target).await?;
    let submission = Submission::read(body)?;
    if !submission.account.is_empty() && submission.account != person.account {
        return Err(Fault::of(Code::OtherAccount));
    }
    let today = app.world.now().date(place.zone());
    may_report(month, today, place.replicated_year())?;
    let (of_person, of_place) = (person.clone(), place.clone());
    let outcome = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let (mut head, is_new) = reports::begun(tx, &of_place, month).await?;
                if !fits(head.version, base) {
                    // The answer to the very same draft was lost: that is no conflict.
                    return if is_same(&head, &submission)? { Ok(head.version) } else { Err(Fault::of(Code::Changed)) };
                }
                if head.version == base && is_same(&head, &submission)? {
                    let known = photos::of_draft(tx, &of_place.office, &head.id).await?;
                    let same_photos = submission.removed.is_empty()
                        && submission.photos.iter().all(|photo| known.iter().any(|row| row.says(photo)));
                    if same_photos {
                        return Ok(head.version);
                    }
                }
                reports::catch_up(tx, &mut head, base).await?;
                let Submission { draft, photos, removed, .. } = &submission;
                let written = Written { draft, uploads: &[], named: photos, removed };
                let (head, _) = write(tx, &of_person, &of_place, (head, is_new), &written).await?;
                reports::drafts::keep(tx, &head, &of_person.account, false).await?;
                Ok(head.version)
            })
        })
        .await;
    told(app, &person, &place, month, outcome).await
}

/// Is this the draft that is stored already?
fn is_same(head: &Head, submission: &Submission) -> Result<bool, Fault> {
    let Some(stored) = head.draft()? else { return Ok(false) };
    let mut mine: Draft = submission.draft.clone();
    let with_photos = submission.photos.iter().map(|photo| photo.activity.clone()).collect();
    mine.tidy(&with_photos, String::new);
    Ok(mine == stored)
}
