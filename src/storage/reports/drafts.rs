//! The last drafts of a report that is being written: what one device overwrote can be had again. Gone once the report is sent or its
//! correction given up; then the revisions say what was.

use super::Head;
use crate::args;
use crate::domain::moment::Moment;
use crate::domain::report::draft::Draft;
use crate::storage::{Failure, Storage, Tx};

/// How many are kept.
const KEPT: i64 = 20;
/// Seconds within which one person's next draft takes the place of the last: a phone mirrors every few seconds, and twenty of
/// those would reach back two minutes.
const SAME: i64 = 600;

/// One of them.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DraftRow {
    /// The report's version when it was typed.
    pub version: i64,
    json: String,
    at: i64,
    /// Who typed it.
    pub by_name: String,
}

fn read(json: &str) -> Result<Draft, Failure> {
    serde_json::from_str(json).map_err(|error| Failure::inconsistent("draft_version", error.to_string()))
}

impl DraftRow {
    /// What was typed.
    pub fn draft(&self) -> Result<Draft, Failure> {
        read(&self.json)
    }

    /// When.
    pub fn at(&self) -> Moment {
        Moment(self.at)
    }
}

/// Those of a report, newest first.
pub async fn drafts(db: &Storage, office: &str, report: &str) -> Result<Vec<DraftRow>, Failure> {
    db.all(
        "select d.version, d.draft as json, d.at, coalesce(a.name, '') as by_name from draft_version d
         left join account a on a.id = d.account where d.office = $1 and d.report = $2 order by d.version desc",
        args![office, report],
    )
    .await
}

/// The one that was typed at that version.
pub async fn one(tx: &mut Tx, head: &Head, version: i64) -> Result<Option<Draft>, Failure> {
    let row: Option<(String,)> = tx
        .one(
            "select draft from draft_version where office = $1 and report = $2 and version = $3",
            args![&head.office, &head.id, version],
        )
        .await?;
    row.map(|(json,)| read(&json)).transpose()
}

/// Keeps the draft that the report holds now. `apart`: beside the last one however young that is.
pub async fn keep(tx: &mut Tx, head: &Head, by: &str, apart: bool) -> Result<(), Failure> {
    let (office, report, now) = (&head.office, &head.id, tx.now());
    if !apart {
        tx.run(
            "delete from draft_version where office = $1 and report = $2 and account = $3 and at > $4
                and version = (select max(version) from draft_version where office = $1 and report = $2)",
            args![office, report, by, now.0 - SAME],
        )
        .await?;
    }
    tx.run(
        "insert into draft_version (office, report, version, draft, at, account)
         select office, id, version, draft, $3, $4 from report where office = $1 and id = $2 and draft is not null
         on conflict (office, report, version) do nothing",
        args![office, report, now, by],
    )
    .await?;
    tx.run(
        "delete from draft_version where office = $1 and report = $2 and version <= (
             select version from draft_version where office = $1 and report = $2 order by version desc limit 1 offset $3)",
        args![office, report, KEPT],
    )
    .await?;
    Ok(())
}

/// Forgets them.
pub(super) async fn forget(tx: &mut Tx, head: &Head) -> Result<(), Failure> {
    tx.run("delete from draft_version where office = $1 and report = $2", args![&head.office, &head.id]).await?;
    Ok(())
}

/// Forgets those of every report of a library: a story that was withdrawn may stand in any of them.
pub async fn forget_all(tx: &mut Tx, office: &str, library: &str) -> Result<(), Failure> {
    tx.run(
        "delete from draft_version where office = $1 and report in (select id from report where office = $1 and library = $2)",
        args![office, library],
    )
    .await?;
    Ok(())
}
