//! Reading, changing, undoing and publishing an agenda: the verbs that forms and the builder share.

use crate::api::{App, Error};
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::agenda::conflict::{blocks, conflicts};
use crate::domain::agenda::history::{self, Entry, NotUndone, Step};
use crate::domain::agenda::rebase;
use crate::domain::agenda::wire::{Ask, News, NotTaken, Want};
use crate::domain::agenda::{Agenda, Edit, Rules, difference, late, template};
use crate::domain::meeting::{Meeting, Version};
use crate::domain::moment::{Moment, Zone};
use crate::domain::phone::Phone;
use crate::domain::refusal::Refusal;
use crate::storage::{Audit, Tx, accounts, agenda_rules, installation, meetings, ops};
use serde::{Deserialize, Serialize};

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
    /// The office's rules, with the libraries that may present.
    pub rules: Rules,
    /// The office's zone.
    pub zone: Zone,
    /// Now.
    pub now: Moment,
    /// How often the database was restored from a backup.
    pub epoch: i64,
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
        rules: agenda_rules::of(&app.storage, &person.office, &meeting.id).await?,
        now: app.world.now(),
        epoch: installation::restore_epoch(&app.storage).await?,
        entries,
        meeting,
        zone,
    })
}

/// Carries out what the builder asks for, and says what has happened since it last heard.
pub async fn ask(app: &App, asker: &Asker, ask: Ask) -> Result<News, Error> {
    let person = asker.planner()?.clone();
    if let Want::Here(item) = &ask.want {
        return here(app, &person, &ask, item).await;
    }
    if let Some(known) = ask.epoch
        && known != installation::restore_epoch(&app.storage).await?
    {
        return Err(restored().into());
    }
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
                let kept = ops::answered(tx, &desk.person.account, &ask.op, &sha256).await?;
                let kept = kept.and_then(|kept| serde_json::from_str::<Answer>(&kept).ok());
                let answer = if let Some(answer) = kept {
                    answer
                } else {
                    has_come_so_far(&desk.meeting, ask.based)?;
                    let before = desk.meeting.edits;
                    let refused = desk.carry_out(tx, ask.based, &ask.want).await?;
                    let head = desk.meeting.edits;
                    let answer = Answer { own: (head > before).then_some((before + 1, head)), refused };
                    let json = serde_json::to_string(&answer).unwrap_or_default();
                    ops::keep(tx, &desk.person.account, &ask.op, &sha256, &json).await?;
                    answer
                };
                Ok::<_, Error>(desk.news(ask.based, tx.now(), answer))
            })
        })
        .await
}

/// What is kept of a call that was carried out, wholly or in part: it comes again when its answer was lost.
#[derive(Default, Serialize, Deserialize)]
struct Answer {
    own: Option<(i64, i64)>,
    refused: Option<NotTaken>,
}

/// The database was restored from a backup since the page was made. It may show what is not stored, and the numbers that it knows were
/// or will be given to other edits, which it would never see.
fn restored() -> Refusal {
    Refusal::Conflict(
        "Data dipulihkan dari cadangan. Muat ulang halaman ini; perubahan Anda yang belum tersimpan tetap ada."
            .to_owned(),
    )
}

/// Refuses a page that knows more edits than there are. Plain forms and older pages say nothing else by which a restore could be seen;
/// once others have gone on past their number, this cannot tell either.
fn has_come_so_far(meeting: &Meeting, based: i64) -> Result<(), Refusal> {
    if based > meeting.edits { Err(restored()) } else { Ok(()) }
}

async fn look(app: &App, person: &SignedIn, ask: &Ask) -> Result<News, Error> {
    let meeting = meetings::by_id(&app.storage, &person.office, &ask.meeting).await?.ok_or(Refusal::NotFound)?;
    has_come_so_far(&meeting, ask.based)?;
    let entries = meetings::entries(&app.storage, &meeting, 0).await?;
    Ok(Locked { entries, meeting, person: person.clone() }.news(ask.based, app.world.now(), Answer::default()))
}

