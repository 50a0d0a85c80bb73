//! The planner's decision about a report: approve it, or return it with a comment.

use crate::api::reports::Decision;
use crate::api::{self, App, Error};
use crate::domain::refusal::{Finding, Refusal};
use crate::server::forms::{Posted, see_other};
use crate::storage::ops::Op;
use crate::storage::reports::{REMARKS, Remark};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/laporan", post(decide_many)).route("/kantor/laporan/{id}", post(decide))
}

/// The longest comment, in characters; a page of text is about 3 000.
const LONGEST: usize = 4_000;

/// What the form sends besides the two buttons' `aksi`.
#[derive(Default)]
struct Input {
    action: String,
    op: String,
    revision: i64,
    comment: String,
    /// Of each row of the form: `isian-n`, the field that is meant, and `catatan-n`, the words.
    remarks: [Remark; REMARKS],
    reason: String,
    next: String,
    confirmed: Vec<String>,
}

/// `isian-2` is a part of row 2.
fn row(name: &str) -> Option<(usize, &str)> {
    let (part, row) = name.split_once('-')?;
    matches!(part, "isian" | "catatan").then_some((row.parse().ok()?, part))
}

/// Reads the pairs; a name that the form does not have is refused.
fn read(pairs: &[(String, String)]) -> Result<Input, Vec<Finding>> {
    let mut input = Input::default();
    for (name, value) in pairs {
        match name.as_str() {
            "aksi" => input.action.clone_from(value),
            "op" => input.op.clone_from(value),
            "revisi" => input.revision = value.parse().unwrap_or(0),
            "comment" => value.trim().clone_into(&mut input.comment),
            "foto" => input.confirmed.push(value.clone()),
            "lanjut" => input.next.clone_from(value),
            "alasan" => input.reason.clone_from(value),
            other => {
                if let Some((row, part)) = row(other)
                    && let Some(remark) = input.remarks.get_mut(row)
                {
                    match part {
                        "isian" => remark.field.clone_from(value),
                        _ => value.trim().clone_into(&mut remark.words),
                    }
                    continue;
                }
                let shown: String = other.chars().filter(|c| !c.is_control()).take(40).collect();
                let words = format!(
                    "Formulir ini memuat isian yang tidak dikenal: “{shown}”. Muat ulang halamannya, lalu coba lagi."
                );
                return Err(vec![Finding::new("", words)]);
            }
        }
    }
    let mut findings = Vec::new();
    let texts = input.remarks.iter().enumerate().map(|(n, remark)| (format!("catatan-{n}"), &remark.words));
    for (field, text) in std::iter::once(("comment".to_owned(), &input.comment)).chain(texts) {
        if text.chars().count() > LONGEST {
            findings.push(Finding::new(field, "Catatan ini terlalu panjang. Pendekkan sampai sekitar satu halaman."));
        }
    }
    for (n, remark) in input.remarks.iter().enumerate() {
        if remark.field.is_empty() != remark.words.is_empty() {
            let (field, words) = if remark.field.is_empty() {
                ("isian", "Pilih isian mana yang dimaksud catatan ini.")
            } else {
                ("catatan", "Tulis apa yang perlu diperbaiki pada isian itu, atau kosongkan pilihannya.")
            };
            findings.push(Finding::new(format!("{field}-{n}"), words));
        }
    }
    if findings.is_empty() { Ok(input) } else { Err(findings) }
}

/// Approves or returns the revision that was on the page.
async fn decide(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { input: pairs, page }: Posted<Vec<(String, String)>>,
) -> Response {
    let person = match page.asker.planner() {
        Ok(person) => person.clone(),
        Err(refusal) => return page.refused(refusal).await,
    };
    let input = match read(&pairs) {
        Ok(input) => input,
        Err(findings) => return page.findings(findings).await,
    };
    if input.action == "kelonggaran" {
        return match api::periods::give_grace(&app, &page.asker, &id, &input.reason).await {
            Ok(()) => see_other(&format!("/kantor/laporan/{id}")),
            Err(error) => page.refused(error).await,
        };
    }
    let op = Op::new(&person.account, &input.op, pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let remarks = input.remarks.into_iter().filter(|remark| !remark.words.is_empty()).collect();
    let decision = Decision {
        report: id,
        revision: input.revision,
        comment: input.comment,
        remarks,
        confirmed: input.confirmed,
        op,
    };
    let (done, news) = match input.action.as_str() {
        "setujui" => (api::reports::approve(&app, &page.asker, decision).await, "disetujui"),
        "kembalikan" => (api::reports::return_with_comment(&app, &page.asker, decision).await, "dikembalikan"),
        _ => {
            let words = "Tekan “Setujui laporan” atau “Kembalikan laporan”.";
            (Err(Error::from(Refusal::invalid("", words))), "")
        }
    };
    match done {
        Ok(()) => {
            // The next one opens by itself; when none waits, or it cannot be told, the list says what happened.
            let next = api::review::next(&app, &page.asker, Some(&input.next)).await.ok().flatten();
            see_other(&format!("{}?kabar={news}", next.as_deref().unwrap_or("/kantor/laporan")))
        }
        Err(error) => page.refused(error).await,
    }
}

/// What the queue's form sends: `laporan` is `id@revision`, once for each box.
#[derive(Default)]
struct Chosen {
    action: String,
    op: String,
    reports: Vec<(String, i64)>,
}

fn read_chosen(pairs: &[(String, String)]) -> Result<Chosen, Vec<Finding>> {
    let mut chosen = Chosen::default();
    for (name, value) in pairs {
        match name.as_str() {
            "aksi" => chosen.action.clone_from(value),
            "op" => chosen.op.clone_from(value),
            "laporan" => {
                let Some((id, revision)) = value.split_once('@') else { continue };
                chosen.reports.push((id.to_owned(), revision.parse().unwrap_or(0)));
            }
            _ => {
                let words = "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu coba lagi.";
                return Err(vec![Finding::new("", words)]);
            }
        }
    }
    Ok(chosen)
}

/// Many at once: first the question, then the deed.
async fn decide_many(State(app): State<App>, Posted { input: pairs, page }: Posted<Vec<(String, String)>>) -> Response {
    let person = match page.asker.planner() {
        Ok(person) => person.clone(),
        Err(refusal) => return page.refused(refusal).await,
    };
    let chosen = match read_chosen(&pairs) {
        Ok(chosen) => chosen,
        Err(findings) => return page.findings(findings).await,
    };
    if chosen.action != "setujui" {
        if chosen.reports.is_empty() {
            return page.refused(Refusal::invalid("laporan", "Centang dulu laporan yang ingin disetujui.")).await;
        }
        return page.shown(|_| ()).await;
    }
    let op = Op::new(&person.account, &chosen.op, pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    match api::reports::approve_many(&app, &page.asker, chosen.reports, op).await {
        Ok(bulk) => see_other(&format!("/kantor/laporan?kabar=bersama&baru={}&tetap={}", bulk.approved, bulk.left)),
        Err(error) => page.refused(error).await,
    }
}

#[cfg(test)]
mod tests;
