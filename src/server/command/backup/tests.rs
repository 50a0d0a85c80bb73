//! A backup made while the service runs, and every way in which one is refused.

use super::photos::is_looked_at;
use super::*;
use crate::server::photos::{name_of, place_of};
use crate::storage::Storage;
use crate::trial::{Trial, access_of_test as trial_access, empty_bucket, empty_postgres, lost_bucket};
use std::fs;

/// The folder of a backup made now.
async fn made(settings: &Settings, world: &World, to: Option<PathBuf>) -> PathBuf {
    make(settings, world, to.map(Place::Folder)).await.unwrap_or_else(|fault| panic!("{}", fault.words())).folder
}

/// These backups lie in folders.
async fn restore(settings: &Settings, world: &World, folder: &Path, key: Option<&Path>) -> Result<(), Fault> {
    super::restore(settings, world, &Place::Folder(folder.to_path_buf()), key, false).await
}

async fn examine(settings: &Settings, folder: &Path, key: Option<&Path>) -> Result<(), Fault> {
    super::examine(settings, &Place::Folder(folder.to_path_buf()), key).await
}

async fn restored(settings: &Settings, world: &World, folder: &Path) {
    restore(settings, world, folder, None).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
}

/// A running service with one library and one photo file.
async fn lived() -> (Trial, String) {
    let trial = Trial::new().await;
    let photo = live(&trial).await;
    (trial, photo)
}

async fn live(trial: &Trial) -> String {
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
    photo
}

fn elsewhere(trial: &Trial, data: &Path) -> Settings {
    Settings { data: data.to_path_buf(), ..(*trial.app.settings).clone() }
}

/// When the finished backups of a place were made.
fn made_in(place: &Path) -> BTreeSet<Moment> {
    manifests(place).map(|(_, manifest)| Moment(manifest.made_at)).collect()
}

