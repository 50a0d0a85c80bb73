//! What part of the world a map looks at, and how far away.

use crate::domain::geometry::{Bounds, Point, Spot, flat, round, sine};

use super::atlas::Atlas;
use super::place::{Place, bounds_of};
use super::query::Query;

/// Width and height of a picture, CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

/// The farthest view: Indonesia on a narrow phone.
pub const FARTHEST: f64 = 3.0;
/// The nearest view: a few hundred metres. Village points say nothing nearer than that.
pub const NEAREST: f64 = 16.0;
/// How near a view goes by itself, when it is fitted around one village.
pub const FITTED: f64 = 12.5;

/// How far that reaches which a view is opened on.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reach {
    /// Around the chosen libraries.
    pub chosen: Option<Bounds>,
    /// Around everything that answers.
    pub all: Option<Bounds>,
}

impl Reach {
    /// Of some libraries, of which the question chooses some.
    pub fn of(answering: &[&Place], query: &Query) -> Self {
        let chosen = answering.iter().copied().filter(|place| query.chosen.contains(&place.slug));
        Self { chosen: bounds_of(chosen), all: bounds_of(answering.iter().copied()) }
    }
}

/// A centre and a distance. Zooms may be fractions; one step doubles every length (zoom 0: the world is 256 px wide).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// What lies in the middle of the picture.
    pub centre: Point,
    /// [`FARTHEST`] to [`NEAREST`].
    pub zoom: f64,
}

impl View {
    /// Indonesia as a whole, for a map that knows nothing.
    pub const INDONESIA: Self = Self { centre: Point { lon: 118.0, lat: -2.3 }, zoom: 4.0 };

    /// A view whose parts are within their limits, whatever was asked for.
    pub fn new(centre: Point, zoom: f64) -> Self {
        let sound = |value: f64, low: f64, high: f64, other: f64| {
            if value.is_finite() { value.clamp(low, high) } else { other }
        };
        Self {
            centre: Point { lon: sound(centre.lon, -180.0, 180.0, 118.0), lat: sound(centre.lat, -84.0, 84.0, -2.3) },
            zoom: sound(zoom, FARTHEST, NEAREST, 4.0),
        }
    }

    /// The nearest view that shows the whole box in a window with `margin` px free on every side, but not nearer than `nearest`.
    pub fn fitting(bounds: Bounds, window: Size, margin: f64, nearest: f64) -> Self {
        let north_west = flat(Point { lon: bounds.west, lat: bounds.north }, 0.0);
        let south_east = flat(Point { lon: bounds.east, lat: bounds.south }, 0.0);
        let room = |length: f64| (length - 2.0 * margin).max(length / 4.0).max(1.0);
        // A box without width would be shown endlessly near; `nearest` stops that.
        let across = room(window.width) / (south_east.x - north_west.x).max(1e-9);
        let down = room(window.height) / (south_east.y - north_west.y).max(1e-9);
        let middle =
            Spot { x: f64::midpoint(north_west.x, south_east.x), y: f64::midpoint(north_west.y, south_east.y) };
        Self::new(round(middle, 0.0), across.min(down).log2().min(nearest))
    }

    /// The view that a question opens with: what its address looks at, else around the chosen libraries, the district, everything
    /// that answers, the boundaries, Indonesia.
    pub fn opening(query: &Query, reach: Reach, atlas: &Atlas, window: Size) -> Self {
        if let Some(bounds) = query.bounds {
            let fitted = Self::fitting(bounds, window, 36.0, 14.0);
            // The zoom of the address holds unless it comes from a much larger screen, whose view would not fit into this one.
            let kept = query.zoom.filter(|zoom| *zoom - fitted.zoom < 1.2);
            return Self::new(fitted.centre, kept.unwrap_or(fitted.zoom));
        }
        if let Some(bounds) = reach.chosen {
            return Self::fitting(bounds, window, 60.0, 11.5);
        }
        let district = query.district.as_deref().and_then(|code| atlas.district(code)).map(|district| district.bounds);
        match district.or(reach.all).or_else(|| atlas.bounds()) {
            Some(bounds) => Self::fitting(bounds, window, 48.0, FITTED),
            None => Self::INDONESIA,
        }
    }

