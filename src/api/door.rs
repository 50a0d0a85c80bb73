//! The door: the list that phones carry, what they saw, and check-in by name.

use crate::api::meetings::{Hall, hall};
use crate::api::participants::{Roster, roster};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::agenda::Day;
use crate::domain::door::{self, CheckIn, Scanned, Verdict, sane};
use crate::domain::moment::{Moment, Zone};
use crate::domain::participant::waiting;
use crate::domain::refusal::Refusal;
use crate::domain::sheet::{Cell, Sheet};
use crate::storage::checkins::{self, Seen};
use crate::storage::ops::hash;
use crate::storage::{installation, invitations, meetings, participants};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The most words of a door in one message.
const MOST: usize = 500;
/// Seconds that a phone asks back beyond what it has: a commit may be late. Hearing a check-in twice is hearing it once.
const OVERLAP: i64 = 30;

/// A person as a phone carries them.
#[derive(Clone, Debug, Serialize)]
pub struct Guest {
    /// The participant's id.
    pub id: String,
    /// What stands in the QR.
    pub code: String,
    /// The name.
    pub name: String,
    /// Library or institution.
    pub from: String,
    /// Ids of the days they come.
    pub days: Vec<String>,
    /// Ids of the days on which there is no seat for them yet.
    pub waits: Vec<String>,
    /// Taken off the list.
    pub removed: bool,
}

/// A day as a phone carries it.
#[derive(Clone, Debug, Serialize)]
pub struct DoorDay {
    /// Its id.
    pub id: String,
    /// ISO date.
    pub date: String,
    /// "Rabu, 28 September 2022".
    pub words: String,
    /// The first and the last second of the day.
    pub span: (i64, i64),
}

/// A check-in as a phone hears of it: id, participant, day, time.
type Told = (String, String, String, i64);

/// What a phone is given.
#[derive(Clone, Debug, Serialize)]
pub struct Carried {
    /// The account that asks: a phone may meanwhile be signed in as somebody else.
    pub account: String,
    /// How often the database was restored from a backup: when it grows, a phone says again what it has said.
    pub restore_epoch: i64,
    /// Now, by the server's clock: the phone's own may be wrong.
    pub now: i64,
    /// From which second on to ask next time.
    pub since: i64,
    /// The meeting's tag in QR codes.
    pub tag: String,
    /// The meeting's days.
    pub days: Vec<DoorDay>,
    /// What tells one state of the list of people from another.
    pub list: String,
    /// Everybody, those taken off the list too, so that a phone without a network knows them; none when the phone has this very list.
    pub people: Option<Vec<Guest>>,
    /// Check-ins since the second asked for.
    pub checkins: Vec<Told>,
    /// Check-ins undone since then.
    pub undone: Vec<String>,
    /// What the door reads, by verdict.
    pub words: Vec<(&'static str, &'static str)>,
}

/// The list that a phone carries; what it has already (a list, and what happened before a second) is left out.
pub async fn carried(app: &App, asker: &Asker, meeting: &str, since: i64, list: &str) -> Result<Carried, Error> {
    let person = asker.planner()?;
    let office = &person.office;
    let db = &app.storage;
    let hall = hall(app, office, meeting).await?;
    let capacity = invitations::invite(db, office, meeting).await?.capacity;
    let all = participants::of_meeting(db, office, meeting).await?;
    let mut waits: HashMap<String, Vec<String>> = HashMap::new();
    for (who, day) in waiting(&participants::asked(&all), capacity).into_keys() {
        waits.entry(who).or_default().push(day);
    }
    let (checkins, undone) = checkins::since(db, office, meeting, Moment((since - OVERLAP).max(0))).await?;
    let days = hall.agenda.days.iter().map(|day| {
        let (first, last) = span(&hall, day);
        DoorDay { id: day.id.clone(), date: day.date.to_string(), words: day.date.long(), span: (first.0, last.0) }
    });
    let people: Vec<Guest> = all
        .into_iter()
        .map(|one| Guest {
            waits: waits.remove(&one.id).unwrap_or_default(),
            from: one.institution_words(),
            days: one.days.iter().map(|(day, _)| day.clone()).collect(),
            code: one.code,
            name: one.person.name,
            removed: one.removed,
            id: one.id,
        })
        .collect();
    let fresh = hash(serde_json::to_string(&people).unwrap_or_default().as_bytes());
    Ok(Carried {
        account: person.account.clone(),
        restore_epoch: installation::restore_epoch(db).await?,
        now: hall.now.0,
        since: hall.now.0,
        tag: door::tag(&hall.meeting.id),
        days: days.collect(),
        people: (fresh != list).then_some(people),
        list: fresh,
        checkins: checkins.into_iter().map(|one| (one.id, one.participant, one.day, one.at.0)).collect(),
        undone: undone.into_iter().collect(),
        words: Verdict::ALL.map(|verdict| (verdict.code(), verdict.words())).to_vec(),
    })
}

