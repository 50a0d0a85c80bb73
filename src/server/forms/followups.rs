//! Forms of follow-ups: the planner writes them down in the room, the librarian closes and opens them.

use crate::api::followups::{self, Writing};
use crate::api::{App, Error, agenda};
use crate::domain::agenda::form::Pairs;
use crate::domain::followup::{Aim, Plan};
use crate::domain::moment::Date;
use crate::domain::note::tidy;
use crate::domain::number::parse_count;
use crate::domain::refusal::{Finding, Refusal};
use crate::server::forms::{Posted, see_other};
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/plm/{id}/tindak-lanjut", post(write)).route("/tindak-lanjut/{id}", post(close))
}

type Form = Posted<Vec<(String, String)>>;

fn unknown() -> Refusal {
    Refusal::invalid("", "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.")
}

/// The fields of the planner's form.
const FIELDS: [&str; 16] = [
    "aksi",
    "op",
    "versi",
    "rtl",
    "perpustakaan",
    "kegiatan",
    "sasaran",
    "penanggung",
    "tenggat",
    "dukungan",
    "angka",
    "dari",
    "menjadi",
    "keterangan",
    "bukti",
    "ubah",
];

fn read(input: &[(String, String)], op: Op) -> Result<Writing, Refusal> {
    let pairs = Pairs(input);
    let mut findings = Vec::new();
    let text = |name: &str| tidy(pairs.get(name));
    let due = text("tenggat");
    let due = if due.is_empty() {
        None
    } else {
        let date = Date::parse(&due);
        if date.is_none() {
            findings.push(Finding::new("tenggat", "Tanggal ini tidak terbaca. Pilih lagi."));
        }
        date
    };
    let mut number = |name: &str| match parse_count(pairs.get(name)) {
        Ok(count) => count,
        Err(fault) => {
            findings.push(Finding::new(name, fault.words()));
            None
        }
    };
    let (start, goal) = (number("dari"), number("menjadi"));
    let measure = text("angka");
    let aim = if measure.is_empty() {
        if (start.is_some() || goal.is_some()) && findings.is_empty() {
            findings.push(Finding::new("angka", "Pilih angka yang dimaksud, atau kosongkan dari dan menjadi."));
        }
        None
    } else {
        if goal.is_none() && findings.is_empty() {
            findings.push(Finding::new("menjadi", "Isi sasaran angkanya."));
        }
        Some(Aim { measure, start: start.unwrap_or(0), goal: goal.unwrap_or(0) })
    };
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings));
    }
    Ok(Writing {
        library: text("perpustakaan"),
        plan: Plan {
            what: text("kegiatan"),
            audience: text("sasaran"),
            who: text("penanggung"),
            due,
            support: text("dukungan"),
            aim,
            remark: text("keterangan"),
        },
        start_typed: start.is_some(),
        id: text("rtl"),
        version: pairs.get("versi").parse().unwrap_or(0),
        op,
    })
}

/// `POST /kantor/plm/{id}/tindak-lanjut`.
async fn write(State(app): State<App>, Path(id): Path<String>, Posted { input, page }: Form) -> Response {
    if let Err(error) = agenda::open(&app, &page.asker, &id).await {
        return page.refused(error).await;
    }
    if input.iter().any(|(name, _)| !FIELDS.contains(&name.as_str())) {
        return page.refused(unknown()).await;
    }
    let pairs = Pairs(&input);
    let account = page.asker.signed_in().map(|person| person.account.clone()).unwrap_or_default();
    let op = Op::new(&account, pairs.get("op"), input.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let (rtl, here) = (pairs.get("rtl"), format!("/kantor/plm/{id}/tindak-lanjut"));
    let (done, news): (Result<(), Error>, &str) = match pairs.get("aksi") {
        "simpan" => match read(&input, op) {
            Ok(writing) => (followups::write(&app, &page.asker, &id, writing).await, "tersimpan"),
            Err(refusal) => (Err(refusal.into()), ""),
        },
        "hapus" => {
            let version = pairs.get("versi").parse().unwrap_or(0);
            (followups::remove(&app, &page.asker, &id, rtl, version).await, "dihapus")
        }
        "selesai" => (followups::close(&app, &page.asker, rtl, pairs.get("bukti"), op).await, "selesai"),
        "buka" => (followups::reopen(&app, &page.asker, rtl).await, "dibuka"),
        _ => (Err(unknown().into()), ""),
    };
    match done {
        Ok(()) => see_other(&format!("{here}?kabar={news}")),
        Err(error) => page.refused(error).await,
    }
}

/// `POST /tindak-lanjut/{id}`.
async fn close(State(app): State<App>, Path(id): Path<String>, Posted { input, page }: Form) -> Response {
    // Whose it is comes before what is wrong with the form.
    if let Err(error) = followups::one(&app, &page.asker, &id).await {
        return page.refused(error).await;
    }
    let pairs = Pairs(&input);
    let account = page.asker.signed_in().map(|person| person.account.clone()).unwrap_or_default();
    let op = Op::new(&account, pairs.get("op"), input.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let known = input.iter().all(|(name, _)| matches!(name.as_str(), "aksi" | "op" | "bukti"));
    let (done, news) = match pairs.get("aksi") {
        "selesai" if known => (followups::close(&app, &page.asker, &id, pairs.get("bukti"), op).await, "selesai"),
        "buka" if known => (followups::reopen(&app, &page.asker, &id).await, "dibuka"),
        _ => (Err(unknown().into()), ""),
    };
    match done {
        Ok(()) => see_other(&format!("/tindak-lanjut/{id}?kabar={news}")),
        Err(error) => page.refused(error).await,
    }
}

#[cfg(test)]
mod tests;