#[tokio::test]
async fn a_backup_of_a_running_service_brings_everything_back_and_raises_the_epoch() {
    let (trial, photo) = lived().await;
    let folder = made(&trial.app.settings, &trial.world, None).await;
    // What came after the backup is not in it.
    trial.library("62.01", "62.01.02.2018", "natai-baru").await;

    // The same folder while the service runs: refused, nothing touched.
    let running = restore(&trial.app.settings, &trial.world, &folder, None).await.unwrap_err();
    assert!(running.words().contains("masih jalan"), "{}", running.words());

    let new = tempfile::tempdir().unwrap();
    let settings = elsewhere(&trial, new.path());
    for round in 0..2 {
        restored(&settings, &trial.world, &folder).await;
        let found = backup::inspect(&new.path().join(DATABASE)).await.unwrap();
        assert_eq!((found.tables["library"].rows, found.photos.contains(&photo)), (1, true));
        assert_eq!(found.epoch, trial.world.now().0 + round, "each restore has an epoch of its own");
        verify(&settings).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
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
        ("tidak sama", |folder, _| rewrite(folder, |manifest| manifest.tables.get_mut("library").unwrap().rows = 7)),
        ("fotonya hilang", |folder, photo| {
            fs::remove_file(place_of(&folder.parent().unwrap().join(PHOTOS), photo)).unwrap();
        }),
    ];
    for (words, harm) in harms {
        let (trial, photo) = lived().await;
        let folder = made(&trial.app.settings, &trial.world, None).await;
        harm(&folder, &photo);
        let new = tempfile::tempdir().unwrap();
        let refused = restore(&elsewhere(&trial, new.path()), &trial.world, &folder, None).await.unwrap_err();
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
async fn a_photo_that_the_backup_lost_is_taken_from_the_data_folder_when_it_is_itself() {
    let (trial, photo) = lived().await;
    let folder = made(&trial.app.settings, &trial.world, None).await;
    let new = tempfile::tempdir().unwrap();
    let settings = elsewhere(&trial, new.path());
    restored(&settings, &trial.world, &folder).await;

    // The disk of the backups rots; the photo in the data folder is a good one.
    let (copy, own) =
        (place_of(&folder.parent().unwrap().join(PHOTOS), &photo), place_of(&new.path().join(PHOTOS), &photo));
    fs::write(copy, "rotten").unwrap();
    restored(&settings, &trial.world, &folder).await;
    verify(&settings).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    // The backup itself is not whole for all that.
    let refused = examine(&settings, &folder, None).await.unwrap_err();
    assert!(refused.words().contains("fotonya hilang atau rusak"), "{}", refused.words());

    fs::write(&own, "rotten too").unwrap();
    let refused = restore(&settings, &trial.world, &folder, None).await.unwrap_err();
    assert!(refused.words().contains("fotonya hilang atau rusak"), "{}", refused.words());
    assert_eq!(fs::read(own).unwrap(), b"rotten too", "something was touched");
}

#[tokio::test]
async fn a_disk_that_is_full_in_the_middle_leaves_no_half_backup_and_is_said() {
    let (trial, photo) = lived().await;
    made(&trial.app.settings, &trial.world, None).await;
    trial.world.advance(86_400);
    // In the second place there is room for the database, and none for the photo any more.
    let shelf = tempfile::tempdir().unwrap();
    let to = || Some(shelf.path().to_path_buf());
    let copy = place_of(&shelf.path().join(PHOTOS), &photo);
    fs::create_dir_all(copy.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("/dev/full", copy.with_extension("unfinished")).unwrap();

    let refused = make(&trial.app.settings, &trial.world, to().map(Place::Folder)).await.unwrap_err();
    assert!(refused.words().contains("disk penuh"), "{}", refused.words());
    assert!(!copy.exists() && folders(shelf.path()).next().is_none(), "half a backup was left");
    let administrator = async || trial.person("62.01", "Bu Ani", &[crate::domain::account::Role::Administrator]).await;
    let board = trial.get("/kantor", &administrator().await).await.body;
    assert!(board.contains("Percobaan terakhir gagal") && board.contains("disk penuh"), "{board}");

    // There is room again.
    let folder = made(&trial.app.settings, &trial.world, to()).await;
    examine(&trial.app.settings, &folder, None).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    let board = trial.get("/kantor", &administrator().await).await.body;
    assert!(!board.contains("Percobaan terakhir gagal"), "{board}");
}

/// A disk of its own, which only root can have; gone when it is dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = std::process::Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(folder.path()).output();
        mounted.is_ok_and(|mounted| mounted.status.success()).then(|| Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn a_place_that_gets_full_gets_the_database_and_says_which_photos_it_is_without() {
    let (Some(small), Some(large)) = (SmallDisk::new("60m"), SmallDisk::new("90m")) else {
        println!("a place that gets full: not run, because mounting a small disk needs root");
        return;
    };
    let (trial, photo) = lived().await;
    let to = |disk: &SmallDisk| Some(Place::Folder(disk.0.path().to_path_buf()));
    let made = make(&trial.app.settings, &trial.world, to(&small)).await;
    let made = made.unwrap_or_else(|fault| panic!("{}", fault.words()));
    assert!(made.photos == 0 && made.lacking.contains("1 foto yang belum muat"), "{}", made.lacking);
    assert_eq!(backup::newest(&trial.app.storage).await.unwrap().unwrap().lacking, made.lacking);
    assert_eq!(Manifest::read(&made.folder).unwrap().lacking, BTreeSet::from([photo]));
    examine(&trial.app.settings, &made.folder, None).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    let made = make(&trial.app.settings, &trial.world, to(&large)).await;
    assert_eq!(made.unwrap_or_else(|fault| panic!("{}", fault.words())).photos, 1);
}

/// What [`Copying`] answers for these photos of a service in an empty place.
async fn put(trial: &Trial, names: &BTreeSet<String>, room: fn(&Path) -> Option<(u64, u64)>) -> (Lacking, String) {
    let place = tempfile::tempdir().unwrap();
    let copying = Copying { settings: &trial.app.settings, place: place.path(), lock: None, mirror: None, room };
    let lacking = copying.put(names, &place.path().join(PHOTOS), &trial.world).await;
    let lacking = lacking.unwrap_or_else(|fault| panic!("{}", fault.words()));
    let words = lacking.words(&copying);
    (lacking, words)
}

#[tokio::test]
async fn without_room_for_photos_all_else_is_backed_up_and_that_is_told_from_loss() {
    let (trial, photo) = lived().await;
    let names = BTreeSet::from([photo.clone()]);
    let (lacking, words) = put(&trial, &names, |_| Some((0, 0))).await;
    assert_eq!(lacking, Lacking { roomless: names.clone(), ..Lacking::default() });
    assert!(words.contains("belum muat") && !words.contains("hilang"), "{words}");
    let roomy: [fn(&Path) -> Option<(u64, u64)>; 2] = [|_| Some((u64::MAX, u64::MAX)), |_| None];
    for room in roomy {
        assert_eq!(put(&trial, &names, room).await, (Lacking::default(), String::new()));
    }
    assert_eq!((needed(80, false), needed(80, true)), (90, 90 + LEAST_FREE), "reports come first");

    // What the disk cannot read is lost, and no end of the backup.
    let file = place_of(&trial.folder().join(PHOTOS), &photo);
    fs::remove_file(&file).unwrap();
    fs::create_dir(file).unwrap();
    let (lacking, words) = put(&trial, &names, disk).await;
    assert_eq!(lacking, Lacking { lost: names, ..Lacking::default() });
    assert!(words.contains("hilang") && !words.contains("belum muat"), "{words}");
}

#[tokio::test]
async fn a_photo_that_is_withdrawn_while_the_backup_is_made_is_not_called_lost() {
    for trial in Trial::on_each_database("withdrawn while a backup is made").await {
        let lost = live(&trial).await;
        let withdrawn = photographed(&trial).await;
        let copy = tempfile::tempdir().unwrap();
        let file = copy.path().join(DATABASE);
        let contents = match &trial.app.settings.database_url {
            Some(url) => backup::copy_postgres(url, &file).await.unwrap(),
            None => backup::copy(trial.folder(), &file).await.unwrap(),
        };
        assert_eq!(contents.photos, BTreeSet::from([lost.clone(), withdrawn.clone()]));
        withdraw_photo(&trial, &withdrawn).await;
        trial.app.photos.erase(&lost).await.unwrap();

        let (lacking, words) = put(&trial, &contents.photos, disk).await;
        let names = |name: &String| BTreeSet::from([name.clone()]);
        assert_eq!(
            lacking,
            Lacking { lost: names(&lost), withdrawn: names(&withdrawn), ..Lacking::default() },
            "{words}"
        );
        assert!(words.contains("Tanpa 1 foto") && words.contains(&lost) && !words.contains(&withdrawn), "{words}");
        // The copy still names it, so a restore has to forgive it all the same.
        assert_eq!(lacking.all(), contents.photos);

        // It alone is nothing to tell anybody.
        let (_, words) = put(&trial, &names(&withdrawn), disk).await;
        assert_eq!(words, "");
    }
}

#[tokio::test]
async fn a_photo_that_is_lost_does_not_keep_all_else_from_being_safe_and_is_said() {
    let (trial, photo) = lived().await;
    let (settings, world) = (&trial.app.settings, &trial.world);
    fs::remove_file(place_of(&trial.folder().join(PHOTOS), &photo)).unwrap();
    let backup = make(settings, world, None).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    assert!(backup.words().contains(&photo) && backup.words().contains("Tanpa 1 foto"), "{}", backup.words());
    assert_eq!(backup.photos, 0);
    let administrator = async || trial.person("62.01", "Bu Ani", &[crate::domain::account::Role::Administrator]).await;
    let board = trial.get("/kantor", &administrator().await).await.body;
    for words in ["Cadangan terakhir tidak lengkap", "notice danger", photo.as_str()] {
        assert!(board.contains(words), "{words}: {board}");
    }
    assert!(!board.contains("Percobaan terakhir gagal"), "{board}");

    // It holds everything else, and nobody has to forgive what was known when it was made.
    examine(settings, &backup.folder, None).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    let new = tempfile::tempdir().unwrap();
    restored(&elsewhere(&trial, new.path()), world, &backup.folder).await;
    assert_eq!(backup::inspect(&new.path().join(DATABASE)).await.unwrap().tables["library"].rows, 1);
    let missed = verify(&elsewhere(&trial, new.path())).await.unwrap_err();
    assert!(missed.words().contains("1 foto"), "{}", missed.words());

    // Exactly that one: another that goes missing later is refused as ever.
    let mut other = Manifest::read(&backup.folder).unwrap();
    other.lacking = BTreeSet::from(["0".repeat(64)]);
    rewrite(&backup.folder, |manifest| *manifest = other);
    let refused = examine(settings, &backup.folder, None).await.unwrap_err();
    assert!(refused.words().contains("1 fotonya hilang"), "{}", refused.words());

    // The file is found again.
    world.advance(86_400);
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut jpeg).encode_image(&image::RgbImage::new(8, 8)).unwrap();
    assert_eq!(trial.app.photos.keep_made(&jpeg, "lagi").await.unwrap(), photo);
    made(settings, world, None).await;
    let board = trial.get("/kantor", &administrator().await).await.body;
    assert!(!board.contains("tidak lengkap"), "{board}");
}

#[tokio::test]
async fn a_backup_that_lost_a_photo_is_restored_without_it_when_the_operator_says_so() {
    let (trial, photo) = lived().await;
    let world = &trial.world;
    let folder = made(&trial.app.settings, world, None).await;
    let from = Place::Folder(folder.clone());
    fs::write(place_of(&folder.parent().unwrap().join(PHOTOS), &photo), "rotten").unwrap();
    let new = tempfile::tempdir().unwrap();
    let settings = elsewhere(&trial, new.path());
    let refused = restore(&settings, world, &folder, None).await.unwrap_err();
    for words in [photo.as_str(), "--without-lost-photos", "Data tidak disentuh"] {
        assert!(refused.words().contains(words), "{words}: {}", refused.words());
    }
    super::restore(&settings, world, &from, None, true).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    assert_eq!(backup::inspect(&new.path().join(DATABASE)).await.unwrap().tables["library"].rows, 1);
    assert!(!place_of(&new.path().join(PHOTOS), &photo).exists(), "rot is on the shelf");

    // What still lies here, however bad, is not thrown away for nothing.
    let own = place_of(&new.path().join(PHOTOS), &photo);
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    fs::write(&own, "half of it").unwrap();
    super::restore(&settings, world, &from, None, true).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    assert_eq!(fs::read(&own).unwrap(), b"half of it");

    // A copy that rots between the look and the taking.
    let names = BTreeSet::from([photo.clone()]);
    let (from, shelf) = (folder.parent().unwrap().join(PHOTOS), settings.shelf());
    let refused = restoring::take_photos(&names, &from, &shelf, new.path(), None).await.unwrap_err();
    assert!(refused.words().contains("rusak"), "{}", refused.words());
    assert_eq!(fs::read(own).unwrap(), b"half of it");
}

#[tokio::test]
async fn photos_that_no_backup_names_leave_the_place_and_nothing_else_does() {
    let (trial, photo) = lived().await;
    let shelf = tempfile::tempdir().unwrap();
    let to = || Some(shelf.path().to_path_buf());
    let put = |name: String| {
        let file = shelf.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "x").unwrap();
        file
    };
    let name = name_of(&"ab".repeat(32));
    // Open ones from before the place was locked, those of another key, and what a program left that was killed.
    let orphans = [
        put(format!("{PHOTOS}/{name}")),
        put(format!("{PHOTOS}-0123abcd/{name}.age")),
        put(format!("{PHOTOS}/{}", name.replace("jpg", "unfinished"))),
    ];
    let others = [
        put(format!("{PHOTOS}-keluarga/{name}")),
        put(format!("{PHOTOS}/ab/liburan.jpg")),
        put(format!("{PHOTOS}/{}.jpg", "ab".repeat(32))),
    ];
    // A backup that somebody else is making, or that cannot be read: nobody knows what it needs.
    let unfinished = shelf.path().join(folder_name(Moment(trial.world.now().0 - 60)));
    fs::create_dir(&unfinished).unwrap();
    made(&trial.app.settings, &trial.world, to()).await;
    assert!(orphans.iter().all(|file| file.exists()));
    fs::remove_dir(&unfinished).unwrap();
    trial.world.advance(60);
    made(&trial.app.settings, &trial.world, to()).await;
    for file in &orphans {
        assert!(!file.exists(), "{} stays for ever", file.display());
    }
    assert!(others.iter().all(|file| file.exists()));
    assert!(place_of(&shelf.path().join(PHOTOS), &photo).exists());

    // The place is the data folder itself: its photos are the only ones, also those that no row names yet.
    let arrived = trial.app.photos.keep_made(&crate::trial::jpeg(), "baru").await.unwrap();
    trial.world.advance(60);
    made(&trial.app.settings, &trial.world, Some(trial.folder().to_path_buf())).await;
    assert!(place_of(&trial.folder().join(PHOTOS), &arrived).exists());
}

#[tokio::test]
async fn what_was_erased_after_the_backup_stays_erased() {
    let (trial, _) = lived().await;
    let data = tempfile::tempdir().unwrap();
    let settings = elsewhere(&trial, data.path());
    let first = made(&trial.app.settings, &trial.world, None).await;
    restored(&settings, &trial.world, &first).await;
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
    let backup = made(&settings, &trial.world, Some(data.path().join("lain"))).await;
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
    restored(&settings, &trial.world, &backup).await;
    let storage = Storage::open(None, data.path(), trial.world.clone()).await.unwrap();
    let left: (String, String) =
        storage.one("select text, erased_on from story where id = 'kisah'", crate::args![]).await.unwrap().unwrap();
    assert_eq!(left, (String::new(), "2026-11-02".to_owned()));
}

/// A report's photo, which can be withdrawn; answers the name of its file.
async fn photographed(trial: &Trial) -> String {
    let photo = trial.app.photos.keep_made(&crate::trial::jpeg(), "dua").await.unwrap();
    let ((office, library), name) = (place_of_library(trial).await, photo.clone());
    let written = trial.app.storage.write(move |tx| {
        Box::pin(async move {
            tx.run(
                "insert into photo (office, id, library, upload_sha256, sha256, state, bytes, uploaded_by, uploaded_at)
                 values ($1, 'foto-1', $2, '', $3, 'stored', 1, '', 0)",
                crate::args![office, library, name],
            )
            .await?;
            Ok::<_, Failure>(())
        })
    });
    written.await.unwrap();
    photo
}

/// Office and id of the one library.
async fn place_of_library(trial: &Trial) -> (String, String) {
    trial.app.storage.one("select office, id from library", crate::args![]).await.unwrap().unwrap()
}

/// Withdraws the photo that [`photographed`] made.
async fn withdraw_photo(trial: &Trial, photo: &str) {
    let (office, library) = place_of_library(trial).await;
    let request = erasures::Request {
        office,
        library,
        kind: erasures::Kind::Photo,
        object: "foto-1".to_owned(),
        account: String::new(),
        today: trial.world.now().date(Zone::default()),
    };
    trial.app.storage.write(move |tx| Box::pin(async move { erasures::erase(tx, &request).await })).await.unwrap();
    trial.app.photos.erase(photo).await.unwrap();
}

#[tokio::test]
async fn a_withdrawn_photo_leaves_older_backups_too_also_when_the_disk_was_lost() {
    let (trial, _) = lived().await;
    let photo = photographed(&trial).await;
    let shelf = tempfile::tempdir().unwrap();
    let to = || Some(shelf.path().to_path_buf());
    let older = made(&trial.app.settings, &trial.world, to()).await;
    let copy = place_of(&shelf.path().join(PHOTOS), &photo);
    assert!(copy.exists());

    withdraw_photo(&trial, &photo).await;
    trial.world.advance(86_400);
    made(&trial.app.settings, &trial.world, to()).await;
    assert!(!copy.exists(), "the next backup lets its file go");

    // A new disk, and by mistake the older of the two backups.
    let new = tempfile::tempdir().unwrap();
    let settings = elsewhere(&trial, new.path());
    // What could be read of the old one was copied by hand, this photo too.
    let own = place_of(&new.path().join(PHOTOS), &photo);
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    fs::write(&own, crate::trial::jpeg()).unwrap();
    restored(&settings, &trial.world, &older).await;
    assert!(!own.exists());
    verify(&settings).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    let storage = Storage::open(None, new.path(), trial.world.clone()).await.unwrap();
    let state: (String,) =
        storage.one("select state from photo where id = 'foto-1'", crate::args![]).await.unwrap().unwrap();
    assert_eq!(state.0, "erased");
}

#[tokio::test]
async fn a_backup_of_either_engine_goes_into_either() {
    for trial in Trial::on_each_database("backup of either engine").await {
        let photo = live(&trial).await;
        let folder = made(&trial.app.settings, &trial.world, None).await;
        verify(&trial.app.settings).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
        let sums = Manifest::read(&folder).unwrap().tables;
        assert_eq!(sums["library"].rows, 1);

        let new = tempfile::tempdir().unwrap();
        let into_file = Settings { database_url: None, ..elsewhere(&trial, new.path()) };
        restored(&into_file, &trial.world, &folder).await;
        let found = backup::inspect(&new.path().join(DATABASE)).await.unwrap();
        assert_eq!((&found.tables["library"], found.photos.contains(&photo)), (&sums["library"], true));

        let Some(url) = empty_postgres("backup of either engine").await else { continue };
        let into_server = Settings { database_url: Some(url), ..elsewhere(&trial, new.path()) };
        restored(&into_server, &trial.world, &folder).await;
        let (found, photos) = backup::read_postgres(into_server.database_url.as_deref().unwrap()).await.unwrap();
        assert_eq!((&found["library"], photos.contains(&photo)), (&sums["library"], true));
        let again = restore(&into_server, &trial.world, &folder, None).await.unwrap_err();
        assert!(again.words().contains("sudah berisi data"), "{}", again.words());
    }
}

#[tokio::test]
async fn a_locked_backup_opens_with_its_own_key_alone_and_shows_nothing_without() {
    if !seal::is_at_hand() {
        println!("locked backups: not run, because the program age is not installed");
        return;
    }
    let (trial, photo) = lived().await;
    let keys = tempfile::tempdir().unwrap();
    let key = |name: &str| {
        let file = keys.path().join(name);
        let made = std::process::Command::new("age-keygen").arg("-o").arg(&file).output().unwrap();
        assert!(made.status.success());
        let text = fs::read_to_string(&file).unwrap();
        let public = text.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap().to_owned();
        (file, public)
    };
    let ((own, public), (other, next)) = (key("own"), key("other"));
    let shelf = tempfile::tempdir().unwrap();
    let settings = Settings {
        backup_recipient: Some(public.clone()),
        backup_to: Some(Place::Folder(shelf.path().to_path_buf())),
        ..(*trial.app.settings).clone()
    };
    let folder = made(&settings, &trial.world, None).await;
    assert!(!folder.join(DATABASE).exists() && !place_of(&shelf.path().join(PHOTOS), &photo).exists());
    for file in [folder.join("pantau.db.age"), folder.join(MANIFEST)] {
        let bytes = fs::read(&file).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("natai-raya"), "{}", file.display());
    }
    assert!(!trial.folder().join("backup.unfinished").exists(), "nothing lies about open");

    let new = tempfile::tempdir().unwrap();
    let into = elsewhere(&trial, new.path());
    let no_key = keys.path().join("none");
    fs::write(&no_key, "hm").unwrap();
    for (key, words) in [
        (None, "terkunci"),
        (Some(other.as_path()), "bukan kunci cadangan ini"),
        (Some(no_key.as_path()), "bukan berkas kunci"),
    ] {
        let refused = restore(&into, &trial.world, &folder, key).await.unwrap_err();
        assert!(refused.words().contains(words), "{}", refused.words());
        assert!(fs::read_dir(new.path()).unwrap().next().is_none(), "{words}: something was touched");
    }
    restore(&into, &trial.world, &folder, Some(&own)).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    verify(&into).await.unwrap_or_else(|fault| panic!("{}", fault.words()));

    // With another key from some night on each backup opens with the key of its time.
    trial.world.advance(60);
    let later = made(&Settings { backup_recipient: Some(next), ..settings.clone() }, &trial.world, None).await;
    for (backup, key) in [(&later, &other), (&folder, &own)] {
        examine(&into, backup, Some(key)).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    }

    // One byte of a locked photo: found with the key, and without it the copy is made anew on its night.
    let locked = place_of(&photos_of(shelf.path(), &public), &photo).with_extension("jpg.age");
    let mut bytes = fs::read(&locked).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&locked, bytes).unwrap();
    let refused = examine(&into, &folder, Some(&own)).await.unwrap_err();
    assert!(refused.words().contains("fotonya hilang atau rusak"), "{}", refused.words());
    while !is_looked_at(&photo, trial.world.now()) {
        trial.world.advance(86_400);
    }
    let healed = made(&settings, &trial.world, None).await;
    examine(&into, &healed, Some(&own)).await.unwrap_or_else(|fault| panic!("{}", fault.words()));

    // On its night its own file is lost: the locked copy, which nobody here can look into, is most likely a good one.
    fs::remove_file(place_of(&trial.folder().join(PHOTOS), &photo)).unwrap();
    trial.world.advance(16 * 86_400);
    let still = make(&settings, &trial.world, None).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    assert_eq!((still.photos, still.lacking.as_str()), (1, ""));
    examine(&into, &still.folder, Some(&own)).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
}

