//! A model of the phone's half: an outbox, photos with an offset, receipts. It believes nothing that is not an answer of ours.

use super::super::house::{Photo, body, send};
use crate::domain::sync::{Class, class_of};
use crate::storage::ops;
use crate::trial::{Answer, Trial};
use serde_json::json;

/// A report that the person has sent, frozen.
#[derive(Clone, Debug)]
pub struct Sent {
    pub id: String,
    pub base: i64,
    pub body: Vec<u8>,
    pub words: String,
    /// The person has to look at it.
    pub asks: bool,
}

/// A receipt.
#[derive(Clone, Debug)]
pub struct Known {
    pub sent: Sent,
    pub revision: i64,
}

/// A photo and how far it is, as the phone knows.
#[derive(Clone, Debug)]
pub struct Upload {
    pub photo: Photo,
    /// Where the next part begins; `None`: to be asked.
    pub at: Option<usize>,
    /// All of it is safe, as far as the phone was told.
    pub safe: bool,
    /// The furthest offset that the server has acknowledged.
    furthest: usize,
    /// Bytes that the server had acknowledged and then did not have.
    pub went_back: usize,
}

impl Upload {
    pub fn new(photo: Photo) -> Self {
        Self { photo, at: None, safe: false, furthest: 0, went_back: 0 }
    }

    /// The office may have lost it with its disk; the phone still has it.
    fn offer_again(&mut self) {
        *self = Self::new(self.photo.clone());
    }

    fn stands(&mut self, at: usize, answer: &Answer) {
        self.safe = answer.header("x-photo-sha256") == self.photo.sha256();
        self.went_back = self.went_back.max(self.furthest.saturating_sub(at));
        self.furthest = self.furthest.max(at);
        self.at = Some(at);
    }

    pub fn begun(&mut self, answer: &Answer) {
        if answer.status == 200 {
            self.stands(answer.offset(), answer);
        }
    }

    pub fn heard(&mut self, answer: &Answer, from: usize, to: usize) {
        match answer.status {
            204 => {
                assert_eq!(answer.offset(), to);
                self.stands(to, answer);
            }
            409 | 460 => {
                let there = answer.offset();
                assert!(there >= from, "the server went back from {from} to {there}");
                self.stands(there, answer);
            }
            401 | 404 | 503 => self.at = None,
            other => panic!("a part was answered with {other}: {}", answer.body),
        }
    }
}

/// A phone.
#[derive(Clone, Debug)]
pub struct Phone {
    cookie: String,
    account: String,
    /// Signed out.
    pub away: bool,
    /// What is typed now.
    pub words: String,
    /// The version that the draft stands on.
    pub base: i64,
    pub outbox: Vec<Sent>,
    pub receipts: Vec<Known>,
    /// Replaced by a later sending of the same person, after looking.
    pub given_up: Vec<String>,
    /// Every intent there ever was.
    pub all: Vec<Sent>,
    pub photos: Vec<Upload>,
    /// The restore epoch that the phone has heard of; 0: none yet.
    epoch: i64,
}

impl Phone {
    pub fn new(cookie: &str, account: &str) -> Self {
        Self {
            cookie: cookie.to_owned(),
            account: account.to_owned(),
            away: false,
            words: "Belum ada catatan".to_owned(),
            base: 0,
            outbox: Vec::new(),
            receipts: Vec::new(),
            given_up: Vec::new(),
            all: Vec::new(),
            photos: Vec::new(),
            epoch: 0,
        }
    }

    /// A round begins with the service's status. A later epoch: everything that was received is offered again, oldest first.
    pub fn hear_epoch(&mut self, epoch: i64) {
        let known = std::mem::replace(&mut self.epoch, epoch);
        if known == 0 || epoch <= known {
            return;
        }
        let again = self.receipts.drain(..).map(|known| Sent { asks: false, ..known.sent });
        self.outbox.splice(0..0, again.collect::<Vec<_>>());
        self.photos.iter_mut().for_each(Upload::offer_again);
    }

