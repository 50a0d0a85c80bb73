//! The parts of a photo that a phone sends one by one: a file that only grows, until it has the length and the hash that the phone
//! named. How far it has grown is the file's length and nothing else, so that no crash can make the two differ.

use super::shelf::remove;
use super::{Photos, Shelf, TakeFault, Taken, is_named, sync_folder};
use crate::domain::photo::sniff;
use crate::storage::Failure;
use crate::storage::photos::Part;
use sha2::Digest;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::sync::MutexGuard;

/// How many photos may grow at once; two that share a place wait for each other.
pub(super) const PLACES: usize = 64;

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grown {
    /// It was added; the file is this long now.
    To(u64),
    /// The file goes on elsewhere.
    Elsewhere(u64),
}

impl Photos {
    fn part_path(&self, part: &Part) -> PathBuf {
        // Office, library and hash are ours or were looked at: no dots, no slashes that lead elsewhere.
        let name = format!("{}_{}_{}.part", part.office, part.library, part.upload_sha256);
        self.arriving.join(name)
    }

    /// Nobody else touches this photo's parts while the guard lives.
    pub async fn hold(&self, part: &Part) -> MutexGuard<'_, ()> {
        let place = part.upload_sha256.bytes().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        self.places[place % PLACES].lock().await
    }

    /// How many bytes are there.
    pub async fn grown(&self, part: &Part) -> Result<u64, Failure> {
        match tokio::fs::metadata(self.part_path(part)).await {
            Ok(file) => Ok(file.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Adds a part at exactly this place, and makes it safe on disk before it says so. Call it while [`Photos::hold`] is held.
    pub async fn grow(&self, part: &Part, offset: u64, bytes: &[u8]) -> Result<Grown, Failure> {
        let there = self.grown(part).await?;
        if there != offset {
            return Ok(Grown::Elsewhere(there));
        }
        let path = self.part_path(part);
        tokio::fs::create_dir_all(&*self.arriving).await?;
        let mut file =
            tokio::fs::OpenOptions::new().create(true).append(false).write(true).truncate(false).open(&path).await?;
        file.seek(std::io::SeekFrom::Start(offset)).await?;
        let written = async {
            file.write_all(bytes).await?;
            file.flush().await?;
            file.sync_data().await
        };
        if let Err(error) = written.await {
            // A disk that is full may have taken half of it: back to where we were.
            if let Err(error) = file.set_len(offset).await {
                tracing::warn!(%error, "a torn part of a photo was left behind");
            }
            return Err(error.into());
        }
        if offset == 0 {
            // The name of a new file is safe only when its folder is.
            sync_folder(&self.arriving).await?;
        }
        Ok(Grown::To(offset + bytes.len() as u64))
    }

    /// Do the bytes have the hash that the phone named?
    pub async fn is_intact(&self, part: &Part) -> Result<bool, Failure> {
        let mut file = tokio::fs::File::open(self.part_path(part)).await?;
        let (mut hash, mut buffer) = (sha2::Sha256::new(), vec![0; 64 * 1024]);
        loop {
            let read = file.read(&mut buffer).await?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
        }
        Ok(data_encoding::HEXLOWER.encode(&hash.finalize()) == part.upload_sha256)
    }

    /// Makes a whole upload outlive what the receipt promises that it outlives: where photos lie in a bucket, the loss of this machine.
    /// Call it before anybody hears that the photo was received.
    pub async fn secure(&self, part: &Part) -> Result<(), Failure> {
        self.shelf.put_upload(&self.part_path(part)).await
    }

    /// The receipt is written down. Where another place holds the upload by now, this machine's copy goes: any node makes the picture.
    pub async fn hand_over(&self, part: &Part) {
        if let Shelf::Bucket(_) = self.shelf
            && let Err(failure) = self.discard(part).await
        {
            tracing::warn!(%failure, "a received photo lies twice until the next sweep");
        }
    }

    /// Throws the parts away that this machine has: they are wrong.
    pub async fn discard(&self, part: &Part) -> Result<(), Failure> {
        remove(&self.part_path(part)).await
    }

    /// Throws everything of an upload away: nobody waits for it, or the picture has been made anew.
    pub async fn forget(&self, part: &Part) -> Result<(), Failure> {
        self.discard(part).await?;
        self.shelf.erase_upload(&self.part_path(part)).await
    }

    /// Makes a picture of a received upload, whichever node took it in. `Ok(None)`: it is not there, or is not what was received any
    /// more; the phone still has it and sends it again.
    pub async fn make(&self, part: &Part) -> Result<Option<Taken>, TakeFault> {
        let path = self.part_path(part);
        let Some(raw) = self.shelf.upload(&path).await?.filter(|raw| is_named(raw, &part.upload_sha256)) else {
            return Ok(None);
        };
        let bytes = raw.len() as u64;
        let kind = sniff(&raw[..raw.len().min(16)]).map_err(TakeFault::Trouble)?;
        tokio::fs::create_dir_all(&*self.arriving).await?;
        let (sha256, made) = self.anew(raw, kind, &path).await?;
        Ok(Some(Taken {
            upload_sha256: part.upload_sha256.clone(),
            sha256,
            bytes,
            width: made.width,
            height: made.height,
        }))
    }

    /// Says that a photo waits to be made anew.
    pub fn knock(&self) {
        self.work.notify_one();
    }

    /// Waits until a photo waits, or for that long.
    pub async fn knocked(&self, most: Duration) {
        tokio::select! { () = self.work.notified() => {}, () = tokio::time::sleep(most) => {} }
    }

    /// Every upload that lies on this machine or waits in the bucket, as (office, library, hash).
    pub async fn parts(&self) -> Result<BTreeSet<(String, String, String)>, Failure> {
        let mut names = Vec::new();
        match tokio::fs::read_dir(&*self.arriving).await {
            Ok(mut folder) => {
                while let Some(file) = folder.next_entry().await? {
                    names.push(file.file_name().to_string_lossy().into_owned());
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        names.extend(self.shelf.uploads().await?);
        let words = |name: &String| {
            let mut words = name.strip_suffix(".part")?.splitn(3, '_').map(str::to_owned);
            Some((words.next()?, words.next()?, words.next()?))
        };
        Ok(names.iter().filter_map(words).collect())
    }
}
