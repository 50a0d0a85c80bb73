//! What is on the stage at a minute of a day: now, and next; for the hall's screen and for whoever presents.

use super::{Day, flow};

/// The stage of everybody together, or of one place while places run side by side. Items are named by their index in the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// The place's index in the day; `None`: everybody together.
    pub lane: Option<usize>,
    /// What is on.
    pub on: Option<usize>,
    /// What comes next; several when places part again.
    pub next: Vec<usize>,
}

/// The stages at that minute from midnight, in the order of the places. Never empty: before, between and after the items there is one
/// stage with nothing on it; after the last one it has no next either.
pub fn stages(day: &Day, minute: u32) -> Vec<Stage> {
    let slots = flow::slots(day);
    let lanes: Vec<Option<usize>> = day.items.iter().map(|item| flow::lane(day, item)).collect();
    let is_on = |index: &usize| slots[*index].start <= minute && minute < slots[*index].end;
    let all = || 0..day.items.len();
    // Of those that begin later, the ones that begin first.
    let soonest = |mine: &dyn Fn(usize) -> bool| -> Vec<usize> {
        let later = || all().filter(|index| slots[*index].start > minute && mine(*index));
        let first = later().map(|index| slots[index].start).min();
        later().filter(|index| Some(slots[*index].start) == first).collect()
    };
    if let Some(on) = all().filter(is_on).find(|index| lanes[*index].is_none()) {
        return vec![Stage { lane: None, on: Some(on), next: soonest(&|_| true) }];
    }
    if !all().any(|index| is_on(&index)) {
        return vec![Stage { lane: None, on: None, next: soonest(&|_| true) }];
    }
    // Until everybody is together again.
    let together = all()
        .filter(|index| lanes[*index].is_none())
        .map(|index| slots[index].start)
        .filter(|start| *start > minute)
        .min();
    (0..day.places.len())
        .filter_map(|lane| {
            let own = |index: usize| lanes[index] == Some(lane);
            let on = all().filter(is_on).find(|index| own(*index));
            let coming = all().any(|index| {
                own(index) && slots[index].start > minute && together.is_none_or(|start| slots[index].start < start)
            });
            (on.is_some() || coming).then(|| Stage {
                lane: Some(lane),
                on,
                next: soonest(&|index| own(index) || lanes[index].is_none()),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::agenda::{Item, Kind, Place};
    use crate::domain::moment::Date;
    use proptest::prelude::*;

    fn day() -> Day {
        let mut day = Day::new("d", Date { year: 2026, month: 12, day: 1 }, 480, 960);
        day.places = vec![Place::new("a", "Kelompok A"), Place::new("b", "Kelompok B")];
        let item = |id: &str, minutes: u16, place: Option<&str>, pin: Option<u16>| Item {
            minutes,
            pin,
            place: place.map(str::to_owned),
            ..Item::new(id, Kind::Talk, id)
        };
        day.items = vec![
            item("buka", 30, None, None),
            item("a1", 30, Some("a"), None),
            item("b1", 60, Some("b"), None),
            item("a2", 45, Some("a"), None),
            item("makan", 60, None, Some(720)),
        ];
        day
    }

    #[test]
    fn together_apart_and_together_again() {
        let day = day();
        let stage = |lane, on, next: &[usize]| Stage { lane, on, next: next.to_vec() };
        assert_eq!(stages(&day, 470), [stage(None, None, &[0])], "before it begins");
        assert_eq!(stages(&day, 480), [stage(None, Some(0), &[1, 2])]);
        assert_eq!(stages(&day, 515), [stage(Some(0), Some(1), &[3]), stage(Some(1), Some(2), &[4])]);
        // A has gone on to its second item, B is through.
        assert_eq!(stages(&day, 575), [stage(Some(0), Some(3), &[4])]);
        assert_eq!(stages(&day, 600), [stage(None, None, &[4])], "a gap before the meal");
        assert_eq!(stages(&day, 720), [stage(None, Some(4), &[])]);
        assert_eq!(stages(&day, 800), [stage(None, None, &[])], "over");
    }

    proptest! {
        #[test]
        fn everything_that_is_on_is_shown_once(minutes in prop::collection::vec((1u16..90, 0usize..3), 0..14), at in 400u32..1440) {
            let mut day = day();
            day.items = minutes
                .iter()
                .enumerate()
                .map(|(n, (minutes, place))| Item {
                    minutes: *minutes,
                    place: [None, Some("a".to_owned()), Some("b".to_owned())][*place].clone(),
                    ..Item::new(n.to_string(), Kind::Talk, "x")
                })
                .collect();
            let slots = flow::slots(&day);
            let on: Vec<usize> = (0..slots.len()).filter(|n| slots[*n].start <= at && at < slots[*n].end).collect();
            let stages = stages(&day, at);
            prop_assert!(!stages.is_empty());
            let mut shown: Vec<usize> = stages.iter().filter_map(|stage| stage.on).collect();
            shown.sort_unstable();
            prop_assert_eq!(shown, on);
            for stage in &stages {
                prop_assert!(stage.next.iter().all(|next| slots[*next].start > at));
            }
        }
    }
}
