//! `pantau check-config`: says in sentences what is right and what is wrong, and changes nothing.

use super::Fault;
use crate::server::assets;
use crate::server::settings::Settings;
use std::io::Write;

/// One line of the answer.
struct Line {
    good: bool,
    words: String,
}

fn lines(settings: &Settings) -> Vec<Line> {
    let line = |good: bool, words: String| Line { good, words };
    let local = ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| settings.url.contains(host));
    let origin = match (settings.is_https(), local) {
        (true, _) => line(true, format!("Alamat {}: https, semua bisa dipakai.", settings.url)),
        (false, true) => line(true, format!("Alamat {}: hanya untuk mencoba di komputer ini.", settings.url)),
        (false, false) => line(
            false,
            format!("Alamat {}: tanpa https orang tidak bisa masuk. Pasang https di depan layanan ini.", settings.url),
        ),
    };
    let data = match writable(&settings.data) {
        Ok(()) => line(true, format!("Folder data {}: bisa ditulisi.", settings.data.display())),
        Err(error) => line(
            false,
            format!(
                "Folder data {} tidak bisa ditulisi ({error}). Ganti PANTAU_DATA atau izinnya.",
                settings.data.display()
            ),
        ),
    };
    let site = match assets::build_id(&settings.site).as_str() {
        "dev" => line(
            false,
            format!(
                "Folder situs {} belum berisi hasil bangun (build.txt). Tunjuk dengan PANTAU_SITE.",
                settings.site.display()
            ),
        ),
        build => line(true, format!("Folder situs {}: bangun {build}.", settings.site.display())),
    };
    let database = match &settings.database_url {
        Some(_) => line(true, "Database: PostgreSQL dari DATABASE_URL.".to_owned()),
        None => line(true, "Database: SQLite di folder data.".to_owned()),
    };
    vec![origin, data, database, site]
}

fn writable(folder: &std::path::Path) -> std::io::Result<()> {
    // The folder may not be there yet: then its nearest ancestor must take it.
    let mut place = folder;
    while !place.exists() {
        match place.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => place = parent,
            _ => place = std::path::Path::new("."),
        }
    }
    let probe = place.join(format!(".pantau-check-{}", std::process::id()));
    std::fs::File::create(&probe)?.write_all(b"x")?;
    std::fs::remove_file(probe)
}

/// Prints the answer; the exit code is 78 when something has to be changed.
pub fn run(settings: &Settings) -> Result<(), Fault> {
    let lines = lines(settings);
    for line in &lines {
        println!("{} {}", if line.good { "[baik]" } else { "[ubah]" }, line.words);
    }
    match lines.iter().filter(|line| !line.good).count() {
        0 => Ok(()),
        wrong => Err(Fault::Configuration(format!("{wrong} hal perlu diubah sebelum layanan dijalankan."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn wrong(pairs: &[(&str, &str)]) -> Vec<String> {
        let vars: BTreeMap<_, _> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let lines = lines(&Settings::from(vars).unwrap());
        lines.into_iter().filter(|line| !line.good).map(|line| line.words).collect()
    }

    #[test]
    fn what_is_wrong_is_said_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        std::fs::write(folder.path().join("build.txt"), "abc123\n").unwrap();
        assert_eq!(wrong(&[("PANTAU_DATA", path), ("PANTAU_SITE", path)]), Vec::<String>::new());
        assert_eq!(std::fs::read_dir(path).unwrap().count(), 1);

        let file = format!("{path}/build.txt/data");
        let said =
            wrong(&[("PANTAU_DATA", &file), ("PANTAU_SITE", "/nonexistent"), ("PANTAU_URL", "http://10.0.0.5:3000")]);
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(
            said[0].contains("https") && said[1].contains("tidak bisa ditulisi") && said[2].contains("PANTAU_SITE")
        );
    }
}
