//! What the browser is given to draw the map by itself, as lines of text with tabs: read without a parser for JSON, which
//! would be a sixth of the map's program.
//!
//! ```text
//! D  code  name                                                                  a district's name
//! P  slug  kind  stage  precision  code  lon  lat  year  flags  services  name  village  district  aliases..   a library; lon and lat may be empty
//! N  words                                                                       the next activity of the library before it
//! K  words                                                                       its last activity
//! S  code  count  lon  lat  west  south  east  north  name                       how many there are in a province, regency or district
//! T  total  lost  west  south  east  north                                                                 what was asked for is a part: how many answer in all
//! W  code  class                                                                 the class of an area in the layer
//! L  x  y  dx  dy  ..                                                            an arc
//! A  code  name  rings                                                           an area: "0 -2 5,7" is two rings of arcs
//! ```
//! `flags` holds `b` for open now and `w` for an activity this week. Degrees are whole numbers of hundred-thousandths.

use std::fmt::Write as _;

use crate::domain::geometry::{Bounds, Point};
use crate::domain::library::{Kind, Precision, Stage};

use super::atlas::Packed;
use super::place::Place;
use super::sum::Sum;

/// Hundred-thousandths in a degree.
const GRID: f64 = 1e5;

/// Libraries and boundaries on their way to the browser.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parcel {
    /// Every library in reach, in any order; of a part, those in it and those that are chosen.
    pub places: Vec<Place>,
    /// Counts by code, when the part holds too many libraries.
    pub sums: Vec<Sum>,
    /// What was asked for is a part of more than a browser is given.
    pub part: Option<Part>,
    /// Classes of areas by code.
    pub shades: Vec<(String, u8)>,
    /// The boundaries; may be empty.
    pub boundaries: Packed,
}

/// Of how much a parcel is a part.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Part {
    /// The libraries that answer, wherever they are.
    pub total: usize,
    /// Those of them that cannot be drawn, because nobody has said where they are.
    pub lost: usize,
    /// Around those that can.
    pub bounds: Option<Bounds>,
}

impl Parcel {
    /// Writes the lines.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (code, name) in &self.boundaries.names {
            line(&mut out, &["D", code, name]);
        }
        let number = |degrees: f64| grid(degrees).to_string();
        let edges = |bounds: Option<Bounds>| -> [String; 4] {
            let edges = |bounds: Bounds| [bounds.west, bounds.south, bounds.east, bounds.north].map(number);
            bounds.map_or_else(Default::default, edges)
        };
        let place_of =
            |point: Option<Point>| point.map_or_else(Default::default, |point| (number(point.lon), number(point.lat)));
        for place in &self.places {
            let (lon, lat) = place_of(place.point);
            let year = place.year.map(|year| year.to_string()).unwrap_or_default();
            let flags = [(place.open, "b"), (place.week, "w")];
            let flags: String = flags.iter().filter(|(is, _)| *is).map(|(_, flag)| *flag).collect();
            let mut fields = vec![
                "P",
                &place.slug,
                place.kind.code(),
                place.stage.code(),
                place.precision.code(),
                &place.code,
                &lon,
                &lat,
                &year,
                &flags,
                &place.offers,
                &place.name,
                &place.village,
                &place.district,
            ];
            fields.extend(place.aliases.iter().map(String::as_str));
            line(&mut out, &fields);
            for (mark, words) in [("N", &place.next), ("K", &place.last)] {
                if !words.is_empty() {
                    line(&mut out, &[mark, words]);
                }
            }
        }
        for sum in &self.sums {
            let (lon, lat) = place_of(sum.point);
            let [west, south, east, north] = &edges(sum.bounds);
            line(&mut out, &["S", &sum.code, &sum.count.to_string(), &lon, &lat, west, south, east, north, &sum.name]);
        }
        if let Some(part) = self.part {
            let [west, south, east, north] = &edges(part.bounds);
            line(&mut out, &["T", &part.total.to_string(), &part.lost.to_string(), west, south, east, north]);
        }
        for (code, class) in &self.shades {
            line(&mut out, &["W", code, &class.to_string()]);
        }
        for arc in &self.boundaries.arcs {
            out.push('L');
            for step in arc {
                // Writing into a string cannot fail.
                let _ = write!(out, "\t{step}");
            }
            out.push('\n');
        }
        for (code, name, rings) in &self.boundaries.areas {
            let ring = |ring: &Vec<i32>| ring.iter().map(i32::to_string).collect::<Vec<_>>().join(" ");
            line(&mut out, &["A", code, name, &rings.iter().map(ring).collect::<Vec<_>>().join(",")]);
        }
        out
    }

    /// Reads the lines; a line that is not understood is passed over.
    #[cfg_attr(not(any(test, feature = "peta")), expect(dead_code, reason = "only the browser reads it"))]
    pub fn read(text: &str) -> Self {
        let mut parcel = Self::default();
        for line in text.lines() {
            // Nobody minds a line less: the map is still a map.
            let _ = parcel.take(line);
        }
        parcel
    }

    fn take(&mut self, line: &str) -> Option<()> {
        let mut fields = line.split('\t');
        match fields.next()? {
            "D" => {
                self.boundaries.names.insert(fields.next()?.to_owned(), fields.next()?.to_owned());
            }
            "P" => {
                let mut next = || fields.next();
                let (slug, kind, stage, precision, code) = (next()?, next()?, next()?, next()?, next()?);
                let point = degrees(next()?).zip(degrees(next()?)).map(|(lon, lat)| Point { lon, lat });
                let (year, flags, offers) = (next()?, next()?, next()?);
                let (name, village, district) = (next()?, next()?, next()?);
                self.places.push(Place {
                    slug: slug.to_owned(),
                    name: name.to_owned(),
                    aliases: fields.map(str::to_owned).collect(),
                    kind: Kind::ALL.into_iter().find(|known| known.code() == kind)?,
                    stage: Stage::ALL.into_iter().find(|known| known.code() == stage)?,
                    village: village.to_owned(),
                    code: code.to_owned(),
                    district: district.to_owned(),
                    point,
                    precision: Precision::ALL.into_iter().find(|known| known.code() == precision)?,
                    year: year.parse().ok(),
                    offers: offers.to_owned(),
                    open: flags.contains('b'),
                    week: flags.contains('w'),
                    next: String::new(),
                    last: String::new(),
                });
            }
            "N" => fields.next()?.clone_into(&mut self.places.last_mut()?.next),
            "K" => fields.next()?.clone_into(&mut self.places.last_mut()?.last),
            "S" => {
                let mut next = || fields.next();
                let (code, count) = (next()?, next()?.parse().ok()?);
                let point = degrees(next()?).zip(degrees(next()?)).map(|(lon, lat)| Point { lon, lat });
                let bounds = bounds(&mut next);
                self.sums.push(Sum { code: code.to_owned(), name: next()?.to_owned(), count, point, bounds });
            }
            "T" => {
                let mut next = || fields.next();
                let (total, lost) = (next()?.parse().ok()?, next()?.parse().ok()?);
                self.part = Some(Part { total, lost, bounds: bounds(&mut next) });
            }
            "W" => self.shades.push((fields.next()?.to_owned(), fields.next()?.parse().ok()?)),
            "L" => self.boundaries.arcs.push(numbers(fields)),
            "A" => {
                let (code, name, rings) = (fields.next()?, fields.next()?, fields.next()?);
                let rings = rings.split(',').map(|ring| numbers(ring.split(' '))).collect();
                self.boundaries.areas.push((code.to_owned(), name.to_owned(), rings));
            }
            _ => {}
        }
        Some(())
    }
}

