//! Accepting proposals: the ordinary edits that put them into the agenda, behind what stands there now.

use super::time::{REST, bare, positions};
use super::{Choice, Piece, Plan, Spot, words};
use crate::domain::agenda::edit::{LONGEST_NOTE, LONGEST_TITLE};
use crate::domain::agenda::{Agenda, Day, Edit, Item, ItemValue, Kind, MOST_PRESENTERS, Place, Presenter, flow};
use crate::domain::board::brief_name;
use crate::domain::standing::Standing;

/// What the planner changed before accepting; what is `None` stays as proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Another title.
    pub title: Option<String>,
    /// Another length, in minutes.
    pub minutes: Option<u16>,
    /// Another day and place: their ids. The item goes behind what stands there, before what ends the day.
    pub spot: Option<(String, Option<String>)>,
}

/// Why a proposal was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAccepted {
    /// It is not (or no longer) proposed.
    Gone,
    /// It has no spot, and none was chosen.
    Nowhere,
}

impl NotAccepted {
    /// The sentence for the planner.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Gone => {
                "Usulan ini sudah tidak ada, karena agenda atau laporannya berubah. Lihat usulan yang baru di bawah."
            }
            Self::Nowhere => "Usulan ini belum punya tempat. Pilih hari dan tempatnya lewat “Ubah dulu”.",
        }
    }
}

/// How many of those who should hear a sharing are named in the planners' note.
const NAMED: usize = 8;

