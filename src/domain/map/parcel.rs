//! What the browser is given to draw the map by itself, as lines of text with tabs: read without a parser for JSON, which
//! would be a sixth of the map's program.
//!
//! ```text
//! D  code  name                                                                  a district's name
//! P  slug  kind  stage  precision  code  lon  lat  name  village  district  aliases..   a library; lon and lat may be empty
//! N  slug  words                                                                 the library's next activity
//! L  x  y  dx  dy  ..                                                            an arc
//! A  code  name  rings                                                           an area: "0 -2 5,7" is two rings of arcs
//! ```
//! Degrees are whole numbers of hundred-thousandths.

use std::fmt::Write as _;

use crate::domain::geometry::Point;
use crate::domain::library::{Kind, Precision, Stage};

use super::atlas::Packed;
use super::place::Place;

/// Hundred-thousandths in a degree.
const GRID: f64 = 1e5;

/// Libraries and boundaries on their way to the browser.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parcel {
    /// Every library in reach, in any order.
    pub places: Vec<Place>,
    /// The boundaries; may be empty.
    pub boundaries: Packed,
}

impl Parcel {
    /// Writes the lines.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (code, name) in &self.boundaries.names {
            line(&mut out, &["D", code, name]);
        }
        for place in &self.places {
            let degrees = |degrees: Option<f64>| degrees.map_or(String::new(), |degrees| grid(degrees).to_string());
            let (lon, lat) = (degrees(place.point.map(|point| point.lon)), degrees(place.point.map(|point| point.lat)));
            let mut fields = vec![
                "P",
                &place.slug,
                place.kind.code(),
                place.stage.code(),
                place.precision.code(),
                &place.code,
                &lon,
                &lat,
                &place.name,
                &place.village,
                &place.district,
            ];
            fields.extend(place.aliases.iter().map(String::as_str));
            line(&mut out, &fields);
            if !place.next.is_empty() {
                line(&mut out, &["N", &place.slug, &place.next]);
            }
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
                let degrees = |text: &str| Some(f64::from(text.parse::<i32>().ok()?) / GRID);
                let point = degrees(next()?).zip(degrees(next()?)).map(|(lon, lat)| Point { lon, lat });
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
                    next: String::new(),
                });
            }
            "N" => {
                let (slug, words) = (fields.next()?, fields.next()?);
                // It stands right behind its library.
                let place = self.places.last_mut().filter(|place| place.slug == slug)?;
                words.clone_into(&mut place.next);
            }
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
        let parcel = Parcel {
            places,
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
            let parcel = Parcel { places, boundaries: Packed::default() };
            prop_assert_eq!(Parcel::read(&parcel.text()).places.len(), 3);
        }
    }
}
