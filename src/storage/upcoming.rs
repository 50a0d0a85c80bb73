//! Coming activities.

use super::{Failure, Storage, Tx};
use crate::args;
use crate::domain::moment::Date;
use crate::domain::report::draft::TypedActivity;
use crate::domain::upcoming::Upcoming;

/// A stored coming activity with its library.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// The library's id.
    pub library: String,
    /// The library's name in addresses.
    pub slug: String,
    /// The library's name.
    pub library_name: String,
    /// The office's zone.
    pub time_zone: String,
    title: String,
    held_on: String,
    starts: Option<i64>,
    place: String,
    audience: String,
}

impl Row {
    /// What it says.
    pub fn read(&self) -> Option<Upcoming> {
        Some(Upcoming {
            title: self.title.clone(),
            held_on: Date::parse(&self.held_on)?,
            starts: self.starts.and_then(|minute| u16::try_from(minute).ok()),
            place: self.place.clone(),
            audience: self.audience.clone(),
        })
    }

    /// Does this activity of a report tell of it?
    pub fn is_told_by(&self, activity: &TypedActivity) -> bool {
        activity.held_on == self.held_on && activity.title.trim() == self.title
    }

    /// The activity of a report that it becomes.
    pub fn as_activity(&self) -> TypedActivity {
        TypedActivity {
            title: self.title.clone(),
            held_on: self.held_on.clone(),
            place: self.place.clone(),
            ..TypedActivity::default()
        }
    }

    /// "WIB".
    pub fn zone_words(&self) -> &'static str {
        crate::domain::moment::Zone::named(&self.time_zone).unwrap_or_default().suffix
    }
}

/// The activities of a library between two days, both included, soonest first.
pub async fn of_library(db: &Storage, office: &str, library: &str, from: Date, to: Date) -> Result<Vec<Row>, Failure> {
    db.all(
        "select u.id, u.library, l.slug, l.name as library_name, o.time_zone, u.title, u.held_on, u.starts, u.place, u.audience
         from upcoming u join library l on l.office = u.office and l.id = u.library join office o on o.code = u.office
         where u.office = $1 and u.library = $2 and u.held_on >= $3 and u.held_on <= $4 and u.cancelled_at is null
         order by u.held_on, u.starts, u.id limit 100",
        args![office, library, from.to_string(), to.to_string()],
    )
    .await
}

/// The next activities of all libraries, one office's when `office` is given, soonest first.
pub async fn next(db: &Storage, office: Option<&str>, from: Date, limit: i64) -> Result<Vec<Row>, Failure> {
    db.all(
        "select u.id, u.library, l.slug, l.name as library_name, o.time_zone, u.title, u.held_on, u.starts, u.place, u.audience
         from upcoming u join library l on l.office = u.office and l.id = u.library join office o on o.code = u.office
         where (cast($1 as text) is null or u.office = $1) and u.held_on >= $2 and u.cancelled_at is null
         order by u.held_on, u.starts, u.id limit $3",
        args![office, from.to_string(), limit],
    )
    .await
}

/// One of them.
pub async fn one(db: &Storage, office: &str, id: &str) -> Result<Option<Row>, Failure> {
    db.one(
        "select u.id, u.library, l.slug, l.name as library_name, o.time_zone, u.title, u.held_on, u.starts, u.place, u.audience
         from upcoming u join library l on l.office = u.office and l.id = u.library join office o on o.code = u.office
         where u.office = $1 and u.id = $2 and u.cancelled_at is null",
        args![office, id],
    )
    .await
}

/// Adds an activity.
pub async fn add(
    tx: &mut Tx,
    office: &str,
    library: &str,
    account: &str,
    upcoming: &Upcoming,
) -> Result<String, Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into upcoming (office, id, library, title, held_on, starts, place, audience, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            office,
            &id,
            library,
            &upcoming.title,
            upcoming.held_on.to_string(),
            upcoming.starts.map(i64::from),
            &upcoming.place,
            &upcoming.audience,
            account,
            now
        ],
    )
    .await?;
    Ok(id)
}

/// Changes an activity.
pub async fn change(tx: &mut Tx, office: &str, id: &str, upcoming: &Upcoming) -> Result<(), Failure> {
    tx.run(
        "update upcoming set title = $3, held_on = $4, starts = $5, place = $6, audience = $7 where office = $1 and id = $2",
        args![
            office,
            id,
            &upcoming.title,
            upcoming.held_on.to_string(),
            upcoming.starts.map(i64::from),
            &upcoming.place,
            &upcoming.audience
        ],
    )
    .await?;
    Ok(())
}

/// Cancels an activity: it is shown nowhere any more.
pub async fn cancel(tx: &mut Tx, office: &str, id: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run("update upcoming set cancelled_at = $3 where office = $1 and id = $2", args![office, id, now]).await?;
    Ok(())
}
