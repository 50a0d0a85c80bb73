//! The office's calendar: what holds for all months, for one month, for one library, for one report.

use crate::api::{App, Error};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::moment::{Date, Month, Zone};
use crate::domain::number::parse_count;
use crate::domain::period::{ChangeFault, MOST_GRACE, Period, Rule, Special, grace_would_help, may_change};
use crate::domain::refusal::{Finding, Refusal};
use crate::storage::periods::{self, Almanac, Extension, Grace};
use crate::storage::reports::{self, Head, Place};
use crate::storage::{Audit, Tx, libraries};
use serde::Deserialize;

/// Months that the page lists, besides the running one.
const BACK: i32 = 11;
/// The longest reason, in characters.
const LONGEST: usize = 500;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The office's zone.
    pub zone: Zone,
    /// Today there.
    pub today: Date,
    /// The general rule as it holds for the running month.
    pub rule: Rule,
    /// Newest first: the month for libraries in general, and whether something was decided for it alone.
    pub months: Vec<(Period, bool)>,
    /// Longer times, newest month first.
    pub extensions: Vec<Extension>,
    /// Libraries to choose from: slug and name.
    pub libraries: Vec<(String, String)>,
}

/// The calendar of the planner's office.
pub async fn calendar(app: &App, asker: &Asker) -> Result<Calendar, Error> {
    let office = &asker.planner()?.office;
    let almanac = periods::almanac(&app.storage, office).await?;
    let today = app.world.now().date(almanac.zone);
    let months = (0..=BACK)
        .map(|back| today.month_of().plus(-back))
        .map(|month| (almanac.general(month), almanac.special(month).is_some()))
        .collect();
    let all = libraries::all(&app.storage, Some(office)).await?;
    Ok(Calendar {
        zone: almanac.zone,
        today,
        rule: almanac.rule(today.month_of()),
        months,
        extensions: periods::extensions(&app.storage, office).await?,
        libraries: all.into_iter().map(|library| (library.slug, library.name)).collect(),
    })
}

/// One month of a library.
pub async fn of(app: &App, place: &Place, month: Month) -> Result<Period, Error> {
    Ok(periods::almanac(&app.storage, &place.office).await?.period(&place.library, month))
}

/// How a report stands in its period: the period, and the day that counts.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The month for this library.
    pub period: Period,
    /// The day on which the librarian finished, as it counts.
    pub finished: Option<Date>,
    /// Grace that was given.
    pub grace: Option<Grace>,
    /// The day that would count if grace were given; `None`: it would change nothing.
    pub offered: Option<Date>,
}

/// How a report stands in its period.
pub async fn standing(app: &App, place: &Place, month: Month, head: Option<&Head>) -> Result<Standing, Error> {
    let period = of(app, place, month).await?;
    let Some(head) = head else { return Ok(Standing { period, finished: None, grace: None, offered: None }) };
    let grace = periods::grace(&app.storage, &place.office, &head.id).await?;
    let by_phone = periods::finalized(&app.storage, &place.office, &head.id).await?;
    let (sent, zone) = (head.first_sent(), place.zone());
    let finished = crate::domain::period::finished(month, sent, by_phone, grace.is_some(), zone);
    let offered = grace_would_help(&period, sent, by_phone, zone).filter(|_| grace.is_none());
    Ok(Standing { period, finished, grace, offered })
}

/// Refuses what the calendar does not allow to be sent today.
pub async fn may_send(app: &App, place: &Place, month: Month) -> Result<(), Error> {
    let today = app.world.now().date(place.zone());
    of(app, place, month).await?.may_send(today).map_err(|fault| Refusal::invalid("", fault.words()))?;
    Ok(())
}

/// The form of the general rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleInput {
    buka: String,
    tenggat: String,
    toleransi: String,
    mulai: String,
}

fn number(field: &str, typed: &str, least: i64, most: i64, findings: &mut Vec<Finding>) -> i64 {
    match parse_count(typed).map(|count| count.map(i64::from)) {
        Ok(Some(count)) if (least..=most).contains(&count) => count,
        _ => {
            findings.push(Finding::new(field, format!("Isi angka {least} sampai {most}.")));
            least
        }
    }
}

