//! What the office reads off all reports together: which months and libraries, sums that know how many counted, columns of files.

use crate::domain::indicator::{Figure, Figures, INDICATORS, Indicator, Rhythm};
use crate::domain::library::Kind;
use crate::domain::moment::Month;
use crate::domain::report::Strategy;
use crate::domain::score::of_strategy;
use crate::domain::sheet::Cell;
use serde::{Deserialize, Serialize};

/// Most months that one recapitulation spans.
pub const MOST_MONTHS: i32 = 60;

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// One kecamatan, by its code.
    pub district: Option<String>,
    /// One kind of library.
    pub kind: Option<Kind>,
    /// Only activities of this strategy.
    pub strategy: Option<Strategy>,
}

impl Filter {
    /// Reads `dari, sampai, kec, jenis, strategi` of an address; what is missing or odd falls back to the twelve full months before
    /// `running` and to everything.
    pub fn read(value: impl Fn(&str) -> Option<String>, running: Month) -> Self {
        let month = |name: &str| value(name).as_deref().and_then(Month::parse).filter(|month| *month <= running);
        let to = month("sampai").unwrap_or_else(|| running.plus(-1));
        let from = month("dari").unwrap_or_else(|| to.plus(-11));
        let (from, to) = (from.min(to), from.max(to));
        Self {
            from: from.max(to.plus(1 - MOST_MONTHS)),
            to,
            district: value("kec").filter(|code| !code.is_empty()),
            kind: value("jenis").as_deref().and_then(Kind::parse),
            strategy: value("strategi").as_deref().and_then(Strategy::of),
        }
    }

    /// Its months, oldest first.
    pub fn months(&self) -> Vec<Month> {
        (0..MOST_MONTHS).map(|n| self.from.plus(n)).take_while(|month| *month <= self.to).collect()
    }

    /// The same filter as an address's query.
    pub fn query(&self) -> String {
        let mut query = format!("dari={}&sampai={}", self.from, self.to);
        let parts = [
            ("kec", self.district.clone()),
            ("jenis", self.kind.map(|kind| kind.code().to_owned())),
            ("strategi", self.strategy.map(|strategy| strategy.code().to_owned())),
        ];
        for (name, value) in parts {
            if let Some(value) = value {
                query.extend(["&", name, "=", &value]);
            }
        }
        query
    }
}

/// One approved report.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The library's name.
    pub library: String,
    /// Its kind.
    pub kind: Kind,
    /// Its village.
    pub village: String,
    /// The village's Kemendagri code.
    pub village_code: String,
    /// Its kecamatan.
    pub district: String,
    /// Its NPP, in free words.
    pub npp: String,
    /// The month.
    pub month: Month,
    /// "Nihil".
    pub nihil: bool,
    /// The figures, with the activities of each strategy among them.
    pub figures: Figures,
}

/// A sum that knows how many reports counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// The sum.
    pub sum: u64,
    /// Reports that counted it.
    pub counted: usize,
}

/// The sum of an indicator; a report that did not count it adds nothing and is not among those that did.
pub fn total<'a>(lines: impl IntoIterator<Item = &'a Line>, code: &str) -> Total {
    let mut total = Total::default();
    for line in lines {
        if let Some(count) = line.figures.get(code).copied().and_then(Figure::count) {
            total.sum += u64::from(count);
            total.counted += 1;
        }
    }
    total
}

/// The indicators that can be added up over months.
pub fn summable() -> impl Iterator<Item = &'static Indicator> {
    INDICATORS.iter().filter(|indicator| indicator.rhythm == Rhythm::Monthly)
}

/// A column that a file can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Stable name.
    pub code: String,
    /// What it is called unless the office says otherwise.
    pub name: String,
}

/// Every column that a file can have, in the standard order.
pub fn columns() -> Vec<Column> {
    let column = |code: &str, name: &str| Column { code: code.to_owned(), name: name.to_owned() };
    let mut columns = vec![
        column("perpustakaan", "Perpustakaan"),
        column("jenis", "Jenis"),
        column("desa", "Desa/Kelurahan"),
        column("kode_desa", "Kode desa/kelurahan"),
        column("kecamatan", "Kecamatan"),
        column("npp", "NPP"),
        column("bulan", "Bulan"),
        column("nihil", "Nihil"),
    ];
    columns.extend(INDICATORS.iter().map(|indicator| column(indicator.code, indicator.label)));
    columns.extend(
        Strategy::ALL.map(|strategy| column(of_strategy(strategy), &format!("Kegiatan: {}", strategy.words()))),
    );
    columns
}

/// One column of an office's own file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// A column's code.
    pub code: String,
    /// The office's own name for it.
    pub name: String,
}

/// A report's cell in a column. A code that this program does not know stays empty.
pub fn cell(line: &Line, code: &str) -> Cell {
    match code {
        "perpustakaan" => line.library.as_str().into(),
        "jenis" => line.kind.short().into(),
        "desa" => line.village.as_str().into(),
        "kode_desa" => line.village_code.as_str().into(),
        "kecamatan" => line.district.as_str().into(),
        "npp" => line.npp.as_str().into(),
        "bulan" => line.month.to_string().into(),
        "nihil" if line.nihil => "ya".into(),
        "nihil" => "tidak".into(),
        code => line.figures.get(code).copied().and_then(Figure::count).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    fn line(visitors: Option<Figure>) -> Line {
        Line {
            library: "=Natai Raya".to_owned(),
            kind: Kind::Desa,
            village: "Natai Raya".to_owned(),
            village_code: "62.01.02.2016".to_owned(),
            district: "Arut Selatan".to_owned(),
            npp: String::new(),
            month: Month { year: 2026, month: 10 },
            nihil: false,
            figures: visitors.map(|figure| ("pengunjung".to_owned(), figure)).into_iter().collect(),
        }
    }

    #[test]
    fn sums_know_how_many_counted() {
        let lines = [
            line(Some(Figure::Counted(3))),
            line(Some(Figure::NotCounted)),
            line(None),
            line(Some(Figure::Counted(0))),
        ];
        assert_eq!(total(&lines, "pengunjung"), Total { sum: 3, counted: 2 });
        assert_eq!(cell(&lines[1], "pengunjung"), Cell::Empty);
        assert_eq!(cell(&lines[3], "pengunjung"), Cell::Number(0));
        assert_eq!(cell(&lines[0], "npp"), Cell::Empty);
    }

    #[test]
    fn columns_are_named_once() {
        let all = columns();
        for (n, column) in all.iter().enumerate() {
            assert!(all[n + 1..].iter().all(|other| other.code != column.code), "{}", column.code);
        }
    }

    proptest! {
        #[test]
        fn any_address_makes_a_span_that_can_be_walked(from in "\\PC{0,8}|20[0-9]{2}-[01][0-9]", to in "20[0-9]{2}-[01][0-9]", both in any::<bool>()) {
            let running = Month { year: 2026, month: 11 };
            let value = |name: &str| match name {
                "dari" => Some(from.clone()),
                "sampai" if both => Some(to.clone()),
                _ => None,
            };
            let filter = Filter::read(value, running);
            prop_assert!(filter.from <= filter.to && filter.to <= running);
            prop_assert!(!filter.months().is_empty() && filter.months().len() <= 60);
            let again = Filter::read(|name| filter.query().split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned)), running);
            prop_assert_eq!(again, filter);
        }
    }
}
