//! The people of a meeting, as the office sees and enters them.

use crate::api::invitations::code;
use crate::api::meetings::{Hall, hall};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::moment::Moment;
use crate::domain::participant::{Person, waiting};
use crate::domain::refusal::Refusal;
use crate::storage::invitations::{self, Invitation, Invite};
use crate::storage::ops::Op;
use crate::storage::participants::{self, New, Participant};
use crate::storage::{Audit, checkins, events, libraries};
use std::collections::BTreeMap;

/// What the office's page shows.
#[derive(Clone, Debug)]
pub struct Roster {
    /// The outbox number that this is at least as new as.
    pub seq: i64,
    /// The meeting.
    pub hall: Hall,
    /// How it invites.
    pub invite: Invite,
    /// Everybody on the list, by library and name.
    pub people: Vec<Participant>,
    /// Who was taken off it.
    pub removed: Vec<Participant>,
    /// Who waits: (participant, day) and the place in the queue.
    pub waiting: BTreeMap<(String, String), usize>,
    /// Who is present: (participant, day) and since when.
    pub present: BTreeMap<(String, String), Moment>,
    /// The invitations that hold, with the library's name, by name.
    pub invitations: Vec<(String, Invitation)>,
    /// The office's active libraries: slug and name.
    pub libraries: Vec<(String, String)>,
}

impl Roster {
    /// How many come on a day, and how many of them wait.
    pub fn counts(&self, day: &str) -> (usize, usize) {
        let come = self.people.iter().filter(|one| one.comes_on(day)).count();
        (come, self.waiting.keys().filter(|(_, known)| known == day).count())
    }

    /// How many on the list are present on a day.
    pub fn present_on(&self, day: &str) -> usize {
        self.people.iter().filter(|one| self.present.contains_key(&(one.id.clone(), day.to_owned()))).count()
    }
}

/// The people of a meeting of the planner's office.
pub async fn roster(app: &App, asker: &Asker, meeting: &str) -> Result<Roster, Error> {
    let office = asker.planner()?.office.clone();
    let db = &app.storage;
    let seq = events::head(db, &office).await?;
    let hall = hall(app, &office, meeting).await?;
    let invite = invitations::invite(db, &office, meeting).await?;
    let (removed, people): (Vec<_>, Vec<_>) =
        participants::of_meeting(db, &office, meeting).await?.into_iter().partition(|one| one.removed);
    let waiting = waiting(&participants::asked(&people), invite.capacity);
    let present = checkins::presence(db, &office, meeting).await?;
    let registry = libraries::all(db, Some(&office)).await?;
    let mut list: Vec<(String, Invitation)> = invitations::of_meeting(db, &office, meeting)
        .await?
        .into_iter()
        .filter(|one| !one.is_withdrawn())
        .filter_map(|one| Some((registry.iter().find(|library| library.id == one.library)?.name.clone(), one)))
        .collect();
    list.sort_by(|a, b| a.0.cmp(&b.0));
    let mut libraries: Vec<(String, String)> =
        registry.into_iter().map(|library| (library.slug, library.name)).collect();
    libraries.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(Roster { seq, hall, invite, people, removed, waiting, present, invitations: list, libraries })
}

/// Somebody whom the office enters.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What is written of them.
    pub person: Person,
    /// The library's slug; empty: of no library.
    pub library: String,
    /// Ids of the days.
    pub days: Vec<String>,
}

