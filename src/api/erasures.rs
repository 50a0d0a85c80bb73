//! Withdrawing a photo or a story: any time, at once, for good.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::refusal::Refusal;
use crate::storage::erasures::{self, Erasure, Item, Kind, Request};
use crate::storage::reports::{self, Place};
use crate::storage::{Audit, Failure};

/// What a library has given out and can take back.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// The library.
    pub place: Place,
    /// Photos, newest month first.
    pub photos: Vec<Item>,
    /// Stories, newest month first.
    pub stories: Vec<Item>,
    /// What was withdrawn already.
    pub erased: Vec<Erasure>,
}

/// What can be withdrawn, for each library that the person reports for.
pub async fn shelves(app: &App, asker: &Asker) -> Result<Vec<Shelf>, Error> {
    let person = asker.signed_in()?;
    let mut shelves = Vec::new();
    for library in person.libraries() {
        if let Some(place) = reports::place_of(&app.storage, &person.office, library).await? {
            shelves.push(shelf(app, place).await?);
        }
    }
    Ok(shelves)
}

async fn shelf(app: &App, place: Place) -> Result<Shelf, Error> {
    let (db, office, library) = (&app.storage, place.office.as_str(), place.library.as_str());
    Ok(Shelf {
        photos: erasures::photos(db, office, library).await?,
        stories: erasures::stories(db, office, library).await?,
        erased: erasures::of_library(db, office, library).await?,
        place,
    })
}

/// The library of a photo or story, for its librarian and for the office's planners.
async fn place(app: &App, asker: &Asker, kind: Kind, id: &str) -> Result<Place, Error> {
    let person = asker.signed_in()?;
    let library = erasures::owner(&app.storage, &person.office, kind, id).await?.ok_or(Refusal::NotFound)?;
    if asker.planner_of(&person.office).is_err() {
        asker.librarian_of(&library)?;
    }
    Ok(reports::place_of(&app.storage, &person.office, &library).await?.ok_or(Refusal::NotFound)?)
}

/// One photo or story, before it is withdrawn.
pub async fn one(app: &App, asker: &Asker, kind: Kind, id: &str) -> Result<(Place, Item), Error> {
    let shelf = shelf(app, place(app, asker, kind, id).await?).await?;
    let items = match kind {
        Kind::Photo => shelf.photos,
        Kind::Story => shelf.stories,
        Kind::Account | Kind::Participant | Kind::Invitation | Kind::Contact => return Err(Refusal::NotFound.into()),
    };
    let item = items.into_iter().find(|item| item.id == id).ok_or(Refusal::NotFound)?;
    Ok((shelf.place, item))
}

/// Withdraws a photo or story. What is withdrawn already stays so, and is no fault.
pub async fn withdraw(app: &App, asker: &Asker, kind: Kind, id: &str) -> Result<(), Error> {
    let account = asker.signed_in()?.account.clone();
    let place = place(app, asker, kind, id).await?;
    let today = app.world.now().date(place.zone());
    let request = Request { office: place.office, library: place.library, kind, object: id.to_owned(), account, today };
    let files = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let files = erasures::erase(tx, &request).await?;
                let object = format!("{}:{}", request.kind.code(), request.object);
                tx.audit(&Audit {
                    office: &request.office,
                    account: &request.account,
                    action: "erasure.make",
                    object: &object,
                    ..Audit::default()
                })
                .await?;
                let payload = serde_json::json!({ "library": request.library, "kind": request.kind.code(), "object": request.object });
                tx.event(&request.office, "library", "erased", payload);
                Ok::<_, Failure>(files)
            })
        })
        .await?;
    // No row names these files any more, so nobody is shown them; now the picture itself goes.
    for sha256 in files {
        app.photos.erase(&sha256).await?;
    }
    Ok(())
}
