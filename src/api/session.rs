//! Signing in, the second factor, using a one-time code, signing out.

use crate::api::{App, Error};
use crate::domain::account::{Role, SignedIn};
use crate::domain::code_word::CodeWord;
use crate::domain::moment::Moment;
use crate::domain::password;
use crate::domain::phone::{NoPhone, Phone};
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::retention;
use crate::server::passwords::{NoHash, TRY_AGAIN, Verdict};
use crate::server::session::{Token, new_value};
use crate::server::throttle::{Target, Wait};
use crate::server::totp;
use crate::storage::accounts::Account;
use crate::storage::{Audit, Failure, Tx, accounts, second_factors, sessions};
use std::net::IpAddr;

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The asker's address.
    pub address: IpAddr,
    /// The cookie's hash, dead or alive.
    pub token: Option<Token>,
}

/// A session that was opened.
#[derive(Debug)]
pub struct Opened {
    /// The cookie's value, for the browser alone.
    pub cookie: String,
    /// Whose it is.
    pub person: SignedIn,
    /// It opens nothing yet: the second factor is still to come.
    pub half: bool,
}

impl From<NoHash> for Error {
    fn from(fault: NoHash) -> Self {
        match fault {
            NoHash::Busy => Refusal::Busy { retry_after: TRY_AGAIN }.into(),
            NoHash::Failed => Failure::Abandoned(fault.to_string()).into(),
        }
    }
}

impl From<Wait> for Error {
    fn from(Wait(retry_after): Wait) -> Self {
        Refusal::Wait { retry_after }.into()
    }
}

/// Opens a session for a phone number and a password. Whatever does not fit gets one answer, after the same work.
pub async fn open(app: &App, phone: &str, password: String, origin: &Origin) -> Result<Opened, Error> {
    let number = Phone::parse(phone);
    let mut findings = Vec::new();
    findings.extend(number.as_ref().err().map(|fault: &NoPhone| Finding::new("phone", fault.words())));
    if password.is_empty() {
        findings.push(Finding::new("password", "Isi kata sandi."));
    }
    let Ok(phone) = number else { return Err(Refusal::Invalid(findings).into()) };
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let account = accounts::by_phone(&app.storage, phone.as_str()).await?;
    let target = target(app, "password", &phone, account.as_ref(), origin).await?;
    app.throttle.enter(&target, origin.address, app.world.now())?;
    let stored = account.as_ref().and_then(|account| account.password.clone());
    // A password longer than any that can be set is wrong without looking.
    let asked = if password.chars().count() > password::LONGEST { String::new() } else { password };
    let verdict = match app.passwords.check(asked.clone(), stored.clone()).await {
        Ok(verdict) => verdict,
        Err(fault) => {
            app.throttle.not_tried(&target, origin.address);
            return Err(fault.into());
        }
    };
    let (Some(account), true) = (account, verdict != Verdict::Wrong) else {
        return Err(wrong_password());
    };
    let better = match verdict {
        Verdict::Old => Some(app.passwords.hash(asked, app.world.secret()).await?),
        Verdict::Right | Verdict::Wrong => None,
    };
    let (cookie, old) = (new_value(app), origin.token.clone());
    let token = Token::of(&cookie);
    let opened = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                // Between the check and this transaction the password may have been changed or the account disabled.
                let same = accounts::by_id_for(tx, &account.office, &account.id).await?;
                if same.is_none_or(|same| same.password != account.password || same.disabled_at.is_some()) {
                    return Err(wrong_password());
                }
                if let (Some(before), Some(after)) = (&account.password, &better) {
                    accounts::rehash(tx, &account.id, before, after).await?;
                }
                let half = second_factors::is_proven_for(tx, &account.id).await?;
                let person = begin(tx, &account, &token, old.as_ref(), half, now).await?;
                if !half {
                    audit(tx, &account, "session.open", "").await?;
                }
                Ok::<_, Error>((person, half))
            })
        })
        .await?;
    app.throttle.succeeded(&target, origin.address);
    let (person, half) = opened;
    Ok(Opened { cookie, person, half })
}

