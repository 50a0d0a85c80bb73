//! What a row stands on: a program of its own on a fresh copy of the demo, its phones, and the end, when everything is counted.

use crate::database::{Cluster, Database};
use crate::ledger::{Count, Ledger};
use crate::phone::{Manner, PEOPLE, Person, Phone, cookie, get, sign_in};
use crate::program::{Install, PASSWORD, Program, copy, free_port};
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// What all rows share.
pub struct Lab {
    pub program: PathBuf,
    /// The same program built with the feature `faults`, for the control of the power cut.
    pub faulty: Option<PathBuf>,
    pub site: PathBuf,
    /// This repository.
    pub root: PathBuf,
    /// A folder that is thrown away.
    pub work: PathBuf,
    pub cluster: Option<Cluster>,
    /// Who is signed in on each database's copy of the demo.
    guests: Vec<(Engine, Guests)>,
    /// A minute for a row, or as long as it takes.
    pub long: bool,
    made: AtomicUsize,
}

/// The demo's librarians and its planner, signed in.
#[derive(Clone, Default)]
struct Guests {
    people: Vec<Person>,
    planner: String,
}

/// One run's program, database and ledger.
pub struct House {
    pub install: Install,
    pub folder: PathBuf,
    pub ledger: Arc<Ledger>,
    people: Vec<Person>,
    pub planner: String,
}

impl Lab {
    /// Loads the demo once, signs everybody in, and keeps that as what every row begins with.
    pub fn new(program: &Path, site: &Path, faulty: Option<PathBuf>, root: &Path, work: &Path, postgres: bool, long: bool) -> Result<Self> {
        let template = work.join("template");
        std::fs::create_dir_all(template.join("data"))?;
        let mut lab = Self {
            program: program.canonicalize()?,
            faulty,
            site: site.canonicalize()?,
            root: root.to_owned(),
            work: work.to_owned(),
            cluster: None,
            guests: Vec::new(),
            long,
            made: AtomicUsize::new(0),
        };
        let install = lab.install(&template, Database::Sqlite(template.join("data/pantau.db")));
        lab.guests.push((Engine::Sqlite, furnish(&install)?));
        if postgres && Cluster::programs().is_some() {
            let cluster = Cluster::new(&work.join("postgres"))?;
            let folder = work.join("template-postgres");
            std::fs::create_dir_all(folder.join("data"))?;
            let install = lab.install(&folder, cluster.create("template_demo", "template0")?);
            // The demo may be lost; what the rows write may not.
            cluster.waits(false)?;
            lab.guests.push((Engine::Postgres, furnish(&install)?));
            cluster.waits(true)?;
            lab.cluster = Some(cluster);
        }
        Ok(lab)
    }

    /// A program on a folder and a database.
    pub fn install(&self, folder: &Path, database: Database) -> Install {
        Install {
            program: self.program.clone(),
            site: self.site.clone(),
            data: folder.join("data"),
            database,
            port: free_port(),
            under: Vec::new(),
            env: Vec::new(),
            log: folder.join("server.log"),
        }
    }

    /// A folder of its own.
    pub fn folder(&self) -> Result<PathBuf> {
        let folder = self.work.join(format!("house-{}", self.made.fetch_add(1, Ordering::SeqCst)));
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// A fresh copy of the demo.
    pub fn house(&self, engine: Engine) -> Result<House> {
        let folder = self.folder()?;
        self.house_in(engine, &folder)
    }

    /// A fresh copy of the demo in that folder.
    pub fn house_in(&self, engine: Engine, folder: &Path) -> Result<House> {
        let number = self.made.fetch_add(1, Ordering::SeqCst);
        let (template, database) = match engine {
            Engine::Sqlite => ("template", Database::Sqlite(folder.join("data/pantau.db"))),
            Engine::Postgres => {
                let cluster = self.cluster.as_ref().ok_or_else(|| Error::other("no PostgreSQL here"))?;
                ("template-postgres", cluster.create(&format!("house_{number}"), "template_demo")?)
            }
        };
        let guests = self.guests.iter().find(|(of, _)| *of == engine).map(|(_, guests)| guests.clone()).unwrap_or_default();
        copy(&self.work.join(template).join("data"), &folder.join("data"))?;
        Ok(House {
            install: self.install(folder, database),
            ledger: Arc::new(Ledger::new(&self.work.join(format!("ledger-{number}")))?),
            folder: folder.to_owned(),
            people: guests.people,
            planner: guests.planner,
        })
    }
}

/// Loads the demo and signs everybody in.
fn furnish(install: &Install) -> Result<Guests> {
    for words in [&["migrate"][..], &["demo", "--seed", "62", "--scale", "kobar"]] {
        let (code, said) = install.run(words)?;
        if code != Some(0) {
            return Err(Error::other(format!("{words:?}: {said}")));
        }
    }
    let serving = install.serve()?;
    let host = install.host();
    let guests = Guests { planner: cookie(&host, "0811-0000-0101", PASSWORD), people: (1..=PEOPLE).map(|n| sign_in(&host, n, PASSWORD)).collect() };
    serving.stop().ok_or_else(|| Error::other("the program did not stop"))?;
    Ok(guests)
}

impl House {
    pub fn person(&self, n: usize) -> &Person {
        &self.people[n % self.people.len()]
    }