/// Sets the general rule from a month on. Months whose reports are under way keep what was announced, unless it gets easier.
pub async fn set_rule(app: &App, asker: &Asker, input: RuleInput) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let mut findings = Vec::new();
    let rule = Rule {
        open_day: number("buka", &input.buka, 1, 31, &mut findings),
        due_day: number("tenggat", &input.tenggat, 1, 31, &mut findings),
        grace_days: number("toleransi", &input.toleransi, 0, MOST_GRACE, &mut findings),
    };
    let Some(from) = Month::parse(&input.mulai).filter(|_| findings.is_empty()) else {
        if Month::parse(&input.mulai).is_none() {
            findings.push(Finding::new("mulai", "Pilih bulan laporan yang pertama memakai aturan ini."));
        }
        return Err(Refusal::Invalid(findings).into());
    };
    let now = app.world.now();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let almanac = periods::almanac_in(tx, &person.office).await?;
                let today = now.date(almanac.zone);
                let running = today.month_of();
                if from < running.plus(-1) || from > running.plus(12) {
                    let words = format!(
                        "Aturan umum berlaku mulai {} atau sesudahnya. Untuk bulan yang lebih lama, ubah bulannya satu per satu.",
                        running.plus(-1).long()
                    );
                    return Err(Refusal::invalid("mulai", words).into());
                }
                for month in (0..3).map(|ahead| from.plus(ahead)) {
                    let after = Period::of(month, rule, almanac.special(month), None);
                    refuse(may_change(&almanac.general(month), &after, today), "tenggat")?;
                }
                periods::put_rule(tx, &person.office, from, rule, &person.account).await?;
                told(tx, &person, "period.rule", &format!("period:{from}"), "").await
            })
        })
        .await
}

fn refuse(change: Result<(), ChangeFault>, field: &str) -> Result<(), Error> {
    change.map_err(|fault| {
        let field = if fault == ChangeFault::DueBeforeOpening { "buka" } else { field };
        Refusal::invalid(field, fault.words()).into()
    })
}

/// Audit, and the event by which open boards draw themselves anew.
async fn told(tx: &mut Tx, person: &SignedIn, action: &str, object: &str, reason: &str) -> Result<(), Error> {
    let entry = Audit { office: &person.office, account: &person.account, action, object, reason, ..Audit::default() };
    tx.audit(&entry).await?;
    tx.event(&person.office, "report", "calendar", serde_json::json!({ "object": object }));
    Ok(())
}

/// The form of one month.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthInput {
    buka: String,
    tenggat: String,
    toleransi: String,
    #[serde(default)]
    tutup: String,
}

/// Sets what holds for one month alone. Fields that say what the rule says anyway are stored as "as the rule says".
pub async fn set_month(app: &App, asker: &Asker, month: &str, input: MonthInput) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let month = Month::parse(month).ok_or(Refusal::NotFound)?;
    let mut findings = Vec::new();
    let mut date = |field: &str, typed: &str| {
        let read = Date::parse(typed.trim());
        if read.is_none() {
            findings.push(Finding::new(field, "Pilih tanggalnya."));
        }
        read
    };
    let (opens, due) = (date("buka", &input.buka), date("tenggat", &input.tenggat));
    let grace_days = number("toleransi", &input.toleransi, 0, MOST_GRACE, &mut findings);
    let (Some(opens), Some(due), true) = (opens, due, findings.is_empty()) else {
        return Err(Refusal::Invalid(findings).into());
    };
    let locked = input.tutup == "ya";
    let now = app.world.now();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let almanac = periods::almanac_in(tx, &person.office).await?;
                let today = now.date(almanac.zone);
                if month > today.month_of() || (locked && today <= month.last()) {
                    let words = "Bulan ini belum selesai, jadi belum bisa ditutup.";
                    return Err(Refusal::invalid("tutup", words).into());
                }
                let before = almanac.general(month);
                // Taken as typed, so that a due day before the opening day is said and not mended silently.
                let after = Period { opens, due, grace_days, locked, ..before };
                refuse(may_change(&before, &after, today), "tenggat")?;
                let rule = Period::of(month, almanac.rule(month), None, None);
                let special = Special {
                    opens: Some(opens).filter(|date| *date != rule.opens),
                    due: Some(due).filter(|date| *date != rule.due),
                    grace_days: Some(grace_days).filter(|days| *days != rule.grace_days),
                    locked,
                };
                periods::put_special(tx, &person.office, month, special, &person.account).await?;
                let reason = match (before.locked, locked) {
                    (false, true) => "locked",
                    (true, false) => "unlocked",
                    _ => "",
                };
                told(tx, &person, "period.month", &format!("period:{month}"), reason).await
            })
        })
        .await
}

