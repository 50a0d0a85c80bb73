//! An invented nation around the real office, for benches and tests: codes of the right shape on a seeded grid, one library in each
//! village. Nothing in it is true but the numbers of provinces, regencies and districts.

use crate::api::{App, Error};
use crate::domain::library::{Kind, Precision, SERVICES, Stage};
use crate::domain::moment::Moment;
use crate::domain::search::squeezed;
use crate::server::demo::chance::Chance;
use crate::storage::{Args, Tx, Value};

/// Codes of the 38 provinces (Kepmendagri 300.2.2-2138/2025).
const PROVINCES: [u32; 38] = [
    11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53, 61, 62, 63, 64, 65, 71, 72, 73, 74, 75,
    76, 81, 82, 91, 92, 93, 94, 95, 96,
];
/// Regencies and cities.
const REGENCIES: u32 = 514;
/// Districts.
const DISTRICTS: u32 = 7285;
/// Rows of one statement: enough to be quick, few enough for both databases' parameters.
const ROWS: usize = 400;
/// The grid: provinces lie in cells of the country's box, regencies in cells of their province's, and so on.
const WEST: f64 = 95.5;
const NORTH: f64 = 5.5;
const WIDE: f64 = 45.0;
const HIGH: f64 = 16.0;

const FIRST: [&str; 20] = [
    "Suka", "Muara", "Tanjung", "Batu", "Sungai", "Karang", "Teluk", "Rawa", "Bukit", "Pasir", "Padang", "Ulu",
    "Lubuk", "Pulau", "Kampung", "Tebing", "Gunung", "Rantau", "Air", "Kuala",
];
const SECOND: [&str; 20] = [
    "Jaya", "Makmur", "Indah", "Raya", "Mulya", "Sari", "Baru", "Lestari", "Damai", "Maju", "Rukun", "Harapan",
    "Bakti", "Asri", "Tengah", "Hulu", "Hilir", "Agung", "Permai", "Setia",
];

/// A box on the grid: west, north, width, height, degrees.
#[derive(Clone, Copy)]
struct Cell(f64, f64, f64, f64);

impl Cell {
    /// The cell of that number of so many columns and rows.
    fn part(self, number: u32, columns: u32, rows: u32) -> Self {
        let Self(west, north, wide, high) = self;
        let (wide, high) = (wide / f64::from(columns), high / f64::from(rows));
        Self(west + wide * f64::from(number % columns), north - high * f64::from(number / columns % rows), wide, high)
    }
}

/// Rows on their way into one table.
struct Batch {
    sql: &'static str,
    columns: usize,
    tail: &'static str,
    args: Vec<Value>,
}

impl Batch {
    fn new(sql: &'static str, columns: usize, tail: &'static str) -> Self {
        Self { sql, columns, tail, args: Vec::new() }
    }

    async fn add<const N: usize>(&mut self, tx: &mut Tx, row: [Value; N]) -> Result<(), Error> {
        self.args.extend(row);
        if self.args.len() >= ROWS * self.columns { self.store(tx).await } else { Ok(()) }
    }

