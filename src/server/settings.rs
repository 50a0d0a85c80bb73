//! What the operator decides, read from the environment (and a `.env` file) once at start. Nonsense is refused, with a sentence.

use crate::domain::map::Tiles;
use crate::server::bucket::{Access, Bucket, Pace, is_bucket};
use crate::server::command::backup::Place;
use crate::server::photos::Shelf;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// The program's configuration. The README's table says the same for operators.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `PANTAU_ADDR`: where to listen; 127.0.0.1:3000.
    pub addr: SocketAddr,
    /// `PANTAU_URL`: the origin that people type, without a slash at the end; `http://ADDR` when empty.
    pub url: String,
    /// `PANTAU_DATA`: folder of the database, photos and backups; `data`.
    pub data: PathBuf,
    /// `DATABASE_URL`: empty means `SQLite` in the data folder.
    pub database_url: Option<String>,
    /// `PANTAU_PHOTOS`: the bucket of photo files (`s3://bucket/prefix`); `photos` in the data folder when empty.
    pub photos: Option<Bucket>,
    /// `AWS_..`: with what buckets are asked.
    pub access: Access,
    /// `PANTAU_SITE`: the built files; `site` beside the program.
    pub site: PathBuf,
    /// `PANTAU_TILES_URL`: raster tiles `https://../{z}/{x}/{y}.png`; empty: none.
    pub tiles_url: Option<String>,
    /// `PANTAU_TILES_ATTRIBUTION`: the credit that the tiles' owner asks for.
    pub tiles_attribution: String,
    /// `PANTAU_TILES_MAXZOOM`: the nearest zoom of the tiles; 19, or what the file says.
    pub tiles_maxzoom: u8,
    /// `PANTAU_TILES_FILE`: a file of raster tiles (`PMTiles`), served by this program at `/tiles/{z}/{x}/{y}`.
    pub tiles_file: Option<PathBuf>,
    /// `PANTAU_DEMO_PASSWORD`: the demo's one password; made up at start when empty.
    pub demo_password: Option<String>,
    /// `PANTAU_PROXIES`: addresses whose X-Forwarded-For is believed, comma-separated.
    pub proxies: Vec<IpAddr>,
    /// `PANTAU_LOG`: a tracing filter; `info`.
    pub log: String,
    /// `PANTAU_LOG_FORMAT`: `text` for people, `json` for programs, one object for each line.
    pub log_json: bool,
    /// `PANTAU_BACKUP_TO`: where backups go, a folder or `s3://bucket/prefix`; `backups` in the data folder when empty.
    pub backup_to: Option<Place>,
    /// `PANTAU_BACKUP_RECIPIENT`: the public key (`age1..`) with which backups are locked; not locked when empty.
    pub backup_recipient: Option<String>,
    /// `PANTAU_METRICS_ADDR`: where figures for Prometheus are told; nowhere when empty.
    pub metrics_addr: Option<SocketAddr>,
}

/// Every `PANTAU_*` name this version understands. Later versions read more of design.md's list.
const KNOWN: [&str; 17] = [
    "PANTAU_ADDR",
    "PANTAU_URL",
    "PANTAU_DATA",
    "PANTAU_PHOTOS",
    "PANTAU_SITE",
    "PANTAU_TILES_URL",
    "PANTAU_TILES_ATTRIBUTION",
    "PANTAU_TILES_MAXZOOM",
    "PANTAU_TILES_FILE",
    "PANTAU_DEMO_PASSWORD",
    "PANTAU_PROXIES",
    "PANTAU_LOG",
    "PANTAU_LOG_FORMAT",
    "PANTAU_METRICS_ADDR",
    "PANTAU_BACKUP_TO",
    "PANTAU_BACKUP_RECIPIENT",
    // Read by ./dev and the browser tests, never by the program.
    "PANTAU_TEST",
];

impl Settings {
    /// Reads the environment; the error is a sentence for the operator.
    pub fn read() -> Result<Self, String> {
        // A missing .env file is the usual case.
        let _ = dotenvy::dotenv();
        Self::from(std::env::vars().collect())
    }

