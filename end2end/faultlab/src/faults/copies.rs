//! Copies, and what changes under the data: rows 21 to 25.

use super::house::{Engine, House, Lab, Traffic, settle, within};
use crate::database::Database;
use crate::http::Link;
use crate::ledger::Count;
use crate::phone::{Manner, Phone, Sending, body, get, id, month};
use crate::program::copy;
use std::io::{Error, Result};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Makes a backup; answers where it lies.
fn backed_up(house: &House) -> Result<PathBuf> {
    let place = house.folder.join("backups");
    let (code, said) = house.install.run(&["backup", "--to", &place.display().to_string()])?;
    let newest = std::fs::read_dir(&place)?.flatten().map(|entry| entry.path()).filter(|path| path.join("manifest.json").is_file()).max();
    newest.filter(|_| code == Some(0)).ok_or_else(|| Error::other(format!("no backup: {said}")))
}

/// Row 24: backup under load, the machine lost, restored on an empty one; twenty phones come back.
pub fn restored(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let mut phones = house.phones(20, if control { Manner::Deaf } else { Manner::Right });
    for phone in &mut phones {
        phone.ask_epoch();
        phone.photos = 1;
    }
    let traffic = Traffic::new(phones, Duration::from_millis(40));
    let (before, after) = if lab.long { (300, 600) } else { (30, 60) };
    house.heard(before)?;
    let kept = backed_up(&house)?;
    let at_backup = house.ledger.len();
    house.heard(at_backup + after)?;
    let mut phones = traffic.end();
    settle(&mut phones, Duration::from_secs(20));
    let acknowledged = house.ledger.len();
    serving.kill();
    // The machine is gone, and its database with it.
    std::fs::rename(&house.install.data, house.folder.join("lost"))?;
    if let Database::Postgres(url) = &house.install.database {
        let name = url.rsplit('/').next().unwrap_or_default();
        let cluster = lab.cluster.as_ref().ok_or_else(|| Error::other("no PostgreSQL here"))?;
        cluster.database("postgres").ask(&format!("drop database {name} with (force)"))?;
        cluster.create(name, "template0")?;
    }
    let begun = Instant::now();
    let (code, said) = house.install.run(&["restore", &kept.display().to_string()])?;
    if code != Some(0) {
        return Err(Error::other(format!("not restored: {said}")));
    }
    let serving = house.install.serve()?;
    let up = begun.elapsed();
    for phone in &mut phones {
        if !within(Duration::from_secs(5), || phone.ask_epoch()) {
            return Err(Error::other("the service was not reached after the restore"));
        }
    }
    let waiting = settle(&mut phones, Duration::from_secs(60));
    let all = begun.elapsed();
    house.ledger.newest_of_each();
    let mut count = house.close(serving, &mut phones)?;
    count.expect(waiting == 0, format!("{waiting} sendings did not arrive again"));
    count.note(format!(
        "receipts: {at_backup} at the backup, {acknowledged} when the machine was lost; serving again after {:.1} s, everything there again after {:.1} s",
        up.as_secs_f64(),
        all.as_secs_f64()
    ));
    Ok(count)
}

/// Row 25: a backup that is cut off, altered, incomplete or from the future is refused before anything is touched.
pub fn torn_backup(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let mut phones = house.phones(6, Manner::Right);
    phones.iter_mut().for_each(|phone| {
        phone.photos = 1;
        phone.write();
    });
    let mut count = house.close(serving, &mut phones)?;
    let backup = backed_up(&house)?;
    let place = backup.parent().unwrap_or(&backup).to_owned();
    let file = backup.join("pantau.db");
    let whole = std::fs::read(&file)?;
    let manifest = std::fs::read_to_string(backup.join("manifest.json"))?;
    let photo = std::fs::read_dir(place.join("photos"))?.flatten().find_map(|folder| std::fs::read_dir(folder.path()).ok()?.flatten().next().map(|file| file.path()));
    let photo = photo.ok_or_else(|| Error::other("the backup has no photo"))?;
    let picture = std::fs::read(&photo)?;
    // The data folder has lost it too: from there a restore would take it.
    let kept = photo.strip_prefix(&place).map_err(Error::other)?;
    std::fs::remove_file(house.install.data.join(kept))?;
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let mut refusals = 0;
    for wrong in ["cut off", "a bit turned", "no manifest", "another manifest", "from the future", "no photo", "a photo altered"] {
        if !control {
            match wrong {
                "cut off" => std::fs::write(&file, &whole[..whole.len() - 1_024])?,
                "a bit turned" => std::fs::write(&file, &flipped)?,
                "no manifest" => std::fs::remove_file(backup.join("manifest.json"))?,
                "another manifest" => std::fs::write(backup.join("manifest.json"), manifest.replacen(":", ": 1", 3))?,
                "from the future" => {
                    let mut later: serde_json::Value = serde_json::from_str(&manifest)?;
                    later["schema"] = 9_999.into();
                    std::fs::write(backup.join("manifest.json"), later.to_string())?;
                }
                "no photo" => std::fs::remove_file(&photo)?,
                _ => std::fs::write(&photo, [&picture[..picture.len() - 1], &[0x55]].concat())?,
            }
        }
        let before = crate::http::hash(&std::fs::read(house.install.data.join("pantau.db"))?);
        let (code, said) = house.install.run(&["restore", &backup.display().to_string()])?;
        refusals += usize::from(code != Some(0));
        count.expect(code != Some(0), format!("{wrong}: restored all the same"));
        let after = crate::http::hash(&std::fs::read(house.install.data.join("pantau.db"))?);
        count.expect(control || before == after, format!("{wrong}: the database was touched; {said}"));
        std::fs::write(&file, &whole)?;
        std::fs::write(backup.join("manifest.json"), &manifest)?;
        std::fs::write(&photo, &picture)?;
    }
    if !control {
        let (code, said) = house.install.run(&["restore", &backup.display().to_string()])?;
        count.expect(code == Some(0), format!("the whole backup is refused: {said}"));
        let again = house.count()?;
        count.expect(again.lost == 0, format!("after restoring the whole one {} are lost", again.lost));
    }
    count.note(format!("{refusals} of 7 refused"));
    Ok(count)
}

