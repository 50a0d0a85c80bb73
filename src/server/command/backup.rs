//! `pantau backup`, `pantau restore` and `pantau verify`: a copy of everything that is kept, made while the service runs, looked at
//! before it counts, and put back without believing a byte of it.
//!
//! A backup is a folder `YYYY-MM-DDTHHMMSS` with `pantau.db` and `manifest.json`. Photo files never change and are named by their
//! content, so all backups of one place share the folder `photos` beside them. A photo that was withdrawn leaves that folder with the
//! next backup, and an older backup that is restored has it erased again, by what the newer ones beside it know. Where the operator
//! named a key, database and photos are locked with it (`.age`); `manifest.json` stays readable: it holds ids, counts and hashes. A place may also be one in a bucket, with the same names.

mod photos;
mod place;
mod restoring;
pub mod seal;

use super::Fault;
use crate::domain::backup::{kept, megabytes};
use crate::domain::moment::{Moment, Zone};
use crate::domain::number::whole;
use crate::server::bucket::Bucket;
use crate::server::health::{LEAST_FREE, disk};
use crate::server::photos::hash_of;
use crate::server::settings::Settings;
use crate::storage::Failure;
use crate::storage::backup::{self, Contents, Newest};
use crate::storage::erasures::{self, Erasure};
use crate::storage::folder_lock::FolderLock;
use crate::storage::transfer::Sums;
use crate::world::World;
use photos::{Copying, Lacking, is_beside_data, let_go_photos, lying, photos_of, withdraw};
use place::Mirror;
use seal::Recipient;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use place::Place;
pub use restoring::{examine, restore, set_aside, verify};

const DATABASE: &str = "pantau.db";
const MANIFEST: &str = "manifest.json";
const PHOTOS: &str = "photos";
/// What locked files end in.
const LOCKED: &str = "age";

/// What a backup says of itself; written last, so that a folder without it is no backup.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// The program that made it.
    program: String,
    /// Number of the newest migration.
    schema: i64,
    /// Unix seconds.
    made_at: i64,
    /// For whom it is locked; empty: it is not.
    #[serde(default)]
    recipient: String,
    /// SHA-256 of the database's file as it lies here, hex.
    database_sha256: String,
    /// Rows of each table and what they add up to.
    tables: Sums,
    /// Names of the photo files that belong to it.
    photos: BTreeSet<String>,
    /// Which of them it is without: they were not there any more or not themselves, or there was no room for them.
    #[serde(default)]
    lacking: BTreeSet<String>,
    /// Which of them can be erased, by `office/id`.
    erasable: BTreeMap<String, String>,
    /// Everything that had been erased on request.
    erasures: Vec<Erasure>,
}

impl Manifest {
    fn read(folder: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(folder.join(MANIFEST))?)?)
    }

    fn is_locked(&self) -> bool {
        !self.recipient.is_empty()
    }

    /// The database's file.
    fn database(&self, folder: &Path) -> PathBuf {
        lying(folder.join(DATABASE), self.is_locked())
    }
}

fn file_fault(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Fault {
    let path = path.display().to_string();
    move |error| match error.kind() {
        io::ErrorKind::StorageFull => Fault::Failed(format!("{what} {path}: disk penuh.")),
        _ => Fault::Failed(format!("{what} {path}: {error}")),
    }
}

/// "2026-11-23T033000" in Jakarta's time: sorts by time, fits every file system.
fn folder_name(now: Moment) -> String {
    let zone = Zone::default();
    let minute = now.minute_of_day(zone);
    format!("{}T{:02}{:02}{:02}", now.date(zone), minute / 60, minute % 60, now.0.rem_euclid(60))
}

/// Is it a name that [`folder_name`] makes?
fn is_ours(name: &str) -> bool {
    name.len() == 17
        && name.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b'T',
            _ => byte.is_ascii_digit(),
        })
}

