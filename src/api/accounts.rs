//! Accounts of an office: who has one, for what, and the one-time codes that open them.

pub mod import;

use crate::api::session::hash_of;
use crate::api::{App, Error, libraries};
use crate::domain::account::{Asker, Role, SignedIn, person_name};
use crate::domain::code_word::{self, CodeWord, Message};
use crate::domain::library::Library;
use crate::domain::moment::{Moment, Zone};
use crate::domain::phone::Phone;
use crate::domain::refusal::{Finding, Refusal};
use crate::storage::accounts::Account;
use crate::storage::ops::Op;
use crate::storage::{self, Audit, Failure, Tx, accounts, second_factors, sessions};
use serde::Deserialize;
use std::collections::BTreeMap;

/// An account as the office sees it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// `0811-0000-0001`; `None` once given up.
    pub phone: Option<String>,
    /// Every role.
    pub roles: Vec<Role>,
    /// The libraries that it reports for, as (slug, name).
    pub libraries: Vec<(String, String)>,
    /// Whether it can be used.
    pub state: State,
    /// Whether the one who asks may change it.
    pub manageable: bool,
    /// The row's version, which a change names.
    pub version: i64,
    /// A second factor is asked at sign-in.
    pub second_factor: bool,
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A password is set; last heard of then.
    Active {
        /// The last sign of life; `None`: no session left to tell.
        seen: Option<Moment>,
    },
    /// Waits for its first code to be used.
    Waiting {
        /// The code is good until then.
        until: Moment,
    },
    /// No password and no code that can be used.
    Closed,
    /// Taken out of use.
    Disabled,
}

/// A code that was just made. It is shown once, to the one who made it.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The account's id.
    pub account: String,
    /// The person's name.
    pub name: String,
    /// `0811-0000-0001`.
    pub phone: String,
    /// Digits for `wa.me`.
    pub digits: String,
    /// `7K3M-0X1A`.
    pub code: String,
    /// The text to send.
    pub message: String,
    /// "Senin, 9 November 2026 pukul 09.05 WIB".
    pub until: String,
}

/// An account as a form describes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountInput {
    /// The person's name.
    pub name: String,
    /// The number as typed.
    pub phone: String,
    /// A library's slug, or empty.
    #[serde(default)]
    pub library: String,
    /// A second library's slug, or empty.
    #[serde(default)]
    pub library_2: String,
    /// `planner`, `administrator` or empty.
    #[serde(default)]
    pub office_role: String,
    /// The version that the form showed; empty for a new account.
    #[serde(default)]
    pub version: String,
    /// The intent's id.
    #[serde(default)]
    pub op: String,
}

/// An account form that was understood.
struct Understood {
    name: String,
    phone: Phone,
    roles: Vec<Role>,
}

/// Every account of the planner's office, in use first, by name.
pub async fn list(app: &App, asker: &Asker) -> Result<Vec<Listed>, Error> {
    let person = asker.planner()?;
    let mut listed = listed(app, person).await?;
    listed.sort_by_key(|account| account.state == State::Disabled);
    Ok(listed)
}

/// One account of the planner's office.
pub async fn one(app: &App, asker: &Asker, id: &str) -> Result<Listed, Error> {
    let person = asker.planner()?;
    listed(app, person).await?.into_iter().find(|account| account.id == id).ok_or_else(|| Refusal::NotFound.into())
}

/// The libraries of the planner's office, for choosing, as (slug, name).
pub async fn choices(app: &App, asker: &Asker) -> Result<Vec<(String, String)>, Error> {
    let person = asker.planner()?;
    let libraries = storage::libraries::all(&app.storage, Some(&person.office)).await?;
    Ok(libraries.into_iter().map(|library| (library.slug, library.name)).collect())
}

