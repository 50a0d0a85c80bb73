//! What the map shows: libraries as places or counts, and the boundaries, kept ready between requests.

pub mod layer;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::libraries::finder;
use crate::api::{App, Error};
use crate::domain::geometry::{Bounds, Point};
use crate::domain::library::Library;
use crate::domain::map::place::bounds_of;
use crate::domain::map::sum::gathered;
use crate::domain::map::{Atlas, Packed, Parcel, Part, Place, Places, Query, Reach, Sheet, Size, Sum, View};
use crate::domain::moment::Date;
use crate::storage;
use crate::storage::boundaries::Stamp;
use crate::storage::map::{Question, Unit};

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

/// What was made last and is kept between requests.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Shelves>);

#[derive(Default)]
struct Shelves {
    /// Charts by regency ("" for all), each with the state of the boundaries it was made from.
    charts: Mutex<HashMap<String, (Stamp, Arc<Chart>)>>,
    /// Counts by question, all of one state of the registry.
    counts: Mutex<(Stamp, HashMap<String, Arc<Counts>>)>,
}

/// At most this many charts are kept.
const CHARTS: usize = 32;
/// At most this many questions have their counts kept; those of the whole nation take half a megabyte.
const COUNTS: usize = 64;

impl Shelf {
    fn chart(&self, office: &str, stamp: Stamp) -> Option<Arc<Chart>> {
        let charts = self.0.charts.lock().unwrap_or_else(PoisonError::into_inner);
        charts.get(office).filter(|(made, _)| *made == stamp).map(|(_, chart)| Arc::clone(chart))
    }

    fn keep_chart(&self, office: &str, stamp: Stamp, chart: &Arc<Chart>) {
        let mut charts = self.0.charts.lock().unwrap_or_else(PoisonError::into_inner);
        if charts.len() >= CHARTS && !charts.contains_key(office) {
            charts.clear();
        }
        charts.insert(office.to_owned(), (stamp, Arc::clone(chart)));
    }

    fn counts(&self, question: &str, stamp: Stamp) -> Option<Arc<Counts>> {
        let kept = self.0.counts.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.0 == stamp).then(|| kept.1.get(question).cloned()).flatten()
    }

    fn keep_counts(&self, question: String, stamp: Stamp, counts: &Arc<Counts>) {
        let mut kept = self.0.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != stamp || kept.1.len() >= COUNTS {
            *kept = (stamp, HashMap::new());
        }
        kept.1.insert(question, Arc::clone(counts));
    }
}

/// The boundaries of a regency, or of all.
pub async fn chart(app: &App, office: Option<&str>) -> Result<Arc<Chart>, Error> {
    let stamp = storage::boundaries::stamp(&app.storage, office).await?;
    if stamp.0 == 0 {
        return Ok(Arc::default());
    }
    let name = office.unwrap_or_default();
    if let Some(chart) = app.shelf.chart(name, stamp) {
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
    app.shelf.keep_chart(name, stamp, &chart);
    Ok(chart)
}

/// The most libraries of which a browser is given all.
pub const WHOLE: usize = 500;

/// How much of a larger map is told at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most libraries of a box; more are counted by code.
    pub libraries: usize,
    /// The most counts of a box; more are put together to the next larger unit.
    pub sums: usize,
}

/// What a phone can draw and a person can read.
pub const LIMITS: Limits = Limits { libraries: 300, sums: 150 };

/// Counts of everything that answers a question.
#[derive(Debug, Default)]
pub struct Counts {
    /// By district, regency, province.
    levels: [Vec<Sum>; 3],
    /// How many answer.
    total: usize,
    /// How many of them have no point.
    lost: usize,
}

impl Counts {
    fn new(units: Vec<Unit>, regencies: &[(String, String, String)]) -> Self {
        let lost = units.iter().map(|(_, lost)| lost).sum();
        let districts: Vec<Sum> = units.into_iter().map(|(sum, _)| sum).collect();
        let name = |sum: Sum| {
            let own = regencies.iter().find(|(code, ..)| code.starts_with(&sum.code));
            let known = own.map(|(_, regency, province)| if sum.code.len() == 2 { province } else { regency });
            Sum { name: known.cloned().unwrap_or_else(|| sum.code.clone()), ..sum }
        };
        let level = |length| gathered(&districts, length).into_iter().map(name).collect::<Vec<Sum>>();
        let (regencies, provinces) = (level(5), level(2));
        let total = districts.iter().map(|sum| sum.count).sum();
        Self { levels: [districts, regencies, provinces], total, lost }
    }

    fn bounds(&self) -> Option<Bounds> {
        self.levels[2].iter().filter_map(|sum| sum.bounds).reduce(Bounds::with)
    }
}

