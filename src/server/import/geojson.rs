//! Reading `GeoJSON`. A file is read without building a tree of it: a feature's text is found first, and only its own numbers are taken
//! in, so a file at the limit costs a few times its size and no more. Nothing but the rules is known here: `./dev attack` fuzzes this file.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::domain::code::{Code, Level};
use crate::domain::geometry::{INDONESIA, Point, Ring, Shape, crossing};
use crate::storage::boundaries::Boundary;

/// What looking for crossings may cost in one file: comparisons of two sides, about two seconds.
const STEPS: u64 = 400_000_000;

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow, default)]
    features: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(borrow)]
    properties: Option<Properties<'a>>,
    #[serde(borrow)]
    geometry: Option<Geometry<'a>>,
}

#[derive(Deserialize)]
struct Properties<'a> {
    #[serde(borrow)]
    kode: Option<&'a RawValue>,
    #[serde(borrow)]
    nama: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Geometry<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
}

/// A position: longitude, latitude, and a height that is passed over.
struct Position(Point);

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Numbers;
        impl<'de> serde::de::Visitor<'de> for Numbers {
            type Value = Position;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("[bujur, lintang]")
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut numbers: A) -> Result<Position, A::Error> {
                let mut next = |at| {
                    numbers
                        .next_element::<f64>()?
                        .ok_or_else(|| serde::de::Error::invalid_length(at, &"[bujur, lintang]"))
                };
                let point = Point { lon: next(0)?, lat: next(1)? };
                while numbers.next_element::<serde::de::IgnoredAny>()?.is_some() {}
                Ok(Position(point))
            }
        }
        deserializer.deserialize_seq(Numbers)
    }
}

/// The boundaries of a file, or every reason why it is refused.
pub fn read(bytes: &[u8]) -> Result<Vec<Boundary>, Vec<String>> {
    let one = |words: &str| vec![words.to_owned()];
    let text = std::str::from_utf8(bytes).map_err(|_| one("Berkas ini bukan teks UTF-8, jadi bukan GeoJSON."))?;
    let text = text.trim_start_matches('\u{feff}');
    let collection: Collection<'_> = serde_json::from_str(text).map_err(|error| {
        vec![format!(
            "Ini bukan GeoJSON yang utuh: baris {}, kolom {} tidak bisa dibaca. Simpan ulang dari QGIS sebagai GeoJSON (RFC 7946).",
            error.line(),
            error.column()
        )]
    })?;
    if collection.kind != "FeatureCollection" {
        return Err(vec![format!(
            "GeoJSON ini berjenis “{}”, yang dibutuhkan FeatureCollection berisi poligon.",
            short(&collection.kind)
        )]);
    }
    if collection.features.is_empty() {
        return Err(one("Tidak ada satu pun wilayah di dalamnya."));
    }
    let (mut boundaries, mut faults) = (Vec::with_capacity(collection.features.len()), Vec::new());
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut steps = STEPS;
    let mut line = Lines { text, at: 0, line: 1 };
    for (number, raw) in collection.features.iter().enumerate() {
        let place = format!("Wilayah ke-{} (baris {})", number + 1, line.of(raw.get()));
        match feature(raw.get(), &mut steps) {
            Ok(boundary) => {
                if let Some(first) = seen.insert(boundary.code.clone(), number + 1) {
                    faults.push(format!("{place}: kode {} sudah dipakai wilayah ke-{first}.", boundary.code));
                }
                boundaries.push(boundary);
            }
            Err(words) => faults.push(format!("{place}: {words}")),
        }
    }
    if faults.is_empty() { Ok(boundaries) } else { Err(faults) }
}

/// Finds the line on which a part of the text begins; parts are asked for in their order.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, part: &str) -> usize {
        let begin = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        if let Some(between) = self.text.as_bytes().get(self.at..begin) {
            self.line += between.split(|byte| *byte == b'\n').count() - 1;
            self.at = begin;
        }
        self.line
    }
}

/// One feature, or why it is refused.
fn feature(text: &str, steps: &mut u64) -> Result<Boundary, String> {
    let feature: Feature<'_> =
        serde_json::from_str(text).map_err(|_| "tidak tersusun seperti Feature GeoJSON.".to_owned())?;
    let property = |raw: Option<&RawValue>| {
        let raw = raw?.get();
        // Codes are texts, but some programs write 6201022014 as a number.
        let words = serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned());
        Some(words.trim().to_owned()).filter(|words| !words.is_empty() && words != "null")
    };
    let properties = feature.properties.ok_or("tidak punya sifat (properties) kode dan nama.")?;
    let code = property(properties.kode).ok_or("sifat “kode” belum diisi.")?;
    let code = Code::parse(&code).map_err(|fault| fault.words())?;
    if !matches!(code.level(), Level::District | Level::Village) {
        return Err(format!("kode {} bukan kode kecamatan (62.01.02) atau desa (62.01.02.2014).", code.as_str()));
    }
    let code = code.as_str().to_owned();
    let name = property(properties.nama).ok_or_else(|| format!("{code}: sifat “nama” belum diisi."))?;
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(120).collect();
    let told = |words: &str| format!("{code} {name}: {words}");
    let geometry = feature.geometry.ok_or_else(|| told("tidak punya bentuk (geometry)."))?;
    let coordinates = geometry.coordinates.map_or("null", RawValue::get);
    let unreadable = |_| told("koordinatnya tidak tersusun seperti poligon GeoJSON.");
    let polygons: Vec<Vec<Vec<Position>>> = match geometry.kind.as_str() {
        "Polygon" => vec![serde_json::from_str(coordinates).map_err(unreadable)?],
        "MultiPolygon" => serde_json::from_str(coordinates).map_err(unreadable)?,
        other => {
            return Err(told(&format!("bentuknya “{}”, yang dibutuhkan Polygon atau MultiPolygon.", short(other))));
        }
    };
    let mut shape = Shape::default();
    for polygon in polygons {
        let mut rings = Vec::with_capacity(polygon.len());
        for ring in polygon {
            let mut ring: Ring = ring.into_iter().map(|Position(point)| point).collect();
            ring.dedup();
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            if ring.len() < 3 {
                return Err(told("ada cincin dengan kurang dari tiga titik."));
            }
            rings.push(ring);
        }
        if rings.is_empty() {
            return Err(told("ada poligon tanpa cincin."));
        }
        shape.0.push(rings);
    }
    if shape.0.is_empty() {
        return Err(told("tidak punya poligon."));
    }
    for point in shape.rings().flatten() {
        if !INDONESIA.holds(*point) {
            let turned = Point { lon: point.lat, lat: point.lon };
            return Err(told(&if INDONESIA.holds(turned) {
                format!("bujur dan lintang tertukar ({}, {}). GeoJSON menulis bujur dulu.", point.lon, point.lat)
            } else {
                format!("titik ({}, {}) di luar Indonesia. Simpan dalam WGS 84 (EPSG:4326).", point.lon, point.lat)
            }));
        }
    }
    match crossing(&shape, steps) {
        Ok(None) => Ok(Boundary { code, name, shape }),
        Ok(Some(at)) => Err(told(&format!(
            "garisnya memotong dirinya sendiri di sekitar bujur {:.5}, lintang {:.5}. Perbaiki dengan “Fix geometries” di QGIS.",
            at.lon, at.lat
        ))),
        Err(_) => Err(told("bentuknya terlalu rumit untuk diperiksa. Sederhanakan dulu di QGIS (Simplify).")),
    }
}

/// At most forty characters of something that somebody wrote.
fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
