//! `pantau account`: the first administrator's way in, and the way back in.

use crate::api::App;
use crate::api::accounts::{self, Issued, NewOffice};
use crate::args;
use crate::domain::code::{Code, Level};
use crate::domain::moment::Zone;
use crate::server::command::Fault;
use crate::server::import::fault;
use clap::Subcommand;

/// What is done about an account.
#[derive(Subcommand)]
pub enum Account {
    /// Buat administrator, dan kantornya bila belum ada; mencetak kode sekali pakai
    Add {
        /// Kode kabupaten/kota, misalnya 62.01
        #[arg(long)]
        office: String,
        /// Nama administrator
        #[arg(long)]
        name: String,
        /// Nomor HP administrator
        #[arg(long)]
        phone: String,
        /// Untuk kantor baru: nama kabupaten/kota tanpa kata "Kabupaten", misalnya "Kotawaringin Barat"
        #[arg(long)]
        regency: Option<String>,
        /// Untuk kantor baru: provinsi, misalnya "Kalimantan Tengah"
        #[arg(long)]
        province: Option<String>,
        /// Untuk kantor baru: Asia/Jakarta, Asia/Pontianak, Asia/Makassar, atau Asia/Jayapura
        #[arg(long, default_value = "Asia/Pontianak")]
        time_zone: String,
    },
    /// Buat kode baru untuk akun yang ada, misalnya administrator yang lupa kata sandi
    Code {
        /// Nomor HP akun itu
        #[arg(long)]
        phone: String,
        /// Lepas juga langkah kedua, untuk yang kehilangan HP dan lembar pemulihan
        #[arg(long)]
        drop_second_factor: bool,
    },
}

/// Runs it.
pub async fn run(app: &App, account: Account) -> Result<(), Fault> {
    let issued = match account {
        Account::Add { office, name, phone, regency, province, time_zone } => {
            let new = new_office(app, &office, regency, province, &time_zone).await?;
            accounts::add_administrator(app, &office, new, &name, &phone).await
        }
        Account::Code { phone, drop_second_factor } => accounts::console_code(app, &phone, drop_second_factor).await,
    };
    print(&issued.map_err(|error| fault(app, error))?);
    Ok(())
}

/// The office to be added along; `None` when it is there already.
async fn new_office(
    app: &App,
    office: &str,
    regency: Option<String>,
    province: Option<String>,
    time_zone: &str,
) -> Result<Option<NewOffice>, Fault> {
    let failed = |words: String| Err(Fault::Failed(words));
    match Code::parse(office) {
        Ok(code) if code.level() == Level::Regency => {}
        _ => return failed(format!("\"{office}\" bukan kode kabupaten/kota. Contoh: 62.01")),
    }
    let there: Option<(String,)> = app.storage.one("select code from office where code = $1", args![office]).await?;
    if there.is_some() {
        return Ok(None);
    }
    let (Some(regency), Some(province)) = (regency, province) else {
        return failed(format!(
            "Kantor {office} belum ada. Sebutkan juga --regency \"Kotawaringin Barat\" dan --province \"Kalimantan Tengah\"."
        ));
    };
    let Some(zone) = Zone::named(time_zone) else {
        return failed(format!(
            "Zona waktu \"{time_zone}\" tidak dikenal. Pilih Asia/Jakarta, Asia/Pontianak, Asia/Makassar, atau Asia/Jayapura."
        ));
    };
    Ok(Some(NewOffice { regency_short: regency.clone(), regency, province, zone }))
}

/// The code goes to the console and nowhere else.
fn print(issued: &Issued) {
    println!("Kode sekali pakai untuk {} ({}):", issued.name, issued.phone);
    println!();
    println!("    {}", issued.code);
    println!();
    println!("Berlaku sampai {}. Pesan untuk dikirim:", issued.until);
    println!();
    println!("{}", issued.message);
}
