//! Visits (pendampingan): plan, route, record, promises.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::moment::Date;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::visit::{LONGEST_LINE, MAX_PHOTOS, Promise, Record, check};
use crate::server::photos::Taken;
use crate::storage::ops::Op;
use crate::storage::photos::NewPhoto;
use crate::storage::visits::{self, Visit};
use crate::storage::{Audit, libraries, offices};
use std::collections::{BTreeMap, HashMap};

/// What the list shows.
#[derive(Clone, Debug)]
pub struct Log {
    /// Today in the office's zone.
    pub today: Date,
    /// Still to come (or not written up), by kecamatan, then by day and name.
    pub planned: BTreeMap<String, Vec<Visit>>,
    /// Promises not kept yet, the earliest due first; with their visit.
    pub open: Vec<(Visit, Promise)>,
    /// Written up, newest first.
    pub done: Vec<Visit>,
    /// Active libraries that were visited longest ago or never: slug, name, kecamatan, last visit.
    pub waiting: Vec<(String, String, String, Option<Date>)>,
    /// The office's districts: code and name.
    pub districts: Vec<(String, String)>,
}

/// The visits of the planner's office, of one district if its code is given.
pub async fn log(app: &App, asker: &Asker, district: Option<&str>) -> Result<Log, Error> {
    let office = &asker.planner()?.office;
    let db = &app.storage;
    let today = app.world.now().date(offices::calendar(db, office).await?.zone());
    let all = visits::all(db, office).await?;
    let registry = libraries::all(db, Some(office)).await?;
    let mut districts: Vec<(String, String)> = registry
        .iter()
        .filter_map(|library| {
            Some((library.village.code.district()?.as_str().to_owned(), library.village.district.clone()))
        })
        .collect();
    districts.sort_by(|a, b| a.1.cmp(&b.1));
    districts.dedup();
    let mut last: HashMap<String, Date> = HashMap::new();
    for visit in &all {
        if let Some(date) = visit.visited() {
            let newest = last.entry(visit.library.clone()).or_insert(date);
            *newest = date.max(*newest);
        }
    }
    let here = |code: &str| district.is_none_or(|district| district == code);
    let mut waiting: Vec<(String, String, String, Option<Date>)> = registry
        .into_iter()
        .filter(|library| library.stage != crate::domain::library::Stage::Nonaktif)
        .filter(|library| library.village.code.district().is_some_and(|code| here(code.as_str())))
        .filter(|library| {
            !all.iter().any(|visit| visit.library == library.id && visit.visited().is_none() && !visit.cancelled)
        })
        .map(|library| (library.slug, library.name, library.village.district, last.get(&library.id).copied()))
        .collect();
    waiting.sort_by(|a, b| a.3.cmp(&b.3).then_with(|| a.1.cmp(&b.1)));
    let shown: Vec<Visit> = all.into_iter().filter(|visit| here(&visit.district_code) && !visit.cancelled).collect();
    let mut open: Vec<(Visit, Promise)> = visits::promises(db, office, None)
        .await?
        .into_iter()
        .filter(|(_, promise)| promise.done.is_none())
        .filter_map(|(visit, promise)| Some((shown.iter().find(|one| one.id == visit)?.clone(), promise)))
        .collect();
    open.sort_by_key(|(_, promise)| promise.due.unwrap_or(today.plus_days(36_500)));
    let (done, coming): (Vec<Visit>, Vec<Visit>) = shown.into_iter().partition(|visit| visit.visited().is_some());
    let mut planned: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
    for visit in coming.into_iter().rev() {
        planned.entry(visit.district.clone()).or_default().push(visit);
    }
    Ok(Log { today, planned, open, done, waiting, districts })
}

/// One visit with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The visit.
    pub visit: Visit,
    /// Today in the office's zone.
    pub today: Date,
    /// Its promises.
    pub promises: Vec<Promise>,
    /// Its photos: file, width, height.
    pub photos: Vec<(String, i64, i64)>,
}

/// Opens a visit of the planner's own office.
pub async fn one(app: &App, asker: &Asker, id: &str) -> Result<Opened, Error> {
    let office = &asker.planner()?.office;
    let db = &app.storage;
    let visit = visits::one(db, office, id).await?.ok_or(Refusal::NotFound)?;
    let today = app.world.now().date(offices::calendar(db, office).await?.zone());
    let promises = visits::promises(db, office, Some(id)).await?.into_iter().map(|(_, promise)| promise).collect();
    Ok(Opened { promises, photos: visits::photos(db, office, id).await?, today, visit })
}

