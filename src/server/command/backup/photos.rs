//! Photo files in a place of backups. They never change, so all backups of the place share them.

use super::seal::{self, Recipient};
use super::{DATABASE, Fault, LOCKED, Manifest, Mirror, PHOTOS, file_fault, is_ours, write_whole};
use crate::domain::backup::megabytes;
use crate::domain::moment::Moment;
use crate::server::health::{LEAST_FREE, disk};
use crate::server::photos::{Shelf, hash_of, is_name, is_named, place_of};
use crate::storage::Failure;
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

/// Is there room for one more photo? Before the last byte a place is full where more than backups wants to grow: twice the photo, and
/// what the service lives on; four times that on the service's own disk, so that reports come first.
fn is_roomy(free: u64, photo: u64, beside_data: bool) -> bool {
    let least = if beside_data { 4 * LEAST_FREE } else { LEAST_FREE };
    free >= least.saturating_add(photo.saturating_mul(2))
}

/// Ends a backup for which the disk of its place is too small.
fn check_room(place: &Path, data: &Path, photo: usize) -> Result<(), Fault> {
    let device = |path: &Path| fs::metadata(path).map(|place| place.dev()).ok();
    let photo = u64::try_from(photo).unwrap_or(u64::MAX);
    match disk(place) {
        Some((free, _)) if !is_roomy(free, photo, device(place) == device(data)) => Err(Fault::Failed(format!(
            "Tempat cadangan {} tinggal {}: cadangan berhenti sebelum disk itu penuh. Kosongkan dulu.",
            place.display(),
            megabytes(free)
        ))),
        _ => Ok(()),
    }
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

/// From where to where photos are copied.
pub(super) struct Copying<'a> {
    pub place: &'a Path,
    pub data: &'a Path,
    pub shelf: &'a Shelf,
    /// For whom they are locked, with a folder for what is open until then.
    pub lock: Option<(&'a Recipient, &'a Path)>,
    pub mirror: Option<&'a Mirror>,
}

impl Copying<'_> {
    /// Copies the photo files that `to` lacks; answers the names of those that are not there or not themselves.
    pub async fn put(&self, names: &BTreeSet<String>, to: &Path, now: Moment) -> Result<BTreeSet<String>, Fault> {
        let (mirror, locked) = (self.mirror, self.lock.is_some());
        let mut lacking = BTreeSet::new();
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
            let Some(jpeg) = itself(self.shelf, name).await? else {
                // A locked copy that is there is most likely a good one.
                if !(there && locked) {
                    lacking.insert(name.clone());
                }
                continue;
            };
            check_room(self.place, self.data, jpeg.len())?;
            self.write(&jpeg, &target).map_err(file_fault("Foto tidak bisa disalin ke", &target))?;
            if let Some(mirror) = mirror {
                mirror.put(&target).await?;
                let _ = fs::remove_file(&target);
            }
        }
        Ok(lacking)
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
    fn a_backup_stops_before_the_disk_is_full_and_earlier_on_that_of_the_service() {
        let photo = 1_000_000;
        for (beside_data, least) in [(false, LEAST_FREE), (true, 4 * LEAST_FREE)] {
            assert!(is_roomy(least + 2 * photo, photo, beside_data));
            assert!(!is_roomy(least + 2 * photo - 1, photo, beside_data));
        }
        assert!(!is_roomy(u64::MAX - 1, u64::MAX, true));
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
