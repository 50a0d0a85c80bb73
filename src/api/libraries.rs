//! The registry's verbs: find and read libraries, let their own people and the office change them, take in tables.

pub mod finder;
pub mod import;
pub mod point;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::api::{App, Error};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::code::Code;
use crate::domain::hours::{DAYS, Day, Hours, NOTE_LENGTH};
use crate::domain::library::{
    Kind, Library, NAME_LENGTH, Point, Precision, STORY_LENGTH, Service, Stage, TEXT_LENGTH, Village,
};
use crate::domain::moment::{Date, Zone};
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::search::squeezed;
use crate::domain::table;
use crate::storage::libraries::Narrowed;
use crate::storage::ops;
use crate::storage::villages::District;
use crate::storage::{self, Audit, Tx};

/// Libraries on one page of a list.
pub const PAGE: usize = 60;

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A regency's code.
    pub office: Option<String>,
    /// A district's code.
    pub district: Option<String>,
    /// One kind.
    pub kind: Option<Kind>,
    /// What was typed into the search field.
    pub q: String,
    /// Page, from 1.
    pub page: usize,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The libraries of this page; best answer first when something was searched, else by name.
    pub libraries: Vec<Library>,
    /// How many there are on all pages.
    pub total: usize,
    /// This page, from 1.
    pub page: usize,
    /// The last page, at least 1.
    pub last: usize,
    /// Every district that can be chosen; none while the list is of very many offices.
    pub districts: Vec<District>,
}

/// Finds libraries.
pub async fn find(app: &App, filter: &Filter) -> Result<Listing, Error> {
    let narrowed = Narrowed {
        office: filter.office.as_deref(),
        district: filter.district.as_deref(),
        kind: filter.kind.map(Kind::code),
    };
    let districts = match narrowed.office {
        None if storage::offices::are_many(&app.storage).await? => Vec::new(),
        office => storage::villages::districts_with_libraries(&app.storage, office).await?,
    };
    let pages = |total: usize| {
        let last = total.div_ceil(PAGE).max(1);
        let page = filter.page.clamp(1, last);
        (page, last, (page - 1) * PAGE)
    };
    if filter.q.trim().is_empty() {
        let total = storage::libraries::count(&app.storage, &narrowed).await?;
        let (page, last, after) = pages(total);
        let libraries = storage::libraries::page(&app.storage, &narrowed, PAGE, after).await?;
        return Ok(Listing { libraries, total, page, last, districts });
    }
    let fits = |entry: &finder::Entry| {
        narrowed.office.is_none_or(|office| entry.office == office)
            && narrowed.kind.is_none_or(|kind| entry.kind == kind)
            && narrowed.district.is_none_or(|district| entry.village.get(..8) == Some(district))
    };
    let found = finder::find(app, &filter.q, fits).await?;
    let (page, last, after) = pages(found.len());
    let mut libraries = Vec::new();
    for id in found.iter().skip(after).take(PAGE) {
        libraries.extend(storage::libraries::by_any_id(&app.storage, id).await?);
    }
    Ok(Listing { libraries, total: found.len(), page, last, districts })
}

/// The library of that name in addresses.
pub async fn one(app: &App, slug: &str) -> Result<Library, Error> {
    storage::libraries::by_slug(&app.storage, slug).await?.ok_or_else(|| Refusal::NotFound.into())
}

/// What pages about a library need to know of its office.
#[derive(Clone, Debug)]
pub struct Office {
    /// "Kabupaten Kotawaringin Barat", "Kota Palangka Raya".
    pub regency: String,
    /// "Kalimantan Tengah".
    pub province: String,
    /// Of its clocks and calendar.
    pub zone: Zone,
}

