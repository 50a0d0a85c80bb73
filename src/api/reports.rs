//! The verbs of reports: what a librarian writes and sends, what the office reads and decides.

mod desk;
mod earlier;
mod office;
mod paper;

pub use crate::storage::photos::Photo;
pub use crate::storage::reports::Head;
pub use desk::{Desk, MonthState, Shelf, desk, receipt, shelves};
pub use earlier::{Earlier, earlier, take_up};
pub use office::{Decision, Opened, approve, approve_many, one, return_with_comment};
pub use paper::{Blank, blank, is_on_behalf};

use crate::api::{App, Error, periods};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::moment::{Moment, Month};
use crate::domain::photo::{Children, MAX_PHOTOS, Trouble};
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::report::draft::{Draft, TypedActivity, TypedFigure, TypedPhoto, field_words};
use crate::domain::report::rules::{Around, Checked, check};
use crate::domain::report::{Content, MAX_ACTIVITIES, may_report, reference};
use crate::domain::sync::NamedPhoto;
use crate::server::photos::Taken;
use crate::storage::ops::Op;
use crate::storage::photos::{self, Naming, NewPhoto};
use crate::storage::reports::{self, Place, Sending, drafts};
use crate::storage::{Audit, Tx};

/// A photo that came with the form, for the activity of that number.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The activity's number in the form.
    pub activity: usize,
    /// The stored file.
    pub taken: Taken,
}

/// A posted report form.
#[derive(Clone, Debug)]
pub struct Posting {
    /// The library's slug.
    pub slug: String,
    /// The month, `2026-10`.
    pub month: String,
    /// The report's version when the form was shown.
    pub version: i64,
    /// The form as typed.
    pub draft: Draft,
    /// Of a report on paper: the date that stands on it.
    pub paper_on: String,
    /// Photos that came with it, stored already.
    pub uploads: Vec<Upload>,
    /// The intent.
    pub op: Op,
}

/// The library and month of an address, for a person who reports for that library, or a planner of its office. Another library's, and a month that cannot be
/// one, are not found.
pub async fn place(app: &App, asker: &Asker, slug: &str, month: &str) -> Result<(SignedIn, Place, Month), Error> {
    let person = asker.signed_in()?.clone();
    let place = reports::place(&app.storage, slug).await?.ok_or(Refusal::NotFound)?;
    // A planner keys in what came on paper; it is marked as such.
    if asker.planner_of(&place.office).is_err() {
        asker.librarian_of(&place.library)?;
    }
    let month = Month::parse(month).ok_or(Refusal::NotFound)?;
    Ok((person, place, month))
}

/// As [`place`], and the month may be reported.
async fn open_place(app: &App, asker: &Asker, slug: &str, month: &str) -> Result<(SignedIn, Place, Month), Error> {
    let (person, place, month) = place(app, asker, slug, month).await?;
    let today = app.world.now().date(place.zone());
    may_report(month, today, place.replicated_year()).map_err(|fault| Refusal::invalid("", fault.words()))?;
    Ok((person, place, month))
}

/// How many blocks a kept draft has, for the page that adds one more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kept {
    /// Activities.
    pub activities: usize,
    /// Stories.
    pub stories: usize,
}

/// As [`open_place`], and the office's calendar lets it be sent today.
async fn sendable_place(app: &App, asker: &Asker, slug: &str, month: &str) -> Result<(SignedIn, Place, Month), Error> {
    let (person, place, month) = open_place(app, asker, slug, month).await?;
    periods::may_send(app, &place, month).await?;
    Ok((person, place, month))
}

/// Keeps what is typed, right or wrong.
pub async fn save_draft(app: &App, asker: &Asker, posting: Posting) -> Result<Kept, Error> {
    let (person, place, month) = open_place(app, asker, &posting.slug, &posting.month).await?;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let begun = reports::begun(tx, &place, month).await?;
                let again = posting.op.answered(tx).await?.is_some();
                let draft = if again {
                    posting.draft
                } else {
                    let (head, draft) = keep(tx, &person, &place, begun, &posting).await?;
                    drafts::keep(tx, &head, &person.account, false).await?;
                    draft
                };
                posting.op.keep(tx, "draf").await?;
                Ok(Kept { activities: draft.activities.len(), stories: draft.stories.len() })
            })
        })
        .await
}

