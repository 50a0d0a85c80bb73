//! The tiles under the drawing. They are an ornament: when their source fails, the map goes on without them and says so once.

use super::{Element, Event, JsCast, Page, Rc, window};
use crate::domain::map::tiles::Tile;
use wasm_bindgen::prelude::*;

/// With so many tiles that did not come, no more are asked for.
const ENOUGH: usize = 6;
/// When no tile at all has come after this time, no more are asked for, ms.
const PATIENCE: i32 = 10_000;
const SVG: &str = "http://www.w3.org/2000/svg";

impl Page {
    /// Listens to the tiles and gives them their time.
    pub(super) fn watch(self: &Rc<Self>) {
        if self.chart.borrow().tiles.is_none() {
            return;
        }
        self.on(&self.under, "load", |page, _: Event| page.came.set(page.came.get() + 1));
        self.on(&self.under, "error", |page, event: Event| {
            let Some(tile) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
            page.failed.borrow_mut().extend(tile.get_attribute("href"));
            tile.remove();
            if page.failed.borrow().len() >= ENOUGH {
                page.give_up();
            }
        });
        let page = self.clone();
        let late = Closure::once_into_js(move || {
            if page.came.get() == 0 {
                page.give_up();
            }
        });
        if let Some(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(late.unchecked_ref(), PATIENCE);
        }
    }

    fn give_up(&self) {
        if self.chart.borrow_mut().tiles.take().is_none() {
            return;
        }
        self.under.set_inner_html("");
        let _ = self.view.class_list().remove_1("has-tiles");
        if let Ok(Some(credit)) = self.view.query_selector(".map-credit") {
            credit.set_text_content(Some("Gambar latar tidak bisa dimuat; peta tetap bisa dipakai."));
        }
    }

    /// Lays the tiles of the finished drawing: those that lie there already are moved, so that nothing is asked for twice.
    pub(super) fn lay(&self) {
        let (mut tiles, frame) = {
            let chart = self.chart.borrow();
            let frame = chart.frame();
            (chart.tiles.as_ref().map(|tiles| tiles.covering(chart.drawn, frame)).unwrap_or_default(), frame)
        };
        if tiles.is_empty() {
            return;
        }
        tiles.retain(|tile| !self.failed.borrow().contains(&tile.address));
        let Some(document) = window().and_then(|window| window.document()) else { return };
        let sheet = if let Some(sheet) = self.under.first_element_child() {
            sheet
        } else {
            let Ok(sheet) = document.create_element_ns(Some(SVG), "svg") else { return };
            put(&sheet, "class", "map-tiles");
            let _ = self.under.append_child(&sheet);
            sheet
        };
        let (width, height) = (frame.width, frame.height);
        put(&sheet, "width", &width.to_string());
        put(&sheet, "height", &height.to_string());
        put(&sheet, "viewBox", &format!("{} {} {width} {height}", -width / 2.0, -height / 2.0));
        let mut next = sheet.first_element_child();
        while let Some(old) = next {
            next = old.next_element_sibling();
            let address = old.get_attribute("href");
            match tiles.iter().position(|tile| Some(&tile.address) == address.as_ref()) {
                Some(at) => lie(&old, &tiles.swap_remove(at)),
                None => old.remove(),
            }
        }
        for tile in tiles {
            let Ok(image) = document.create_element_ns(Some(SVG), "image") else { continue };
            lie(&image, &tile);
            put(&image, "href", &tile.address);
            let _ = sheet.append_child(&image);
        }
    }
}

fn put(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

fn lie(image: &Element, tile: &Tile) {
    let size = crate::domain::geometry::fixed(tile.size, 2);
    put(image, "x", &crate::domain::geometry::fixed(tile.at.x, 2));
    put(image, "y", &crate::domain::geometry::fixed(tile.at.y, 2));
    put(image, "width", &size);
    put(image, "height", &size);
}
