//! Photos in parts: a slot, parts at the exact offset, and when the last one is there, a picture made anew in the background.

use super::{Fault, Target, place};
use crate::api::reports::name_photo;
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::moment::Moment;
use crate::domain::photo::Children;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::report::may_report;
use crate::domain::sync::{Code, LARGEST_CHUNK, NamedPhoto, PARTS_KEPT, Slot, is_id, is_sha256, photo_fits};
use crate::server::photos::{Grown, TakeFault};
use crate::storage::backup::photos_named;
use crate::storage::installation::restore_epoch;
use crate::storage::photos::{self, Part};
use crate::storage::reports;
use crate::storage::{Failure, Tx, ops};
use std::collections::BTreeSet;

/// How far a photo is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that are safe on this node's disk.
    pub offset: u64,
    /// Bytes that there should be.
    pub length: u64,
    /// missing | received | stored | unreadable.
    pub state: String,
    /// SHA-256 (hex) of the whole as sent, once all of it is there and was checked.
    pub whole: Option<String>,
}

impl Progress {
    fn of(part: &Part, grown: u64) -> Self {
        let whole = part.is_whole();
        Self {
            offset: if whole { part.length() } else { grown },
            length: part.length(),
            state: part.state.clone(),
            whole: whole.then(|| part.upload_sha256.clone()),
        }
    }
}

/// The photo of that id, for the people of its library.
async fn part(app: &App, asker: &Asker, id: &str) -> Result<Part, Fault> {
    let person = asker.signed_in()?;
    let part = photos::part(&app.storage, &person.office, id).await?.ok_or(Refusal::NotFound)?;
    asker.librarian_of(&part.library)?;
    if part.state == "erased" {
        return Err(Fault::of(Code::Gone));
    }
    Ok(part)
}

/// Makes room for a photo that a report or draft has named or will name. The same call again changes nothing.
pub async fn slot(app: &App, asker: &Asker, target: &Target, id: &str, slot: Slot) -> Result<Progress, Fault> {
    let (person, place, month) = place(app, asker, target).await?;
    let sha256 = slot.sha256.to_ascii_lowercase();
    if !is_id(id) || !is_sha256(&sha256) || !(slot.activity.is_empty() || is_id(&slot.activity)) {
        return Err(Fault::invalid(vec![Finding::new(
            format!("foto-{id}"),
            "Keterangan foto ini tidak terbaca. Hapus fotonya, lalu tambahkan lagi.",
        )]));
    }
    if !photo_fits(slot.bytes) {
        return Err(Fault::told(Code::TooLarge, crate::domain::photo::Trouble::TooManyBytes.words("")));
    }
    let known = photos::part(&app.storage, &place.office, id).await?;
    match known {
        Some(part) if part.library != place.library => return Err(Fault::of(Code::NotFound)),
        Some(part) if part.state == "erased" => return Err(Fault::of(Code::Gone)),
        Some(part) if part.is_whole() => return Ok(Progress::of(&part, 0)),
        Some(part) => {
            let same = part.upload_sha256 == sha256 && part.length() == slot.bytes;
            // Spoken of today already: nothing to write down.
            if !(same && app.world.now().0 - last_spoken(app, &part).await? < 86_400) {
                let (office, id, bytes) = (place.office.clone(), id.to_owned(), slot.bytes);
                app.storage
                    .write::<_, Failure, _>(move |tx| {
                        Box::pin(async move { photos::expect(tx, &office, &id, &sha256, bytes).await })
                    })
                    .await?;
            }
        }
        None => {
            let today = app.world.now().date(place.zone());
            may_report(month, today, place.replicated_year())?;
            let named = NamedPhoto {
                id: id.to_owned(),
                sha256,
                bytes: slot.bytes,
                activity: slot.activity,
                children: Children::Unanswered.code().to_owned(),
                ..NamedPhoto::default()
            };
            app.storage
                .write(move |tx| {
                    Box::pin(async move {
                        let (head, _) = reports::begun(tx, &place, month).await?;
                        name_photo(tx, &person, &place, &head, &named).await
                    })
                })
                .await
                .map_err(|error: Error| Fault::from(error))?;
        }
    }
    progress(app, asker, id).await
}

async fn last_spoken(app: &App, part: &Part) -> Result<i64, Failure> {
    Ok(photos::spoken(&app.storage, &part.office, &part.id).await?.map_or(0, |at| at.0))
}

/// Seconds without a byte more after which a file that is no part of a photo is taken for left behind.
const HALF_MADE_KEPT: i64 = 3_600;

