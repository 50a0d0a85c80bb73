//! `pantau import boundaries`: outlines of districts and villages from `GeoJSON`, all or nothing; and `pantau verify points`.

use std::path::Path;

use crate::api::App;
use crate::api::map::{Checked, check_points};
use crate::domain::map::{Atlas, Packed};
use crate::server::command::Fault;
use crate::server::import::fault;
use crate::server::import::geojson::read;
use crate::storage::boundaries::{Boundary, put};

/// The largest file, bytes.
const LARGEST: u64 = 64 * 1024 * 1024;
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