    /// Reads a set of variables.
    pub fn from(vars: BTreeMap<String, String>) -> Result<Self, String> {
        if let Some(unknown) = vars.keys().find(|name| name.starts_with("PANTAU_") && !KNOWN.contains(&name.as_str())) {
            return Err(format!("Pengaturan {unknown} tidak dikenal. Periksa ejaannya; daftar lengkap ada di README."));
        }
        let get = |name: &str| vars.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());

        let addr = get("PANTAU_ADDR").unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let addr: SocketAddr =
            addr.parse().map_err(|_| format!("PANTAU_ADDR \"{addr}\" bukan alamat. Contoh: 127.0.0.1:3000"))?;
        let url = get("PANTAU_URL").unwrap_or_else(|| format!("http://{addr}"));
        let url = url.trim_end_matches('/').to_owned();
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
        if host.is_empty() || host.contains(['/', '?', '#', ' ']) {
            return Err(format!("PANTAU_URL \"{url}\" bukan alamat asal. Contoh: https://pustaka.kobar.example"));
        }
        if let Some(database) = get("DATABASE_URL")
            && !database.starts_with("postgres://")
            && !database.starts_with("postgresql://")
        {
            return Err("DATABASE_URL harus kosong (SQLite) atau dimulai dengan postgres://".to_owned());
        }
        if let Some(tiles) = get("PANTAU_TILES_URL")
            && !((tiles.starts_with("https://") || is_loopback(&tiles))
                && ["{z}", "{x}", "{y}"].iter().all(|part| tiles.contains(part)))
        {
            return Err("PANTAU_TILES_URL harus dimulai dengan https:// dan memuat {z}, {x}, dan {y}.".to_owned());
        }
        if get("PANTAU_TILES_URL").is_some() && get("PANTAU_TILES_FILE").is_some() {
            return Err("Isi salah satu saja: PANTAU_TILES_URL atau PANTAU_TILES_FILE.".to_owned());
        }
        let tiles_maxzoom = get("PANTAU_TILES_MAXZOOM").map_or(Ok(19), |zoom| match zoom.parse() {
            Ok(zoom @ 0..=22) => Ok(zoom),
            _ => Err(format!("PANTAU_TILES_MAXZOOM \"{zoom}\" bukan angka 0 sampai 22.")),
        })?;
        let proxies = get("PANTAU_PROXIES")
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(|text| text.parse().map_err(|_| format!("PANTAU_PROXIES memuat \"{text}\", bukan alamat IP.")))
            .collect::<Result<_, _>>()?;
        let log_json = match get("PANTAU_LOG_FORMAT").as_deref() {
            None | Some("text") => false,
            Some("json") => true,
            Some(other) => return Err(format!("PANTAU_LOG_FORMAT \"{other}\" harus text atau json.")),
        };
        let metrics_addr = get("PANTAU_METRICS_ADDR")
            .map(|text| {
                text.parse().map_err(|_| format!("PANTAU_METRICS_ADDR \"{text}\" bukan alamat. Contoh: 127.0.0.1:9100"))
            })
            .transpose()?;
        if metrics_addr == Some(addr) {
            return Err("PANTAU_METRICS_ADDR harus lain dari PANTAU_ADDR: angka layanan bukan untuk umum.".to_owned());
        }
        let backup_recipient = get("PANTAU_BACKUP_RECIPIENT");
        if let Some(text) = &backup_recipient {
            crate::server::command::backup::seal::recipient(text)?;
        }
        let access = Access::from(&vars);
        let photos = match get("PANTAU_PHOTOS") {
            Some(place) if !is_bucket(&place) => {
                return Err(format!(
                    "PANTAU_PHOTOS \"{place}\" harus kosong (folder photos di PANTAU_DATA) atau s3://bucket/awalan."
                ));
            }
            Some(url) => Some(Bucket::open("PANTAU_PHOTOS", &url, &access, Pace::PROMPT)?),
            None => None,
        };
        let backup_to =
            get("PANTAU_BACKUP_TO").map(|name| Place::open("PANTAU_BACKUP_TO", &name, &access)).transpose()?;
        Ok(Self {
            addr,
            url,
            photos,
            access,
            data: get("PANTAU_DATA").map_or_else(|| PathBuf::from("data"), PathBuf::from),
            database_url: get("DATABASE_URL"),
            site: get("PANTAU_SITE").map_or_else(beside_the_program, PathBuf::from),
            tiles_url: get("PANTAU_TILES_URL"),
            tiles_attribution: get("PANTAU_TILES_ATTRIBUTION").unwrap_or_default(),
            tiles_maxzoom,
            tiles_file: get("PANTAU_TILES_FILE").map(PathBuf::from),
            demo_password: get("PANTAU_DEMO_PASSWORD"),
            proxies,
            log: get("PANTAU_LOG").unwrap_or_else(|| "info,sqlx=warn".to_owned()),
            log_json,
            metrics_addr,
            backup_to,
            backup_recipient,
        })
    }

    /// Where backups go.
    pub fn backups(&self) -> Place {
        self.backup_to.clone().unwrap_or_else(|| Place::Folder(self.data.join("backups")))
    }

    /// The place of backups, or the backup, that an operator named on the command line; the error is a sentence.
    pub fn place(&self, argument: &str, name: &str) -> Result<Place, String> {
        Place::open(argument, name, &self.access)
    }

    /// Where photo files lie.
    pub fn shelf(&self) -> Shelf {
        Shelf::of(&self.data, self.photos.as_ref())
    }

    /// Is the public address https?
    pub fn is_https(&self) -> bool {
        self.url.starts_with("https://")
    }

    /// Where the map's tiles come from, and whom to credit for them; none unless the operator named a source.
    pub fn tiles(&self) -> Option<(Tiles, String)> {
        let own = self.tiles_file.as_ref().map(|_| "/tiles/{z}/{x}/{y}".to_owned());
        let url = own.or_else(|| self.tiles_url.clone())?;
        Some((Tiles { url, nearest: self.tiles_maxzoom }, self.tiles_attribution.clone()))
    }

    /// Is it reached over a network without https? Then people can read; cookies, camera, position and service workers need https.
    pub fn is_plain(&self) -> bool {
        let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        !self.is_https() && !local.iter().any(|start| self.url.starts_with(start))
    }

    /// An absolute address for a path of this service.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

