//! What a correction changed, field by field, in words: old and new side by side.

use super::support::Support;
use super::{Activity, Content, Story};
use crate::domain::indicator::{Figure, Figures, INDICATORS};
use crate::domain::number::whole;

/// One field that says something else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is about: "Pengunjung", "Kegiatan “Lomba menggambar”: peserta".
    pub what: String,
    /// What it said; empty: nothing.
    pub before: String,
    /// What it says now; empty: nothing.
    pub after: String,
}

/// Every difference between two contents, in the order of the form. `label` names the office's own questions. Nothing differs
/// exactly when the contents say the same; ids do not count.
pub fn difference(before: &Content, after: &Content, label: impl Fn(&str) -> String) -> Vec<Change> {
    let mut changes = Changes(Vec::new());
    let kind = |content: &Content| if content.nihil { "nihil" } else { "dengan isi" };
    changes.put("Jenis laporan", kind(before), kind(after));
    figures(&mut changes, &before.figures, &after.figures);
    answers(&mut changes, before, after, label);
    let pairs = pairs(&before.activities, &after.activities, |one, other| !one.id.is_empty() && one.id == other.id);
    for pair in pairs {
        activity(&mut changes, pair);
    }
    // A story that was changed gets a new id, so stories are paired by what they say.
    for pair in self::pairs(&before.stories, &after.stories, |one, other| one.text.trim() == other.text.trim()) {
        story(&mut changes, pair);
    }
    changes.put("Kendala", before.obstacles.trim(), after.obstacles.trim());
    changes.put("Upaya", before.remedies.trim(), after.remedies.trim());
    changes.0
}

struct Changes(Vec<Change>);

impl Changes {
    fn put(&mut self, what: &str, before: &str, after: &str) {
        if before != after {
            self.0.push(Change { what: what.to_owned(), before: before.to_owned(), after: after.to_owned() });
        }
    }
}

fn figures(changes: &mut Changes, before: &Figures, after: &Figures) {
    let words = |figure: Option<&Figure>| figure.map_or_else(|| "belum diisi".to_owned(), |figure| figure.words());
    let known = INDICATORS.iter().map(|indicator| (indicator.code, indicator.label));
    for (code, label) in known {
        let (old, new) = (before.get(code), after.get(code));
        if old != new {
            changes.put(label, &words(old), &words(new));
        }
    }
}

fn answers(changes: &mut Changes, before: &Content, after: &Content, label: impl Fn(&str) -> String) {
    let of = |content: &Content, id: &str| {
        content.answers.iter().find(|(question, _)| question == id).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let mut ids: Vec<&String> = before.answers.iter().chain(&after.answers).map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        changes.put(&label(id), &of(before, id), &of(after, id));
    }
}

/// Pairs what is the same thing in both lists: first those that `same` recognises, in the order of the newer list; then what went.
fn pairs<'a, T>(before: &'a [T], after: &'a [T], same: impl Fn(&T, &T) -> bool) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut left: Vec<&T> = before.iter().collect();
    let mut pairs = Vec::with_capacity(after.len());
    for new in after {
        let place = left.iter().position(|old| same(old, new));
        pairs.push((place.map(|place| left.remove(place)), Some(new)));
    }
    pairs.extend(left.into_iter().map(|old| (Some(old), None)));
    pairs
}

fn brief(text: &str) -> String {
    let mut brief: String = text.trim().chars().take(40).collect();
    if text.trim().chars().count() > 40 {
        brief.push('…');
    }
    brief
}

fn facts(activity: &Activity) -> [(&'static str, String); 11] {
    [
        ("nama", activity.title.clone()),
        ("strategi", activity.strategy.words().to_owned()),
        ("bidang", activity.field.clone()),
        ("tanggal", activity.held_on.plain()),
        ("tempat", activity.place.clone()),
        ("peserta", activity.participants.map(|count| whole(i64::from(count))).unwrap_or_default()),
        ("mitra", activity.partner.clone()),
        ("hasil", activity.result.clone()),
        ("keterampilan", activity.skill.clone()),
        ("dukungan", activity.support.as_ref().map(Support::words).unwrap_or_default()),
        ("tautan", activity.link.clone()),
    ]
}

fn activity(changes: &mut Changes, pair: (Option<&Activity>, Option<&Activity>)) {
    let whole_one = |activity: &Activity| {
        let people = activity.participants.map(|count| format!(", {} peserta", whole(i64::from(count))));
        format!("{}, {}{}", activity.title, activity.held_on.plain(), people.unwrap_or_default())
    };
    match pair {
        (Some(old), Some(new)) => {
            let name = brief(&new.title);
            for ((fact, before), (_, after)) in facts(old).into_iter().zip(facts(new)) {
                changes.put(&format!("Kegiatan \u{201c}{name}\u{201d}: {fact}"), before.trim(), after.trim());
            }
        }
        (None, Some(new)) => changes.put("Kegiatan baru", "", &whole_one(new)),
        (Some(old), None) => changes.put("Kegiatan dihapus", &whole_one(old), ""),
        (None, None) => {}
    }
}

fn yes(holds: bool) -> &'static str {
    if holds { "ya" } else { "tidak" }
}