/// Puts the month's taps into a figure that is being typed, if there are any; see [`crate::domain::tally`].
pub async fn use_tally(app: &App, asker: &Asker, posting: &mut Posting, code: &str) -> Result<(), Error> {
    let (_, place, month) = open_place(app, asker, &posting.slug, &posting.month).await?;
    let sums = crate::storage::tallies::of_month(&app.storage, &place.office, &place.library, month).await?;
    if let Some(sum) = sums.get(code) {
        let typed = TypedFigure { text: sum.to_string(), not_counted: false };
        posting.draft.figures.insert(code.to_owned(), typed);
    }
    Ok(())
}

/// Adds an announced activity to the form that is being typed; a blank block takes it in.
pub async fn use_plan(app: &App, asker: &Asker, posting: &mut Posting, id: &str) -> Result<(), Error> {
    let (_, place, _) = open_place(app, asker, &posting.slug, &posting.month).await?;
    let plan = crate::storage::upcoming::one(&app.storage, &place.office, id).await?;
    let plan = plan.filter(|plan| plan.library == place.library).ok_or(Refusal::NotFound)?;
    if posting.draft.activities.iter().any(|activity| plan.is_told_by(activity)) {
        return Ok(());
    }
    let activities = &mut posting.draft.activities;
    if let Some(blank) = activities.iter_mut().find(|activity| activity.is_blank()) {
        *blank = TypedActivity { id: std::mem::take(&mut blank.id), ..plan.as_activity() };
    } else if activities.len() < MAX_ACTIVITIES {
        activities.push(plan.as_activity());
    }
    Ok(())
}

/// Gives a correction up: what was sent stays as it is, what was typed since is forgotten.
pub async fn give_up_draft(app: &App, asker: &Asker, slug: &str, month: &str) -> Result<(), Error> {
    let (_, place, month) = place(app, asker, slug, month).await?;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (head, _) = reports::begun(tx, &place, month).await?;
                if head.revision == 0 {
                    return Err(
                        Refusal::invalid("", "Laporan ini belum pernah dikirim, jadi drafnya tetap disimpan.").into()
                    );
                }
                reports::drop_draft(tx, &head).await?;
                Ok(())
            })
        })
        .await
}

/// Sends a report: when the rules have nothing against it, it becomes a new revision that never changes. When they have, what was
/// typed is kept as the draft, and the findings say what is missing. Answers the reference.
pub async fn send(app: &App, asker: &Asker, posting: Posting) -> Result<String, Error> {
    let (person, place, month) = sendable_place(app, asker, &posting.slug, &posting.month).await?;
    let form = reports::form(&app.storage, &place.office, month).await?;
    let before = reports::figures_of_month(&app.storage, &place.office, &place.library, month.plus(-1)).await?;
    let today = app.world.now().date(place.zone());
    let finished = finished_on_paper(app, &person, &place, month, &posting);
    let outcome = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                // The report is held first: of two equal posts the second finds the first one's answer.
                let begun = reports::begun(tx, &place, month).await?;
                if let Some(reference) = posting.op.answered(tx).await? {
                    return Ok(Ok(reference));
                }
                let (head, draft) = keep(tx, &person, &place, begun, &posting).await?;
                let mut checked = check(&draft, &Around { form: &form, month, today, before: &before });
                if let Err(finding) = &finished {
                    checked.wrong.push(finding.clone());
                }
                if !checked.is_ready() {
                    // Committed all the same: the draft is kept.
                    return Ok(Err(checked));
                }
                let finalized = finished.unwrap_or_default();
                let sealing = Sealing { finalized, ..Sealing::now(form.number, &posting.op.body_sha256) };
                let sent = seal(tx, &person, &place, &head, &sealing, &checked.content).await?;
                posting.op.keep(tx, &sent.reference).await?;
                Ok::<Result<String, Checked>, Error>(Ok(sent.reference))
            })
        })
        .await?;
    outcome.map_err(|checked| Refusal::Invalid(checked.findings()).into())
}