/// A folder for what is in the making; gone when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new(data: &Path, name: &str) -> Result<Self, Fault> {
        let folder = data.join(name);
        // From a program that was killed in the middle.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(file_fault("Folder kerja tidak bisa dibuat:", &folder))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A finished backup.
#[derive(Debug)]
pub struct Made {
    /// Its folder, or its address in the bucket.
    pub folder: PathBuf,
    /// Size of its database's file.
    pub bytes: u64,
    /// Rows of its database.
    pub rows: i64,
    /// Photos that it has.
    pub photos: usize,
    /// What it lacks, a sentence for the operator; empty when it has everything.
    pub lacking: String,
}

impl Made {
    /// What the operator reads.
    pub fn words(&self) -> String {
        let photos = whole(i64::try_from(self.photos).unwrap_or(i64::MAX));
        let made = format!("Cadangan siap: {} ({} baris, {photos} foto).", self.folder.display(), whole(self.rows));
        if self.lacking.is_empty() { made } else { format!("{made} {}", self.lacking) }
    }
}

/// The right to make a backup with this data folder, until it is dropped: two would use the same scratch folders.
fn alone(data: &Path) -> Result<FolderLock, Fault> {
    fs::create_dir_all(data).map_err(file_fault("Folder data tidak bisa dibuat:", data))?;
    let file = data.join("backup.lock");
    let lock = FolderLock::take(&file).map_err(file_fault("Tidak bisa ditulis:", &file))?;
    lock.ok_or_else(|| Fault::Failed("Cadangan lain sedang dibuat. Tunggu sampai selesai.".to_owned()))
}

/// Makes a backup in `to` (else where the settings say), lets go of those that are not to be kept any longer, and writes down how it
/// went. The service may go on running. While another one is being made it is refused, which is no trouble to write down.
pub async fn make(settings: &Settings, world: &World, to: Option<Place>) -> Result<Made, Fault> {
    let _alone = alone(&settings.data)?;
    let place = to.unwrap_or_else(|| settings.backups());
    let made = match &place {
        Place::Folder(folder) => make_in(settings, world, folder, None).await,
        Place::Bucket(bucket) => make_in_bucket(settings, world, bucket).await,
    };
    let noted = match &made {
        Ok(made) => {
            let at = world.now().0;
            let lacking = made.lacking.clone();
            Newest { at, bytes: made.bytes, place: place.to_string(), trouble: String::new(), lacking }
        }
        Err(fault) => {
            let before = backup::noted(settings.database_url.as_deref(), &settings.data).await.ok().flatten();
            Newest { trouble: fault.words().to_owned(), ..before.unwrap_or_default() }
        }
    };
    if let Err(failure) = backup::note(settings.database_url.as_deref(), &settings.data, &noted).await {
        tracing::warn!(%failure, "how the backup went could not be written down");
    }
    made
}

/// The same in a bucket: made and compared in a scratch folder, put there file by file, the manifest last.
async fn make_in_bucket(settings: &Settings, world: &World, bucket: &Bucket) -> Result<Made, Fault> {
    let mirror = Mirror::open(bucket, &settings.data, "backup.mirror").await?;
    let made = make_in(settings, world, mirror.folder(), Some(&mirror)).await?;
    let name = made.folder.file_name().unwrap_or_default().display();
    Ok(Made { folder: PathBuf::from(format!("{bucket}/{name}")), ..made })
}

