//! Links to a library's yearly sheet, for whoever stands behind the library. The token itself is nowhere at rest.

use super::{Failure, Storage, Tx};
use crate::args;
use crate::domain::indicator::{Figure, Figures, over_months};
use crate::domain::moment::{Date, Moment, Month};
use crate::domain::report::{Strategy, Support, SupportKind};

/// A link.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Share {
    /// The office's code.
    pub office: String,
    /// Its id.
    pub id: String,
    /// The library's id.
    pub library: String,
    /// What the library needs, in its own words.
    pub needs: String,
    /// Who made it.
    pub made_by_name: String,
    made_at: i64,
    withdrawn_at: Option<i64>,
}

impl Share {
    /// When it was made.
    pub fn made(&self) -> Moment {
        Moment(self.made_at)
    }

    /// When it was withdrawn.
    pub fn withdrawn(&self) -> Option<Moment> {
        self.withdrawn_at.map(Moment)
    }
}

/// The links of a library, newest first.
pub async fn of_library(db: &Storage, office: &str, library: &str) -> Result<Vec<Share>, Failure> {
    db.all(
        "select s.office, s.id, s.library, s.needs, coalesce(a.name, '') as made_by_name, s.made_at, s.withdrawn_at
         from share s left join account a on a.id = s.made_by where s.office = $1 and s.library = $2 order by s.made_at desc, s.id desc limit 20",
        args![office, library],
    )
    .await
}

/// The link with that token's hash, while it holds.
pub async fn by_hash(db: &Storage, sha256: &str) -> Result<Option<Share>, Failure> {
    db.one(
        "select s.office, s.id, s.library, s.needs, '' as made_by_name, s.made_at, s.withdrawn_at
         from share s where s.token = $1 and s.withdrawn_at is null",
        args![sha256],
    )
    .await
}

/// The library of a link, whether it still holds or not.
pub async fn library_of(db: &Storage, office: &str, id: &str) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> =
        db.one("select library from share where office = $1 and id = $2", args![office, id]).await?;
    Ok(row.map(|(library,)| library))
}

/// Adds a link.
pub async fn add(
    tx: &mut Tx,
    office: &str,
    library: &str,
    sha256: &str,
    needs: &str,
    account: &str,
) -> Result<String, Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into share (office, id, library, token, needs, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)",
        args![office, &id, library, sha256, needs, account, now],
    )
    .await?;
    Ok(id)
}

/// Withdraws a link: from now on it leads nowhere.
pub async fn withdraw(tx: &mut Tx, office: &str, id: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "update share set withdrawn_at = coalesce(withdrawn_at, $3) where office = $1 and id = $2",
        args![office, id, now],
    )
    .await?;
    Ok(())
}

/// What the approved reports of a span say: the figures together, and of how many months.
pub async fn figures(
    db: &Storage,
    office: &str,
    library: &str,
    from: Month,
    to: Month,
) -> Result<(Figures, usize), Failure> {
    let rows: Vec<(String, String, Option<f64>)> = db
        .all(
            "select r.month, f.indicator, f.value from report r
             join figure f on f.office = r.office and f.report = r.id and f.revision = r.approved_revision
             where r.office = $1 and r.library = $2 and r.month >= $3 and r.month <= $4",
            args![office, library, from.to_string(), to.to_string()],
        )
        .await?;
    let months: Option<(i64,)> = db
        .one(
            "select cast(count(*) as bigint) from report
             where office = $1 and library = $2 and month >= $3 and month <= $4 and approved_revision is not null",
            args![office, library, from.to_string(), to.to_string()],
        )
        .await?;
    let read = rows
        .into_iter()
        .filter_map(|(month, code, value)| Some((Month::parse(&month)?, code, Figure::from_stored(value))));
    Ok((over_months(read), months.map_or(0, |(count,)| usize::try_from(count).unwrap_or(0))))
}

/// An activity of an approved report, for the sheet.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Doing {
    /// What.
    pub title: String,
    strategy: String,
    held_on: Option<String>,
    support: String,
    support_rupiah: Option<i64>,
    support_from: String,
}

impl Doing {
    /// One of the four.
    pub fn strategy(&self) -> Option<Strategy> {
        Strategy::of(&self.strategy)
    }

    /// When.
    pub fn held_on(&self) -> Option<Date> {
        self.held_on.as_deref().and_then(Date::parse)
    }

    /// What it won for the library.
    pub fn support(&self) -> Option<Support> {
        let rupiah = self.support_rupiah.and_then(|value| u64::try_from(value).ok());
        Some(Support { kind: SupportKind::of(&self.support)?, rupiah, from: self.support_from.clone() })
    }
}

/// The activities of a span's approved reports, oldest first.
pub async fn doings(db: &Storage, office: &str, library: &str, from: Month, to: Month) -> Result<Vec<Doing>, Failure> {
    db.all(
        "select a.title, a.strategy, a.held_on, a.support, a.support_rupiah, a.support_from
         from report r join activity a on a.office = r.office and a.report = r.id and a.revision = r.approved_revision
         where r.office = $1 and r.library = $2 and r.month >= $3 and r.month <= $4 order by a.held_on, a.position limit 500",
        args![office, library, from.to_string(), to.to_string()],
    )
    .await
}
