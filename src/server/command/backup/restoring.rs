//! Looking at a backup, and putting it back.

use super::photos::{itself, lying, photos_of};
use super::{
    DATABASE, Fault, Manifest, Mirror, PHOTOS, Place, Scratch, copy_whole, erased_photos, erasures_known, file_fault,
    folder_name, seal,
};
use crate::domain::moment::{Moment, Zone};
use crate::domain::number::whole;
use crate::server::photos::{Shelf, hash_of, is_named, place_of};
use crate::server::settings::Settings;
use crate::storage::backup::{self, Contents};
use crate::storage::folder_lock::FolderLock;
use crate::storage::transfer::{self, Db};
use crate::storage::{Storage, erasures};
use crate::world::World;
use seal::Key;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder in which a restore is made ready; it lies in the data folder, so that the last step is a rename.
const READY: &str = "restore.unfinished";

/// A backup that was looked at and can be believed.
struct Examined {
    manifest: Manifest,
    contents: Contents,
    /// Its database, open to read; within the scratch folder when it was locked.
    database: PathBuf,
    key: Option<Key>,
    /// Photos that are nowhere: lost, or rotten.
    lost: BTreeSet<String>,
}

/// A backup as a folder of this machine.
struct Source {
    folder: PathBuf,
    /// As the operator called it.
    called: String,
    /// Holds what was fetched from a bucket; gone with this.
    _mirror: Option<Mirror>,
}

impl Source {
    /// Fetches a backup where it lies in a bucket: all of it, and what the other backups there know of erasures.
    async fn open(data: &Path, from: &Place) -> Result<Self, Fault> {
        let (folder, mirror) = match from {
            Place::Folder(folder) => (folder.clone(), None),
            Place::Bucket(bucket) => {
                let (place, name) = bucket.above().ok_or_else(|| {
                    Fault::Failed(format!("{bucket} bukan satu cadangan. Contoh: s3://pustaka-kobar/2026-11-23T020000"))
                })?;
                let mirror = Mirror::open(&place, data, "fetch.unfinished").await?;
                (mirror.fetch_backup(&name).await?, Some(mirror))
            }
        };
        Ok(Self { folder, called: from.to_string(), _mirror: mirror })
    }
}

