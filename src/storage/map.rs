//! What the map asks for: counts by district, and the libraries of a box. Filters run in SQL over every library.

use std::collections::{BTreeMap, HashMap};

use crate::args;
use crate::domain::geometry::{Bounds, Point};
use crate::domain::library::{Kind, Precision, Stage};
use crate::domain::map::query::MOST_SERVICES;
use crate::domain::map::{Place, Query, Sum};
use crate::domain::moment::{Date, Moment, Zone};
use crate::storage::{Args, Failure, Storage, Value};

/// A question of the map with what it means at a moment: a minute in each of the three zones, a week.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// What was asked. Its words are not read here: `found` is what they found.
    pub query: &'a Query,
    /// When.
    pub now: Moment,
    /// Ids of the libraries that answer the words, when there are any.
    pub found: Option<&'a [String]>,
}

/// Every condition of a question, `$1` to `$12`. Ids are 36 characters long, so that a list of them is one text that both
/// databases can cut up.
macro_rules! narrowed {
    () => {
        "(cast($1 as text) is null or l.office = $1)
         and (cast($2 as text) is null or substr(l.village_code, 1, 8) = $2)
         and (cast($3 as text) is null or l.kind = $3)
         and (cast($4 as text) is null or l.stage = $4)
         and (cast($5 as bigint) is null or l.replicated = $5)
         and (cast($6 as text) is null or l.services like $6)
         and (cast($7 as text) is null or l.services like $7)
         and (cast($8 as text) is null or l.services like $8)
         and (cast($9 as text) is null or l.id in (
              with recursive cut(n) as (select cast(0 as bigint) union all select n + 1 from cut where n + 1 < $10)
              select substr($9, cast(n * 36 + 1 as integer), 36) from cut))
         and (cast($11 as bigint) is null or l.id in (select a.id from open_now a))
         and (cast($12 as bigint) is null or l.id in (select a.id from this_week a)) "
    };
}

/// The libraries that are open at a minute (`$13` to `$18`: each clock counts in the office's own zone) and those with an activity
/// in a week (`$19`, `$20`).
macro_rules! with_times {
    () => {
        "with clock(zone, day, minute) as (
            select 'Asia/Makassar', cast($15 as bigint), cast($16 as bigint) union all
            select 'Asia/Jayapura', cast($17 as bigint), cast($18 as bigint) union all
            select 'Asia/Jakarta', cast($13 as bigint), cast($14 as bigint) union all
            select 'Asia/Pontianak', cast($13 as bigint), cast($14 as bigint)),
         open_now(id) as (
            select o.library from clock c join office f on f.time_zone = c.zone
            join library_open o on o.office = f.code and o.day = c.day and o.opens <= c.minute and o.closes > c.minute),
         this_week(id) as (
            select u.library from upcoming u where u.cancelled_at is null and u.held_on >= $19 and u.held_on <= $20) "
    };
}

/// Monday and Sunday of a day's week.
pub fn week(today: Date) -> (Date, Date) {
    let monday = today.plus_days(-i64::from(today.weekday()));
    (monday, monday.plus_days(6))
}

impl Question<'_> {
    /// `$1` to `$20`.
    fn args(&self) -> Args {
        let query = self.query;
        let mut args = args![
            query.regency.as_deref(),
            query.district.as_deref(),
            query.kind.map(Kind::code),
            query.stage.map(Stage::code),
            query.year.map(i64::from),
        ];
        for number in 0..MOST_SERVICES {
            args.0.push(Value::from(query.services.get(number).map(|code| format!("%\"{code}\"%"))));
        }
        args.0.push(Value::from(self.found.map(<[String]>::concat)));
        args.0.push(Value::from(self.found.map_or(0, |found| i64::try_from(found.len()).unwrap_or(0))));
        args.0.extend([query.open, query.week].map(|is| Value::from(is.then_some(1i64))));
        for zone in ["Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"] {
            let zone = Zone::named(zone).unwrap_or_default();
            args.0.push(Value::from(i64::from(self.now.date(zone).weekday())));
            args.0.push(Value::from(i64::from(self.now.minute_of_day(zone))));
        }
        // A week begins two hours earlier in the east; the list names days, so the western calendar does for all.
        let (monday, sunday) = week(self.now.date(Zone::default()));
        args.0.extend([monday, sunday].map(|day| Value::from(day.to_string())));
        args
    }
}

