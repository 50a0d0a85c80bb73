//! Points, boxes and outlines on the ground, and what the map needs to know of them.
//!
//! Longitude and latitude are degrees (WGS 84, east and north positive), as in `GeoJSON` (RFC 7946). Distances on a
//! picture are CSS pixels. An outline is filled by the even-odd rule, so holes need no direction.

use serde::{Deserialize, Serialize};

/// The box every coordinate of this service must lie in: Indonesia with a little sea around it.
pub const INDONESIA: Bounds = Bounds { west: 94.5, south: -11.5, east: 141.5, north: 6.5 };

/// A place on the ground. Serialised as `[lon, lat]`, the order of `GeoJSON`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 2]", into = "[f64; 2]")]
pub struct Point {
    /// Degrees east, -180 to 180.
    pub lon: f64,
    /// Degrees north, -90 to 90.
    pub lat: f64,
}

impl Point {
    /// How far another point lies, metres: as on a plane that touches the earth between them, good to a percent within a province.
    pub fn metres(self, other: Self) -> f64 {
        let rise = sine(f64::midpoint(self.lat, other.lat));
        let (x, y) = ((self.lon - other.lon) * (1.0 - rise * rise).sqrt(), self.lat - other.lat);
        // The equator, 40 075 017 m (WGS 84), over 360 degrees.
        x.hypot(y) * 111_319.49
    }
}

impl From<[f64; 2]> for Point {
    fn from([lon, lat]: [f64; 2]) -> Self {
        Self { lon, lat }
    }
}

impl From<Point> for [f64; 2] {
    fn from(point: Point) -> Self {
        [point.lon, point.lat]
    }
}

/// A box of meridians and parallels. `west <= east` and `south <= north` always hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Smallest longitude, degrees.
    pub west: f64,
    /// Smallest latitude, degrees.
    pub south: f64,
    /// Largest longitude, degrees.
    pub east: f64,
    /// Largest latitude, degrees.
    pub north: f64,
}

impl Bounds {
    /// The smallest box around some points; nothing has no box.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().fold(None, |bounds, point| {
            let at = Self { west: point.lon, south: point.lat, east: point.lon, north: point.lat };
            Some(bounds.map_or(at, |bounds: Self| bounds.with(at)))
        })
    }

    /// The smallest box around both.
    pub fn with(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// The middle of the box in degrees.
    #[cfg_attr(not(any(feature = "peta")), expect(dead_code, reason = "only the browser moves the map"))]
    pub fn centre(self) -> Point {
        Point { lon: f64::midpoint(self.west, self.east), lat: f64::midpoint(self.south, self.north) }
    }

    /// Whether a point lies in the box or on its edge.
    pub fn holds(self, point: Point) -> bool {
        (self.west..=self.east).contains(&point.lon) && (self.south..=self.north).contains(&point.lat)
    }

    /// Whether two boxes share at least a point.
    pub fn meets(self, other: Self) -> bool {
        self.west <= other.east && other.west <= self.east && self.south <= other.north && other.south <= self.north
    }

    /// Reads `west,south,east,north` in degrees, as addresses carry it; nonsense and boxes outside the world are `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut edges = text.split(',').map(|edge| decimal(edge.trim()));
        let mut next = || edges.next().flatten();
        let bounds = Self { west: next()?, south: next()?, east: next()?, north: next()? };
        let whole = edges.next().is_none() && bounds.west <= bounds.east && bounds.south <= bounds.north;
        (whole && bounds.west >= -180.0 && bounds.east <= 180.0 && bounds.south >= -85.0 && bounds.north <= 85.0)
            .then_some(bounds)
    }
}

impl std::fmt::Display for Bounds {
    /// Writes what [`Bounds::parse`] reads, to a hundred-thousandth of a degree (about a metre).
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (edge, mark) in [(self.west, ","), (self.south, ","), (self.east, ","), (self.north, "")] {
            f.write_str(&fixed(edge, 5))?;
            f.write_str(mark)?;
        }
        Ok(())
    }
}

/// Reads a decimal number as addresses carry them, `-2.75`. The standard reader brings tables that the map's program can do
/// without; this one reads at most 15 digits and nothing like `1e9`.
pub fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let count = whole.len() + part.len();
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || count > 15 || !plain(whole) || !plain(part) {
        return None;
    }
    let value = whole.bytes().chain(part.bytes()).fold(0.0, |value, digit| value * 10.0 + f64::from(digit - b'0'));
    let value = value / part.bytes().fold(1.0, |scale: f64, _| scale * 10.0);
    Some(if digits.len() < text.len() { -value } else { value })
}