/// What answers a question, as far as it is told at once.
pub enum Field {
    /// So few libraries that everything is known: all of the regency, whatever is asked of them.
    Whole(Places),
    /// More: counts, and parts on request.
    Parts {
        /// Of what answers.
        counts: Arc<Counts>,
        /// The chosen libraries.
        chosen: Vec<Place>,
        /// What the words of the question found.
        found: Option<Vec<String>>,
    },
}

/// Finds what answers.
pub async fn field(app: &App, query: &Query) -> Result<Field, Error> {
    field_past(app, query, WHOLE).await
}

async fn field_past(app: &App, query: &Query, whole: usize) -> Result<Field, Error> {
    let regency = query.regency.as_deref();
    if !storage::libraries::are_more_than(&app.storage, regency, whole).await? {
        return Ok(Field::Whole(Places::new(places(app, regency).await?)));
    }
    let now = app.world.now();
    let found = match query.words.as_str() {
        "" => None,
        words => Some(finder::find(app, words, |entry| regency.is_none_or(|code| entry.office == code)).await?),
    };
    let question = Question { query, now, found: found.as_deref() };
    let mut chosen = Vec::new();
    for slug in &query.chosen {
        if let Some(mut place) = storage::map::one(&app.storage, slug, now).await? {
            doings(app, std::slice::from_mut(&mut place), regency, Some(slug)).await?;
            chosen.push(place);
        }
    }
    // What depends on the hour or on this week's announcements is counted anew each time.
    let kept = !query.open && !query.week;
    let stamp = storage::libraries::stamp(&app.storage).await?;
    let key = query.looking_at(None, None).choosing(Vec::new()).address("");
    let counts = if let Some(counts) = app.shelf.counts(&key, stamp).filter(|_| kept) {
        counts
    } else {
        let units = storage::map::units(&app.storage, &question).await?;
        let counts = Arc::new(Counts::new(units, &storage::map::regencies(&app.storage).await?));
        // In the second of a change another one may follow that the stamp would not tell apart.
        if kept && now.0 > stamp.1 {
            app.shelf.keep_counts(key, stamp, &counts);
        }
        counts
    };
    Ok(Field::Parts { counts, chosen, found })
}

impl Field {
    /// How far it reaches.
    pub fn reach(&self, query: &Query) -> Reach {
        match self {
            Self::Whole(places) => Reach::of(&places.answering(query), query),
            Self::Parts { counts, chosen, .. } => Reach { chosen: bounds_of(chosen), all: counts.bounds() },
        }
    }

    /// The districts, or (of a large map that is not narrowed to one) the regencies that can be chosen: code, name, libraries.
    pub fn units(&self, query: &Query) -> Vec<(String, String, usize)> {
        match self {
            Self::Whole(places) => places.districts(),
            Self::Parts { counts, .. } => {
                let level = &counts.levels[usize::from(query.regency.is_none())];
                let mut units: Vec<_> =
                    level.iter().map(|sum| (sum.code.clone(), sum.name.clone(), sum.count)).collect();
                units.sort_by(|left, right| left.1.cmp(&right.1).then_with(|| left.0.cmp(&right.0)));
                units
            }
        }
    }

    /// What is drawn of a box: libraries, or counts; without boundaries.
    pub async fn part(&self, app: &App, query: &Query, bounds: Bounds, limits: Limits) -> Result<Parcel, Error> {
        let (counts, chosen, found) = match self {
            Self::Whole(places) => return Ok(Parcel { places: places.all().to_vec(), ..Parcel::default() }),
            Self::Parts { counts, chosen, found } => (counts, chosen, found),
        };
        let question = Question { query, now: app.world.now(), found: found.as_deref() };
        let parcel = |places: Vec<Place>, sums: Vec<Sum>, lost| {
            let part = Part { total: counts.total, lost, bounds: counts.bounds() };
            Parcel { places, sums, part: Some(part), ..Parcel::default() }
        };
        if !storage::map::more_than(&app.storage, &question, bounds, limits.libraries).await? {
            let mut places = storage::map::within(&app.storage, &question, bounds, limits.libraries).await?;
            places.retain(|place| chosen.iter().all(|other| other.slug != place.slug));
            places.extend(chosen.iter().cloned());
            return Ok(parcel(places, Vec::new(), counts.lost));
        }
        let inside =
            |level: usize| counts.levels[level].iter().filter(|sum| sum.point.is_some_and(|at| bounds.holds(at)));
        if inside(0).count() <= limits.sums {
            let units = storage::map::units_within(&app.storage, &question, bounds).await?;
            // A box may cut more districts than have their middle in it; then the regencies are told.
            if units.len() <= 2 * limits.sums || inside(1).next().is_none() {
                return Ok(parcel(chosen.clone(), units.into_iter().map(|(sum, _)| sum).collect(), counts.lost));
            }
        }
        let level = if inside(1).count() <= limits.sums { 1 } else { 2 };
        let lost = counts.levels[level].iter().filter(|sum| sum.point.is_none()).map(|sum| sum.count).sum();
        Ok(parcel(chosen.clone(), inside(level).cloned().collect(), lost))
    }
}

