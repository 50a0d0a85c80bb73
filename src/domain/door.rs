//! The door: what a QR says, and who is present. What doors say only grows (check-ins, and check-ins undone), so several doors without
//! a network agree in the end, in whatever order and however often their words arrive.

use crate::domain::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// Letters of a meeting's tag in a QR.
const TAG: usize = 8;

/// What stands in front of every QR of ours.
const MARK: &str = "PLM";

/// The tag of a meeting: the last letters of its id, in capitals. It only tells one meeting's QR from another's; nothing is opened by it.
pub fn tag(meeting: &str) -> String {
    let letters: Vec<char> = meeting.chars().filter(char::is_ascii_alphanumeric).collect();
    letters[letters.len().saturating_sub(TAG)..].iter().collect::<String>().to_ascii_uppercase()
}

/// The text of a participant's QR, in the letters that QR codes hold most densely.
pub fn qr(meeting: &str, code: &str) -> String {
    format!("{MARK}:{}:{code}", tag(meeting))
}

/// What a scanned text is, at a meeting's door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// A participant's code.
    Code(String),
    /// The QR of another meeting.
    Elsewhere,
    /// No QR of ours.
    Strange,
}

/// Reads a scanned text.
pub fn scanned(meeting: &str, text: &str) -> Scanned {
    let parts: Vec<&str> = text.trim().split(':').collect();
    match parts[..] {
        [MARK, tagged, code] if tagged == tag(meeting) => Scanned::Code(code.to_owned()),
        [MARK, _, _] => Scanned::Elsewhere,
        _ => Scanned::Strange,
    }
}

/// A check-in as a door saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// Its id, made by the door.
    pub id: String,
    /// Who.
    pub participant: String,
    /// The day's id.
    pub day: String,
    /// When.
    pub at: Moment,
}

/// Who is present on which day, and since when: the earliest check-in that is not undone.
pub fn presence<'a>(
    checkins: impl IntoIterator<Item = &'a CheckIn>,
    undone: &BTreeSet<String>,
) -> BTreeMap<(String, String), Moment> {
    let mut present: BTreeMap<(String, String), Moment> = BTreeMap::new();
    for one in checkins {
        if undone.contains(&one.id) {
            continue;
        }
        let since = present.entry((one.participant.clone(), one.day.clone())).or_insert(one.at);
        *since = one.at.min(*since);
    }
    present
}

/// The time of a check-in as it is kept, between the first and last second of its day: a phone's clock may be wrong, but nobody is seen
/// in the future, nor on another day. The first second of a day stands for an hour that nobody wrote down.
pub fn sane(at: Moment, now: Moment, (first, last): (Moment, Moment)) -> Moment {
    at.min(now).clamp(first, last)
}

