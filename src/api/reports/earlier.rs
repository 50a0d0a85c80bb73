//! Earlier drafts of a month that is being written: `/lapor/{slug}/{month}/draf`.

use super::{open_place, place};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::moment::{Moment, Month};
use crate::domain::refusal::Refusal;
use crate::domain::report::draft::Draft;
use crate::storage::photos;
use crate::storage::reports::{self, Place, drafts};

/// One of them.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The report's version when it was typed.
    pub version: i64,
    /// When.
    pub at: Moment,
    /// Who typed it.
    pub by: String,
    /// What was typed.
    pub draft: Draft,
    /// It is what the form holds now.
    pub is_now: bool,
}

/// The drafts that can be taken up again, newest first.
pub async fn earlier(app: &App, asker: &Asker, slug: &str, month: &str) -> Result<(Place, Month, Vec<Earlier>), Error> {
    let (_, place, month) = place(app, asker, slug, month).await?;
    let db = &app.storage;
    let Some(head) = reports::of_month(db, &place.office, &place.library, month).await? else {
        return Ok((place, month, Vec::new()));
    };
    let now = head.draft()?;
    let rows = drafts::drafts(db, &place.office, &head.id).await?;
    let earlier = rows
        .into_iter()
        .map(|row| {
            let draft = row.draft()?;
            let is_now = now.as_ref() == Some(&draft);
            Ok(Earlier { version: row.version, at: row.at(), by: row.by_name, draft, is_now })
        })
        .collect::<Result<_, Error>>()?;
    Ok((place, month, earlier))
}

/// Takes an earlier draft up again. What the form held until now stays among the drafts, and no photo is let go.
pub async fn take_up(app: &App, asker: &Asker, slug: &str, month: &str, version: i64) -> Result<(), Error> {
    let (person, place, month) = open_place(app, asker, slug, month).await?;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (head, _) = reports::begun(tx, &place, month).await?;
                let mut draft = drafts::one(tx, &head, version).await?.ok_or(Refusal::NotFound)?;
                let now = head.draft()?.unwrap_or_default();
                // An activity that has photos by now stays, also when the earlier draft did not have it yet.
                let shown = photos::of_draft(tx, &place.office, &head.id).await?;
                for activity in now.activities {
                    let has_photos = shown.iter().any(|photo| photo.activity == activity.id);
                    if has_photos && draft.activities.iter().all(|earlier| earlier.id != activity.id) {
                        draft.activities.push(activity);
                    }
                }
                drafts::keep(tx, &head, &person.account, true).await?;
                reports::put_draft(tx, &head, &draft, &person.account).await?;
                drafts::keep(tx, &head, &person.account, true).await?;
                Ok(())
            })
        })
        .await
}
