//! The numbered list of edits that an agenda is the fold of; undo, redo, and two planners at once.

use super::{Agenda, Edit, Refused, words};
use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};

/// What is stored for one number: the edit, and which number it takes back if it is an undo or a redo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The change.
    pub edit: Edit,
    /// The number it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<i64>,
}

/// One numbered edit of a meeting's agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// 1, 2, 3 .. without holes, given by the server.
    pub number: i64,
    /// The account that made it.
    pub by: String,
    /// That person's name, for the list of changes.
    pub name: String,
    /// When the server took it.
    pub at: Moment,
    /// The change.
    pub step: Step,
}

/// Why nothing was undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUndone {
    /// The person has nothing (more) to undo or redo.
    Nothing,
    /// Somebody else has changed the same thing since.
    Overtaken {
        /// Who.
        name: String,
        /// What they did.
        words: String,
    },
    /// The inverse does not fit any more.
    Refused(Refused),
}

/// The agenda after all these edits. An edit that does not apply is passed over, so the result is the same everywhere.
pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Agenda {
    let mut agenda = Agenda::default();
    for entry in entries {
        // Only edits that applied are ever numbered; a refusal here means a hand-edited log, and the rest still folds.
        let _ = agenda.apply(&entry.step.edit);
    }
    agenda
}

/// The agenda as it stood after edit `number`.
pub fn at(entries: &[Entry], number: i64) -> Agenda {
    fold(entries.iter().take_while(|entry| entry.number <= number))
}

/// What a person may undo next and redo next, by number. Everybody undoes their own edits only.
pub fn next(entries: &[Entry], by: &str) -> (Option<i64>, Option<i64>) {
    let (mut undo, mut redo) = (Vec::new(), Vec::new());
    for entry in entries.iter().filter(|entry| entry.by == by) {
        match entry.step.undoes {
            Some(number) if undo.last() == Some(&number) => {
                undo.pop();
                redo.push(entry.number);
            }
            Some(number) if redo.last() == Some(&number) => {
                redo.pop();
                undo.push(entry.number);
            }
            _ => {
                undo.push(entry.number);
                redo.clear();
            }
        }
    }
    (undo.last().copied(), redo.last().copied())
}

/// The step that takes edit `number` back, unless somebody has built on it since.
pub fn take_back(entries: &[Entry], number: i64, by: &str) -> Result<Step, NotUndone> {
    let entry = entries.iter().find(|entry| entry.number == number).ok_or(NotUndone::Nothing)?;
    let before = at(entries, number - 1);
    let edit = before.inverse(&entry.step.edit).map_err(NotUndone::Refused)?;
    if let Some(later) = entries
        .iter()
        .filter(|later| later.number > number && later.by != by)
        .rfind(|later| later.step.edit.fights(&entry.step.edit))
    {
        let words = words::edit(&at(entries, later.number - 1), &later.step.edit);
        return Err(NotUndone::Overtaken { name: later.name.clone(), words });
    }
    fold(entries).apply(&edit).map_err(NotUndone::Refused)?;
    Ok(Step { edit, undoes: Some(number) })
}

/// The newest edit since `based` that `edit` would overwrite unseen.
pub fn overlooked<'a>(entries: &'a [Entry], based: i64, edit: &Edit) -> Option<&'a Entry> {
    entries.iter().rev().take_while(|entry| entry.number > based).find(|entry| entry.step.edit.fights(edit))
}

/// The edits after `after` in words, newest first.
pub fn told(entries: &[Entry], after: i64) -> Vec<(&Entry, String)> {
    let mut agenda = Agenda::default();
    let mut told = Vec::new();
    for entry in entries {
        if entry.number > after {
            let words = words::edit(&agenda, &entry.step.edit);
            told.push((
                entry,
                if entry.step.undoes.is_some() { format!("membatalkan langkah: {words}") } else { words },
            ));
        }
        let _ = agenda.apply(&entry.step.edit);
    }
    told.reverse();
    told
}
