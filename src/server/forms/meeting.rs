//! Meeting forms: a new meeting, and everything a planner does to its agenda without scripts.

use crate::api::agenda::{Desk, Today};
use crate::api::{self, App, Error};
use crate::domain::account::Asker;
use crate::domain::agenda::form::{self, Pairs, Wish};
use crate::domain::agenda::wire::Want;
use crate::domain::agenda::{Edit, history, rules};
use crate::domain::meeting::Plan;
use crate::domain::refusal::Refusal;
use crate::server::forms::{Posted, see_other};
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/kantor/plm", post(create))
        .route("/kantor/plm/{id}/agenda", post(change))
        .route("/kantor/plm/{id}/agenda/versi", post(back))
        .route("/kantor/plm/aturan", post(settle))
}

type Form = Posted<Vec<(String, String)>>;

/// A new meeting.
async fn create(State(app): State<App>, Posted { input, page }: Form) -> Response {
    let plan = match Plan::read(&input, ids(&app, &page.asker, &input)) {
        Ok(plan) => plan,
        Err(findings) => return page.findings(findings).await,
    };
    let op = Pairs(&input).get("op").to_owned();
    match api::meetings::create(&app, &page.asker, plan, false, op).await {
        Ok(id) => see_other(&format!("/kantor/plm/{id}/agenda?kabar=dibuat")),
        Err(error) => page.refused(error).await,
    }
}

/// One change of an agenda, made on a page that showed it as of the number in `based`.
async fn change(State(app): State<App>, Path(id): Path<String>, Posted { input, page }: Form) -> Response {
    let desk = match api::agenda::open(&app, &page.asker, &id).await {
        Ok(desk) => desk,
        Err(error) => return page.refused(error).await,
    };
    let input = form::spelled(&input);
    let pairs = Pairs(&input);
    let (based, op) = (pairs.get("based").parse().unwrap_or(desk.meeting.edits), pairs.get("op").to_owned());
    // Read against what the person saw, so that only what they changed becomes an edit.
    let seen = history::at(&desk.entries, based);
    let mut ids = ids(&app, &page.asker, &input);
    let wish = match form::read(&input, &seen, &desk.rules, &mut ids) {
        Ok(wish) => wish,
        Err(findings) => return page.findings(findings).await,
    };
    let here = format!("/kantor/plm/{}/agenda", desk.meeting.id);
    let (want, anchor) = match wish {
        Wish::Publish { note } => {
            return match api::agenda::publish(&app, &page.asker, &id, based, note, op).await {
                Ok(_) => see_other(&format!("{here}?kabar=terbit")),
                Err(error) => page.refused(error).await,
            };
        }
        Wish::Server if pairs.get("act") == "templat" => {
            match api::agenda::laid(&app, &page.asker, &seen, pairs.get("template"), &mut ids).await {
                Ok(edit) => (Want::Edits(vec![edit]), String::new()),
                Err(error) => return page.refused(error).await,
            }
        }
        Wish::Server => {
            return match served(&app, &page.asker, &desk, op, &pairs).await {
                Ok(news) => see_other(&format!("{here}?kabar={news}")),
                Err(error) => page.refused(error).await,
            };
        }
        Wish::Undo => (Want::Undo, String::new()),
        Wish::Redo => (Want::Redo, String::new()),
        Wish::Edit(edit) => {
            let anchor = anchor(&edit);
            (Want::Edits(vec![edit]), anchor)
        }
    };
    let is_old_template = pairs.get("act") == "templat" && based != desk.meeting.edits;
    let mine = match &want {
        Want::Edits(edits) => edits.first().cloned(),
        _ => None,
    };
    match api::agenda::change(&app, &page.asker, &id, based, op, want).await {
        Ok(done) => {
            let news = match done {
                api::agenda::Done::Saved => "tersimpan",
                api::agenda::Done::Undone => "dibatalkan",
                api::agenda::Done::Redone => "diulangi",
            };
            see_other(&format!("{here}?kabar={news}{anchor}"))
        }
        // Laid on the agenda that the page showed; the page that comes back shows the newest one.
        Err(Error::Refusal(_)) if is_old_template => {
            let words = "Agenda berubah sesudah halaman ini dibuka. Periksa, lalu tekan sekali lagi.";
            let typed = input.iter().filter(|(name, _)| name != "based" && name != "op").cloned().collect();
            page.refused_with(Refusal::Conflict(words.to_owned()), typed).await
        }
        Err(Error::Refusal(refusal @ Refusal::Conflict(_))) => {
            // The page comes back on the newest agenda: there, what this person changed stays as typed, everything else is as
            // the other person left it, so that sending it once more overwrites knowingly and only what they meant.
            match mine.and_then(|edit| merged(&desk.agenda, &edit)) {
                Some(pairs) => page.refused_with(refusal, pairs).await,
                None => page.refused(refusal).await,
            }
        }
        Err(error) => page.refused(error).await,
    }
}

