//! Moving an item by one step, or to a spot: the same edit for buttons, keys and fingers.

use super::{Agenda, Edit, Item};

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

/// The edit that drops the item on another: in front of it when it comes from below, behind it when it comes from above
/// or from another day. It takes the place of the one it is dropped on.
#[cfg_attr(all(feature = "ssr", not(test)), expect(dead_code, reason = "only fingers drop one item on another"))]
pub fn onto(agenda: &Agenda, id: &str, target: &str) -> Option<Edit> {
    if id == target {
        return None;
    }
    let (from, _) = agenda.item(id)?;
    let (day, over) = agenda.item(target)?;
    let (position, goal) = (from.position(id)?, day.position(target)?);
    let after = if from.id == day.id && position > goal {
        goal.checked_sub(1).map(|index| day.items[index].id.clone())
    } else {
        Some(target.to_owned())
    };
    Some(Edit::Move { item: id.to_owned(), day: day.id.clone(), place: over.place.clone(), after })
}
