//! A library's yearly sheet behind a link, for the village head, the lurah or the founder: read by whoever has the link.

use crate::api::{App, Error, libraries};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::indicator::Figures;
use crate::domain::library::Library;
use crate::domain::moment::{Date, Month};
use crate::domain::refusal::Refusal;
use crate::storage::ops::{Op, hash};
use crate::storage::reports::{self, Place, PublicStory, StoryQuery};
use crate::storage::shares::{self, Doing, Share};
use crate::storage::{Audit, Storage};

/// The longest text of needs, in characters.
const LONGEST: usize = 1_500;

/// A library and its links.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// The library.
    pub place: Place,
    /// Newest first.
    pub shares: Vec<Share>,
}

/// The library of that slug, for its librarian and for the planners of its office.
async fn place(app: &App, asker: &Asker, slug: &str) -> Result<(SignedIn, Place), Error> {
    let person = asker.signed_in()?.clone();
    let place = reports::place(&app.storage, slug).await?.ok_or(Refusal::NotFound)?;
    if asker.planner_of(&place.office).is_err() {
        asker.librarian_of(&place.library)?;
    }
    Ok((person, place))
}

/// The links of one library (a planner's way), or of those that the person reports for.
pub async fn shelves(app: &App, asker: &Asker, slug: Option<&str>) -> Result<Vec<Shelf>, Error> {
    let mut places = Vec::new();
    if let Some(slug) = slug {
        places.push(place(app, asker, slug).await?.1);
    } else {
        let person = asker.signed_in()?;
        for library in person.libraries() {
            places.extend(reports::place_of(&app.storage, &person.office, library).await?);
        }
    }
    let mut shelves = Vec::new();
    for place in places {
        let shares = shares::of_library(&app.storage, &place.office, &place.library).await?;
        shelves.push(Shelf { place, shares });
    }
    Ok(shelves)
}

async fn audited(
    tx: &mut crate::storage::Tx,
    person: &SignedIn,
    office: &str,
    action: &'static str,
    id: &str,
) -> Result<(), Error> {
    let object = format!("share:{id}");
    tx.audit(&Audit { office, account: &person.account, action, object: &object, ..Audit::default() }).await?;
    Ok(())
}

/// Makes a link; answers its address, which nobody can read again later.
pub async fn make(app: &App, asker: &Asker, slug: &str, needs: &str) -> Result<String, Error> {
    let (person, place) = place(app, asker, slug).await?;
    let needs = needs.trim().to_owned();
    if needs.chars().count() > LONGEST {
        return Err(Refusal::invalid(
            "kebutuhan",
            format!("Paling panjang {LONGEST} huruf, supaya muat di satu halaman."),
        )
        .into());
    }
    let token = data_encoding::BASE64URL_NOPAD.encode(&app.world.secret::<24>());
    let sha256 = hash(token.as_bytes());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let id = shares::add(tx, &place.office, &place.library, &sha256, &needs, &person.account).await?;
                audited(tx, &person, &place.office, "share.make", &id).await
            })
        })
        .await?;
    Ok(app.settings.link(&format!("/lembar/{token}")))
}

/// Withdraws a link.
pub async fn withdraw(app: &App, asker: &Asker, id: &str) -> Result<(), Error> {
    let person = asker.signed_in()?.clone();
    let library = shares::library_of(&app.storage, &person.office, id).await?.ok_or(Refusal::NotFound)?;
    if asker.planner_of(&person.office).is_err() {
        asker.librarian_of(&library)?;
    }
    let id = id.to_owned();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                shares::withdraw(tx, &person.office, &id).await?;
                audited(tx, &person, &person.office, "share.withdraw", &id).await
            })
        })
        .await
}

/// The yearly sheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The library.
    pub library: Library,
    /// The year.
    pub year: i32,
    /// The running year, the last that can be asked for.
    pub this_year: i32,
    /// Today in the office's zone.
    pub today: Date,
    /// The regency: "Kabupaten Kotawaringin Barat".
    pub regency: String,
    /// What the approved reports of the year add up to.
    pub figures: Figures,
    /// Of how many months.
    pub months: usize,
    /// The year's activities, oldest first.
    pub doings: Vec<Doing>,
    /// Stories that may be told.
    pub stories: Vec<PublicStory>,
    /// What the library needs, in its own words.
    pub needs: String,
}

/// Opens the sheet behind a token. A token that never was, or was withdrawn, leads nowhere; the two are not told apart.
pub async fn open(app: &App, token: &str, year: Option<i32>) -> Result<Sheet, Error> {
    let db: &Storage = &app.storage;
    let share = shares::by_hash(db, &hash(token.as_bytes())).await?.ok_or(Refusal::NotFound)?;
    let place = reports::place_of(db, &share.office, &share.library).await?.ok_or(Refusal::NotFound)?;
    let library = libraries::one(app, &place.slug).await?;
    let office = libraries::office(app, &share.office).await?;
    let today = app.world.now().date(office.zone);
    let year = year.filter(|year| (2011..=today.year).contains(year)).unwrap_or(today.year);
    let (from, to) = (Month { year, month: 1 }, Month { year, month: 12 });
    let (figures, months) = shares::figures(db, &share.office, &share.library, from, to).await?;
    let query = StoryQuery { library: Some(&share.library), limit: 40, ..StoryQuery::default() };
    let mut stories = reports::stories(db, &query).await?;
    stories.retain(|story| story.month().is_some_and(|month| month.year == year));
    stories.truncate(3);
    Ok(Sheet {
        doings: shares::doings(db, &share.office, &share.library, from, to).await?,
        library,
        year,
        this_year: today.year,
        today,
        regency: office.regency,
        figures,
        months,
        stories,
        needs: share.needs,
    })
}

/// What a form of this page does.
#[derive(Clone, Debug)]
pub struct Made(pub String);

/// Makes a link as an intent: the same post again makes no second one, and answers the page without an address.
pub async fn make_once(app: &App, asker: &Asker, slug: &str, needs: &str, op: Op) -> Result<Option<String>, Error> {
    let first = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let first = op.answered(tx).await?.is_none();
                op.keep(tx, "tautan").await?;
                Ok::<_, Error>(first)
            })
        })
        .await?;
    if first { make(app, asker, slug, needs).await.map(Some) } else { Ok(None) }
}
