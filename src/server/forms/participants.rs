//! The office's form of people: one, a list, off the list and back.

use crate::api::participants::{self, Entry};
use crate::api::{App, Error};
use crate::domain::participant::{Person, pasted};
use crate::domain::refusal::{Finding, Refusal};
use crate::server::forms::{Posted, only, see_other};
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

type Pairs = Vec<(String, String)>;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/plm/{id}/peserta", post(change))
}

fn get<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

/// Reads the fields of one person, as the office types them.
pub fn entry(pairs: &Pairs) -> Result<Entry, Refusal> {
    let read = Person::read(
        get(pairs, "nama"),
        get(pairs, "jk"),
        get(pairs, "jabatan"),
        get(pairs, "instansi"),
        get(pairs, "hp"),
    );
    let person = read.map_err(|faults| {
        Refusal::Invalid(faults.into_iter().map(|(field, words)| Finding::new(field, words)).collect())
    })?;
    Ok(Entry { person, library: get(pairs, "perpustakaan").to_owned(), days: days(pairs) })
}

fn days(pairs: &Pairs) -> Vec<String> {
    pairs.iter().filter(|(name, _)| name == "hari").map(|(_, value)| value.clone()).collect()
}

async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { input: pairs, page }: Posted<Pairs>,
) -> Response {
    let person = match page.asker.planner() {
        Ok(person) => person.clone(),
        Err(refusal) => return page.refused(refusal).await,
    };
    let names = ["aksi", "op", "peserta", "nama", "jk", "jabatan", "perpustakaan", "instansi", "hp", "hari", "daftar"];
    if let Err(refusal) = only(&pairs, &names) {
        return page.refused(refusal).await;
    }
    let op =
        Op::new(&person.account, get(&pairs, "op"), pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let who = get(&pairs, "peserta");
    let done: Result<&str, Error> = match get(&pairs, "aksi") {
        "simpan" => match entry(&pairs) {
            Ok(entry) if who.is_empty() => {
                participants::enter(&app, &page.asker, &id, vec![entry], false, op).await.map(|_| "tersimpan")
            }
            Ok(entry) => participants::change(&app, &page.asker, &id, who, entry).await.map(|()| "tersimpan"),
            Err(refusal) => Err(refusal.into()),
        },
        "tempel" => match pasted(get(&pairs, "daftar")) {
            Ok(people) => {
                let entry = |person| Entry { person, library: String::new(), days: days(&pairs) };
                let entries = people.into_iter().map(entry).collect();
                participants::enter(&app, &page.asker, &id, entries, false, op).await.map(|_| "tersimpan")
            }
            Err(words) => {
                let findings = words.into_iter().take(20).map(|words| Finding::new("daftar", words)).collect();
                Err(Refusal::Invalid(findings).into())
            }
        },
        "hapus" => participants::remove(&app, &page.asker, &id, who, true).await.map(|()| "dihapus"),
        "pulihkan" => participants::remove(&app, &page.asker, &id, who, false).await.map(|()| "dipulihkan"),
        _ => Err(Refusal::invalid("", "Tekan salah satu tombol di halaman ini.").into()),
    };
    match done {
        Ok(news) => see_other(&format!("/kantor/plm/{id}/peserta?kabar={news}")),
        Err(error) => page.refused(error).await,
    }
}
