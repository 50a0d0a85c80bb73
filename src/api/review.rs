//! What a planner needs beside a report to judge it.

use crate::api::reports::{self, Opened};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::form::Form;
use crate::domain::report::difference::{Change, difference};
use crate::storage;
use crate::storage::reports::QueueRow;

/// A report on the planner's desk.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The report.
    pub opened: Opened,
    /// The form that it was sent on: the order of the figures and the office's own questions.
    pub form: Form,
    /// What waits besides it, longest first; what comes after it in the queue before what comes before it.
    pub others: Vec<QueueRow>,
    /// Its place in the queue, counted from 1, and how many wait; `None` when it does not wait.
    pub place: Option<(usize, usize)>,
    /// What it changes against `opened.previous`.
    pub changes: Vec<Change>,
}

impl Desk {
    /// What it changes was approved and is in force.
    pub fn changes_approved(&self) -> bool {
        self.opened.head.approved_revision.is_some_and(|approved| approved != self.opened.head.revision)
    }
}

/// The report that waits next after one that was just decided, by the place it had: its address.
pub async fn next(app: &App, asker: &Asker, after: Option<&str>) -> Result<Option<String>, Error> {
    let office = &asker.planner()?.office;
    let waiting = storage::reports::queue(&app.storage, office).await?;
    let next = after.and_then(|id| waiting.iter().find(|row| row.id == id)).or_else(|| waiting.first());
    Ok(next.map(|row| format!("/kantor/laporan/{}", row.id)))
}

/// Opens a report of the planner's own office; another office's is not found.
pub async fn open(app: &App, asker: &Asker, id: &str) -> Result<Desk, Error> {
    let opened = reports::one(app, asker, id).await?;
    let office = &opened.place.office;
    // The form that it was sent on; the month's own while nothing was sent.
    let sent_on = match opened.versions.first() {
        Some(version) => {
            storage::reports::form_of_number(&app.storage, office, version.form_number, opened.month).await?
        }
        None => None,
    };
    let form = match sent_on {
        Some(form) => form,
        None => storage::reports::form(&app.storage, office, opened.month).await?,
    };
    let mut others = storage::reports::queue(&app.storage, office).await?;
    let place = others.iter().position(|row| row.id == id);
    let count = others.len();
    if let Some(place) = place {
        others.rotate_left(place);
        others.remove(0);
    }
    let changes = match (&opened.previous, &opened.content) {
        (Some(before), Some(after)) => {
            let label = |id: &str| form.question(id).map_or_else(|| id.to_owned(), |question| question.label.clone());
            difference(before, after, label)
        }
        _ => Vec::new(),
    };
    Ok(Desk { opened, form, others, place: place.map(|place| (place + 1, count)), changes })
}
