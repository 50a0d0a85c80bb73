//! Random schedules: several phones and a planner against the whole service, over a network that loses, doubles, delays and
//! corrupts, with restarts and clock jumps. After each schedule the invariants of forms.md 6.11 hold.
//!
//! `PANTAU_CHAOS` says how many schedules (500), `PANTAU_CHAOS_SEED` where to begin; a failure names the seed of its schedule.

mod phone;

use super::house::{House, Photo, account_of, send, submit};
use crate::api::sync;
use crate::args;
use crate::domain::account::Role;
use crate::server::command;
use crate::server::demo::chance::Chance;
use crate::storage::{Failure, ops};
use crate::trial::{Trial, start};
use phone::{Known, Phone, Sent, Upload};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tempfile::TempDir;

/// What the network does to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Fine,
    /// The request never arrives.
    Lost,
    /// It is carried out, the answer is lost.
    Unanswered,
    /// It arrives twice.
    Doubled,
    /// It arrives long after the phone gave up.
    Delayed,
    /// It arrives with other bytes.
    Corrupted,
}

fn fate(chance: &mut Chance) -> Fate {
    match chance.between(1, 100) {
        1..=55 => Fate::Fine,
        56..=67 => Fate::Lost,
        68..=80 => Fate::Unanswered,
        81..=88 => Fate::Doubled,
        89..=95 => Fate::Delayed,
        _ => Fate::Corrupted,
    }
}

/// A request that a proxy held back.
enum Late {
    Report { cookie: String, op: String, base: i64, body: Vec<u8> },
    Draft { cookie: String, base: i64, body: Vec<u8> },
    Part { cookie: String, photo: Photo, from: usize, to: usize },
}

struct Schedule {
    house: House,
    phones: Vec<Phone>,
    late: Vec<Late>,
    chance: Chance,
    /// Chooses what the network does; still once the link is stable.
    stormy: bool,
    made: u32,
    log: Vec<String>,
    /// Where backups go, in schedules in which the office loses its disk.
    backups: Option<TempDir>,
    /// The newest backup.
    backup: Option<PathBuf>,
    /// It is time for a backup, or for the disk to be lost.
    wants_disk: bool,
    /// How often the disk was lost.
    restores: u32,
}

impl Schedule {
    async fn new(trial: Trial, seed: u64, loses_disk: bool) -> Self {
        let house = House::on(trial).await;
        let role = Role::Librarian { library: house.library.clone() };
        let second = house.trial.person("62.01", "Pak Budi", &[role]).await;
        let second_account = account_of(&house.trial, "Pak Budi").await;
        // One person with two phones, and another person who reports for the same library.
        let phones = vec![
            Phone::new(&house.cookie, &house.account),
            Phone::new(&house.cookie, &house.account),
            Phone::new(&second, &second_account),
        ];
        let chance = Chance::new(seed, 3);
        Self {
            house,
            phones,
            late: Vec::new(),
            chance,
            stormy: true,
            made: 0,
            log: Vec::new(),
            backups: loses_disk.then(|| tempfile::tempdir().unwrap()),
            backup: None,
            wants_disk: false,
            restores: 0,
        }
    }

    fn say(&mut self, words: String) {
        self.log.push(words);
    }

    fn number(&mut self) -> u32 {
        self.made += 1;
        self.made
    }

    async fn step(&mut self) {
        let n = usize::try_from(self.chance.between(0, 2)).unwrap();
        match self.chance.between(1, 100) {
            1..=14 => {
                let text = format!("Catatan {}", self.number());
                self.say(format!("HP {n}: {text}"));
                self.phones[n].words = text;
            }
            15..=22 => {
                let number = self.number();
                let mut photo = Photo::picture(&format!("foto-{number}"), u64::from(number));
                if self.chance.percent(15) {
                    photo.data[0] ^= 0xff; // not a picture any more
                }
                self.say(format!("HP {n}: {}", photo.id));
                self.phones[n].photos.push(Upload::new(photo));
            }
            23..=34 => {
                let op = format!("op-{}", self.number());
                self.say(format!("HP {n}: queues {op}"));
                self.phones[n].enqueue(op);
            }
            35..=44 => self.mirror(n).await,
            45..=64 => self.deliver(n).await,
            65..=82 => self.upload(n).await,
            83..=88 => self.decide().await,
            89..=92 => self.arrive_late().await,
            93..=94 => {
                let jump = i64::from(self.chance.between(0, 7_200)) - 1_200;
                self.house.trial.world.advance(jump);
            }
            95..=96 => {
                sync::make_waiting(&self.house.trial.app).await.unwrap();
            }
            97 if self.backups.is_some() => self.wants_disk = true,
            97..=98 => self.restart(),
            _ => {
                // Signed out for a while, or in again.
                self.phones[n].away = !self.phones[n].away;
            }
        }
    }

