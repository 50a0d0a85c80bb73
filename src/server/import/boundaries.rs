//! `pantau import boundaries`: outlines of districts and villages from `GeoJSON`, all or nothing; and `pantau verify points`.
//!
//! The file is read without building a tree of it: a feature's text is found first, and only its own numbers are taken
//! in, so a file at the limit costs a few times its size and no more.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::App;
use crate::api::map::{Checked, check_points};
use crate::domain::code::{Code, Level};
use crate::domain::geometry::{INDONESIA, Point, Ring, Shape, crossing};
use crate::domain::map::{Atlas, Packed};
use crate::server::command::Fault;
use crate::server::import::fault;
use crate::storage::boundaries::{Boundary, put};

/// The largest file, bytes.
const LARGEST: u64 = 64 * 1024 * 1024;
/// What looking for crossings may cost in one file: comparisons of two sides, about two seconds.
const STEPS: u64 = 400_000_000;
/// The most corners that are kept of one file; a file with more is made coarser before it is kept.
const MOST_KNOTS: usize = 120_000;
/// The most faults that are printed.
const MOST_FAULTS: usize = 20;

/// Reads a file, checks all of it, keeps all of it.
pub async fn run(app: &App, file: &Path) -> Result<(), Fault> {
    let failed = |words: String| Fault::Failed(format!("{}: {words}", file.display()));
    let length = tokio::fs::metadata(file)
        .await
        .map_err(|_| failed("Berkas tidak ditemukan atau tidak boleh dibaca.".into()))?
        .len();
    if length > LARGEST {
        return Err(failed("Berkas lebih besar dari 64 MB. Sederhanakan batasnya atau bagi per kecamatan.".into()));
    }
    let bytes = tokio::fs::read(file).await.map_err(|error| failed(error.to_string()))?;
    let boundaries = tokio::task::spawn_blocking(move || read(&bytes).map(coarser))
        .await
        .map_err(|error| failed(error.to_string()))?
        .map_err(|faults| failed(told(&faults)))?;
    let count = app
        .storage
        .write(move |tx| Box::pin(async move { Ok::<_, crate::api::Error>(put(tx, &boundaries).await?) }))
        .await
        .map_err(|error| fault(app, error))?;
    println!("{} batas baru, {} berubah, {} tetap.", count.new, count.changed, count.unchanged);
    Ok(())
}

/// Prints how many points lie in their village, and those that do not; a fault when one does not.
pub async fn verify(app: &App) -> Result<(), Fault> {
    let checked = check_points(app).await.map_err(|error| fault(app, error))?;
    let with_point = checked.iter().filter(|(_, found)| *found != Checked::NoPoint).count();
    let inside = checked.iter().filter(|(_, found)| *found == Checked::Inside).count();
    println!("{inside} dari {with_point} di dalam");
    for (place, found) in &checked {
        let words = match found {
            Checked::Inside => continue,
            Checked::Outside => "di luar batas",
            Checked::NoBoundary => "belum ada batas untuk",
            Checked::NoPoint => "belum punya titik di",
        };
        println!("{}: {words} {} ({})", place.name, place.where_words(), place.code);
    }
    if inside == with_point {
        Ok(())
    } else {
        Err(Fault::Failed(format!("{} titik tidak terletak di dalam batas desanya.", with_point - inside)))
    }
}

/// Faults as one text, the first of them.
fn told(faults: &[String]) -> String {
    let mut words = String::from("tidak ada yang disimpan.");
    for fault in faults.iter().take(MOST_FAULTS) {
        words.push_str("\n- ");
        words.push_str(fault);
    }
    if faults.len() > MOST_FAULTS {
        words.push_str("\n- dan ");
        words.push_str(&(faults.len() - MOST_FAULTS).to_string());
        words.push_str(" lagi");
    }
    words
}

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

