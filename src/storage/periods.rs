//! The office's calendar: rules, single months, extensions, grace.

use crate::args;
use crate::domain::moment::{Date, Moment, Month, Zone};
use crate::domain::period::{Period, Rule, Special};
use crate::storage::{Failure, Storage, Tx};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct RuleRow {
    valid_from: String,
    open_day: i64,
    due_day: i64,
    grace_days: i64,
}

#[derive(sqlx::FromRow)]
struct SpecialRow {
    month: String,
    opens_on: Option<String>,
    due_on: Option<String>,
    grace_days: Option<i64>,
    locked: bool,
}

/// A longer time that a library was given for one month.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Extension {
    /// The library's name.
    pub library_name: String,
    month: String,
    until: String,
    /// Why, in the planner's words.
    pub reason: String,
    /// Who gave it.
    pub by_name: String,
    given_at: i64,
}

impl Extension {
    /// The month.
    pub fn month(&self) -> Result<Month, Failure> {
        read_month("extension", &self.month)
    }

    /// Its last day.
    pub fn until(&self) -> Result<Date, Failure> {
        read_date("extension", &self.until)
    }

    /// When it was given.
    pub fn given(&self) -> Moment {
        Moment(self.given_at)
    }
}

/// Grace that a person gave a report.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Grace {
    /// Why, in the planner's words.
    pub reason: String,
    /// Who gave it.
    pub by_name: String,
    given_at: i64,
}

impl Grace {
    /// When it was given.
    pub fn given(&self) -> Moment {
        Moment(self.given_at)
    }
}

fn read_month(table: &'static str, text: &str) -> Result<Month, Failure> {
    Month::parse(text).ok_or_else(|| Failure::inconsistent(table, format!("month {text}")))
}

fn read_date(table: &'static str, text: &str) -> Result<Date, Failure> {
    Date::parse(text).ok_or_else(|| Failure::inconsistent(table, format!("date {text}")))
}

/// Everything an office has decided about its months, ready to answer for any library and month.
#[derive(Clone, Debug)]
pub struct Almanac {
    /// The office's zone.
    pub zone: Zone,
    first: Rule,
    /// By month from which they hold, oldest first.
    rules: Vec<(Month, Rule)>,
    specials: HashMap<Month, Special>,
    extensions: HashMap<(String, Month), Date>,
}

impl Almanac {
    /// The rule that holds for a month.
    pub fn rule(&self, month: Month) -> Rule {
        self.rules.iter().rev().find(|(from, _)| *from <= month).map_or(self.first, |(_, rule)| *rule)
    }

    /// What was decided for that month alone.
    pub fn special(&self, month: Month) -> Option<Special> {
        self.specials.get(&month).copied()
    }

    /// The month as it stands for libraries without an extension.
    pub fn general(&self, month: Month) -> Period {
        Period::of(month, self.rule(month), self.special(month), None)
    }

    /// The month as it stands for one library.
    pub fn period(&self, library: &str, month: Month) -> Period {
        let extended = self.extensions.get(&(library.to_owned(), month)).copied();
        Period::of(month, self.rule(month), self.special(month), extended)
    }
}

const OFFICE: &str = "select time_zone, due_day from office where code = $1";
const RULES: &str =
    "select valid_from, open_day, due_day, grace_days from period_rule where office = $1 order by valid_from";
const SPECIALS: &str = "select month, opens_on, due_on, grace_days, locked from period where office = $1";
const EXTENSIONS: &str = "select library, month, until from extension where office = $1";

fn almanac_of(
    office: Option<(String, i64)>,
    rules: Vec<RuleRow>,
    specials: Vec<SpecialRow>,
    extensions: Vec<(String, String, String)>,
) -> Result<Almanac, Failure> {
    let (zone, due_day) = office.ok_or_else(|| Failure::inconsistent("office", "no such office"))?;
    let rules = rules.into_iter().map(|row| {
        let rule = Rule { open_day: row.open_day, due_day: row.due_day, grace_days: row.grace_days };
        Ok((read_month("period_rule", &row.valid_from)?, rule))
    });
    let specials = specials.into_iter().map(|row| {
        let special = Special {
            opens: row.opens_on.as_deref().and_then(Date::parse),
            due: row.due_on.as_deref().and_then(Date::parse),
            grace_days: row.grace_days,
            locked: row.locked,
        };
        Ok((read_month("period", &row.month)?, special))
    });
    let extensions = extensions.into_iter().map(|(library, month, until)| {
        Ok(((library, read_month("extension", &month)?), read_date("extension", &until)?))
    });
    Ok(Almanac {
        zone: Zone::named(&zone).unwrap_or_default(),
        first: Rule::from_due_day(due_day),
        rules: rules.collect::<Result<_, Failure>>()?,
        specials: specials.collect::<Result<_, Failure>>()?,
        extensions: extensions.collect::<Result<_, Failure>>()?,
    })
}