/// How a check-in went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Present now.
    Welcome,
    /// Was present already.
    Already,
    /// Present now, though the answer named other days.
    OtherDay,
    /// Present now, though there was no seat for this day.
    Waiting,
    /// Taken off the list; kept, but not counted while it is so.
    Removed,
    /// A code that this meeting does not know.
    Unknown,
    /// The QR of another meeting.
    Elsewhere,
    /// No QR of ours.
    Strange,
    /// A day that the meeting does not have.
    NoSuchDay,
    /// A day that has not come.
    NotYet,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 10] = [
        Self::Welcome,
        Self::Already,
        Self::OtherDay,
        Self::Waiting,
        Self::Removed,
        Self::Unknown,
        Self::Elsewhere,
        Self::Strange,
        Self::NoSuchDay,
        Self::NotYet,
    ];

    /// The word that programs hear.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Welcome => "hadir",
            Self::Already => "sudah",
            Self::OtherDay => "hari-lain",
            Self::Waiting => "tunggu",
            Self::Removed => "dihapus",
            Self::Unknown => "tidak-dikenal",
            Self::Elsewhere => "pertemuan-lain",
            Self::Strange => "asing",
            Self::NoSuchDay => "bukan-hari",
            Self::NotYet => "belum",
        }
    }

    /// What the door reads. `{nama}` and `{jam}` stand for the person and the time of the first check-in.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Welcome => "{nama} hadir.",
            Self::Already => "{nama} sudah dicatat hadir pukul {jam}. Tidak dihitung dua kali.",
            Self::OtherDay => "{nama} tidak terdaftar untuk hari ini, tetapi dicatat hadir. Batalkan bila keliru.",
            Self::Waiting => "{nama} ada di daftar tunggu hari ini, tetapi dicatat hadir. Atur tempat duduknya.",
            Self::Removed => {
                "{nama} sudah dihapus dari daftar peserta, jadi tidak dihitung hadir. Pulihkan di halaman Peserta bila ia memang ikut."
            }
            Self::Unknown => {
                "QR ini tidak ada di daftar peserta pertemuan ini. Cari namanya, atau catat sebagai peserta baru."
            }
            Self::Elsewhere => "QR ini milik pertemuan lain. Minta QR untuk pertemuan ini, atau cari namanya.",
            Self::Strange => "Ini bukan QR peserta. Arahkan kamera ke QR di undangan.",
            Self::NotYet => "Hari itu belum tiba, jadi {nama} belum dicatat hadir. Pilih hari ini di atas.",
            Self::NoSuchDay => "Hari itu bukan hari pertemuan ini. Pilih harinya lagi.",
        }
    }

    /// Is the person present after it?
    pub const fn is_present(self) -> bool {
        matches!(self, Self::Welcome | Self::Already | Self::OtherDay | Self::Waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_qr_is_of_one_meeting() {
        let text = qr("0197a1b2-0000-7000-8000-00000000abcd", "ABCDEFGH23456777");
        assert_eq!(text, "PLM:0000ABCD:ABCDEFGH23456777");
        assert_eq!(scanned("0197a1b2-0000-7000-8000-00000000abcd", &text), Scanned::Code("ABCDEFGH23456777".into()));
        assert_eq!(scanned("0197a1b2-0000-7000-8000-00000000ffff", &text), Scanned::Elsewhere);
        for strange in ["", "https://example.id", "PLM:0000ABCD", "WIFI:T:WPA;S:x;;"] {
            assert_eq!(scanned("0197a1b2-0000-7000-8000-00000000abcd", strange), Scanned::Strange, "{strange}");
        }
    }

    #[test]
    fn nobody_is_seen_in_the_future_or_on_another_day() {
        let day = (Moment(1_000), Moment(1_999));
        assert_eq!(sane(Moment(1_500), Moment(1_600), day), Moment(1_500));
        assert_eq!(sane(Moment(9_000), Moment(1_600), day), Moment(1_600));
        assert_eq!(sane(Moment(0), Moment(1_600), day), Moment(1_000));
        assert_eq!(sane(Moment(5_000), Moment(9_000), day), Moment(1_999));
    }

    #[derive(Clone, Debug)]
    enum Word {
        In(CheckIn),
        Undo(String),
    }

    fn heard(words: &[Word]) -> BTreeMap<(String, String), Moment> {
        // As the tables hold it: each id once.
        let (mut checkins, mut undone): (BTreeMap<String, CheckIn>, _) = (BTreeMap::new(), BTreeSet::new());
        for word in words {
            match word {
                Word::In(one) => {
                    checkins.entry(one.id.clone()).or_insert_with(|| one.clone());
                }
                Word::Undo(id) => {
                    undone.insert(id.clone());
                }
            }
        }
        presence(checkins.values(), &undone)
    }

    fn words() -> impl Strategy<Value = Vec<Word>> {
        // Everything about a check-in follows from its id, as at a real door.
        let checkin = |n: u8| CheckIn {
            id: format!("s{n}"),
            participant: format!("p{}", n % 5),
            day: format!("d{}", n % 2),
            at: Moment(i64::from(n.wrapping_mul(37))),
        };
        let word = (0..30_u8, any::<bool>()).prop_map(move |(n, undo)| {
            if undo && n % 3 == 0 { Word::Undo(format!("s{n}")) } else { Word::In(checkin(n)) }
        });
        prop::collection::vec(word, 0..40)
    }

    proptest! {
        /// Doors agree: order and repetition do not matter.
        #[test]
        fn doors_agree_in_the_end(words in words(), seed in any::<u64>()) {
            let mut other: Vec<Word> = words.iter().chain(&words).cloned().collect();
            let mut state = seed;
            for n in (1..other.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                other.swap(n, usize::try_from(state >> 33).unwrap_or(0) % (n + 1));
            }
            prop_assert_eq!(heard(&words), heard(&other));
        }

        /// Present since the earliest check-in that holds.
        #[test]
        fn the_earliest_counts(words in words()) {
            for ((who, day), since) in heard(&words) {
                for word in &words {
                    if let Word::In(one) = word
                        && one.participant == who && one.day == day && one.at < since {
                        let undone = words.iter().any(|word| matches!(word, Word::Undo(id) if *id == one.id));
                        prop_assert!(undone);
                    }
                }
            }
        }
    }
}
