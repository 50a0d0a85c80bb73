//! `faultlab load URL PASSWORD DATABASE [reports] [rate] [seconds] [most]`: signs in as the thirteen librarians of the demo, then
//!
//! 1. sends that many reports (500) at once, each with three photos, over slowed links that break now and then;
//! 2. sends that many text reports a second (50) for so many seconds (30);
//! 3. sends the texts of step 2 again, changed, at higher and higher rates, ten seconds each, up to `most` a second (1000), and says
//!    the highest at which all were acknowledged at the first try, 99 of 100 within a second;
//! 4. asks the service for every report again and compares by count and hash.
//!
//! Exit code 0 only when everything that was acknowledged is stored exactly once. The last line is a row of the README's table;
//! DATABASE is its first cell. It speaks HTTP/1.1 itself, so that a link can be slowed and cut.

use crate::http::{Link, hash};
use crate::phone::{MONTHS, PART, PEOPLE, Person, Sending, body, get, month, sign_in, upload};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Tries before a report counts as lost.
const TRIES: u32 = 60;

/// One report: whose, of which month.
#[derive(Clone)]
struct Job {
    person: Person,
    month: String,
    number: usize,
}

/// What the service acknowledged.
struct Stored {
    job: Job,
    reference: String,
    photos: Vec<(String, String)>,
    /// The version that the next sending stands on.
    version: i64,
    /// Sendings that were acknowledged.
    revision: i64,
    /// The last receipt.
    receipt: Value,
}

/// An acknowledgement.
struct Sent {
    receipt: Value,
    tries: u32,
    /// It had been taken in before.
    replayed: bool,
}

/// What came of sending at a rate.
struct Step {
    times: Vec<Duration>,
    /// Sendings that needed a second try, or were never acknowledged.
    strained: usize,
}

/// Seconds of each step to the highest rate.
const STEP: usize = 10;

/// The program; answers its exit code.
pub fn main(args: &[String]) -> i32 {
    let number = |n: usize, standard: usize| args.get(n).and_then(|text| text.parse().ok()).unwrap_or(standard);
    let [url, password, database, ..] = args else {
        eprintln!("faultlab load URL PASSWORD DATABASE [reports] [rate] [seconds] [most]");
        return 2;
    };
    let (reports, rate, seconds, most) = (number(3, 500), number(4, 50), number(5, 30), number(6, 1_000));
    let host = Arc::<str>::from(url.trim_start_matches("http://").trim_end_matches('/'));
    let people: Vec<Person> = (1..=PEOPLE).map(|n| sign_in(&host, n, password)).collect();
    let job = |n: usize| {
        // Months long before the demo's own, one key for each job.
        assert!(n < MONTHS * PEOPLE, "there are {} free months", MONTHS * PEOPLE);
        Job { person: people[n % PEOPLE].clone(), month: month(n / PEOPLE), number: n }
    };
    let mut lost = 0;

    let begun = Instant::now();
    let jobs: Vec<Job> = (0..reports).map(job).collect();
    let (mut stored, times) = all_at_once(&host, jobs);
    lost += reports - stored.len();
    let photos: usize = stored.iter().map(|stored| stored.photos.len()).sum();
    let at_once = format!("{} of {reports} and {photos} photos in {:.0} s", stored.len(), begun.elapsed().as_secs_f64());
    println!("{reports} reports at once with 3 photos each, slowed links: {at_once}");
    println!("  text acknowledged: {}", spread(&times));

    let all = rate * seconds;
    let begun = Instant::now();
    let fresh: Vec<Mutex<Stored>> = (reports..reports + all).map(|n| Mutex::new(Stored::none(job(n)))).collect();
    let step = at_a_rate(&host, &fresh, all, rate, reports);
    let acknowledged = step.times.len();
    lost += all - acknowledged;
    println!("{all} text reports, {rate} a second: {acknowledged} acknowledged, {} not at the first try, {:.1} s", step.strained, begun.elapsed().as_secs_f64());
    println!("  text acknowledged: {}", spread(&step.times));
    let steady = format!("{acknowledged} of {all}, {}", spread(&step.times));

    let mut number = reports + all;
    let (mut held, mut lowest_lost, mut best) = (0, most + 1, String::new());
    let mut next = 100.min(most);
    while next > 0 && !fresh.is_empty() {
        let many = next * STEP;
        let step = at_a_rate(&host, &fresh, many, next, number);
        number += many;
        lost += many - step.times.len();
        let fine = step.strained == 0 && share(&step.times, 99) < 1_000;
        println!("  {next} a second for {STEP} s: {} of {many}, {} not at the first try, {} {}", step.times.len(), step.strained, spread(&step.times), if fine { "(holds)" } else { "(too much)" });
        if fine {
            (held, best) = (next, spread(&step.times));
        } else {
            lowest_lost = next;
        }
        // By hundreds up to the first that is too much, then halfway between, to 25.
        let beyond = if lowest_lost > most { (held + 100).min(most) } else { (held + lowest_lost) / 2 / 25 * 25 };
        next = if beyond > held { beyond } else { 0 };
    }
    println!("the highest rate that stays at 100 %: {held} a second");
    stored.extend(fresh.into_iter().filter_map(|one| one.into_inner().ok()).filter(|one| one.revision > 0));

    let wrong = compare(&host, &stored);
    println!("{} reports compared by count and hash: {wrong} differ, {lost} lost", stored.len());
    println!("| {database} | {at_once} | {steady} | {held} a second, {best} | {wrong} differ, {lost} lost |");
    i32::from(wrong + lost > 0)
}

