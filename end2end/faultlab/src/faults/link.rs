//! The network, and what comes over it: rows 9, 10, 13 to 18.

use super::house::{Engine, House, Lab, settle};
use crate::http::{Link, hash};
use crate::ledger::{Count, Report};
use crate::phone::{Manner, Phone, Sending, body, id, month, picture, png, post, text};
use crate::proxy::{End, Plan, Proxy};
use std::io::{Read, Result, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Row 9: the same report twenty times at once, and again after its answer was lost.
pub fn doubled(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let rounds = if lab.long { 20 } else { 3 };
    let mut different = 0;
    for round in 0..rounds {
        let person = house.person(round);
        let (month, words) = (month(100 + round / 13), format!("Lab d{round}."));
        let body = body(&person.account, &month, &words, &[]);
        let answers: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..20)
                .map(|n| {
                    let (month, body, host) = (&month, &body, &host);
                    scope.spawn(move || {
                        // The control: each tap is an intent of its own, on whatever version it finds.
                        let op = if control { id(9_000_000 + round * 100 + n) } else { id(9_000_000 + round) };
                        let mut sending = Sending { person, month, op: &op, base: 0, body };
                        for _ in 0..60 {
                            match sending.once(host, &mut Link::fast()) {
                                Ok(answer) if answer.status == 412 && control => sending.base = answer.json()["version"].as_i64().unwrap_or(0),
                                Ok(answer) if answer.status < 300 => return Some((op, answer.json())),
                                _ => std::thread::sleep(Duration::from_millis(100)),
                            }
                        }
                        None
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().ok().flatten()).collect()
        });
        let receipts: std::collections::BTreeSet<String> = answers.iter().map(|it| it.as_ref().map_or("none".to_owned(), |(_, receipt)| receipt.to_string())).collect();
        different += receipts.len() - 1;
        for (op, receipt) in answers.into_iter().flatten().take(1) {
            house.ledger.report(acknowledged(person, &op, &words, &body, &receipt));
        }
    }
    let mut count = house.close(serving, &mut [])?;
    count.expect(different == 0, format!("{different} answers differ from the first"));
    count.note(format!("{rounds} x 20 at once"));
    Ok(count)
}

fn acknowledged(person: &crate::phone::Person, op: &str, words: &str, body: &[u8], receipt: &serde_json::Value) -> Report {
    Report {
        account: person.account.clone(),
        op: op.to_owned(),
        words: words.to_owned(),
        sha256: hash(body),
        reference: receipt["receipt"].as_str().unwrap_or_default().to_owned(),
        revision: receipt["revision"].as_i64().unwrap_or(0),
    }
}

/// Row 10: one intent's id, two contents. The first stands, the second is refused and stays with its phone.
pub fn two_contents(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let mut accepted = 0;
    for n in 0..13 {
        let (person, month) = (house.person(n), month(3));
        let op = id(8_000_000 + n);
        let first = body(&person.account, &month, &format!("Lab a{n}."), &[]);
        let answer = Sending { person, month: &month, op: &op, base: 0, body: &first }.once(&host, &mut Link::fast())?;
        let version = answer.json()["version"].as_i64().unwrap_or(0);
        house.ledger.report(acknowledged(person, &op, &format!("Lab a{n}."), &first, &answer.json()));
        // The control: an office that no longer knows which intents it has carried out.
        let again = if control { id(8_100_000 + n) } else { op };
        let second = body(&person.account, &month, &format!("Lab b{n}."), &[]);
        let answer = Sending { person, month: &month, op: &again, base: version, body: &second }.once(&host, &mut Link::fast())?;
        accepted += usize::from(answer.status < 400 || answer.json()["code"] != "op_reused");
    }
    let mut count = house.close(serving, &mut [])?;
    count.expect(accepted == 0, format!("{accepted} of 13 second contents were not refused as such"));
    Ok(count)
}

/// One phone behind a proxy, which sends one report with a photo each time `plan` is laid over its next connection.
fn through(house: &House, proxy: &Proxy, manner: Manner, plans: impl Iterator<Item = Plan>) -> Vec<Phone> {
    let mut phones = house.phones_at(&proxy.host, 13, manner);
    for (n, plan) in plans.enumerate() {
        let phone = &mut phones[n % 13];
        phone.photos = 1;
        phone.link = Link::patient(Duration::from_secs(3));
        proxy.once(plan);
        phone.write();
        settle(std::slice::from_mut(phone), Duration::from_secs(12));
    }
    phones
}

/// Row 13: the connection is cut at one byte after the other, closed or reset, up and down.
pub fn cut(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let proxy = Proxy::before(&house.install.host())?;
    let step = if lab.long { 251 } else { 2_501 };
    // A text and a photo of two parts are some 14 kB; the borders of headers and parts besides.
    let mut places: Vec<usize> = (1..14_500).step_by(step).collect();
    places.extend([2, 400, 1_700, 1_701, 8_191, 8_192, 8_193]);
    let plans = places.iter().enumerate().map(|(n, at)| {
        let end = if n % 2 == 0 { End::Close(*at) } else { End::Reset(*at) };
        if n % 5 == 4 { Plan { down: End::Reset(at % 900), ..Plan::FINE } } else { Plan { up: end, ..Plan::FINE } }
    });
    let mut phones = through(&house, &proxy, if control { Manner::Blind } else { Manner::Right }, plans);
    let mut count = house.close(serving, &mut phones)?;
    count.note(format!("cut at {} places", places.len()));
    let half = house.install.database.count("select count(*) from photo where state = 'stored' and sha256 is null")?;
    count.expect(half == 0, format!("{half} photos are shown without a picture"));
    Ok(count)
}

/// Row 14: a connection that is open and dead. The phone gives up and sends again; the service lets go of it by itself.
pub fn half_open(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let proxy = Proxy::before(&house.install.host())?;
    // Connections whose sender fell silent in the middle of the head, and of the body.
    let silent: Vec<TcpStream> = (0..20)
        .map(|n| {
            let mut stream = TcpStream::connect(house.install.host())?;
            let head = if n % 2 == 0 { "GET / HTTP/1.1\r\nHost: x\r\nX-Half: ".to_owned() } else { "POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nphone=08".to_owned() };
            stream.write_all(head.as_bytes())?;
            stream.set_nonblocking(true)?;
            Ok(stream)
        })
        .collect::<Result<_>>()?;
    let begun = Instant::now();
    let plans = (0..if lab.long { 26 } else { 6 }).map(|n| match n % 3 {
        0 => Plan { up: End::Silence(60), ..Plan::FINE },
        1 => Plan { down: End::Silence(0), ..Plan::FINE },
        _ => Plan { up: End::Silence(5_000), down: End::Silence(0), ..Plan::FINE },
    });
    let manner = if control { Manner::GivesUp } else { Manner::Right };
    let mut phones = through(&house, &proxy, manner, plans);
    let mut open = silent.len();
    if lab.long && !control {
        super::house::within(Duration::from_secs(90).saturating_sub(begun.elapsed()), || {
            open = silent.iter().filter(|stream| !has_ended(stream)).count();
            open == 0
        });
    }
    let freed = begun.elapsed().as_secs();
    drop(silent);
    proxy.reset_all();
    let mut count = house.close(serving, &mut phones)?;
    if lab.long && !control {
        count.expect(open == 0, format!("{open} of 20 dead connections are still held after 90 s"));
        count.note(format!("20 dead connections were let go within {freed} s"));
    }
    Ok(count)
}

/// Has the other side ended this connection?
pub fn has_ended(mut stream: &TcpStream) -> bool {
    let mut buffer = [0; 4_096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() != std::io::ErrorKind::WouldBlock,
        }
    }
}

