//! Reports: their heads, their immutable revisions, the working draft, reviews.

mod beside;
pub mod drafts;
mod lists;
mod revisions;

pub use beside::partners;
pub use lists::{
    BoardRow, PublicActivity, PublicStory, QueueRow, StoryQuery, board, latest_activities, of_library,
    public_activities, queue, stories,
};
pub use revisions::{Sending, VersionRow, add_revision, content, figures_of_month, figures_of_year, versions};

use super::{Failure, Storage, Tx};
use crate::args;
use crate::domain::form::{Definition, Form, MONTHLY};
use crate::domain::moment::{Moment, Month, Zone};
use crate::domain::report::draft::Draft;
use crate::domain::report::{Flow, Status, Verdict};
use serde::{Deserialize, Serialize};

/// A library as its reports need it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Place {
    /// The office's code.
    pub office: String,
    /// The library's id.
    pub library: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The kecamatan's name.
    pub district: String,
    /// Year of replication, when known.
    pub replicated: Option<i64>,
    /// The office's zone.
    pub time_zone: String,
}

impl Place {
    /// The office's zone.
    pub fn zone(&self) -> Zone {
        Zone::named(&self.time_zone).unwrap_or_default()
    }

    /// Year of replication, when known.
    pub fn replicated_year(&self) -> Option<i32> {
        self.replicated.and_then(|year| i32::try_from(year).ok())
    }
}

/// A report without its content.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Head {
    /// The office's code.
    pub office: String,
    /// The report's id.
    pub id: String,
    /// The library's id.
    pub library: String,
    month: String,
    status: String,
    /// Grows with every accepted change; what a form sends back as `versi`.
    pub version: i64,
    /// Newest sent content; 0: never sent.
    pub revision: i64,
    /// The content in force.
    pub approved_revision: Option<i64>,
    /// LK-2026-10-0001.
    pub reference: Option<String>,
    first_sent_at: Option<i64>,
    sent_at: Option<i64>,
    approved_at: Option<i64>,
    draft: Option<String>,
    draft_at: Option<i64>,
}

impl Head {
    /// Where it stands; a code that the program does not know counts as a draft.
    pub fn status(&self) -> Status {
        Status::of(&self.status).unwrap_or(Status::Draft)
    }

    /// The month it is about.
    pub fn month(&self) -> Result<Month, Failure> {
        Month::parse(&self.month).ok_or_else(|| Failure::inconsistent("report", format!("month {}", self.month)))
    }

    /// Its place in the flow.
    pub fn flow(&self) -> Flow {
        Flow { status: self.status(), revision: self.revision, approved: self.approved_revision }
    }

    /// When it was sent for the first time.
    pub fn first_sent(&self) -> Option<Moment> {
        self.first_sent_at.map(Moment)
    }

    /// When the newest revision was sent.
    pub fn sent(&self) -> Option<Moment> {
        self.sent_at.map(Moment)
    }

    /// When it was last approved.
    pub fn approved(&self) -> Option<Moment> {
        self.approved_at.map(Moment)
    }

    /// When the draft was last saved.
    pub fn drafted(&self) -> Option<Moment> {
        self.draft_at.map(Moment)
    }

    /// Is something typed that was not sent yet?
    pub fn has_draft(&self) -> bool {
        self.draft.is_some()
    }

    /// What is typed and not sent yet.
    pub fn draft(&self) -> Result<Option<Draft>, Failure> {
        self.draft
            .as_deref()
            .map(|json| serde_json::from_str(json).map_err(|error| Failure::inconsistent("report", error.to_string())))
            .transpose()
    }
}

/// Remarks on single fields in one return, at most.
pub const REMARKS: usize = 5;

/// A planner's remark on one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The form's field, as in [`crate::domain::report::draft`].
    pub field: String,
    /// What should be mended.
    pub words: String,
}

/// One decision of the office.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Review {
    /// The revision that was read.
    pub revision: i64,
    verdict: String,
    /// What the office said.
    pub comment: String,
    remarks: String,
    /// The planner's name.
    pub by_name: String,
    at: i64,
    /// Approved with others in one press.
    pub bulk: bool,
}

impl Review {
    /// Returned or approved.
    pub fn verdict(&self) -> Verdict {
        Verdict::of(&self.verdict).unwrap_or(Verdict::Returned)
    }

    /// Remarks on single fields.
    pub fn remarks(&self) -> Vec<Remark> {
        serde_json::from_str(&self.remarks).unwrap_or_default()
    }

    /// When.
    pub fn at(&self) -> Moment {
        Moment(self.at)
    }
}

