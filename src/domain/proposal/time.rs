//! The time at hand: where an agenda still has room, found by trying how long an item could be put there before something would
//! run late or over the end of its day.

use crate::domain::agenda::flow::{self, Slot};
use crate::domain::agenda::{Agenda, Day, Item, Kind, LONGEST, Place};

/// After so many minutes of listening a rest is due.
const ATTENTION: u32 = 120;
/// How long such a rest is, in minutes.
pub const REST: u16 = 15;

/// Room in a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The day's id.
    pub day: String,
    /// The item behind which it opens; `None`: at the day's beginning.
    pub after: Option<String>,
    /// First free minute of the day for everybody.
    pub starts: u32,
    /// Minutes without a rest before it.
    pub since_rest: u32,
    /// For each place asked for: first free minute, and how many there are.
    pub lanes: Vec<(u32, u32)>,
    /// The item without a name to it whose time this is ("Berbagi pengalaman: putaran pertama"): it gives way minute by minute.
    pub filler: Option<String>,
}

/// Sharings that may run side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The window's place in the list.
    pub window: usize,
    /// First minute.
    pub start: u32,
    /// The places, by their number.
    pub lanes: Vec<usize>,
}

/// A rest in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The window's place in the list.
    pub window: usize,
    /// First minute.
    pub start: u32,
    /// The round before which it stands.
    pub before: usize,
}

/// An item that stands for nothing but its length.
fn dummy(minutes: u16, place: Option<String>) -> Item {
    bare("x", "x", Kind::Discussion, minutes, place)
}

/// An item with nothing but a name, a kind and a length: the one place where proposals make items.
pub fn bare(id: &str, title: &str, kind: Kind, minutes: u16, place: Option<String>) -> Item {
    Item { minutes, place, ..Item::new(id, kind, title) }
}

/// Lateness, shrinking, and the end of a day.
fn strain(slots: &[Slot]) -> (u32, u32, u32) {
    let late = slots.iter().map(|slot| slot.late).sum();
    let shrunk = slots.iter().map(|slot| slot.shrunk).sum();
    (late, shrunk, slots.iter().map(|slot| slot.end).max().unwrap_or(0))
}

/// Where an item at this position and place would start, and the most minutes it could last.
fn room(day: &Day, position: usize, place: Option<&str>) -> (u32, u32) {
    let with = |minutes: u16| {
        let mut day = day.clone();
        day.items.insert(position, dummy(minutes, place.map(str::to_owned)));
        flow::slots(&day)
    };
    let (late, shrunk, _) = strain(&flow::slots(day));
    let fits = |minutes: u16| {
        let (more_late, more_shrunk, end) = strain(&with(minutes));
        more_late <= late && more_shrunk <= shrunk && end <= u32::from(day.closes)
    };
    let start = with(1).get(position).map_or(0, |slot| slot.start);
    let (mut most, mut too_long) = (0, LONGEST + 1);
    while too_long - most > 1 {
        let middle = u16::midpoint(most, too_long);
        if fits(middle) { most = middle } else { too_long = middle }
    }
    (start, u32::from(most))
}

/// What ends a day or a meeting: nothing new is put behind it.
const fn ends(kind: Kind) -> bool {
    matches!(kind, Kind::Evaluation | Kind::Award | Kind::Closing)
}

/// The positions of a day at which something for everybody may be put: before a gap that a pin leaves, and before what ends it.
pub fn positions(day: &Day) -> Vec<usize> {
    let slots = flow::slots(day);
    let trailing = day.items.iter().rev().take_while(|item| ends(item.kind)).count();
    let end = day.items.len() - trailing;
    (1..end).filter(|position| slots[*position].gap > 0).chain([end]).collect()
}

/// A copy of the day with such places, and their ids; those that are not there yet get their name as an id.
fn with_places(day: &Day, names: &[String]) -> (Day, Vec<Option<String>>) {
    let mut day = day.clone();
    let ids = names
        .iter()
        .map(|name| {
            if let Some(known) = day.places.iter().find(|place| place.name == *name) {
                return Some(known.id.clone());
            }
            day.places.push(Place::new(name.clone(), name.clone()));
            Some(name.clone())
        })
        .collect();
    (day, ids)
}

