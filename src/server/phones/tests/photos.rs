//! Photos in parts: cases 14, 15, 23 and 24 of forms.md 6.11, and what else can become of a photo.

use super::house::{DRAFT, House, Photo, REPORT};
use crate::api::sync;
use crate::domain::account::Role;
use crate::domain::sync::PARTS_KEPT;
use crate::storage::{erasures, ops};
use crate::trial::Trial;
use serde_json::json;

/// Sends a whole photo in parts of so many bytes.
pub async fn upload(house: &House, photo: &Photo, chunk: usize) {
    let mut at = house.slot(photo).await.offset();
    while at < photo.data.len() {
        let to = photo.data.len().min(at + chunk);
        let answer = house.part(photo, at, to).await;
        assert_eq!((answer.status, answer.offset()), (204, to), "{}", answer.body);
        at = to;
    }
}

#[tokio::test]
async fn text_first_then_photos_in_parts_then_the_picture() {
    for trial in Trial::on_each_database("phones: photos").await {
        let house = House::on(trial).await;
        let photos = [Photo::picture("p1", 1), Photo::picture("p2", 2)];
        let receipt = house.submit("op-1", 0, &house.report("Hujan", &photos)).await.json();
        assert_eq!(receipt["missing"], json!(["p1", "p2"]));
        let office = house.trial.get("/kantor/laporan", &house.planner_cookie).await;
        assert_eq!(office.status, 200);
        upload(&house, &photos[0], 100).await;
        let head = house.head(&photos[0]).await;
        assert_eq!((head.status, head.header("upload-state"), head.offset()), (200, "received", photos[0].data.len()));
        assert_eq!(head.header("x-photo-sha256"), photos[0].sha256());
        let standing = house.get(REPORT).await;
        assert_eq!(standing["missing"], json!(["p2"]));
        assert_eq!(sync::make_waiting(&house.trial.app).await.unwrap(), 1);
        let standing = house.get(REPORT).await;
        assert_eq!(standing["photos"][0]["state"], "stored");
        let url = standing["photos"][0]["url"].as_str().unwrap();
        assert_eq!(house.trial.get(url, &house.cookie).await.status, 200);
        assert_eq!(house.trial.get(url, "").await.status, 404, "the office's and the library's alone");
        // The same call again: complete, nothing to send.
        let slot = house.slot(&photos[0]).await;
        assert_eq!((slot.status, slot.offset(), slot.header("upload-state")), (200, photos[0].data.len(), "stored"));
        let late = house.part(&photos[0], 0, 10).await;
        assert_eq!((late.status, late.offset()), (409, photos[0].data.len()));
        assert_eq!(std::fs::read_dir(house.trial.folder().join("photos/arriving")).unwrap().count(), 0, "raw files go");
        let kinds: Vec<(String,)> =
            house.trial.app.storage.all("select kind from event order by seq", crate::args![]).await.unwrap();
        let kinds: Vec<&str> = kinds.iter().map(|(kind,)| kind.as_str()).collect();
        assert_eq!(kinds, ["begun", "sent", "photo_received", "photo_stored"]);
    }
}

#[tokio::test]
async fn case_14_a_stopped_server_knows_to_the_byte_how_far_it_was() {
    let mut house = House::new().await;
    let photo = Photo::picture("p1", 1);
    house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
    assert_eq!(house.part(&photo, 0, 200).await.status, 204);
    house.trial = house.trial.restarted().await;
    assert_eq!(house.head(&photo).await.offset(), 200);
    assert_eq!(house.part(&photo, 200, photo.data.len()).await.status, 204);
    // Received, not made anew yet: a restart goes on with it.
    house.trial = house.trial.restarted().await;
    assert_eq!(sync::make_waiting(&house.trial.app).await.unwrap(), 1);
    assert_eq!(house.head(&photo).await.header("upload-state"), "stored");
}

#[tokio::test]
async fn case_14_the_last_part_is_there_but_was_never_looked_at() {
    let house = House::new().await;
    let photo = Photo::picture("p1", 1);
    house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
    house.part(&photo, 0, 100).await;
    // As if the server was stopped between the disk and the database.
    let arriving = house.trial.folder().join("photos/arriving");
    let file = std::fs::read_dir(&arriving).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&file, &photo.data).unwrap();
    let head = house.head(&photo).await;
    assert_eq!((head.header("upload-state"), head.header("x-photo-sha256")), ("received", photo.sha256().as_str()));
}

