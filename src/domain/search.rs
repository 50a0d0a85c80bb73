//! Search that forgives: capitals, accents, blanks and a wrong letter or two do not hide a library.
//!
//! Texts are cut into trigrams (three letters in a row, blanks removed, so that "Suka Mulya" and "Sukamulya" are the
//! same) and a query is compared with every text that shares some of them.

use std::collections::HashMap;

/// Texts with their trigrams. Entries are numbered from 0 in the order they were given.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Each entry's texts, squeezed.
    squeezed: Vec<Vec<String>>,
    /// Each entry's words, folded.
    words: Vec<Vec<String>>,
    /// Trigram to the entries that hold it, ascending.
    postings: HashMap<[char; 3], Vec<u32>>,
}

/// An entry that answers a query; a higher score is a better answer, 1.0 holds the query letter by letter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Number of the entry.
    pub entry: usize,
    /// 0.0 to about 2.0.
    pub score: f64,
}

/// Least share of a query's trigrams that an entry must hold.
const LEAST_SHARE: f64 = 0.45;

/// Entries that score less than this share of the best one are left out.
const LEAST_OF_BEST: f64 = 0.6;

/// Longest query that is looked at, in characters.
const LONGEST_QUERY: usize = 80;

/// Lower case, accents removed, everything but letters and digits a single blank.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let letter = plain(letter);
        if letter.is_alphanumeric() {
            out.push(letter);
        } else if matches!(letter, '\'' | '’' | '‘' | '`' | '\u{300}'..='\u{36f}') {
            // Apostrophes and combining accents join: Ma'rifat is marifat.
        } else if !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// [`folded`] without blanks: the form in which two spellings of one name are the same.
pub fn squeezed(text: &str) -> String {
    folded(text).replace(' ', "")
}