#[tokio::test]
async fn old_backups_go_by_the_rule_and_unfinished_ones_too() {
    let (trial, _) = lived().await;
    let shelf = tempfile::tempdir().unwrap();
    let to = || Some(shelf.path().to_path_buf());
    let unfinished = shelf.path().join(folder_name(Moment(trial.world.now().0 - 60)));
    fs::create_dir(&unfinished).unwrap();
    fs::create_dir(shelf.path().join("milik orang lain")).unwrap();
    let mut all = BTreeSet::new();
    for _ in 0..12 {
        made(&trial.app.settings, &trial.world, to()).await;
        all.insert(trial.world.now());
        trial.world.advance(86_400);
    }
    let now = Moment(trial.world.now().0 - 86_400);
    let left = made_in(shelf.path());
    assert!(left.len() < all.len());
    let of_one_schema: Vec<(Moment, i64)> = left.iter().map(|at| (*at, 10)).collect();
    assert_eq!(left, kept(&of_one_schema, now, Zone::default()));
    assert!(left.contains(&now));
    assert!(!unfinished.exists() && shelf.path().join("milik orang lain").exists());
    // The clock is set back a day: nothing is lost, and the night has its own.
    trial.world.set(Moment(now.0 - 86_400 - 60));
    made(&trial.app.settings, &trial.world, to()).await;
    assert!(made_in(shelf.path()).is_superset(&left));
}