/// The office's almanac.
pub async fn almanac(db: &Storage, office: &str) -> Result<Almanac, Failure> {
    almanac_of(
        db.one(OFFICE, args![office]).await?,
        db.all(RULES, args![office]).await?,
        db.all(SPECIALS, args![office]).await?,
        db.all(EXTENSIONS, args![office]).await?,
    )
}

/// [`almanac`] inside a writing transaction.
pub async fn almanac_in(tx: &mut Tx, office: &str) -> Result<Almanac, Failure> {
    almanac_of(
        tx.one(OFFICE, args![office]).await?,
        tx.all(RULES, args![office]).await?,
        tx.all(SPECIALS, args![office]).await?,
        tx.all(EXTENSIONS, args![office]).await?,
    )
}

/// Sets the general rule from a month on.
pub async fn put_rule(tx: &mut Tx, office: &str, from: Month, rule: Rule, account: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into period_rule (office, valid_from, open_day, due_day, grace_days, set_by, set_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (office, valid_from) do update set open_day = excluded.open_day, due_day = excluded.due_day,
           grace_days = excluded.grace_days, set_by = excluded.set_by, set_at = excluded.set_at",
        args![office, from.to_string(), rule.open_day, rule.due_day, rule.grace_days, account, now],
    )
    .await?;
    Ok(())
}

/// Sets what holds for one month alone.
pub async fn put_special(
    tx: &mut Tx,
    office: &str,
    month: Month,
    special: Special,
    account: &str,
) -> Result<(), Failure> {
    let now = tx.now();
    let text = |date: Option<Date>| date.map(|date| date.to_string());
    tx.run(
        "insert into period (office, month, opens_on, due_on, grace_days, locked, set_by, set_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (office, month) do update set opens_on = excluded.opens_on, due_on = excluded.due_on,
           grace_days = excluded.grace_days, locked = excluded.locked, set_by = excluded.set_by, set_at = excluded.set_at",
        args![
            office,
            month.to_string(),
            text(special.opens),
            text(special.due),
            special.grace_days,
            special.locked,
            account,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Gives one library a longer time, in place of an earlier one.
pub async fn put_extension(
    tx: &mut Tx,
    office: &str,
    library: &str,
    month: Month,
    until: Date,
    reason: &str,
    account: &str,
) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into extension (office, library, month, until, reason, given_by, given_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (office, library, month) do update set until = excluded.until, reason = excluded.reason,
           given_by = excluded.given_by, given_at = excluded.given_at",
        args![office, library, month.to_string(), until.to_string(), reason, account, now],
    )
    .await?;
    Ok(())
}

/// Every extension of an office, newest month first.
pub async fn extensions(db: &Storage, office: &str) -> Result<Vec<Extension>, Failure> {
    db.all(
        "select l.name as library_name, e.month, e.until, e.reason, coalesce(a.name, '') as by_name, e.given_at
         from extension e join library l on l.office = e.office and l.id = e.library left join account a on a.id = e.given_by
         where e.office = $1 order by e.month desc, l.name",
        args![office],
    )
    .await
}

/// Gives a report grace.
pub async fn put_grace(tx: &mut Tx, office: &str, report: &str, reason: &str, account: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into grace (office, report, reason, given_by, given_at) values ($1, $2, $3, $4, $5)
         on conflict (office, report) do update set reason = excluded.reason, given_by = excluded.given_by, given_at = excluded.given_at",
        args![office, report, reason, account, now],
    )
    .await?;
    Ok(())
}

/// The grace of a report.
pub async fn grace(db: &Storage, office: &str, report: &str) -> Result<Option<Grace>, Failure> {
    db.one(
        "select g.reason, coalesce(a.name, '') as by_name, g.given_at
         from grace g left join account a on a.id = g.given_by where g.office = $1 and g.report = $2",
        args![office, report],
    )
    .await
}

/// When the phone said that the report was finished (of its first sending), in an office; answers (report, unix seconds) of those
/// that were given grace.
pub async fn graced(db: &Storage, office: &str) -> Result<HashMap<String, Option<Moment>>, Failure> {
    let rows: Vec<(String, Option<i64>)> = db
        .all(
            "select g.report, v.finalized_at from grace g
             left join report_version v on v.office = g.office and v.report = g.report and v.revision = 1 where g.office = $1",
            args![office],
        )
        .await?;
    Ok(rows.into_iter().map(|(report, at)| (report, at.map(Moment))).collect())
}

/// When the phone said that the first sending of a report was finished.
pub async fn finalized(db: &Storage, office: &str, report: &str) -> Result<Option<Moment>, Failure> {
    let row: Option<(Option<i64>,)> = db
        .one(
            "select finalized_at from report_version where office = $1 and report = $2 and revision = 1",
            args![office, report],
        )
        .await?;
    Ok(row.and_then(|(at,)| at).map(Moment))
}
