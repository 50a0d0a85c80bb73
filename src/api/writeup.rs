//! The write-up of a meeting that everybody reads: what was shared, pictures, what follows. Numbers say what is there; what is late,
//! and with whom, is for the library and its office alone.

use crate::api::meetings::{self, Published};
use crate::api::{App, Error, awards, followups, press};
use crate::domain::score::measure;
use crate::storage::awards::Award;
use crate::storage::meeting_photos::{self, MeetingPhoto};
use crate::storage::tips::{self, Card};

/// What everybody may read of a meeting afterwards.
pub struct Writeup {
    /// The meeting as it was published.
    pub published: Published,
    /// Has it begun?
    pub begun: bool,
    /// The tips that were shared.
    pub cards: Vec<Card>,
    /// The awards with a published decision.
    pub awards: Vec<Award>,
    /// Was a press text published?
    pub press: bool,
    /// The pictures that everybody may see.
    pub photos: Vec<MeetingPhoto>,
    /// How many follow-ups were agreed.
    pub plans: usize,
    /// By how many libraries.
    pub libraries: usize,
    /// How many of them are done.
    pub done: usize,
    /// What they mean to move, most often named first: the figure's words and how many name it.
    pub aims: Vec<(String, usize)>,
}

/// The write-up of a published meeting.
pub async fn writeup(app: &App, slug: &str) -> Result<Writeup, Error> {
    let published = meetings::by_slug(app, slug).await?;
    let (office, id) = (published.meeting.office.clone(), published.meeting.id.clone());
    let db = &app.storage;
    let lines = followups::lines(app, &office, crate::storage::followups::of_meeting(db, &office, &id).await?).await?;
    let mut libraries: Vec<&str> = lines.iter().map(|line| line.row.library.as_str()).collect();
    libraries.sort_unstable();
    libraries.dedup();
    let mut aims: Vec<(String, usize)> = Vec::new();
    for aim in lines.iter().filter_map(|line| line.plan.aim.as_ref()) {
        let label = measure(&aim.measure).map_or_else(|| aim.measure.clone(), |known| known.label.to_owned());
        match aims.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => aims.push((label, 1)),
        }
    }
    aims.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut photos = meeting_photos::of_meeting(db, &office, &id).await?;
    photos.retain(MeetingPhoto::is_public);
    Ok(Writeup {
        begun: published.meeting.starts_on <= app.world.now().date(published.zone),
        cards: tips::of_meeting(db, &office, &id).await?,
        awards: awards::published(app, slug).await?.awards,
        press: press::told(app, &published.meeting).await?.press,
        photos,
        plans: lines.len(),
        libraries: libraries.len(),
        done: lines.iter().filter(|line| line.state.is_closed()).count(),
        aims,
        published,
    })
}
