//! `pantau backup`, `pantau restore` and `pantau verify`: a copy of everything that is kept, made while the service runs, looked at
//! before it counts, and put back without believing a byte of it.
//!
//! A backup is a folder `YYYY-MM-DDTHHMMSS` with `pantau.db` and `manifest.json`. Photo files never change and are named by their
//! content, so all backups of one place share the folder `photos` beside them. A photo that was withdrawn leaves that folder with the
//! next backup, and an older backup that is restored has it erased again, by what the newer ones beside it know.

use super::Fault;
use crate::domain::moment::{Moment, Zone};
use crate::domain::number::whole;
use crate::server::photos::{hash_of, place_of};
use crate::server::settings::Settings;
use crate::storage::backup::{self, Contents};
use crate::storage::erasures::{self, Erasure};
use crate::storage::{Failure, Storage};
use crate::world::World;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const DATABASE: &str = "pantau.db";
const MANIFEST: &str = "manifest.json";
const PHOTOS: &str = "photos";

/// What a backup says of itself; written last, so that a folder without it is no backup.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// The program that made it.
    program: String,
    /// Number of the newest migration.
    schema: i64,
    /// Unix seconds.
    made_at: i64,
    /// SHA-256 of `pantau.db`, hex.
    database_sha256: String,
    /// Rows of each table.
    rows: BTreeMap<String, i64>,
    /// Names of the photo files that belong to it.
    photos: BTreeSet<String>,
}

