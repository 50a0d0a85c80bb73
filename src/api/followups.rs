//! Follow-ups (RTL): written down in the room, seen by the library, closed in words or by the reports themselves.

use crate::api::{App, Error, agenda, board, kpi, masthead, reminders};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::followup::{
    About, Aim, Course, LONGEST_PROOF, MOST, Plan, Reading, Reported, State, check, is_readable, readings, reminder,
    state,
};
use crate::domain::form::Form;
use crate::domain::moment::{Date, Month};
use crate::domain::phone::Phone;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::score::{MonthFacts, PUNCTUAL, value};
use crate::storage::followups::{self, Followup};
use crate::storage::ops::Op;
use crate::storage::reports::{self, Place};
use crate::storage::{Audit, Tx, offices};
use std::collections::{BTreeSet, HashMap};

/// A follow-up and how it stands.
#[derive(Clone, Debug)]
pub struct Line {
    /// The row.
    pub row: Followup,
    /// As it was written down.
    pub plan: Plan,
    /// When it was promised, closed, opened again.
    pub course: Course,
    /// How it stands today.
    pub state: State,
    /// What its figure was in each approved report that counts, oldest first.
    pub readings: Vec<Reading>,
    /// Does the office's form (still) ask for its figure?
    pub readable: bool,
}

impl Line {
    /// Is the library to be reminded?
    pub fn is_awaited(&self) -> bool {
        !self.state.is_closed() && self.row.is_active()
    }
}

/// Today in the office's zone, and the form that is asked now.
async fn now(app: &App, office: &str) -> Result<(Date, Form), Error> {
    let today = app.world.now().date(offices::calendar(&app.storage, office).await?.zone());
    Ok((today, reports::form(&app.storage, office, today.month_of()).await?))
}

/// The approved reports of some libraries from a month on.
async fn reported(
    app: &App,
    office: &str,
    rows: &[Followup],
    from: Month,
    to: Month,
) -> Result<HashMap<String, Vec<Reported>>, Error> {
    let libraries: BTreeSet<&str> = rows.iter().map(|row| row.library.as_str()).collect();
    let mut known: HashMap<String, Vec<Reported>> = HashMap::new();
    let numbers = followups::approved(&app.storage, office, from).await?;
    let mut figures = crate::storage::kpi::approved(&app.storage, office, from, to).await?;
    // Whether a report was in time is a costly question, asked only where a follow-up hangs on it.
    let mut on_time: HashMap<(String, Month), bool> = HashMap::new();
    if rows.iter().any(|row| row.plan().aim.is_some_and(|aim| aim.measure == PUNCTUAL)) {
        let months: Vec<Month> =
            std::iter::successors(Some(to), |month| (*month > from).then(|| month.plus(-1))).collect();
        for (library, cells) in board::grid(app, office, &months).await?.rows {
            for (month, (_, cell)) in months.iter().zip(cells) {
                if let Some(kept) = kpi::on_time(cell) {
                    on_time.insert((library.id.clone(), *month), kept);
                }
            }
        }
    }
    for ((library, month), (reference, report)) in numbers {
        let key = (library, month);
        let Some((nihil, approved)) = figures.remove(&key).filter(|_| libraries.contains(key.0.as_str())) else {
            continue;
        };
        let facts = MonthFacts { figures: Some(approved), nihil, on_time: on_time.get(&key).copied() };
        known.entry(key.0).or_default().push(Reported { month, reference, report, facts });
    }
    Ok(known)
}

/// How these follow-ups of one office stand.
pub(crate) async fn lines(app: &App, office: &str, rows: Vec<Followup>) -> Result<Vec<Line>, Error> {
    let (today, form) = now(app, office).await?;
    let courses = rows.iter().map(Followup::course).collect::<Result<Vec<_>, _>>()?;
    let Some(from) = courses.iter().map(Course::counts_from).min() else { return Ok(Vec::new()) };
    let known = reported(app, office, &rows, from, today.month_of().max(from)).await?;
    Ok(rows
        .into_iter()
        .zip(courses)
        .map(|(row, course)| {
            let plan = row.plan();
            let reports = known.get(&row.library).map(Vec::as_slice).unwrap_or_default();
            Line {
                state: state(&course, plan.aim.as_ref(), reports, today),
                readings: plan.aim.as_ref().map(|aim| readings(&course, &aim.measure, reports)).unwrap_or_default(),
                readable: plan.aim.as_ref().is_none_or(|aim| is_readable(&aim.measure, &form)),
                row,
                plan,
                course,
            }
        })
        .collect())
}

/// Somebody to remind, with the words.
#[derive(Clone, Debug)]
pub struct Reminder {
    /// The library's name.
    pub library: String,
    /// The person's name.
    pub person: String,
    /// The number, while it is known.
    pub phone: Option<Phone>,
    /// The message.
    pub words: String,
}

