//! The answer to an invitation, and the office's form of invitations.

use crate::api::invitations;
use crate::api::{App, Error};
use crate::domain::invitation::read;
use crate::domain::link;
use crate::domain::moment::Date;
use crate::domain::number::parse_count;
use crate::domain::phone::Phone;
use crate::domain::refusal::{Finding, Refusal};
use crate::server::forms::{Posted, only, see_other};
use crate::storage::invitations::Invite;
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

type Pairs = Vec<(String, String)>;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/undangan/{token}", post(answer)).route("/kantor/plm/{id}/undangan", post(office))
}

fn get<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

async fn answer(
    State(app): State<App>,
    Path(token): Path<String>,
    Posted { input: pairs, page }: Posted<Pairs>,
) -> Response {
    // What cannot be read is said first, also of a link that is dead: the page says that itself.
    let fault = read(&pairs, &[]).err().filter(|findings| findings.iter().all(|finding| finding.field.is_empty()));
    if let Some(findings) = fault {
        return page.findings(findings).await;
    }
    let opened = match invitations::open(&app, &token).await {
        Ok(opened) => opened,
        // The page itself says kindly that the link is dead.
        Err(Error::Refusal(Refusal::NotFound)) => return see_other(&format!("/undangan/{token}")),
        Err(error) => return page.refused(error).await,
    };
    if get(&pairs, "aksi") == "tambah" && opened.is_open() {
        return page.shown(|_| ()).await;
    }
    let (op, before) = (get(&pairs, "op").to_owned(), get(&pairs, "versi").parse().unwrap_or(-1));
    let now = opened.invitation.answers;
    let read = match read(&pairs, &opened.hall.day_ids()) {
        Ok(answer) => answer,
        Err(findings) if opened.is_open() => return page.findings(findings).await,
        Err(_) => crate::domain::invitation::Answer::default(),
    };
    match invitations::answer(&app, opened, before, read, op).await {
        Ok(()) => see_other(&format!("/undangan/{token}?kabar=tersimpan")),
        // Sent once more, it overwrites knowingly.
        Err(Error::Refusal(refusal @ Refusal::Conflict(_))) => {
            let mut pairs = pairs;
            pairs.retain(|(name, _)| name != "versi");
            pairs.push(("versi".to_owned(), now.to_string()));
            page.refused_with(refusal, pairs).await
        }
        Err(error) => page.refused(error).await,
    }
}

/// Reads the form of how a meeting invites.
fn settings(pairs: &Pairs) -> Result<Invite, Vec<Finding>> {
    let mut findings = Vec::new();
    let text = |name: &str| get(pairs, name).trim().to_owned();
    let mut invite = Invite { contact_name: text("narahubung"), note: text("catatan"), ..Invite::default() };
    match text("batas").as_str() {
        "" => {}
        typed => match Date::parse(typed) {
            Some(date) => invite.until = Some(date),
            None => findings.push(Finding::new("batas", "Pilih tanggal batas jawabannya.")),
        },
    }
    match parse_count(&text("kapasitas")) {
        Ok(Some(0)) => {
            findings.push(Finding::new("kapasitas", "Tempat duduk sedikitnya 1; kosongkan bila tidak dibatasi."));
        }
        Ok(count) => invite.capacity = count,
        Err(fault) => findings.push(Finding::new("kapasitas", fault.words())),
    }
    match link::parse(&text("peta")) {
        Ok(link) => invite.map_link = link.unwrap_or_default(),
        Err(fault) => findings.push(Finding::new("peta", fault.words())),
    }
    match text("hp").as_str() {
        "" => {}
        typed => match Phone::parse(typed) {
            Ok(phone) => invite.contact_phone = Some(phone),
            Err(fault) => findings.push(Finding::new("hp", fault.words())),
        },
    }
    if invite.contact_name.chars().count() > 80 {
        findings.push(Finding::new("narahubung", "Nama paling panjang 80 huruf."));
    }
    if invite.note.chars().count() > 500 {
        findings.push(Finding::new("catatan", "Catatan paling panjang 500 huruf."));
    }
    if findings.is_empty() { Ok(invite) } else { Err(findings) }
}

async fn office(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { input: pairs, page }: Posted<Pairs>,
) -> Response {
    let person = match page.asker.planner() {
        Ok(person) => person.clone(),
        Err(refusal) => return page.refused(refusal).await,
    };
    let names = ["aksi", "op", "batas", "kapasitas", "peta", "narahubung", "hp", "catatan", "perpustakaan", "undangan"];
    if let Err(refusal) = only(&pairs, &names) {
        return page.refused(refusal).await;
    }
    let here = format!("/kantor/plm/{id}/undangan");
    let done = match get(&pairs, "aksi") {
        "atur" => match settings(&pairs) {
            Ok(invite) => invitations::settle(&app, &page.asker, &id, invite).await.map(|()| "diatur".to_owned()),
            Err(findings) => Err(Refusal::Invalid(findings).into()),
        },
        "undang" => {
            let chosen = pairs.iter().filter(|(name, _)| name == "perpustakaan");
            let slugs: Vec<String> = chosen.map(|(_, value)| value.clone()).collect();
            let op = Op::new(
                &person.account,
                get(&pairs, "op"),
                pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())),
            );
            let invited = invitations::invite(&app, &page.asker, &id, &slugs, op).await;
            invited.map(|count| format!("diundang&jumlah={count}#sudah"))
        }
        "ganti" => {
            let renewed = invitations::renew(&app, &page.asker, &id, get(&pairs, "undangan")).await;
            renewed.map(|()| format!("diganti#u-{}", get(&pairs, "undangan")))
        }
        "cabut" => {
            let withdrawn = invitations::withdraw(&app, &page.asker, &id, get(&pairs, "undangan")).await;
            withdrawn.map(|()| "dicabut".to_owned())
        }
        _ => Err(Refusal::invalid("", "Tekan salah satu tombol di halaman ini.").into()),
    };
    match done {
        Ok(news) => see_other(&format!("{here}?kabar={news}")),
        Err(error) => page.refused(error).await,
    }
}

#[cfg(test)]
mod tests;
