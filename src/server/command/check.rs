//! `pantau check-config`: says in sentences what is right, what could be better and what is wrong, and changes nothing.

mod certificate;

use super::Fault;
use super::backup::{Place, seal};
use super::moving::moved_away;
use crate::domain::backup::{is_overdue, megabytes};
use crate::domain::moment::{Date, Moment, Zone};
use crate::server::assets;
use crate::server::bucket::Bucket;
use crate::server::connections::Limits;
use crate::server::health::{LEAST_FREE, disk};
use crate::server::settings::Settings;
use crate::storage::{Storage, backup};
use crate::world::World;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// How a line is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Good,
    /// It works; something could be safer.
    Advice,
    /// The service cannot work like this.
    Wrong,
}

/// One line of the answer.
struct Line {
    mark: Mark,
    words: String,
}

fn good(words: String) -> Line {
    Line { mark: Mark::Good, words }
}
fn advice(words: String) -> Line {
    Line { mark: Mark::Advice, words }
}
fn wrong(words: String) -> Line {
    Line { mark: Mark::Wrong, words }
}

async fn lines(settings: &Settings, now: Moment) -> Vec<Line> {
    let mut lines = vec![origin(settings), data(settings), room(&settings.data), clock(now)];
    lines.push(database(settings).await);
    lines.push(photos(settings).await);
    lines.push(backup_place(settings).await);
    lines.extend(newest_backup(settings, now).await);
    lines.push(site(settings));
    lines.push(proxy(settings));
    lines.push(connections());
    lines
}

fn origin(settings: &Settings) -> Line {
    match (settings.is_https(), settings.is_plain()) {
        (true, _) => good(format!("Alamat {}: https, semua bisa dipakai.", settings.url)),
        (false, false) => good(format!("Alamat {}: hanya untuk mencoba di komputer ini.", settings.url)),
        (false, true) => wrong(format!(
            "Alamat {}: tanpa https orang tidak bisa masuk. Pasang https di depan layanan ini.",
            settings.url
        )),
    }
}

fn data(settings: &Settings) -> Line {
    let folder = settings.data.display();
    match writable(&settings.data) {
        Ok(()) => good(format!("Folder data {folder}: bisa ditulisi.")),
        Err(error) => {
            wrong(format!("Folder data {folder} tidak bisa ditulisi ({error}). Ganti PANTAU_DATA atau izinnya."))
        }
    }
}

fn room(folder: &Path) -> Line {
    match disk(nearest(folder)) {
        Some((free, _)) if free < LEAST_FREE => {
            wrong(format!("Disk folder data penuh: tinggal {}. Laporan tidak bisa masuk.", megabytes(free)))
        }
        Some((free, all)) if free < all / 10 => {
            advice(format!("Disk folder data hampir penuh: tinggal {} dari {}.", megabytes(free), megabytes(all)))
        }
        Some((free, all)) => good(format!("Disk folder data: {} kosong dari {}.", megabytes(free), megabytes(all))),
        None => advice("Ruang disk folder data tidak bisa dibaca.".to_owned()),
    }
}

fn clock(now: Moment) -> Line {
    let words = now.long(Zone::default());
    let plausible = Date { year: 2026, month: 1, day: 1 }.start(Zone::default());
    if now < plausible {
        return wrong(format!("Jam komputer ini {words}: tenggat dan sesi jadi salah. Setel jamnya."));
    }
    // What systemd-timesyncd leaves where it has reached a clock; other programs leave nothing to look at.
    if Path::new("/run/systemd/timesync/synchronized").exists() {
        good(format!("Jam komputer ini {words}, disamakan lewat jaringan."))
    } else {
        advice(format!("Jam komputer ini {words}. Pastikan disamakan lewat jaringan (timedatectl set-ntp true)."))
    }
}

async fn database(settings: &Settings) -> Line {
    let engine = if settings.database_url.is_some() { "PostgreSQL dari DATABASE_URL" } else { "SQLite di folder data" };
    let newest = backup::newest_schema();
    match Storage::schema(settings.database_url.as_deref(), &settings.data).await {
        Ok(0) => match moved_away(settings) {
            Some(words) => wrong(words),
            None => good(format!("Database: {engine}, belum dibuat (pantau migrate).")),
        },
        Ok(schema) if schema < newest => good(format!(
            "Database: {engine}, skema {schema}; diperbarui ke {newest} saat dijalankan, sesudah dicadangkan."
        )),
        Ok(schema) if schema > newest => wrong(format!(
            "Database: {engine}, skema {schema}, lebih baru dari program ini ({newest}). Pasang program yang lebih baru."
        )),
        Ok(schema) => good(format!("Database: {engine}, skema {schema}.")),
        Err(failure) => wrong(failure.to_string()),
    }
}