/// Row 15: 64 and 256 kbit/s. A part of a megabyte takes two minutes; it is not cut for taking so long.
pub fn narrow(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let links: &[(usize, usize, usize)] = if lab.long { &[(8_000, 560, 1_000_000), (32_000, 1_290, 1_000_000)] } else { &[(32_000, 230, 160_000)] };
    let (mut proxies, mut phones) = (Vec::new(), Vec::new());
    for (n, (speed, side, piece)) in links.iter().enumerate() {
        let proxy = Proxy::before(&house.install.host())?;
        // The control: a network that ends whatever takes longer than a moment.
        let up = if control { End::Close(60_000) } else { End::Never };
        proxy.plan(Plan { speed: if control { 0 } else { *speed }, up, ..Plan::FINE });
        let mut phone = house.phones_at(&proxy.host, 13, Manner::Right).swap_remove(n);
        (phone.photos, phone.side, phone.piece) = (1, *side, *piece);
        phone.link = Link::patient(Duration::from_secs(300));
        phone.write();
        phones.push(phone);
        proxies.push(proxy);
    }
    let begun = Instant::now();
    settle(&mut phones, Duration::from_secs(if control { 4 } else { 420 }));
    let took = begun.elapsed().as_secs();
    let mut count = house.close(serving, &mut phones)?;
    count.note(format!("{} photos of up to {} kB in {took} s", links.len(), links.iter().map(|(_, side, _)| side * side * 3 / 1_000).max().unwrap_or(0)));
    Ok(count)
}

