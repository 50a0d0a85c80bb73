//! The SQL of sessions. A session is found by the SHA-256 of its cookie; the cookie itself is never stored.

use crate::args;
use crate::domain::account::{Role, SignedIn, session_end};
use crate::domain::moment::Moment;
use crate::storage::{Failure, Storage, Tx};

/// A session that is alive, and who it belongs to.
#[derive(Clone, Debug)]
pub struct Live {
    /// Who asks.
    pub person: SignedIn,
    /// Whether the short limits of the office hold.
    pub staff: bool,
    /// When it was last heard of; written at most once in a while, see [`Live::is_stale`].
    pub seen: Moment,
}

impl Live {
    /// Whether the last sign of life is so old that a new one should be written: every minute for the office, every hour
    /// for librarians, which keeps reading pages from becoming writing ones.
    pub fn is_stale(&self, now: Moment) -> bool {
        now.0 - self.seen.0 >= if self.staff { 60 } else { 3_600 }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    account: String,
    office: String,
    staff: bool,
    created_at: i64,
    seen_at: i64,
    name: String,
    role: String,
    library: String,
}

/// The live session with this hash; `None` if there is none, it has ended, or the account is disabled.
pub async fn live(db: &Storage, token: &str, now: Moment) -> Result<Option<Live>, Failure> {
    let rows: Vec<Row> = db
        .all(
            "select s.account, s.office, s.staff, s.created_at, s.seen_at, a.name,
                    coalesce(r.role, '') as role, coalesce(r.library, '') as library
             from session s
             join account a on a.id = s.account
             left join account_role r on r.account = a.id and r.office = a.office
             where s.token = $1 and s.ended_at is null and s.second_until is null and a.disabled_at is null and a.office = s.office
             order by r.role, r.library",
            args![token],
        )
        .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    if now >= session_end(first.staff, Moment(first.created_at), Moment(first.seen_at)) {
        return Ok(None);
    }
    let person = SignedIn {
        account: first.account.clone(),
        office: first.office.clone(),
        name: first.name.clone(),
        roles: rows.iter().filter_map(|row| Role::from_row(&row.role, &row.library)).collect(),
    };
    Ok(Some(Live { person, staff: first.staff, seen: Moment(first.seen_at) }))
}

/// The account that a session belongs or belonged to, dead or alive, as long as the account is in use: under it the form of
/// an ended session is parked, and from this browser its owner is not slowed down by what others try elsewhere.
pub async fn owner(db: &Storage, token: &str) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> = db
        .one(
            "select s.account from session s join account a on a.id = s.account where s.token = $1
             and s.second_until is null and a.disabled_at is null",
            args![token],
        )
        .await?;
    Ok(row.map(|(account,)| account))
}

/// Seconds in which the second factor has to be given after the password.
pub const SECOND_WITHIN: i64 = 600;

/// Opens a session; half of one when the second factor is still to come: it opens nothing and ends by itself.
pub async fn open(
    tx: &mut Tx,
    token: &str,
    account: &str,
    office: &str,
    staff: bool,
    half: bool,
    now: Moment,
) -> Result<(), Failure> {
    let until = half.then_some(now.0 + SECOND_WITHIN);
    tx.run(
        "insert into session (token, account, office, staff, created_at, seen_at, second_until) values ($1, $2, $3, $4, $5, $5, $6)",
        args![token, account, office, staff, now, until],
    )
    .await?;
    Ok(())
}

/// The account whose password was right, on this cookie, a short while ago, and whose second factor is still to come.
pub async fn half(db: &Storage, token: &str, now: Moment) -> Result<Option<(String, String)>, Failure> {
    db.one(
        "select s.account, s.office from session s join account a on a.id = s.account
         where s.token = $1 and s.ended_at is null and s.second_until > $2 and a.disabled_at is null",
        args![token, now],
    )
    .await
}

/// How many sessions of an account are open, whether or not their time is over.
pub async fn open_count(db: &Storage, account: &str, now: Moment) -> Result<i64, Failure> {
    let rows: Vec<(bool, i64, i64)> = db
        .all(
            "select staff, created_at, seen_at from session where account = $1 and ended_at is null and second_until is null",
            args![account],
        )
        .await?;
    let live = rows.iter().filter(|(staff, created, seen)| now < session_end(*staff, Moment(*created), Moment(*seen)));
    Ok(i64::try_from(live.count()).unwrap_or(i64::MAX))
}

/// Ends every session of an account but one; returns how many.
pub async fn end_others(tx: &mut Tx, account: &str, but: &str, now: Moment) -> Result<u64, Failure> {
    tx.run(
        "update session set ended_at = $2 where account = $1 and token <> $3 and ended_at is null",
        args![account, now.0, but],
    )
    .await
}

/// Notes a sign of life.
pub async fn seen(tx: &mut Tx, token: &str, now: Moment) -> Result<(), Failure> {
    tx.run(
        "update session set seen_at = $2 where token = $1 and ended_at is null and seen_at < $2",
        args![token, now.0],
    )
    .await?;
    Ok(())
}

/// Ends one session.
pub async fn end(tx: &mut Tx, token: &str, now: Moment) -> Result<(), Failure> {
    tx.run("update session set ended_at = $2 where token = $1 and ended_at is null", args![token, now.0]).await?;
    Ok(())
}

/// Ends every session of an account; returns how many.
pub async fn end_all(tx: &mut Tx, account: &str, now: Moment) -> Result<u64, Failure> {
    tx.run("update session set ended_at = $2 where account = $1 and ended_at is null", args![account, now.0]).await
}

/// Forgets an account's sessions that nobody used since `before`; returns how many.
pub async fn forget(tx: &mut Tx, account: &str, before: Moment) -> Result<u64, Failure> {
    tx.run("delete from session where account = $1 and seen_at < $2", args![account, before.0]).await
}
