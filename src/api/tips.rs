//! Tips that were shared: written down in the room, found later by subject, and shown beside the figure they help with.

use crate::api::{App, Error, agenda};
use crate::domain::account::Asker;
use crate::domain::refusal::Refusal;
use crate::domain::standing::{SUBJECTS, coded};
use crate::domain::tip::{MOST, Tip, check};
use crate::storage::ops::Op;
use crate::storage::tips::{self, Card};
use crate::storage::{Audit, meetings};
use std::collections::HashMap;

/// Cards that the public page shows at most.
const SHOWN: i64 = 300;
/// Cards beside one figure of the report form.
const BESIDE: usize = 2;

/// The cards of published meetings by what they are about, in the order of the subjects; of one office and one subject when asked.
/// An unknown subject is not found.
pub async fn published(
    app: &App,
    office: Option<&str>,
    subject: Option<&str>,
) -> Result<Vec<(&'static str, Vec<Card>)>, Error> {
    if subject.is_some_and(|code| coded(code).is_none()) {
        return Err(Refusal::NotFound.into());
    }
    Ok(by_subject(tips::published(&app.storage, office, subject, SHOWN).await?))
}

/// The same cards in groups: by subject in the standard order, then those about a figure alone.
pub fn by_subject(cards: Vec<Card>) -> Vec<(&'static str, Vec<Card>)> {
    let mut groups: Vec<(usize, &'static str, Vec<Card>)> = Vec::new();
    for card in cards {
        let about = card.tip().about();
        match groups.iter_mut().find(|(_, label, _)| *label == about) {
            Some((_, _, group)) => group.push(card),
            None => groups.push((coded(&card.subject).unwrap_or(SUBJECTS.len()), about, vec![card])),
        }
    }
    groups.sort_by_key(|(place, label, _)| (*place, *label));
    groups.into_iter().map(|(_, label, cards)| (label, cards)).collect()
}

/// For each figure the newest cards of the office that help with it.
pub async fn beside_figures(app: &App, office: &str) -> Result<HashMap<String, Vec<Card>>, Error> {
    let mut beside: HashMap<String, Vec<Card>> = HashMap::new();
    for card in tips::of_figures(&app.storage, office, SHOWN).await? {
        let cards = beside.entry(card.indicator.clone()).or_default();
        if cards.len() < BESIDE {
            cards.push(card);
        }
    }
    Ok(beside)
}

/// The cards of one meeting of the asker's own office, with the meeting.
pub async fn of_meeting(app: &App, asker: &Asker, meeting: &str) -> Result<(agenda::Desk, Vec<Card>), Error> {
    let desk = agenda::open(app, asker, meeting).await?;
    let cards = tips::of_meeting(&app.storage, &desk.meeting.office, meeting).await?;
    Ok((desk, cards))
}

/// Adds a card to a meeting.
pub async fn add(app: &App, asker: &Asker, meeting: &str, tip: Tip, op: Op) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let (desk, cards) = of_meeting(app, asker, meeting).await?;
    let mut findings = check(&tip);
    let known = meetings::library_slugs(&app.storage, &person.office).await?;
    if !tip.library.is_empty() && known.iter().all(|(id, _)| *id != tip.library) {
        findings.push(crate::domain::refusal::Finding::new("perpustakaan", "Pilih perpustakaannya dari daftar."));
    }
    if !tip.item.is_empty() && desk.agenda.item(&tip.item).is_none() {
        findings
            .push(crate::domain::refusal::Finding::new("acara", "Acara itu sudah tidak ada di agenda. Pilih lagi."));
    }
    if cards.len() >= MOST {
        findings.push(crate::domain::refusal::Finding::new(
            "",
            format!("Satu pertemuan memuat paling banyak {MOST} kartu."),
        ));
    }
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let meeting = desk.meeting.id;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                let (office, account) = (person.office.as_str(), person.account.as_str());
                let id = tips::add(tx, office, &meeting, &tip, account).await?;
                let object = format!("tip:{id}");
                tx.audit(&Audit { office, account, action: "tip.add", object: &object, ..Audit::default() }).await?;
                op.keep(tx, &id).await?;
                Ok::<_, Error>(())
            })
        })
        .await
}

/// Takes a card away. One that is gone already is what is wanted.
pub async fn remove(app: &App, asker: &Asker, meeting: &str, id: &str) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let (desk, _) = of_meeting(app, asker, meeting).await?;
    let (meeting, id) = (desk.meeting.id, id.to_owned());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (office, account) = (person.office.as_str(), person.account.as_str());
                if tips::remove(tx, office, &meeting, &id).await? {
                    let object = format!("tip:{id}");
                    tx.audit(&Audit { office, account, action: "tip.remove", object: &object, ..Audit::default() })
                        .await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
}