impl Stored {
    /// Nothing yet.
    fn none(job: Job) -> Self {
        Self { job, reference: String::new(), photos: Vec::new(), version: 0, revision: 0, receipt: Value::Null }
    }

    fn acknowledged(&mut self, receipt: Value) {
        self.reference = receipt["receipt"].as_str().unwrap_or_default().to_owned();
        self.version = receipt["version"].as_i64().unwrap_or_default();
        self.revision += 1;
        self.receipt = receipt;
    }
}

/// So many of a hundred took no longer, in milliseconds.
fn share(times: &[Duration], share: usize) -> u128 {
    let mut times = times.to_vec();
    times.sort();
    times.get((times.len().saturating_sub(1)) * share / 100).map_or(0, Duration::as_millis)
}

/// Median, 99th and largest.
fn spread(times: &[Duration]) -> String {
    format!("median {} ms, p99 {} ms, most {} ms", share(times, 50), share(times, 99), share(times, 100))
}

/// Bytes that begin like a JPEG and are each job's own; most will be found unreadable later, which is no matter here.
fn photo(job: &Job, n: usize) -> Vec<u8> {
    let mut state = (job.number * 7 + n + 1) as u64;
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    while bytes.len() < 24_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.to_be_bytes());
    }
    bytes
}

fn id(job: &Job, what: usize) -> String {
    crate::phone::id(job.number * 10 + what)
}

/// Sends the text on that version until it is acknowledged, as a phone does: the same intent, the same bytes.
fn submit(host: &str, job: &Job, photos: &[(String, Vec<u8>)], version: i64, link: &mut Link) -> Option<Sent> {
    let body = body(&job.person.account, &job.month, &format!("Beban {}", job.number), photos);
    let op = id(job, 0);
    let sending = Sending { person: &job.person, month: &job.month, op: &op, base: version, body: &body };
    for attempt in 0..TRIES {
        match sending.once(host, link) {
            Ok(answer) if answer.status == 200 || answer.status == 201 => {
                let receipt = answer.json();
                let replayed = answer.header("idempotent-replay").is_some();
                return (receipt["payload_sha256"] == hash(&body)).then_some(Sent { receipt, tries: attempt + 1, replayed });
            }
            Ok(answer) if (400..500).contains(&answer.status) && answer.status != 429 => {
                eprintln!("{}: {} {}", sending.path(), answer.status, String::from_utf8_lossy(&answer.body));
                return None;
            }
            _ => std::thread::sleep(Duration::from_millis(200 + u64::from(attempt) * 100)),
        }
    }
    None
}