fn story(changes: &mut Changes, pair: (Option<&Story>, Option<&Story>)) {
    let public = |story: &Story| if story.public { "diusulkan untuk umum" } else { "untuk dinas saja" };
    match pair {
        (Some(old), Some(new)) => {
            let name = brief(&new.text);
            let mut put = |fact: &str, before: &str, after: &str| {
                changes.put(&format!("Cerita \u{201c}{name}\u{201d}: {fact}"), before.trim(), after.trim());
            };
            put("tentang siapa", &old.about, &new.about);
            put("bukti", &old.evidence, &new.evidence);
            put("namanya", &old.person, &new.person);
            put("izin", old.consent.words(), new.consent.words());
            put("anak", yes(old.child), yes(new.child));
            put("izin wali", yes(old.guardian), yes(new.guardian));
            put("untuk siapa", public(old), public(new));
        }
        (None, Some(new)) => changes.put("Cerita baru", "", new.text.trim()),
        (Some(old), None) => changes.put("Cerita dihapus", old.text.trim(), ""),
        (None, None) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::Date;
    use crate::domain::report::{StoryConsent, Strategy};
    use proptest::prelude::{Just, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
    use proptest::strategy::Strategy as _;

    fn lesson(id: &str, title: &str, participants: Option<u32>) -> Activity {
        Activity {
            id: id.to_owned(),
            strategy: Strategy::Involvement,
            field: String::new(),
            title: title.to_owned(),
            held_on: Date::parse("2026-10-03").unwrap(),
            place: String::new(),
            participants,
            partner: String::new(),
            result: String::new(),
            skill: String::new(),
            support: None,
            link: String::new(),
        }
    }

    #[test]
    fn a_correction_reads_old_and_new() {
        let mut before = Content {
            activities: vec![lesson("a", "Kelas rajut", Some(12)), lesson("b", "Dongeng", None)],
            ..Content::default()
        };
        before.figures.insert("pengunjung".to_owned(), Figure::Counted(1_200));
        let mut after = Content { activities: vec![lesson("a", "Kelas rajut", Some(21))], ..before.clone() };
        after.figures.insert("pengunjung".to_owned(), Figure::Counted(120));
        after.figures.insert("digital".to_owned(), Figure::NotCounted);
        after.obstacles = "Listrik padam".to_owned();
        let lines: Vec<String> = difference(&before, &after, str::to_owned)
            .into_iter()
            .map(|change| format!("{}: {} -> {}", change.what, change.before, change.after))
            .collect();
        assert_eq!(
            lines,
            [
                "Pengunjung: 1.200 -> 120",
                "Akses bahan digital: belum diisi -> tidak dihitung",
                "Kegiatan “Kelas rajut”: peserta: 12 -> 21",
                "Kegiatan dihapus: Dongeng, 3 Oktober 2026 -> ",
                "Kendala:  -> Listrik padam",
            ]
        );
    }

    fn any_content() -> impl proptest::strategy::Strategy<Value = Content> {
        let figure = prop_oneof![Just(Figure::NotCounted), (0u32..50).prop_map(Figure::Counted)];
        let figures = prop::collection::btree_map(
            prop_oneof![Just("pengunjung".to_owned()), Just("tik".to_owned())],
            figure,
            0..3,
        );
        let activities = prop::collection::vec((0u8..4, "[ab]{0,2}", proptest::option::of(0u32..3)), 0..4);
        let stories = prop::collection::vec(("[xy]{1,2}", any::<bool>()), 0..3);
        (any::<bool>(), figures, activities, stories, "[kl]{0,1}").prop_map(
            |(nihil, figures, acts, stories, obstacles)| Content {
                nihil,
                figures,
                activities: acts
                    .iter()
                    .enumerate()
                    .map(|(n, (id, title, people))| lesson(&format!("{n}{id}"), title, *people))
                    .collect(),
                stories: stories
                    .into_iter()
                    .map(|(text, public)| Story {
                        id: String::new(),
                        about: String::new(),
                        text,
                        evidence: String::new(),
                        person: String::new(),
                        consent: StoryConsent::None,
                        child: false,
                        guardian: false,
                        is_erased: false,
                        public,
                    })
                    .collect(),
                obstacles,
                ..Content::default()
            },
        )
    }

    proptest! {
        #[test]
        fn nothing_differs_from_itself_and_every_change_reads_back_to_front(one in any_content(), other in any_content()) {
            prop_assert!(difference(&one, &one, str::to_owned).is_empty());
            let there = difference(&one, &other, str::to_owned);
            let back = difference(&other, &one, str::to_owned);
            prop_assert_eq!(there.is_empty(), back.is_empty());
            prop_assert!(there.iter().all(|change| change.before != change.after));
            if one.figures != other.figures || one.nihil != other.nihil || one.obstacles != other.obstacles {
                prop_assert!(!there.is_empty());
            }
        }
    }
}
