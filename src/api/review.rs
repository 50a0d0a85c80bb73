//! What a planner needs beside a report to judge it.

use crate::api::reports::{self, Opened};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::form::Form;
use crate::storage;
use crate::storage::reports::QueueRow;

/// A report on the planner's desk.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The report.
    pub opened: Opened,
    /// The form of its month: the order of the figures and the office's own questions.
    pub form: Form,
    /// What waits besides it, longest first.
    pub others: Vec<QueueRow>,
}

/// Opens a report of the planner's own office; another office's is not found.
pub async fn open(app: &App, asker: &Asker, id: &str) -> Result<Desk, Error> {
    let opened = reports::one(app, asker, id).await?;
    let office = &opened.place.office;
    let form = storage::reports::form(&app.storage, office, opened.month).await?;
    let mut others = storage::reports::queue(&app.storage, office).await?;
    others.retain(|row| row.id != id);
    Ok(Desk { opened, form, others })
}
