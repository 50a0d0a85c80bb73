//! Carrying an item: with a finger, a pen or a mouse by its handle; with the keys after lifting it; stretching it by its lower edge; and
//! carrying a library or person from the tray onto an item. What would shift is said before anything is let go; Escape and a call
//! that comes in leave everything as it was.

use super::dom::{all, by_id, closest, hear, mark, style};
use super::hands::{follow, now};
use super::live::{consequence, tell, with};
use crate::domain::agenda::form::{STEP, assign, lasting};
use crate::domain::agenda::moves::{self, Way};
use crate::domain::agenda::{Agenda, Edit, tray};
use leptos::prelude::window;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent};

/// A finger has to travel this far, in pixels, before it carries.
const THRESHOLD: f64 = 8.0;
/// So many pixels of stretching are [`STEP`] minutes.
const STRETCH: f64 = 12.0;

/// What a pointer holds.
#[derive(Clone, PartialEq)]
enum Load {
    /// An item by its handle.
    Item(String),
    /// An item by its lower edge.
    Edge(String),
    /// Somebody of the tray, by key.
    Who(String),
}

/// A row as it lay when the carrying began, in pixels of the page.
struct Spot {
    item: String,
    top: f64,
    bottom: f64,
    left: f64,
    right: f64,
}

struct Carrying {
    load: Load,
    pointer: i32,
    /// Where it began, in pixels of the page.
    from: (f64, f64),
    moving: bool,
    spots: Vec<Spot>,
    /// What would be done, and the mark that shows where.
    edit: Option<Edit>,
    over: Option<(String, bool)>,
    steps: i32,
}

thread_local! {
    static CARRYING: RefCell<Option<Carrying>> = const { RefCell::new(None) };
    /// The item that hangs on the keys.
    static LIFTED: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn scrolled() -> (f64, f64) {
    (window().scroll_x().unwrap_or(0.0), window().scroll_y().unwrap_or(0.0))
}

/// Listens to pointers.
pub fn attach(root: &Element) {
    hear(root, "pointerdown", |event| down(&event));
    hear(root, "pointermove", |event| moved(&event));
    hear(root, "pointerup", |_| up());
    hear(root, "pointercancel", |_| let_go());
}

fn down(event: &Event) {
    let load = if let Some(grip) = closest(event, "[data-grip]") {
        Load::Item(grip.get_attribute("data-grip").unwrap_or_default())
    } else if let Some(edge) = closest(event, "[data-stretch]") {
        Load::Edge(edge.get_attribute("data-stretch").unwrap_or_default())
    } else if let Some(chip) = closest(event, "[data-who]") {
        Load::Who(chip.get_attribute("data-who").unwrap_or_default())
    } else {
        return;
    };
    let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
    if pointer.button() != 0 {
        return;
    }
    if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        let _ = target.set_pointer_capture(pointer.pointer_id());
    }
    let (x, y) = scrolled();
    let from = (f64::from(pointer.client_x()) + x, f64::from(pointer.client_y()) + y);
    let carrying = Carrying {
        load,
        pointer: pointer.pointer_id(),
        from,
        moving: false,
        spots: Vec::new(),
        edit: None,
        over: None,
        steps: 0,
    };
    CARRYING.with(|place| *place.borrow_mut() = Some(carrying));
}

/// Measures every row once; while something is carried no row changes its place.
fn measure() -> Vec<Spot> {
    let Some(root) = by_id("g-hari-hari") else { return Vec::new() };
    let (x, y) = scrolled();
    let rows = all(&root, "[data-item]:not([hidden])");
    rows.iter()
        .filter_map(|row| {
            let rect = row.get_bounding_client_rect();
            let item = row.get_attribute("data-item")?;
            Some(Spot {
                item,
                top: rect.top() + y,
                bottom: rect.bottom() + y,
                left: rect.left() + x,
                right: rect.right() + x,
            })
        })
        .collect()
}

