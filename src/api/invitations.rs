//! Invitations: whom to invite, the links, and the answers that come by them.

use crate::api::meetings::{Hall, hall};
use crate::api::{App, Error, agenda, kpi};
use crate::domain::account::Asker;
use crate::domain::agenda::history::{self, Step};
use crate::domain::agenda::{Edit, Presenter};
use crate::domain::invitation::{Answer, Letter, addressee, closed_words, letter, needs};
use crate::domain::library::{Library, Stage};
use crate::domain::moment::Date;
use crate::domain::participant::waiting;
use crate::domain::proposal::Choice;
use crate::domain::refusal::Refusal;
use crate::domain::score::Colour;
use crate::domain::standing::{Known, standings};
use crate::storage::invitations::{self, Invitation, Invite};
use crate::storage::ops::{Op, hash};
use crate::storage::participants::{self, New, Participant};
use crate::storage::{Audit, Tx, libraries, meetings, wishes};
use std::collections::{BTreeMap, HashMap};

/// A library that could be invited.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The library.
    pub library: Library,
    /// Its KPI colour; `None`: the office has no formula, or there are too few reports.
    pub colour: Option<Colour>,
    /// Places in `SUBJECTS` of what it may need.
    pub needs: Vec<usize>,
}

/// A library that is invited.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The library.
    pub library: Library,
    /// Its invitation.
    pub invitation: Invitation,
    /// The text for `WhatsApp`.
    pub letter: String,
    /// Those who answer for the library: name and digits for `wa.me`.
    pub contacts: Vec<(String, String)>,
}

/// What the office's page shows.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The meeting.
    pub hall: Hall,
    /// How it invites.
    pub invite: Invite,
    /// Until when answers may change.
    pub until: Date,
    /// Active libraries that hold no invitation, by kecamatan and name.
    pub candidates: Vec<Candidate>,
    /// The invitations that hold, by name.
    pub invited: Vec<Invited>,
    /// Names of libraries whose invitation was withdrawn.
    pub withdrawn: Vec<String>,
}

/// Until when answers may change: what the office settled, else the last day.
pub fn until(hall: &Hall, invite: &Invite) -> Date {
    invite.until.unwrap_or_else(|| hall.last())
}

/// Invitations of a meeting of the planner's office, and whom else to invite.
pub async fn desk(app: &App, asker: &Asker, meeting: &str) -> Result<Desk, Error> {
    let office = asker.planner()?.office.clone();
    let hall = hall(app, &office, meeting).await?;
    let invite = invitations::invite(&app.storage, &office, meeting).await?;
    let until = until(&hall, &invite);
    let mut registry: HashMap<String, Library> = libraries::all(&app.storage, Some(&office))
        .await?
        .into_iter()
        .map(|library| (library.id.clone(), library))
        .collect();
    let mut contacts: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for contact in agenda::contacts(app, asker).await? {
        contacts.entry(contact.library).or_default().push((contact.name, contact.digits));
    }
    let days: Vec<String> =
        hall.agenda.days.iter().map(|day| format!("{}, {}", day.date.long(), day.venue_words())).collect();
    let (mut invited, mut withdrawn) = (Vec::new(), Vec::new());
    for invitation in invitations::of_meeting(&app.storage, &office, meeting).await? {
        if invitation.is_withdrawn() {
            withdrawn.extend(registry.get(&invitation.library).map(|library| library.name.clone()));
            continue;
        }
        let Some(library) = registry.remove(&invitation.library) else { continue };
        let link = app.settings.link(&format!("/undangan/{}", invitation.token));
        let letter = letter(&Letter {
            to: &addressee(library.kind, &library.name, &library.village.name),
            library: &library.name,
            meeting: &hall.meeting.name,
            days: &days,
            until,
            link: &link,
            contact: &invite.contact(),
            office: &hall.signature(),
        });
        let contacts = contacts.remove(&library.id).unwrap_or_default();
        invited.push(Invited { library, invitation, letter, contacts });
    }
    invited.sort_by(|a, b| a.library.name.cmp(&b.library.name));
    withdrawn.retain(|name| !invited.iter().any(|one| one.library.name == *name));
    let candidates = candidates(app, asker, registry).await?;
    Ok(Desk { hall, invite, until, candidates, invited, withdrawn })
}

