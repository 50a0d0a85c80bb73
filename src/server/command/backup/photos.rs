//! Photo files in a place of backups. They never change, so all backups of the place share them.

use super::seal::{self, Recipient};
use super::{DATABASE, Fault, LOCKED, Manifest, Mirror, PHOTOS, file_fault, is_ours, write_whole};
use crate::domain::backup::megabytes;
use crate::domain::moment::Moment;
use crate::server::health::LEAST_FREE;
use crate::server::photos::{Shelf, hash_of, is_name, is_named, place_of};
use crate::server::settings::Settings;
use crate::storage::backup::photos_named;
use crate::storage::{Failure, Storage};
use crate::world::World;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Where a place of backups keeps its photos. Those that are locked for somebody lie apart: with another recipient from some night on,
/// earlier backups stay whole for their key, and later ones are for the new key alone.
pub(super) fn photos_of(place: &Path, recipient: &str) -> PathBuf {
    if recipient.is_empty() {
        return place.join(PHOTOS);
    }
    let mark = crate::storage::ops::hash(recipient.as_bytes());
    place.join(format!("{PHOTOS}-{}", mark.get(..8).unwrap_or_default()))
}

/// Is it a name that [`photos_of`] makes?
fn is_of_photos(name: &str) -> bool {
    let mark = name.strip_prefix(PHOTOS).and_then(|rest| rest.strip_prefix('-'));
    name == PHOTOS || mark.is_some_and(|mark| mark.len() == 8 && mark.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Where a file lies when it may be locked.
pub(super) fn lying(path: PathBuf, locked: bool) -> PathBuf {
    if locked {
        path.with_extension(format!("{}.{LOCKED}", path.extension().unwrap_or_default().display()))
    } else {
        path
    }
}

/// The bytes under this name, when they are there and themselves. What this machine's disk cannot read is not; a bucket that is away
/// says nothing of its photos.
pub(super) async fn itself(shelf: &Shelf, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    match shelf.get(name).await {
        Ok(found) => Ok(found.filter(|jpeg| is_named(jpeg, name))),
        Err(failure @ Failure::Away(_)) => Err(failure),
        Err(_) => Ok(None),
    }
}

/// Do backups here grow on the disk on which the service lives?
pub(super) fn is_beside_data(place: &Path, data: &Path) -> bool {
    let device = |path: &Path| fs::metadata(path).map(|place| place.dev()).ok();
    device(place) == device(data)
}

/// Bytes that photos leave free where they are written: a place is full before its last byte where more than backups wants to grow.
/// Four times what the service lives on where they stay on its own disk, so that reports come first; in the scratch folder of a bucket
/// each one is gone again before the next one comes.
fn least_free(place: &Path, data: &Path, is_bucket: bool) -> u64 {
    if is_beside_data(place, data) && !is_bucket { 4 * LEAST_FREE } else { LEAST_FREE }
}

/// Is there room for one more photo, twice, so that `least` bytes stay free?
fn is_roomy(free: u64, photo: usize, least: u64) -> bool {
    let photo = u64::try_from(photo).unwrap_or(u64::MAX);
    free >= least.saturating_add(photo.saturating_mul(2))
}

/// Is it this copy's night to be looked at again? Each has one in sixteen, so that a rotten one is found and replaced, and a night
/// stays short.
pub(super) fn is_looked_at(name: &str, now: Moment) -> bool {
    let night = now.0.div_euclid(86_400).rem_euclid(16);
    name.chars().next().and_then(|first| first.to_digit(16)).is_none_or(|first| i64::from(first) == night)
}

/// Is a copy that is not locked still what its name says?
async fn is_whole(copy: &Path, name: &str, mirror: Option<&Mirror>) -> Result<bool, Failure> {
    match mirror {
        Some(mirror) => Ok(mirror.read(copy).await?.is_some_and(|jpeg| is_named(&jpeg, name))),
        None => Ok(hash_of(copy).is_ok_and(|hash| hash == name)),
    }
}

/// The photos that a backup is without.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lacking {
    /// Not there any more, or not themselves.
    pub lost: BTreeSet<String>,
    /// There was no room for them.
    pub roomless: BTreeSet<String>,
    /// Withdrawn or replaced since the database was copied: nobody has to do anything.
    pub withdrawn: BTreeSet<String>,
}

impl Lacking {
    /// What a restore has to forgive.
    pub fn all(&self) -> BTreeSet<String> {
        self.lost.iter().chain(&self.roomless).chain(&self.withdrawn).cloned().collect()
    }

    /// `named`: what the database names by now.
    fn withdraw(&mut self, named: &BTreeSet<String>) {
        let Self { lost, roomless, withdrawn } = self;
        for names in [lost, roomless] {
            withdrawn.extend(names.difference(named).cloned());
            names.retain(|name| named.contains(name));
        }
    }

    /// A sentence for whoever can do something about it; empty when there is nothing to do.
    pub fn words(&self, copying: &Copying<'_>) -> String {
        let lost = self.lost.first().map(|name| {
            let (file, shelf) = (place_of(Path::new(""), name), copying.settings.shelf());
            let file = file.display();
            format!(
                "Tanpa {} foto yang hilang atau rusak di tempat foto, misalnya {name} (semua namanya: pantau verify). Salin {file} dari tempat cadangan lain yang masih memilikinya ke {shelf}/{file}, atau tarik foto itu dari laporannya",
                self.lost.len()
            )
        });
        let roomless = (!self.roomless.is_empty()).then(|| {
            format!(
                "Tanpa {} foto yang belum muat: {} perlu lebih dari {} kosong. Kosongkan, lalu jalankan: pantau backup",
                self.roomless.len(),
                copying.disk_name(),
                megabytes(copying.least_free())
            )
        });
        lost.into_iter().chain(roomless).collect::<Vec<_>>().join(". ")
    }
}

/// From where to where photos are copied.
pub(super) struct Copying<'a> {
    pub settings: &'a Settings,
    pub place: &'a Path,
    /// For whom they are locked, with a folder for what is open until then.
    pub lock: Option<(&'a Recipient, &'a Path)>,
    pub mirror: Option<&'a Mirror>,
    /// Free bytes and all bytes of a disk, as [`crate::server::health::disk`] says.
    pub room: fn(&Path) -> Option<(u64, u64)>,
}

