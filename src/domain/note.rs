//! Notes of a meeting (notulen): what was said at each item of the agenda, and what happens when two people write at once.
//!
//! A field is stored with a mark, the hash of its words. Whoever writes says which marks they have seen or made themselves. Words
//! written upon the ones that stand take their place; words written upon older ones stand beside them until a person chooses.

use crate::domain::refusal::Finding;

/// The longest words of one field, in characters; about two pages.
pub const LONGEST: usize = 6_000;
/// The longest line (a person's name and office), in characters.
pub const LONGEST_LINE: usize = 200;
/// Most fields that one message may carry: an agenda of 200 items, each with its three.
pub const MOST_AT_ONCE: usize = 700;

/// What is written about an item, or about the meeting as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Who leads the meeting; of the whole meeting alone.
    Chair,
    /// Who takes the minutes; of the whole meeting alone.
    Taker,
    /// What was talked about.
    Talk,
    /// What was decided.
    Decisions,
    /// What was asked, and what was answered.
    Questions,
}

impl Field {
    /// All, in the order of the form.
    pub const ALL: [Self; 5] = [Self::Chair, Self::Taker, Self::Talk, Self::Decisions, Self::Questions];
    /// Those of an item.
    pub const OF_ITEM: [Self; 3] = [Self::Talk, Self::Decisions, Self::Questions];

    /// As stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Chair => "pimpinan",
            Self::Taker => "notulis",
            Self::Talk => "pembahasan",
            Self::Decisions => "keputusan",
            Self::Questions => "pertanyaan",
        }
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Chair => "Pimpinan rapat",
            Self::Taker => "Notulis",
            Self::Talk => "Pembahasan",
            Self::Decisions => "Keputusan",
            Self::Questions => "Pertanyaan dan jawaban",
        }
    }

    /// Reads the code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }

    /// Does it belong to the meeting as a whole only?
    pub const fn is_line(self) -> bool {
        matches!(self, Self::Chair | Self::Taker)
    }

    /// The most it holds, in characters.
    pub const fn longest(self) -> usize {
        if self.is_line() { LONGEST_LINE } else { LONGEST }
    }
}

/// Words as they are stored and hashed: line ends of one kind, nothing blank around them. The phone does the same.
pub fn tidy(typed: &str) -> String {
    typed.replace("\r\n", "\n").trim().to_owned()
}

/// What is wrong with the words of a field; `name` is the form field.
pub fn check(field: Field, name: &str, words: &str) -> Option<Finding> {
    let long = words.chars().count();
    (long > field.longest()).then(|| {
        let words = format!(
            "{} ini {long} huruf, paling panjang {}. Tidak ada yang dipotong: pendekkan, atau pindahkan sebagian ke acara lain.",
            field.words(),
            field.longest()
        );
        Finding::new(name, words)
    })
}

/// What becomes of words that somebody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They say what stands there.
    Same,
    /// They take its place.
    Taken,
    /// Somebody else has written meanwhile: they stand beside it.
    Beside,
}

/// What becomes of words with the mark `mine`, written by somebody who has seen `seen`, when `stands` is the mark of what stands
/// there (`None`: nothing yet).
pub fn settle(stands: Option<&str>, mine: &str, seen: &[String]) -> Outcome {
    match stands {
        Some(mark) if mark == mine => Outcome::Same,
        None => Outcome::Taken,
        Some(mark) if seen.iter().any(|seen| seen == mark) => Outcome::Taken,
        Some(_) => Outcome::Beside,
    }
}

/// Both versions, one under the other.
pub fn joined(stands: &str, beside: &str) -> String {
    match (stands.is_empty(), beside.is_empty()) {
        (true, _) => beside.to_owned(),
        (_, true) => stands.to_owned(),
        _ => format!("{stands}\n\n{beside}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_not_seen_is_never_overwritten() {
        let seen = |marks: &[&str]| marks.iter().map(|mark| (*mark).to_owned()).collect::<Vec<_>>();
        assert_eq!(settle(None, "a", &[]), Outcome::Taken);
        assert_eq!(settle(Some("a"), "b", &seen(&["a"])), Outcome::Taken);
        assert_eq!(settle(Some("a"), "b", &seen(&["0"])), Outcome::Beside);
        assert_eq!(settle(Some("a"), "a", &seen(&["0"])), Outcome::Same, "both wrote the same");
        // The answer to the first sending was lost: its mark is one of their own.
        assert_eq!(settle(Some("a1"), "a2", &seen(&["a", "a1"])), Outcome::Taken);
    }

    #[test]
    fn too_long_is_told_and_nothing_is_cut() {
        let long = "a".repeat(LONGEST + 1);
        let told = check(Field::Talk, "x", &long).unwrap();
        assert!(told.words.contains("6001") && told.words.contains("6000"));
        assert!(check(Field::Talk, "x", &"é".repeat(LONGEST)).is_none(), "letters are counted, not bytes");
        assert!(check(Field::Chair, "x", &"a".repeat(201)).is_some());
        for field in Field::ALL {
            assert_eq!(Field::of(field.code()), Some(field));
        }
    }

    /// What people do to one field: each has their own page, which may be behind.
    #[derive(Clone, Debug)]
    enum Act {
        Read(usize),
        Write(usize, u8),
    }

    proptest! {
        #[test]
        fn whatever_anybody_wrote_stands_somewhere_or_was_seen_by_whoever_replaced_it(
            acts in prop::collection::vec(
                prop_oneof![(0usize..3).prop_map(Act::Read), (0usize..3, 0u8..6).prop_map(|(who, what)| Act::Write(who, what))],
                0..40,
            )
        ) {
            let mut stands: Option<String> = None;
            let mut beside: Vec<String> = Vec::new();
            let mut pages: [Vec<String>; 3] = Default::default();
            for act in acts {
                match act {
                    Act::Read(who) => pages[who] = stands.iter().cloned().collect(),
                    Act::Write(who, what) => {
                        let mine = what.to_string();
                        let before = stands.clone();
                        match settle(stands.as_deref(), &mine, &pages[who]) {
                            Outcome::Same => {}
                            Outcome::Taken => {
                                // What goes was known to whoever replaced it.
                                prop_assert!(before.is_none_or(|before| pages[who].contains(&before)));
                                stands = Some(mine.clone());
                                pages[who].push(mine);
                            }
                            Outcome::Beside => {
                                beside.push(mine);
                                prop_assert_eq!(&stands, &before);
                            }
                        }
                    }
                }
            }
        }

        #[test]
        fn tidy_twice_is_tidy_once(typed in "[ \n\ra-zé]{0,40}") {
            prop_assert_eq!(tidy(&tidy(&typed)), tidy(&typed));
        }
    }
}
