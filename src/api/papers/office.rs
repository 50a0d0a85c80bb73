//! What stands on every paper of an office: its letterhead and its officials, each from a day on.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::moment::Date;
use crate::domain::refusal::{Finding, Refusal};
use crate::storage::Audit;
use crate::storage::ops::Op;
use crate::storage::papers::{self, Letterhead, Official};

/// The longest line of a head, in characters.
const LONGEST: usize = 200;

/// Letterheads and officials of the planner's office, newest first.
pub async fn settings(app: &App, asker: &Asker) -> Result<(Vec<Letterhead>, Vec<Official>), Error> {
    let office = &asker.planner()?.office;
    let heads = papers::letterheads(&app.storage, office).await?;
    Ok((heads, papers::officials(&app.storage, office).await?))
}

/// What a planner asks to be changed.
#[derive(Clone, Debug)]
pub enum Change {
    /// A letterhead from a day on.
    Head(Letterhead),
    /// An official from a day on.
    Official(Official),
    /// Takes an official out, by id.
    Drop(String),
}

fn faults(change: &Change) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut text = |field: &str, value: &str, needed: bool, words: &str| {
        let length = value.chars().count();
        if (needed && value.trim().is_empty()) || length > LONGEST * if field == "bawah" { 4 } else { 1 } {
            findings.push(Finding::new(field, words));
        }
    };
    match change {
        Change::Head(head) => {
            text("atas", &head.above, true, "Isi baris pertama kepala surat, paling panjang 200 huruf.");
            text("nama", &head.name, true, "Isi nama kantor, paling panjang 200 huruf.");
            text("bawah", &head.below, false, "Alamat ini terlalu panjang.");
            text("kota", &head.place, false, "Nama tempat paling panjang 200 huruf.");
            if Date::parse(&head.valid_from).is_none() {
                findings.push(Finding::new("mulai", "Pilih sejak kapan kepala surat ini berlaku."));
            }
        }
        Change::Official(official) => {
            text("jabatan", &official.role, true, "Isi jabatannya, paling panjang 200 huruf.");
            text("pejabat", &official.name, true, "Isi namanya tanpa gelar, paling panjang 200 huruf.");
            text("gelar", &official.degrees, false, "Gelar paling panjang 200 huruf.");
            let nip = official.nip.as_deref().unwrap_or_default();
            if !nip.is_empty() && (nip.len() > 30 || !nip.chars().all(|c| c.is_ascii_digit() || c == ' ')) {
                findings.push(Finding::new("nip", "NIP ditulis dengan angka saja, atau kosongkan."));
            }
            if Date::parse(&official.valid_from).is_none() {
                findings.push(Finding::new("sejak", "Pilih sejak kapan ia menjabat."));
            }
        }
        Change::Drop(_) => {}
    }
    findings
}

/// Carries a change out.
pub async fn change(app: &App, asker: &Asker, change: Change, op: Op) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let findings = faults(&change);
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                let (office, account) = (person.office.as_str(), person.account.as_str());
                let action = match &change {
                    Change::Head(head) => {
                        papers::put_letterhead(tx, office, head, account).await?;
                        "office.letterhead"
                    }
                    Change::Official(official) => {
                        papers::add_official(tx, office, official).await?;
                        "office.official"
                    }
                    Change::Drop(id) => {
                        papers::drop_official(tx, office, id).await?;
                        "office.official_drop"
                    }
                };
                let object = format!("office:{office}");
                let after_sha256 = op.body_sha256.as_str();
                tx.audit(&Audit { office, account, action, object: &object, after_sha256, ..Audit::default() }).await?;
                op.keep(tx, "changed").await?;
                Ok(())
            })
        })
        .await
}
