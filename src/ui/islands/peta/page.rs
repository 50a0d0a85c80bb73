//! The page's parts under the hands: events in, transforms and fresh drawings out.

mod ask;
mod near;
mod under;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::futures::{JsFuture, spawn_local};
use wasm_bindgen::prelude::*;
use web_sys::{
    AddEventListenerOptions, Element, Event, FocusOptions, HtmlElement, HtmlInputElement, HtmlSelectElement,
    KeyboardEvent, MouseEvent, PointerEvent, Response, WheelEvent, window,
};

use crate::domain::geometry::{Bounds, Point, Spot, decimal, fixed};
use crate::domain::map::query::NAMES;
use crate::domain::map::{Parcel, Query, Size, Tiles, View};

use super::chart::Chart;
use super::gesture::{Asked, Ended, Hands, Motion};

/// How far an arrow key moves the map, px.
const STRIDE: f64 = 90.0;

/// Fetches the data and takes the page over. When that fails the page stays as it is: it works by links.
pub fn start(root: Element) {
    spawn_local(async move {
        let Some(page) = Page::take_over(root).await else { return };
        Rc::new(page).listen();
    });
}

async fn fetch(source: &str) -> Option<Parcel> {
    let answer: Response = JsFuture::from(window()?.fetch_with_str(source)).await.ok()?.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    Some(Parcel::read(&text))
}

/// What the browser calls before it paints.
type OnFrame = Closure<dyn FnMut(f64)>;

/// The live page.
struct Page {
    root: Element,
    view: HtmlElement,
    stage: HtmlElement,
    /// The drawing in the stage; what lies under it is beside it.
    over: Element,
    under: Element,
    scale: Element,
    summary: Element,
    results: Element,
    card: Element,
    form: Element,
    /// Where data comes from.
    source: String,
    /// The middle of the window is a place that is being chosen.
    pick: bool,
    chart: RefCell<Chart>,
    hands: RefCell<Hands>,
    motion: Cell<Option<Motion>>,
    /// Where a running zoom ends, so that turns of the wheel add up.
    aim: Cell<Option<f64>>,
    /// A picture is asked for already.
    planned: Cell<bool>,
    /// The click that follows a drag is not meant.
    dragged: Cell<bool>,
    /// Draw anew once everything stands still.
    stale: Cell<bool>,
    /// The question is a new one, whose answers are not here yet.
    fresh: Cell<bool>,
    /// The next address is a step that Back leads back from.
    step: Cell<bool>,
    /// Numbers what was asked of the server and the timers: only the last one counts.
    turn: Cell<u32>,
    /// Tiles that came, and tiles that did not.
    came: Cell<u32>,
    failed: RefCell<Vec<String>>,
    frame: RefCell<Option<OnFrame>>,
}

