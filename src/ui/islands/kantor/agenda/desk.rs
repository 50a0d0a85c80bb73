//! What the builder holds while it is open: the agenda, what is being typed, what is being saved.

use super::rows::{Table, table};
use crate::domain::agenda::conflict::{Conflict, conflicts};
use crate::domain::agenda::form::{self, Library};
use crate::domain::agenda::{Agenda, Edit};
use crate::domain::moment::{Moment, Zone};
use crate::domain::refusal::Finding;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page gives the builder to begin with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Start {
    /// The meeting's id.
    pub meeting: String,
    /// The newest edit's number.
    pub head: i64,
    /// The number that forms are based on: `head`, unless a refused form is shown again.
    pub based: i64,
    /// The agenda after `head`.
    pub agenda: Agenda,
    /// Who may present.
    pub libraries: Vec<Library>,
    /// The office's zone, by name.
    pub zone: String,
    /// When the newest edit was stored.
    pub saved: Option<Moment>,
    /// There is something to undo.
    pub undo: bool,
    /// There is something to redo.
    pub redo: bool,
    /// The edit that the public sees.
    pub published_edit: Option<i64>,
    /// One intent for the forms of this page.
    pub op: String,
    /// What was typed into a refused form.
    pub typed: Vec<(String, String)>,
    /// Why it was refused.
    pub findings: Vec<Finding>,
    /// The item whose form is open.
    pub editing: Option<String>,
}

/// What was typed into a refused form, and what is wrong with it.
pub type Rejected = (Vec<(String, String)>, Vec<Finding>);

/// Where the last change is.
#[cfg_attr(feature = "ssr", expect(dead_code, reason = "the server only ever shows what is saved"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saving {
    /// With the server, since then.
    Saved(Option<Moment>),
    /// On its way.
    Sending,
    /// Kept here; the service cannot be reached.
    Waiting,
    /// Kept here; the service said no, in these words.
    Refused(String),
}

/// An edit that would have overwritten somebody's: the person decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// What was not taken.
    pub edit: Option<Edit>,
    /// Why.
    pub words: String,
}

/// The builder's state.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What the page began with.
    pub start: StoredValue<Start>,
    /// The agenda as shown: the server's, with what is not saved yet on top.
    pub view: RwSignal<Agenda>,
    /// What does not fit.
    pub found: Memo<Vec<Conflict>>,
    /// The rows.
    pub table: Memo<Table>,
    /// The number of the newest edit that the server has told of.
    pub head: RwSignal<i64>,
    /// The edit that the public sees.
    pub published: RwSignal<Option<i64>>,
    /// The item whose form is open.
    pub editing: RwSignal<Option<String>>,
    /// What was typed into the form that was refused, and why.
    pub refused: RwSignal<Rejected>,
    /// Where the last change is.
    pub saving: RwSignal<Saving>,
    /// An edit that waits for a decision.
    pub held: RwSignal<Option<Held>>,
    /// The last thing that happened, for people who do not see it move.
    pub told: RwSignal<String>,
    /// There is something to undo, to redo.
    pub undo: RwSignal<bool>,
    /// There is something to redo.
    pub redo: RwSignal<bool>,
    /// The program runs: buttons act at once.
    pub live: RwSignal<bool>,
}

impl Desk {
    /// The state at the start.
    pub fn open(start: Start) -> Self {
        let view = RwSignal::new(start.agenda.clone());
        let found = Memo::new(move |_| view.with(|agenda| conflicts(agenda, &crate::domain::agenda::Rules::default())));
        let table = Memo::new(move |_| view.with(|agenda| found.with(|found| table(agenda, found))));
        Self {
            view,
            found,
            table,
            head: RwSignal::new(start.head),
            published: RwSignal::new(start.published_edit),
            editing: RwSignal::new(start.editing.clone()),
            refused: RwSignal::new((start.typed.clone(), start.findings.clone())),
            saving: RwSignal::new(Saving::Saved(start.saved)),
            held: RwSignal::new(None),
            told: RwSignal::new(String::new()),
            undo: RwSignal::new(start.undo),
            redo: RwSignal::new(start.redo),
            live: RwSignal::new(false),
            start: StoredValue::new(start),
        }
    }

    /// The office's zone.
    pub fn zone(self) -> Zone {
        self.start.with_value(|start| Zone::named(&start.zone)).unwrap_or_default()
    }

    /// The sentence about one field of that form.
    pub fn finding(self, key: &str, name: &str) -> Option<String> {
        self.refused.with(|(typed, findings)| {
            let mine = form_key(typed) == key;
            findings.iter().find(|finding| mine && finding.field == name).map(|finding| finding.words.clone())
        })
    }

    /// What stands in that form: what was typed if it was refused, else these values.
    pub fn values(self, key: &str, stored: impl FnOnce() -> Vec<(String, String)>) -> Vec<(String, String)> {
        self.refused.with_untracked(|(typed, _)| if form_key(typed) == key { typed.clone() } else { stored() })
    }
}

/// Which of the page's forms these pairs belong to.
pub fn form_key(pairs: &[(String, String)]) -> String {
    let form = form::Pairs(pairs);
    let spot = form.get("spot");
    let subject = [form.get("item"), form.get("place"), form.get("day"), spot.split(':').next().unwrap_or_default()]
        .into_iter()
        .find(|subject| !subject.is_empty());
    format!("{}-{}", form.get("act"), subject.unwrap_or_default())
}