/// The library of that slug.
pub async fn place(db: &Storage, slug: &str) -> Result<Option<Place>, Failure> {
    db.one(
        "select l.office, l.id as library, l.slug, l.name, v.district, l.replicated, o.time_zone
         from library l join office o on o.code = l.office join village v on v.code = l.village_code where l.slug = $1",
        args![slug],
    )
    .await
}

/// The library of that id.
pub async fn place_of(db: &Storage, office: &str, library: &str) -> Result<Option<Place>, Failure> {
    db.one(
        "select l.office, l.id as library, l.slug, l.name, v.district, l.replicated, o.time_zone
         from library l join office o on o.code = l.office join village v on v.code = l.village_code where l.office = $1 and l.id = $2",
        args![office, library],
    )
    .await
}

/// The report of that id.
pub async fn by_id(db: &Storage, office: &str, id: &str) -> Result<Option<Head>, Failure> {
    db.one(
        "select office, id, library, month, status, version, revision, approved_revision, reference, first_sent_at, sent_at,
                approved_at, draft, draft_at
         from report where office = $1 and id = $2",
        args![office, id],
    )
    .await
}

/// A library's monthly report.
pub async fn of_month(db: &Storage, office: &str, library: &str, month: Month) -> Result<Option<Head>, Failure> {
    db.one(
        "select office, id, library, month, status, version, revision, approved_revision, reference, first_sent_at, sent_at,
                approved_at, draft, draft_at
         from report where office = $1 and library = $2 and form = $3 and month = $4",
        args![office, library, MONTHLY, month.to_string()],
    )
    .await
}

/// The monthly form that an office uses for that month.
pub async fn form(db: &Storage, office: &str, month: Month) -> Result<Form, Failure> {
    let (number, definition) = definition(db, office, month).await?;
    Ok(Form::new(number, &definition, month))
}

/// The number and definition of the monthly form that an office uses for that month; 0 is the standard form.
pub async fn definition(db: &Storage, office: &str, month: Month) -> Result<(i64, Definition), Failure> {
    let row: Option<(i64, String)> = db
        .one(
            "select number, definition from form_version where office = $1 and form = $2 and valid_from <= $3
             order by number desc limit 1",
            args![office, MONTHLY, month.to_string()],
        )
        .await?;
    let Some((number, json)) = row else { return Ok((0, Definition::default())) };
    let definition =
        serde_json::from_str(&json).map_err(|error| Failure::inconsistent("form_version", error.to_string()))?;
    Ok((number, definition))
}

/// The form of that number, for a report that was filled in on it; `None` when the office never had it.
pub async fn form_of_number(db: &Storage, office: &str, number: i64, month: Month) -> Result<Option<Form>, Failure> {
    if number == 0 {
        return Ok(Some(Form::standard(month)));
    }
    let row: Option<(String,)> = db
        .one(
            "select definition from form_version where office = $1 and form = $2 and number = $3",
            args![office, MONTHLY, number],
        )
        .await?;
    let Some((json,)) = row else { return Ok(None) };
    let definition: Definition =
        serde_json::from_str(&json).map_err(|error| Failure::inconsistent("form_version", error.to_string()))?;
    Ok(Some(Form::new(number, &definition, month)))
}

/// Everything the office has said about a report, newest first.
pub async fn reviews(db: &Storage, office: &str, report: &str) -> Result<Vec<Review>, Failure> {
    db.all(
        "select r.revision, r.verdict, r.comment, r.remarks, coalesce(a.name, '') as by_name, r.at, r.bulk
         from review r left join account a on a.id = r.by_account
         where r.office = $1 and r.report = $2 order by r.at desc, r.id desc",
        args![office, report],
    )
    .await
}