#[tokio::test]
async fn a_received_photo_that_the_disk_does_not_give_keeps_no_other_waiting_and_a_torn_one_is_asked_for_again() {
    let house = House::new().await;
    let photos = [Photo::picture("p1", 1), Photo::picture("p2", 2), Photo::picture("p3", 3)];
    house.submit("op-1", 0, &house.report("Hujan", &photos)).await;
    for photo in &photos {
        upload(&house, photo, 300).await;
    }
    let arriving = house.trial.folder().join("photos/arriving");
    let path = |photo: &Photo| {
        let files = std::fs::read_dir(&arriving).unwrap().map(|file| file.unwrap().path());
        let named = format!("{}.part", photo.sha256());
        files.into_iter().find(|path| path.to_string_lossy().ends_with(&named)).unwrap()
    };
    // The first: bytes that cannot be read. The second: torn by a power cut, of the same length.
    let first = path(&photos[0]);
    std::fs::remove_file(&first).unwrap();
    std::fs::create_dir(&first).unwrap();
    std::fs::write(path(&photos[1]), vec![0; photos[1].data.len()]).unwrap();
    assert!(sync::make_waiting(&house.trial.app).await.is_err(), "somebody hears of the first");
    let state = async |photo: &Photo| house.head(photo).await.header("upload-state").to_owned();
    assert_eq!(state(&photos[0]).await, "received");
    assert_eq!(state(&photos[1]).await, "missing", "the phone sends it again");
    assert_eq!(state(&photos[2]).await, "stored");
    upload(&house, &photos[1], 300).await;
    std::fs::remove_dir(&first).unwrap();
    std::fs::write(&first, &photos[0].data).unwrap();
    assert_eq!(sync::make_waiting(&house.trial.app).await.unwrap(), 2);
    assert_eq!(state(&photos[1]).await, "stored");
}

#[tokio::test]
async fn a_disk_that_gives_photo_after_photo_badly_ends_the_round() {
    let house = House::new().await;
    let photos: Vec<Photo> = (1..=9).map(|number| Photo::picture(&format!("p{number}"), number)).collect();
    house.submit("op-1", 0, &house.report("Hujan", &photos)).await;
    for photo in &photos {
        upload(&house, photo, 5_000).await;
        // In this order they are made.
        house.trial.world.advance(1);
    }
    for file in std::fs::read_dir(house.trial.folder().join("photos/arriving")).unwrap() {
        let (path, last) = (file.unwrap().path(), photos[8].sha256());
        if !path.to_string_lossy().contains(&last) {
            std::fs::remove_file(&path).unwrap();
            std::fs::create_dir(path).unwrap();
        }
    }
    assert!(sync::make_waiting(&house.trial.app).await.is_err());
    assert_eq!(house.head(&photos[8]).await.header("upload-state"), "received", "it is not tried on a bad disk");
}

#[tokio::test]
async fn case_15_corrupted_repeated_and_reordered_parts_do_no_harm() {
    for trial in Trial::on_each_database("phones: case 15").await {
        let house = House::on(trial).await;
        let photo = Photo::picture("p1", 1);
        house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
        let sha256 = ops::hash(&photo.data[..100]);
        let corrupted = house.raw_part(&photo, 0, &[7; 100], &sha256).await;
        assert_eq!((corrupted.status, corrupted.code().as_str(), corrupted.offset()), (460, "checksum", 0));
        let early = house.part(&photo, 100, 200).await;
        assert_eq!((early.status, early.code().as_str(), early.offset()), (409, "offset", 0));
        assert_eq!(house.part(&photo, 0, 100).await.status, 204);
        let again = house.part(&photo, 0, 100).await;
        assert_eq!((again.status, again.offset()), (409, 100));
        let length = photo.data.len();
        let twice = futures::future::join_all((0..8).map(|_| house.part(&photo, 100, length))).await;
        assert_eq!(twice.iter().filter(|answer| answer.status == 204).count(), 1);
        assert!(twice.iter().all(|answer| answer.offset() == length));
        assert_eq!(house.head(&photo).await.header("x-photo-sha256"), photo.sha256());
    }
}