/// When a report on paper was finished; of any other report nothing is said.
fn finished_on_paper(
    app: &App,
    person: &SignedIn,
    place: &Place,
    month: Month,
    posting: &Posting,
) -> Result<Option<Moment>, Finding> {
    if is_on_behalf(person, &place.library) {
        paper::finished(&posting.paper_on, month, place, app.world.now())
    } else {
        Ok(None)
    }
}

/// Sends "nihil": nothing happened at the library this month. Needs nothing else.
pub async fn send_nihil(app: &App, asker: &Asker, posting: Posting, reason: String) -> Result<String, Error> {
    let (person, place, month) = sendable_place(app, asker, &posting.slug, &posting.month).await?;
    may_be_nihil(app, &place, month)?;
    let form = reports::form(&app.storage, &place.office, month).await?.number;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (head, _) = reports::begun(tx, &place, month).await?;
                if let Some(reference) = posting.op.answered(tx).await? {
                    return Ok(reference);
                }
                expect_version(&head, posting.version, None)?;
                let sealing = Sealing::now(form, &posting.op.body_sha256);
                let sent = seal(tx, &person, &place, &head, &sealing, &Content::nihil(&reason)).await?;
                posting.op.keep(tx, &sent.reference).await?;
                Ok(sent.reference)
            })
        })
        .await
}

/// A month that still runs cannot be "nihil": something may yet happen.
pub(in crate::api) fn may_be_nihil(app: &App, place: &Place, month: Month) -> Result<(), Refusal> {
    if app.world.now().date(place.zone()) > month.last() {
        return Ok(());
    }
    let words = format!("{} belum selesai. Laporan nihil baru bisa dikirim setelah bulannya lewat.", month.long());
    Err(Refusal::invalid("", words))
}

/// Refuses a form that was shown before the report changed. Says what is stored now and where the form differs.
fn expect_version(head: &Head, shown: i64, typed: Option<&Draft>) -> Result<(), Error> {
    if head.version == shown {
        return Ok(());
    }
    let mut words = "Laporan bulan ini berubah sejak halaman ini dibuka: disimpan dari HP atau tab lain, atau sudah diputuskan dinas. \
                     Yang baru Anda isi masih ada di bawah, tetapi belum disimpan."
        .to_owned();
    if let (Some(typed), Some(stored)) = (typed, head.draft()?) {
        let differences = typed.differences(&stored);
        let shown = |value: &str| match value {
            "" => "kosong".to_owned(),
            _ => format!("\u{201c}{}\u{201d}", value.chars().take(40).collect::<String>()),
        };
        for (name, mine, other) in differences.iter().take(4) {
            words.extend([" ", &field_words(name), ": tersimpan ", &shown(other), ", isian Anda ", &shown(mine), "."]);
        }
        if differences.len() > 4 {
            words.extend([" Ada ", &(differences.len() - 4).to_string(), " perbedaan lain."]);
        }
    }
    words.push_str(" Periksa, lalu tekan tombolnya sekali lagi bila isian Anda yang benar.");
    Err(Refusal::Conflict(words).into())
}

/// Keeps a posted form as the report's draft, with its photos. Answers the report and the draft as it is now, with every photo.
async fn keep(
    tx: &mut Tx,
    person: &SignedIn,
    place: &Place,
    begun: (Head, bool),
    posting: &Posting,
) -> Result<(Head, Draft), Error> {
    expect_version(&begun.0, posting.version, Some(&posting.draft))?;
    let written = Written { draft: &posting.draft, uploads: &posting.uploads, named: &[], removed: &[] };
    write(tx, person, place, begun, &written).await
}

