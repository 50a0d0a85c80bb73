//! Where photo files lie once they are whole: in a folder of this machine, or in a bucket that several app nodes share.

use super::sync_folder;
use crate::domain::moment::Moment;
use crate::server::bucket::Bucket;
use crate::storage::Failure;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::AsyncWriteExt;

/// The folder of whole uploads in a bucket.
const ARRIVING: &str = "arriving";

/// Where finished photo files lie under the name of their content, and where uploads lie that wait to be made anew. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Shelf {
    /// In a folder. What waits is the file that the parts grew to, beside them in `arriving`.
    Folder(Arc<PathBuf>),
    /// In a bucket: the same names there. What waits is put there whole before a phone hears that it was received.
    Bucket(Bucket),
}

/// As the operator knows it.
impl fmt::Display for Shelf {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(out),
            Self::Bucket(bucket) => bucket.fmt(out),
        }
    }
}

impl Shelf {
    /// The bucket that the operator named, else `photos` in the data folder.
    pub fn of(data: &Path, bucket: Option<&Bucket>) -> Self {
        match bucket {
            Some(bucket) => Self::Bucket(bucket.clone()),
            None => Self::Folder(Arc::new(data.join("photos"))),
        }
    }

    /// Stores a finished file under its name. Once this says so the file is there for good, after a power cut too: only then may a row
    /// name it. `unfinished` is where a folder's file may lie until it has its name.
    pub async fn put(&self, sha256: &str, unfinished: &Path, jpeg: &[u8]) -> Result<(), Failure> {
        // Once more, where it is there already: it may have been altered, and what no row names yet must be young ([`Shelf::lain_since`]).
        let root = match self {
            Self::Bucket(bucket) => return bucket.put(&name_of(sha256), jpeg.to_vec()).await,
            Self::Folder(root) => root,
        };
        let path = place_of(root, sha256);
        let folder = path.parent().unwrap_or(root);
        if !tokio::fs::try_exists(folder).await? {
            tokio::fs::create_dir_all(folder).await?;
            sync_folder(root).await?;
        }
        let mut file = tokio::fs::File::create(unfinished).await?;
        file.write_all(jpeg).await?;
        // Without this a disk that is full would be heard of by nobody: `sync_all` does not pass on what became of the writing.
        file.flush().await?;
        file.sync_all().await?;
        tokio::fs::rename(unfinished, &path).await?;
        Ok(sync_folder(folder).await?)
    }