/// Row 21: a new build while a form is open. The old page's files and routes go on working; what is not there is not a page.
pub fn deployed(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let mut house = lab.house(engine)?;
    let site = house.folder.join("site");
    copy(&lab.site, &site)?;
    house.install.site.clone_from(&site);
    let build = std::fs::read_to_string(site.join("build.txt"))?.trim().to_owned();
    let serving = house.install.serve()?;
    let page = get(&house.install.host(), &house.person(0).cookie, &format!("/lapor/{}/{}", house.person(0).slug, month(160)))?;
    let html = String::from_utf8_lossy(&page.body).into_owned();
    let files: Vec<String> = html.split('"').filter(|word| word.starts_with(&format!("/pkg/{build}/"))).map(str::to_owned).collect();
    let traffic = Traffic::new(house.phones(6, Manner::Right), Duration::from_millis(10));
    house.heard(20)?;
    // The next build: other hashes in the path, the build before stays beside it, as `./dev build` leaves it.
    copy(&site.join("pkg").join(&build), &site.join("pkg/000000000000"))?;
    std::fs::write(site.join("build.txt"), "000000000000\n")?;
    if control {
        std::fs::remove_dir_all(site.join("pkg").join(&build))?;
    }
    serving.kill();
    let serving = house.install.serve()?;
    let mut count = Count::default();
    count.expect(!files.is_empty(), "the page loads nothing of the build");
    for file in &files {
        count.expect(house.answers(file, ""), format!("the old page's {file} is gone"));
    }
    let missing = get(&house.install.host(), "", "/pkg/ffffffffffff/lapor.js")?;
    let kind = missing.header("content-type").cloned().unwrap_or_default();
    count.expect(missing.status == 404 && !kind.contains("html"), format!("a file that is not there is answered {} {kind}", missing.status));
    let now = get(&house.install.host(), &house.person(0).cookie, "/lapor")?;
    count.expect(String::from_utf8_lossy(&now.body).contains("/pkg/000000000000/"), "new pages are not of the new build");
    house.heard(house.ledger.len() + 20)?;
    let mut phones = traffic.end();
    count.add(house.close(serving, &mut phones)?);
    count.note(format!("{} files of the old page", files.len()));
    Ok(count)
}