/// The office with that code.
pub async fn office(app: &App, code: &str) -> Result<Office, Error> {
    let row: Option<(String, String, String)> =
        app.storage.one("select regency, province, time_zone from office where code = $1", crate::args![code]).await?;
    let (regency, province, zone) =
        row.ok_or_else(|| storage::Failure::inconsistent("office", format!("no office {code}")))?;
    // In Kemendagri's table the second part of a kota's code begins at 71.
    let word = if code.get(3..5).and_then(|part| part.parse::<u8>().ok()).is_some_and(|part| part >= 71) {
        "Kota"
    } else {
        "Kabupaten"
    };
    Ok(Office { regency: format!("{word} {regency}"), province, zone: Zone::named(&zone).unwrap_or_default() })
}

/// Today, by the office's calendar.
pub async fn today(app: &App, code: &str) -> Result<Date, Error> {
    Ok(app.world.now().date(office(app, code).await?.zone))
}

/// The libraries that the asker reports for, by name.
pub async fn own(app: &App, asker: &Asker) -> Result<Vec<Library>, Error> {
    let person = asker.signed_in()?;
    let mut own = Vec::new();
    for id in person.libraries() {
        own.extend(storage::libraries::by_id(&app.storage, &person.office, id).await?);
    }
    own.sort_by(|a: &Library, b: &Library| a.name.cmp(&b.name));
    if own.is_empty() { Err(Refusal::Forbidden.into()) } else { Ok(own) }
}

/// The libraries of the planner's own office, by name.
pub async fn of_my_office(app: &App, asker: &Asker) -> Result<Vec<Library>, Error> {
    let person = asker.planner()?;
    Ok(storage::libraries::all(&app.storage, Some(&person.office)).await?)
}

/// The villages of the planner's own office, by code.
pub async fn villages_of_my_office(app: &App, asker: &Asker) -> Result<Vec<Village>, Error> {
    let person = asker.planner()?;
    Ok(storage::villages::all(&app.storage, Some(&person.office)).await?.into_values().collect())
}

/// The profile form: what a library's own people say of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileInput {
    /// The library's slug.
    pub perpustakaan: String,
    /// The version that the form was filled in on.
    pub versi: i64,
    /// Opening time of each day, Monday first; seven of them.
    #[serde(default)]
    pub buka: Vec<String>,
    /// Closing time of each day; seven of them.
    #[serde(default)]
    pub tutup: Vec<String>,
    /// Numbers (0 to 6) of the days that are closed.
    #[serde(default)]
    pub libur: Vec<String>,
    /// A note about the hours.
    #[serde(default)]
    pub catatan: String,
    /// Codes of services.
    #[serde(default)]
    pub layanan: Vec<String>,
    /// Codes of services for children.
    #[serde(default)]
    pub layanan_anak: Vec<String>,
    /// Street or landmark.
    #[serde(default)]
    pub alamat: String,
    /// A phone number or other contact.
    #[serde(default)]
    pub kontak: String,
    /// Ticked: the contact may be shown.
    #[serde(default)]
    pub kontak_umum: Option<String>,
    /// The story.
    #[serde(default)]
    pub cerita: String,
    /// "latitude, longitude".
    #[serde(default)]
    pub titik: String,
    /// What the point stands for.
    #[serde(default)]
    pub ketelitian: String,
    /// Ticked: a TBM's exact point may be shown.
    #[serde(default)]
    pub titik_setuju: Option<String>,
}

/// Saves a library's profile. Refuses, naming every difference, when it changed since the form was shown.
pub async fn save_profile(app: &App, asker: &Asker, input: ProfileInput) -> Result<Library, Error> {
    let before = one(app, &input.perpustakaan).await?;
    let person = asker.librarian_of(&before.id)?.clone();
    let today = today(app, &before.office).await?;
    let mut findings = Vec::new();
    let mut after = before.clone();
    after.checked_on = Some(today.to_string());
    fill_profile(&mut after, &before, &input, &mut findings);
    looked_at_twice(app, &before, &after, &mut findings).await?;
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    after.version = input.versi;
    store(app, person, "library.profile", before, after).await
}