    fn restart(&mut self) {
        self.say("restart".to_owned());
        self.house.trial.forget();
    }

    /// A backup is made; or the disk is lost and the backup put back, hours after it was made.
    async fn disk(mut self) -> Self {
        self.wants_disk = false;
        let Some(place) = &self.backups else { return self };
        let Some(backup) = self.backup.take() else {
            let app = &self.house.trial.app;
            let place = command::backup::Place::Folder(place.path().to_path_buf());
            let made = command::backup::make(&app.settings, &app.world, Some(place)).await;
            self.backup = Some(made.map_err(|fault| fault.words().to_owned()).unwrap().folder);
            self.say("backup".to_owned());
            return self;
        };
        self.say("the disk is lost, the backup restored".to_owned());
        self.house.trial.world.advance(3_600);
        let House { trial, library, cookie, account, planner_cookie, planner } = self.house;
        let trial = trial.restored(&backup).await;
        self.house = House { trial, library, cookie, account, planner_cookie, planner };
        self.restores += 1;
        self
    }

    /// What every round of a phone begins with.
    async fn status(&mut self, n: usize) {
        let epoch = crate::storage::installation::restore_epoch(&self.house.trial.app.storage).await.unwrap();
        self.phones[n].hear_epoch(epoch);
    }

    fn fate(&mut self) -> Fate {
        if self.stormy { fate(&mut self.chance) } else { Fate::Fine }
    }

    /// The phone's oldest waiting report goes out.
    async fn deliver(&mut self, n: usize) {
        let fate = self.fate();
        self.status(n).await;
        let Some(op) = self.phones[n].waiting().cloned() else { return };
        let cookie = self.phones[n].cookie();
        self.say(format!("HP {n}: sends {} on v{} {fate:?}", op.id, op.base));
        let trial = &self.house.trial;
        let answer = match fate {
            Fate::Lost => return,
            Fate::Delayed => {
                self.late.push(Late::Report { cookie, op: op.id, base: op.base, body: op.body });
                return;
            }
            Fate::Corrupted => {
                let mut body = op.body.clone();
                let at = usize::try_from(self.chance.between(0, u32::try_from(body.len() - 1).unwrap())).unwrap();
                body[at] ^= 1;
                let sha256 = ops::hash(&op.body);
                let tag = format!("\"v{}\"", op.base);
                let headers = [("if-match", tag.as_str()), ("idempotency-key", &op.id), ("x-payload-sha256", &sha256)];
                send(trial, "PUT", super::house::REPORT, &cookie, &headers, &body).await
            }
            Fate::Doubled => {
                let (one, two) = futures::join!(
                    submit(trial, &cookie, &op.id, op.base, &op.body),
                    submit(trial, &cookie, &op.id, op.base, &op.body)
                );
                assert_eq!((one.status < 300, &one.body), (two.status < 300, &two.body), "{:?}", self.log);
                two
            }
            Fate::Fine | Fate::Unanswered => submit(trial, &cookie, &op.id, op.base, &op.body).await,
        };
        if fate == Fate::Unanswered {
            return;
        }
        self.phones[n].hear(&op.id, &answer);
    }

