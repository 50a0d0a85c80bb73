//! Boundaries cut into shared lines, so that a line between two villages is kept, sent and drawn once.
//!
//! Outlines of neighbours repeat the same points. They are rounded to a grid of a hundred-thousandth of a degree (about a metre),
//! cut where three areas meet, and every piece (an *arc*) is stored once. Simplifying an arc simplifies it for both
//! of its neighbours, so no gaps open. Districts are put together from their villages' outer arcs.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::geometry::{Bounds, Point, Shape, Spot, simplified};

/// Grid steps in a degree.
const GRID: f64 = 1e5;

/// How many tints the style sheet has.
const TINTS: u8 = 5;

/// A point on the grid: longitude and latitude in hundred-thousandths of a degree.
type Knot = [i32; 2];

/// An arc's number and whether it is walked backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// Index into [`Atlas::arcs`].
    pub arc: usize,
    /// From its last point to its first.
    pub back: bool,
}

/// An arc with what lies on its sides.
#[derive(Debug, Clone)]
pub struct Arc {
    /// The points, at least two.
    pub points: Vec<Point>,
    /// Around the points.
    pub bounds: Bounds,
    /// Whether the arc parts two districts, or land from what is outside the atlas.
    pub outer: bool,
}

/// A village, or a district that was imported without its villages.
#[derive(Debug, Clone)]
pub struct Area {
    /// Kemendagri code, 8 or 13 characters.
    pub code: String,
    /// Its name as imported.
    pub name: String,
    /// Closed walks over arcs; filled by the even-odd rule.
    pub rings: Vec<Vec<Leg>>,
    /// Around the area.
    pub bounds: Bounds,
}

/// A district put together from its areas.
#[derive(Debug, Clone)]
pub struct District {
    /// Kemendagri code, 8 characters.
    pub code: String,
    /// Its name; empty when nobody gave one.
    pub name: String,
    /// Closed walks over arcs; filled by the even-odd rule.
    pub rings: Vec<Vec<Leg>>,
    /// Around the district.
    pub bounds: Bounds,
    /// A number that none of its neighbours has, from 0: the tint of its ground, as in an old atlas.
    pub tint: u8,
}

/// The boundaries that a map is drawn from.
#[derive(Debug, Clone, Default)]
pub struct Atlas {
    /// Every line once.
    pub arcs: Vec<Arc>,
    /// In the order of their codes.
    pub areas: Vec<Area>,
    /// In the order of their codes.
    pub districts: Vec<District>,
}

/// The atlas as it travels to the browser and rests in a cache.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packed {
    /// Arcs: the first knot, then the steps from knot to knot, `x` and `y` in turn.
    pub arcs: Vec<Vec<i32>>,
    /// Code, name, and rings of arc numbers; `-1 - n` is arc `n` backwards.
    pub areas: Vec<(String, String, Vec<Vec<i32>>)>,
    /// Names of districts by code.
    pub names: BTreeMap<String, String>,
}

impl Packed {
    /// Cuts outlines into arcs. `names` names the districts.
    pub fn from_shapes<'a>(
        shapes: impl IntoIterator<Item = (&'a str, &'a str, &'a Shape)>,
        names: BTreeMap<String, String>,
    ) -> Self {
        let mut areas: Vec<(&str, &str, Vec<Vec<Knot>>)> = shapes
            .into_iter()
            .map(|(code, name, shape)| {
                (code, name, shape.rings().map(|ring| knots(ring)).filter(|ring| ring.len() > 2).collect())
            })
            .collect();
        areas.sort_by(|left, right| left.0.cmp(right.0));
        let junctions = junctions(areas.iter().flat_map(|area| &area.2));
        let mut book = ArcBook::default();
        let areas = areas
            .into_iter()
            .map(|(code, name, rings)| {
                let rings = rings
                    .iter()
                    .map(|ring| cut(ring, &junctions).into_iter().map(|arc| book.number(arc)).collect())
                    .collect();
                (code.to_owned(), name.to_owned(), rings)
            })
            .collect();
        Self { arcs: book.arcs.iter().map(|arc| steps(arc)).collect(), areas, names }
    }

    /// The same boundaries with at most about `most` knots, coarser step by step until they fit.
    pub fn lighter(mut self, most: usize) -> Self {
        let mut tolerance = 2.0;
        while self.arcs.iter().map(|arc| arc.len() / 2).sum::<usize>() > most && tolerance < GRID {
            for arc in &mut self.arcs {
                let line: Vec<Spot> = walk(arc).map(|[x, y]| Spot { x: f64::from(x), y: f64::from(y) }).collect();
                #[expect(clippy::cast_possible_truncation, reason = "the values were i32 before")]
                let short: Vec<Knot> =
                    simplified(&line, tolerance).iter().map(|spot| [spot.x as i32, spot.y as i32]).collect();
                *arc = steps(&short);
            }
            tolerance *= 1.6;
        }
        self
    }
}

