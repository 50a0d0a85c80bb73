//! What the live map knows: the data, the question, the view, and how the finished drawing lies in the window.

use crate::domain::geometry::{Bounds, Point, Spot};
use crate::domain::map::listing::{self, Listing};
use crate::domain::map::place::bounds_of;
use crate::domain::map::view::FITTED;
use crate::domain::map::{Atlas, Parcel, Part, Place, Places, Query, Reach, Scale, Sheet, Size, Sum, Tiles, View};

/// The map's state, free of the browser.
pub struct Chart {
    places: Places,
    sums: Vec<Sum>,
    shades: Vec<(String, u8)>,
    /// The map is a large one, of which only a part is here.
    pub part: Option<Part>,
    /// The part that is here: its question, box and zoom.
    loaded: Option<(Query, Bounds, f64)>,
    atlas: Atlas,
    /// The page's path.
    path: String,
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
    /// Only libraries replicated by the end of this year are shown: the play through the years.
    pub until: Option<u16>,
    /// Where the phone is, and how surely, metres.
    pub here: Option<(Point, f64)>,
    /// What lies under the drawing.
    pub tiles: Option<Tiles>,
}

impl Chart {
    /// A chart that shows what the page shows.
    pub fn new(parcel: Parcel, query: Query, path: String, view: View, window: Size) -> Self {
        let own_view = query.bounds.is_some();
        let query = query.looking_at(None, None);
        let atlas = Atlas::from(&parcel.boundaries);
        let mut chart = Self {
            places: Places::default(),
            sums: Vec::new(),
            shades: Vec::new(),
            part: None,
            loaded: None,
            atlas,
            path,
            query,
            drawn: view,
            view,
            window,
            own_view,
            until: None,
            here: None,
            tiles: None,
        };
        let asked = chart.query.looking_at(Some(chart.reaching()), Some(view.zoom));
        chart.take(parcel, &asked);
        chart
    }

    /// Takes in the data that was asked for.
    pub fn take(&mut self, parcel: Parcel, asked: &Query) {
        let view = asked.bounds.zip(asked.zoom).filter(|_| parcel.part.is_some());
        self.loaded = view.map(|(bounds, zoom)| (asked.looking_at(None, None), bounds, zoom));
        self.places = Places::new(parcel.places);
        self.sums = parcel.sums;
        self.shades = parcel.shades;
        self.part = parcel.part;
    }

    /// The box that a part is asked for: what is drawn.
    fn reaching(&self) -> Bounds {
        self.view.bounds(self.frame())
    }

    /// The question about the part that is needed; nothing while what is here will do.
    pub fn wanted(&self) -> Option<Query> {
        let (query, bounds, zoom) = self.loaded.as_ref()?;
        let seen = self.view.bounds(self.window);
        let near = (self.view.zoom - zoom).abs() < 0.4;
        let covered = bounds.west <= seen.west
            && bounds.east >= seen.east
            && bounds.south <= seen.south
            && bounds.north >= seen.north;
        (!near || !covered || *query != self.query)
            .then(|| self.query.looking_at(Some(self.reaching()), Some(self.view.zoom)))
    }

    fn answering(&self) -> Vec<&Place> {
        if self.part.is_some() {
            return self.places.all().iter().collect();
        }
        let by_then = |place: &&Place| self.until.is_none_or(|until| place.year.is_some_and(|year| year <= until));
        self.places.answering(&self.query).into_iter().filter(by_then).collect()
    }

    /// The first and the last year in which a library was replicated; nothing when they are not two.
    pub fn years(&self) -> Option<(u16, u16)> {
        let years = || self.places.all().iter().filter_map(|place| place.year);
        years().min().zip(years().max()).filter(|(first, last)| first < last)
    }

    /// How many libraries are shown.
    pub fn count(&self) -> usize {
        self.answering().len()
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

    /// The page's address for what is shown.
    pub fn address(&self) -> String {
        self.asked().address(&self.path)
    }

    /// Draws the view.
    pub fn draw(&mut self) -> String {
        let asked = self.asked();
        self.drawn = self.view;
        let answering = self.answering();
        let mut svg = Sheet {
            view: self.view,
            frame: self.frame(),
            window: self.window,
            atlas: &self.atlas,
            places: &answering,
            sums: &self.sums,
            shades: &self.shades,
            query: &asked,
            path: &self.path,
        }
        .svg();
        if let Some((here, metres)) = self.here {
            let end = svg.len() - "</svg>".len();
            svg.insert_str(end, &listing::here(self.view, here, metres));
        }
        svg
    }

    /// The bar under the view.
    pub fn scale(&self) -> String {
        Scale::of(self.view).svg()
    }

    /// Summary and list, in step with the view.
    pub fn list(&self) -> (String, String) {
        let answering = self.answering();
        let seen = self.view.bounds(self.window);
        let list = match self.part {
            Some(part) => Listing::of_part(&answering, &self.sums, part, seen),
            None => Listing::new(&answering, self.own_view.then_some(seen)),
        };
        let list = match self.here {
            Some((here, _)) => list.near(here),
            None => list,
        };
        (list.summary(), list.html(&self.query, &self.path))
    }

    /// The card of what is chosen.
    pub fn card(&self) -> String {
        listing::card(&self.asked(), &self.places, &self.path)
    }

    /// The view that shows everything that answers.
    pub fn home(&self) -> View {
        self.opening(&self.query.choosing(Vec::new()))
    }

    /// The view that a question opens with.
    pub fn opening(&self, query: &Query) -> View {
        let reach = match self.part {
            Some(part) => Reach { chosen: None, all: part.bounds },
            None => Reach::of(&self.places.answering(query), query),
        };
        View::opening(query, reach, &self.atlas, self.window)
    }

    /// The nearest view around a box.
    pub fn around(&self, bounds: Bounds) -> View {
        View::fitting(bounds, self.window, 64.0, 15.0)
    }

    /// The view that shows where the phone is and the libraries nearest to it.
    pub fn nearest(&self, here: Point) -> View {
        let mut near = Listing::new(&self.answering(), None).near(here).shown;
        near.truncate(3);
        let at = Bounds { west: here.lon, south: here.lat, east: here.lon, north: here.lat };
        match bounds_of(near).filter(|_| self.part.is_none()) {
            Some(bounds) => View::fitting(bounds.with(at), self.window, 64.0, FITTED),
            None => View::new(here, 11.0),
        }
    }

    /// The box around the chosen libraries.
    fn chosen_bounds(&self) -> Option<Bounds> {
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
        let answering = self.answering();
        let drawn = |place: &&Place| place.drawn_at();
        self.part.is_some()
            || answering.iter().filter_map(drawn).any(|point| seen.holds(point))
            || !answering.iter().any(|place| drawn(place).is_some())
    }

    /// Whether anything answers.
    pub fn has_answer(&self) -> bool {
        self.part.map_or(self.count(), |part| part.total) > 0
    }
}
