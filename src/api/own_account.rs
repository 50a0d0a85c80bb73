//! One's own account: password, number, sessions, second factor, printed sheet. Whatever opens the account asks for the current
//! password first, also of somebody who is signed in: a phone that was left lying about is not enough.

use crate::api::session::hash_of;
use crate::api::{App, Error};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::audit::{RESET_SHOWN, reset_words};
use crate::domain::code_word::CodeWord;
use crate::domain::moment::Moment;
use crate::domain::password;
use crate::domain::phone::Phone;
use crate::domain::refusal::{Finding, Refusal};
use crate::server::passwords::Verdict;
use crate::server::session::Token;
use crate::server::throttle::Target;
use crate::server::totp;
use crate::storage::accounts::{self, Account};
use crate::storage::ops::Op;
use crate::storage::{Audit, Failure, Tx, audit, offices, second_factors, sessions};
use std::net::IpAddr;

/// Codes of a sheet.
pub const SHEET: usize = 8;

const SHOWN_ONCE: &str = "Lembar ini sudah dibuat dan hanya tampil sekali. Kalau belum disalin, buat lagi.";

/// Seconds for which a secret that was shown waits for its first code.
const PROVE_WITHIN: i64 = 900;

/// What the page of one's own account shows.
#[derive(Clone, Debug)]
pub struct Own {
    /// `0811-0000-0001`.
    pub phone: String,
    /// Sessions that are open, this one among them.
    pub sessions: i64,
    /// Unused codes of the sheet and when it was made; `None`: no sheet.
    pub sheet: Option<(i64, Moment)>,
    /// The second factor is asked at sign-in since then.
    pub second: Option<Moment>,
    /// A secret that was shown a short while ago and waits for its first code.
    pub begun: Option<String>,
    /// Works in the office: a second factor is offered.
    pub staff: bool,
}

/// One's own account.
pub async fn own(app: &App, asker: &Asker) -> Result<Own, Error> {
    let person = asker.signed_in()?;
    let (db, now) = (&app.storage, app.world.now());
    let account = accounts::by_id(db, &person.office, &person.account).await?.ok_or(Refusal::SignIn)?;
    let factor = second_factors::of(db, &person.account).await?;
    let (proven, waiting) = match factor {
        Some(factor) => match factor.proven_at {
            Some(at) => (Some(Moment(at)), None),
            None => (None, Some(factor).filter(|factor| now.0 < factor.begun_at + PROVE_WITHIN)),
        },
        None => (None, None),
    };
    Ok(Own {
        phone: local(&account),
        sessions: sessions::open_count(db, &person.account, now).await?,
        sheet: second_factors::sheet(db, &person.account).await?,
        second: proven,
        begun: waiting.map(|factor| factor.secret),
        staff: person.is_planner(),
    })
}

/// Something that opened one's own account anew.
#[derive(Clone, Debug)]
pub struct Reset {
    /// When, in the office's zone, in words.
    pub at: String,
    /// What was done.
    pub what: &'static str,
    /// By whom; `None`: whoever had the code, or a code of the sheet.
    pub by: Option<String>,
}

/// What opened the own account anew within the last seven days, newest first.
pub async fn resets(app: &App, asker: &Asker) -> Result<Vec<Reset>, Error> {
    let person = asker.signed_in()?;
    let since = Moment(app.world.now().0 - RESET_SHOWN);
    let told = audit::of_account(&app.storage, &person.office, &person.account, since).await?;
    let zone = offices::calendar(&app.storage, &person.office).await?.zone();
    Ok(told
        .into_iter()
        .filter_map(|line| {
            let what = reset_words(&line.action, &line.reason)?;
            // The account itself: that is how using a code up is written down, whoever held it.
            let by = match line.by_name.as_str() {
                "" => Some("konsol layanan".to_owned()),
                _ if matches!(line.action.as_str(), "account.password" | "account.sheet_used") => None,
                name => Some(name.to_owned()),
            };
            Some(Reset { at: line.at().long(zone), what, by })
        })
        .collect())
}

fn local(account: &Account) -> String {
    let phone = account.phone.as_deref().and_then(|phone| Phone::parse(phone).ok());
    phone.map(|phone| phone.local()).unwrap_or_default()
}

/// Checks the current password of somebody who is signed in; as slow for guesses as the sign-in page.
async fn proven(app: &App, person: &SignedIn, current: String, address: IpAddr) -> Result<Account, Error> {
    let account = accounts::by_id(&app.storage, &person.office, &person.account).await?.ok_or(Refusal::SignIn)?;
    let target = Target { what: "current", phone: person.account.clone(), known: true };
    app.throttle.enter(&target, address, app.world.now())?;
    let asked = if current.chars().count() > password::LONGEST { String::new() } else { current };
    match app.passwords.check(asked, account.password.clone()).await {
        Ok(Verdict::Right | Verdict::Old) => {
            app.throttle.succeeded(&target, address);
            Ok(account)
        }
        Ok(Verdict::Wrong) => {
            Err(Refusal::invalid("password", "Kata sandi Anda yang sekarang tidak cocok. Tidak ada yang diubah.")
                .into())
        }
        Err(fault) => {
            app.throttle.not_tried(&target, address);
            Err(fault.into())
        }
    }
}

