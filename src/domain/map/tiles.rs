//! Raster tiles under the map: squares of 256 px that an operator names, in the slippy-map numbering (`z/x/y`, `y` downwards).

use std::fmt::Write as _;

use crate::domain::geometry::{Spot, flat};

use super::ink::{escaped, px};
use super::view::{Size, View};

/// Where tiles come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tiles {
    /// An address with `{z}`, `{x}` and `{y}`.
    pub url: String,
    /// The nearest zoom that the source has; nearer views show its tiles enlarged.
    pub nearest: u8,
}

/// One tile on a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Its address.
    pub address: String,
    /// Its upper left corner, px from the middle of the picture.
    pub at: Spot,
    /// Its width and height, px.
    pub size: f64,
}

/// The most tiles of one picture.
const MOST: usize = 80;

impl Tiles {
    /// The tiles that cover a picture; none when there would be very many.
    pub fn covering(&self, view: View, frame: Size) -> Vec<Tile> {
        let zoom = view.zoom.round().clamp(0.0, f64::from(self.nearest));
        let size = 256.0 * (view.zoom - zoom).exp2();
        let count = zoom.exp2();
        let middle = flat(view.centre, zoom);
        let (reach_x, reach_y) = (frame.width / 2.0 / size, frame.height / 2.0 / size);
        let (column, row) = (middle.x / 256.0, middle.y / 256.0);
        let first = |at: f64, reach: f64| (at - reach).floor().max(0.0);
        let last = |at: f64, reach: f64| (at + reach).floor().min(count - 1.0);
        let (left, right) = (first(column, reach_x), last(column, reach_x));
        let (top, bottom) = (first(row, reach_y), last(row, reach_y));
        let mut tiles = Vec::new();
        let (mut x, mut y) = (left, top);
        while y <= bottom && tiles.len() < MOST {
            let spot = Spot { x: (x - column) * size, y: (y - row) * size };
            #[expect(clippy::cast_possible_truncation, reason = "a tile's number is below 2^22")]
            let whole = |number: f64| (number as i32).to_string();
            let address = self.url.replace("{z}", &whole(zoom)).replace("{x}", &whole(x)).replace("{y}", &whole(y));
            if x <= right {
                tiles.push(Tile { address, at: spot, size });
            }
            x += 1.0;
            if x > right {
                x = left;
                y += 1.0;
            }
        }
        tiles
    }
}

impl Tiles {
    /// The tiles of a picture as SVG.
    pub fn svg(&self, view: View, frame: Size) -> String {
        let (width, height) = (px(frame.width), px(frame.height));
        let (left, top) = (px(-frame.width / 2.0), px(-frame.height / 2.0));
        let mut out = format!(
            r#"<svg class="map-tiles" width="{width}" height="{height}" viewBox="{left} {top} {width} {height}" aria-hidden="true">"#
        );
        for tile in self.covering(view, frame) {
            // Writing into a string cannot fail.
            let _ = write!(
                out,
                r#"<image href="{}" x="{}" y="{}" width="{size}" height="{size}"/>"#,
                escaped(&tile.address),
                px(tile.at.x),
                px(tile.at.y),
                size = px(tile.size)
            );
        }
        out.push_str("</svg>");
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::geometry::Point;

    fn tiles() -> Tiles {
        Tiles { url: "/tiles/{z}/{x}/{y}".into(), nearest: 12 }
    }

    #[test]
    fn kobar_lies_on_the_tiles_it_should() {
        let view = View::new(Point { lon: 111.62, lat: -2.68 }, 8.0);
        let found = tiles().covering(view, Size { width: 10.0, height: 10.0 });
        assert_eq!(found[0].address, "/tiles/8/207/129");
    }

    proptest! {
        #[test]
        fn the_picture_is_covered_and_tiles_are_few(lon in 95.0..141.0f64, lat in -11.0..6.0f64, zoom in 4.0..16.0f64, width in 200.0..1700.0f64, height in 200.0..1100.0f64) {
            let view = View::new(Point { lon, lat }, zoom);
            let found = tiles().covering(view, Size { width, height });
            prop_assert!(!found.is_empty() && found.len() <= MOST);
            let holds = |x: f64, y: f64| found.iter().any(|tile| tile.at.x <= x && x <= tile.at.x + tile.size && tile.at.y <= y && y <= tile.at.y + tile.size);
            let (x, y) = (width / 2.0 - 1.0, height / 2.0 - 1.0);
            prop_assert!(holds(0.0, 0.0));
            if found.len() < MOST && zoom > 5.0 {
                prop_assert!(holds(-x, -y) && holds(x, y) && holds(-x, y));
            }
        }
    }
}
