//! Photo files: taken in piece by piece, looked at before they are decoded, made anew without anything but the picture, and kept
//! under the name of their content.

mod parts;
pub(in crate::server) mod picture;
mod shelf;

pub use parts::Grown;
#[cfg(test)]
pub use shelf::name_of;
pub use shelf::{Shelf, place_of};

use crate::api::{App, photos as access};
use crate::domain::account::Asker;
use crate::domain::moment::Moment;
use crate::domain::photo::{Kind, MAX_BYTES, Trouble, sniff};
use crate::domain::refusal::Refusal;
use crate::server::bucket::Bucket;
use crate::server::pages;
use crate::storage::Failure;
use axum::Router;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::Digest;
use std::io::{ErrorKind, Seek};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Mutex, Notify, Semaphore};

/// A file is read in pieces of so many bytes.
const PIECE: usize = 64 * 1024;

/// Photo files, arriving and stored, and the right to decode one. Cheap to clone.
#[derive(Clone)]
pub struct Photos {
    /// Where files arrive: always on this machine.
    arriving: Arc<PathBuf>,
    /// What is still to be erased: an empty file for each.
    erasing: Arc<PathBuf>,
    /// Where they lie once they are whole.
    shelf: Shelf,
    /// One picture is decoded at a time: 50 million pixels are 200 MB.
    decoding: Arc<Semaphore>,
    /// Who holds the parts of which photo.
    places: Arc<[Mutex<()>; parts::PLACES]>,
    /// Wakes whoever makes received photos anew.
    work: Arc<Notify>,
}

/// A photo that has been taken in: its file is stored, no row names it yet.
#[derive(Clone, Debug)]
pub struct Taken {
    /// SHA-256 of what the phone sent, hex.
    pub upload_sha256: String,
    /// SHA-256 of the stored file, hex: its name and address.
    pub sha256: String,
    /// Bytes that the phone sent.
    pub bytes: u64,
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
}

/// A picture that came with a form of the office: of no activity, and nothing is said of it yet.
impl From<Taken> for crate::storage::photos::NewPhoto {
    fn from(taken: Taken) -> Self {
        Self {
            upload_sha256: taken.upload_sha256,
            sha256: taken.sha256,
            bytes: i64::try_from(taken.bytes).unwrap_or(i64::MAX),
            width: taken.width,
            height: taken.height,
            activity: String::new(),
            public_wish: false,
            children: crate::domain::photo::Children::Unanswered,
        }
    }
}

/// Why a photo was not taken in.
#[derive(Debug)]
pub enum TakeFault {
    /// The file is not acceptable; the rest of the form goes on.
    Trouble(Trouble),
    /// The connection ended, or the request is larger than the guard lets through.
    Torn,
    /// The disk failed.
    Failure(Failure),
}

impl From<Failure> for TakeFault {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<std::io::Error> for TakeFault {
    fn from(error: std::io::Error) -> Self {
        Self::Failure(Failure::File(error))
    }
}

impl Photos {
    /// Photo files under that data folder, or in that bucket.
    pub fn open(data: &FilePath, bucket: Option<&Bucket>) -> Self {
        Self {
            arriving: Arc::new(data.join("photos").join("arriving")),
            erasing: Arc::new(data.join("photos").join("erasing")),
            shelf: Shelf::of(data, bucket),
            decoding: Arc::new(Semaphore::new(1)),
            places: Arc::new(std::array::from_fn(|_| Mutex::new(()))),
            work: Arc::default(),
        }
    }

    /// Takes one file of a form in. Never holds more of it in memory than a picture may have, and reads a file that is too large
    /// to its end, so that the fields after it are not lost. `id` names the file while it arrives.
    pub async fn take(&self, field: &mut Field<'_>, id: &str) -> Result<Taken, TakeFault> {
        tokio::fs::create_dir_all(&*self.arriving).await?;
        let path = self.arriving.join(id);
        let result = self.take_at(field, &path).await;
        // Whatever came of it, the raw file with its place and camera is not kept.
        if let Err(error) = tokio::fs::remove_file(&path).await
            && error.kind() != ErrorKind::NotFound
        {
            tracing::warn!(%error, "an arriving photo was left behind");
        }
        result
    }