/// How far a photo is. One whose last part is there but was not looked at yet (the server was stopped between) is looked at now.
pub async fn progress(app: &App, asker: &Asker, id: &str) -> Result<Progress, Fault> {
    let part = part(app, asker, id).await?;
    if part.is_whole() {
        return Ok(Progress::of(&part, 0));
    }
    let _held = app.photos.hold(&part).await;
    let grown = app.photos.grown(&part).await?;
    if grown < part.length() || part.length() == 0 {
        return Ok(Progress::of(&part, grown));
    }
    match close(app, part).await {
        Err(Fault::No(Code::Checksum, _)) => {
            let part = self::part(app, asker, id).await?;
            Ok(Progress::of(&part, 0))
        }
        other => other,
    }
}

/// Adds a part. What is there already is not written twice: the answer tells where to go on.
pub async fn append(
    app: &App,
    asker: &Asker,
    id: &str,
    offset: u64,
    sha256: &str,
    bytes: &[u8],
) -> Result<Progress, Fault> {
    let part = part(app, asker, id).await?;
    if bytes.len() > LARGEST_CHUNK {
        return Err(Fault::of(Code::TooLarge));
    }
    if part.is_whole() {
        return if offset == part.length() && bytes.is_empty() {
            Ok(Progress::of(&part, 0))
        } else {
            Err(Fault::offset(Code::Offset, part.length()))
        };
    }
    let _held = app.photos.hold(&part).await;
    let grown = app.photos.grown(&part).await?;
    if !sha256.eq_ignore_ascii_case(&ops::hash(bytes)) {
        return Err(Fault::offset(Code::Checksum, grown));
    }
    if offset != grown {
        return Err(Fault::offset(Code::Offset, grown));
    }
    if offset + bytes.len() as u64 > part.length() {
        return Err(Fault::told(
            Code::TooLarge,
            "Bagian foto ini melewati panjang yang disebut. HP mengulang dari awal.",
        ));
    }
    match app.photos.grow(&part, offset, bytes).await? {
        Grown::Elsewhere(there) => Err(Fault::offset(Code::Offset, there)),
        Grown::To(there) if there == part.length() => close(app, part).await,
        Grown::To(there) => Ok(Progress::of(&part, there)),
    }
}

/// All bytes are there: are they the right ones? Then they count as received, whatever becomes of the picture.
async fn close(app: &App, part: Part) -> Result<Progress, Fault> {
    if !app.photos.is_intact(&part).await? {
        app.photos.discard(&part).await?;
        return Err(Fault::offset(Code::Checksum, 0));
    }
    app.photos.secure(&part).await?;
    let moved = part.clone();
    app.storage
        .write::<_, Failure, _>(move |tx| {
            Box::pin(async move {
                let reports = photos::received(tx, &moved).await?;
                tell(tx, &moved, "photo_received", reports);
                Ok(())
            })
        })
        .await?;
    app.photos.hand_over(&part).await;
    app.photos.knock();
    let part = Part { state: "received".to_owned(), ..part };
    Ok(Progress::of(&part, 0))
}

fn tell(tx: &mut Tx, part: &Part, kind: &'static str, reports: Vec<(String, String)>) {
    for (report, month) in reports {
        let payload = serde_json::json!({ "report": report, "library": part.library, "month": month });
        tx.event(&part.office, "report", kind, payload);
    }
}

/// So many photos that cannot be made are gone past in one round; then it is no single photo, but the disk, the bucket or the database.
const GONE_PAST: usize = 8;

/// Makes every received photo anew, one after the other. Answers how many there were. One that the disk or the bucket does not give
/// waits for the next round and keeps nobody behind it waiting; the first failure is told at the end.
pub async fn make_waiting(app: &App) -> Result<usize, Failure> {
    let (mut count, mut passed, mut first) = (0, BTreeSet::new(), None);
    loop {
        let more = i64::try_from(20 + passed.len()).unwrap_or(i64::MAX);
        let mut waiting = photos::waiting(&app.storage, more).await?;
        waiting.retain(|part| !passed.contains(&(part.office.clone(), part.id.clone())));
        if waiting.is_empty() {
            return first.map_or(Ok(count), Err);
        }
        for part in waiting {
            let _held = app.photos.hold(&part).await;
            let name = (part.office.clone(), part.id.clone());
            match make(app, part).await {
                Ok(()) => count += 1,
                Err(failure) => {
                    tracing::warn!(photo = name.1, %failure, "a received photo waits for the next round");
                    passed.insert(name);
                    first.get_or_insert(failure);
                    if passed.len() >= GONE_PAST {
                        return first.map_or(Ok(count), Err);
                    }
                }
            }
        }
    }
}