/// Row 16: the answer is lost after the commit.
pub fn answer_lost(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let proxy = Proxy::before(&house.install.host())?;
    let many = if lab.long { 130 } else { 13 };
    let plans = (0..many).map(|n| Plan { down: if n % 2 == 0 { End::Close(0) } else { End::Reset(40) }, ..Plan::FINE });
    let mut phones = through(&house, &proxy, if control { Manner::Forgetful } else { Manner::Right }, plans);
    let mut count = house.close(serving, &mut phones)?;
    count.note(format!("{many} answers lost"));
    Ok(count)
}

/// A photo that the form brings; the answer's status and how long it took.
fn form_with(house: &House, n: usize, name: &str, bytes: &[u8], boundary: Option<&str>) -> Result<(u16, String)> {
    let person = house.person(n);
    let line = "pantaulab";
    let mut body = format!("--{line}\r\nContent-Disposition: form-data; name=\"aksi\"\r\n\r\nsimpan\r\n--{line}\r\nContent-Disposition: form-data; name=\"foto\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n").into_bytes();
    body.extend_from_slice(bytes);
    body.extend(format!("\r\n--{line}--\r\n").into_bytes());
    let kind = match boundary {
        Some(boundary) => format!("multipart/form-data; boundary={boundary}"),
        None => "multipart/form-data".to_owned(),
    };
    let headers = [("Cookie", person.cookie.clone()), ("Content-Type", kind), ("Accept", "text/html".to_owned())];
    let answer = Link::patient(Duration::from_secs(20)).ask(&house.install.host(), "POST", &format!("/lapor/{}/{}", person.slug, month(50 + n)), &headers, &body)?;
    Ok((answer.status, text(&answer)))
}

/// Row 17: pictures of 2,5 thousand million pixels, and files of 40 MB.
pub fn huge(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let before = serving.memory();
    let begun = Instant::now();
    let mut count = Count::default();
    // By the phone's queue: a slot for 40 MB, and a small file that claims 50 000 x 50 000 pixels.
    let person = house.person(0);
    // The control: a picture as it should be.
    let bomb = if control { picture(1, 40) } else { png(50_000, 50_000, &[0; 5_000]) };
    let slot = |id: &str, bytes: usize, sha256: &str| {
        let body = serde_json::json!({ "bytes": bytes, "sha256": sha256, "activity": "a1" }).to_string();
        let headers = [("Cookie", person.cookie.clone()), ("Content-Type", "application/json".to_owned())];
        Link::fast().ask(&host, "PUT", &format!("/api/v1/photos/{id}?library={}&month={}", person.slug, month(4)), &headers, body.as_bytes())
    };
    let large = slot(&id(7_000_001), 40_000_000, &"a1".repeat(32))?;
    count.expect(large.status == 413, format!("40 MB were answered with {}", large.status));
    let photo = (id(7_000_002), bomb.clone());
    slot(&photo.0, bomb.len(), &hash(&bomb))?;
    let mut tries = 0;
    crate::phone::upload(&host, &person.cookie, &photo, crate::phone::PART, &mut Link::fast(), || {
        tries += 1;
        tries < 20
    });
    let state = || house.install.database.ask(&format!("select state from photo where id = '{}'", photo.0)).ok().and_then(|rows| Some(rows.first()?.first()?.clone())).unwrap_or_default();
    super::house::within(Duration::from_secs(10), || matches!(state().as_str(), "stored" | "unreadable"));
    count.expect(state() == "unreadable", format!("the bomb is {}", state()));
    // By the form without scripts.
    for (n, bytes) in [(0, vec![0xff; 40_000_000]), (1, bomb)] {
        let answer = form_with(&house, n, "foto.jpg", &bytes, Some("pantaulab"));
        count.expect(answer.as_ref().is_ok_and(|(status, _)| *status < 500), format!("the form answered {answer:?}"));
    }
    let grown = serving.memory().saturating_sub(before);
    count.expect(grown < 100, format!("memory grew by {grown} MiB"));
    count.note(format!("memory grew by {grown} MiB, {:.1} s", begun.elapsed().as_secs_f64()));
    let mut phones = house.phones(3, Manner::Right);
    phones.iter_mut().for_each(Phone::write);
    count.add(house.close(serving, &mut phones)?);
    Ok(count)
}