/// Tells the other planners who is here, and at which item. Kept in memory alone: it is over when the page is.
async fn here(app: &App, person: &SignedIn, ask: &Ask, item: &str) -> Result<News, Error> {
    let meeting = meetings::by_id(&app.storage, &person.office, &ask.meeting).await?.ok_or(Refusal::NotFound)?;
    let now = app.world.now();
    app.live.presence().enter(person, &meeting.id, item, now);
    let (head, published_edit) = (meeting.edits, meeting.published_edit);
    let since = "[]".to_owned();
    Ok(News { head, since, at: now, undo: false, redo: false, published_edit, own: None, refused: None })
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
    let news = ask(app, asker, Ask { meeting: meeting.to_owned(), based, op, want, epoch: None }).await?;
    match news.refused {
        None => Ok(done),
        Some(refused) if refused.overlooked => Err(Refusal::Conflict(refused.words).into()),
        Some(refused) => Err(Refusal::invalid("", refused.words).into()),
    }
}

/// A template laid behind what stands in an agenda, as one step: one of the program's, or "rapat:" and the id of a past meeting.
pub async fn laid(
    app: &App,
    asker: &Asker,
    agenda: &Agenda,
    code: &str,
    fresh: &mut (dyn FnMut() -> String + Send),
) -> Result<Edit, Error> {
    let person = asker.planner()?;
    let edit = match code.strip_prefix("rapat:") {
        Some(past) => {
            let past = meetings::by_id(&app.storage, &person.office, past).await?.ok_or(Refusal::NotFound)?;
            let past = history::fold(&meetings::entries(&app.storage, &past, 0).await?);
            template::from_meeting(agenda, &past, fresh)
        }
        None => template::lay(agenda, code, fresh),
    };
    edit.ok_or_else(|| Refusal::invalid("template", "Susunan ini kosong atau tidak dikenal. Pilih yang lain.").into())
}

/// Makes the draft what a version was, as one step.
pub async fn go_back(app: &App, asker: &Asker, desk: &Desk, op: String, version: i64) -> Result<Done, Error> {
    let version = desk.versions.iter().find(|known| known.number == version).ok_or(Refusal::NotFound)?;
    let goal = history::at(&desk.entries, version.edit);
    let edit = difference::way(&desk.agenda, &goal)
        .ok_or_else(|| Refusal::invalid("version", "Draf sudah sama dengan versi itu."))?;
    change(app, asker, &desk.meeting.id, desk.meeting.edits, op, Want::Edits(vec![edit])).await
}

/// What happens on the day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Today {
    /// This item begins now.
    Start(String),
    /// Everything of this day is late by so many minutes.
    Late(String, u16),
}

/// Shifts the rest of the day and shows the public at once what stands now, conflicts or not: on the day, people need to know.
/// Refused before the first version and on any other day.
pub async fn today(app: &App, asker: &Asker, meeting: &str, op: String, what: Today) -> Result<i64, Error> {
    let person = asker.planner()?.clone();
    let (id, sha256) = (meeting.to_owned(), ops::hash(format!("{meeting} {what:?}").as_bytes()));
    let meeting = meetings::by_id(&app.storage, &person.office, meeting).await?.ok_or(Refusal::NotFound)?;
    let (zone, _, _) = crate::api::meetings::office(app, &meeting.office, meeting.starts_on).await?;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let mut meeting = meetings::lock(tx, &person.office, &id).await?.ok_or(Refusal::NotFound)?;
                if ops::answered(tx, &person.account, &op, &sha256).await?.is_some() {
                    return Ok(meeting.published_version);
                }
                if meeting.published_version == 0 {
                    return Err(Refusal::invalid(
                        "",
                        "Terbitkan agenda dulu; sesudah itu perubahan di hari pelaksanaan langsung terlihat.",
                    )
                    .into());
                }
                let mut agenda = history::fold(&meetings::entries_in(tx, &meeting).await?);
                let now = tx.now();
                let day = match &what {
                    Today::Start(item) => agenda.item(item).map(|(day, _)| day),
                    Today::Late(day, _) => agenda.day(day),
                };
                let day = day.ok_or(Refusal::NotFound)?;
                if day.date != now.date(zone) {
                    return Err(Refusal::invalid("", "Ini hanya bisa dilakukan pada hari pelaksanaannya.").into());
                }
                let minute = now.minute_of_day(zone);
                let (edit, note) = match &what {
                    Today::Start(item) => {
                        let title = agenda.item(item).map_or(String::new(), |(_, item)| item.title.clone());
                        (late::start(&agenda, item, minute), format!("{title}: dimulai pukul {}.", now.clock(zone)))
                    }
                    Today::Late(day, minutes) => {
                        (late::delay(&agenda, day, minute, *minutes), format!("Acara molor {minutes} menit."))
                    }
                };
                let edit = edit.map_err(|not| Refusal::invalid("late", not.words()))?;
                agenda.apply(&edit).map_err(|refused| Refusal::invalid("late", refused.to_string()))?;
                let step = Step { edit, undoes: None };
                meetings::append(tx, &mut meeting, &person.account, &step, &agenda).await?;
                show_public(tx, &mut meeting, &person, &note).await?;
                ops::keep(tx, &person.account, &op, &sha256, "").await?;
                Ok::<_, Error>(meeting.published_version)
            })
        })
        .await
}