/// Sets or (`None`) takes away the picture of a library's page, by its own people. The file must be stored already.
pub async fn save_photo(app: &App, asker: &Asker, slug: &str, sha256: Option<String>) -> Result<Library, Error> {
    let library = one(app, slug).await?;
    let person = asker.librarian_of(&library.id)?.clone();
    let kept = library.clone();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                storage::libraries::set_photo(tx, &library, sha256, now).await?;
                told(tx, &person.account, "library.photo", &library).await?;
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(kept)
}

/// A new point outside its village is confirmed on the map and nowhere else.
async fn looked_at_twice(
    app: &App,
    before: &Library,
    after: &Library,
    findings: &mut Vec<Finding>,
) -> Result<(), Error> {
    if let Some(point) = after.point.filter(|point| before.point != Some(*point))
        && point::is_outside(app, after.village.code.as_str(), point).await?
    {
        let words = format!(
            "Titik ini di luar batas {}. Bila memang di sana, simpan lewat “Titik di peta” pada halaman perpustakaannya.",
            after.village.title()
        );
        findings.push(Finding::new("titik", words));
    }
    Ok(())
}

/// Carries what was typed over to the library; what cannot stand becomes a finding.
fn fill_profile(after: &mut Library, before: &Library, input: &ProfileInput, findings: &mut Vec<Finding>) {
    after.hours = Some(hours(input, findings)).filter(|hours| !hours.is_empty());
    let services: Vec<String> = input.layanan.iter().chain(&input.layanan_anak).cloned().collect();
    match services.iter().find(|code| Service::of(code).is_none()) {
        Some(_) => findings.push(Finding::new("layanan", "Ada layanan yang tidak dikenal. Pilih dari daftar.")),
        None => after.services = table::ordered(&services),
    }
    for (field, typed, longest, target) in [
        ("alamat", &input.alamat, TEXT_LENGTH, &mut after.address),
        ("kontak", &input.kontak, TEXT_LENGTH, &mut after.contact),
        ("cerita", &input.cerita, STORY_LENGTH, &mut after.story),
    ] {
        *target = text(field, typed, longest, findings);
    }
    after.contact_public = input.kontak_umum.is_some() && !after.contact.is_empty();
    match pair(&input.titik) {
        Ok(None) => {
            after.point = None;
            after.precision = Precision::Unknown;
        }
        Ok(Some(point)) => {
            after.point = Some(point);
            match Precision::parse(&input.ketelitian) {
                Some(precision @ (Precision::Building | Precision::Village)) => after.precision = precision,
                _ => findings.push(Finding::new(
                    "ketelitian",
                    "Pilih apakah titik ini gedungnya atau hanya perkiraan di dalam desa.",
                )),
            }
            let newly_exact = after.precision == Precision::Building
                && (before.precision != Precision::Building || before.point != after.point);
            if after.kind == Kind::Tbm && newly_exact && input.titik_setuju.is_none() {
                findings.push(Finding::new(
                    "titik_setuju",
                    "Centang persetujuan bila titik gedung TBM boleh tampil di peta umum, atau pilih titik perkiraan.",
                ));
            }
        }
        Err(words) => findings.push(Finding::new("titik", words)),
    }
}

/// The week from the form's three columns.
fn hours(input: &ProfileInput, findings: &mut Vec<Finding>) -> Hours {
    let empty = String::new();
    let mut hours = Hours::default();
    for (number, name) in DAYS.iter().enumerate() {
        let closed = input.libur.iter().any(|day| day.parse() == Ok(number));
        let (from, to) = (input.buka.get(number).unwrap_or(&empty), input.tutup.get(number).unwrap_or(&empty));
        match Day::typed(name, closed, from, to) {
            Ok(day) => hours.days[number] = day,
            Err(words) => findings.push(Finding::new(format!("hari-{number}"), words)),
        }
    }
    hours.note = text("catatan", &input.catatan, NOTE_LENGTH, findings);
    hours
}