/// What is right about a bucket, or why the service cannot work with it.
async fn bucket(what: &str, bucket: &Bucket) -> Result<String, Line> {
    match bucket.try_out().await {
        Ok(()) => {
            let plain = if bucket.is_local() { " Tanpa https: ada di komputer ini." } else { "" };
            Ok(format!("{what} {bucket}: bisa ditulis, dibaca, dan dihapus.{plain}"))
        }
        Err(failure) => Err(wrong(format!(
            "{what} {bucket} tidak bisa dipakai ({failure}). Periksa alamatnya, AWS_ENDPOINT_URL, AWS_REGION, kuncinya, dan izinnya."
        ))),
    }
}

async fn photos(settings: &Settings) -> Line {
    if let Some(place) = &settings.photos {
        return bucket("Foto: bucket", place).await.map_or_else(|line| line, good);
    }
    let folder = settings.data.join("photos");
    match writable(&folder) {
        Ok(()) => good(format!("Foto: di {}.", folder.display())),
        Err(error) => wrong(format!("Folder foto {} tidak bisa ditulisi ({error}).", folder.display())),
    }
}

async fn backup_place(settings: &Settings) -> Line {
    if settings.backup_recipient.is_some() && !seal::is_at_hand() {
        return wrong("Cadangan harus terkunci, tetapi program age belum ada: apt install age".to_owned());
    }
    let shown = match settings.backups() {
        Place::Bucket(place) => {
            let shown = match bucket("Tempat cadangan", &place).await {
                Ok(shown) => shown,
                Err(line) => return line,
            };
            if settings.photos.as_ref().is_some_and(|photos| photos.name() == place.name()) {
                return advice(format!(
                    "Tempat cadangan {place} ada di bucket yang sama dengan fotonya: bila bucket itu hilang keduanya hilang. Isi PANTAU_BACKUP_TO dengan bucket lain."
                ));
            }
            shown.trim_end_matches('.').to_owned()
        }
        Place::Folder(place) => {
            let shown = place.display();
            if let Err(error) = writable(&place) {
                return wrong(format!(
                    "Tempat cadangan {shown} tidak bisa ditulisi ({error}). Ganti PANTAU_BACKUP_TO atau izinnya."
                ));
            }
            let device = |path: &Path| std::fs::metadata(nearest(path)).map(|place| place.dev()).ok();
            if device(&place) == device(&settings.data) {
                return advice(format!(
                    "Tempat cadangan {shown} ada di disk yang sama dengan datanya: bila disk rusak keduanya hilang. Isi PANTAU_BACKUP_TO dengan disk lain."
                ));
            }
            format!("Tempat cadangan {shown}")
        }
    };
    good(format!("{shown}, {}.", if settings.backup_recipient.is_some() { "terkunci" } else { "tidak terkunci" }))
}

/// How old the newest backup is and what it lacks, each for itself: wherever backups lie, neither hides the other.
async fn newest_backup(settings: &Settings, now: Moment) -> Vec<Line> {
    let noted = backup::noted(settings.database_url.as_deref(), &settings.data).await.ok().flatten();
    let Some(newest) = noted.filter(|newest| newest.at > 0) else {
        return vec![good("Belum ada cadangan.".to_owned())];
    };
    let (last, words) = (Moment(newest.at), Moment(newest.at).long(Zone::default()));
    let mut lines = vec![if is_overdue(Some(last), last, now) {
        wrong(format!("Cadangan terlambat: yang terakhir {words}."))
    } else {
        good(format!("Cadangan terakhir {words}."))
    }];
    if !newest.lacking.is_empty() {
        lines.push(wrong(format!("Cadangan terakhir tidak lengkap. {}.", newest.lacking)));
    }
    lines
}

fn site(settings: &Settings) -> Line {
    let folder = settings.site.display();
    match assets::build_id(&settings.site).as_str() {
        "dev" => {
            wrong(format!("Folder situs {folder} belum berisi hasil bangun (build.txt). Tunjuk dengan PANTAU_SITE."))
        }
        build => good(format!("Folder situs {folder}: bangun {build}.")),
    }
}

