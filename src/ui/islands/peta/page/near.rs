//! What is done beside looking: libraries near the phone, the play through the years, sharing.

use super::{Page, Rc, now, window};
use crate::domain::geometry::Point;
use crate::domain::map::View;
use crate::domain::map::listing::distance;
use crate::domain::map::view::NEAREST;
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;

/// A position less sure than this is said to be vague, metres.
const VAGUE: f64 = 1500.0;
/// How long a year is shown, ms.
const YEAR: i32 = 900;

impl Page {
    /// Says a line below the form.
    pub(super) fn say(&self, words: &str) {
        if let Ok(Some(told)) = self.root.query_selector(".map-told") {
            told.set_text_content(Some(words));
        }
    }

    /// Asks the phone where it is. Only when pressed: nobody's place is asked for otherwise, and it never leaves the phone.
    pub(super) fn look_around(self: &Rc<Self>) {
        let Some(geolocation) = window().and_then(|window| window.navigator().geolocation().ok()) else {
            return self.say("Peramban ini tidak bisa memberi tahu posisi. Pilih kecamatan di atas.");
        };
        self.say("Menunggu posisi HP ini …");
        let page = self.clone();
        let found = Closure::once_into_js(move |position: web_sys::Position| {
            let at = position.coords();
            page.found(Point { lon: at.longitude(), lat: at.latitude() }, at.accuracy());
        });
        let page = self.clone();
        let failed = Closure::once_into_js(move |error: web_sys::PositionError| {
            page.say(if error.code() == 1 {
                "Izin posisi ditolak. Izinkan di pengaturan peramban, atau pilih kecamatan di atas."
            } else {
                "Posisi belum ditemukan. Coba lagi di tempat terbuka, atau pilih kecamatan di atas."
            });
        });
        let options = web_sys::PositionOptions::new();
        options.set_enable_high_accuracy(true);
        options.set_timeout(20_000);
        options.set_maximum_age(60_000);
        let _ = geolocation.get_current_position_with_error_callback_and_options(
            found.unchecked_ref(),
            Some(failed.unchecked_ref()),
            &options,
        );
    }

    fn found(self: &Rc<Self>, here: Point, accuracy: f64) {
        let sure = distance(accuracy.clamp(1.0, 99_000.0));
        self.say(&if accuracy > VAGUE {
            format!("Posisi HP ini hanya diketahui sampai ± {sure}; jaraknya perkiraan kasar.")
        } else {
            format!("Jarak dari posisi HP ini (± {sure}), garis lurus.")
        });
        let view = {
            let mut chart = self.chart.borrow_mut();
            chart.here = Some((here, accuracy));
            if self.pick { View::new(here, NEAREST) } else { chart.nearest(here) }
        };
        self.step.set(true);
        self.travel_as(view, now(), true);
    }

    /// Runs through the years in which libraries were replicated; pressed again it stops.
    pub(super) fn play(self: &Rc<Self>) {
        let running = self.chart.borrow().until.is_some();
        if running {
            self.rest();
        } else if let Some((first, _)) = self.chart.borrow_mut().years() {
            self.chart_until(Some(first));
        }
    }

    fn rest(self: &Rc<Self>) {
        self.chart_until(None);
        self.say("");
    }

    fn chart_until(self: &Rc<Self>, until: Option<u16>) {
        let (count, last) = {
            let mut chart = self.chart.borrow_mut();
            chart.until = until;
            (chart.count(), chart.years().map_or(0, |(_, last)| last))
        };
        self.stale.set(true);
        self.plan();
        let Some(year) = until else { return };
        self.say(&format!("Sampai {year}: {count} perpustakaan"));
        if year < last {
            self.later(YEAR, |page| {
                let next = page.chart.borrow().until.map(|year| year + 1);
                if next.is_some() {
                    page.chart_until(next);
                }
            });
        } else {
            self.later(YEAR * 3, |page| page.rest());
        }
    }

    /// Puts a card up; sharing is offered where the browser can.
    pub(super) fn show_card(&self, card: &str) {
        self.card.set_inner_html(card);
        if let Ok(Some(link)) = self.card.query_selector("[data-share]")
            && sharer().is_some()
        {
            let _ = link.remove_attribute("hidden");
        }
    }

    /// Hands the chosen library's address to the phone's own way of sharing, or to the clipboard.
    pub(super) fn share(&self) {
        let Ok(Some(link)) = self.card.query_selector("[data-share]") else { return };
        let address = Reflect::get(&link, &"href".into()).unwrap_or_default();
        let Some((to, how, shares)) = sharer() else { return };
        if shares {
            let what = Object::new();
            let _ = Reflect::set(&what, &"url".into(), &address);
            let _ = how.call1(&to, &what);
        } else {
            let _ = how.call1(&to, &address);
            self.say("Alamatnya sudah disalin; tempel di mana saja.");
        }
    }
}

/// Who shares: the navigator by its own dialog (true), or the clipboard.
fn sharer() -> Option<(JsValue, Function, bool)> {
    let navigator: JsValue = window()?.navigator().into();
    let method = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok()?.dyn_into::<Function>().ok();
    if let Some(share) = method(&navigator, "share") {
        return Some((navigator, share, true));
    }
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok().filter(JsValue::is_object)?;
    let write = method(&clipboard, "writeText")?;
    Some((clipboard, write, false))
}