    /// The cookie that goes along; an ended session's is still sent.
    pub fn cookie(&self) -> String {
        if self.away { format!("__Host-sid={}", "A".repeat(43)) } else { self.cookie.clone() }
    }

    pub fn body(&self) -> Vec<u8> {
        let photos: Vec<Photo> = self.photos.iter().map(|upload| upload.photo.clone()).collect();
        body(&self.account, &self.words, &photos)
    }

    /// "Kirim laporan". What waits for a look is replaced by it.
    pub fn enqueue(&mut self, id: String) {
        if let Some(asking) = self.outbox.iter().position(|op| op.asks) {
            let old = self.outbox.remove(asking);
            self.given_up.push(old.id);
        }
        let op = Sent { id, base: self.base, body: self.body(), words: self.words.clone(), asks: false };
        self.all.push(op.clone());
        self.outbox.push(op);
    }

    /// The oldest intent, if nothing has to be looked at before it.
    pub fn waiting(&self) -> Option<&Sent> {
        self.outbox.first().filter(|op| !op.asks)
    }

    /// The person looks at what was refused, and sends it again knowing what is stored.
    pub fn look(&mut self) {
        if self.outbox.first().is_some_and(|op| op.asks) {
            let first: Vec<&str> = self.outbox[0].id.splitn(3, '-').take(2).collect();
            let id = format!("{}-{}", first.join("-"), self.all.len());
            let words = self.outbox[0].words.clone();
            let typed = std::mem::replace(&mut self.words, words);
            self.enqueue(id);
            // The newer one of two stands behind: it was written after.
            let again = self.outbox.pop();
            self.outbox.splice(0..0, again);
            self.words = typed;
        }
    }

    pub fn hear(&mut self, op: &str, answer: &Answer) {
        let Some(place) = self.outbox.iter().position(|row| row.id == op) else { return };
        if answer.status == 200 || answer.status == 201 {
            let receipt = answer.json();
            // Only the hash of the phone's own bytes makes it a receipt.
            assert_eq!(receipt["payload_sha256"], ops::hash(&self.outbox[place].body));
            let sent = self.outbox.remove(place);
            let version = receipt["version"].as_i64().unwrap();
            self.receipts.push(Known { revision: receipt["revision"].as_i64().unwrap(), sent });
            self.base = self.base.max(version);
            // What was queued on top of it was written by the same hand, knowing it.
            for later in &mut self.outbox {
                later.base = later.base.max(version);
            }
            return;
        }
        match class_of(answer.status) {
            Class::Ask => {
                self.outbox[place].asks = true;
                if let Some(version) = answer.json()["version"].as_i64() {
                    self.base = version;
                }
                assert!(answer.status == 412, "only a change stands in the way here: {}", answer.body);
            }
            Class::Stop => panic!("refused: {}", answer.body),
            Class::Retry | Class::SignIn => {}
        }
    }

    pub fn hear_mirror(&mut self, answer: &Answer) {
        // After a 412 the person is shown both; knowing the other's values, their own go on from there.
        if matches!(answer.status, 200 | 412)
            && let Some(version) = answer.json()["version"].as_i64()
        {
            self.base = version;
        }
    }

    /// The first photo that is named in a sent report and not known to be safe.
    pub fn next_upload(&self) -> Option<&Upload> {
        self.photos.iter().find(|upload| !upload.safe)
    }

    pub fn put(&mut self, upload: Upload) {
        if let Some(mine) = self.photos.iter_mut().find(|mine| mine.photo.id == upload.photo.id) {
            *mine = upload;
        }
    }
}

/// "Where was I with this photo?", and room for it if there is none.
pub async fn slot(trial: &Trial, cookie: &str, photo: &Photo) -> Answer {
    let path = format!("/api/v1/photos/{}?library=natai-raya&month=2026-10", photo.id);
    let body = json!({ "bytes": photo.data.len(), "sha256": photo.sha256(), "activity": "a1" });
    send(trial, "PUT", &path, cookie, &[], body.to_string().as_bytes()).await
}
