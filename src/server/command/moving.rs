//! `pantau move`: an installation that has outgrown one machine goes from `SQLite` to `PostgreSQL`, compared table by table.

use super::Fault;
use super::backup::set_aside;
use crate::domain::number::whole;
use crate::server::settings::Settings;
use crate::storage::Storage;
use crate::storage::transfer::{self, Db};
use crate::world::World;
use std::path::{Path, PathBuf};

/// What the folder is called, up to its time, in which a database lies that was moved.
const MOVED: &str = "moved";

/// Why there is no database in a data folder whose database was moved, and what to do; nothing where there is one, or never was.
pub fn moved_away(settings: &Settings) -> Option<String> {
    if settings.database_url.is_some() || settings.data.join("pantau.db").exists() {
        return None;
    }
    moved_from(&settings.data).map(|aside| {
        format!(
            "Data di folder {} sudah dipindahkan ke PostgreSQL (yang lama ada di {}). Isi DATABASE_URL.",
            settings.data.display(),
            aside.display()
        )
    })
}

/// Where the database of a data folder lies that was moved from there.
fn moved_from(data: &Path) -> Option<PathBuf> {
    let folders = std::fs::read_dir(data).ok()?.flatten();
    let is_moved = |name: &str| name.strip_prefix(MOVED).is_some_and(|rest| rest.starts_with('-'));
    folders.filter(|folder| is_moved(&folder.file_name().to_string_lossy())).map(|folder| folder.path()).max()
}

/// Copies everything from the data folder's database into the one of `DATABASE_URL`, and puts the source aside, so that a service whose
/// `DATABASE_URL` is misspelt does not serve what is old. The source is read only; whoever is interrupted starts it again. Photos stay
/// where they are.
pub async fn run(settings: &Settings, world: &World) -> Result<(), Fault> {
    let Some(url) = settings.database_url.as_deref() else {
        return Err(Fault::Configuration(
            "Isi DATABASE_URL dengan alamat PostgreSQL tujuan, misalnya postgres://nama@localhost/pantau".to_owned(),
        ));
    };
    let file = settings.data.join("pantau.db");
    if let Some(aside) = moved_from(&settings.data).filter(|_| !file.exists()) {
        return Err(Fault::Configuration(format!(
            "Sudah dipindahkan; database SQLite yang lama ada di {}. Jalankan layanan dengan DATABASE_URL.",
            aside.display()
        )));
    }
    if !file.exists() {
        return Err(Fault::Configuration(format!("Tidak ada database SQLite di {}.", file.display())));
    }
    // Brings an older schema up to date, and holds the folder: nothing may change meanwhile.
    let source = Storage::open(None, &settings.data, world.clone()).await?;
    let mut from = transfer::read_only(&file).await?;
    let tables = transfer::tables(&mut from).await?;
    let (mut from, mut to) = (Db::Sqlite(from), transfer::destination(url).await?);
    let told = |name: &str, rows: i64, copied: bool| {
        println!("{name}: {} baris, {}", whole(rows), if copied { "disalin dan sama" } else { "sudah ada dan sama" });
    };
    let sums = transfer::everything(&mut from, &mut to, &tables, told).await?;
    to.end().await?;
    from.end().await?;
    source.close().await;
    let rows = sums.values().map(|sum| sum.rows).sum();
    println!("Selesai: {} tabel, {} baris, semua jumlah dan isinya sama.", sums.len(), whole(rows));
    // Nobody has it open, and the folder is held until it lies aside.
    let aside = set_aside(&settings.data, MOVED, world.now()).map_err(|error| {
        Fault::Failed(format!(
            "Semua sudah di PostgreSQL, tetapi {} tidak bisa disisihkan ({error}). Pindahkan sendiri berkas itu.",
            file.display()
        ))
    })?;
    drop(source);
    println!("Foto tetap di {}. Jalankan layanan dengan DATABASE_URL ini.", settings.shelf());
    if let Some(aside) = aside {
        println!("Database SQLite yang lama tetap utuh di {}; hapus bila semuanya berjalan.", aside.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
