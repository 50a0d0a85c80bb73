//! What a librarian finds on the desk: what is due, and one month's form with everything that belongs beside it.

use super::{place, typed_photos};
use crate::api::{App, Error, periods, tips};
use crate::domain::account::Asker;
use crate::domain::form::Form;
use crate::domain::indicator::Figures;
use crate::domain::moment::{Date, Moment, Month};
use crate::domain::period::{PeriodFault, finished};
use crate::domain::refusal::Refusal;
use crate::domain::report::draft::{Draft, TypedActivity, held_again};
use crate::domain::report::{Content, MonthFault, Punctuality, Verdict, may_report};
use crate::storage::photos::{self, Photo};
use crate::storage::reports::{self, Head, Place, Review};
use crate::storage::tallies::{self, Sums};
use crate::storage::tips::Card;
use crate::storage::upcoming::{self, Row as Upcoming};
use std::collections::HashMap;

/// One month's form and what stands beside it.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The library.
    pub place: Place,
    /// The month.
    pub month: Month,
    /// The report, once it was begun.
    pub head: Option<Head>,
    /// What is asked.
    pub form: Form,
    /// What was sent was keyed in by the office, from paper.
    pub paper: bool,
    /// What was asked when it was sent.
    pub sent_form: Form,
    /// What is typed: the draft, else the content to be corrected, else nothing.
    pub draft: Draft,
    /// The photos of the draft.
    pub photos: Vec<Photo>,
    /// The figures of the month before.
    pub before: Figures,
    /// The figures of the same month a year before.
    pub year_ago: Figures,
    /// What the twelve months before this one add up to.
    pub year: Figures,
    /// What was counted through the month by tapping.
    pub tallied: Sums,
    /// Announced activities of the month whose day has come and that the form does not have yet.
    pub plans: Vec<Upcoming>,
    /// Last month's activities, ready to be written again.
    pub previous: Vec<TypedActivity>,
    /// Partners of earlier activities, the most frequent first.
    pub partners: Vec<String>,
    /// For each figure the tips that other libraries gave.
    pub tips: HashMap<String, Vec<Card>>,
    /// What the office said, newest first.
    pub reviews: Vec<Review>,
    /// The newest content that was sent.
    pub sent: Option<Content>,
    /// When the report is awaited.
    pub due: Date,
    /// Why this month cannot be reported, if so.
    pub closed: Option<MonthFault>,
    /// Why it cannot be sent today although it may be filled in, if so.
    pub shut: Option<PeriodFault>,
}

impl Desk {
    /// The version that the form sends back.
    pub fn version(&self) -> i64 {
        self.head.as_ref().map_or(0, |head| head.version)
    }

    /// The comment to be mended after: the newest decision, when it was a return of the newest revision.
    pub fn returned(&self) -> Option<&Review> {
        let head = self.head.as_ref()?;
        self.reviews.first().filter(|review| review.verdict() == Verdict::Returned && review.revision == head.revision)
    }
}

/// Opens a month's form.
pub async fn desk(app: &App, asker: &Asker, slug: &str, month: &str) -> Result<Desk, Error> {
    let (_, place, month) = place(app, asker, slug, month).await?;
    let db = &app.storage;
    let today = app.world.now().date(place.zone());
    let period = periods::of(app, &place, month).await?;
    let head = reports::of_month(db, &place.office, &place.library, month).await?;
    let (mut photos, mut reviews, mut sent, mut draft) = (Vec::new(), Vec::new(), None, None);
    if let Some(head) = &head {
        photos = photos::of_revision(db, &place.office, &head.id, 0).await?;
        reviews = reports::reviews(db, &place.office, &head.id).await?;
        sent = reports::content(db, &place.office, &head.id, head.revision).await?;
        draft = head.draft()?;
    }
    let last = match reports::of_month(db, &place.office, &place.library, month.plus(-1)).await? {
        Some(head) => reports::content(db, &place.office, &head.id, head.revision).await?,
        None => None,
    };
    let mut draft = draft.or_else(|| sent.as_ref().map(Draft::of_content)).unwrap_or_default();
    draft.photos = typed_photos(&photos);
    let form = reports::form(db, &place.office, month).await?;
    let (mut sent_form, mut paper) = (None, false);
    if let Some(head) = &head
        && let Some(version) = reports::versions(db, &place.office, &head.id).await?.first()
    {
        paper = version.paper;
        sent_form = reports::form_of_number(db, &place.office, version.form_number, month).await?;
    }
    let mut plans =
        upcoming::of_library(db, &place.office, &place.library, month.first(), month.last().min(today)).await?;
    plans.retain(|plan| !draft.activities.iter().any(|activity| plan.is_told_by(activity)));
    Ok(Desk {
        month,
        paper,
        sent_form: sent_form.unwrap_or_else(|| form.clone()),
        form,
        draft,
        photos,
        before: reports::figures_of_month(db, &place.office, &place.library, month.plus(-1)).await?,
        year_ago: reports::figures_of_month(db, &place.office, &place.library, month.plus(-12)).await?,
        year: reports::figures_of_year(db, &place.office, &place.library, month.plus(-1)).await?,
        plans,
        tallied: tallies::of_month(db, &place.office, &place.library, month).await?,
        previous: last.as_ref().map(held_again).unwrap_or_default(),
        partners: each_partner(reports::partners(db, &place.office, &place.library).await?),
        tips: tips::beside_figures(app, &place.office).await?,
        reviews,
        sent,
        due: period.awaited(),
        shut: period.may_send(today).err(),
        closed: may_report(month, today, place.replicated_year()).err(),
        head,
        place,
    })
}