/// Makes the draft what a version was, from the page of versions.
async fn back(State(app): State<App>, Path(id): Path<String>, Posted { input, page }: Form) -> Response {
    let desk = match api::agenda::open(&app, &page.asker, &id).await {
        Ok(desk) => desk,
        Err(error) => return page.refused(error).await,
    };
    let pairs = Pairs(&input);
    let Ok(version) = pairs.get("version").parse() else {
        return page.refused(Refusal::invalid("version", "Pilih versi yang dijadikan draf.")).await;
    };
    match api::agenda::go_back(&app, &page.asker, &desk, pairs.get("op").to_owned(), version).await {
        Ok(_) => see_other(&format!("/kantor/plm/{}/agenda/versi?kabar=kembali", desk.meeting.id)),
        Err(error) => page.refused(error).await,
    }
}

/// The office's rules for agendas.
async fn settle(State(app): State<App>, Posted { input, page }: Form) -> Response {
    match rules::read(&input) {
        Ok(rules) => match api::agenda::settle(&app, &page.asker, rules).await {
            Ok(()) => see_other("/kantor/plm/aturan?kabar=tersimpan"),
            Err(error) => page.refused(error).await,
        },
        Err(findings) => page.findings(findings).await,
    }
}

/// What only the server does: going back, and what happens on the day.
async fn served(app: &App, asker: &Asker, desk: &Desk, op: String, pairs: &Pairs<'_>) -> Result<&'static str, Error> {
    match pairs.get("act") {
        "kembali" => {
            let version = pairs.get("version").parse().unwrap_or(0);
            api::agenda::go_back(app, asker, desk, op, version).await.map(|_| "kembali")
        }
        act => {
            let late = pairs.get("late").parse().unwrap_or(0);
            let what = if act == "mulai" {
                Today::Start(pairs.get("item").to_owned())
            } else {
                Today::Late(pairs.get("day").to_owned(), late)
            };
            api::agenda::today(app, asker, &desk.meeting.id, op, what).await.map(|_| "terbit")
        }
    }
}

/// Ids of what a posted form makes; see [`Op::ids`].
fn ids(app: &App, asker: &Asker, input: &[(String, String)]) -> impl FnMut() -> String + Send + use<> {
    let account = asker.signed_in().map_or("", |person| &person.account);
    let pairs = input.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Op::new(account, Pairs(input).get("op"), pairs).ids(&app.world)
}

/// The form of an item as the newest agenda has it, with one person's values on top.
fn merged(agenda: &crate::domain::agenda::Agenda, edit: &Edit) -> Option<Vec<(String, String)>> {
    let Edit::Change { item, values } = edit else { return None };
    let mut newest = agenda.clone();
    newest.apply(&Edit::Change { item: item.clone(), values: values.clone() }).ok()?;
    let (_, item) = newest.item(item)?;
    Some(form::item_pairs(item))
}

/// Where the page should stand after the edit.
fn anchor(edit: &Edit) -> String {
    match edit.leaves().first() {
        Some(Edit::Add { .. } | Edit::Change { .. } | Edit::Move { .. }) => format!("#i-{}", edit.subject()),
        Some(Edit::AddDay { .. } | Edit::ChangeDay { .. } | Edit::State { .. }) => format!("#d-{}", edit.subject()),
        Some(
            Edit::AddPlace { day, .. }
            | Edit::RenamePlace { day, .. }
            | Edit::RemovePlace { day, .. }
            | Edit::SetPlace { day, .. },
        ) => format!("#d-{day}"),
        Some(Edit::Accept { .. }) => "#periksa".to_owned(),
        Some(Edit::Remove { .. } | Edit::RemoveDay { .. } | Edit::Group { .. }) | None => String::new(),
    }
}

#[cfg(test)]
mod tests;