#[tokio::test]
async fn a_whole_that_is_not_what_was_named_begins_anew() {
    let house = House::new().await;
    let photo = Photo::picture("p1", 1);
    house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
    let wrong = vec![9; photo.data.len()];
    let answer = house.raw_part(&photo, 0, &wrong, &ops::hash(&wrong)).await;
    assert_eq!((answer.status, answer.offset()), (460, 0));
    assert_eq!(house.head(&photo).await.offset(), 0);
    let more = house.raw_part(&photo, 0, &[9; 5_000], &ops::hash(&[9; 5_000])).await;
    assert_eq!(more.status, 413, "no more than was named");
    upload(&house, &photo, 300).await;
}

#[tokio::test]
async fn case_23_a_full_disk_loses_nothing_that_was_acknowledged() {
    let house = House::new().await;
    let photo = Photo::picture("p1", 1);
    house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
    let arriving = house.trial.folder().join("photos/arriving");
    std::fs::create_dir_all(arriving.parent().unwrap()).unwrap();
    std::fs::write(&arriving, "no folder here").unwrap();
    let failed = house.part(&photo, 0, 100).await;
    assert_eq!((failed.status, failed.code().as_str()), (503, "unavailable"));
    std::fs::remove_file(&arriving).unwrap();
    assert_eq!(house.head(&photo).await.offset(), 0);
    upload(&house, &photo, 300).await;
}

