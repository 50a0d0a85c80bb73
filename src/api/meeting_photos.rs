//! Pictures of a meeting: the planner adds them, says what they show and who took them, and whether everybody may see them.

use crate::api::{App, Error, agenda};
use crate::domain::account::Asker;
use crate::domain::photo::Children;
use crate::domain::refusal::{Finding, Refusal};
use crate::server::photos::Taken;
use crate::storage::erasures::{self, Kind, Request};
use crate::storage::meeting_photos::{self, MeetingPhoto, Words};
use crate::storage::ops::Op;
use crate::storage::photos::NewPhoto;
use crate::storage::{Audit, consents};

/// Most pictures of one meeting.
pub const MOST: usize = 120;
/// Most pictures that one sending brings.
pub const MOST_AT_ONCE: usize = 20;
/// The longest caption or credit, in characters.
const LONGEST: usize = 200;

/// A meeting of the asker's own office with its pictures.
pub async fn of_meeting(app: &App, asker: &Asker, meeting: &str) -> Result<(agenda::Desk, Vec<MeetingPhoto>), Error> {
    let desk = agenda::open(app, asker, meeting).await?;
    let photos = meeting_photos::of_meeting(&app.storage, &desk.meeting.office, meeting).await?;
    Ok((desk, photos))
}

fn check(words: &Words) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (field, text) in [("keterangan", &words.caption), ("kredit", &words.credit)] {
        if text.chars().count() > LONGEST {
            findings.push(Finding::new(
                field,
                format!("Paling panjang {LONGEST} huruf. Pendekkan; tidak ada yang dipotong."),
            ));
        }
    }
    if words.public_wish && words.children == Children::Unanswered {
        findings.push(Finding::new("anak", "Jawab dulu soal anak: foto hanya tampil untuk umum bila tidak ada anak yang dikenali, atau walinya mengizinkan."));
    }
    findings
}

/// Adds pictures, all with the same words.
pub async fn add(
    app: &App,
    asker: &Asker,
    meeting: &str,
    taken: Vec<Taken>,
    words: Words,
    op: Op,
) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let (desk, known) = of_meeting(app, asker, meeting).await?;
    let mut findings = check(&words);
    if taken.is_empty() {
        findings.push(Finding::new("foto", "Pilih fotonya."));
    }
    if known.len() + taken.len() > MOST {
        findings.push(Finding::new("foto", format!("Satu pertemuan memuat paling banyak {MOST} foto.")));
    }
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let meeting = desk.meeting.id;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                let (office, account) = (person.office.as_str(), person.account.as_str());
                for taken in taken {
                    meeting_photos::add(tx, office, &meeting, &NewPhoto::from(taken), &words, account).await?;
                }
                consents::of_meeting(tx, office, &meeting, account).await?;
                let object = format!("meeting:{meeting}");
                tx.audit(&Audit { office, account, action: "meeting_photo.add", object: &object, ..Audit::default() })
                    .await?;
                op.keep(tx, "added").await?;
                Ok::<_, Error>(())
            })
        })
        .await
}

/// Changes what is said of a picture, and whether everybody may see it.
pub async fn describe(app: &App, asker: &Asker, meeting: &str, id: &str, words: Words) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let (desk, known) = of_meeting(app, asker, meeting).await?;
    if known.iter().all(|photo| photo.id != id) {
        return Err(Refusal::NotFound.into());
    }
    let findings = check(&words);
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let (meeting, id) = (desk.meeting.id, id.to_owned());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (office, account) = (person.office.as_str(), person.account.as_str());
                meeting_photos::describe(tx, office, &meeting, &id, &words).await?;
                consents::of_meeting(tx, office, &meeting, account).await?;
                let object = format!("meeting_photo:{id}");
                let reason = if words.public_wish { "public" } else { "office" };
                tx.audit(&Audit {
                    office,
                    account,
                    action: "meeting_photo.describe",
                    object: &object,
                    reason,
                    ..Audit::default()
                })
                .await?;
                Ok::<_, Error>(())
            })
        })
        .await
}

/// Takes a picture away for good: also a restored backup does not bring it back.
pub async fn remove(app: &App, asker: &Asker, meeting: &str, id: &str) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let (desk, known) = of_meeting(app, asker, meeting).await?;
    if known.iter().all(|photo| photo.id != id) {
        return Err(Refusal::NotFound.into());
    }
    let request = Request {
        office: person.office.clone(),
        library: String::new(),
        kind: Kind::Photo,
        object: id.to_owned(),
        account: person.account.clone(),
        today: app.world.now().date(desk.zone),
    };
    let file = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let file = erasures::erase_meeting_photo(tx, &request).await?;
                let object = format!("meeting_photo:{}", request.object);
                let (office, account) = (request.office.as_str(), request.account.as_str());
                tx.audit(&Audit { office, account, action: "erasure.make", object: &object, ..Audit::default() })
                    .await?;
                Ok::<_, Error>(file)
            })
        })
        .await?;
    if let Some(sha256) = file {
        app.photos.erase(&sha256).await?;
    }
    Ok(())
}
