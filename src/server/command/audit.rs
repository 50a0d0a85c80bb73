//! `pantau verify`, the part about the audit log: is every office's chain whole, and is it still the one of which somebody wrote down
//! the end?

use super::Fault;
use crate::domain::number::whole;
use crate::server::settings::Settings;
use crate::storage::Storage;
use crate::storage::audit::{self, MARK, Remembered};
use crate::world::World;

/// Checks the chains, prints where each ends, and names the first broken line of each broken one.
pub async fn verify(db: &Storage) -> Result<(), Fault> {
    let mut broken = Vec::new();
    for (end, found) in audit::check(db).await? {
        match found {
            None if end.number == 0 => {}
            None => println!(
                "Jejak audit {}: {} catatan berantai utuh, sidik jari {}",
                end.office,
                whole(end.number),
                end.hash
            ),
            Some(found) => broken.push(match found.number {
                0 => format!("Jejak audit {}: ada catatan di luar rantai.", found.office),
                number => format!(
                    "Jejak audit {} putus pada catatan {}: catatan itu berubah, hilang, atau disisipkan.",
                    found.office,
                    whole(number)
                ),
            }),
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(Fault::Failed(broken.join("\n"))) }
}

/// `pantau verify audit`: compares the chain with a number and a mark from paper. The service may go on running.
pub async fn remember(settings: &Settings, office: &str, number: i64, mark: &str) -> Result<(), Fault> {
    let db = Storage::look(settings.database_url.as_deref(), &settings.data.join("pantau.db"), World::real()).await?;
    println!("{}", remembered(&db, office, number, mark).await?);
    Ok(())
}

/// The sentence when the chain still has that mark at that number; the fault says what it has instead.
async fn remembered(db: &Storage, office: &str, number: i64, mark: &str) -> Result<String, Fault> {
    // From paper: in groups, perhaps, and in large letters.
    let mark: String = mark.chars().filter(|sign| !matches!(sign, ' ' | '-')).collect::<String>().to_lowercase();
    if mark.len() < MARK || mark.len() > 64 || !mark.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Fault::Failed(format!(
            "Sidik jari terdiri dari {MARK} sampai 64 angka dan huruf a sampai f. Salin seperti tertulis di kertas."
        )));
    }
    if number < 1 {
        return Err(Fault::Failed("Nomor catatan mulai dari 1.".to_owned()));
    }
    let shown = whole(number);
    match audit::remembered(db, office, number, &mark).await? {
        Some(Remembered::Same) => Ok(format!(
            "Jejak audit {office} cocok: catatan {shown} masih bersidik jari {mark}, dan rantainya utuh. Semua sampai catatan itu tidak berubah sejak ditulis di kertas."
        )),
        Some(Remembered::Other(hash)) => Err(Fault::Failed(format!(
            "Jejak audit {office} TIDAK cocok: catatan {shown} sekarang bersidik jari {}, bukan {mark}. Periksa dulu salinannya; bila benar, catatan sampai nomor itu pernah diganti, walau rantainya tampak utuh.",
            hash.get(..mark.len()).unwrap_or(&hash)
        ))),
        Some(Remembered::Short(end)) => Err(Fault::Failed(format!(
            "Jejak audit {office} hanya sampai catatan {}: catatan {shown} tidak ada. Bila nomornya benar, catatan dihapus dari ujungnya, atau data lama dipulihkan.",
            whole(end)
        ))),
        Some(Remembered::Broken(found)) => Err(Fault::Failed(format!(
            "Jejak audit {office} putus pada catatan {}: catatan itu berubah, hilang, atau disisipkan. Kertas tidak perlu dibandingkan lagi.",
            whole(found.number)
        ))),
        None => Err(Fault::Failed(format!("Kantor {office} tidak ada. Kode kantor tertulis di halaman jejak audit."))),
    }
}

#[cfg(test)]
mod tests;