fn file_fault(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Fault {
    let path = path.display().to_string();
    move |error| Fault::Failed(format!("{what} {path}: {error}"))
}

/// "2026-11-23T033000" in Jakarta's time: sorts by time, fits every file system.
fn folder_name(now: Moment) -> String {
    let zone = Zone::default();
    let minute = now.minute_of_day(zone);
    format!("{}T{:02}{:02}{:02}", now.date(zone), minute / 60, minute % 60, now.0.rem_euclid(60))
}

/// Only the `SQLite` of the data folder is copied; a `PostgreSQL` has tools of its own, and this is how they are used.
const POSTGRES: &str = r#"Database ini PostgreSQL, jadi dicadangkan dengan alatnya sendiri. Tidak ada yang diubah.

Mencadangkan (layanan boleh jalan; database dulu, foto kemudian):
    pg_dump --format=custom --file=pantau.dump "$DATABASE_URL"
    cp -a "$PANTAU_DATA/photos" photos-cadangan

Memulihkan (layanan harus berhenti):
    pg_restore --clean --if-exists --no-owner --dbname="$DATABASE_URL" pantau.dump
    cp -a photos-cadangan/. "$PANTAU_DATA/photos/"
    psql "$DATABASE_URL" -c "insert into installation (name, value) values ('restore_epoch', extract(epoch from now())::bigint::text) on conflict (name) do update set value = excluded.value"
Perintah terakhir membuat HP pengelola menawarkan lagi laporan yang dikirim sesudah cadangan itu. Foto dan cerita yang ditarik
sesudah cadangan muncul lagi: salin dulu tabel erasure dari database lama, lalu tarik lagi di /lapor/tarik.

Memeriksa:
    pg_dump --format=custom --file=/dev/null "$DATABASE_URL""#;

fn needs_sqlite(settings: &Settings) -> Result<(), Fault> {
    match settings.database_url {
        None => Ok(()),
        Some(_) => Err(Fault::Failed(POSTGRES.to_owned())),
    }
}

/// `pantau backup`: makes a backup and says where. The service may go on running.
pub async fn make(settings: &Settings, world: &World, to: Option<PathBuf>) -> Result<PathBuf, Fault> {
    needs_sqlite(settings)?;
    let place = to.unwrap_or_else(|| settings.data.join("backups"));
    let folder = place.join(folder_name(world.now()));
    fs::create_dir_all(&place).map_err(file_fault("Tempat cadangan tidak bisa dibuat:", &place))?;
    // A second one within the second, or a place on which somebody else writes.
    fs::create_dir(&folder).map_err(file_fault("Folder cadangan tidak bisa dibuat:", &folder))?;
    let made = fill(settings, world, &place, &folder).await;
    if made.is_err() {
        // Half a backup is none; nobody may take it for one.
        let _ = fs::remove_dir_all(&folder);
    }
    let contents = made?;
    println!(
        "Cadangan siap: {} ({} baris, {} foto).",
        folder.display(),
        whole(contents.rows.values().sum()),
        whole(i64::try_from(contents.photos.len()).unwrap_or(i64::MAX))
    );
    Ok(folder)
}

async fn fill(settings: &Settings, world: &World, place: &Path, folder: &Path) -> Result<Contents, Fault> {
    let file = folder.join(DATABASE);
    let contents = backup::copy(&settings.data, &file).await?;
    let missing = copy_photos(&contents.photos, &settings.data.join(PHOTOS), &place.join(PHOTOS))?;
    if let Some(name) = missing.first() {
        return Err(Fault::Failed(format!(
            "{} foto tidak ada atau rusak di folder data, misalnya {name}. Periksa dengan: pantau verify",
            missing.len()
        )));
    }
    let manifest = Manifest {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: contents.schema,
        made_at: world.now().0,
        database_sha256: hash_of(&file).map_err(file_fault("Tidak terbaca:", &file))?,
        rows: contents.rows.clone(),
        photos: contents.photos.clone(),
    };
    let erased = erased_photos(place, &[file.as_path()]).await;
    for name in erased.difference(&contents.photos) {
        let copy = place_of(&place.join(PHOTOS), name);
        if copy.exists() {
            fs::remove_file(&copy).map_err(file_fault("Foto yang ditarik tidak bisa dihapus:", &copy))?;
        }
    }
    let json = serde_json::to_vec_pretty(&manifest).map_err(|error| Fault::Failed(error.to_string()))?;
    write_whole(&folder.join(MANIFEST), &json).map_err(file_fault("Tidak bisa ditulis:", folder))?;
    Ok(contents)
}

/// The databases of the finished backups of a place.
fn databases(place: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(place).into_iter().flatten().flatten().map(|entry| entry.path());
    folders.filter(|folder| folder.join(MANIFEST).exists()).map(|folder| folder.join(DATABASE)).collect()
}

/// Everything that was erased on request, as far as these databases and the backups of a place know. One that cannot be read tells
/// nothing and holds nothing up.
async fn erasures_known(place: &Path, besides: &[&Path]) -> Vec<Erasure> {
    let mut known = BTreeMap::new();
    for file in databases(place).iter().map(PathBuf::as_path).chain(besides.iter().copied()) {
        for erasure in backup::erasures(file).await.unwrap_or_default() {
            known.insert(erasure.key(), erasure);
        }
    }
    known.into_values().collect()
}

/// The names of files that backups of a place still hold of photos that were erased since.
async fn erased_photos(place: &Path, besides: &[&Path]) -> BTreeSet<String> {
    let erased: BTreeSet<(String, String)> = erasures_known(place, besides)
        .await
        .into_iter()
        .filter(|erasure| erasure.kind() == Some(erasures::Kind::Photo))
        .map(|erasure| (erasure.office, erasure.object))
        .collect();
    let mut names = BTreeSet::new();
    for file in databases(place) {
        let files = backup::photo_files(&file).await.unwrap_or_default();
        names.extend(files.into_iter().filter(|(photo, _)| erased.contains(photo)).map(|(_, name)| name));
    }
    names
}

/// Copies the photo files that the other place lacks; answers the names of those that are not there or not themselves.
fn copy_photos(names: &BTreeSet<String>, from: &Path, to: &Path) -> Result<Vec<String>, Fault> {
    let mut missing = Vec::new();
    for name in names {
        let (source, target) = (place_of(from, name), place_of(to, name));
        if target.exists() {
            continue;
        }
        if hash_of(&source).ok().as_ref() != Some(name) {
            missing.push(name.clone());
            continue;
        }
        let put = || -> io::Result<()> {
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            copy_whole(&source, &target)
        };
        put().map_err(file_fault("Foto tidak bisa disalin ke", &target))?;
    }
    Ok(missing)
}

/// Copies a file so that under its name there is either all of it or nothing.
fn copy_whole(from: &Path, to: &Path) -> io::Result<()> {
    let beside = to.with_extension("unfinished");
    fs::copy(from, &beside)?;
    fs::File::open(&beside)?.sync_all()?;
    fs::rename(beside, to)
}

fn write_whole(to: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = to.with_extension("unfinished");
    fs::write(&beside, bytes)?;
    fs::File::open(&beside)?.sync_all()?;
    fs::rename(beside, to)
}

/// Looks at a backup without touching anything: is it whole, unaltered, and not newer than this program?
async fn examined(folder: &Path) -> Result<(Manifest, Contents), Fault> {
    let refused =
        |why: String| Fault::Failed(format!("Cadangan {} tidak dipakai: {why} Data tidak disentuh.", folder.display()));
    let text = fs::read(folder.join(MANIFEST))
        .map_err(|_| refused("manifest.json tidak ada, jadi belum selesai dibuat.".to_owned()))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|_| refused("manifest.json tidak terbaca.".to_owned()))?;
    if manifest.schema > backup::newest_schema() {
        return Err(refused(format!(
            "dibuat oleh pantau {} yang lebih baru dari program ini. Pasang dulu versi itu.",
            manifest.program
        )));
    }
    let file = folder.join(DATABASE);
    if hash_of(&file).ok().as_ref() != Some(&manifest.database_sha256) {
        return Err(refused("pantau.db terpotong atau berubah sejak dibuat.".to_owned()));
    }
    let contents = backup::inspect(&file).await.map_err(|failure| refused(format!("{failure}.")))?;
    if contents.rows != manifest.rows || contents.photos != manifest.photos {
        return Err(refused("isinya tidak sama dengan yang tertulis di manifest.json.".to_owned()));
    }
    let photos = folder.parent().unwrap_or(folder).join(PHOTOS);
    let erased = erased_photos(folder.parent().unwrap_or(folder), &[]).await;
    let lost =
        |name: &&String| !erased.contains(*name) && hash_of(&place_of(&photos, name)).ok().as_ref() != Some(*name);
    let lost = manifest.photos.iter().filter(lost).count();
    if lost > 0 {
        return Err(refused(format!("{lost} fotonya hilang atau rusak.")));
    }
    Ok((manifest, contents))
}