impl Copying<'_> {
    /// Copies the photo files that `to` lacks; answers those that cannot be copied. Neither they nor a full disk may keep the database
    /// from being safe.
    pub async fn put(&self, names: &BTreeSet<String>, to: &Path, world: &World) -> Result<Lacking, Fault> {
        let (mirror, locked, now) = (self.mirror, self.lock.is_some(), world.now());
        let shelf = self.settings.shelf();
        let mut lacking = Lacking::default();
        for name in names {
            let target = lying(place_of(to, name), locked);
            let there = mirror.map_or_else(|| target.exists(), |mirror| mirror.has(&target));
            // What is locked nobody here can read, the key is elsewhere: on its night a disk's copy is made anew. A bucket looks after
            // its objects by itself, and a sixteenth of all photos a night is much to send.
            if there
                && match (is_looked_at(name, now), locked) {
                    (false, _) => true,
                    (true, true) => mirror.is_some(),
                    (true, false) => is_whole(&target, name, mirror).await?,
                }
            {
                continue;
            }
            // Where one found no room the next ones are not even read.
            let without = if lacking.roomless.is_empty() {
                match itself(&shelf, name).await? {
                    Some(jpeg) if self.has_room(jpeg.len()) => {
                        self.copy(&jpeg, &target).await?;
                        continue;
                    }
                    Some(_) => &mut lacking.roomless,
                    None => &mut lacking.lost,
                }
            } else {
                &mut lacking.roomless
            };
            // A locked copy that is there is most likely a good one.
            if !(there && locked) {
                without.insert(name.clone());
            }
        }
        if lacking != Lacking::default() {
            match self.named(world).await {
                Ok(named) => lacking.withdraw(&named),
                // An older schema that is about to be brought up to date has not all tables.
                Err(failure) => tracing::warn!(%failure, "which photos were withdrawn meanwhile could not be read"),
            }
        }
        Ok(lacking)
    }

    /// The photo files that the database names now, which is later than its copy: photos are withdrawn while a long backup is made.
    async fn named(&self, world: &World) -> Result<BTreeSet<String>, Failure> {
        let (url, file) = (self.settings.database_url.as_deref(), self.settings.data.join(DATABASE));
        photos_named(&Storage::look(url, &file, world.clone()).await?).await
    }

    /// Bytes that have to stay free.
    fn least_free(&self) -> u64 {
        least_free(self.place, &self.settings.data, self.mirror.is_some())
    }

    fn has_room(&self, photo: usize) -> bool {
        (self.room)(self.place).is_none_or(|(free, _)| is_roomy(free, photo, self.least_free()))
    }

    /// The disk on which is written, as the operator knows it: the scratch folder of a bucket is gone when he reads of it.
    pub fn disk_name(&self) -> String {
        match self.mirror {
            Some(_) => format!("disk folder data {}", self.settings.data.display()),
            None => format!("tempat cadangan {}", self.place.display()),
        }
    }

    async fn copy(&self, jpeg: &[u8], target: &Path) -> Result<(), Fault> {
        self.write(jpeg, target).map_err(file_fault("Foto tidak bisa disalin ke", target))?;
        if let Some(mirror) = self.mirror {
            mirror.put(target).await?;
            let _ = fs::remove_file(target);
        }
        Ok(())
    }

    fn write(&self, jpeg: &[u8], target: &Path) -> io::Result<()> {
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        match self.lock {
            Some((recipient, scratch)) => {
                let open = scratch.join("open.jpg");
                fs::write(&open, jpeg)?;
                seal::lock(&open, target, recipient)
            }
            None => write_whole(target, jpeg),
        }
    }
}

