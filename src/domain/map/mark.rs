//! The marks of libraries: which are gathered into a count, and the shape of each kind.

use std::collections::HashMap;

use crate::domain::geometry::{Point, Spot};
use crate::domain::library::{Kind, Precision};
use crate::domain::number::whole;

use super::ink::Frame;
use super::order::sort;
use super::place::Place;
use super::sum::Sum;
use super::view::View;

/// The most marks on one picture.
pub const MOST: usize = 500;

/// Marks nearer than this are gathered, px: two symbols side by side.
const NEAR: f64 = 25.0;
/// Counts nearer than this are added up, px: two rings side by side.
const NEAR_SUMS: f64 = 46.0;

/// One library, or several that lie too near to each other to be told apart.
#[derive(Debug, Clone)]
pub struct Mark<'a> {
    /// Where it is drawn: in the middle of its members.
    pub spot: Spot,
    /// At least one, in the order they were given.
    pub members: Vec<&'a Place>,
}

impl Mark<'_> {
    /// Whether its members share one point, so that no zoom will part them.
    pub fn is_stack(&self) -> bool {
        let same = |a: Point, b: Point| (a.lon - b.lon).abs() < 1e-4 && (a.lat - b.lat).abs() < 1e-4;
        let mut points = self.members.iter().filter_map(|place| place.point);
        points.next().is_some_and(|first| points.all(|point| same(first, point)))
    }
}

/// The marks of a picture, from north to south, so that the nearer symbol overlaps the farther.
///
/// A library joins the first mark that began within [`NEAR`] px of it. When more than [`MOST`] marks are left, the
/// distance grows until they fit. What lies outside the frame is left out.
pub fn gathered<'a>(places: &[&'a Place], view: View, frame: Frame) -> Vec<Mark<'a>> {
    let spots: Vec<Option<Spot>> = places.iter().map(|place| place.drawn_at().map(|point| view.spot(point))).collect();
    let marks = groups(&spots, NEAR, frame)
        .into_iter()
        .map(|(spot, members)| Mark { spot, members: members.into_iter().map(|member| places[member]).collect() });
    marks.collect()
}

/// Counts by code that lie too near to each other to be told apart are one mark: its middle and its counts.
pub fn gathered_sums(sums: &[Sum], view: View, frame: Frame) -> Vec<(Spot, Vec<&Sum>)> {
    let spots: Vec<Option<Spot>> = sums.iter().map(|sum| sum.point.map(|point| view.spot(point))).collect();
    let mut marks = groups(&spots, NEAR_SUMS, frame);
    loop {
        // The middles of groups may lie nearer to each other than those that began them did.
        let middles: Vec<Option<Spot>> = marks.iter().map(|(spot, _)| Some(*spot)).collect();
        let fewer = groups(&middles, NEAR_SUMS, frame);
        if fewer.len() == marks.len() {
            break;
        }
        let all = |members: Vec<usize>| members.into_iter().flat_map(|member| marks[member].1.clone()).collect();
        marks = fewer.into_iter().map(|(spot, members)| (spot, all(members))).collect();
    }
    marks.into_iter().map(|(spot, members)| (spot, members.into_iter().map(|member| &sums[member]).collect())).collect()
}

/// Groups of places that lie near each other, from north to south, each with its middle; a place joins the first group that
/// began near it.
fn groups(spots: &[Option<Spot>], near: f64, frame: Frame) -> Vec<(Spot, Vec<usize>)> {
    let drawn: Vec<(usize, Spot)> = spots
        .iter()
        .enumerate()
        .filter_map(|(number, spot)| spot.map(|spot| (number, spot)))
        .filter(|(_, spot)| frame.holds(*spot))
        .collect();
    let mut near = near;
    let mut groups = gather(&drawn, near);
    while groups.len() > MOST {
        near *= 1.4;
        groups = gather(&drawn, near);
    }
    sort(&mut groups, |left, right| left.0.y.total_cmp(&right.0.y).then(left.0.x.total_cmp(&right.0.x)));
    groups
}

fn gather(drawn: &[(usize, Spot)], near: f64) -> Vec<(Spot, Vec<usize>)> {
    // Cells as wide as the distance: who is near is in the same cell or in one of its eight neighbours.
    #[expect(clippy::cast_possible_truncation, reason = "what is in the frame is at most some thousand pixels away")]
    let cell = |spot: Spot| ((spot.x / near).floor() as i64, (spot.y / near).floor() as i64);
    let mut begun: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    // Where a group began, the sum of its places, its members.
    let mut groups: Vec<(Spot, Spot, Vec<usize>)> = Vec::new();
    for (number, spot) in drawn {
        let (column, row) = cell(*spot);
        let mut joined = None;
        for neighbour in (-1..=1).flat_map(|x| (-1..=1).map(move |y| (column + x, row + y))) {
            for group in begun.get(&neighbour).into_iter().flatten() {
                if groups[*group].0.distance(*spot) < near && joined.is_none_or(|other| *group < other) {
                    joined = Some(*group);
                }
            }
        }
        if let Some(group) = joined {
            let (_, sum, members) = &mut groups[group];
            *sum = Spot { x: sum.x + spot.x, y: sum.y + spot.y };
            members.push(*number);
        } else {
            begun.entry((column, row)).or_default().push(groups.len());
            groups.push((*spot, *spot, vec![*number]));
        }
    }
    groups
        .into_iter()
        .map(|(_, sum, members)| {
            #[expect(clippy::cast_precision_loss, reason = "at most some ten thousand members")]
            let count = members.len() as f64;
            (Spot { x: sum.x / count, y: sum.y / count }, members)
        })
        .collect()
}