    async fn take_at(&self, field: &mut Field<'_>, path: &FilePath) -> Result<Taken, TakeFault> {
        let mut file = tokio::fs::File::create(path).await?;
        let (mut hash, mut bytes, mut head) = (sha2::Sha256::new(), 0u64, Vec::new());
        while let Some(chunk) = field.chunk().await.map_err(|_| TakeFault::Torn)? {
            bytes += chunk.len() as u64;
            if bytes > MAX_BYTES {
                continue; // read on to the next field, keep nothing
            }
            if head.len() < 16 {
                head.extend_from_slice(&chunk[..chunk.len().min(16)]);
            }
            hash.update(&chunk);
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        drop(file);
        if bytes > MAX_BYTES {
            return Err(TakeFault::Trouble(Trouble::TooManyBytes));
        }
        let kind = sniff(&head).map_err(TakeFault::Trouble)?;
        let upload_sha256 = data_encoding::HEXLOWER.encode(&hash.finalize());
        let raw = tokio::fs::read(path).await?;
        let (sha256, made) = self.anew(raw, kind, path).await?;
        Ok(Taken { upload_sha256, sha256, bytes, width: made.width, height: made.height })
    }

    /// Makes a picture anew when its turn comes, and stores it; answers its name.
    async fn anew(&self, raw: Vec<u8>, kind: Kind, beside: &FilePath) -> Result<(String, picture::Made), TakeFault> {
        let permit = Arc::clone(&self.decoding).acquire_owned().await.map_err(|_| TakeFault::Failure(Failure::Busy))?;
        let made = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            picture::make_anew(&raw, kind)
        })
        .await
        // A decoder that panics has met a file it cannot read.
        .unwrap_or(Err(Trouble::Damaged))
        .map_err(TakeFault::Trouble)?;
        let sha256 = data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(&made.jpeg));
        self.shelf.put(&sha256, &beside.with_extension("jpg"), &made.jpeg).await?;
        Ok((sha256, made))
    }

    /// Throws away what a program that died left half-made: uploads of forms, and pictures that had no name yet, to which nothing was
    /// added since then. Parts of photos stay, their phones go on with them. Answers how many files.
    pub async fn clear_arriving(&self, since: Moment) -> Result<usize, Failure> {
        let mut folder = match tokio::fs::read_dir(&*self.arriving).await {
            Ok(folder) => folder,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error.into()),
        };
        let since = std::time::UNIX_EPOCH + std::time::Duration::from_secs(since.0.try_into().unwrap_or(0));
        let mut cleared = 0;
        while let Some(file) = folder.next_entry().await? {
            let half_made = file.path().extension().is_none_or(|ending| ending != "part");
            if half_made && file.metadata().await?.modified()? < since {
                tokio::fs::remove_file(file.path()).await?;
                cleared += 1;
            }
        }
        Ok(cleared)
    }

    /// Removes a stored file for good. One that is not there is what is wanted. No row names it any more, so that nobody would come back
    /// to it: while the bucket is away its name is noted on this machine, for [`Photos::erase_noted`].
    pub async fn erase(&self, sha256: &str) -> Result<(), Failure> {
        if !is_name(sha256) {
            return Ok(());
        }
        match self.shelf.erase(sha256).await {
            Err(failure @ Failure::Away(_)) => {
                tracing::error!(%failure, photo = sha256, "a withdrawn photo stays in the bucket until it answers");
                tokio::fs::create_dir_all(&*self.erasing).await?;
                tokio::fs::File::create(self.erasing.join(sha256)).await?;
                Ok(sync_folder(&self.erasing).await?)
            }
            erased => erased,
        }
    }

    /// The names that were noted.
    pub async fn noted(&self) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        let mut noted = match tokio::fs::read_dir(&*self.erasing).await {
            Ok(noted) => noted,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(names),
            Err(error) => return Err(error.into()),
        };
        while let Some(note) = noted.next_entry().await? {
            names.push(note.file_name().to_string_lossy().into_owned());
        }
        Ok(names)
    }

    /// Removes a file whose name was noted, and the note; the note alone where a row names the file again (`is_named`).
    pub async fn erase_noted(&self, sha256: &str, is_named: bool) -> Result<(), Failure> {
        if is_name(sha256) && !is_named {
            self.shelf.erase(sha256).await?;
        }
        Ok(tokio::fs::remove_file(self.erasing.join(sha256)).await?)
    }

    /// The stored files that have lain there since before that instant.
    pub async fn lain_since(&self, since: Moment) -> Result<Vec<String>, Failure> {
        self.shelf.lain_since(since).await
    }

    /// Removes a stored file for good that no row names, unless it was stored again since that instant. `true`: it was removed.
    pub async fn erase_older(&self, sha256: &str, since: Moment) -> Result<bool, Failure> {
        self.shelf.erase_older(sha256, since).await
    }

    /// A stored file, if it is there and is what its name says. What has rotted on the disk is shown to nobody.
    pub async fn read(&self, sha256: &str) -> Result<Option<Vec<u8>>, Failure> {
        if !is_name(sha256) {
            return Ok(None);
        }
        let found = self.shelf.get(sha256).await?;
        if found.as_ref().is_some_and(|bytes| !is_named(bytes, sha256)) {
            tracing::error!(photo = sha256, "a stored photo is damaged; `pantau verify` names all of them");
            return Ok(None);
        }
        Ok(found)
    }

    /// A stored file as an answer's body, with its length; as [`Photos::read`]. A file of a folder is read as its reader takes it: ten
    /// thousand slow readers hold a piece each, not a photo each.
    async fn body(&self, sha256: &str) -> Result<Option<(Body, u64)>, Failure> {
        let Shelf::Folder(root) = &self.shelf else {
            let bytes = self.read(sha256).await?;
            return Ok(bytes.map(|bytes| (bytes.len() as u64, bytes)).map(|(length, bytes)| (bytes.into(), length)));
        };
        let path = place_of(root, sha256);
        let opened = tokio::task::spawn_blocking(move || {
            let mut file = std::fs::File::open(path)?;
            let found = hash_of_open(&mut file)?;
            file.rewind()?;
            Ok::<_, std::io::Error>((found, file.metadata()?.len(), file))
        });
        let (found, length, file) = match opened.await.map_err(|_| Failure::Abandoned("a photo's hash".to_owned()))? {
            Ok(opened) => opened,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if found != sha256 {
            tracing::error!(photo = sha256, "a stored photo is damaged; `pantau verify` names all of them");
            return Ok(None);
        }
        let pieces = futures::stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).await?;
            piece.truncate(read);
            Ok::<_, std::io::Error>((read > 0).then_some((piece, file)))
        });
        Ok(Some((Body::from_stream(pieces), length)))
    }

    /// Stores a finished JPEG that the program made itself (the demo's); answers its name.
    pub async fn keep_made(&self, jpeg: &[u8], id: &str) -> Result<String, Failure> {
        tokio::fs::create_dir_all(&*self.arriving).await?;
        let sha256 = data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(jpeg));
        self.shelf.put(&sha256, &self.arriving.join(id).with_extension("jpg"), jpeg).await?;
        Ok(sha256)
    }
}

