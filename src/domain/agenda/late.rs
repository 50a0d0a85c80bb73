//! On the day: an item begins now, or everything is late by some minutes. The rest shifts; ISHOMA keeps its time and the day its
//! closing, as far as the items before them can give: first breaks shrink, then what has not begun is cut evenly.

use super::flow::{self, Slot};
use super::form::lasting;
use super::{Agenda, Day, Edit, Item, ItemValue, Kind};

/// Nothing is cut to less than this, in minutes.
const SHORTEST: u16 = 5;

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    /// The item is not there, or it has begun or is over.
    Begun,
    /// Nothing runs at that time, and nothing follows.
    Nothing,
    /// Not a number of minutes from 1 to 240.
    Minutes,
}

impl NotNow {
    /// In words for the planner.
    pub fn words(self) -> &'static str {
        match self {
            Self::Begun => "Acara ini sudah dimulai atau sudah selesai.",
            Self::Nothing => "Tidak ada acara yang sedang atau akan berjalan hari ini.",
            Self::Minutes => "Tulis berapa menit molornya, antara 1 dan 240.",
        }
    }
}

/// The day as it goes on from minute `now`: edits, and the agenda after them.
struct Running {
    agenda: Agenda,
    day: String,
    now: u32,
    edits: Vec<Edit>,
}

impl Running {
    fn day(&self) -> Option<&Day> {
        self.agenda.day(&self.day)
    }

    fn go(&mut self, edit: Edit) {
        if self.agenda.apply(&edit).is_ok() {
            self.edits.push(edit);
        }
    }

    fn table(&self) -> Vec<(Item, Slot)> {
        self.day().map(|day| day.items.iter().cloned().zip(flow::slots(day)).collect()).unwrap_or_default()
    }

    /// ISHOMA that is still to come is held at the time it has now.
    fn hold_ishoma(&mut self) {
        for (item, slot) in self.table() {
            if item.kind == Kind::Ishoma && slot.start > self.now && item.pin.is_none() {
                let pin = u16::try_from(slot.start).ok();
                self.go(Edit::Change { item: item.id, values: vec![ItemValue::Pin(pin)] });
            }
        }
    }

    /// Cuts what has not begun, so that every pin and the closing are kept as far as possible.
    fn keep(&mut self) {
        for _ in 0..super::MOST_ITEMS {
            let table = self.table();
            let closes = self.day().map_or(0, |day| u32::from(day.closes));
            // The first thing that comes too late, and by how much.
            let pinned = table
                .iter()
                .enumerate()
                .find(|(_, (_, slot))| slot.late > 0)
                .map(|(index, (_, slot))| (index, slot.late));
            let end = table.iter().map(|(_, slot)| slot.end).max().unwrap_or(0);
            let over = (end > closes).then(|| (table.len(), end - closes));
            let Some((index, late)) = pinned.or(over) else { return };
            // What may be cut: not begun, no rest, behind the last kept clock time before it.
            let from =
                table[..index].iter().rposition(|(item, slot)| item.pin.is_some() && slot.late == 0).unwrap_or(0);
            let cut: Vec<&(Item, Slot)> = table[from..index]
                .iter()
                .filter(|(item, slot)| slot.start >= self.now && !item.kind.is_rest() && item.minutes > SHORTEST)
                .collect();
            let all: u32 = cut.iter().map(|(item, _)| u32::from(item.minutes - SHORTEST)).sum();
            if all == 0 {
                return;
            }
            let mut left = late.min(all);
            let mut edits = Vec::new();
            for (item, _) in cut {
                let room = u32::from(item.minutes - SHORTEST);
                // Evenly, rounded up: the last ones may then keep a minute more.
                let share = (late.min(all) * room).div_ceil(all).min(room).min(left);
                left -= share;
                if let Some(minutes) =
                    u16::try_from(share).ok().filter(|share| *share > 0).map(|share| item.minutes - share)
                {
                    edits.push(lasting(item, minutes));
                }
            }
            if edits.is_empty() {
                return;
            }
            for edit in edits {
                self.go(edit);
            }
            // Where cutting did not help (another place holds it up), more of it would not either.
            let after = self.table();
            let still = if index < after.len() {
                after[index].1.late
            } else {
                after.iter().map(|(_, slot)| slot.end).max().unwrap_or(0).saturating_sub(closes)
            };
            if still >= late {
                return;
            }
        }
    }