/// Takes the report for this transaction and reads it: nobody else changes it until the end.
pub async fn locked(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Head>, Failure> {
    // A write that changes nothing: PostgreSQL locks the row, SQLite has the only writer anyway.
    tx.run("update report set version = version where office = $1 and id = $2", args![office, id]).await?;
    tx.one(
        "select office, id, library, month, status, version, revision, approved_revision, reference, first_sent_at, sent_at,
                approved_at, draft, draft_at
         from report where office = $1 and id = $2",
        args![office, id],
    )
    .await
}

/// A library's report of that month, taken for this transaction; begun if there is none yet. `true`: it was begun just now.
pub async fn begun(tx: &mut Tx, place: &Place, month: Month) -> Result<(Head, bool), Failure> {
    let (id, now) = (tx.id(), tx.now());
    let made = tx
        .run(
            "insert into report (office, id, library, form, month, status, version, created_at) values ($1, $2, $3, $4, $5, $6, 0, $7)
             on conflict (office, library, form, month) do nothing",
            args![&place.office, &id, &place.library, MONTHLY, month.to_string(), Status::Draft.code(), now],
        )
        .await?;
    let found: Option<(String,)> = tx
        .one(
            "select id from report where office = $1 and library = $2 and form = $3 and month = $4",
            args![&place.office, &place.library, MONTHLY, month.to_string()],
        )
        .await?;
    let Some((id,)) = found else { return Err(Failure::inconsistent("report", "begun and gone")) };
    let head =
        locked(tx, &place.office, &id).await?.ok_or_else(|| Failure::inconsistent("report", "begun and gone"))?;
    Ok((head, made > 0))
}

/// Stores what is typed and counts the version up.
pub async fn put_draft(tx: &mut Tx, head: &Head, draft: &Draft, account: &str) -> Result<(), Failure> {
    let json = serde_json::to_string(draft).map_err(|error| Failure::inconsistent("report", error.to_string()))?;
    let now = tx.now();
    tx.run(
        "update report set draft = $3, draft_at = $4, draft_by = $5, version = version + 1 where office = $1 and id = $2",
        args![&head.office, &head.id, json, now, account],
    )
    .await?;
    Ok(())
}

/// Counts the version on to that number: a phone knows a later one than a database that was restored from a backup.
pub async fn catch_up(tx: &mut Tx, head: &mut Head, version: i64) -> Result<(), Failure> {
    tx.run(
        "update report set version = $3 where office = $1 and id = $2 and version < $3",
        args![&head.office, &head.id, version],
    )
    .await?;
    head.version = head.version.max(version);
    Ok(())
}

/// Forgets what is typed: a correction was given up. What was sent stays.
pub async fn drop_draft(tx: &mut Tx, head: &Head) -> Result<(), Failure> {
    tx.run(
        "update report set draft = null, draft_at = null, draft_by = null, version = version + 1 where office = $1 and id = $2",
        args![&head.office, &head.id],
    )
    .await?;
    drafts::forget(tx, head).await
}

/// The number of the next reference in that office and month. Holds the office's row, so that two sendings do not get one number.
pub async fn next_reference(tx: &mut Tx, office: &str, month: Month) -> Result<i64, Failure> {
    tx.run("update office set next_seq = next_seq where code = $1", args![office]).await?;
    let count: Option<(i64,)> = tx
        .one(
            "select cast(count(*) as bigint) from report where office = $1 and month = $2 and reference is not null",
            args![office, month.to_string()],
        )
        .await?;
    Ok(count.map_or(0, |(count,)| count) + 1)
}

/// Marks a report as sent with its new revision; the draft is done.
pub async fn mark_sent(tx: &mut Tx, head: &Head, flow: Flow, reference: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "update report set status = $3, revision = $4, reference = coalesce(reference, $5), first_sent_at = coalesce(first_sent_at, $6),
                sent_at = $6, draft = null, draft_at = null, draft_by = null, version = version + 1
         where office = $1 and id = $2",
        args![&head.office, &head.id, flow.status.code(), flow.revision, reference, now],
    )
    .await?;
    drafts::forget(tx, head).await
}

/// What the office says of a report.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Returned or approved.
    pub verdict: Verdict,
    /// For the library.
    pub comment: &'a str,
    /// On single fields.
    pub remarks: &'a [Remark],
    /// The planner's account.
    pub account: &'a str,
    /// Approved with others in one press.
    pub bulk: bool,
}

/// Stores a decision and where the report stands after it.
pub async fn put_review(tx: &mut Tx, head: &Head, flow: Flow, said: &Said<'_>) -> Result<(), Failure> {
    let Said { verdict, comment, remarks, account, bulk } = *said;
    let (id, now) = (tx.id(), tx.now());
    let remarks = serde_json::to_string(remarks).map_err(|error| Failure::inconsistent("review", error.to_string()))?;
    tx.run(
        "insert into review (office, report, id, revision, verdict, comment, remarks, by_account, at, bulk)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![&head.office, &head.id, id, head.revision, verdict.code(), comment, remarks, account, now, bulk],
    )
    .await?;
    let approved_at = match verdict {
        Verdict::Approved => Some(now),
        Verdict::Returned => head.approved(),
    };
    tx.run(
        "update report set status = $3, approved_revision = $4, approved_at = $5, version = version + 1 where office = $1 and id = $2",
        args![&head.office, &head.id, flow.status.code(), flow.approved, approved_at],
    )
    .await?;
    Ok(())
}