#[tokio::test]
async fn a_bucket_of_backups_keeps_the_rule_and_the_manifest_comes_last() {
    let Some(bucket) = empty_bucket("backups in a bucket") else { return };
    let (trial, photo) = lived().await;
    let settings = Settings { backup_to: Some(Place::Bucket(bucket.clone())), ..(*trial.app.settings).clone() };
    let unfinished = format!("{}/{DATABASE}", folder_name(Moment(trial.world.now().0 - 60)));
    bucket.put(&unfinished, b"separuh".to_vec()).await.unwrap();
    bucket.put("milik orang lain/x", b"x".to_vec()).await.unwrap();
    // Of a key that no backup is locked for any more.
    let orphan = format!("{PHOTOS}-0123abcd/{}.{LOCKED}", name_of(&"ab".repeat(32)));
    bucket.put(&orphan, b"x".to_vec()).await.unwrap();
    let mut all = BTreeSet::new();
    for _ in 0..10 {
        made(&settings, &trial.world, None).await;
        all.insert((trial.world.now(), 10));
        trial.world.advance(86_400);
    }
    let now = Moment(trial.world.now().0 - 86_400);
    let all: Vec<(Moment, i64)> = all.into_iter().collect();
    let kept: BTreeSet<String> = kept(&all, now, Zone::default()).into_iter().map(folder_name).collect();
    let names = bucket.list("").await.unwrap();
    let left: BTreeSet<String> =
        names.iter().filter_map(|name| Some(name.strip_suffix(&format!("/{MANIFEST}"))?.to_owned())).collect();
    assert!(left.len() < all.len());
    assert_eq!(left, kept);
    let others: Vec<&String> = names.iter().filter(|name| !left.contains(name.split('/').next().unwrap())).collect();
    assert_eq!(others, ["milik orang lain/x", &format!("{PHOTOS}/{}", name_of(&photo))], "the photo lies there once");
    assert_eq!(backup::newest(&trial.app.storage).await.unwrap().unwrap().place, bucket.to_string());

    // A backup without its manifest is none, and one whose photo is gone is not whole.
    let newest = Place::open("uji", &format!("{bucket}/{}", folder_name(now)), &trial_access()).unwrap();
    super::examine(&settings, &newest, None).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    let refused = async || super::examine(&settings, &newest, None).await.unwrap_err().words().to_owned();
    bucket.erase(&format!("{PHOTOS}/{}", name_of(&photo))).await.unwrap();
    assert!(refused().await.contains("fotonya hilang"), "{}", refused().await);
    bucket.erase(&format!("{}/{MANIFEST}", folder_name(now))).await.unwrap();
    assert!(refused().await.contains("belum selesai"), "{}", refused().await);
    // A bucket that does not answer: said, and nothing is left behind.
    let away = Settings { backup_to: Some(Place::Bucket(lost_bucket())), ..settings.clone() };
    let failed = make(&away, &trial.world, None).await.unwrap_err();
    assert_eq!(backup::newest(&trial.app.storage).await.unwrap().unwrap().trouble, failed.words());
    assert!(!settings.data.join("backup.mirror").exists());
}