/// The first and the last second of a day.
fn span(hall: &Hall, day: &Day) -> (Moment, Moment) {
    (day.date.start(hall.zone), Moment(day.date.plus_days(1).start(hall.zone).0 - 1))
}

/// Is this a meeting of the planner's office?
pub async fn may(app: &App, asker: &Asker, meeting: &str) -> Result<(), Error> {
    let office = &asker.planner()?.office;
    meetings::by_id(&app.storage, office, meeting).await?.ok_or(Refusal::NotFound)?;
    Ok(())
}

/// One word of a door: somebody was seen, or a check-in is undone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// Its id, made by the phone.
    pub id: String,
    /// The participant's id; empty: look at the scanned text.
    #[serde(default)]
    pub participant: String,
    /// The scanned text.
    #[serde(default)]
    pub scanned: String,
    /// The day's id.
    #[serde(default)]
    pub day: String,
    /// When, unix seconds; 0: nobody wrote the hour down.
    #[serde(default)]
    pub at: i64,
    /// Ids of check-ins that this undoes; then nothing else of it counts.
    #[serde(default)]
    pub undo: Vec<String>,
}

/// What a phone sends.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The account under which these were seen; empty: whoever sends them (pages of before this was said).
    #[serde(default)]
    pub account: String,
    /// The phone's own name.
    #[serde(default)]
    pub door: String,
    /// In the order in which they were said.
    pub words: Vec<Word>,
}

/// What became of one word.
#[derive(Clone, Debug, Serialize)]
pub struct Heard {
    /// The word's id.
    pub id: String,
    /// [`Verdict::code`].
    pub verdict: &'static str,
    /// The participant; empty: nobody known.
    pub participant: String,
    /// Present since, unix seconds; 0: not present.
    pub at: i64,
}

fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Takes what a door saw. The same message again changes nothing and is answered alike. What somebody else saw on the same phone is
/// not taken under this name: it waits there until that account is signed in.
pub async fn hear(app: &App, asker: &Asker, meeting: &str, message: Message) -> Result<Vec<Heard>, Error> {
    let person = asker.planner()?.clone();
    if !message.account.is_empty() && message.account != person.account {
        return Err(Refusal::SignIn.into());
    }
    let hall = hall(app, &person.office, meeting).await?;
    let fine = message.words.iter().all(|word| is_id(&word.id) && word.undo.iter().all(|id| is_id(id)));
    if message.words.len() > MOST || message.door.len() > 64 || !fine {
        return Err(Refusal::invalid("", "Catatan pintu ini tidak terbaca. Muat ulang halaman presensi.").into());
    }
    // Who waits depends on everybody; without a limit nobody does, and a door need not read the whole list for one word.
    let capacity = invitations::invite(&app.storage, &person.office, meeting).await?.capacity;
    let queue = if capacity.is_some() {
        let all = participants::of_meeting(&app.storage, &person.office, meeting).await?;
        waiting(&participants::asked(&all), capacity)
    } else {
        BTreeMap::new()
    };
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (office, account) = (person.office.as_str(), person.account.as_str());
                let mut heard = Vec::new();
                for word in &message.words {
                    if !word.undo.is_empty() {
                        for id in &word.undo {
                            checkins::undo(tx, office, meeting_of(&hall), id, account).await?;
                        }
                        heard.push(said(word, Verdict::Welcome, "", 0));
                        continue;
                    }
                    let found = if word.participant.is_empty() {
                        match door::scanned(&hall.meeting.id, &word.scanned) {
                            Scanned::Code(code) => participants::by_code(tx, office, meeting_of(&hall), &code).await?,
                            Scanned::Elsewhere => {
                                heard.push(said(word, Verdict::Elsewhere, "", 0));
                                continue;
                            }
                            Scanned::Strange => {
                                heard.push(said(word, Verdict::Strange, "", 0));
                                continue;
                            }
                        }
                    } else {
                        participants::known(tx, office, meeting_of(&hall), &word.participant).await?
                    };
                    let Some((id, on_list)) = found else {
                        heard.push(said(word, Verdict::Unknown, "", 0));
                        continue;
                    };
                    let Some(day) = hall.agenda.day(&word.day) else {
                        heard.push(said(word, Verdict::NoSuchDay, &id, 0));
                        continue;
                    };
                    if day.date > hall.today() {
                        heard.push(said(word, Verdict::NotYet, &id, 0));
                        continue;
                    }
                    let before = checkins::holding(tx, office, meeting_of(&hall), &id, &word.day).await?;
                    let at = sane(Moment(word.at), tx.now(), span(&hall, day));
                    let checkin = CheckIn { id: word.id.clone(), participant: id.clone(), day: word.day.clone(), at };
                    let way = if word.scanned.is_empty() { "nama" } else { "qr" };
                    let seen = Seen { checkin: &checkin, way, door: &message.door, account };
                    checkins::add(tx, office, meeting_of(&hall), &seen).await?;
                    let since = before.first().map_or(at.0, |(_, first)| at.0.min(*first));
                    let expected = participants::comes_on(tx, office, &id, &word.day).await?;
                    let verdict = if !on_list {
                        Verdict::Removed
                    } else if before.iter().any(|(known, _)| *known != word.id) {
                        Verdict::Already
                    } else if !expected {
                        Verdict::OtherDay
                    } else if queue.contains_key(&(id.clone(), word.day.clone())) {
                        Verdict::Waiting
                    } else {
                        Verdict::Welcome
                    };
                    heard.push(said(word, verdict, &id, since));
                }
                tx.event(office, "meeting", "door", serde_json::json!({ "meeting": hall.meeting.id }));
                Ok::<_, Error>(heard)
            })
        })
        .await
}

