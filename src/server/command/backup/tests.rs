//! A backup made while the service runs, and every way in which one is refused.

use super::*;
use crate::trial::Trial;

/// A running service with one library and one photo file.
async fn lived() -> (Trial, String) {
    let trial = Trial::new().await;
    let id = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut jpeg).encode_image(&image::RgbImage::new(8, 8)).unwrap();
    let photo = trial.app.photos.keep_made(&jpeg, "satu").await.unwrap();
    let name = photo.clone();
    trial
        .app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                tx.run("update library set photo = $1 where id = $2", crate::args![name, id]).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .unwrap();
    (trial, photo)
}

fn elsewhere(trial: &Trial, data: &Path) -> Settings {
    Settings { data: data.to_path_buf(), ..(*trial.app.settings).clone() }
}

#[tokio::test]
async fn a_backup_of_a_running_service_brings_everything_back_and_raises_the_epoch() {
    let (trial, photo) = lived().await;
    let folder = make(&trial.app.settings, &trial.world, None).await.map_err(|fault| fault.words().to_owned()).unwrap();
    // What came after the backup is not in it.
    trial.library("62.01", "62.01.02.2018", "natai-baru").await;

    // The same folder while the service runs: refused, nothing touched.
    let running = restore(&trial.app.settings, &trial.world, &folder).await.unwrap_err();
    assert!(running.words().contains("masih jalan"), "{}", running.words());

    let new = tempfile::tempdir().unwrap();
    let settings = elsewhere(&trial, new.path());
    for round in 0..2 {
        restore(&settings, &trial.world, &folder).await.map_err(|fault| fault.words().to_owned()).unwrap();
        let found = backup::inspect(&new.path().join(DATABASE)).await.unwrap();
        assert_eq!((found.rows["library"], found.photos.contains(&photo)), (1, true));
        assert_eq!(found.epoch, trial.world.now().0 + round, "each restore has an epoch of its own");
        verify(&settings).await.map_err(|fault| fault.words().to_owned()).unwrap();
    }
    // The database that the second restore replaced is still there.
    assert!(
        fs::read_dir(new.path())
            .unwrap()
            .any(|entry| { entry.unwrap().file_name().to_string_lossy().starts_with("before-restore-") })
    );

    fs::write(place_of(&new.path().join(PHOTOS), &photo), "x").unwrap();
    assert!(verify(&settings).await.unwrap_err().words().contains("1 foto"));
}

#[tokio::test]
async fn a_backup_that_is_not_whole_is_refused_before_anything_is_touched() {
    type Harm = fn(&Path, &str);
    let harms: [(&str, Harm); 6] = [
        ("belum selesai", |folder, _| fs::remove_file(folder.join(MANIFEST)).unwrap()),
        ("tidak terbaca", |folder, _| fs::write(folder.join(MANIFEST), "{").unwrap()),
        ("terpotong atau berubah", |folder, _| {
            let file = fs::OpenOptions::new().write(true).open(folder.join(DATABASE)).unwrap();
            file.set_len(8192).unwrap();
        }),
        ("lebih baru", |folder, _| rewrite(folder, |manifest| manifest.schema = 9999)),
        ("tidak sama", |folder, _| rewrite(folder, |manifest| *manifest.rows.get_mut("library").unwrap() = 7)),
        ("fotonya hilang", |folder, photo| {
            fs::remove_file(place_of(&folder.parent().unwrap().join(PHOTOS), photo)).unwrap();
        }),
    ];
    for (words, harm) in harms {
        let (trial, photo) = lived().await;
        let folder =
            make(&trial.app.settings, &trial.world, None).await.map_err(|fault| fault.words().to_owned()).unwrap();
        harm(&folder, &photo);
        let new = tempfile::tempdir().unwrap();
        let refused = restore(&elsewhere(&trial, new.path()), &trial.world, &folder).await.unwrap_err();
        assert!(refused.words().contains(words), "{words}: {}", refused.words());
        assert!(fs::read_dir(new.path()).unwrap().next().is_none(), "{words}: something was touched");
    }
}

fn rewrite(folder: &Path, change: impl FnOnce(&mut Manifest)) {
    let mut manifest: Manifest = serde_json::from_slice(&fs::read(folder.join(MANIFEST)).unwrap()).unwrap();
    change(&mut manifest);
    fs::write(folder.join(MANIFEST), serde_json::to_vec(&manifest).unwrap()).unwrap();
}

#[tokio::test]
async fn a_backup_without_all_its_photos_is_not_made() {
    let (trial, photo) = lived().await;
    fs::remove_file(place_of(&trial.folder().join(PHOTOS), &photo)).unwrap();
    let refused = make(&trial.app.settings, &trial.world, None).await.unwrap_err();
    assert!(refused.words().contains(&photo), "{}", refused.words());
    let left: Vec<_> = fs::read_dir(trial.folder().join("backups")).unwrap().collect();
    assert!(left.is_empty(), "half a backup was left: {left:?}");
}