impl From<&Packed> for Atlas {
    /// Unpacks; areas that name an arc that is not there are left out.
    fn from(packed: &Packed) -> Self {
        let lines: Vec<Vec<Point>> = packed.arcs.iter().map(|arc| walk(arc).map(point).collect()).collect();
        let legs = |ring: &Vec<i32>| -> Option<Vec<Leg>> {
            ring.iter()
                .map(|number| {
                    let arc = usize::try_from(if *number < 0 { -1 - number } else { *number }).ok()?;
                    (lines.get(arc)?.len() > 1).then_some(Leg { arc, back: *number < 0 })
                })
                .collect()
        };
        let mut areas = Vec::new();
        for (code, name, rings) in &packed.areas {
            let Some(rings) = rings.iter().map(legs).collect::<Option<Vec<_>>>() else { continue };
            let bounds = Bounds::around(rings.iter().flatten().flat_map(|leg| lines[leg.arc].iter().copied()));
            if let Some(bounds) = bounds {
                areas.push(Area { code: code.clone(), name: name.clone(), rings, bounds });
            }
        }
        let mut by_district: BTreeMap<&str, Vec<&Area>> = BTreeMap::new();
        for area in &areas {
            by_district.entry(district_of(&area.code)).or_default().push(area);
        }
        let mut outer = vec![false; lines.len()];
        // Which tints lie along an arc already.
        let mut along: HashMap<usize, u8> = HashMap::new();
        let mut districts = Vec::new();
        for (code, members) in by_district {
            let mut uses: BTreeMap<usize, bool> = BTreeMap::new();
            for leg in members.iter().flat_map(|area| area.rings.iter().flatten()) {
                let odd = uses.entry(leg.arc).or_default();
                *odd = !*odd;
            }
            let edge: Vec<usize> = uses.into_iter().filter_map(|(arc, odd)| odd.then_some(arc)).collect();
            for arc in &edge {
                outer[*arc] = true;
            }
            let bounds = members.iter().map(|area| area.bounds).reduce(Bounds::with);
            if let Some(bounds) = bounds {
                let name = packed.names.get(code).cloned().unwrap_or_default();
                let near: Vec<u8> = edge.iter().filter_map(|arc| along.get(arc).copied()).collect();
                let tint = (0..TINTS).find(|tint| !near.contains(tint)).unwrap_or(0);
                along.extend(edge.iter().map(|arc| (*arc, tint)));
                districts.push(District { code: code.to_owned(), name, rings: stitched(&edge, &lines), bounds, tint });
            }
        }
        let world = Bounds { west: 0.0, south: 0.0, east: 0.0, north: 0.0 };
        let arcs = lines
            .into_iter()
            .zip(outer)
            .map(|(points, outer)| Arc {
                bounds: Bounds::around(points.iter().copied()).unwrap_or(world),
                points,
                outer,
            })
            .collect();
        Self { arcs, areas, districts }
    }
}

impl Atlas {
    /// Around everything; an empty atlas has no box.
    pub fn bounds(&self) -> Option<Bounds> {
        self.areas.iter().map(|area| area.bounds).reduce(Bounds::with)
    }

    /// The outline of an area, each ring a polygon of its own: filled by the even-odd rule it is the same area.
    pub fn shape(&self, area: &Area) -> Shape {
        let ring = |legs: &Vec<Leg>| {
            let mut ring: Vec<Point> = Vec::new();
            for leg in legs {
                let points = &self.arcs[leg.arc].points;
                if leg.back {
                    ring.extend(points.iter().rev().take(points.len() - 1));
                } else {
                    ring.extend(&points[..points.len() - 1]);
                }
            }
            ring
        };
        Shape(vec![area.rings.iter().map(ring).filter(|ring| ring.len() > 2).collect()])
    }

    /// The area of a code.
    pub fn area(&self, code: &str) -> Option<&Area> {
        self.areas.binary_search_by(|area| area.code.as_str().cmp(code)).ok().map(|at| &self.areas[at])
    }

    /// The district of a code.
    pub fn district(&self, code: &str) -> Option<&District> {
        self.districts.binary_search_by(|district| district.code.as_str().cmp(code)).ok().map(|at| &self.districts[at])
    }
}

/// The district that a village lies in; a district is its own.
fn district_of(code: &str) -> &str {
    code.get(..8).unwrap_or(code)
}

