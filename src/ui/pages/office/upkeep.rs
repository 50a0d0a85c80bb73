//! At the foot of an administrator's board: is there a backup, is there room, which version is this.

use crate::api::upkeep::Upkeep;
use crate::domain::backup::megabytes;
use crate::domain::moment::Moment;
use leptos::prelude::*;

/// The section; what is wrong comes first and says what to do.
pub fn section(upkeep: &Upkeep) -> impl IntoView + use<> {
    let newest = upkeep.newest.clone();
    let lacking = newest.as_ref().map(|newest| newest.lacking.clone()).filter(|lacking| !lacking.is_empty());
    let lacking = lacking.map(|lacking| {
        view! {
            <div class="notice danger">
                <strong>"Cadangan terakhir tidak lengkap"</strong>
                <p>{lacking}</p>
            </div>
        }
    });
    let trouble = newest.as_ref().map(|newest| newest.trouble.clone()).filter(|trouble| !trouble.is_empty());
    let made = newest.filter(|newest| newest.at > 0);
    let words = made.as_ref().map(|newest| {
        let (at, ago) = (Moment(newest.at), ago(upkeep.now.0 - newest.at));
        format!("Cadangan terakhir: {} ({ago}), {}.", at.long(upkeep.zone), megabytes(newest.bytes))
    });
    let place = made.as_ref().map(|newest| format!("Cadangan itu ada di {}. ", newest.place));
    let trouble = trouble.map(|trouble| view! { <p>"Percobaan terakhir gagal: "{trouble}</p> });
    let alone = if words.is_some() { "Data yang masuk sejak itu" } else { "Semua data" };
    let state = match (upkeep.overdue, words) {
        (true, words) => view! {
            <div class="notice danger">
                <strong>"Cadangan terlambat"</strong>
                <p>{words.unwrap_or_else(|| "Belum pernah ada cadangan yang selesai.".to_owned())}</p>
                {trouble}
                <p>{alone}" hanya ada di satu tempat. Di komputer layanan jalankan pantau check-config, lalu pantau backup."</p>
            </div>
        }
        .into_any(),
        (false, words) => view! {
            <p>{words.unwrap_or_else(|| "Belum ada cadangan; yang pertama dibuat malam ini.".to_owned())}</p>
            {trouble.map(|trouble| view! { <div class="notice warning">{trouble}</div> })}
        }
        .into_any(),
    };
    let room = upkeep.disk.map(|(free, all)| format!("Ruang kosong: {} dari {}.", megabytes(free), megabytes(all)));
    let tight = upkeep.is_tight().then(|| {
        view! {
            <div class="notice warning">
                <strong>"Disk hampir penuh"</strong>
                <p>"Kurang dari sepersepuluhnya kosong. Kosongkan disk komputer layanan sebelum laporan tidak bisa masuk."</p>
            </div>
        }
    });
    view! {
        <section class="section" aria-labelledby="sistem">
            <h2 id="sistem">"Keadaan sistem"</h2>
            {state}
            {lacking}
            {tight}
            {room.map(|room| view! { <p>{room}</p> })}
            <details>
                <summary>"Untuk petugas teknis"</summary>
                <p>{place}{format!("Pantau Pustaka {}, skema {}.", env!("CARGO_PKG_VERSION"), upkeep.schema)}</p>
            </details>
        </section>
    }
}

/// "7 jam lalu": whole hours, days from two on; a clock that was set back shows none.
fn ago(seconds: i64) -> String {
    match seconds / 3_600 {
        ..=0 => "kurang dari sejam lalu".to_owned(),
        hours @ 1..48 => format!("{hours} jam lalu"),
        hours => format!("{} hari lalu", hours / 24),
    }
}