async fn listed(app: &App, person: &SignedIn) -> Result<Vec<Listed>, Failure> {
    let (db, office) = (&app.storage, person.office.as_str());
    let libraries = storage::libraries::all(db, Some(office)).await?;
    let libraries: BTreeMap<&str, &Library> = libraries.iter().map(|library| (library.id.as_str(), library)).collect();
    let mut roles: BTreeMap<String, Vec<Role>> = BTreeMap::new();
    for (account, role) in accounts::roles_of_office(db, office).await? {
        roles.entry(account).or_default().push(role);
    }
    let codes: BTreeMap<String, i64> =
        accounts::open_codes_of_office(db, office, app.world.now()).await?.into_iter().collect();
    let seen: BTreeMap<String, i64> = accounts::last_seen_of_office(db, office).await?.into_iter().collect();
    let second: Vec<(String,)> = second_factors::proven_of_office(db, office).await?;
    let rows = accounts::of_office(db, office).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let roles = roles.remove(&row.id).unwrap_or_default();
            let state = match (row.disabled_at, &row.password, codes.get(&row.id)) {
                (Some(_), _, _) => State::Disabled,
                (None, Some(_), _) => State::Active { seen: seen.get(&row.id).copied().map(Moment) },
                (None, None, Some(until)) => State::Waiting { until: Moment(*until) },
                (None, None, None) => State::Closed,
            };
            let held = roles.iter().filter_map(|role| match role {
                Role::Librarian { library } => libraries.get(library.as_str()),
                Role::Planner | Role::Administrator => None,
            });
            Listed {
                libraries: held.map(|library| (library.slug.clone(), library.name.clone())).collect(),
                phone: row.phone.as_deref().and_then(|phone| Phone::parse(phone).ok()).map(|phone| phone.local()),
                manageable: person.may_manage(&roles) && state != State::Disabled,
                second_factor: second.iter().any(|(account,)| *account == row.id),
                id: row.id,
                name: row.name,
                version: row.version,
                roles,
                state,
            }
        })
        .collect())
}

/// Adds an account and makes its first code. The same intent sent twice (the page with the code loaded again) adds one account and makes
/// one code: it was sent already, most likely.
pub async fn add(app: &App, asker: &Asker, input: AccountInput) -> Result<Issued, Error> {
    let person = asker.planner()?.clone();
    let understood = understood(app, &person, &input).await?;
    let op = op(&person, &input);
    let letter = Letter::new(app, &person.office).await?;
    let code = CodeWord::from_random(app.world.secret());
    let hash = hash_of(&code);
    let account = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    let words = "Akun ini sudah dibuat, dan kodenya hanya tampil sekali. Kalau kodenya belum terkirim, buka akunnya di daftar akun, lalu buat kode baru.";
                    return Err(Error::from(Refusal::Conflict(words.to_owned())));
                }
                free(tx, &understood.phone, None, Some(&person.office)).await?;
                let (id, now) = (tx.id(), tx.now());
                accounts::add(tx, &id, &person.office, understood.phone.as_str(), &understood.name, now).await?;
                for role in &understood.roles {
                    accounts::grant(tx, &person.office, &id, role, now).await?;
                }
                audit(tx, &person, "account.add", &id, "").await?;
                let account = accounts::by_id_for(tx, &person.office, &id).await?;
                let account = account.ok_or_else(|| Failure::inconsistent("account", "just added, not there"))?;
                put_code(tx, &account, &hash, Some(&person.account)).await?;
                op.keep(tx, &id).await?;
                Ok::<_, Error>(account)
            })
        })
        .await?;
    letter.issued(app, &account, &code).await
}

/// Changes name, number and roles. A new number or other roles end every session and every open code; history stays.
pub async fn change(app: &App, asker: &Asker, id: &str, input: AccountInput) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let before = one(app, asker, id).await?;
    if !before.manageable {
        return Err(Refusal::Forbidden.into());
    }
    let understood = understood(app, &person, &input).await?;
    let id = id.to_owned();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let account = mine(tx, &person, &id).await?;
                if account.version.to_string() != input.version {
                    return Err(Refusal::Conflict(
                        "Akun ini baru saja diubah orang lain. Buka lagi halamannya, periksa, lalu ubah bila masih perlu."
                            .to_owned(),
                    )
                    .into());
                }
                let roles = accounts::roles_for(tx, &person.office, &id).await?;
                keeps_an_administrator(tx, &person, &id, &roles, &understood.roles).await?;
                free(tx, &understood.phone, Some(&id), Some(&person.office)).await?;
                let now = tx.now();
                let gone: Vec<&Role> = roles.iter().filter(|role| !understood.roles.contains(role)).collect();
                let come: Vec<&Role> = understood.roles.iter().filter(|role| !roles.contains(role)).collect();
                for role in &gone {
                    accounts::revoke(tx, &person.office, &id, role).await?;
                }
                for role in &come {
                    accounts::grant(tx, &person.office, &id, role, now).await?;
                }
                let number_changed = account.phone.as_deref() != Some(understood.phone.as_str());
                if number_changed && person.account == id {
                    let words = "Nomor sendiri diganti di halaman Akun saya, dengan kata sandi.";
                    return Err(Refusal::invalid("phone", words).into());
                }
                let roles_changed = !gone.is_empty() || !come.is_empty();
                accounts::change(tx, &id, understood.phone.as_str(), &understood.name).await?;
                if number_changed {
                    accounts::withdraw_codes(tx, &id, now).await?;
                    second_factors::end_sheet(tx, &id).await?;
                }
                if number_changed || roles_changed {
                    sessions::end_all(tx, &id, now).await?;
                }
                let reason = match (number_changed, roles_changed) {
                    (true, true) => "phone+roles",
                    (true, false) => "phone",
                    (false, true) => "roles",
                    (false, false) => "name",
                };
                audit(tx, &person, "account.change", &id, reason).await?;
                Ok(())
            })
        })
        .await
}

