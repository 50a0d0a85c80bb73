//! Follow-ups (RTL) of meetings.

use crate::args;
use crate::domain::followup::{Aim, Course, Plan};
use crate::domain::form::MONTHLY;
use crate::domain::moment::{Date, Month};
use crate::storage::{Failure, Storage, Tx};
use std::collections::HashMap;

/// A follow-up with the names that belong to it, as they are today.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Followup {
    /// Its id.
    pub id: String,
    /// The meeting's id.
    pub meeting: String,
    /// The meeting's name.
    pub meeting_name: String,
    met_on: String,
    /// Of an example meeting.
    pub example: bool,
    /// The library's id.
    pub library: String,
    /// The library's name today.
    pub library_name: String,
    /// Its name in addresses.
    pub library_slug: String,
    library_stage: String,
    what: String,
    audience: String,
    who: String,
    due_on: String,
    support: String,
    measure: String,
    start: Option<i64>,
    goal: Option<i64>,
    remark: String,
    closed_on: Option<String>,
    /// Who closed it by hand.
    pub closed_by_name: String,
    /// What they wrote then.
    pub proof: String,
    reopened_on: Option<String>,
    /// Grows with every change.
    pub version: i64,
}

impl Followup {
    fn date(text: &str) -> Result<Date, Failure> {
        Date::parse(text).ok_or_else(|| Failure::inconsistent("followup", format!("date {text}")))
    }

    /// Does the library still take part?
    pub fn is_active(&self) -> bool {
        self.library_stage != "nonaktif"
    }

    /// When it was promised, closed, opened again.
    pub fn course(&self) -> Result<Course, Failure> {
        Ok(Course {
            met: Self::date(&self.met_on)?,
            due: Self::date(&self.due_on)?,
            closed: self.closed_on.as_deref().map(Self::date).transpose()?,
            reopened: self.reopened_on.as_deref().map(Self::date).transpose()?,
        })
    }

    /// As it was written down.
    pub fn plan(&self) -> Plan {
        let count = |value: Option<i64>| u32::try_from(value.unwrap_or(0)).unwrap_or(0);
        let aim = (!self.measure.is_empty()).then(|| Aim {
            measure: self.measure.clone(),
            start: count(self.start),
            goal: count(self.goal),
        });
        Plan {
            what: self.what.clone(),
            audience: self.audience.clone(),
            who: self.who.clone(),
            due: Date::parse(&self.due_on),
            support: self.support.clone(),
            aim,
            remark: self.remark.clone(),
        }
    }
}

macro_rules! followups {
    ($rest:literal) => {
        concat!(
            "select f.id, f.meeting, m.name as meeting_name, m.starts_on as met_on, m.example, f.library, l.name as library_name,
                    l.slug as library_slug, l.stage as library_stage, f.what, f.audience, f.who, f.due_on, f.support, f.measure, f.start,
                    f.goal, f.remark, f.closed_on, coalesce(a.name, '') as closed_by_name, f.proof, f.reopened_on, f.version
             from followup f join meeting m on m.office = f.office and m.id = f.meeting
             join library l on l.office = f.office and l.id = f.library left join account a on a.id = f.closed_by ",
            $rest
        )
    };
}

/// The follow-ups of a meeting, by library and the day they are due.
pub async fn of_meeting(db: &Storage, office: &str, meeting: &str) -> Result<Vec<Followup>, Failure> {
    db.all(followups!("where f.office = $1 and f.meeting = $2 order by l.name, f.due_on, f.id"), args![office, meeting])
        .await
}

/// The follow-ups of a library, of the newest meeting first.
pub async fn of_library(db: &Storage, office: &str, library: &str) -> Result<Vec<Followup>, Failure> {
    db.all(
        followups!("where f.office = $1 and f.library = $2 order by m.starts_on desc, f.due_on, f.id"),
        args![office, library],
    )
    .await
}

/// One follow-up.
pub async fn one(db: &Storage, office: &str, id: &str) -> Result<Option<Followup>, Failure> {
    db.one(followups!("where f.office = $1 and f.id = $2"), args![office, id]).await
}

/// The number and id of each approved report from a month on, by library and month.
pub async fn approved(
    db: &Storage,
    office: &str,
    from: Month,
) -> Result<HashMap<(String, Month), (String, String)>, Failure> {
    let rows: Vec<(String, String, String, String)> = db
        .all(
            "select library, month, coalesce(reference, ''), id from report
             where office = $1 and form = $2 and month >= $3 and approved_revision is not null",
            args![office, MONTHLY, from.to_string()],
        )
        .await?;
    rows.into_iter()
        .map(|(library, month, reference, id)| {
            let month =
                Month::parse(&month).ok_or_else(|| Failure::inconsistent("report", format!("month {month}")))?;
            Ok(((library, month), (reference, id)))
        })
        .collect()
}

/// Writes a follow-up down; answers its id.
pub async fn add(
    tx: &mut Tx,
    office: &str,
    meeting: &str,
    library: &str,
    plan: &Plan,
    account: &str,
) -> Result<String, Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into followup (office, id, meeting, library, what, audience, who, due_on, support, measure, start, goal, remark, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        args![
            office,
            &id,
            meeting,
            library,
            &plan.what,
            &plan.audience,
            &plan.who,
            plan.due.map(|due| due.to_string()),
            &plan.support,
            plan.aim.as_ref().map_or("", |aim| aim.measure.as_str()),
            plan.aim.as_ref().map(|aim| aim.start),
            plan.aim.as_ref().map(|aim| aim.goal),
            &plan.remark,
            account,
            now
        ],
    )
    .await?;
    Ok(id)
}

/// Changes it, if it is still at that version.
pub async fn put(tx: &mut Tx, office: &str, id: &str, version: i64, plan: &Plan) -> Result<bool, Failure> {
    let rows = tx
        .run(
            "update followup set what = $4, audience = $5, who = $6, due_on = $7, support = $8, measure = $9, start = $10, goal = $11,
                    remark = $12, version = version + 1
             where office = $1 and id = $2 and version = $3",
            args![
                office,
                id,
                version,
                &plan.what,
                &plan.audience,
                &plan.who,
                plan.due.map(|due| due.to_string()),
                &plan.support,
                plan.aim.as_ref().map_or("", |aim| aim.measure.as_str()),
                plan.aim.as_ref().map(|aim| aim.start),
                plan.aim.as_ref().map(|aim| aim.goal),
                &plan.remark
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// Takes it back: it was written down by mistake.
pub async fn remove(tx: &mut Tx, office: &str, id: &str, version: i64) -> Result<bool, Failure> {
    let rows = tx
        .run("delete from followup where office = $1 and id = $2 and version = $3", args![office, id, version])
        .await?;
    Ok(rows == 1)
}

/// Closes it by hand.
pub async fn close(tx: &mut Tx, office: &str, id: &str, on: Date, proof: &str, account: &str) -> Result<(), Failure> {
    tx.run(
        "update followup set closed_on = $3, closed_by = $4, proof = $5, version = version + 1 where office = $1 and id = $2",
        args![office, id, on.to_string(), account, proof],
    )
    .await?;
    Ok(())
}

/// Opens it again. What was written as proof stays readable.
pub async fn reopen(tx: &mut Tx, office: &str, id: &str, on: Date) -> Result<(), Failure> {
    tx.run(
        "update followup set closed_on = null, closed_by = null, reopened_on = $3, version = version + 1 where office = $1 and id = $2",
        args![office, id, on.to_string()],
    )
    .await?;
    Ok(())
}
