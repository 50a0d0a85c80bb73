//! When each item starts: it follows from order, duration and pins, and is never stored.
//!
//! Per place: start = the later of the end of the one before and the pin. A later pin leaves a gap; a pin that has passed is
//! reported as late and nothing is reordered. An item for everybody waits for all places.

use super::Day;
use std::collections::HashMap;

/// When an item takes place. Minutes from midnight; past 1440 when a day overflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// First minute.
    pub start: u32,
    /// The minute it is over.
    pub end: u32,
    /// Minutes by which the pin was missed; 0 when it was kept or there is none.
    pub late: u32,
    /// Free minutes before it, left by a pin.
    pub gap: u32,
}

/// A slot for each item of the day, in the day's order.
pub fn slots(day: &Day) -> Vec<Slot> {
    let mut ends: HashMap<&str, u32> = HashMap::new();
    // The end of the last item for everybody: no place may start before it.
    let mut floor = u32::from(day.opens);
    let mut slots = Vec::with_capacity(day.items.len());
    for item in &day.items {
        let free = match item.place.as_deref() {
            Some(place) => ends.get(place).copied().unwrap_or(floor),
            None => ends.values().copied().max().unwrap_or(floor).max(floor),
        };
        let pin = item.pin.map_or(free, u32::from);
        let start = free.max(pin);
        let end = start + u32::from(item.minutes);
        slots.push(Slot { start, end, late: free.saturating_sub(pin), gap: start - free });
        if let Some(place) = item.place.as_deref() {
            ends.insert(place, end);
        } else {
            floor = end;
            ends.clear();
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
    let lane = |index: &usize| {
        let place = day.items[*index].place.as_deref();
        place.and_then(|place| day.places.iter().position(|known| known.id == place))
    };
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
        let place = day.items[index].place.as_deref();
        let lane = place.and_then(|place| day.places.iter().position(|known| known.id == place));
        match (lane, stretches.last_mut()) {
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