/// The visits to one library, newest first, with what was promised.
pub async fn of_library(app: &App, asker: &Asker, library: &str) -> Result<Vec<(Visit, Vec<Promise>)>, Error> {
    let office = &asker.planner()?.office;
    let visits = visits::of_library(&app.storage, office, library).await?;
    let promises = visits::promises(&app.storage, office, None).await?;
    Ok(visits
        .into_iter()
        .map(|visit| {
            let own = promises.iter().filter(|(id, _)| *id == visit.id).map(|(_, promise)| promise.clone()).collect();
            (visit, own)
        })
        .collect())
}

/// Plans visits to one or several libraries on one day: a route. Answers how many.
pub async fn plan(
    app: &App,
    asker: &Asker,
    slugs: Vec<String>,
    on: &str,
    purpose: &str,
    op: Op,
) -> Result<usize, Error> {
    let person = asker.planner()?.clone();
    let registry = libraries::all(&app.storage, Some(&person.office)).await?;
    let chosen: Vec<String> =
        registry.into_iter().filter(|library| slugs.contains(&library.slug)).map(|library| library.id).collect();
    let mut findings = Vec::new();
    if chosen.is_empty() {
        findings.push(Finding::new("perpustakaan", "Centang perpustakaan yang akan dikunjungi."));
    }
    let on = Date::parse(on.trim());
    if on.is_none() {
        findings.push(Finding::new("tanggal", "Pilih tanggal kunjungannya."));
    }
    let purpose = purpose.trim().to_owned();
    if purpose.chars().count() > LONGEST_LINE {
        findings.push(Finding::new("tujuan", "Tujuan ini terlalu panjang. Pendekkan sampai satu dua kalimat."));
    }
    let (Some(on), true) = (on, findings.is_empty()) else { return Err(Refusal::Invalid(findings).into()) };
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(chosen.len());
                }
                for library in &chosen {
                    let id = visits::plan(tx, &person.office, library, on, &purpose, &person.account).await?;
                    let object = format!("visit:{id}");
                    let (office, account) = (person.office.as_str(), person.account.as_str());
                    tx.audit(&Audit { office, account, action: "visit.plan", object: &object, ..Audit::default() })
                        .await?;
                }
                op.keep(tx, "planned").await?;
                Ok(chosen.len())
            })
        })
        .await
}

/// What a planner writes up.
#[derive(Clone, Debug)]
pub struct Writing {
    /// The visit's id.
    pub visit: String,
    /// Its version when the form was shown.
    pub version: i64,
    /// The record.
    pub record: Record,
    /// Photos that came along, stored already.
    pub photos: Vec<Taken>,
    /// The intent.
    pub op: Op,
}

/// Writes a visit up.
pub async fn write(app: &App, asker: &Asker, writing: Writing) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let opened = one(app, asker, &writing.visit).await?;
    let mut findings = check(&writing.record, opened.today);
    if opened.photos.len() + writing.photos.len() > MAX_PHOTOS {
        findings.push(Finding::new("foto", format!("Paling banyak {MAX_PHOTOS} foto untuk satu kunjungan.")));
    }
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if writing.op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                let Writing { visit, version, record, photos, op } = writing;
                let office = person.office.as_str();
                if !visits::put(tx, office, &visit, version, record.visited, record.findings.trim()).await? {
                    let words = "Catatan kunjungan ini diubah orang lain sejak halaman ini dibuka. Isian Anda masih ada di bawah; muat halaman ini di tab lain untuk membandingkan.";
                    return Err(Refusal::Conflict(words.to_owned()).into());
                }
                let known = opened.promises;
                for mut promise in record.promises {
                    // An id comes from the form: it is one of this visit, or it is none.
                    if !known.iter().any(|one| one.id == promise.id) {
                        promise.id.clear();
                    }
                    visits::put_promise(tx, office, &visit, &promise).await?;
                }
                for taken in photos {
                    let photo = NewPhoto::from(taken);
                    visits::add_photo(tx, office, &opened.visit.library, &visit, &person.account, &photo).await?;
                }
                let object = format!("visit:{visit}");
                tx.audit(&Audit {
                    office,
                    account: &person.account,
                    action: "visit.write",
                    object: &object,
                    after_sha256: &op.body_sha256,
                    ..Audit::default()
                })
                .await?;
                op.keep(tx, "written").await?;
                Ok(())
            })
        })
        .await
}

/// Calls a planned visit off.
pub async fn cancel(app: &App, asker: &Asker, id: &str) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let visit = one(app, asker, id).await?.visit;
    if visit.visited().is_some() {
        let words = "Kunjungan ini sudah dicatat, jadi tidak bisa dibatalkan.".to_owned();
        return Err(Refusal::Conflict(words).into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                visits::cancel(tx, &person.office, &visit.id).await?;
                let object = format!("visit:{}", visit.id);
                let (office, account) = (person.office.as_str(), person.account.as_str());
                tx.audit(&Audit { office, account, action: "visit.cancel", object: &object, ..Audit::default() })
                    .await?;
                Ok(())
            })
        })
        .await
}
