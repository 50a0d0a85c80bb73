//! The disk is full, held, not there, or rotten: rows 4, 6, 7 and 33.

use super::house::{Engine, Lab, Traffic, settle};
use crate::http::{Link, hash};
use crate::ledger::Count;
use crate::phone::{Manner, Phone, Sending, body, get, id, month};
use crate::program::must;
use std::io::{Error, Result, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A small file system in memory.
struct Small(PathBuf);

impl Small {
    fn new(place: &Path, options: &str) -> Result<Self> {
        std::fs::create_dir_all(place)?;
        must(&["mount", "-t", "tmpfs", "-o", options, "tmpfs", &place.display().to_string()])?;
        Ok(Self(place.to_owned()))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Row 4: the disk is full, then it is not.
pub fn full(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let folder = lab.folder()?;
    let small = Small::new(&folder.join("small"), "size=200m")?;
    let mut house = lab.house_in(engine, &small.0)?;
    // What the program says is not to be lost on that disk.
    house.install.log = folder.join("server.log");
    let serving = house.install.serve()?;
    let mut phones = house.phones(8, if control { Manner::Hasty } else { Manner::Right });
    // Some send photos, some only text: both ways have to end in a refusal.
    phones.iter_mut().take(4).for_each(|phone| phone.photos = 1);
    let traffic = Traffic::new(phones, Duration::from_millis(5));
    std::thread::sleep(Duration::from_millis(800));
    // Everything but some hundred kilobytes goes to somebody else's file.
    let ballast = small.0.join("ballast");
    let mut file = std::fs::File::create(&ballast)?;
    while file.write_all(&[7; 65_536]).is_ok() {}
    drop(file);
    std::thread::sleep(Duration::from_secs(3));
    let mut count = Count::default();
    for (path, cookie) in [("/", ""), ("/peta", ""), ("/lapor", house.person(0).cookie.as_str()), ("/kantor", house.planner.as_str())] {
        count.expect(house.answers(path, cookie), format!("{path} is not read while the disk is full"));
    }
    // Two tenths of a second later somebody makes room.
    std::fs::remove_file(&ballast)?;
    let begun = Instant::now();
    let mut phones = traffic.end();
    let refused: std::collections::BTreeSet<u16> = phones.iter().flat_map(|phone| phone.refused.iter().copied()).collect();
    let waiting = settle(&mut phones, Duration::from_secs(5));
    count.expect(waiting == 0, format!("{waiting} sendings did not arrive within 5 s after there was room"));
    count.expect(!refused.is_empty() && refused.iter().all(|status| matches!(status, 503 | 507)), format!("a full disk was answered with {refused:?}"));
    count.note(format!("answered {refused:?} while full; all arrived {:.1} s after there was room, without a restart", begun.elapsed().as_secs_f64()));
    count.add(house.close(serving, &mut phones)?);
    Ok(count)
}

/// What holds the right to write.
fn holding(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "begin immediate;",
        Engine::Postgres => "begin; lock table report, report_version, op in exclusive mode;",
    }
}

/// Row 6: another program holds the database: writers wait five seconds and are then told when to come again. A reader that stays for
/// long keeps the log from being taken up, which ends with the reader.
pub fn held(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let traffic = Traffic::new(house.phones(6, if control { Manner::Hasty } else { Manner::Right }), Duration::from_millis(20));
    std::thread::sleep(Duration::from_millis(300));
    let mut count = Count::default();
    let (short, long) = if lab.long { (3, 20) } else { (1, 7) };
    let holder = house.install.database.holder(holding(engine))?;
    std::thread::sleep(Duration::from_secs(short));
    drop(holder);
    std::thread::sleep(Duration::from_millis(500));
    let holder = house.install.database.holder(holding(engine))?;
    let held = Instant::now();
    std::thread::sleep(Duration::from_millis(300));
    let person = house.person(12);
    let (month, op) = (month(150), id(5_000_000));
    let body = body(&person.account, &month, "Lab ditahan.", &[]);
    let begun = Instant::now();
    let answer = Sending { person, month: &month, op: &op, base: 0, body: &body }.once(&host, &mut Link::patient(Duration::from_secs(15)));
    let took = begun.elapsed();
    if !control {
        let told = answer.as_ref().is_ok_and(|answer| answer.status == 503 && answer.header("retry-after").is_some());
        let said = answer.as_ref().map(|answer| (answer.status, answer.header("retry-after").cloned())).ok();
        count.expect(told, format!("who waited was answered {said:?} after {:.1} s", took.as_secs_f64()));
        count.expect(took < Duration::from_secs(7), format!("a writer waited {:.1} s", took.as_secs_f64()));
        count.note(format!("a writer was told to come again after {:.1} s", took.as_secs_f64()));
    }
    count.expect(house.answers("/", ""), "pages are not read while writing is held");
    std::thread::sleep(Duration::from_secs(long).saturating_sub(held.elapsed()));
    drop(holder);
    if engine == Engine::Sqlite {
        let wal = || std::fs::metadata(house.install.data.join("pantau.db-wal")).map_or(0, |file| file.len() / 1024);
        let reader = house.install.database.holder("begin; select count(*) from report;")?;
        std::thread::sleep(Duration::from_secs(if lab.long { 60 } else { 4 }));
        let grown = wal();
        drop(reader);
        std::thread::sleep(Duration::from_secs(3));
        let after = wal();
        std::thread::sleep(Duration::from_secs(3));
        count.expect(wal() <= after.max(grown) + 8_192, format!("the log goes on growing: {grown}, {after}, {} KiB", wal()));
        count.note(format!("log with a reader in the way {grown} KiB, 6 s after {} KiB", wal()));
    }
    let mut phones = traffic.end();
    count.add(house.close(serving, &mut phones)?);
    Ok(count)
}

/// Row 7: the data folder is not there, cannot be written, or is empty because a disk was not mounted.
pub fn no_folder(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let mut phones = house.phones(6, Manner::Right);
    phones.iter_mut().for_each(Phone::write);
    settle(&mut phones, Duration::from_secs(10));
    serving.stop();
    let mut count = Count::default();
    let folder = lab.folder()?;
    let file = folder.join("file");
    std::fs::write(&file, "x")?;
    std::fs::create_dir(folder.join("empty"))?;
    let frozen = crate::program::is_root().then(|| Small::new(&folder.join("frozen"), "ro,size=1m")).transpose()?;
    for (what, data) in [("below a file", file.join("data")), ("not mounted", folder.join("empty")), ("read only", folder.join("frozen"))] {
        if (what == "read only" && frozen.is_none()) || (control && what != "below a file") {
            continue;
        }
        let mut install = house.install.clone();
        install.database = crate::database::Database::Sqlite(data.join("pantau.db"));
        install.data = data;
        install.under = vec!["timeout".to_owned(), "4".to_owned()];
        if control {
            // A new installation, as it should be made.
            install.data = folder.join("new");
            install.run(&["migrate"])?;
        }
        let (code, said) = install.run(&["serve"])?;
        count.expect(code == Some(78), format!("{what}: exit code {code:?}, {}", said.lines().last().unwrap_or_default()));
        count.expect(!install.data.join("pantau.db").exists(), format!("{what}: a database was made there"));
    }
    // In its own folder everything is as it was.
    let serving = house.install.serve()?;
    count.add(house.close(serving, &mut phones)?);
    Ok(count)
}

/// Row 33: one bit of a stored photo turns. It is found and named; nobody is shown it.
pub fn rotten(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let mut phones = house.phones(4, Manner::Right);
    phones.iter_mut().for_each(|phone| {
        phone.photos = 1;
        phone.write();
    });
    let mut count = house.close(serving, &mut phones)?;
    let ours = "select sha256 from photo where state = 'stored' and uploaded_at > 0 order by uploaded_at desc limit 1";
    let name = house.install.database.ask(ours)?.first().map(|row| row[0].clone()).ok_or_else(|| Error::other("no photo"))?;
    let file = house.install.data.join("photos").join(&name[..2]).join(format!("{name}.jpg"));
    let mut bytes = std::fs::read(&file)?;
    let middle = bytes.len() / 2;
    if !control {
        bytes[middle] ^= 1;
    }
    std::fs::write(&file, &bytes)?;
    let (code, said) = house.install.run(&["verify"])?;
    count.expect(code == Some(1) && said.contains(&name), format!("verify did not name it: {code:?}"));
    let serving = house.install.serve()?;
    let shown = get(&house.install.host(), &house.planner, &format!("/foto/{name}"))?;
    count.expect(shown.status != 200 || hash(&shown.body) != hash(&bytes), "the rotten photo is shown");
    serving.stop();
    Ok(count)
}
