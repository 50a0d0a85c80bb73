//! People, their phones and their clocks: rows 8, 11, 12, 19, 20 and 31.

use super::copies::plain;
use super::house::{Engine, House, Lab, settle};
use crate::http::{Answer, Link};
use crate::ledger::Count;
use crate::phone::{Manner, Phone, Sending, cookie, get, id, month, post};
use crate::program::PASSWORD;
use std::io::{Error, Result};
use std::process::Command;
use std::time::Duration;

/// Where Debian keeps the library that bends a process's clock.
pub const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

/// Row 8: the server's clock jumps a day back, then ten years on, then is right again; a phone's clock says 1970.
pub fn clock(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let mut house = lab.house(engine)?;
    let file = house.folder.join("clock");
    let turn = |to: &str| std::fs::write(&file, to);
    turn("+0")?;
    for (name, value) in [("LD_PRELOAD", FAKETIME), ("FAKETIME_TIMESTAMP_FILE", &file.display().to_string()), ("FAKETIME_NO_CACHE", "1"), ("DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")] {
        house.install.env.push((name.to_owned(), value.to_owned()));
    }
    let serving = house.install.serve()?;
    let host = house.install.host();
    let mut phones = house.phones(8, Manner::Right);
    let mut count = Count::default();
    let round = |phones: &mut Vec<Phone>| {
        for _ in 0..3 {
            phones.iter_mut().for_each(Phone::write);
            settle(phones, Duration::from_secs(if control { 1 } else { 10 }));
        }
    };
    round(&mut phones);
    // The control: ten years at once are no small jump.
    turn(if control { "+3650d" } else { "-1d" })?;
    round(&mut phones);
    let alive = (0..13).filter(|n| is_signed_in(&host, &house.person(*n).cookie)).count();
    count.expect(alive == 13, format!("{} of 13 sessions ended with a small jump", 13 - alive));
    if control {
        turn("+0")?;
        count.add(house.close(serving, &mut phones)?);
        return Ok(count);
    }
    turn("+3650d")?;
    count.expect(!is_signed_in(&host, &house.person(0).cookie), "ten years later a session still holds");
    phones.iter_mut().for_each(Phone::write);
    settle(&mut phones, Duration::from_millis(600));
    count.expect(phones.iter().all(|phone| !phone.waiting.is_empty()), "what was written then is not kept");
    turn("+0")?;
    round(&mut phones);
    let person = house.person(12);
    let (month, op) = (month(140), id(3_000_000));
    let body = plain(person, &month, "Lab 1970.");
    let answer = Sending { person, month: &month, op: &op, base: 0, body: &body }.with(&host, &mut Link::fast(), &[("X-Client-Now", "0".to_owned())])?;
    count.expect(answer.status == 201, format!("a phone of 1970 is answered {}", answer.status));
    count.add(house.close(serving, &mut phones)?);
    count.note("a day back, ten years on, back again");
    Ok(count)
}

/// Does the service know who asks?
fn is_signed_in(host: &str, cookie: &str) -> bool {
    get(host, cookie, "/api/v1/status").is_ok_and(|answer| answer.json()["account"].is_string())
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(value, _)| value)
}

/// A meeting of the office's, and what its agenda's page says.
struct Agenda<'a> {
    house: &'a House,
    path: String,
}

impl Agenda<'_> {
    fn new<'a>(house: &'a House, name: &str) -> Result<Agenda<'a>> {
        let made = post(&house.install.host(), &house.planner, "/kantor/plm", &[("name", name), ("date1", "2027-10-06"), ("venue1", "Aula"), ("opens1", "08.00"), ("closes1", "12.00"), ("op", name)])?;
        let path = made.header("location").and_then(|to| to.split('?').next()).ok_or_else(|| Error::other(format!("no meeting: {}", made.status)))?.to_owned();
        Ok(Agenda { house, path })
    }

    fn page(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&get(&self.house.install.host(), &self.house.planner, &self.path)?.body).into_owned())
    }

    /// The number of the last edit that the page was drawn from.
    fn based(&self) -> Result<String> {
        Ok(between(&self.page()?, "name=\"based\" value=\"", "\"").to_owned())
    }

    fn post(&self, pairs: &[(&str, &str)]) -> Result<Answer> {
        post(&self.house.install.host(), &self.house.planner, &self.path, pairs)
    }

    fn add(&self, title: &str) -> Result<String> {
        let page = self.page()?;
        let answer = self.post(&[("act", "tambah"), ("based", between(&page, "name=\"based\" value=\"", "\"")), ("op", title), ("spot", between(&page, "data-day=\"", "\"")), ("title", title), ("kind", "materi"), ("minutes", "30"), ("people", "Aldrin, Kabid")])?;
        answer.header("location").and_then(|to| Some(to.split_once("#i-")?.1.to_owned())).ok_or_else(|| Error::other(format!("not added: {}", answer.status)))
    }

    fn change(&self, item: &str, title: &str, based: &str) -> Result<Answer> {
        self.post(&[("act", "ubah"), ("item", item), ("title", title), ("kind", "materi"), ("minutes", "30"), ("people", "Aldrin, Kabid"), ("based", based), ("op", title)])
    }
}

