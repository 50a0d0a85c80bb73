//! Reports in lists: the library's own, the office's board and queue, and what is public.

use super::Head;
use crate::args;
use crate::domain::form::MONTHLY;
use crate::domain::moment::{Date, Moment, Month, Zone};
use crate::domain::period::finished;
use crate::domain::report::{Status, StoryConsent, Strategy, public_name};
use crate::storage::{Failure, Storage};

/// Every report of a library, newest month first.
pub async fn of_library(db: &Storage, office: &str, library: &str) -> Result<Vec<Head>, Failure> {
    db.all(
        "select office, id, library, month, status, version, revision, approved_revision, reference, first_sent_at, sent_at,
                approved_at, draft, draft_at
         from report where office = $1 and library = $2 and form = $3 order by month desc",
        args![office, library, MONTHLY],
    )
    .await
}

/// One cell of the board.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BoardRow {
    /// The report's id.
    pub id: String,
    /// The library's id.
    pub library: String,
    month: String,
    status: String,
    /// Newest sent content; 0: never sent.
    pub revision: i64,
    /// The content in force.
    pub approved_revision: Option<i64>,
    first_sent_at: Option<i64>,
    sent_at: Option<i64>,
    /// The newest content says "nihil".
    pub nihil: bool,
    finalized_at: Option<i64>,
    /// A person of the office said that the phone had no signal.
    pub graced: bool,
}

impl BoardRow {
    /// The day on which it was finished, as it counts for punctuality.
    pub fn finished(&self, zone: Zone) -> Result<Option<Date>, Failure> {
        let by_phone = self.finalized_at.map(Moment);
        Ok(finished(self.month()?, self.first_sent_at.map(Moment), by_phone, self.graced, zone))
    }

    /// The month.
    pub fn month(&self) -> Result<Month, Failure> {
        Month::parse(&self.month).ok_or_else(|| Failure::inconsistent("report", format!("month {}", self.month)))
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        Status::of(&self.status).unwrap_or(Status::Draft)
    }

    /// When the newest revision was sent.
    pub fn sent(&self) -> Option<Moment> {
        self.sent_at.map(Moment)
    }
}

/// Every report of an office from one month to another, both included.
pub async fn board(db: &Storage, office: &str, from: Month, to: Month) -> Result<Vec<BoardRow>, Failure> {
    db.all(
        "select r.id, r.library, r.month, r.status, r.revision, r.approved_revision, r.first_sent_at, r.sent_at,
                coalesce(v.nihil, false) as nihil, f.finalized_at, g.report is not null as graced
         from report r
         left join report_version v on v.office = r.office and v.report = r.id and v.revision = r.revision
         left join report_version f on f.office = r.office and f.report = r.id and f.revision = 1
         left join grace g on g.office = r.office and g.report = r.id
         where r.office = $1 and r.form = $2 and r.month >= $3 and r.month <= $4 order by r.month, r.library",
        args![office, MONTHLY, from.to_string(), to.to_string()],
    )
    .await
}

/// A report that waits for the office.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct QueueRow {
    /// The report's id.
    pub id: String,
    /// The library's name.
    pub library_name: String,
    /// The kecamatan.
    pub district: String,
    month: String,
    /// Which sending: more than 1 is a correction.
    pub revision: i64,
    /// An earlier content is in force: this one changes what was approved.
    pub approved_revision: Option<i64>,
    /// "Nihil".
    pub nihil: bool,
    /// The library explained something that looked odd.
    pub explained: bool,
    /// The kecamatan's code.
    pub district_code: String,
    /// LK-2026-10-0001.
    pub reference: String,
    sent_at: i64,
}

impl QueueRow {
    /// The month.
    pub fn month(&self) -> Result<Month, Failure> {
        Month::parse(&self.month).ok_or_else(|| Failure::inconsistent("report", format!("month {}", self.month)))
    }

    /// Since when it waits.
    pub fn sent(&self) -> Moment {
        Moment(self.sent_at)
    }
}

/// What waits for the office, longest first.
pub async fn queue(db: &Storage, office: &str) -> Result<Vec<QueueRow>, Failure> {
    db.all(
        "select r.id, l.name as library_name, v.district, v.district_code, r.month, r.revision, r.approved_revision,
                coalesce(r.reference, '') as reference, coalesce(r.sent_at, 0) as sent_at, coalesce(x.nihil, false) as nihil,
                coalesce(x.explanations, '[]') <> '[]' as explained
         from report r join library l on l.office = r.office and l.id = r.library join village v on v.code = l.village_code
         left join report_version x on x.office = r.office and x.report = r.id and x.revision = r.revision
         where r.office = $1 and r.form = $2 and r.status = $3 order by r.sent_at, r.id",
        args![office, MONTHLY, Status::Sent.code()],
    )
    .await
}

