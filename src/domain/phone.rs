//! A mobile number: what people sign in with and what `WhatsApp` links are made of.

use std::fmt;

/// An Indonesian mobile number, kept in one form: `+628...`, whatever way it was typed.
///
/// Its digits after the `8` are 8 to 11, as the numbering plan of Indonesian operators has it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(String);

/// Why a text is no mobile number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPhone {
    /// Nothing was typed.
    Empty,
    /// A letter or a sign that no number has.
    Strange,
    /// A spreadsheet turned the number into `6.28E+11`.
    Rounded,
    /// A number of another country or a landline.
    NotMobile,
    /// Too few or too many digits.
    Length,
}

impl NoPhone {
    /// What the person reads beside the field.
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "Isi nomor HP.",
            Self::Strange => "Nomor HP hanya berisi angka, misalnya 0812-3456-7890.",
            Self::Rounded => {
                "Angka ini sudah dibulatkan oleh lembar kerja. Ubah kolom nomor HP menjadi teks, lalu isi lagi."
            }
            Self::NotMobile => "Isi nomor HP Indonesia yang dimulai dengan 08 atau +62 8.",
            Self::Length => "Periksa lagi nomornya: nomor HP terdiri dari 10 sampai 13 angka.",
        }
    }
}

impl Phone {
    /// Reads a number as people write it: `0812-3456-7890`, `+62 812..`, `62812..`, `+62 (0)812..`, and `812..` as
    /// spreadsheets leave it when they drop the first nought.
    pub fn parse(text: &str) -> Result<Self, NoPhone> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NoPhone::Empty);
        }
        let mut digits = String::with_capacity(16);
        for (at, letter) in text.chars().filter(|c| !is_filler(*c)).enumerate() {
            match letter {
                '0'..='9' => digits.push(letter),
                '+' if at == 0 => {}
                'e' | 'E' if at > 0 && text.contains(['+', '.', ',']) => return Err(NoPhone::Rounded),
                _ => return Err(NoPhone::Strange),
            }
            if digits.len() > 20 {
                return Err(NoPhone::Length);
            }
        }
        let national = digits.strip_prefix("62").unwrap_or(&digits);
        let national = national.strip_prefix('0').unwrap_or(national);
        if national.len() < 4 {
            return Err(NoPhone::Length);
        }
        if !national.starts_with('8') {
            return Err(NoPhone::NotMobile);
        }
        if !(9..=12).contains(&national.len()) {
            return Err(NoPhone::Length);
        }
        Ok(Self(format!("+62{national}")))
    }

    /// The stored form, `+628...`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form people know by heart: `0811-0000-0001`.
    pub fn local(&self) -> String {
        let national = &self.0[3..];
        let (first, rest) = national.split_at(3);
        let (second, third) = rest.split_at(rest.len().min(4));
        format!("0{first}-{second}-{third}")
    }

    /// The form `wa.me` links want: digits only, country first.
    pub fn digits(&self) -> &str {
        &self.0[1..]
    }
}

/// Signs that people and chat programs put between digits, invisible ones included.
fn is_filler(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}

/// A phone number is personal: a debug print shows its last three digits only.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone(..{})", &self.0[self.0.len() - 3..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_number_however_it_is_written() {
        for text in [
            "081100000001",
            "0811-0000-0001",
            "+62 811 0000 0001",
            "6281100000001",
            "+62 (0)811-0000-0001",
            "81100000001",
            "\u{202a}+62 811\u{2011}0000\u{2011}0001\u{202c}",
            " 0811.0000.0001 ",
        ] {
            assert_eq!(Phone::parse(text).map(|p| p.as_str().to_owned()), Ok("+6281100000001".to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_mobile_number_says_why() {
        for (text, why) in [
            ("", NoPhone::Empty),
            ("   ", NoPhone::Empty),
            ("siti", NoPhone::Strange),
            ("0811-0000-O001", NoPhone::Strange),
            ("6.28112E+12", NoPhone::Rounded),
            ("0532-21234", NoPhone::NotMobile),
            ("+60 12 345 6789", NoPhone::NotMobile),
            ("0811", NoPhone::Length),
            ("08110000000199999", NoPhone::Length),
            ("999999999999999999999999999", NoPhone::Length),
            ("0811+0000001", NoPhone::Strange),
        ] {
            assert_eq!(Phone::parse(text), Err(why), "{text}");
            assert!(why.words().ends_with('.'));
        }
    }

    #[test]
    fn it_is_shown_as_people_write_it() {
        let phone = Phone::parse("+6281100000001").unwrap();
        assert_eq!(phone.local(), "0811-0000-0001");
        assert_eq!(phone.digits(), "6281100000001");
        assert_eq!(format!("{phone:?}"), "Phone(..001)");
        assert_eq!(Phone::parse("0811000001").unwrap().local(), "0811-0000-01");
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(text in "\\PC{0,40}") {
            let _ = Phone::parse(&text);
        }

        #[test]
        fn what_is_shown_reads_back(national in "8[0-9]{8,11}") {
            let phone = Phone::parse(&national).unwrap();
            prop_assert_eq!(&Phone::parse(&phone.local()).unwrap(), &phone);
            prop_assert_eq!(&Phone::parse(phone.digits()).unwrap(), &phone);
        }
    }
}
