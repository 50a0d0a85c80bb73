//! Numbers as Indonesians write them: 1.234.567.

/// "1.234.567".
pub fn whole(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// "72,5", "100": one digit after the comma, where it is not nought.
pub fn tenths(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of i64 first")]
    let tenths = (value * 10.0).round().clamp(-9e15, 9e15) as i64;
    let (units, tenth) = (tenths / 10, (tenths % 10).abs());
    if tenth == 0 { whole(units) } else { format!("{},{tenth}", whole(units)) }
}

/// Why a typed number was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// Something else than digits and well-placed thousands dots.
    NotANumber,
    /// Below zero.
    Negative,
    /// More than 999 999 999.
    TooLarge,
    /// A count with a decimal comma.
    Fraction,
}

impl NumberFault {
    /// The sentence for the person who typed it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotANumber => "Tulis angka saja, misalnya 120 atau 1.234.",
            Self::Negative => "Angkanya tidak boleh kurang dari nol.",
            Self::TooLarge => "Angkanya terlalu besar. Periksa lagi jumlah nolnya.",
            Self::Fraction => "Tulis angka bulat tanpa koma.",
        }
    }
}

/// Reads a count, 0 to 999 999 999: "120", "1.234", " 1 234 ". "1,234" and "12.5" are refused, because they may mean two things.
pub fn parse_count(text: &str) -> Result<Option<u32>, NumberFault> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}').collect();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
        return Err(if rest.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
            NumberFault::Negative
        } else {
            NumberFault::NotANumber
        });
    }
    if text.contains(',') && text.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.') {
        return Err(NumberFault::Fraction);
    }
    let groups: Vec<&str> = text.split('.').collect();
    let well_grouped =
        groups.len() == 1 || (matches!(groups[0].len(), 1..=3) && groups[1..].iter().all(|group| group.len() == 3));
    if !well_grouped || groups.iter().any(|group| group.is_empty() || !group.bytes().all(|b| b.is_ascii_digit())) {
        return Err(NumberFault::NotANumber);
    }
    let digits = groups.concat();
    let digits = digits.trim_start_matches('0');
    if digits.len() > 9 {
        return Err(NumberFault::TooLarge);
    }
    Ok(Some(if digits.is_empty() { 0 } else { digits.parse().map_err(|_| NumberFault::NotANumber)? }))
}

/// "Rp1.500.000", as the spelling rules write it.
pub fn rupiah(value: u64) -> String {
    format!("Rp{}", whole(i64::try_from(value).unwrap_or(i64::MAX)))
}

/// The largest sum of money that is read: 999 billion rupiah.
pub const MOST_RUPIAH: u64 = 999_999_999_999;

/// Reads a sum of money in whole rupiah: "1500000", "1.500.000", "Rp 1.500.000", "Rp1.500.000,00".
pub fn parse_rupiah(text: &str) -> Result<Option<u64>, NumberFault> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}').collect();
    let low = text.to_ascii_lowercase();
    let rest = low.strip_prefix("rp").map_or(low.as_str(), |rest| rest.trim_start_matches('.'));
    let rest = rest.strip_suffix(",00").or_else(|| rest.strip_suffix(",-")).unwrap_or(rest);
    if rest.is_empty() {
        return if text.is_empty() { Ok(None) } else { Err(NumberFault::NotANumber) };
    }
    match parse_count(rest) {
        // Nine digits end where a rupiah sum begins to be large: the rest is read with the same rules for dots.
        Err(NumberFault::TooLarge) => {
            let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
            match digits.parse() {
                Ok(value) if value <= MOST_RUPIAH => Ok(Some(value)),
                _ => Err(NumberFault::TooLarge),
            }
        }
        read => read.map(|count| count.map(u64::from)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn written_as_in_indonesia() {
        assert_eq!(whole(1_234_567), "1.234.567");
        assert_eq!(whole(-1_000), "-1.000");
        assert_eq!(whole(0), "0");
    }

    #[test]
    fn typed_counts() {
        assert_eq!(parse_count(""), Ok(None));
        assert_eq!(parse_count(" 1.234 "), Ok(Some(1234)));
        assert_eq!(parse_count("007"), Ok(Some(7)));
        assert_eq!(parse_count("0"), Ok(Some(0)));
        assert_eq!(parse_count("-3"), Err(NumberFault::Negative));
        assert_eq!(parse_count("1,234"), Err(NumberFault::Fraction));
        assert_eq!(parse_count("12.5"), Err(NumberFault::NotANumber));
        assert_eq!(parse_count("1000000000000"), Err(NumberFault::TooLarge));
        assert_eq!(parse_count("sepuluh"), Err(NumberFault::NotANumber));
        assert_eq!(parse_count("1e3"), Err(NumberFault::NotANumber));
    }

    #[test]
    fn typed_sums_of_money() {
        for text in ["1500000", "1.500.000", "Rp1.500.000", "rp 1.500.000", "Rp. 1.500.000,00", "1.500.000,-"] {
            assert_eq!(parse_rupiah(text), Ok(Some(1_500_000)), "{text}");
        }
        assert_eq!(parse_rupiah(" "), Ok(None));
        assert_eq!(parse_rupiah("Rp"), Err(NumberFault::NotANumber));
        assert_eq!(parse_rupiah("Rp25.000.000.000"), Ok(Some(25_000_000_000)));
        assert_eq!(parse_rupiah("1000000000000"), Err(NumberFault::TooLarge));
        assert_eq!(parse_rupiah("1,5 juta"), Err(NumberFault::NotANumber));
        assert_eq!(parse_rupiah("-5"), Err(NumberFault::Negative));
        assert_eq!(rupiah(1_500_000), "Rp1.500.000");
    }

    proptest! {
        #[test]
        fn a_written_sum_reads_back(value in 0..=MOST_RUPIAH) {
            prop_assert_eq!(parse_rupiah(&rupiah(value)), Ok(Some(value)));
        }

        #[test]
        fn reading_a_sum_never_panics(text in ".{0,24}") {
            let _ = parse_rupiah(&text);
        }

        #[test]
        fn a_written_count_reads_back(value in 0u32..=999_999_999) {
            prop_assert_eq!(parse_count(&whole(i64::from(value))), Ok(Some(value)));
        }

        #[test]
        fn reading_never_panics(text in ".{0,24}") {
            let _ = parse_count(&text);
        }
    }
}
