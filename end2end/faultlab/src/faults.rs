//! `faultlab faults PROGRAM SITE ROOT [short|long] [--faulty PROGRAM] [--row N].. [--table FILE]`: runs the fault table.
//!
//! A row is a fault, what is promised of it, and a negative control that has to fail. It runs against the real program on a copy of the
//! demo, once on each database that it says something about, then once more as its control. A sending is acknowledged when the phone has
//! stored the receipt; afterwards each of them is looked for in the database, past the program. Exit code 0 only when nothing was lost,
//! nothing was stored twice, every promise held, and every control failed.

mod boards;
mod copies;
mod crash;
mod crowd;
mod disk;
mod house;
mod link;
mod nodes;
mod people;

use crate::database::Cluster;
use crate::ledger::Count;
use crate::program::{has, is_root};
use house::{Engine, Lab};
use std::io::Result;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What a row needs of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Root,
    Loop,
    Strace,
    Faketime,
    Slowhttptest,
    Node,
    /// A control group that limits memory.
    Memory,
    /// The program built with the feature `faults`; its control only.
    Faulty,
}

impl Need {
    /// What is missing, in words.
    fn missing(self, lab: &Lab) -> Option<&'static str> {
        let (there, words) = match self {
            Self::Root => (is_root(), "needs root"),
            Self::Loop => (Path::new("/dev/loop-control").exists() && has("losetup"), "needs a loop device"),
            Self::Strace => (has("strace"), "needs strace"),
            Self::Faketime => (Path::new(people::FAKETIME).exists(), "needs faketime"),
            Self::Slowhttptest => (has("slowhttptest"), "needs slowhttptest"),
            Self::Node => (has("node") && lab.root.join("end2end/node_modules/fake-indexeddb").exists(), "needs node and the packages of end2end"),
            Self::Memory => (is_root() && crash::can_limit_memory(), "needs control groups that limit memory"),
            Self::Faulty => (lab.faulty.is_some(), "needs a program built with the feature `faults`"),
        };
        (!there).then_some(words)
    }
}

/// One fault.
struct Row {
    number: u8,
    fault: &'static str,
    /// How its negative control is made.
    control: &'static str,
    needs: &'static [Need],
    on: &'static [Engine],
    /// In the short round of `./dev test`, which needs no root and no luck.
    short: bool,
    run: fn(&Lab, Engine, bool) -> Result<Count>,
}

const BOTH: &[Engine] = &[Engine::Sqlite, Engine::Postgres];
const FILE: &[Engine] = &[Engine::Sqlite];
const SERVER: &[Engine] = &[Engine::Postgres];

const HASTY: &str = "a phone that takes what it has sent for received";
const STILL: &str = "the program is held still for two seconds";

