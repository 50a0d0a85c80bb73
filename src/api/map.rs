//! What the map shows: libraries as places, and the boundaries, kept ready between requests.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::{App, Error};
use crate::domain::geometry::Point;
use crate::domain::library::Library;
use crate::domain::map::{Atlas, Packed, Parcel, Place, Places, Query, Sheet, Size, View};
use crate::storage;
use crate::storage::boundaries::Stamp;

/// The most corners of boundaries that a map is drawn from; more are made coarser. A regency has some thousand.
const MOST_KNOTS: usize = 40_000;

/// Boundaries ready to be drawn and ready to be sent.
#[derive(Debug, Default)]
pub struct Chart {
    /// For the browser.
    pub packed: Packed,
    /// For the drawer.
    pub atlas: Atlas,
}

/// The charts that were made last, by regency ("" for all), each with the state of the boundaries it was made from.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Mutex<HashMap<String, Kept>>>);

/// A chart and the state of the boundaries it was made from.
type Kept = (Stamp, Arc<Chart>);

/// At most this many charts are kept.
const SHELF: usize = 32;

impl Shelf {
    fn take(&self, office: &str, stamp: Stamp) -> Option<Arc<Chart>> {
        let charts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        charts.get(office).filter(|(made, _)| *made == stamp).map(|(_, chart)| Arc::clone(chart))
    }

    fn keep(&self, office: &str, stamp: Stamp, chart: &Arc<Chart>) {
        let mut charts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if charts.len() >= SHELF && !charts.contains_key(office) {
            charts.clear();
        }
        charts.insert(office.to_owned(), (stamp, Arc::clone(chart)));
    }
}

/// The boundaries of a regency, or of all.
pub async fn chart(app: &App, office: Option<&str>) -> Result<Arc<Chart>, Error> {
    let stamp = storage::boundaries::stamp(&app.storage, office).await?;
    if stamp.0 == 0 {
        return Ok(Arc::default());
    }
    let name = office.unwrap_or_default();
    if let Some(chart) = app.shelf.take(name, stamp) {
        return Ok(chart);
    }
    let boundaries = storage::boundaries::all(&app.storage, office).await?;
    let mut names = BTreeMap::new();
    for village in storage::villages::all(&app.storage, office).await?.into_values() {
        if let Some(code) = village.code.district() {
            names.insert(String::from(code), village.district);
        }
    }
    for district in boundaries.iter().filter(|boundary| boundary.code.len() == 8) {
        names.insert(district.code.clone(), district.name.clone());
    }
    // A district whose villages are known is put together from them, so that its line runs along theirs.
    let with_villages: std::collections::HashSet<&str> = boundaries
        .iter()
        .filter(|boundary| boundary.code.len() > 8)
        .filter_map(|boundary| boundary.code.get(..8))
        .collect();
    let shapes = boundaries
        .iter()
        .filter(|boundary| !with_villages.contains(boundary.code.as_str()))
        .map(|boundary| (boundary.code.as_str(), boundary.name.as_str(), &boundary.shape));
    let packed = Packed::from_shapes(shapes, names).lighter(MOST_KNOTS);
    let chart = Arc::new(Chart { atlas: Atlas::from(&packed), packed });
    app.shelf.keep(name, stamp, &chart);
    Ok(chart)
}

/// The libraries of a regency, or of all, as the map knows them.
pub async fn places(app: &App, office: Option<&str>) -> Result<Vec<Place>, Error> {
    let today = app.world.now().date(crate::domain::moment::Zone::default());
    let mut next = HashMap::new();
    for row in storage::upcoming::next(&app.storage, office, today, 2_000).await? {
        if let Some(coming) = row.read() {
            next.entry(row.slug).or_insert_with(|| coming.short());
        }
    }
    let places = storage::libraries::all(&app.storage, office).await?.into_iter().map(Place::from);
    Ok(places.map(|place| Place { next: next.remove(&place.slug).unwrap_or_default(), ..place }).collect())
}

/// Everything that the browser needs to draw the map by itself.
pub async fn parcel(app: &App, office: Option<&str>) -> Result<Parcel, Error> {
    Ok(Parcel { places: places(app, office).await?, boundaries: chart(app, office).await?.packed.clone() })
}

/// A still map around one library, for its own page: SVG, or nothing when nobody has said where it is.
pub async fn around(app: &App, library: &Library) -> Result<Option<String>, Error> {
    let place = Place::from(library.clone());
    if place.drawn_at().is_none() {
        return Ok(None);
    }
    let chart = chart(app, Some(&library.office)).await?;
    let query = Query { chosen: vec![place.slug.clone()], ..Query::default() };
    let window = Size { width: 320.0, height: 240.0 };
    let view = View::opening(&query, &[&place], &chart.atlas, window);
    let frame = Size { width: 760.0, height: 320.0 };
    Ok(Some(Sheet { view, frame, window, atlas: &chart.atlas, places: &[&place], query: &query, path: "/peta" }.svg()))
}

impl From<Library> for Place {
    fn from(library: Library) -> Self {
        Self {
            point: library.point.map(|point| Point { lon: point.longitude, lat: point.latitude }),
            slug: library.slug,
            name: library.name,
            aliases: library.aliases,
            kind: library.kind,
            stage: library.stage,
            village: library.village.name,
            code: String::from(library.village.code),
            district: library.village.district,
            precision: library.precision,
            next: String::new(),
        }
    }
}

/// A library's point and where it lies in its village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// In the outline of its village.
    Inside,
    /// In the outline of another village, or of none.
    Outside,
    /// The village has no outline.
    NoBoundary,
    /// The library has no point.
    NoPoint,
}

/// Every library's point held against its village's outline, by name.
pub async fn check_points(app: &App) -> Result<Vec<(Place, Checked)>, Error> {
    let boundaries = storage::boundaries::all(&app.storage, None).await?;
    let outline = |code: &str| boundaries.iter().find(|boundary| boundary.code == code).map(|boundary| &boundary.shape);
    let places = Places::new(places(app, None).await?);
    Ok(places
        .all()
        .iter()
        .map(|place| {
            let checked = match (place.point, outline(&place.code)) {
                (None, _) => Checked::NoPoint,
                (_, None) => Checked::NoBoundary,
                (Some(point), Some(shape)) if shape.contains(point) => Checked::Inside,
                _ => Checked::Outside,
            };
            (place.clone(), checked)
        })
        .collect())
}
