//! Fingers, mouse and wheel as movements of a view. Free of the browser: places and milliseconds come in, views go out.

use crate::domain::geometry::{Spot, flat, round};
use crate::domain::map::View;

/// A pointer that has moved less than this has tapped, px.
const TAP: f64 = 7.0;
/// A second tap within this time and [`NEAR`] px is a double tap, ms.
const TWICE: f64 = 320.0;
const NEAR: f64 = 32.0;
/// Speed falls to a third in this time after the finger has left, ms.
const GLIDE: f64 = 280.0;
/// Slower than this the map stands still, px per ms.
const STILL: f64 = 0.02;
/// How long a step to another view takes, ms.
const STEP: f64 = 260.0;

/// One finger, pen or mouse that is down; places are px from the middle of the window.
#[derive(Clone, Copy)]
struct Pointer {
    id: i32,
    at: Spot,
    began: Spot,
}

/// What a pointer's movement asks for.
#[derive(Clone, Copy, PartialEq)]
pub enum Asked {
    /// Nothing.
    Nothing,
    /// The movement has become a drag: the pointer is ours from now on.
    Capture,
    /// Show another view.
    Show(View),
}

/// What the end of a touch asks for.
#[derive(Clone, Copy, PartialEq)]
pub enum Ended {
    /// Other fingers are still down.
    Held,
    /// A tap; links under it are followed as ever.
    Tap,
    /// A second tap at a place.
    DoubleTap(Spot),
    /// A drag; the click that follows it is none.
    Drag,
}

/// The hands on the map.
#[derive(Default)]
pub struct Hands {
    pointers: Vec<Pointer>,
    dragging: bool,
    /// The last movements: when (ms) and where, for the speed of a flick.
    trail: Vec<(f64, Spot)>,
    last_tap: Option<(f64, Spot)>,
}

impl Hands {
    /// A pointer goes down.
    pub fn down(&mut self, id: i32, at: Spot) {
        self.pointers.retain(|pointer| pointer.id != id);
        if self.pointers.len() < 2 {
            self.pointers.push(Pointer { id, at, began: at });
        }
        self.trail.clear();
    }

    /// A pointer moves, at a time in ms.
    pub fn moved(&mut self, id: i32, at: Spot, time: f64, view: View) -> Asked {
        let Some(number) = self.pointers.iter().position(|pointer| pointer.id == id) else { return Asked::Nothing };
        let before = self.pointers[number].at;
        if !self.dragging {
            if self.pointers.len() < 2 && self.pointers[number].began.distance(at) < TAP {
                return Asked::Nothing;
            }
            self.dragging = true;
            // The way so far is not jumped over: the map follows from here on.
            self.pointers[number].at = at;
            return Asked::Capture;
        }
        self.pointers[number].at = at;
        if let [one, other] = self.pointers.as_slice() {
            let still = if number == 0 { other.at } else { one.at };
            let (apart, were) = (still.distance(at).max(12.0), still.distance(before).max(12.0));
            let (middle, was) = (half(still, at), half(still, before));
            let zoomed = view.zoomed(view.zoom + (apart / were).log2(), was);
            return Asked::Show(zoomed.moved(Spot { x: was.x - middle.x, y: was.y - middle.y }));
        }
        self.trail.push((time, at));
        let first = self.trail.iter().position(|(then, _)| time - then < 110.0).unwrap_or(0);
        self.trail.drain(..first);
        Asked::Show(view.moved(Spot { x: before.x - at.x, y: before.y - at.y }))
    }

    /// A pointer is lifted (or lost) at a time.
    pub fn up(&mut self, id: i32, at: Spot, time: f64) -> Ended {
        let known = self.pointers.iter().any(|pointer| pointer.id == id);
        self.pointers.retain(|pointer| pointer.id != id);
        if !self.pointers.is_empty() || !known {
            self.trail.clear();
            return Ended::Held;
        }
        if self.dragging {
            self.dragging = false;
            return Ended::Drag;
        }
        match self.last_tap.take() {
            Some((then, place)) if time - then < TWICE && place.distance(at) < NEAR => Ended::DoubleTap(at),
            _ => {
                self.last_tap = Some((time, at));
                Ended::Tap
            }
        }
    }

    /// The speed the last finger left with, px per ms; none when it had stopped before.
    pub fn flick(&self, time: f64) -> Option<Spot> {
        let ((then, from), (end, to)) = (*self.trail.first()?, *self.trail.last()?);
        let lasted = end - then;
        if time - end > 60.0 || lasted < 8.0 {
            return None;
        }
        let speed = Spot { x: (to.x - from.x) / lasted, y: (to.y - from.y) / lasted };
        (speed.x.hypot(speed.y) > 0.12).then_some(speed)
    }

    /// Whether a pointer is down.
    pub fn hold(&self) -> bool {
        !self.pointers.is_empty()
    }
}

fn half(a: Spot, b: Spot) -> Spot {
    Spot { x: f64::midpoint(a.x, b.x), y: f64::midpoint(a.y, b.y) }
}

/// A movement that goes on by itself.
#[derive(Clone, Copy)]
pub enum Motion {
    /// After a flick: px per ms, and the time of the last picture.
    Glide { speed: Spot, last: f64 },
    /// To another zoom about a place that stays where it is.
    Zoom { from: View, to: f64, about: Spot, began: f64 },
    /// To another view.
    Travel { from: View, to: View, began: f64 },
}

impl Motion {
    /// The view at a time, and the motion that is left.
    pub fn at(self, time: f64, view: View) -> (View, Option<Self>) {
        match self {
            Self::Glide { speed, last } => {
                let passed = (time - last).clamp(0.0, 64.0);
                let left = (-passed / GLIDE).exp();
                let way = GLIDE * (1.0 - left);
                let next = view.moved(Spot { x: -speed.x * way, y: -speed.y * way });
                let speed = Spot { x: speed.x * left, y: speed.y * left };
                (next, (speed.x.hypot(speed.y) > STILL).then_some(Self::Glide { speed, last: time }))
            }
            Self::Zoom { from, to, about, began } => {
                let part = eased((time - began) / STEP);
                (from.zoomed(from.zoom + (to - from.zoom) * part, about), (part < 1.0).then_some(self))
            }
            Self::Travel { from, to, began } => {
                let part = eased((time - began) / (STEP * 1.6));
                let (a, b) = (flat(from.centre, 0.0), flat(to.centre, 0.0));
                let zoom = from.zoom + (to.zoom - from.zoom) * part;
                // Zooming and moving together in a straight line would rush at the end that is far away:
                // the way is shared out by how much of it can be seen at each zoom.
                let (near, far) = ((-from.zoom).exp2(), (-to.zoom).exp2());
                let way = if (near - far).abs() < 1e-9 { part } else { (near - (-zoom).exp2()) / (near - far) };
                let centre = round(Spot { x: a.x + (b.x - a.x) * way, y: a.y + (b.y - a.y) * way }, 0.0);
                if part < 1.0 { (View::new(centre, zoom), Some(self)) } else { (to, None) }
            }
        }
    }
}

/// Fast at first, slow at the end; 0 to 1.
fn eased(part: f64) -> f64 {
    let rest = 1.0 - part.clamp(0.0, 1.0);
    1.0 - rest * rest * rest
}