fn all_at_once(host: &Arc<str>, jobs: Vec<Job>) -> (Vec<Stored>, Vec<Duration>) {
    let (stored, times) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
    let threads: Vec<_> = jobs
        .into_iter()
        .map(|job| {
            let (host, stored, times) = (host.clone(), stored.clone(), times.clone());
            std::thread::spawn(move || {
                let mut link = Link::slow(job.number as u64);
                let photos: Vec<(String, Vec<u8>)> = (1..=3).map(|n| (id(&job, n), photo(&job, n))).collect();
                let begun = Instant::now();
                let Some(sent) = submit(&host, &job, &photos, 0, &mut link) else { return };
                times.lock().unwrap().push(begun.elapsed());
                let mut tries = 0;
                let arrived = photos.iter().all(|photo| {
                    tries = 0;
                    upload(&host, &job.person.cookie, photo, PART, &mut link, || { tries += 1; tries <= TRIES })
                });
                if !arrived {
                    eprintln!("{}: a photo did not arrive", job.number);
                    return;
                }
                let mut one = Stored::none(job);
                one.photos = photos.iter().map(|(id, bytes)| (id.clone(), hash(bytes))).collect();
                one.acknowledged(sent.receipt);
                stored.lock().unwrap().push(one);
            })
        })
        .collect();
    for thread in threads {
        let _ = thread.join();
    }
    (std::mem::take(&mut *stored.lock().unwrap()), std::mem::take(&mut *times.lock().unwrap()))
}

/// Sends that many texts at that rate, month after month of `months` and from the beginning again; `number` is the first one's.
fn at_a_rate(host: &Arc<str>, months: &[Mutex<Stored>], many: usize, rate: usize, number: usize) -> Step {
    let (times, strained) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let (next, begun) = (AtomicUsize::new(0), Instant::now());
    std::thread::scope(|scope| {
        for _ in 0..(rate * 2).clamp(8, 200) {
            scope.spawn(|| {
                let mut link = Link::fast();
                loop {
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    if n >= many {
                        return;
                    }
                    // Its time has come; whoever is late is measured from when it should have gone.
                    let due = Duration::from_secs_f64(n as f64 / rate as f64);
                    std::thread::sleep(due.saturating_sub(begun.elapsed()));
                    let mut one = months[n % months.len()].lock().unwrap();
                    let job = Job { number: number + n, ..one.job.clone() };
                    let sent = submit(host, &job, &[], one.version, &mut link);
                    if sent.as_ref().is_none_or(|sent| sent.tries > 1) {
                        strained.fetch_add(1, Ordering::SeqCst);
                    }
                    if let Some(sent) = sent {
                        one.job = job;
                        one.acknowledged(sent.receipt);
                        times.lock().unwrap().push(begun.elapsed().saturating_sub(due));
                    }
                }
            });
        }
    });
    Step { times: times.into_inner().unwrap(), strained: strained.into_inner() }
}

/// How many reports are not stored as acknowledged: as many revisions as receipts, every photo by its hash, and the last intent, sent
/// once more byte for byte, is answered by its own receipt and changes nothing.
fn compare(host: &str, stored: &[Stored]) -> usize {
    let mut wrong = stored.len() - stored.iter().map(|it| &it.reference).collect::<BTreeSet<_>>().len();
    let mut link = Link::fast();
    for Stored { job, reference, photos, revision, version, receipt } in stored {
        let bytes: Vec<(String, Vec<u8>)> =
            photos.iter().zip(1..).map(|((id, _), n)| (id.clone(), photo(job, n))).collect();
        let again = submit(host, job, &bytes, *version, &mut link);
        let same = again.is_some_and(|again| again.replayed && again.receipt["version"] == receipt["version"]);
        let path = format!("/api/v1/reports/{}/bulanan/{}", job.person.slug, job.month);
        let Ok(answer) = get(host, &job.person.cookie, &path) else {
            wrong += 1;
            continue;
        };
        let standing = answer.json();
        let known = |(id, sha256): &(String, String)| {
            standing["photos"].as_array().is_some_and(|all| {
                all.iter().any(|it| it["id"] == **id && it["sha256"] == **sha256 && it["state"] != "missing")
            })
        };
        let right = same
            && standing["reference"] == **reference
            && standing["revision"] == *revision
            && standing["photos"].as_array().map_or(0, Vec::len) == photos.len()
            && photos.iter().all(known);
        if !right {
            eprintln!("{path}: {standing}");
            wrong += 1;
        }
    }
    wrong
}
