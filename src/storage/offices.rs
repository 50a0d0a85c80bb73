//! What an office has decided for itself, and its audit log.

use crate::args;
use crate::domain::moment::{Moment, Zone};
use crate::storage::{Failure, Storage};

/// How an office keeps time.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Calendar {
    time_zone: String,
}

impl Calendar {
    /// The office's zone.
    pub fn zone(&self) -> Zone {
        Zone::named(&self.time_zone).unwrap_or_default()
    }
}

/// The calendar of an office.
pub async fn calendar(db: &Storage, office: &str) -> Result<Calendar, Failure> {
    db.one("select time_zone from office where code = $1", args![office])
        .await?
        .ok_or_else(|| Failure::inconsistent("office", format!("no office {office}")))
}

/// The zone of the first office: the installation's own night.
pub async fn first_zone(db: &Storage) -> Result<Zone, Failure> {
    let first: Option<Calendar> = db.one("select time_zone from office order by code limit 1", args![]).await?;
    Ok(first.map_or_else(Zone::default, |calendar| calendar.zone()))
}

/// Whether there are so many offices that a list of all their districts is of no use to anybody.
pub async fn are_many(db: &Storage) -> Result<bool, Failure> {
    let count: Option<(i64,)> = db.one("select cast(count(*) as bigint) from office", args![]).await?;
    Ok(count.is_some_and(|(count,)| count > 20))
}

/// When each library was entered, by its id: nothing was asked of it before.
pub async fn entered(db: &Storage, office: &str) -> Result<Vec<(String, i64)>, Failure> {
    db.all("select id, created_at from library where office = $1", args![office]).await
}

/// One line of the audit log: ids and codes, never text that people wrote.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AuditLine {
    /// The line's id; later lines have greater ones.
    pub id: String,
    at: i64,
    /// The account's name; empty for the program itself.
    pub by_name: String,
    /// `report.send`
    pub action: String,
    /// `report:0197..`
    pub object: String,
    /// A code for why.
    pub reason: String,
}

impl AuditLine {
    /// When it was done.
    pub fn at(&self) -> Moment {
        Moment(self.at)
    }
}

/// The newest lines of an office's audit log before a line (or from the newest), newest first, at most `limit`.
pub async fn audit(db: &Storage, office: &str, before: Option<&str>, limit: i64) -> Result<Vec<AuditLine>, Failure> {
    db.all(
        "select e.id, e.at, coalesce(a.name, '') as by_name, e.action, e.object, e.reason
         from audit e left join account a on a.id = e.account
         where e.office = $1 and (cast($2 as text) is null or e.id < $2) order by e.id desc limit $3",
        args![office, before, limit],
    )
    .await
}
