//! A librarian's phone as LAPOR-SYNC/1 wants it: one intent, one id, the same bytes until there is a receipt for just them; and the
//! manners by which a phone can be wrong, which are the laboratory's negative controls.

use crate::http::{Answer, Link, hash};
use crate::ledger::{Ledger, Report};
use serde_json::{Value, json};
use std::io::Result;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Librarians of the demo.
pub const PEOPLE: usize = 13;
/// Months before the demo's own that the service takes reports of: 2011 to 2024.
pub const MONTHS: usize = 14 * 12;
/// Bytes of a part of a photo.
pub const PART: usize = 8_192;

/// A signed-in librarian.
#[derive(Clone)]
pub struct Person {
    pub cookie: String,
    pub account: String,
    pub slug: String,
}

/// Posts a form.
pub fn post(host: &str, cookie: &str, path: &str, pairs: &[(&str, &str)]) -> Result<Answer> {
    let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let headers = [("Content-Type", "application/x-www-form-urlencoded".to_owned()), ("Cookie", cookie.to_owned())];
    Link::fast().ask(host, "POST", path, &headers, body.join("&").as_bytes())
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The cookie of somebody who signs in.
pub fn cookie(host: &str, phone: &str, password: &str) -> String {
    let answer = post(host, "", "/masuk", &[("phone", phone), ("password", password)]).expect("the service answers");
    let cookie = answer.header("set-cookie").and_then(|text| text.split(';').next().map(str::to_owned));
    cookie.unwrap_or_else(|| panic!("{phone} could not sign in: {}", answer.status))
}

/// Signs the demo's librarian of that number in.
pub fn sign_in(host: &str, n: usize, password: &str) -> Person {
    let cookie = cookie(host, &format!("0811-0000-00{n:02}"), password);
    let status = get(host, &cookie, "/api/v1/status").expect("the service answers").json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Person { account: text(&status["account"]), slug: text(&status["libraries"][0]["slug"]), cookie }
}

pub fn get(host: &str, cookie: &str, path: &str) -> Result<Answer> {
    Link::fast().ask(host, "GET", path, &[("Cookie", cookie.to_owned())], b"")
}

/// The month of that number, long before the demo's own.
pub fn month(n: usize) -> String {
    assert!(n < MONTHS, "there are {MONTHS} free months");
    format!("{}-{:02}", 2011 + n / 12, n % 12 + 1)
}

/// An id that no other run has.
pub fn id(number: usize) -> String {
    format!("{:08x}-fa17-7000-8000-{number:012x}", std::process::id())
}

/// A report's body; `photos` are its photos' ids and bytes.
pub fn body(account: &str, month: &str, words: &str, photos: &[(String, Vec<u8>)]) -> Vec<u8> {
    let figures: serde_json::Map<String, Value> =
        ["hari_buka", "pengunjung", "daring", "anggota_baru", "dipinjam", "dibaca", "digital"]
            .into_iter()
            .map(|code| (code.to_owned(), json!({ "text": "12" })))
            .collect();
    let manifest: Vec<Value> = photos
        .iter()
        .map(|(id, bytes)| json!({ "id": id, "sha256": hash(bytes), "bytes": bytes.len(), "activity": "a1", "children": "none" }))
        .collect();
    let explained = "Angkanya memang begini.";
    json!({
        "schema": 1, "op": "submit", "account": account, "form": 0, "photos": manifest,
        "draft": {
            "figures": figures, "obstacles": words,
            "activities": [{ "id": "a1", "strategy": "pelibatan", "title": "Kelas", "held_on": format!("{month}-14"), "participants": "9" }],
            "explanations": { "sama-bulan-lalu": explained, "tanpa-kegiatan": explained },
        },
    })
    .to_string()
    .into_bytes()
}

/// One sending of a report.
pub struct Sending<'a> {
    pub person: &'a Person,
    pub month: &'a str,
    pub op: &'a str,
    /// The version it stands on; 0: none.
    pub base: i64,
    pub body: &'a [u8],
}

impl Sending<'_> {
    pub fn path(&self) -> String {
        format!("/api/v1/reports/{}/bulanan/{}", self.person.slug, self.month)
    }

    /// Goes out once.
    pub fn once(&self, host: &str, link: &mut Link) -> Result<Answer> {
        self.with(host, link, &[])
    }

    /// With headers besides.
    pub fn with(&self, host: &str, link: &mut Link, besides: &[(&str, String)]) -> Result<Answer> {
        let mut headers = vec![
            ("Cookie", self.person.cookie.clone()),
            ("Content-Type", "application/json".to_owned()),
            if self.base == 0 { ("If-None-Match", "*".to_owned()) } else { ("If-Match", format!("\"v{}\"", self.base)) },
            ("Idempotency-Key", self.op.to_owned()),
            ("X-Payload-SHA256", hash(self.body)),
        ];
        headers.extend_from_slice(besides);
        link.ask(host, "PUT", &self.path(), &headers, self.body)
    }
}