#[tokio::test]
async fn what_was_erased_after_the_backup_stays_erased() {
    let (trial, _) = lived().await;
    let data = tempfile::tempdir().unwrap();
    let settings = elsewhere(&trial, data.path());
    let told = |fault: Fault| fault.words().to_owned();
    let first = make(&trial.app.settings, &trial.world, None).await.map_err(told).unwrap();
    restore(&settings, &trial.world, &first).await.map_err(told).unwrap();
    let place: (String, String) = {
        let storage = Storage::open(None, data.path(), trial.world.clone()).await.unwrap();
        let place: (String, String) =
            storage.one("select office, id from library", crate::args![]).await.unwrap().unwrap();
        let (office, library) = place.clone();
        storage
            .write(move |tx| {
                Box::pin(async move {
                    tx.run(
                        "insert into story (office, id, library, text, created_at) values ($1, 'kisah', $2, 'Ibu Sari belajar menjahit.', 0)",
                        crate::args![office, library],
                    )
                    .await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
            .unwrap();
        place
    };
    let backup = make(&settings, &trial.world, Some(data.path().join("lain"))).await.map_err(told).unwrap();
    {
        let storage = Storage::open(None, data.path(), trial.world.clone()).await.unwrap();
        let (office, library) = place;
        let request = erasures::Request {
            office,
            library,
            kind: erasures::Kind::Story,
            object: "kisah".to_owned(),
            account: String::new(),
            today: trial.world.now().date(Zone::default()),
        };
        storage.write(move |tx| Box::pin(async move { erasures::erase(tx, &request).await })).await.unwrap();
    }
    restore(&settings, &trial.world, &backup).await.map_err(told).unwrap();
    let storage = Storage::open(None, data.path(), trial.world.clone()).await.unwrap();
    let left: (String, String) =
        storage.one("select text, erased_on from story where id = 'kisah'", crate::args![]).await.unwrap().unwrap();
    assert_eq!(left, (String::new(), "2026-11-02".to_owned()));
}

#[tokio::test]
async fn a_withdrawn_photo_leaves_older_backups_too_also_when_the_disk_was_lost() {
    let (trial, _) = lived().await;
    let told = |fault: Fault| fault.words().to_owned();
    let storage = &trial.app.storage;
    let photo = trial.app.photos.keep_made(&crate::trial::jpeg(), "dua").await.unwrap();
    let place: (String, String) = storage.one("select office, id from library", crate::args![]).await.unwrap().unwrap();
    let ((office, library), name) = (place.clone(), photo.clone());
    storage
        .write(move |tx| {
            Box::pin(async move {
                tx.run(
                    "insert into photo (office, id, library, upload_sha256, sha256, state, bytes, uploaded_by, uploaded_at)
                     values ($1, 'foto-1', $2, '', $3, 'stored', 1, '', 0)",
                    crate::args![office, library, name],
                )
                .await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .unwrap();
    let shelf = tempfile::tempdir().unwrap();
    let to = || Some(shelf.path().to_path_buf());
    let older = make(&trial.app.settings, &trial.world, to()).await.map_err(told).unwrap();
    let copy = place_of(&shelf.path().join(PHOTOS), &photo);
    assert!(copy.exists());

    let (office, library) = place;
    let request = erasures::Request {
        office,
        library,
        kind: erasures::Kind::Photo,
        object: "foto-1".to_owned(),
        account: String::new(),
        today: trial.world.now().date(Zone::default()),
    };
    storage.write(move |tx| Box::pin(async move { erasures::erase(tx, &request).await })).await.unwrap();
    trial.app.photos.erase(&photo).await.unwrap();
    trial.world.advance(86_400);
    make(&trial.app.settings, &trial.world, to()).await.map_err(told).unwrap();
    assert!(!copy.exists(), "the next backup lets its file go");

    // A new disk, and by mistake the older of the two backups.
    let new = tempfile::tempdir().unwrap();
    let settings = elsewhere(&trial, new.path());
    restore(&settings, &trial.world, &older).await.map_err(told).unwrap();
    assert!(!place_of(&new.path().join(PHOTOS), &photo).exists());
    verify(&settings).await.map_err(told).unwrap();
    let storage = Storage::open(None, new.path(), trial.world.clone()).await.unwrap();
    let state: (String,) =
        storage.one("select state from photo where id = 'foto-1'", crate::args![]).await.unwrap().unwrap();
    assert_eq!(state.0, "erased");
}

#[tokio::test]
async fn on_postgresql_each_command_says_what_to_do_instead() {
    let trial = Trial::new().await;
    let settings =
        Settings { database_url: Some("postgres://x@localhost/x".to_owned()), ..(*trial.app.settings).clone() };
    let told = [
        make(&settings, &trial.world, None).await.map(|_| ()),
        restore(&settings, &trial.world, trial.folder()).await,
        verify(&settings).await,
    ];
    for fault in told {
        let words = fault.unwrap_err().words().to_owned();
        for part in ["pg_dump", "pg_restore", "restore_epoch", "photos", "Tidak ada yang diubah"] {
            assert!(words.contains(part), "{part}: {words}");
        }
    }
}
