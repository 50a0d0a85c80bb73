//! What the office's board and queue show.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::board::{Asked, Cell, Known, Tally, cell};
use crate::domain::library::{Library, Stage};
use crate::domain::moment::{Date, Moment, Month, Zone};
use crate::domain::report::{Status, due_date, may_report};
use crate::storage::reports::{self, BoardRow, QueueRow};
use crate::storage::{events, libraries, offices};
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

/// The board of the planner's office, of one district if its code is given.
pub async fn board(app: &App, asker: &Asker, district: Option<&str>) -> Result<Board, Error> {
    let office = &asker.planner()?.office;
    let db = &app.storage;
    // First of all: whatever is committed while the rest is read will be told again, and nothing is missed.
    let seq = events::head(db, office).await?;
    let calendar = offices::calendar(db, office).await?;
    let zone = calendar.zone();
    let today = app.world.now().date(zone);
    let months: Vec<Month> = (0..MONTHS).map(|back| today.month_of().plus(-back)).collect();
    let libraries = libraries::all(db, Some(office)).await?;
    let districts: BTreeMap<String, String> = libraries.iter().filter_map(district_of).collect();
    let district = district.filter(|code| districts.contains_key(*code)).map(str::to_owned);
    let entered: HashMap<String, i64> = offices::entered(db, office).await?.into_iter().collect();
    let mut known: HashMap<(String, Month), BoardRow> = HashMap::new();
    for row in reports::board(db, office, today.month_of().plus(1 - MONTHS), today.month_of()).await? {
        known.insert((row.library.clone(), row.month()?), row);
    }

    let shown: Vec<&Library> = libraries
        .iter()
        .filter(|library| district.is_none() || district_of(library).is_some_and(|(code, _)| Some(code) == district))
        .collect();
    let rows: Vec<Row> = shown
        .iter()
        .map(|library| {
            let entry = entered.get(&library.id).map(|at| Moment(*at).date(zone).month_of());
            let of = |month: &Month| known.get(&(library.id.clone(), *month));
            let first = months.iter().filter(|month| of(month).is_some()).min().copied();
            let since = first.into_iter().chain(entry).min();
            Row {
                slug: library.slug.clone(),
                name: library.name.clone(),
                district: library.village.district.clone(),
                cells: months
                    .iter()
                    .map(|month| {
                        let report = of(month);
                        let awaited = Asked {
                            due: due_date(*month, calendar.due_day),
                            expected: expected(library, *month, today, since),
                        };
                        let state = report.map(|row| Known {
                            status: row.status(),
                            first_sent: row.first_sent().map(|at| at.date(zone)),
                        });
                        let id = report.filter(|row| row.revision > 0).map(|row| row.id.clone());
                        (id, cell(state, awaited, today))
                    })
                    .collect(),
            }
        })
        .collect();
    let tallies =
        (0..months.len()).map(|place| Tally::of(rows.iter().filter_map(|row| Some(row.cells.get(place)?.1)))).collect();
    let names: HashMap<&str, &str> = shown.iter().map(|library| (library.id.as_str(), library.name.as_str())).collect();
    let fresh = fresh(known.into_values(), &names)?;
    let due = due_date(today.month_of().plus(-1), calendar.due_day);
    Ok(Board { seq, zone, months, due, rows, tallies, districts: districts.into_iter().collect(), district, fresh })
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

fn fresh(rows: impl Iterator<Item = BoardRow>, names: &HashMap<&str, &str>) -> Result<Vec<Fresh>, Error> {
    let mut sent: Vec<(Moment, BoardRow)> = rows
        .filter(|row| names.contains_key(row.library.as_str()))
        .filter_map(|row| Some((row.sent()?, row)))
        .collect();
    sent.sort_by(|(a, row), (b, other)| b.cmp(a).then_with(|| row.id.cmp(&other.id)));
    sent.truncate(FRESH);
    sent.into_iter()
        .map(|(at, row)| {
            Ok(Fresh {
                library: names.get(row.library.as_str()).copied().unwrap_or_default().to_owned(),
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