const ROWS: &[Row] = &[
    Row { number: 1, fault: "kill -9 while reports are sent", control: HASTY, needs: &[], on: BOTH, short: true, run: crash::killed },
    Row { number: 2, fault: "the power goes, 20 times", control: "the program built with synchronous=NORMAL (feature `faults`)", needs: &[Need::Root, Need::Loop, Need::Faulty], on: FILE, short: false, run: crash::power_cut },
    Row { number: 3, fault: "kill -9 between a photo's file and its row", control: "a disk that says it renamed, and did not (strace)", needs: &[Need::Strace], on: FILE, short: false, run: crash::between_file_and_row },
    Row { number: 4, fault: "the disk is full", control: HASTY, needs: &[Need::Root], on: FILE, short: false, run: disk::full },
    Row { number: 5, fault: "an I/O error at fsync", control: HASTY, needs: &[Need::Strace], on: FILE, short: false, run: crash::disk_error },
    Row { number: 6, fault: "another program holds the database", control: HASTY, needs: &[], on: BOTH, short: false, run: disk::held },
    Row { number: 7, fault: "data folder missing, read-only or not mounted", control: "a new installation that was made as it should be", needs: &[], on: FILE, short: true, run: disk::no_folder },
    Row { number: 8, fault: "the clock jumps; a phone's clock says 1970", control: "ten years at once for a small jump", needs: &[Need::Faketime], on: FILE, short: false, run: people::clock },
    Row { number: 9, fault: "a report sent twenty times at once", control: "each tap is an intent of its own", needs: &[], on: BOTH, short: true, run: link::doubled },
    Row { number: 10, fault: "one id, two contents", control: "an office that forgot which ids it knows", needs: &[], on: BOTH, short: true, run: link::two_contents },
    Row { number: 11, fault: "fifty planners save one item", control: "a page that reads the newest number before it saves", needs: &[], on: BOTH, short: false, run: people::same_slot },
    Row { number: 12, fault: "an item edited offline was removed", control: "nobody removed it", needs: &[], on: BOTH, short: true, run: people::removed_meanwhile },
    Row { number: 13, fault: "the network cuts an upload at byte k", control: "a phone that believes each part arrived", needs: &[], on: BOTH, short: true, run: link::cut },
    Row { number: 14, fault: "a connection that is open and dead", control: "a phone that tries once", needs: &[], on: FILE, short: false, run: link::half_open },
    Row { number: 15, fault: "64 and 256 kbit/s, photos up to 5 MB", control: "a network that ends whatever takes longer", needs: &[], on: FILE, short: false, run: link::narrow },
    Row { number: 16, fault: "the answer is lost after the commit", control: "a phone that makes a new intent of every try", needs: &[], on: BOTH, short: true, run: link::answer_lost },
    Row { number: 17, fault: "pixel bomb, 40 MB photo", control: "a picture as it should be", needs: &[], on: FILE, short: false, run: link::huge },
    Row { number: 18, fault: "malformed and torn requests", control: "a file left behind by hand", needs: &[], on: FILE, short: false, run: link::malformed },
    Row { number: 19, fault: "the session ends while a form is open", control: "a phone that throws away what is refused", needs: &[], on: BOTH, short: false, run: people::session_ends },
    Row { number: 20, fault: "another person on the same phone", control: "a phone that does not write down whose it is", needs: &[], on: BOTH, short: false, run: people::another_person },
    Row { number: 21, fault: "a new build while a form is open", control: "the build before is not kept", needs: &[], on: FILE, short: false, run: copies::deployed },
    Row { number: 22, fault: "a phone of half a year ago", control: "a shape that there never was", needs: &[], on: BOTH, short: false, run: copies::old_phone },
    Row { number: 23, fault: "a migration fails half-way; two at once", control: "the same file statement by statement", needs: &[], on: BOTH, short: false, run: copies::migration },
    Row { number: 24, fault: "machine lost, restored from a backup made under load, 20 phones", control: "phones that do not listen to the restore epoch", needs: &[], on: BOTH, short: false, run: copies::restored },
    Row { number: 25, fault: "backup cut off, altered, incomplete, newer", control: "a whole backup", needs: &[], on: FILE, short: false, run: copies::torn_backup },
    Row { number: 26, fault: "4,000 slow connections (head, body, reading)", control: STILL, needs: &[Need::Slowhttptest], on: FILE, short: false, run: crowd::slow },
    Row { number: 27, fault: "9,000 boards, one report told to all", control: STILL, needs: &[], on: FILE, short: false, run: crowd::boards },
    Row { number: 28, fault: "restart under 5,000 boards", control: "boards that come back without their number", needs: &[], on: FILE, short: false, run: crowd::storm },
    Row { number: 29, fault: "SIGTERM with uploads and boards open", control: "kill -9 instead", needs: &[], on: BOTH, short: false, run: crowd::stopped },
    Row { number: 30, fault: "hundreds of wrong passwords at once", control: STILL, needs: &[], on: FILE, short: false, run: crowd::flood },
    Row { number: 31, fault: "the phone's store is emptied, full, closed; its tab killed", control: "a queue that believes any receipt", needs: &[Need::Node], on: FILE, short: false, run: people::phone_dies },
    Row { number: 32, fault: "PostgreSQL: primary lost, connections reset, askers gone", control: "a standby that the primary does not wait for", needs: &[], on: SERVER, short: false, run: nodes::failover },
    Row { number: 33, fault: "one bit of a photo turns", control: "no bit turned", needs: &[], on: FILE, short: true, run: disk::rotten },
    Row { number: 34, fault: "no memory any more (MemoryMax)", control: HASTY, needs: &[Need::Memory], on: FILE, short: false, run: crash::out_of_memory },
    Row { number: 35, fault: "two nodes on one PostgreSQL, one killed every 20 s for 3 minutes", control: "boards that come back without their number", needs: &[], on: SERVER, short: false, run: nodes::two_nodes },
];

/// The program; answers its exit code.
pub fn main(args: &[String]) -> i32 {
    let [program, site, root, rest @ ..] = args else {
        eprintln!("faultlab faults PROGRAM SITE ROOT [short|long] [--faulty PROGRAM] [--row N].. [--table FILE]");
        return 2;
    };
    let after = |name: &str| -> Vec<&String> { rest.iter().zip(rest.iter().skip(1)).filter(|(word, _)| *word == name).map(|(_, value)| value).collect() };
    let long = !rest.iter().any(|word| word == "short");
    let only: Vec<u8> = after("--row").iter().flat_map(|list| list.split(',')).filter_map(|number| number.parse().ok()).collect();
    let faulty = after("--faulty").first().map(PathBuf::from);
    let work = std::env::temp_dir().join(format!("pantau-faults-{}", std::process::id()));
    let outcome = round(program, site, root, faulty, &work, long, &only);
    let _ = std::fs::remove_dir_all(&work);
    match outcome {
        Ok((table, bad)) => {
            if let Some(file) = after("--table").first() {
                if let Err(error) = std::fs::write(file, &table) {
                    eprintln!("{file}: {error}");
                }
            }
            println!("\n{table}");
            i32::from(bad > 0)
        }
        Err(error) => {
            eprintln!("the laboratory could not begin: {error}");
            2
        }
    }
}

