//! The drawer: a view, boundaries and libraries in, SVG out. No colours here: every part has a class for the style sheet.

use std::fmt::Write as _;

use crate::domain::geometry::{Bounds, Point, Spot, fixed, simplified};
use crate::domain::library::Precision;
use crate::domain::number::whole;

use super::atlas::{Atlas, Leg};
use super::ink::{Frame, Pen, escape, escaped, px};
use super::label::{Patch, Room};
use super::mark::{self, Mark, gathered, gathered_sums};
use super::order::sort;
use super::place::Place;
use super::query::Query;
use super::sum::Sum;
use super::view::{Size, View};

/// Corners nearer to a line than this are not drawn, px.
const FINE: f64 = 0.7;
/// Room around what is drawn, so that cut edges and half symbols stay out of sight, px.
const BLEED: f64 = 30.0;
/// From this zoom on village limits are drawn.
const VILLAGE_LINES: f64 = 8.0;
/// From this zoom on villages have names.
const VILLAGE_NAMES: f64 = 11.2;
/// The size of a library's name, px. The style sheet says the same.
const MARK_SIZE: f64 = 13.0;
/// The size of a district's name, px.
const DISTRICT_SIZE: f64 = 15.0;
/// The size of the name under a count, px.
const SUM_SIZE: f64 = 12.0;
/// The size of a village's name, px.
const VILLAGE_SIZE: f64 = 11.0;

/// Everything a picture is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// What is looked at.
    pub view: View,
    /// The size that is drawn; more than the window, so that a finger can move it.
    pub frame: Size,
    /// The part that is surely seen; names are not cut by its edge.
    pub window: Size,
    /// The boundaries; may be empty.
    pub atlas: &'a Atlas,
    /// The libraries to be drawn, already narrowed.
    pub places: &'a [&'a Place],
    /// Counts by code, when there are too many libraries for marks of their own.
    pub sums: &'a [Sum],
    /// The classes of areas in the layer, in the order of their codes; empty: no layer.
    pub shades: &'a [(String, u8)],
    /// What was asked: links carry it on.
    pub query: &'a Query,
    /// The page that the links lead to, `/peta`.
    pub path: &'a str,
}

/// The bar that says how long a kilometre is.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// Length of the bar, px.
    pub width: f64,
    /// "5 km".
    pub words: String,
}

impl Scale {
    /// The longest round length that is at most 96 px long.
    pub fn of(view: View) -> Self {
        let metre = 1.0 / view.metres_per_px();
        let mut metres = 1.0;
        'longest: for power in 0..8 {
            for step in [1.0, 2.0, 5.0] {
                let next = step * 10f64.powi(power);
                if next * metre > 96.0 {
                    break 'longest;
                }
                metres = next;
            }
        }
        // Round lengths are whole numbers.
        let words = if metres < 1000.0 {
            format!("{} m", fixed(metres, 0))
        } else {
            format!("{} km", fixed(metres / 1000.0, 0))
        };
        Self { width: metres * metre, words }
    }

    /// The bar with its words.
    pub fn svg(&self) -> String {
        let (end, words) = (px(self.width + 1.0), &self.words);
        format!(
            r#"<svg class="map-scale" width="104" height="24" role="img" aria-label="Skala: panjang garis {words}"><path class="map-scale-bar" d="M1 16v6H{end}v-6"/><text x="5" y="17">{words}</text></svg>"#
        )
    }
}

/// A drawing on its way.
struct Drawing<'a> {
    sheet: &'a Sheet<'a>,
    frame: Frame,
    seen: Bounds,
    /// Arcs on the picture, drawn once for both of their sides.
    lines: Vec<Option<Vec<Spot>>>,
    out: String,
}