fn point([x, y]: Knot) -> Point {
    Point { lon: f64::from(x) / GRID, lat: f64::from(y) / GRID }
}

/// A ring on the grid, without repeated knots and without the closing one.
fn knots(ring: &[Point]) -> Vec<Knot> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float cast to i32 saturates; degrees on the grid are below 18 million"
    )]
    let mut ring: Vec<Knot> =
        ring.iter().map(|point| [(point.lon * GRID).round() as i32, (point.lat * GRID).round() as i32]).collect();
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

/// The knots where rings part: those whose neighbours differ from one visit to the next.
fn junctions<'a>(rings: impl Iterator<Item = &'a Vec<Knot>>) -> HashSet<Knot> {
    let mut seen: HashMap<Knot, (Knot, Knot)> = HashMap::new();
    let mut found = HashSet::new();
    for ring in rings {
        for (at, knot) in ring.iter().enumerate() {
            let before = ring[(at + ring.len() - 1) % ring.len()];
            let after = ring[(at + 1) % ring.len()];
            let sides = (before.min(after), before.max(after));
            if *seen.entry(*knot).or_insert(sides) != sides {
                found.insert(*knot);
            }
        }
    }
    found
}

/// A ring cut at its junctions; one without any becomes a closed arc that starts at its smallest knot.
fn cut(ring: &[Knot], junctions: &HashSet<Knot>) -> Vec<Vec<Knot>> {
    let start = ring.iter().position(|knot| junctions.contains(knot));
    let from = start.unwrap_or_else(|| ring.iter().enumerate().min_by_key(|(_, knot)| **knot).map_or(0, |(at, _)| at));
    let mut arcs = vec![vec![ring[from]]];
    for step in 1..=ring.len() {
        let knot = ring[(from + step) % ring.len()];
        if let Some(arc) = arcs.last_mut() {
            arc.push(knot);
        }
        if step < ring.len() && junctions.contains(&knot) {
            arcs.push(vec![knot]);
        }
    }
    arcs
}

/// Arcs in the order they were first met.
#[derive(Default)]
struct ArcBook {
    arcs: Vec<Vec<Knot>>,
    numbers: HashMap<Vec<Knot>, i32>,
}

impl ArcBook {
    /// The number of an arc, `-1 - n` when it is known the other way round.
    fn number(&mut self, arc: Vec<Knot>) -> i32 {
        if let Some(known) = self.numbers.get(&arc) {
            return *known;
        }
        let back: Vec<Knot> = arc.iter().rev().copied().collect();
        if let Some(known) = self.numbers.get(&back) {
            return -1 - known;
        }
        let number = i32::try_from(self.arcs.len()).unwrap_or(i32::MAX);
        self.arcs.push(arc.clone());
        self.numbers.insert(arc, number);
        number
    }
}

/// Closed walks over the arcs of an edge. Every end of an arc meets an even number of others, so each walk comes home.
fn stitched(edge: &[usize], lines: &[Vec<Point>]) -> Vec<Vec<Leg>> {
    let key = |point: &Point| (point.lon.to_bits(), point.lat.to_bits());
    let ends = |arc: usize| (key(&lines[arc][0]), key(&lines[arc][lines[arc].len() - 1]));
    let mut at: HashMap<(u64, u64), Vec<usize>> = HashMap::new();
    for arc in edge {
        let (first, last) = ends(*arc);
        at.entry(first).or_default().push(*arc);
        at.entry(last).or_default().push(*arc);
    }
    let mut used = HashSet::new();
    let mut rings = Vec::new();
    for arc in edge {
        if used.contains(arc) {
            continue;
        }
        let mut ring = Vec::new();
        let mut next = Some(Leg { arc: *arc, back: false });
        while let Some(leg) = next {
            used.insert(leg.arc);
            ring.push(leg);
            let (first, last) = ends(leg.arc);
            let here = if leg.back { first } else { last };
            next = at
                .get(&here)
                .into_iter()
                .flatten()
                .find(|arc| !used.contains(*arc))
                .map(|arc| Leg { arc: *arc, back: ends(*arc).0 != here });
        }
        rings.push(ring);
    }
    rings
}

/// An arc as its first knot and the steps after it.
fn steps(arc: &[Knot]) -> Vec<i32> {
    let mut last = [0, 0];
    arc.iter()
        .flat_map(|knot| {
            let step = [knot[0].wrapping_sub(last[0]), knot[1].wrapping_sub(last[1])];
            last = *knot;
            step
        })
        .collect()
}

