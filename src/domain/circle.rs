//! The circle: from one meeting to the next. What moved since, by the same measure for both times, and what it suggests for the next
//! agenda. A change is told as a change; why a figure moved, nobody knows from figures alone.

use crate::domain::agenda::edit::{LONGEST_NOTE, LONGEST_TITLE};
use crate::domain::agenda::{Item, Kind};
use crate::domain::board::brief_name;
use crate::domain::followup::{Aim, State};
use crate::domain::number::tenths;
use crate::domain::standing::{Known, SUBJECTS, standings};

/// How a library's standing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The library's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Tenths of a point before, over the subjects that can be read at both times.
    pub before: i64,
    /// And after.
    pub after: i64,
}

impl Moved {
    /// Tenths of a point won; negative: lost.
    pub const fn gain(&self) -> i64 {
        self.after - self.before
    }
}

/// How the standings of an office changed between two spans, most won first, equals by name; and the names of those of whom too
/// little is known. Both spans are held against one mark for each subject, so that a rising mark makes nobody look worse.
pub fn moved(before: Vec<Known>, after: Vec<Known>, least: u32) -> (Vec<Moved>, Vec<String>) {
    let names: Vec<(String, String)> = before.iter().map(|known| (known.id.clone(), known.name.clone())).collect();
    let both = standings(before.into_iter().chain(after).collect(), least);
    let (mut moved, mut unknown) = (Vec::new(), Vec::new());
    for (id, name) in names {
        let mut times = both.iter().filter(|standing| standing.id == id);
        let (Some(was), Some(is)) = (times.next(), times.next()) else {
            unknown.push(name);
            continue;
        };
        let points: Vec<(i64, i64)> =
            (0..SUBJECTS.len()).filter_map(|subject| Some((was.points(subject)?, is.points(subject)?))).collect();
        let Some(count) = i64::try_from(points.len()).ok().filter(|count| *count > 0) else {
            unknown.push(name);
            continue;
        };
        let mean = |part: fn(&(i64, i64)) -> i64| points.iter().map(part).sum::<i64>() / count;
        moved.push(Moved { id, name, before: mean(|point| point.0), after: mean(|point| point.1) });
    }
    moved.sort_by(|a, b| b.gain().cmp(&a.gain()).then_with(|| a.name.cmp(&b.name)));
    (moved, unknown)
}

/// A follow-up as the circle looks at it.
#[derive(Clone, Debug)]
pub struct Promise {
    /// The library's name.
    pub name: String,
    /// What was promised.
    pub what: String,
    /// The figure that should move.
    pub aim: Option<Aim>,
    /// How it stands.
    pub state: State,
}

/// What the follow-ups suggest for the next agenda, in sentences for the planner.
pub fn suggestions(promises: &[Promise]) -> Vec<String> {
    let mut said = Vec::new();
    for promise in promises {
        if let (State::Reached(reading), Some(aim)) = (&promise.state, &promise.aim) {
            said.push(format!(
                "Minta {} bercerita: {}; pada {} menjadi {}.",
                brief_name(&promise.name),
                aim.words(),
                reading.month.long(),
                tenths(reading.value)
            ));
        }
    }
    for subject in SUBJECTS {
        let open = promises.iter().filter(|promise| {
            let measures = |aim: &Aim| subject.measures.iter().any(|(measure, _)| *measure == aim.measure);
            !promise.state.is_closed() && promise.aim.as_ref().is_some_and(measures)
        });
        let open = open.count();
        if open >= 2 {
            said.push(format!("Bahas bersama “{}”: {open} rencana tentang ini masih berjalan.", subject.label));
        }
    }
    let stuck = promises.iter().filter(|promise| promise.state == State::Late).count();
    if stuck > 0 {
        said.push(format!("Sediakan waktu untuk kendala: {stuck} rencana lewat tanggalnya. Tanyakan apa yang perlu dibantu, tanpa menyebut nama di depan umum."));
    }
    said
}

/// Where the proposal's item begins; the id of the meeting that is looked back on follows.
const STEM: &str = "usul-kabar-";
/// Minutes that it is given.
const MINUTES: u16 = 30;

/// The id of the item that looks back on a meeting.
pub fn opening_id(meeting: &str) -> String {
    format!("{STEM}{meeting}").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(64).collect()
}

