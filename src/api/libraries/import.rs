//! Tables of libraries: looked at first, then carried out in one transaction.

use sha2::Digest;

use crate::api::libraries::{add_village, office_code, today, told};
use crate::api::{App, Error, sheet};
use crate::domain::account::Asker;
use crate::domain::library::{Library, Service};
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::table::{self, Change, Known, Plan, Sheet};
use crate::storage::{self, Tx};

/// The largest table that the page takes, in bytes; larger ones go through the command line.
pub const LARGEST_ON_PAGE: usize = 2 * 1024 * 1024;

/// A plan and a mark of what it would do: two looks at one registry give the same mark.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What the table would do.
    pub plan: Plan<Library>,
    /// SHA-256 of the plan, hex.
    pub mark: String,
}

fn mark(plan: &Plan<Library>) -> String {
    let bytes = serde_json::to_vec(plan).unwrap_or_default();
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes))
}

/// The table behind a text; a fault is a finding for the field `csv`.
fn read(text: &str) -> Result<Sheet, Refusal> {
    sheet::sheet(text).map_err(|words| Refusal::invalid("csv", words))
}

/// What a table would do to an office's registry.
pub async fn plan(app: &App, office: &str, sheet: &Sheet) -> Result<Preview, Error> {
    let year = today(app, office).await?.year;
    let villages = storage::villages::all(&app.storage, Some(office)).await?;
    let libraries = storage::libraries::all(&app.storage, Some(office)).await?;
    let known = Known { office: &office_code(office)?, villages: &villages, libraries: &libraries, year };
    let plan = table::libraries(sheet, known).map_err(|fault| Refusal::invalid("csv", fault.words()))?;
    Ok(Preview { mark: mark(&plan), plan })
}

/// Carries a table out inside a transaction, whatever it says: refused rows are left out. Answers what was done. `account` is
/// empty for the program itself.
pub async fn carry_out(
    tx: &mut Tx,
    office: &str,
    sheet: &Sheet,
    year: i32,
    account: &str,
) -> Result<Plan<Library>, Error> {
    let villages = storage::villages::all_in(tx, Some(office)).await?;
    let libraries = storage::libraries::all_in(tx, Some(office)).await?;
    let known = Known { office: &office_code(office)?, villages: &villages, libraries: &libraries, year };
    let mut plan = table::libraries(sheet, known).map_err(|fault| Refusal::invalid("csv", fault.words()))?;
    let now = tx.now();
    for row in &mut plan.rows {
        match row.change {
            Change::Unchanged => {}
            Change::New => {
                add_village(tx, &row.object.village).await?;
                row.object.id = tx.id();
                row.object.slug = storage::libraries::insert(tx, &row.object, now).await?;
                told(tx, account, "library.add", &row.object).await?;
            }
            Change::Changed(_) => {
                add_village(tx, &row.object.village).await?;
                // Read in this very transaction: its version is the row's.
                storage::libraries::update(tx, &row.object, now).await?;
                told(tx, account, "library.change", &row.object).await?;
            }
        }
    }
    Ok(plan)
}

/// [`carry_out`] in a transaction of its own, for the command line and the demo.
pub async fn apply(app: &App, office: &str, sheet: Sheet) -> Result<Plan<Library>, Error> {
    let year = today(app, office).await?.year;
    let office = office.to_owned();
    app.storage.write(move |tx| Box::pin(async move { carry_out(tx, &office, &sheet, year, "").await })).await
}

/// The page's preview of a text, for the planner's own office.
pub async fn preview(app: &App, asker: &Asker, text: &str) -> Result<Preview, Error> {
    let person = asker.planner()?;
    plan(app, &person.office, &read(text)?).await
}

