//! The audit log: who did what to which thing, and when. Ids and hashes, never text that people wrote. It only grows (triggers hold
//! that), and each line holds the hash of the one before in its office: a line that was altered, removed or put in breaks the chain
//! from there on. The office's row holds the number and hash of the last line, so that lines taken off the end are missed too.
//! Whoever can write to the database could still forge the whole chain; so `/kantor/audit` shows its end to be written on paper, and
//! `pantau verify audit` says whether the chain still has at that number what the paper says ([`remembered`]).

use super::{Failure, Storage, Tx};
use crate::args;
use crate::domain::moment::Moment;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A line as it is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Audit<'a> {
    /// The office's code.
    pub office: &'a str,
    /// The account that did it; empty for the program itself.
    pub account: &'a str,
    /// What was done, `noun.verb`: `report.send`; one of [`crate::domain::audit::ACTIONS`].
    pub action: &'a str,
    /// To what, `noun:id`.
    pub object: &'a str,
    /// SHA-256 (hex) of what was there, where that matters.
    pub before_sha256: &'a str,
    /// SHA-256 (hex) of what is there now.
    pub after_sha256: &'a str,
    /// A code for why, never free text.
    pub reason: &'a str,
}

/// A line of the log, stored or about to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    /// 1, 2, .. within the office; `None` only in lines from before the chain.
    pub number: Option<i64>,
    /// The line's id.
    pub id: String,
    /// Unix seconds.
    pub at: i64,
    /// The account; empty for the program itself.
    pub account: String,
    /// `report.send`
    pub action: String,
    /// `report:0197..`
    pub object: String,
    /// SHA-256 (hex) of what was there, or empty.
    pub before_sha256: String,
    /// SHA-256 (hex) of what was there afterwards, or empty.
    pub after_sha256: String,
    /// A code for why.
    pub reason: String,
    /// The chain's hash at this line, hex.
    pub hash: String,
}

impl Line {
    /// What a transaction keeps until it commits: without number and hash, which are known only then.
    pub(super) fn new(entry: &Audit<'_>, id: String, at: Moment) -> Self {
        Self {
            number: None,
            id,
            at: at.0,
            account: entry.account.to_owned(),
            action: entry.action.to_owned(),
            object: entry.object.to_owned(),
            before_sha256: entry.before_sha256.to_owned(),
            after_sha256: entry.after_sha256.to_owned(),
            reason: entry.reason.to_owned(),
            hash: String::new(),
        }
    }

    /// The hash over this line and, through the one before, over every line of the office up to here. Each part goes in with its
    /// length, so that nothing can move from one part into its neighbour.
    fn sealed(&self, office: &str, number: i64, before: &str) -> String {
        let mut hash = Sha256::new();
        let (number, at) = (number.to_string(), self.at.to_string());
        for part in [
            before,
            office,
            &number,
            &self.id,
            &at,
            &self.account,
            &self.action,
            &self.object,
            &self.before_sha256,
            &self.after_sha256,
            &self.reason,
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        data_encoding::HEXLOWER.encode(&hash.finalize())
    }
}

/// The end of an office's chain: what the office's row says, or how far a check has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct End {
    /// The office's code.
    pub office: String,
    /// Of the last line; 0: none yet.
    pub number: i64,
    /// Of the last line, hex.
    pub hash: String,
}

impl End {
    /// The chain with one more line; `None` when the line does not continue it.
    fn then(&self, line: &Line) -> Option<Self> {
        let number = self.number + 1;
        let hash = line.sealed(&self.office, number, &self.hash);
        (line.number == Some(number) && line.hash == hash).then(|| Self { office: self.office.clone(), number, hash })
    }
}

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The office's code.
    pub office: String,
    /// The first line that is not what it was, or that is not there.
    pub number: i64,
}

/// Most lines that one statement writes.
const LINES: usize = 16;

/// Writes that many lines at most, for the office `$1`; those without an id are none.
fn insert_lines(most: usize) -> String {
    let row = |n: usize| {
        let part = |part: usize, kind: &str, name: &str| format!("cast(${} as {kind}) as {name}", 10 * n + 2 + part);
        let parts = [
            part(0, "bigint", "number"),
            part(1, "text", "id"),
            part(2, "bigint", "at"),
            part(3, "text", "account"),
            part(4, "text", "action"),
            part(5, "text", "object"),
            part(6, "text", "before_sha256"),
            part(7, "text", "after_sha256"),
            part(8, "text", "reason"),
            part(9, "text", "hash"),
        ];
        format!("select {}", parts.join(", "))
    };
    let rows: Vec<String> = (0..most).map(row).collect();
    format!(
        "insert into audit (office, number, id, at, account, action, object, before_sha256, after_sha256, reason, hash)
         select cast($1 as text), number, id, at, account, action, object, before_sha256, after_sha256, reason, hash
         from ({}) as rows where id is not null",
        rows.join(" union all ")
    )
}
static INSERT_LINE: LazyLock<String> = LazyLock::new(|| insert_lines(1));
static INSERT_LINES: LazyLock<String> = LazyLock::new(|| insert_lines(LINES));