/// Uploads one photo in parts of so many bytes, going on where the service says it is; `going` says whether another try is worth it. Done only when the
/// service names the hash of the whole.
pub fn upload(host: &str, cookie: &str, photo: &(String, Vec<u8>), piece: usize, link: &mut Link, mut going: impl FnMut() -> bool) -> bool {
    let (id, bytes) = photo;
    let path = format!("/api/v1/photos/{id}");
    let cookie = || ("Cookie", cookie.to_owned());
    let mut known: Option<usize> = None;
    while going() {
        let answer = match known {
            None => link.ask(host, "HEAD", &path, &[cookie()], b""),
            Some(at) => {
                let part = &bytes[at..bytes.len().min(at + piece)];
                let headers = [cookie(), ("Upload-Offset", at.to_string()), ("Content-SHA256", hash(part))];
                link.ask(host, "PATCH", &path, &headers, part)
            }
        };
        match answer {
            Ok(answer) if answer.header("x-photo-sha256").is_some_and(|whole| *whole == hash(bytes)) => return true,
            Ok(answer) => {
                known = answer.header("upload-offset").and_then(|at| at.parse().ok()).filter(|at| *at <= bytes.len());
                if answer.status >= 500 || answer.status == 429 {
                    std::thread::sleep(Duration::from_millis(200));
                }
            }
            Err(_) => {
                known = None;
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    }
    false
}

/// A small picture that no other is like: a PNG, its pixels as they are.
pub fn picture(seed: usize, side: usize) -> Vec<u8> {
    let mut state = (seed as u64).wrapping_mul(2_654_435_761).wrapping_add(99);
    let mut raw = Vec::new();
    for _ in 0..side {
        raw.push(0);
        for _ in 0..side * 3 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            raw.push((state >> 40) as u8);
        }
    }
    png(side as u32, side as u32, &raw)
}

/// A PNG that says it is so wide and high, of these bytes, packed as they are.
pub fn png(wide: u32, high: u32, raw: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x78, 0x01];
    let blocks: Vec<&[u8]> = raw.chunks(65_535).collect();
    for (n, block) in blocks.iter().enumerate() {
        packed.push(u8::from(n + 1 == blocks.len()));
        packed.extend((block.len() as u16).to_le_bytes());
        packed.extend((!(block.len() as u16)).to_le_bytes());
        packed.extend_from_slice(block);
    }
    let (a, b) = raw.iter().fold((1_u32, 0_u32), |(a, b), byte| ((a + u32::from(*byte)) % 65_521, (b + a + u32::from(*byte)) % 65_521));
    packed.extend((b << 16 | a).to_be_bytes());
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend(wide.to_be_bytes());
    head.extend(high.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    for (name, data) in [(b"IHDR", &head), (b"IDAT", &packed), (b"IEND", &Vec::new())] {
        file.extend((data.len() as u32).to_be_bytes());
        let named = [&name[..], data].concat();
        file.extend_from_slice(&named);
        file.extend(crc(&named).to_be_bytes());
    }
    file
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
        crc
    })
}

/// How a phone keeps to the protocol. All but the first are negative controls: with them a run must fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As it should.
    Right,
    /// Takes for received what it has sent.
    Hasty,
    /// Tries once.
    GivesUp,
    /// Makes a new intent of every try, on whatever version stands.
    Forgetful,
    /// Believes that each part of a photo arrived.
    Blind,
    /// Does not listen to the restore epoch.
    Deaf,
}

/// What somebody pressed "Kirim laporan" for.
#[derive(Clone)]
pub struct Intent {
    pub op: String,
    pub month: String,
    pub base: i64,
    pub words: String,
    pub body: Vec<u8>,
    pub photos: Vec<(String, Vec<u8>)>,
}

/// Intents are numbered through all phones of a run.
static NUMBER: AtomicUsize = AtomicUsize::new(1);

/// A phone, and what it keeps: what waits, and what it has receipts for.
pub struct Phone {
    pub host: String,
    pub person: Person,
    pub link: Link,
    pub manner: Manner,
    /// Photos of each report.
    pub photos: usize,
    /// Pixels of a photo's side.
    pub side: usize,
    /// Bytes of a part.
    pub piece: usize,
    ledger: Arc<Ledger>,
    /// Its months, each with the version it knows.
    months: Vec<(String, i64)>,
    next: usize,
    pub waiting: Vec<Intent>,
    pub sent: Vec<Intent>,
    /// Photos that are not known to be safe.
    pub uploads: Vec<(String, Vec<u8>)>,
    epoch: i64,
    /// Statuses that were no receipt.
    pub refused: Vec<u16>,
    /// How many intents there were.
    pub written: usize,
}

impl Phone {
    /// A phone of that person with the months of these numbers.
    pub fn new(host: &str, person: &Person, months: std::ops::Range<usize>, manner: Manner, ledger: &Arc<Ledger>) -> Self {
        Self {
            host: host.to_owned(),
            person: person.clone(),
            link: Link::patient(Duration::from_secs(8)),
            manner,
            photos: 0,
            side: 56,
            piece: PART,
            ledger: ledger.clone(),
            months: months.map(|n| (month(n), 0)).collect(),
            next: 0,
            waiting: Vec::new(),
            sent: Vec::new(),
            uploads: Vec::new(),
            epoch: 0,
            refused: Vec::new(),
            written: 0,
        }
    }