    /// So many phones of this manner, each with twelve months of its own.
    pub fn phones(&self, many: usize, manner: Manner) -> Vec<Phone> {
        self.phones_at(&self.install.host(), many, manner)
    }

    /// Phones whose way leads elsewhere.
    pub fn phones_at(&self, host: &str, many: usize, manner: Manner) -> Vec<Phone> {
        (0..many).map(|n| Phone::new(host, self.person(n), n / PEOPLE * 12..n / PEOPLE * 12 + 12, manner, &self.ledger)).collect()
    }

    /// Waits until the phones have so many receipts.
    pub fn heard(&self, receipts: usize) -> Result<()> {
        if within(Duration::from_secs(60), || self.ledger.len() >= receipts) {
            return Ok(());
        }
        Err(Error::other(format!("{} of {receipts} receipts after a minute", self.ledger.len())))
    }

    /// Counts everything. The program has ended, or nobody writes.
    pub fn count(&self) -> Result<Count> {
        self.ledger.check(&self.install.database, &self.install.data)
    }

    /// The end of a row: what waits is sent, the program stopped, everything counted.
    pub fn close(&self, serving: Program, phones: &mut [Phone]) -> Result<Count> {
        let waiting = settle(phones, Duration::from_secs(20));
        let photos = self.photos_made();
        let code = serving.stop().map(|status| status.code());
        let mut count = self.count()?;
        count.expect(waiting == 0, format!("{waiting} sendings never arrived"));
        count.expect(photos, "received photos were not made anew within 20 s");
        count.expect(code == Some(Some(0)), format!("the program ended with {code:?}"));
        Ok(count)
    }

    /// Waits until no received photo waits to be made anew.
    fn photos_made(&self) -> bool {
        within(Duration::from_secs(20), || self.install.database.count("select count(*) from photo where state = 'received'").is_ok_and(|left| left == 0))
    }

    /// Does the service answer a page?
    pub fn answers(&self, path: &str, cookie: &str) -> bool {
        get(&self.install.host(), cookie, path).is_ok_and(|answer| answer.status == 200)
    }

    /// What the program wrote to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.install.log).unwrap_or_default()
    }
}

/// Phones that write and send until they are told to stop.
pub struct Traffic {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Phone>>,
}

impl Traffic {
    /// Each phone writes a report as soon as its last one has a receipt, after a pause.
    pub fn new(phones: Vec<Phone>, pause: Duration) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let threads = phones
            .into_iter()
            .map(|mut phone| {
                let stop = stop.clone();
                std::thread::spawn(move || {
                    let going = || !stop.load(Ordering::SeqCst);
                    while going() {
                        if phone.waiting.is_empty() && phone.uploads.is_empty() {
                            std::thread::sleep(pause);
                            phone.write();
                        }
                        phone.deliver(&going);
                        if !phone.waiting.is_empty() {
                            std::thread::sleep(Duration::from_millis(20));
                        }
                    }
                    phone
                })
            })
            .collect();
        Self { stop, threads }
    }

    pub fn end(self) -> Vec<Phone> {
        self.stop.store(true, Ordering::SeqCst);
        self.threads.into_iter().flat_map(JoinHandle::join).collect()
    }
}

/// Every phone sends what waits, for at most so long; answers how much never arrived.
pub fn settle(phones: &mut [Phone], most: Duration) -> usize {
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for phone in phones.iter_mut() {
            scope.spawn(move || {
                let going = || begun.elapsed() < most;
                while going() && !(phone.waiting.is_empty() && phone.uploads.is_empty()) {
                    let before = phone.refused.len();
                    phone.deliver(&going);
                    if phone.refused.len() > before {
                        std::thread::sleep(Duration::from_millis(100));
                    }
                }
            });
        }
    });
    phones.iter().map(|phone| phone.written - phone.sent.len() + phone.uploads.len()).sum()
}

/// Waits until it holds; does it, within that time?
pub fn within(most: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    loop {
        if holds() {
            return true;
        }
        if begun.elapsed() > most {
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Numbers without rhyme, the same in every run.
pub struct Chance(pub u64);

impl Chance {
    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from + (self.0 >> 33) % (to - from + 1)
    }

    pub fn pause(&mut self, from: u64, to: u64) {
        std::thread::sleep(Duration::from_millis(self.between(from, to)));
    }
}
