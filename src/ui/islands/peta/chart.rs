//! What the live map knows: the data, the question, the view, and how the finished drawing lies in the window.

use crate::domain::geometry::{Bounds, Spot};
use crate::domain::map::listing::{self, Listing};
use crate::domain::map::place::bounds_of;
use crate::domain::map::view::FITTED;
use crate::domain::map::{Atlas, Place, Places, Query, Scale, Sheet, Size, View};

/// The page's path.
pub const PATH: &str = "/peta";

/// The map's state, free of the browser.
pub struct Chart {
    places: Places,
    atlas: Atlas,
    /// What is asked; its view is put in only when an address is made.
    pub query: Query,
    /// The view that the finished drawing was made for.
    pub drawn: View,
    /// The view that is shown, by moving the finished drawing.
    pub view: View,
    /// The size of the window.
    pub window: Size,
    /// Whether the view is the person's own, so that list and address follow it.
    pub own_view: bool,
}

impl Chart {
    /// A chart that shows what the page shows.
    pub fn new(places: Places, atlas: Atlas, query: Query, view: View, window: Size) -> Self {
        let own_view = query.bounds.is_some();
        let query = query.looking_at(None, None);
        Self { places, atlas, query, drawn: view, view, window, own_view }
    }

    /// What is drawn around the window, so that it can be moved: four tenths of the window on every side.
    pub fn frame(&self) -> Size {
        // Even numbers: half of them are whole pixels, which keeps lines sharp.
        let even = |length: f64| (length * 0.9).round() * 2.0;
        Size { width: even(self.window.width), height: even(self.window.height) }
    }

    /// Where the finished drawing lies now: the way of its middle from the window's, and how much larger it is shown.
    pub fn offset(&self) -> (Spot, f64) {
        (self.view.spot(self.drawn.centre), (self.view.zoom - self.drawn.zoom).exp2())
    }

    /// Whether the finished drawing no longer covers the window.
    pub fn is_worn(&self) -> bool {
        let (offset, scale) = self.offset();
        let frame = self.frame();
        let bare = |reach: f64, frame: f64, window: f64| reach.abs() + window / 2.0 > frame / 2.0 * scale;
        bare(offset.x, frame.width, self.window.width)
            || bare(offset.y, frame.height, self.window.height)
            || scale > 3.0
    }

    /// The question with the view in it, as the address has it.
    pub fn asked(&self) -> Query {
        if self.own_view {
            self.query.looking_at(Some(self.view.bounds(self.window)), Some(self.view.zoom))
        } else {
            self.query.clone()
        }
    }

    /// Draws the view.
    pub fn draw(&mut self) -> String {
        let asked = self.asked();
        self.drawn = self.view;
        let answering = self.places.answering(&self.query);
        Sheet {
            view: self.view,
            frame: self.frame(),
            window: self.window,
            atlas: &self.atlas,
            places: &answering,
            query: &asked,
            path: PATH,
        }
        .svg()
    }

    /// The bar under the view.
    pub fn scale(&self) -> String {
        Scale::of(self.view).svg()
    }

    /// Summary and list, in step with the view.
    pub fn list(&self) -> (String, String) {
        let answering = self.places.answering(&self.query);
        let list = Listing::new(&answering, self.own_view.then(|| self.view.bounds(self.window)));
        (list.summary(), list.html(&self.query, PATH))
    }

    /// The card of what is chosen.
    pub fn card(&self) -> String {
        listing::card(&self.asked(), &self.places, PATH)
    }

    /// The view that shows everything that answers.
    pub fn home(&self) -> View {
        let query = self.query.choosing(Vec::new());
        View::opening(&query, &self.places.answering(&query), &self.atlas, self.window)
    }

    /// The nearest view around a box.
    pub fn around(&self, bounds: Bounds) -> View {
        View::fitting(bounds, self.window, 64.0, 15.0)
    }

    /// The box around the chosen libraries.
    pub fn chosen_bounds(&self) -> Option<Bounds> {
        bounds_of(self.query.chosen.iter().filter_map(|slug| self.places.by_slug(slug)))
    }

    /// Where to look for what was chosen in the list: here when it can be seen well, else around it.
    pub fn towards_chosen(&self) -> Option<View> {
        let bounds = self.chosen_bounds()?;
        let spot = self.view.spot(bounds.centre());
        let seen = spot.x.abs() < self.window.width / 2.0 - 40.0 && spot.y.abs() < self.window.height / 2.0 - 40.0;
        if seen { None } else { Some(View::new(bounds.centre(), self.view.zoom.clamp(10.0, FITTED))) }
    }

    /// Whether some of what answers can be seen.
    pub fn shows_some(&self) -> bool {
        let seen = self.view.bounds(self.window);
        let answering = self.places.answering(&self.query);
        let drawn = |place: &&Place| place.drawn_at();
        answering.iter().filter_map(drawn).any(|point| seen.holds(point))
            || !answering.iter().any(|place| drawn(place).is_some())
    }

    /// Whether a district is known.
    pub fn has_answer(&self) -> bool {
        !self.places.answering(&self.query).is_empty()
    }
}