async fn make_in(settings: &Settings, world: &World, place: &Path, mirror: Option<&Mirror>) -> Result<Made, Fault> {
    let recipient = match &settings.backup_recipient {
        Some(text) => Some(seal::recipient(text).map_err(Fault::Configuration)?),
        None => None,
    };
    let folder = place.join(folder_name(world.now()));
    fs::create_dir_all(place).map_err(file_fault("Tempat cadangan tidak bisa dibuat:", place))?;
    let copying = Copying { settings, place, lock: None, mirror, room: disk };
    let size = fs::metadata(settings.data.join(DATABASE)).map_or(0, |file| file.len());
    let needed = needed(size, is_beside_data(place, &settings.data));
    if let Some((free, _)) = disk(place)
        && free < needed
    {
        let (disk, free, needed) = (copying.disk_name(), megabytes(free), megabytes(needed));
        return Err(Fault::Failed(format!("Cadangan database perlu {needed}, {disk} tinggal {free}. Kosongkan dulu.")));
    }
    // A second one within the second, or a place on which somebody else writes.
    fs::create_dir(&folder).map_err(file_fault("Folder cadangan tidak bisa dibuat:", &folder))?;
    let made = fill(&copying, world, &folder, recipient.as_ref()).await;
    if made.is_err() {
        // Half a backup is none; nobody may take it for one.
        let _ = fs::remove_dir_all(&folder);
    }
    let (contents, lacking) = made?;
    let gone = let_go(place, world.now());
    if let Some(mirror) = mirror {
        mirror.let_go(&gone).await;
    }
    if let Err(error) = let_go_photos(place, mirror, &settings.shelf()).await {
        tracing::error!(%error, place = %place.display(), "photos that no backup needs stay there");
    }
    let bytes = fs::metadata(lying(folder.join(DATABASE), recipient.is_some())).map_or(0, |file| file.len());
    let photos = contents.photos.len() - lacking.all().len();
    Ok(Made { folder, bytes, rows: contents.rows(), photos, lacking: lacking.words(&copying) })
}

/// Free bytes that the copy of a database of that size needs; on the service's own disk it leaves what reports live on.
fn needed(size: u64, beside_data: bool) -> u64 {
    size + size / 8 + if beside_data { LEAST_FREE } else { 0 }
}

async fn fill(
    copying: &Copying<'_>,
    world: &World,
    folder: &Path,
    recipient: Option<&Recipient>,
) -> Result<(Contents, Lacking), Fault> {
    let Copying { settings, place, mirror, .. } = *copying;
    let locked = recipient.is_some();
    // What is to be locked never lies open in the other place.
    let scratch = if locked { Some(Scratch::new(&settings.data, "backup.unfinished")?) } else { None };
    let plain = scratch.as_ref().map_or(folder, |scratch| &scratch.0).join(DATABASE);
    let contents = match &settings.database_url {
        Some(url) => backup::copy_postgres(url, &plain).await?,
        None => backup::copy(&settings.data, &plain).await?,
    };
    let file = lying(folder.join(DATABASE), locked);
    if let Some(recipient) = recipient {
        seal::lock(&plain, &file, recipient).map_err(file_fault("Database tidak bisa dikunci ke", &file))?;
    }
    let photos = photos_of(place, settings.backup_recipient.as_deref().unwrap_or_default());
    let lock = recipient.zip(scratch.as_ref()).map(|(recipient, scratch)| (recipient, scratch.0.as_path()));
    let lacking = Copying { lock, ..*copying }.put(&contents.photos, &photos, world).await?;
    let manifest = Manifest {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: contents.schema,
        made_at: world.now().0,
        recipient: settings.backup_recipient.clone().unwrap_or_default(),
        database_sha256: hash_of(&file).map_err(file_fault("Tidak terbaca:", &file))?,
        tables: contents.tables.clone(),
        photos: contents.photos.clone(),
        lacking: lacking.all(),
        erasable: contents.erasable.clone(),
        erasures: contents.erasures.clone(),
    };
    let json = serde_json::to_vec_pretty(&manifest).map_err(|error| Fault::Failed(error.to_string()))?;
    let told = folder.join(MANIFEST);
    write_whole(&told, &json).map_err(file_fault("Tidak bisa ditulis:", folder))?;
    if let Some(mirror) = mirror {
        mirror.put(&file).await?;
        mirror.put(&told).await?;
    }
    // Only now, that every later restore knows of the erasure by this manifest.
    let erased = erased_photos(place, &contents.erasures);
    if let Err(error) = withdraw(erased.difference(&contents.photos), place, mirror).await {
        tracing::error!(%error, place = %place.display(), "withdrawn photos stay there");
    }
    Ok((contents, lacking))
}

