//! The anonymous sheets of a meeting: by the public link, or keyed in from paper.

use crate::api::meetings::{Hall, hall};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::evaluation::{Answers, Totals};
use crate::domain::refusal::Refusal;
use crate::storage::{evaluations, meetings};

/// Days after the last one on which the public link takes answers.
pub const OPEN_DAYS: i64 = 30;

/// A meeting's sheet as everybody sees it.
#[derive(Clone, Debug)]
pub struct Blank {
    /// The meeting.
    pub hall: Hall,
    /// May it be filled in today?
    pub is_open: bool,
}

/// The sheet of a published meeting.
pub async fn blank(app: &App, slug: &str) -> Result<Blank, Error> {
    let meeting = meetings::by_slug(&app.storage, slug).await?.ok_or(Refusal::NotFound)?;
    if meeting.published_edit.is_none() {
        return Err(Refusal::NotFound.into());
    }
    let hall = hall(app, &meeting.office, &meeting.id).await?;
    let today = hall.today();
    let is_open = hall.first() <= today && today <= hall.last().plus_days(OPEN_DAYS);
    Ok(Blank { hall, is_open })
}

fn form_id(op: &str) -> Result<(), Refusal> {
    let fine = (1..=64).contains(&op.len()) && op.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fine { Ok(()) } else { Err(Refusal::invalid("", "Muat ulang halaman ini, lalu isi lagi.")) }
}

/// Takes a sheet by the public link. Nothing is kept of who sent it.
pub async fn send(app: &App, slug: &str, answers: Answers, op: &str) -> Result<(), Error> {
    let blank = blank(app, slug).await?;
    if !blank.is_open {
        return Err(Refusal::Conflict("Evaluasi pertemuan ini tidak sedang dibuka.".to_owned()).into());
    }
    keep(app, blank.hall, answers, op, false).await
}

/// Keys in a sheet of paper.
pub async fn key_in(app: &App, asker: &Asker, meeting: &str, answers: Answers, op: &str) -> Result<(), Error> {
    let office = &asker.planner()?.office;
    let hall = hall(app, office, meeting).await?;
    keep(app, hall, answers, op, true).await
}

async fn keep(app: &App, hall: Hall, answers: Answers, op: &str, on_paper: bool) -> Result<(), Error> {
    form_id(op)?;
    let op = op.to_owned();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (office, meeting) = (hall.meeting.office.as_str(), hall.meeting.id.as_str());
                if !evaluations::add(tx, office, meeting, &op, on_paper, hall.today(), &answers).await? {
                    let words = "Evaluasi pertemuan ini sudah penuh. Sampaikan kepada panitia.".to_owned();
                    return Err(Refusal::Conflict(words).into());
                }
                tx.event(office, "meeting", "evaluated", serde_json::json!({ "meeting": meeting }));
                Ok::<_, Error>(())
            })
        })
        .await
}

/// What the sheets add up to, for the planners of the office.
pub async fn totals(app: &App, asker: &Asker, meeting: &str) -> Result<(Hall, Totals), Error> {
    let office = &asker.planner()?.office;
    let hall = hall(app, office, meeting).await?;
    let totals = evaluations::totals(&app.storage, office, meeting).await?;
    Ok((hall, totals))
}
