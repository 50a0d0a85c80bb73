//! The office's own work in the demo: its measure of KPI, visits with promises, an extension.

use super::months::planner;
use crate::api::data_requests::{self, RequestInput};
use crate::api::visits::{self, Writing};
use crate::api::{App, Error, kpi};
use crate::args;
use crate::domain::library::Library;
use crate::domain::moment::{Moment, Zone};
use crate::domain::score::Scheme;
use crate::domain::visit::{Promise, Record, Side};
use crate::storage::ops::Op;
use crate::storage::periods;

/// By whom, what, days until it is due, kept already.
type Promised = (Side, &'static str, i64, bool);

/// Visits that took place: which library, so many days ago, what was found, what was promised by whom until so many days from then.
const VISITS: [(usize, i64, &str, &[Promised]); 3] = [
    (
        4,
        64,
        "Ruang baca rapi dan ramai sore hari. Buku anak mulai rusak. Pengelola ingin belajar mencatat pengunjung tiap hari.",
        &[
            (Side::Office, "Kirim satu paket buku anak", 30, true),
            (Side::Library, "Mencatat pengunjung setiap hari dengan lembar turus", 14, true),
        ],
    ),
    (
        11,
        31,
        "Komputer satu dari dua tidak menyala. Kelas menjahit berjalan dengan PKK. Laporan dibuat di rumah karena sinyal lemah.",
        &[(Side::Office, "Panggil teknisi untuk komputer", 14, false)],
    ),
    (
        7,
        18,
        "Jam buka belum tertulis di pintu. Pengelola baru, perlu didampingi saat laporan pertama.",
        &[
            (Side::Library, "Memasang papan jam buka", 45, false),
            (Side::Office, "Mendampingi laporan bulan depan", 25, false),
        ],
    ),
];

/// Makes the office's own data as of that moment.
pub async fn load(app: &App, libraries: &[Library], until: Moment) -> Result<(), Error> {
    let asker = planner(app).await?;
    let account = asker.signed_in()?.account.clone();
    let (zone, op) = (Zone::default(), || Op::new(&account, &app.world.id(), std::iter::empty()));
    let today = until.date(zone);
    app.world.set(Moment(until.0 - 120 * 86_400));
    kpi::save(app, &asker, Scheme::proposal(), op()).await?;
    for (library, ago, findings, promises) in VISITS {
        let day = today.plus_days(-ago);
        app.world.set(Moment(day.start(zone).0 + 15 * 3_600));
        let slug = libraries[library].slug.clone();
        visits::plan(app, &asker, vec![slug], &day.to_string(), "Pendampingan rutin", op()).await?;
        let visit: Option<(String,)> = app
            .storage
            .one(
                "select id from visit where office = $1 order by made_at desc limit 1",
                args![&libraries[library].office],
            )
            .await?;
        let Some((visit,)) = visit else { continue };
        let promises = promises.iter().map(|(side, words, days, kept)| Promise {
            id: String::new(),
            side: *side,
            words: (*words).to_owned(),
            due: Some(day.plus_days(*days)),
            // Kept when it was made, as far as the demo tells: a promise is never kept in the future.
            done: kept.then_some(day),
        });
        let record = Record { visited: Some(day), findings: findings.to_owned(), promises: promises.collect() };
        visits::write(app, &asker, Writing { visit, version: 1, record, photos: Vec::new(), op: op() }).await?;
    }
    app.world.set(until);
    for (first, second, days) in [(0, 9, 6), (12, 2, 13)] {
        let slugs = vec![libraries[first].slug.clone(), libraries[second].slug.clone()];
        let day = today.plus_days(days);
        visits::plan(app, &asker, slugs, &day.to_string(), "Membantu laporan yang belum terkirim", op()).await?;
    }
    // Somebody asks for a copy of what is kept about them; the person is made up.
    let request = RequestInput {
        kind: "salinan".to_owned(),
        name: "Contoh Warga".to_owned(),
        phone: String::new(),
        op: app.world.id(),
    };
    data_requests::take(app, &asker, request).await?;
    let (office, library) = (libraries[9].office.clone(), libraries[9].id.clone());
    let month = today.month_of().plus(-1);
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let until = today.plus_days(8);
                periods::put_extension(
                    tx,
                    &office,
                    &library,
                    month,
                    until,
                    "Listrik padam dua minggu karena banjir.",
                    &account,
                )
                .await?;
                Ok(())
            })
        })
        .await
}
