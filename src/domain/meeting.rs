//! A Peer Learning Meeting: its name, its address on the web, and what the public sees of its agenda over the releases.

use super::agenda::flow::{self, Slot};
use super::agenda::history::Entry;
use super::agenda::{Agenda, Day, Edit, Item, Presenter};
use super::moment::{Date, Moment, parse_clock};
use super::refusal::Finding;
use serde::{Deserialize, Serialize};

/// A meeting, without its agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// The office's code.
    pub office: String,
    /// Stable.
    pub id: String,
    /// Its address: `/plm/{slug}`; ends in its year.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// The first day.
    pub starts_on: Date,
    /// Clock times and items are made up by us, not told by a source.
    pub example: bool,
    /// The number of the newest edit.
    pub edits: i64,
    /// The edit that the public sees; `None`: nothing yet.
    pub published_edit: Option<i64>,
    /// The number of the newest version; 0: none.
    pub published_version: i64,
}

/// A version shown to the public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// 1, 2, 3 ..
    pub number: i64,
    /// The agenda is the fold up to this edit.
    pub edit: i64,
    /// What is new, in the planner's words.
    pub note: String,
    /// When it was published.
    pub at: Moment,
}

/// One item as the public sees it at some version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showing {
    /// The day, without its items.
    pub day: Day,
    /// The item.
    pub item: Item,
    /// When.
    pub slot: Slot,
    /// 0 when first shown; one more for each version that changed what is told of it.
    pub sequence: i64,
    /// When it was first shown.
    pub created: Moment,
    /// When what is told of it last changed.
    pub changed: Moment,
    /// It was shown once and is not in the newest version any more.
    pub cancelled: bool,
    /// On which days and for which libraries earlier versions told of it, where that was otherwise.
    pub was: Vec<(Date, Vec<String>)>,
}

impl Showing {
    /// The libraries that it concerns: those that present it and those it is meant for.
    pub fn libraries(&self) -> Vec<String> {
        let all = self.item.presenters.iter().chain(&self.item.focus);
        all.filter_map(|who| match who {
            Presenter::Library { id, .. } => Some(id.clone()),
            Presenter::Person { .. } => None,
        })
        .collect()
    }

    /// Carries on from how an earlier version told of it.
    fn after(mut self, old: Self) -> Self {
        let (before, now) = ((old.day.date, old.libraries()), (self.day.date, self.libraries()));
        self.was = old.was;
        if before != now && !self.was.contains(&before) {
            self.was.push(before);
        }
        self.created = old.created;
        self
    }
}

/// A part of a meeting that somebody follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// One day.
    pub day: Option<Date>,
    /// One library, by its id.
    pub library: Option<String>,
}

impl Part {
    fn holds(&self, date: Date, libraries: &[String]) -> bool {
        self.day.is_none_or(|day| day == date)
            && self.library.as_ref().is_none_or(|library| libraries.contains(library))
    }

    /// What belongs to this part. Something that belonged to it once and does not any more is told as cancelled: a calendar that
    /// follows the part has it still.
    pub fn of(&self, showings: Vec<Showing>) -> Vec<Showing> {
        showings
            .into_iter()
            .filter_map(|mut showing| {
                if self.holds(showing.day.date, &showing.libraries()) {
                    return Some(showing);
                }
                let (date, _) = *showing.was.iter().rev().find(|(date, libraries)| self.holds(*date, libraries))?;
                showing.cancelled = true;
                showing.day.date = date;
                Some(showing)
            })
            .collect()
    }
}

/// Every item that was ever published, as told by the newest version. `entries` in order of number, `versions` too.
pub fn showings(entries: &[Entry], versions: &[Version]) -> Vec<Showing> {
    let mut shown: Vec<Showing> = Vec::new();
    let mut agenda = Agenda::default();
    let mut rest = entries.iter().peekable();
    for version in versions {
        while let Some(entry) = rest.next_if(|entry| entry.number <= version.edit) {
            let _ = agenda.apply(&entry.step.edit);
        }
        let agenda = agenda.clone().shown();
        let mut order = Vec::new();
        for day in &agenda.days {
            let bare = day.bare();
            for (item, slot) in day.items.iter().zip(flow::slots(day)) {
                let old = shown.iter().position(|known| known.item.id == item.id).map(|index| shown.swap_remove(index));
                let fresh = Showing {
                    day: bare.clone(),
                    item: item.clone(),
                    slot,
                    sequence: 0,
                    created: version.at,
                    changed: version.at,
                    cancelled: false,
                    was: Vec::new(),
                };
                order.push(match old {
                    None => fresh,
                    Some(old) => {
                        let same = !old.cancelled && told(&old) == told(&fresh);
                        let sequence = old.sequence + i64::from(!same);
                        let changed = if same { old.changed } else { version.at };
                        Showing { sequence, changed, ..fresh.after(old) }
                    }
                });
            }
        }
        // What is left was shown before and is gone now.
        shown.sort_by(|a, b| (a.day.date, a.slot.start, &a.item.id).cmp(&(b.day.date, b.slot.start, &b.item.id)));
        order.extend(shown.drain(..).map(|gone| {
            if gone.cancelled {
                gone
            } else {
                Showing { sequence: gone.sequence + 1, changed: version.at, cancelled: true, ..gone }
            }
        }));
        shown = order;
    }
    shown
}