/// Free words: trimmed, line ends made one kind, not longer than allowed.
fn text(field: &str, typed: &str, longest: usize, findings: &mut Vec<Finding>) -> String {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > longest {
        findings
            .push(Finding::new(field, format!("Paling panjang {longest} huruf; sekarang {}.", text.chars().count())));
    } else if text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t') {
        findings.push(Finding::new(field, "Ada tanda yang tidak terbaca. Ketik ulang bagian ini."));
    }
    text
}

/// "-2.7666, 111.5437" as map services copy it; also split by a blank or a semicolon. Empty: none.
fn pair(typed: &str) -> Result<Option<Point>, &'static str> {
    let typed = typed.trim().trim_matches(['(', ')']);
    if typed.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = typed.split([',', ';', ' ', '\t']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let (latitude, longitude) = match parts.as_slice() {
        [latitude, longitude] => ((*latitude).to_owned(), (*longitude).to_owned()),
        // Decimal commas: "-2,7666, 111,5437".
        [a, b, c, d] => (format!("{a}.{b}"), format!("{c}.{d}")),
        _ => return Err("Tulis dua angka, lintang lalu bujur, misalnya -2.7666, 111.5437."),
    };
    Point::parse(&latitude, &longitude).map_err(crate::domain::library::PointFault::words)
}

/// Writes a changed library under the version that its form was filled in on; on a conflict says what differs now.
async fn store(
    app: &App,
    person: SignedIn,
    action: &'static str,
    before: Library,
    after: Library,
) -> Result<Library, Error> {
    if after.version == before.version
        && table::differences(&before, &after).is_empty()
        && before.checked_on == after.checked_on
    {
        return Ok(before);
    }
    let kept = after.clone();
    let done = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                add_village(tx, &after.village).await?;
                if !storage::libraries::update(tx, &after, now).await? {
                    return Ok::<_, Error>(false);
                }
                told(tx, &person.account, action, &after).await?;
                Ok(true)
            })
        })
        .await;
    match done {
        Ok(true) => Ok(kept),
        Ok(false) => {
            // Read again: what stands there now is what the person has to be told.
            let now = one(app, &before.slug).await?;
            if table::differences(&now, &kept).is_empty() {
                // The same form posted twice, or two people of one mind.
                return Ok(now);
            }
            Err(Refusal::Conflict(conflict(&now, &kept)).into())
        }
        Err(Error::Failure(failure)) if failure.is_duplicate() => {
            Err(Refusal::invalid("nama", "Di desa ini sudah ada perpustakaan sejenis dengan nama itu.").into())
        }
        Err(error) => Err(error),
    }
}

/// What differs between what stands now and what somebody wanted to save, in one sentence.
fn conflict(now: &Library, wanted: &Library) -> String {
    let differences: Vec<String> = table::differences(now, wanted)
        .iter()
        .map(|difference| {
            format!(
                "{}: tersimpan “{}”, isian Anda “{}”",
                difference.what,
                shown(&difference.before),
                shown(&difference.after)
            )
        })
        .collect();
    format!(
        "Sementara Anda mengisi, data ini sudah diubah orang lain. Belum ada yang tertimpa. Yang berbeda: {}. Isian Anda masih ada di bawah; simpan lagi bila memang itu yang benar.",
        differences.join("; ")
    )
}

fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(80).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

async fn add_village(tx: &mut Tx, village: &Village) -> Result<(), Error> {
    let known: Option<(String,)> =
        tx.one("select code from village where code = $1", crate::args![village.code.as_str()]).await?;
    if known.is_none() {
        storage::villages::put(tx, village).await?;
    }
    Ok(())
}

/// Event and audit of one changed library.
async fn told(tx: &mut Tx, account: &str, action: &str, library: &Library) -> Result<(), Error> {
    tx.event(&library.office, "library", "changed", serde_json::json!({ "library": library.id }));
    let object = format!("library:{}", library.id);
    tx.audit(&Audit { office: &library.office, account, action, object: &object, ..Audit::default() }).await?;
    Ok(())
}

