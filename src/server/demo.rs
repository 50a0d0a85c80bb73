//! The demo: the real office, its 13 libraries and the meeting of 2022, with reports made up by a seeded generator. Every page of
//! an installation that holds it says "data contoh".
//!
//! The generator goes through the same verbs as people do, on a clock that it moves from month to month, so that what it makes obeys
//! every rule, and stands in the audit log and the outbox like the real thing.

pub mod chance;
mod coming;
mod facts;
mod meeting;
mod months;
pub mod national;
mod office;
mod picture;
mod room;

use crate::api::{App, Error};
use crate::args;
use crate::domain::account::Role;
use crate::domain::code::Code;
use crate::domain::library::{Kind, Library, Point, Precision, Village};
use crate::domain::moment::{Date, Moment, Zone};
use crate::domain::phone::Phone;
use crate::server::command::{self, Fault};
use crate::server::settings::Settings;
use crate::storage::{self, Failure, Storage};
use crate::world::World;
use clap::ValueEnum;

/// How much the demo holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scale {
    /// The 13 libraries of Kotawaringin Barat.
    Kobar,
    /// Those, and an invented nation around them: for benches and tests.
    National,
}

/// What `pantau demo` was asked for.
#[derive(Clone, Debug, clap::Args)]
pub struct Ask {
    /// Benih angka acak: benih yang sama membuat data yang sama
    #[arg(long, default_value_t = 2022)]
    seed: u64,
    /// Seberapa banyak
    #[arg(long, value_enum, default_value_t = Scale::Kobar)]
    scale: Scale,
    /// Banyaknya desa pada skala nasional, masing-masing dengan satu perpustakaan
    #[arg(long, default_value_t = 83_000)]
    villages: u32,
    /// Hari ini menurut data contoh (2026-11-22); bawaannya hari ini yang sebenarnya
    #[arg(long)]
    today: Option<String>,
    /// Tidak berbuat apa-apa bila database sudah berisi
    #[arg(long)]
    if_empty: bool,
}

/// A person who can sign in to the demo.
pub struct SignIn {
    /// As people type it.
    pub phone: String,
    /// What they do.
    pub task: String,
}

/// The demo's one password, to be printed at start.
pub async fn password(db: &Storage) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> = db.one("select value from installation where name = 'demo_password'", args![]).await?;
    Ok(row.map(|(password,)| password))
}

/// Who can sign in, for the lines printed at start.
pub fn sign_ins() -> Vec<SignIn> {
    facts::PEOPLE
        .iter()
        .map(|person| SignIn { phone: person.phone.to_owned(), task: person.task.to_owned() })
        .chain(std::iter::once(SignIn {
            phone: "0811-0000-0001 s.d. 0811-0000-0013".to_owned(),
            task: "pengelola, satu untuk setiap perpustakaan".to_owned(),
        }))
        .collect()
}

/// Loads the demo into an empty database.
pub async fn load(settings: Settings, ask: &Ask) -> Result<(), Fault> {
    let zone = Zone::default();
    let now = World::real().now();
    let today = match &ask.today {
        None => now.date(zone),
        Some(text) => Date::parse(text)
            .ok_or_else(|| Fault::Configuration(format!("--today \"{text}\" bukan tanggal. Contoh: 2026-11-22")))?,
    };
    let until = if ask.today.is_some() { Moment(today.start(zone).0 + 9 * 3600) } else { now };
    let world = World::at(today.month_of().plus(-MONTHS - 1).first().start(zone));
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    let app = command::open(settings, world.clone(), stopping).await?;

    let offices: Option<(i64,)> = app.storage.one("select cast(count(*) as bigint) from office", args![]).await?;
    if offices.is_some_and(|(offices,)| offices > 0) {
        if ask.if_empty {
            return Ok(());
        }
        let words = if storage::masthead::is_demo(&app.storage).await? {
            "Data contoh sudah ada di database ini; tidak ada yang diubah."
        } else {
            "Database ini sudah berisi data. Data contoh hanya bisa dimuat ke database yang kosong."
        };
        return Err(Fault::Failed(words.to_owned()));
    }
    let password = app.settings.demo_password.clone().unwrap_or_else(|| {
        format!("contoh-{}", data_encoding::BASE32_NOPAD.encode(&app.world.secret::<5>()).to_lowercase())
    });
    let told = |error: Error| Fault::Failed(format!("{error:?}"));
    let libraries = base(&app, ask, &password).await.map_err(told)?;
    meeting::load(&app, "62.01").await.map_err(told)?;
    months::load(&app, &libraries, ask.seed, until).await.map_err(told)?;
    office::load(&app, &libraries, until).await.map_err(told)?;
    coming::load(&app, &libraries, until).await.map_err(told)?;
    room::load(&app, &libraries, until).await.map_err(told)?;
    if ask.scale == Scale::National {
        let made = national::load(&app, ask.seed, ask.villages).await.map_err(told)?;
        println!("Data contoh nasional: {made} desa dan perpustakaan buatan.");
    }
    println!("Data contoh siap: {} perpustakaan, laporan {MONTHS} bulan, dua pertemuan.", libraries.len());
    Ok(())
}