async fn log(tx: &mut Tx, person: &SignedIn, action: &str, reason: &str) -> Result<(), Failure> {
    let object = format!("account:{}", person.account);
    tx.audit(&Audit {
        office: &person.office,
        account: &person.account,
        action,
        object: &object,
        reason,
        ..Audit::default()
    })
    .await
}

/// Is the account still as it was when its password was checked?
async fn unchanged(tx: &mut Tx, account: &Account) -> Result<(), Error> {
    let same = accounts::by_id_for(tx, &account.office, &account.id).await?;
    if same.is_some_and(|same| same.password == account.password && same.disabled_at.is_none()) {
        return Ok(());
    }
    let words = "Akun ini baru saja diubah dari tempat lain. Muat ulang halamannya, lalu coba lagi.";
    Err(Refusal::Conflict(words.to_owned()).into())
}

/// Sets a new password and ends every other session.
pub async fn change_password(
    app: &App,
    asker: &Asker,
    session: &Token,
    current: String,
    new: String,
    again: &str,
    address: IpAddr,
) -> Result<(), Error> {
    let person = asker.signed_in()?.clone();
    let account = proven(app, &person, current, address).await?;
    let phone = account.phone.clone().unwrap_or_default();
    let mut findings = Vec::new();
    if let Err(weak) = password::check(&new, &phone, &account.name) {
        findings.push(Finding::new("password_new", weak.words()));
    } else if new != again {
        findings.push(Finding::new("password_again", "Kata sandi yang kedua berbeda. Tulis sekali lagi."));
    }
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let hash = app.passwords.hash(new, app.world.secret()).await?;
    let session = session.clone();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                unchanged(tx, &account).await?;
                let now = tx.now();
                accounts::set_password(tx, &account.id, &hash).await?;
                accounts::withdraw_codes(tx, &account.id, now).await?;
                sessions::end_others(tx, &account.id, &session.0, now).await?;
                log(tx, &person, "account.password", "own").await?;
                Ok(())
            })
        })
        .await
}

/// Sets a new number and ends every other session.
pub async fn change_phone(
    app: &App,
    asker: &Asker,
    session: &Token,
    current: String,
    phone: &str,
    address: IpAddr,
) -> Result<(), Error> {
    let person = asker.signed_in()?.clone();
    let phone = Phone::parse(phone).map_err(|fault| Refusal::invalid("phone", fault.words()))?;
    let account = proven(app, &person, current, address).await?;
    let session = session.clone();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                unchanged(tx, &account).await?;
                let told = person.is_planner().then_some(account.office.as_str());
                crate::api::accounts::free(tx, &phone, Some(&account.id), told).await?;
                let now = tx.now();
                accounts::change(tx, &account.id, phone.as_str(), &account.name).await?;
                accounts::withdraw_codes(tx, &account.id, now).await?;
                sessions::end_others(tx, &account.id, &session.0, now).await?;
                log(tx, &person, "account.phone", "own").await?;
                Ok(())
            })
        })
        .await
}

/// Ends every session but this one.
pub async fn end_other_sessions(app: &App, asker: &Asker, session: &Token) -> Result<(), Error> {
    let (person, session) = (asker.signed_in()?.clone(), session.clone());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                if sessions::end_others(tx, &person.account, &session.0, now).await? > 0 {
                    log(tx, &person, "account.sessions", "own").await?;
                }
                Ok(())
            })
        })
        .await
}

/// Makes a new sheet; the codes are for this answer alone. The sheet before is worth nothing from now on, so the page that shows the
/// codes may be loaded again without making others: the same intent makes one sheet.
pub async fn new_sheet(
    app: &App,
    asker: &Asker,
    current: String,
    op: &str,
    address: IpAddr,
) -> Result<Vec<String>, Error> {
    let person = asker.signed_in()?.clone();
    let op = Op::new(&person.account, op, [("aksi", "lembar")]);
    let account = proven(app, &person, current, address).await?;
    let (shown, hashes) = sheet(app);
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Err(Error::from(Refusal::Conflict(SHOWN_ONCE.to_owned())));
                }
                unchanged(tx, &account).await?;
                put_sheet(tx, &person, &hashes).await?;
                Ok(op.keep(tx, "").await?)
            })
        })
        .await?;
    Ok(shown)
}