/// Does this item only keep time for what is proposed? Nobody stands behind it yet.
pub fn is_filler(item: &Item, kind: Kind) -> bool {
    item.kind == kind && item.place.is_none() && item.presenters.is_empty() && !item.id.starts_with(super::PREFIX)
}

/// Every window of at least `least` minutes, in order of time: what keeps time for sharings, and what is free. `names` are the
/// places wanted side by side; empty: everybody together.
pub fn windows(agenda: &Agenda, names: &[String], least: u16) -> Vec<Window> {
    let mut windows = Vec::new();
    for day in &agenda.days {
        let (day, places) = with_places(day, names);
        let places = if places.is_empty() { vec![None] } else { places };
        let slots = flow::slots(&day);
        let filled = (0..day.items.len()).filter(|index| is_filler(&day.items[*index], Kind::Sharing));
        let free = positions(&day).into_iter().map(|position| (position, None));
        let mut spots: Vec<(usize, Option<usize>)> = filled.map(|index| (index, Some(index))).chain(free).collect();
        spots.sort_unstable();
        for (position, filler) in spots {
            let lane = |place: &Option<String>| {
                let (start, free) = room(&day, position, place.as_deref());
                (start, filler.map_or(free, |index| slots[index].end.saturating_sub(start)))
            };
            let lanes: Vec<(u32, u32)> = places.iter().map(lane).collect();
            if lanes.iter().all(|(_, minutes)| *minutes < u32::from(least)) {
                continue;
            }
            let (starts, _) = room(&day, position, None);
            let rested = slots[..position].iter().zip(&day.items).filter(|(_, item)| item.kind.is_rest());
            let rested = rested.map(|(slot, _)| slot.end).max().unwrap_or(u32::from(day.opens));
            windows.push(Window {
                day: day.id.clone(),
                after: position.checked_sub(1).and_then(|index| day.items.get(index)).map(|item| item.id.clone()),
                starts,
                since_rest: starts.saturating_sub(rested),
                lanes,
                filler: filler.map(|index| day.items[index].id.clone()),
            });
        }
    }
    windows
}

/// Keeps `minutes` at the end of the last window that has them, for a block for everybody. Answers that window's place.
pub fn reserve(windows: &mut [Window], minutes: u16) -> Option<usize> {
    let minutes = u32::from(minutes);
    let fits = |window: &Window| window.filler.is_none() && window.lanes.iter().all(|(_, free)| *free >= minutes);
    let place = windows.iter().rposition(fits)?;
    for (_, free) in &mut windows[place].lanes {
        *free -= minutes;
    }
    Some(place)
}