/// What a form or a phone has written.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) struct Written<'a> {
    /// The form as typed.
    pub draft: &'a Draft,
    /// Photos that came with it, stored already.
    pub uploads: &'a [Upload],
    /// Photos that the phone names; their bytes come before or after.
    pub named: &'a [NamedPhoto],
    /// Ids of photos that were taken out.
    pub removed: &'a [String],
}

/// Writes the draft of a report that this transaction holds. Answers the report and the draft as it is now, with every photo.
pub(in crate::api) async fn write(
    tx: &mut Tx,
    person: &SignedIn,
    place: &Place,
    (head, is_new): (Head, bool),
    written: &Written<'_>,
) -> Result<(Head, Draft), Error> {
    let Written { draft, uploads, named, removed } = *written;
    let mut draft = draft.clone();
    // Ids first: a photo hangs on its activity's id, and tidying moves the numbers.
    for upload in uploads {
        if let Some(activity) = draft.activities.get_mut(upload.activity)
            && activity.id.is_empty()
        {
            activity.id = tx.id();
        }
    }
    for photo in draft.photos.iter().filter(|photo| !photo.removed) {
        let children = Children::of(&photo.children);
        photos::describe(tx, &place.office, &head.id, &photo.id, photo.caption.trim(), photo.public, children).await?;
    }
    for photo in draft.photos.iter().filter(|photo| photo.removed) {
        photos::remove(tx, &place.office, &head.id, &photo.id).await?;
    }
    for id in removed {
        photos::remove(tx, &place.office, &head.id, id).await?;
    }
    for photo in named {
        name_photo(tx, person, place, &head, photo).await?;
    }
    let wishes = |n: usize| draft.new_photos.get(&n).cloned().unwrap_or_default();
    let room = i64::try_from(MAX_PHOTOS).unwrap_or(i64::MAX) - photos::count(tx, &place.office, &head.id).await?;
    for upload in uploads.iter().take(usize::try_from(room).unwrap_or(0)) {
        let Some(activity) = draft.activities.get(upload.activity) else { continue };
        let wish = wishes(upload.activity);
        let photo = NewPhoto {
            upload_sha256: upload.taken.upload_sha256.clone(),
            sha256: upload.taken.sha256.clone(),
            bytes: i64::try_from(upload.taken.bytes).unwrap_or(i64::MAX),
            width: upload.taken.width,
            height: upload.taken.height,
            activity: activity.id.clone(),
            public_wish: wish.public,
            children: Children::of(&wish.children),
        };
        photos::add(tx, &place.office, &place.library, &head.id, &person.account, &photo).await?;
    }
    let with_photos = photos::of_draft(tx, &place.office, &head.id).await?;
    draft.tidy(&with_photos.iter().map(|photo| photo.activity.clone()).collect(), || tx.id());
    // An activity that was taken out takes its photos along; one that this very post names is meant to stay.
    let left = |photo: &&Photo| {
        draft.activities.iter().all(|it| it.id != photo.activity) && named.iter().all(|it| it.id != photo.id)
    };
    for photo in with_photos.iter().filter(left) {
        photos::remove(tx, &place.office, &head.id, &photo.id).await?;
    }
    reports::put_draft(tx, &head, &draft, &person.account).await?;
    draft.photos = typed_photos(&photos::of_draft(tx, &place.office, &head.id).await?);
    if is_new {
        let month = head.month()?.to_string();
        let payload = serde_json::json!({ "report": head.id, "library": place.library, "month": month });
        tx.event(&place.office, "report", "begun", payload);
    }
    let head = reports::locked(tx, &place.office, &head.id).await?.ok_or(Refusal::NotFound)?;
    Ok((head, draft))
}