/// Makes a new code; the one before ends, so the page that shows it may be loaded again without making another: it was sent already, most
/// likely. Recovery needs the planner's word that the person was called back.
pub async fn issue(app: &App, asker: &Asker, id: &str, called_back: bool, op: &str) -> Result<Issued, Error> {
    let person = asker.planner()?.clone();
    let before = one(app, asker, id).await?;
    if !before.manageable {
        return Err(Refusal::Forbidden.into());
    }
    if person.account == id {
        let words =
            "Kata sandi sendiri diganti di halaman Akun saya. Kode untuk diri sendiri tidak bisa dibuat di sini.";
        return Err(Refusal::invalid("", words).into());
    }
    if matches!(before.state, State::Active { .. }) && !called_back {
        let words = "Telepon dulu orangnya ke nomor yang terdaftar, lalu centang kotak ini.";
        return Err(Refusal::invalid("called_back", words).into());
    }
    let letter = Letter::new(app, &person.office).await?;
    let code = CodeWord::from_random(app.world.secret());
    let (hash, id, op) = (hash_of(&code), id.to_owned(), Op::new(&person.account, op, [("kode", id)]));
    let account = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let account = mine(tx, &person, &id).await?;
                if op.answered(tx).await?.is_some() {
                    let words = "Kode ini sudah dibuat dan hanya tampil sekali. Kalau belum terkirim, buat lagi.";
                    return Err(Error::from(Refusal::Conflict(words.to_owned())));
                }
                put_code(tx, &account, &hash, Some(&person.account)).await?;
                op.keep(tx, "").await?;
                Ok(account)
            })
        })
        .await?;
    letter.issued(app, &account, &code).await
}

/// Takes an account out of use: its sessions and codes end, its number is free for somebody else, its history stays.
pub async fn disable(app: &App, asker: &Asker, id: &str) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let before = one(app, asker, id).await?;
    if before.state == State::Disabled {
        return Ok(());
    }
    if !before.manageable {
        return Err(Refusal::Forbidden.into());
    }
    if person.account == id {
        let words = "Akun sendiri tidak bisa dinonaktifkan. Minta administrator lain melakukannya.";
        return Err(Refusal::invalid("", words).into());
    }
    let id = id.to_owned();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let account = mine(tx, &person, &id).await?;
                let roles = accounts::roles_for(tx, &person.office, &id).await?;
                keeps_an_administrator(tx, &person, &id, &roles, &[]).await?;
                let now = tx.now();
                accounts::disable(tx, &account.id, now).await?;
                accounts::withdraw_codes(tx, &account.id, now).await?;
                sessions::end_all(tx, &account.id, now).await?;
                audit(tx, &person, "account.disable", &account.id, "").await?;
                Ok(())
            })
        })
        .await
}

