//! Two people, or one with two phones, wrote in the same report: what comes of it.
//!
//! Three drafts go in: the one both began with, mine and theirs. A field that only one side changed is that side's; what both changed
//! in the same way is agreed; only a field that both changed differently is a clash, and a person is asked. Activities, stories and
//! photos are the union by id; a deletion holds unless the other side worked on what was deleted. Fields are met by the names of
//! the form's pairs, so a field that is added to the form is merged without a word here.

use super::draft::{Draft, TypedPhoto};
use super::{MAX_ACTIVITIES, MAX_STORIES};

/// A field that both sides changed, each in its own way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The form's field in the merged draft.
    pub field: String,
    /// What stands on this phone, and in the merged draft until somebody decides.
    pub mine: String,
    /// What stands at the office.
    pub theirs: String,
    /// The pairs that make the field theirs; empty values empty a field.
    pub pairs: Vec<(String, String)>,
}

/// What the merge came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Everything of both; of clashing fields, mine.
    pub draft: Draft,
    /// What a person must decide.
    pub clashes: Vec<Clash>,
    /// Titles of what found no room: one report holds a limited number of blocks.
    pub left_out: Vec<String>,
}

/// One field: its pairs by the rest of their names. A figure and its "tidak dihitung" are one field. Lists, not maps: they are short,
/// and every kind of map weighs kilobytes on the phone.
type Field = Vec<(String, String)>;
/// The fields of one block, or of the form outside the blocks.
type Fields = Vec<(String, Field)>;
/// Blocks by id, in order.
type Blocks = Vec<(String, Fields)>;

/// The lists of blocks, their most, and the part that names one.
const LISTS: [(&str, usize, &str); 2] = [("kegiatan", MAX_ACTIVITIES, "judul"), ("cerita", MAX_STORIES, "teks")];

/// What stands under a key.
fn under<'a, T>(list: &'a [(String, T)], key: &str) -> Option<&'a T> {
    list.iter().find(|(other, _)| other == key).map(|(_, value)| value)
}

/// The same, to be changed; made if it is not there.
fn at<'a, T: Default>(list: &'a mut Vec<(String, T)>, key: &str) -> &'a mut T {
    let n = list.iter().position(|(other, _)| other == key).unwrap_or_else(|| {
        list.push((key.to_owned(), T::default()));
        list.len() - 1
    });
    &mut list[n].1
}

/// A draft taken apart.
#[derive(Default)]
struct Parts {
    /// Fields outside the blocks.
    fields: Fields,
    /// Blocks of each list.
    blocks: [Blocks; 2],
}

impl Parts {
    fn of(draft: &Draft) -> Self {
        let mut parts = Self::default();
        for (name, value) in draft.to_pairs() {
            if name.starts_with("foto-") {
                continue;
            }
            let block = LISTS.iter().enumerate().find_map(|(list, (kind, ..))| {
                let (n, part) = name.strip_prefix(kind)?.strip_prefix('-')?.split_once('-')?;
                Some((list, format!("#{n}"), part.to_owned()))
            });
            if let Some((list, n, part)) = block {
                at(at(&mut parts.blocks[list], &n), &part).push((part, value));
            } else {
                let field = name.strip_prefix("lewati-").map_or_else(|| name.clone(), |code| format!("angka-{code}"));
                at(&mut parts.fields, &field).push((name, value));
            }
        }
        // A block is known by its id; one that came without an id, by its place.
        for (key, fields) in parts.blocks.iter_mut().flatten() {
            if let Some(n) = fields.iter().position(|(part, _)| part == "id") {
                *key = fields.remove(n).1.remove(0).1;
            }
        }
        parts
    }
}

/// What a field says, in one line.
fn words(field: &Field) -> String {
    let mut line = String::new();
    for (name, value) in field {
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(if name.starts_with("lewati-") { "tidak dihitung" } else { value });
    }
    line
}

/// Merges the fields of one block, or those outside the blocks. `prefix` makes a pair's whole name.
fn fields(base: &Fields, mine: &Fields, theirs: &Fields, prefix: &str, merged: &mut Merging) {
    let name = |part: &str| format!("{prefix}{part}");
    let empty = Field::new();
    let mut done: Vec<&str> = Vec::new();
    for (key, _) in mine.iter().chain(theirs) {
        if done.contains(&key.as_str()) {
            continue;
        }
        done.push(key);
        let of = |fields: &'_ Fields| under(fields, key).unwrap_or(&empty).clone();
        let (base, mine, theirs) = (of(base), of(mine), of(theirs));
        let taken = if mine == base { &theirs } else { &mine };
        for (part, value) in taken {
            merged.pairs.push((name(part), value.clone()));
        }
        if mine != theirs && mine != base && theirs != base {
            let mut pairs = Vec::new();
            for (part, _) in &mine {
                if under(&theirs, part).is_none() {
                    pairs.push((name(part), String::new()));
                }
            }
            for (part, value) in &theirs {
                pairs.push((name(part), value.clone()));
            }
            merged.clashes.push(Clash { field: name(key), mine: words(&mine), theirs: words(&theirs), pairs });
        }
    }
}

