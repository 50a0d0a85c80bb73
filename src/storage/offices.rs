//! What an office has decided for itself.

use crate::args;
use crate::domain::moment::Zone;
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