    fn step(self) -> Option<Edit> {
        Edit::group(self.edits)
    }
}

/// The item begins at minute `now` of its day. What ran before it in its place ends; what should have come before it and has not
/// begun comes after it.
pub fn start(agenda: &Agenda, id: &str, now: u16) -> Result<Edit, NotNow> {
    let (day, item) = agenda.item(id).ok_or(NotNow::Begun)?;
    let mut running = Running { agenda: agenda.clone(), day: day.id.clone(), now: now.into(), edits: Vec::new() };
    let slots = flow::slots(day);
    let position = day.position(id).ok_or(NotNow::Begun)?;
    let minute = u32::from(now);
    if slots[position].start < minute
        && item.pin == u16::try_from(slots[position].start).ok()
        && slots[position].end <= minute
    {
        return Err(NotNow::Begun);
    }
    running.hold_ishoma();
    let before = |other: &Item| item.place.is_none() || other.place.is_none() || other.place == item.place;
    for (other, slot) in day.items.iter().zip(&slots).take(position).filter(|(other, _)| before(other)) {
        if slot.start < minute && slot.end > minute {
            let ran = u16::try_from(minute - slot.start).unwrap_or(1).max(1);
            running.go(lasting(other, ran));
        }
    }
    let begun =
        day.items.iter().zip(&slots).take(position).rposition(|(other, slot)| slot.start < minute || !before(other));
    if begun.map_or(0, |index| index + 1) < position {
        let after = begun.map(|index| day.items[index].id.clone());
        running.go(Edit::Move { item: id.to_owned(), day: day.id.clone(), place: item.place.clone(), after });
    }
    running.go(Edit::Change { item: id.to_owned(), values: vec![ItemValue::Pin(Some(now))] });
    running.keep();
    running.step().ok_or(NotNow::Begun)
}

/// What runs at minute `now` takes so many minutes more (where nothing runs, what comes next begins so much later).
pub fn delay(agenda: &Agenda, day: &str, now: u16, minutes: u16) -> Result<Edit, NotNow> {
    if !(1..=240).contains(&minutes) {
        return Err(NotNow::Minutes);
    }
    let day = agenda.day(day).ok_or(NotNow::Nothing)?;
    let mut running = Running { agenda: agenda.clone(), day: day.id.clone(), now: now.into(), edits: Vec::new() };
    running.hold_ishoma();
    let minute = u32::from(now);
    let table = running.table();
    let runs: Vec<&(Item, Slot)> = table.iter().filter(|(_, slot)| slot.start <= minute && slot.end > minute).collect();
    if runs.is_empty() {
        let (next, slot) = table
            .iter()
            .filter(|(_, slot)| slot.start >= minute)
            .min_by_key(|(_, slot)| slot.start)
            .ok_or(NotNow::Nothing)?;
        let pin = u16::try_from(slot.start)
            .ok()
            .and_then(|start| start.checked_add(minutes))
            .filter(|pin| *pin <= super::MIDNIGHT);
        running.go(Edit::Change {
            item: next.id.clone(),
            values: vec![ItemValue::Pin(Some(pin.ok_or(NotNow::Minutes)?))],
        });
    }
    for (item, slot) in runs {
        let lasts = u16::try_from(slot.end - slot.start).unwrap_or(item.minutes);
        let longer = lasts.saturating_add(minutes).min(super::LONGEST);
        let mut values = vec![ItemValue::Minutes(longer)];
        if item.least.is_some() {
            // What has run is not taken back by a break that may shrink.
            values.push(ItemValue::Least(Some(longer)));
        }
        running.go(Edit::Change { item: item.id.clone(), values });
    }
    // What has begun may not shrink any more, or the past would change.
    running.keep();
    running.step().ok_or(NotNow::Nothing)
}
