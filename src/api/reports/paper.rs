//! Reports on paper: the blank form to print, and the right to key one in for a library.

use crate::api::{App, Error};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::form::Form;
use crate::domain::moment::{Date, Moment, Month};
use crate::domain::refusal::{Finding, Refusal};
use crate::storage::reports::{self, Place};

/// Does this person key in for the library, and is not of it?
pub fn is_on_behalf(person: &SignedIn, library: &str) -> bool {
    person.libraries().all(|own| own != library)
}

/// When the librarian finished on paper, by the date that stands on it: the end of that day, and never later than now.
pub fn finished(on: &str, month: Month, place: &Place, now: Moment) -> Result<Option<Moment>, Finding> {
    let on = on.trim();
    if on.is_empty() {
        return Ok(None);
    }
    let today = now.date(place.zone());
    match Date::parse(on) {
        Some(date) if date > today => Err(Finding::new("tanggal-kertas", "Tanggal di kertas belum terjadi.")),
        Some(date) if date < month.first() => {
            Err(Finding::new("tanggal-kertas", format!("Tanggal di kertas lebih awal dari {}.", month.long())))
        }
        Some(date) => Ok(Some(Moment((date.plus_days(1).start(place.zone()).0 - 1).min(now.0)))),
        None => Err(Finding::new("tanggal-kertas", "Tanggal di kertas tidak ada di kalender.")),
    }
}

/// What a blank form is printed from.
#[derive(Clone, Debug)]
pub struct Blank {
    /// The library; none: to be written by hand.
    pub place: Option<Place>,
    /// The month.
    pub month: Month,
    /// What is asked.
    pub form: Form,
}

/// The blank form of a library (its librarian's or a planner's way), or of nobody in particular.
pub async fn blank(app: &App, asker: &Asker, slug: Option<&str>, month: Option<&str>) -> Result<Blank, Error> {
    let person = asker.signed_in()?;
    let place = match slug {
        Some(slug) => {
            let place = reports::place(&app.storage, slug).await?.ok_or(Refusal::NotFound)?;
            if asker.planner_of(&place.office).is_err() {
                asker.librarian_of(&place.library)?;
            }
            Some(place)
        }
        None => match person.libraries().next() {
            Some(library) => reports::place_of(&app.storage, &person.office, library).await?,
            None => None,
        },
    };
    let zone = place.as_ref().map(Place::zone).unwrap_or_default();
    let month = match month {
        Some(month) => Month::parse(month).ok_or(Refusal::NotFound)?,
        None => app.world.now().date(zone).month_of(),
    };
    let form = reports::form(&app.storage, &person.office, month).await?;
    Ok(Blank { place, month, form })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{Trial, start};

    #[tokio::test]
    async fn the_date_on_the_paper_is_between_the_month_and_now() {
        let trial = Trial::new().await;
        trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let place = reports::place(&trial.app.storage, "natai-raya").await.unwrap().unwrap();
        let month = Month::parse("2026-10").unwrap();
        let read = |on: &str| finished(on, month, &place, start());
        assert_eq!(read(" "), Ok(None));
        assert_eq!(read("2026-11-02"), Ok(Some(start())), "today: not after now");
        assert_eq!(read("2026-11-01").unwrap().unwrap().date(place.zone()), Date::parse("2026-11-01").unwrap());
        for wrong in ["2026-11-03", "2026-09-30", "kemarin"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
