//! A place in a bucket of S3, or of what speaks like it (`object_store`): for photos, and for backups.
//!
//! Every request has an end: a bucket that does not answer is [`Failure::Away`], which people and phones are told as "later".

use crate::domain::moment::Moment;
use crate::server::settings::is_loopback;
use crate::storage::Failure;
use futures::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{BackoffConfig, ClientOptions, Error, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Until there is a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// Large files go in pieces of so many bytes; S3 wants at least 5 MiB, and takes 10 000 of them: 50 GB.
const PIECE: usize = 5 * 1024 * 1024;
/// Pieces that are under way at the same time: that much memory.
const UNDER_WAY: usize = 2;

/// How long a bucket is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// One request, from its first byte to its last; none carries more than [`PIECE`] or a photo.
    request: Duration,
    /// After so long no further try is begun.
    tries: Duration,
    /// Tries after the first.
    retries: usize,
}

impl Pace {
    /// Photos: somebody waits for the answer.
    pub const PROMPT: Self = Self { request: Duration::from_secs(20), tries: Duration::from_secs(5), retries: 2 };
    /// Backups: nobody waits, and an ordinary line takes a minute for what a fast one takes in a second.
    pub const PATIENT: Self = Self { request: Duration::from_mins(10), tries: Duration::from_mins(15), retries: 5 };
}

/// With what buckets are asked: the variables that every S3 program reads.
#[derive(Clone, Default)]
pub struct Access {
    /// `AWS_ACCESS_KEY_ID`.
    key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    secret: String,
    /// `AWS_SESSION_TOKEN`; usually empty.
    token: String,
    /// `AWS_REGION`.
    region: String,
    /// `AWS_ENDPOINT_URL`; empty: Amazon's own.
    endpoint: String,
}

/// Never the secret.
impl fmt::Debug for Access {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Access")
            .field("region", &self.region)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl Access {
    /// Reads a set of variables; whether they are enough is asked when a bucket is opened.
    pub fn from(vars: &BTreeMap<String, String>) -> Self {
        let get = |name: &str| vars.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        Self {
            key_id: get("AWS_ACCESS_KEY_ID"),
            secret: get("AWS_SECRET_ACCESS_KEY"),
            token: get("AWS_SESSION_TOKEN"),
            region: get("AWS_REGION"),
            endpoint: get("AWS_ENDPOINT_URL").trim_end_matches('/').to_owned(),
        }
    }
}

/// A place in a bucket: `s3://bucket/prefix`. Cheap to clone.
#[derive(Clone)]
pub struct Bucket {
    store: Arc<AmazonS3>,
    prefix: String,
    url: String,
    /// On this machine: the one case in which it may be asked without https.
    local: bool,
}

impl fmt::Display for Bucket {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.url)
    }
}

/// Never the secret.
impl fmt::Debug for Bucket {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.url)
    }
}

/// Is it meant as a bucket?
pub fn is_bucket(place: &str) -> bool {
    place.starts_with("s3:")
}