/// What a calendar tells of an item; the sequence counts its changes.
fn told(showing: &Showing) -> impl PartialEq + use<'_> {
    let Showing { day, item, slot, .. } = showing;
    let presenters = item.presenters.iter().map(Presenter::words).collect::<Vec<_>>();
    (
        showing.libraries(),
        day.date,
        slot.start,
        slot.end,
        &item.title,
        &day.venue,
        day.place_name(item),
        presenters,
        &item.moderator,
        (&item.aim, &item.note),
    )
}

/// What makes a new meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What people call it.
    pub name: String,
    /// The address wished for, `/plm/{slug}`.
    pub slug: String,
    /// The first edits: a day each.
    pub days: Vec<Day>,
}

impl Plan {
    /// Reads the form: `name` and, for each day N from 1, `dateN`, `venueN`, `outdoorN`, `opensN`, `closesN`. A day without a
    /// date is left out; the first one is needed. `fresh` gives new ids.
    pub fn read(pairs: &[(String, String)], mut fresh: impl FnMut() -> String) -> Result<Self, Vec<Finding>> {
        let get = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
        let mut findings = Vec::new();
        for (name, _) in pairs {
            let stem = name.trim_end_matches(['1', '2', '3']);
            let known = ["name", "op"].contains(&name.as_str())
                || (stem != name && ["date", "venue", "outdoor", "opens", "closes"].contains(&stem));
            if !known {
                let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
                findings.push(Finding::new(
                    "",
                    format!("Isian “{name}” tidak dikenal di formulir ini, jadi tidak ada yang disimpan."),
                ));
            }
        }
        let name = get("name").to_owned();
        if name.is_empty()
            || name.chars().count() > super::agenda::edit::LONGEST_TITLE
            || name.chars().any(char::is_control)
        {
            findings.push(Finding::new("name", "Isi nama pertemuan, paling panjang 200 huruf."));
        }
        let mut agenda = Agenda::default();
        for number in 1..=3 {
            let field = |stem: &str| format!("{stem}{number}");
            let date = match get(&field("date")) {
                "" if number == 1 => {
                    findings.push(Finding::new(field("date"), "Isi tanggal hari pertama."));
                    continue;
                }
                "" => continue,
                text => Date::parse(text),
            };
            let Some(date) = date else {
                findings.push(Finding::new(field("date"), "Tanggal ini tidak ada. Tulis seperti 2026-09-28."));
                continue;
            };
            let mut minute = |stem: &str, usual: u16| match get(&field(stem)) {
                "" => usual,
                text => parse_clock(text).unwrap_or_else(|| {
                    findings.push(Finding::new(field(stem), "Tulis jam seperti 09.05."));
                    usual
                }),
            };
            let (opens, closes) = (minute("opens", 8 * 60), minute("closes", 16 * 60));
            let day = Day {
                venue: get(&field("venue")).to_owned(),
                outdoor: !get(&field("outdoor")).is_empty(),
                ..Day::new(fresh(), date, opens, closes)
            };
            if let Err(refused) = agenda.apply(&Edit::AddDay { day }) {
                let stem = match refused {
                    super::agenda::Refused::SameDate => "date",
                    super::agenda::Refused::EndsBeforeStart => "closes",
                    _ => "venue",
                };
                findings.push(Finding::new(field(stem), refused.to_string()));
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        let slug = slug(&name, agenda.days.first().map(|day| day.date.year));
        Ok(Self { name, slug, days: agenda.days })
    }
}

/// The address people will type: the name in lower case with hyphens, at most 50 letters, ending in the first day's year.
pub fn slug(name: &str, year: Option<i32>) -> String {
    let year = year.map(|year| year.to_string()).unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        if words.iter().map(|word| word.len() + 1).sum::<usize>() + word.len() > 50 {
            break;
        }
        if !word.is_empty() && word != year {
            words.push(word);
        }
    }
    if words.is_empty() {
        words.push("plm".into());
    }
    if !year.is_empty() {
        words.push(year);
    }
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::super::agenda::history::Step;
    use super::super::agenda::{ItemValue, Kind};
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_plan_has_days_and_a_slug_with_its_year() {
        let mut number = 0;
        let mut fresh = || {
            number += 1;
            format!("d{number}")
        };
        let plan = Plan::read(
            &pairs(&[
                ("name", "PLM Kobar 2022"),
                ("date1", "2022-09-28"),
                ("venue1", "Aula DPK"),
                ("date2", "2022-09-29"),
                ("outdoor2", "ya"),
            ]),
            &mut fresh,
        )
        .unwrap();
        assert_eq!((plan.days.len(), plan.slug.as_str()), (2, "plm-kobar-2022"));
        assert!(plan.days[1].outdoor);
        let findings =
            Plan::read(&pairs(&[("name", ""), ("date1", "2022-02-30"), ("opens1", "x"), ("gaji", "1")]), &mut fresh)
                .unwrap_err();
        assert_eq!(findings.iter().map(|finding| finding.field.as_str()).collect::<Vec<_>>(), ["", "name", "date1"]);
        let twice = Plan::read(&pairs(&[("name", "A"), ("date1", "2022-09-28"), ("date2", "2022-09-28")]), &mut fresh)
            .unwrap_err();
        assert_eq!(twice[0].field, "date2");
        assert_eq!(
            slug("Peer Learning Meeting (PLM) Tingkat Kabupaten Kotawaringin Barat Tahun 2022", Some(2022)),
            "peer-learning-meeting-plm-tingkat-kabupaten-2022"
        );
        assert_eq!(slug("!!!", Some(2026)), "plm-2026");
    }

    #[test]
    fn a_dropped_item_stays_as_cancelled_and_changes_are_counted() {
        let item = |id: &str| Item { minutes: 30, ..Item::new(id, Kind::Talk, id) };
        let day = Day::new("d", Date::parse("2022-09-28").unwrap(), 480, 900);
        let edits = [
            Edit::AddDay { day },
            Edit::Add { item: item("a"), day: "d".into(), after: None },
            Edit::Add { item: item("b"), day: "d".into(), after: Some("a".into()) },
            Edit::Change { item: "a".into(), values: vec![ItemValue::Minutes(45)] },
            Edit::Remove { item: "b".into() },
        ];
        let entries: Vec<Entry> = edits
            .into_iter()
            .zip(1..)
            .map(|(edit, number)| Entry {
                number,
                by: "x".into(),
                name: "X".into(),
                at: Moment(number),
                step: Step { edit, undoes: None },
            })
            .collect();
        let version = |number, edit| Version { number, edit, note: String::new(), at: Moment(100 * number) };
        let versions = [version(1, 3), version(2, 4), version(3, 5), version(4, 5)];
        let first = showings(&entries, &versions[..1]);
        assert!(first.iter().all(|showing| showing.sequence == 0 && !showing.cancelled));
        let last = showings(&entries, &versions);
        assert_eq!(
            last.iter()
                .map(|showing| (showing.item.id.as_str(), showing.sequence, showing.cancelled))
                .collect::<Vec<_>>(),
            [("a", 1, false), ("b", 2, true)]
        );
        assert_eq!((last[0].created, last[0].changed, last[1].changed), (Moment(100), Moment(200), Moment(300)));
    }

    /// Three versions: an item goes to the next day and to another library. Who follows the first day or the first library is
    /// told that it is off there, in an event that is newer than what they have.
    #[test]
    fn what_leaves_a_part_is_cancelled_for_those_who_follow_it() {
        let library = |id: &str| Presenter::Library { id: id.into(), name: id.into() };
        let day = |id: &str, date: &str| Day::new(id, Date::parse(date).unwrap(), 480, 1440);
        let item = Item { minutes: 30, presenters: vec![library("l1")], ..Item::new("a", Kind::Sharing, "A") };
        let edits = [
            Edit::AddDay { day: day("d1", "2026-12-31") },
            Edit::AddDay { day: day("d2", "2027-01-01") },
            Edit::Add { item, day: "d1".into(), after: None },
            Edit::Move { item: "a".into(), day: "d2".into(), place: None, after: None },
            Edit::Change { item: "a".into(), values: vec![ItemValue::Presenters(vec![library("l2")])] },
        ];
        let entries: Vec<Entry> = edits
            .into_iter()
            .zip(1..)
            .map(|(edit, number)| Entry {
                number,
                by: "x".into(),
                name: "X".into(),
                at: Moment(number),
                step: Step { edit, undoes: None },
            })
            .collect();
        let version = |number, edit| Version { number, edit, note: String::new(), at: Moment(100 * number) };
        let versions = [version(1, 3), version(2, 4), version(3, 5)];
        let part = |day: Option<&str>, library: Option<&str>| Part {
            day: day.and_then(Date::parse),
            library: library.map(str::to_owned),
        };
        let told = |count: usize, part: &Part| {
            let all = part.of(showings(&entries, &versions[..count]));
            all.into_iter().map(|one| (one.day.date.to_string(), one.sequence, one.cancelled)).collect::<Vec<_>>()
        };
        let (first, second) = (part(Some("2026-12-31"), None), part(Some("2027-01-01"), None));
        assert_eq!(told(1, &first), [("2026-12-31".to_owned(), 0, false)]);
        assert_eq!(told(1, &second), []);
        assert_eq!(told(2, &first), [("2026-12-31".to_owned(), 1, true)]);
        assert_eq!(told(2, &second), [("2027-01-01".to_owned(), 1, false)]);
        assert_eq!(told(3, &part(None, Some("l1"))), [("2027-01-01".to_owned(), 2, true)]);
        assert_eq!(told(3, &part(None, Some("l2"))), [("2027-01-01".to_owned(), 2, false)]);
        assert_eq!(told(3, &Part::default()).len(), 1);
    }
}
