//! The circle: what became of the last meeting, what moved since, and how the next one opens with it.

use crate::api::{App, Error, agenda, followups, kpi};
use crate::domain::account::Asker;
use crate::domain::agenda::wire::Want;
use crate::domain::agenda::{Agenda, Edit, Item, Kind};
use crate::domain::circle::{Moved, Promise, moved, opening, opening_id, suggestions};
use crate::domain::meeting::Meeting;
use crate::domain::moment::{Date, Month};
use crate::domain::refusal::Refusal;
use crate::domain::standing::Known;
use crate::storage::{followups as rows, meetings, wishes};

/// The most months that each of the two spans has.
const SPAN: i32 = 6;
/// The least approved reports in each, where the span after has so many months.
const LEAST: i32 = 3;

/// The page of the circle.
pub struct Circle {
    /// The newest meeting that has begun; `None`: there was none.
    pub meeting: Option<Meeting>,
    /// Its follow-ups.
    pub lines: Vec<followups::Line>,
    /// First and last month before, first and last month after; `None`: no month has passed since.
    pub spans: Option<(Month, Month, Month, Month)>,
    /// The least approved reports that were asked for in each.
    pub least: u32,
    /// Standings by how much they rose.
    pub moved: Vec<Moved>,
    /// Libraries of which too little is known.
    pub unknown: Vec<String>,
    /// What the follow-ups suggest for the next agenda.
    pub suggestions: Vec<String>,
    /// The meeting that comes next.
    pub next: Option<Meeting>,
}

fn promises(lines: &[followups::Line]) -> Vec<Promise> {
    lines
        .iter()
        .map(|line| Promise {
            name: line.row.library_name.clone(),
            what: line.plan.what.clone(),
            aim: line.plan.aim.clone(),
            state: line.state.clone(),
        })
        .collect()
}

async fn known(app: &App, office: &str, from: Month, to: Month) -> Result<Vec<Known>, Error> {
    let months: Vec<Month> = (0..SPAN).map(|back| to.plus(-back)).take_while(|month| *month >= from).collect();
    let facts = kpi::facts(app, office, &months).await?;
    let known = facts.into_iter().map(|(library, months)| Known {
        id: library.id,
        name: library.name,
        district: library.village.district,
        months,
    });
    Ok(known.collect())
}

/// The circle of the asker's own office.
pub async fn circle(app: &App, asker: &Asker) -> Result<Circle, Error> {
    let office = asker.planner()?.office.clone();
    let all = meetings::of_office(&app.storage, &office).await?;
    let (zone, running) = kpi::running(app, &office).await?;
    let today: Date = app.world.now().date(zone);
    // Newest first.
    let meeting = all.iter().find(|meeting| meeting.starts_on <= today).cloned();
    let next = all.iter().rev().find(|meeting| meeting.starts_on > today).cloned();
    let mut circle = Circle {
        meeting: None,
        lines: Vec::new(),
        spans: None,
        least: 1,
        moved: Vec::new(),
        unknown: Vec::new(),
        suggestions: Vec::new(),
        next,
    };
    let Some(meeting) = meeting else { return Ok(circle) };
    circle.lines = followups::lines(app, &office, rows::of_meeting(&app.storage, &office, &meeting.id).await?).await?;
    circle.suggestions = suggestions(&promises(&circle.lines));
    let (met, last) = (meeting.starts_on.month_of(), running.plus(-1));
    if last > met {
        let (from, first) = (met.plus(1 - SPAN), met.plus(1).max(last.plus(1 - SPAN)));
        let months = (1..=SPAN).take_while(|months| last.plus(1 - *months) >= first).count();
        circle.least = u32::try_from(months).unwrap_or(1).clamp(1, LEAST.unsigned_abs());
        let (before, after) = (known(app, &office, from, met).await?, known(app, &office, first, last).await?);
        (circle.moved, circle.unknown) = moved(before, after, circle.least);
        circle.spans = Some((from, met, first, last));
    }
    circle.meeting = Some(meeting);
    Ok(circle)
}

/// The proposal that a meeting opens with what became of the one before.
pub struct Opening {
    /// The meeting that is looked back on.
    pub meeting: Meeting,
    /// The item that it becomes.
    pub item: Item,
    /// How many promises there were.
    pub promises: usize,
    /// It stands in the agenda already.
    pub accepted: bool,
    /// A planner threw it away.
    pub refused: bool,
}

/// The opening that is proposed for a meeting; none when no earlier meeting left promises.
pub async fn opening_of(app: &App, asker: &Asker, desk: &agenda::Desk) -> Result<Option<Opening>, Error> {
    let office = asker.planner()?.office.clone();
    let all = meetings::of_office(&app.storage, &office).await?;
    for meeting in all.into_iter().filter(|meeting| meeting.starts_on < desk.meeting.starts_on) {
        let left = rows::of_meeting(&app.storage, &office, &meeting.id).await?;
        if left.is_empty() {
            continue;
        }
        let promises = promises(&followups::lines(app, &office, left).await?);
        let id = opening_id(&meeting.id);
        let refused = wishes::refused(&app.storage, &office, &desk.meeting.id).await?;
        return Ok(Some(Opening {
            item: opening(&meeting.id, &meeting.name, &promises),
            promises: promises.len(),
            accepted: desk.agenda.item(&id).is_some(),
            refused: refused.contains(&id),
            meeting,
        }));
    }
    Ok(None)
}

/// Behind what opens the first day: registration, songs, words of welcome.
fn behind_the_opening(agenda: &Agenda) -> Option<(String, Option<String>)> {
    let day = agenda.days.first()?;
    let opens = |item: &&Item| {
        let kinds = [
            Kind::Registration,
            Kind::Opening,
            Kind::Anthem,
            Kind::Prayer,
            Kind::CommitteeReport,
            Kind::Remarks,
            Kind::Photo,
        ];
        kinds.contains(&item.kind)
    };
    let last = day.items.iter().take_while(opens).last();
    Some((day.id.clone(), last.map(|item| item.id.clone())))
}

/// Puts the opening into the agenda: an ordinary edit.
pub async fn accept_opening(app: &App, asker: &Asker, meeting: &str, op: String) -> Result<(), Error> {
    let desk = agenda::open(app, asker, meeting).await?;
    let gone = || Refusal::invalid("", "Usulan ini sudah tidak ada. Muat ulang halaman ini.");
    let opening = opening_of(app, asker, &desk).await?.ok_or_else(gone)?;
    if opening.accepted {
        return Ok(());
    }
    let (day, after) = behind_the_opening(&desk.agenda)
        .ok_or_else(|| Refusal::invalid("", "Agenda ini belum punya hari. Tambah harinya dulu."))?;
    let edit = Edit::Add { item: opening.item, day, after };
    agenda::change(app, asker, meeting, desk.meeting.edits, op, Want::Edits(vec![edit])).await?;
    Ok(())
}