async fn candidates(app: &App, asker: &Asker, registry: HashMap<String, Library>) -> Result<Vec<Candidate>, Error> {
    let office = &asker.planner()?.office;
    let (_, running) = kpi::running(app, office).await?;
    let choice = Choice::usual(running);
    let known = kpi::facts(app, office, &choice.months()).await?.into_iter().map(|(library, months)| Known {
        id: library.id,
        name: library.name,
        district: library.village.district,
        months,
    });
    let standings: HashMap<String, Vec<usize>> = standings(known.collect(), choice.least)
        .iter()
        .map(|standing| (standing.id.clone(), needs(standing)))
        .collect();
    let colours: HashMap<String, Option<Colour>> =
        kpi::kpi(app, asker).await?.libraries.into_iter().map(|one| (one.slug, one.score.colour)).collect();
    let mut list: Vec<Candidate> = registry
        .into_values()
        .filter(|library| library.stage != Stage::Nonaktif)
        .map(|library| Candidate {
            colour: colours.get(&library.slug).copied().flatten(),
            needs: standings.get(&library.id).cloned().unwrap_or_default(),
            library,
        })
        .collect();
    list.sort_by(|a, b| {
        let key = |one: &Candidate| (one.library.village.district.clone(), one.library.name.clone());
        key(a).cmp(&key(b))
    });
    Ok(list)
}

async fn audited(
    tx: &mut Tx,
    office: &str,
    account: &str,
    action: &'static str,
    object: &str,
    reason: &str,
) -> Result<(), Error> {
    tx.audit(&Audit { office, account, action, object, reason, ..Audit::default() }).await?;
    Ok(())
}

/// Settles how a meeting invites.
pub async fn settle(app: &App, asker: &Asker, meeting: &str, invite: Invite) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let hall = hall(app, &person.office, meeting).await?;
    if invite.until.is_some_and(|until| until > hall.last()) {
        let words = format!("Batas jawaban paling lambat hari terakhir pertemuan, {}.", hall.last().long());
        return Err(Refusal::invalid("batas", words).into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                invitations::settle(tx, &person.office, &hall.meeting.id, &invite).await?;
                let object = format!("meeting:{}", hall.meeting.id);
                audited(tx, &person.office, &person.account, "invitation.settle", &object, "").await
            })
        })
        .await
}

fn token(app: &App) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&app.world.secret::<24>())
}

/// Invites libraries by their slugs; answers how many. One that is invited already stays as it is.
pub async fn invite(app: &App, asker: &Asker, meeting: &str, slugs: &[String], op: Op) -> Result<usize, Error> {
    let person = asker.planner()?.clone();
    let hall = hall(app, &person.office, meeting).await?;
    let registry = libraries::all(&app.storage, Some(&person.office)).await?;
    let chosen: Vec<(String, String)> = registry
        .into_iter()
        .filter(|library| library.stage != Stage::Nonaktif && slugs.contains(&library.slug))
        .map(|library| (library.id, token(app)))
        .collect();
    if chosen.is_empty() {
        return Err(Refusal::invalid("perpustakaan", "Centang perpustakaan yang diundang.").into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if let Some(count) = op.answered(tx).await? {
                    return Ok(count.parse().unwrap_or(0));
                }
                let (office, meeting) = (person.office.as_str(), hall.meeting.id.as_str());
                let mut count = 0;
                for (library, token) in &chosen {
                    if invitations::add(tx, office, meeting, library, token, &person.account).await? {
                        count += 1;
                        let object = format!("library:{library}");
                        audited(tx, office, &person.account, "invitation.make", &object, meeting).await?;
                    }
                }
                tx.event(office, "meeting", "invited", serde_json::json!({ "meeting": meeting }));
                op.keep(tx, &count.to_string()).await?;
                Ok::<_, Error>(count)
            })
        })
        .await
}

/// Withdraws an invitation: its link is dead, its people are off the list, its wishes are taken back.
pub async fn withdraw(app: &App, asker: &Asker, meeting: &str, id: &str) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let hall = hall(app, &person.office, meeting).await?;
    let id = id.to_owned();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (office, meeting) = (person.office.as_str(), hall.meeting.id.as_str());
                let Some(library) = invitations::withdraw(tx, office, meeting, &id).await? else { return Ok(()) };
                participants::remove_of_invitation(tx, office, &id).await?;
                wishes::put(tx, office, meeting, &library, &[], &person.account).await?;
                tx.event(office, "meeting", "withdrawn", serde_json::json!({ "meeting": meeting }));
                audited(tx, office, &person.account, "invitation.withdraw", &format!("invitation:{id}"), "").await
            })
        })
        .await
}

