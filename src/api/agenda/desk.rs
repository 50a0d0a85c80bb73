//! Reading, changing, undoing and publishing an agenda: the verbs that forms and the builder share.

use crate::api::{App, Error};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::agenda::conflict::{blocks, conflicts};
use crate::domain::agenda::form::Library;
use crate::domain::agenda::history::{self, Entry, NotUndone, Step};
use crate::domain::agenda::wire::{Ask, News, NotTaken, Want};
use crate::domain::agenda::{Agenda, Edit, Refused, words};
use crate::domain::meeting::{Meeting, Version};
use crate::domain::moment::Zone;
use crate::domain::refusal::Refusal;
use crate::storage::{Audit, Tx, meetings, ops};

/// The most edits one call may carry.
const MOST_AT_ONCE: usize = 200;

/// What a planner works on.
pub struct Desk {
    /// The meeting.
    pub meeting: Meeting,
    /// Every edit, in order.
    pub entries: Vec<Entry>,
    /// The agenda after the newest one.
    pub agenda: Agenda,
    /// What was published so far, oldest first.
    pub versions: Vec<Version>,
    /// Who may present.
    pub libraries: Vec<Library>,
    /// The office's zone.
    pub zone: Zone,
}

/// Opens a meeting of the asker's own office.
pub async fn open(app: &App, asker: &Asker, meeting: &str) -> Result<Desk, Error> {
    let person = asker.planner()?;
    let meeting = meetings::by_id(&app.storage, &person.office, meeting).await?.ok_or(Refusal::NotFound)?;
    let entries = meetings::entries(&app.storage, &meeting, 0).await?;
    let (zone, _, _) = crate::api::meetings::office(app, &meeting.office, meeting.starts_on).await?;
    Ok(Desk {
        agenda: history::fold(&entries),
        versions: meetings::versions(&app.storage, &meeting).await?,
        libraries: meetings::libraries(&app.storage, &person.office).await?,
        entries,
        meeting,
        zone,
    })
}

/// Carries out what the builder asks for, and says what has happened since it last heard.
pub async fn ask(app: &App, asker: &Asker, ask: Ask) -> Result<News, Error> {
    let person = asker.planner()?.clone();
    if ask.want == Want::Look {
        return look(app, &person, &ask).await;
    }
    if matches!(&ask.want, Want::Edits(edits) if edits.len() > MOST_AT_ONCE) {
        return Err(Refusal::TooLarge(
            "Terlalu banyak perubahan sekaligus. Muat ulang halaman, lalu lanjutkan.".into(),
        )
        .into());
    }
    let sha256 = ops::hash(serde_json::to_string(&ask).unwrap_or_default().as_bytes());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let meeting = meetings::lock(tx, &person.office, &ask.meeting).await?.ok_or(Refusal::NotFound)?;
                let mut desk = Locked { entries: meetings::entries_in(tx, &meeting).await?, meeting, person };
                let mut refused = None;
                if ops::answered(tx, &desk.person.account, &ask.op, &sha256).await?.is_none() {
                    refused = desk.carry_out(tx, ask.based, &ask.want).await?;
                    if refused.is_none() {
                        ops::keep(tx, &desk.person.account, &ask.op, &sha256, &desk.meeting.edits.to_string()).await?;
                    }
                }
                Ok::<_, Error>(desk.news(ask.based, tx.now(), refused))
            })
        })
        .await
}

async fn look(app: &App, person: &SignedIn, ask: &Ask) -> Result<News, Error> {
    let meeting = meetings::by_id(&app.storage, &person.office, &ask.meeting).await?.ok_or(Refusal::NotFound)?;
    let entries = meetings::entries(&app.storage, &meeting, 0).await?;
    Ok(Locked { entries, meeting, person: person.clone() }.news(ask.based, app.world.now(), None))
}

/// What a form did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// An edit was stored.
    Saved,
    /// The last edit was taken back.
    Undone,
    /// It was done again.
    Redone,
}

/// Stores one edit made on a page that showed the agenda as of `based`. Whoever changed the same thing meanwhile is named and
/// nothing is overwritten.
pub async fn change(
    app: &App,
    asker: &Asker,
    meeting: &str,
    based: i64,
    op: String,
    want: Want,
) -> Result<Done, Error> {
    let done = match want {
        Want::Undo => Done::Undone,
        Want::Redo => Done::Redone,
        _ => Done::Saved,
    };
    let news = ask(app, asker, Ask { meeting: meeting.to_owned(), based, op, want }).await?;
    match news.refused {
        None => Ok(done),
        Some(refused) if refused.overlooked => Err(Refusal::Conflict(refused.words).into()),
        Some(refused) => Err(Refusal::invalid("", refused.words).into()),
    }
}