/// The backups of a place, finished or not, by their names.
fn folders(place: &Path) -> impl Iterator<Item = (String, PathBuf)> {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    entries
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, _)| is_ours(name))
}

/// What the finished backups of a place say of themselves.
fn manifests(place: &Path) -> impl Iterator<Item = (PathBuf, Manifest)> {
    folders(place).filter_map(|(_, folder)| Some((folder.clone(), Manifest::read(&folder).ok()?)))
}

/// Removes the backups of a place that are not kept any longer, and what a program that was killed left unfinished a day ago; answers
/// the names of those that are gone. One that cannot be removed is said in the log and tried again; the new backup is a good one all
/// the same.
fn let_go(place: &Path, now: Moment) -> BTreeSet<String> {
    let made: Vec<(Moment, i64)> =
        manifests(place).map(|(_, manifest)| (Moment(manifest.made_at), manifest.schema)).collect();
    let kept = kept(&made, now, Zone::default());
    let yesterday = folder_name(Moment(now.0 - 86_400));
    let mut gone = BTreeSet::new();
    for (name, folder) in folders(place) {
        let told = folder.join(MANIFEST);
        let removed = match Manifest::read(&folder) {
            Ok(manifest) if kept.contains(&Moment(manifest.made_at)) => continue,
            // Without its manifest it is no backup any more, however far the rest gets.
            Ok(_) => fs::remove_file(told).and_then(|()| fs::remove_dir_all(&folder)),
            Err(_) if name < yesterday && !told.exists() => fs::remove_dir_all(&folder),
            Err(_) => continue,
        };
        match removed {
            Ok(()) => {
                gone.insert(name);
            }
            Err(error) => tracing::error!(%error, folder = %folder.display(), "an old backup could not be removed"),
        }
    }
    gone
}

/// Everything that was erased on request, as far as the backups of a place and these others know.
fn erasures_known(place: &Path, besides: &[Erasure]) -> Vec<Erasure> {
    let mut known = BTreeMap::new();
    let told = manifests(place).flat_map(|(_, manifest)| manifest.erasures);
    for erasure in told.chain(besides.iter().cloned()) {
        let newest = known.entry(erasure.key()).or_insert_with(|| erasure.clone());
        if newest.at() < erasure.at() {
            *newest = erasure;
        }
    }
    known.into_values().collect()
}

/// The names of files that backups of a place still hold of photos that were erased since.
fn erased_photos(place: &Path, besides: &[Erasure]) -> BTreeSet<String> {
    let erased: BTreeSet<String> = erasures_known(place, besides)
        .into_iter()
        .filter(|erasure| erasure.key().0 == erasures::Kind::Photo.code())
        .map(|erasure| format!("{}/{}", erasure.office, erasure.object))
        .collect();
    let files = manifests(place).flat_map(|(_, manifest)| manifest.erasable);
    files.filter(|(photo, _)| erased.contains(photo)).map(|(_, name)| name).collect()
}

/// Makes a file so that under its name there is either all of it or nothing.
fn whole_file(to: &Path, fill: impl FnOnce(&mut fs::File) -> io::Result<()>) -> io::Result<()> {
    let beside = to.with_extension("unfinished");
    let filled = fs::File::create(&beside).and_then(|mut file| {
        fill(&mut file)?;
        file.sync_all()
    });
    if let Err(error) = filled {
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    fs::rename(beside, to)
}

fn copy_whole(from: &Path, to: &Path) -> io::Result<()> {
    whole_file(to, |file| io::copy(&mut fs::File::open(from)?, file).map(|_| ()))
}

fn write_whole(to: &Path, bytes: &[u8]) -> io::Result<()> {
    whole_file(to, |file| io::Write::write_all(file, bytes))
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Failure::from(error).into()
    }
}

#[cfg(test)]
mod tests;