/// Writes a number with a fixed number of decimals, at most 9; for numbers below a thousand million.
pub fn fixed(value: f64, decimals: usize) -> String {
    let scale = (0..decimals.min(9)).fold(1.0, |scale, _| scale * 10.0);
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
    let number = (value * scale).round() as i64;
    let digits = format!("{:0width$}", number.unsigned_abs(), width = decimals.min(9) + 1);
    let (whole, part) = digits.split_at(digits.len() - decimals.min(9));
    let sign = if number < 0 { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{part}")
}

/// A closed line; the last point joins the first and need not repeat it.
pub type Ring = Vec<Point>;

/// The outline of an area: polygons, each an outer ring and its holes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shape(pub Vec<Vec<Ring>>);

impl Shape {
    /// Every ring, outer ones and holes alike.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.0.iter().flatten()
    }

    /// The smallest box around the shape.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.rings().flatten().copied())
    }

    /// Whether a point lies inside: in a polygon and in none of its holes. The edge itself belongs to no side surely.
    pub fn contains(&self, point: Point) -> bool {
        self.0.iter().any(|polygon| polygon.iter().filter(|ring| ring_holds(ring, point)).count() % 2 == 1)
    }
}

/// Whether a ray from the point to the east crosses the ring an odd number of times.
fn ring_holds(ring: &[Point], point: Point) -> bool {
    let mut inside = false;
    for (a, b) in sides(ring) {
        // Half-open in latitude, so that a corner on the ray counts once.
        if (a.lat > point.lat) != (b.lat > point.lat) {
            let at = (b.lon - a.lon) * (point.lat - a.lat) / (b.lat - a.lat) + a.lon;
            if point.lon < at {
                inside = !inside;
            }
        }
    }
    inside
}