fn moved(event: &Event) {
    let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
    CARRYING.with_borrow_mut(|place| {
        let Some(carrying) = place.as_mut().filter(|carrying| carrying.pointer == pointer.pointer_id()) else { return };
        let (x, y) = scrolled();
        let at = (f64::from(pointer.client_x()) + x, f64::from(pointer.client_y()) + y);
        let way = (at.0 - carrying.from.0, at.1 - carrying.from.1);
        if !carrying.moving {
            if way.0.abs().max(way.1.abs()) < THRESHOLD {
                return;
            }
            carrying.moving = true;
            carrying.spots = measure();
            if let Load::Item(item) | Load::Edge(item) = &carrying.load
                && let Some(row) = by_id(&format!("i-{item}"))
            {
                mark(&row, "lifted", true);
            }
        }
        event.prevent_default();
        match carrying.load.clone() {
            Load::Edge(item) => carrying.stretch(&item, way.1),
            Load::Item(item) => {
                if let Some(row) = by_id(&format!("i-{item}")) {
                    style(&row, "transform", &format!("translate({}px, {}px)", way.0, way.1));
                }
                carrying.hover(at, Some(&item));
            }
            Load::Who(_) => carrying.hover(at, None),
        }
        scroll_at_the_edge(pointer.client_y());
    });
}

impl Carrying {
    /// The row under the pointer; before or behind it.
    fn hover(&mut self, at: (f64, f64), own: Option<&str>) {
        let found = self
            .spots
            .iter()
            .filter(|spot| Some(spot.item.as_str()) != own)
            .find(|spot| spot.top <= at.1 && at.1 <= spot.bottom && spot.left <= at.0 && at.0 <= spot.right);
        let over = found.map(|spot| (spot.item.clone(), at.1 > f64::midpoint(spot.top, spot.bottom)));
        if over == self.over {
            return;
        }
        self.unmark();
        self.over = over;
        let Some((target, behind)) = self.over.clone() else {
            self.edit = None;
            preview("");
            return;
        };
        if let Some(row) = by_id(&format!("i-{target}")) {
            let class = if own.is_none() {
                "drop-on"
            } else if behind {
                "drop-behind"
            } else {
                "drop-before"
            };
            mark(&row, class, true);
        }
        let load = self.load.clone();
        self.edit = with(|live| {
            let agenda = &live.shown.agenda;
            let edit = match &load {
                Load::Item(item) => moves::beside(agenda, item, &target, behind)?,
                Load::Who(key) => {
                    let turns = tray::turns(agenda, &live.shown.start.rules.libraries);
                    let who = turns.into_iter().map(|turn| turn.who).find(|who| who.key() == *key)?;
                    assign(agenda.item(&target)?.1, who)?
                }
                Load::Edge(_) => return None,
            };
            preview(&what_if(agenda, &edit));
            Some(edit)
        })
        .flatten();
        if self.edit.is_none() {
            preview("");
        }
    }

    /// Longer or shorter, in steps.
    fn stretch(&mut self, item: &str, way: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
        let steps = (way / STRETCH).round() as i32;
        if steps == self.steps {
            return;
        }
        self.steps = steps;
        self.edit = with(|live| {
            let agenda = &live.shown.agenda;
            let (_, known) = agenda.item(item)?;
            let minutes = i32::from(known.minutes) + steps * i32::from(STEP);
            let minutes = u16::try_from(minutes.max(i32::from(STEP))).ok()?.min(crate::domain::agenda::LONGEST);
            let edit = lasting(known, minutes);
            preview(&what_if(agenda, &edit));
            (minutes != known.minutes).then_some(edit)
        })
        .flatten();
    }

    fn unmark(&mut self) {
        if let Some((item, _)) = self.over.take()
            && let Some(row) = by_id(&format!("i-{item}"))
        {
            for class in ["drop-on", "drop-before", "drop-behind"] {
                mark(&row, class, false);
            }
        }
    }
}

/// What the edit would do, in words.
fn what_if(agenda: &Agenda, edit: &Edit) -> String {
    let mut after = agenda.clone();
    match after.apply(edit) {
        Ok(()) => consequence(agenda, &after, edit.subject()),
        Err(refused) => refused.to_string(),
    }
}

