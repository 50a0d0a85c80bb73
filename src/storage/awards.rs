//! Awards of meetings: their definitions in versions, and what juries decided.

use crate::args;
use crate::domain::award::{Decision, Definition, Juror, Winner};
use crate::domain::moment::{Date, Moment};
use crate::storage::{Failure, Storage, Tx};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A version of an award's definition.
#[derive(Clone, Debug)]
pub struct Version {
    /// 1, 2, ..
    pub number: i64,
    /// What it says.
    pub definition: Definition,
    /// Who made it.
    pub by_name: String,
    /// When.
    pub made: Moment,
}

/// One line of an order as it was when a jury decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    /// The computed place.
    pub place: u32,
    /// The library's name.
    pub name: String,
    /// Hundredths of a point.
    pub points: u64,
}

/// A decision as it is kept.
#[derive(Clone, Debug)]
pub struct Decided {
    /// 1, 2, ..
    pub number: i64,
    /// The version of the award that it was made by.
    pub version: i64,
    /// What was decided.
    pub decision: Decision,
    /// The order as it was then.
    pub standing: Vec<Stood>,
    /// Who wrote it down.
    pub by_name: String,
    /// When the public was told.
    pub published: Option<Moment>,
}

/// An award with everything that was decided about it.
#[derive(Clone, Debug)]
pub struct Award {
    /// Its id.
    pub id: String,
    /// Oldest first; never empty.
    pub versions: Vec<Version>,
    /// Oldest first.
    pub decisions: Vec<Decided>,
}

impl Award {
    /// The definition in force.
    pub fn current(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// What the public was told last.
    pub fn published(&self) -> Option<&Decided> {
        self.decisions.iter().rev().find(|decided| decided.published.is_some())
    }

    /// The definition by which something was decided.
    pub fn version(&self, number: i64) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    award: String,
    number: i64,
    definition: String,
    by_name: String,
    made_at: i64,
}

#[derive(sqlx::FromRow)]
struct DecisionRow {
    award: String,
    number: i64,
    version: i64,
    decided_on: String,
    winners: String,
    jurors: String,
    reason: String,
    standing: String,
    by_name: String,
    published_at: Option<i64>,
}

fn read<T: DeserializeOwned>(table: &'static str, json: &str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| Failure::inconsistent(table, error.to_string()))
}

fn written<T: Serialize>(table: &'static str, value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::inconsistent(table, error.to_string()))
}

/// The awards of a meeting, in the order in which they were made.
pub async fn of_meeting(db: &Storage, office: &str, meeting: &str) -> Result<Vec<Award>, Failure> {
    let rows: Vec<(String,)> = db
        .all("select id from award where office = $1 and meeting = $2 order by position, id", args![office, meeting])
        .await?;
    let versions: Vec<VersionRow> = db
        .all(
            "select v.award, v.number, v.definition, coalesce(p.name, '') as by_name, v.made_at
             from award a join award_version v on v.office = a.office and v.award = a.id
             left join account p on p.id = v.made_by where a.office = $1 and a.meeting = $2 order by v.number",
            args![office, meeting],
        )
        .await?;
    let decisions: Vec<DecisionRow> = db
        .all(
            "select d.award, d.number, d.version, d.decided_on, d.winners, d.jurors, d.reason, d.standing,
               coalesce(p.name, '') as by_name, d.published_at
             from award a join award_decision d on d.office = a.office and d.award = a.id
             left join account p on p.id = d.made_by where a.office = $1 and a.meeting = $2 order by d.number",
            args![office, meeting],
        )
        .await?;
    let mut awards: Vec<Award> =
        rows.into_iter().map(|(id,)| Award { id, versions: Vec::new(), decisions: Vec::new() }).collect();
    for row in versions {
        let definition = read("award_version", &row.definition)?;
        let version = Version { number: row.number, definition, by_name: row.by_name, made: Moment(row.made_at) };
        if let Some(award) = awards.iter_mut().find(|award| award.id == row.award) {
            award.versions.push(version);
        }
    }
    for row in decisions {
        let on = Date::parse(&row.decided_on)
            .ok_or_else(|| Failure::inconsistent("award_decision", format!("date {}", row.decided_on)))?;
        let winners: Vec<Winner> = read("award_decision", &row.winners)?;
        let jurors: Vec<Juror> = read("award_decision", &row.jurors)?;
        let decided = Decided {
            number: row.number,
            version: row.version,
            decision: Decision { on, winners, jurors, reason: row.reason },
            standing: read("award_decision", &row.standing)?,
            by_name: row.by_name,
            published: row.published_at.map(Moment),
        };
        if let Some(award) = awards.iter_mut().find(|award| award.id == row.award) {
            award.decisions.push(decided);
        }
    }
    Ok(awards)
}

/// Adds an award to a meeting; answers its id.
pub async fn add(
    tx: &mut Tx,
    office: &str,
    meeting: &str,
    definition: &Definition,
    account: &str,
) -> Result<String, Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into award (office, id, meeting, position, made_at)
         select cast($1 as text), cast($2 as text), cast($3 as text), coalesce(max(position), 0) + 1, cast($4 as bigint)
         from award where office = $1 and meeting = $3",
        args![office, &id, meeting, now],
    )
    .await?;
    define(tx, office, &id, 0, definition, account).await?;
    Ok(id)
}

/// Adds a version after version `after`. `false`: somebody else has added one meanwhile.
pub async fn define(
    tx: &mut Tx,
    office: &str,
    award: &str,
    after: i64,
    definition: &Definition,
    account: &str,
) -> Result<bool, Failure> {
    let (json, now) = (written("award_version", definition)?, tx.now());
    let rows = tx
        .run(
            "insert into award_version (office, award, number, definition, made_by, made_at) values ($1, $2, $3, $4, $5, $6)
             on conflict (office, award, number) do nothing",
            args![office, award, after + 1, json, account, now],
        )
        .await?;
    Ok(rows == 1)
}

/// Writes a decision down; answers its number.
pub async fn decide(
    tx: &mut Tx,
    office: &str,
    award: &str,
    version: i64,
    decision: &Decision,
    standing: &[Stood],
    account: &str,
) -> Result<i64, Failure> {
    // The award's row is held, so that two decisions do not get one number.
    tx.run("update award set made_at = made_at where office = $1 and id = $2", args![office, award]).await?;
    let newest: Option<(i64,)> = tx
        .one(
            "select coalesce(max(number), 0) from award_decision where office = $1 and award = $2",
            args![office, award],
        )
        .await?;
    let number = newest.map_or(0, |(number,)| number) + 1;
    let (winners, jurors) =
        (written("award_decision", &decision.winners)?, written("award_decision", &decision.jurors)?);
    let (standing, now) = (written("award_decision", &standing)?, tx.now());
    tx.run(
        "insert into award_decision (office, award, number, version, decided_on, winners, jurors, reason, standing, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            office,
            award,
            number,
            version,
            decision.on.to_string(),
            winners,
            jurors,
            decision.reason.trim(),
            standing,
            account,
            now
        ],
    )
    .await?;
    Ok(number)
}

/// Publishes the newest decision of an award.
pub async fn publish(tx: &mut Tx, office: &str, award: &str, number: i64) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "update award_decision set published_at = $4 where office = $1 and award = $2 and number = $3 and published_at is null",
        args![office, award, number, now],
    )
    .await?;
    Ok(())
}