/// Appends lines to an office's chain, whose row is locked and ends at `end`.
pub(super) async fn append(tx: &mut Tx, mut end: End, lines: Vec<Line>) -> Result<(), Failure> {
    for lines in lines.chunks(LINES) {
        let mut args = args![&end.office];
        for line in lines {
            end.number += 1;
            end.hash = line.sealed(&end.office, end.number, &end.hash);
            args.0.extend(
                args![
                    end.number,
                    &line.id,
                    line.at,
                    &line.account,
                    &line.action,
                    &line.object,
                    &line.before_sha256,
                    &line.after_sha256,
                    &line.reason,
                    &end.hash
                ]
                .0,
            );
        }
        // Others wait for the office's row: however many lines there are, they are one statement.
        let sql = if lines.len() == 1 {
            &INSERT_LINE
        } else {
            // What is missing has its kind, because PostgreSQL keeps the statement with the kinds that it saw first.
            let nothing = || args![None::<i64>, None::<String>, None::<i64>];
            for _ in lines.len()..LINES {
                args.0.extend(nothing().0);
                args.0.extend((0..7).map(|_| super::Value::Text(None)));
            }
            &INSERT_LINES
        };
        tx.run(sql.as_str(), args).await?;
    }
    tx.run("update office set audit_hash = $2 where code = $1", args![end.office, end.hash]).await?;
    Ok(())
}

const ENDS: &str = "select code as office, audit_number as number, audit_hash as hash from office order by code";

/// The end of every office's chain.
pub async fn ends(db: &Storage) -> Result<Vec<End>, Failure> {
    db.all(ENDS, args![]).await
}

/// Numbers and hashes the lines from before the chain, once, in the order in which they were written.
pub(super) async fn seal(db: &Storage) -> Result<(), Failure> {
    let old: Vec<End> = db
        .all(
            "select code as office, audit_number as number, audit_hash as hash from office
             where audit_number = 0 and code in (select office from audit where number is null)",
            args![],
        )
        .await?;
    for end in old {
        db.write(move |tx| {
            Box::pin(async move {
                let office = end.office.clone();
                // Another node may be doing the same: whoever has the row first does it.
                let mine = tx
                    .run("update office set audit_number = 0 where code = $1 and audit_number = 0", args![&office])
                    .await?;
                if mine == 0 {
                    return Ok(());
                }
                let old: Vec<Line> = tx
                    .all(
                        "select number, id, at, account, action, object, before_sha256, after_sha256, reason, hash
                         from audit where office = $1 and number is null order by id",
                        args![&office],
                    )
                    .await?;
                let mut end = end;
                for line in &old {
                    end.number += 1;
                    end.hash = line.sealed(&office, end.number, &end.hash);
                    tx.run(
                        "update audit set number = $3, hash = $4 where office = $1 and id = $2",
                        args![&office, &line.id, end.number, &end.hash],
                    )
                    .await?;
                }
                tx.run(
                    "update office set audit_number = $2, audit_hash = $3 where code = $1",
                    args![&office, end.number, &end.hash],
                )
                .await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    }
    Ok(())
}

/// Lines that a check reads at a time.
const AT_ONCE: i64 = 2_000;

/// Checks every office's chain: its end, and the first break if there is one. The service may go on writing meanwhile.
pub async fn check(db: &Storage) -> Result<Vec<(End, Option<Break>)>, Failure> {
    let mut checked = Vec::new();
    for told in ends(db).await? {
        let found = walk(db, &told).await?;
        checked.push((told, found));
    }
    // A line of no office, or without a number, belongs to no chain.
    let loose: Vec<(String,)> = db
        .all(
            "select distinct office from audit where number is null or office not in (select code from office) order by office",
            args![],
        )
        .await?;
    for (office,) in loose {
        checked.push((End { office: office.clone(), ..End::default() }, Some(Break { office, number: 0 })));
    }
    Ok(checked)
}

/// A check on its way along an office's lines, in the order of their numbers.
struct Walk<'a> {
    /// What the office's row said before the first line was read.
    told: &'a End,
    /// The chain so far.
    end: End,
    /// Whether the line that the row told of was there.
    passed: bool,
}

impl<'a> Walk<'a> {
    fn new(told: &'a End) -> Self {
        Self { told, end: End { office: told.office.clone(), ..End::default() }, passed: told.number == 0 }
    }

    /// Takes the next line; `false`: the chain is broken here.
    fn takes(&mut self, line: &Line) -> bool {
        let Some(further) = self.end.then(line) else { return false };
        self.end = further;
        if self.end.number == self.told.number {
            self.passed = self.end.hash == self.told.hash;
        }
        self.end.number != self.told.number || self.passed
    }

    /// The first number that is missing or changed.
    fn break_at(&self, number: i64) -> Break {
        Break { office: self.end.office.clone(), number }
    }
}

async fn walk(db: &Storage, told: &End) -> Result<Option<Break>, Failure> {
    let mut walk = Walk::new(told);
    loop {
        let lines: Vec<Line> = db
            .all(
                "select number, id, at, account, action, object, before_sha256, after_sha256, reason, hash
                 from audit where office = $1 and number > $2 order by number limit $3",
                args![&told.office, walk.end.number, AT_ONCE],
            )
            .await?;
        for line in &lines {
            let number = walk.end.number + 1;
            if !walk.takes(line) {
                return Ok(Some(walk.break_at(number)));
            }
        }
        if lines.is_empty() {
            break;
        }
    }
    if !walk.passed {
        return Ok(Some(walk.break_at(walk.end.number + 1)));
    }
    // What was written while this read is in the office's row by now; more than that is in no chain.
    let now: Option<End> = db
        .one(
            "select code as office, audit_number as number, audit_hash as hash from office where code = $1",
            args![&told.office],
        )
        .await?;
    let end = &walk.end;
    let beyond = now.is_none_or(|now| now.number < end.number || (now.number == end.number && now.hash != end.hash));
    Ok(beyond.then(|| walk.break_at(told.number + 1)))
}

/// Letters of a hash that people write on paper: 48 bits, which nobody meets by chance.
pub const MARK: usize = 12;

/// What the chain says of an end that somebody wrote on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// It goes through that very line: everything up to it is what it was then.
    Same,
    /// There is another line at that number, of this hash: what was written up to there was replaced.
    Other(String),
    /// The chain does not hold together in itself, up to that number or beyond.
    Broken(Break),
    /// The chain ends before that number, here.
    Short(i64),
}

/// Does the chain of an office still have that hash (or one that begins so) at that number? `None`: there is no such office.
pub async fn remembered(db: &Storage, office: &str, number: i64, mark: &str) -> Result<Option<Remembered>, Failure> {
    let Some(told) = ends(db).await?.into_iter().find(|end| end.office == office) else { return Ok(None) };
    if let Some(found) = walk(db, &told).await? {
        return Ok(Some(Remembered::Broken(found)));
    }
    // Every line's hash was computed anew just now, so what is stored is what the chain has.
    let line: Option<(String,)> =
        db.one("select hash from audit where office = $1 and number = $2", args![office, number]).await?;
    Ok(Some(match line {
        Some((hash,)) if !mark.is_empty() && hash.starts_with(mark) => Remembered::Same,
        Some((hash,)) => Remembered::Other(hash),
        None => Remembered::Short(told.number),
    }))
}

/// What of the log is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Lines before this number; `None`: from the newest.
    pub before: Option<i64>,
    /// By this account.
    pub account: Option<String>,
    /// Of this kind, the noun of `noun.verb`.
    pub noun: Option<String>,
}

/// A line for people to read.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Told {
    /// 1, 2, .. within the office.
    pub number: i64,
    at: i64,
    /// The account's name; empty for the program itself.
    pub by_name: String,
    /// `report.send`
    pub action: String,
    /// `report:0197..`
    pub object: String,
    /// A code for why.
    pub reason: String,
}

