//! People at a meeting: what is written of them, who has a seat, and lists as they are pasted in.

use crate::domain::moment::Moment;
use crate::domain::phone::Phone;
use std::collections::{BTreeMap, BTreeSet};

/// The longest name with its titles, in characters.
pub const LONGEST_NAME: usize = 120;
/// The longest position or institution, in characters.
pub const LONGEST_WORDS: usize = 120;
/// The most people that one library or one pasted list brings.
pub const MOST_AT_ONCE: usize = 500;

/// Man or woman, as lists of attendance ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Laki-laki.
    Male,
    /// Perempuan.
    Female,
}

impl Sex {
    /// `L` or `P`, as stored and as printed.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "L",
            Self::Female => "P",
        }
    }

    /// "Laki-laki".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Male => "Laki-laki",
            Self::Female => "Perempuan",
        }
    }

    /// Reads `L`, `P` and the words.
    pub fn of(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "l" | "lk" | "laki-laki" | "laki laki" | "pria" => Some(Self::Male),
            "p" | "pr" | "perempuan" | "wanita" => Some(Self::Female),
            _ => None,
        }
    }
}

/// What is written of a person. Only the name is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// With titles, as on a certificate: "Hj. Siti Nur'aini, S.Sos., M.A.P."
    pub name: String,
    /// Man or woman, when said.
    pub sex: Option<Sex>,
    /// Jabatan.
    pub position: String,
    /// Where from, for those of no library.
    pub institution: String,
    /// The number, when known.
    pub phone: Option<Phone>,
}

/// What is wrong with one field: the field's stem (`nama`, `jabatan`, `instansi`, `hp`) and the sentence.
pub type Fault = (&'static str, String);

/// Blanks tidied; `None` when it holds letters that nobody sees.
fn tidy(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    (!text.chars().any(hidden)).then_some(text)
}

/// A name as it is kept: blanks tidied, nothing else. One letter is a name; titles and apostrophes belong to it.
pub fn name(typed: &str) -> Result<String, String> {
    let Some(name) = tidy(typed) else {
        return Err("Nama ini memuat tanda yang tidak terlihat. Ketik ulang namanya.".to_owned());
    };
    if !name.chars().any(char::is_alphabetic) {
        return Err("Isi nama lengkapnya, dengan gelar bila ada.".to_owned());
    }
    let long = name.chars().count();
    if long > LONGEST_NAME {
        return Err(format!(
            "Nama ini {long} huruf; paling panjang {LONGEST_NAME}. Singkat gelar atau nama tengahnya."
        ));
    }
    Ok(name)
}

impl Person {
    /// Reads the five fields as they were typed; every fault, in their order.
    pub fn read(
        typed_name: &str,
        sex: &str,
        position: &str,
        institution: &str,
        phone: &str,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let name = name(typed_name).map_err(|words| faults.push(("nama", words))).unwrap_or_default();
        let mut words = |field: &'static str, typed: &str| match tidy(typed) {
            Some(text) if text.chars().count() <= LONGEST_WORDS => text,
            Some(_) => {
                faults.push((field, format!("Isian ini paling panjang {LONGEST_WORDS} huruf.")));
                String::new()
            }
            None => {
                faults.push((field, "Isian ini memuat tanda yang tidak terlihat. Ketik ulang.".to_owned()));
                String::new()
            }
        };
        let (position, institution) = (words("jabatan", position), words("instansi", institution));
        let phone = match phone.trim() {
            "" | "-" => None,
            typed => Phone::parse(typed).map_err(|fault| faults.push(("hp", fault.words().to_owned()))).ok(),
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self { name, sex: Sex::of(sex), position, institution, phone })
    }
}

/// A pasted list: a person on each line, "Nama; L/P; Jabatan; Instansi; No. HP", parted by semicolons or tabs. A line of heads is left
/// out. The sentences name the line; with one of them nothing is taken.
pub fn pasted(text: &str) -> Result<Vec<Person>, Vec<String>> {
    let (mut people, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let mut cells: Vec<&str> = line.split(['\t', ';']).map(str::trim).collect();
        // "1; Nama; .." as lists are numbered.
        if cells.len() > 1 && !cells[0].is_empty() && cells[0].bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            cells.remove(0);
        }
        if people.is_empty() && faults.is_empty() && ["nama", "no", "no."].contains(&cells[0].to_lowercase().as_str()) {
            continue;
        }
        if cells.len() > 5 {
            faults.push(format!("Baris {number}: ada {} kolom, padahal paling banyak 5.", cells.len()));
            continue;
        }
        let cell = |n: usize| cells.get(n).copied().unwrap_or_default();
        match Person::read(cell(0), cell(1), cell(2), cell(3), cell(4)) {
            Ok(person) => people.push(person),
            Err(wrong) => faults.extend(wrong.into_iter().map(|(_, words)| format!("Baris {number}: {words}"))),
        }
    }
    if people.len() > MOST_AT_ONCE {
        faults
            .push(format!("Daftar ini memuat {} orang; tempel paling banyak {MOST_AT_ONCE} sekaligus.", people.len()));
    }
    if people.is_empty() && faults.is_empty() {
        faults.push("Tempel sedikitnya satu baris.".to_owned());
    }
    if faults.is_empty() { Ok(people) } else { Err(faults) }
}

