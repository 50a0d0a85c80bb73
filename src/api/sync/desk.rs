//! What a phone looks up: the desk of a month, where a report stands, and how the service is.

use super::{Fault, Target, place};
use crate::api::App;
use crate::domain::account::Asker;
use crate::domain::period::PeriodFault;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::report::draft::activity_pairs;
use crate::domain::report::{MonthFault, Status};
use crate::domain::sync::{
    Desk, KnownForm, KnownLibrary, KnownPhoto, KnownReview, OwnLibrary, ServiceStatus, Standing,
};
use crate::storage;
use crate::storage::photos::Photo;
use crate::storage::reports::{self, Review};

/// Reviews as phones read them.
pub(super) fn reviews(reviews: &[Review]) -> Vec<KnownReview> {
    reviews
        .iter()
        .map(|review| KnownReview {
            revision: review.revision,
            verdict: review.verdict().code().to_owned(),
            comment: review.comment.clone(),
            remarks: review.remarks().into_iter().map(|remark| Finding::new(remark.field, remark.words)).collect(),
            by: review.by_name.clone(),
            at: review.at().0,
        })
        .collect()
}

/// Photos as phones read them.
pub(super) fn photos(photos: &[Photo]) -> Vec<KnownPhoto> {
    photos
        .iter()
        .map(|photo| KnownPhoto {
            id: photo.id.clone(),
            sha256: photo.upload_sha256.clone(),
            bytes: u64::try_from(photo.bytes).unwrap_or(0),
            activity: photo.activity.clone(),
            caption: photo.caption.clone(),
            public: photo.public_wish,
            children: photo.children().code().to_owned(),
            state: photo.state.clone(),
            url: photo.sha256.as_ref().filter(|_| photo.state == "stored").map(|sha256| format!("/foto/{sha256}")),
        })
        .collect()
}

/// Everything that a month's form needs without a network.
pub async fn desk(app: &App, asker: &Asker, target: &Target) -> Result<Desk, Fault> {
    let (person, place, month) = place(app, asker, target).await?;
    let db = &app.storage;
    let desk = crate::api::reports::desk(app, asker, &place.slug, &target.month).await?;
    let library = storage::libraries::by_id(db, &place.office, &place.library).await?.ok_or(Refusal::NotFound)?;
    let (number, definition) = reports::definition(db, &place.office, month).await?;
    Ok(Desk {
        account: person.account,
        library: KnownLibrary {
            id: place.library.clone(),
            slug: place.slug.clone(),
            name: place.name.clone(),
            kind: library.kind.code().to_owned(),
        },
        month: month.to_string(),
        version: desk.version(),
        status: desk.head.as_ref().map_or(Status::Draft, reports::Head::status).code().to_owned(),
        revision: desk.head.as_ref().map_or(0, |head| head.revision),
        reference: desk.head.as_ref().and_then(|head| head.reference.clone()),
        photos: photos(&desk.photos),
        reviews: reviews(&desk.reviews),
        draft: desk.draft.clone(),
        form: KnownForm { number, definition },
        before: desk.before,
        year_ago: desk.year_ago,
        year: desk.year,
        pairs: desk.draft.to_pairs(),
        previous: activity_pairs(&desk.previous),
        partners: desk.partners,
        due: desk.due,
        today: app.world.now().date(place.zone()),
        // Said before anything is typed, and not only when it is sent.
        closed: desk.closed.map(MonthFault::words).or_else(|| desk.shut.map(PeriodFault::words)),
    })
}

/// Where a report stands. One that was never begun is not found.
pub async fn standing(app: &App, asker: &Asker, target: &Target) -> Result<Standing, Fault> {
    let (_, place, month) = place(app, asker, target).await?;
    let db = &app.storage;
    let head = reports::of_month(db, &place.office, &place.library, month).await?.ok_or(Refusal::NotFound)?;
    let known = storage::photos::of_revision(db, &place.office, &head.id, head.revision).await?;
    let known = photos(&known);
    let standing = crate::api::periods::standing(app, &place, month, Some(&head)).await?;
    Ok(Standing {
        report: head.id.clone(),
        reference: head.reference.clone(),
        version: head.version,
        status: head.status().code().to_owned(),
        revision: head.revision,
        received_at: head.sent().map(|at| at.0),
        punctuality: standing.period.punctuality(standing.finished).words().to_owned(),
        missing: known.iter().filter(|photo| photo.state == "missing").map(|photo| photo.id.clone()).collect(),
        photos: known,
        reviews: reviews(&reports::reviews(db, &place.office, &head.id).await?),
    })
}

/// How the service is, and who asks.
pub async fn status(app: &App, asker: &Asker) -> Result<ServiceStatus, Fault> {
    let mut libraries = Vec::new();
    let mut account = None;
    if let Asker::SignedIn(person) = asker {
        account = Some(person.account.clone());
        for library in person.libraries() {
            if let Some(place) = reports::place_of(&app.storage, &person.office, library).await? {
                libraries.push(OwnLibrary { slug: place.slug, name: place.name });
            }
        }
    }
    Ok(ServiceStatus {
        restore_epoch: storage::installation::restore_epoch(&app.storage).await?,
        build: app.build.to_string(),
        min_build: String::new(),
        now: app.world.now().0,
        account,
        libraries,
    })
}