/// The body of a kind's symbol around the origin: a circle, a square, a diamond. Told apart by shape, not by colour alone.
fn body(kind: Kind) -> &'static str {
    match kind {
        Kind::Desa => r#"<circle class="mark-body" r="12"/>"#,
        Kind::Kelurahan => r#"<rect class="mark-body" x="-11" y="-11" width="22" height="22" rx="4"/>"#,
        Kind::Tbm => r#"<path class="mark-body" d="M0-14.5 14.5 0 0 14.5-14.5 0z"/>"#,
    }
}

/// An open book, drawn in lines.
const BOOK: &str = r#"<path class="mark-book" d="M0-3.2v7.4M0-3.2C-1.6-4.6-4-5-6.2-4.7v7.4C-4 2.4-1.6 2.8 0 4.2 1.6 2.8 4 2.4 6.2 2.7v-7.4C4-5 1.6-4.6 0-3.2z"/>"#;

/// The class that carries a kind's colour.
pub fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Desa => "mark-desa",
        Kind::Kelurahan => "mark-kelurahan",
        Kind::Tbm => "mark-tbm",
    }
}

/// How far the symbol of a library lies above its point, px: a pin stands on its tip, a soft mark lies on its middle.
pub fn lift(precision: Precision) -> f64 {
    if precision == Precision::Building { 23.0 } else { 0.0 }
}

/// The symbol of a library. A building gets a pin; a village point a soft ring and no tip, for it is not an address.
pub fn symbol(kind: Kind, precision: Precision) -> String {
    let body = body(kind);
    if precision == Precision::Building {
        format!(r#"<path class="mark-tip" d="M0 0-5.5-12h11z"/><g transform="translate(0-23)">{body}{BOOK}</g>"#)
    } else {
        format!(r#"<circle class="mark-soft" r="21"/>{body}{BOOK}"#)
    }
}

/// How large the disc of a count is, px.
pub fn radius(number: usize) -> i32 {
    match number {
        0..10 => 15,
        10..100 => 17,
        100..1000 => 20,
        1000..10_000 => 25,
        _ => 30,
    }
}

/// The symbol of several libraries: their number in a ring.
pub fn count(number: usize) -> String {
    let radius = radius(number);
    let words = whole(i64::try_from(number).unwrap_or(i64::MAX));
    format!(
        r#"<circle class="mark-ring" r="{}"/><circle class="mark-body" r="{radius}"/><text class="mark-count" y="5">{words}</text>"#,
        radius + 4
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::map::place::invented;
    use crate::domain::map::view::Size;

    fn frame() -> Frame {
        Frame::of(Size { width: 900.0, height: 700.0 })
    }

    #[test]
    fn forty_libraries_on_one_point_are_one_mark_and_one_without_a_point_is_none() {
        let one = invented().remove(0);
        let mut places = vec![one.clone(); 40];
        places.push(Place { point: None, ..one.clone() });
        places.push(Place { precision: Precision::Unknown, ..one });
        let all: Vec<&Place> = places.iter().collect();
        let marks = gathered(&all, View::new(Point { lon: 111.5, lat: -2.5 }, 16.0), frame());
        assert_eq!(marks.iter().map(|mark| mark.members.len()).collect::<Vec<_>>(), [40]);
        assert!(marks[0].is_stack());
    }

    #[test]
    fn libraries_at_one_point_are_a_stack_at_every_zoom() {
        let mut places = invented();
        places[1].point = places[0].point;
        let all: Vec<&Place> = places.iter().collect();
        let view = View::new(Point { lon: 111.55, lat: -2.6 }, 11.0);
        let marks = gathered(&all, view, frame());
        assert_eq!(marks.iter().map(|mark| mark.members.len()).collect::<Vec<_>>(), [2, 1]);
        assert!(marks[0].is_stack() && !gathered(&all, View { zoom: 6.0, ..view }, frame())[0].is_stack());
    }

    proptest! {
        #[test]
        fn every_library_in_the_frame_is_in_one_mark_and_marks_are_few(
            at in prop::collection::vec((-440.0..440.0f64, -340.0..340.0f64), 0..3000), zoom in 5.0..14.0f64,
        ) {
            let view = View::new(Point { lon: 111.6, lat: -2.6 }, zoom);
            let one = invented().remove(0);
            let places: Vec<Place> = at.iter().map(|(x, y)| Place { point: Some(view.point(Spot { x: *x, y: *y })), ..one.clone() }).collect();
            let all: Vec<&Place> = places.iter().collect();
            let marks = gathered(&all, view, frame());
            prop_assert!(marks.len() <= MOST);
            prop_assert_eq!(marks.iter().map(|mark| mark.members.len()).sum::<usize>(), all.len());
            let sums: Vec<Sum> = places.iter().enumerate().map(|(n, place)| {
                Sum { code: "99".into(), name: "Taman".into(), count: n, point: place.point, bounds: None }
            }).collect();
            let drawn: usize = gathered_sums(&sums, view, frame()).iter().flat_map(|(_, sums)| sums).map(|sum| sum.count).sum();
            prop_assert_eq!(drawn, sums.iter().map(|sum| sum.count).sum::<usize>());
        }
    }
}
