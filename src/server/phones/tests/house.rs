//! A library with a librarian's phone and a planner, and the requests that a phone makes.

use crate::api::reports::{self as verbs, Decision};
use crate::args;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::storage::ops::{self, Op};
use crate::trial::{Answer, Trial};
use axum::body::Body;
use serde_json::{Value, json};

pub const REPORT: &str = "/api/v1/reports/natai-raya/bulanan/2026-10";
pub const DRAFT: &str = "/api/v1/drafts/natai-raya/bulanan/2026-10";

/// One library, the people around it.
pub struct House {
    pub trial: Trial,
    pub library: String,
    pub cookie: String,
    pub account: String,
    pub planner_cookie: String,
    pub planner: Asker,
}

pub async fn account_of(trial: &Trial, name: &str) -> String {
    let row: Option<(String,)> =
        trial.app.storage.one("select id from account where name = $1", args![name]).await.unwrap();
    row.unwrap().0
}

impl House {
    pub async fn new() -> Self {
        Self::on(Trial::new().await).await
    }

    pub async fn on(trial: Trial) -> Self {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let cookie = trial.person("62.01", "Bu Sari", &[Role::Librarian { library: library.clone() }]).await;
        let planner_cookie = trial.person("62.01", "Pak Andi", &[Role::Planner]).await;
        let account = account_of(&trial, "Bu Sari").await;
        let planner = Asker::SignedIn(SignedIn {
            account: account_of(&trial, "Pak Andi").await,
            office: "62.01".into(),
            name: "Pak Andi".into(),
            roles: vec![Role::Planner],
        });
        Self { trial, library, cookie, account, planner_cookie, planner }
    }

    /// The body of a complete report.
    pub fn report(&self, words: &str, photos: &[Photo]) -> Vec<u8> {
        body(&self.account, words, photos)
    }

    pub async fn submit(&self, op: &str, base: i64, body: &[u8]) -> Answer {
        submit(&self.trial, &self.cookie, op, base, body).await
    }

    pub async fn mirror(&self, base: i64, body: &[u8]) -> Answer {
        send(&self.trial, "PATCH", DRAFT, &self.cookie, &[("if-match", &format!("\"v{base}\""))], body).await
    }

    pub async fn get(&self, path: &str) -> Value {
        let answer = self.trial.get(path, &self.cookie).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    pub async fn slot(&self, photo: &Photo) -> Answer {
        let path = format!("/api/v1/photos/{}?library=natai-raya&month=2026-10", photo.id);
        let body = json!({ "bytes": photo.data.len(), "sha256": ops::hash(&photo.data), "activity": "a1" });
        send(&self.trial, "PUT", &path, &self.cookie, &[], body.to_string().as_bytes()).await
    }

    pub async fn part(&self, photo: &Photo, from: usize, to: usize) -> Answer {
        self.raw_part(photo, from, &photo.data[from..to], &ops::hash(&photo.data[from..to])).await
    }

    pub async fn raw_part(&self, photo: &Photo, offset: usize, bytes: &[u8], sha256: &str) -> Answer {
        let path = format!("/api/v1/photos/{}", photo.id);
        let headers = [("upload-offset", offset.to_string()), ("content-sha256", sha256.to_owned())];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        send(&self.trial, "PATCH", &path, &self.cookie, &headers, bytes).await
    }

    pub async fn head(&self, photo: &Photo) -> Answer {
        send(&self.trial, "HEAD", &format!("/api/v1/photos/{}", photo.id), &self.cookie, &[], b"").await
    }

    /// How many rows a question has.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let row: Option<(i64,)> = self.trial.app.storage.one(sql, args![]).await.unwrap();
        row.unwrap().0
    }

    /// The office approves or returns the newest revision.
    pub async fn decide(&self, comment: Option<&str>) {
        let row: Option<(String, i64)> =
            self.trial.app.storage.one("select id, revision from report", args![]).await.unwrap();
        let (report, revision) = row.unwrap();
        let decision = Decision {
            report,
            revision,
            comment: comment.unwrap_or_default().to_owned(),
            remarks: Vec::new(),
            confirmed: Vec::new(),
            op: Op::new("p", &self.trial.world.id(), []),
        };
        let app = &self.trial.app;
        match comment {
            Some(_) => verbs::return_with_comment(app, &self.planner, decision).await.unwrap(),
            None => verbs::approve(app, &self.planner, decision).await.unwrap(),
        }
    }
}

/// A photo on a phone.
#[derive(Clone, Debug)]
pub struct Photo {
    pub id: String,
    pub data: Vec<u8>,
}

impl Photo {
    /// A small picture; those with other numbers have other bytes.
    pub fn picture(id: &str, number: u64) -> Self {
        let picture = image::DynamicImage::ImageRgb8(image::RgbImage::from_pixel(24, 16, image::Rgb([20, 90, 60])));
        let mut out = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
        let mut data = out.into_inner();
        data.extend_from_slice(&number.to_be_bytes());
        Self { id: id.to_owned(), data }
    }

    pub fn sha256(&self) -> String {
        ops::hash(&self.data)
    }
}

/// October filled in, with these words among the obstacles.
pub fn draft(words: &str) -> Value {
    let mut figures = serde_json::Map::new();
    for code in ["hari_buka", "pengunjung", "daring", "anggota_baru", "dipinjam", "dibaca", "digital"] {
        figures.insert(code.to_owned(), json!({ "text": "12", "not_counted": false }));
    }
    json!({
        "figures": figures,
        "activities": [{
            "id": "a1", "strategy": "pelibatan", "field": "", "title": "Kelas membaca", "held_on": "2026-10-14",
            "place": "", "participants": "25", "partner": "PKK", "result": "",
        }],
        "obstacles": words,
    })
}

/// The body of a complete report in that account's name.
pub fn body(account: &str, words: &str, photos: &[Photo]) -> Vec<u8> {
    let photos: Vec<Value> = photos
        .iter()
        .map(|photo| {
            json!({
                "id": photo.id, "sha256": photo.sha256(), "bytes": photo.data.len(), "activity": "a1",
                "caption": "Anak membaca", "public": false, "children": "none",
            })
        })
        .collect();
    let body = json!({
        "schema": 1, "op": "submit", "account": account, "form": 0, "draft": draft(words), "nihil_reason": "",
        "photos": photos, "client": { "finalized_at": 0, "now": 0, "device": "d" },
    });
    serde_json::to_vec(&body).unwrap()
}

pub async fn submit(trial: &Trial, cookie: &str, op: &str, base: i64, body: &[u8]) -> Answer {
    let tag = format!("\"v{base}\"");
    let known = if base == 0 { ("if-none-match", "*") } else { ("if-match", tag.as_str()) };
    let sha256 = ops::hash(body);
    let headers = [known, ("idempotency-key", op), ("x-payload-sha256", &sha256)];
    send(trial, "PUT", REPORT, cookie, &headers, body).await
}

pub async fn send(
    trial: &Trial,
    method: &str,
    path: &str,
    cookie: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut request = trial.request(method, path, cookie);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    trial.send(request.body(Body::from(body.to_vec())).unwrap()).await
}

impl Answer {
    /// The body as JSON; anything else is no answer of ours.
    pub fn json(&self) -> Value {
        let kind = self.header("content-type");
        assert!(kind.starts_with("application/json"), "{} {kind}: {}", self.status, self.body);
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn offset(&self) -> usize {
        self.header("upload-offset").parse().unwrap()
    }
}