#[tokio::test]
async fn how_it_went_is_written_down_for_the_office() {
    let (trial, _) = lived().await;
    let newest = async || backup::newest(&trial.app.storage).await.unwrap();
    assert_eq!(newest().await, None);
    made(&trial.app.settings, &trial.world, None).await;
    let first = newest().await.unwrap();
    assert_eq!((first.at, first.trouble.as_str()), (trial.world.now().0, ""));
    assert!(first.bytes > 10_000);
    trial.world.advance(86_400);
    let file = trial.folder().join("bukan folder");
    fs::write(&file, "x").unwrap();
    let refused = make(&trial.app.settings, &trial.world, Some(Place::Folder(file))).await.unwrap_err();
    let second = newest().await.unwrap();
    assert_eq!((second.at, second.trouble.as_str()), (first.at, refused.words()));
}

#[tokio::test]
async fn two_backups_are_not_made_at_once_and_the_second_is_no_trouble() {
    let (trial, _) = lived().await;
    let settings = &trial.app.settings;
    let first = alone(&settings.data).unwrap_or_else(|fault| panic!("{}", fault.words()));
    // What the first one is working with.
    let scratch = Scratch::new(&settings.data, "backup.unfinished").unwrap_or_else(|fault| panic!("{}", fault.words()));
    let refused = make(settings, &trial.world, None).await.unwrap_err();
    assert_eq!(refused.words(), "Cadangan lain sedang dibuat. Tunggu sampai selesai.");
    assert!(scratch.0.exists() && !settings.data.join("backups").exists());
    assert_eq!(backup::newest(&trial.app.storage).await.unwrap(), None, "nobody has to do anything");
    drop((first, scratch));
    made(settings, &trial.world, None).await;
}

#[tokio::test]
async fn a_scratch_folder_that_is_gone_takes_nothing_from_the_bucket() {
    let Some(bucket) = empty_bucket("a lost scratch folder") else { return };
    let (trial, _) = lived().await;
    let settings = Settings { backup_to: Some(Place::Bucket(bucket.clone())), ..(*trial.app.settings).clone() };
    made(&settings, &trial.world, None).await;
    let before = bucket.list("").await.unwrap();
    let mirror = Mirror::open(&bucket, &settings.data, "backup.mirror").await;
    let mirror = mirror.unwrap_or_else(|fault| panic!("{}", fault.words()));
    fs::remove_dir_all(mirror.folder()).unwrap();
    mirror.let_go(&let_go(mirror.folder(), Moment(trial.world.now().0 + 86_400))).await;
    assert_eq!(bucket.list("").await.unwrap(), before);
}
