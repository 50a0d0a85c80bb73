//! Names on the map, put where they cover neither a mark nor each other; a name without room is left out.

use crate::domain::geometry::{Spot, from_side};

use super::ink::Frame;
use super::order::sort;

/// A box on the picture that is taken, px from its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Patch {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Patch {
    /// A box around a middle.
    pub fn around(middle: Spot, width: f64, height: f64) -> Self {
        Self {
            left: middle.x - width / 2.0,
            top: middle.y - height / 2.0,
            right: middle.x + width / 2.0,
            bottom: middle.y + height / 2.0,
        }
    }

    fn meets(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether it is neither cut by the window's edge nor half outside.
    fn whole_in(self, window: Frame) -> bool {
        window.holds(Spot { x: self.left, y: self.top }) && window.holds(Spot { x: self.right, y: self.bottom })
    }

    /// Whether any of it can be seen in the window.
    fn seen_in(self, window: Frame) -> bool {
        let nearest = Spot { x: 0f64.clamp(self.left, self.right), y: 0f64.clamp(self.top, self.bottom) };
        window.holds(nearest)
    }
}

/// What is taken so far.
#[derive(Debug)]
pub struct Room {
    window: Frame,
    taken: Vec<Patch>,
}

/// Which end of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text runs to the right.
    Start,
    /// The text lies around its place.
    Middle,
    /// The text ends there.
    End,
}

impl Anchor {
    /// The class that says so to the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Start => "at-start",
            Self::Middle => "at-middle",
            Self::End => "at-end",
        }
    }
}

/// About how wide a text is: most letters of a sans serif are a little over half as wide as high.
pub fn width(text: &str, size: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "names are short")]
    let letters = text.chars().count() as f64;
    letters * size * 0.56
}

impl Room {
    /// All free. Names are either whole in the window or wholly outside of it.
    pub fn new(window: Frame) -> Self {
        Self { window, taken: Vec::new() }
    }

    /// Takes a box whatever lies there.
    pub fn take(&mut self, patch: Patch) {
        self.taken.push(patch);
    }

    /// Takes a box if it is free and not cut by the window's edge.
    pub fn claim(&mut self, patch: Patch) -> bool {
        let free = (patch.whole_in(self.window) || !patch.seen_in(self.window))
            && self.taken.iter().all(|taken| !taken.meets(patch));
        if free {
            self.taken.push(patch);
        }
        free
    }

    /// Puts a name beside a symbol: right of it, left, below, above. `reach` is how far the symbol goes from its middle.
    pub fn beside(&mut self, symbol: Spot, reach: f64, text: &str, size: f64) -> Option<(Spot, Anchor)> {
        let wide = width(text, size);
        let gap = reach + 4.0;
        let drop = size * 0.36;
        let places = [
            (Spot { x: gap + wide / 2.0, y: 0.0 }, Spot { x: gap, y: drop }, Anchor::Start),
            (Spot { x: -gap - wide / 2.0, y: 0.0 }, Spot { x: -gap, y: drop }, Anchor::End),
            (Spot { x: 0.0, y: gap + size / 2.0 }, Spot { x: 0.0, y: gap + size * 0.85 }, Anchor::Middle),
            (Spot { x: 0.0, y: -gap - size / 2.0 }, Spot { x: 0.0, y: -gap - size * 0.15 }, Anchor::Middle),
        ];
        places.into_iter().find_map(|(middle, foot, anchor)| {
            let patch = Patch::around(Spot { x: symbol.x + middle.x, y: symbol.y + middle.y }, wide, size * 1.15);
            self.claim(patch).then_some((Spot { x: symbol.x + foot.x, y: symbol.y + foot.y }, anchor))
        })
    }

    /// Puts a name under a symbol, or above it.
    pub fn below(&mut self, symbol: Spot, reach: f64, text: &str, size: f64) -> Option<(Spot, Anchor)> {
        [reach + 5.0 + size / 2.0, -reach - 5.0 - size / 2.0].into_iter().find_map(|drop| {
            let middle = Spot { x: symbol.x, y: symbol.y + drop };
            let free = self.claim(Patch::around(middle, width(text, size), size * 1.15));
            free.then_some((Spot { x: middle.x, y: middle.y + size * 0.35 }, Anchor::Middle))
        })
    }