impl Page {
    async fn take_over(root: Element) -> Option<Self> {
        let find = |selector: &str| root.query_selector(selector).ok().flatten();
        let whole = find("[data-source]")?;
        let source = whole.get_attribute("data-source")?;
        let view: HtmlElement = find(".map-view")?.dyn_into().ok()?;
        let window_size = size(&view);
        // The style sheet shows one of the page's drawings; the live map goes on with that one.
        let (shown, hidden) = if is_shown(&find(".map-stage.map-wide")?) {
            ("map-wide", "map-narrow")
        } else {
            ("map-narrow", "map-wide")
        };
        let stage: HtmlElement = find(&format!(".map-stage.{shown}"))?.dyn_into().ok()?;
        let number = |name: &str| decimal(&stage.get_attribute(name)?);
        let at = View::new(Point { lon: number("data-lon")?, lat: number("data-lat")? }, number("data-z")?);
        let query = address();
        let path = window()?.location().pathname().ok()?;
        let mut chart = Chart::new(Parcel::default(), query, path, at, window_size);
        let parcel = if whole.has_attribute("data-part") {
            let asked = chart.query.looking_at(Some(at.bounds(chart.frame())), Some(at.zoom));
            fetch(&asked.address(&source)).await?
        } else {
            fetch(&source).await?
        };
        let (query, path) = (chart.asked(), window()?.location().pathname().ok()?);
        chart = Chart::new(parcel, query, path, at, window_size);
        chart.tiles = whole.get_attribute("data-tiles").map(|url| Tiles {
            url,
            nearest: whole.get_attribute("data-nearest").and_then(|zoom| zoom.parse().ok()).unwrap_or(19),
        });
        let scale = find(&format!(".map-scale-box.{shown}"))?;
        for part in ["map-stage", "map-scale-box", "map-tools"] {
            if let Some(other) = find(&format!(".{part}.{hidden}")) {
                other.remove();
            }
            if let Some(own) = find(&format!(".{part}.{shown}")) {
                let _ = own.class_list().remove_1(shown);
            }
        }
        let document = window()?.document()?;
        let (under, over) = (document.create_element("div").ok()?, document.create_element("div").ok()?);
        let drawing = find(".map-svg")?;
        let _ = over.append_child(&drawing);
        stage.set_inner_html("");
        let _ = stage.append_child(&under);
        let _ = stage.append_child(&over);
        Some(Self {
            scale,
            summary: find(".map-summary")?,
            results: find(".map-results")?,
            card: find(".map-chosen")?,
            form: find("form.map-filter")?,
            pick: whole.has_attribute("data-pick"),
            source,
            view,
            stage,
            over,
            under,
            chart: RefCell::new(chart),
            hands: RefCell::default(),
            motion: Cell::new(None),
            aim: Cell::new(None),
            planned: Cell::new(false),
            dragged: Cell::new(false),
            stale: Cell::new(false),
            fresh: Cell::new(false),
            step: Cell::new(false),
            turn: Cell::new(0),
            came: Cell::new(0),
            failed: RefCell::default(),
            frame: RefCell::new(None),
            root,
        })
    }

    /// Attaches the page to its events, for as long as it is open.
    fn listen(self: Rc<Self>) {
        let page = self.clone();
        *self.frame.borrow_mut() = Some(Closure::new(move |time| page.tick(time)));
        self.on(&self.view, "pointerdown", |page, event: PointerEvent| page.pointer_down(&event));
        self.on(&self.view, "pointermove", |page, event: PointerEvent| page.pointer_moved(&event));
        self.on(&self.view, "pointerup", |page, event: PointerEvent| page.pointer_up(&event));
        self.on(&self.view, "pointercancel", |page, event: PointerEvent| page.pointer_up(&event));
        self.on(&self.view, "wheel", |page, event: WheelEvent| page.wheel(&event));
        self.on(&self.view, "keydown", |page, event: KeyboardEvent| page.key(&event));
        self.on(&self.view, "dragstart", |_, event: Event| event.prevent_default());
        self.on(&self.view, "scroll", |page, _: Event| page.scrolled());
        self.on(&self.root, "click", |page, event: MouseEvent| page.click(&event));
        self.on(&self.form, "input", |page, event: Event| page.typed(&event));
        self.on(&self.form, "change", |page, event: Event| page.changed(&event));
        self.on(&self.form, "submit", |page, event: Event| {
            event.prevent_default();
            page.asked(false);
        });
        if let Some(window) = window() {
            self.on(&window, "resize", |page, _: Event| page.resized());
            self.on(&window, "popstate", |page, _: Event| page.back());
        }
        self.watch();
        self.lay();
        let card = self.chart.borrow().card();
        self.show_card(&card);
        let _ = self.root.set_attribute("data-live", "");
    }