impl Sheet<'_> {
    /// The picture. Its middle is the origin; one unit is one CSS pixel.
    pub fn svg(&self) -> String {
        let frame = Frame::of(self.frame).grown(BLEED);
        let wide = Size { width: self.frame.width + 2.0 * BLEED, height: self.frame.height + 2.0 * BLEED };
        let mut drawing = Drawing {
            sheet: self,
            frame,
            seen: self.view.bounds(wide),
            lines: vec![None; self.atlas.arcs.len()],
            out: String::with_capacity(32_000),
        };
        let marks = gathered(self.places, self.view, frame);
        let mut room = Room::new(Frame::of(self.window));
        // The buttons stand in the upper right corner, the scale and the credit along the lower edge.
        let (right, down) = (self.window.width / 2.0, self.window.height / 2.0);
        room.take(Patch::around(Spot { x: right - 36.0, y: 84.0 - down }, 72.0, 168.0));
        room.take(Patch::around(Spot { x: 0.0, y: down - 14.0 }, self.window.width, 28.0));
        for mark in &marks {
            room.take(Patch::around(drawn_spot(mark), 30.0, 30.0));
        }
        let sums = gathered_sums(self.sums, self.view, frame);
        for (spot, members) in &sums {
            let reach = f64::from(mark::radius(members.iter().map(|sum| sum.count).sum())) * 2.0;
            room.take(Patch::around(*spot, reach, reach));
        }
        drawing.open();
        drawing.grid();
        drawing.districts();
        drawing.homes();
        drawing.borders();
        drawing.names(&marks, &sums, &mut room);
        drawing.out.push_str("</svg>");
        drawing.out
    }
}

/// The middle of a mark's symbol: a pin's head stands above its point.
fn drawn_spot(mark: &Mark<'_>) -> Spot {
    let lift = if let [one] = mark.members.as_slice() { mark::lift(one.precision) } else { 0.0 };
    Spot { x: mark.spot.x, y: mark.spot.y - lift }
}