impl Bucket {
    /// The place that `setting` names; the error is a sentence for the operator. Asks nobody yet.
    pub fn open(setting: &str, url: &str, access: &Access, pace: Pace) -> Result<Self, String> {
        let url = url.trim_end_matches('/');
        let (bucket, prefix) = parts_of(url)
            .ok_or_else(|| format!("{setting} \"{url}\" bukan tempat di bucket. Contoh: s3://pustaka-kobar/foto"))?;
        let Access { key_id, secret, token, region, endpoint } = access;
        if key_id.is_empty() || secret.is_empty() {
            return Err(format!("{setting}: isi juga AWS_ACCESS_KEY_ID dan AWS_SECRET_ACCESS_KEY untuk bucket itu."));
        }
        if region.is_empty() && endpoint.is_empty() {
            return Err(format!(
                "{setting}: isi juga AWS_REGION, atau AWS_ENDPOINT_URL bila bucket itu bukan di Amazon."
            ));
        }
        let local = is_loopback(endpoint);
        if !endpoint.is_empty() && !endpoint.starts_with("https://") && !local {
            return Err(format!(
                "{setting}: AWS_ENDPOINT_URL \"{endpoint}\" harus dimulai dengan https:// (http hanya untuk 127.0.0.1)."
            ));
        }
        // The client takes the process's ciphers; a second bucket finds them there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(if region.is_empty() { "us-east-1" } else { region })
            .with_access_key_id(key_id)
            .with_secret_access_key(secret)
            // Not every S3 takes many names in one request.
            .with_disable_bulk_delete(true)
            .with_client_options(
                ClientOptions::new().with_allow_http(local).with_timeout(pace.request).with_connect_timeout(CONNECT),
            )
            .with_retry(RetryConfig {
                backoff: BackoffConfig { init_backoff: Duration::from_millis(200), ..BackoffConfig::default() },
                max_retries: pace.retries,
                retry_timeout: pace.tries,
            });
        if !token.is_empty() {
            builder = builder.with_token(token);
        }
        if !endpoint.is_empty() {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(|error| format!("{setting} \"{url}\" tidak bisa dipakai: {error}"))?;
        Ok(Self { store: Arc::new(store), prefix: prefix.to_owned(), url: url.to_owned(), local })
    }

    /// Is it asked without https, on this machine?
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// The bucket's own name.
    pub fn name(&self) -> &str {
        parts_of(&self.url).map_or("", |(bucket, _)| bucket)
    }

    /// The place above this one, and the last name of this one's address.
    pub fn above(&self) -> Option<(Self, String)> {
        let (above, name) = self.prefix.rsplit_once('/').unwrap_or(("", &self.prefix));
        let (url, _) = self.url.rsplit_once('/')?;
        (!name.is_empty()).then(|| {
            let place = Self { prefix: above.to_owned(), url: url.to_owned(), ..self.clone() };
            (place, name.to_owned())
        })
    }

    fn key(&self, name: &str) -> Key {
        Key::from(if self.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) })
    }

    /// Stores an object: whole, or not at all. It is there for everybody who asks from now on.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), Failure> {
        self.store.put(&self.key(name), bytes.into()).await.map_err(away)?;
        Ok(())
    }

    /// Stores a file, of whatever size, in pieces; whole, or not at all.
    pub async fn put_file(&self, name: &str, file: &Path) -> Result<(), Failure> {
        let mut file = tokio::fs::File::open(file).await?;
        if file.metadata().await?.len() <= PIECE as u64 {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).await?;
            return self.put(name, bytes).await;
        }
        let upload = self.store.put_multipart(&self.key(name)).await.map_err(away)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PIECE);
        let mut buffer = vec![0; 1 << 18];
        loop {
            let read = match file.read(&mut buffer).await {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) => {
                    let _ = upload.abort().await;
                    return Err(error.into());
                }
            };
            if let Err(error) = upload.wait_for_capacity(UNDER_WAY).await {
                // Pieces that nobody puts together cost room in the bucket for ever.
                let _ = upload.abort().await;
                return Err(away(error));
            }
            upload.write(&buffer[..read]);
        }
        upload.finish().await.map_err(away)?;
        Ok(())
    }

    /// An object's bytes; nothing when there is none of that name.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let found = match self.store.get(&self.key(name)).await {
            Ok(found) => found.bytes().await,
            Err(error) => Err(error),
        };
        match found {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(away(error)),
        }
    }

    /// Fetches an object of whatever size into a file; answers whether there was one.
    pub async fn get_file(&self, name: &str, to: &Path) -> Result<bool, Failure> {
        let key = self.key(name);
        let size = match self.store.head(&key).await {
            Ok(found) => found.size,
            Err(error) if is_missing(&error) => return Ok(false),
            Err(error) => return Err(away(error)),
        };
        let mut file = tokio::fs::File::create(to).await?;
        let mut at = 0;
        while at < size {
            let end = size.min(at + PIECE as u64);
            let piece = self.store.get_range(&key, at..end).await.map_err(away)?;
            file.write_all(&piece).await?;
            at = end;
        }
        file.flush().await?;
        file.sync_all().await?;
        Ok(true)
    }

    /// Removes an object. One that is not there is what is wanted.
    pub async fn erase(&self, name: &str) -> Result<(), Failure> {
        match self.store.delete(&self.key(name)).await {
            Err(error) if !is_missing(&error) => Err(away(error)),
            _ => Ok(()),
        }
    }

    /// When an object was put there, by the bucket's clock; nothing when there is none.
    pub async fn put_at(&self, name: &str) -> Result<Option<Moment>, Failure> {
        match self.store.head(&self.key(name)).await {
            Ok(object) => Ok(Some(Moment(object.last_modified.timestamp()))),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(away(error)),
        }
    }

    /// The names of all objects in a folder of this place (empty: of the whole place), as [`Bucket::get`] takes them.
    pub async fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let under = self.key(folder);
        let found: Vec<_> = self.store.list(Some(&under)).try_collect().await.map_err(away)?;
        let skipped = if self.prefix.is_empty() { 0 } else { self.prefix.len() + 1 };
        Ok(found.into_iter().filter_map(|object| object.location.as_ref().get(skipped..).map(str::to_owned)).collect())
    }

    /// When each object of this place was put there, by the bucket's clock; names as [`Bucket::get`] takes them.
    pub async fn dated(&self) -> Result<Vec<(String, Moment)>, Failure> {
        let found: Vec<_> = self.store.list(Some(&self.key(""))).try_collect().await.map_err(away)?;
        let skipped = if self.prefix.is_empty() { 0 } else { self.prefix.len() + 1 };
        let named = |object: object_store::ObjectMeta| {
            let name = object.location.as_ref().get(skipped..)?.to_owned();
            Some((name, Moment(object.last_modified.timestamp())))
        };
        Ok(found.into_iter().filter_map(named).collect())
    }

    /// Writes, reads and removes a small object: may everything be done there that the service does? Somebody waits for the answer.
    pub async fn try_out(&self) -> Result<(), Failure> {
        let tried = tokio::time::timeout(Pace::PROMPT.request * 2, self.try_everything());
        tried.await.unwrap_or_else(|_| Err(Failure::Away("no answer in time".to_owned())))
    }

    async fn try_everything(&self) -> Result<(), Failure> {
        let name = format!("pantau-check-{}", std::process::id());
        self.put(&name, b"x".to_vec()).await?;
        let read = self.get(&name).await?;
        self.erase(&name).await?;
        self.list(&name).await?;
        if read.as_deref() == Some(b"x") {
            Ok(())
        } else {
            Err(Failure::Away("what was written is not there".to_owned()))
        }
    }
}