fn meeting_of(hall: &Hall) -> &str {
    &hall.meeting.id
}

fn said(word: &Word, verdict: Verdict, participant: &str, at: i64) -> Heard {
    let at = if verdict.is_present() { at } else { 0 };
    Heard { id: word.id.clone(), verdict: verdict.code(), participant: participant.to_owned(), at }
}

/// Undoes somebody's presence on a day: every check-in of theirs that is known here.
pub async fn undo(app: &App, asker: &Asker, meeting: &str, participant: &str, day: &str) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let hall = hall(app, &person.office, meeting).await?;
    let (participant, day) = (participant.to_owned(), day.to_owned());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let office = person.office.as_str();
                for (id, _) in checkins::holding(tx, office, meeting_of(&hall), &participant, &day).await? {
                    checkins::undo(tx, office, meeting_of(&hall), &id, &person.account).await?;
                }
                tx.event(office, "meeting", "door", serde_json::json!({ "meeting": hall.meeting.id }));
                Ok::<_, Error>(())
            })
        })
        .await
}

/// One person's line on the list of attendance.
#[derive(Clone, Debug)]
pub struct Line {
    /// The person.
    pub one: participants::Participant,
    /// Present since; the day's first second when nobody wrote the hour down.
    pub since: Option<Moment>,
}

impl Line {
    /// "08.05"; empty when not present or when nobody wrote the hour down.
    pub fn clock(&self, zone: Zone) -> String {
        let hour = self.since.filter(|since| since.minute_of_day(zone) > 0);
        hour.map_or_else(String::new, |since| since.clock(zone))
    }
}

/// The list of attendance of one day.
#[derive(Clone, Debug)]
pub struct Attendance {
    /// The meeting with its people.
    pub roster: Roster,
    /// The day's place among the meeting's days.
    pub day: usize,
    /// Those who come on this day or were seen on it, by library and name.
    pub lines: Vec<Line>,
}

/// The list of attendance of a day (by its id; without one, today's or the first).
pub async fn attendance(app: &App, asker: &Asker, meeting: &str, day: Option<&str>) -> Result<Attendance, Error> {
    let roster = roster(app, asker, meeting).await?;
    let days = &roster.hall.agenda.days;
    let today = roster.hall.today();
    let day = match day.filter(|day| !day.is_empty()) {
        Some(id) => days.iter().position(|day| day.id == id).ok_or(Refusal::NotFound)?,
        None => days.iter().position(|day| day.date == today).unwrap_or(0),
    };
    let Some(id) = days.get(day).map(|day| day.id.clone()) else {
        return Ok(Attendance { roster, day: 0, lines: Vec::new() });
    };
    let lines = roster.people.iter().filter_map(|one| {
        let since = roster.present.get(&(one.id.clone(), id.clone())).copied();
        (since.is_some() || one.comes_on(&id)).then(|| Line { one: one.clone(), since })
    });
    let lines = lines.collect();
    Ok(Attendance { roster, day, lines })
}

/// The list as a table for files.
pub fn sheet(attendance: &Attendance) -> Sheet {
    let head = ["No", "Nama", "L/P", "Jabatan", "Instansi/Desa", "No. HP", "Hari", "Hadir pukul"];
    let (hall, day) = (&attendance.roster.hall, attendance.roster.hall.agenda.days.get(attendance.day));
    let rows = (1..).zip(&attendance.lines).map(|(number, line)| {
        let person = &line.one.person;
        vec![
            Cell::Number(number),
            person.name.clone().into(),
            person.sex.map_or(Cell::Empty, |sex| sex.code().into()),
            person.position.clone().into(),
            line.one.institution_words().into(),
            person.phone.as_ref().map_or(Cell::Empty, |phone| phone.local().into()),
            day.map_or(Cell::Empty, |day| Cell::Day(day.date)),
            match (line.since, line.clock(hall.zone)) {
                (Some(_), clock) if clock.is_empty() => "hadir".into(),
                (_, clock) => clock.into(),
            },
        ]
    });
    Sheet { name: "Daftar hadir", head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
}