/// The knots of an arc from its steps.
fn walk(steps: &[i32]) -> impl Iterator<Item = Knot> + '_ {
    let mut last = [0i32, 0i32];
    steps.chunks_exact(2).map(move |step| {
        last = [last[0].wrapping_add(step[0]), last[1].wrapping_add(step[1])];
        last
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn square(west: f64, south: f64) -> Shape {
        let corner = |x: f64, y: f64| Point { lon: 111.0 + west + x, lat: -3.0 + south + y };
        Shape(vec![vec![vec![
            corner(0.0, 0.0),
            corner(1.0, 0.0),
            corner(1.0, 1.0),
            corner(0.0, 1.0),
            corner(0.0, 0.0),
        ]]])
    }

    fn atlas(shapes: &[(&str, Shape)]) -> (Packed, Atlas) {
        let packed = Packed::from_shapes(shapes.iter().map(|(code, shape)| (*code, "Desa", shape)), BTreeMap::new());
        let atlas = Atlas::from(&packed);
        (packed, atlas)
    }

    #[test]
    fn a_line_between_neighbours_is_kept_once_and_a_district_is_its_villages_together() {
        let (packed, atlas) = atlas(&[
            ("62.01.01.2001", square(0.0, 0.0)),
            ("62.01.01.2002", square(1.0, 0.0)),
            ("62.01.02.2001", square(2.0, 0.0)),
        ]);
        assert_eq!(packed.arcs.len(), 6, "four outer arcs and two shared lines");
        assert_eq!(atlas.districts.len(), 2);
        assert_eq!(atlas.districts[0].rings.len(), 1, "one outline, the line between the two villages is gone");
        assert_eq!(atlas.arcs.iter().filter(|arc| !arc.outer).count(), 1);
        assert_eq!(atlas.districts[0].bounds, Bounds { west: 111.0, south: -3.0, east: 113.0, north: -2.0 });
    }

    #[test]
    fn an_island_in_a_lake_keeps_its_closed_arc() {
        let mut lake = square(0.0, 0.0);
        let hole: Vec<Point> = [(0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4)]
            .iter()
            .map(|(x, y)| Point { lon: 111.0 + x, lat: -3.0 + y })
            .collect();
        lake.0[0].push(hole.clone());
        let island = Shape(vec![vec![hole.into_iter().rev().collect()]]);
        let (packed, atlas) = atlas(&[("62.01.01.2001", lake), ("62.01.02.2001", island)]);
        assert_eq!(packed.arcs.len(), 2);
        assert_eq!(atlas.districts[0].rings.len(), 2);
        assert_eq!(atlas.districts[1].rings.len(), 1);
    }

    #[test]
    fn an_atlas_that_names_arcs_it_does_not_have_is_not_drawn_and_nothing_panics() {
        let packed = Packed {
            arcs: vec![vec![0, 0, 5, 5], vec![7]],
            areas: vec![
                ("62.01.01".into(), "X".into(), vec![vec![0, 9]]),
                ("62.01.02".into(), "Y".into(), vec![vec![i32::MIN, 1]]),
            ],
            names: BTreeMap::new(),
        };
        assert!(Atlas::from(&packed).areas.is_empty());
    }

    proptest! {
        #[test]
        fn any_shapes_can_be_packed_and_unpacked(
            rings in prop::collection::vec(prop::collection::vec((111.0..111.01f64, -3.0..-2.99f64), 0..12), 0..6), most in 1usize..50,
        ) {
            let shapes: Vec<(String, Shape)> = rings
                .into_iter()
                .enumerate()
                .map(|(n, ring)| {
                    let ring = ring.into_iter().map(|(lon, lat)| Point { lon: (lon * 500.0).round() / 500.0, lat: (lat * 500.0).round() / 500.0 }).collect();
                    (format!("62.01.0{}.200{n}", n % 2), Shape(vec![vec![ring]]))
                })
                .collect();
            let packed = Packed::from_shapes(shapes.iter().map(|(code, shape)| (code.as_str(), "D", shape)), BTreeMap::new());
            let atlas = Atlas::from(&packed);
            prop_assert!(atlas.districts.len() <= 2);
            // Every walk of a district closes: it ends where it began.
            for ring in atlas.districts.iter().flat_map(|district| &district.rings) {
                let start = |leg: &Leg| { let points = &atlas.arcs[leg.arc].points; if leg.back { points[points.len() - 1] } else { points[0] } };
                let end = |leg: &Leg| start(&Leg { arc: leg.arc, back: !leg.back });
                prop_assert_eq!(start(&ring[0]), end(&ring[ring.len() - 1]));
            }
            let light = packed.clone().lighter(most);
            prop_assert!(light.arcs.len() == packed.arcs.len());
        }
    }
}