    fn on<E: JsCast + 'static>(self: &Rc<Self>, target: &web_sys::EventTarget, name: &str, act: fn(&Rc<Self>, E)) {
        let page = self.clone();
        let heard = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            if let Ok(event) = event.dyn_into::<E>() {
                act(&page, event);
            }
        });
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        // Pictures tell of themselves to nobody above them; they are overheard.
        options.set_capture(matches!(name, "load" | "error"));
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            heard.as_ref().unchecked_ref(),
            &options,
        );
        // The page's own life.
        heard.forget();
    }

    // Hands --------------------------------------------------------------------------------------------------------

    /// A place in the window, px from its middle.
    fn spot(&self, event: &MouseEvent) -> Spot {
        let edge = self.view.get_bounding_client_rect();
        Spot {
            x: f64::from(event.client_x()) - edge.left() - edge.width() / 2.0,
            y: f64::from(event.client_y()) - edge.top() - edge.height() / 2.0,
        }
    }

    fn pointer_down(self: &Rc<Self>, event: &PointerEvent) {
        if event.button() != 0 || on_tools(event) {
            return;
        }
        self.motion.set(None);
        self.aim.set(None);
        self.dragged.set(false);
        self.hands.borrow_mut().down(event.pointer_id(), self.spot(event));
    }

    fn pointer_moved(self: &Rc<Self>, event: &PointerEvent) {
        let view = self.chart.borrow().view;
        let asked = self.hands.borrow_mut().moved(event.pointer_id(), self.spot(event), event.time_stamp(), view);
        match asked {
            Asked::Nothing => {}
            Asked::Capture => {
                // Only now: a pointer captured from the start would take the click away from the link under it.
                let _ = self.view.set_pointer_capture(event.pointer_id());
                let _ = self.view.class_list().add_1("is-held");
            }
            Asked::Show(view) => self.show(view),
        }
    }

    fn pointer_up(self: &Rc<Self>, event: &PointerEvent) {
        let ended = self.hands.borrow_mut().up(event.pointer_id(), self.spot(event), event.time_stamp());
        match ended {
            Ended::Held => {}
            Ended::Tap => self.plan(),
            Ended::DoubleTap(spot) => {
                if link_of(event).is_none() {
                    self.zoom_by(1.0, spot, event.time_stamp());
                }
            }
            Ended::Drag => {
                let _ = self.view.class_list().remove_1("is-held");
                self.dragged.set(true);
                if let Some(speed) = self.hands.borrow().flick(event.time_stamp()).filter(|_| !still_wanted()) {
                    self.motion.set(Some(Motion::Glide { speed, last: event.time_stamp() }));
                }
                self.plan();
            }
        }
    }

    fn wheel(self: &Rc<Self>, event: &WheelEvent) {
        event.prevent_default();
        // Lines and pages as pixels; a pinch on a touchpad comes as a wheel with Ctrl and in small steps.
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => 24.0,
            WheelEvent::DOM_DELTA_PAGE => 400.0,
            _ => 1.0,
        };
        let step = -event.delta_y() * unit * if event.ctrl_key() { 0.012 } else { 0.0035 };
        self.zoom_by(step.clamp(-1.5, 1.5), self.spot(event), event.time_stamp());
    }

    fn key(self: &Rc<Self>, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let now = event.time_stamp();
        let middle = Spot::default();
        let step = |x: f64, y: f64| Some(Spot { x: x * STRIDE, y: y * STRIDE });
        let stride = match event.key().as_str() {
            "ArrowLeft" => step(-1.0, 0.0),
            "ArrowRight" => step(1.0, 0.0),
            "ArrowUp" => step(0.0, -1.0),
            "ArrowDown" => step(0.0, 1.0),
            "+" | "=" => {
                self.zoom_by(1.0, middle, now);
                None
            }
            "-" | "_" => {
                self.zoom_by(-1.0, middle, now);
                None
            }
            "Home" => {
                self.go_home(now);
                None
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(stride) = stride {
            self.motion.set(None);
            let view = self.chart.borrow().view.moved(stride);
            self.show(view);
        }
    }

    /// The focus has moved to a mark outside of the window and the browser wants to scroll there: the map goes instead.
    fn scrolled(self: &Rc<Self>) {
        if self.view.scroll_left() == 0 && self.view.scroll_top() == 0 {
            return;
        }
        self.view.set_scroll_left(0);
        self.view.set_scroll_top(0);
        let Some(focused) = active() else { return };
        let (mark, edge) = (focused.get_bounding_client_rect(), self.view.get_bounding_client_rect());
        let spot = Spot {
            x: mark.left() + mark.width() / 2.0 - edge.left() - edge.width() / 2.0,
            y: mark.top() + mark.height() / 2.0 - edge.top() - edge.height() / 2.0,
        };
        let view = self.chart.borrow().view.moved(spot);
        self.show(view);
    }

    // Clicks and questions ---------------------------------------------------------------------------------------------

    fn click(self: &Rc<Self>, event: &MouseEvent) {
        if self.dragged.replace(false)
            && self.view.contains(event.target().and_then(|t| t.dyn_into::<web_sys::Node>().ok()).as_ref())
        {
            event.prevent_default();
            return;
        }
        if event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0 {
            return;
        }
        let now = event.time_stamp();
        let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let pressed =
            |selector: &str| pressed.as_ref().and_then(|target| target.closest(selector).ok().flatten()).is_some();
        if pressed("[data-near]") {
            return self.look_around();
        }
        if pressed("[data-play]") {
            return self.play();
        }
        if pressed("[data-share]") {
            event.prevent_default();
            return self.share();
        }
        let Some(link) = link_of(event) else { return };
        let value = |name: &str| link.get_attribute(name);
        let bounds = value("data-bbox").and_then(|text| Bounds::parse(&text));
        if let Some(what) = value("data-zoom") {
            match what.as_str() {
                "in" => self.zoom_by(1.0, Spot::default(), now),
                "out" => self.zoom_by(-1.0, Spot::default(), now),
                _ => self.go_home(now),
            }
        } else if let Some(slug) = value("data-slug") {
            let from_list = link.closest(".map-list").ok().flatten().is_some();
            self.choose(vec![slug], from_list, now);
        } else if let Some(code) = value("data-kec") {
            self.fill("kec", &code);
            self.asked(true);
        } else if let Some(bounds) = bounds {
            let stack = link_query(&link).chosen;
            if stack.is_empty() {
                let view = self.chart.borrow().around(bounds);
                self.step.set(true);
                self.travel(view, now);
            } else {
                self.choose(stack, false, now);
            }
        } else if link.has_attribute("data-close") {
            self.choose(Vec::new(), false, now);
        } else if link.has_attribute("data-home") {
            if !self.chart.borrow().has_answer() {
                self.show_question(&Query::default());
                self.asked(true);
            }
            self.go_home(now);
        } else {
            return;
        }
        event.prevent_default();
    }

    fn choose(self: &Rc<Self>, slugs: Vec<String>, from_list: bool, now: f64) {
        let (card, towards) = {
            let mut chart = self.chart.borrow_mut();
            chart.query.chosen = slugs;
            (chart.card(), if from_list { chart.towards_chosen() } else { None })
        };
        self.show_card(&card);
        self.step.set(true);
        self.stale.set(true);
        if let Some(view) = towards {
            self.travel(view, now);
        }
        self.plan();
        // On a phone the card stands under the map and the list under the card: what was chosen comes into sight.
        let edge = if from_list { Some(self.view.get_bounding_client_rect()) } else { None };
        if edge.is_some_and(|edge| edge.bottom() < 120.0) {
            self.view.scroll_into_view();
        }
    }

    // Movement -------------------------------------------------------------------------------------------------------

    fn go_home(self: &Rc<Self>, now: f64) {
        let view = {
            let mut chart = self.chart.borrow_mut();
            chart.own_view = false;
            chart.home()
        };
        self.travel_as(view, now, false);
    }

    fn travel(self: &Rc<Self>, to: View, now: f64) {
        self.travel_as(to, now, true);
    }

    fn travel_as(self: &Rc<Self>, to: View, now: f64, own: bool) {
        let from = self.chart.borrow().view;
        self.chart.borrow_mut().own_view = own;
        self.aim.set(None);
        self.stale.set(true);
        if still_wanted() {
            self.chart.borrow_mut().view = to;
        } else {
            self.motion.set(Some(Motion::Travel { from, to, began: now }));
        }
        self.plan();
    }

    fn zoom_by(self: &Rc<Self>, step: f64, about: Spot, now: f64) {
        let view = self.chart.borrow().view;
        let to = View::new(view.centre, self.aim.get().unwrap_or(view.zoom) + step).zoom;
        self.chart.borrow_mut().own_view = true;
        self.stale.set(true);
        if still_wanted() {
            self.chart.borrow_mut().view = view.zoomed(to, about);
        } else {
            self.aim.set(Some(to));
            self.motion.set(Some(Motion::Zoom { from: view, to, about, began: now }));
        }
        self.plan();
    }

    fn show(self: &Rc<Self>, view: View) {
        {
            let mut chart = self.chart.borrow_mut();
            chart.view = view;
            chart.own_view = true;
        }
        self.stale.set(true);
        self.plan();
    }

    fn resized(self: &Rc<Self>) {
        let now = size(&self.view);
        let changed = {
            let mut chart = self.chart.borrow_mut();
            let changed = chart.window != now;
            chart.window = now;
            changed
        };
        if changed {
            self.stale.set(true);
            self.plan();
        }
    }

    /// Asks for a picture at the browser's next turn.
    fn plan(&self) {
        if self.planned.replace(true) {
            return;
        }
        if let (Some(window), Some(frame)) = (window(), self.frame.borrow().as_ref()) {
            let _ = window.request_animation_frame(frame.as_ref().unchecked_ref());
        }
    }

    /// One picture: the motion goes on, the drawing is moved, and drawn anew when it stands still or no longer covers the window.
    fn tick(self: &Rc<Self>, time: f64) {
        self.planned.set(false);
        if let Some(motion) = self.motion.get() {
            let (view, left) = motion.at(time, self.chart.borrow().view);
            self.chart.borrow_mut().view = view;
            self.motion.set(left);
            if left.is_none() {
                self.aim.set(None);
            }
        }
        let moving = self.motion.get().is_some() || self.hands.borrow().hold();
        if self.stale.get() && (!moving || self.chart.borrow().is_worn()) {
            self.redraw();
        }
        self.place();
        if moving {
            if self.motion.get().is_some() {
                self.plan();
            }
        } else if self.stale.replace(false) {
            self.tell();
            self.load();
        }
    }

    /// Moves the finished drawing to where the view wants it.
    fn place(&self) {
        let (offset, scale) = self.chart.borrow().offset();
        let moved = if offset == Spot::default() && (scale - 1.0).abs() < f64::EPSILON {
            "none".to_owned()
        } else {
            format!("translate({}px,{}px) scale({})", fixed(offset.x, 2), fixed(offset.y, 2), fixed(scale, 5))
        };
        let _ = self.stage.style().set_property("transform", &moved);
    }

    fn redraw(&self) {
        let focused = active().filter(|element| self.stage.contains(Some(element))).and_then(|element| {
            ["data-slug", "data-kec", "data-bbox"]
                .into_iter()
                .find_map(|name| Some(format!("[{name}=\"{}\"]", element.get_attribute(name)?)))
        });
        let svg = self.chart.borrow_mut().draw();
        self.over.set_inner_html(&svg);
        self.lay();
        self.scale.set_inner_html(&self.chart.borrow().scale());
        if let Some(selector) = focused
            && let Ok(Some(element)) = self.stage.query_selector(&selector)
        {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.unchecked_into::<HtmlElement>().focus_with_options(&options);
        }
    }
}

/// The window's size in whole pixels.
fn size(view: &HtmlElement) -> Size {
    Size { width: f64::from(view.client_width().max(1)), height: f64::from(view.client_height().max(1)) }
}

fn is_shown(element: &Element) -> bool {
    element.get_bounding_client_rect().width() > 0.0
}

fn active() -> Option<Element> {
    window()?.document()?.active_element()
}

/// Now, by the clock of events and pictures.
fn now() -> f64 {
    Event::new("now").map_or(0.0, |event| event.time_stamp())
}

/// The link that was pressed.
fn link_of(event: &Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest("a").ok().flatten()
}

fn on_tools(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.and_then(|target| target.closest(".map-tools").ok().flatten()).is_some()
}

/// What a link asks for.
fn link_query(link: &Element) -> Query {
    parsed(link.get_attribute("href").unwrap_or_default().split_once('?').map_or("", |(_, query)| query))
}

/// What the page's address asks for.
fn address() -> Query {
    parsed(window().and_then(|window| window.location().search().ok()).unwrap_or_default().trim_start_matches('?'))
}

fn parsed(query: &str) -> Query {
    let query = query.split('#').next().unwrap_or_default();
    let Ok(params) = web_sys::UrlSearchParams::new_with_str(query) else { return Query::default() };
    read(&params)
}

fn read(params: &web_sys::UrlSearchParams) -> Query {
    let values: Vec<(&str, String)> = NAMES
        .into_iter()
        .map(|name| (name, String::from(params.get_all(name).join(","))))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    Query::read(values.iter().map(|(name, value)| (*name, value.as_str())))
}

/// Whether the person has asked for less motion.
fn still_wanted() -> bool {
    let query = window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    query.is_some_and(|query| query.matches())
}