/// The photos of a report as its form shows them.
pub fn typed_photos(photos: &[Photo]) -> Vec<TypedPhoto> {
    photos
        .iter()
        .map(|photo| TypedPhoto {
            id: photo.id.clone(),
            activity: photo.activity.clone(),
            caption: photo.caption.clone(),
            public: photo.public_wish,
            children: photo.children().code().to_owned(),
            removed: false,
        })
        .collect()
}

/// Names a photo of a report's draft. Its row is there from now on, so that the office sees what is still on its way.
pub(in crate::api) async fn name_photo(
    tx: &mut Tx,
    person: &SignedIn,
    place: &Place,
    head: &Head,
    photo: &NamedPhoto,
) -> Result<(), Error> {
    let foreign = || {
        let words = "Salah satu foto sudah ada di laporan lain. Hapus dari laporan ini, lalu tambahkan lagi.";
        Refusal::invalid(format!("foto-{}", photo.id), words)
    };
    match photos::name(tx, &place.office, &place.library, &head.id, &person.account, photo).await? {
        Naming::Named => {}
        Naming::Elsewhere => return Err(foreign().into()),
    }
    if photos::count(tx, &place.office, &head.id).await? > i64::try_from(MAX_PHOTOS).unwrap_or(i64::MAX) {
        return Err(Refusal::invalid(format!("foto-{}", photo.id), Trouble::TooMany.words("")).into());
    }
    Ok(())
}

/// What a sending brings beside its content.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) struct Sealing<'a> {
    /// The form it was filled in on.
    pub form: i64,
    /// SHA-256 (hex) of what was sent, for the audit.
    pub sha256: &'a str,
    /// When the librarian finished, where that is not now.
    pub finalized: Option<Moment>,
}

impl<'a> Sealing<'a> {
    /// Of a form that is posted at this moment.
    const fn now(form: i64, sha256: &'a str) -> Self {
        Self { form, sha256, finalized: None }
    }
}

/// A report that was sent.
#[derive(Clone, Debug)]
pub(in crate::api) struct Sealed {
    /// LK-2026-10-0001.
    pub reference: String,
    /// Which sending.
    pub revision: i64,
    /// The report's version now.
    pub version: i64,
}

/// Makes the next revision and tells the office.
pub(in crate::api) async fn seal(
    tx: &mut Tx,
    person: &SignedIn,
    place: &Place,
    head: &Head,
    sealing: &Sealing<'_>,
    content: &Content,
) -> Result<Sealed, Error> {
    let flow = head.flow().send();
    let month = head.month()?;
    let reference = match &head.reference {
        Some(reference) => reference.clone(),
        None => reference(month, reports::next_reference(tx, &place.office, month).await?),
    };
    let sending = Sending {
        office: &place.office,
        report: &head.id,
        library: &place.library,
        revision: flow.revision,
        form: sealing.form,
        account: &person.account,
        finalized: sealing.finalized,
        paper: is_on_behalf(person, &place.library),
    };
    reports::add_revision(tx, &sending, content).await?;
    reports::mark_sent(tx, head, flow, &reference).await?;
    let object = format!("report:{}", head.id);
    tx.audit(&Audit {
        office: &place.office,
        account: &person.account,
        action: "report.send",
        object: &object,
        after_sha256: sealing.sha256,
        ..Audit::default()
    })
    .await?;
    let payload = serde_json::json!({
        "report": head.id, "library": place.library, "month": month.to_string(), "revision": flow.revision,
    });
    tx.event(&place.office, "report", "sent", payload);
    Ok(Sealed { reference, revision: flow.revision, version: head.version + 1 })
}

/// What the rules say of a draft now, for the page that shows it.
pub fn checked(desk: &Desk, now: Moment) -> Checked {
    check(
        &desk.draft,
        &Around { form: &desk.form, month: desk.month, today: now.date(desk.place.zone()), before: &desk.before },
    )
}

/// A finding for each photo that was not taken in, at its field.
pub fn photo_finding(activity: usize, words: String) -> Finding {
    Finding::new(format!("kegiatan-{activity}-foto"), words)
}