impl Told {
    /// When it was done.
    pub fn at(&self) -> Moment {
        Moment(self.at)
    }
}

/// The newest lines of an office that pass a filter, newest first, at most `limit`.
pub async fn told(db: &Storage, office: &str, filter: &Filter, limit: i64) -> Result<Vec<Told>, Failure> {
    db.all(
        "select e.number, e.at, coalesce(a.name, '') as by_name, e.action, e.object, e.reason
         from audit e left join account a on a.id = e.account and a.office = e.office
         where e.office = $1 and e.number is not null and (cast($2 as bigint) is null or e.number < $2)
           and (cast($3 as text) is null or e.account = $3)
           and (cast($4 as text) is null or e.action like $4 || '.%')
         order by e.number desc limit $5",
        args![office, filter.before, &filter.account, &filter.noun, limit],
    )
    .await
}

/// What happened to one account since then, newest first, at most twenty lines.
pub async fn of_account(db: &Storage, office: &str, account: &str, since: Moment) -> Result<Vec<Told>, Failure> {
    // The ids begin with the time at which they were made (UUIDv7), and the log is in their order: only the last days are read.
    let millis = u64::try_from(since.0).unwrap_or_default() * 1_000;
    let first = format!("{:08x}-{:04x}", millis >> 16, millis & 0xffff);
    db.all(
        "select e.number, e.at, coalesce(a.name, '') as by_name, e.action, e.object, e.reason
         from audit e left join account a on a.id = e.account and a.office = e.office
         where e.office = $1 and e.id >= $2 and e.at >= $3 and e.object = $4 and e.number is not null and e.action like 'account.%'
         order by e.number desc limit 20",
        args![office, first, since, format!("account:{account}")],
    )
    .await
}

/// Who stands in the office's log, as (account, name), by name.
pub async fn people(db: &Storage, office: &str) -> Result<Vec<(String, String)>, Failure> {
    db.all(
        "select a.id, a.name from account a
         where a.office = $1 and exists (select 1 from audit e where e.office = a.office and e.account = a.id) order by a.name, a.id",
        args![office],
    )
    .await
}

#[cfg(test)]
mod tests;