/// The office's form for one library.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibraryInput {
    /// The version that the form was filled in on; 0 for a new library.
    pub versi: i64,
    /// Makes a second post of a new library answer like the first.
    #[serde(default)]
    pub op: String,
    /// Its name.
    pub nama: String,
    /// Code of its kind.
    #[serde(default)]
    pub jenis: String,
    /// Its village's code.
    pub kode: String,
    /// Code of its stage.
    #[serde(default)]
    pub tahap: String,
    /// Year of replication.
    #[serde(default)]
    pub tahun: String,
    /// Who pays.
    #[serde(default)]
    pub pendanaan: String,
    /// Nomor Pokok Perpustakaan.
    #[serde(default)]
    pub npp: String,
    /// Other spellings, one on a line.
    #[serde(default)]
    pub alias: String,
    /// "latitude, longitude".
    #[serde(default)]
    pub titik: String,
    /// What the point stands for.
    #[serde(default)]
    pub ketelitian: String,
}

/// Adds a library (no slug) or changes one of the planner's own office.
pub async fn save(app: &App, asker: &Asker, slug: Option<&str>, input: LibraryInput) -> Result<Library, Error> {
    let person = asker.planner()?.clone();
    let office = office_code(&person.office)?;
    let before = match slug {
        None => None,
        Some(slug) => {
            let library = one(app, slug).await?;
            asker.planner_of(&library.office)?;
            Some(library)
        }
    };
    let villages = storage::villages::all(&app.storage, Some(&person.office)).await?;
    let today = today(app, &person.office).await?;
    let mut after = read_library(&input, before.as_ref(), &office, &villages, today)?;
    match before {
        Some(before) => {
            after.version = input.versi;
            let mut findings = Vec::new();
            looked_at_twice(app, &before, &after, &mut findings).await?;
            if !findings.is_empty() {
                return Err(Refusal::Invalid(findings).into());
            }
            store(app, person, "library.change", before, after).await
        }
        None => add(app, person, after, input.op).await,
    }
}

fn office_code(office: &str) -> Result<Code, Error> {
    Code::parse(office).map_err(|fault| storage::Failure::inconsistent("office", fault.words()).into())
}

async fn add(app: &App, person: SignedIn, library: Library, op: String) -> Result<Library, Error> {
    let content = ops::hash(format!("{library:?}").as_bytes());
    let added = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                if let Some(id) = ops::answered(tx, &person.account, &op, &content).await?
                    && let Some(library) = storage::libraries::by_id_in(tx, &person.office, &id).await?
                {
                    return Ok(library);
                }
                let mut library = Library { id: tx.id(), ..library };
                let now = tx.now();
                library.slug = storage::libraries::insert(tx, &library, now).await?;
                told(tx, &person.account, "library.add", &library).await?;
                ops::keep(tx, &person.account, &op, &content, &library.id).await?;
                Ok::<_, Error>(library)
            })
        })
        .await;
    match added {
        Err(Error::Failure(failure)) if failure.is_duplicate() => {
            Err(Refusal::invalid("nama", "Perpustakaan sejenis dengan nama itu sudah ada di desa ini.").into())
        }
        other => other,
    }
}

