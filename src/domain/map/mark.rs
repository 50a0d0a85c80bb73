//! The marks of libraries: which are gathered into a count, and the shape of each kind.

use std::collections::HashMap;

use crate::domain::geometry::{Point, Spot};
use crate::domain::library::{Kind, Precision};

use super::ink::Frame;
use super::order::sort;
use super::place::Place;
use super::view::View;

/// The most marks on one picture.
pub const MOST: usize = 500;

/// Marks nearer than this are gathered, px: two symbols side by side.
const NEAR: f64 = 25.0;

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
    let drawn: Vec<(Spot, &Place)> = places
        .iter()
        .filter_map(|place| place.drawn_at().map(|point| (view.spot(point), *place)))
        .filter(|(spot, _)| frame.holds(*spot))
        .collect();
    let mut near = NEAR;
    let mut marks = gather(&drawn, near);
    while marks.len() > MOST {
        near *= 1.4;
        marks = gather(&drawn, near);
    }
    sort(&mut marks, |left, right| left.spot.y.total_cmp(&right.spot.y).then(left.spot.x.total_cmp(&right.spot.x)));
    marks
}

fn gather<'a>(drawn: &[(Spot, &'a Place)], near: f64) -> Vec<Mark<'a>> {
    // Cells as wide as the distance: who is near is in the same cell or in one of its eight neighbours.
    #[expect(clippy::cast_possible_truncation, reason = "what is in the frame is at most some thousand pixels away")]
    let cell = |spot: Spot| ((spot.x / near).floor() as i64, (spot.y / near).floor() as i64);
    let mut begun: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    let mut groups: Vec<(Spot, Vec<(Spot, &Place)>)> = Vec::new();
    for (spot, place) in drawn {
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
            groups[group].1.push((*spot, place));
        } else {
            begun.entry((column, row)).or_default().push(groups.len());
            groups.push((*spot, vec![(*spot, place)]));
        }
    }
    groups
        .into_iter()
        .map(|(_, members)| {
            #[expect(clippy::cast_precision_loss, reason = "at most some ten thousand members")]
            let count = members.len() as f64;
            let sum =
                members.iter().fold(Spot::default(), |sum, (spot, _)| Spot { x: sum.x + spot.x, y: sum.y + spot.y });
            Mark {
                spot: Spot { x: sum.x / count, y: sum.y / count },
                members: members.into_iter().map(|(_, place)| place).collect(),
            }
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

/// The symbol of several libraries: their number in a ring.
pub fn count(number: usize) -> String {
    let radius = if number < 10 {
        15
    } else if number < 100 {
        17
    } else {
        21
    };
    format!(
        r#"<circle class="mark-ring" r="{}"/><circle class="mark-body" r="{radius}"/><text class="mark-count" y="5">{number}</text>"#,
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
        }
    }
}
