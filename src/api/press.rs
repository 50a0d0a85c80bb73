//! The press text of a meeting: drafted from what is known, edited by a planner, published on the meeting's page.

use crate::api::papers::{self, Desk};
use crate::api::{App, Error, meetings as api_meetings};
use crate::domain::account::Asker;
use crate::domain::agenda::Kind as Sort;
use crate::domain::award::place_words;
use crate::domain::meeting::Meeting;
use crate::domain::moment::Zone;
use crate::domain::press::{Day, Honour, Known, LONGEST_BODY, LONGEST_TITLE, Library};
use crate::domain::refusal::{Finding, Refusal};
use crate::storage::meeting_photos::{self, MeetingPhoto};
use crate::storage::ops::Op;
use crate::storage::press::{self, Published, Text};
use crate::storage::{Audit, awards, followups, libraries, meetings, tips};

/// A meeting's press text as the office works on it.
pub struct Writing {
    /// The meeting's papers, which know the agenda.
    pub desk: Desk,
    /// What is known.
    pub known: Known,
    /// What was typed; `version` 0: nothing yet.
    pub text: Text,
    /// What was published, newest first.
    pub published: Vec<Published>,
}

/// Everything for the page of the press text.
pub async fn writing(app: &App, asker: &Asker, meeting: &str) -> Result<Writing, Error> {
    let desk = papers::desk(app, asker, meeting).await?;
    let (office, id) = (desk.meeting.office.clone(), desk.meeting.id.clone());
    let text = press::text(&app.storage, &office, &id).await?.unwrap_or_default();
    let mut known = known(app, &desk).await?;
    known.quotes.clone_from(&text.quotes);
    let published = press::published(&app.storage, &office, &id).await?;
    Ok(Writing { desk, known, text, published })
}

async fn known(app: &App, desk: &Desk) -> Result<Known, Error> {
    let (db, office) = (&app.storage, desk.meeting.office.as_str());
    let (_, regency, office_name) = api_meetings::office(app, office, desk.meeting.starts_on).await?;
    let more: Option<(String, String)> = db
        .one(
            "select o.province, coalesce((select n.unit from office_name n where n.office = o.code and n.valid_from <= $2
               order by n.valid_from desc limit 1), '') as unit from office o where o.code = $1",
            crate::args![office, desk.meeting.starts_on.to_string()],
        )
        .await?;
    let (province, unit) = more.unwrap_or_default();
    let registry = libraries::all(db, Some(office)).await?;
    let names = papers::presenting(desk);
    let libraries = names
        .into_iter()
        .map(|name| {
            let known = registry.iter().find(|library| library.name == name);
            Library {
                district: known.map(|library| library.village.district.clone()).unwrap_or_default(),
                kind: match known.map(|library| library.kind) {
                    Some(crate::domain::library::Kind::Tbm) => "taman baca masyarakat",
                    Some(crate::domain::library::Kind::Kelurahan) => "perpustakaan kelurahan",
                    _ => "perpustakaan desa",
                },
                name,
            }
        })
        .collect();
    let mut honours = Vec::new();
    for award in awards::of_meeting(db, office, &desk.meeting.id).await? {
        let decided = award.decisions.last();
        let Some(version) = decided.and_then(|one| award.version(one.version)).or_else(|| award.current()) else {
            continue;
        };
        let alone = version.definition.places == Some(1);
        let winners = decided.map(|one| one.decision.winners.as_slice()).unwrap_or_default().iter().map(|winner| {
            let of = if winner.person.is_empty() { String::new() } else { format!(" ({})", winner.name) };
            let place = if alone { String::new() } else { format!("{} ", place_words(winner.place)) };
            format!("{place}{}{of}", winner.honoured())
        });
        honours.push(Honour { winners: winners.collect(), name: version.definition.name.clone() });
    }
    let present = papers::attendees(app, desk).await?.iter().filter(|one| !one.present.is_empty()).count();
    let aims = desk.agenda.items().filter(|(_, item)| item.kind == Sort::Opening && !item.aim.is_empty());
    Ok(Known {
        name: desk.meeting.name.clone(),
        days: desk
            .agenda
            .days
            .iter()
            .map(|day| Day { date: day.date, venue: day.venue.clone(), outdoor: day.outdoor })
            .collect(),
        over: desk.agenda.days.last().is_some_and(|day| day.date < desk.today),
        office: office_name,
        unit,
        regency,
        province,
        openers: papers::people(desk, Sort::Opening),
        closers: papers::people(desk, Sort::Closing),
        aims: aims.map(|(_, item)| item.aim.clone()).collect(),
        libraries,
        people: (present > 0).then_some(present),
        tips: tips::of_meeting(db, office, &desk.meeting.id).await?.into_iter().map(|card| card.words).collect(),
        honours,
        followups: followups::of_meeting(db, office, &desk.meeting.id)
            .await?
            .iter()
            .map(|row| format!("{}: {}", row.library_name, row.plan().what))
            .collect(),
        quotes: Vec::new(),
        about: press::about(db, office).await?,
    })
}

