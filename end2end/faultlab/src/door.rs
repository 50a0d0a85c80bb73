//! Five doors of one meeting. A meeting of today with so many people is made by the office's own pages; then
//!
//! 1. for so many seconds so many people a second are scanned, each word sent at once; one in five is scanned at two doors, one in twelve
//!    answers is lost and the word sent again;
//! 2. everybody else was scanned while the doors had no network, one in five at two doors: each door sends its queue in parts of 50, in
//!    an order of its own, every part twice;
//! 3. what the service holds is compared: every word once and nothing else, everybody present since the earliest word about them.

use crate::http::Link;
use crate::phone::{cookie, post};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

const DOORS: usize = 5;
const TRIES: usize = 40;

/// A check-in: its id, the QR's text, when.
#[derive(Clone)]
struct Scan {
    id: String,
    text: String,
    at: i64,
}

fn word(scan: &Scan, day: &str) -> Value {
    json!({ "id": scan.id, "scanned": scan.text, "day": day, "at": scan.at })
}

/// Year, month and day of a count of days since 1970 (Howard Hinnant's civil_from_days).
fn date(days: i64) -> String {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let part = (5 * day_of_year + 2) / 153;
    let month = if part < 10 { part + 3 } else { part - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year}-{month:02}-{:02}", day_of_year - (153 * part + 2) / 5 + 1)
}