/// The same boundaries, made coarser together when they have very many corners, so that neighbours still fit.
fn coarser(boundaries: Vec<Boundary>) -> Vec<Boundary> {
    if boundaries.iter().flat_map(|boundary| boundary.shape.rings()).map(Vec::len).sum::<usize>() <= MOST_KNOTS {
        return boundaries;
    }
    let packed = Packed::from_shapes(
        boundaries.iter().map(|boundary| (boundary.code.as_str(), boundary.name.as_str(), &boundary.shape)),
        std::collections::BTreeMap::new(),
    );
    let atlas = Atlas::from(&packed.lighter(MOST_KNOTS));
    atlas
        .areas
        .iter()
        .map(|area| Boundary { code: area.code.clone(), name: area.name.clone(), shape: atlas.shape(area) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::Trial;

    fn collection(features: &[String]) -> String {
        format!("{{\"type\":\"FeatureCollection\",\"name\":\"uji\",\"features\":[\n{}\n]}}", features.join(",\n"))
    }

    fn area(code: &str, ring: &str) -> String {
        format!(
            r#"{{"type":"Feature","properties":{{"kode":"{code}","nama":"Taman","lain":1}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
        )
    }

    const SQUARE: &str = "[111.5,-2.8],[111.6,-2.8,12.5],[111.6,-2.7],[111.5,-2.7],[111.5,-2.8]";

    fn refused(text: &str) -> String {
        read(text.as_bytes()).expect_err("refused").join("\n")
    }

    #[test]
    fn good_boundaries_are_read_with_heights_and_byte_order_mark() {
        let text = format!("\u{feff}{}", collection(&[area("62.01.99", SQUARE), area("6201992001", SQUARE)]));
        let boundaries = read(text.as_bytes()).expect("good");
        assert_eq!(boundaries.iter().map(|b| b.code.as_str()).collect::<Vec<_>>(), ["62.01.99", "62.01.99.2001"]);
        assert_eq!(boundaries[0].shape.rings().next().map(Vec::len), Some(4), "the closing point is not kept");
    }

    #[test]
    fn every_refusal_names_the_place_and_the_reason() {
        let bow = "[111.5,-2.8],[111.6,-2.7],[111.6,-2.8],[111.5,-2.7],[111.5,-2.8]";
        let cases = [
            (
                collection(&[area("62.01.99", SQUARE), area("62.01.99.2001", bow)]),
                "Wilayah ke-2 (baris 3): 62.01.99.2001 Taman: garisnya memotong dirinya sendiri",
            ),
            (collection(&[area("62.01.99", "[-2.8,111.5],[-2.8,111.6],[-2.7,111.6]")]), "tertukar"),
            (collection(&[area("62.01.99", "[0,0],[0,1],[1,1]")]), "di luar Indonesia"),
            (collection(&[area("62.1", SQUARE)]), "kode"),
            (collection(&[area("62.01", SQUARE)]), "bukan kode kecamatan"),
            (collection(&[area("62.01.99", "[111.5,-2.8],[111.6,-2.8],[111.5,-2.8]")]), "kurang dari tiga titik"),
            (collection(&[area("62.01.99", SQUARE), area("62.01.99", SQUARE)]), "sudah dipakai wilayah ke-1"),
            (collection(&[area("62.01.99", SQUARE).replace("Polygon", "LineString")]), "LineString"),
            (collection(&[area("62.01.99", SQUARE).replace("nama", "name")]), "“nama” belum diisi"),
            (collection(&[]), "Tidak ada satu pun wilayah"),
            ("{\"type\":\"Topology\"}".to_owned(), "Topology"),
            ("kode,nama\n62.01.99,Taman\n".to_owned(), "bukan GeoJSON yang utuh: baris 1"),
            (collection(&[area("62.01.99", SQUARE)])[..80].to_owned(), "bukan GeoJSON yang utuh"),
        ];
        for (text, words) in cases {
            let told = refused(&text);
            assert!(told.contains(words), "{words} not in: {told}");
        }
        assert!(read(&[0xff, 0xfe, 0x00]).expect_err("refused")[0].contains("UTF-8"));
    }

    #[tokio::test]
    async fn all_or_nothing_and_twice_changes_nothing() {
        for trial in Trial::on_each_database("boundaries").await {
            let file = trial.folder().join("batas.geojson");
            tokio::fs::write(
                &file,
                collection(&[area("62.01.99", SQUARE), area("62.01.99.2001", "[0,0],[0,1],[1,1]")]),
            )
            .await
            .unwrap();
            assert!(run(&trial.app, &file).await.is_err());
            assert_eq!(crate::storage::boundaries::all(&trial.app.storage, None).await.unwrap(), []);

            tokio::fs::write(&file, collection(&[area("62.01.99", SQUARE), area("62.01.99.2001", SQUARE)]))
                .await
                .unwrap();
            assert!(run(&trial.app, &file).await.is_ok());
            let stamp = crate::storage::boundaries::stamp(&trial.app.storage, Some("62.01")).await.unwrap();
            assert_eq!(stamp.0, 2);
            assert!(run(&trial.app, &file).await.is_ok());
            assert_eq!(crate::storage::boundaries::stamp(&trial.app.storage, Some("62.01")).await.unwrap(), stamp);
            let chart = crate::api::map::chart(&trial.app, Some("62.01")).await.unwrap();
            assert_eq!(chart.atlas.areas.len(), 1, "the village stands for its district");
        }
    }
}
