//! Reports and drafts: the failure cases of forms.md 6.11 that are the server's, by their numbers there.

use super::house::{DRAFT, House, REPORT, account_of, body, draft, send, submit};
use crate::args;
use crate::domain::account::Role;
use crate::domain::moment::{Date, Zone};
use crate::storage::{Failure, ops};
use crate::trial::Trial;
use serde_json::json;

const REVISIONS: &str = "select cast(count(*) as bigint) from report_version";

/// Runs statements that break or mend something behind the service's back.
async fn behind(house: &House, statements: &[&'static str]) {
    let statements = statements.to_vec();
    house
        .trial
        .app
        .storage
        .write::<_, Failure, _>(move |tx| {
            Box::pin(async move {
                for sql in statements {
                    tx.run(sql, args![]).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn case_1_a_lost_answer_is_given_again() {
    for trial in Trial::on_each_database("phones: case 1").await {
        let house = House::on(trial).await;
        let report = house.report("Hujan", &[]);
        let first = house.submit("op-1", 0, &report).await;
        assert_eq!(first.status, 201, "{}", first.body);
        let receipt = first.json();
        assert_eq!(receipt["receipt"], "LK-2026-10-0001");
        assert_eq!(receipt["payload_sha256"], ops::hash(&report));
        assert_eq!((receipt["punctuality"].as_str(), receipt["revision"].as_i64()), (Some("tepat waktu"), Some(1)));
        // The replay comes before the version check: by now the report's version is another one.
        house.trial.world.advance(86_400 * 40);
        let again = house.submit("op-1", 0, &report).await;
        assert_eq!((again.status, again.header("idempotent-replay")), (200, "true"));
        assert_eq!(again.body, first.body);
        assert_eq!(house.count(REVISIONS).await, 1);
        // The form without scripts shows what the phone has sent.
        let page = house.trial.get("/lapor/natai-raya/2026-10", &house.cookie).await;
        assert!(page.body.contains("Hujan"), "{}", page.body);
    }
}

#[tokio::test]
async fn case_2_twenty_at_once_are_one() {
    for trial in Trial::on_each_database("phones: case 2").await {
        let house = House::on(trial).await;
        let report = house.report("Hujan", &[]);
        let answers = futures::future::join_all((0..20).map(|_| house.submit("op-1", 0, &report))).await;
        for answer in &answers {
            assert!(answer.status == 200 || answer.status == 201, "{} {}", answer.status, answer.body);
            assert_eq!(answer.body, answers[0].body);
        }
        assert_eq!(answers.iter().filter(|answer| answer.header("idempotent-replay").is_empty()).count(), 1);
        assert_eq!(house.count(REVISIONS).await, 1);
        assert_eq!(house.count("select cast(count(*) as bigint) from report").await, 1);
    }
}

#[tokio::test]
async fn case_4_the_second_phone_is_shown_the_first_ones_values() {
    for trial in Trial::on_each_database("phones: case 4").await {
        let house = House::on(trial).await;
        assert_eq!(house.submit("op-1", 0, &house.report("Dari HP satu", &[])).await.status, 201);
        let second = house.submit("op-2", 0, &house.report("Dari HP dua", &[])).await;
        assert_eq!((second.status, second.code().as_str()), (412, "changed"));
        let told = second.json();
        assert_eq!(told["draft"]["obstacles"], "Dari HP satu");
        assert_eq!((told["status"].as_str(), told["version"].as_i64()), (Some("terkirim"), Some(2)));
        assert_eq!(second.header("etag"), "\"v2\"");
        assert_eq!(house.count(REVISIONS).await, 1, "nothing was overwritten");
        // Knowing it, the person may.
        let knowing = house.submit("op-3", 2, &house.report("Dari HP dua", &[])).await;
        assert_eq!((knowing.status, knowing.json()["revision"].as_i64()), (200, Some(2)));
    }
}

#[tokio::test]
async fn case_5_an_intent_is_not_used_twice() {
    let house = House::new().await;
    assert_eq!(house.submit("op-1", 0, &house.report("Satu", &[])).await.status, 201);
    let other = house.submit("op-1", 2, &house.report("Dua", &[])).await;
    assert_eq!((other.status, other.code().as_str()), (422, "op_reused"));
    assert_eq!(other.json()["version"], 2);
    assert_eq!(house.count(REVISIONS).await, 1);
    for op in ["", "../x", &"a".repeat(41)] {
        assert_eq!(house.submit(op, 2, &house.report("Dua", &[])).await.code(), "invalid", "{op}");
    }
}

#[tokio::test]
async fn case_11_an_ended_session_is_said_in_json_and_the_same_intent_goes_after_signing_in() {
    let house = House::new().await;
    let report = house.report("Hujan", &[]);
    house.trial.world.advance(181 * 86_400);
    let ended = house.submit("op-1", 0, &report).await;
    assert_eq!((ended.status, ended.code().as_str()), (401, "sign_in"));
    assert_eq!(house.count("select cast(count(*) as bigint) from report").await, 0);
    for path in [REPORT, DRAFT, "/api/v1/photos/p1"] {
        assert_eq!(house.trial.get(path, &house.cookie).await.code(), "sign_in");
    }
    let status = house.get("/api/v1/status").await;
    assert!(status["account"].is_null() && status["libraries"] == json!([]), "{status}");
    // The same person signs in again: a new session of the same account.
    let token = "B".repeat(43);
    let (hash, account, now) = (ops::hash(token.as_bytes()), house.account.clone(), house.trial.world.now());
    let opened = house.trial.app.storage.write::<_, Failure, _>(move |tx| {
        Box::pin(async move { crate::storage::sessions::open(tx, &hash, &account, "62.01", false, false, now).await })
    });
    opened.await.unwrap();
    let cookie = format!("__Host-sid={token}");
    let sent = submit(&house.trial, &cookie, "op-1", 0, &report).await;
    assert_eq!((sent.status, sent.json()["punctuality"].as_str()), (201, Some("terlambat")), "{}", sent.body);
}

#[tokio::test]
async fn case_12_another_person_cannot_send_what_lies_in_the_queue() {
    let house = House::new().await;
    let role = Role::Librarian { library: house.library.clone() };
    let other = house.trial.person("62.01", "Pak Budi", &[role]).await;
    let report = house.report("Hujan", &[]);
    let refused = submit(&house.trial, &other, "op-1", 0, &report).await;
    assert_eq!((refused.status, refused.code().as_str()), (401, "other_account"));
    let mirrored = send(&house.trial, "PATCH", DRAFT, &other, &[("if-match", "\"v0\"")], &report).await;
    assert_eq!(mirrored.code(), "other_account");
    assert_eq!(house.count("select cast(count(*) as bigint) from report").await, 0);
    assert_eq!(house.submit("op-1", 0, &report).await.status, 201);
    // The same number of an intent in another account's hands is another intent.
    let account = account_of(&house.trial, "Pak Budi").await;
    let theirs = submit(&house.trial, &other, "op-1", 2, &body(&account, "Dari Pak Budi", &[])).await;
    assert_eq!(theirs.json()["revision"], 2);
}

#[tokio::test]
async fn case_13_what_was_queued_before_a_deploy_is_taken_in_by_the_rules_of_its_own_form() {
    let house = House::new().await;
    // A body as the first build made it: fields that came later are not there, a field that went is.
    let old = json!({
        "schema": 1, "op": "submit", "account": house.account, "form": 0,
        "draft": {
            "figures": draft("")["figures"], "answers": {}, "gone": true,
            "activities": [{ "id": "a1", "strategy": "pelibatan", "title": "Kelas", "held_on": "2026-10-14", "participants": "9" }],
        },
        "client": { "finalized_at": 1 },
    });
    // Meanwhile the office asks something new, and wants it answered.
    behind(
        &house,
        &["insert into form_version (office, form, number, valid_from, definition) values ('62.01', 'bulanan', 4, '2026-01',
           '{\"questions\":[{\"id\":\"honor\",\"label\":\"Honor dibayar?\",\"kind\":\"text\",\"required\":true}]}')"],
    )
    .await;
    let sent = house.submit("op-1", 0, old.to_string().as_bytes()).await;
    assert_eq!(sent.status, 201, "{}", sent.body);
    assert_eq!(sent.json()["findings"][0]["field"], "tanya-honor", "said, but nothing is held back");
    assert_eq!(house.count("select form_number from report_version").await, 0);
    // On the new form it must be answered.
    let new = json!({ "schema": 1, "account": house.account, "form": 4, "draft": draft("") });
    let refused = house.submit("op-2", 2, new.to_string().as_bytes()).await;
    assert_eq!((refused.status, refused.json()["findings"][0]["field"].as_str()), (422, Some("tanya-honor")));
    // A body of a build that this server is too old for waits.
    let newer = house.submit("op-3", 2, br#"{"schema":2}"#).await;
    assert_eq!((newer.status, newer.code().as_str(), newer.header("retry-after")), (503, "newer", "300"));
}

#[tokio::test]
async fn case_13_a_body_of_every_shape_that_was_ever_made_is_taken_in() {
    // As the phone of November 2026 sent it, byte for byte but for the account. Nobody edits these; a new shape adds a file.
    for recorded in [include_str!("recorded/schema-1.json")] {
        let house = House::new().await;
        let body = recorded.trim_end().replace("ACCOUNT", &house.account);
        let sent = house.submit("op-1", 0, body.as_bytes()).await;
        assert_eq!(sent.status, 201, "{}", sent.body);
        assert_eq!(house.count("select cast(count(*) as bigint) from activity").await, 1);
        assert_eq!(house.count("select cast(count(*) as bigint) from story").await, 1);
        assert_eq!(house.count("select cast(value as bigint) from figure where indicator = 'pengunjung'").await, 96);
    }
    // One that is too old is the person's to look at: the phone keeps the text.
    let house = House::new().await;
    let older = house.submit("op-1", 0, br#"{"schema":0}"#).await;
    let told = older.json();
    assert_eq!((older.status, told["code"].as_str()), (422, Some("invalid")));
    assert!(told["findings"][0]["words"].as_str().unwrap().contains("Isinya tetap aman di HP ini"));
}

#[tokio::test]
async fn row_43_a_packed_body_is_the_same_body_and_a_bomb_is_too_large() {
    let house = House::new().await;
    let plain = include_str!("recorded/schema-1.json").trim_end().replace("ACCOUNT", "");
    let sha256 = ops::hash(plain.as_bytes());
    let headers = |op: &'static str| [("if-none-match", "*"), ("idempotency-key", op), ("content-encoding", "gzip")];
    let packed: &[u8] = include_bytes!("recorded/schema-1.json.gz");
    let with_hash = [&headers("op-1")[..], &[("x-payload-sha256", sha256.as_str())]].concat();
    let sent = send(&house.trial, "PUT", REPORT, &house.cookie, &with_hash, packed).await;
    assert_eq!((sent.status, sent.json()["payload_sha256"].as_str()), (201, Some(sha256.as_str())), "{}", sent.body);
    // Unpacked on the next try it is the same intent.
    let again = house.submit("op-1", 0, plain.as_bytes()).await;
    assert_eq!((again.status, again.header("idempotent-replay")), (200, "true"));
    // 40 KB that unfold to 40 MB.
    let bomb: &[u8] = include_bytes!("recorded/bomb.json.gz");
    let refused = send(&house.trial, "PUT", REPORT, &house.cookie, &headers("op-2"), bomb).await;
    assert_eq!((refused.status, refused.code().as_str()), (413, "too_large"));
    let torn = send(&house.trial, "PUT", REPORT, &house.cookie, &headers("op-3"), &packed[..packed.len() / 2]).await;
    assert!((400..500).contains(&torn.status), "{} {}", torn.status, torn.body);
    assert_eq!(house.count(REVISIONS).await, 1);
}

#[tokio::test]
async fn case_17_a_wrong_clock_changes_nothing_but_the_note() {
    let house = House::new().await;
    let mut report: serde_json::Value = serde_json::from_slice(&house.report("Hujan", &[])).unwrap();
    // The phone believes that it is 1970; it finished two hours before it sends.
    report["client"] = json!({ "finalized_at": 100_000, "now": 100_000, "device": "d" });
    let report = report.to_string().into_bytes();
    let headers = [("if-none-match", "*"), ("idempotency-key", "op-1"), ("x-client-now", "107200")];
    let sent = send(&house.trial, "PUT", REPORT, &house.cookie, &headers, &report).await;
    let now = house.trial.world.now().0;
    assert_eq!((sent.status, sent.json()["received_at"].as_i64()), (201, Some(now)), "{}", sent.body);
    assert_eq!(house.count("select finalized_at from report_version").await, now - 7_200);
}

#[tokio::test]
async fn case_18_late_is_taken_in_as_late_with_when_it_was_finished() {
    let house = House::new().await;
    let finished = house.trial.world.now().0;
    let mut report: serde_json::Value = serde_json::from_slice(&house.report("Hujan", &[])).unwrap();
    report["client"] = json!({ "finalized_at": finished, "now": finished, "device": "d" });
    let report = report.to_string().into_bytes();
    // 15 November: five days after the office's due day.
    house.trial.world.set(Date { year: 2026, month: 11, day: 15 }.start(Zone::default()));
    let sent = house.submit("op-1", 0, &report).await;
    assert_eq!((sent.status, sent.json()["punctuality"].as_str()), (201, Some("terlambat")));
    assert_eq!(house.count("select finalized_at from report_version").await, finished, "a person may give grace");
}

#[tokio::test]
async fn case_19_a_month_that_cannot_be_reported_is_said_and_the_phone_keeps_its_text() {
    let house = House::new().await;
    behind(&house, &["update library set replicated = 2027"]).await;
    let closed = house.submit("op-1", 0, &house.report("Hujan", &[])).await;
    assert_eq!((closed.status, closed.code().as_str()), (409, "period_locked"));
    assert!(closed.json()["words"].as_str().unwrap().contains("2027"));
    assert_eq!(house.count(REVISIONS).await, 0);
    assert!(house.get(DRAFT).await["closed"].as_str().unwrap().contains("2027"));
    behind(&house, &["update library set replicated = null"]).await;
    assert_eq!(house.submit("op-1", 0, &house.report("Hujan", &[])).await.status, 201);
}

#[tokio::test]
async fn case_19_a_month_that_the_office_closed_is_said_before_typing_and_goes_after_an_extension() {
    let house = House::new().await;
    house.trial.world.advance(40 * 86_400);
    let planner = house.trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
    let close = [("buka", "2026-10-01"), ("tenggat", "2026-11-10"), ("toleransi", "0"), ("tutup", "ya")];
    assert_eq!(house.trial.post("/kantor/periode/bulan?bulan=2026-10", &planner, &close).await.status, 303);
    let desk = house.get(DRAFT).await;
    assert!(desk["closed"].as_str().unwrap().contains("sudah ditutup dinas"), "{desk}");
    let report = house.report("Hujan", &[]);
    let refused = house.submit("op-1", 0, &report).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "period_locked"));
    assert_eq!(house.count(REVISIONS).await, 0);
    // What is typed may still be mirrored, so that it is not on the phone alone.
    assert_eq!(house.mirror(0, &report).await.status, 200);
    let until = [("perpustakaan", "natai-raya"), ("bulan", "2026-10"), ("sampai", "2026-12-31"), ("alasan", "Banjir")];
    assert_eq!(house.trial.post("/kantor/periode/perpanjangan", &planner, &until).await.status, 303);
    let desk = house.get(DRAFT).await;
    assert!(desk["closed"].is_null(), "{desk}");
    let base = desk["version"].as_i64().unwrap();
    assert_eq!(house.submit("op-2", base, &report).await.status, 201);
}

#[tokio::test]
async fn case_20_a_return_meanwhile_brings_its_comment() {
    for trial in Trial::on_each_database("phones: case 20").await {
        let house = House::on(trial).await;
        let first = house.submit("op-1", 0, &house.report("Satu", &[])).await.json();
        house.decide(Some("Tambahkan mitra.")).await;
        let base = first["version"].as_i64().unwrap();
        let refused = house.submit("op-2", base, &house.report("Dua", &[])).await;
        let told = refused.json();
        assert_eq!((refused.status, told["status"].as_str()), (412, Some("perlu_diperbaiki")));
        assert_eq!(told["reviews"][0]["comment"], "Tambahkan mitra.");
        assert_eq!(
            (told["reviews"][0]["verdict"].as_str(), told["reviews"][0]["by"].as_str()),
            (Some("returned"), Some("Pak Andi"))
        );
        let again = house.submit("op-3", told["version"].as_i64().unwrap(), &house.report("Dua", &[])).await;
        assert_eq!(again.json()["revision"], 2);
        assert_eq!(again.json()["receipt"], first["receipt"], "the number stays");
        assert_eq!(again.header("x-restore-epoch"), "1");
    }
}

#[tokio::test]
async fn case_21_after_an_approval_the_approved_content_stays_in_force() {
    let house = House::new().await;
    let first = house.submit("op-1", 0, &house.report("Satu", &[])).await.json();
    house.decide(None).await;
    let refused = house.submit("op-2", first["version"].as_i64().unwrap(), &house.report("Dua", &[])).await;
    let told = refused.json();
    assert_eq!((refused.status, told["status"].as_str()), (412, Some("disetujui")));
    // Sent all the same, it is a correction that waits beside the approved one.
    let correction = house.submit("op-3", told["version"].as_i64().unwrap(), &house.report("Dua", &[])).await;
    assert_eq!(correction.status, 200);
    assert_eq!(house.count("select approved_revision from report").await, 1);
    assert_eq!(house.count("select revision from report").await, 2);
}

#[tokio::test]
async fn case_22_a_library_that_is_no_longer_theirs_is_not_found_and_counts_nowhere() {
    let house = House::new().await;
    let other = house.trial.library("62.01", "62.01.02.2017", "sagu").await;
    let stranger = house.trial.person("62.01", "Bu Rina", &[Role::Librarian { library: other }]).await;
    let report = body("", "Hujan", &[]);
    let refused = submit(&house.trial, &stranger, "op-1", 0, &report).await;
    assert_eq!((refused.status, refused.code().as_str()), (404, "not_found"));
    behind(&house, &["delete from account_role where role = 'librarian'"]).await;
    let none = submit(&house.trial, &house.cookie, "op-1", 0, &report).await;
    assert_eq!((none.status, none.code().as_str()), (403, "refused"));
    assert_eq!(house.count("select cast(count(*) as bigint) from report").await, 0);
    let planner = submit(&house.trial, &house.planner_cookie, "op-1", 0, &report).await;
    assert_eq!(planner.status, 403);
}

#[tokio::test]
async fn case_23_a_database_that_fails_leaves_nothing_half_done() {
    for trial in Trial::on_each_database("phones: case 23").await {
        let house = House::on(trial).await;
        behind(&house, &["alter table activity rename to activity_away"]).await;
        let report = house.report("Hujan", &[]);
        let failed = house.submit("op-1", 0, &report).await;
        assert_eq!((failed.status, failed.code().as_str(), failed.header("retry-after")), (503, "unavailable", "30"));
        for table in
            [REVISIONS, "select cast(count(*) as bigint) from op", "select cast(count(*) as bigint) from event"]
        {
            assert_eq!(house.count(table).await, 0, "{table}");
        }
        behind(&house, &["alter table activity_away rename to activity"]).await;
        assert_eq!(house.submit("op-1", 0, &report).await.status, 201);
    }
}

#[tokio::test]
async fn row_33_rules_hold_for_phones_as_for_the_form_and_nothing_is_stored() {
    let house = House::new().await;
    let mut wrong: serde_json::Value = serde_json::from_slice(&house.report("Hujan", &[])).unwrap();
    wrong["draft"]["activities"][0]["held_on"] = json!("2026-09-30");
    wrong["draft"]["figures"]["hari_buka"]["text"] = json!("40");
    let refused = house.submit("op-1", 0, wrong.to_string().as_bytes()).await;
    let told = refused.json();
    assert_eq!((refused.status, told["code"].as_str(), told["version"].as_i64()), (422, Some("invalid"), Some(0)));
    let fields: Vec<&str> =
        told["findings"].as_array().unwrap().iter().map(|finding| finding["field"].as_str().unwrap()).collect();
    assert!(fields.contains(&"kegiatan-0-tanggal") && fields.contains(&"angka-hari_buka"), "{fields:?}");
    assert_eq!(house.count("select cast(count(*) as bigint) from report").await, 0);
    // Mended, the same intent goes with another body only under a new number; nothing was kept under the old one.
    assert_eq!(house.submit("op-1", 0, &house.report("Hujan", &[])).await.status, 201);
}

#[tokio::test]
async fn bad_bodies_are_refused_in_json_even_to_a_browser() {
    let house = House::new().await;
    let large = house.report(&"x".repeat(1_100_000), &[]);
    for (bytes, status, code) in [
        (b"<html>".to_vec(), 422, "invalid"),
        (large, 413, "too_large"),
        (br#"{"schema":1,"draft":{"figures":{"<script>":{"text":"1"}}}}"#.to_vec(), 422, "invalid"),
        (br#"{"schema":1,"photos":[{"id":"../../x","activity":"a"}]}"#.to_vec(), 422, "invalid"),
    ] {
        let answer = house.submit("op-1", 0, &bytes).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.body);
    }
    let sha256 = ops::hash(b"something else");
    let headers = [("if-none-match", "*"), ("idempotency-key", "op-1"), ("x-payload-sha256", sha256.as_str())];
    let torn = send(&house.trial, "PUT", REPORT, &house.cookie, &headers, &house.report("Hujan", &[])).await;
    assert_eq!((torn.status, torn.code().as_str()), (460, "checksum"));
    let unversioned =
        send(&house.trial, "PUT", REPORT, &house.cookie, &[("idempotency-key", "op-1")], &house.report("", &[])).await;
    assert_eq!(unversioned.code(), "invalid");
    for path in [
        "/api/v1/reports/tidak-ada/bulanan/2026-10",
        "/api/v1/reports/natai-raya/lain/2026-10",
        "/api/v1/drafts/natai-raya/bulanan/2026-13",
    ] {
        assert_eq!(house.trial.get(path, &house.cookie).await.code(), "not_found", "{path}");
    }
    assert_eq!(house.trial.get("/api/v1/tidak-ada", &house.cookie).await.code(), "not_found");
    assert_eq!(house.count("select cast(count(*) as bigint) from report").await, 0);
    // Texts are held to the form's limits: no control characters, no more than a field takes.
    let odd = house.report("a\u{0}b\u{7}\u{202e}", &[]);
    assert_eq!(house.submit("op-9", 0, &odd).await.status, 201);
    assert_eq!(house.get(DRAFT).await["draft"]["obstacles"], "ab");
}

#[tokio::test]
async fn a_draft_is_mirrored_and_another_device_goes_on() {
    for trial in Trial::on_each_database("phones: drafts").await {
        let house = House::on(trial).await;
        let empty = house.get(DRAFT).await;
        assert_eq!((empty["version"].as_i64(), empty["status"].as_str()), (Some(0), Some("draf")));
        assert_eq!((empty["library"]["kind"].as_str(), empty["due"].as_str()), (Some("desa"), Some("2026-11-10")));
        let kept = house.mirror(0, &house.report("Hujan", &[])).await;
        assert_eq!((kept.status, kept.json()["version"].as_i64()), (200, Some(1)), "{}", kept.body);
        // The answer was lost: the same draft again is no conflict and no new version.
        assert_eq!(house.mirror(0, &house.report("Hujan", &[])).await.json()["version"], 1);
        assert_eq!(house.mirror(1, &house.report("Hujan", &[])).await.json()["version"], 1);
        let other = house.get(DRAFT).await;
        assert_eq!(other["draft"]["obstacles"], "Hujan");
        assert_eq!(other["account"], house.account.as_str());
        let stale = house.mirror(0, &house.report("Kering", &[])).await;
        assert_eq!((stale.status, stale.json()["draft"]["obstacles"].as_str()), (412, Some("Hujan")));
        // The office sees that it is being filled in, and nothing of it.
        let events: Vec<(String,)> =
            house.trial.app.storage.all("select kind from event order by seq", args![]).await.unwrap();
        assert_eq!(events, [("begun".to_owned(),)]);
        // A draft may be wrong; it is kept all the same.
        let mut wrong: serde_json::Value = serde_json::from_slice(&house.report("Hujan", &[])).unwrap();
        wrong["draft"]["figures"]["pengunjung"]["text"] = json!("banyak");
        assert_eq!(house.mirror(1, wrong.to_string().as_bytes()).await.json()["version"], 2);
        assert_eq!(house.get(DRAFT).await["draft"]["figures"]["pengunjung"]["text"], "banyak");
        assert_eq!(house.submit("op-1", 2, &house.report("Hujan", &[])).await.status, 201);
    }
}

#[tokio::test]
async fn nihil_is_two_taps_and_has_a_receipt_too() {
    let house = House::new().await;
    let nihil = json!({ "schema": 1, "op": "nihil", "account": house.account, "nihil_reason": "Gedung diperbaiki" });
    let sent = house.submit("op-1", 0, nihil.to_string().as_bytes()).await;
    assert_eq!(sent.status, 201, "{}", sent.body);
    assert_eq!(house.count("select cast(count(*) as bigint) from report_version where nihil").await, 1);
    let standing = house.get(REPORT).await;
    assert_eq!(
        (standing["status"].as_str(), standing["reference"].as_str()),
        (Some("terkirim"), Some("LK-2026-10-0001"))
    );
    let running = send(
        &house.trial,
        "PUT",
        "/api/v1/reports/natai-raya/bulanan/2026-11",
        &house.cookie,
        &[("if-none-match", "*"), ("idempotency-key", "op-2")],
        nihil.to_string().as_bytes(),
    )
    .await;
    assert_eq!((running.status, running.code().as_str()), (422, "invalid"));
}

#[tokio::test]
async fn a_library_goes_by_its_id_too_and_the_service_says_how_it_is() {
    let house = House::new().await;
    let path = format!("/api/v1/drafts/{}/bulanan/2026-10", house.library);
    assert_eq!(house.get(&path).await["library"]["slug"], "natai-raya");
    let status = house.get("/api/v1/status").await;
    assert_eq!((status["restore_epoch"].as_i64(), status["account"].as_str()), (Some(1), Some(house.account.as_str())));
    assert_eq!(status["libraries"][0]["slug"], "natai-raya");
    assert_eq!(status["now"].as_i64(), Some(house.trial.world.now().0));
    let described = house.get("/api/v1/openapi.json").await;
    let paths = described["paths"].as_object().unwrap();
    for row in crate::api::ENDPOINTS.iter().filter(|row| row.path.starts_with("/api/v1/")) {
        let method = row.method.as_str().to_lowercase();
        assert!(paths[row.path].get(&method).is_some(), "{method} {} is not described", row.path);
    }
    assert_eq!(
        paths.values().map(|path| path.as_object().unwrap().len()).sum::<usize>(),
        crate::api::ENDPOINTS.iter().filter(|row| row.path.starts_with("/api/v1/")).count() + 1,
        "HEAD stands beside GET of a photo, and nothing else is described"
    );
}
