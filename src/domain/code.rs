//! Kemendagri codes: the number every province, regency, district and village of Indonesia carries.
//!
//! `62` is a province, `62.01` a regency, `62.01.02` a district (kecamatan), `62.01.02.2014` a village. The first digit of
//! a village's last part tells its kind: `1` a kelurahan, `2` a desa (Kepmendagri 100.1.1-6117/2022 and later tables).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A well-formed Kemendagri code, kept in its dotted spelling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

/// How deep in the country a code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Two digits: `62`.
    Province,
    /// Five characters: `62.01`.
    Regency,
    /// Eight characters: `62.01.02`.
    District,
    /// Thirteen characters: `62.01.02.2014`.
    Village,
}

/// The two kinds of place at the lowest level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WardKind {
    /// A village with a kepala desa and its own money (Dana Desa).
    Desa,
    /// A ward of a town, led by a lurah who is a civil servant.
    Kelurahan,
}

/// Why a text is not a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeFault {
    /// Nothing was typed.
    Empty,
    /// Other characters than digits and dots, or a wrong number of digits.
    Malformed(String),
    /// A village part that starts neither with 1 nor with 2.
    Ward(String),
}

impl CodeFault {
    /// The sentence people read.
    pub fn words(&self) -> String {
        match self {
            Self::Empty => "Kode wilayah belum diisi.".to_owned(),
            Self::Malformed(typed) => {
                format!("“{typed}” bukan kode wilayah Kemendagri. Bentuknya seperti 62.01.02.2014.")
            }
            Self::Ward(typed) => format!(
                "Kode “{typed}” bukan kode desa atau kelurahan: angka pertama bagian terakhir harus 1 (kelurahan) atau 2 (desa)."
            ),
        }
    }
}

impl fmt::Display for CodeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

impl Code {
    /// Reads a code as people write it: with dots, without dots, with blanks around it.
    pub fn parse(typed: &str) -> Result<Self, CodeFault> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(CodeFault::Empty);
        }
        let malformed = || CodeFault::Malformed(typed.chars().take(40).collect());
        let parts: Vec<&str> = if typed.contains('.') {
            typed.split('.').collect()
        } else {
            // The undotted spelling: 2 + 2 + 2 + 4 digits.
            if !typed.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(malformed());
            }
            let mut parts = Vec::new();
            let mut rest = typed;
            for width in [2, 2, 2, 4] {
                if rest.is_empty() {
                    break;
                }
                let (part, next) = rest.split_at_checked(width).ok_or_else(malformed)?;
                parts.push(part);
                rest = next;
            }
            if !rest.is_empty() {
                return Err(malformed());
            }
            parts
        };
        if parts.len() > 4 {
            return Err(malformed());
        }
        for (part, width) in parts.iter().zip([2, 2, 2, 4]) {
            if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(malformed());
            }
        }
        if let Some(last) = parts.get(3)
            && !last.starts_with(['1', '2'])
        {
            return Err(CodeFault::Ward(typed.chars().take(40).collect()));
        }
        Ok(Self(parts.join(".")))
    }

    /// Reads a code that must be of one level, for instance a village's.
    pub fn parse_at(typed: &str, level: Level) -> Result<Self, CodeFault> {
        let code = Self::parse(typed)?;
        if code.level() == level { Ok(code) } else { Err(CodeFault::Malformed(code.0)) }
    }

    /// The dotted spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which level the code points at.
    pub fn level(&self) -> Level {
        match self.0.len() {
            2 => Level::Province,
            5 => Level::Regency,
            8 => Level::District,
            _ => Level::Village,
        }
    }

    /// The regency that the place lies in; a province has none.
    pub fn regency(&self) -> Option<Self> {
        self.0.get(..5).map(|code| Self(code.to_owned()))
    }

    /// The district that the place lies in; provinces and regencies have none.
    pub fn district(&self) -> Option<Self> {
        self.0.get(..8).map(|code| Self(code.to_owned()))
    }

    /// Whether the place is `outer` or lies in it.
    pub fn within(&self, outer: &Self) -> bool {
        self.0 == outer.0 || self.0.strip_prefix(&outer.0).is_some_and(|rest| rest.starts_with('.'))
    }

    /// Desa or kelurahan; none for the levels above.
    pub fn ward(&self) -> Option<WardKind> {
        match self.0.get(9..10)? {
            "1" => Some(WardKind::Kelurahan),
            _ => Some(WardKind::Desa),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Code {
    type Error = CodeFault;
    fn try_from(typed: String) -> Result<Self, CodeFault> {
        Self::parse(&typed)
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl WardKind {
    /// The word in tables, files and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Desa => "desa",
            Self::Kelurahan => "kelurahan",
        }
    }

    /// The word before a place's name: "Desa Natai Raya", "Kelurahan Kumai Hilir".
    pub fn title(self) -> &'static str {
        match self {
            Self::Desa => "Desa",
            Self::Kelurahan => "Kelurahan",
        }
    }

    /// Reads the word of a table.
    pub fn parse(typed: &str) -> Option<Self> {
        match typed.trim().to_lowercase().as_str() {
            "desa" => Some(Self::Desa),
            "kelurahan" => Some(Self::Kelurahan),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn levels() {
        for (typed, level) in [
            ("62", Level::Province),
            ("62.01", Level::Regency),
            ("62.01.02", Level::District),
            ("62.01.02.2014", Level::Village),
            (" 6201022014 ", Level::Village),
        ] {
            assert_eq!(Code::parse(typed).map(|code| code.level()), Ok(level), "{typed}");
        }
        let village = Code::parse("6201022014").unwrap();
        assert_eq!(village.as_str(), "62.01.02.2014");
        assert_eq!(village.district().unwrap().as_str(), "62.01.02");
        assert_eq!(village.regency().unwrap().as_str(), "62.01");
        assert_eq!(village.ward(), Some(WardKind::Desa));
        assert!(village.within(&Code::parse("62.01").unwrap()));
        assert!(!village.within(&Code::parse("62.02").unwrap()));
    }

    #[test]
    fn nonsense_is_refused() {
        for typed in ["", "6", "62.1", "62.01.02.201", "62.01.02.3014", "62..01", "desa", "62.01.02.2014.1", "６２"] {
            assert!(Code::parse(typed).is_err(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(typed in ".{0,20}") {
            if let Ok(code) = Code::parse(&typed) {
                prop_assert_eq!(Code::parse(code.as_str()), Ok(code));
            }
        }

        #[test]
        fn dots_do_not_matter(digits in "[0-9]{6}[12][0-9]{3}") {
            let code = Code::parse(&digits).unwrap();
            prop_assert_eq!(code.as_str().replace('.', ""), digits);
        }
    }
}