/// Row 22: a phone that comes back after half a year, with the body of its day.
pub fn old_phone(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let mut count = Count::default();
    let folder = lab.root.join("src/server/phones/tests/recorded");
    let mut shapes = 0;
    for (n, file) in std::fs::read_dir(folder)?.flatten().filter(|file| file.file_name().to_string_lossy().ends_with(".json")).enumerate() {
        let person = house.person(n);
        let words = std::fs::read_to_string(file.path())?.trim_end().replace("ACCOUNT", &person.account);
        // The control: a shape that there never was.
        let words = if control { words.replacen('{', "{\"schema\":99,", 1) } else { words };
        // Activities of the recorded month are taken as they are.
        let (op, month) = (id(4_000_000 + n), "2026-10".to_owned());
        let standing = get(&host, &person.cookie, &format!("/api/v1/reports/{}/bulanan/{month}", person.slug))?;
        let base = standing.json()["version"].as_i64().unwrap_or(0);
        let answer = Sending { person, month: &month, op: &op, base, body: words.as_bytes() }.once(&host, &mut Link::fast())?;
        count.expect(matches!(answer.status, 200 | 201), format!("{}: {} {}", file.file_name().to_string_lossy(), answer.status, crate::phone::text(&answer)));
        let stored = house.install.database.count(&format!("select count(*) from op where id = '{op}'"))?;
        count.expect(stored == 1, "it is not stored");
        shapes += 1;
    }
    count.expect(shapes > 0, "no recorded shape was found");
    count.note(format!("{shapes} recorded shapes"));
    let mut phones = house.phones(4, Manner::Right);
    phones.iter_mut().for_each(Phone::write);
    count.add(house.close(serving, &mut phones)?);
    Ok(count)
}
/// Row 23: a migration that fails half-way leaves nothing of itself; two programs that migrate at once do not get in each other's way.
pub fn migration(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let mut phones = house.phones(6, Manner::Right);
    phones.iter_mut().for_each(Phone::write);
    let mut count = house.close(serving, &mut phones)?;
    let database = &house.install.database;
    // The newest migration that makes tables is undone, all but its last table, which then stands in the way.
    let folder = lab.root.join(match engine {
        Engine::Sqlite => "migrations/sqlite",
        Engine::Postgres => "migrations/postgres",
    });
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|file| file.path()).collect();
    files.sort();
    let mut tables: Vec<String> = Vec::new();
    let mut undone = None;
    for file in files.iter().rev() {
        let sql = std::fs::read_to_string(file)?;
        tables = sql.lines().filter_map(|line| line.trim().strip_prefix("create table ")).filter_map(|rest| rest.split([' ', '(']).next()).map(str::to_owned).collect();
        let plain = !sql.lines().any(|line| line.trim_start().starts_with("alter table") || line.trim_start().starts_with("insert") || line.trim_start().starts_with("update"));
        if tables.len() >= 2 && plain {
            undone = Some((file.clone(), sql));
            break;
        }
    }
    let (file, sql) = undone.ok_or_else(|| Error::other("no migration makes two tables"))?;
    let version: i64 = file.file_name().and_then(|name| name.to_str()?.split('_').next()?.parse().ok()).unwrap_or(0);
    let newer = database.count(&format!("select count(*) from _sqlx_migrations where version > {version}"))?;
    let way = tables.last().cloned().unwrap_or_default();
    let mut undo = match engine {
        Engine::Sqlite => "pragma foreign_keys = off; ".to_owned(),
        Engine::Postgres => String::new(),
    };
    let cascade = if engine == Engine::Postgres { " cascade" } else { "" };
    for table in tables.iter().rev().filter(|table| **table != way) {
        undo += &format!("drop table {table}{cascade}; ");
    }
    undo += &format!("delete from _sqlx_migrations where version = {version};");
    database.ask(&undo)?;
    let there = |table: &str| database.ask(&format!("select count(*) from {table}")).is_ok();
    if control {
        // The same file, statement by statement and each for itself.
        let plain: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
        for statement in plain.join("\n").split(';') {
            if database.ask(statement).is_err() {
                break;
            }
        }
    } else {
        let (code, said) = house.install.run(&["migrate"])?;
        count.expect(code == Some(78), format!("a migration that cannot be done: exit {code:?}, {said}"));
    }
    count.expect(!there(&tables[0]), format!("half a migration is there: {}", tables[0]));
    database.ask(&format!("drop table if exists {}{cascade}", tables[0]))?;
    database.ask(&format!("drop table if exists {way}{cascade}"))?;
    if control {
        return Ok(count);
    }
    // The way is free: two at once.
    let mut other = house.install.clone();
    other.port = crate::program::free_port();
    let (one, two) = std::thread::scope(|scope| {
        let one = scope.spawn(|| house.install.run(&["migrate"]));
        let two = scope.spawn(|| other.run(&["migrate"]));
        (one.join(), two.join())
    });
    let codes: Vec<Option<i32>> = [one, two].into_iter().filter_map(|it| it.ok()?.ok()).map(|(code, _)| code).collect();
    // On SQLite the folder's lock may turn the second one away, in a sentence; nobody may fail in another way.
    count.expect(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 78))), format!("two at once: {codes:?}"));
    count.expect(there(&tables[0]) && there(&way), "the migration is not there after all");
    let applied = database.count(&format!("select count(*) from _sqlx_migrations where version = {version}"))?;
    count.expect(applied == 1, format!("it is written down {applied} times"));
    let serving = house.install.serve()?;
    count.expect(house.answers("/", ""), "the program does not serve afterwards");
    let again = house.close(serving, &mut phones)?;
    count.expect(again.lost == 0, format!("{} are lost afterwards", again.lost));
    count.note(format!("migration {version} of {} tables, {newer} newer ones beside it; two at once: {codes:?}", tables.len()));
    Ok(count)
}

/// A report's body without a phone.
pub fn plain(person: &crate::phone::Person, month: &str, words: &str) -> Vec<u8> {
    body(&person.account, month, words, &[])
}
