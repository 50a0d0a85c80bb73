//! Notes of a meeting: read, kept at every change, and the choice between two versions.

use crate::api::{App, Error, agenda};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::agenda::{Agenda, Edit, flow};
use crate::domain::moment::Zone;
use crate::domain::note::{Field, MOST_AT_ONCE, Outcome, check, joined, settle, tidy};
use crate::domain::refusal::Refusal;
use crate::storage::notes::{self, Note, Spot};
use crate::storage::{Audit, Tx, ops};
use serde::Deserialize;

/// The item's id that stands for the meeting as a whole, in forms and messages.
pub const WHOLE: &str = "";

/// One item with what was written about it.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The agenda item's id; [`WHOLE`]: the meeting.
    pub item: String,
    /// What it is called.
    pub title: String,
    /// "Rabu, 28 September 2022, 09.00–09.15"; nothing for the whole meeting and for items that were removed.
    pub when: String,
    /// It is not in the agenda any more.
    pub removed: bool,
    /// Its fields in order, with what stands there.
    pub fields: Vec<(Field, Option<Note>)>,
    /// What stands beside: the field and the other version.
    pub beside: Vec<(Field, Note)>,
}

/// The minutes of a meeting.
pub struct Minutes {
    /// The meeting and its agenda, as planners have it.
    pub desk: agenda::Desk,
    /// The whole meeting first, then the items in order, then those that were removed.
    pub chapters: Vec<Chapter>,
}

/// Opens the minutes of a meeting of the asker's own office.
pub async fn open(app: &App, asker: &Asker, meeting: &str) -> Result<Minutes, Error> {
    let desk = agenda::open(app, asker, meeting).await?;
    let stands = notes::of_meeting(&app.storage, &desk.meeting.office, meeting).await?;
    let beside = notes::beside(&app.storage, &desk.meeting.office, meeting).await?;
    let chapters = chapters(&desk.agenda, desk.zone, &stands, &beside);
    Ok(Minutes { desk, chapters })
}

fn chapters(agenda: &Agenda, zone: Zone, stands: &[Note], beside: &[Note]) -> Vec<Chapter> {
    let chapter = |item: &str, title: String, when: String, removed: bool, fields: &[Field]| Chapter {
        fields: fields
            .iter()
            .map(|field| {
                (*field, stands.iter().find(|note| note.item == item && note.field() == Some(*field)).cloned())
            })
            .collect(),
        beside: beside
            .iter()
            .filter(|note| note.item == item)
            .filter_map(|note| Some((note.field()?, note.clone())))
            .collect(),
        item: item.to_owned(),
        title,
        when,
        removed,
    };
    let mut chapters = vec![chapter(WHOLE, "Pertemuan seluruhnya".to_owned(), String::new(), false, &Field::ALL)];
    for day in &agenda.days {
        let slots = flow::slots(day);
        for index in flow::reading_order(day) {
            let (item, slot) = (&day.items[index], slots[index]);
            let place = day.place_name(item).map(|place| format!(", {place}")).unwrap_or_default();
            let when = format!(
                "{}, {}–{} {}{place}",
                day.date.long(),
                flow::clock(slot.start),
                flow::clock(slot.end),
                zone.suffix
            );
            chapters.push(chapter(&item.id, item.title.clone(), when, false, &Field::OF_ITEM));
        }
    }
    for note in stands {
        if note.item != WHOLE && chapters.iter().all(|chapter| chapter.item != note.item) {
            chapters.push(chapter(&note.item, note.title.clone(), String::new(), true, &Field::OF_ITEM));
        }
    }
    chapters
}

/// Words that somebody typed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// The item's id.
    pub item: String,
    /// The field's code.
    pub field: String,
    /// The words.
    pub words: String,
    /// The marks that the writer has seen or made.
    pub seen: Vec<String>,
}

/// What became of one field.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The item's id.
    pub item: String,
    /// The field's code.
    pub field: String,
    /// What became of the words.
    pub outcome: Outcome,
    /// The mark of the words that were sent.
    pub mark: String,
    /// Why they were not taken, in words; nothing was kept of them then.
    pub refused: Option<String>,
}

/// The mark of tidy words.
pub fn mark(words: &str) -> String {
    ops::hash(words.as_bytes())
}

/// The most marks that one message names for a field.
const MOST_SEEN: usize = 200;

/// Keeps what was typed. A field that is refused does not hold up the others.
pub async fn keep(app: &App, asker: &Asker, meeting: &str, typed: Vec<Typed>) -> Result<Vec<Kept>, Error> {
    let person = asker.planner()?.clone();
    let desk = agenda::open(app, asker, meeting).await?;
    if typed.len() > MOST_AT_ONCE || typed.iter().any(|one| one.seen.len() > MOST_SEEN) {
        return Err(Refusal::TooLarge("Terlalu banyak catatan sekaligus. Muat ulang halaman ini.".to_owned()).into());
    }
    let meeting = meeting.to_owned();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let mut kept = Vec::new();
                for one in typed {
                    kept.push(keep_one(tx, &person, &meeting, &desk, one).await?);
                }
                let changed: Vec<&Kept> =
                    kept.iter().filter(|one| one.outcome != Outcome::Same && one.refused.is_none()).collect();
                if !changed.is_empty() {
                    let object = format!("meeting:{meeting}");
                    let (office, account) = (person.office.as_str(), person.account.as_str());
                    let after = changed.last().map_or("", |one| one.mark.as_str());
                    tx.audit(&Audit {
                        office,
                        account,
                        action: "note.write",
                        object: &object,
                        after_sha256: after,
                        ..Audit::default()
                    })
                    .await?;
                    let items: Vec<&str> = changed.iter().map(|one| one.item.as_str()).collect();
                    tx.event(
                        office,
                        "note",
                        "written",
                        serde_json::json!({ "meeting": meeting, "by": account, "items": items }),
                    );
                }
                Ok::<_, Error>(kept)
            })
        })
        .await
}

