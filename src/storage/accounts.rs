//! The SQL of accounts, their roles and their one-time codes.

use crate::args;
use crate::domain::account::Role;
use crate::domain::code_word;
use crate::domain::moment::Moment;
use crate::storage::{Failure, Storage, Tx};

/// An account as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Account {
    /// `UUIDv7`.
    pub id: String,
    /// The office's code.
    pub office: String,
    /// `+628..`; `None` once the number was given up.
    pub phone: Option<String>,
    /// The person's name.
    pub name: String,
    /// PHC string; `None` until the first code was used.
    pub password: Option<String>,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds; `None` while in use.
    pub disabled_at: Option<i64>,
    /// One more with each change.
    pub version: i64,
}

/// A code that can still be used.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenCode {
    /// `UUIDv7`.
    pub id: String,
    /// SHA-256 of the code, hex.
    pub code: String,
    /// `first` or `recovery`.
    pub purpose: String,
    /// Wrong tries so far.
    pub tries: i64,
    /// Unix seconds.
    pub expires_at: i64,
}

#[derive(sqlx::FromRow)]
struct RoleRow {
    account: String,
    role: String,
    library: String,
}

/// The account in use with this number (`+628..`), of any office.
pub async fn by_phone(db: &Storage, phone: &str) -> Result<Option<Account>, Failure> {
    db.one(
        "select id, office, phone, name, password, created_at, disabled_at, version from account
         where phone = $1 and disabled_at is null",
        args![phone],
    )
    .await
}

/// The account with this number, read within a change.
pub async fn by_phone_for(tx: &mut Tx, phone: &str) -> Result<Option<Account>, Failure> {
    tx.one(
        "select id, office, phone, name, password, created_at, disabled_at, version from account
         where phone = $1 and disabled_at is null",
        args![phone],
    )
    .await
}

/// One account of an office, in use or not.
pub async fn by_id(db: &Storage, office: &str, id: &str) -> Result<Option<Account>, Failure> {
    db.one(
        "select id, office, phone, name, password, created_at, disabled_at, version from account where office = $1 and id = $2",
        args![office, id],
    )
    .await
}

/// One account of an office, in use or not, read within a change.
pub async fn by_id_for(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Account>, Failure> {
    tx.one(
        "select id, office, phone, name, password, created_at, disabled_at, version from account where office = $1 and id = $2",
        args![office, id],
    )
    .await
}

/// Every account of an office, by name.
pub async fn of_office(db: &Storage, office: &str) -> Result<Vec<Account>, Failure> {
    db.all(
        "select id, office, phone, name, password, created_at, disabled_at, version from account where office = $1 order by name, id",
        args![office],
    )
    .await
}

/// The roles of every account of an office, as (account, role).
pub async fn roles_of_office(db: &Storage, office: &str) -> Result<Vec<(String, Role)>, Failure> {
    let rows: Vec<RoleRow> = db
        .all(
            "select account, role, library from account_role where office = $1 order by account, role, library",
            args![office],
        )
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.account, Role::from_row(&row.role, &row.library)?))).collect())
}

/// The roles of one account.
pub async fn roles(db: &Storage, office: &str, account: &str) -> Result<Vec<Role>, Failure> {
    let rows: Vec<RoleRow> = db
        .all(
            "select account, role, library from account_role where office = $1 and account = $2 order by role, library",
            args![office, account],
        )
        .await?;
    Ok(rows.iter().filter_map(|row| Role::from_row(&row.role, &row.library)).collect())
}

/// The roles of one account, read within a change.
pub async fn roles_for(tx: &mut Tx, office: &str, account: &str) -> Result<Vec<Role>, Failure> {
    let rows: Vec<RoleRow> = tx
        .all(
            "select account, role, library from account_role where office = $1 and account = $2 order by role, library",
            args![office, account],
        )
        .await?;
    Ok(rows.iter().filter_map(|row| Role::from_row(&row.role, &row.library)).collect())
}