/// Enters people; answers the id of the last one. `walk_in`: at the door.
pub async fn enter(
    app: &App,
    asker: &Asker,
    meeting: &str,
    entries: Vec<Entry>,
    walk_in: bool,
    op: Op,
) -> Result<String, Error> {
    let person = asker.planner()?.clone();
    let hall = hall(app, &person.office, meeting).await?;
    let known = hall.day_ids();
    if entries.iter().any(|one| one.days.is_empty() || one.days.iter().any(|day| !known.contains(day))) {
        return Err(Refusal::invalid("hari", "Pilih hari kedatangannya.").into());
    }
    let registry = libraries::all(&app.storage, Some(&person.office)).await?;
    let mut ready = Vec::new();
    for one in entries {
        let library = match one.library.as_str() {
            "" => None,
            slug => Some(
                registry.iter().find(|library| library.slug == slug).map(|library| library.id.clone()).ok_or_else(
                    || Refusal::invalid("perpustakaan", "Perpustakaan itu tidak dikenal. Pilih lagi dari daftar."),
                )?,
            ),
        };
        ready.push((one.person, library, one.days, code(app)));
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if let Some(id) = op.answered(tx).await? {
                    return Ok(id);
                }
                let (office, meeting) = (person.office.as_str(), hall.meeting.id.as_str());
                let source = if walk_in { "di-tempat" } else { "kantor" };
                let mut last = String::new();
                for (one, library, days, code) in &ready {
                    let new = New {
                        meeting,
                        library: library.as_deref(),
                        invitation: None,
                        source,
                        code,
                        account: &person.account,
                    };
                    last = participants::add(tx, office, &new, one, days).await?;
                    let object = format!("participant:{last}");
                    let account = person.account.as_str();
                    tx.audit(&Audit {
                        office,
                        account,
                        action: "participant.add",
                        object: &object,
                        reason: source,
                        ..Audit::default()
                    })
                    .await?;
                }
                tx.event(office, "meeting", "participants", serde_json::json!({ "meeting": meeting }));
                op.keep(tx, &last).await?;
                Ok::<_, Error>(last)
            })
        })
        .await
}

/// Writes anew what the office knows of somebody.
pub async fn change(app: &App, asker: &Asker, meeting: &str, id: &str, entry: Entry) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let hall = hall(app, &person.office, meeting).await?;
    let before = participants::by_id(&app.storage, &person.office, meeting, id).await?.ok_or(Refusal::NotFound)?;
    if entry.days.is_empty() || entry.days.iter().any(|day| hall.agenda.day(day).is_none()) {
        return Err(Refusal::invalid("hari", "Pilih hari kedatangannya.").into());
    }
    let registry = libraries::all(&app.storage, Some(&person.office)).await?;
    let library = registry.into_iter().find(|library| library.slug == entry.library).map(|library| library.id);
    if library.is_none() && !entry.library.is_empty() {
        return Err(Refusal::invalid("perpustakaan", "Perpustakaan itu tidak dikenal. Pilih lagi dari daftar.").into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (office, account) = (person.office.as_str(), person.account.as_str());
                participants::change(tx, office, &before.id, &entry.person).await?;
                participants::set_library(tx, office, &before.id, library.as_deref()).await?;
                participants::set_days(tx, office, &before.id, &entry.days).await?;
                let object = format!("participant:{}", before.id);
                tx.audit(&Audit { office, account, action: "participant.change", object: &object, ..Audit::default() })
                    .await?;
                tx.event(office, "meeting", "participants", serde_json::json!({ "meeting": hall.meeting.id }));
                Ok::<_, Error>(())
            })
        })
        .await
}

/// Takes somebody off the list, or puts them back on it.
pub async fn remove(app: &App, asker: &Asker, meeting: &str, id: &str, away: bool) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let hall = hall(app, &person.office, meeting).await?;
    let id = id.to_owned();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (office, account) = (person.office.as_str(), person.account.as_str());
                if !participants::remove(tx, office, &hall.meeting.id, &id, away).await? {
                    return Err(Refusal::NotFound.into());
                }
                let object = format!("participant:{id}");
                let action = if away { "participant.remove" } else { "participant.restore" };
                tx.audit(&Audit { office, account, action, object: &object, ..Audit::default() }).await?;
                tx.event(office, "meeting", "participants", serde_json::json!({ "meeting": hall.meeting.id }));
                Ok::<_, Error>(())
            })
        })
        .await
}