#[derive(sqlx::FromRow)]
struct UnitRow {
    code: String,
    name: String,
    count: i64,
    lon: Option<f64>,
    lat: Option<f64>,
    west: Option<f64>,
    south: Option<f64>,
    east: Option<f64>,
    north: Option<f64>,
    lost: i64,
}

/// Counts by district of the libraries that answer and fit what follows.
macro_rules! units {
    ($also:literal) => {
        concat!(
            with_times!(),
            "select d.code, coalesce((select v.district from village v where v.district_code = d.code limit 1), d.code) as name,
                    d.count, d.lon, d.lat, d.west, d.south, d.east, d.north, d.lost
             from (select p.code, cast(count(*) as bigint) as count, avg(p.lon) as lon, avg(p.lat) as lat, min(p.lon) as west,
                          min(p.lat) as south, max(p.lon) as east, max(p.lat) as north,
                          cast(count(*) - count(p.lon) as bigint) as lost
                   from (select substr(l.village_code, 1, 8) as code,
                                case when l.precision <> 'unknown' then l.longitude end as lon,
                                case when l.precision <> 'unknown' then l.latitude end as lat
                         from library l where ",
            narrowed!(),
            $also,
            ") p group by p.code) d order by d.code"
        )
    };
}

/// A district's count, and how many of it have no place on the map.
pub type Unit = (Sum, usize);

fn unit(row: UnitRow) -> Unit {
    let count = |number: i64| usize::try_from(number).unwrap_or(0);
    let point = row.lon.zip(row.lat).map(|(lon, lat)| Point { lon, lat });
    let bounds = match (row.west, row.south, row.east, row.north) {
        (Some(west), Some(south), Some(east), Some(north)) => Some(Bounds { west, south, east, north }),
        _ => None,
    };
    (Sum { code: row.code, name: row.name, count: count(row.count), point, bounds }, count(row.lost))
}

/// How many libraries of each district answer, by code.
pub async fn units(db: &Storage, question: &Question<'_>) -> Result<Vec<Unit>, Failure> {
    let rows: Vec<UnitRow> = db.all(units!(""), question.args()).await?;
    Ok(rows.into_iter().map(unit).collect())
}

/// [`units`], of the libraries in a box alone.
pub async fn units_within(db: &Storage, question: &Question<'_>, bounds: Bounds) -> Result<Vec<Unit>, Failure> {
    let mut args = question.args();
    args.0.extend([bounds.west, bounds.east, bounds.south, bounds.north].map(Value::from));
    let rows: Vec<UnitRow> = db
        .all(
            units!(
                "and l.longitude >= $21 and l.longitude <= $22 and l.latitude >= $23 and l.latitude <= $24
                 and l.precision <> 'unknown'"
            ),
            args,
        )
        .await?;
    Ok(rows.into_iter().map(unit).collect())
}

#[derive(sqlx::FromRow)]
struct PlaceRow {
    slug: String,
    name: String,
    kind: String,
    stage: String,
    precision: String,
    village_code: String,
    village: String,
    district: String,
    longitude: Option<f64>,
    latitude: Option<f64>,
    replicated: Option<i64>,
    services: String,
    is_open: bool,
    is_week: bool,
}

impl PlaceRow {
    /// As the map knows it; a row that this program does not understand is none.
    fn place(self) -> Option<Place> {
        let offers: Vec<String> = serde_json::from_str(&self.services).unwrap_or_default();
        Some(Place {
            slug: self.slug,
            name: self.name,
            aliases: Vec::new(),
            kind: Kind::parse(&self.kind)?,
            stage: Stage::parse(&self.stage)?,
            village: self.village,
            code: self.village_code,
            district: self.district,
            point: self.longitude.zip(self.latitude).map(|(lon, lat)| Point { lon, lat }),
            precision: Precision::parse(&self.precision)?,
            year: self.replicated.and_then(|year| u16::try_from(year).ok()),
            offers: offers.join(" "),
            open: self.is_open,
            week: self.is_week,
            next: String::new(),
            last: String::new(),
        })
    }
}

/// The columns of a library as the map knows it.
macro_rules! place_columns {
    () => {
        "select l.slug, l.name, l.kind, l.stage, l.precision, l.village_code, v.name as village, v.district, l.longitude,
                l.latitude, l.replicated, l.services,
                exists (select 1 from library_open o join office f on f.code = o.office join clock c on c.zone = f.time_zone
                        where o.office = l.office and o.library = l.id and o.day = c.day and o.opens <= c.minute
                          and o.closes > c.minute) as is_open,
                l.id in (select a.id from this_week a) as is_week
         from library l join village v on v.code = l.village_code "
    };
}

/// The libraries of a box that answer, by name; at most `limit`.
pub async fn within(
    db: &Storage,
    question: &Question<'_>,
    bounds: Bounds,
    limit: usize,
) -> Result<Vec<Place>, Failure> {
    let mut args = question.args();
    args.0.extend([bounds.west, bounds.east, bounds.south, bounds.north].map(Value::from));
    args.0.push(Value::from(i64::try_from(limit).unwrap_or(i64::MAX)));
    let rows: Vec<PlaceRow> = db
        .all(
            concat!(
                with_times!(),
                place_columns!(),
                "where l.longitude >= $21 and l.longitude <= $22 and l.latitude >= $23 and l.latitude <= $24
                   and l.precision <> 'unknown' and ",
                narrowed!(),
                "order by l.name, l.id limit $25"
            ),
            args,
        )
        .await?;
    Ok(rows.into_iter().filter_map(PlaceRow::place).collect())
}

/// Whether more than so many libraries that answer lie in a box.
pub async fn more_than(db: &Storage, question: &Question<'_>, bounds: Bounds, most: usize) -> Result<bool, Failure> {
    let mut args = question.args();
    args.0.extend([bounds.west, bounds.east, bounds.south, bounds.north].map(Value::from));
    args.0.push(Value::from(i64::try_from(most + 1).unwrap_or(i64::MAX)));
    let count: Option<(i64,)> = db
        .one(
            concat!(
                with_times!(),
                "select cast(count(*) as bigint) from (select 1 from library l
                 where l.longitude >= $21 and l.longitude <= $22 and l.latitude >= $23 and l.latitude <= $24
                   and l.precision <> 'unknown' and ",
                narrowed!(),
                "limit $25) few"
            ),
            args,
        )
        .await?;
    Ok(count.is_some_and(|(count,)| usize::try_from(count).unwrap_or(usize::MAX) > most))
}

/// Every library of a regency, or of all, as the map knows it.
pub async fn all(db: &Storage, regency: Option<&str>, now: Moment) -> Result<Vec<Place>, Failure> {
    let query = Query { regency: regency.map(str::to_owned), ..Query::default() };
    let question = Question { query: &query, now, found: None };
    let rows: Vec<PlaceRow> = db
        .all(concat!(with_times!(), place_columns!(), "where ", narrowed!(), "order by l.name, l.id"), question.args())
        .await?;
    let mut aliases: HashMap<String, Vec<String>> = HashMap::new();
    let named: Vec<(String, String)> = db
        .all(
            "select l.slug, a.name from library_alias a join library l on l.office = a.office and l.id = a.library
             where cast($1 as text) is null or a.office = $1 order by l.slug, a.name",
            args![regency],
        )
        .await?;
    for (slug, name) in named {
        aliases.entry(slug).or_default().push(name);
    }
    let places = rows.into_iter().filter_map(PlaceRow::place);
    Ok(places.map(|place| Place { aliases: aliases.remove(&place.slug).unwrap_or_default(), ..place }).collect())
}

/// The library of a slug, as the map knows it.
pub async fn one(db: &Storage, slug: &str, now: Moment) -> Result<Option<Place>, Failure> {
    let query = Query::default();
    let mut args = Question { query: &query, now, found: None }.args();
    args.0.push(Value::from(slug));
    let row: Option<PlaceRow> =
        db.one(concat!(with_times!(), place_columns!(), "where ", narrowed!(), "and l.slug = $21"), args).await?;
    Ok(row.and_then(PlaceRow::place))
}

/// The last approved activity of each library since a day: slug, ISO date, title. Of one office, or of one library.
pub async fn last_activities(
    db: &Storage,
    office: Option<&str>,
    slug: Option<&str>,
    since: Date,
) -> Result<Vec<(String, String, String)>, Failure> {
    // Date and title as one text: the largest is the latest.
    let rows: Vec<(String, String)> = db
        .all(
            "select l.slug, max(a.held_on || a.title) from library l
             join report r on r.office = l.office and r.library = l.id
             join activity a on a.office = r.office and a.report = r.id and a.revision = r.approved_revision
             where (cast($1 as text) is null or l.office = $1) and (cast($2 as text) is null or l.slug = $2)
               and a.held_on is not null and a.held_on >= $3
             group by l.slug",
            args![office, slug, since.to_string()],
        )
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(slug, words)| {
            let (day, title) = words.split_at_checked(10)?;
            Some((slug, day.to_owned(), title.to_owned()))
        })
        .collect())
}

