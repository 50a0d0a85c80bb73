//! What the builder's page shows, whoever draws it.

use super::html::{Form, esc};
use crate::domain::agenda::conflict::{Conflict, conflicts};
use crate::domain::agenda::flow::{self, Slot};
use crate::domain::agenda::form::Pairs;
use crate::domain::agenda::rebase::Clash;
use crate::domain::agenda::{Agenda, Day, Item, Rules};
use crate::domain::moment::{Moment, Zone};
use crate::domain::refusal::Finding;
use serde::{Deserialize, Serialize};

/// What the page gives the builder to begin with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Start {
    /// The meeting's id.
    pub meeting: String,
    /// Who builds.
    pub account: String,
    /// The newest edit's number.
    pub head: i64,
    /// How often the database was restored from a backup: `head` counts the edits of this one.
    pub epoch: i64,
    /// The number that forms are based on: `head`, unless a refused form is shown again.
    pub based: i64,
    /// The agenda after `head`.
    pub agenda: Agenda,
    /// The office's rules, with the libraries that may present.
    pub rules: Rules,
    /// Agendas to begin with: value and words.
    pub templates: Vec<(String, String)>,
    /// The office's zone, by name.
    pub zone: String,
    /// When the newest edit was stored.
    pub saved: Option<Moment>,
    /// When the page was made.
    pub now: Moment,
    /// There is something to undo.
    pub undo: bool,
    /// There is something to redo.
    pub redo: bool,
    /// The edit that the public sees.
    pub published_edit: Option<i64>,
    /// One intent for the forms of this page.
    pub op: String,
    /// What was typed into a refused form, and why it was refused.
    pub refused: (Vec<(String, String)>, Vec<Finding>),
    /// The item whose form is open.
    pub editing: Option<String>,
}

/// Where the last change is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", expect(dead_code, reason = "the server only ever shows what is saved"))]
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

/// Another planner on this page: account, name, the item they are at.
pub type Other = (String, String, String);

/// Everything that the page shows.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What the page began with.
    pub start: Start,
    /// The agenda as shown: the server's, with what is not saved yet on top.
    pub agenda: Agenda,
    /// The slots of each day.
    pub slots: Vec<Vec<Slot>>,
    /// What does not fit.
    pub found: Vec<Conflict>,
    /// The number of the newest edit that is known.
    pub head: i64,
    /// The edit that the public sees.
    pub published: Option<i64>,
    /// The item whose form is open.
    pub editing: Option<String>,
    /// What was typed into the form that was refused, and why.
    pub refused: (Vec<(String, String)>, Vec<Finding>),
    /// Where the last change is.
    pub saving: Saving,
    /// What a person has to decide.
    pub clashes: Vec<Clash>,
    /// How many edits are kept here until the service can be reached.
    pub waiting: usize,
    /// Who else is here.
    pub others: Vec<Other>,
    /// There is something to undo, to redo.
    pub undo: bool,
    /// There is something to redo.
    pub redo: bool,
    /// The program runs: buttons act at once.
    pub live: bool,
}

impl Shown {
    /// The page at the start.
    pub fn open(start: Start) -> Self {
        let mut shown = Self {
            agenda: Agenda::default(),
            slots: Vec::new(),
            found: Vec::new(),
            head: start.head,
            published: start.published_edit,
            editing: start.editing.clone(),
            refused: start.refused.clone(),
            saving: Saving::Saved(start.saved),
            clashes: Vec::new(),
            waiting: 0,
            others: Vec::new(),
            undo: start.undo,
            redo: start.redo,
            live: false,
            start,
        };
        shown.show(shown.start.agenda.clone());
        shown
    }

    /// Shows this agenda: times and conflicts follow.
    pub fn show(&mut self, agenda: Agenda) {
        self.slots = agenda.days.iter().map(flow::slots).collect();
        self.found = conflicts(&agenda, &self.start.rules);
        self.agenda = agenda;
    }

    /// The office's zone.
    pub fn zone(&self) -> Zone {
        Zone::named(&self.start.zone).unwrap_or_default()
    }

    /// A form of the page.
    pub fn form(&self, key: String, stored: Vec<(String, String)>) -> Form<'_> {
        Form::new(&self.refused, key, stored)
    }

    /// What every form carries unseen.
    pub fn hidden(&self, act: &str) -> String {
        // With the program running, a form is based on what the person sees when it is written; written again because it was refused, on
        // what they saw before.
        let refused = Pairs(&self.refused.0);
        let based = match refused.get("based").parse::<i64>() {
            Ok(based) if self.live && (act.is_empty() || refused.get("act") == act) => based,
            _ if self.live => self.head,
            _ => self.start.based,
        };
        let act = if act.is_empty() {
            String::new()
        } else {
            format!("<input type=\"hidden\" name=\"act\" value=\"{act}\">")
        };
        let op = esc(&self.start.op);
        format!(
            "{act}<input type=\"hidden\" name=\"based\" value=\"{based}\"><input type=\"hidden\" name=\"op\" value=\"{op}\">"
        )
    }

    /// The item with its day and slot.
    pub fn item(&self, id: &str) -> Option<(&Day, &Item, Slot)> {
        self.agenda.days.iter().zip(&self.slots).find_map(|(day, slots)| {
            let index = day.position(id)?;
            Some((day, &day.items[index], slots[index]))
        })
    }
}