    async fn mirror(&mut self, n: usize) {
        let fate = self.fate();
        self.status(n).await;
        let phone = &self.phones[n];
        if phone.waiting().is_some() {
            return;
        }
        let (cookie, base, body) = (phone.cookie(), phone.base, phone.body());
        if matches!(fate, Fate::Lost | Fate::Corrupted) {
            return;
        }
        if fate == Fate::Delayed {
            self.late.push(Late::Draft { cookie, base, body });
            return;
        }
        self.say(format!("HP {n}: mirrors on v{base} {fate:?}"));
        let tag = format!("\"v{base}\"");
        let path = super::house::DRAFT;
        let mut answer = send(&self.house.trial, "PATCH", path, &cookie, &[("if-match", &tag)], &body).await;
        if fate == Fate::Doubled {
            answer = send(&self.house.trial, "PATCH", path, &cookie, &[("if-match", &tag)], &body).await;
        }
        if fate != Fate::Unanswered {
            self.phones[n].hear_mirror(&answer);
        }
    }

    /// One part of the first photo that the phone has not seen safe.
    async fn upload(&mut self, n: usize) {
        let fate = self.fate();
        self.status(n).await;
        let chunk = usize::try_from(self.chance.between(60, 400)).unwrap();
        let cookie = self.phones[n].cookie();
        let Some(mut upload) = self.phones[n].next_upload().cloned() else { return };
        let photo = upload.photo.clone();
        let (house, path) = (&self.house, format!("/api/v1/photos/{}", photo.id));
        if upload.at.is_none() {
            // Where was I? An interruption always begins with this question.
            if matches!(fate, Fate::Lost | Fate::Delayed | Fate::Corrupted) {
                return;
            }
            let answer = phone::slot(&house.trial, &cookie, &photo).await;
            if fate != Fate::Unanswered {
                upload.begun(&answer);
                self.phones[n].put(upload);
            }
            return;
        }
        let from = upload.at.unwrap_or(0);
        let to = photo.data.len().min(from + chunk);
        let mut bytes = photo.data[from..to].to_vec();
        let sha256 = ops::hash(&bytes);
        self.log.push(format!("HP {n}: {} {from}..{to} {fate:?}", photo.id));
        match fate {
            Fate::Lost => {
                upload.at = None;
                self.phones[n].put(upload);
                return;
            }
            Fate::Delayed => {
                self.late.push(Late::Part { cookie, photo, from, to });
                upload.at = None;
                self.phones[n].put(upload);
                return;
            }
            Fate::Corrupted => bytes[0] ^= 1,
            _ => {}
        }
        let (offset, sha256) = (from.to_string(), sha256);
        let headers = [("upload-offset", offset.as_str()), ("content-sha256", sha256.as_str())];
        let mut answer = send(&house.trial, "PATCH", &path, &cookie, &headers, &bytes).await;
        if fate == Fate::Doubled {
            answer = send(&house.trial, "PATCH", &path, &cookie, &headers, &bytes).await;
        }
        if fate == Fate::Unanswered {
            upload.at = None;
        } else {
            upload.heard(&answer, from, to);
        }
        self.phones[n].put(upload);
    }

    async fn decide(&mut self) {
        let row: Option<(String,)> =
            self.house.trial.app.storage.one("select status from report", args![]).await.unwrap();
        if row.is_some_and(|(status,)| status == "terkirim") {
            let comment = self.chance.percent(50).then_some("Mohon dilengkapi.");
            self.log.push(format!("the office decides: {comment:?}"));
            self.house.decide(comment).await;
        }
    }

    /// Something that a proxy held back arrives after all; nobody hears the answer.
    async fn arrive_late(&mut self) {
        if self.late.is_empty() {
            return;
        }
        let last = u32::try_from(self.late.len() - 1).unwrap();
        let late = self.late.swap_remove(usize::try_from(self.chance.between(0, last)).unwrap());
        let trial = &self.house.trial;
        match late {
            Late::Report { cookie, op, base, body } => {
                self.log.push(format!("late: {op} on v{base}"));
                submit(trial, &cookie, &op, base, &body).await;
            }
            Late::Draft { cookie, base, body } => {
                self.log.push(format!("late: a draft on v{base}"));
                let tag = format!("\"v{base}\"");
                send(trial, "PATCH", super::house::DRAFT, &cookie, &[("if-match", &tag)], &body).await;
            }
            Late::Part { cookie, photo, from, to } => {
                self.log.push(format!("late: {} {from}..{to}", photo.id));
                let (offset, sha256) = (from.to_string(), ops::hash(&photo.data[from..to]));
                let headers = [("upload-offset", offset.as_str()), ("content-sha256", sha256.as_str())];
                let path = format!("/api/v1/photos/{}", photo.id);
                send(trial, "PATCH", &path, &cookie, &headers, &photo.data[from..to]).await;
            }
        }
    }