/// Is it an address on this machine?
pub fn is_loopback(url: &str) -> bool {
    ["http://127.0.0.1:", "http://localhost:"].iter().any(|start| url.starts_with(start))
}

fn beside_the_program() -> PathBuf {
    std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.join("site")))
        .unwrap_or_else(|| PathBuf::from("site"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, String> {
        Settings::from(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn an_empty_environment_is_enough() {
        let settings = read(&[]).unwrap();
        assert_eq!(settings.url, "http://127.0.0.1:3000");
        assert!(settings.database_url.is_none() && !settings.is_https() && !settings.is_plain());
        assert!(read(&[("PANTAU_URL", "http://10.0.0.5:3000")]).unwrap().is_plain());
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        for (name, value) in [
            ("PANTAU_ADRR", "x"),
            ("PANTAU_ADDR", "localhost"),
            ("PANTAU_URL", "pustaka.example"),
            ("PANTAU_URL", "https://pustaka.example/app"),
            ("DATABASE_URL", "mysql://x"),
            ("PANTAU_TILES_URL", "https://tiles.example/{z}/{x}"),
            ("PANTAU_TILES_URL", "http://tiles.example/{z}/{x}/{y}.png"),
            ("PANTAU_TILES_MAXZOOM", "99"),
            ("PANTAU_TILES_MAXZOOM", "-1"),
            ("PANTAU_PROXIES", "10.0.0.1, rumah"),
            ("PANTAU_BACKUP_RECIPIENT", "sandi rahasia"),
            ("PANTAU_BACKUP_TO", "s3://pustaka/cadangan"),
            ("PANTAU_PHOTOS", "/mnt/foto"),
            ("PANTAU_PHOTOS", "s3://pustaka/foto"),
            ("PANTAU_LOG_FORMAT", "xml"),
            ("PANTAU_METRICS_ADDR", "9100"),
            ("PANTAU_METRICS_ADDR", "127.0.0.1:3000"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert!(error.contains(name), "{name}: {error}");
        }
    }
}
