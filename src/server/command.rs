//! The command line: `pantau serve` and what an operator does beside it.

pub mod account;
mod audit;
pub mod backup;
mod check;
mod moving;
mod papers;
mod proposals;

use crate::api::App;
use crate::server::live::Live;
use crate::server::map::tiles::TileFile;
use crate::server::passwords::Passwords;
use crate::server::photos::Photos;
use crate::server::settings::Settings;
use crate::server::{assets, demo, import, log, serve};
use crate::storage::{Failure, Storage};
use crate::world::World;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tracing_subscriber::util::SubscriberInitExt;

/// Exit code for a configuration that cannot work (sysexits.h, `EX_CONFIG`).
const CONFIGURATION: u8 = 78;

#[derive(Parser)]
#[command(name = "pantau", version, about = "Pantau Pustaka: perpustakaan desa, laporannya, dan pertemuan belajarnya")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Jalankan layanan web
    Serve {
        /// Jangan buat cadangan sebelum skema database diperbarui
        #[arg(long)]
        without_backup: bool,
    },
    /// Siapkan atau perbarui skema database
    Migrate {
        /// Jangan buat cadangan lebih dulu
        #[arg(long)]
        without_backup: bool,
    },
    /// Administrator pertama, dan kode baru dari konsol
    #[command(subcommand)]
    Account(account::Account),
    /// Muat data dari berkas
    #[command(subcommand)]
    Import(import::Import),
    /// Cetak registri perpustakaan sebagai CSV
    Export {
        /// Kode kabupaten/kota; kosong: semua
        #[arg(long)]
        office: Option<String>,
        /// `GeoJSON`, bukan CSV
        #[arg(long)]
        geojson: bool,
    },
    /// Muat data contoh ke database yang kosong
    Demo(demo::Ask),
    /// Buat cadangan database dan foto; layanan boleh tetap jalan
    Backup {
        /// Tempat cadangan, folder atau `s3://bucket/awalan`; kosong: `PANTAU_BACKUP_TO`, atau folder `backups` di folder data
        #[arg(long)]
        to: Option<String>,
    },
    /// Pulihkan data dari satu cadangan; layanan harus berhenti dulu
    Restore {
        /// Folder cadangan, misalnya data/backups/2026-11-23T033000, atau `s3://bucket/awalan/2026-11-23T033000`
        folder: String,
        /// Berkas kunci, bila cadangan itu terkunci
        #[arg(long)]
        key: Option<PathBuf>,
        /// Tetap pulihkan, tanpa foto yang di cadangan itu hilang atau rusak; namanya dicetak
        #[arg(long)]
        without_lost_photos: bool,
    },
    /// Pindahkan semua dari `SQLite` di folder data ke `PostgreSQL` di `DATABASE_URL`; layanan harus berhenti dulu
    Move,
    /// Periksa semua yang tersimpan: database dan setiap foto
    Verify {
        #[command(subcommand)]
        what: Option<Verify>,
    },
    /// Periksa pengaturan; tidak mengubah apa-apa
    CheckConfig,
    /// Cetak tabel rute: metode, alamat, siapa yang boleh
    Routes,
    /// Ukur usulan untuk 500 perpustakaan (`./dev bench agenda`)
    #[command(hide = true)]
    BenchProposals,
    /// Ukur seratus sertifikat sebagai PDF (`./dev bench pdf`)
    #[command(hide = true)]
    BenchPdf,
}

/// What can be verified.
#[derive(Subcommand)]
enum Verify {
    /// Setiap titik perpustakaan terletak di dalam batas desanya
    Points,
    /// Bandingkan jejak audit dengan nomor dan sidik jari yang pernah dicatat di kertas
    Audit {
        /// Kode kantor, misalnya 62.01
        #[arg(long)]
        office: String,
        /// Nomor catatan di kertas
        #[arg(long)]
        number: i64,
        /// Sidik jari di kertas, paling sedikit 12 huruf pertamanya
        #[arg(long)]
        mark: String,
    },
    /// Coba satu cadangan tanpa memulihkannya
    Backup {
        /// Folder cadangan, atau `s3://bucket/awalan/2026-11-23T033000`
        folder: String,
        /// Berkas kunci, bila cadangan itu terkunci
        #[arg(long)]
        key: Option<PathBuf>,
    },
}

