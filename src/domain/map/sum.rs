//! Counts by administrative code: past a few hundred libraries the map shows how many there are in a province, a regency or a
//! district. These mean something to people, where circles of nearness do not.

use crate::domain::geometry::{Bounds, Point};

use super::query::Query;

/// How many libraries of an administrative unit answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// Kemendagri code: 2, 5 or 8 characters.
    pub code: String,
    /// "Arut Selatan".
    pub name: String,
    /// The libraries that answer, those without a point among them.
    pub count: usize,
    /// In the middle of those that have a point; nothing when none has.
    pub point: Option<Point>,
    /// Around those that have a point.
    pub bounds: Option<Bounds>,
}

impl Sum {
    /// "Provinsi", "Kabupaten atau kota", "Kecamatan".
    pub fn level(code: &str) -> &'static str {
        match code.len() {
            2 => "provinsi",
            5 => "kabupaten atau kota",
            _ => "kecamatan",
        }
    }

    /// The address that shows the unit more nearly.
    pub fn address(&self, query: &Query, path: &str) -> String {
        query.looking_at(self.bounds, None).choosing(Vec::new()).address(path)
    }

    /// Adds the libraries of another unit; the point moves to the middle of both.
    pub fn add(&mut self, other: &Self) {
        self.point = match (self.point, other.point) {
            (Some(own), Some(theirs)) => {
                #[expect(clippy::cast_precision_loss, reason = "counts of libraries are small")]
                let (a, b) = (self.count as f64, other.count as f64);
                let between = |x: f64, y: f64| (x * a + y * b) / (a + b).max(1.0);
                Some(Point { lon: between(own.lon, theirs.lon), lat: between(own.lat, theirs.lat) })
            }
            (own, theirs) => own.or(theirs),
        };
        self.bounds = match (self.bounds, other.bounds) {
            (Some(own), Some(theirs)) => Some(own.with(theirs)),
            (own, theirs) => own.or(theirs),
        };
        self.count += other.count;
    }
}

/// What belongs to which larger unit: `units` (by code) put together to codes of a length.
pub fn gathered(units: &[Sum], length: usize) -> Vec<Sum> {
    let mut sums: Vec<Sum> = Vec::new();
    for unit in units {
        let code = unit.code.get(..length).unwrap_or(&unit.code);
        match sums.last_mut().filter(|sum| sum.code == code) {
            Some(sum) => sum.add(unit),
            None => sums.push(Sum { code: code.to_owned(), name: code.to_owned(), ..unit.clone() }),
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_is_lost_when_units_are_put_together(units in prop::collection::vec((11u8..14, 1u8..4, 1u8..5, 0usize..900, any::<bool>()), 0..60)) {
            let mut units: Vec<Sum> = units
                .into_iter()
                .map(|(province, regency, district, count, placed)| {
                    let point = placed.then_some(Point { lon: f64::from(province) + 90.0, lat: f64::from(district) - 5.0 });
                    let code = format!("{province}.{regency:02}.{district:02}");
                    Sum { name: code.clone(), code, count, point, bounds: Bounds::around(point) }
                })
                .collect();
            units.sort_by(|a, b| a.code.cmp(&b.code));
            let all: usize = units.iter().map(|unit| unit.count).sum();
            for length in [2, 5, 8] {
                let sums = gathered(&units, length);
                prop_assert_eq!(sums.iter().map(|sum| sum.count).sum::<usize>(), all);
                prop_assert!(sums.windows(2).all(|pair| pair[0].code < pair[1].code));
                for sum in &sums {
                    prop_assert_eq!(sum.point.is_some(), sum.bounds.is_some());
                    // The middle lies between its members.
                    if let (Some(point), Some(bounds)) = (sum.point, sum.bounds) {
                        prop_assert!(bounds.west - 1e-9 <= point.lon && point.lon <= bounds.east + 1e-9);
                    }
                }
            }
        }
    }
}
