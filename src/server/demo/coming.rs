//! What is announced in the demo, what was counted today, and one yearly sheet behind the address `/lembar/contoh`.

use crate::api::{App, Error};
use crate::domain::library::Library;
use crate::domain::moment::{Moment, Zone};
use crate::domain::tally::Counter;
use crate::domain::upcoming::Upcoming;
use crate::storage::ops::hash;
use crate::storage::tallies::Key;
use crate::storage::{self, Failure};

/// Days from today, which library, what, from what o'clock, where, for whom.
const PLANS: [(i64, usize, &str, u16, &str, &str); 4] = [
    (3, 3, "Kelas membaca bersama anak", 9 * 60, "", "anak SD kelas 1 sampai 3"),
    (6, 0, "Belajar menjual lewat HP", 13 * 60 + 30, "Balai desa", "ibu-ibu dan pelaku usaha"),
    (9, 5, "Lomba mendongeng cerita rakyat", 8 * 60, "Halaman perpustakaan", "semua warga"),
    (20, 8, "Membuat pupuk organik cair", 9 * 60, "Kebun kelompok tani", "petani"),
];

/// Adds them.
pub async fn load(app: &App, libraries: &[Library], now: Moment) -> Result<(), Error> {
    let today = now.date(Zone::default());
    let libraries = libraries.to_vec();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                for (days, library, title, starts, place, audience) in PLANS {
                    let Some(library) = libraries.get(library) else { continue };
                    let upcoming = Upcoming {
                        title: title.to_owned(),
                        held_on: today.plus_days(days),
                        starts: Some(starts),
                        place: place.to_owned(),
                        audience: audience.to_owned(),
                    };
                    storage::upcoming::add(tx, &library.office, &library.id, "", &upcoming).await?;
                }
                if let Some(library) = libraries.get(3) {
                    for (indicator, count) in [("pengunjung", 7), ("dipinjam", 3), ("tik", 2)] {
                        let key = Key {
                            office: library.office.clone(),
                            library: library.id.clone(),
                            day: today,
                            indicator: indicator.to_owned(),
                            device: "contoh-hp".to_owned(),
                        };
                        storage::tallies::put(tx, &key, Counter { count, seq: i64::from(count) }).await?;
                    }
                    let needs = "Dua rak buku anak dan satu laptop untuk kelas komputer.";
                    storage::shares::add(tx, &library.office, &library.id, &hash(b"contoh"), needs, "").await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await?;
    Ok(())
}