/// What the item is called; an item that was removed while somebody wrote about it is found where it was added.
fn title_of(desk: &agenda::Desk, item: &str) -> Option<String> {
    if item == WHOLE {
        return Some(String::new());
    }
    if let Some((_, item)) = desk.agenda.item(item) {
        return Some(item.title.clone());
    }
    desk.entries.iter().flat_map(|entry| entry.step.edit.leaves()).find_map(|edit| match edit {
        Edit::Add { item: added, .. } if added.id == item => Some(added.title.clone()),
        _ => None,
    })
}

async fn keep_one(
    tx: &mut Tx,
    person: &SignedIn,
    meeting: &str,
    desk: &agenda::Desk,
    typed: Typed,
) -> Result<Kept, Error> {
    let words = tidy(&typed.words);
    let mut kept =
        Kept { mark: mark(&words), item: typed.item, field: typed.field, outcome: Outcome::Same, refused: None };
    let field = Field::of(&kept.field).filter(|field| kept.item == WHOLE || !field.is_line());
    let (Some(field), Some(mut title)) = (field, title_of(desk, &kept.item)) else {
        kept.refused = Some("Acara ini tidak dikenal. Salin catatannya, lalu muat ulang halaman ini.".to_owned());
        return Ok(kept);
    };
    if let Some(finding) = check(field, "", &words) {
        kept.refused = Some(finding.words);
        return Ok(kept);
    }
    let spot = Spot { office: person.office.clone(), meeting: meeting.to_owned(), item: kept.item.clone(), field };
    let stands = notes::one(tx, &spot.office, meeting, &kept.item, field).await?;
    if stands.is_none() && words.is_empty() {
        return Ok(kept);
    }
    if desk.agenda.item(&kept.item).is_none()
        && let Some(known) = &stands
    {
        title.clone_from(&known.title);
    }
    kept.outcome = settle(stands.as_ref().map(|note| note.mark.as_str()), &kept.mark, &typed.seen);
    match kept.outcome {
        Outcome::Same => {}
        Outcome::Taken => notes::put(tx, &spot, &title, &words, &kept.mark, &person.account).await?,
        Outcome::Beside if words.is_empty() => {}
        Outcome::Beside => {
            // Their own earlier words that stand beside are these ones, further on.
            for seen in &typed.seen {
                notes::remove_beside(tx, &spot, seen, Some(&person.account)).await?;
            }
            notes::put_beside(tx, &spot, &words, &kept.mark, &person.account).await?;
        }
    }
    Ok(kept)
}

/// What a person decides about two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The one that stands beside takes the place.
    Take,
    /// Both, one under the other.
    Join,
    /// What stands stays; the other one goes.
    Drop,
}

/// Carries out the choice. `stands` is the mark of what the person saw standing there.
pub async fn choose(
    app: &App,
    asker: &Asker,
    meeting: &str,
    (item, field): (&str, &str),
    (stands, beside): (&str, &str),
    choice: Choice,
) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let desk = agenda::open(app, asker, meeting).await?;
    let field = Field::of(field).ok_or(Refusal::NotFound)?;
    let spot = Spot { office: person.office.clone(), meeting: desk.meeting.id.clone(), item: item.to_owned(), field };
    let (stands, beside) = (stands.to_owned(), beside.to_owned());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                // Chosen already, by somebody else or by this click come twice.
                let Some(other) = notes::words_beside(tx, &spot, &beside).await? else { return Ok(()) };
                let now = notes::one(tx, &spot.office, &spot.meeting, &spot.item, field).await?;
                if now.as_ref().map_or("", |note| note.mark.as_str()) != stands {
                    let words = "Catatan ini berubah lagi sejak halaman ini dibuka. Bandingkan sekali lagi di bawah, lalu pilih.";
                    return Err(Error::from(Refusal::Conflict(words.to_owned())));
                }
                let title = match &now {
                    Some(note) => note.title.clone(),
                    None => title_of(&desk, &spot.item).unwrap_or_default(),
                };
                let standing = now.map(|note| note.words).unwrap_or_default();
                let words = match choice {
                    Choice::Take => other,
                    Choice::Join => joined(&standing, &other),
                    Choice::Drop => standing.clone(),
                };
                if let Some(finding) = check(field, "", &words) {
                    return Err(Error::from(Refusal::Invalid(vec![finding])));
                }
                if words != standing {
                    notes::put(tx, &spot, &title, &words, &mark(&words), &person.account).await?;
                }
                notes::remove_beside(tx, &spot, &beside, None).await?;
                let object = format!("meeting:{}", spot.meeting);
                let (office, account) = (person.office.as_str(), person.account.as_str());
                tx.audit(&Audit { office, account, action: "note.choose", object: &object, after_sha256: &mark(&words), ..Audit::default() })
                    .await?;
                tx.event(office, "note", "chosen", serde_json::json!({ "meeting": spot.meeting, "by": account, "items": [spot.item] }));
                Ok(())
            })
        })
        .await
}
