//! The one-time code that opens an account: short enough to read out on the phone, long enough not to be guessed.

use std::fmt;

/// Days that a code is good for.
pub const DAYS: i64 = 7;

/// Wrong tries after which a code is void.
pub const TRIES: i64 = 5;

/// Bytes of randomness in a code: 40 bits, as OWASP ASVS 6.4.1 and 6.5 want for a code that is used once.
pub const BYTES: usize = 5;

/// Crockford's base32: no I, L, O or U, which are misread or make words.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A one-time code of eight base32 characters. It lives in the message to the person and nowhere else: only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeWord(String);

impl CodeWord {
    /// The code that these random bytes spell.
    pub fn from_random(bytes: [u8; BYTES]) -> Self {
        let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let letters = (0..8).rev().map(|place| {
            let index = (bits >> (place * 5)) & 31;
            char::from(LETTERS[usize::try_from(index).unwrap_or(0)])
        });
        Self(letters.collect())
    }

    /// Reads a code as it was typed: small letters, spaces and dashes do not matter, and `O`, `I`, `L` are read as the
    /// digits they look like. `None`: no code at all.
    pub fn parse(text: &str) -> Option<Self> {
        let mut letters = String::with_capacity(8);
        for letter in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.')) {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if letters.len() == 8 || !letter.is_ascii() || !LETTERS.contains(&(letter as u8)) {
                return None;
            }
            letters.push(letter);
        }
        (letters.len() == 8).then_some(Self(letters))
    }

    /// The eight characters without the dash: what is hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The code as it is shown and read out: `7K3M-0XQA`.
impl fmt::Display for CodeWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", &self.0[..4], &self.0[4..])
    }
}

/// A code is a secret: a debug print hides it.
impl fmt::Debug for CodeWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeWord(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ends_of_the_range() {
        assert_eq!(CodeWord::from_random([0; 5]).to_string(), "0000-0000");
        assert_eq!(CodeWord::from_random([255; 5]).to_string(), "ZZZZ-ZZZZ");
        assert_eq!(CodeWord::from_random([0, 0, 0, 0, 31]).to_string(), "0000-000Z");
    }

    #[test]
    fn it_is_read_as_people_type_it() {
        let code = CodeWord::parse("7K3M-0X1A").unwrap();
        for text in ["7k3m0x1a", " 7K3M 0X1A ", "7k3m–oxla", "7K3M.OXIA"] {
            assert_eq!(CodeWord::parse(text).as_ref(), Some(&code), "{text}");
        }
        for text in ["", "7K3M-0X1", "7K3M-0X1AA", "7K3M-0X1U", "7K3M-0X1é", "12345678901234567890"] {
            assert_eq!(CodeWord::parse(text), None, "{text}");
        }
        assert_eq!(format!("{code:?}"), "CodeWord(..)");
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(bytes: [u8; 5]) {
            let code = CodeWord::from_random(bytes);
            prop_assert_eq!(CodeWord::parse(&code.to_string()), Some(code));
        }

        #[test]
        fn any_text_gets_an_answer(text in "\\PC{0,20}") {
            let _ = CodeWord::parse(&text);
        }
    }
}