    /// The link holds from now on, everybody is signed in, and people look at what waits for them.
    async fn calm_down(&mut self) {
        while !self.late.is_empty() {
            self.arrive_late().await;
        }
        self.stormy = false;
        for phone in &mut self.phones {
            phone.away = false;
        }
        for n in 0..self.phones.len() {
            self.status(n).await;
        }
        // I6: a bounded number of rounds empties everything.
        for round in 0.. {
            let photos = |phone: &Phone| phone.next_upload().is_some();
            if self.phones.iter().all(|phone| phone.outbox.is_empty() && !photos(phone)) {
                break;
            }
            assert!(round < 300, "I6: the outbox does not empty\n{}", self.log.join("\n"));
            for n in 0..self.phones.len() {
                self.phones[n].look();
                self.deliver(n).await;
                self.upload(n).await;
            }
        }
        sync::make_waiting(&self.house.trial.app).await.unwrap();
    }

    async fn check(&self) {
        let said = || self.log.join("\n");
        let db = &self.house.trial.app.storage;
        // I2: one row for the key; its revisions are 1, 2, 3 .. and as many as there are accepted intents.
        let heads: Vec<(String, i64, i64)> = db.all("select id, revision, version from report", args![]).await.unwrap();
        assert!(heads.len() <= 1, "I2: {heads:?}\n{}", said());
        let revisions: Vec<(i64, String)> =
            db.all("select revision, obstacles from report_version order by revision", args![]).await.unwrap();
        let expected: Vec<i64> = (1..=i64::try_from(revisions.len()).unwrap()).collect();
        assert_eq!(revisions.iter().map(|(n, _)| *n).collect::<Vec<_>>(), expected, "I2\n{}", said());
        let accepted: Vec<(String, String, String)> =
            db.all("select account, id, answer from op where account <> 'p'", args![]).await.unwrap();
        assert_eq!(accepted.len(), revisions.len(), "I2: each accepted intent is one revision\n{}", said());
        let mut versions = BTreeSet::new();
        for (_, op, answer) in &accepted {
            let receipt: serde_json::Value = serde_json::from_str(answer).unwrap();
            assert!(versions.insert(receipt["version"].as_i64().unwrap()), "I2: {op} shares a version\n{}", said());
            assert!(receipt["version"].as_i64().unwrap() <= heads[0].2);
        }
        let references: Vec<(i64,)> =
            db.all("select cast(count(distinct reference) as bigint) from report", args![]).await.unwrap();
        assert!(references[0].0 <= 1);

        // I1 and I4: what a phone was told is stored is stored, word for word; nothing that it kept is lost.
        let by_revision: BTreeMap<i64, &str> = revisions.iter().map(|(n, words)| (*n, words.as_str())).collect();
        for phone in &self.phones {
            for op in &phone.all {
                let places = [
                    phone.outbox.iter().any(|row| row.id == op.id),
                    phone.receipts.iter().any(|row| row.sent.id == op.id),
                    phone.given_up.contains(&op.id),
                ];
                assert_eq!(places.iter().filter(|place| **place).count(), 1, "I1: {}\n{}", op.id, said());
            }
            for Known { sent, revision } in &phone.receipts {
                assert_eq!(by_revision.get(revision), Some(&sent.words.as_str()), "I4: {}\n{}", sent.id, said());
            }
        }
        // What an answer never reached (a delayed request that nobody waits for) is still somebody's own intent.
        let known: BTreeSet<&str> =
            self.phones.iter().flat_map(|phone| phone.all.iter().map(|Sent { id, .. }| id.as_str())).collect();
        assert!(accepted.iter().all(|(_, op, _)| known.contains(op.as_str())));

        // I3: every photo of the newest revision is stored as named, is said to be no picture, or is listed missing.
        let photos: Vec<(String, String, String, Option<String>)> = db
            .all(
                "select p.id, p.state, p.upload_sha256, p.sha256 from photo p
                 where exists (select 1 from report_photo r where r.photo = p.id and r.revision > 0)",
                args![],
            )
            .await
            .unwrap();
        for (id, state, upload_sha256, sha256) in &photos {
            let own = self.phones.iter().flat_map(|phone| &phone.photos).find(|upload| upload.photo.id == *id);
            let own = own.unwrap();
            assert_eq!(*upload_sha256, own.photo.sha256(), "I3\n{}", said());
            let picture = own.photo.data[0] == 0xff;
            assert_eq!(state, if picture { "stored" } else { "unreadable" }, "I3: {id}\n{}", said());
            if let Some(sha256) = sha256 {
                let file = self.house.trial.folder().join("photos").join(&sha256[..2]).join(format!("{sha256}.jpg"));
                assert_eq!(ops::hash(&std::fs::read(file).unwrap()), *sha256, "I3\n{}", said());
            }
        }
        // I5: after an interruption at most one part goes out again. Parts are at most 400 bytes here.
        for upload in self.phones.iter().flat_map(|phone| &phone.photos) {
            assert!(upload.went_back == 0, "I5: {} lost {} bytes\n{}", upload.photo.id, upload.went_back, said());
        }
    }
}