/// A seat asked for: the day, since when, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The day's id.
    pub day: String,
    /// When it was asked for.
    pub at: Moment,
    /// The participant's id.
    pub participant: String,
}

/// Who waits for a seat, as (participant, day) and the place in the queue from 1. Whoever asked first sits; when somebody leaves or the
/// capacity grows, the next one sits by itself, because nothing of this is stored.
pub fn waiting(asked: &[Asked], capacity: Option<u32>) -> BTreeMap<(String, String), usize> {
    let Some(capacity) = capacity else { return BTreeMap::new() };
    let capacity = usize::try_from(capacity).unwrap_or(usize::MAX);
    let mut order: Vec<&Asked> = asked.iter().collect();
    order.sort();
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let mut queue = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for one in order {
        if !seen.insert((&one.participant, &one.day)) {
            continue;
        }
        let place = taken.entry(&one.day).or_default();
        *place += 1;
        if *place > capacity {
            queue.insert((one.participant.clone(), one.day.clone()), *place - capacity);
        }
    }
    queue
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_as_people_have_them() {
        for typed in ["O", "Hj. Siti Nur'aini, S.Sos., M.A.P.", "Ma’ruf", "Ni Luh Ayu"] {
            assert_eq!(name(typed).as_deref(), Ok(typed));
        }
        assert_eq!(name("  Sari   Dewi ").as_deref(), Ok("Sari Dewi"));
        assert!(name(&"a".repeat(200)).unwrap_err().contains("200 huruf"));
        for typed in ["", " ", "-", "12", "Sa\u{202e}ri"] {
            assert!(name(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn a_list_from_a_spreadsheet() {
        let people = pasted(
            "No\tNama\tL/P\tJabatan\tInstansi\tNo. HP\n1\tBu Contoh, S.Pd.\tP\tPengelola\tDesa Natai\t0812-3456-7890\n\n2\tPak Contoh\n",
        );
        let people = people.unwrap();
        assert_eq!(people.len(), 2);
        assert_eq!((people[0].name.as_str(), people[0].sex), ("Bu Contoh, S.Pd.", Some(Sex::Female)));
        assert_eq!(people[0].phone.as_ref().map(|phone| phone.as_str()), Some("+6281234567890"));
        assert_eq!((people[1].sex, people[1].position.as_str()), (None, ""));
        let wrong = pasted("Bu Contoh; P; Pengelola; Desa; 0812").unwrap_err();
        assert!(wrong.len() == 1 && wrong[0].starts_with("Baris 1: "), "{wrong:?}");
        assert!(pasted(" \n").is_err());
    }

    fn seats() -> impl Strategy<Value = Vec<Asked>> {
        let one = (0..4_u8, 0..5_i64, 0..12_u8).prop_map(|(day, at, who)| Asked {
            day: format!("d{day}"),
            at: Moment(at),
            participant: format!("p{who}"),
        });
        prop::collection::vec(one, 0..40)
    }

    proptest! {
        /// No day holds more than its seats, nobody waits while one is free, and the order of the list does not matter.
        #[test]
        fn seats_are_full_before_anybody_waits(asked in seats(), capacity in 0..8_u32) {
            let queue = waiting(&asked, Some(capacity));
            let mut turned = asked.clone();
            turned.reverse();
            prop_assert_eq!(&queue, &waiting(&turned, Some(capacity)));
            let all: BTreeSet<(String, String)> = asked.iter().map(|one| (one.participant.clone(), one.day.clone())).collect();
            for day in 0..4 {
                let of_day = |(_, known): &&(String, String)| *known == format!("d{day}");
                let (come, wait) = (all.iter().filter(of_day).count(), queue.keys().filter(of_day).count());
                prop_assert_eq!(wait, come.saturating_sub(capacity as usize));
            }
            prop_assert!(waiting(&asked, None).is_empty());
        }

        /// A larger hall never makes anybody wait longer.
        #[test]
        fn a_larger_hall_helps_everybody(asked in seats(), capacity in 0..8_u32) {
            let (small, large) = (waiting(&asked, Some(capacity)), waiting(&asked, Some(capacity + 1)));
            for (who, place) in &large {
                prop_assert!(small.get(who).is_some_and(|before| before > place));
            }
        }
    }
}
