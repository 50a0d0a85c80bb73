//! Very many at once: rows 26 to 30.

use super::boards::{Board, listen};
use super::house::{Engine, House, Lab, Traffic, settle, within};
use crate::http::{Link, hash};
use crate::ledger::Count;
use crate::phone::{Manner, Phone, post};
use crate::program::{PASSWORD, Program};
use std::io::{Result, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Times of `GET /` while something goes on.
struct Page(Vec<Duration>);

impl Page {
    /// Asks so many times, so many milliseconds apart. The control holds the program still for two seconds meanwhile.
    fn measure(host: &str, many: usize, apart: u64, serving: &Program, control: bool) -> Self {
        let times = std::thread::scope(|scope| {
            if control {
                scope.spawn(|| {
                    serving.signal("STOP");
                    std::thread::sleep(Duration::from_secs(2));
                    serving.signal("CONT");
                });
                std::thread::sleep(Duration::from_millis(100));
            }
            (0..many)
                .map(|_| {
                    let begun = Instant::now();
                    let answer = Link::patient(Duration::from_secs(10)).ask(host, "GET", "/", &[], b"");
                    let took = if answer.is_ok_and(|answer| answer.status == 200) { begun.elapsed() } else { Duration::from_secs(10) };
                    std::thread::sleep(Duration::from_millis(apart));
                    took
                })
                .collect()
        });
        Self(times)
    }

    fn p99(&self) -> u128 {
        let mut times = self.0.clone();
        times.sort();
        times.get((times.len() * 99).div_ceil(100).saturating_sub(1)).map_or(0, Duration::as_millis)
    }
}

/// Row 26: connections that send a head, a body, or read an answer as slowly as they can.
pub fn slow(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let mut count = Count::default();
    let (many, seconds) = if lab.long { (4_000, "60") } else { (300, "20") };
    // Slow readers want something long. A page would have to be made anew for each of them, and that would be measured instead.
    let build = std::fs::read_to_string(lab.site.join("build.txt"))?.trim().to_owned();
    let long = format!("http://{host}/pkg/{build}/kantor_bg.wasm");
    let page = format!("http://{host}/peta");
    let form = format!("http://{host}/masuk");
    for (kind, words) in [
        ("-H", vec!["-H", "-i", "10", "-u", &page]),
        ("-B", vec!["-B", "-i", "10", "-s", "8192", "-t", "POST", "-u", &form]),
        ("-X", vec!["-X", "-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "1", "-u", &long]),
    ] {
        if control && kind != "-H" {
            break;
        }
        let connections_wanted = many.to_string();
        let mut all = vec!["-c", &connections_wanted, "-r", "1000", "-p", "5", "-l", seconds];
        all.extend(words);
        let mut child = Command::new("slowhttptest").args(&all).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        // They are open before the first look, as far as they are let in.
        let mut open = 0;
        within(Duration::from_secs(15), || {
            open = connections(&house).max(open);
            open >= many
        });
        let page = Page::measure(&host, if control { 20 } else { 200 }, 100, &serving, control);
        count.expect(page.p99() < 500, format!("{kind}: / took {} ms (p99)", page.p99()));
        count.note(format!("{kind}: {open} open at once, / p99 {} ms", page.p99()));
        if control {
            let _ = child.kill();
        }
        let _ = child.wait();
    }
    if lab.long && !control {
        // What is left of them is let go.
        let free = within(Duration::from_secs(60), || connections(&house) < 20);
        count.expect(free, format!("{} connections are held a minute after", connections(&house)));
    }
    let mut phones = house.phones(6, Manner::Right);
    phones.iter_mut().for_each(Phone::write);
    count.add(house.close(serving, &mut phones)?);
    Ok(count)
}

/// Established connections of the program's port.
fn connections(house: &House) -> usize {
    let port = format!(":{:04X} ", house.install.port);
    std::fs::read_to_string("/proc/net/tcp").unwrap_or_default().lines().filter(|line| line.get(4..).is_some_and(|rest| rest.contains(&port)) && line.split_whitespace().nth(3) == Some("01") && line.split_whitespace().nth(1).is_some_and(|own| own.ends_with(port.trim()))).count()
}

/// Accounts that may listen, eight boards each: made in the copy before the program starts.
fn listeners(house: &House, boards: usize) -> Result<Vec<String>> {
    let people = boards.div_ceil(8);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut cookies = Vec::new();
    let mut sql = "begin; ".to_owned();
    let staff = match &house.install.database {
        crate::database::Database::Sqlite(_) => "1",
        crate::database::Database::Postgres(_) => "true",
    };
    for n in 0..people {
        // As long as the values that the program gives.
        let value = format!("laboratorium-{n:030}");
        sql += &format!("insert into account (id, office, name, created_at) values ('lab-{n}', '62.01', 'Lab {n}', {now}); insert into account_role (office, account, role, granted_at) values ('62.01', 'lab-{n}', 'planner', {now}); insert into session (token, account, office, staff, created_at, seen_at) values ('{}', 'lab-{n}', '62.01', {staff}, {now}, {now}); ", hash(value.as_bytes()));
        cookies.push(format!("__Host-sid={value}"));
    }
    sql += "commit;";
    // Through a pipe: an argument may not be so long.
    let mut child = match &house.install.database {
        crate::database::Database::Sqlite(file) => Command::new("sqlite3").arg("-bail").arg(file).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?,
        crate::database::Database::Postgres(url) => Command::new("psql").args(["-qX", "-v", "ON_ERROR_STOP=1", url]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?,
    };
    if let Some(mut words) = child.stdin.take() {
        words.write_all(sql.as_bytes())?;
    }
    if !child.wait()?.success() {
        return Err(std::io::Error::other("the listeners were not made"));
    }
    Ok((0..boards).map(|n| cookies[n / 8].clone()).collect())
}

/// Opens boards, some hundred at a time.
pub fn opened(hosts: &[&str], cookies: &[String]) -> Vec<Board> {
    let mut boards: Vec<Board> = Vec::new();
    for part in cookies.chunks(200) {
        let from = boards.len();
        boards.extend(part.iter().enumerate().map(|(n, cookie)| Board::new(hosts, cookie, from + n)));
        if !listen(&mut boards[from..], Duration::from_secs(20), |boards| boards.iter().all(Board::is_open)) {
            break;
        }
    }
    boards
}

/// What was missed by boards that stayed and came back.
pub fn missed(boards: &[Board], upto: i64, count: &mut Count) {
    let behind = boards.iter().filter(|board| board.last.is_none_or(|last| last < upto)).count();
    let missed: i64 = boards.iter().map(|board| board.missed).sum();
    let again: usize = boards.iter().map(|board| board.again).sum();
    let refused: usize = boards.iter().map(|board| board.refused).sum();
    count.expect(behind == 0, format!("{behind} of {} boards do not know the last event", boards.len()));
    count.expect(missed == 0, format!("{missed} events were left out"));
    count.expect(again == 0, format!("{again} events came out of order"));
    count.note(format!("{} boards heard {} events, came back {} times, read anew {}, were turned away {refused}", boards.len(), boards.iter().map(|board| board.heard).sum::<usize>(), boards.iter().map(|board| board.returns).sum::<usize>() - boards.len(), boards.iter().map(|board| board.anew).sum::<usize>()));
}

fn newest(house: &House) -> i64 {
    house.install.database.count("select coalesce(max(seq), 0) from event where office = '62.01'").unwrap_or(0)
}

/// Row 27: nine thousand boards open, one report told to all of them.
pub fn boards(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let many = if lab.long && !control { 9_000 } else { 400 };
    let cookies = listeners(&house, many)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let before = serving.memory();
    let mut boards = opened(&[&host], &cookies);
    let open = boards.iter().filter(|board| board.is_open()).count();
    let memory = serving.memory();
    let page = Page::measure(&host, if control { 20 } else { 100 }, 20, &serving, control);
    let mut phones = house.phones(1, Manner::Right);
    let next = newest(&house) + 1;
    boards.iter_mut().for_each(|board| board.waits_for = next);
    phones[0].write();
    let begun = Instant::now();
    let phone = std::thread::spawn(move || {
        settle(&mut phones, Duration::from_secs(20));
        phones
    });
    listen(&mut boards, Duration::from_secs(20), |boards| boards.iter().all(|board| board.heard_at.is_some()));
    let mut phones = phone.join().map_err(|_| std::io::Error::other("the phone failed"))?;
    let mut times: Vec<Duration> = boards.iter().filter_map(|board| board.heard_at).map(|at| at.saturating_duration_since(begun)).collect();
    times.sort();
    let mut count = Count::default();
    count.expect(open == many, format!("{open} of {many} boards are open"));
    count.expect(times.len() == many, format!("{} of {many} heard of it", times.len()));
    count.expect(memory < 400, format!("{memory} MiB"));
    count.expect(page.p99() < 200, format!("/ took {} ms (p99) meanwhile", page.p99()));
    let share = |percent: usize| times.get(times.len().saturating_sub(1) * percent / 100).map_or(0, Duration::as_millis);
    count.note(format!("{open} open, memory {before} to {memory} MiB, / p99 {} ms; told to all: median {} ms, p99 {} ms", page.p99(), share(50), share(99)));
    missed(&boards, next, &mut count);
    drop(boards);
    count.add(house.close(serving, &mut phones)?);
    Ok(count)
}

/// Row 28: the program is started again under thousands of boards, and all come back.
pub fn storm(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let many = if lab.long { 5_000 } else { 300 };
    let cookies = listeners(&house, many)?;
    let mut serving = house.install.serve()?;
    let host = house.install.host();
    let mut boards = opened(&[&host], &cookies);
    boards.iter_mut().for_each(|board| board.forgetful = control);
    let mut phones = house.phones(4, Manner::Right);
    let traffic = Traffic::new(std::mem::take(&mut phones), Duration::from_millis(60));
    let mut count = Count::default();
    let mut longest = Duration::ZERO;
    for _ in 0..2 {
        listen(&mut boards, Duration::from_millis(800), |_| false);
        serving.signal("TERM");
        let begun = Instant::now();
        let ended = within(Duration::from_secs(20), || {
            boards.iter_mut().for_each(Board::step);
            serving.ended(Duration::ZERO).is_some() || serving.ended(Duration::from_millis(25)).is_some()
        });
        count.expect(ended, "the program did not end with boards open");
        serving.kill();
        serving = house.install.begin()?;
        let mut ready = false;
        let back = listen(&mut boards, Duration::from_secs(40), |boards| {
            ready = ready || Link::patient(Duration::from_secs(2)).ask(&host, "GET", "/livez", &[], b"").is_ok();
            ready && boards.iter().all(Board::is_open)
        });
        count.expect(back, format!("{} of {many} boards came back within 40 s", boards.iter().filter(|board| board.is_open()).count()));
        serving.ready(Duration::from_secs(5))?;
        longest = longest.max(begun.elapsed());
    }
    phones = traffic.end();
    settle(&mut phones, Duration::from_secs(10));
    let upto = newest(&house);
    listen(&mut boards, Duration::from_secs(15), |boards| boards.iter().all(|board| board.last.is_some_and(|last| last >= upto)));
    missed(&boards, upto, &mut count);
    count.note(format!("{many} boards back {:.1} s after the signal", longest.as_secs_f64()));
    drop(boards);
    count.add(house.close(serving, &mut phones)?);
    Ok(count)
}

/// Row 29: asked to stop while photos are on their way and boards are open: it ends within 15 seconds, and says that all is well.
pub fn stopped(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let cookies = listeners(&house, 40)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let mut boards = opened(&[&host], &cookies);
    let open = boards.iter().filter(|board| board.is_open()).count();
    let mut phones = house.phones(8, Manner::Right);
    phones.iter_mut().for_each(|phone| phone.photos = 2);
    let traffic = Traffic::new(phones, Duration::ZERO);
    // Uploads that have begun and go on slowly.
    let mut half: Vec<TcpStream> = (0..4)
        .map(|_| {
            let mut stream = TcpStream::connect(&host)?;
            let person = house.person(1);
            stream.write_all(format!("PUT /api/v1/reports/{}/bulanan/2020-01 HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nContent-Length: 4000\r\n\r\n{{", person.slug, person.cookie).as_bytes())?;
            Ok(stream)
        })
        .collect::<Result<_>>()?;
    listen(&mut boards, Duration::from_millis(900), |_| false);
    let begun = Instant::now();
    let mut serving = serving;
    serving.signal(if control { "KILL" } else { "TERM" });
    let ended = loop {
        boards.iter_mut().for_each(Board::step);
        for stream in &mut half {
            let _ = stream.write_all(b" ");
        }
        if let Some(status) = serving.ended(Duration::from_millis(100)) {
            break Some(status);
        }
        if begun.elapsed() > Duration::from_secs(25) {
            break None;
        }
    };
    let took = begun.elapsed();
    serving.kill();
    let mut count = Count::default();
    count.expect(open == cookies.len(), format!("{open} of {} boards were open", cookies.len()));
    count.expect(took < Duration::from_secs(15), format!("it took {:.1} s", took.as_secs_f64()));
    count.expect(ended.and_then(|status| status.code()) == Some(0), format!("it ended with {ended:?}"));
    count.note(format!("ended after {:.1} s", took.as_secs_f64()));
    let serving = house.install.serve()?;
    let mut phones = traffic.end();
    count.add(house.close(serving, &mut phones)?);
    Ok(count)
}

/// Row 30: passwords are tried by the hundred. Memory and pages are as before, and the right password opens.
pub fn flood(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let many = if lab.long { 500 } else { 150 };
    let mut count = Count::default();
    let before = serving.memory();
    let answers = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..many)
            .map(|n| {
                let host = &host;
                scope.spawn(move || {
                    // Fifty numbers, most of them nobody's.
                    let phone = format!("0811-0000-{:04}", 5_000 + n % 50);
                    let body = format!("phone={phone}&password=salah-{n}");
                    let headers = [("Content-Type", "application/x-www-form-urlencoded".to_owned())];
                    Link::patient(Duration::from_secs(30)).ask(host, "POST", "/masuk", &headers, body.as_bytes()).map(|answer| (answer.status, answer.header("retry-after").is_some()))
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(50));
        let page = Page::measure(&host, 60, 10, &serving, control);
        let most = serving.memory();
        let answers: Vec<_> = threads.into_iter().filter_map(|thread| thread.join().ok()).collect();
        count.expect(page.p99() < 200, format!("/ took {} ms (p99) meanwhile", page.p99()));
        count.expect(most < 300, format!("{most} MiB"));
        count.note(format!("memory {before} to {most} MiB, / p99 {} ms", page.p99()));
        answers
    });
    let mut kinds = std::collections::BTreeMap::new();
    for answer in &answers {
        *kinds.entry(answer.as_ref().map_or(0, |(status, _)| *status)).or_insert(0) += 1;
        if let Ok((429 | 503, told)) = answer {
            count.expect(*told, "somebody was turned away without being told when to come again");
        }
    }
    count.expect(kinds.keys().all(|status| matches!(status, 401 | 422 | 429 | 503)), format!("answers {kinds:?}"));
    let opens = within(Duration::from_secs(20), || post(&host, "", "/masuk", &[("phone", "0811-0000-0005"), ("password", PASSWORD)]).is_ok_and(|answer| answer.status == 303));
    count.expect(opens, "the right password does not open within 20 s after the flood");
    count.note(format!("answers {kinds:?}"));
    let mut phones = house.phones(4, Manner::Right);
    phones.iter_mut().for_each(Phone::write);
    count.add(house.close(serving, &mut phones)?);
    Ok(count)
}