/// The folders of photos of a place, also those that no backup belongs to any more.
fn folders_of_photos(place: &Path, mirror: Option<&Mirror>) -> io::Result<BTreeSet<PathBuf>> {
    let names: BTreeSet<String> = match mirror {
        Some(mirror) => mirror.names().filter_map(|name| Some(name.split_once('/')?.0.to_owned())).collect(),
        None => fs::read_dir(place)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<_>>()?,
    };
    Ok(names.into_iter().filter(|name| is_of_photos(name)).map(|name| place.join(name)).collect())
}

/// All photo files of such a folder, and what a program that was killed left beside them.
fn files_of_photos(photos: &Path, mirror: Option<&Mirror>) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = Vec::new();
    match mirror {
        Some(mirror) => files.extend(mirror.files().filter(|file| file.starts_with(photos))),
        None => {
            for folder in fs::read_dir(photos)? {
                let folder = folder?.path();
                if folder.is_dir() {
                    for file in fs::read_dir(folder)? {
                        files.push(file?.path());
                    }
                }
            }
        }
    }
    let is_photo = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let sha256 = name.split('.').next().unwrap_or_default();
        is_name(sha256) && place_of(photos, sha256).parent() == file.parent()
    };
    files.retain(is_photo);
    Ok(files)
}

async fn remove(file: &Path, mirror: Option<&Mirror>) {
    let removed = match mirror {
        Some(mirror) => mirror.erase(file).await,
        None => fs::remove_file(file).map_err(Failure::from),
    };
    if let Err(failure) = removed {
        tracing::error!(%failure, file = %file.display(), "a photo that has to go stays in the place of backups");
    }
}

/// Removes these photos, which were withdrawn, from a place of backups, whoever they are locked for. What cannot be removed is tried
/// again the next night.
pub(super) async fn withdraw<'a>(
    names: impl Iterator<Item = &'a String>,
    place: &Path,
    mirror: Option<&Mirror>,
) -> io::Result<()> {
    let folders = folders_of_photos(place, mirror)?;
    for name in names {
        for photos in &folders {
            let copy = lying(place_of(photos, name), photos.file_name().is_some_and(|name| name != PHOTOS));
            if mirror.map_or_else(|| copy.exists(), |mirror| mirror.has(&copy)) {
                remove(&copy, mirror).await;
            }
        }
    }
    Ok(())
}

/// Removes from a place the photos that none of its backups names any more: open ones from before it was locked, those of an earlier
/// key, withdrawn ones among them. While a backup there is unfinished or cannot be read, nobody knows what it needs, and all stay.
pub(super) async fn let_go_photos(place: &Path, mirror: Option<&Mirror>, shelf: &Shelf) -> io::Result<()> {
    let (mut named, mut backups) = (BTreeSet::new(), 0);
    for entry in fs::read_dir(place)? {
        let entry = entry?;
        if is_ours(&entry.file_name().to_string_lossy()) {
            let Ok(manifest) = Manifest::read(&entry.path()) else { return Ok(()) };
            backups += 1;
            let photos = photos_of(place, &manifest.recipient);
            named.extend(manifest.photos.iter().map(|name| lying(place_of(&photos, name), manifest.is_locked())));
        }
    }
    // Somebody's data folder, where `photos` are the only ones.
    if backups == 0 || place.join(DATABASE).exists() {
        return Ok(());
    }
    for photos in folders_of_photos(place, mirror)? {
        let is_shelf = match shelf {
            Shelf::Folder(root) => {
                photos.canonicalize().is_ok_and(|photos| root.canonicalize().is_ok_and(|root| root == photos))
            }
            Shelf::Bucket(bucket) => mirror.is_some_and(|mirror| mirror.address(&photos) == bucket.to_string()),
        };
        if is_shelf || photos.join("arriving").exists() {
            continue;
        }
        for file in files_of_photos(&photos, mirror)?.iter().filter(|file| !named.contains(*file)) {
            remove(file, mirror).await;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_stop_before_the_disk_is_full_and_earlier_where_they_stay_on_that_of_the_service() {
        let photo = 1_000_000;
        let data = tempfile::tempdir().unwrap();
        let scratch = data.path().join("backup.mirror");
        fs::create_dir(&scratch).unwrap();
        for (is_bucket, least) in [(true, LEAST_FREE), (false, 4 * LEAST_FREE)] {
            assert_eq!(least_free(&scratch, data.path(), is_bucket), least);
            assert!(is_roomy(least + 2_000_000, photo, least));
            assert!(!is_roomy(least + 2_000_000 - 1, photo, least));
        }
        assert!(!is_roomy(u64::MAX - 1, usize::MAX, LEAST_FREE));
    }

    #[test]
    fn folders_of_photos_are_known_by_their_names() {
        let place = Path::new("/x");
        for recipient in ["", "age1abc"] {
            let photos = photos_of(place, recipient);
            assert!(is_of_photos(&photos.file_name().unwrap().to_string_lossy()), "{}", photos.display());
        }
        for name in ["photos-", "photos-lama", "photos01234567", "photos-0123456", "foto", "photos-0123456z"] {
            assert!(!is_of_photos(name), "{name}");
        }
    }
}
