//! Whom to remind: the libraries whose report is not in, the people who answer for them, and the words.

use crate::api::masthead::masthead;
use crate::api::{App, Error, board};
use crate::domain::account::{Asker, Role};
use crate::domain::moment::{Date, Month};
use crate::domain::phone::Phone;
use crate::domain::reminder::{About, Reason, message, to_all};
use crate::storage::{accounts, periods};
use std::collections::HashMap;

/// Whom to remind about one month.
#[derive(Clone, Debug)]
pub struct Reminders {
    /// The outbox number that this is at least as new as.
    pub seq: i64,
    /// The month.
    pub month: Month,
    /// Months to choose from, newest first.
    pub months: Vec<Month>,
    /// The office's districts: code and name.
    pub districts: Vec<(String, String)>,
    /// The chosen district's code.
    pub district: Option<String>,
    /// By kecamatan and name.
    pub lacking: Vec<Lacking>,
    /// Libraries that have sent.
    pub received: usize,
    /// Libraries that are asked.
    pub asked: usize,
    /// The message to all.
    pub to_all: String,
}

/// A library to be reminded.
#[derive(Clone, Debug)]
pub struct Lacking {
    /// The library's name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its kecamatan.
    pub district: String,
    /// Why.
    pub reason: Reason,
    /// Until when it is awaited from this library.
    pub due: Date,
    /// Those who answer for it; none: nobody has an account.
    pub people: Vec<Person>,
}

/// Somebody to write to or to call.
#[derive(Clone, Debug)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The number, while it is known.
    pub phone: Option<Phone>,
    /// The words.
    pub message: String,
}

/// Those who answer for each library of an office, by the library's id: name and number, while it is known.
pub(crate) async fn people(app: &App, office: &str) -> Result<HashMap<String, Vec<(String, Option<Phone>)>>, Error> {
    let mut people: HashMap<String, Vec<(String, Option<Phone>)>> = HashMap::new();
    let known: HashMap<String, accounts::Account> = accounts::of_office(&app.storage, office)
        .await?
        .into_iter()
        .filter(|account| account.disabled_at.is_none())
        .map(|account| (account.id.clone(), account))
        .collect();
    for (account, role) in accounts::roles_of_office(&app.storage, office).await? {
        if let (Role::Librarian { library }, Some(account)) = (role, known.get(&account)) {
            let phone = account.phone.as_deref().and_then(|phone| Phone::parse(phone).ok());
            people.entry(library).or_default().push((account.name.clone(), phone));
        }
    }
    Ok(people)
}

/// Whom to remind about a month (the last full one, unless another is named).
pub async fn reminders(
    app: &App,
    asker: &Asker,
    month: Option<&str>,
    district: Option<&str>,
) -> Result<Reminders, Error> {
    let office = asker.planner()?.office.clone();
    let board = board::board(app, asker, district).await?;
    let wanted = month.and_then(Month::parse);
    let place = board.months.iter().position(|month| Some(*month) == wanted).unwrap_or(1);
    let month = board.months[place];
    let almanac = periods::almanac(&app.storage, &office).await?;
    let name = masthead(app, asker).await.office.unwrap_or_else(|| "Dinas".to_owned());
    let mut people = people(app, &office).await?;
    let today = app.world.now().date(almanac.zone);
    let mut lacking: Vec<Lacking> = board
        .rows
        .iter()
        .filter_map(|row| {
            let reason = Reason::of(row.cells.get(place)?.1)?;
            let due = almanac.period(&row.id, month).awaited();
            let link = app.settings.link(&format!("/lapor/{}/{month}", row.slug));
            let people = people.remove(&row.id).unwrap_or_default();
            let people = people.into_iter().map(|(person, phone)| {
                let about = About { person: &person, library: &row.name, month, due, link: &link, office: &name };
                let message = message(reason, &about);
                Person { name: person, phone, message }
            });
            Some(Lacking {
                slug: row.slug.clone(),
                name: row.name.clone(),
                district: row.district.clone(),
                reason,
                due,
                people: people.collect(),
            })
        })
        .collect();
    lacking.sort_by(|a, b| (&a.district, &a.name).cmp(&(&b.district, &b.name)));
    let tally = board.tallies[place];
    Ok(Reminders {
        seq: board.seq,
        month,
        months: board.months,
        districts: board.districts,
        district: board.district,
        lacking,
        received: tally.received,
        asked: tally.asked,
        to_all: to_all(month, almanac.general(month).awaited(), today, &app.settings.link("/lapor"), &name),
    })
}
