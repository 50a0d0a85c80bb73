//! `/perpustakaan/{slug}/pratinjau.png`: the picture that `WhatsApp` and others show beside a link, drawn from the map's own SVG.
//!
//! Words are left out: the machine need not have fonts, and whoever shows the picture puts the page's title beside it.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use resvg::{tiny_skia, usvg};
use tokio::sync::Semaphore;

use super::refused;
use crate::api::{App, libraries, map};
use crate::storage::Failure;

/// The map's light colours, as in `style/map.css`, for a picture that stands alone.
const STYLE: &str = "
    .map-ground { fill: #dfe9e6 } .map-grid { fill: none; stroke: #c9d8d4 }
    .land-0 { fill: #f3ecd6 } .land-1 { fill: #ece9cd } .land-2 { fill: #f4e5d0 } .land-3 { fill: #e6ead2 } .land-4 { fill: #f0e7dc }
    .map-land { fill-rule: evenodd }
    .map-home { fill: #bcd9b4; fill-rule: evenodd } .map-home-chosen { fill: #e2b33c; fill-opacity: .55 }
    .map-line { fill: none; stroke: #d3c6a4; stroke-width: .9 } .map-border { fill: none; stroke: #94835b; stroke-width: 1.5 }
    .mark-desa .mark-body, .mark-desa .mark-tip, .mark-desa .mark-soft { fill: #12594b; stroke: #12594b }
    .mark-kelurahan .mark-body, .mark-kelurahan .mark-tip, .mark-kelurahan .mark-soft { fill: #24567f; stroke: #24567f }
    .mark-tbm .mark-body, .mark-tbm .mark-tip, .mark-tbm .mark-soft { fill: #9a3412; stroke: #9a3412 }
    .mark-target { fill: none } .mark-tip { stroke: none }
    .mark-soft { fill-opacity: .3; stroke-width: 1.2; stroke-dasharray: 2.5 3.4 }
    .mark-chosen .mark-body { stroke: #e2b33c; stroke-width: 4 }
    .mark-book { fill: none; stroke: #fffdf9; stroke-width: 1.3; stroke-linejoin: round }
";

/// Pixels in one of the drawing's: 600 x 315 becomes the 1200 x 630 that previews are made for.
const SCALE: f32 = 2.0;

/// So many are drawn at once: one takes a processor for some hundredths of a second.
static DRAWING: Semaphore = Semaphore::const_new(2);

/// The picture; a library that nobody has placed has none.
pub async fn preview(State(app): State<App>, Path(slug): Path<String>) -> Response {
    let svg = match libraries::one(&app, &slug).await {
        Ok(library) => map::portrait(&app, &library).await,
        Err(error) => Err(error),
    };
    let svg = match svg {
        Ok(Some(svg)) => svg,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return refused(&app, error),
    };
    let Ok(_place) = DRAWING.acquire().await else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let drawn = tokio::task::spawn_blocking(move || png(&svg)).await;
    match drawn.map_err(|error| error.to_string()).and_then(|drawn| drawn) {
        Ok(bytes) => ([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "public, max-age=86400")], bytes)
            .into_response(),
        Err(words) => refused(&app, Failure::Abandoned(words).into()),
    }
}

/// An SVG as PNG.
fn png(svg: &str) -> Result<Vec<u8>, String> {
    let options = usvg::Options { style_sheet: Some(STYLE.to_owned()), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or("no size")?;
    let mut picture = tiny_skia::Pixmap::new(size.width(), size.height()).ok_or("no room")?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use crate::trial::Trial;

    #[tokio::test]
    async fn a_placed_library_has_a_picture_and_one_without_a_point_has_none() {
        let trial = Trial::new().await;
        trial.library("62.01", "62.01.02.2001", "melati").await;
        assert_eq!(trial.get("/perpustakaan/melati/pratinjau.png", "").await.status, 404);
        assert_eq!(trial.get("/perpustakaan/tidak-ada/pratinjau.png", "").await.status, 404);
        let sql = "update library set latitude = -2.6, longitude = 111.6, precision = 'village'";
        trial.app.storage.write(move |tx| Box::pin(async move { tx.run(sql, crate::args![]).await })).await.unwrap();
        let request = trial.request("GET", "/perpustakaan/melati/pratinjau.png", "");
        let answer = trial.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(answer.headers["content-type"], "image/png");
    }

    #[test]
    fn the_picture_has_the_size_of_previews_and_shows_the_mark() {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="600" height="315" viewBox="-300 -157.5 600 315">
            <rect class="map-ground" x="-300" y="-157.5" width="600" height="315"/>
            <g class="mark mark-tbm"><circle class="mark-body" r="20"/></g></svg>"#;
        let picture = image::load_from_memory(&super::png(svg).unwrap()).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (1200, 630));
        assert_eq!(picture.get_pixel(10, 10).0, [0xdf, 0xe9, 0xe6]);
        assert_eq!(picture.get_pixel(600, 315).0, [0x9a, 0x34, 0x12]);
    }
}