/// Partners are written with commas between them; each is offered once, in the order of the list.
fn each_partner(written: Vec<String>) -> Vec<String> {
    let mut partners: Vec<String> = Vec::new();
    for partner in written.iter().flat_map(|line| line.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
        if partners.len() < 40 && partners.iter().all(|known| !known.eq_ignore_ascii_case(partner)) {
            partners.push(partner.to_owned());
        }
    }
    partners
}

/// One month of a library in the list.
#[derive(Clone, Debug)]
pub struct MonthState {
    /// The month.
    pub month: Month,
    /// The report, once it was begun.
    pub head: Option<Head>,
    /// When it is awaited.
    pub due: Date,
    /// In time or not.
    pub punctuality: Punctuality,
    /// The due date has passed and nothing was sent.
    pub overdue: bool,
    /// What the office asks to be mended.
    pub comment: Option<String>,
}

/// One library and its months, newest first.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// The library.
    pub place: Place,
    /// The last full month: what is due now.
    pub current: MonthState,
    /// The running month, which may be drafted.
    pub running: MonthState,
    /// Returned months and months begun but not sent, other than these two.
    pub open: Vec<MonthState>,
    /// Everything that was sent.
    pub history: Vec<MonthState>,
}

/// What is due and what was sent, for each library that the person reports for.
pub async fn shelves(app: &App, asker: &Asker) -> Result<Vec<Shelf>, Error> {
    let person = asker.signed_in()?;
    let mut shelves = Vec::new();
    for library in person.libraries() {
        if let Some(place) = reports::place_of(&app.storage, &person.office, library).await? {
            shelves.push(shelf(app, place).await?);
        }
    }
    shelves.sort_by(|a, b| a.place.name.cmp(&b.place.name));
    Ok(shelves)
}

async fn shelf(app: &App, place: Place) -> Result<Shelf, Error> {
    let today = app.world.now().date(place.zone());
    let heads = reports::of_library(&app.storage, &place.office, &place.library).await?;
    let almanac = periods::almanac(app, &place.office).await?;
    let graced = crate::storage::periods::graced(&app.storage, &place.office).await?;
    let state = |month: Month, head: Option<Head>, comment: Option<String>| {
        let period = almanac.period(&place.library, month);
        let by_phone = head.as_ref().and_then(|head| graced.get(&head.id));
        let sent = head.as_ref().and_then(Head::first_sent);
        let done = finished(month, sent, by_phone.copied().flatten(), by_phone.is_some(), almanac.zone);
        let punctuality = period.punctuality(done);
        let overdue = punctuality == Punctuality::NotYet && period.is_over(today);
        MonthState { month, head, due: period.awaited(), punctuality, overdue, comment }
    };
    let mut states = Vec::with_capacity(heads.len());
    for head in heads {
        let comment = match head.status() {
            crate::domain::report::Status::Returned => reports::reviews(&app.storage, &place.office, &head.id)
                .await?
                .into_iter()
                .next()
                .map(|review| review.comment),
            _ => None,
        };
        states.push(state(head.month()?, Some(head), comment));
    }
    let running = today.month_of();
    let current = running.plus(-1);
    let of = |month: Month| {
        states.iter().find(|state| state.month == month).cloned().unwrap_or_else(|| state(month, None, None))
    };
    let (current, running) = (of(current), of(running));
    let is_open = |state: &&MonthState| {
        state.comment.is_some() || state.head.as_ref().is_some_and(|head| head.revision == 0 || head.has_draft())
    };
    let others = |state: &&MonthState| state.month != current.month && state.month != running.month;
    let open = states.iter().filter(is_open).filter(others).cloned().collect();
    let history =
        states.into_iter().filter(|state| state.head.as_ref().is_some_and(|head| head.revision > 0)).collect();
    Ok(Shelf { place, current, running, open, history })
}

/// What the page after sending shows.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The library.
    pub place: Place,
    /// The month.
    pub month: Month,
    /// LK-2026-10-0001.
    pub reference: String,
    /// When the newest revision arrived.
    pub sent: Moment,
    /// More than 1: a correction.
    pub revision: i64,
    /// In time or not, by the first sending.
    pub punctuality: Punctuality,
    /// It was "nihil".
    pub nihil: bool,
    /// Photos that belong to it.
    pub photos: usize,
    /// Photos of those that are still on their way from the phone.
    pub awaited: usize,
}

/// The receipt of a report that was sent; before that there is none.
pub async fn receipt(app: &App, asker: &Asker, slug: &str, month: &str) -> Result<Receipt, Error> {
    let (_, place, month) = place(app, asker, slug, month).await?;
    let head = reports::of_month(&app.storage, &place.office, &place.library, month).await?.ok_or(Refusal::NotFound)?;
    let (Some(reference), Some(sent)) = (head.reference.clone(), head.sent()) else {
        return Err(Refusal::NotFound.into());
    };
    let content = reports::content(&app.storage, &place.office, &head.id, head.revision).await?.unwrap_or_default();
    let photos = photos::of_revision(&app.storage, &place.office, &head.id, head.revision).await?;
    let awaited = photos.iter().filter(|photo| photo.is_awaited()).count();
    let photos = photos.len();
    let standing = periods::standing(app, &place, month, Some(&head)).await?;
    let punctuality = standing.period.punctuality(standing.finished);
    Ok(Receipt {
        month,
        reference,
        sent,
        revision: head.revision,
        punctuality,
        nihil: content.nihil,
        photos,
        awaited,
        place,
    })
}