/// The letter without its accent, for the Latin letters that names here use.
fn plain(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ĕ' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' => 'o',
        'ù'..='ü' | 'ū' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

/// The trigrams of a folded text: of its letters without blanks, and of each word's start.
fn trigrams(folded: &str) -> Vec<[char; 3]> {
    let letters: Vec<char> = folded.chars().filter(|letter| *letter != ' ').collect();
    let mut grams: Vec<[char; 3]> = letters.windows(3).map(|three| [three[0], three[1], three[2]]).collect();
    for word in folded.split(' ') {
        let mut start = word.chars();
        if let (Some(first), Some(second)) = (start.next(), start.next()) {
            grams.push(['^', first, second]);
        }
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

impl Index {
    /// Builds the index; each entry may have several texts (name, aliases, village).
    pub fn new<Entry, Text>(entries: impl IntoIterator<Item = Entry>) -> Self
    where
        Entry: IntoIterator<Item = Text>,
        Text: AsRef<str>,
    {
        let mut index = Self::default();
        for (number, texts) in entries.into_iter().enumerate() {
            let Ok(number) = u32::try_from(number) else { break };
            let folded: Vec<String> = texts.into_iter().map(|text| folded(text.as_ref())).collect();
            let mut grams: Vec<[char; 3]> = folded.iter().flat_map(|text| trigrams(text)).collect();
            grams.sort_unstable();
            grams.dedup();
            for gram in grams {
                index.postings.entry(gram).or_default().push(number);
            }
            index.words.push(folded.iter().flat_map(|text| text.split(' ').map(str::to_owned)).collect());
            index.squeezed.push(folded.iter().map(|text| text.replace(' ', "")).collect());
        }
        index
    }

    /// Entries that answer `query`, best first, at most `limit`; equal scores keep the order of the entries.
    ///
    /// A query without letters or digits finds nothing. One or two letters find words that begin with them.
    pub fn find(&self, query: &str, limit: usize) -> Vec<Hit> {
        let query: String = folded(query).chars().take(LONGEST_QUERY).collect();
        let query = query.trim();
        if query.is_empty() {
            return Vec::new();
        }
        let tight = query.replace(' ', "");
        let mut hits =
            if tight.chars().count() < 3 { self.beginning_with(&tight) } else { self.sharing(query, &tight) };
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        if let Some(best) = hits.first().map(|hit| hit.score) {
            hits.retain(|hit| hit.score >= best * LEAST_OF_BEST);
        }
        hits.truncate(limit);
        hits
    }

    fn beginning_with(&self, start: &str) -> Vec<Hit> {
        let begins = |words: &Vec<String>| words.iter().any(|word| word.starts_with(start));
        (0..self.words.len())
            .filter(|entry| begins(&self.words[*entry]))
            .map(|entry| Hit { entry, score: 1.0 })
            .collect()
    }

    fn sharing(&self, query: &str, tight: &str) -> Vec<Hit> {
        let grams = trigrams(query);
        let mut shared: HashMap<u32, u32> = HashMap::new();
        for gram in &grams {
            for entry in self.postings.get(gram).into_iter().flatten() {
                *shared.entry(*entry).or_default() += 1;
            }
        }
        let all = f64::from(u32::try_from(grams.len()).unwrap_or(u32::MAX).max(1));
        shared
            .into_iter()
            .filter_map(|(entry, count)| {
                let entry = entry as usize;
                let share = f64::from(count) / all;
                let held = self.squeezed[entry].iter().any(|text| text.contains(tight));
                if !held && share < LEAST_SHARE {
                    return None;
                }
                let begins = held && self.words[entry].iter().any(|word| word.starts_with(tight));
                Some(Hit { entry, score: share + if held { 0.5 } else { 0.0 } + if begins { 0.25 } else { 0.0 } })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 6] = [
        "Perpustakaan Desa Sagu Suka Mulya",
        "Perpustakaan Desa Natai Raya",
        "Perpustakaan Desa Natai Baru",
        "Perpustakaan Desa Kumpai Batu Atas",
        "Perpustakaan Desa Kumpai Batu Bawah",
        "Rumah Pintar Sanggar Rahmat Abah",
    ];

    fn first(query: &str) -> Option<usize> {
        Index::new(NAMES.map(|name| [name])).find(query, 10).first().map(|hit| hit.entry)
    }

    #[test]
    fn blanks_capitals_and_wrong_letters_are_forgiven() {
        assert_eq!(first("sagu sukamulya"), Some(0));
        assert_eq!(first("SAGU SUKAMULIA"), Some(0));
        assert_eq!(first("Nataí Raya"), Some(1));
        assert_eq!(first("natay baru"), Some(2));
        assert_eq!(first("kompai batu bawah"), Some(4));
        assert_eq!(first("sanggar rahmad"), Some(5));
        assert_eq!(first("na"), Some(1));
        assert_eq!(first("zzzz"), None);
        assert_eq!(first(" .. "), None);
    }

    #[test]
    fn an_exact_name_leaves_the_rest_out() {
        let hits = Index::new(NAMES.map(|name| [name])).find("sagu", 10);
        assert_eq!(hits.len(), 1);
    }

    #[test]
    fn folding() {
        assert_eq!(folded("  Ma'rifat—ÉCOLE 2 "), "marifat ecole 2");
        assert_eq!(squeezed("Sagu Suka Mulya"), squeezed("SAGU SUKAMULYA"));
    }

    proptest! {
        #[test]
        fn every_name_finds_itself(names in proptest::collection::vec("[a-z]{3,9} [a-z]{3,9}", 1..20), pick in 0usize..20) {
            let pick = pick % names.len();
            let hits = Index::new(names.iter().map(|name| [name])).find(&names[pick], names.len());
            prop_assert!(hits.iter().any(|hit| names[hit.entry] == names[pick]));
        }

        #[test]
        fn never_panics(text in ".{0,40}", query in ".{0,100}") {
            let _ = Index::new([[text]]).find(&query, 5);
            prop_assert_eq!(folded(&folded(&query)), folded(&query));
        }
    }
}
