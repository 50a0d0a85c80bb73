//! The verbs of "Hitung hari ini".

use crate::api::{App, Error};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::moment::{Date, Month};
use crate::domain::refusal::Refusal;
use crate::domain::tally::{Entry, is_device, is_tapped};
use crate::storage::ops::Op;
use crate::storage::reports::{self, Place};
use crate::storage::tallies::{self, Key, Sums};
use crate::storage::{Failure, installation};

/// The counters of forms without scripts, of all who use them.
const FORMS: &str = "formulir";

/// What the page of a library shows.
#[derive(Clone, Debug)]
pub struct Today {
    /// The library.
    pub place: Place,
    /// The day.
    pub day: Date,
    /// Today's sums over all phones.
    pub sums: Sums,
    /// The running month's sums.
    pub month: Sums,
    /// Days of the month on which anything was counted.
    pub days: i64,
}

/// A library of the person's own, by its slug.
async fn own(app: &App, asker: &Asker, slug: &str) -> Result<(SignedIn, Place), Error> {
    let person = asker.signed_in()?.clone();
    let place = reports::place(&app.storage, slug).await?.ok_or(Refusal::NotFound)?;
    asker.librarian_of(&place.library)?;
    Ok((person, place))
}

/// Today's counters, for each library that the person reports for.
pub async fn today(app: &App, asker: &Asker) -> Result<Vec<Today>, Error> {
    let person = asker.signed_in()?;
    let mut list = Vec::new();
    for library in person.libraries() {
        if let Some(place) = reports::place_of(&app.storage, &person.office, library).await? {
            let (db, day) = (&app.storage, app.world.now().date(place.zone()));
            let month = day.month_of();
            list.push(Today {
                sums: tallies::of_day(db, &place.office, &place.library, day, "").await?,
                month: tallies::of_month(db, &place.office, &place.library, month).await?,
                days: tallies::days_of_month(db, &place.office, &place.library, month).await?,
                day,
                place,
            });
        }
    }
    Ok(list)
}

/// A library and month for the sheet on the wall; without an address the running month.
pub async fn sheet(app: &App, asker: &Asker, slug: Option<&str>, month: Option<&str>) -> Result<(Place, Month), Error> {
    let place = if let Some(slug) = slug {
        own(app, asker, slug).await?.1
    } else {
        let person = asker.signed_in()?;
        let library = person.libraries().next().ok_or(Refusal::Forbidden)?;
        reports::place_of(&app.storage, &person.office, library).await?.ok_or(Refusal::NotFound)?
    };
    let month = match month {
        Some(month) => Month::parse(month).ok_or(Refusal::NotFound)?,
        None => app.world.now().date(place.zone()).month_of(),
    };
    Ok((place, month))
}

/// One tap of a form without scripts, or one less.
pub async fn tap(app: &App, asker: &Asker, slug: &str, indicator: String, less: bool, op: Op) -> Result<(), Error> {
    let (_, place) = own(app, asker, slug).await?;
    if !is_tapped(&indicator) {
        return Err(Refusal::invalid("", "Tekan salah satu tombol hitung.").into());
    }
    let day = app.world.now().date(place.zone());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_none() {
                    let key =
                        Key { office: place.office, library: place.library, day, indicator, device: FORMS.to_owned() };
                    tallies::tap(tx, &key, less).await?;
                    op.keep(tx, "ketuk").await?;
                }
                Ok(())
            })
        })
        .await
}

/// What a phone is told after it has sent its counters.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Today in the office's zone: the phone's clock may be wrong.
    pub today: Date,
    /// Today's sums of all other phones.
    pub others: Sums,
    /// The month's sums over all phones.
    pub month: Sums,
    /// How often the database was restored from a backup: when it grows, the phone sends its counters again.
    pub restore_epoch: i64,
    /// Which entries (by their place in the list) were not taken: their day cannot be. The phone moves them to today.
    pub refused: Vec<usize>,
}

/// Is this person's library? Asked before a byte of a phone's message is read.
pub async fn may(app: &App, asker: &Asker, slug: &str) -> Result<(), Error> {
    own(app, asker, slug).await.map(|_| ())
}

/// Takes a phone's counters.
pub async fn hear(app: &App, asker: &Asker, slug: &str, device: &str, entries: Vec<Entry>) -> Result<Heard, Error> {
    let (_, place) = own(app, asker, slug).await?;
    if !is_device(device) || device == FORMS || entries.len() > 1_000 {
        return Err(Refusal::invalid("", "Hitungan ini tidak terbaca.").into());
    }
    let today = app.world.now().date(place.zone());
    let (office, library) = (place.office.clone(), place.library.clone());
    let mut refused = Vec::new();
    let mut taken = Vec::new();
    for (n, entry) in entries.into_iter().enumerate() {
        match entry.read(today) {
            Some((day, counter)) => taken.push((day, entry.indicator, counter)),
            None => refused.push(n),
        }
    }
    if !taken.is_empty() {
        let device = device.to_owned();
        app.storage
            .write(move |tx| {
                Box::pin(async move {
                    for (day, indicator, counter) in taken {
                        let (office, library) = (office.clone(), library.clone());
                        tallies::put(tx, &Key { office, library, day, indicator, device: device.clone() }, counter)
                            .await?;
                    }
                    Ok::<_, Failure>(())
                })
            })
            .await?;
    }
    let db = &app.storage;
    Ok(Heard {
        others: tallies::of_day(db, &place.office, &place.library, today, device).await?,
        month: tallies::of_month(db, &place.office, &place.library, today.month_of()).await?,
        restore_epoch: installation::restore_epoch(db).await?,
        today,
        refused,
    })
}
