//! `pantau verify`, the part about the audit log: is every office's chain whole?

use super::Fault;
use crate::domain::number::whole;
use crate::storage::{Storage, audit};

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