    /// Where a point lies, px from the middle of the picture.
    pub fn spot(self, point: Point) -> Spot {
        let (at, middle) = (flat(point, self.zoom), flat(self.centre, self.zoom));
        Spot { x: at.x - middle.x, y: at.y - middle.y }
    }

    /// What lies at a place, px from the middle of the picture.
    pub fn point(self, spot: Spot) -> Point {
        let middle = flat(self.centre, self.zoom);
        round(Spot { x: middle.x + spot.x, y: middle.y + spot.y }, self.zoom)
    }

    /// What a picture of a size shows.
    pub fn bounds(self, size: Size) -> Bounds {
        let (x, y) = (size.width / 2.0, size.height / 2.0);
        let (north_west, south_east) = (self.point(Spot { x: -x, y: -y }), self.point(Spot { x, y }));
        Bounds { west: north_west.lon, south: south_east.lat, east: south_east.lon, north: north_west.lat }
    }

    /// The view with what lay at `spot` in the middle.
    pub fn moved(self, spot: Spot) -> Self {
        Self::new(self.point(spot), self.zoom)
    }

    /// The view at another zoom in which the point under `spot` stays under it.
    #[cfg_attr(not(any(test, feature = "peta")), expect(dead_code, reason = "only the browser moves the map"))]
    pub fn zoomed(self, zoom: f64, spot: Spot) -> Self {
        let fixed = self.point(spot);
        let near = Self::new(self.centre, zoom);
        let drift = near.spot(fixed);
        near.moved(Spot { x: drift.x - spot.x, y: drift.y - spot.y })
    }

    /// Metres on the ground in a pixel, in the middle of the picture.
    pub fn metres_per_px(self) -> f64 {
        // The equator, 40 075 017 m (WGS 84), over the width of the flat world.
        40_075_016.7 / (256.0 * self.zoom.exp2()) * (1.0 - sine(self.centre.lat) * sine(self.centre.lat)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_fitted_box_is_in_the_window(
            west in 95.0..140.0f64, south in -11.0..5.0f64, wide in 0.0..5.0f64, high in 0.0..5.0f64,
            width in 200.0..1500.0f64, height in 200.0..1000.0f64,
        ) {
            let bounds = Bounds { west, south, east: west + wide, north: south + high };
            let size = Size { width, height };
            let view = View::fitting(bounds, size, 20.0, FITTED);
            let seen = view.bounds(size);
            prop_assert!(seen.west <= bounds.west + 1e-6 && seen.east >= bounds.east - 1e-6);
            prop_assert!(seen.south <= bounds.south + 1e-6 && seen.north >= bounds.north - 1e-6);
        }

        #[test]
        fn what_lies_under_the_fingers_stays_there(zoom in 4.0..15.0f64, to in 4.0..15.0f64, x in -400.0..400.0f64, y in -300.0..300.0f64) {
            let view = View::new(Point { lon: 111.6, lat: -2.7 }, zoom);
            let spot = Spot { x, y };
            let near = view.zoomed(to, spot);
            prop_assert!(near.spot(view.point(spot)).distance(spot) < 0.01);
        }

        #[test]
        fn no_input_makes_a_view_that_is_not_a_number(lon in prop::num::f64::ANY, lat in prop::num::f64::ANY, zoom in prop::num::f64::ANY) {
            let view = View::new(Point { lon, lat }, zoom);
            let spot = view.spot(Point { lon: 111.0, lat: -2.0 });
            prop_assert!(spot.x.is_finite() && spot.y.is_finite());
        }
    }
}
