//! Versions of an office's form. A new one holds from its month on; older reports keep theirs.

use super::{Failure, Storage, Tx};
use crate::args;
use crate::domain::form::{Definition, MONTHLY};
use crate::domain::moment::Month;

/// One version.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Version {
    /// 1, 2, ..
    pub number: i64,
    valid_from: String,
    definition: String,
    /// Reports that were sent on it.
    pub reports: i64,
}

impl Version {
    /// From which month it holds.
    pub fn valid_from(&self) -> Option<Month> {
        Month::parse(&self.valid_from)
    }

    /// What it says.
    pub fn definition(&self) -> Result<Definition, Failure> {
        serde_json::from_str(&self.definition).map_err(|error| Failure::inconsistent("form_version", error.to_string()))
    }
}

/// Every version of an office's form, newest first.
pub async fn versions(db: &Storage, office: &str) -> Result<Vec<Version>, Failure> {
    db.all(
        "select f.number, f.valid_from, f.definition,
                (select cast(count(distinct v.report) as bigint) from report_version v where v.office = f.office and v.form_number = f.number) as reports
         from form_version f where f.office = $1 and f.form = $2 order by f.number desc",
        args![office, MONTHLY],
    )
    .await
}

/// The number of the newest version, taken for this transaction: nobody else adds one until its end.
pub async fn newest(tx: &mut Tx, office: &str) -> Result<i64, Failure> {
    tx.run("update office set next_seq = next_seq where code = $1", args![office]).await?;
    let row: Option<(i64,)> = tx
        .one(
            "select coalesce(max(number), 0) from form_version where office = $1 and form = $2",
            args![office, MONTHLY],
        )
        .await?;
    Ok(row.map_or(0, |(number,)| number))
}

/// Adds a version.
pub async fn add(
    tx: &mut Tx,
    office: &str,
    number: i64,
    valid_from: Month,
    definition: &Definition,
) -> Result<(), Failure> {
    let json =
        serde_json::to_string(definition).map_err(|error| Failure::inconsistent("form_version", error.to_string()))?;
    tx.run(
        "insert into form_version (office, form, number, valid_from, definition) values ($1, $2, $3, $4, $5)",
        args![office, MONTHLY, number, valid_from.to_string(), json],
    )
    .await?;
    Ok(())
}