fn cut(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

pub(super) fn library(standing: &Standing) -> Presenter {
    Presenter::Library { id: standing.id.clone(), name: cut(&standing.name, LONGEST_TITLE) }
}

/// The item that a proposal becomes; its place is filled in by [`edits`].
pub fn item(plan: &Plan, choice: &Choice, piece: &Piece) -> Item {
    match piece {
        Piece::Sharing(sharing) => {
            let title = cut(&words::title(plan, sharing), LONGEST_TITLE);
            let mut item = bare(&sharing.id, &title, Kind::Sharing, choice.minutes, None);
            item.presenters = vec![library(&plan.parties[sharing.teacher])];
            // Who has most to learn is for planners alone.
            let names =
                sharing.listeners.iter().take(NAMED).map(|(listener, _)| brief_name(&plan.parties[*listener].name));
            if !sharing.listeners.is_empty() {
                item.private = cut(&format!("Terutama untuk {}.", words::row(names)), LONGEST_NOTE);
            }
            item
        }
        Piece::Rest(rest) => bare(&rest.id, "Rehat", Kind::Break, REST, None),
        Piece::Group(group) => {
            let mut item = bare(&group.id, &words::group_title(group), Kind::Discussion, choice.talk, None);
            item.presenters = vec![library(&plan.parties[group.teacher])];
            // Who sits where is for everybody to read; who learns from whom is not.
            let mut names: Vec<&str> =
                group.members.iter().map(|(member, _)| brief_name(&plan.parties[*member].name)).collect();
            names.sort_unstable();
            item.focus =
                group.members.iter().take(MOST_PRESENTERS).map(|(member, _)| library(&plan.parties[*member])).collect();
            item.note = cut(&format!("Anggota: {}.", words::row(names)), LONGEST_NOTE);
            item
        }
    }
}

/// The edit that accepts these proposals, in the order given: one step, taken back as one. `fresh` gives new ids for places.
pub fn edit(
    plan: &Plan,
    choice: &Choice,
    agenda: &Agenda,
    accepted: &[(String, Change)],
    mut fresh: impl FnMut() -> String,
) -> Result<Edit, NotAccepted> {
    let mut state = agenda.clone();
    let mut edits = Vec::new();
    let mut put = |state: &mut Agenda, edit: Edit| {
        // What does not apply is refused by the agenda itself when the edits are sent, with its own words.
        let _ = state.apply(&edit);
        edits.push(edit);
    };
    // What was put into a window last: the next one goes behind it.
    let mut last: Vec<(Spot, String)> = Vec::new();
    // What gave way altogether, and what stood before it then: a later window may open behind it.
    let mut gone: Vec<(String, Option<String>)> = Vec::new();
    for (id, change) in accepted {
        let piece = plan.pieces.iter().chain(&plan.refused).find(|piece| piece.id() == id).ok_or(NotAccepted::Gone)?;
        let mut item = item(plan, choice, piece);
        if let Some(title) = &change.title {
            item.title.clone_from(title);
        }
        item.minutes = change.minutes.unwrap_or(item.minutes);
        let (day, after) = match (&change.spot, piece.spot()) {
            (Some((day, place)), _) => {
                item.place.clone_from(place);
                let known = state.day(day).ok_or(NotAccepted::Gone)?;
                (day.clone(), end_of(known))
            }
            (None, Some(spot)) => {
                let known = state.day(&spot.day).ok_or(NotAccepted::Gone)?;
                if let Some(name) = &spot.place {
                    if !known.places.iter().any(|place| place.name == *name) {
                        let place = Place::new(fresh(), name.clone());
                        let after = known.places.last().map(|place| place.id.clone());
                        put(&mut state, Edit::AddPlace { day: spot.day.clone(), place, after });
                    }
                    let places = state.day(&spot.day).map(|day| &day.places);
                    item.place = places
                        .and_then(|places| places.iter().find(|place| place.name == *name))
                        .map(|place| place.id.clone());
                    // Its place is its own: without a pin it would begin beside the sharings of the other places.
                    let apart = matches!(piece, Piece::Group(_)) && choice.rooms > 1;
                    item.pin = u16::try_from(spot.start).ok().filter(|_| apart);
                }
                let before = last.iter().rev().find(|(other, _)| other.day == spot.day && other.after == spot.after);
                (spot.day.clone(), before.map(|(_, id)| id.clone()).or_else(|| spot.after.clone()))
            }
            (None, None) => return Err(NotAccepted::Nowhere),
        };
        let after = gone.iter().rev().fold(
            after,
            |after, (filler, before)| {
                if after.as_ref() == Some(filler) { before.clone() } else { after }
            },
        );
        if let (None, Some(spot)) = (&change.spot, piece.spot()) {
            last.push((spot.clone(), item.id.clone()));
        }
        let filler = piece.spot().filter(|_| change.spot.is_none()).and_then(|spot| spot.filler.clone());
        let before = filler.as_ref().and_then(|filler| end_of_item(&state, filler));
        let is_group = matches!(piece, Piece::Group(_));
        put(&mut state, Edit::Add { item, day, after });
        if let (Some(filler), Some(before)) = (filler, before)
            && let Some(edit) = give_way(&state, &filler, before, is_group)
        {
            if matches!(edit, Edit::Remove { .. }) {
                let stood_before = state.item(&filler).and_then(|(day, _)| day.before(&filler));
                gone.push((filler, stood_before));
            }
            put(&mut state, edit);
        }
    }
    Edit::group(edits).ok_or(NotAccepted::Gone)
}

fn end_of_item(agenda: &Agenda, id: &str) -> Option<u32> {
    let (day, _) = agenda.item(id)?;
    Some(flow::slots(day)[day.position(id)?].end)
}

/// The item that kept the time loses the minutes by which it now ends later, and goes when nothing of it is left, or when what it
/// kept time for is there as a whole.
fn give_way(agenda: &Agenda, filler: &str, before: u32, whole: bool) -> Option<Edit> {
    let (_, item) = agenda.item(filler)?;
    let grown = u16::try_from(end_of_item(agenda, filler)?.saturating_sub(before)).unwrap_or(u16::MAX);
    if whole || grown >= item.minutes {
        Some(Edit::Remove { item: filler.to_owned() })
    } else if grown > 0 {
        let values = vec![ItemValue::Minutes(item.minutes - grown)];
        Some(Edit::Change { item: filler.to_owned(), values })
    } else {
        None
    }
}

/// The item behind which something new goes at the end of a day: before what ends it.
fn end_of(day: &Day) -> Option<String> {
    let position = positions(day).pop()?.checked_sub(1)?;
    day.items.get(position).map(|item| item.id.clone())
}
