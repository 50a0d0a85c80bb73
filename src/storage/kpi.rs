//! The office's scheme in its versions, and the approved figures that it weighs.

use crate::args;
use crate::domain::form::MONTHLY;
use crate::domain::indicator::{Figure, Figures};
use crate::domain::moment::{Moment, Month};
use crate::domain::report::Strategy;
use crate::domain::score::{Scheme, of_strategy};
use crate::storage::{Failure, Storage, Tx};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct VersionRow {
    number: i64,
    scheme: String,
    by_name: String,
    made_at: i64,
}

/// A version of the scheme.
#[derive(Clone, Debug)]
pub struct SchemeVersion {
    /// 1, 2, ..
    pub number: i64,
    /// What it says.
    pub scheme: Scheme,
    /// Who made it.
    pub by_name: String,
    /// When.
    pub made: Moment,
}

/// Every version, newest first.
pub async fn versions(db: &Storage, office: &str) -> Result<Vec<SchemeVersion>, Failure> {
    let rows: Vec<VersionRow> = db
        .all(
            "select k.number, k.scheme, coalesce(a.name, '') as by_name, k.made_at
             from kpi_version k left join account a on a.id = k.made_by where k.office = $1 order by k.number desc",
            args![office],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let scheme = serde_json::from_str(&row.scheme)
                .map_err(|error| Failure::inconsistent("kpi_version", error.to_string()))?;
            Ok(SchemeVersion { number: row.number, scheme, by_name: row.by_name, made: Moment(row.made_at) })
        })
        .collect()
}

/// Adds a version; answers its number. Holds the office's row, so that two savings do not get one number.
pub async fn add(tx: &mut Tx, office: &str, scheme: &Scheme, account: &str) -> Result<i64, Failure> {
    tx.run("update office set next_seq = next_seq where code = $1", args![office]).await?;
    let newest: Option<(i64,)> =
        tx.one("select coalesce(max(number), 0) from kpi_version where office = $1", args![office]).await?;
    let number = newest.map_or(0, |(number,)| number) + 1;
    let json =
        serde_json::to_string(scheme).map_err(|error| Failure::inconsistent("kpi_version", error.to_string()))?;
    let now = tx.now();
    tx.run(
        "insert into kpi_version (office, number, scheme, made_by, made_at) values ($1, $2, $3, $4, $5)",
        args![office, number, json, account, now],
    )
    .await?;
    Ok(number)
}

/// An approved month: "nihil" or not, and its figures with the activities of each strategy counted among them.
pub type Approved = (bool, Figures);

/// Everything approved of an office from one month to another, by library and month.
pub async fn approved(
    db: &Storage,
    office: &str,
    from: Month,
    to: Month,
) -> Result<HashMap<(String, Month), Approved>, Failure> {
    let key = |library: String, month: &str| {
        let month = Month::parse(month).ok_or_else(|| Failure::inconsistent("report", format!("month {month}")))?;
        Ok::<_, Failure>((library, month))
    };
    let mut all: HashMap<(String, Month), Approved> = HashMap::new();
    let heads: Vec<(String, String, bool)> = db
        .all(
            "select r.library, r.month, v.nihil from report r
             join report_version v on v.office = r.office and v.report = r.id and v.revision = r.approved_revision
             where r.office = $1 and r.form = $2 and r.month >= $3 and r.month <= $4",
            args![office, MONTHLY, from.to_string(), to.to_string()],
        )
        .await?;
    for (library, month, nihil) in heads {
        let mut figures = Figures::new();
        if !nihil {
            figures.extend(Strategy::ALL.map(|strategy| (of_strategy(strategy).to_owned(), Figure::Counted(0))));
        }
        all.insert(key(library, &month)?, (nihil, figures));
    }
    let figures: Vec<(String, String, String, Option<f64>)> = db
        .all(
            "select r.library, r.month, f.indicator, f.value from report r
             join figure f on f.office = r.office and f.report = r.id and f.revision = r.approved_revision
             where r.office = $1 and r.form = $2 and r.month >= $3 and r.month <= $4",
            args![office, MONTHLY, from.to_string(), to.to_string()],
        )
        .await?;
    for (library, month, code, value) in figures {
        if let Some((_, figures)) = all.get_mut(&key(library, &month)?) {
            figures.insert(code, Figure::from_stored(value));
        }
    }
    let strategies: Vec<(String, String, String, i64)> = db
        .all(
            "select r.library, r.month, a.strategy, cast(count(*) as bigint) from report r
             join activity a on a.office = r.office and a.report = r.id and a.revision = r.approved_revision
             where r.office = $1 and r.form = $2 and r.month >= $3 and r.month <= $4
             group by r.library, r.month, a.strategy",
            args![office, MONTHLY, from.to_string(), to.to_string()],
        )
        .await?;
    for (library, month, strategy, count) in strategies {
        if let (Some((_, figures)), Some(strategy)) = (all.get_mut(&key(library, &month)?), Strategy::of(&strategy)) {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            figures.insert(of_strategy(strategy).to_owned(), Figure::Counted(count));
        }
    }
    Ok(all)
}