/// The second half of signing in: a code of the app on the phone, or one of the printed sheet. The browser gets a new cookie.
pub async fn second(app: &App, code: &str, origin: &Origin) -> Result<Opened, Error> {
    let now = app.world.now();
    let old = origin.token.clone().ok_or(Refusal::SignIn)?;
    let (account, office) = sessions::half(&app.storage, &old.0, now).await?.ok_or(Refusal::SignIn)?;
    let target = Target { what: "second", phone: account.clone(), known: false };
    app.throttle.enter(&target, origin.address, now)?;
    let (cookie, typed) = (new_value(app), code.to_owned());
    let token = Token::of(&cookie);
    let person = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                let account = accounts::by_id_for(tx, &office, &account).await?.ok_or(Refusal::SignIn)?;
                let factor = second_factors::of_for(tx, &account.id).await?;
                // Taken away in the meantime: then the password was enough, and is asked again.
                let factor = factor.filter(|factor| factor.proven_at.is_some()).ok_or(Refusal::SignIn)?;
                let by = match totp::step_of(&factor.secret, &typed, now) {
                    Some(step) if second_factors::use_step(tx, &account.id, step, now).await? => "totp",
                    Some(_) => return Err(used_up()),
                    None => match CodeWord::parse(&typed) {
                        Some(word) if second_factors::use_sheet_code(tx, &account.id, &hash_of(&word), now).await? => {
                            audit(tx, &account, "account.sheet_used", "second").await?;
                            "sheet"
                        }
                        _ => return Err(wrong_second()),
                    },
                };
                let person = begin(tx, &account, &token, Some(&old), false, now).await?;
                audit(tx, &account, "session.open", by).await?;
                Ok::<_, Error>(person)
            })
        })
        .await?;
    app.throttle.succeeded(&target, origin.address);
    Ok(Opened { cookie, person, half: false })
}

fn wrong_second() -> Error {
    let words = "Kode ini tidak cocok. Pakai kode 6 angka yang tampil sekarang di aplikasi, atau satu kode dari lembar pemulihan yang belum dipakai.";
    Refusal::invalid("code", words).into()
}

fn used_up() -> Error {
    let words = "Kode ini sudah dipakai. Tunggu sampai aplikasi menampilkan kode berikutnya, paling lama 30 detik.";
    Refusal::invalid("code", words).into()
}

fn wrong_password() -> Error {
    Refusal::invalid(
        "password",
        "Nomor HP atau kata sandi tidak cocok. Periksa lagi keduanya. Bila lupa kata sandi, minta kode baru kepada dinas.",
    )
    .into()
}

/// Uses a one-time code up: sets the person's own password, ends every session that was open and opens a new one.
pub async fn redeem(app: &App, asked: Redemption, origin: &Origin) -> Result<Opened, Error> {
    let (phone, code) = asked.understood()?;
    let account = accounts::by_phone(&app.storage, phone.as_str()).await?;
    let target = target(app, "code", &phone, account.as_ref(), origin).await?;
    app.throttle.enter(&target, origin.address, app.world.now())?;
    // Hashed before it is known whether the code fits: every answer takes as long.
    let hash = match app.passwords.hash(asked.password.clone(), app.world.secret()).await {
        Ok(hash) => hash,
        Err(fault) => {
            app.throttle.not_tried(&target, origin.address);
            return Err(fault.into());
        }
    };
    let (cookie, old) = (new_value(app), origin.token.clone());
    let token = Token::of(&cookie);
    let (code, password) = (hash_of(&code), asked.password);
    let redeemed = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                let Some(account) = accounts::by_phone_for(tx, phone.as_str()).await? else { return Ok(None) };
                let open = accounts::open_code(tx, &account.id, now).await?;
                // The printed sheet stands for one factor, never for both: with a second one it is no way to a new password.
                let half = second_factors::is_proven_for(tx, &account.id).await?;
                let fits = open.as_ref().is_some_and(|open| open.code == code);
                let by_sheet = !fits && !half && second_factors::has_sheet_code_for(tx, &account.id, &code).await?;
                if !fits && !by_sheet {
                    if let Some(open) = &open {
                        accounts::count_try(tx, &open.id).await?;
                    }
                    return Ok(None);
                }
                if let Err(weak) = password::check(&password, phone.as_str(), &account.name) {
                    return Err(Error::from(Refusal::invalid("password", weak.words())));
                }
                let used = match &open {
                    Some(open) if fits => accounts::use_code(tx, &open.id, now).await?,
                    _ => second_factors::use_sheet_code(tx, &account.id, &code, now).await?,
                };
                if !used {
                    return Ok(None);
                }
                if fits {
                    // The office made this code because somebody else came, or phone and paper were lost.
                    second_factors::end_sheet(tx, &account.id).await?;
                }
                accounts::set_password(tx, &account.id, &hash).await?;
                sessions::end_all(tx, &account.id, now).await?;
                let person = begin(tx, &account, &token, old.as_ref(), half, now).await?;
                let purpose = open.filter(|_| fits).map_or_else(|| "sheet".to_owned(), |open| open.purpose);
                audit(tx, &account, "account.password", &purpose).await?;
                Ok(Some((person, half)))
            })
        })
        .await;
    match redeemed {
        Ok(Some((person, half))) => {
            app.throttle.succeeded(&target, origin.address);
            Ok(Opened { cookie, person, half })
        }
        Ok(None) => Err(Refusal::invalid(
            "code",
            "Nomor HP dan kode tidak cocok, atau kodenya sudah tidak berlaku. Periksa lagi; bila tetap gagal, minta kode baru kepada dinas.",
        )
        .into()),
        Err(error) => {
            app.throttle.not_tried(&target, origin.address);
            Err(error)
        }
    }
}

