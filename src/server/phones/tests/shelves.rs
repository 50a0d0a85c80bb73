//! Photos in a folder and in a bucket that several nodes share: the same story on both.

use super::house::{House, Photo, REPORT};
use super::photos::upload;
use crate::api::sync;
use crate::domain::moment::Moment;
use crate::server::bucket::Bucket;
use crate::server::command::Fault;
use crate::server::command::backup::{self, Place};
use crate::server::photos::{Shelf, name_of, place_of};
use crate::server::settings::Settings;
use crate::trial::{Trial, empty_bucket, lost_bucket};
use serde_json::json;

/// Writes something else under a stored photo's name.
async fn alter(settings: &Settings, sha256: &str) {
    match settings.shelf() {
        Shelf::Folder(folder) => std::fs::write(place_of(&folder, sha256), b"lain").unwrap(),
        Shelf::Bucket(bucket) => bucket.put(&name_of(sha256), b"lain".to_vec()).await.unwrap(),
    }
}

fn arriving(trial: &Trial) -> usize {
    std::fs::read_dir(trial.folder().join("photos/arriving")).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_photo_lives_in_a_folder_and_in_a_bucket_alike() {
    let story = "photos on each shelf";
    let mut shelves: Vec<Option<Bucket>> = vec![None];
    shelves.extend(empty_bucket(story).map(Some));
    for bucket in shelves {
        let house = House::on(Trial::new().await.with_photos_in(bucket.clone())).await;
        let photo = Photo::picture("p1", 1);
        house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
        upload(&house, &photo, 100).await;
        assert_eq!(house.head(&photo).await.header("upload-state"), "received");

        // The machine that took it in is lost with its disk; another node makes the picture. A folder is shared, or nothing is.
        let empty = tempfile::tempdir().unwrap();
        let other = match &bucket {
            Some(bucket) => {
                assert_eq!((arriving(&house.trial), bucket.list("arriving").await.unwrap().len()), (0, 1));
                house.trial.other_node(empty.path())
            }
            None => house.trial.other_node(house.trial.folder()),
        };
        assert_eq!(sync::make_waiting(&other).await.unwrap(), 1);
        let standing = house.get(REPORT).await;
        assert_eq!((&standing["photos"][0]["state"], &standing["missing"]), (&json!("stored"), &json!([])));
        let url = standing["photos"][0]["url"].as_str().unwrap().to_owned();
        let sha256 = url.rsplit('/').next().unwrap();
        let shown = house.trial.get(&url, &house.cookie).await;
        assert_eq!((shown.status, crate::storage::ops::hash(&shown.bytes).as_str()), (200, sha256));
        assert_eq!(shown.headers["content-length"], shown.bytes.len().to_string());
        assert_eq!(arriving(&house.trial), 0, "raw files go");
        if let Some(bucket) = &bucket {
            assert_eq!(bucket.list("").await.unwrap(), [name_of(sha256)], "raw files go, from the bucket too");
        }

        // A backup beside it, and what it holds put back where there is nothing.
        let (settings, world) = (&house.trial.app.settings, &house.trial.world);
        let shelf = tempfile::tempdir().unwrap();
        let place = match &bucket {
            Some(_) => Place::Bucket(empty_bucket(story).unwrap()),
            None => Place::Folder(shelf.path().to_path_buf()),
        };
        let told = |fault: Fault| fault.words().to_owned();
        let made = backup::make(settings, world, Some(place)).await.map_err(told).unwrap();
        assert_eq!((made.photos, std::fs::exists(settings.data.join("backup.mirror")).unwrap()), (1, false));
        let made = settings.place("uji", made.folder.to_str().unwrap()).unwrap();
        backup::examine(settings, &made, None).await.map_err(told).unwrap();
        let new = tempfile::tempdir().unwrap();
        let photos = bucket.as_ref().and_then(|_| empty_bucket(story));
        let restored = Settings { data: new.path().to_path_buf(), photos, ..Settings::clone(settings) };
        backup::restore(&restored, world, &made, None, false).await.map_err(told).unwrap();
        backup::verify(&restored).await.map_err(told).unwrap();
        assert_eq!(restored.shelf().get(sha256).await.unwrap(), Some(shown.bytes));

        // Altered where it lies: shown to nobody, found by `pantau verify`.
        alter(settings, sha256).await;
        assert_eq!(house.trial.get(&url, &house.cookie).await.status, 404);
        let bad = backup::verify(settings).await.map_err(told).unwrap_err();
        assert!(bad.contains("1 foto"), "{bad}");
        house.trial.app.photos.erase(sha256).await.unwrap();
        assert_eq!(settings.shelf().get(sha256).await.unwrap(), None);
    }
}

#[tokio::test]
async fn while_the_bucket_is_away_the_phone_keeps_its_photo_and_sends_it_later() {
    let mut house = House::on(Trial::new().await.with_photos_in(Some(lost_bucket()))).await;
    let photo = Photo::picture("p1", 1);
    house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
    let last = photo.data.len();
    assert_eq!(house.part(&photo, 0, 200).await.status, 204, "parts arrive on this machine");
    for answer in [house.part(&photo, 200, last).await, house.head(&photo).await] {
        assert_eq!((answer.status, answer.header("retry-after")), (503, "30"), "{}", answer.body);
    }
    assert_eq!(house.get(REPORT).await["missing"], json!(["p1"]), "no receipt");
    assert_eq!(house.trial.get("/readyz", "").await.status, 200, "the rest of the service goes on");

    // A picture that lies there is neither shown nor said to be gone.
    let name = "ab".repeat(32);
    let (sha256, library) = (name.clone(), house.library.clone());
    let shown = house.trial.app.storage.write(move |tx| {
        Box::pin(
            async move { tx.run("update library set photo = $1 where id = $2", crate::args![sha256, library]).await },
        )
    });
    shown.await.unwrap();
    let away = house.trial.get(&format!("/foto/{name}"), "").await;
    assert_eq!((away.status, away.headers["retry-after"].to_str().unwrap()), (503, "30"), "{}", away.body);

    house.trial = house.trial.with_photos_in(empty_bucket("the bucket is back"));
    assert_eq!(house.head(&photo).await.header("upload-state"), "received", "without a byte sent twice");
    assert_eq!(sync::make_waiting(&house.trial.app).await.unwrap(), 1);
    assert_eq!(house.head(&photo).await.header("upload-state"), "stored");
}

#[tokio::test]
async fn a_photo_that_is_withdrawn_while_the_bucket_is_away_is_erased_when_it_is_back() {
    let Some(bucket) = empty_bucket("erasing later") else { return };
    let trial = Trial::new().await.with_photos_in(Some(bucket.clone()));
    let [withdrawn, again] = [1, 2].map(|seed| Photo::picture("p", seed).data);
    let names = [
        trial.app.photos.keep_made(&withdrawn, "satu").await.unwrap(),
        trial.app.photos.keep_made(&again, "dua").await.unwrap(),
    ];
    let trial = trial.with_photos_in(Some(lost_bucket()));
    for name in &names {
        trial.app.photos.erase(name).await.unwrap();
    }
    assert!(sync::erase_noted(&trial.app).await.is_err(), "tried again");
    let trial = trial.with_photos_in(Some(bucket));
    assert!(trial.app.photos.read(&names[0]).await.unwrap().is_some());
    // One of them is named again meanwhile.
    let (library, name) = (trial.library("62.01", "62.01.02.2016", "natai-raya").await, names[1].clone());
    let named = trial.app.storage.write(move |tx| {
        Box::pin(
            async move { tx.run("update library set photo = $1 where id = $2", crate::args![name, library]).await },
        )
    });
    named.await.unwrap();
    sync::erase_noted(&trial.app).await.unwrap();
    assert!(trial.app.photos.read(&names[0]).await.unwrap().is_none());
    assert!(trial.app.photos.read(&names[1]).await.unwrap().is_some());
    assert_eq!(std::fs::read_dir(trial.folder().join("photos/erasing")).unwrap().count(), 0);
}

#[tokio::test]
async fn uploads_that_nobody_waits_for_leave_the_bucket() {
    let Some(bucket) = empty_bucket("sweep of a bucket") else { return };
    let house = House::on(Trial::new().await.with_photos_in(Some(bucket.clone()))).await;
    let photo = Photo::picture("p1", 1);
    house.submit("op-1", 0, &house.report("Hujan", std::slice::from_ref(&photo))).await;
    upload(&house, &photo, 500).await;
    bucket.put("arriving/62.01_siapa_abc.part", b"x".to_vec()).await.unwrap();
    assert_eq!(sync::sweep(&house.trial.app).await.unwrap(), 1);
    assert_eq!(bucket.list("arriving").await.unwrap().len(), 1, "what was received stays");
    assert_eq!(sync::make_waiting(&house.trial.app).await.unwrap(), 1);
}

/// When the youngest of these stored files was put there.
async fn put_at(settings: &Settings, names: &[&String]) -> i64 {
    let mut newest = 0;
    for name in names {
        let at = match settings.shelf() {
            Shelf::Folder(folder) => {
                let at = std::fs::metadata(place_of(&folder, name)).unwrap().modified().unwrap();
                i64::try_from(at.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()).unwrap()
            }
            Shelf::Bucket(bucket) => {
                let dated = bucket.dated().await.unwrap();
                dated.into_iter().find(|(file, _)| *file == name_of(name)).unwrap().1.0
            }
        };
        newest = newest.max(at);
    }
    newest
}

#[tokio::test]
async fn stored_files_that_nothing_names_leave_after_a_month_and_nothing_else_does() {
    let story = "files that nothing names";
    let mut shelves: Vec<Option<Bucket>> = vec![None];
    shelves.extend(empty_bucket(story).map(Some));
    for bucket in shelves {
        let house = House::on(Trial::new().await.with_photos_in(bucket)).await;
        let app = &house.trial.app;
        let mut names = Vec::new();
        for number in 1..=4 {
            names.push(app.photos.keep_made(&Photo::picture("p", number).data, &number.to_string()).await.unwrap());
        }
        let [torn, profile, scan, meeting] = names.try_into().unwrap();
        let settings = &app.settings;
        let at = put_at(settings, &[&torn, &profile, &scan, &meeting]).await;
        let (month, left) = (30 * 86_400, async |name: &String| settings.shelf().get(name).await.unwrap().is_some());

        // A database that names nothing of all this is the wrong one.
        house.trial.world.set(Moment(at + month + 1));
        assert_eq!(sync::sweep_shelf(app).await.unwrap(), 0);

        // One that a phone has sent, one that waits to be made anew, and one of which only a part has come.
        let start = crate::trial::start();
        house.trial.world.set(start);
        let [whole, waiting, begun] = ["w", "x", "y"].map(|id| Photo::picture(id, u64::from(id.as_bytes()[0])));
        house.submit("op-1", 0, &house.report("Hujan", &[whole.clone(), waiting.clone(), begun.clone()])).await;
        upload(&house, &whole, 500).await;
        assert_eq!(sync::make_waiting(app).await.unwrap(), 1);
        upload(&house, &waiting, 500).await;
        assert_eq!(house.part(&begun, 0, 100).await.status, 204);
        let (of_library, of_scan, of_meeting, library) =
            (profile.clone(), scan.clone(), meeting.clone(), house.library.clone());
        let named = app.storage.write(move |tx| {
            Box::pin(async move {
                for (sql, args) in [
                    ("update library set photo = $1 where id = $2", crate::args![&of_library, &library]),
                    (
                        "insert into meeting (office, id, slug, name, starts_on, created_at) values ('62.01', 'm', 'm', 'PLM', '2026-10-06', 1)",
                        crate::args![],
                    ),
                    (
                        "insert into paper (office, meeting, kind, scan, by_account, at) values ('62.01', 'm', 'undangan', $1, 'a', 1)",
                        crate::args![&of_scan],
                    ),
                    (
                        "insert into meeting_photo (office, id, meeting, upload_sha256, sha256, bytes, width, height, uploaded_by, uploaded_at)
                         values ('62.01', 'mp', 'm', '', $1, 1, 1, 1, 'a', 1)",
                        crate::args![&of_meeting],
                    ),
                ] {
                    tx.run(sql, args).await?;
                }
                Ok::<_, crate::storage::Failure>(())
            })
        });
        named.await.unwrap();
        let in_rows = crate::storage::backup::photos_named(&app.storage).await.unwrap();
        assert!([&profile, &scan, &meeting].iter().all(|name| in_rows.contains(*name)) && in_rows.len() == 4);
        let restored = async |at: i64| {
            let noted = app.storage.write(move |tx| {
                Box::pin(async move { crate::storage::installation::note(tx, "restore_epoch", Some(Moment(at))).await })
            });
            noted.await.unwrap();
        };

        house.trial.world.set(Moment(at + month - 5));
        assert_eq!(sync::sweep_shelf(app).await.unwrap(), 0, "a row may still come");
        house.trial.world.set(Moment(at + month + 3_600));
        restored(at + 60).await;
        assert_eq!(sync::sweep_shelf(app).await.unwrap(), 0, "the database that a restore set aside may name it");
        restored(1).await;
        assert_eq!(sync::sweep_shelf(app).await.unwrap(), 1);
        assert!(!left(&torn).await);
        for name in [&profile, &scan, &meeting] {
            assert!(left(name).await);
        }
        house.trial.world.set(start);
        let url = house.get(REPORT).await["photos"][0]["url"].as_str().unwrap().to_owned();
        assert_eq!(house.trial.get(&url, &house.cookie).await.status, 200);
        assert_eq!(house.head(&begun).await.offset(), 100);
        assert_eq!(sync::make_waiting(app).await.unwrap(), 1, "what waited is still there");
        assert_eq!(house.head(&waiting).await.header("upload-state"), "stored");
    }
}