fn preview(words: &str) {
    if let Some(place) = by_id("g-pratinjau") {
        place.set_text_content(Some(words));
        let _ = place.toggle_attribute_with_force("hidden", words.is_empty());
    }
}

/// Ends the carrying without doing anything; answers what would have been done.
fn release() -> Option<Edit> {
    let mut carrying = CARRYING.with(|place| place.borrow_mut().take())?;
    carrying.unmark();
    preview("");
    if let Load::Item(item) | Load::Edge(item) = &carrying.load
        && let Some(row) = by_id(&format!("i-{item}"))
    {
        mark(&row, "lifted", false);
        style(&row, "transform", "");
    }
    carrying.edit.filter(|_| carrying.moving)
}

fn up() {
    if let Some(edit) = release() {
        now(edit);
    }
}

fn let_go() {
    release();
}

fn scroll_at_the_edge(y: i32) {
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
    let y = f64::from(y);
    if y < 60.0 {
        window().scroll_by_with_x_and_y(0.0, -12.0);
    } else if y > height - 60.0 {
        window().scroll_by_with_x_and_y(0.0, 12.0);
    }
}

/// Keys that carry: space or Enter on a handle lifts, arrows carry, space or Enter puts down, Escape leaves all as it was. Did the key
/// belong to that?
pub fn key(event: &KeyboardEvent, item: Option<&str>) -> bool {
    let pressed = event.key();
    if pressed == "Escape" && CARRYING.with_borrow(Option::is_some) {
        let_go();
        return true;
    }
    let lifted = LIFTED.with_borrow(Clone::clone);
    let Some(id) = lifted else {
        let on_grip = closest(event, "[data-grip]").is_some();
        if on_grip && (pressed == " " || pressed == "Enter") {
            lift(item.unwrap_or_default());
            return true;
        }
        return false;
    };
    let way = match pressed.as_str() {
        "ArrowUp" => Way::Up,
        "ArrowDown" => Way::Down,
        "ArrowLeft" => Way::Left,
        "ArrowRight" => Way::Right,
        " " | "Enter" => {
            put_down(&id, true);
            return true;
        }
        "Escape" => {
            put_down(&id, false);
            return true;
        }
        // Whoever walks on leaves it where it was.
        "Tab" => {
            put_down(&id, false);
            return false;
        }
        _ => return false,
    };
    with(|live| {
        let agenda = live.lifted.clone().unwrap_or_else(|| live.client.view());
        let Some(edit) = moves::carry(&agenda, &id, way) else {
            tell("Sudah di ujung.");
            return;
        };
        let mut after = agenda;
        if after.apply(&edit).is_ok() {
            let told = consequence(&live.client.view(), &after, &id);
            live.lifted = Some(after);
            live.refresh();
            tell(&told);
            preview(&told);
        }
    });
    hang(&id, true);
    follow(&id);
    true
}

fn hang(id: &str, on: bool) {
    if let Some(row) = by_id(&format!("i-{id}")) {
        mark(&row, "lifted", on);
    }
}

fn lift(id: &str) {
    LIFTED.with(|place| *place.borrow_mut() = Some(id.to_owned()));
    hang(id, true);
    with(|live| {
        let title = live.shown.item(id).map_or(String::new(), |(_, item, _)| item.title.clone());
        tell(&format!("{title} diangkat. Panah memindahkan, spasi menaruh, Esc membatalkan."));
    });
}

fn put_down(id: &str, keep: bool) {
    LIFTED.with(|place| *place.borrow_mut() = None);
    preview("");
    hang(id, false);
    let edit = with(|live| {
        let after = live.lifted.take();
        let edit = after.filter(|_| keep).and_then(|after| {
            let (day, item) = after.item(id)?;
            Some(Edit::Move {
                item: id.to_owned(),
                day: day.id.clone(),
                place: item.place.clone(),
                after: day.before(id),
            })
        });
        if edit.is_none() {
            live.refresh();
            tell(if keep { "Ditaruh di tempat semula." } else { "Dibatalkan; acara kembali ke tempat semula." });
        }
        edit
    });
    if let Some(edit) = edit.flatten() {
        now(edit);
    }
    follow(id);
}