/// How many accounts of the office hold the administrator's role and are in use. Holds the office's row, so that two administrators
/// cannot take each other out of the same count.
pub async fn administrators(tx: &mut Tx, office: &str) -> Result<i64, Failure> {
    tx.run("update office set next_seq = next_seq where code = $1", args![office]).await?;
    let row: Option<(i64,)> = tx
        .one(
            "select cast(count(*) as bigint) from account_role r join account a on a.id = r.account
             where r.office = $1 and r.role = 'administrator' and a.disabled_at is null",
            args![office],
        )
        .await?;
    Ok(row.map_or(0, |(count,)| count))
}

/// Adds an account without a password.
pub async fn add(tx: &mut Tx, id: &str, office: &str, phone: &str, name: &str, now: Moment) -> Result<(), Failure> {
    tx.run(
        "insert into account (id, office, phone, name, created_at) values ($1, $2, $3, $4, $5)",
        args![id, office, phone, name, now.0],
    )
    .await?;
    Ok(())
}

/// Sets name and number; the version grows.
pub async fn change(tx: &mut Tx, id: &str, phone: &str, name: &str) -> Result<(), Failure> {
    tx.run("update account set phone = $2, name = $3, version = version + 1 where id = $1", args![id, phone, name])
        .await?;
    Ok(())
}

/// Sets the password's PHC string.
pub async fn set_password(tx: &mut Tx, id: &str, password: &str) -> Result<(), Failure> {
    tx.run("update account set password = $2, version = version + 1 where id = $1", args![id, password]).await?;
    Ok(())
}

/// Puts the same password under newer parameters, if it is still the one that was read.
pub async fn rehash(tx: &mut Tx, id: &str, before: &str, after: &str) -> Result<(), Failure> {
    tx.run("update account set password = $3 where id = $1 and password = $2", args![id, before, after]).await?;
    Ok(())
}

/// Takes an account out of use: its number, password, second factor and sheet are given up, its history stays.
pub async fn disable(tx: &mut Tx, id: &str, now: Moment) -> Result<(), Failure> {
    tx.run(
        "update account set phone = null, password = null, disabled_at = $2, version = version + 1 where id = $1",
        args![id, now.0],
    )
    .await?;
    tx.run("delete from second_factor where account = $1", args![id]).await?;
    super::second_factors::end_sheet(tx, id).await?;
    Ok(())
}

/// Gives a role; giving it twice changes nothing.
pub async fn grant(tx: &mut Tx, office: &str, account: &str, role: &Role, now: Moment) -> Result<(), Failure> {
    let library = if let Role::Librarian { library } = role { library.as_str() } else { "" };
    tx.run(
        "insert into account_role (office, account, role, library, granted_at) values ($1, $2, $3, $4, $5)
         on conflict (office, account, role, library) do nothing",
        args![office, account, role.code(), library, now.0],
    )
    .await?;
    Ok(())
}

/// Takes a role away.
pub async fn revoke(tx: &mut Tx, office: &str, account: &str, role: &Role) -> Result<(), Failure> {
    let library = if let Role::Librarian { library } = role { library.as_str() } else { "" };
    tx.run(
        "delete from account_role where office = $1 and account = $2 and role = $3 and library = $4",
        args![office, account, role.code(), library],
    )
    .await?;
    Ok(())
}

/// Stores the hash of a new code; every earlier one of the account ends.
pub async fn put_code(
    tx: &mut Tx,
    id: &str,
    account: &Account,
    code: &str,
    made_by: Option<&str>,
    now: Moment,
) -> Result<(), Failure> {
    withdraw_codes(tx, &account.id, now).await?;
    let purpose = if account.password.is_some() { "recovery" } else { "first" };
    tx.run(
        "insert into one_time_code (id, office, account, code, purpose, made_by, made_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![id, &account.office, &account.id, code, purpose, made_by, now.0, now.0 + code_word::DAYS * 86_400],
    )
    .await?;
    Ok(())
}

