//! The anonymous sheets of a meeting.

use crate::args;
use crate::domain::evaluation::{Answers, RATED, Totals};
use crate::domain::moment::Date;
use crate::storage::{Failure, Storage, Tx};

/// Sheets that a meeting takes: the link is open to everybody.
pub const MOST: i64 = 5_000;

/// Keeps a sheet under the form's own id; the same form again changes nothing. `false`: there are [`MOST`] already.
pub async fn add(
    tx: &mut Tx,
    office: &str,
    meeting: &str,
    id: &str,
    on_paper: bool,
    on: Date,
    answers: &Answers,
) -> Result<bool, Failure> {
    let count: Option<(i64,)> = tx
        .one(
            "select cast(count(*) as bigint) from evaluation where office = $1 and meeting = $2",
            args![office, meeting],
        )
        .await?;
    if count.is_some_and(|(count,)| count >= MOST) {
        return Ok(false);
    }
    let [useful, clear, place, service] = answers.rated.map(|step| step.map(u32::from));
    tx.run(
        "insert into evaluation (office, meeting, id, source, on_date, useful, clear, place, service, words)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (office, meeting, id) do nothing",
        args![
            office,
            meeting,
            id,
            if on_paper { "kertas" } else { "hp" },
            on.to_string(),
            useful,
            clear,
            place,
            service,
            &answers.words
        ],
    )
    .await?;
    Ok(true)
}

#[derive(sqlx::FromRow)]
struct Row {
    source: String,
    useful: Option<i64>,
    clear: Option<i64>,
    place: Option<i64>,
    service: Option<i64>,
    words: String,
}

/// What the sheets of a meeting add up to. Sorted by the words, so that no order tells who came first.
pub async fn totals(db: &Storage, office: &str, meeting: &str) -> Result<Totals, Failure> {
    let rows: Vec<Row> = db
        .all(
            "select source, useful, clear, place, service, words from evaluation where office = $1 and meeting = $2 order by words, id",
            args![office, meeting],
        )
        .await?;
    let mut totals = Totals::default();
    for row in rows {
        let step = |value: Option<i64>| value.and_then(|value| u8::try_from(value).ok());
        let rated: [Option<u8>; RATED.len()] = [step(row.useful), step(row.clear), step(row.place), step(row.service)];
        totals.add(Answers { rated, words: row.words }, row.source == "kertas");
    }
    Ok(totals)
}
