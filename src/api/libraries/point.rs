//! Where a library is: set on a map by its own people or the office, looked at twice when it lies outside its village.

use serde::Deserialize;

use super::{one, pair, store, today};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::geometry;
use crate::domain::library::{Kind, Library, Point, Precision};
use crate::domain::refusal::{Finding, Refusal};
use crate::storage;

/// The form of a point.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointInput {
    /// The version that the form was shown on.
    pub versi: i64,
    /// "latitude, longitude".
    #[serde(default)]
    pub titik: String,
    /// What the point stands for.
    #[serde(default)]
    pub ketelitian: String,
    /// How surely the phone knew its place, metres; empty when the point was chosen on the map.
    #[serde(default)]
    pub akurasi: String,
    /// Ticked: a point outside the village's limits is meant.
    #[serde(default)]
    pub di_luar: Option<String>,
    /// Ticked: the owner of a TBM agrees that its exact point is public.
    #[serde(default)]
    pub titik_setuju: Option<String>,
}

/// A phone's place less sure than this is no building, metres.
const SURE: f64 = 100.0;

/// The library, if the asker may say where it is: its own people and its office.
pub async fn placed_by(app: &App, asker: &Asker, slug: &str) -> Result<Library, Error> {
    asker.signed_in()?;
    let library = one(app, slug).await?;
    let may = asker.librarian_of(&library.id).is_ok() || asker.planner_of(&library.office).is_ok();
    // Whether it exists is public; that it is somebody else's to place is nobody's business.
    if may { Ok(library) } else { Err(Refusal::NotFound.into()) }
}

/// Whether a point lies outside the outline of a village; false when nobody has given one.
pub async fn is_outside(app: &App, village: &str, point: Point) -> Result<bool, Error> {
    let outline = storage::boundaries::one(&app.storage, village).await?;
    let at = geometry::Point { lon: point.longitude, lat: point.latitude };
    Ok(outline.is_some_and(|outline| !outline.shape.contains(at)))
}

/// Saves a point. The one before stays until this one is whole, and meant.
pub async fn save_point(app: &App, asker: &Asker, slug: &str, input: PointInput) -> Result<Library, Error> {
    let before = placed_by(app, asker, slug).await?;
    let person = asker.signed_in()?.clone();
    let invalid = |findings: Vec<Finding>| Err(Refusal::Invalid(findings).into());
    let point = match pair(&input.titik) {
        Ok(Some(point)) => point,
        Ok(None) => {
            return invalid(vec![Finding::new(
                "titik",
                "Geser petanya sampai titiknya pas, atau ketik lintang dan bujurnya.",
            )]);
        }
        Err(words) => return invalid(vec![Finding::new("titik", words)]),
    };
    let mut findings = Vec::new();
    let precision = Precision::parse(&input.ketelitian).filter(|known| *known != Precision::Unknown);
    if precision.is_none() {
        findings
            .push(Finding::new("ketelitian", "Pilih apakah titik ini gedungnya atau hanya perkiraan di dalam desa."));
    }
    let precision = precision.unwrap_or(Precision::Village);
    let vague = input.akurasi.parse::<f64>().ok().filter(|metres| precision == Precision::Building && *metres > SURE);
    if let Some(metres) = vague {
        findings.push(Finding::new(
            "ketelitian",
            format!("HP hanya tahu posisinya sampai ± {metres:.0} m. Geser titiknya ke gedung, atau pilih “Perkiraan di dalam desa”."),
        ));
    }
    if before.kind == Kind::Tbm && precision == Precision::Building && input.titik_setuju.is_none() {
        findings.push(Finding::new(
            "titik_setuju",
            "Centang persetujuan bila titik gedung TBM boleh tampil di peta umum, atau pilih titik perkiraan.",
        ));
    }
    if input.di_luar.is_none() && is_outside(app, before.village.code.as_str(), point).await? {
        findings.push(Finding::new(
            "di_luar",
            format!(
                "Titik ini di luar batas {}. Titik yang lama belum diganti. Geser lagi, atau centang bila memang di sana.",
                before.village.title()
            ),
        ));
    }
    if !findings.is_empty() {
        return invalid(findings);
    }
    let checked_on = Some(today(app, &before.office).await?.to_string());
    let after = Library { point: Some(point), precision, checked_on, version: input.versi, ..before.clone() };
    store(app, person, "library.point", before, after).await
}
