//! Where photo files lie once they are whole: in a folder of this machine, or in a bucket that several app nodes share.

use super::sync_folder;
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
        let root = match self {
            // Once more, where it is there already: it may have been altered.
            Self::Bucket(bucket) => return bucket.put(&name_of(sha256), jpeg.to_vec()).await,
            Self::Folder(root) => root,
        };
        let path = place_of(root, sha256);
        let folder = path.parent().unwrap_or(root);
        if tokio::fs::try_exists(&path).await? {
            // It may be a moment old, and its maker dead.
            return Ok(sync_folder(folder).await?);
        }
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
