//! What recapitulations read beside the figures: activities, and the office's own layout of its file.

use crate::args;
use crate::domain::form::MONTHLY;
use crate::domain::moment::{Date, Moment, Month};
use crate::domain::recap::Chosen;
use crate::storage::{Failure, Storage, Tx};

/// An approved activity.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ActivityLine {
    /// The library's id.
    pub library: String,
    /// The month, `2026-10`.
    pub month: String,
    /// The strategy's code.
    pub strategy: String,
    /// Field of life.
    pub field: String,
    /// Its name.
    pub title: String,
    held_on: Option<String>,
    /// Where.
    pub place: String,
    participants: Option<i64>,
    /// With whom.
    pub partner: String,
    /// What came of it.
    pub result: String,
}

impl ActivityLine {
    /// When.
    pub fn held_on(&self) -> Option<Date> {
        self.held_on.as_deref().and_then(Date::parse)
    }

    /// How many took part.
    pub fn participants(&self) -> Option<u32> {
        self.participants.and_then(|count| u32::try_from(count).ok())
    }
}

/// The approved activities of an office from one month to another, by day.
pub async fn activities(db: &Storage, office: &str, from: Month, to: Month) -> Result<Vec<ActivityLine>, Failure> {
    db.all(
        "select r.library, r.month, a.strategy, a.field, a.title, a.held_on, a.place, a.participants, a.partner, a.result
         from report r join activity a on a.office = r.office and a.report = r.id and a.revision = r.approved_revision
         where r.office = $1 and r.form = $2 and r.month >= $3 and r.month <= $4 order by a.held_on, r.library, a.position",
        args![office, MONTHLY, from.to_string(), to.to_string()],
    )
    .await
}

#[derive(sqlx::FromRow)]
struct LayoutRow {
    columns: String,
    confirmed: bool,
    by_name: String,
    made_at: i64,
}

/// The office's own layout.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Its columns in order.
    pub columns: Vec<Chosen>,
    /// A person says that it was compared with SIM TPBIS.
    pub confirmed: bool,
    /// Who made (or confirmed) it.
    pub by_name: String,
    /// When.
    pub made: Moment,
}

/// The newest layout of an office.
pub async fn layout(db: &Storage, office: &str) -> Result<Option<Layout>, Failure> {
    let row: Option<LayoutRow> = db
        .one(
            "select x.columns, x.confirmed, coalesce(a.name, '') as by_name, x.made_at
             from export_layout x left join account a on a.id = x.made_by where x.office = $1 order by x.number desc limit 1",
            args![office],
        )
        .await?;
    row.map(|row| {
        let columns = serde_json::from_str(&row.columns)
            .map_err(|error| Failure::inconsistent("export_layout", error.to_string()))?;
        Ok(Layout { columns, confirmed: row.confirmed, by_name: row.by_name, made: Moment(row.made_at) })
    })
    .transpose()
}

/// Adds a layout, which is the newest from now on. Holds the office's row, so that two savings do not get one number.
pub async fn put_layout(
    tx: &mut Tx,
    office: &str,
    columns: &[Chosen],
    confirmed: bool,
    account: &str,
) -> Result<i64, Failure> {
    tx.run("update office set next_seq = next_seq where code = $1", args![office]).await?;
    let newest: Option<(i64,)> =
        tx.one("select coalesce(max(number), 0) from export_layout where office = $1", args![office]).await?;
    let number = newest.map_or(0, |(number,)| number) + 1;
    let json =
        serde_json::to_string(columns).map_err(|error| Failure::inconsistent("export_layout", error.to_string()))?;
    let now = tx.now();
    tx.run(
        "insert into export_layout (office, number, columns, confirmed, made_by, made_at) values ($1, $2, $3, $4, $5, $6)",
        args![office, number, json, confirmed, account, now],
    )
    .await?;
    Ok(number)
}