    /// Puts a name into an area: at the free place farthest from its edges, of those in the window.
    pub fn within(&mut self, rings: &[Vec<Spot>], text: &str, size: f64) -> Option<Spot> {
        let rings: Vec<Vec<Spot>> =
            rings.iter().map(|ring| self.window.clip_ring(ring.clone())).filter(|ring| ring.len() > 2).collect();
        let mut edge = rings.iter().flatten();
        let first = *edge.next()?;
        let (low, high) = edge.fold((first, first), |(low, high), spot| {
            (Spot { x: low.x.min(spot.x), y: low.y.min(spot.y) }, Spot { x: high.x.max(spot.x), y: high.y.max(spot.y) })
        });
        // Names of areas are set wider than others.
        let wide = width(text, size) * 1.16 + 8.0;
        let mut found: Vec<(f64, Spot)> = Vec::new();
        for row in 1..14 {
            for column in 1..14 {
                let spot = Spot {
                    x: low.x + (high.x - low.x) * f64::from(column) / 14.0,
                    y: low.y + (high.y - low.y) * f64::from(row) / 14.0,
                };
                if let Some(depth) = depth(&rings, spot) {
                    // Names are wide and low: room to the sides matters more, and the middle of the window pleases most.
                    found.push((depth.min(wide * 0.7), spot));
                }
            }
        }
        sort(&mut found, |left, right| {
            right.0.total_cmp(&left.0).then(left.1.x.hypot(left.1.y).total_cmp(&right.1.x.hypot(right.1.y)))
        });
        let deepest = found.first()?.0;
        if deepest < size * 0.7 {
            return None;
        }
        found.into_iter().map(|(_, spot)| spot).find(|spot| self.claim(Patch::around(*spot, wide, size * 1.5)))
    }
}

/// How far inside an area a place lies, px; nothing when it is outside.
fn depth(rings: &[Vec<Spot>], spot: Spot) -> Option<f64> {
    let (mut inside, mut nearest) = (false, f64::MAX);
    for ring in rings {
        for (at, b) in ring.iter().enumerate() {
            let a = ring[(at + ring.len() - 1) % ring.len()];
            if (a.y > spot.y) != (b.y > spot.y) && spot.x < (b.x - a.x) * (spot.y - a.y) / (b.y - a.y) + a.x {
                inside = !inside;
            }
            nearest = nearest.min(from_side(spot, a, *b));
        }
    }
    inside.then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::map::view::Size;

    fn room() -> Room {
        Room::new(Frame::of(Size { width: 300.0, height: 200.0 }))
    }

    #[test]
    fn names_step_aside_and_then_stay_away() {
        let mut room = room();
        let at = Spot { x: 0.0, y: 0.0 };
        room.take(Patch::around(at, 24.0, 24.0));
        let anchors: Vec<Option<Anchor>> =
            (0..5).map(|_| room.beside(at, 12.0, "Natai Raya", 13.0).map(|(_, anchor)| anchor)).collect();
        assert_eq!(anchors, [Some(Anchor::Start), Some(Anchor::End), Some(Anchor::Middle), Some(Anchor::Middle), None]);
    }

    #[test]
    fn a_name_at_the_right_edge_runs_to_the_left() {
        let found = room().beside(Spot { x: 130.0, y: 0.0 }, 12.0, "Natai Raya", 13.0);
        assert_eq!(found.map(|(_, anchor)| anchor), Some(Anchor::End));
    }

    #[test]
    fn an_area_is_named_inside_of_it() {
        let square: Vec<Spot> = [(-140.0, -90.0), (-20.0, -90.0), (-20.0, 90.0), (-140.0, 90.0)]
            .iter()
            .map(|(x, y)| Spot { x: *x, y: *y })
            .collect();
        let mut room = room();
        let at = room.within(std::slice::from_ref(&square), "Kumai", 14.0).expect("room");
        assert!(at.x < -40.0 && at.x > -120.0);
        assert_eq!(room.within(&[square], "Sebuah nama yang jauh terlalu panjang", 14.0), None);
    }
}