/// Row 18: requests that are torn, lie about their length, or have no border between their parts.
pub fn malformed(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let serving = house.install.serve()?;
    let host = house.install.host();
    let mut count = Count::default();
    let answer = form_with(&house, 0, "foto.jpg", &picture(5, 30), None)?;
    count.expect((400..500).contains(&answer.0), format!("no boundary: {answer:?}"));
    let answer = form_with(&house, 1, "foto.jpg", &picture(6, 30), Some("lain"))?;
    count.expect((400..500).contains(&answer.0), format!("another boundary: {answer:?}"));
    let person = house.person(2);
    let path = format!("/lapor/{}/{}", person.slug, month(60));
    // Bodies that end too early, or never.
    let whole = [b"--b\r\nContent-Disposition: form-data; name=\"foto\"; filename=\"../../x.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n".to_vec(), picture(7, 60)].concat();
    for cut in [10, 60, 100, 300, whole.len()] {
        let mut stream = TcpStream::connect(&host)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n\r\n", person.cookie, whole.len() + 5_000);
        stream.write_all(head.as_bytes())?;
        stream.write_all(&whole[..cut])?;
        stream.shutdown(std::net::Shutdown::Write)?;
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        count.expect(!answer.starts_with("HTTP/1.1 2") && !answer.starts_with("HTTP/1.1 3"), format!("torn at {cut}: {}", answer.lines().next().unwrap_or_default()));
    }
    for (what, raw) in [
        ("two lengths", format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef")),
        ("length and chunks", format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nTransfer-Encoding: xchunked\r\n\r\nabcde")),
        ("a negative length", format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n")),
        ("no HTTP", "\u{0}\u{1}\u{2}\r\n\r\n".to_owned()),
    ] {
        let mut stream = TcpStream::connect(&host)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(raw.as_bytes())?;
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        count.expect(answer.is_empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 3"), format!("{what}: {}", answer.lines().next().unwrap_or_default()));
    }
    for body in ["{", "[]", "{\"schema\":1,\"op\":\"submit\"", "{\"schema\":-1}", "null"] {
        let answer = Sending { person, month: &month(61), op: &id(6_000_001), base: 0, body: body.as_bytes() }.once(&host, &mut Link::fast())?;
        count.expect((400..500).contains(&answer.status), format!("{body}: {}", answer.status));
    }
    if control {
        // A program that leaves behind what it began.
        let arriving = house.install.data.join("photos/arriving");
        std::fs::create_dir_all(&arriving)?;
        std::fs::write(arriving.join("half"), "x")?;
    }
    let left = std::fs::read_dir(house.install.data.join("photos/arriving")).map_or(0, |folder| folder.flatten().count());
    count.expect(left == 0, format!("{left} files are left in arriving"));
    count.expect(!house.log().contains("panicked"), "the log tells of a panic");
    let mut phones = house.phones(3, Manner::Right);
    phones.iter_mut().for_each(Phone::write);
    count.add(house.close(serving, &mut phones)?);
    // The page works on after all that.
    let _ = post(&host, "", "/masuk", &[]);
    Ok(count)
}