/// Ends every unused code of an account.
pub async fn withdraw_codes(tx: &mut Tx, account: &str, now: Moment) -> Result<(), Failure> {
    tx.run(
        "update one_time_code set withdrawn_at = $2 where account = $1 and used_at is null and withdrawn_at is null",
        args![account, now.0],
    )
    .await?;
    Ok(())
}

/// The code of an account that can still be used.
pub async fn open_code(tx: &mut Tx, account: &str, now: Moment) -> Result<Option<OpenCode>, Failure> {
    tx.one(
        "select id, code, purpose, tries, expires_at from one_time_code
         where account = $1 and used_at is null and withdrawn_at is null and expires_at > $2 and tries < $3
         order by made_at desc, id desc limit 1",
        args![account, now.0, code_word::TRIES],
    )
    .await
}

/// When the open codes of an office's accounts end, as (account, unix seconds).
pub async fn open_codes_of_office(db: &Storage, office: &str, now: Moment) -> Result<Vec<(String, i64)>, Failure> {
    db.all(
        "select account, expires_at from one_time_code
         where office = $1 and used_at is null and withdrawn_at is null and expires_at > $2 and tries < $3",
        args![office, now.0, code_word::TRIES],
    )
    .await
}

/// Counts a wrong try.
pub async fn count_try(tx: &mut Tx, code: &str) -> Result<(), Failure> {
    tx.run("update one_time_code set tries = tries + 1 where id = $1", args![code]).await?;
    Ok(())
}

/// Uses a code up; false if somebody else was faster.
pub async fn use_code(tx: &mut Tx, code: &str, now: Moment) -> Result<bool, Failure> {
    let rows = tx
        .run(
            "update one_time_code set used_at = $2 where id = $1 and used_at is null and withdrawn_at is null",
            args![code, now.0],
        )
        .await?;
    Ok(rows == 1)
}

/// When each account of an office was last heard of, as (account, unix seconds).
pub async fn last_seen_of_office(db: &Storage, office: &str) -> Result<Vec<(String, i64)>, Failure> {
    db.all(
        "select account, cast(max(seen_at) as bigint) from session where office = $1 group by account",
        args![office],
    )
    .await
}

/// The roles of every account of an office, read within a change.
pub async fn roles_of_office_for(tx: &mut Tx, office: &str) -> Result<Vec<(String, Role)>, Failure> {
    let rows: Vec<RoleRow> = tx
        .all(
            "select account, role, library from account_role where office = $1 order by account, role, library",
            args![office],
        )
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.account, Role::from_row(&row.role, &row.library)?))).collect())
}

/// The numbers in use of an office, as (account, number, name).
pub async fn numbers(tx: &mut Tx, office: &str) -> Result<Vec<(String, String, String)>, Failure> {
    tx.all(
        "select id, phone, name from account where office = $1 and phone is not null and disabled_at is null",
        args![office],
    )
    .await
}

/// Adds an office.
pub async fn add_office(
    tx: &mut Tx,
    code: &str,
    regency: &str,
    regency_short: &str,
    province: &str,
    time_zone: &str,
) -> Result<(), Failure> {
    tx.run(
        "insert into office (code, regency, regency_short, province, time_zone) values ($1, $2, $3, $4, $5)",
        args![code, regency, regency_short, province, time_zone],
    )
    .await?;
    Ok(())
}

/// The name of an account that is in use and reports for that library; `None`: it does not.
pub async fn librarian_name(
    db: &Storage,
    office: &str,
    library: &str,
    account: &str,
) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> = db
        .one(
            "select a.name from account a join account_role r on r.account = a.id and r.office = a.office
             where a.office = $1 and a.id = $3 and a.disabled_at is null and r.role = 'librarian' and r.library = $2",
            args![office, library, account],
        )
        .await?;
    Ok(row.map(|(name,)| name))
}