/// Reads a form: every finding at once.
async fn understood(app: &App, person: &SignedIn, input: &AccountInput) -> Result<Understood, Error> {
    let mut findings = Vec::new();
    let name = person_name(&input.name).map_err(|words| findings.push(Finding::new("name", words))).ok();
    let phone = Phone::parse(&input.phone).map_err(|fault| findings.push(Finding::new("phone", fault.words()))).ok();
    let mut roles = Vec::new();
    for slug in [&input.library, &input.library_2] {
        if slug.is_empty() {
            continue;
        }
        let library = storage::libraries::by_slug(&app.storage, slug).await?;
        // A library of another office is not told apart from none.
        match library.filter(|library| library.office == person.office) {
            Some(library) => {
                let role = Role::Librarian { library: library.id };
                if !roles.contains(&role) {
                    roles.push(role);
                }
            }
            None => return Err(Refusal::NotFound.into()),
        }
    }
    match input.office_role.as_str() {
        "" => {}
        "planner" => roles.push(Role::Planner),
        "administrator" => roles.push(Role::Administrator),
        _ => findings.push(Finding::new("office_role", "Pilih salah satu tugas.")),
    }
    if roles.is_empty() {
        findings.push(Finding::new("library", "Pilih perpustakaannya, atau pilih tugas di kantor di bawah."));
    }
    if !person.may_manage(&roles) {
        return Err(Refusal::Forbidden.into());
    }
    match (name, phone) {
        (Some(name), Some(phone)) if findings.is_empty() => Ok(Understood { name, phone, roles }),
        _ => Err(Refusal::Invalid(findings).into()),
    }
}

/// The account if the person may still change it, as the transaction sees it.
async fn mine(tx: &mut Tx, person: &SignedIn, id: &str) -> Result<Account, Error> {
    let account = accounts::by_id_for(tx, &person.office, id).await?.ok_or(Refusal::NotFound)?;
    let roles = accounts::roles_for(tx, &person.office, id).await?;
    if account.disabled_at.is_some() || !person.may_manage(&roles) {
        return Err(Refusal::Forbidden.into());
    }
    Ok(account)
}

/// Refuses a number that another account in use has. Whose it is hears only who looks after that office's accounts (`told`: their
/// office); a librarian who tries numbers learns no name.
pub(super) async fn free(tx: &mut Tx, phone: &Phone, own: Option<&str>, told: Option<&str>) -> Result<(), Error> {
    match accounts::by_phone_for(tx, phone.as_str()).await? {
        Some(other) if Some(other.id.as_str()) != own => {
            let words = match told {
                Some(office) if other.office == office => {
                    format!("Nomor ini sudah dipakai akun {}. Ubah atau nonaktifkan dulu akun itu.", other.name)
                }
                Some(_) => "Nomor ini sudah dipakai akun di kabupaten lain.".to_owned(),
                None => "Nomor ini sudah dipakai akun lain. Tanyakan ke dinas.".to_owned(),
            };
            Err(Refusal::invalid("phone", words).into())
        }
        _ => Ok(()),
    }
}

/// An office without an administrator could not be helped any more, and nobody takes the own role away by accident.
async fn keeps_an_administrator(
    tx: &mut Tx,
    person: &SignedIn,
    id: &str,
    before: &[Role],
    after: &[Role],
) -> Result<(), Error> {
    let loses = before.contains(&Role::Administrator) && !after.contains(&Role::Administrator);
    if loses && (person.account == id || accounts::administrators(tx, &person.office).await? <= 1) {
        let words = "Kantor harus punya administrator, dan tidak ada yang melepas tugas itu sendiri. Minta administrator lain melakukannya.";
        return Err(Refusal::invalid("office_role", words).into());
    }
    Ok(())
}

/// Stores a code's hash and says so in the audit log.
async fn put_code(tx: &mut Tx, account: &Account, hash: &str, by: Option<&str>) -> Result<(), Failure> {
    let (id, now) = (tx.id(), tx.now());
    accounts::put_code(tx, &id, account, hash, by, now).await?;
    let reason = if account.password.is_some() { "recovery" } else { "first" };
    tx.audit(&Audit {
        office: &account.office,
        account: by.unwrap_or_default(),
        action: "account.code",
        object: &format!("account:{}", account.id),
        reason,
        ..Audit::default()
    })
    .await
}

async fn audit(tx: &mut Tx, person: &SignedIn, action: &str, id: &str, reason: &str) -> Result<(), Failure> {
    tx.audit(&Audit {
        office: &person.office,
        account: &person.account,
        action,
        object: &format!("account:{id}"),
        reason,
        ..Audit::default()
    })
    .await
}

fn op(person: &SignedIn, input: &AccountInput) -> Op {
    let pairs = [
        ("name", input.name.as_str()),
        ("phone", &input.phone),
        ("library", &input.library),
        ("library_2", &input.library_2),
        ("office_role", &input.office_role),
    ];
    Op::new(&person.account, &input.op, pairs)
}

/// What every message of an office has in common.
struct Letter {
    link: String,
    until: String,
    office: String,
}

