//! When each item starts: it follows from order, durations and pins, and is never stored.
//!
//! Per place: start = the later of the end of the one before and the pin. A later pin leaves a gap; a pin that has passed is
//! reported as late and nothing is reordered. An item for everybody waits for all places. An item that may shrink (a break) is as
//! long as it may be without making a later pin or the closing later than it has to be; the earlier one keeps its length first.

use super::{Day, Item};

/// When an item takes place. Minutes from midnight; past 1440 when a day overflows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// First minute.
    pub start: u32,
    /// The minute it is over.
    pub end: u32,
    /// Minutes by which the pin was missed; 0 when it was kept or there is none.
    pub late: u32,
    /// Free minutes before it, left by a pin.
    pub gap: u32,
    /// Minutes by which it has shrunk.
    pub shrunk: u32,
}

/// A slot for each item of the day, in the day's order.
pub fn slots(day: &Day) -> Vec<Slot> {
    let places: Vec<Option<usize>> = day.items.iter().map(|item| lane(day, item)).collect();
    let mut minutes: Vec<u32> = day.items.iter().map(|item| u32::from(item.minutes)).collect();
    let full = run(day, &places, &minutes);
    let flexible: Vec<usize> =
        (0..day.items.len()).filter(|index| day.items[*index].least() < day.items[*index].minutes).collect();
    let closes = u32::from(day.closes);
    let over = |slot: &Slot| slot.end.saturating_sub(closes);
    if flexible.is_empty() || full.iter().all(|slot| slot.late == 0 && over(slot) == 0) {
        return full;
    }
    // As short as everything may be: nothing can be less late than now.
    for &index in &flexible {
        minutes[index] = u32::from(day.items[index].least());
    }
    let best = run(day, &places, &minutes);
    // Then each one gets back what does not make anything later: lateness grows by a minute a minute once it grows at all.
    for &index in &flexible {
        let least = minutes[index];
        let most = u32::from(day.items[index].minutes);
        minutes[index] = most;
        let slots = run(day, &places, &minutes);
        let worse = slots
            .iter()
            .zip(&best)
            .map(|(now, best)| (now.late - best.late.min(now.late)).max(over(now).saturating_sub(over(best))))
            .max();
        minutes[index] = most - worse.unwrap_or(0).min(most - least);
    }
    let mut slots = run(day, &places, &minutes);
    for (slot, item) in slots.iter_mut().zip(&day.items) {
        slot.shrunk = u32::from(item.minutes) - (slot.end - slot.start);
    }
    slots
}

/// The index of the item's place in its day; `None`: everybody together.
pub fn lane(day: &Day, item: &Item) -> Option<usize> {
    let place = item.place.as_deref()?;
    day.places.iter().position(|known| known.id == place)
}

/// One pass with these durations.
fn run(day: &Day, places: &[Option<usize>], minutes: &[u32]) -> Vec<Slot> {
    // The end of the last item for everybody: no place may start before it.
    let mut floor = u32::from(day.opens);
    let mut ends = vec![floor; day.places.len()];
    let mut slots = Vec::with_capacity(minutes.len());
    for ((item, place), minutes) in day.items.iter().zip(places).zip(minutes) {
        let free = match place {
            Some(place) => ends[*place],
            None => ends.iter().copied().fold(floor, u32::max),
        };
        let pin = item.pin.map_or(free, u32::from);
        let start = free.max(pin);
        let end = start + minutes;
        slots.push(Slot { start, end, late: free.saturating_sub(pin), gap: start - free, shrunk: 0 });
        if let Some(place) = place {
            ends[*place] = end;
        } else {
            floor = end;
            ends.fill(end);
        }
    }
    slots
}

/// "09.05", also past midnight ("24.30"), where a conflict says so anyway.
pub fn clock(minute: u32) -> String {
    format!("{:02}.{:02}", minute / 60, minute % 60)
}

/// "1 jam 30 menit".
pub fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} menit"),
        (hours, 0) => format!("{hours} jam"),
        (hours, minutes) => format!("{hours} jam {minutes} menit"),
    }
}

/// The order in which a day is read: between two items for everybody, place by place.
pub fn reading_order(day: &Day) -> Vec<usize> {
    let lane = |index: &usize| lane(day, &day.items[*index]);
    let mut order: Vec<usize> = Vec::with_capacity(day.items.len());
    let mut stretch: Vec<usize> = Vec::new();
    for (index, item) in day.items.iter().enumerate() {
        if item.place.is_some() {
            stretch.push(index);
        } else {
            stretch.sort_by_key(lane);
            order.append(&mut stretch);
            order.push(index);
        }
    }
    stretch.sort_by_key(lane);
    order.append(&mut stretch);
    order
}

/// A stretch of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// One item for everybody, by its index.
    Together(usize),
    /// Items of several places side by side: the place's index in the day and its items' indexes, in order.
    Parallel(Vec<(usize, Vec<usize>)>),
}

/// The day as people read it: items for everybody, and between them what runs side by side.
pub fn stretches(day: &Day) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    for index in reading_order(day) {
        match (lane(day, &day.items[index]), stretches.last_mut()) {
            (None, _) => stretches.push(Stretch::Together(index)),
            (Some(lane), Some(Stretch::Parallel(lanes))) => match lanes.last_mut() {
                Some((last, items)) if *last == lane => items.push(index),
                _ => lanes.push((lane, vec![index])),
            },
            (Some(lane), _) => stretches.push(Stretch::Parallel(vec![(lane, vec![index])])),
        }
    }
    stretches
}