/// Makes what stands now the next version, on the record and told to everybody who listens.
async fn show_public(tx: &mut Tx, meeting: &mut Meeting, person: &SignedIn, note: &str) -> Result<(), Error> {
    meetings::publish(tx, meeting, &person.account, note).await?;
    let object = format!("meeting:{}", meeting.id);
    tx.audit(&Audit {
        office: &person.office,
        account: &person.account,
        action: "agenda.publish",
        object: &object,
        ..Audit::default()
    })
    .await?;
    let payload = serde_json::json!({ "meeting": meeting.id, "version": meeting.published_version });
    tx.event(&person.office, "agenda", "published", payload);
    Ok(())
}

/// Somebody who answers for a library and can be written to.
#[derive(Clone, Debug)]
pub struct Contact {
    /// The library's id.
    pub library: String,
    /// The person's name.
    pub name: String,
    /// Digits for `wa.me`.
    pub digits: String,
}

/// Those who answer for the office's libraries, as far as their number is known.
pub async fn contacts(app: &App, asker: &Asker) -> Result<Vec<Contact>, Error> {
    let office = &asker.planner()?.office;
    let known = accounts::of_office(&app.storage, office).await?;
    let mut found = Vec::new();
    for (account, role) in accounts::roles_of_office(&app.storage, office).await? {
        let Role::Librarian { library } = role else { continue };
        let Some(person) = known.iter().find(|known| known.id == account && known.disabled_at.is_none()) else {
            continue;
        };
        if let Some(phone) = person.phone.as_deref().and_then(|phone| Phone::parse(phone).ok()) {
            found.push(Contact { library, name: person.name.clone(), digits: phone.digits().to_owned() });
        }
    }
    Ok(found)
}

/// Settles the office's rules for agendas.
pub async fn settle(app: &App, asker: &Asker, rules: Rules) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    if !rules.hold() {
        return Err(Refusal::invalid("", "Periksa jam dan lamanya: jam selesai harus sesudah jam mulai.").into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                agenda_rules::put(tx, &person.office, &rules).await?;
                tx.audit(&Audit {
                    office: &person.office,
                    account: &person.account,
                    action: "agenda.rules",
                    object: "agenda_rules",
                    ..Audit::default()
                })
                .await?;
                Ok::<_, Error>(())
            })
        })
        .await
}

/// The office's rules.
pub async fn rules(app: &App, asker: &Asker) -> Result<Rules, Error> {
    Ok(agenda_rules::of(&app.storage, &asker.planner()?.office, "").await?)
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
                has_come_so_far(&meeting, based)?;
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
                let rules = agenda_rules::of_in(tx, &person.office, &meeting.id).await?;
                let found = conflicts(&history::fold(&entries), &rules);
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
                show_public(tx, &mut meeting, &person, &note).await?;
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
            if let Err(not_taken) = rebase::take(&self.entries[..known], &mut agenda, based, edit, index) {
                return Ok(Some(not_taken));
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

    fn news(self, based: i64, at: Moment, answer: Answer) -> News {
        let (undo, redo) = history::next(&self.entries, &self.person.account);
        let since: Vec<Entry> = self.entries.into_iter().filter(|entry| entry.number > based).collect();
        News {
            head: self.meeting.edits,
            since: serde_json::to_string(&since).unwrap_or_default(),
            at,
            undo: undo.is_some(),
            redo: redo.is_some(),
            published_edit: self.meeting.published_edit,
            own: answer.own,
            refused: answer.refused,
        }
    }
}