/// The item with which the next meeting opens: what became of the last one's promises. What everybody reads counts what is there and
/// names nobody; who stands where is for planners alone.
pub fn opening(meeting: &str, name: &str, promises: &[Promise]) -> Item {
    let cut = |text: String, longest: usize| text.chars().take(longest).collect::<String>();
    let title = cut(format!("Apa kabar tindak lanjut {name}"), LONGEST_TITLE);
    let mut item = Item { minutes: MINUTES, ..Item::new(opening_id(meeting), Kind::Discussion, title) };
    let closed = promises.iter().filter(|promise| promise.state.is_closed()).count();
    item.note = format!(
        "Dari {} rencana, {closed} sudah selesai. Yang lain: apa yang membantu, apa yang perlu diubah.",
        promises.len()
    );
    let lines: Vec<String> = promises
        .iter()
        .map(|promise| {
            let state = match &promise.state {
                State::Open => "masih berjalan".to_owned(),
                State::Late => "lewat tanggal, tanyakan kendalanya".to_owned(),
                State::Done(date) => format!("selesai {}", date.plain()),
                State::Reached(reading) => format!("tercapai, laporan {}", reading.month.long()),
            };
            format!("{}: {} ({state})", brief_name(&promise.name), promise.what)
        })
        .collect();
    item.private = cut(lines.join("\n"), LONGEST_NOTE);
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::followup::Reading;
    use crate::domain::indicator::{Figure, Figures};
    use crate::domain::moment::{Date, Month};
    use crate::domain::score::MonthFacts;
    use proptest::prelude::*;

    fn known(id: &str, visitors: &[Option<u32>]) -> Known {
        let months = visitors.iter().map(|count| MonthFacts {
            figures: count.map(|count| Figures::from([("pengunjung".to_owned(), Figure::Counted(count))])),
            nihil: false,
            on_time: None,
        });
        Known {
            id: id.into(),
            name: format!("Perpustakaan Desa {id}"),
            district: "Kumai".into(),
            months: months.collect(),
        }
    }

    #[test]
    fn one_mark_for_both_times() {
        let before = vec![known("a", &[Some(50)]), known("b", &[Some(100)]), known("c", &[None])];
        let after = vec![known("a", &[Some(100)]), known("b", &[Some(100)]), known("c", &[Some(100)])];
        let (moved, unknown) = moved(before, after, 1);
        // The mark is 100 at both times: b has not fallen back because a has risen.
        assert_eq!(moved.iter().map(|one| (one.id.as_str(), one.gain())).collect::<Vec<_>>(), [("a", 500), ("b", 0)]);
        assert_eq!(unknown, ["Perpustakaan Desa c"]);
    }

    fn promise(name: &str, state: State) -> Promise {
        let aim = Some(Aim { measure: "pengunjung".into(), start: 40, goal: 60 });
        Promise { name: format!("Perpustakaan Desa {name}"), what: "Buka malam".into(), aim, state }
    }

    #[test]
    fn the_opening_counts_for_everybody_and_names_for_planners_alone() {
        let reading = Reading {
            month: Month { year: 2026, month: 10 },
            reference: "LK-1".into(),
            report: "r".into(),
            value: 61.0,
        };
        let promises = [
            promise("Natai Raya", State::Reached(reading)),
            promise("Sagu", State::Late),
            promise("Kumai", State::Open),
            promise("Runtu", State::Done(Date { year: 2026, month: 10, day: 5 })),
        ];
        let item = opening("0197-a", "PLM 2026", &promises);
        assert_eq!(item.id, "usul-kabar-0197-a");
        assert!(item.note.contains("Dari 4 rencana, 2 sudah selesai") && !item.note.contains("Sagu"), "{}", item.note);
        assert!(item.private.contains("Sagu") && item.private.contains("tercapai"), "{}", item.private);
        let said = suggestions(&promises);
        assert!(said[0].contains("Natai Raya bercerita") && said[0].contains("61"), "{said:?}");
        assert!(said.iter().any(|line| line.contains("Menarik pengunjung") && line.contains('2')), "{said:?}");
        assert!(opening_id(&"a/b".repeat(90)).len() <= 64);
    }

    proptest! {
        /// The order in which libraries come changes nothing; nobody is lost.
        #[test]
        fn nobody_is_lost_and_order_does_not_matter(counts in prop::collection::vec((prop::option::of(0u32..300), prop::option::of(0u32..300)), 0..9)) {
            let span = |part: fn(&(Option<u32>, Option<u32>)) -> Option<u32>| -> Vec<Known> {
                counts.iter().enumerate().map(|(n, pair)| known(&n.to_string(), &[part(pair)])).collect()
            };
            let (before, after) = (span(|pair| pair.0), span(|pair| pair.1));
            let (one, lacking) = moved(before.clone(), after.clone(), 1);
            prop_assert_eq!(one.len() + lacking.len(), counts.len());
            let turned = |mut list: Vec<Known>| { list.reverse(); list };
            let (other, _) = moved(turned(before), turned(after), 1);
            prop_assert_eq!(one, other);
        }
    }
}