/// Gives an invitation another link; the old one is dead from now on, and the answer stays.
pub async fn renew(app: &App, asker: &Asker, meeting: &str, id: &str) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let hall = hall(app, &person.office, meeting).await?;
    let (id, token) = (id.to_owned(), token(app));
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if !invitations::renew(tx, &person.office, &hall.meeting.id, &id, &token).await? {
                    return Err(Refusal::NotFound.into());
                }
                audited(tx, &person.office, &person.account, "invitation.renew", &format!("invitation:{id}"), "").await
            })
        })
        .await
}

/// An invitation as whoever has its link sees it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The invitation.
    pub invitation: Invitation,
    /// The library.
    pub library: Library,
    /// The meeting.
    pub hall: Hall,
    /// How it invites.
    pub invite: Invite,
    /// Until when the answer may change.
    pub until: Date,
    /// Its people.
    pub people: Vec<Participant>,
    /// Who of them waits for a seat: (participant, day) and the place in the queue.
    pub waiting: BTreeMap<(String, String), usize>,
    /// Seats that are left on each day, in the order of the days; none: there is room for everybody.
    pub left: Vec<Option<u32>>,
    /// Codes of the subjects that it would like to share.
    pub share: Vec<String>,
}

impl Opened {
    /// May the answer still change?
    pub fn is_open(&self) -> bool {
        self.hall.today() <= self.until
    }
}

/// Opens the invitation behind a token. A token that never was, or was withdrawn, leads nowhere; the two are not told apart.
pub async fn open(app: &App, token: &str) -> Result<Opened, Error> {
    let db = &app.storage;
    let invitation = invitations::by_token(db, token).await?.ok_or(Refusal::NotFound)?;
    let (office, meeting) = (invitation.office.as_str(), invitation.meeting.as_str());
    let library = libraries::by_id(db, office, &invitation.library).await?.ok_or(Refusal::NotFound)?;
    let hall = hall(app, office, meeting).await?;
    let invite = invitations::invite(db, office, meeting).await?;
    let all = participants::of_meeting(db, office, meeting).await?;
    let asked = participants::asked(&all);
    let waiting = waiting(&asked, invite.capacity);
    let left = hall.agenda.days.iter().map(|day| {
        let taken = asked.iter().filter(|one| one.day == day.id).count();
        invite.capacity.map(|capacity| capacity.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX)))
    });
    let left = left.collect();
    let mut people: Vec<Participant> =
        all.into_iter().filter(|one| !one.removed && one.invitation.as_deref() == Some(&invitation.id)).collect();
    people.sort_by(|a, b| a.id.cmp(&b.id));
    let share = wishes::all(db, office, meeting).await?;
    let share = share.into_iter().filter(|(library, _)| *library == invitation.library).map(|(_, code)| code).collect();
    Ok(Opened { until: until(&hall, &invite), library, hall, invite, people, waiting, left, share, invitation })
}