/// Row 11: fifty planners save the same item of an agenda at once. One wins, the others are told and keep their words.
pub fn same_slot(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let agenda = Agenda::new(&house, "PLM Lab")?;
    let item = agenda.add("Pembukaan")?;
    let seen = agenda.based()?;
    let answers: Vec<(u16, bool)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..50)
            .map(|n| {
                let (agenda, item, seen) = (&agenda, &item, &seen);
                scope.spawn(move || {
                    let title = format!("Judul {n} laboratorium");
                    // The control: a page that reads the newest number just before it saves, and never shows what it overwrites.
                    for _ in 0..200 {
                        let based = if control { agenda.based().unwrap_or_default() } else { seen.clone() };
                        match agenda.change(item, &title, &based) {
                            Ok(answer) if answer.status == 303 || !control => return (answer.status, String::from_utf8_lossy(&answer.body).contains(&title)),
                            _ => {}
                        }
                    }
                    (0, false)
                })
            })
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let won = answers.iter().filter(|(status, _)| *status == 303).count();
    let told = answers.iter().filter(|(status, words)| *status == 409 && *words).count();
    let mut count = Count { acknowledged: won, ..Count::default() };
    let titles = agenda.page()?;
    let stands = (0..50).filter(|n| titles.contains(&format!("Judul {n} laboratorium"))).count();
    count.found = stands.min(won);
    count.lost = won - count.found;
    count.expect(won == 1 && told == 49, format!("{won} were told that they won, {told} that somebody else had"));
    serving.stop();
    count.broken.extend(house.install.database.unsound()?);
    count.note(format!("{won} won, {told} were shown both"));
    Ok(count)
}

/// Row 12: a planner without a network edits what another one removes meanwhile. The edit is not lost and overwrites nothing: the page
/// comes back with it.
pub fn removed_meanwhile(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let agenda = Agenda::new(&house, "PLM Putus")?;
    let mut count = Count::default();
    for n in 0..5 {
        let (item, other) = (agenda.add(&format!("Sesi {n}"))?, agenda.add(&format!("Tetap {n}"))?);
        let seen = agenda.based()?;
        if !control {
            let removed = agenda.post(&[("act", "hapus"), ("item", &item), ("based", &seen), ("op", &format!("hapus-{n}"))])?;
            count.expect(removed.status == 303, format!("not removed: {}", removed.status));
        }
        let title = format!("Ditulis tanpa jaringan {n}");
        let answer = agenda.change(&item, &title, &seen)?;
        count.acknowledged += 1;
        let kept = String::from_utf8_lossy(&answer.body).contains(&title);
        if answer.status == 409 && kept { count.found += 1 } else { count.lost += 1 }
        // An edit of something else is no conflict.
        let merged = agenda.change(&other, &format!("Digabung {n}"), &seen)?;
        count.expect(merged.status == 303 && agenda.page()?.contains(&format!("Digabung {n}")), format!("an edit of something else was answered {}", merged.status));
    }
    serving.stop();
    count.broken.extend(house.install.database.unsound()?);
    count.note("5 edits of removed items came back with their words; 5 of other items merged");
    Ok(count)
}

/// Row 19: the session ends while a long form is open. The phone keeps its sending; after signing in the same intent goes.
pub fn session_ends(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    // Sessions of our own: the copies' are kept for others.
    let manner = if control { Manner::GivesUp } else { Manner::Right };
    let mut phones = house.phones(3, manner);
    for (n, phone) in phones.iter_mut().enumerate() {
        phone.photos = 1;
        phone.write();
        post(&host, &phone.person.cookie, "/keluar", &[])?;
        phone.deliver(&|| true);
        phone.person.cookie = cookie(&host, &format!("0811-0000-00{:02}", n + 1), PASSWORD);
    }
    let told = phones.iter().all(|phone| phone.refused.contains(&401));
    let mut count = house.close(serving, &mut phones)?;
    count.expect(told, "an ended session was not said as 401");
    Ok(count)
}

/// Row 20: another person on the same phone cannot send what the first one left; it goes when the first one is back.
pub fn another_person(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let mut phones = house.phones(3, Manner::Right);
    phones.iter_mut().for_each(Phone::write);
    let mut wrong = 0;
    for phone in &phones {
        let second = house.person(7);
        let intent = &phone.waiting[0];
        for slug in [&phone.person.slug, &second.slug] {
            // The control: a phone that does not write down whose it is.
            let body = if control { String::from_utf8_lossy(&intent.body).replace(&phone.person.account, "").into_bytes() } else { intent.body.clone() };
            let person = crate::phone::Person { slug: slug.clone(), ..second.clone() };
            let answer = Sending { person: &person, month: &intent.month, op: &intent.op, base: 0, body: &body }.once(&host, &mut Link::fast())?;
            wrong += usize::from(answer.status < 400);
        }
    }
    let mut count = house.close(serving, &mut phones)?;
    count.expect(wrong == 0, format!("{wrong} were taken in under another person's name"));
    Ok(count)
}

/// Row 31: the phone's own store is emptied, full, closed by the browser, or its tab killed: the real `queue.js` in node.
pub fn phone_dies(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let _ = engine;
    let mut command = Command::new("node");
    command.args(["--test", "--test-reporter=tap", "--test-name-pattern", "full phone|empties the phone|closes the database|service worker alone|keeps nothing|500 random", "end2end/queue/"]).current_dir(&lab.root).env("SEED", "20261125");
    if control {
        // A queue that lets go of a sending before its receipt is kept, whatever it was answered.
        let source = std::fs::read_to_string(lab.root.join("public/queue.js"))?;
        let wrong = source.replace("json.payload_sha256 === op.sha256", "true");
        if wrong == source {
            return Err(Error::other("queue.js has no longer the line that the control alters"));
        }
        let file = lab.work.join("queue.js");
        std::fs::write(&file, wrong)?;
        command.env("QUEUE_SOURCE", &file);
    }
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<usize>().ok()).unwrap_or(0);
    let mut count = Count::default();
    let (pass, fail) = (number("# pass "), number("# fail "));
    count.expect(output.status.success() && fail == 0 && pass > 0, format!("{fail} of {} failed", pass + fail));
    count.note(format!("{pass} tests of queue.js passed, among them 500 random schedules"));
    Ok(count)
}