/// The form of an extension.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionInput {
    perpustakaan: String,
    bulan: String,
    sampai: String,
    alasan: String,
}

fn reason(typed: &str, findings: &mut Vec<Finding>) -> String {
    let reason = typed.trim();
    if !reason.chars().any(char::is_alphanumeric) {
        findings.push(Finding::new("alasan", "Tulis alasannya, supaya rekan Anda dan perpustakaan mengerti."));
    } else if reason.chars().count() > LONGEST {
        findings.push(Finding::new("alasan", "Alasan ini terlalu panjang. Pendekkan sampai beberapa kalimat."));
    }
    reason.to_owned()
}

/// Gives one library a longer time for one month.
pub async fn extend(app: &App, asker: &Asker, input: ExtensionInput) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let place = reports::place(&app.storage, &input.perpustakaan).await?.filter(|place| place.office == person.office);
    let mut findings = Vec::new();
    if place.is_none() {
        findings.push(Finding::new("perpustakaan", "Pilih perpustakaannya."));
    }
    let month = Month::parse(&input.bulan);
    if month.is_none() {
        findings.push(Finding::new("bulan", "Pilih bulan laporannya."));
    }
    let until = Date::parse(input.sampai.trim());
    if until.is_none() {
        findings.push(Finding::new("sampai", "Pilih tanggal terakhirnya."));
    }
    let reason = reason(&input.alasan, &mut findings);
    let (Some(place), Some(month), Some(until), true) = (place, month, until, findings.is_empty()) else {
        return Err(Refusal::Invalid(findings).into());
    };
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let general = periods::almanac_in(tx, &person.office).await?.general(month);
                if until <= general.last_day() && !general.locked {
                    let words = format!(
                        "Perpanjangan harus melewati {}, hari terakhir untuk semua perpustakaan.",
                        general.last_day().plain()
                    );
                    return Err(Refusal::invalid("sampai", words).into());
                }
                if until > month.plus(13).last() {
                    return Err(Refusal::invalid("sampai", ChangeFault::TooFar.words()).into());
                }
                let (office, account) = (&person.office, &person.account);
                periods::put_extension(tx, office, &place.library, month, until, &reason, account).await?;
                told(tx, &person, "period.extend", &format!("library:{}", place.library), "extension").await
            })
        })
        .await
}

/// Says that a late report was finished in time on a phone that had no signal. Only offered where the phone's clock supports it.
pub async fn give_grace(app: &App, asker: &Asker, report: &str, words: &str) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let head = reports::by_id(&app.storage, &person.office, report).await?.ok_or(Refusal::NotFound)?;
    let place = reports::place_of(&app.storage, &person.office, &head.library).await?.ok_or(Refusal::NotFound)?;
    let mut findings = Vec::new();
    let reason = reason(words, &mut findings);
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let standing = standing(app, &place, head.month()?, Some(&head)).await?;
    if standing.grace.is_some() {
        return Ok(());
    }
    if standing.offered.is_none() {
        let words = "Jam di HP pengirim tidak menunjukkan laporan ini selesai sebelum tenggat, jadi ketepatan waktunya tidak berubah.";
        return Err(Refusal::invalid("alasan", words).into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                periods::put_grace(tx, &person.office, &head.id, &reason, &person.account).await?;
                told(tx, &person, "report.grace", &format!("report:{}", head.id), "no_signal").await
            })
        })
        .await
}

/// The almanac of an office, for lists that ask about many months.
pub async fn almanac(app: &App, office: &str) -> Result<Almanac, Error> {
    Ok(periods::almanac(&app.storage, office).await?)
}