/// What the merge is made of while it is made.
#[derive(Default)]
struct Merging {
    pairs: Vec<(String, String)>,
    clashes: Vec<Clash>,
    left_out: Vec<String>,
}

/// Does an item of a list stay? It does when both sides have it, when it is new, or when the side that has it worked on it.
fn stays<T: PartialEq>(before: Option<&T>, mine: Option<&T>, theirs: Option<&T>) -> bool {
    match (mine, theirs) {
        (Some(_), Some(_)) => true,
        (Some(only), None) | (None, Some(only)) => before.is_none_or(|before| before != only),
        (None, None) => false,
    }
}

/// Every key of mine, then those that only theirs has.
fn keys<'a, T>(mine: &'a [(String, T)], theirs: &'a [(String, T)]) -> Vec<&'a str> {
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in mine.iter().chain(theirs) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    keys
}

/// The merge.
pub fn merge(base: &Draft, mine: &Draft, theirs: &Draft) -> Merged {
    let photos = photos(base, mine, theirs);
    // An activity that got a photo was worked on.
    let got_photo = |activity: &str| {
        photos.iter().any(|photo| photo.activity == activity && base.photos.iter().all(|old| old.id != photo.id))
    };
    let (b, m, t) = (Parts::of(base), Parts::of(mine), Parts::of(theirs));
    let mut merging = Merging::default();
    fields(&b.fields, &m.fields, &t.fields, "", &mut merging);
    let none = Fields::new();
    for (list, (kind, most, title)) in LISTS.into_iter().enumerate() {
        let (before, ours, others) = (&b.blocks[list], &m.blocks[list], &t.blocks[list]);
        let mut n = 0;
        for id in keys(ours, others) {
            let (base, mine, theirs) = (under(before, id), under(ours, id), under(others, id));
            if !stays(base, mine, theirs) && !got_photo(id) {
                continue;
            }
            // What one side deleted while the other worked on it stays as the other has it.
            let Some((mine, theirs)) = mine.or(theirs).zip(theirs.or(mine)) else { continue };
            if n >= most {
                merging.left_out.extend(under(mine, title).map(words));
                continue;
            }
            let prefix = format!("{kind}-{n}-");
            if !id.starts_with('#') {
                merging.pairs.push((format!("{prefix}id"), id.to_owned()));
            }
            fields(base.unwrap_or(&none), mine, theirs, &prefix, &mut merging);
            n += 1;
        }
    }
    let pairs = merging.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    // The names come from drafts and the numbers are bounded above, so the pairs are always those of a draft.
    let mut draft = Draft::from_pairs(pairs).map_or_else(|_| mine.clone(), |(draft, _)| draft);
    draft.photos = photos;
    draft.new_photos.clone_from(&mine.new_photos);
    Merged { draft, clashes: merging.clashes, left_out: merging.left_out }
}

/// Photos: the union by id. Of a photo that both changed, mine, except that neither side makes public what the other has withdrawn.
fn photos(base: &Draft, mine: &Draft, theirs: &Draft) -> Vec<TypedPhoto> {
    fn list(draft: &Draft) -> Vec<(String, TypedPhoto)> {
        draft.photos.iter().filter(|photo| !photo.removed).map(|photo| (photo.id.clone(), photo.clone())).collect()
    }
    let (before, ours, others) = (list(base), list(mine), list(theirs));
    let mut photos = Vec::new();
    for id in keys(&ours, &others) {
        let (base, mine, theirs) = (under(&before, id), under(&ours, id), under(&others, id));
        if stays(base, mine, theirs) {
            photos.extend(match (mine, theirs) {
                (Some(mine), Some(theirs)) => Some(photo(base, mine.clone(), theirs.clone())),
                (one, other) => one.or(other).cloned(),
            });
        }
    }
    photos
}