/// An activity as the public may see it: of the report in force, without partner, place, result or support.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PublicActivity {
    /// The library's name in addresses.
    pub slug: String,
    /// The library's name.
    pub library_name: String,
    /// Name of the activity.
    pub title: String,
    strategy: String,
    held_on: Option<String>,
    participants: Option<i64>,
    /// Where its publication can be read; https, or empty.
    pub link: String,
}

impl PublicActivity {
    /// One of the four.
    pub fn strategy(&self) -> Option<Strategy> {
        Strategy::of(&self.strategy)
    }

    /// When.
    pub fn held_on(&self) -> Option<Date> {
        self.held_on.as_deref().and_then(Date::parse)
    }

    /// How many took part.
    pub fn participants(&self) -> Option<i64> {
        self.participants
    }
}

/// A library's public activities, newest first.
pub async fn public_activities(
    db: &Storage,
    office: &str,
    library: &str,
    limit: i64,
) -> Result<Vec<PublicActivity>, Failure> {
    db.all(
        "select l.slug, l.name as library_name, a.title, a.strategy, a.held_on, a.participants, a.link
         from report r join activity a on a.office = r.office and a.report = r.id and a.revision = r.approved_revision
         join library l on l.office = r.office and l.id = r.library
         where r.office = $1 and r.library = $2 order by a.held_on desc, a.position limit $3",
        args![office, library, limit],
    )
    .await
}

/// The newest public activities of all libraries, one office's when `office` is given.
pub async fn latest_activities(db: &Storage, office: Option<&str>, limit: i64) -> Result<Vec<PublicActivity>, Failure> {
    db.all(
        "select l.slug, l.name as library_name, a.title, a.strategy, a.held_on, a.participants, a.link
         from report r join activity a on a.office = r.office and a.report = r.id and a.revision = r.approved_revision
         join library l on l.office = r.office and l.id = r.library
         where (cast($1 as text) is null or r.office = $1) order by a.held_on desc, a.report, a.position limit $2",
        args![office, limit],
    )
    .await
}

/// A story that the person and the library wish to be told.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PublicStory {
    /// The library's name in addresses.
    pub slug: String,
    /// The library's name.
    pub library_name: String,
    /// The kecamatan.
    pub district: String,
    month: String,
    /// The story.
    pub text: String,
    /// Who changed, without the name.
    pub about: String,
    person: String,
    consent: String,
    child: bool,
}

impl PublicStory {
    /// The person's name, when it may be said.
    pub fn person(&self) -> Option<&str> {
        public_name(&self.person, StoryConsent::of(&self.consent), self.child)
    }

    /// The month of its report.
    pub fn month(&self) -> Option<Month> {
        Month::parse(&self.month)
    }
}

/// Which public stories.
#[derive(Clone, Copy, Debug, Default)]
pub struct StoryQuery<'a> {
    /// Of one kecamatan, by its code.
    pub district: Option<&'a str>,
    /// Of one library, by its id.
    pub library: Option<&'a str>,
    /// Leave out the first so many.
    pub skip: i64,
    /// Most stories.
    pub limit: i64,
}

/// Public stories of reports in force, newest month first. The conditions are those of `may_be_public` in
/// `domain/report/story.rs`.
pub async fn stories(db: &Storage, query: &StoryQuery<'_>) -> Result<Vec<PublicStory>, Failure> {
    db.all(
        "select l.slug, l.name as library_name, v.district, r.month, s.text, s.about, s.person, s.consent, s.child
         from report r join report_story x on x.office = r.office and x.report = r.id and x.revision = r.approved_revision
         join story s on s.office = x.office and s.id = x.story
         join library l on l.office = r.office and l.id = r.library join village v on v.code = l.village_code
         where s.public_wish and s.consent <> '' and (not s.child or s.guardian) and s.erased_on is null
           and (cast($1 as text) is null or v.district_code = $1) and (cast($2 as text) is null or r.library = $2)
         order by r.month desc, s.created_at desc, s.id limit $3 offset $4",
        args![query.district, query.library, query.limit, query.skip],
    )
    .await
}
