//! How many people live in a district or a village, as imported.

use std::collections::BTreeMap;

use crate::args;
use crate::storage::{Failure, Storage, Tx};

/// People of one code.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Population {
    /// Kemendagri code of a district or a village.
    pub code: String,
    /// How many.
    pub people: i64,
    /// Who counted.
    pub source: String,
    /// A year or an ISO date.
    pub counted_on: String,
}

/// Every number of a regency, or of all, by code.
pub async fn all(db: &Storage, office: Option<&str>) -> Result<BTreeMap<String, Population>, Failure> {
    let rows: Vec<Population> = db
        .all(
            "select code, people, source, counted_on from population
             where cast($1 as text) is null or substr(code, 1, 5) = $1",
            args![office],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.code.clone(), row)).collect())
}

/// Keeps numbers, over those that stood there.
pub async fn put(tx: &mut Tx, rows: &[Population]) -> Result<(), Failure> {
    for row in rows {
        tx.run(
            "insert into population (code, people, source, counted_on) values ($1, $2, $3, $4)
             on conflict (code) do update set people = excluded.people, source = excluded.source, counted_on = excluded.counted_on",
            args![&row.code, row.people, &row.source, &row.counted_on],
        )
        .await?;
    }
    Ok(())
}
