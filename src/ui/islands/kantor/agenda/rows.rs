//! The agenda as the builder shows it: one row for each item, with its times.

use crate::domain::agenda::conflict::{Conflict, Weight};
use crate::domain::agenda::flow::{self, Slot};
use crate::domain::agenda::{Agenda, Day, Item, moves};
use std::collections::HashMap;

/// What stands on the page, computed afresh after each edit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Each day without its items, and the ids of its rows from top to bottom.
    pub days: Vec<(Day, Vec<String>)>,
    /// Rows by the item's id.
    pub rows: HashMap<String, Row>,
}

/// One item on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The item.
    pub item: Item,
    /// The place's name; `None`: everybody together.
    pub place: Option<String>,
    /// 1 for the first place of the day; 0: everybody together.
    pub lane: usize,
    /// When.
    pub slot: Slot,
    /// There is something above it to change places with.
    pub up: bool,
    /// There is something below it to change places with.
    pub down: bool,
    /// The worst of what does not fit about it.
    pub weight: Option<Weight>,
    /// What has to be mended about it, one line each.
    pub errors: Vec<String>,
}

/// The table of that agenda.
pub fn table(agenda: &Agenda, conflicts: &[Conflict]) -> Table {
    let mut table = Table::default();
    for day in &agenda.days {
        let slots = flow::slots(day);
        let mut order = Vec::with_capacity(day.items.len());
        for index in flow::reading_order(day) {
            let item = &day.items[index];
            order.push(item.id.clone());
            let about: Vec<&Conflict> = conflicts
                .iter()
                .filter(|conflict| {
                    conflict.item.as_deref() == Some(&item.id) || conflict.other.as_deref() == Some(&item.id)
                })
                .collect();
            let lane = item
                .place
                .as_deref()
                .and_then(|place| day.places.iter().position(|known| known.id == place))
                .map_or(0, |index| index + 1);
            table.rows.insert(
                item.id.clone(),
                Row {
                    place: day.place_name(item).map(ToOwned::to_owned),
                    lane,
                    slot: slots[index],
                    up: moves::up(agenda, &item.id).is_some(),
                    down: moves::down(agenda, &item.id).is_some(),
                    weight: about.iter().map(|conflict| conflict.weight).min(),
                    errors: about
                        .iter()
                        .filter(|conflict| conflict.weight == Weight::Error)
                        .map(|conflict| conflict.what.clone())
                        .collect(),
                    item: item.clone(),
                },
            );
        }
        table.days.push((Day { items: Vec::new(), ..day.clone() }, order));
    }
    table
}