/// `pantau restore`: puts a backup in the place of the data folder's database. What stood there is kept beside it. The service must
/// not run.
pub async fn restore(settings: &Settings, world: &World, folder: &Path) -> Result<(), Fault> {
    needs_sqlite(settings)?;
    let (manifest, contents) = examined(folder).await?;
    let data = &settings.data;
    fs::create_dir_all(data).map_err(file_fault("Folder data tidak bisa dibuat:", data))?;
    let lock =
        fs::File::create(data.join("pantau.lock")).map_err(file_fault("Folder data tidak bisa ditulisi:", data))?;
    if lock.try_lock().is_err() {
        return Err(Fault::Failed(
            "Layanan pantau masih jalan dengan folder data ini. Hentikan dulu, lalu ulangi.".to_owned(),
        ));
    }
    let photos = folder.parent().unwrap_or(folder).join(PHOTOS);
    copy_photos(&manifest.photos, &photos, &data.join(PHOTOS))?;

    // Made ready beside the old one; only the last step, a rename, changes what the service will find.
    let ready = data.join("pantau.db.restoring");
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let left = data.join(format!("pantau.db.restoring{suffix}"));
        if left.exists() {
            fs::remove_file(&left).map_err(file_fault("Tidak bisa dihapus:", &left))?;
        }
    }
    copy_whole(&folder.join(DATABASE), &ready).map_err(file_fault("Tidak bisa disalin ke", &ready))?;
    // What stood there may be torn; what can still be read of it is used.
    let old = data.join(DATABASE);
    let before = if old.exists() { backup::inspect(&old).await.ok() } else { None };
    let erased = erasures_known(folder.parent().unwrap_or(folder), &[old.as_path()]).await;
    // The clock as well: after a lost disk nobody knows how often this backup was restored before.
    let epoch = contents.epoch.max(before.map_or(0, |before| before.epoch)) + 1;
    backup::mark_restored(&ready, epoch.max(world.now().0)).await?;
    let aside = data.join(format!("before-restore-{}", folder_name(world.now())));
    let swap = || -> io::Result<()> {
        for suffix in ["", "-wal", "-shm"] {
            let old = data.join(format!("{DATABASE}{suffix}"));
            if old.exists() {
                fs::create_dir_all(&aside)?;
                fs::rename(&old, aside.join(format!("{DATABASE}{suffix}")))?;
            }
        }
        fs::rename(&ready, data.join(DATABASE))?;
        fs::File::open(data)?.sync_all()
    };
    swap().map_err(file_fault("Database tidak bisa diganti di", data))?;
    drop(lock);
    erase_again(data, world, erased).await?;
    println!("Dipulihkan dari cadangan {}.", Moment(manifest.made_at).long(Zone::default()));
    if aside.exists() {
        println!("Database sebelumnya disimpan di {}.", aside.display());
    }
    println!("HP pengelola akan menawarkan lagi laporan yang dikirim sesudah cadangan ini.");
    Ok(())
}

/// What was erased on request after the backup was made stays erased, its files too.
async fn erase_again(data: &Path, world: &World, erased: Vec<Erasure>) -> Result<(), Fault> {
    if erased.is_empty() {
        return Ok(());
    }
    let count = erased.len();
    let storage = Storage::open(None, data, world.clone()).await?;
    let files = storage.write(move |tx| Box::pin(async move { erasures::replay(tx, &erased).await })).await?;
    for name in files {
        let file = place_of(&data.join(PHOTOS), &name);
        if file.exists() {
            fs::remove_file(&file).map_err(file_fault("Foto tidak bisa dihapus:", &file))?;
        }
    }
    println!("{count} foto atau cerita yang pernah dihapus atas permintaan tetap terhapus.");
    Ok(())
}

/// `pantau verify`: reads everything at rest. The service may go on running.
pub async fn verify(settings: &Settings) -> Result<(), Fault> {
    needs_sqlite(settings)?;
    let contents = backup::inspect(&settings.data.join(DATABASE)).await?;
    println!("Database utuh: {} baris dalam {} tabel.", whole(contents.rows.values().sum()), contents.rows.len());
    let photos = settings.data.join(PHOTOS);
    let bad: Vec<&String> =
        contents.photos.iter().filter(|name| hash_of(&place_of(&photos, name)).ok().as_ref() != Some(*name)).collect();
    println!("Foto: {} dari {} utuh.", contents.photos.len() - bad.len(), contents.photos.len());
    for name in &bad {
        println!("- {name}: hilang atau rusak");
    }
    super::audit::verify(&Storage::look(&settings.data.join(DATABASE), World::real()).await?).await?;
    if bad.is_empty() { Ok(()) } else { Err(Fault::Failed(format!("{} foto hilang atau rusak.", bad.len()))) }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Failure::File(error).into()
    }
}

#[cfg(test)]
mod tests;