    /// The bytes under a name, as they are; nothing when there are none. Whether they are what the name says is [`super::is_named`].
    pub async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self {
            Self::Folder(root) => read(&place_of(root, sha256)).await,
            Self::Bucket(bucket) => bucket.get(&name_of(sha256)).await,
        }
    }

    /// Removes a stored file for good. One that is not there is what is wanted.
    pub async fn erase(&self, sha256: &str) -> Result<(), Failure> {
        match self {
            Self::Folder(root) => remove(&place_of(root, sha256)).await,
            Self::Bucket(bucket) => bucket.erase(&name_of(sha256)).await,
        }
    }

    /// The stored files that have lain here, as they are, since before that instant.
    pub async fn lain_since(&self, since: Moment) -> Result<Vec<String>, Failure> {
        let root = match self {
            Self::Bucket(bucket) => {
                let dated = bucket.dated().await?.into_iter();
                return Ok(dated.filter(|(_, at)| *at < since).filter_map(|(name, _)| stored_name(&name)).collect());
            }
            Self::Folder(root) => root,
        };
        let mut names = Vec::new();
        let Some(mut folders) = folder(root).await? else { return Ok(names) };
        while let Some(entry) = folders.next_entry().await? {
            let two = entry.file_name().to_string_lossy().into_owned();
            if two.len() != 2 || !entry.file_type().await?.is_dir() {
                continue;
            }
            let Some(mut files) = folder(&entry.path()).await? else { continue };
            while let Some(file) = files.next_entry().await? {
                let Some(name) = stored_name(&format!("{two}/{}", file.file_name().to_string_lossy())) else {
                    continue;
                };
                if is_older(&file.path(), since).await? {
                    names.push(name);
                }
            }
        }
        Ok(names)
    }

    /// Removes a stored file for good if it is still as old as that: whoever stores the same picture in this very moment keeps it.
    /// `true`: it was removed.
    pub async fn erase_older(&self, sha256: &str, since: Moment) -> Result<bool, Failure> {
        let old = match self {
            Self::Folder(root) => is_older(&place_of(root, sha256), since).await?,
            Self::Bucket(bucket) => bucket.put_at(&name_of(sha256)).await?.is_some_and(|at| at < since),
        };
        if old {
            self.erase(sha256).await?;
        }
        Ok(old)
    }

    /// Makes a whole upload, the file `path`, outlive this machine as far as this shelf does.
    pub async fn put_upload(&self, path: &Path) -> Result<(), Failure> {
        match self {
            // Part by part it was made safe already, unless the phone hung up in the middle of that.
            Self::Folder(_) => {
                tokio::fs::File::open(path).await?.sync_all().await?;
                Ok(sync_folder(path.parent().unwrap_or(path)).await?)
            }
            Self::Bucket(bucket) => bucket.put(&upload_of(path), tokio::fs::read(path).await?).await,
        }
    }

    /// The bytes of an upload that lies at `path` on the machine that took it in; nothing when it is not there any more.
    pub async fn upload(&self, path: &Path) -> Result<Option<Vec<u8>>, Failure> {
        match self {
            Self::Folder(_) => read(path).await,
            Self::Bucket(bucket) => bucket.get(&upload_of(path)).await,
        }
    }

    /// Throws an upload away.
    pub async fn erase_upload(&self, path: &Path) -> Result<(), Failure> {
        match self {
            Self::Folder(_) => remove(path).await,
            Self::Bucket(bucket) => bucket.erase(&upload_of(path)).await,
        }
    }

    /// The names of the uploads that lie here and in no folder.
    pub async fn uploads(&self) -> Result<Vec<String>, Failure> {
        match self {
            Self::Folder(_) => Ok(Vec::new()),
            Self::Bucket(bucket) => {
                let names = bucket.list(ARRIVING).await?.into_iter();
                Ok(names.filter_map(|name| Some(name.rsplit_once('/')?.1.to_owned())).collect())
            }
        }
    }
}

/// A stored file's place, written as in a key; `sha256` is its name, as the database holds it.
pub fn name_of(sha256: &str) -> String {
    format!("{}/{sha256}.jpg", sha256.get(..2).unwrap_or_default())
}

/// Where a stored file lies in a folder of photo files.
pub fn place_of(folder: &Path, sha256: &str) -> PathBuf {
    folder.join(name_of(sha256))
}

/// The hash in a stored file's place, as [`name_of`] writes it; nothing for whatever else lies there.
fn stored_name(place: &str) -> Option<String> {
    let sha256 = place.get(3..)?.strip_suffix(".jpg")?;
    (super::is_name(sha256) && name_of(sha256) == place).then(|| sha256.to_owned())
}

/// Opens a folder to list it; nothing when it is not there.
async fn folder(path: &Path) -> Result<Option<tokio::fs::ReadDir>, Failure> {
    match tokio::fs::read_dir(path).await {
        Ok(folder) => Ok(Some(folder)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Was a file last written before that instant? One that is not there was not.
async fn is_older(path: &Path, since: Moment) -> Result<bool, Failure> {
    let since = std::time::UNIX_EPOCH + std::time::Duration::from_secs(since.0.try_into().unwrap_or(0));
    match tokio::fs::metadata(path).await {
        Ok(found) => Ok(found.modified()? < since),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn upload_of(path: &Path) -> String {
    format!("{ARRIVING}/{}", path.file_name().unwrap_or_default().to_string_lossy())
}

async fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match tokio::fs::read(path).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Removes a file; one that is not there is what is wanted.
pub(super) async fn remove(path: &Path) -> Result<(), Failure> {
    match tokio::fs::remove_file(path).await {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
