//! What the office's board and queue show.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::board::{Asked, Cell, Known, Tally, cell};
use crate::domain::library::{Library, Stage};
use crate::domain::moment::{Date, Moment, Month, Zone};
use crate::domain::refusal::Refusal;
use crate::domain::report::{Status, may_report};
use crate::storage::reports::{self, BoardRow, QueueRow};
use crate::storage::{events, libraries, offices, periods};
use std::collections::{BTreeMap, HashMap};

/// Months on the board, the running one among them.
const MONTHS: i32 = 12;
/// Lines of "baru masuk".
const FRESH: usize = 8;

/// The board as a planner sees it.
#[derive(Clone, Debug)]
pub struct Board {
    /// The outbox number that everything here is at least as new as; the live page goes on from it.
    pub seq: i64,
    /// The office's zone.
    pub zone: Zone,
    /// Newest first; the first one is still running.
    pub months: Vec<Month>,
    /// The date by which the last full month's reports are awaited.
    pub due: Date,
    /// One for each library, by name.
    pub rows: Vec<Row>,
    /// One for each month.
    pub tallies: Vec<Tally>,
    /// The office's districts that have libraries: code and name.
    pub districts: Vec<(String, String)>,
    /// The chosen district's code.
    pub district: Option<String>,
    /// What came in last, newest first.
    pub fresh: Vec<Fresh>,
}

/// One library's line.
#[derive(Clone, Debug)]
pub struct Row {
    /// The library's id.
    pub id: String,
    /// The library's name in addresses.
    pub slug: String,
    /// The library's name.
    pub name: String,
    /// Its kecamatan.
    pub district: String,
    /// In the order of the months: the report's id where there is one that was sent, and its state.
    pub cells: Vec<(Option<String>, Cell)>,
}

/// A report that came in.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// The report's id.
    pub id: String,
    /// The library's name.
    pub library: String,
    /// The report's month.
    pub month: Month,
    /// When its newest content was sent.
    pub sent: Moment,
    /// Where it stands now.
    pub status: Status,
    /// Sent more than once.
    pub again: bool,
}

impl Board {
    /// The last full month and how it stands.
    pub fn current(&self) -> Option<(Month, Tally)> {
        Some((*self.months.get(1)?, *self.tallies.get(1)?))
    }

    /// All months together.
    pub fn whole(&self) -> Tally {
        Tally::of(self.rows.iter().flat_map(|row| row.cells.iter().map(|(_, cell)| *cell)))
    }
}

/// Libraries and months of an office, with what is known of each.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The office's zone.
    pub zone: Zone,
    /// Today there.
    pub today: Date,
    /// By name; in the order of the months: the report, once begun, and how it stands.
    pub rows: Vec<(Library, Cells)>,
}

/// One library's months: the report, once begun, and how it stands.
pub type Cells = Vec<(Option<BoardRow>, Cell)>;

/// How each library of an office stands in each of these months.
pub async fn grid(app: &App, office: &str, months: &[Month]) -> Result<Grid, Error> {
    let db = &app.storage;
    let almanac = periods::almanac(db, office).await?;
    let zone = almanac.zone;
    let today = app.world.now().date(zone);
    let entered: HashMap<String, i64> = offices::entered(db, office).await?.into_iter().collect();
    let mut known: HashMap<(String, Month), BoardRow> = HashMap::new();
    if let (Some(from), Some(to)) = (months.iter().min(), months.iter().max()) {
        for row in reports::board(db, office, *from, *to).await? {
            known.insert((row.library.clone(), row.month()?), row);
        }
    }
    let mut rows = Vec::new();
    for library in libraries::all(db, Some(office)).await? {
        let entry = entered.get(&library.id).map(|at| Moment(*at).date(zone).month_of());
        let reports: Vec<Option<BoardRow>> =
            months.iter().map(|month| known.remove(&(library.id.clone(), *month))).collect();
        let first = months.iter().zip(&reports).filter(|(_, row)| row.is_some()).map(|(month, _)| *month).min();
        let since = first.into_iter().chain(entry).min();
        let mut cells = Vec::with_capacity(months.len());
        for (month, report) in months.iter().zip(reports) {
            let asked = Asked {
                due: almanac.period(&library.id, *month).last_day(),
                expected: expected(&library, *month, today, since),
            };
            let state = match &report {
                Some(row) => Some(Known {
                    status: row.status(),
                    first_sent: row.finished(zone)?,
                    nihil: row.nihil,
                    revised: row.approved_revision.is_some_and(|approved| approved != row.revision),
                }),
                None => None,
            };
            cells.push((report, cell(state, asked, today)));
        }
        rows.push((library, cells));
    }
    Ok(Grid { zone, today, rows })
}