    /// Somebody fills a month in, or corrects one that was sent.
    pub fn write(&mut self) {
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let place = self.next % self.months.len();
        let (month, base) = self.months[place].clone();
        self.next += 1;
        let words = format!("Lab {number}.");
        let photos: Vec<(String, Vec<u8>)> = (1..=self.photos).map(|n| (id(number * 10 + n), picture(number * 10 + n, self.side))).collect();
        let body = body(&self.person.account, &month, &words, &photos);
        self.written += 1;
        self.waiting.push(Intent { op: id(number * 10), month, base, words, body, photos });
    }

    /// Sends what waits, oldest first, until it is empty or `going` ends. What a phone knows of photos is sent after the text.
    pub fn deliver(&mut self, going: &dyn Fn() -> bool) {
        while let Some(intent) = self.waiting.first().cloned() {
            if !going() {
                return;
            }
            let sending = Sending { person: &self.person, month: &intent.month, op: &intent.op, base: intent.base, body: &intent.body };
            let answer = sending.once(&self.host, &mut self.link);
            match answer {
                Ok(answer) if matches!(answer.status, 200 | 201) && answer.json()["payload_sha256"] == hash(&intent.body) => {
                    self.received(&answer.json());
                }
                Ok(answer) if answer.status == 412 && self.manner == Manner::Forgetful => {
                    self.waiting[0].base = answer.json()["version"].as_i64().unwrap_or(0);
                }
                Ok(answer) if (400..500).contains(&answer.status) && answer.status != 429 => {
                    self.refused.push(answer.status);
                    match self.manner {
                        Manner::GivesUp => drop(self.waiting.remove(0)),
                        manner if answer.status == 401 || manner != Manner::Right => {}
                        _ => eprintln!("   {} {}: {} {}", sending.path(), intent.op, answer.status, text(&answer)),
                    }
                    return;
                }
                other => {
                    if let Ok(answer) = &other {
                        self.refused.push(answer.status);
                    }
                    match self.manner {
                        Manner::GivesUp => drop(self.waiting.remove(0)),
                        Manner::Hasty => self.received(&Value::Null),
                        Manner::Forgetful => self.waiting[0].op = id(NUMBER.fetch_add(1, Ordering::SeqCst) * 10),
                        _ => {}
                    }
                    std::thread::sleep(Duration::from_millis(50));
                }
            }
        }
        while let Some(photo) = self.uploads.first().cloned() {
            if self.manner == Manner::Blind {
                self.send_blindly(&photo);
            } else if !upload(&self.host, &self.person.cookie, &photo, self.piece, &mut self.link, going) {
                return;
            }
            self.ledger.photo(&photo.0, &hash(&photo.1));
            self.uploads.remove(0);
        }
    }

    fn send_blindly(&mut self, (id, bytes): &(String, Vec<u8>)) {
        for (n, part) in bytes.chunks(PART).enumerate() {
            let headers = [("Cookie", self.person.cookie.clone()), ("Upload-Offset", (n * PART).to_string()), ("Content-SHA256", hash(part))];
            let _ = self.link.ask(&self.host, "PATCH", &format!("/api/v1/photos/{id}"), &headers, part);
        }
    }

    /// The receipt of the oldest intent is kept, and only then the intent let go.
    fn received(&mut self, receipt: &Value) {
        let intent = self.waiting[0].clone();
        let number = |name: &str| receipt[name].as_i64().unwrap_or(0);
        self.ledger.report(Report {
            account: self.person.account.clone(),
            op: intent.op.clone(),
            words: intent.words.clone(),
            sha256: hash(&intent.body),
            reference: receipt["receipt"].as_str().unwrap_or_default().to_owned(),
            revision: number("revision"),
        });
        let version = number("version");
        for (month, known) in &mut self.months {
            if *month == intent.month {
                *known = version.max(*known);
            }
        }
        for later in self.waiting.iter_mut().skip(1).filter(|later| later.month == intent.month) {
            later.base = later.base.max(version);
        }
        self.uploads.extend(intent.photos.iter().cloned());
        self.waiting.remove(0);
        self.sent.push(intent);
    }

    /// What every round begins with: how often the office was restored. A later epoch than the one known: all that was received is
    /// offered again, oldest first. Answers whether the service was reached.
    pub fn ask_epoch(&mut self) -> bool {
        let status = self.link.ask(&self.host, "GET", "/api/v1/status", &[("Cookie", self.person.cookie.clone())], b"");
        let Some(epoch) = status.ok().filter(|answer| answer.status == 200).and_then(|answer| answer.json()["restore_epoch"].as_i64()) else {
            return false;
        };
        let known = std::mem::replace(&mut self.epoch, epoch);
        if known != 0 && epoch > known && self.manner != Manner::Deaf {
            let again = std::mem::take(&mut self.sent);
            self.uploads.clear();
            self.waiting.splice(0..0, again);
        }
        true
    }
}

/// The beginning of an answer, for a message.
pub fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).chars().take(200).collect()
}
