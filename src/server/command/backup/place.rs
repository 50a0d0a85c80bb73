//! Where backups lie: a folder, or a bucket. A bucket's are made and looked at in a scratch folder of this machine, which has the
//! same names, so that all rules of backups are those of folders.

use super::photos::{lying, photos_of};
use super::{Fault, MANIFEST, Manifest, Scratch, erased_photos, file_fault, is_ours};
use crate::server::bucket::{Access, Bucket, Pace, is_bucket};
use crate::server::photos::place_of;
use crate::storage::Failure;
use futures::{StreamExt, TryStreamExt};
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Where backups lie, or one of them.
#[derive(Clone, Debug)]
pub enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A place in a bucket.
    Bucket(Bucket),
}

/// As the operator knows it.
impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(out),
            Self::Bucket(bucket) => bucket.fmt(out),
        }
    }
}

impl Place {
    /// The place of that name, which `setting` gave; the error is a sentence for the operator.
    pub fn open(setting: &str, name: &str, access: &Access) -> Result<Self, String> {
        if is_bucket(name) {
            Bucket::open(setting, name, access, Pace::PATIENT).map(Self::Bucket)
        } else {
            Ok(Self::Folder(PathBuf::from(name)))
        }
    }
}

/// Files that are fetched at the same time.
const AT_ONCE: usize = 8;

/// A bucket's backups as a scratch folder of this machine has them: all folders with their manifests, and what is being made.
pub(super) struct Mirror {
    bucket: Bucket,
    scratch: Scratch,
    /// Everything that lies in the bucket's place.
    there: BTreeSet<String>,
}

impl Mirror {
    /// Looks at what lies in the bucket; `name` is that of the scratch folder.
    pub async fn open(bucket: &Bucket, data: &Path, name: &str) -> Result<Self, Fault> {
        let scratch = Scratch::new(data, name)?;
        let there: BTreeSet<String> = bucket.list("").await?.into_iter().collect();
        let mirror = Self { bucket: bucket.clone(), scratch, there };
        for (folder, file) in mirror.there.iter().filter_map(|name| name.split_once('/')) {
            if is_ours(folder) {
                let folder = mirror.folder().join(folder);
                fs::create_dir_all(&folder).map_err(file_fault("Folder kerja tidak bisa dibuat:", &folder))?;
                if file == MANIFEST {
                    mirror.fetch(&folder.join(MANIFEST)).await?;
                }
            }
        }
        Ok(mirror)
    }

    /// The scratch folder: a place of backups like any other.
    pub fn folder(&self) -> &Path {
        &self.scratch.0
    }

    /// A file's name in the bucket.
    fn name(&self, file: &Path) -> String {
        file.strip_prefix(self.folder()).unwrap_or(file).to_string_lossy().into_owned()
    }

    /// The names of everything that lay in the bucket when it was looked at.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.there.iter()
    }

    /// The same as files of the scratch folder, whether they are in it or not.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.there.iter().map(|name| self.folder().join(name))
    }

    /// A folder's address in the bucket.
    pub fn address(&self, folder: &Path) -> String {
        format!("{}/{}", self.bucket, self.name(folder))
    }

    /// Did this file lie in the bucket when it was looked at?
    pub fn has(&self, file: &Path) -> bool {
        self.there.contains(&self.name(file))
    }

    /// The bytes of this file as they lie in the bucket.
    pub async fn read(&self, file: &Path) -> Result<Option<Vec<u8>>, Failure> {
        self.bucket.get(&self.name(file)).await
    }

    /// Puts a file into the bucket.
    pub async fn put(&self, file: &Path) -> Result<(), Failure> {
        self.bucket.put_file(&self.name(file), file).await
    }

    /// Removes a file from the bucket.
    pub async fn erase(&self, file: &Path) -> Result<(), Failure> {
        self.bucket.erase(&self.name(file)).await
    }

    /// Brings a file from the bucket; one that is not there stays away.
    async fn fetch(&self, file: &Path) -> Result<(), Failure> {
        if let Some(folder) = file.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        self.bucket.get_file(&self.name(file), file).await?;
        Ok(())
    }

    /// Brings everything of one backup; answers its folder.
    pub async fn fetch_backup(&self, name: &str) -> Result<PathBuf, Fault> {
        let folder = self.folder().join(name);
        // Without a manifest that can be read there is nothing to bring; whoever looks at the folder says so.
        let Ok(manifest) = Manifest::read(&folder) else { return Ok(folder) };
        self.fetch(&manifest.database(&folder)).await?;
        let photos = photos_of(self.folder(), &manifest.recipient);
        let erased = erased_photos(self.folder(), &[]);
        let files =
            manifest.photos.difference(&erased).map(|name| lying(place_of(&photos, name), manifest.is_locked()));
        let files: Vec<PathBuf> = files.filter(|file| self.has(file)).collect();
        futures::stream::iter(&files)
            .map(|file| self.fetch(file))
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await?;
        Ok(folder)
    }

    /// Removes these backups from the bucket: those that the scratch folder has let go, never what it merely lacks. What cannot be
    /// removed is tried again the next night.
    pub async fn let_go(&self, gone: &BTreeSet<String>) {
        let is_gone = |name: &&String| name.split_once('/').is_some_and(|(folder, _)| gone.contains(folder));
        // Without its manifest it is no backup any more, however far the rest gets.
        let (manifests, rest): (Vec<_>, Vec<_>) =
            self.there.iter().filter(is_gone).partition(|name| name.ends_with(MANIFEST));
        for name in manifests.into_iter().chain(rest) {
            if let Err(failure) = self.bucket.erase(name).await {
                tracing::error!(%failure, name, "an old backup could not be removed from the bucket");
            }
        }
    }
}