fn proxy(settings: &Settings) -> Line {
    match (settings.is_https(), settings.proxies.is_empty(), settings.addr.ip().is_loopback()) {
        (true, true, _) => advice(
            "Proxy: PANTAU_PROXIES kosong, jadi semua orang tampak datang dari satu alamat. Isi alamat proxy, biasanya 127.0.0.1."
                .to_owned(),
        ),
        (true, false, false) => advice(format!(
            "Proxy: layanan juga terbuka tanpa https di {}. Pakai 127.0.0.1 bila proxy ada di komputer ini.",
            settings.addr
        )),
        (true, false, true) => good("Proxy: alamat orang dibaca dari proxy.".to_owned()),
        (false, ..) => good("Proxy: tidak dipakai.".to_owned()),
    }
}

fn connections() -> Line {
    let most = Limits::of_this_machine().most;
    if most < 2_000 {
        advice(format!(
            "Sambungan: paling banyak {most} sekaligus, karena batas berkas terbuka kecil (LimitNOFILE, ulimit -n)."
        ))
    } else {
        good(format!("Sambungan: paling banyak {most} sekaligus."))
    }
}

/// The folder itself, or the nearest one above it that is there.
fn nearest(folder: &Path) -> &Path {
    folder.ancestors().find(|place| place.exists() && !place.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn writable(folder: &Path) -> std::io::Result<()> {
    // The folder may not be there yet: then its nearest ancestor must take it.
    let probe = nearest(folder).join(format!(".pantau-check-{}", std::process::id()));
    std::fs::File::create(&probe)?.write_all(b"x")?;
    std::fs::remove_file(probe)
}

/// Prints the answer; the exit code is 78 when something has to be changed.
pub async fn run(settings: &Settings, world: &World) -> Result<(), Fault> {
    let mut lines = lines(settings, world.now()).await;
    let (url, now) = (settings.url.clone(), world.now());
    let certificate = tokio::task::spawn_blocking(move || certificate::look(&url, certificate::roots(), now)).await;
    lines.extend(certificate.ok().flatten());
    for line in &lines {
        let mark = match line.mark {
            Mark::Good => "[baik] ",
            Mark::Advice => "[saran]",
            Mark::Wrong => "[ubah] ",
        };
        println!("{mark} {}", line.words);
    }
    match lines.iter().filter(|line| line.mark == Mark::Wrong).count() {
        0 => Ok(()),
        wrong => Err(Fault::Configuration(format!("{wrong} hal perlu diubah sebelum layanan dijalankan."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    async fn said(mark: Mark, pairs: &[(&str, &str)], now: Moment) -> Vec<String> {
        said_of(mark, settings_of(pairs), now).await
    }

    fn settings_of(pairs: &[(&str, &str)]) -> Settings {
        let vars: BTreeMap<_, _> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings::from(vars).unwrap()
    }

    async fn said_of(mark: Mark, settings: Settings, now: Moment) -> Vec<String> {
        let lines = lines(&settings, now).await;
        lines.into_iter().filter(|line| line.mark == mark).map(|line| line.words).collect()
    }

    #[tokio::test]
    async fn a_bucket_is_tried_out_and_nothing_is_left_in_it() {
        let Some(bucket) = crate::trial::empty_bucket("check-config on a bucket") else { return };
        let (folder, now) = (tempfile::tempdir().unwrap(), crate::trial::start());
        let settings = settings_of(&[("PANTAU_DATA", folder.path().to_str().unwrap())]);
        let backup_to = Some(Place::Bucket(crate::trial::empty_bucket("check-config on a bucket").unwrap()));
        let settings = Settings { photos: Some(bucket.clone()), backup_to, ..settings };
        let good = said_of(Mark::Good, settings.clone(), now).await;
        let words =
            format!("Foto: bucket {bucket}: bisa ditulis, dibaca, dan dihapus. Tanpa https: ada di komputer ini.");
        assert!(good.contains(&words), "{good:?}");
        assert!(said_of(Mark::Advice, settings, now).await.iter().any(|words| words.contains("bucket yang sama")));
        assert_eq!(bucket.list("").await.unwrap(), Vec::<String>::new());
    }

    #[tokio::test]
    async fn what_is_wrong_is_said_and_nothing_is_left_behind() {
        let (folder, now) = (tempfile::tempdir().unwrap(), crate::trial::start());
        let path = folder.path().to_str().unwrap();
        std::fs::write(folder.path().join("build.txt"), "abc123\n").unwrap();
        let none = said(Mark::Wrong, &[("PANTAU_DATA", path), ("PANTAU_SITE", path)], now).await;
        assert_eq!(none, Vec::<String>::new());
        assert_eq!(std::fs::read_dir(path).unwrap().count(), 1);

        let away = crate::trial::lost_bucket();
        let of_bucket = said_of(
            Mark::Wrong,
            Settings { photos: Some(away.clone()), ..settings_of(&[("PANTAU_DATA", path), ("PANTAU_SITE", path)]) },
            now,
        )
        .await;
        assert!(
            matches!(of_bucket.as_slice(), [words] if words.contains(&away.to_string()) && words.contains("AWS_ENDPOINT_URL")),
            "{of_bucket:?}"
        );

        let file = format!("{path}/build.txt/data");
        let settings =
            [("PANTAU_DATA", file.as_str()), ("PANTAU_SITE", "/nonexistent"), ("PANTAU_URL", "http://10.0.0.5:3000")];
        let wrong = said(Mark::Wrong, &settings, Moment(0)).await;
        for part in ["https", "Folder data", "Jam komputer", "Folder foto", "Tempat cadangan", "PANTAU_SITE"] {
            assert!(wrong.iter().any(|words| words.contains(part)), "{part}: {wrong:?}");
        }
    }

    #[tokio::test]
    async fn what_could_be_safer_is_advised() {
        let (folder, now) = (tempfile::tempdir().unwrap(), crate::trial::start());
        let path = folder.path().to_str().unwrap();
        let settings = [("PANTAU_DATA", path), ("PANTAU_URL", "https://pustaka.example")];
        let advised = said(Mark::Advice, &settings, now).await;
        for part in ["disk yang sama", "PANTAU_PROXIES"] {
            assert!(advised.iter().any(|words| words.contains(part)), "{part}: {advised:?}");
        }
        std::fs::write(folder.path().join("pantau.db"), b"surat".repeat(300)).unwrap();
        let wrong = said(Mark::Wrong, &settings, now).await;
        assert!(wrong.iter().any(|words| words.contains("bukan database pantau")), "{wrong:?}");
    }

    #[tokio::test]
    async fn what_the_newest_backup_lacks_and_that_it_is_late_are_both_said_wherever_it_lies() {
        let trial = crate::trial::Trial::new().await;
        let (settings, now) = (Settings::clone(&trial.app.settings), trial.world.now());
        let said = async |mark, at: Moment| {
            let lacking = "Tanpa 1 foto".to_owned();
            let newest = backup::Newest { at: at.0, lacking, ..backup::Newest::default() };
            backup::note(settings.database_url.as_deref(), &settings.data, &newest).await.unwrap();
            said_of(mark, settings.clone(), now).await
        };
        let has = |lines: &[String], words: &str| lines.iter().any(|line| line.contains(words));
        // The default place: on the disk of the data.
        assert!(has(&said(Mark::Advice, now).await, "disk yang sama"));
        assert!(has(&said(Mark::Good, now).await, "Cadangan terakhir"));
        for (at, is_late) in [(now, false), (Moment(now.0 - 30 * 86_400), true)] {
            let wrong = said(Mark::Wrong, at).await;
            assert!(has(&wrong, "Cadangan terakhir tidak lengkap. Tanpa 1 foto."), "{wrong:?}");
            assert_eq!(has(&wrong, "Cadangan terlambat"), is_late, "{wrong:?}");
        }
    }

    #[tokio::test]
    async fn a_folder_whose_database_was_moved_is_not_called_new() {
        let (folder, now) = (tempfile::tempdir().unwrap(), crate::trial::start());
        let settings = [("PANTAU_DATA", folder.path().to_str().unwrap())];
        assert!(said(Mark::Good, &settings, now).await.iter().any(|words| words.contains("belum dibuat")));
        std::fs::create_dir(folder.path().join("moved-2026-11-23T033000")).unwrap();
        let wrong = said(Mark::Wrong, &settings, now).await;
        assert!(
            wrong
                .iter()
                .any(|words| words.contains("sudah dipindahkan ke PostgreSQL") && words.contains("Isi DATABASE_URL")),
            "{wrong:?}"
        );
        assert!(!said(Mark::Good, &settings, now).await.iter().any(|words| words.contains("belum dibuat")));
    }
}