/// Sends words until they are acknowledged; answers how many tries it took, none when they never were.
fn send(host: &str, cookie: &str, path: &str, body: &Value, link: &mut Link) -> Option<usize> {
    let headers = [("Cookie", cookie.to_owned()), ("Content-Type", "application/json".to_owned()), ("Accept", "application/json".to_owned())];
    for attempt in 1..=TRIES {
        match link.ask(host, "POST", path, &headers, body.to_string().as_bytes()) {
            Ok(answer) if answer.status == 200 => return Some(attempt),
            Ok(answer) if (400..500).contains(&answer.status) && answer.status != 429 => {
                eprintln!("{path}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
                return None;
            }
            _ => std::thread::sleep(Duration::from_millis(50 * attempt as u64)),
        }
    }
    None
}

/// The program; answers its exit code.
pub fn main(args: &[String]) -> i32 {
    let number = |n: usize, standard: usize| args.get(n).and_then(|text| text.parse().ok()).unwrap_or(standard);
    let [url, password, database, ..] = args else {
        eprintln!("faultlab door URL PASSWORD DATABASE [people] [rate] [seconds]");
        return 2;
    };
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    run(host, password, database, number(3, 3_000), number(4, 10), number(5, 60))
}

fn run(host: &str, password: &str, database: &str, people: usize, rate: usize, seconds: usize) -> i32 {
    let cookie = cookie(host, "0811-0000-0101", password);
    let get = |path: &str| Link::fast().ask(host, "GET", path, &[("Cookie", cookie.clone())], b"").expect("the service answers").json();
    let now = i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs())).unwrap_or(0);
    // The demo's office keeps WIB.
    let today = date((now + 7 * 3_600).div_euclid(86_400));
    let made = post(host, &cookie, "/kantor/plm", &[("name", "Pintu ramai"), ("date1", &today), ("op", &format!("pintu-{now}"))]).expect("the service answers");
    let meeting = made.header("location").and_then(|path| path.split('/').nth(3).map(str::to_owned)).expect("the meeting is made");
    let path = format!("/api/v1/doors/{meeting}");
    let first = get(&path)["days"][0].clone();
    let day = first["id"].as_str().expect("the meeting has a day").to_owned();
    // The scans lie in the last two hours, as far as they are today's.
    let from = (now - 7_200).max(first["span"][0].as_i64().unwrap_or(0));
    let window = usize::try_from(now - from).unwrap_or(0).max(1);
    for part in 0..people.div_ceil(500) {
        let names: Vec<String> = (part * 500..people.min(part * 500 + 500)).map(|n| format!("Contoh {n:04}; P; Pengelola; Desa {}", n % 60)).collect();
        let list = [("aksi", "tempel"), ("op", &*format!("daftar-{part}")), ("hari", &*day), ("daftar", &*names.join("\n"))];
        let answer = post(host, &cookie, &format!("/kantor/plm/{meeting}/peserta"), &list).expect("the service answers");
        assert_eq!(answer.status, 303, "the list is taken in: {}", String::from_utf8_lossy(&answer.body));
    }
    let carried = get(&path);
    let tag = carried["tag"].as_str().unwrap_or_default();
    let codes: Vec<(String, String)> = carried["people"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| (one["id"].as_str().unwrap_or_default().to_owned(), format!("PLM:{tag}:{}", one["code"].as_str().unwrap_or_default())))
        .collect();
    println!("{database}: {} people, {DOORS} doors", codes.len());
    let scan = |n: usize, door: usize, at: i64| Scan { id: format!("s-{n}-{door}"), text: codes[n].1.clone(), at };
    // Who was scanned where, and when: each id with the person's place.
    let said: Mutex<BTreeMap<String, (usize, i64)>> = Mutex::default();
    let lost = Mutex::new(0_usize);
    let steady = (rate * seconds).min(codes.len());

    let (times, tries) = (Mutex::new(Vec::new()), Mutex::new(0_usize));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for door in 0..DOORS {
            let (said, lost, times, tries, cookie, path, day) = (&said, &lost, &times, &tries, &cookie, &path, &day);
            let scan = &scan;
            scope.spawn(move || {
                let mut link = Link::lossy(door as u64);
                for n in 0..steady {
                    // One in five comes past a second door a moment later.
                    let second = n % 5 == 0 && (n + 1) % DOORS == door;
                    if n % DOORS != door && !second {
                        continue;
                    }
                    let due = Duration::from_secs_f64(n as f64 / rate as f64);
                    std::thread::sleep(due.saturating_sub(begun.elapsed()));
                    let one = scan(n, door, from + i64::from(second));
                    said.lock().unwrap().insert(one.id.clone(), (n, one.at));
                    match send(host, cookie, path, &json!({ "door": format!("d{door}"), "words": [word(&one, day)] }), &mut link) {
                        Some(count) => {
                            times.lock().unwrap().push(begun.elapsed().saturating_sub(due));
                            *tries.lock().unwrap() += count - 1;
                        }
                        None => *lost.lock().unwrap() += 1,
                    }
                }
            });
        }
    });
    let mut times = times.into_inner().unwrap();
    times.sort();
    let share = |percent: usize| times.get((times.len().saturating_sub(1)) * percent / 100).map_or(0, Duration::as_millis);
    println!(
        "  {rate} a second: {} words in {:.1} s, {} sent again; acknowledged: median {} ms, p99 {} ms, most {} ms",
        times.len(), begun.elapsed().as_secs_f64(), tries.lock().unwrap(), share(50), share(99), share(100)
    );

    let begun = Instant::now();
    std::thread::scope(|scope| {
        for door in 0..DOORS {
            let (said, lost, cookie, path, day, scan, codes) = (&said, &lost, &cookie, &path, &day, &scan, &codes);
            scope.spawn(move || {
                let mut link = Link::lossy(100 + door as u64);
                let mut queue: Vec<Scan> = (steady..codes.len())
                    .filter(|n| n % DOORS == door || (n % 5 == 0 && (n + 1) % DOORS == door))
                    .map(|n| scan(n, door, from + i64::try_from((n * 31 + door * 17) % window).unwrap_or(0)))
                    .collect();
                // Doors come back into the network at different moments, some with their last words first.
                if door % 2 == 1 {
                    queue.reverse();
                }
                for part in queue.chunks(50) {
                    for one in part {
                        let n = one.id.split('-').nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
                        said.lock().unwrap().insert(one.id.clone(), (n, one.at));
                    }
                    let body = json!({ "door": format!("d{door}"), "words": part.iter().map(|one| word(one, day)).collect::<Vec<_>>() });
                    for _ in 0..2 {
                        if send(host, cookie, path, &body, &mut link).is_none() {
                            *lost.lock().unwrap() += part.len();
                        }
                    }
                }
            });
        }
    });
    println!("  {} people from {DOORS} queues, every part sent twice: {:.1} s", codes.len() - steady, begun.elapsed().as_secs_f64());

    let said = said.into_inner().unwrap();
    let held = get(&path);
    let mut seen = BTreeMap::new();
    let mut earliest: BTreeMap<String, i64> = BTreeMap::new();
    let mut twice = 0;
    for one in held["checkins"].as_array().into_iter().flatten() {
        let (id, who, at) = (one[0].as_str().unwrap_or_default(), one[1].as_str().unwrap_or_default(), one[3].as_i64().unwrap_or(0));
        twice += usize::from(seen.insert(id.to_owned(), (who.to_owned(), at)).is_some());
        let first = earliest.entry(who.to_owned()).or_insert(at);
        *first = at.min(*first);
    }
    let mut wanted: BTreeMap<&str, i64> = BTreeMap::new();
    let mut differ = 0;
    for (id, (n, at)) in &said {
        let who = codes[*n].0.as_str();
        let first = wanted.entry(who).or_insert(*at);
        *first = (*at).min(*first);
        differ += usize::from(seen.get(id).is_none_or(|(known, when)| known != who || when != at));
    }
    differ += wanted.iter().filter(|(who, at)| earliest.get(**who) != Some(at)).count();
    let strange = seen.keys().filter(|id| !said.contains_key(*id)).count();
    let present: BTreeSet<&String> = earliest.keys().collect();
    let lost = lost.into_inner().unwrap();
    println!("  {} words about {} people: {} present, {twice} twice, {differ} differ, {strange} strange, {lost} lost", said.len(), wanted.len(), present.len());
    println!("| {database} | {rate} a second over {DOORS} doors, {} people | median {} ms, p99 {} ms | {} of {} present, {twice} twice, {differ} differ, {lost} lost |", codes.len(), share(50), share(99), present.len(), codes.len());
    i32::from(twice + differ + strange + lost > 0 || present.len() != codes.len())
}
