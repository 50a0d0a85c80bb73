//! What changed between two states of an agenda: in words, as the people it concerns, and as edits that lead from one to the other.

use super::edit::MOST_IN_GROUP;
use super::flow;
use super::words;
use super::{Agenda, Day, Edit, Item, Presenter};
use crate::domain::moment::Date;

/// What changed about one item or day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// "Berbagi Natai Raya: 10.00 → 10.30, Aula → Taman".
    pub words: String,
    /// Those who have a task in it or whom it is meant for, before or after.
    pub people: Vec<Presenter>,
    /// Time, place or whether it takes place at all: worth a message to those people.
    pub moves: bool,
}

/// When and where an item is.
fn spot(day: &Day, item: &Item) -> (String, String, String) {
    let index = day.position(&item.id).unwrap_or(0);
    let start = flow::slots(day).get(index).map_or(0, |slot| slot.start);
    let place = day.place_name(item).unwrap_or(day.venue_words()).to_owned();
    (day.date.short(), flow::clock(start), place)
}

fn concerned(item: &Item, people: &mut Vec<Presenter>) {
    for who in item.on_duty().into_iter().chain(item.focus.iter().cloned()) {
        if people.iter().all(|known| known.key() != who.key()) {
            people.push(who);
        }
    }
}

/// The differences from `old` to `new`, day by day and item by item in the new order, then what is gone.
pub fn lines(old: &Agenda, new: &Agenda) -> Vec<Line> {
    let mut lines = Vec::new();
    let plain = |words: String| Line { words, people: Vec::new(), moves: false };
    for day in &new.days {
        match old.day(&day.id) {
            None => lines.push(plain(format!("{}: hari baru", day.date.long()))),
            Some(before) => {
                let values: Vec<String> = before.changes_to(day).iter().map(words::day_value).collect();
                if !values.is_empty() {
                    lines.push(plain(format!("{}: {}", before.date.long(), values.join(", "))));
                }
            }
        }
        for item in &day.items {
            let here = spot(day, item);
            let mut people = Vec::new();
            concerned(item, &mut people);
            let Some((was_day, was)) = old.item(&item.id) else {
                let words = format!("{}: baru, {} pukul {}, {}", item.title, here.0, here.1, here.2);
                lines.push(Line { words, people, moves: true });
                continue;
            };
            concerned(was, &mut people);
            let there = spot(was_day, was);
            let mut told = Vec::new();
            for (was, is) in [(&there.0, &here.0), (&there.1, &here.1), (&there.2, &here.2)] {
                if was != is {
                    told.push(format!("{was} → {is}"));
                }
            }
            let moves = !told.is_empty();
            told.extend(was.changes_to(item).iter().map(words::item_value));
            if !told.is_empty() {
                lines.push(Line { words: format!("{}: {}", was.title, told.join(", ")), people, moves });
            }
        }
    }
    for (day, item) in old.items().filter(|(_, item)| new.item(&item.id).is_none()) {
        let mut people = Vec::new();
        concerned(item, &mut people);
        let (date, start, _) = spot(day, item);
        lines.push(Line {
            words: format!("{}: dibatalkan (semula {date} pukul {start})", item.title),
            people,
            moves: true,
        });
    }
    for day in old.days.iter().filter(|day| new.day(&day.id).is_none()) {
        lines.push(plain(format!("{}: hari dihapus", day.date.long())));
    }
    lines
}

/// Those whom the changes concern, with the lines about each, in the order of the lines.
pub fn concerned_by(lines: &[Line]) -> Vec<(Presenter, Vec<&str>)> {
    let mut found: Vec<(Presenter, Vec<&str>)> = Vec::new();
    for line in lines.iter().filter(|line| line.moves) {
        for who in &line.people {
            match found.iter_mut().find(|(known, _)| known.key() == who.key()) {
                Some((_, told)) => told.push(&line.words),
                None => found.push((who.clone(), vec![&line.words])),
            }
        }
    }
    found
}

