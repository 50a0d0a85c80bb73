//! Who has a turn, and how long: libraries and people beside the agenda.

use super::form::Library;
use super::{Agenda, Presenter};
use std::collections::HashMap;

/// One line of the tray.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The library or the person.
    pub who: Presenter,
    /// Minutes in which they present, over all days.
    pub minutes: u32,
    /// Minutes of what is meant for them, as libraries in focus.
    pub hears: u32,
}

/// Every library the office knows, then every person named in the agenda: those without a turn first, then the shortest time first.
pub fn turns(agenda: &Agenda, libraries: &[Library]) -> Vec<Turn> {
    let turn = |who: Presenter| Turn { who, minutes: 0, hears: 0 };
    let mut turns: Vec<Turn> =
        libraries.iter().map(|(id, name)| turn(Presenter::Library { id: id.clone(), name: name.clone() })).collect();
    let mut places: HashMap<String, usize> =
        turns.iter().enumerate().map(|(index, turn)| (turn.who.key(), index)).collect();
    let mut at = |turns: &mut Vec<Turn>, who: &Presenter| {
        *places.entry(who.key()).or_insert_with(|| {
            turns.push(turn(who.clone()));
            turns.len() - 1
        })
    };
    for (_, item) in agenda.items() {
        for who in item.on_duty() {
            let index = at(&mut turns, &who);
            // Leading and writing is work, but not a turn.
            if item.presenters.iter().any(|presenter| presenter.key() == who.key()) {
                turns[index].minutes += u32::from(item.minutes);
            }
        }
        for who in &item.focus {
            let index = at(&mut turns, who);
            turns[index].hears += u32::from(item.minutes);
        }
    }
    turns.sort_by_key(|turn| (matches!(turn.who, Presenter::Person { .. }), turn.minutes));
    turns
}

/// The libraries that present nothing yet, in the office's order.
pub fn without_turn<'a>(agenda: &Agenda, libraries: &'a [Library]) -> Vec<&'a Library> {
    let has = |library: &Library| {
        agenda.items().any(|(_, item)| {
            item.presenters
                .iter()
                .any(|presenter| matches!(presenter, Presenter::Library { id, .. } if *id == library.0))
        })
    };
    libraries.iter().filter(|library| !has(library)).collect()
}
