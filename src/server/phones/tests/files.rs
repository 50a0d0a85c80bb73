//! A queue handed in as a file.

use super::house::{House, Photo, REPORT, send};
use crate::storage::ops;
use data_encoding::BASE64;
use serde_json::{Value, json};

fn entry(op: &str, body: &[u8]) -> Value {
    json!({
        "op_id": op, "library": "natai-raya", "month": "2026-10", "base_version": 0, "payload_sha256": ops::hash(body),
        "body": String::from_utf8(body.to_vec()).unwrap(), "made_at": 1,
    })
}

async fn hand_in(house: &House, file: &Value) -> Vec<Value> {
    let answer =
        send(&house.trial, "POST", "/api/v1/queue", &house.planner_cookie, &[], file.to_string().as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["results"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_planner_hands_a_saved_queue_in_and_the_phone_gets_the_same_receipt_later() {
    let house = House::new().await;
    let photo = Photo::picture("p1", 1);
    let report = house.report("Dari berkas", std::slice::from_ref(&photo));
    let file = json!({
        "schema": 1, "ops": [entry("op-1", &report)],
        "photos": [{ "id": "p1", "sha256": photo.sha256(), "data": BASE64.encode(&photo.data) }],
    });
    let results = hand_in(&house, &file).await;
    assert!(results.iter().all(|result| result["ok"] == true), "{results:?}");
    assert_eq!(results[0]["receipt"]["receipt"], "LK-2026-10-0001");
    assert_eq!(results[0]["name"], "Perpustakaan Desa natai-raya, Oktober 2026");
    assert_eq!(house.get(REPORT).await["missing"], json!([]));
    // Signal comes back: the phone's own request is a repetition.
    let own = house.submit("op-1", 0, &report).await;
    assert_eq!((own.status, own.header("idempotent-replay")), (200, "true"));
    assert_eq!(own.json()["receipt"], "LK-2026-10-0001");
    let again = hand_in(&house, &file).await;
    assert!(again.iter().all(|result| result["ok"] == true) && again[0]["code"] == "again", "{again:?}");
    assert_eq!(house.count("select cast(count(*) as bigint) from report_version").await, 1);
    let by: Vec<(String,)> =
        house.trial.app.storage.all("select action from audit order by id", crate::args![]).await.unwrap();
    assert!(by.contains(&("report.hand_in".to_owned(),)), "{by:?}");
}

#[tokio::test]
async fn an_entry_that_was_edited_by_hand_is_refused_and_the_others_are_not() {
    let house = House::new().await;
    let photo = Photo::picture("p1", 1);
    let mut edited = entry("op-1", &house.report("Dua puluh", &[]));
    edited["body"] = json!(edited["body"].as_str().unwrap().replace("Dua puluh", "Dua ratus"));
    let good = house.report("Asli", std::slice::from_ref(&photo));
    let strange = super::house::body("orang-lain", "Bukan akunnya", &[]);
    let mut elsewhere = entry("op-4", &good);
    elsewhere["library"] = json!("tidak-ada");
    let file = json!({
        "schema": 1, "ops": [edited, entry("op-3", &strange), entry("op-2", &good), elsewhere],
        "photos": [
            { "id": "p1", "sha256": photo.sha256(), "data": BASE64.encode(b"changed") },
            { "id": "p7", "sha256": photo.sha256(), "data": BASE64.encode(&photo.data) },
            { "id": "p1", "sha256": photo.sha256(), "data": "%%%" },
        ],
    });
    let results = hand_in(&house, &file).await;
    let codes: Vec<&str> = results.iter().map(|result| result["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["checksum", "refused", "stored", "not_found", "checksum", "not_found", "checksum"]);
    assert_eq!(house.count("select cast(count(*) as bigint) from report_version").await, 1);
    assert!(results.iter().all(|result| result["words"].as_str().unwrap().ends_with('.')));
}

#[tokio::test]
async fn a_file_is_bound_by_the_same_rules_and_versions() {
    let house = House::new().await;
    assert_eq!(house.submit("op-0", 0, &house.report("Sudah dikirim", &[])).await.status, 201);
    // A file of an older app does not say what it was written on: it may begin a report, not correct one.
    let mut old = entry("op-1", &house.report("Lama", &[]));
    old.as_object_mut().unwrap().remove("base_version");
    let mut wrong: Value = serde_json::from_slice(&house.report("Salah", &[])).unwrap();
    wrong["draft"]["figures"]["hari_buka"]["text"] = json!("40");
    let mut wrong = entry("op-2", wrong.to_string().as_bytes());
    wrong["base_version"] = json!(2);
    // A number that no server gave would leave the report without versions for what follows.
    let mut far = entry("op-3", &house.report("Jauh", &[]));
    far["base_version"] = json!(i64::MAX);
    let results = hand_in(&house, &json!({ "schema": 1, "ops": [old, wrong, far] })).await;
    let codes: Vec<&str> = results.iter().map(|result| result["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["changed", "invalid", "changed"]);
    assert!(results[1]["words"].as_str().unwrap().contains("Paling banyak 31"), "{results:?}");
    for bad in ["", "[]", "{}", r#"{"schema":1,"ops":[]}"#, "<html>"] {
        let answer = send(&house.trial, "POST", "/api/v1/queue", &house.planner_cookie, &[], bad.as_bytes()).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "invalid"), "{bad}");
    }
    let librarian = send(&house.trial, "POST", "/api/v1/queue", &house.cookie, &[], b"{}").await;
    assert_eq!((librarian.status, librarian.code().as_str()), (403, "refused"));
}