#[tokio::test]
async fn case_24_what_is_no_picture_is_said_and_the_text_stands() {
    let house = House::new().await;
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bomb.extend_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
    let photos = [
        Photo { id: "p1".into(), data: b"<!doctype html><script>alert(1)</script>".to_vec() },
        Photo { id: "p2".into(), data: bomb },
        Photo { id: "p3".into(), data: vec![0xff, 0xd8, 0xff, 0xe0, 1, 2, 3] },
        Photo::picture("p4", 4),
    ];
    assert_eq!(house.submit("op-1", 0, &house.report("Hujan", &photos)).await.status, 201);
    for photo in &photos {
        upload(&house, photo, 64).await;
    }
    assert_eq!(sync::make_waiting(&house.trial.app).await.unwrap(), 4);
    let standing = house.get(REPORT).await;
    let states: Vec<&str> =
        standing["photos"].as_array().unwrap().iter().map(|photo| photo["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["unreadable", "unreadable", "unreadable", "stored"]);
    assert_eq!((standing["status"].as_str(), &standing["missing"]), (Some("terkirim"), &json!([])));
    let report = standing["report"].as_str().unwrap();
    let page = house.trial.get(&format!("/kantor/laporan/{report}"), &house.planner_cookie).await;
    assert!(page.body.contains("Foto tidak terbaca") && page.body.contains("Hujan"), "{}", page.body);
    // A photo that can never be taken in is said at once.
    let huge = format!("{{\"bytes\":13000000,\"sha256\":\"{}\",\"activity\":\"a1\"}}", "ab".repeat(32));
    let path = "/api/v1/photos/p9?library=natai-raya&month=2026-10";
    let answer = super::house::send(&house.trial, "PUT", path, &house.cookie, &[], huge.as_bytes()).await;
    assert_eq!((answer.status, answer.code().as_str()), (413, "too_large"));
}

#[tokio::test]
async fn the_same_bytes_are_sent_once_however_many_reports_name_them() {
    let house = House::new().await;
    let one = Photo::picture("p1", 1);
    let twin = Photo { id: "p2".into(), ..one.clone() };
    let receipt = house.submit("op-1", 0, &house.report("Hujan", &[one.clone(), twin.clone()])).await.json();
    assert_eq!(receipt["missing"], json!(["p1", "p2"]));
    upload(&house, &one, 500).await;
    assert_eq!(house.head(&twin).await.header("upload-state"), "received", "they share their bytes");
    sync::make_waiting(&house.trial.app).await.unwrap();
    let third = Photo { id: "p3".into(), ..one.clone() };
    let version = house.get(DRAFT).await["version"].as_i64().unwrap();
    let receipt = house.submit("op-2", version, &house.report("Hujan", &[one, twin, third.clone()])).await.json();
    assert_eq!(receipt["missing"], json!([]));
    assert_eq!(house.head(&third).await.header("upload-state"), "stored");
}

#[tokio::test]
async fn photos_come_before_the_text_too_and_others_do_not_see_them() {
    let house = House::new().await;
    let photo = Photo::picture("p1", 1);
    assert_eq!(house.head(&photo).await.status, 404);
    upload(&house, &photo, 200).await;
    let receipt = house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
    assert_eq!((receipt.status, &receipt.json()["missing"]), (201, &json!([])), "{}", receipt.body);
    let other = house.trial.library("62.01", "62.01.02.2017", "sagu").await;
    let stranger = house.trial.person("62.01", "Bu Rina", &[Role::Librarian { library: other }]).await;
    assert_eq!(house.trial.get("/api/v1/photos/p1", &stranger).await.code(), "not_found");
    // A name that is somebody else's cannot be taken over.
    let sagu = "/api/v1/photos/p1?library=sagu&month=2026-10";
    let body = json!({ "bytes": 5, "sha256": "ab".repeat(32), "activity": "a1" }).to_string();
    let taken = super::house::send(&house.trial, "PUT", sagu, &stranger, &[], body.as_bytes()).await;
    assert_eq!(taken.code(), "not_found");
}

#[tokio::test]
async fn a_photo_of_another_month_cannot_be_named_and_taken_out_ones_go() {
    let house = House::new().await;
    let photo = Photo::picture("p1", 1);
    house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
    let september = "/api/v1/drafts/natai-raya/bulanan/2026-09";
    let named = house.report("", std::slice::from_ref(&photo));
    let headers = [("if-match", "\"v0\"")];
    let elsewhere = super::house::send(&house.trial, "PATCH", september, &house.cookie, &headers, &named).await;
    assert_eq!((elsewhere.status, elsewhere.json()["findings"][0]["field"].as_str()), (422, Some("foto-p1")));
    let mut without: serde_json::Value = serde_json::from_slice(&house.report("Hujan", &[])).unwrap();
    without["removed"] = json!(["p1"]);
    assert_eq!(house.mirror(2, without.to_string().as_bytes()).await.status, 200);
    assert_eq!(house.get(DRAFT).await["photos"], json!([]));
    assert_eq!(house.get(REPORT).await["photos"][0]["id"], "p1", "what was sent keeps it");
}

#[tokio::test]
async fn parts_are_thrown_away_after_ninety_days_of_silence_and_the_photo_may_begin_anew() {
    let house = House::new().await;
    let photo = Photo::picture("p1", 1);
    house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
    house.part(&photo, 0, 100).await;
    house.trial.world.advance(PARTS_KEPT - 10);
    assert_eq!(sync::sweep(&house.trial.app).await.unwrap(), 0);
    assert_eq!(house.slot(&photo).await.offset(), 100, "the phone speaks of it");
    house.trial.world.advance(PARTS_KEPT - 10);
    assert_eq!(sync::sweep(&house.trial.app).await.unwrap(), 0);
    house.trial.world.advance(20);
    assert_eq!(sync::sweep(&house.trial.app).await.unwrap(), 1);
    // Other files beside them are not ours to throw away.
    assert_eq!(house.slot(&photo).await.offset(), 0);
    upload(&house, &photo, 300).await;
}

#[tokio::test]
async fn an_erased_photo_gets_nothing_back_from_the_phone_that_took_it() {
    for trial in Trial::on_each_database("phones: an erased photo").await {
        let house = House::on(trial).await;
        let photo = Photo::picture("p1", 1);
        // The librarian wished it public; the phone goes on saying so.
        let report = |words: &str| {
            let body = String::from_utf8(house.report(words, std::slice::from_ref(&photo))).unwrap();
            body.replace("\"public\":false", "\"public\":true").into_bytes()
        };
        let sent = house.submit("op-1", 0, &report("Hujan")).await.json();
        upload(&house, &photo, 500).await;
        assert_eq!(sync::make_waiting(&house.trial.app).await.unwrap(), 1);
        let known = sent["version"].as_i64().unwrap();
        let begun = house.mirror(known, &report("Hujan deras")).await;
        assert_eq!(begun.status, 200, "a correction is begun: {}", begun.body);
        let known = begun.json()["version"].as_i64().unwrap();

        // Consents are told apart by when they were given.
        house.trial.world.advance(60);
        let erased = house.trial.post("/lapor/tarik", &house.cookie, &[("jenis", "foto"), ("id", "p1")]).await;
        assert_eq!(erased.status, 303, "{}", erased.body);
        house.trial.world.advance(60);
        let conflict = house.mirror(known, &report("Hujan lebat")).await;
        assert_eq!(
            (conflict.status, conflict.code().as_str()),
            (412, "changed"),
            "the phone hears that something went"
        );
        let version = conflict.json()["version"].as_i64().unwrap();
        // A restore, which erases once more, puts no phone behind again.
        let known = erasures::of_library(&house.trial.app.storage, "62.01", &house.library).await.unwrap();
        assert_eq!(known.len(), 1);
        let again =
            house.trial.app.storage.write(move |tx| Box::pin(async move { erasures::replay(tx, &known).await }));
        again.await.unwrap();
        let mirrored = house.mirror(version, &report("Hujan lebat")).await;
        assert_eq!(mirrored.status, 200, "{}", mirrored.body);
        let slot = house.slot(&photo).await;
        assert_eq!((slot.status, slot.code().as_str()), (410, "gone"), "and lets go of it");
        let version = mirrored.json()["version"].as_i64().unwrap();
        let again = house.submit("op-2", version, &report("Hujan lebat")).await;
        assert_eq!((again.status, &again.json()["missing"]), (200, &json!([])), "{}", again.body);

        type Row = (String, String, bool, String);
        let row: Option<Row> = house
            .trial
            .app
            .storage
            .one("select state, caption, public_wish, children from photo", crate::args![])
            .await
            .unwrap();
        assert_eq!(row, Some(("erased".to_owned(), String::new(), false, String::new())));
        let in_revision = "select cast(count(*) as bigint) from report_photo where revision in (0, 2)";
        assert_eq!(house.count(in_revision).await, 0);
        let terms: Vec<(String,)> =
            house.trial.app.storage.all("select terms from consent order by at, id", crate::args![]).await.unwrap();
        let terms: Vec<&str> = terms.iter().map(|(terms,)| terms.as_str()).collect();
        assert_eq!(terms, ["public none", ""], "no consent after the withdrawal");
    }
}

#[tokio::test]
async fn an_erased_photo_leaves_its_file_to_the_signed_paper_that_shows_it() {
    for trial in Trial::on_each_database("phones: an erased photo on a paper").await {
        let house = House::on(trial).await;
        let photo = Photo::picture("p1", 1);
        house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
        upload(&house, &photo, 500).await;
        assert_eq!(sync::make_waiting(&house.trial.app).await.unwrap(), 1);
        let app = &house.trial.app;
        let sha256: Option<(String,)> = app.storage.one("select sha256 from photo", crate::args![]).await.unwrap();
        let sha256 = sha256.unwrap().0;
        let scan = sha256.clone();
        let written = app.storage.write(move |tx| {
            Box::pin(async move {
                tx.run(
                    "insert into meeting (office, id, slug, name, starts_on, created_at) values ('62.01', 'm', 'm', 'PLM', '2026-10-06', 1)",
                    crate::args![],
                )
                .await?;
                tx.run(
                    "insert into paper (office, meeting, kind, scan, by_account, at) values ('62.01', 'm', 'undangan', $1, 'a', 1)",
                    crate::args![&scan],
                )
                .await
            })
        });
        written.await.unwrap();
        let erased = house.trial.post("/lapor/tarik", &house.cookie, &[("jenis", "foto"), ("id", "p1")]).await;
        assert_eq!(erased.status, 303, "{}", erased.body);
        assert!(app.photos.read(&sha256).await.unwrap().is_some());
    }
}
