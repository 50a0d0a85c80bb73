//! Day counters: one row for each library, day, figure and phone. No visitor's name, nothing about a visitor.

use super::{Failure, Storage, Tx};
use crate::args;
use crate::domain::moment::{Date, Month};
use crate::domain::tally::Counter;
use std::collections::BTreeMap;

/// What stands for each figure.
pub type Sums = BTreeMap<String, u32>;

fn sums(rows: Vec<(String, i64)>) -> Sums {
    rows.into_iter().map(|(code, sum)| (code, u32::try_from(sum).unwrap_or(u32::MAX))).collect()
}

/// The sums of a day over all phones but one; with an empty `device` over all.
pub async fn of_day(db: &Storage, office: &str, library: &str, day: Date, device: &str) -> Result<Sums, Failure> {
    let rows = db
        .all(
            "select indicator, cast(sum(count) as bigint) from tally
             where office = $1 and library = $2 and day = $3 and device <> $4 group by indicator",
            args![office, library, day.to_string(), device],
        )
        .await?;
    Ok(sums(rows))
}

/// The sums of a month over all phones.
pub async fn of_month(db: &Storage, office: &str, library: &str, month: Month) -> Result<Sums, Failure> {
    let rows = db
        .all(
            "select indicator, cast(sum(count) as bigint) from tally
             where office = $1 and library = $2 and day >= $3 and day <= $4 group by indicator",
            args![office, library, month.first().to_string(), month.last().to_string()],
        )
        .await?;
    Ok(sums(rows))
}

/// The days of a month on which anything was tapped.
pub async fn days_of_month(db: &Storage, office: &str, library: &str, month: Month) -> Result<i64, Failure> {
    let row: Option<(i64,)> = db
        .one(
            "select cast(count(distinct day) as bigint) from tally
             where office = $1 and library = $2 and day >= $3 and day <= $4 and count > 0",
            args![office, library, month.first().to_string(), month.last().to_string()],
        )
        .await?;
    Ok(row.map_or(0, |(days,)| days))
}

/// Whose counter: a library's phone, on a day, for a figure.
#[derive(Clone, Debug)]
pub struct Key {
    /// The office's code.
    pub office: String,
    /// The library's id.
    pub library: String,
    /// The day.
    pub day: Date,
    /// The figure.
    pub indicator: String,
    /// The phone.
    pub device: String,
}

/// Stores a phone's counter; an older word changes nothing.
pub async fn put(tx: &mut Tx, key: &Key, counter: Counter) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into tally (office, library, day, indicator, device, count, seq, at) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (office, library, day, indicator, device) do update
         set count = excluded.count, seq = excluded.seq, at = excluded.at where excluded.seq > tally.seq",
        args![&key.office, &key.library, key.day.to_string(), &key.indicator, &key.device, counter.count, counter.seq, now],
    )
    .await?;
    Ok(())
}

/// One tap (or one less) on the counter of forms without scripts.
pub async fn tap(tx: &mut Tx, key: &Key, less: bool) -> Result<(), Failure> {
    // The row is taken first, so that two taps at once are two.
    let now = tx.now();
    tx.run(
        "insert into tally (office, library, day, indicator, device, count, seq, at) values ($1, $2, $3, $4, $5, 0, 0, $6)
         on conflict (office, library, day, indicator, device) do update set at = excluded.at",
        args![&key.office, &key.library, key.day.to_string(), &key.indicator, &key.device, now],
    )
    .await?;
    let row: Option<(i64, i64)> = tx
        .one(
            "select count, seq from tally where office = $1 and library = $2 and day = $3 and indicator = $4 and device = $5",
            args![&key.office, &key.library, key.day.to_string(), &key.indicator, &key.device],
        )
        .await?;
    let counter =
        row.map_or(Counter::default(), |(count, seq)| Counter { count: u32::try_from(count).unwrap_or(0), seq });
    put(tx, key, counter.tapped(less)).await
}