/// Shows the public the agenda as it stands, with a note. Refused while it has errors, and when somebody changed it unseen.
pub async fn publish(
    app: &App,
    asker: &Asker,
    meeting: &str,
    based: i64,
    note: String,
    op: String,
) -> Result<i64, Error> {
    let person = asker.planner()?.clone();
    let id = meeting.to_owned();
    let sha256 = ops::hash(format!("publish {id} {based} {note}").as_bytes());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let mut meeting = meetings::lock(tx, &person.office, &id).await?.ok_or(Refusal::NotFound)?;
                if ops::answered(tx, &person.account, &op, &sha256).await?.is_some() {
                    return Ok(meeting.published_version);
                }
                let entries = meetings::entries_in(tx, &meeting).await?;
                if meeting.edits > based {
                    let told: Vec<String> = history::told(&entries, based)
                        .into_iter()
                        .map(|(entry, words)| format!("{} {words}", entry.name))
                        .take(5)
                        .collect();
                    return Err(Refusal::Conflict(format!(
                        "Agenda berubah sejak halaman ini dibuka: {}. Periksa dulu, lalu terbitkan sekali lagi.",
                        told.join("; ")
                    ))
                    .into());
                }
                let found = conflicts(&history::fold(&entries), &Default::default());
                if blocks(&found) {
                    let errors = found
                        .iter()
                        .filter(|conflict| conflict.weight == crate::domain::agenda::conflict::Weight::Error)
                        .count();
                    return Err(Refusal::invalid(
                        "publish_note",
                        format!("Masih ada {errors} masalah. Perbaiki dulu, lalu terbitkan."),
                    )
                    .into());
                }
                if meeting.published_edit == Some(meeting.edits) {
                    return Err(Refusal::invalid(
                        "publish_note",
                        "Tidak ada perubahan sejak versi terakhir diterbitkan.",
                    )
                    .into());
                }
                meetings::publish(tx, &mut meeting, &person.account, &note).await?;
                let object = format!("meeting:{}", meeting.id);
                tx.audit(&Audit {
                    office: &person.office,
                    account: &person.account,
                    action: "agenda.publish",
                    object: &object,
                    ..Audit::default()
                })
                .await?;
                tx.event(
                    &person.office,
                    "agenda",
                    "published",
                    serde_json::json!({ "meeting": meeting.id, "version": meeting.published_version }),
                );
                ops::keep(tx, &person.account, &op, &sha256, "").await?;
                Ok::<_, Error>(meeting.published_version)
            })
        })
        .await
}

/// A meeting held by this transaction.
struct Locked {
    meeting: Meeting,
    entries: Vec<Entry>,
    person: SignedIn,
}

impl Locked {
    async fn carry_out(&mut self, tx: &mut Tx, based: i64, want: &Want) -> Result<Option<NotTaken>, Error> {
        let before = self.meeting.edits;
        let refused = match want {
            Want::Look | Want::Here(_) => None,
            Want::Edits(edits) => self.append(tx, based, edits).await?,
            Want::Undo => self.take_back(tx, history::next(&self.entries, &self.person.account).0).await?,
            Want::Redo => self.take_back(tx, history::next(&self.entries, &self.person.account).1).await?,
        };
        if self.meeting.edits > before {
            let payload = serde_json::json!({ "meeting": self.meeting.id, "number": self.meeting.edits });
            tx.event(&self.person.office, "agenda", "edited", payload);
        }
        Ok(refused)
    }

    async fn append(&mut self, tx: &mut Tx, based: i64, edits: &[Edit]) -> Result<Option<NotTaken>, Error> {
        let known = self.entries.len();
        let mut agenda = history::fold(&self.entries);
        for (index, edit) in edits.iter().enumerate() {
            if let Some(other) = history::overlooked(&self.entries[..known], based, edit) {
                let told = words::edit(&history::at(&self.entries, other.number - 1), &other.step.edit);
                let words = format!(
                    "Sementara itu {} {told}. Perubahan Anda belum disimpan; periksa, lalu simpan sekali lagi bila tetap perlu.",
                    other.name
                );
                return Ok(Some(NotTaken { index, words, overlooked: true }));
            }
            if let Err(refused) = agenda.apply(edit) {
                let overlooked =
                    matches!(refused, Refused::NoItem | Refused::NoDay | Refused::NoPlace | Refused::NoNeighbour)
                        && self.meeting.edits > based;
                return Ok(Some(NotTaken { index, words: refused.to_string(), overlooked }));
            }
            let step = Step { edit: edit.clone(), undoes: None };
            let entry = meetings::append(tx, &mut self.meeting, &self.person.account, &step, &agenda).await?;
            self.entries.push(entry);
        }
        Ok(None)
    }

    async fn take_back(&mut self, tx: &mut Tx, number: Option<i64>) -> Result<Option<NotTaken>, Error> {
        let step = number
            .ok_or(NotUndone::Nothing)
            .and_then(|number| history::take_back(&self.entries, number, &self.person.account));
        let words = match step {
            Ok(step) => {
                let mut agenda = history::fold(&self.entries);
                // `take_back` has tried it on this very agenda.
                if agenda.apply(&step.edit).is_ok() {
                    let entry = meetings::append(tx, &mut self.meeting, &self.person.account, &step, &agenda).await?;
                    self.entries.push(entry);
                }
                return Ok(None);
            }
            Err(NotUndone::Nothing) => "Tidak ada langkah Anda yang bisa dibatalkan atau diulangi.".to_owned(),
            Err(NotUndone::Overtaken { name, words }) => {
                format!("Langkah ini tidak dibatalkan, karena sesudah itu {name} {words}.")
            }
            Err(NotUndone::Refused(refused)) => format!("Langkah ini tidak bisa dibatalkan lagi. {refused}"),
        };
        Ok(Some(NotTaken { index: 0, words, overlooked: false }))
    }

    fn news(self, based: i64, at: crate::domain::moment::Moment, refused: Option<NotTaken>) -> News {
        let (undo, redo) = history::next(&self.entries, &self.person.account);
        let since: Vec<Entry> = self.entries.into_iter().filter(|entry| entry.number > based).collect();
        News {
            head: self.meeting.edits,
            own: None,
            since: serde_json::to_string(&since).unwrap_or_default(),
            at,
            undo: undo.is_some(),
            redo: redo.is_some(),
            published_edit: self.meeting.published_edit,
            refused,
        }
    }
}
