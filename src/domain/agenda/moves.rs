//! Moving an item by one step or to a spot, splitting, joining and copying it: the same edits for buttons, keys and fingers.

use super::edit::{LONGEST_NOTE, LONGEST_TITLE};
use super::{Agenda, Day, Edit, Item, ItemValue, LONGEST};

/// Two items stand in one another's way: same place, or one of them is for everybody.
fn neighbours(a: &Item, b: &Item) -> bool {
    a.place.is_none() || b.place.is_none() || a.place == b.place
}

/// The edit that moves the item before the one it now follows; `None` when it is the first.
pub fn up(agenda: &Agenda, id: &str) -> Option<Edit> {
    let (day, item) = agenda.item(id)?;
    let position = day.position(id)?;
    let over = day.items[..position].iter().rposition(|other| neighbours(other, item))?;
    let after = over.checked_sub(1).map(|index| day.items[index].id.clone());
    Some(Edit::Move { item: id.to_owned(), day: day.id.clone(), place: item.place.clone(), after })
}

/// The edit that moves the item behind the one that now follows it; `None` when it is the last.
pub fn down(agenda: &Agenda, id: &str) -> Option<Edit> {
    let (day, item) = agenda.item(id)?;
    let position = day.position(id)?;
    let over = day.items[position + 1..].iter().find(|other| neighbours(other, item))?;
    Some(Edit::Move {
        item: id.to_owned(),
        day: day.id.clone(),
        place: item.place.clone(),
        after: Some(over.id.clone()),
    })
}

/// The edit that puts the item right before or behind another, in that one's place; `None` when it stands there already.
#[cfg_attr(all(feature = "ssr", not(test)), expect(dead_code, reason = "only fingers drop one item beside another"))]
pub fn beside(agenda: &Agenda, id: &str, target: &str, behind: bool) -> Option<Edit> {
    let (from, item) = agenda.item(id)?;
    let (day, over) = agenda.item(target)?;
    let mut after = Some(target.to_owned());
    if !behind {
        // The item itself does not count: it leaves where it stands.
        let before = day.items[..day.position(target)?].iter().rfind(|other| other.id != id);
        after = before.map(|other| other.id.clone());
    }
    let stands = from.id == day.id && item.place == over.place && (from.before(id) == after || id == target);
    (!stands).then(|| Edit::Move { item: id.to_owned(), day: day.id.clone(), place: over.place.clone(), after })
}

/// Where a lifted item goes with an arrow.
#[cfg_attr(all(feature = "ssr", not(test)), expect(dead_code, reason = "only keys carry a lifted item"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One step earlier, over the day's beginning into the day before.
    Up,
    /// One step later, over the day's end into the next day.
    Down,
    /// The place to the left; left of the first one: everybody together.
    Left,
    /// The place to the right.
    Right,
}

/// The edit that carries the item one step that way; `None` at the edge.
#[cfg_attr(all(feature = "ssr", not(test)), expect(dead_code, reason = "only keys carry a lifted item"))]
pub fn carry(agenda: &Agenda, id: &str, way: Way) -> Option<Edit> {
    let (day, item) = agenda.item(id)?;
    let index = agenda.days.iter().position(|known| known.id == day.id)?;
    let to = |day: &Day, place: Option<String>, after: Option<String>| Edit::Move {
        item: id.to_owned(),
        day: day.id.clone(),
        place,
        after,
    };
    match way {
        Way::Up => up(agenda, id).or_else(|| {
            let day = &agenda.days[index.checked_sub(1)?];
            Some(to(day, None, day.items.last().map(|item| item.id.clone())))
        }),
        Way::Down => down(agenda, id).or_else(|| Some(to(agenda.days.get(index + 1)?, None, None))),
        Way::Left | Way::Right => {
            let lane = super::flow::lane(day, item).map_or(0, |lane| lane + 1);
            let lane = if way == Way::Left { lane.checked_sub(1)? } else { lane + 1 };
            let place = if lane == 0 { None } else { Some(day.places.get(lane - 1)?.id.clone()) };
            Some(to(day, place, day.before(id)))
        }
    }
}

/// A copy of the item under another id, without a clock time.
fn copy(item: &Item, id: String) -> Item {
    Item { id, pin: None, ..item.clone() }
}

/// The edit that puts a copy of the item behind it.
pub fn duplicate(agenda: &Agenda, id: &str, fresh: String) -> Option<Edit> {
    let (day, item) = agenda.item(id)?;
    Some(Edit::Add { item: copy(item, fresh), day: day.id.clone(), after: Some(id.to_owned()) })
}

/// The edit that puts a copy of the item at another spot.
pub fn paste(
    agenda: &Agenda,
    id: &str,
    fresh: String,
    day: &str,
    place: Option<String>,
    after: Option<String>,
) -> Option<Edit> {
    let (_, item) = agenda.item(id)?;
    Some(Edit::Add { item: Item { place, ..copy(item, fresh) }, day: day.to_owned(), after })
}

/// The edit that makes two of the item: `first` minutes, and the rest behind it. `None` when one of them would be empty.
pub fn split(agenda: &Agenda, id: &str, first: u16, fresh: String) -> Option<Edit> {
    let (_, item) = agenda.item(id)?;
    let rest = item.minutes.checked_sub(first).filter(|rest| *rest > 0 && first > 0)?;
    let shrunk = |minutes: u16| item.least.map(|least| least.min(minutes));
    let mut values = vec![ItemValue::Minutes(first)];
    if item.least.is_some() {
        values.push(ItemValue::Least(shrunk(first)));
    }
    let mut title: String = item.title.chars().take(LONGEST_TITLE - 12).collect();
    title.push_str(" (lanjutan)");
    let second = Item { title, minutes: rest, least: shrunk(rest), ..copy(item, fresh) };
    let day = agenda.item(id)?.0.id.clone();
    Edit::group(vec![
        Edit::Change { item: id.to_owned(), values },
        Edit::Add { item: second, day, after: Some(id.to_owned()) },
    ])
}

/// The edit that makes one of the item and the next one in its place: both durations, everybody of both, both notes.
pub fn join(agenda: &Agenda, id: &str) -> Option<Edit> {
    let (day, item) = agenda.item(id)?;
    let next = day.items[day.position(id)? + 1..].iter().find(|other| neighbours(other, item))?;
    if next.place != item.place {
        return None;
    }
    let mut both = item.clone();
    both.minutes = item.minutes.checked_add(next.minutes).filter(|minutes| *minutes <= LONGEST)?;
    both.least = match (item.least, next.least) {
        (None, None) => None,
        _ => Some(item.least() + next.least()),
    };
    let add = |to: &mut Vec<super::Presenter>, from: &[super::Presenter]| {
        for who in from {
            if to.iter().all(|known| known.key() != who.key()) {
                to.push(who.clone());
            }
        }
    };
    add(&mut both.presenters, &next.presenters);
    add(&mut both.focus, &next.focus);
    for (to, from) in [
        (&mut both.note, &next.note),
        (&mut both.aim, &next.aim),
        (&mut both.material, &next.material),
        (&mut both.handouts, &next.handouts),
        (&mut both.private, &next.private),
    ] {
        if !from.is_empty() && to != from {
            let glue = if to.is_empty() { "" } else { "\n" };
            let joined = format!("{to}{glue}{from}");
            // What does not fit is not thrown away: then the two stay two.
            if joined.chars().count() > LONGEST_NOTE {
                return None;
            }
            *to = joined;
        }
    }
    Edit::group(vec![
        Edit::Change { item: id.to_owned(), values: item.changes_to(&both) },
        Edit::Remove { item: next.id.clone() },
    ])
}