/// The libraries of a regency, or of all, as the map knows them.
pub async fn places(app: &App, office: Option<&str>) -> Result<Vec<Place>, Error> {
    let mut places = storage::map::all(&app.storage, office, app.world.now()).await?;
    doings(app, &mut places, office, None).await?;
    Ok(places)
}

/// Puts the next and the last activity to some libraries.
async fn doings(app: &App, places: &mut [Place], office: Option<&str>, slug: Option<&str>) -> Result<(), Error> {
    let today = app.world.now().date(crate::domain::moment::Zone::default());
    let mut next = HashMap::new();
    for row in storage::upcoming::next(&app.storage, office, today, 2_000).await? {
        if let Some(coming) = row.read() {
            next.entry(row.slug).or_insert_with(|| coming.short());
        }
    }
    let mut last = HashMap::new();
    for (slug, day, title) in storage::map::last_activities(&app.storage, office, slug, today.plus_days(-800)).await? {
        let day = Date::parse(&day).map_or(day, Date::plain);
        last.insert(slug, format!("{title}, {day}"));
    }
    for place in places {
        place.next = next.remove(&place.slug).unwrap_or_default();
        place.last = last.remove(&place.slug).unwrap_or_default();
    }
    Ok(())
}

/// A still map around one library, for its own page: SVG, or nothing when nobody has said where it is.
pub async fn around(app: &App, library: &Library) -> Result<Option<String>, Error> {
    let Some((place, query)) = chosen(library) else { return Ok(None) };
    let chart = chart(app, Some(&library.office)).await?;
    Ok(Some(still(
        &chart.atlas,
        &place,
        &query,
        Size { width: 320.0, height: 240.0 },
        Size { width: 760.0, height: 320.0 },
    )))
}

/// A still map around one library that is shown beside a link to its page.
pub async fn portrait(app: &App, library: &Library) -> Result<Option<String>, Error> {
    let Some((place, query)) = chosen(library) else { return Ok(None) };
    let chart = chart(app, Some(&library.office)).await?;
    let (window, frame) = (Size { width: 460.0, height: 260.0 }, Size { width: 600.0, height: 315.0 });
    let mut places = storage::map::all(&app.storage, Some(&library.office), app.world.now()).await?;
    let away = |other: &Place| {
        let (from, to) = (place.drawn_at()?, other.drawn_at()?);
        Some((from.lon - to.lon).hypot(from.lat - to.lat))
    };
    places.retain(|other| other.slug != place.slug && other.drawn_at().is_some());
    places.sort_by(|one, two| away(one).partial_cmp(&away(two)).unwrap_or(std::cmp::Ordering::Equal));
    let around: Vec<&Place> = std::iter::once(&place).chain(&places).take(NEIGHBOURS).collect();
    // Where no boundary shows the lie of the land, the libraries nearby do.
    let reach = if chart.atlas.areas.is_empty() {
        Reach { chosen: Reach::of(&around[..around.len().min(5)], &Query::default()).all, ..Reach::default() }
    } else {
        Reach::of(&[&place], &query)
    };
    let view = View::opening(&query, reach, &chart.atlas, window);
    let sheet = Sheet {
        view,
        frame,
        window,
        atlas: &chart.atlas,
        places: &around,
        sums: &[],
        shades: &[],
        query: &query,
        path: "/peta",
    };
    Ok(Some(sheet.svg()))
}

/// So many libraries are drawn in the picture beside a link, the nearest ones: no more fit into it.
const NEIGHBOURS: usize = 60;

/// A library as its own map has it, if it can be drawn.
fn chosen(library: &Library) -> Option<(Place, Query)> {
    let place = Place::from(library.clone());
    place.drawn_at()?;
    let query = Query { chosen: vec![place.slug.clone()], ..Query::default() };
    Some((place, query))
}

fn still(atlas: &Atlas, place: &Place, query: &Query, window: Size, frame: Size) -> String {
    let view = View::opening(query, Reach::of(&[place], query), atlas, window);
    Sheet { view, frame, window, atlas, places: &[place], sums: &[], shades: &[], query, path: "/peta" }.svg()
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
            year: library.replicated,
            offers: library.services.join(" "),
            open: false,
            week: false,
            next: String::new(),
            last: String::new(),
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