/// Cuts the windows into rounds of so many minutes, with a rest wherever listening would go on for more than two hours.
pub fn rounds(windows: &[Window], minutes: u16) -> (Vec<Round>, Vec<Rest>) {
    let (mut rounds, mut rests) = (Vec::new(), Vec::new());
    let length = u32::from(minutes.max(1));
    for (place, window) in windows.iter().enumerate() {
        let mut since = window.since_rest;
        let mut shift = 0;
        for step in 0.. {
            // Lanes may begin at different minutes when some of their sharings stand already; a round is what begins together.
            let free = |shift: u32| {
                let fits = |(_, minutes): &(u32, u32)| shift + (step + 1) * length <= *minutes;
                window.lanes.iter().enumerate().filter(|(_, lane)| fits(lane)).map(|(lane, _)| lane).collect::<Vec<_>>()
            };
            let due = since > 0 && since + length > ATTENTION;
            let lanes = free(shift + if due { u32::from(REST) } else { 0 });
            if lanes.is_empty() {
                break;
            }
            let start = lanes.iter().map(|lane| window.lanes[*lane].0).min().unwrap_or(0) + shift + step * length;
            if due {
                rests.push(Rest { window: place, start, before: rounds.len() });
                shift += u32::from(REST);
                since = 0;
            }
            since += length;
            let start = start + if due { u32::from(REST) } else { 0 };
            rounds.push(Round { window: place, start, lanes });
        }
    }
    (rounds, rests)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::Date;

    fn day(items: Vec<Item>) -> Day {
        Day { venue: "Aula".into(), items, ..Day::new("d", Date::parse("2026-09-28").unwrap(), 480, 960) }
    }

    fn item(id: &str, kind: Kind, minutes: u16, pin: Option<u16>) -> Item {
        Item { pin, ..bare(id, id, kind, minutes, None) }
    }

    fn usual() -> Agenda {
        let items = vec![
            item("a", Kind::Opening, 60, None),
            item("b", Kind::Ishoma, 60, Some(720)),
            item("c", Kind::Discussion, 60, None),
            item("z", Kind::Closing, 30, None),
        ];
        Agenda { days: vec![day(items)], ..Agenda::default() }
    }

    #[test]
    fn room_is_before_a_pin_and_before_the_closing() {
        let windows = windows(&usual(), &[], 15);
        let told = |place: usize| (windows[place].after.as_deref(), windows[place].since_rest, windows[place].lanes[0]);
        // 09.00 to 12.00; and 14.00 to 15.30, so that the closing still ends at 16.00.
        assert_eq!((told(0), told(1)), ((Some("a"), 60, (540, 180)), (Some("c"), 60, (840, 90))));
        assert_eq!(windows.len(), 2);
    }

    #[test]
    fn an_item_that_keeps_time_for_sharings_is_room_for_them() {
        let mut agenda = usual();
        agenda.days[0].items.insert(1, item("f", Kind::Sharing, 60, None));
        let first = windows(&agenda, &[], 15).remove(0);
        assert_eq!(
            (first.filler.as_deref(), first.after.as_deref(), &first.lanes[..]),
            (Some("f"), Some("a"), &[(540, 60)][..])
        );
        // Once somebody presents it, it is an item like others.
        agenda.days[0].items[1].presenters =
            vec![crate::domain::agenda::Presenter::Person { name: "Aldrin".into(), role: String::new() }];
        assert_eq!(windows(&agenda, &[], 15)[0].filler, None);
    }

    #[test]
    fn listening_is_broken_by_a_rest() {
        let (rounds, rests) = rounds(&windows(&usual(), &[], 15), 30);
        let starts: Vec<(usize, u32)> = rounds.iter().map(|round| (round.window, round.start)).collect();
        // Two rounds after an hour of opening make two hours; then a rest.
        assert_eq!(starts, [(0, 540), (0, 570), (0, 615), (0, 645), (0, 675), (1, 840), (1, 870)]);
        assert_eq!(rests, [Rest { window: 0, start: 600, before: 2 }]);
    }

    #[test]
    fn a_block_is_kept_at_the_end_and_an_overfull_day_has_no_room() {
        let mut free = windows(&usual(), &[], 15);
        assert_eq!(reserve(&mut free, 45), Some(1));
        assert_eq!(rounds(&free, 15).0.iter().filter(|round| round.window == 1).count(), 3);
        assert_eq!(reserve(&mut free, 300), None);
        let full = Agenda { days: vec![day(vec![item("a", Kind::Talk, 700, None)])], ..Agenda::default() };
        assert_eq!(windows(&full, &[], 15), []);
        assert_eq!(windows(&Agenda::default(), &[], 15), []);
    }

    #[test]
    fn places_side_by_side_fill_one_by_one() {
        let names = ["Ruang 1".to_owned(), "Ruang 2".to_owned()];
        let mut agenda = usual();
        let first = |agenda: &Agenda| windows(agenda, &names, 15).remove(0);
        assert_eq!(first(&agenda).lanes, [(540, 180), (540, 180)]);
        agenda.days[0].places.push(Place::new("r1", "Ruang 1"));
        agenda.days[0].items.insert(1, bare("s", "s", Kind::Sharing, 30, Some("r1".into())));
        let window = first(&agenda);
        assert_eq!(window.lanes, [(570, 150), (540, 180)]);
        assert_eq!(window.after.as_deref(), Some("s"));
    }
}
