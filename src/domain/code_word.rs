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

/// What the message with a code says beside the code.
#[derive(Clone, Copy, Debug)]
pub struct Message<'m> {
    /// The person's name.
    pub name: &'m str,
    /// The number to sign in with, as people write it.
    pub phone: &'m str,
    /// What the account is for: library names, or the office.
    pub tasks: &'m str,
    /// Where the code is typed in.
    pub link: &'m str,
    /// The last moment at which the code is good, in words.
    pub until: &'m str,
    /// The account had a password before.
    pub recovery: bool,
}

impl CodeWord {
    /// The text to send by `WhatsApp`. It is sent by a person; the app writes to nobody. The code is typed in, because in an
    /// address it would stay in the phone's history.
    pub fn message(&self, to: Message<'_>) -> String {
        let Message { name, phone, tasks, link, until, recovery } = to;
        let why = if recovery {
            "Ini kode untuk membuat kata sandi Pantau Pustaka yang baru, sesuai permintaan Anda.".to_owned()
        } else {
            format!("Akun Pantau Pustaka Anda untuk {tasks} sudah siap.")
        };
        format!(
            "Halo {name}.\n\n{why}\n\n1. Buka {link}\n2. Isi nomor HP {phone} dan kode *{self}*\n3. Buat kata sandi Anda sendiri\n\n\
             Kode berlaku sampai {until} dan hanya untuk satu kali. Jangan berikan kode ini kepada siapa pun."
        )
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

    #[test]
    fn row_30_the_message_says_what_to_do_and_keeps_the_code_out_of_the_address() {
        let code = CodeWord::parse("7K3M-0X1A").unwrap();
        let to = Message {
            name: "Bu Siti",
            phone: "0811-0000-0001",
            tasks: "Perpustakaan Desa Natai Raya",
            link: "https://pustaka.example/masuk/kode",
            until: "Senin, 9 November 2026 pukul 09.05 WIB",
            recovery: false,
        };
        let words = code.message(to);
        assert!(words.contains("*7K3M-0X1A*") && words.contains("https://pustaka.example/masuk/kode\n"));
        assert!(words.contains("Natai Raya") && words.contains("9 November"));
        assert!(!code.message(Message { recovery: true, ..to }).contains("sudah siap"));
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