/// The sides of a ring, the closing one included.
fn sides(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// The search for crossings would take longer than it was allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooIntricate;

/// Sides nearer to each other than this many degrees (a tenth of a millimetre) touch; they do not cross.
const TOUCH: f64 = 1e-9;

/// A place where the rings of one shape cross themselves or each other, or `None` when they do not.
///
/// Sides are swept from west to east; only those that overlap in longitude are compared, so drawn boundaries take
/// about `n * sqrt(n)` steps. `steps` is what may still be spent and goes down by what was; a shape made to be slow
/// ends in [`TooIntricate`]. Corners that touch a side are common in good data and are let through.
pub fn crossing(shape: &Shape, steps: &mut u64) -> Result<Option<Point>, TooIntricate> {
    let mut all: Vec<(Point, Point)> = shape
        .rings()
        .flat_map(|ring| sides(ring))
        .filter(|(a, b)| a != b)
        .map(|(a, b)| if a.lon <= b.lon { (a, b) } else { (b, a) })
        .collect();
    all.sort_by(|left, right| left.0.lon.total_cmp(&right.0.lon));
    let mut open: Vec<(Point, Point)> = Vec::new();
    for side in all {
        *steps = steps.checked_sub(open.len() as u64 + 1).ok_or(TooIntricate)?;
        open.retain(|other| other.1.lon >= side.0.lon);
        if let Some(at) = open.iter().find_map(|other| meeting(*other, side)) {
            return Ok(Some(at));
        }
        open.push(side);
    }
    Ok(None)
}

/// Where two sides cross in their middles.
fn meeting((a, b): (Point, Point), (c, d): (Point, Point)) -> Option<Point> {
    if a.lat.max(b.lat) < c.lat.min(d.lat) || c.lat.max(d.lat) < a.lat.min(b.lat) {
        return None;
    }
    let (along, against) = (offsets((a, b), c, d)?, offsets((c, d), a, b)?);
    let opposite = |(one, other): (f64, f64)| (one > TOUCH && other < -TOUCH) || (one < -TOUCH && other > TOUCH);
    (opposite(along) && opposite(against)).then(|| {
        let part = along.0 / (along.0 - along.1);
        Point { lon: c.lon + (d.lon - c.lon) * part, lat: c.lat + (d.lat - c.lat) * part }
    })
}

#[expect(clippy::many_single_char_names, reason = "points and coordinates are called so in geometry")]
/// Signed distances of two points from the line through a side, degrees.
fn offsets((a, b): (Point, Point), c: Point, d: Point) -> Option<(f64, f64)> {
    let (x, y) = (b.lon - a.lon, b.lat - a.lat);
    let length = x.hypot(y);
    (length > 0.0).then(|| {
        let off = |p: Point| (x * (p.lat - a.lat) - y * (p.lon - a.lon)) / length;
        (off(c), off(d))
    })
}

/// A place on a picture or on the flat world, pixels; `y` grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spot {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Spot {
    /// How far two places lie apart, pixels.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// The widest latitude that Web-Mercator shows, degrees.
const MERCATOR_EDGE: f64 = 85.0;

/// Where a point lies on the flat world of Web-Mercator (EPSG:3857), whose width is `256 * 2^zoom` pixels.
pub fn flat(point: Point, zoom: f64) -> Spot {
    let width = 256.0 * zoom.exp2();
    let rise = sine(point.lat.clamp(-MERCATOR_EDGE, MERCATOR_EDGE)).atanh();
    Spot { x: width * (point.lon / 360.0 + 0.5), y: width * (0.5 - rise / std::f64::consts::TAU) }
}

/// The sine of an angle of at most 90 degrees, by its series, to 13 digits. The standard one is made for angles of any size
/// and brings their tables.
pub fn sine(degrees: f64) -> f64 {
    let angle = degrees.to_radians();
    let square = angle * angle;
    // Term after term: x, -x^3/3!, x^5/5!, ..
    (1..10)
        .fold((angle, angle), |(sum, term), n| {
            let term = -term * square / f64::from(2 * n * (2 * n + 1));
            (sum + term, term)
        })
        .0
}

/// The point that [`flat`] puts at a place.
pub fn round(spot: Spot, zoom: f64) -> Point {
    let width = 256.0 * zoom.exp2();
    Point {
        lon: (spot.x / width - 0.5) * 360.0,
        lat: ((0.5 - spot.y / width) * std::f64::consts::TAU)
            .sinh()
            .atan()
            .to_degrees()
            .clamp(-MERCATOR_EDGE, MERCATOR_EDGE),
    }
}

/// A line with the corners left out that lie nearer than `tolerance` to the rest (Douglas and Peucker). The ends stay.
pub fn simplified(line: &[Spot], tolerance: f64) -> Vec<Spot> {
    if line.len() < 3 {
        return line.to_vec();
    }
    let mut kept = vec![false; line.len()];
    kept[0] = true;
    kept[line.len() - 1] = true;
    // A stack instead of recursion: a line of a million points must not end the program.
    let mut spans = vec![(0, line.len() - 1)];
    while let Some((from, to)) = spans.pop() {
        let far = (from + 1..to)
            .map(|middle| (middle, from_side(line[middle], line[from], line[to])))
            .max_by(|left, right| left.1.total_cmp(&right.1));
        if let Some((middle, distance)) = far
            && distance > tolerance
        {
            kept[middle] = true;
            spans.push((from, middle));
            spans.push((middle, to));
        }
    }
    line.iter().zip(kept).filter_map(|(spot, kept)| kept.then_some(*spot)).collect()
}

/// How far a place lies from a side (not from the endless line through it).
pub fn from_side(spot: Spot, a: Spot, b: Spot) -> f64 {
    let (x, y) = (b.x - a.x, b.y - a.y);
    let square = x * x + y * y;
    let part = if square > 0.0 { (((spot.x - a.x) * x + (spot.y - a.y) * y) / square).clamp(0.0, 1.0) } else { 0.0 };
    spot.distance(Spot { x: a.x + x * part, y: a.y + y * part })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring(points: &[(f64, f64)]) -> Ring {
        points.iter().map(|(lon, lat)| Point { lon: *lon, lat: *lat }).collect()
    }

    fn at(lon: f64, lat: f64) -> Point {
        Point { lon, lat }
    }

    #[test]
    fn a_hole_is_outside_and_an_island_in_another_polygon_is_inside() {
        let shape = Shape(vec![
            vec![
                ring(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]),
                ring(&[(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0)]),
            ],
            vec![ring(&[(4.5, 4.5), (5.5, 4.5), (5.5, 5.5), (4.5, 5.5)])],
        ]);
        assert!(shape.contains(at(1.0, 1.0)));
        assert!(!shape.contains(at(4.2, 4.2)));
        assert!(shape.contains(at(5.0, 5.0)));
        assert!(!shape.contains(at(11.0, 5.0)));
    }

    #[test]
    fn a_bow_tie_crosses_itself_and_says_where() {
        let tie = Shape(vec![vec![ring(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)])]]);
        let found = crossing(&tie, &mut 1_000).expect("few steps").expect("a crossing");
        assert!((found.lon - 1.0).abs() < 1e-9 && (found.lat - 1.0).abs() < 1e-9);
    }

    #[test]
    fn touching_corners_and_repeated_points_are_let_through() {
        let pinched = ring(&[(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (2.0, 2.0), (1.0, 1.0), (0.0, 2.0), (0.0, 2.0)]);
        assert_eq!(crossing(&Shape(vec![vec![pinched]]), &mut 1_000), Ok(None));
    }

    #[test]
    fn a_comb_made_to_be_slow_ends_instead_of_running_on() {
        // Long flat teeth: every side overlaps every other in longitude.
        let teeth: Vec<(f64, f64)> =
            (0..20_000).map(|n| (if n % 2 == 0 { 0.0 } else { 1.0 }, f64::from(n) * 1e-4)).collect();
        assert_eq!(crossing(&Shape(vec![vec![ring(&teeth)]]), &mut 1_000_000), Err(TooIntricate));
    }

    #[test]
    fn a_coast_of_a_quarter_million_points_is_checked_within_the_steps_of_one_file() {
        let points: Vec<(f64, f64)> = (0..250_000)
            .map(|n| {
                let turn = f64::from(n) / 250_000.0 * std::f64::consts::TAU;
                let reach = 1.0 + 0.01 * (turn * 400.0).sin();
                (111.0 + reach * turn.cos(), -2.0 + reach * turn.sin())
            })
            .collect();
        assert_eq!(crossing(&Shape(vec![vec![ring(&points)]]), &mut 100_000_000), Ok(None));
    }

    #[test]
    fn an_address_carries_a_box_and_nonsense_is_none() {
        let bounds = Bounds::parse("111.2, -2.9,111.9,-2.3").expect("a box");
        assert_eq!(bounds.to_string(), "111.20000,-2.90000,111.90000,-2.30000");
        for text in ["", "1,2,3", "1,2,3,4,5", "5,0,1,9", "NaN,0,1,1", "0,inf,1,1", "-200,0,1,1", "a,b,c,d"] {
            assert_eq!(Bounds::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn own_numbers_are_like_the_standard_ones(value in -1000.0..1000.0f64, decimals in 0usize..7) {
            let written = fixed(value, decimals);
            let standard: f64 = format!("{value:.decimals$}").parse().expect("a number");
            let step = 10f64.powi(-i32::try_from(decimals).expect("small"));
            // A value in the middle of two may go either way.
            prop_assert!((written.parse::<f64>().expect("a number") - standard).abs() < step * 1.001);
            prop_assert_eq!(written.split_once('.').map_or(0, |(_, part)| part.len()), decimals);
            prop_assert!((decimal(&written).expect("a number") - written.parse::<f64>().expect("a number")).abs() < 1e-9);
            prop_assert!((sine(value / 12.0) - (value / 12.0).to_radians().sin()).abs() < 1e-12);
        }

        #[test]
        fn flat_and_round_undo_each_other(lon in -180.0..180.0f64, lat in -84.0..84.0f64, zoom in 0.0..18.0f64) {
            let back = round(flat(at(lon, lat), zoom), zoom);
            prop_assert!((back.lon - lon).abs() < 1e-6 && (back.lat - lat).abs() < 1e-6);
        }

        #[test]
        fn a_convex_ring_holds_its_middle_and_never_crosses_itself(count in 3usize..60, reach in 0.001..5.0f64) {
            let points: Vec<(f64, f64)> = (0..count)
                .map(|n| {
                    #[expect(clippy::cast_precision_loss, reason = "small counts")]
                    let turn = n as f64 / count as f64 * std::f64::consts::TAU;
                    (110.0 + reach * turn.cos(), -2.0 + reach * turn.sin())
                })
                .collect();
            let shape = Shape(vec![vec![ring(&points)]]);
            prop_assert!(shape.contains(at(110.0, -2.0)));
            prop_assert!(!shape.contains(at(110.0 + 2.0 * reach, -2.0)));
            prop_assert_eq!(crossing(&shape, &mut 1_000_000), Ok(None));
        }

        #[test]
        fn simplified_lines_keep_their_ends_and_stay_near(
            line in prop::collection::vec((-500.0..500.0f64, -500.0..500.0f64), 2..80), tolerance in 0.1..50.0f64,
        ) {
            let line: Vec<Spot> = line.into_iter().map(|(x, y)| Spot { x, y }).collect();
            let short = simplified(&line, tolerance);
            prop_assert_eq!(short.first(), line.first());
            prop_assert_eq!(short.last(), line.last());
            for spot in &line {
                let near = short.windows(2).map(|side| from_side(*spot, side[0], side[1])).fold(f64::MAX, f64::min);
                prop_assert!(near <= tolerance + 1e-9);
            }
        }

        #[test]
        fn crossings_are_found_wherever_two_sides_cross(x in 0.1..0.9f64, y in 0.1..0.9f64, turn in 0.0..3.0f64) {
            // A bow tie around (x, y), turned: its two diagonals always cross there.
            let corner = |angle: f64| (110.0 + x + (turn + angle).cos(), y + (turn + angle).sin());
            let tie = ring(&[corner(0.0), corner(3.1), corner(1.5), corner(4.6)]);
            prop_assert!(crossing(&Shape(vec![vec![tie]]), &mut 1_000).expect("few steps").is_some());
        }
    }
}