/// Every table that a schedule fills, children first.
const FILLED: [&str; 24] = [
    "delete from op",
    "delete from event",
    "delete from review",
    "delete from report_photo",
    "delete from photo",
    "delete from report_story",
    "delete from story",
    "delete from figure",
    "delete from answer",
    "delete from activity",
    "delete from report_version",
    "delete from draft_version",
    "delete from report",
    "delete from slug",
    "delete from library_alias",
    "delete from library",
    "delete from village",
    "delete from parked_form",
    "delete from session",
    "delete from one_time_code",
    "delete from account_role",
    "delete from account",
    "delete from form_version",
    "update office set next_seq = 0",
];

/// One schedule on a database that is emptied first: making a new one takes longer than the schedule.
async fn run(trial: Trial, seed: u64) -> (Trial, u32) {
    let wiped = trial.app.storage.write::<_, Failure, _>(|tx| {
        Box::pin(async move {
            for sql in FILLED {
                tx.run(sql, args![]).await?;
            }
            Ok(())
        })
    });
    wiped.await.unwrap();
    trial.world.set(start());
    // PostgreSQL has backups of its own, and every tenth schedule is enough: a lost disk takes its time.
    let loses_disk = trial.app.storage.postgres().is_none() && seed.is_multiple_of(10);
    let mut schedule = Schedule::new(trial, seed, loses_disk).await;
    let steps = schedule.chance.between(20, 90);
    for _ in 0..steps {
        schedule.step().await;
        if schedule.wants_disk {
            schedule = schedule.disk().await;
        }
    }
    schedule.calm_down().await;
    schedule.check().await;
    (schedule.house.trial, schedule.restores)
}

fn asked(name: &str, standard: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(standard)
}

#[tokio::test]
async fn random_schedules_keep_the_invariants_on_each_database() {
    let (count, seed) = (asked("PANTAU_CHAOS", 500), asked("PANTAU_CHAOS_SEED", 1));
    for mut trial in Trial::on_each_database("phones: chaos").await {
        // PostgreSQL takes longer, and the schedules are the same.
        let count = if trial.app.storage.postgres().is_some() { count.div_ceil(20) } else { count };
        println!("chaos on {}: {count} schedules from seed {seed}", trial.app.storage.engine());
        let mut restores = 0;
        for seed in seed..seed + count {
            println!("seed {seed}");
            let (left, lost) = run(trial, seed).await;
            (trial, restores) = (left, restores + lost);
        }
        println!("chaos on {}: the disk was lost {restores} times", trial.app.storage.engine());
    }
}