fn photo(base: Option<&TypedPhoto>, mine: TypedPhoto, theirs: TypedPhoto) -> TypedPhoto {
    let Some(base) = base else { return mine };
    let pick = |base: &str, mine: String, theirs: String| if mine == base { theirs } else { mine };
    TypedPhoto {
        caption: pick(&base.caption, mine.caption, theirs.caption),
        public: if base.public { mine.public && theirs.public } else { mine.public || theirs.public },
        children: pick(&base.children, mine.children, theirs.children),
        activity: pick(&base.activity, mine.activity, theirs.activity),
        ..mine
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::{TypedActivity, TypedFigure, TypedStory};
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn figure(text: &str) -> TypedFigure {
        TypedFigure { text: text.to_owned(), not_counted: false }
    }

    fn draft(visitors: &str, activities: &[(&str, &str)]) -> Draft {
        Draft {
            figures: BTreeMap::from([("pengunjung".to_owned(), figure(visitors))]),
            activities: activities
                .iter()
                .map(|(id, title)| TypedActivity {
                    id: (*id).to_owned(),
                    title: (*title).to_owned(),
                    ..TypedActivity::default()
                })
                .collect(),
            ..Draft::default()
        }
    }

    fn titles(draft: &Draft) -> Vec<&str> {
        draft.activities.iter().map(|it| it.title.as_str()).collect()
    }

    #[test]
    fn only_a_true_clash_is_asked() {
        let merged = merge(&draft("100", &[]), &draft("120", &[]), &draft("112", &[]));
        assert_eq!(merged.draft.figures["pengunjung"].text, "120");
        let [clash] = merged.clashes.as_slice() else { panic!("{:?}", merged.clashes) };
        assert_eq!(
            (clash.field.as_str(), clash.mine.as_str(), clash.theirs.as_str()),
            ("angka-pengunjung", "120", "112")
        );
        assert_eq!(clash.pairs, [("angka-pengunjung".to_owned(), "112".to_owned())]);
    }

    #[test]
    fn not_counted_and_a_count_are_one_question() {
        let mut theirs = draft("", &[]);
        theirs.figures.insert("pengunjung".to_owned(), TypedFigure { text: String::new(), not_counted: true });
        let merged = merge(&draft("", &[]), &draft("12", &[]), &theirs);
        assert_eq!(merged.clashes[0].theirs, "tidak dihitung");
        assert_eq!(merged.clashes[0].pairs.len(), 2, "taking theirs empties the count");
        assert!(!merged.draft.figures["pengunjung"].not_counted);
    }

    #[test]
    fn both_keep_their_new_activities() {
        let merged = merge(
            &draft("", &[("a", "Kelas")]),
            &draft("", &[("a", "Kelas"), ("b", "Lomba")]),
            &draft("", &[("c", "Rapat"), ("a", "Kelas baca")]),
        );
        assert_eq!(titles(&merged.draft), ["Kelas baca", "Lomba", "Rapat"]);
        assert!(merged.clashes.is_empty());
    }

    #[test]
    fn a_deletion_wins_over_what_nobody_touched() {
        let base = draft("", &[("a", "Kelas"), ("b", "Lomba")]);
        let merged = merge(&base, &draft("", &[("b", "Lomba")]), &base);
        assert_eq!(titles(&merged.draft), ["Lomba"]);
        let merged = merge(&base, &draft("", &[("b", "Lomba")]), &draft("", &[("a", "Kelas membaca"), ("b", "Lomba")]));
        assert_eq!(titles(&merged.draft), ["Lomba", "Kelas membaca"]);
    }

    #[test]
    fn an_activity_that_got_a_photo_is_not_deleted() {
        let base = draft("", &[("a", "Kelas")]);
        let mut theirs = base.clone();
        theirs.photos.push(TypedPhoto { id: "f".to_owned(), activity: "a".to_owned(), ..TypedPhoto::default() });
        let merged = merge(&base, &draft("", &[]), &theirs);
        assert_eq!(titles(&merged.draft), ["Kelas"]);
        assert_eq!(merged.draft.photos.len(), 1);
    }

    #[test]
    fn a_withdrawn_photo_stays_withdrawn() {
        let with = |public: bool, caption: &str| Draft {
            photos: vec![TypedPhoto {
                id: "f".to_owned(),
                public,
                caption: caption.to_owned(),
                ..TypedPhoto::default()
            }],
            ..Draft::default()
        };
        let merged = merge(&with(true, ""), &with(true, "Kelas"), &with(false, ""));
        assert_eq!((merged.draft.photos[0].public, merged.draft.photos[0].caption.as_str()), (false, "Kelas"));
    }

    #[test]
    fn more_than_fits_is_told_by_name() {
        let many = |from: usize| {
            let ids: Vec<String> = (from..from + 30).map(|n| format!("k{n}")).collect();
            draft("", &ids.iter().map(|id| (id.as_str(), id.as_str())).collect::<Vec<_>>())
        };
        let merged = merge(&Draft::default(), &many(0), &many(30));
        assert_eq!(merged.draft.activities.len(), MAX_ACTIVITIES);
        assert_eq!(merged.left_out.len(), 20);
    }

    /// Drafts as three sides might have them: few ids and few words, so that they meet.
    fn sides() -> impl Strategy<Value = Draft> {
        let word = || prop::sample::select(vec!["", "satu", "dua", "tiga"]).prop_map(str::to_owned);
        let activities = prop::collection::btree_map("[a-e]", (word(), word()), 0..5);
        let stories = prop::collection::btree_map("[p-s]", (word(), any::<bool>()), 0..4);
        let figures = prop::collection::btree_map("[x-z]", (word(), any::<bool>()), 0..3);
        let photos = prop::collection::btree_map("[f-i]", (word(), any::<bool>()), 0..4);
        (figures, activities, stories, photos, word()).prop_map(|(figures, activities, stories, photos, obstacles)| {
            Draft {
                figures: figures
                    .into_iter()
                    .filter(|(_, (text, tick))| !text.is_empty() || *tick)
                    .map(|(code, (text, not_counted))| (code, TypedFigure { text, not_counted }))
                    .collect(),
                activities: activities
                    .into_iter()
                    .map(|(id, (title, result))| TypedActivity { id, title, result, ..TypedActivity::default() })
                    .collect(),
                stories: stories
                    .into_iter()
                    .map(|(id, (text, public))| TypedStory { id, text, public, ..TypedStory::default() })
                    .collect(),
                photos: photos
                    .into_iter()
                    .map(|(id, (caption, public))| TypedPhoto { id, caption, public, ..TypedPhoto::default() })
                    .collect(),
                obstacles,
                ..Draft::default()
            }
        })
    }

    fn activity<'a>(draft: &'a Draft, id: &str) -> Option<&'a TypedActivity> {
        draft.activities.iter().find(|it| it.id == id)
    }

    proptest! {
        #[test]
        fn who_changed_alone_is_right(base in sides(), other in sides()) {
            let mine = merge(&base, &other, &base);
            prop_assert_eq!(&mine.draft, &other);
            prop_assert!(mine.clashes.is_empty());
            let theirs = merge(&base, &base, &other);
            prop_assert!(theirs.clashes.is_empty());
            prop_assert_eq!(&theirs.draft.figures, &other.figures);
            prop_assert_eq!(theirs.draft.activities.len(), other.activities.len());
            for it in &other.activities {
                prop_assert_eq!(activity(&theirs.draft, &it.id), Some(it));
            }
            prop_assert_eq!(theirs.draft.photos.len(), other.photos.len());
        }

        #[test]
        fn what_both_say_is_agreed(base in sides(), same in sides()) {
            let merged = merge(&base, &same, &same);
            prop_assert_eq!(merged.draft, same);
            prop_assert!(merged.clashes.is_empty());
        }

        #[test]
        fn sides_may_be_swapped_but_for_clashes(base in sides(), mine in sides(), theirs in sides()) {
            let (one, other) = (merge(&base, &mine, &theirs), merge(&base, &theirs, &mine));
            prop_assert_eq!(one.clashes.len(), other.clashes.len());
            let ids = |draft: &Draft| draft.activities.iter().map(|it| it.id.clone()).collect::<BTreeSet<_>>();
            prop_assert_eq!(ids(&one.draft), ids(&other.draft));
            if one.clashes.is_empty() {
                for it in &one.draft.activities {
                    prop_assert_eq!(activity(&other.draft, &it.id), Some(it));
                }
                prop_assert_eq!(one.draft.figures, other.draft.figures);
            }
        }

        #[test]
        fn nothing_that_was_written_is_lost(base in sides(), mine in sides(), theirs in sides()) {
            let merged = merge(&base, &mine, &theirs);
            for side in [&mine, &theirs] {
                for it in &side.activities {
                    if activity(&base, &it.id) != Some(it) {
                        prop_assert!(activity(&merged.draft, &it.id).is_some(), "{} was written and is gone", it.id);
                    }
                }
            }
            // What was deleted on one side and untouched on the other is gone.
            for it in &base.activities {
                if activity(&mine, &it.id).is_none() && activity(&theirs, &it.id).is_none_or(|now| now == it) {
                    prop_assert!(activity(&merged.draft, &it.id).is_none());
                }
            }
        }

        #[test]
        fn a_clash_is_one_and_can_be_settled(base in sides(), mine in sides(), theirs in sides()) {
            let merged = merge(&base, &mine, &theirs);
            for clash in &merged.clashes {
                prop_assert_ne!(&clash.mine, &clash.theirs);
                // Writing theirs into the merged form makes a form, and that field is theirs.
                let mut pairs: BTreeMap<String, String> = merged.draft.to_pairs().into_iter().collect();
                pairs.extend(clash.pairs.iter().cloned());
                let settled = Draft::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())));
                prop_assert!(settled.is_ok());
            }
            // Merging again with what came of it changes nothing and asks nothing.
            let again = merge(&theirs, &merged.draft, &theirs);
            prop_assert_eq!(&again.draft, &merged.draft);
            prop_assert!(again.clashes.is_empty());
        }
    }
}