/// Months of reports, up to the last full one.
const MONTHS: i32 = 14;

/// Offices, villages, libraries and people. Answers the libraries in the order of the list.
async fn base(app: &App, ask: &Ask, password: &str) -> Result<Vec<Library>, Error> {
    let hash = app
        .passwords
        .hash(password.to_owned(), app.world.secret::<16>())
        .await
        .map_err(|fault| Failure::inconsistent("account", format!("{fault:?}")))?;
    let libraries = listed(app)?;
    let (password, made_by) = (password.to_owned(), format!("seed {} scale {:?}", ask.seed, ask.scale));
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                for (name, value) in [("demo", &made_by), ("demo_password", &password)] {
                    tx.run("insert into installation (name, value) values ($1, $2)", args![name, value]).await?;
                }
                for office in facts::OFFICES {
                    tx.run(
                        "insert into office (code, regency, regency_short, province, time_zone) values ($1, $2, $3, $4, $5)",
                        args![office.code, office.regency, office.short, facts::PROVINCE, facts::TIME_ZONE],
                    )
                    .await?;
                    for named in office.names {
                        tx.run(
                            "insert into office_name (office, valid_from, name, short, unit) values ($1, $2, $3, $4, $5)",
                            args![office.code, named.valid_from, named.name, named.short, named.unit],
                        )
                        .await?;
                    }
                }
                let mut stored = Vec::new();
                for library in libraries {
                    storage::villages::put(tx, &library.village).await?;
                    let slug = storage::libraries::insert(tx, &library, now).await?;
                    stored.push(Library { slug, ..library });
                }
                for (n, library) in stored.iter().enumerate() {
                    let phone = format!("0811000000{:02}", n + 1);
                    let name = format!("Pengelola {}", library.village.name);
                    let role = Role::Librarian { library: library.id.clone() };
                    person(tx, "62.01", &phone, &name, &hash, &role).await?;
                }
                for person_ in facts::PEOPLE {
                    let phone = person_.phone.replace('-', "");
                    person(tx, person_.office, &phone, person_.name, &hash, &person_.role).await?;
                }
                Ok::<_, Error>(stored)
            })
        })
        .await
}

async fn person(
    tx: &mut storage::Tx,
    office: &str,
    phone: &str,
    name: &str,
    hash: &str,
    role: &Role,
) -> Result<(), Error> {
    let phone = Phone::parse(phone).map_err(|fault| Failure::inconsistent("account", fault.words()))?;
    let (id, now) = (tx.id(), tx.now());
    storage::accounts::add(tx, &id, office, phone.as_str(), name, now).await?;
    storage::accounts::set_password(tx, &id, hash).await?;
    storage::accounts::grant(tx, office, &id, role, now).await?;
    Ok(())
}