async fn make(app: &App, part: Part) -> Result<(), Failure> {
    let made = match app.photos.make(&part).await {
        Ok(made) => made,
        Err(TakeFault::Trouble(trouble)) => {
            tracing::info!(photo = part.id, ?trouble, "a received photo cannot be read");
            return settle(app, part, None, true).await;
        }
        Err(TakeFault::Failure(failure)) => return Err(failure),
        Err(TakeFault::Torn) => return Err(Failure::Abandoned("a photo was torn".to_owned())),
    };
    settle(app, part, made, false).await
}

/// Writes down what became of a received photo, then lets go of what the phone sent.
async fn settle(
    app: &App,
    part: Part,
    made: Option<crate::server::photos::Taken>,
    unreadable: bool,
) -> Result<(), Failure> {
    let moved = part.clone();
    app.storage
        .write::<_, Failure, _>(move |tx| {
            Box::pin(async move {
                let (kind, reports) = match made {
                    Some(made) => {
                        ("photo_stored", photos::stored(tx, &moved, &made.sha256, made.width, made.height).await?)
                    }
                    None if unreadable => ("photo_unreadable", photos::unreadable(tx, &moved).await?),
                    None => ("photo_lost", photos::lost(tx, &moved).await?),
                };
                tell(tx, &moved, kind, reports);
                Ok(())
            })
        })
        .await?;
    app.photos.forget(&part).await
}

/// Erases the withdrawn photos that could not be erased at once.
pub async fn erase_noted(app: &App) -> Result<(), Failure> {
    for sha256 in app.photos.noted().await? {
        app.photos.erase_noted(&sha256, is_named(app, &sha256).await?).await?;
    }
    Ok(())
}

/// Does any row name this stored file?
async fn is_named(app: &App, sha256: &str) -> Result<bool, Failure> {
    Ok(!photos::owners(&app.storage, sha256).await?.is_empty()
        || !crate::storage::papers::scans_of(&app.storage, sha256).await?.is_empty())
}

/// Seconds after which a stored file that no row names is taken for left behind: by a form that was torn after its first picture, or
/// refused, or by a picture that another one has replaced. A row follows its file within seconds; a month, so that a database that was
/// put back by other means than `pantau restore` (a standby that lags, a snapshot of the machine) erases nothing of the days it lacks.
const NAMELESS_KEPT: i64 = 30 * 86_400;

/// Seconds after a restore in which what was stored before it stays, whoever names it: the database that the restore set aside does.
const RESTORED_KEPT: i64 = 90 * 86_400;

/// Erases the stored files that no row names; answers how many. Where they are more than those that are named, this is not the database
/// of that shelf, and nothing is erased.
pub async fn sweep_shelf(app: &App) -> Result<usize, Failure> {
    let now = app.world.now().0;
    let since = Moment(now - NAMELESS_KEPT);
    let restored = restore_epoch(&app.storage).await?;
    let mut old: BTreeSet<String> = app.photos.lain_since(since).await?.into_iter().collect();
    if now - restored < RESTORED_KEPT {
        for before in app.photos.lain_since(Moment(restored)).await? {
            old.remove(&before);
        }
    }
    let named = photos_named(&app.storage).await?;
    let nameless: Vec<&String> = old.difference(&named).collect();
    if nameless.len() > named.len() {
        tracing::error!(
            nameless = nameless.len(),
            named = named.len(),
            "most stored photos are named nowhere in this database; none was erased. Is it the right one?"
        );
        return Ok(0);
    }
    let mut swept = 0;
    for sha256 in nameless {
        // Asked once more: a row may have come meanwhile.
        if !is_named(app, sha256).await? {
            swept += usize::from(app.photos.erase_older(sha256, since).await?);
        }
    }
    Ok(swept)
}

/// Throws parts away that nobody waits for any more, and what was left half-made; answers how many files. A photo stays named, and may
/// begin anew at any time.
pub async fn sweep(app: &App) -> Result<usize, Failure> {
    let now = app.world.now().0;
    let since = Moment(now - PARTS_KEPT);
    let mut swept = app.photos.clear_arriving(Moment(now - HALF_MADE_KEPT)).await?;
    for (office, library, upload_sha256) in app.photos.parts().await? {
        let part = Part { office, library, upload_sha256, id: String::new(), bytes: 0, state: String::new() };
        let _held = app.photos.hold(&part).await;
        if !photos::is_wanted(&app.storage, &part.office, &part.library, &part.upload_sha256, since).await? {
            app.photos.forget(&part).await?;
            swept += 1;
        }
    }
    Ok(swept)
}