fn round(program: &str, site: &str, root: &str, faulty: Option<PathBuf>, work: &Path, long: bool, only: &[u8]) -> Result<(String, usize)> {
    std::fs::create_dir_all(work)?;
    // PostgreSQL's own user has to get to its folder.
    crate::program::must(&["chmod", "755", &work.display().to_string()])?;
    let chosen: Vec<&Row> = ROWS.iter().filter(|row| if only.is_empty() { long || row.short } else { only.contains(&row.number) }).collect();
    let postgres = long && chosen.iter().any(|row| row.on.contains(&Engine::Postgres));
    let lab = Lab::new(Path::new(program), Path::new(site), faulty, Path::new(root).canonicalize()?.as_path(), work, postgres, long)?;
    let mut table = "| # | fault | acknowledged / found / lost on SQLite | on PostgreSQL | what was seen | control | it failed |\n|---:|---|---|---|---|---|---|\n".to_owned();
    let (mut bad, mut ran, mut not_run, mut acknowledged, mut lost) = (0, 0, Vec::new(), 0, 0);
    for row in &chosen {
        if let Some(missing) = row.needs.iter().find_map(|need| need.missing(&lab)) {
            println!("row {}: not run: {missing}", row.number);
            not_run.push(format!("{} ({missing})", row.number));
            table += &format!("| {} | {} | not run: {missing} | | | {} | |\n", row.number, row.fault, row.control);
            continue;
        }
        let mut cells = [String::from("–"), String::from("–")];
        let mut notes: Vec<String> = Vec::new();
        let mut failed = false;
        for engine in row.on {
            let (cell, name) = match engine {
                Engine::Sqlite => (0, "SQLite"),
                Engine::Postgres => (1, "PostgreSQL"),
            };
            if *engine == Engine::Postgres && lab.cluster.is_none() {
                cells[cell] = if Cluster::programs().is_none() { "not run: no PostgreSQL" } else { "in the long round" }.to_owned();
                continue;
            }
            let begun = Instant::now();
            let count = (row.run)(&lab, *engine, false);
            let took = begun.elapsed().as_secs_f64();
            let count = count.unwrap_or_else(|error| Count { broken: vec![format!("it could not be run: {error}")], ..Count::default() });
            acknowledged += count.acknowledged;
            lost += count.lost;
            println!("row {} on {name}, {}: acknowledged {}, found {}, lost {}, twice {}; {:.0} s", row.number, row.fault, count.acknowledged, count.found, count.lost, count.twice, took);
            for words in &count.notes {
                println!("   {words}");
            }
            for words in &count.broken {
                println!("   NOT AS PROMISED: {words}");
            }
            bad += usize::from(count.fails());
            cells[cell] = format!("{} / {} / **{}**{}", count.acknowledged, count.found, count.lost, if count.fails() { " FAILED" } else { "" });
            for note in &count.notes {
                let note = if row.on.len() > 1 && *engine == Engine::Postgres && !notes.contains(note) { format!("PostgreSQL: {note}") } else { note.clone() };
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
            // The control once: on the first database.
            if row.on.first() == Some(engine) {
                let count = (row.run)(&lab, *engine, true);
                // One that could not be run proves nothing.
                failed = count.as_ref().is_ok_and(Count::fails);
                let why = count.map_or_else(|error| format!("it could not be run: {error}"), |count| format!("lost {}, twice {}, {}", count.lost, count.twice, count.broken.first().cloned().unwrap_or_default()));
                println!("   control ({}): failed {}: {why}", row.control, if failed { "yes" } else { "NO" });
                bad += usize::from(!failed);
            }
        }
        ran += 1;
        table += &format!("| {} | {} | {} | {} | {} | {} | {} |\n", row.number, row.fault, cells[0], cells[1], notes.join("; "), row.control, if failed { "yes" } else { "**no**" });
    }
    println!("\n{ran} of {} rows ran; {acknowledged} acknowledged, {lost} lost; not run: {}; {bad} not as promised", chosen.len(), if not_run.is_empty() { "none".to_owned() } else { not_run.join(", ") });
    Ok((table, bad))
}