/// Why a command failed.
pub enum Fault {
    /// Exit 78: the operator has to change the configuration.
    Configuration(String),
    /// Exit 1.
    Failed(String),
}

impl Fault {
    /// The sentence for the operator.
    pub fn words(&self) -> &str {
        match self {
            Self::Configuration(words) | Self::Failed(words) => words,
        }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Start(words) => Self::Configuration(words),
            Failure::Away(why) => Self::Failed(format!("Bucket tidak menjawab atau menolak: {why}")),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Runs what the command line asks for.
pub async fn run() -> ExitCode {
    match dispatch(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(Fault::Configuration(words)) => {
            eprintln!("{words}");
            ExitCode::from(CONFIGURATION)
        }
        Err(Fault::Failed(words)) => {
            eprintln!("{words}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: Command) -> Result<(), Fault> {
    if let Command::Routes = command {
        for endpoint in crate::api::ENDPOINTS {
            println!("{:6} {:40} {:?} {:?}", endpoint.method, endpoint.path, endpoint.who, endpoint.kind);
        }
        return Ok(());
    }
    if let Command::BenchProposals = command {
        proposals::measure();
        return Ok(());
    }
    if let Command::BenchPdf = command {
        return papers::measure().map_err(Fault::Failed);
    }
    let settings = Settings::read().map_err(Fault::Configuration)?;
    if let Command::CheckConfig = command {
        return check::run(&settings, &World::real()).await;
    }
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log)
        .map_err(|error| Fault::Configuration(format!("PANTAU_LOG: {error}")))?;
    log::subscriber(filter, settings.log_json, std::io::stderr).init();
    if let Command::Demo(ask) = command {
        return demo::load(settings, &ask).await;
    }
    // These open the database by themselves: the service may be running, or the database may be gone.
    match &command {
        Command::Backup { to } => {
            let to = to.as_deref().map(|to| settings.place("--to", to)).transpose().map_err(Fault::Configuration)?;
            let made = backup::make(&settings, &World::real(), to).await?;
            println!("{}", made.words());
            return Ok(());
        }
        Command::Restore { folder, key, without_lost_photos } => {
            let from = settings.place("restore", folder).map_err(Fault::Configuration)?;
            return backup::restore(&settings, &World::real(), &from, key.as_deref(), *without_lost_photos).await;
        }
        Command::Verify { what: None } => return backup::verify(&settings).await,
        Command::Verify { what: Some(Verify::Backup { folder, key }) } => {
            let from = settings.place("verify backup", folder).map_err(Fault::Configuration)?;
            return backup::examine(&settings, &from, key.as_deref()).await;
        }
        Command::Verify { what: Some(Verify::Audit { office, number, mark }) } => {
            return audit::remember(&settings, office, *number, mark).await;
        }
        Command::Move => return moving::run(&settings, &World::real()).await,
        Command::Serve { without_backup: false } | Command::Migrate { without_backup: false } => {
            before_migrating(&settings, &World::real()).await?;
        }
        _ => {}
    }
    if settings.database_url.is_none() && !settings.data.join("pantau.db").exists() {
        if let Some(words) = moving::moved_away(&settings) {
            return Err(Fault::Configuration(words));
        }
        if let Command::Serve { .. } = command {
            // An empty folder is more often a disk that was not mounted than a new installation: nothing is begun there unasked.
            return Err(Fault::Configuration(format!(
                "Di folder data {} belum ada database. Pemasangan baru: jalankan dulu pantau migrate. Kalau datanya sudah ada: periksa PANTAU_DATA dan DATABASE_URL, dan apakah disk-nya terpasang.",
                settings.data.display()
            )));
        }
    }
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let app = open(settings, World::real(), stopping).await?;
    match command {
        Command::Serve { .. } => {
            announce(&app).await?;
            serve(app, stop).await.map_err(|error| match error.kind() {
                std::io::ErrorKind::Other => Fault::Failed(format!("Berhenti: {error}")),
                _ => Fault::Configuration(format!("Tidak bisa melayani: {error}")),
            })
        }
        Command::Migrate { .. } => {
            println!("Skema siap ({}).", app.storage.engine());
            Ok(())
        }
        Command::Verify { what: Some(Verify::Points) } => import::boundaries::verify(&app).await,
        Command::Account(what) => account::run(&app, what).await,
        Command::Import(what) => import::run(&app, what).await,
        Command::Export { office, geojson } => import::libraries::export(&app, office, geojson).await,
        Command::CheckConfig
        | Command::Demo(_)
        | Command::Routes
        | Command::BenchProposals
        | Command::BenchPdf
        | Command::Backup { .. }
        | Command::Move
        | Command::Restore { .. }
        | Command::Verify { what: None | Some(Verify::Audit { .. } | Verify::Backup { .. }) } => Ok(()),
    }
}

/// A schema that is about to be changed is backed up first: going back one version is putting this backup back.
async fn before_migrating(settings: &Settings, world: &World) -> Result<(), Fault> {
    let schema = Storage::schema(settings.database_url.as_deref(), &settings.data).await?;
    let newest = crate::storage::backup::newest_schema();
    if schema == 0 || schema >= newest {
        return Ok(());
    }
    let made = backup::make(settings, world, None).await.map_err(|fault| {
        Fault::Failed(format!(
            "Skema {schema} belum diperbarui ke {newest}, karena cadangannya gagal: {} (--without-backup: tanpa cadangan.)",
            fault.words()
        ))
    })?;
    println!("Skema {schema} akan diperbarui ke {newest}. {}", made.words());
    Ok(())
}

/// Says where the service is, and who can sign in while it holds the demo.
async fn announce(app: &App) -> Result<(), Failure> {
    println!("Pantau Pustaka: {}  ({}, Ctrl-C untuk berhenti)", app.settings.url, app.storage.engine());
    if app.settings.is_plain() {
        println!(
            "Perhatian: tanpa https orang hanya bisa membaca. Masuk, kamera, dan kerja luring butuh https (lihat README)."
        );
    }
    if let Some(password) = demo::password(&app.storage).await? {
        println!("Data contoh. Masuk di {}/masuk dengan kata sandi: {password}", app.settings.url);
        for sign_in in demo::sign_ins() {
            println!("  {:42} {}", sign_in.phone, sign_in.task);
        }
    }
    Ok(())
}

/// Opens everything that the service needs.
pub async fn open(
    settings: Settings,
    world: World,
    stopping: tokio::sync::watch::Receiver<bool>,
) -> Result<App, Failure> {
    let storage = Storage::open(settings.database_url.as_deref(), &settings.data, world.clone()).await?;
    let photos = Photos::open(&settings.data, settings.photos.as_ref());
    let mut settings = settings;
    let tiles = match &settings.tiles_file {
        Some(file) => {
            let tiles = TileFile::open(file).await.map_err(Failure::Start)?;
            settings.tiles_maxzoom = settings.tiles_maxzoom.min(tiles.nearest());
            Some(tiles)
        }
        None => None,
    };
    let build = assets::build_id(&settings.site).into();
    let live = Live::new(storage.clone(), stopping);
    Ok(App {
        storage,
        world,
        settings: Arc::new(settings),
        passwords: Passwords::default(),
        photos,
        throttle: Arc::default(),
        health: Arc::default(),
        build,
        live,
        shelf: crate::api::map::Shelf::default(),
        tiles,
        finder: crate::api::libraries::finder::Drawer::default(),
    })
}
