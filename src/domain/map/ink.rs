//! Writing SVG: escaped text, short paths, and lines cut off at the edge of the picture.

use std::fmt::Write as _;

use crate::domain::geometry::Spot;

use super::view::Size;

/// Appends a text so that it is only text, in an element or in an attribute.
pub fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control characters may not stand in XML at all.
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
}

/// A text, escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

/// Half the sides of a picture whose middle is the origin.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    x: f64,
    y: f64,
}

impl Frame {
    /// The frame of a picture of a size.
    pub fn of(size: Size) -> Self {
        Self { x: size.width / 2.0, y: size.height / 2.0 }
    }

    /// A frame that is wider by `px` on every side.
    pub fn grown(self, px: f64) -> Self {
        Self { x: self.x + px, y: self.y + px }
    }

    /// Whether a place is in the frame.
    pub fn holds(self, spot: Spot) -> bool {
        spot.x.abs() <= self.x && spot.y.abs() <= self.y
    }

    /// A ring with what lies outside cut off along the frame (Sutherland and Hodgman).
    pub fn clip_ring(self, ring: Vec<Spot>) -> Vec<Spot> {
        if ring.iter().all(|spot| self.holds(*spot)) {
            return ring;
        }
        // Distances from the four edges, positive inside.
        let edges: [fn(Self, Spot) -> f64; 4] =
            [|f, s| s.x + f.x, |f, s| f.x - s.x, |f, s| s.y + f.y, |f, s| f.y - s.y];
        edges.into_iter().fold(ring, |ring, edge| {
            let mut cut = Vec::with_capacity(ring.len() + 4);
            for (at, spot) in ring.iter().enumerate() {
                let before = ring[(at + ring.len() - 1) % ring.len()];
                let (from, to) = (edge(self, before), edge(self, *spot));
                if (from < 0.0) != (to < 0.0) {
                    cut.push(between(before, *spot, from / (from - to)));
                }
                if to >= 0.0 {
                    cut.push(*spot);
                }
            }
            cut
        })
    }

    /// The parts of a line that are inside (Liang and Barsky, side by side).
    pub fn clip_line(self, line: &[Spot]) -> Vec<Vec<Spot>> {
        let mut parts: Vec<Vec<Spot>> = Vec::new();
        let mut joined = false;
        for side in line.windows(2) {
            let Some((from, to)) = self.clip_side(side[0], side[1]) else {
                joined = false;
                continue;
            };
            match parts.last_mut().filter(|_| joined && from == 0.0) {
                Some(part) => part.push(between(side[0], side[1], to)),
                None => parts.push(vec![between(side[0], side[1], from), between(side[0], side[1], to)]),
            }
            joined = to >= 1.0;
        }
        parts
    }

    /// Which part of a side is inside, as fractions of it.
    fn clip_side(self, a: Spot, b: Spot) -> Option<(f64, f64)> {
        let (mut from, mut to) = (0.0f64, 1.0f64);
        for (step, room) in
            [(a.x - b.x, a.x + self.x), (b.x - a.x, self.x - a.x), (a.y - b.y, a.y + self.y), (b.y - a.y, self.y - a.y)]
        {
            if step == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if step < 0.0 {
                from = from.max(room / step);
            } else {
                to = to.min(room / step);
            }
        }
        (from < to).then_some((from, to))
    }
}

fn between(a: Spot, b: Spot, part: f64) -> Spot {
    Spot { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part }
}

/// Writes the `d` of a path in relative tenths of a pixel. Each step starts from what was written, so rounding never adds up.
#[derive(Debug, Default)]
pub struct Pen {
    out: String,
    at: (i64, i64),
}

impl Pen {
    /// Adds a line; `closed` joins its end with its start. Lines that shrink to a dot are left out.
    pub fn line(&mut self, line: &[Spot], closed: bool) {
        let mut dots: Vec<(i64, i64)> = line.iter().map(|spot| (tenths(spot.x), tenths(spot.y))).collect();
        dots.dedup();
        if dots.len() < if closed { 3 } else { 2 } {
            return;
        }
        for (step, dot) in dots.iter().enumerate() {
            self.out.push(if step == 0 { 'm' } else { ' ' });
            // "m x y x y" draws lines after the first pair; numbers are parted by blanks or by their own minus.
            number(&mut self.out, dot.0 - self.at.0);
            if dot.1 - self.at.1 >= 0 {
                self.out.push(' ');
            }
            number(&mut self.out, dot.1 - self.at.1);
            self.at = *dot;
        }
        if closed {
            self.out.push('z');
            // After `z` the pen is back at the start.
            self.at = dots[0];
        }
    }

    /// The path so far.
    pub fn path(self) -> String {
        self.out
    }

    /// Whether nothing was drawn.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a float cast saturates, and what is drawn was clipped before")]
fn tenths(length: f64) -> i64 {
    (length * 10.0).round() as i64
}

/// A number of tenths as briefly as SVG allows: `-5` tenths is `-.5`.
fn number(out: &mut String, tenths: i64) {
    let (whole, part) = (tenths.abs() / 10, tenths.abs() % 10);
    if tenths < 0 {
        out.push('-');
    }
    // Writing into a string cannot fail.
    let _ = match (whole, part) {
        (whole, 0) => write!(out, "{whole}"),
        (0, part) => write!(out, ".{part}"),
        (whole, part) => write!(out, "{whole}.{part}"),
    };
}

/// A length as SVG writes it, to a tenth of a pixel.
pub fn px(length: f64) -> String {
    let mut out = String::new();
    number(&mut out, tenths(length));
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame() -> Frame {
        Frame::of(Size { width: 200.0, height: 100.0 })
    }

    #[test]
    fn a_path_is_short_and_closed() {
        let mut pen = Pen::default();
        let ring: Vec<Spot> =
            [(0.0, 0.0), (10.0, 0.0), (10.0, -5.5), (0.04, 0.0)].iter().map(|(x, y)| Spot { x: *x, y: *y }).collect();
        pen.line(&ring, true);
        pen.line(&ring[..2], false);
        assert_eq!(pen.path(), "m0 0 10 0 0-5.5 -10 5.5zm0 0 10 0");
    }

    proptest! {
        #[test]
        fn nothing_is_left_outside_the_frame(line in prop::collection::vec((-900.0..900.0f64, -900.0..900.0f64), 0..40)) {
            let line: Vec<Spot> = line.into_iter().map(|(x, y)| Spot { x, y }).collect();
            for part in frame().clip_line(&line) {
                prop_assert!(part.len() > 1);
                prop_assert!(part.iter().all(|spot| frame().grown(1e-6).holds(*spot)));
            }
            prop_assert!(frame().clip_ring(line).iter().all(|spot| frame().grown(1e-6).holds(*spot)));
        }

        #[test]
        fn escaped_text_cannot_leave_its_place(text in any::<String>()) {
            let safe = escaped(&text);
            prop_assert!(!safe.contains(['<', '>', '"', '\'']));
        }
    }
}