/// The page of a meeting's follow-ups.
pub struct Sheet {
    /// The meeting.
    pub desk: agenda::Desk,
    /// The follow-ups, by library.
    pub lines: Vec<Line>,
    /// Figures that can be chosen: code and words.
    pub measures: Vec<(String, String)>,
    /// Whom to remind, by library.
    pub reminders: Vec<Reminder>,
}

/// The follow-ups of a meeting of the asker's own office.
pub async fn sheet(app: &App, asker: &Asker, meeting: &str) -> Result<Sheet, Error> {
    let desk = agenda::open(app, asker, meeting).await?;
    let office = desk.meeting.office.clone();
    let lines = lines(app, &office, followups::of_meeting(&app.storage, &office, meeting).await?).await?;
    let (today, form) = now(app, &office).await?;
    let measures = crate::domain::score::measures().into_iter().filter(|known| is_readable(known.code, &form));
    let measures = measures.map(|known| (known.code.to_owned(), format!("{} ({})", known.label, known.unit))).collect();
    let signature = masthead::masthead(app, asker).await.office.unwrap_or_else(|| "Dinas".to_owned());
    let mut people = reminders::people(app, &office).await?;
    let mut reminders: Vec<Reminder> = Vec::new();
    for line in lines.iter().filter(|line| line.is_awaited()) {
        // The first line of a library speaks for all of its lines.
        let Some(people) = people.remove(&line.row.library) else { continue };
        let open: Vec<(String, Date)> = lines
            .iter()
            .filter(|other| other.row.library == line.row.library && other.is_awaited())
            .map(|other| (other.plan.what.clone(), other.course.due))
            .collect();
        for (person, phone) in people {
            let about = About {
                person: &person,
                library: &line.row.library_name,
                meeting: &line.row.meeting_name,
                open: &open,
                link: &app.settings.link("/tindak-lanjut"),
                office: &signature,
            };
            let words = reminder(&about, today);
            reminders.push(Reminder { library: line.row.library_name.clone(), person, phone, words });
        }
    }
    Ok(Sheet { desk, lines, measures, reminders })
}

/// What a planner writes down.
#[derive(Clone, Debug)]
pub struct Writing {
    /// The library's id.
    pub library: String,
    /// The plan. Where no start was typed, it is 0 here and taken from the newest report.
    pub plan: Plan,
    /// Was a start typed?
    pub start_typed: bool,
    /// The follow-up that is changed; empty: a new one.
    pub id: String,
    /// Its version when the form was shown.
    pub version: i64,
    /// The intent.
    pub op: Op,
}

/// The newest approved figure up to the month of the meeting, at most a year old.
pub(crate) async fn last_known(
    app: &App,
    office: &str,
    library: &str,
    aim: &Aim,
    met: Month,
) -> Result<Option<u32>, Error> {
    let mut approved = crate::storage::kpi::approved(&app.storage, office, met.plus(-11), met).await?;
    let newest = (0..12).map(|back| met.plus(-back)).find_map(|month| {
        let (nihil, figures) = approved.remove(&(library.to_owned(), month))?;
        value(&MonthFacts { figures: Some(figures), nihil, on_time: None }, &aim.measure)
    });
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    Ok(newest.map(|value| value as u32))
}

/// Writes a follow-up down, or changes one.
pub async fn write(app: &App, asker: &Asker, meeting: &str, mut writing: Writing) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let desk = agenda::open(app, asker, meeting).await?;
    let office = person.office.clone();
    let known = followups::of_meeting(&app.storage, &office, meeting).await?;
    let (_, form) = now(app, &office).await?;
    let mut findings = Vec::new();
    if writing.id.is_empty() {
        if desk.rules.libraries.iter().all(|(id, _)| *id != writing.library) {
            findings.push(Finding::new(
                "perpustakaan",
                "Pilih perpustakaannya dari daftar. Yang tidak aktif tidak bisa dipilih.",
            ));
        }
        if known.len() >= MOST {
            findings.push(Finding::new("", format!("Satu pertemuan memuat paling banyak {MOST} rencana.")));
        }
    } else if let Some(row) = known.iter().find(|row| row.id == writing.id) {
        writing.library.clone_from(&row.library);
    } else {
        return Err(Refusal::NotFound.into());
    }
    let met = desk.meeting.starts_on;
    if let Some(aim) = &mut writing.plan.aim
        && !writing.start_typed
        && findings.is_empty()
    {
        match last_known(app, &office, &writing.library, aim, met.month_of()).await? {
            Some(start) => aim.start = start,
            None => findings.push(Finding::new(
                "dari",
                "Isi angka awalnya: sampai bulan pertemuan belum ada laporan disetujui yang memuat angka ini.",
            )),
        }
    }
    findings.extend(check(&writing.plan, met, &form));
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let meeting = desk.meeting.id;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if writing.op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                let Writing { library, plan, id, version, op, .. } = writing;
                let (id, action) = if id.is_empty() {
                    (followups::add(tx, &office, &meeting, &library, &plan, &person.account).await?, "followup.add")
                } else {
                    if !followups::put(tx, &office, &id, version, &plan).await? {
                        return Err(changed_meanwhile().into());
                    }
                    (id, "followup.change")
                };
                told(tx, &person, action, &id, &library).await?;
                op.keep(tx, &id).await?;
                Ok(())
            })
        })
        .await
}