/// The board of the planner's office, of one district if its code is given.
pub async fn board(app: &App, asker: &Asker, district: Option<&str>) -> Result<Board, Error> {
    let office = &asker.planner()?.office;
    let db = &app.storage;
    // First of all: whatever is committed while the rest is read will be told again, and nothing is missed.
    let seq = events::head(db, office).await?;
    let almanac = periods::almanac(db, office).await?;
    let running = app.world.now().date(almanac.zone).month_of();
    let months: Vec<Month> = (0..MONTHS).map(|back| running.plus(-back)).collect();
    let Grid { zone, rows: all, .. } = grid(app, office, &months).await?;
    let districts: BTreeMap<String, String> = all.iter().filter_map(|(library, _)| district_of(library)).collect();
    let district = district.filter(|code| districts.contains_key(*code)).map(str::to_owned);
    let mut rows = Vec::new();
    let mut sent = Vec::new();
    for (library, cells) in all {
        if district.is_some() && district_of(&library).map(|(code, _)| code) != district {
            continue;
        }
        let mut shown = Vec::with_capacity(cells.len());
        for (report, cell) in cells {
            let id = report.as_ref().filter(|row| row.revision > 0).map(|row| row.id.clone());
            shown.push((id, cell));
            sent.extend(report.map(|row| (library.name.clone(), row)));
        }
        rows.push(Row {
            id: library.id,
            slug: library.slug,
            name: library.name,
            district: library.village.district,
            cells: shown,
        });
    }
    let tallies =
        (0..months.len()).map(|place| Tally::of(rows.iter().filter_map(|row| Some(row.cells.get(place)?.1)))).collect();
    let fresh = fresh(sent)?;
    let due = almanac.general(running.plus(-1)).due;
    Ok(Board { seq, zone, months, due, rows, tallies, districts: districts.into_iter().collect(), district, fresh })
}

/// One library's months, newest first: the month, the report where one was sent, and how it stands; and today.
pub async fn of_library(
    app: &App,
    asker: &Asker,
    library: &str,
) -> Result<(Vec<Month>, Vec<(Option<String>, Cell)>, Date), Error> {
    let office = &asker.planner()?.office;
    let running = app.world.now().date(offices::calendar(&app.storage, office).await?.zone()).month_of();
    let months: Vec<Month> = (0..MONTHS).map(|back| running.plus(-back)).collect();
    let grid = grid(app, office, &months).await?;
    let row = grid.rows.into_iter().find(|(row, _)| row.id == library).ok_or(Refusal::NotFound)?;
    let cells = row.1.into_iter().map(|(report, cell)| (report.filter(|row| row.revision > 0).map(|row| row.id), cell));
    Ok((months, cells.collect(), grid.today))
}

fn district_of(library: &Library) -> Option<(String, String)> {
    Some((library.village.code.district()?.as_str().to_owned(), library.village.district.clone()))
}

/// Whether a library has to report a month. Where the year of replication is unknown, nothing is asked for the time
/// before the library was entered or first reported: a gap that nobody can explain is not held against it.
fn expected(library: &Library, month: Month, today: Date, since: Option<Month>) -> bool {
    library.stage != Stage::Nonaktif
        && may_report(month, today, library.replicated.map(i32::from)).is_ok()
        && (library.replicated.is_some() || since.is_some_and(|since| month >= since))
}

fn fresh(rows: Vec<(String, BoardRow)>) -> Result<Vec<Fresh>, Error> {
    let mut sent: Vec<(Moment, String, BoardRow)> =
        rows.into_iter().filter_map(|(library, row)| Some((row.sent()?, library, row))).collect();
    sent.sort_by(|(a, _, row), (b, _, other)| b.cmp(a).then_with(|| row.id.cmp(&other.id)));
    sent.truncate(FRESH);
    sent.into_iter()
        .map(|(at, library, row)| {
            Ok(Fresh {
                library,
                month: row.month()?,
                sent: at,
                status: row.status(),
                again: row.revision > 1,
                id: row.id,
            })
        })
        .collect()
}

/// What waits for the office, longest first, and the office's zone.
pub async fn queue(app: &App, asker: &Asker) -> Result<(Vec<QueueRow>, Zone), Error> {
    let office = &asker.planner()?.office;
    let zone = offices::calendar(&app.storage, office).await?.zone();
    Ok((reports::queue(&app.storage, office).await?, zone))
}