/// What somebody with a code fills in.
#[derive(Clone, Debug)]
pub struct Redemption {
    /// The phone number as typed.
    pub phone: String,
    /// The code as typed.
    pub code: String,
    /// The new password.
    pub password: String,
    /// The new password once more: without scripts there is no way to look at what was typed.
    pub again: String,
}

impl Redemption {
    fn understood(&self) -> Result<(Phone, CodeWord), Refusal> {
        let mut findings = Vec::new();
        let phone = Phone::parse(&self.phone);
        if let Err(fault) = &phone {
            findings.push(Finding::new("phone", fault.words()));
        }
        let code = CodeWord::parse(&self.code);
        if code.is_none() {
            findings.push(Finding::new("code", "Kode terdiri dari 8 huruf dan angka, misalnya 7K3M-0X1A."));
        }
        let number = phone.as_ref().map(Phone::as_str).unwrap_or_default();
        if let Err(weak) = password::check(&self.password, number, "") {
            findings.push(Finding::new("password", weak.words()));
        } else if code.as_ref().is_some_and(|code| CodeWord::parse(&self.password).as_ref() == Some(code)) {
            findings.push(Finding::new("password", "Buat kata sandi sendiri; kode hanya dipakai satu kali."));
        } else if self.password != self.again {
            findings.push(Finding::new("password_again", "Kata sandi yang kedua berbeda. Tulis sekali lagi."));
        }
        match (phone, code) {
            (Ok(phone), Some(code)) if findings.is_empty() => Ok((phone, code)),
            _ => Err(Refusal::Invalid(findings)),
        }
    }
}

/// Ends the session of a cookie.
pub async fn close(app: &App, person: &SignedIn, token: &Token) -> Result<(), Error> {
    let (person, token) = (person.clone(), token.clone());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                sessions::end(tx, &token.0, now).await?;
                tx.audit(&Audit {
                    office: &person.office,
                    account: &person.account,
                    action: "session.close",
                    object: &format!("account:{}", person.account),
                    ..Audit::default()
                })
                .await?;
                Ok(())
            })
        })
        .await
}

/// The stored form of a code.
pub fn hash_of(code: &CodeWord) -> String {
    Token::of(code.as_str()).0
}

/// Opens the session of a cookie and ends the one that the browser had before.
async fn begin(
    tx: &mut Tx,
    account: &Account,
    token: &Token,
    old: Option<&Token>,
    half: bool,
    now: Moment,
) -> Result<SignedIn, Failure> {
    if let Some(old) = old {
        sessions::end(tx, &old.0, now).await?;
    }
    sessions::forget(tx, &account.id, Moment(now.0 - retention::SESSION)).await?;
    let roles = accounts::roles_for(tx, &account.office, &account.id).await?;
    let staff = roles.iter().any(Role::is_staff);
    sessions::open(tx, &token.0, &account.id, &account.office, staff, half, now).await?;
    Ok(SignedIn { account: account.id.clone(), office: account.office.clone(), name: account.name.clone(), roles })
}

async fn audit(tx: &mut Tx, account: &Account, action: &str, reason: &str) -> Result<(), Failure> {
    tx.audit(&Audit {
        office: &account.office,
        account: &account.id,
        action,
        object: &format!("account:{}", account.id),
        reason,
        ..Audit::default()
    })
    .await
}

/// What the throttle counts. A browser that has been signed in to this account before has a counter of its own.
async fn target(
    app: &App,
    what: &'static str,
    phone: &Phone,
    account: Option<&Account>,
    origin: &Origin,
) -> Result<Target, Failure> {
    let owner = match &origin.token {
        Some(token) => sessions::owner(&app.storage, &token.0).await?,
        None => None,
    };
    let known = owner.is_some() && owner.as_deref() == account.map(|account| account.id.as_str());
    Ok(Target { what, phone: phone.as_str().to_owned(), known })
}