/// One step that makes `agenda` what `goal` was. `None` when they are equal, or too different for one step.
#[expect(clippy::too_many_lines, reason = "one step after the other, in the only order that works")]
pub fn way(agenda: &Agenda, goal: &Agenda) -> Option<Edit> {
    let mut here = agenda.clone();
    let mut edits = Vec::new();
    let mut go = |here: &mut Agenda, edit: Edit| {
        if here.apply(&edit).is_ok() {
            edits.push(edit);
        }
    };
    // Dates first out of each other's way: days that change their date are parked beyond the last one.
    // Without a day on either side nothing is parked, whatever the date.
    let dates = here.days.iter().chain(&goal.days).map(|day| day.date);
    let far = dates.max().unwrap_or_else(|| Date::from_days(0));
    let mut parked = 0;
    for day in &goal.days {
        if here.day(&day.id).is_some_and(|known| known.date != day.date) {
            parked += 1;
            let value = super::DayValue::Date(far.plus_days(parked));
            go(&mut here, Edit::ChangeDay { day: day.id.clone(), values: vec![value] });
        }
    }
    let gone: Vec<String> =
        here.items().filter(|(_, item)| goal.item(&item.id).is_none()).map(|(_, item)| item.id.clone()).collect();
    for item in gone {
        go(&mut here, Edit::Remove { item });
    }
    // Places that go, or that stand in another day by then, with what is in them: it is put in again below.
    for day in agenda.days.clone() {
        let wanted = goal.day(&day.id);
        for place in day.places.iter().filter(|place| wanted.is_none_or(|wanted| wanted.place(&place.id).is_none())) {
            let items = here.day(&day.id).map(|day| day.items.clone()).unwrap_or_default();
            for item in items.into_iter().filter(|item| item.place.as_ref() == Some(&place.id)) {
                go(&mut here, Edit::Remove { item: item.id });
            }
            go(&mut here, Edit::RemovePlace { day: day.id.clone(), place: place.id.clone() });
        }
    }
    for day in &goal.days {
        if here.day(&day.id).is_none() {
            // A date that a day which will go still holds is freed when that day goes, below.
            let day = Day { items: Vec::new(), places: Vec::new(), ..day.clone() };
            if here.days.iter().any(|known| known.date == day.date) {
                parked += 1;
                let parked = Day { date: far.plus_days(parked), ..day };
                go(&mut here, Edit::AddDay { day: parked });
            } else {
                go(&mut here, Edit::AddDay { day });
            }
        }
        // Places have no edit that moves them: where their order differs they are taken out, with their items, and put in again.
        let (ours, goals): (Vec<&str>, Vec<&str>) = {
            let known = agenda.day(&day.id).map(|known| known.places.as_slice()).unwrap_or_default();
            (
                known.iter().map(|place| place.id.as_str()).filter(|id| day.place(id).is_some()).collect(),
                day.places
                    .iter()
                    .map(|place| place.id.as_str())
                    .filter(|id| known.iter().any(|known| known.id == **id))
                    .collect(),
            )
        };
        if ours != goals {
            let items = here.day(&day.id).map(|day| day.items.clone()).unwrap_or_default();
            for item in items.into_iter().filter(|item| item.place.is_some()) {
                go(&mut here, Edit::Remove { item: item.id });
            }
            for place in ours {
                go(&mut here, Edit::RemovePlace { day: day.id.clone(), place: place.to_owned() });
            }
        }
        let mut before: Option<String> = None;
        for place in &day.places {
            let behind = before.replace(place.id.clone());
            let known = here.day(&day.id).and_then(|day| day.place(&place.id)).cloned();
            let day = day.id.clone();
            match known {
                None => {
                    go(&mut here, Edit::AddPlace { day, place: place.clone(), after: behind });
                }
                Some(known) => {
                    let id = place.id.clone();
                    if known.name != place.name {
                        go(
                            &mut here,
                            Edit::RenamePlace { day: day.clone(), place: id.clone(), name: place.name.clone() },
                        );
                    }
                    if (known.capacity, known.shared) != (place.capacity, place.shared) {
                        let (capacity, shared) = (place.capacity, place.shared);
                        go(&mut here, Edit::SetPlace { day, place: id, capacity, shared });
                    }
                }
            }
        }
    }
    for day in &goal.days {
        let mut after = None;
        for item in &day.items {
            let stands = here.item(&item.id).map(|(at, known)| (at.id.clone(), at.before(&item.id), known.clone()));
            match stands {
                None => go(&mut here, Edit::Add { item: item.clone(), day: day.id.clone(), after: after.clone() }),
                Some((at, before, known)) => {
                    if at != day.id || before != after || known.place != item.place {
                        let (place, after) = (item.place.clone(), after.clone());
                        go(&mut here, Edit::Move { item: item.id.clone(), day: day.id.clone(), place, after });
                    }
                    let values = known.changes_to(item);
                    if !values.is_empty() {
                        go(&mut here, Edit::Change { item: item.id.clone(), values });
                    }
                }
            }
            after = Some(item.id.clone());
        }
    }
    for day in here.days.clone() {
        let Some(wanted) = goal.day(&day.id) else {
            go(&mut here, Edit::RemoveDay { day: day.id });
            continue;
        };
        for stated in &day.stated {
            if wanted.stated(&stated.who).is_none() {
                go(&mut here, Edit::State { day: day.id.clone(), who: stated.who.clone(), times: None });
            }
        }
        for stated in &wanted.stated {
            if day.stated(&stated.who) != Some(stated) {
                let times = Some((stated.from, stated.to));
                go(&mut here, Edit::State { day: day.id.clone(), who: stated.who.clone(), times });
            }
        }
    }
    for day in &goal.days {
        let values = here.day(&day.id).map(|known| known.changes_to(day)).unwrap_or_default();
        if !values.is_empty() {
            go(&mut here, Edit::ChangeDay { day: day.id.clone(), values });
        }
    }
    for accepted in here.accepted.clone() {
        if goal.accepted.iter().all(|known| known.conflict != accepted.conflict) {
            go(&mut here, Edit::Accept { conflict: accepted.conflict, reason: None });
        }
    }
    for accepted in &goal.accepted {
        if !here.accepted.contains(accepted) {
            let reason = Some(accepted.reason.clone());
            go(&mut here, Edit::Accept { conflict: accepted.conflict.clone(), reason });
        }
    }
    (edits.len() <= MOST_IN_GROUP).then(|| Edit::group(edits)).flatten()
}