impl Letter {
    async fn new(app: &App, office: &str) -> Result<Self, Error> {
        let zone = libraries::office(app, office).await?.zone;
        let until = Moment(app.world.now().0 + code_word::DAYS * 86_400).long(zone);
        Ok(Self { link: app.settings.link("/masuk/kode"), until, office: office.to_owned() })
    }

    async fn issued(&self, app: &App, account: &Account, code: &CodeWord) -> Result<Issued, Error> {
        let mut tasks = Vec::new();
        for role in accounts::roles(&app.storage, &self.office, &account.id).await? {
            if let Role::Librarian { library } = role {
                let library = storage::libraries::by_id(&app.storage, &self.office, &library).await?;
                tasks.extend(library.map(|library| library.name));
            }
        }
        let tasks = if tasks.is_empty() { "petugas kantor".to_owned() } else { tasks.join(" dan ") };
        let phone = Phone::parse(account.phone.as_deref().unwrap_or_default())
            .map_err(|_| Failure::inconsistent("account", format!("phone of {}", account.id)))?;
        let message = code.message(Message {
            name: &account.name,
            phone: &phone.local(),
            tasks: &tasks,
            link: &self.link,
            until: &self.until,
            recovery: account.password.is_some(),
        });
        Ok(Issued {
            account: account.id.clone(),
            name: account.name.clone(),
            phone: phone.local(),
            digits: phone.digits().to_owned(),
            code: code.to_string(),
            message,
            until: self.until.clone(),
        })
    }
}

/// An office that a first administrator may bring along.
#[derive(Clone, Debug)]
pub struct NewOffice {
    /// "Kabupaten Kotawaringin Barat".
    pub regency: String,
    /// "Kotawaringin Barat".
    pub regency_short: String,
    /// "Kalimantan Tengah".
    pub province: String,
    /// A tz name.
    pub zone: Zone,
}

/// Adds an administrator from the console, with the office where it is new, and makes the code.
pub async fn add_administrator(
    app: &App,
    office: &str,
    new: Option<NewOffice>,
    name: &str,
    phone: &str,
) -> Result<Issued, Error> {
    let name = person_name(name).map_err(|words| Refusal::invalid("name", words))?;
    let phone = Phone::parse(phone).map_err(|fault| Refusal::invalid("phone", fault.words()))?;
    let code = CodeWord::from_random(app.world.secret());
    let (hash, code_of) = (hash_of(&code), office.to_owned());
    let account = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let office = code_of;
                if let Some(new) = new {
                    accounts::add_office(tx, &office, &new.regency, &new.regency_short, &new.province, new.zone.name)
                        .await?;
                }
                free(tx, &phone, None, Some(&office)).await?;
                let (id, now) = (tx.id(), tx.now());
                accounts::add(tx, &id, &office, phone.as_str(), &name, now).await?;
                accounts::grant(tx, &office, &id, &Role::Administrator, now).await?;
                let object = format!("account:{id}");
                tx.audit(&Audit {
                    office: &office,
                    action: "account.add",
                    object: &object,
                    reason: "console",
                    ..Audit::default()
                })
                .await?;
                let account = accounts::by_id_for(tx, &office, &id).await?;
                let account = account.ok_or_else(|| Failure::inconsistent("account", "just added, not there"))?;
                put_code(tx, &account, &hash, None).await?;
                Ok::<_, Error>(account)
            })
        })
        .await?;
    Letter::new(app, office).await?.issued(app, &account, &code).await
}

/// Makes a code for any account from the console, for the administrator who lost the way in; with `drop_second` also for one who lost
/// the second factor.
pub async fn console_code(app: &App, phone: &str, drop_second: bool) -> Result<Issued, Error> {
    let phone = Phone::parse(phone).map_err(|fault| Refusal::invalid("phone", fault.words()))?;
    let code = CodeWord::from_random(app.world.secret());
    let hash = hash_of(&code);
    let account = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let account = accounts::by_phone_for(tx, phone.as_str()).await?.ok_or(Refusal::NotFound)?;
                put_code(tx, &account, &hash, None).await?;
                if drop_second && second_factors::drop(tx, &account.id).await? {
                    let object = format!("account:{}", account.id);
                    tx.audit(&Audit {
                        office: &account.office,
                        action: "account.factor_drop",
                        object: &object,
                        reason: "console",
                        ..Audit::default()
                    })
                    .await?;
                }
                Ok::<_, Error>(account)
            })
        })
        .await?;
    Letter::new(app, &account.office).await?.issued(app, &account, &code).await
}
