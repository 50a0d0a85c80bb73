//! Proposals for a meeting: what the reports suggest, and the planner's word on each.

use crate::api::{App, Error, agenda, kpi};
use crate::domain::account::Asker;
use crate::domain::agenda::wire::Want;
use crate::domain::agenda::{Edit, Presenter};
use crate::domain::proposal::accept::{Change, edit};
use crate::domain::proposal::{Choice, Input, Plan, plan};
use crate::domain::refusal::Refusal;
use crate::domain::standing::{Known, coded, standings};
use crate::storage::{Audit, Failure, wishes};

/// Everything that the page of proposals shows.
pub struct Proposals {
    /// The meeting and its agenda.
    pub desk: agenda::Desk,
    /// What the planner chose.
    pub choice: Choice,
    /// What is proposed.
    pub plan: Plan,
    /// What libraries asked to share: library and subject code.
    pub wishes: Vec<(String, String)>,
}

/// What is proposed for a meeting of the asker's own office; `value` reads the address's query.
pub async fn proposals(
    app: &App,
    asker: &Asker,
    meeting: &str,
    value: impl Fn(&str) -> Option<String>,
) -> Result<Proposals, Error> {
    let office = &asker.planner()?.office;
    let desk = agenda::open(app, asker, meeting).await?;
    let (_, running) = kpi::running(app, office).await?;
    let choice = Choice::read(value, running);
    let known = kpi::facts(app, office, &choice.months()).await?.into_iter().map(|(library, months)| Known {
        id: library.id,
        name: library.name,
        district: library.village.district,
        months,
    });
    let known: Vec<Known> = known.collect();
    let wishes = wishes::all(&app.storage, office, meeting).await?;
    let refused = wishes::refused(&app.storage, office, meeting).await?;
    // A regency is done in no time; a province of 500 libraries is some work, which no other request should wait for.
    let made = tokio::task::spawn_blocking(move || {
        let parties = standings(known, choice.least);
        let input = Input { choice: &choice, parties, wishes: &wishes, refused: &refused, agenda: &desk.agenda };
        let plan = plan(input);
        Proposals { desk, choice, plan, wishes }
    });
    Ok(made.await.map_err(|error| Failure::Abandoned(error.to_string()))?)
}

/// Accepts proposals, each as it is or as the planner changed it: ordinary edits of the agenda, in one go.
pub async fn accept(
    app: &App,
    asker: &Asker,
    shown: &Proposals,
    accepted: &[(String, Change)],
    op: String,
) -> Result<(), Error> {
    if accepted.is_empty() {
        return Err(Refusal::invalid("", "Centang sedikitnya satu usulan.").into());
    }
    let desk = &shown.desk;
    let edit = edit(&shown.plan, &shown.choice, &desk.agenda, accepted, || app.world.id())
        .map_err(|fault| Refusal::invalid("", fault.words()))?;
    agenda::change(app, asker, &desk.meeting.id, desk.meeting.edits, op, Want::Edits(vec![edit])).await?;
    Ok(())
}

/// Throws a proposal away, or takes it back.
pub async fn throw_away(app: &App, asker: &Asker, meeting: &str, proposal: &str, away: bool) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let desk = agenda::open(app, asker, meeting).await?;
    let fine =
        (1..=64).contains(&proposal.len()) && proposal.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !fine {
        return Err(Refusal::NotFound.into());
    }
    let (meeting, proposal) = (desk.meeting.id, proposal.to_owned());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (office, account) = (person.office.as_str(), person.account.as_str());
                if away {
                    wishes::refuse(tx, office, &meeting, &proposal, account).await?;
                } else {
                    wishes::restore(tx, office, &meeting, &proposal).await?;
                }
                let object = format!("meeting:{meeting}");
                let action = if away { "proposal.refuse" } else { "proposal.restore" };
                tx.audit(&Audit { office, account, action, object: &object, reason: &proposal, ..Audit::default() })
                    .await?;
                Ok::<_, Error>(())
            })
        })
        .await
}

/// Puts down what a library asked for, in place of what it asked for before: subjects to share, and days on which it cannot come.
/// The days are the agenda's own ([`Edit::State`]); a day on which it comes for some hours only is left as it is.
pub async fn wish(
    app: &App,
    asker: &Asker,
    meeting: &str,
    library: &str,
    subjects: Vec<String>,
    away: &[String],
) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let desk = agenda::open(app, asker, meeting).await?;
    let Some((_, name)) = desk.rules.libraries.iter().find(|(id, _)| id == library) else {
        return Err(Refusal::invalid("perpustakaan", "Pilih perpustakaannya.").into());
    };
    if subjects.iter().any(|code| coded(code).is_none()) {
        return Err(Refusal::invalid("minta", "Topik itu tidak dikenal. Pilih lagi dari daftar.").into());
    }
    if away.iter().any(|day| desk.agenda.day(day).is_none()) {
        return Err(Refusal::invalid("absen", "Hari itu sudah tidak ada di agenda ini. Pilih lagi harinya.").into());
    }
    let who = Presenter::Library { id: library.to_owned(), name: name.clone() };
    let days = desk.agenda.days.iter().filter_map(|day| {
        let was = day.stated(&who).is_some_and(|stated| stated.from >= stated.to);
        let is = away.contains(&day.id);
        (was != is).then(|| Edit::State { day: day.id.clone(), who: who.clone(), times: is.then_some((0, 0)) })
    });
    if let Some(edit) = Edit::group(days.collect()) {
        let (id, based) = (&desk.meeting.id, desk.meeting.edits);
        agenda::change(app, asker, id, based, String::new(), Want::Edits(vec![edit])).await?;
    }
    let (meeting, library) = (desk.meeting.id, library.to_owned());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (office, account) = (person.office.as_str(), person.account.as_str());
                wishes::put(tx, office, &meeting, &library, &subjects, account).await?;
                let object = format!("meeting:{meeting}");
                tx.audit(&Audit {
                    office,
                    account,
                    action: "wish.set",
                    object: &object,
                    reason: &library,
                    ..Audit::default()
                })
                .await?;
                Ok::<_, Error>(())
            })
        })
        .await
}