impl Drawing<'_> {
    /// Writing into a string cannot fail.
    fn put(&mut self, part: std::fmt::Arguments<'_>) {
        let _ = self.out.write_fmt(part);
    }

    fn open(&mut self) {
        let (width, height) = (px(self.sheet.frame.width), px(self.sheet.frame.height));
        let (left, top) = (px(-self.sheet.frame.width / 2.0), px(-self.sheet.frame.height / 2.0));
        self.put(format_args!(
            r#"<svg class="map-svg" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{left} {top} {width} {height}" role="group" aria-label="Peta perpustakaan"><rect class="map-ground" x="{left}" y="{top}" width="{width}" height="{height}"/>"#
        ));
    }

    /// Meridians and parallels at round degrees, so that even a map without boundaries is ruled like a chart.
    fn grid(&mut self) {
        let degrees_per_px = 360.0 / (256.0 * self.sheet.view.zoom.exp2());
        let step = [30.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005]
            .into_iter()
            .take_while(|step| step / degrees_per_px >= 110.0)
            .last()
            .unwrap_or(30.0);
        let (view, frame) = (self.sheet.view, self.sheet.frame);
        let (right, down) = (frame.width / 2.0, frame.height / 2.0);
        let mut pen = Pen::default();
        for number in rounds(self.seen.west, self.seen.east, step) {
            let x = view.spot(Point { lon: number, lat: view.centre.lat }).x;
            if x.abs() <= right {
                pen.line(&[Spot { x, y: -down }, Spot { x, y: down }], false);
            }
        }
        for number in rounds(self.seen.south, self.seen.north, step) {
            let y = view.spot(Point { lon: view.centre.lon, lat: number }).y;
            if y.abs() <= down {
                pen.line(&[Spot { x: -right, y }, Spot { x: right, y }], false);
            }
        }
        self.path("map-grid", pen);
    }

    fn path(&mut self, class: &str, pen: Pen) {
        if !pen.is_empty() {
            self.put(format_args!(r#"<path class="{class}" d="{}"/>"#, pen.path()));
        }
    }

    /// A line of the atlas on the picture.
    fn line(&mut self, arc: usize) -> &[Spot] {
        let sheet = self.sheet;
        self.lines[arc].get_or_insert_with(|| {
            let spots: Vec<Spot> = sheet.atlas.arcs[arc].points.iter().map(|point| sheet.view.spot(*point)).collect();
            simplified(&spots, FINE)
        })
    }

    /// Closed walks over arcs as rings on the picture.
    fn rings(&mut self, walks: &[Vec<Leg>]) -> Vec<Vec<Spot>> {
        walks
            .iter()
            .map(|walk| {
                let mut ring: Vec<Spot> = Vec::new();
                for leg in walk {
                    let line = self.line(leg.arc);
                    // The last spot of an arc is the first of the next.
                    if leg.back {
                        ring.extend(line.iter().rev().take(line.len() - 1));
                    } else {
                        ring.extend(&line[..line.len() - 1]);
                    }
                }
                ring
            })
            .collect()
    }

    fn fill(&mut self, class: &str, walks: &[Vec<Leg>]) {
        let mut pen = Pen::default();
        for ring in self.rings(walks) {
            pen.line(&self.frame.clip_ring(ring), true);
        }
        self.path(class, pen);
    }

    fn districts(&mut self) {
        let atlas = self.sheet.atlas;
        let seen = self.seen;
        let only = self.sheet.query.district.as_deref();
        for district in atlas.districts.iter().filter(|district| district.bounds.meets(seen)) {
            let dim = if only.is_some_and(|code| code != district.code) { " map-dim" } else { "" };
            let class = match self.shade(&district.code) {
                Some(class) => format!("map-land shade-{class}{dim}"),
                None if self.sheet.shades.is_empty() => format!("map-land land-{}{dim}", district.tint),
                None => format!("map-land{dim}"),
            };
            self.fill(&class, &district.rings);
        }
        for area in atlas.areas.iter().filter(|area| area.code.len() > 8 && area.bounds.meets(seen)) {
            if let Some(class) = self.shade(&area.code) {
                self.fill(&format!("map-land shade-{class}"), &area.rings);
            }
        }
    }

    /// The class of an area in the layer.
    fn shade(&self, code: &str) -> Option<u8> {
        let shades = self.sheet.shades;
        let at = shades.binary_search_by(|(known, _)| known.as_str().cmp(code)).ok()?;
        Some(shades[at].1)
    }

    /// The villages that have a library, so that a village point is seen as what it is: somewhere in there.
    fn homes(&mut self) {
        let sheet = self.sheet;
        if !sheet.shades.is_empty() {
            return;
        }
        let seen = self.seen;
        let mut codes: Vec<&str> = sheet.places.iter().map(|place| place.code.as_str()).collect();
        sort(&mut codes, Ord::cmp);
        codes.dedup();
        let mut pens = [Pen::default(), Pen::default()];
        for area in codes.into_iter().filter_map(|code| sheet.atlas.area(code)).filter(|area| area.bounds.meets(seen)) {
            let chosen =
                sheet.places.iter().any(|place| place.code == area.code && sheet.query.chosen.contains(&place.slug));
            for ring in self.rings(&area.rings) {
                pens[usize::from(chosen)].line(&self.frame.clip_ring(ring), true);
            }
        }
        let [plain, chosen] = pens;
        self.path("map-home", plain);
        self.path("map-home map-home-chosen", chosen);
    }

    fn borders(&mut self) {
        let atlas = self.sheet.atlas;
        let (mut inner, mut outer) = (Pen::default(), Pen::default());
        for (number, arc) in atlas.arcs.iter().enumerate() {
            if !arc.bounds.meets(self.seen) || (!arc.outer && self.sheet.view.zoom < VILLAGE_LINES) {
                continue;
            }
            let frame = self.frame;
            for part in frame.clip_line(self.line(number)) {
                if arc.outer { outer.line(&part, false) } else { inner.line(&part, false) }
            }
        }
        self.path("map-line", inner);
        self.path("map-border", outer);
        if let Some(district) = self.sheet.query.district.as_deref().and_then(|code| atlas.district(code)) {
            let mut pen = Pen::default();
            for arc in district.rings.iter().flatten().map(|leg| leg.arc).collect::<Vec<_>>() {
                let frame = self.frame;
                for part in frame.clip_line(self.line(arc)) {
                    pen.line(&part, false);
                }
            }
            self.path("map-border map-border-chosen", pen);
        }
    }

    /// Names and marks. Who comes first gets the room: chosen libraries, districts, other libraries, villages; drawn the other way round.
    fn names(&mut self, marks: &[Mark<'_>], sums: &[(Spot, Vec<&Sum>)], room: &mut Room) {
        let is_chosen =
            |mark: &Mark<'_>| mark.members.iter().any(|place| self.sheet.query.chosen.contains(&place.slug));
        let mut drawn: Vec<(bool, String)> = Vec::new();
        let (first, rest): (Vec<&Mark<'_>>, Vec<&Mark<'_>>) = marks.iter().partition(|mark| is_chosen(mark));
        for mark in first {
            drawn.push((true, self.mark(mark, room)));
        }
        let sums: Vec<String> = sums.iter().map(|(spot, sums)| self.sum(*spot, sums, room)).collect();
        let districts = self.district_names(room);
        let mut others: Vec<String> = rest.into_iter().map(|mark| self.mark(mark, room)).collect();
        let villages = self.village_names(room);
        self.out.push_str(&villages);
        self.out.push_str(&districts);
        others.extend(sums);
        others.extend(drawn.into_iter().map(|(_, text)| text));
        for text in others {
            self.out.push_str(&text);
        }
    }

    fn district_names(&mut self, room: &mut Room) -> String {
        let sheet = self.sheet;
        let mut out = String::new();
        let mut name = |code: &str, name: &str, at: Spot| {
            let href =
                Query { district: Some(code.to_owned()), ..sheet.query.looking_at(None, None).choosing(Vec::new()) }
                    .address(sheet.path);
            let words = escaped(name);
            let _ = write!(
                out,
                r#"<a class="map-district" href="{}" data-kec="{code}" aria-label="Kecamatan {words}"><text x="{}" y="{}">{words}</text></a>"#,
                escaped(&href),
                px(at.x),
                px(at.y + DISTRICT_SIZE * 0.35)
            );
        };
        let seen = self.seen;
        for district in
            sheet.atlas.districts.iter().filter(|district| district.bounds.meets(seen) && !district.name.is_empty())
        {
            let rings = self.rings(&district.rings);
            if let Some(at) = room.within(&rings, &district.name, DISTRICT_SIZE).filter(|at| self.frame.holds(*at)) {
                name(&district.code, &district.name, at);
            }
        }
        if sheet.atlas.areas.is_empty() && sheet.sums.is_empty() {
            // Without boundaries a district's name stands where its libraries are.
            for (code, words, spots) in self.gatherings() {
                let middle =
                    spots.iter().fold(Spot::default(), |sum, spot| Spot { x: sum.x + spot.x, y: sum.y + spot.y });
                #[expect(clippy::cast_precision_loss, reason = "at most some thousand libraries")]
                let count = spots.len() as f64;
                let middle = Spot { x: middle.x / count, y: middle.y / count };
                let free = [0.0, 20.0, 40.0, 60.0]
                    .into_iter()
                    .find_map(|reach| room.below(middle, reach, words, DISTRICT_SIZE * 1.15));
                if let Some((at, _)) = free {
                    name(code, words, Spot { x: at.x, y: at.y - DISTRICT_SIZE * 0.35 });
                }
            }
        }
        out
    }

    /// The districts of the libraries that are drawn: code, name, where their libraries are.
    fn gatherings(&self) -> Vec<(&str, &str, Vec<Spot>)> {
        let mut found: Vec<(&str, &str, Vec<Spot>)> = Vec::new();
        for place in self.sheet.places {
            let Some(spot) = place.drawn_at().map(|point| self.sheet.view.spot(point)) else { continue };
            match found.iter_mut().find(|(code, ..)| *code == place.district_code()) {
                Some((_, _, spots)) => spots.push(spot),
                None => found.push((place.district_code(), place.district.as_str(), vec![spot])),
            }
        }
        found
    }

    fn village_names(&mut self, room: &mut Room) -> String {
        let sheet = self.sheet;
        let mut out = String::new();
        if sheet.view.zoom < VILLAGE_NAMES {
            return out;
        }
        let seen = self.seen;
        for area in sheet.atlas.areas.iter().filter(|area| area.code.len() > 8 && area.bounds.meets(seen)) {
            // Its library already carries the name.
            if sheet.places.iter().any(|place| place.code == area.code && place.short() == area.name) {
                continue;
            }
            let rings = self.rings(&area.rings);
            if let Some(at) = room.within(&rings, &area.name, VILLAGE_SIZE).filter(|at| self.frame.holds(*at)) {
                let _ = write!(
                    out,
                    r#"<text class="map-village" x="{}" y="{}">"#,
                    px(at.x),
                    px(at.y + VILLAGE_SIZE * 0.35)
                );
                escape(&mut out, &area.name);
                out.push_str("</text>");
            }
        }
        out
    }

    /// Counts by code as a link that looks more nearly.
    fn sum(&self, spot: Spot, sums: &[&Sum], room: &mut Room) -> String {
        let sheet = self.sheet;
        let count: usize = sums.iter().map(|sum| sum.count).sum();
        let bounds = sums.iter().filter_map(|sum| sum.bounds).reduce(Bounds::with);
        let names: Vec<&str> = sums.iter().take(4).map(|sum| sum.name.as_str()).collect();
        let more = sums.len() - names.len();
        let names = if more == 0 { names.join(", ") } else { format!("{}, dan {more} lagi", names.join(", ")) };
        let href = sheet.query.looking_at(bounds, None).choosing(Vec::new()).address(sheet.path);
        let mut out = format!(
            r#"<a class="mark mark-group" href="{}" data-bbox="{}" transform="translate({} {})" aria-label="{}: {} perpustakaan. Perbesar.">{}"#,
            escaped(&href),
            bounds.map(|bounds| bounds.to_string()).unwrap_or_default(),
            px(spot.x),
            px(spot.y),
            escaped(&names),
            whole(i64::try_from(count).unwrap_or(i64::MAX)),
            mark::count(count),
        );
        let words = match sums {
            [one] => one.name.clone(),
            _ => format!("{} {}", sums.len(), Sum::level(&sums[0].code)),
        };
        if let Some((at, anchor)) = room.below(spot, f64::from(mark::radius(count)), &words, SUM_SIZE) {
            let (x, y) = (px(at.x - spot.x), px(at.y - spot.y));
            let _ =
                write!(out, r#"<text class="mark-name {}" x="{x}" y="{y}">{}</text>"#, anchor.class(), escaped(&words));
        }
        out.push_str("</a>");
        out
    }

    /// A mark as a link: one library opens its card, several are looked at more nearly, or listed when no nearer view parts them.
    fn mark(&self, mark: &Mark<'_>, room: &mut Room) -> String {
        let sheet = self.sheet;
        let here = |chosen: Vec<String>| {
            let query = sheet.query.choosing(chosen);
            format!("{}#pilihan", query.address(sheet.path))
        };
        let (x, y) = (px(mark.spot.x), px(mark.spot.y));
        let mut out = String::with_capacity(600);
        if let [place] = mark.members.as_slice() {
            let chosen = sheet.query.chosen.contains(&place.slug);
            let _ = write!(
                out,
                r#"<a class="mark {}{}" href="{}" data-slug="{}" transform="translate({x} {y})" aria-label="{}{}">"#,
                mark::class(place.kind),
                if chosen { " mark-chosen" } else { "" },
                escaped(&here(vec![place.slug.clone()])),
                escaped(&place.slug),
                escaped(&place.name),
                if place.precision == Precision::Building { "" } else { ", titik perkiraan di dalam desa" },
            );
            let lift = mark::lift(place.precision);
            let _ = write!(out, r#"<circle class="mark-target" cy="{}" r="22"/>"#, px(-lift));
            out.push_str(&mark::symbol(place.kind, place.precision));
            let symbol = drawn_spot(mark);
            if let Some((at, anchor)) = room.beside(symbol, 14.0, place.short(), MARK_SIZE) {
                let _ = write!(
                    out,
                    r#"<text class="mark-name {}" x="{}" y="{}">"#,
                    anchor.class(),
                    px(at.x - mark.spot.x),
                    px(at.y - mark.spot.y)
                );
                escape(&mut out, place.short());
                out.push_str("</text>");
            }
            out.push_str("</a>");
            return out;
        }
        let slugs: Vec<String> = mark.members.iter().map(|place| place.slug.clone()).collect();
        let chosen = slugs.iter().any(|slug| sheet.query.chosen.contains(slug));
        let names: Vec<&str> = mark.members.iter().take(4).map(|place| place.short()).collect();
        let more = mark.members.len() - names.len();
        let names = if more == 0 { names.join(", ") } else { format!("{}, dan {more} lagi", names.join(", ")) };
        let count = mark.members.len();
        let bounds = super::place::bounds_of(mark.members.iter().copied());
        let (href, what) = if mark.is_stack() || sheet.view.zoom >= super::view::NEAREST {
            (here(slugs), "Lihat daftarnya")
        } else {
            (sheet.query.looking_at(bounds, None).choosing(Vec::new()).address(sheet.path), "Perbesar")
        };
        let edges = bounds.map(|bounds| bounds.to_string()).unwrap_or_default();
        let _ = write!(
            out,
            r#"<a class="mark mark-group{}" href="{}" data-bbox="{edges}" transform="translate({x} {y})" aria-label="{count} perpustakaan: {}. {what}."><circle class="mark-target" r="22"/>{}</a>"#,
            if chosen { " mark-chosen" } else { "" },
            escaped(&href),
            escaped(&names),
            mark::count(count),
        );
        out
    }
}

/// The multiples of a step from low to high; none when there would be very many.
fn rounds(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (low / step).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates; at most 200 are taken"
    )]
    let count = (((high / step).floor() - first).max(-1.0) + 1.0) as u32;
    (0..count.min(200)).map(move |number| (first + f64::from(number)) * step)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::geometry::Shape;
    use crate::domain::map::Packed;
    use crate::domain::map::place::invented;

    fn invented_atlas() -> Atlas {
        let square = |west: f64, south: f64| {
            let corner = |x: f64, y: f64| Point { lon: west + x, lat: south + y };
            Shape(vec![vec![vec![corner(0.0, 0.0), corner(0.1, 0.0), corner(0.1, 0.2), corner(0.0, 0.2)]]])
        };
        let shapes = [
            ("99.01.01.2001", "Melati", square(111.45, -2.6)),
            ("99.01.01.2002", "Mawar Indah", square(111.55, -2.6)),
            ("99.01.02.1001", "Kenanga <b>", square(111.45, -2.8)),
        ];
        let names = BTreeMap::from([
            ("99.01.01".to_owned(), "Taman Satu".to_owned()),
            ("99.01.02".to_owned(), "Taman & Dua".to_owned()),
        ]);
        Atlas::from(&Packed::from_shapes(shapes.iter().map(|(code, name, shape)| (*code, *name, shape)), names))
    }

    fn draw(view: View, frame: Size, atlas: &Atlas, places: &[Place], query: &Query) -> String {
        let all: Vec<&Place> = places.iter().collect();
        sheet(view, frame, atlas, &all, query).svg()
    }

    fn sheet<'a>(view: View, frame: Size, atlas: &'a Atlas, places: &'a [&'a Place], query: &'a Query) -> Sheet<'a> {
        let window = Size { width: 320.0, height: 400.0 };
        Sheet { view, frame, window, atlas, places, sums: &[], shades: &[], query, path: "/peta" }
    }

    const FRAME: Size = Size { width: 700.0, height: 600.0 };

    #[test]
    fn marks_are_links_with_names_and_the_boundaries_carry_classes() {
        let view = View::fitting(
            Bounds { west: 111.45, south: -2.8, east: 111.65, north: -2.4 },
            Size { width: 320.0, height: 400.0 },
            30.0,
            12.0,
        );
        let svg = draw(view, FRAME, &invented_atlas(), &invented(), &Query::default());
        assert!(svg.contains(r#"href="/peta?pilih=melati#pilihan" data-slug="melati""#));
        assert!(svg.contains(r#"aria-label="Perpustakaan Desa Melati, titik perkiraan di dalam desa""#));
        assert!(svg.contains(r#"aria-label="Perpustakaan Desa Mawar Indah""#), "a building says no such thing");
        assert!(svg.contains("mark-soft") && svg.contains("mark-tip"));
        for class in
            ["map-ground", "map-grid", "land-0", "land-1", "map-home", "map-line", "map-border", "map-district"]
        {
            assert!(svg.contains(class), "{class}");
        }
        assert!(!svg.contains("style="));
        assert_eq!(
            svg,
            draw(view, FRAME, &invented_atlas(), &invented(), &Query::default()),
            "the same input gives the same text"
        );
    }

    #[test]
    fn near_marks_become_a_count_that_leads_nearer() {
        let view = View::new(Point { lon: 111.55, lat: -2.6 }, 6.0);
        let svg = draw(view, FRAME, &Atlas::default(), &invented(), &Query::default());
        assert!(svg.contains(r#"aria-label="3 perpustakaan: Melati, Mawar Indah, TBM &lt;Kenanga&gt; &amp; &quot;Kawan&quot;. Perbesar.""#));
        assert!(svg.contains("bbox=111.50000,-2.70000,111.62000,-2.50000"));
    }

    #[test]
    fn counts_by_code_lead_nearer_and_say_whose_they_are() {
        let sums: Vec<Sum> = [("99.01", "Taman", 1234, 111.3), ("99.02", "<Kebun>", 7, 111.9)]
            .map(|(code, name, count, lon)| {
                let point = Some(Point { lon, lat: -2.5 });
                Sum { code: code.into(), name: name.into(), count, point, bounds: Bounds::around(point) }
            })
            .into();
        let (atlas, query) = (Atlas::default(), Query::default());
        let view = View::new(Point { lon: 111.6, lat: -2.6 }, 9.0);
        let svg = Sheet { sums: &sums, ..sheet(view, FRAME, &atlas, &[], &query) }.svg();
        assert!(svg.contains(r#"aria-label="Taman: 1.234 perpustakaan. Perbesar.""#), "{svg}");
        assert!(svg.contains("&lt;Kebun&gt;") && svg.contains("bbox=111.30000,-2.50000,111.30000,-2.50000"));
        let far = View::new(Point { lon: 111.6, lat: -2.6 }, 4.0);
        let svg = Sheet { sums: &sums, ..sheet(far, FRAME, &atlas, &[], &query) }.svg();
        assert!(svg.contains(r#"aria-label="Taman, &lt;Kebun&gt;: 1.241 perpustakaan. Perbesar.""#), "{svg}");
    }

    #[test]
    fn a_layer_colours_districts_and_one_without_a_figure_has_no_class() {
        let (atlas, query) = (invented_atlas(), Query::default());
        let view = View::new(Point { lon: 111.55, lat: -2.6 }, 9.0);
        let shades = [("99.01.01".to_owned(), 4)];
        let svg = Sheet { shades: &shades, ..sheet(view, FRAME, &atlas, &[], &query) }.svg();
        assert!(svg.contains(r#"class="map-land shade-4""#) && svg.contains(r#"class="map-land""#));
        assert!(!svg.contains("map-home"));
    }

    #[test]
    fn without_boundaries_districts_are_named_where_their_libraries_are() {
        let view = View::new(Point { lon: 111.55, lat: -2.6 }, 9.5);
        let svg = draw(view, FRAME, &Atlas::default(), &invented(), &Query::default());
        assert!(svg.contains(r#"data-kec="99.01.01" aria-label="Kecamatan Taman Satu""#), "{svg}");
    }

    #[test]
    fn the_scale_is_a_round_length() {
        let scale = Scale::of(View::new(Point { lon: 111.6, lat: -2.6 }, 10.0));
        assert_eq!(scale.words, "10 km");
        assert!(scale.width > 40.0 && scale.width <= 96.0);
    }

    proptest! {
        #[test]
        fn drawing_never_panics_stays_in_the_picture_and_escapes(
            lon in 105.0..118.0f64, lat in -8.0..3.0f64, zoom in prop::num::f64::ANY, name in any::<String>(), words in any::<String>(),
            width in 100.0..1600.0f64, height in 100.0..1200.0f64, chosen in any::<bool>(),
        ) {
            let zoom = if zoom.is_finite() { zoom.rem_euclid(18.0) } else { zoom };
            let mut places = invented();
            name.clone_into(&mut places[0].name);
            places[2].village = name;
            let query = Query { words, chosen: if chosen { vec!["melati".into()] } else { Vec::new() }, ..Query::default() };
            let frame = Size { width, height };
            let svg = draw(View::new(Point { lon, lat }, zoom), frame, &invented_atlas(), &places, &query);
            prop_assert_eq!(svg.matches("<svg").count(), 1);
            prop_assert_eq!(svg.matches('<').count(), svg.matches('>').count());
            prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
            for at in svg.match_indices(r#"transform="translate("#).map(|(at, text)| at + text.len()) {
                let inside = &svg[at..at + svg[at..].find(')').expect("closed")];
                if let Some((x, y)) = inside.split_once(' ') {
                    let (x, y): (f64, f64) = (x.parse().expect("a number"), y.parse().expect("a number"));
                    prop_assert!(x.abs() <= width / 2.0 + BLEED + 0.1 && y.abs() <= height / 2.0 + BLEED + 0.1);
                }
            }
            for part in svg.split(r#" d="m"#).skip(1) {
                let path = &part[..part.find('"').expect("closed")];
                prop_assert!(within(path, width / 2.0 + BLEED + 0.2, height / 2.0 + BLEED + 0.2), "{}", path);
            }
        }
    }

    /// Walks a path of relative steps and says whether it stays within a box.
    fn within(path: &str, x: f64, y: f64) -> bool {
        let (mut at, mut start) = ((0.0f64, 0.0f64), (0.0f64, 0.0f64));
        for line in path.split('m') {
            let spaced = line.trim_end_matches('z').replace('-', " -");
            let numbers: Vec<f64> = spaced.split_whitespace().map(|number| number.parse().expect("a number")).collect();
            for (step, pair) in numbers.chunks_exact(2).enumerate() {
                at = (at.0 + pair[0], at.1 + pair[1]);
                if step == 0 {
                    start = at;
                }
                if at.0.abs() > x || at.1.abs() > y {
                    return false;
                }
            }
            if line.ends_with('z') {
                at = start;
            }
        }
        true
    }
}
