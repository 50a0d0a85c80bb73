//! LAPOR-SYNC/1, the server's half: what phones send, look up and fetch. The verbs end where the form without scripts ends, in
//! [`crate::api::reports`].

mod desk;
mod fault;
mod photos;
mod queue;
mod submit;

pub use desk::{desk, standing, status};
pub use fault::Fault;
pub use photos::{Progress, append, erase_noted, make_waiting, progress, slot, sweep, sweep_shelf};
pub use queue::take_in;
pub use submit::{Request, mirror, submit};

use crate::api::{App, Error};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::moment::Month;
use crate::domain::refusal::Refusal;
use crate::storage::reports::{self, Place};

/// Where a phone's request points: a library by slug or id, and a month.
#[derive(Clone, Debug)]
pub struct Target {
    /// Slug or id.
    pub library: String,
    /// 2026-10.
    pub month: String,
}

/// The library and month of a request, for a person who reports for that library; all others are not found.
async fn place(app: &App, asker: &Asker, target: &Target) -> Result<(SignedIn, Place, Month), Error> {
    let person = asker.signed_in()?.clone();
    let place = library(app, &person.office, &target.library).await?;
    asker.librarian_of(&place.library)?;
    let month = Month::parse(&target.month).ok_or(Refusal::NotFound)?;
    Ok((person, place, month))
}

/// Does the person report for this library? Asked before a body is looked at.
pub async fn is_own(app: &App, asker: &Asker, target: &Target) -> Result<(), Fault> {
    place(app, asker, target).await?;
    Ok(())
}

/// The library of that slug or id in an office.
async fn library(app: &App, office: &str, name: &str) -> Result<Place, Error> {
    let found = match reports::place(&app.storage, name).await? {
        Some(place) => Some(place),
        None => reports::place_of(&app.storage, office, name).await?,
    };
    Ok(found.filter(|place| place.office == office).ok_or(Refusal::NotFound)?)
}