/// Looks at a backup without touching anything: is it whole, unaltered, not newer than this program, and ours to open? A photo that
/// the backup has lost is forgiven when `at_hand`, the place of photos, holds it, when it was lost already as the backup was made, and
/// when the operator said so (`without_lost`).
async fn examined(
    source: &Source,
    key: Option<&Path>,
    scratch: &Path,
    at_hand: Option<&Shelf>,
    without_lost: bool,
) -> Result<Examined, Fault> {
    let folder = source.folder.as_path();
    let refused =
        |why: String| Fault::Failed(format!("Cadangan {} tidak dipakai: {why} Data tidak disentuh.", source.called));
    let manifest = Manifest::read(folder).map_err(|error| {
        refused(match error.kind() {
            io::ErrorKind::NotFound => "manifest.json tidak ada, jadi belum selesai dibuat.".to_owned(),
            _ => "manifest.json tidak terbaca.".to_owned(),
        })
    })?;
    if manifest.schema > backup::newest_schema() {
        return Err(refused(format!(
            "dibuat oleh pantau {} yang lebih baru dari program ini. Pasang dulu versi itu.",
            manifest.program
        )));
    }
    let file = manifest.database(folder);
    if hash_of(&file).ok().as_ref() != Some(&manifest.database_sha256) {
        return Err(refused(format!("{} terpotong atau berubah sejak dibuat.", name_of(&file))));
    }
    let key = match (manifest.is_locked(), key) {
        (false, _) => None,
        (true, Some(key)) => Some(seal::key(key).map_err(refused)?),
        (true, None) => {
            return Err(refused("cadangan ini terkunci. Sebutkan berkas kuncinya dengan --key.".to_owned()));
        }
    };
    let database = match &key {
        None => file,
        Some(key) => {
            let open = scratch.join("opened.db");
            seal::open(&file, &open, key).map_err(|_| refused("kuncinya bukan kunci cadangan ini.".to_owned()))?;
            open
        }
    };
    let contents = backup::inspect(&database).await.map_err(|failure| refused(format!("{failure}.")))?;
    if let Some(what) = transfer::difference(&manifest.tables, &contents.tables) {
        return Err(refused(format!("isinya tidak sama dengan yang tertulis di manifest.json: {what}.")));
    }
    if contents.photos != manifest.photos {
        return Err(refused("isinya tidak sama dengan yang tertulis di manifest.json: daftar foto.".to_owned()));
    }
    let place = folder.parent().unwrap_or(folder);
    let erased = erased_photos(place, &[]);
    let mut lost = BTreeSet::new();
    for name in manifest.photos.difference(&erased) {
        let file = lying(place_of(&photos_of(place, &manifest.recipient), name), key.is_some());
        let hash = match &key {
            None => hash_of(&file).ok(),
            Some(key) => {
                let open = scratch.join("opened.jpg");
                seal::open(&file, &open, key).and_then(|()| hash_of(&open)).ok()
            }
        };
        if hash.as_ref() != Some(name) {
            let held = match at_hand {
                Some(shelf) => itself(shelf, name).await?.is_some(),
                None => false,
            };
            if !held {
                lost.insert(name.clone());
            }
        }
    }
    let unforeseen = || lost.difference(&manifest.lacking);
    if let Some(name) = unforeseen().next().filter(|_| !without_lost) {
        return Err(refused(format!(
            "{} fotonya hilang atau rusak, misalnya {name}. Sisanya bisa dipulihkan dengan: pantau restore --without-lost-photos.",
            unforeseen().count()
        )));
    }
    Ok(Examined { manifest, contents, database, key, lost })
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Names the photos that a backup cannot bring.
fn tell_lost(lost: &BTreeSet<String>) {
    if !lost.is_empty() {
        println!("Tanpa {} foto yang hilang atau rusak:", whole(i64::try_from(lost.len()).unwrap_or(i64::MAX)));
    }
    for name in lost {
        println!("- {name}");
    }
}

/// `pantau verify backup`: tries a backup without putting it anywhere.
pub async fn examine(settings: &Settings, from: &Place, key: Option<&Path>) -> Result<(), Fault> {
    let source = Source::open(&settings.data, from).await?;
    let scratch = Scratch::new(&settings.data, "verify.unfinished")?;
    let found = examined(&source, key, &scratch.0, None, false).await?;
    println!(
        "Cadangan {} utuh: {} baris, {} foto, skema {}.",
        Moment(found.manifest.made_at).long(Zone::default()),
        whole(found.contents.rows()),
        found.contents.photos.len() - found.lost.len(),
        found.manifest.schema
    );
    tell_lost(&found.lost);
    Ok(())
}

/// `pantau restore`: puts a backup in the place of the data folder's database, which is kept beside it, or into the empty
/// `PostgreSQL` database of `DATABASE_URL`. The service must not run. Photos that are lost end it before anything is touched, unless it
/// goes on `without_lost` ones.
pub async fn restore(
    settings: &Settings,
    world: &World,
    from: &Place,
    key: Option<&Path>,
    without_lost: bool,
) -> Result<(), Fault> {
    let was_there = settings.data.exists();
    let restored = put_back(settings, world, from, key, without_lost).await;
    if restored.is_err() && !was_there {
        // Only if it is empty.
        let _ = fs::remove_dir(&settings.data);
    }
    restored
}

async fn put_back(
    settings: &Settings,
    world: &World,
    from: &Place,
    key: Option<&Path>,
    without_lost: bool,
) -> Result<(), Fault> {
    let data = &settings.data;
    let source = Source::open(data, from).await?;
    let scratch = Scratch::new(data, READY)?;
    let shelf = settings.shelf();
    let found = examined(&source, key, &scratch.0, Some(&shelf), without_lost).await?;
    let folder = source.folder.as_path();
    let place = folder.parent().unwrap_or(folder);
    let lock = if settings.database_url.is_some() { None } else { Some(locked(data)?) };

    // Everything is made ready beside what stands there; only the last step changes what the service will find.
    let ready = scratch.0.join(DATABASE);
    copy_whole(&found.database, &ready).map_err(file_fault("Tidak bisa disalin ke", &ready))?;
    let old = data.join(DATABASE);
    // What stood there may be torn; what can still be read of it is used.
    let before = if lock.is_some() && old.exists() { backup::inspect(&old).await.ok() } else { None };
    let knows_all = before.is_some();
    let before = before.unwrap_or_default();
    // The clock as well: after a lost disk nobody knows how often this backup was restored before.
    let epoch = found.contents.epoch.max(before.epoch) + 1;
    backup::mark_restored(&ready, epoch.max(world.now().0)).await?;
    let erased = erasures_known(place, &before.erasures);
    let count = erased.len();
    let gone: BTreeSet<String> = {
        // Brings an older schema up to date, too.
        let storage = Storage::open(None, &scratch.0, world.clone()).await?;
        let gone = storage.write(move |tx| Box::pin(async move { erasures::replay(tx, &erased).await })).await?;
        storage.close().await;
        gone.into_iter().collect()
    };
    let mut kept: BTreeSet<String> = found.manifest.photos.difference(&gone).cloned().collect();
    kept.retain(|name| !found.lost.contains(name));
    take_photos(&kept, &photos_of(place, &found.manifest.recipient), &shelf, data, found.key.as_ref()).await?;
    for name in &gone {
        shelf.erase(name).await?;
    }
    let aside = match &settings.database_url {
        Some(url) => {
            fill_postgres(url, &ready).await?;
            None
        }
        None => swap(data, &ready, world.now()).map_err(file_fault("Database tidak bisa diganti di", data))?,
    };
    drop(lock);
    println!("Dipulihkan dari cadangan {}.", Moment(found.manifest.made_at).long(Zone::default()));
    if let Some(aside) = aside {
        println!("Database sebelumnya disimpan di {}.", aside.display());
    }
    if count > 0 {
        println!("{count} foto atau cerita yang pernah dihapus atas permintaan tetap terhapus.");
    }
    if !knows_all {
        // What was erased since stands in no backup, and the database that knew it is not here.
        let newest = super::manifests(place).map(|(_, manifest)| manifest.made_at).max();
        let newest = Moment(newest.unwrap_or(found.manifest.made_at)).long(Zone::default());
        println!("Penghapusan sesudah {newest} tidak diketahui; ulangi dari catatan kertas.");
    }
    tell_lost(&found.lost);
    println!("HP pengelola akan menawarkan lagi laporan yang dikirim sesudah cadangan ini.");
    Ok(())
}

/// The right to the data folder, which a running service holds.
fn locked(data: &Path) -> Result<FolderLock, Fault> {
    let lock =
        FolderLock::take(&data.join("pantau.lock")).map_err(file_fault("Folder data tidak bisa ditulisi:", data))?;
    let words = "Layanan pantau masih jalan dengan folder data ini. Hentikan dulu, lalu ulangi.";
    lock.ok_or_else(|| Fault::Failed(words.to_owned()))
}

/// Puts the data folder's database, which nobody has open, into a folder of its own beside it; answers where it lies now.
pub fn set_aside(data: &Path, why: &str, now: Moment) -> io::Result<Option<PathBuf>> {
    let aside = data.join(format!("{why}-{}", folder_name(now)));
    for suffix in ["", "-wal", "-shm"] {
        let old = data.join(format!("{DATABASE}{suffix}"));
        if old.exists() {
            fs::create_dir_all(&aside)?;
            fs::rename(&old, aside.join(format!("{DATABASE}{suffix}")))?;
        }
    }
    fs::File::open(data)?.sync_all()?;
    Ok(aside.exists().then_some(aside))
}

/// Puts the ready file in the place of the old one; answers where the old one lies now.
fn swap(data: &Path, ready: &Path, now: Moment) -> io::Result<Option<PathBuf>> {
    let aside = set_aside(data, "before-restore", now)?;
    fs::rename(ready, data.join(DATABASE))?;
    fs::File::open(data)?.sync_all()?;
    Ok(aside)
}

/// Fills an empty `PostgreSQL` database from a file of the newest schema.
async fn fill_postgres(url: &str, file: &Path) -> Result<(), Fault> {
    let mut from = transfer::read_only(file).await?;
    let tables = transfer::tables(&mut from).await?;
    let (mut from, mut to) = (Db::Sqlite(from), transfer::destination(url).await?);
    transfer::everything(&mut from, &mut to, &tables, |_, _, _| {}).await?;
    to.end().await?;
    from.end().await?;
    Ok(())
}

/// Brings photo files back that the shelf lacks.
pub(super) async fn take_photos(
    names: &BTreeSet<String>,
    from: &Path,
    to: &Shelf,
    data: &Path,
    key: Option<&Key>,
) -> Result<(), Fault> {
    for name in names {
        if itself(to, name).await?.is_some() {
            continue;
        }
        let source = lying(place_of(from, name), key.is_some());
        let read = match key {
            Some(key) => {
                let open = data.join(READY).join("opened.jpg");
                seal::open(&source, &open, key).and_then(|()| fs::read(&open))
            }
            None => fs::read(&source),
        };
        match read {
            // A photo that was withdrawn since has left the place; the database does not name it any more either.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            read => {
                let jpeg = read.map_err(file_fault("Foto tidak terbaca:", &source))?;
                if !is_named(&jpeg, name) {
                    return Err(Fault::Failed(format!("Foto {} rusak. Ulangi.", source.display())));
                }
                // What is damaged makes room.
                to.erase(name).await?;
                let unfinished = place_of(&data.join(PHOTOS), name).with_extension("unfinished");
                to.put(name, &unfinished, &jpeg).await?;
            }
        }
    }
    Ok(())
}

/// `pantau verify`: reads everything at rest. The service may go on running.
pub async fn verify(settings: &Settings) -> Result<(), Fault> {
    let (tables, photos) = if let Some(url) = &settings.database_url {
        backup::read_postgres(url).await?
    } else {
        let contents = backup::inspect(&settings.data.join(DATABASE)).await?;
        (contents.tables, contents.photos)
    };
    let rows: i64 = tables.values().map(|sum| sum.rows).sum();
    println!("Database utuh: {} baris dalam {} tabel.", whole(rows), tables.len());
    let shelf = settings.shelf();
    let mut bad = Vec::new();
    for name in &photos {
        if itself(&shelf, name).await?.is_none() {
            bad.push(name);
        }
    }
    println!("Foto: {} dari {} utuh.", photos.len() - bad.len(), photos.len());
    for name in &bad {
        println!("- {name}: hilang atau rusak");
    }
    let look = Storage::look(settings.database_url.as_deref(), &settings.data.join(DATABASE), World::real()).await?;
    crate::server::command::audit::verify(&look).await?;
    if bad.is_empty() { Ok(()) } else { Err(Fault::Failed(format!("{} foto hilang atau rusak.", bad.len()))) }
}