/// The libraries of `demo/libraries.csv`: real names, real codes, points that lie in the village and not at the building.
fn listed(app: &App) -> Result<Vec<Library>, Failure> {
    let odd = |what: String| Failure::inconsistent("library", what);
    let mut reader = csv::Reader::from_reader(include_str!("demo/libraries.csv").as_bytes());
    let mut libraries = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| odd(error.to_string()))?;
        let cell = |n: usize| record.get(n).unwrap_or_default();
        let code = Code::parse(cell(3)).map_err(|fault| odd(fault.words()))?;
        let village = Village { code, name: cell(2).to_owned(), district: cell(4).to_owned() };
        let kind = Kind::parse(cell(1)).ok_or_else(|| odd(format!("kind {}", cell(1))))?;
        let point = Point::parse(cell(6), cell(7)).map_err(|fault| odd(format!("{fault:?}")))?;
        let precision = Precision::parse(cell(8)).ok_or_else(|| odd(format!("precision {}", cell(8))))?;
        let mut library = Library::blank("62.01", cell(0), kind, village);
        library.id = app.world.id();
        library.point = point;
        library.precision = precision;
        library.aliases = facts::aliases(cell(0)).iter().map(|&alias| alias.to_owned()).collect();
        libraries.push(library);
    }
    Ok(libraries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn settings(folder: &std::path::Path) -> Settings {
        let folder = folder.to_str().unwrap().to_owned();
        Settings::from(BTreeMap::from([
            ("PANTAU_DATA".to_owned(), folder),
            ("PANTAU_DEMO_PASSWORD".to_owned(), "sungai arut".to_owned()),
        ]))
        .unwrap()
    }

    fn ask(today: &str, if_empty: bool) -> Ask {
        Ask { seed: 2022, scale: Scale::Kobar, villages: 0, today: Some(today.to_owned()), if_empty }
    }

    fn words(result: Result<(), Fault>) -> String {
        match result {
            Ok(()) => String::new(),
            Err(Fault::Configuration(words) | Fault::Failed(words)) => words,
        }
    }

    #[tokio::test]
    async fn the_demo_fills_an_empty_database_once_and_the_same_each_time() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(words(load(settings(folder.path()), &ask("2026-11-22", false)).await), "");
        assert!(words(load(settings(folder.path()), &ask("2026-11-22", false)).await).contains("sudah ada"));
        assert_eq!(words(load(settings(folder.path()), &ask("2026-11-22", true)).await), "");

        let db = Storage::open(None, folder.path(), World::real()).await.unwrap();
        let months: Vec<(String, i64)> = db
            .all("select month, cast(count(*) as bigint) from report group by month order by month", args![])
            .await
            .unwrap();
        assert_eq!((months.len(), months[0].0.as_str()), (14, "2025-09"));
        // The seed decides every figure: these stand for all of them.
        let counts: Vec<i64> = months.iter().map(|(_, count)| *count).collect();
        assert_eq!(counts, [12, 13, 13, 13, 13, 10, 13, 11, 12, 13, 13, 13, 12, 10]);
        let states: Vec<(String, i64)> = db
            .all(
                "select status, cast(count(*) as bigint) from report where month = '2026-10' group by status order by status",
                args![],
            )
            .await
            .unwrap();
        let states: Vec<(&str, i64)> = states.iter().map(|(status, count)| (status.as_str(), *count)).collect();
        assert_eq!(
            states,
            [("disetujui", 6), ("perlu_diperbaiki", 1), ("terkirim", 3)],
            "the newest month shows every state"
        );
    }

    #[tokio::test]
    async fn a_database_that_holds_anything_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        {
            let db = Storage::open(None, folder.path(), World::real()).await.unwrap();
            let written: Result<(), Failure> = db
                .write(|tx| {
                    Box::pin(async move {
                        let sql = "insert into office (code, regency, regency_short, province, time_zone)
                                   values ('11.01', 'Lain', 'Lain', 'Lain', 'Asia/Jakarta')";
                        tx.run(sql, args![]).await.map(|_| ())
                    })
                })
                .await;
            written.unwrap();
        }
        assert!(words(load(settings(folder.path()), &ask("2026-11-22", false)).await).contains("sudah berisi"));
    }

    #[tokio::test]
    async fn a_day_that_does_not_exist_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(words(load(settings(folder.path()), &ask("2026-02-30", false)).await).contains("bukan tanggal"));
    }
}