fn changed_meanwhile() -> Refusal {
    let words = "Rencana ini diubah orang lain sejak halaman ini dibuka. Isian Anda masih ada di bawah; muat halaman ini di tab lain untuk membandingkan.";
    Refusal::Conflict(words.to_owned())
}

async fn told(tx: &mut Tx, person: &SignedIn, action: &'static str, id: &str, library: &str) -> Result<(), Error> {
    let object = format!("followup:{id}");
    let (office, account) = (person.office.as_str(), person.account.as_str());
    tx.audit(&Audit { office, account, action, object: &object, ..Audit::default() }).await?;
    tx.event(office, "followup", "changed", serde_json::json!({ "library": library, "followup": id }));
    Ok(())
}

/// Takes a follow-up back that was written down by mistake.
pub async fn remove(app: &App, asker: &Asker, meeting: &str, id: &str, version: i64) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let row = followups::one(&app.storage, &person.office, id).await?.filter(|row| row.meeting == meeting);
    let row = row.ok_or(Refusal::NotFound)?;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if !followups::remove(tx, &person.office, &row.id, version).await? {
                    return Err(changed_meanwhile().into());
                }
                told(tx, &person, "followup.remove", &row.id, &row.library).await
            })
        })
        .await
}

/// The follow-ups of each library that the person reports for.
pub async fn mine(app: &App, asker: &Asker) -> Result<Vec<(Place, Vec<Line>)>, Error> {
    let person = asker.signed_in()?;
    let mut all = Vec::new();
    for library in person.libraries() {
        if let Some(place) = reports::place_of(&app.storage, &person.office, library).await? {
            let rows = followups::of_library(&app.storage, &person.office, library).await?;
            all.push((place, lines(app, &person.office, rows).await?));
        }
    }
    Ok(all)
}

/// One follow-up, for its library's people and its office's planners. Another library's is not found.
pub async fn one(app: &App, asker: &Asker, id: &str) -> Result<Line, Error> {
    let person = asker.signed_in()?;
    let row = followups::one(&app.storage, &person.office, id).await?.ok_or(Refusal::NotFound)?;
    if asker.planner_of(&person.office).is_err() {
        asker.librarian_of(&row.library)?;
    }
    lines(app, &person.office, vec![row]).await?.pop().ok_or_else(|| Refusal::NotFound.into())
}

/// Closes a follow-up with what was done.
pub async fn close(app: &App, asker: &Asker, id: &str, proof: &str, op: Op) -> Result<(), Error> {
    let person = asker.signed_in()?.clone();
    let line = one(app, asker, id).await?;
    let (today, _) = now(app, &person.office).await?;
    let proof = proof.replace("\r\n", "\n").trim().to_owned();
    let long = proof.chars().count();
    if long == 0 {
        return Err(Refusal::invalid("bukti", "Tulis singkat apa yang sudah dilakukan dan hasilnya.").into());
    }
    if long > LONGEST_PROOF {
        let words =
            format!("Tulisan ini {long} huruf, paling panjang {LONGEST_PROOF}. Pendekkan; tidak ada yang dipotong.");
        return Err(Refusal::invalid("bukti", words).into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                if line.course.closed.is_some() {
                    let words = "Rencana ini sudah ditandai selesai. Muat ulang halaman untuk melihatnya.".to_owned();
                    return Err(Refusal::Conflict(words).into());
                }
                followups::close(tx, &person.office, &line.row.id, today, &proof, &person.account).await?;
                told(tx, &person, "followup.close", &line.row.id, &line.row.library).await?;
                op.keep(tx, "closed").await?;
                Ok(())
            })
        })
        .await
}

/// Opens a follow-up again. One that is open already is what is wanted.
pub async fn reopen(app: &App, asker: &Asker, id: &str) -> Result<(), Error> {
    let person = asker.signed_in()?.clone();
    let line = one(app, asker, id).await?;
    if !line.state.is_closed() {
        return Ok(());
    }
    let (today, _) = now(app, &person.office).await?;
    // Reached in this very month: only a later report can close it anew.
    let again = match &line.state {
        State::Reached(reading) if reading.month >= today.month_of() => reading.month.plus(1).first(),
        State::Reached(_) | State::Done(_) | State::Open | State::Late => today,
    };
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                followups::reopen(tx, &person.office, &line.row.id, again).await?;
                told(tx, &person, "followup.reopen", &line.row.id, &line.row.library).await
            })
        })
        .await
}