/// The box of the next four fields; nothing when they are empty or not there.
fn bounds<'a>(next: &mut dyn FnMut() -> Option<&'a str>) -> Option<Bounds> {
    let edges = [0; 4].map(|_| next().and_then(degrees));
    let [Some(west), Some(south), Some(east), Some(north)] = edges else { return None };
    Some(Bounds { west, south, east, north })
}

/// Degrees from the grid; nothing when there are none.
fn degrees(text: &str) -> Option<f64> {
    Some(f64::from(text.parse::<i32>().ok()?) / GRID)
}

fn numbers<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<i32> {
    texts.filter_map(|text| text.parse().ok()).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "degrees on the grid are below 18 million; a float cast saturates")]
fn grid(degrees: f64) -> i32 {
    (degrees * GRID).round() as i32
}

/// One line; what parts fields and lines becomes a blank in texts.
fn line(out: &mut String, fields: &[&str]) {
    for (number, field) in fields.iter().enumerate() {
        if number > 0 {
            out.push('\t');
        }
        out.extend(field.chars().map(|letter| if letter.is_control() { ' ' } else { letter }));
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::map::place::invented;

    #[test]
    fn what_is_written_is_read_again() {
        let mut places = invented();
        places[0].aliases = vec!["Melati Satu".into(), "Mlati".into()];
        places[1].point = None;
        places[2].next = "Kelas <membaca>, 28 Nov".into();
        places[2].last = "Mendongeng".into();
        places[2].year = Some(2022);
        places[2].offers = "baca dongeng".into();
        (places[0].open, places[2].week) = (true, true);
        let (point, bounds) = (Some(Point { lon: 111.5, lat: -2.5 }), Bounds::parse("111.4,-2.75,111.625,-2.5"));
        let sum = Sum { code: "99".into(), name: "Taman".into(), count: 1234, point, bounds };
        let parcel = Parcel {
            places,
            sums: vec![Sum { code: "98".into(), point: None, bounds: None, ..sum.clone() }, sum],
            part: Some(Part { total: 2000, lost: 7, bounds }),
            shades: vec![("99.01.01".into(), 3)],
            boundaries: Packed {
                arcs: vec![vec![11_150_000, -250_000, 5, -7], vec![1, 2, 3, 4]],
                areas: vec![("99.01.01".into(), "Taman Satu".into(), vec![vec![0, -2], vec![1]])],
                names: [("99.01.01".to_owned(), "Taman Satu".to_owned())].into(),
            },
        };
        assert_eq!(Parcel::read(&parcel.text()), parcel);
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader_and_no_name_breaks_the_lines(text in any::<String>(), name in any::<String>()) {
            let _ = Parcel::read(&text);
            let _ = Parcel::read(&text.replace(' ', "\t").replace('a', "\nP\t"));
            let mut places = invented();
            places[0].name = name;
            let parcel = Parcel { places, ..Parcel::default() };
            prop_assert_eq!(Parcel::read(&parcel.text()).places.len(), 3);
        }
    }
}