/// Makes the names in a folder safe on disk.
async fn sync_folder(folder: &FilePath) -> std::io::Result<()> {
    tokio::fs::File::open(folder).await?.sync_all().await
}

/// Are these the bytes that the name stands for?
pub fn is_named(bytes: &[u8], sha256: &str) -> bool {
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes)) == sha256
}

/// SHA-256 of a file, hex, read piece by piece.
pub fn hash_of(file: &FilePath) -> std::io::Result<String> {
    hash_of_open(&mut std::fs::File::open(file)?)
}

fn hash_of_open(file: &mut std::fs::File) -> std::io::Result<String> {
    let (mut hash, mut piece) = (sha2::Sha256::new(), vec![0; PIECE]);
    loop {
        match std::io::Read::read(file, &mut piece)? {
            0 => return Ok(data_encoding::HEXLOWER.encode(&hash.finalize())),
            read => hash.update(&piece[..read]),
        }
    }
}

/// 64 hex digits in lower case, the only shape of a stored file's name.
/// Is it a name that [`is_named`] can be true of?
pub fn is_name(sha256: &str) -> bool {
    sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// `/foto/{sha256}`.
pub fn routes() -> Router<App> {
    Router::new().route("/foto/{sha256}", get(show))
}

/// A stored photo, to those who may see it; to everybody else it is not there.
async fn show(State(app): State<App>, Path(sha256): Path<String>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    match found(&app, &asker, &sha256).await {
        Ok((body, length, public)) => {
            // A copy may be kept, but every showing of it asks first: a photo that is withdrawn is gone at once.
            let cache = if public { "public, no-cache" } else { "private, no-store" };
            let tag = format!("\"{sha256}\"");
            let headers = [
                (header::CONTENT_TYPE, "image/jpeg"),
                (header::CACHE_CONTROL, cache),
                (header::ETAG, tag.as_str()),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
                (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            ];
            let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
            if public && known.is_some_and(|known| known.split(',').any(|known| known.trim() == tag)) {
                return (StatusCode::NOT_MODIFIED, headers).into_response();
            }
            (StatusCode::OK, headers, [(header::CONTENT_LENGTH, length.to_string())], body).into_response()
        }
        Err(error) => {
            let refusal = error.told(&app.world);
            pages::refused(&app, asker, request, &refusal).await
        }
    }
}

async fn found(app: &App, asker: &Asker, sha256: &str) -> Result<(Body, u64, bool), crate::api::Error> {
    if !is_name(sha256) {
        return Err(Refusal::NotFound.into());
    }
    let public = access::may_see(app, asker, sha256).await?;
    let (body, length) = app.photos.body(sha256).await?.ok_or(Refusal::NotFound)?;
    Ok((body, length, public))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[tokio::test]
    async fn what_a_dead_program_left_half_made_is_cleared_and_parts_stay() {
        let data = tempfile::tempdir().unwrap();
        let photos = Photos::open(data.path(), None);
        let arriving = data.path().join("photos/arriving");
        std::fs::create_dir_all(&arriving).unwrap();
        let old = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000);
        for (name, is_old) in [("form", true), ("x.jpg", true), ("62.01_l1_ab.part", true), ("under-way", false)] {
            let file = std::fs::File::create(arriving.join(name)).unwrap();
            if is_old {
                file.set_modified(old).unwrap();
            }
        }
        assert_eq!(photos.clear_arriving(Moment(2_000)).await.unwrap(), 2);
        let mut left: Vec<_> = std::fs::read_dir(&arriving).unwrap().map(|file| file.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["62.01_l1_ab.part", "under-way"]);
    }

    #[tokio::test]
    async fn a_picture_that_is_stored_again_is_young_again() {
        let data = tempfile::tempdir().unwrap();
        if let Some(bucket) = crate::trial::empty_bucket("a picture that is stored again") {
            let photos = Photos::open(data.path(), Some(&bucket));
            let name = photos.keep_made(b"x", "satu").await.unwrap();
            assert!(photos.lain_since(Moment(2_000)).await.unwrap().is_empty());
            assert_eq!(photos.lain_since(Moment(i64::MAX)).await.unwrap(), [name.clone()]);
            assert!(!photos.erase_older(&name, Moment(2_000)).await.unwrap(), "it was put there after that");
            assert!(photos.read(&name).await.unwrap().is_some());
            assert!(photos.erase_older(&name, Moment(i64::MAX)).await.unwrap());
            assert!(photos.read(&name).await.unwrap().is_none());
            assert!(!photos.erase_older(&name, Moment(i64::MAX)).await.unwrap(), "it is gone already");
        }
        let photos = Photos::open(data.path(), None);
        let name = photos.keep_made(b"x", "satu").await.unwrap();
        let file = std::fs::File::open(place_of(&data.path().join("photos"), &name)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000)).unwrap();
        assert_eq!(photos.lain_since(Moment(2_000)).await.unwrap(), [name.clone()]);
        photos.keep_made(b"x", "dua").await.unwrap();
        assert!(photos.lain_since(Moment(2_000)).await.unwrap().is_empty());
        assert!(!photos.erase_older(&name, Moment(2_000)).await.unwrap());
        assert!(photos.read(&name).await.unwrap().is_some(), "somebody is about to name it");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_picture_that_a_full_disk_cut_off_is_not_kept() {
        let data = tempfile::tempdir().unwrap();
        let photos = Photos::open(data.path(), None);
        let arriving = data.path().join("photos/arriving");
        std::fs::create_dir_all(&arriving).unwrap();
        // What is written there finds no room.
        std::os::unix::fs::symlink("/dev/full", arriving.join("x.jpg")).unwrap();
        let name = "ab".repeat(32);
        let kept = photos.shelf.put(&name, &arriving.join("x.jpg"), &[7; 5_000]).await;
        assert!(matches!(kept, Err(Failure::Full)), "{kept:?}");
        assert!(!place_of(&data.path().join("photos"), &name).exists());
    }

    #[test]
    fn only_hashes_are_names() {
        assert!(is_name(&"a1".repeat(32)));
        for name in ["", "../../etc/passwd", &"A1".repeat(32), &"a1".repeat(31), &"g1".repeat(32)] {
            assert!(!is_name(name), "{name}");
        }
    }
}
