//! `pantau move`: an installation that has outgrown one machine goes from `SQLite` to `PostgreSQL`, compared table by table.

use super::Fault;
use crate::domain::number::whole;
use crate::server::settings::Settings;
use crate::storage::Storage;
use crate::storage::transfer::{self, Db};
use crate::world::World;

/// Copies everything from the data folder's database into the one of `DATABASE_URL`. The source is read only; whoever is interrupted
/// starts it again. Photos stay where they are.
pub async fn run(settings: &Settings, world: &World) -> Result<(), Fault> {
    let Some(url) = settings.database_url.as_deref() else {
        return Err(Fault::Configuration(
            "Isi DATABASE_URL dengan alamat PostgreSQL tujuan, misalnya postgres://nama@localhost/pantau".to_owned(),
        ));
    };
    let file = settings.data.join("pantau.db");
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
    println!("Foto tetap di {}. Jalankan layanan dengan DATABASE_URL ini;", settings.shelf());
    println!("{} tetap utuh, pindahkan ke tempat lain bila semuanya berjalan.", file.display());
    Ok(())
}

#[cfg(test)]
mod tests;
