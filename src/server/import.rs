//! `pantau import`: tables from files. Every fault names its line; nothing is half-done.

pub mod boundaries;
pub(in crate::server) mod geojson;
pub mod libraries;
pub mod population;
pub mod villages;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::api::{App, Error, sheet};
use crate::domain::table::{Plan, Sheet};
use crate::server::command::Fault;

/// What is taken in.
#[derive(Subcommand)]
pub enum Import {
    /// Perpustakaan dari CSV: tampilkan dulu, lalu terapkan dengan --apply
    Libraries {
        /// Berkas CSV: name, kind, `village_code`, dan kolom lain yang boleh kosong
        file: PathBuf,
        /// Kode kabupaten/kota pemilik; boleh kosong bila hanya ada satu
        #[arg(long)]
        office: Option<String>,
        /// Simpan; tanpa ini hanya ditampilkan apa yang akan berubah
        #[arg(long)]
        apply: bool,
    },
    /// Batas kecamatan atau desa dari `GeoJSON`; langsung disimpan bila semuanya benar
    Boundaries {
        /// Berkas `GeoJSON`: poligon dengan sifat kode (Kemendagri) dan nama
        file: PathBuf,
    },
    /// Jumlah penduduk kecamatan atau desa dari CSV, untuk lapisan peta; langsung disimpan bila semua baris benar
    Population {
        /// Berkas CSV: `code` (Kemendagri), people, dan bila ada source, year
        file: PathBuf,
    },
    /// Daftar desa dan kelurahan dari CSV (kode Kemendagri); langsung disimpan bila semua baris benar
    Villages {
        /// Berkas CSV: `village_code`, village, district, dan bila ada kind, `district_code`
        file: PathBuf,
    },
}

/// Runs it.
pub async fn run(app: &App, import: Import) -> Result<(), Fault> {
    match import {
        Import::Libraries { file, office, apply } => libraries::run(app, &file, office, apply).await,
        Import::Boundaries { file } => boundaries::run(app, &file).await,
        Import::Population { file } => population::run(app, &file).await,
        Import::Villages { file } => villages::run(app, &file).await,
    }
}

/// Reads a table from a file.
pub async fn read(file: &Path) -> Result<Sheet, Fault> {
    let failed = |words: &str| Fault::Failed(format!("{}: {words}", file.display()));
    let length =
        tokio::fs::metadata(file).await.map_err(|_| failed("Berkas tidak ditemukan atau tidak boleh dibaca."))?.len();
    if length > sheet::LARGEST as u64 {
        return Err(failed("Berkas lebih besar dari 64 MB. Bagi menjadi beberapa berkas."));
    }
    let bytes = tokio::fs::read(file).await.map_err(|error| failed(&error.to_string()))?;
    let (text, remark) = sheet::text(&bytes).map_err(failed)?;
    if let Some(remark) = remark {
        println!("{remark}");
    }
    sheet::sheet(&text).map_err(|words| failed(&words))
}

/// The office that a command means: the one named, else the only one there is.
pub async fn office(app: &App, named: Option<String>) -> Result<String, Fault> {
    let offices: Vec<(String,)> = app.storage.all("select code from office order by code", crate::args![]).await?;
    match (named, offices.as_slice()) {
        (Some(named), offices) if offices.iter().any(|(code,)| *code == named) => Ok(named),
        (Some(named), _) => Err(Fault::Failed(format!("Tidak ada kantor dengan kode {named}."))),
        (None, [(only,)]) => Ok(only.clone()),
        (None, []) => Err(Fault::Failed(
            "Belum ada kantor. Buat administrator pertama dulu, lihat pantau account --help.".to_owned(),
        )),
        (None, _) => Err(Fault::Failed("Ada lebih dari satu kantor. Sebutkan dengan --office KODE.".to_owned())),
    }
}

/// A refusal or failure as the command line says it.
pub fn fault(app: &App, error: Error) -> Fault {
    Fault::Failed(error.told(&app.world).to_string())
}

/// Remarks and refused rows of a plan, one on a line.
pub fn print_refused<T>(plan: &Plan<T>) {
    for note in &plan.notes {
        println!("Catatan: {note}");
    }
    for refused in &plan.refused {
        println!("Ditolak, baris {} ({}): {}", refused.line, refused.name, refused.reasons.join(" "));
    }
}
