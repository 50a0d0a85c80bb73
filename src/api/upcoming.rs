//! The verbs of coming activities.

use crate::api::{App, Error};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::refusal::Refusal;
use crate::domain::upcoming::{DAYS_AHEAD, Typed};
use crate::storage::ops::Op;
use crate::storage::reports::{self, Place};
use crate::storage::upcoming::{self, Row};
use crate::storage::{Audit, Tx};

/// A library and what it has announced.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// The library.
    pub place: Place,
    /// Soonest first.
    pub coming: Vec<Row>,
}

/// What is announced, for each library that the person reports for.
pub async fn shelves(app: &App, asker: &Asker) -> Result<Vec<Shelf>, Error> {
    let person = asker.signed_in()?;
    let mut shelves = Vec::new();
    for library in person.libraries() {
        if let Some(place) = reports::place_of(&app.storage, &person.office, library).await? {
            let today = app.world.now().date(place.zone());
            let last = today.plus_days(DAYS_AHEAD);
            let coming = upcoming::of_library(&app.storage, &place.office, &place.library, today, last).await?;
            shelves.push(Shelf { place, coming });
        }
    }
    Ok(shelves)
}

/// The library of the form, or of the activity that is changed.
async fn place(app: &App, asker: &Asker, slug: &str, id: &str) -> Result<(SignedIn, Place), Error> {
    let person = asker.signed_in()?.clone();
    let place = if id.is_empty() {
        reports::place(&app.storage, slug).await?
    } else {
        let row = upcoming::one(&app.storage, &person.office, id).await?.ok_or(Refusal::NotFound)?;
        reports::place_of(&app.storage, &person.office, &row.library).await?
    };
    let place = place.ok_or(Refusal::NotFound)?;
    asker.librarian_of(&place.library)?;
    Ok((person, place))
}

async fn told(
    tx: &mut Tx,
    person: &SignedIn,
    place: &Place,
    action: &'static str,
    kind: &'static str,
    id: &str,
    op: &Op,
) -> Result<(), Error> {
    let object = format!("upcoming:{id}");
    tx.audit(&Audit {
        office: &place.office,
        account: &person.account,
        action,
        object: &object,
        after_sha256: &op.body_sha256,
        ..Audit::default()
    })
    .await?;
    tx.event(&place.office, "library", kind, serde_json::json!({ "library": place.library, "upcoming": id }));
    op.keep(tx, id).await?;
    Ok(())
}

/// Announces an activity, or changes one (`id`).
pub async fn save(app: &App, asker: &Asker, slug: &str, id: String, typed: Typed, op: Op) -> Result<(), Error> {
    let (person, place) = place(app, asker, slug, &id).await?;
    let today = app.world.now().date(place.zone());
    let read = typed.read(today).map_err(Refusal::Invalid)?;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                let (id, action) = if id.is_empty() {
                    (upcoming::add(tx, &place.office, &place.library, &person.account, &read).await?, "upcoming.add")
                } else {
                    upcoming::change(tx, &place.office, &id, &read).await?;
                    (id, "upcoming.change")
                };
                told(tx, &person, &place, action, "announced", &id, &op).await
            })
        })
        .await
}

/// Cancels an activity.
pub async fn cancel(app: &App, asker: &Asker, id: String, op: Op) -> Result<(), Error> {
    if id.is_empty() {
        return Err(Refusal::NotFound.into());
    }
    let (person, place) = place(app, asker, "", &id).await?;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                upcoming::cancel(tx, &place.office, &id).await?;
                told(tx, &person, &place, "upcoming.cancel", "cancelled", &id, &op).await
            })
        })
        .await
}

/// One announced activity of the person's own library, to be changed.
pub async fn one(app: &App, asker: &Asker, id: &str) -> Result<Row, Error> {
    place(app, asker, "", id).await?;
    let office = &asker.signed_in()?.office;
    Ok(upcoming::one(&app.storage, office, id).await?.ok_or(Refusal::NotFound)?)
}