/// Takes an answer, in place of the one before. `before` is the number of answers that the page had seen.
pub async fn answer(app: &App, opened: Opened, before: i64, answer: Answer, op: String) -> Result<(), Error> {
    if !opened.is_open() {
        return Err(Refusal::Conflict(closed_words(opened.until, &opened.invite.contact())).into());
    }
    let by = format!("undangan:{}", opened.invitation.id);
    let sha256 = hash(format!("{answer:?}").as_bytes());
    let codes: Vec<String> = answer.people.iter().map(|_| code(app)).collect();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (invitation, office) = (&opened.invitation, opened.invitation.office.as_str());
                // Held first, so that two answers of one moment come one after the other.
                let mut meeting =
                    meetings::lock(tx, office, &invitation.meeting).await?.ok_or(Refusal::NotFound)?;
                if crate::storage::ops::answered(tx, &by, &op, &sha256).await?.is_some() {
                    return Ok(());
                }
                if !invitations::answer(tx, invitation, before, &answer).await? {
                    let words = "Jawaban ini sudah diubah dari HP lain sejak halaman ini dibuka. Isian Anda masih ada di bawah; bila tetap benar, kirim sekali lagi.";
                    return Err(Refusal::Conflict(words.to_owned()).into());
                }
                let known = participants::ids_of_invitation(tx, office, &invitation.id).await?;
                for id in &known {
                    if !answer.people.iter().any(|one| one.id == *id) {
                        participants::remove(tx, office, &invitation.meeting, id, true).await?;
                    }
                }
                for (one, code) in answer.people.iter().zip(&codes) {
                    // An id comes from the form: it is one of this invitation, or it is none.
                    if known.contains(&one.id) {
                        participants::change(tx, office, &one.id, &one.person).await?;
                        participants::set_days(tx, office, &one.id, &one.days).await?;
                    } else {
                        let new = New {
                            meeting: &invitation.meeting,
                            library: Some(&invitation.library),
                            invitation: Some(&invitation.id),
                            source: "undangan",
                            code,
                            account: "",
                        };
                        participants::add(tx, office, &new, &one.person, &one.days).await?;
                    }
                }
                wishes::put(tx, office, &invitation.meeting, &invitation.library, &answer.share, "").await?;
                state_days(tx, &mut meeting, &opened.library, &answer).await?;
                let payload = serde_json::json!({ "meeting": invitation.meeting, "invitation": invitation.id });
                tx.event(office, "meeting", "answered", payload);
                audited(tx, office, "", "invitation.answer", &format!("invitation:{}", invitation.id), "").await?;
                crate::storage::ops::keep(tx, &by, &op, &sha256, "").await?;
                Ok::<_, Error>(())
            })
        })
        .await
}

/// Tells the agenda on which days nobody of the library comes, so that its conflicts and proposals know. A day on which it comes for
/// some hours only, as a planner noted, is left as it is.
async fn state_days(
    tx: &mut Tx,
    meeting: &mut crate::domain::meeting::Meeting,
    library: &Library,
    answer: &Answer,
) -> Result<(), Error> {
    let mut agenda = history::fold(&meetings::entries_in(tx, meeting).await?);
    let who = Presenter::Library { id: library.id.clone(), name: library.name.clone() };
    let edits = agenda.days.iter().filter_map(|day| {
        let was = day.stated(&who).is_some_and(|stated| stated.from >= stated.to);
        let is = !answer.people.iter().any(|one| one.days.contains(&day.id));
        (was != is).then(|| Edit::State { day: day.id.clone(), who: who.clone(), times: is.then_some((0, 0)) })
    });
    let Some(edit) = Edit::group(edits.collect()) else { return Ok(()) };
    if agenda.apply(&edit).is_err() {
        return Ok(());
    }
    meetings::append(tx, meeting, "", &Step { edit, undoes: None }, &agenda).await?;
    let payload = serde_json::json!({ "meeting": meeting.id, "number": meeting.edits });
    tx.event(&meeting.office, "agenda", "edited", payload);
    Ok(())
}

/// A fresh code for a QR.
pub(crate) fn code(app: &App) -> String {
    data_encoding::BASE32_NOPAD.encode(&app.world.secret::<10>())
}

/// An invitation that a signed-in librarian may answer.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The meeting's name.
    pub meeting: String,
    /// Its first day.
    pub first: Date,
    /// Until when the answer may change.
    pub until: Date,
    /// The library's name.
    pub library: String,
    /// The path of the invitation.
    pub path: String,
    /// Was it answered?
    pub answered: bool,
}

/// The invitations of the person's libraries to meetings that are not over.
pub async fn pending(app: &App, asker: &Asker) -> Result<Vec<Pending>, Error> {
    let person = asker.signed_in()?;
    let mut list = Vec::new();
    for library in person.libraries() {
        for invitation in invitations::of_library(&app.storage, &person.office, library).await? {
            let hall = hall(app, &person.office, &invitation.meeting).await?;
            if hall.last() < hall.today() {
                continue;
            }
            let invite = invitations::invite(&app.storage, &person.office, &invitation.meeting).await?;
            let name = libraries::by_id(&app.storage, &person.office, library).await?;
            list.push(Pending {
                first: hall.first(),
                until: until(&hall, &invite),
                meeting: hall.meeting.name,
                library: name.map(|library| library.name).unwrap_or_default(),
                path: format!("/undangan/{}", invitation.token),
                answered: invitation.coming().is_some(),
            });
        }
    }
    Ok(list)
}