fn read_library(
    input: &LibraryInput,
    before: Option<&Library>,
    office: &Code,
    villages: &BTreeMap<String, Village>,
    today: Date,
) -> Result<Library, Error> {
    let mut findings = Vec::new();
    let name = input.nama.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(words) = table::name_fault(&name) {
        findings.push(Finding::new("nama", words));
    }
    let kind = Kind::parse(&input.jenis);
    if kind.is_none() {
        findings.push(Finding::new("jenis", "Pilih jenis perpustakaannya."));
    }
    let village = match village(&input.kode, office, villages) {
        Ok(village) => {
            let mut reasons = Vec::new();
            if let Some(kind) = kind {
                table::ward_agrees(kind, &village.code, &mut reasons);
            }
            findings.extend(reasons.into_iter().map(|words| Finding::new("kode", words)));
            Some(village)
        }
        Err(words) => {
            findings.push(Finding::new("kode", words));
            None
        }
    };
    let stage = Stage::parse(&input.tahap);
    if stage.is_none() {
        findings.push(Finding::new("tahap", "Pilih tahapnya."));
    }
    let replicated = if input.tahun.trim().is_empty() {
        None
    } else {
        table::parse_year(&input.tahun, today.year).map_err(|words| findings.push(Finding::new("tahun", words))).ok()
    };
    let funding = text("pendanaan", &input.pendanaan, TEXT_LENGTH, &mut findings);
    let npp = text("npp", &input.npp, TEXT_LENGTH, &mut findings);
    let aliases = aliases(&input.alias, &mut findings);
    let point = pair(&input.titik).map_err(|words| findings.push(Finding::new("titik", words))).ok().flatten();
    let precision = match (point, Precision::parse(&input.ketelitian)) {
        (None, _) => Precision::Unknown,
        (Some(_), Some(Precision::Building)) => Precision::Building,
        (Some(_), _) => Precision::Village,
    };
    let was_exact = before.is_some_and(|before| before.precision == Precision::Building && before.point == point);
    if kind == Some(Kind::Tbm) && precision == Precision::Building && !was_exact {
        findings.push(Finding::new(
            "ketelitian",
            "Titik gedung TBM hanya diisi oleh pengelolanya sendiri di halaman profil, karena TBM sering di rumah orang.",
        ));
    }
    let (Some(kind), Some(village), Some(stage), true) = (kind, village, stage, findings.is_empty()) else {
        return Err(Refusal::Invalid(findings).into());
    };
    let base = before.cloned().unwrap_or_else(|| Library::blank(office.as_str(), &name, kind, village.clone()));
    Ok(Library { name, aliases, kind, village, point, precision, replicated, stage, funding, npp, ..base })
}

fn village(typed: &str, office: &Code, villages: &BTreeMap<String, Village>) -> Result<Village, String> {
    // The form's list suggests "62.01.02.2016 Natai Raya": the code is its first word.
    let first = typed.split_whitespace().next().unwrap_or_default();
    let code = Code::parse_at(first, crate::domain::code::Level::Village).map_err(|fault| fault.words())?;
    if !code.within(office) {
        return Err(format!("Kode {code} milik kabupaten/kota lain, bukan {office}."));
    }
    villages
        .get(code.as_str())
        .cloned()
        .ok_or_else(|| format!("Kode {code} tidak ada di daftar desa. Administrator dapat memuat daftar desa dengan perintah pantau import villages."))
}

fn aliases(typed: &str, findings: &mut Vec<Finding>) -> Vec<String> {
    let mut aliases: Vec<String> = typed
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !squeezed(line).is_empty())
        .collect();
    aliases.sort();
    aliases.dedup();
    if aliases.len() > 10 || aliases.iter().any(|alias| alias.chars().count() > NAME_LENGTH) {
        findings.push(Finding::new(
            "alias",
            format!("Paling banyak 10 nama lain, masing-masing paling panjang {NAME_LENGTH} huruf."),
        ));
    }
    aliases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_as_map_services_copy_it() {
        let expected = Some(Point { latitude: -2.7666, longitude: 111.5437 });
        for typed in
            ["-2.7666, 111.5437", "(-2.7666,111.5437)", " -2.7666 111.5437 ", "-2,7666; 111,5437", "-2,7666, 111,5437"]
        {
            assert_eq!(pair(typed), Ok(expected), "{typed}");
        }
        assert_eq!(pair("  "), Ok(None));
        for typed in ["-2.7", "1, 2, 3", "111.5437, -2.7666", "x, y", "https://maps.example/@-2.7,111.5"] {
            assert!(pair(typed).is_err(), "{typed}");
        }
    }
}