/// Regencies by code: their own name and their province's.
pub async fn regencies(db: &Storage) -> Result<Vec<(String, String, String)>, Failure> {
    db.all("select code, regency, province from office order by code", args![]).await
}

/// What is known of an area: of a district (codes of 8 characters) or a village.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Its libraries.
    pub libraries: u64,
    /// Approved activities in the span.
    pub activities: u64,
    /// Participants of those of which they were counted.
    pub participants: u64,
    /// How many libraries told of activities.
    pub tellers: u64,
    /// Libraries that are not said to be inactive.
    pub asked: u64,
    /// Those of them whose report of the month has come.
    pub reported: u64,
}

/// What figures are asked of.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// A regency's code.
    pub office: Option<&'a str>,
    /// A district's code: then by village, else by district.
    pub district: Option<&'a str>,
    /// First and last day of the activities.
    pub days: (Date, Date),
    /// The month of the reports, `2026-10`.
    pub month: &'a str,
}

/// Figures of areas by code.
pub async fn figures(db: &Storage, span: &Span<'_>) -> Result<BTreeMap<String, Figures>, Failure> {
    let length = if span.district.is_some() { 13i64 } else { 8 };
    let mut areas: BTreeMap<String, Figures> = BTreeMap::new();
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let counts: Vec<(String, i64, i64, i64)> = db
        .all(
            "select a.code, cast(count(*) as bigint), cast(sum(a.asked) as bigint), cast(sum(a.asked * a.sent) as bigint)
             from (select substr(l.village_code, 1, cast($3 as integer)) as code,
                          case when l.stage = 'nonaktif' then 0 else 1 end as asked,
                          case when exists (select 1 from report r where r.office = l.office and r.library = l.id
                               and r.form = 'bulanan' and r.month = $4 and r.first_sent_at is not null) then 1 else 0 end as sent
                   from library l
                   where (cast($1 as text) is null or l.office = $1)
                     and (cast($2 as text) is null or substr(l.village_code, 1, 8) = $2)) a
             group by a.code",
            args![span.office, span.district, length, span.month],
        )
        .await?;
    for (code, libraries, asked, reported) in counts {
        let area = areas.entry(code).or_default();
        (area.libraries, area.asked, area.reported) = (number(libraries), number(asked), number(reported));
    }
    let told: Vec<(String, i64, i64, i64)> = db
        .all(
            "select a.code, cast(count(*) as bigint), cast(coalesce(sum(a.participants), 0) as bigint),
                    cast(count(distinct a.library) as bigint)
             from (select substr(l.village_code, 1, cast($3 as integer)) as code, l.id as library, t.participants
                   from library l
                   join report r on r.office = l.office and r.library = l.id
                   join activity t on t.office = r.office and t.report = r.id and t.revision = r.approved_revision
                   where (cast($1 as text) is null or l.office = $1)
                     and (cast($2 as text) is null or substr(l.village_code, 1, 8) = $2)
                     and t.held_on >= $4 and t.held_on <= $5) a
             group by a.code",
            args![span.office, span.district, length, span.days.0.to_string(), span.days.1.to_string()],
        )
        .await?;
    for (code, activities, participants, tellers) in told {
        let area = areas.entry(code).or_default();
        (area.activities, area.participants, area.tellers) =
            (number(activities), number(participants), number(tellers));
    }
    Ok(areas)
}