/// Bucket and prefix of `s3://bucket/prefix`. Nothing that a key would have to be escaped for.
fn parts_of(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("s3://")?;
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let is_bucket = (3..=63).contains(&bucket.len())
        && bucket.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
    let is_segment = |segment: &str| {
        !segment.is_empty()
            && segment.bytes().any(|b| b != b'.')
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    (is_bucket && (prefix.is_empty() || prefix.split('/').all(is_segment))).then_some((bucket, prefix))
}

/// Is it the object that is missing, not its bucket?
fn is_missing(error: &Error) -> bool {
    matches!(error, Error::NotFound { source, .. } if !format!("{source:?}").contains("NoSuchBucket"))
}

fn away(error: Error) -> Failure {
    Failure::Away(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(url: &str, pairs: &[(&str, &str)]) -> Result<Bucket, String> {
        let vars = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Bucket::open("PANTAU_PHOTOS", url, &Access::from(&vars), Pace::PROMPT)
    }

    const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "rahasia")];

    #[test]
    fn a_place_that_cannot_be_one_is_refused_in_words() {
        let with = |more: (&'static str, &'static str)| [KEYS[0], KEYS[1], more];
        for url in
            ["s3:", "s3://", "s3://ab", "s3://Pustaka", "s3://pustaka//foto", "s3://pustaka/../x", "s3://pustaka/a b"]
        {
            let words = opened(url, &with(("AWS_REGION", "ap-southeast-3"))).unwrap_err();
            assert!(words.contains("PANTAU_PHOTOS") && words.contains("bukan tempat di bucket"), "{words}");
        }
        let refused = |pairs: &[(&str, &str)]| opened("s3://pustaka/foto", pairs).unwrap_err();
        assert!(refused(&[("AWS_REGION", "x")]).contains("AWS_ACCESS_KEY_ID"));
        assert!(refused(&KEYS).contains("AWS_REGION"));
        for endpoint in ["http://s3.example", "http://127.0.0.1.example:9000", "s3.example"] {
            assert!(refused(&with(("AWS_ENDPOINT_URL", endpoint))).contains("https://"), "{endpoint}");
        }
        let open = opened("s3://pustaka/foto/", &with(("AWS_ENDPOINT_URL", "http://127.0.0.1:9000"))).unwrap();
        assert_eq!((open.to_string().as_str(), open.name(), open.is_local()), ("s3://pustaka/foto", "pustaka", true));
        assert!(!opened("s3://pustaka", &with(("AWS_ENDPOINT_URL", "https://s3.example"))).unwrap().is_local());
        assert!(!format!("{open:?}").contains("rahasia"));
    }

    /// What a server of our own was asked for: method and query, and how many bytes came.
    type Asked = Arc<std::sync::Mutex<Vec<(String, usize)>>>;

    /// Takes the first `pieces` of an upload and refuses all later ones.
    async fn server_of_pieces(pieces: usize) -> (Bucket, Asked) {
        use axum::http::{StatusCode, Uri, header};
        use axum::response::IntoResponse;
        let asked = Asked::default();
        let told = Arc::clone(&asked);
        let answer = async move |method: axum::http::Method, uri: Uri, body: axum::body::Bytes| {
            let query = uri.query().unwrap_or_default();
            told.lock().unwrap().push((format!("{method} {query}"), body.len()));
            let number = query.split('&').find_map(|pair| pair.strip_prefix("partNumber=")?.parse::<usize>().ok());
            let begun = "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>u</UploadId></InitiateMultipartUploadResult>";
            let whole = "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>";
            match (method.as_str(), number) {
                ("PUT", Some(number)) if number > pieces => StatusCode::FORBIDDEN.into_response(),
                ("PUT", _) => [(header::ETAG, "e")].into_response(),
                ("POST", _) if query.contains("uploadId") => whole.into_response(),
                ("POST", _) => begun.into_response(),
                _ => StatusCode::NO_CONTENT.into_response(),
            }
        };
        let routes = axum::Router::new().fallback(answer).layer(axum::extract::DefaultBodyLimit::disable());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let pairs = [KEYS[0], KEYS[1], ("AWS_ENDPOINT_URL", endpoint.as_str())];
        (opened("s3://pustaka/cadangan", &pairs).unwrap(), asked)
    }

    #[tokio::test]
    async fn a_large_file_goes_in_pieces_that_an_ordinary_line_carries_and_leaves_none_when_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pantau.db");
        std::fs::File::create(&file).unwrap().set_len(6 * PIECE as u64 + 1).unwrap();

        let (bucket, asked) = server_of_pieces(7).await;
        bucket.put_file("pantau.db", &file).await.unwrap();
        let mut sizes: Vec<usize> =
            asked.lock().unwrap().iter().filter(|(what, _)| what.starts_with("PUT")).map(|(_, bytes)| *bytes).collect();
        sizes.sort_unstable();
        assert_eq!((sizes.len(), sizes[0], sizes[6]), (7, 1, 5 * 1024 * 1024));
        // A fifth of a megabit a second is enough for all that is under way.
        let bits = u64::try_from(PIECE * UNDER_WAY * 8).unwrap();
        assert!(bits / Pace::PATIENT.request.as_secs() < 200_000);

        // Refused in the middle, while others are under way.
        let (bucket, asked) = server_of_pieces(1).await;
        let refused = bucket.put_file("pantau.db", &file).await.unwrap_err();
        assert!(matches!(refused, Failure::Away(_)), "{refused}");
        assert!(
            asked.lock().unwrap().iter().any(|(what, _)| what == "DELETE uploadId=u"),
            "its pieces stay in the bucket"
        );
    }
}
