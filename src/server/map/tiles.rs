//! The operator's own file of raster tiles (`PMTiles` 3), served at `/tiles/{z}/{x}/{y}`.

use std::path::Path;
use std::sync::Arc;

use axum::extract::{Path as Parts, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use pmtiles::{AsyncPmTilesReader, MmapBackend, TileCoord, TileType};

use crate::api::App;

/// A file that was looked through.
pub struct TileFile(AsyncPmTilesReader<MmapBackend>);

impl TileFile {
    /// The nearest zoom that it has.
    pub fn nearest(&self) -> u8 {
        self.0.get_header().max_zoom
    }

    /// Opens a file; the error is a sentence for the operator.
    pub async fn open(file: &Path) -> Result<Arc<Self>, String> {
        let told = |words: &str| format!("PANTAU_TILES_FILE {}: {words}", file.display());
        let start = start_of(file).await.map_err(|_| told("berkasnya tidak ditemukan atau tidak boleh dibaca."))?;
        whole(&start.0, start.1).map_err(told)?;
        let damaged = || told("berkasnya rusak. Salin ulang dari sumbernya.");
        let reader = AsyncPmTilesReader::new_with_path(file).await.map_err(|_| damaged())?;
        match reader.get_header().tile_type {
            TileType::Png | TileType::Jpeg | TileType::Webp | TileType::Avif => Ok(Arc::new(Self(reader))),
            _ => Err(told(
                "isinya petak vektor. Peta ini memakai petak gambar (PNG, JPEG, atau WebP); buat PMTiles raster.",
            )),
        }
    }
}

/// The first 127 bytes of a file, and its length.
async fn start_of(file: &Path) -> std::io::Result<(Vec<u8>, u64)> {
    use tokio::io::AsyncReadExt;
    let length = tokio::fs::metadata(file).await?.len();
    let mut start = Vec::new();
    tokio::fs::File::open(file).await?.take(127).read_to_end(&mut start).await?;
    Ok((start, length))
}

/// Whether a file of a length is all there: the header names four stretches of it (`PMTiles` 3, section 3).
fn whole(start: &[u8], length: u64) -> Result<(), &'static str> {
    if !start.starts_with(b"PMTiles\x03") {
        return Err("ini bukan berkas PMTiles versi 3.");
    }
    let number = |at: usize| start.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
    for at in [8, 24, 40, 56] {
        let end = number(at).zip(number(at + 8)).and_then(|(from, count)| from.checked_add(count));
        if end.is_none_or(|end| end > length) {
            return Err("berkasnya terpotong. Salin ulang sampai utuh.");
        }
    }
    Ok(())
}

/// One tile; a place without one answers 404, which the map takes for an empty place.
pub async fn tile(State(app): State<App>, Parts((z, x, y)): Parts<(u8, u32, u32)>) -> Response {
    let (Some(file), Ok(place)) = (&app.tiles, TileCoord::new(z, x, y)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match file.0.get_tile(place).await {
        Ok(Some(bytes)) => {
            let kind = file.0.get_header().tile_type.content_type();
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=604800")], bytes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::warn!(%error, z, x, y, "a tile could not be read");
            StatusCode::NOT_FOUND.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header of a file whose stretches lie one behind the other, with tiles of a kind (2 PNG, 1 vector), then `content`.
    fn file(kind: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = b"PMTiles\x03".to_vec();
        // A directory of one entry: tile 0, run of 1, all of the content, at offset 0.
        let length = u8::try_from(content.len()).unwrap();
        let directory = [1, 0, 1, length, 1];
        let metadata = b"{}";
        let (root, meta) = (127u64, 127 + directory.len() as u64);
        let data = meta + metadata.len() as u64;
        for number in
            [root, directory.len() as u64, meta, metadata.len() as u64, data, 0, data, content.len() as u64, 1, 1, 1]
        {
            bytes.extend(number.to_le_bytes());
        }
        // Clustered, nothing compressed, the kind, zooms 0 to 0, then the box and its middle.
        bytes.extend([1, 1, 1, kind, 0, 0]);
        bytes.resize(127, 0);
        bytes.extend(directory);
        bytes.extend(metadata);
        bytes.extend(content);
        bytes
    }

    async fn opened(bytes: &[u8]) -> Result<Arc<TileFile>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("peta.pmtiles");
        std::fs::write(&path, bytes).unwrap();
        TileFile::open(&path).await
    }

    fn refusal(opened: Result<Arc<TileFile>, String>) -> String {
        opened.err().unwrap_or_default()
    }

    #[tokio::test]
    async fn a_raster_file_is_served_and_a_place_without_a_tile_is_not_found() {
        let file = opened(&file(2, b"\x89PNG tile")).await.unwrap();
        assert_eq!(file.nearest(), 0);
        let mut trial = crate::trial::Trial::new().await;
        trial.app.tiles = Some(file);
        let answer = trial.get("/tiles/0/0/0", "").await;
        assert_eq!((answer.status, answer.headers["content-type"].to_str().unwrap()), (200, "image/png"));
        assert!(answer.body.ends_with("PNG tile"));
        for path in ["/tiles/1/0/0", "/tiles/0/7/7", "/tiles/99/0/0"] {
            assert_eq!(trial.get(path, "").await.status, 404, "{path}");
        }
        assert_eq!(trial.get("/tiles/-1/0/0", "").await.status, 400);
    }

    #[tokio::test]
    async fn vector_tiles_cut_off_files_and_other_things_are_refused_in_words() {
        assert!(refusal(opened(&file(1, b"mvt")).await).contains("petak vektor"));
        let whole = file(2, b"\x89PNG tile");
        assert!(refusal(opened(&whole[..whole.len() - 1]).await).contains("terpotong"));
        assert!(refusal(opened(&whole[..60]).await).contains("terpotong"));
        assert!(refusal(opened(b"<html>").await).contains("bukan berkas PMTiles"));
        assert!(refusal(TileFile::open(Path::new("/tidak/ada")).await).contains("tidak ditemukan"));
        let mut far = whole.clone();
        far[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
        assert!(refusal(opened(&far).await).contains("terpotong"));
    }
}