    async fn store(&mut self, tx: &mut Tx) -> Result<(), Error> {
        let rows = self.args.len() / self.columns;
        if rows == 0 {
            return Ok(());
        }
        let row = |row: usize| {
            let places: Vec<String> =
                (1..=self.columns).map(|column| format!("${}", row * self.columns + column)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        // Statements are texts of the program. These few hundred are as well: the command ends right after them.
        let sql: &'static str = format!("{} values {} {}", self.sql, rows.join(", "), self.tail).leak();
        tx.run(sql, Args(std::mem::take(&mut self.args))).await?;
        Ok(())
    }
}

fn name(chance: &mut Chance) -> String {
    format!("{} {}", chance.one_of(&FIRST), chance.one_of(&SECOND))
}

/// Fills the country up to so many villages.
pub async fn load(app: &App, seed: u64, villages: u32) -> Result<u32, Error> {
    let known: Option<(i64, i64)> = app
        .storage
        .one(
            "select cast(count(*) as bigint), cast(count(distinct district_code) as bigint) from village",
            crate::args![],
        )
        .await?;
    let (there, districts) = known.unwrap_or_default();
    let left = |all: u32, there: i64| all.saturating_sub(u32::try_from(there).unwrap_or(0));
    let (villages, districts) = (left(villages, there), left(DISTRICTS, districts));
    app.storage.write(move |tx| Box::pin(async move { fill(tx, seed, villages, districts).await })).await?;
    Ok(villages)
}

async fn fill(tx: &mut Tx, seed: u64, villages: u32, districts: u32) -> Result<(), Error> {
    let now = tx.now();
    let mut nation = Nation::new(now);
    let (mut regency, mut district, mut village) = (0u32, 0u32, 0u32);
    let share = |number: u32, of: u32, all: u32| {
        // The part of `all` that is used up once `number` of `of` are done.
        u32::try_from(u64::from(number) * u64::from(all) / u64::from(of.max(1))).unwrap_or(all)
    };
    let provinces = u32::try_from(PROVINCES.len()).unwrap_or(1);
    // The real office is one of them and stays as it is.
    let invented = REGENCIES - 1;
    for (number, code) in (0u32..).zip(PROVINCES) {
        let cell = Cell(WEST, NORTH, WIDE, HIGH).part(number, 8, 5);
        let mut chance = Chance::new(seed, u64::from(code));
        let province = format!("Provinsi {}", name(&mut chance));
        let until = share(number + 1, provinces, invented);
        let (mut second, mut place) = (0u32, 0u32);
        while regency < until {
            second += 1;
            if (code, second) == (62, 1) {
                continue;
            }
            regency += 1;
            let office = format!("{code}.{second:02}");
            let regency_name = name(&mut chance);
            let cell = cell.part(place, 4, 4);
            place += 1;
            nation.office(tx, &office, &regency_name, &province, cell.0).await?;
            let until = share(regency, invented, districts);
            let mut third = 0;
            while district < until {
                (district, third) = (district + 1, third + 1);
                let (district_code, district_name) = (format!("{office}.{third:02}"), name(&mut chance));
                let cell = cell.part(third - 1, 4, 4);
                let until = share(district, districts, villages);
                let mut fourth = 0;
                while village < until {
                    (village, fourth) = (village + 1, fourth + 1);
                    let cell = cell.part(fourth - 1, 4, 4);
                    nation.village(tx, &mut chance, &office, &district_code, &district_name, fourth, cell).await?;
                }
            }
        }
    }
    nation.store(tx).await
}

/// What is being stored.
struct Nation {
    now: Moment,
    offices: Batch,
    villages: Batch,
    slugs: Batch,
    libraries: Batch,
    open: Batch,
}

impl Nation {
    fn new(now: Moment) -> Self {
        Self {
            now,
            offices: Batch::new(
                "insert into office (code, regency, regency_short, province, time_zone)",
                5,
                "on conflict (code) do nothing",
            ),
            villages: Batch::new(
                "insert into village (code, name, kind, district_code, district, office)",
                6,
                "on conflict (code) do nothing",
            ),
            slugs: Batch::new("insert into slug (kind, slug, office, object)", 4, ""),
            libraries: Batch::new(
                "insert into library (office, id, slug, name, folded, kind, village_code, latitude, longitude, precision,
                 replicated, stage, services, hours, created_at, updated_at)",
                16,
                "",
            ),
            open: Batch::new("insert into library_open (office, library, day, opens, closes)", 5, ""),
        }
    }

    async fn store(&mut self, tx: &mut Tx) -> Result<(), Error> {
        for batch in [&mut self.offices, &mut self.villages, &mut self.slugs, &mut self.libraries, &mut self.open] {
            batch.store(tx).await?;
        }
        Ok(())
    }

    async fn office(&mut self, tx: &mut Tx, code: &str, regency: &str, province: &str, west: f64) -> Result<(), Error> {
        let zone = match west {
            west if west < 112.0 => "Asia/Jakarta",
            west if west < 123.0 => "Asia/Makassar",
            _ => "Asia/Jayapura",
        };
        let row = [code, regency, regency, province, zone].map(Value::from);
        self.offices.add(tx, row).await?;
        // Rows of other tables name it.
        self.offices.store(tx).await
    }

    #[expect(clippy::too_many_arguments, reason = "what a village is made of, in one place and called once")]
    async fn village(
        &mut self,
        tx: &mut Tx,
        chance: &mut Chance,
        office: &str,
        district_code: &str,
        district: &str,
        number: u32,
        cell: Cell,
    ) -> Result<(), Error> {
        let ward = chance.percent(10);
        let code = format!("{district_code}.{}{number:03}", if ward { 1 } else { 2 });
        let village = name(chance);
        let row =
            [code.as_str(), village.as_str(), if ward { "kelurahan" } else { "desa" }, district_code, district, office];
        self.villages.add(tx, row.map(Value::from)).await?;
        let kind = match (chance.percent(6), ward) {
            (true, _) => Kind::Tbm,
            (_, true) => Kind::Kelurahan,
            _ => Kind::Desa,
        };
        let own = match kind {
            Kind::Tbm => format!("TBM {village}"),
            Kind::Desa => format!("Perpustakaan Desa {village}"),
            Kind::Kelurahan => format!("Perpustakaan Kelurahan {village}"),
        };
        let slug = format!("{}-{}", village.to_lowercase().replace(' ', "-"), code.replace('.', ""));
        let id = tx.id();
        let stage = match chance.between(1, 10) {
            1 => Stage::Nonaktif,
            2..=4 => Stage::Mandiri,
            _ => Stage::Replikasi,
        };
        let precision = match chance.between(1, 50) {
            1 => Precision::Unknown,
            2..=12 => Precision::Building,
            _ => Precision::Village,
        };
        let within =
            |from: f64, length: f64, part: u32| ((from + length * f64::from(part) / 100.0) * 1e5).round() / 1e5;
        let (x, y) = (chance.between(15, 85), chance.between(15, 85));
        let point = (precision != Precision::Unknown).then(|| (within(cell.0, cell.2, x), within(cell.1, -cell.3, y)));
        let first = usize::try_from(chance.between(0, 9)).unwrap_or(0);
        let services: Vec<&str> = SERVICES[first..first + 3].iter().map(|service| service.code).collect();
        let open = chance.percent(60).then(|| (8 * 60, 8 * 60 + chance.between(4, 8) * 60));
        let hours = open.map(|(opens, closes)| {
            let day = serde_json::json!({ "open": [opens, closes] });
            let days: Vec<serde_json::Value> =
                (0..7).map(|n| if n < 5 { day.clone() } else { "closed".into() }).collect();
            serde_json::json!({ "days": days, "note": "" }).to_string()
        });
        let year = chance.percent(80).then(|| i64::from(chance.between(2012, 2025)));
        self.slugs.add(tx, ["library", slug.as_str(), office, id.as_str()].map(Value::from)).await?;
        let row: [Value; 16] = [
            office.into(),
            (&id).into(),
            (&slug).into(),
            (&own).into(),
            squeezed(&own).into(),
            kind.code().into(),
            (&code).into(),
            point.map(|(_, lat)| lat).into(),
            point.map(|(lon, _)| lon).into(),
            precision.code().into(),
            year.into(),
            stage.code().into(),
            serde_json::json!(services).to_string().into(),
            hours.into(),
            self.now.into(),
            self.now.into(),
        ];
        // A library's row names its village, and its hours name it.
        if self.libraries.args.len() + 16 >= ROWS * 16 {
            self.villages.store(tx).await?;
        }
        self.libraries.add(tx, row).await?;
        if let Some((opens, closes)) = open {
            for day in 0..5u32 {
                if self.open.args.len() + 5 >= ROWS * 5 {
                    self.villages.store(tx).await?;
                    self.libraries.store(tx).await?;
                }
                self.open.add(tx, [office.into(), (&id).into(), day.into(), opens.into(), closes.into()]).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::hours::Hours as Week;
    use crate::trial::Trial;

    #[tokio::test]
    async fn a_small_nation_has_its_units_and_every_village_a_library() {
        for trial in Trial::on_each_database("storage story: national demo").await {
            let made = super::load(&trial.app, 7, 8000).await.unwrap();
            assert_eq!(made, 8000);
            let sql = "select cast(count(*) as bigint), cast(count(distinct substr(code, 1, 2)) as bigint),
                              cast(count(distinct substr(code, 1, 5)) as bigint), cast(count(distinct substr(code, 1, 8)) as bigint) from village";
            let counts: Option<(i64, i64, i64, i64)> = trial.app.storage.one(sql, crate::args![]).await.unwrap();
            assert_eq!(counts, Some((8000, 38, 513, 7285)));
            let sql = "select hours, office from library where hours is not null order by slug limit 1";
            let hours: Option<(String, String)> = trial.app.storage.one(sql, crate::args![]).await.unwrap();
            let week: Week = serde_json::from_str(&hours.unwrap().0).unwrap();
            assert_eq!(week.spans().count(), 5);
            let open: Option<(i64, i64)> = trial
                .app
                .storage
                .one(
                    "select cast(count(distinct library) as bigint), cast(count(*) as bigint) from library_open",
                    crate::args![],
                )
                .await
                .unwrap();
            assert!(open.is_some_and(|(libraries, days)| libraries > 4000 && days == 5 * libraries));
        }
    }
}