/// Carries out what the page showed: refused when the registry has changed meanwhile, so that nobody applies what they did
/// not see.
pub async fn apply_shown(app: &App, asker: &Asker, text: &str, shown: &str) -> Result<Plan<Library>, Error> {
    let person = asker.planner()?.clone();
    let sheet = read(text)?;
    if plan(app, &person.office, &sheet).await?.mark != shown {
        let words = "Isi tabel atau registri berubah sejak diperiksa. Belum ada yang diterapkan: periksa lagi di bawah, lalu terapkan.";
        return Err(Refusal::Invalid(vec![Finding::new("csv", words)]).into());
    }
    let year = today(app, &person.office).await?.year;
    app.storage
        .write(move |tx| Box::pin(async move { carry_out(tx, &person.office, &sheet, year, &person.account).await }))
        .await
}

/// The registry as CSV, of one office or (none) of all; what [`plan`] reads and a few columns more.
pub async fn csv(app: &App, office: Option<&str>) -> Result<String, Error> {
    let libraries = storage::libraries::all(&app.storage, office).await?;
    let header = [
        "office",
        "slug",
        "name",
        "kind",
        "village",
        "village_code",
        "district",
        "district_code",
        "latitude",
        "longitude",
        "precision",
        "replicated",
        "stage",
        "funding",
        "npp",
        "services",
        "hours",
        "address",
        "aliases",
        "checked_on",
        "url",
    ];
    let rows = libraries.into_iter().map(|library| {
        let district = library.village.code.district().map(String::from).unwrap_or_default();
        let degrees = |degrees: Option<f64>| degrees.map_or_else(String::new, |degrees| degrees.to_string());
        let url = app.settings.link(&format!("/perpustakaan/{}", library.slug));
        [
            library.office,
            library.slug,
            library.name,
            library.kind.code().to_owned(),
            library.village.name,
            library.village.code.into(),
            library.village.district,
            district,
            degrees(library.point.map(|point| point.latitude)),
            degrees(library.point.map(|point| point.longitude)),
            library.precision.code().to_owned(),
            library.replicated.map_or_else(String::new, |year| year.to_string()),
            library.stage.code().to_owned(),
            library.funding,
            library.npp,
            library.services.join("|"),
            library.hours.map(|hours| hours.line()).unwrap_or_default(),
            library.address,
            library.aliases.join("|"),
            library.checked_on.unwrap_or_default(),
            url,
        ]
    });
    Ok(sheet::written(header, rows))
}

/// The registry as `GeoJSON` (RFC 7946). A library without a point has a null geometry; what a point stands for is in `precision`.
pub async fn geojson(app: &App, office: Option<&str>) -> Result<serde_json::Value, Error> {
    let libraries = storage::libraries::all(&app.storage, office).await?;
    let features: Vec<serde_json::Value> = libraries
        .into_iter()
        .map(|library| {
            let geometry = library.point.map(|point| {
                serde_json::json!({ "type": "Point", "coordinates": [point.longitude, point.latitude] })
            });
            serde_json::json!({
                "type": "Feature",
                "id": library.slug,
                "geometry": geometry,
                "properties": {
                    "name": library.name,
                    "kind": library.kind,
                    "stage": library.stage,
                    "precision": library.precision,
                    "village": library.village.name,
                    "village_code": library.village.code,
                    "district": library.village.district,
                    "district_code": library.village.code.district(),
                    "replicated": library.replicated,
                    "services": library.services.iter().filter_map(|code| Service::of(code)).map(|service| service.words).collect::<Vec<_>>(),
                    "hours": library.hours.as_ref().map(crate::domain::hours::Hours::line),
                    "checked_on": library.checked_on,
                    "url": app.settings.link(&format!("/perpustakaan/{}", library.slug)),
                },
            })
        })
        .collect();
    // Members beside `features` are allowed (RFC 7946, 6.1): a file that was passed on still says of which day it is.
    let date = app.world.now().date(crate::domain::moment::Zone::default()).to_string();
    // and under which terms; the page says the same.
    let source = app.settings.link("/data");
    let licence = "Boleh dipakai siapa saja; sebutkan sumber dan tanggalnya.";
    Ok(serde_json::json!({
        "type": "FeatureCollection", "date": date, "source": source, "licence": licence, "features": features,
    }))
}