/// Codes as they are printed, and their hashes.
fn sheet(app: &App) -> (Vec<String>, Vec<String>) {
    let codes: Vec<CodeWord> = (0..SHEET).map(|_| CodeWord::from_random(app.world.secret())).collect();
    (codes.iter().map(ToString::to_string).collect(), codes.iter().map(hash_of).collect())
}

async fn put_sheet(tx: &mut Tx, person: &SignedIn, hashes: &[String]) -> Result<(), Failure> {
    let now = tx.now();
    second_factors::new_sheet(tx, &person.office, &person.account, hashes, now).await?;
    log(tx, person, "account.sheet", "").await
}

/// Begins a second factor: its secret waits for the first code. Staff alone; librarians come once a month and would be locked out by a
/// lost phone more often than protected (README, row 17).
pub async fn begin_second(app: &App, asker: &Asker, current: String, address: IpAddr) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let account = proven(app, &person, current, address).await?;
    let secret = totp::new_secret(&app.world);
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                unchanged(tx, &account).await?;
                let now = tx.now();
                if second_factors::begin(tx, &person.office, &person.account, &secret, now).await? {
                    return Ok(());
                }
                Err(Refusal::Conflict("Langkah kedua sudah terpasang di akun ini.".to_owned()).into())
            })
        })
        .await
}

/// Proves the second factor by its first code: from now on it is asked at sign-in. Answers the codes of a new sheet.
pub async fn prove_second(app: &App, asker: &Asker, code: &str, address: IpAddr) -> Result<Vec<String>, Error> {
    let person = asker.planner()?.clone();
    let target = Target { what: "second", phone: person.account.clone(), known: true };
    app.throttle.enter(&target, address, app.world.now())?;
    let (typed, (shown, hashes)) = (code.to_owned(), sheet(app));
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                let factor = second_factors::of_for(tx, &person.account).await?;
                if factor.as_ref().is_some_and(|factor| factor.proven_at.is_some()) {
                    // The page with the codes was loaded again: they stay what they are.
                    let words = "Langkah kedua sudah terpasang, dan kodenya hanya tampil sekali. Kalau belum disalin, buat lembar baru di Akun saya.";
                    return Err(Refusal::Conflict(words.to_owned()).into());
                }
                let waiting = factor.filter(|it| now.0 < it.begun_at + PROVE_WITHIN);
                let Some(factor) = waiting else {
                    let words = "Pemasangan ini sudah lewat waktunya. Mulai lagi dari awal; kode QR-nya akan baru.";
                    return Err(Refusal::Conflict(words.to_owned()).into());
                };
                let step = totp::step_of(&factor.secret, &typed, now);
                let fits = match step {
                    Some(step) => second_factors::use_step(tx, &person.account, step, now).await?,
                    None => false,
                };
                if !fits {
                    let words = "Kode ini tidak cocok. Periksa jam HP, lalu ketik kode 6 angka yang tampil sekarang.";
                    return Err(Refusal::invalid("code", words).into());
                }
                log(tx, &person, "account.factor_set", "").await?;
                put_sheet(tx, &person, &hashes).await?;
                Ok::<_, Error>(())
            })
        })
        .await?;
    app.throttle.succeeded(&target, address);
    Ok(shown)
}

/// Takes one's own second factor away; the sheet stays.
pub async fn drop_second(app: &App, asker: &Asker, current: String, address: IpAddr) -> Result<(), Error> {
    let person = asker.signed_in()?.clone();
    let account = proven(app, &person, current, address).await?;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                unchanged(tx, &account).await?;
                if second_factors::drop(tx, &person.account).await? {
                    log(tx, &person, "account.factor_drop", "own").await?;
                }
                Ok(())
            })
        })
        .await
}

/// Takes somebody else's second factor away, for who lost phone and sheet; their sessions end. Administrators alone, after a call.
pub async fn drop_second_of(app: &App, asker: &Asker, id: &str, called_back: bool) -> Result<(), Error> {
    let person = asker.administrator()?.clone();
    if person.account == id {
        let words = "Langkah kedua milik sendiri dilepas di halaman Akun saya, dengan kata sandi.";
        return Err(Refusal::invalid("", words).into());
    }
    if !called_back {
        let words = "Telepon dulu orangnya ke nomor yang terdaftar, lalu centang kotak ini.";
        return Err(Refusal::invalid("called_back", words).into());
    }
    let id = id.to_owned();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let account = accounts::by_id_for(tx, &person.office, &id).await?.ok_or(Refusal::NotFound)?;
                let now = tx.now();
                if second_factors::drop(tx, &account.id).await? {
                    sessions::end_all(tx, &account.id, now).await?;
                    let object = format!("account:{}", account.id);
                    tx.audit(&Audit {
                        office: &person.office,
                        account: &person.account,
                        action: "account.factor_drop",
                        object: &object,
                        reason: "called_back",
                        ..Audit::default()
                    })
                    .await?;
                }
                Ok(())
            })
        })
        .await
}