/// What is wrong with a text.
fn faults(text: &Text) -> Vec<Finding> {
    let mut findings = Vec::new();
    if text.title.trim().is_empty() || text.title.chars().count() > LONGEST_TITLE {
        findings.push(Finding::new("judul", "Isi judulnya, paling panjang 200 huruf."));
    }
    if text.body.trim().is_empty() || text.body.chars().count() > LONGEST_BODY {
        findings.push(Finding::new("isi", "Isi siaran persnya, paling panjang 20.000 huruf."));
    }
    for (index, quote) in text.quotes.iter().enumerate() {
        if quote.name.trim().is_empty() != quote.words.trim().is_empty() {
            let words = "Kutipan perlu nama orangnya dan kata-katanya.";
            findings.push(Finding::new(format!("kutipan-{index}-nama"), words));
        }
    }
    findings
}

/// Keeps a text; with `publish` it is published, as a correction when there is an earlier one.
pub async fn write(
    app: &App,
    asker: &Asker,
    writing: &Writing,
    text: Text,
    publish: Option<String>,
    op: Op,
) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let mut findings = faults(&text);
    let after = writing.published.first().map_or(0, |published| published.number);
    if let (Some(correction), true) = (&publish, after > 0)
        && correction.trim().is_empty()
    {
        findings.push(Finding::new(
            "ralat",
            "Siaran pers ini sudah terbit. Tulis apa yang diralat; catatan ini ikut terbit.",
        ));
    }
    if let (Some(_), true) = (&publish, text.contact.trim().is_empty()) {
        findings.push(Finding::new("kontak", "Tulis siapa yang dapat dihubungi wartawan."));
    }
    if publish.is_some() && writing.desk.meeting.published_edit.is_none() {
        findings.push(Finding::new("", "Terbitkan dulu agenda pertemuan ini; siaran pers tampil di halamannya."));
    }
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let meeting = writing.desk.meeting.id.clone();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                let (office, account) = (person.office.as_str(), person.account.as_str());
                let mut kept = press::put(tx, office, &meeting, &text, account).await?;
                if let Some(correction) = &publish {
                    kept &= press::publish(tx, office, &meeting, after, &text, correction.trim(), account).await?;
                }
                if !kept {
                    let words = "Siaran pers ini diubah orang lain sejak halaman ini dibuka. Isian Anda masih ada di bawah; buka halaman ini di tab lain untuk membandingkan.";
                    return Err(Refusal::Conflict(words.to_owned()).into());
                }
                let action = if publish.is_some() { "press.publish" } else { "press.write" };
                let object = format!("press:{meeting}");
                let after_sha256 = op.body_sha256.as_str();
                tx.audit(&Audit { office, account, action, object: &object, after_sha256, ..Audit::default() }).await?;
                op.keep(tx, "written").await?;
                Ok(())
            })
        })
        .await
}

/// What the public may read of a meeting besides its agenda.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// A decision of the jury was published.
    pub awards: bool,
    /// A press text was published.
    pub press: bool,
}

/// What the public may read of a meeting besides its agenda.
pub async fn told(app: &App, meeting: &Meeting) -> Result<Told, Error> {
    let (db, office, id) = (&app.storage, meeting.office.as_str(), meeting.id.as_str());
    let awards = awards::of_meeting(db, office, id).await?;
    Ok(Told {
        awards: awards.iter().any(|award| award.published().is_some()),
        press: !press::published(db, office, id).await?.is_empty(),
    })
}

/// A press folder as everybody reads it.
pub struct Folder {
    /// The meeting.
    pub meeting: Meeting,
    /// The office's zone.
    pub zone: Zone,
    /// The office's name at the time of the meeting.
    pub office_name: String,
    /// Newest first, never empty.
    pub texts: Vec<Published>,
    /// Pictures that everybody may see.
    pub photos: Vec<MeetingPhoto>,
}

/// The press folder of a published meeting, if a text was published.
pub async fn folder(app: &App, slug: &str) -> Result<Folder, Error> {
    let meeting = meetings::by_slug(&app.storage, slug).await?.ok_or(Refusal::NotFound)?;
    let texts = press::published(&app.storage, &meeting.office, &meeting.id).await?;
    if meeting.published_edit.is_none() || texts.is_empty() {
        return Err(Refusal::NotFound.into());
    }
    let (zone, _, office_name) = api_meetings::office(app, &meeting.office, meeting.starts_on).await?;
    let mut photos = meeting_photos::of_meeting(&app.storage, &meeting.office, &meeting.id).await?;
    photos.retain(MeetingPhoto::is_public);
    Ok(Folder { meeting, zone, office_name, texts, photos })
}

/// Keeps the office's words about its programme.
pub async fn put_about(app: &App, asker: &Asker, text: String, op: Op) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    if text.chars().count() > 3000 {
        return Err(Refusal::invalid("tentang", "Teks ini terlalu panjang, paling banyak 3.000 huruf.").into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                press::put_about(tx, &person.office, text.trim(), &person.account).await?;
                op.keep(tx, "kept").await?;
                Ok(())
            })
        })
        .await
}
