//! Questions: the form, the address, and the data that a large map asks the server for.

use super::{
    Element, Event, HtmlInputElement, HtmlSelectElement, JsCast, Page, Query, Rc, address, fetch, now, read,
    spawn_local, window,
};
use crate::domain::geometry::fixed;
use wasm_bindgen::prelude::*;

/// How long typing must pause before the server is asked, ms.
const PAUSE: i32 = 180;

impl Page {
    /// The form's own question; what it has no field for is as it was.
    fn read_form(&self) -> Query {
        let form: &web_sys::HtmlFormElement = self.form.unchecked_ref();
        let params = web_sys::FormData::new_with_form(form)
            .and_then(|data| web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data));
        params.map(|params| read(&params)).unwrap_or_default()
    }

    /// A choice was made. Another regency or layer is another page; anything else is a step that Back leads back from.
    pub(super) fn changed(self: &Rc<Self>, event: &Event) {
        let field = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let name = field.and_then(|field| field.get_attribute("name")).unwrap_or_default();
        if matches!(name.as_str(), "kab" | "lapis") {
            let asked = self.read_form();
            let kept = self.chart.borrow().asked();
            let elsewhere = asked.regency != kept.regency;
            let bounds = kept.bounds.filter(|_| !elsewhere);
            let target = Query { chosen: kept.chosen, bounds, zoom: kept.zoom.filter(|_| !elsewhere), ..asked };
            if let Some(window) = window() {
                let path = window.location().pathname().unwrap_or_default();
                let _ = window.location().set_href(&target.address(&path));
            }
            return;
        }
        self.asked(name != "q");
    }

    /// Something is being typed.
    pub(super) fn typed(self: &Rc<Self>, event: &Event) {
        let field = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        // Choices tell of themselves by a change.
        if field.is_some_and(|field| field.get_attribute("name").as_deref() == Some("q")) {
            self.asked(false);
        }
    }

    /// Reads the form and shows what answers; as a step that Back leads back from, or in place of the question before.
    pub(super) fn asked(self: &Rc<Self>, step: bool) {
        let read = self.read_form();
        let goal = {
            let mut chart = self.chart.borrow_mut();
            let before = chart.query.clone();
            let query = Query { chosen: before.chosen.clone(), ..read };
            if query == before {
                return;
            }
            let elsewhere = query.district != before.district;
            chart.query = query;
            chart.until = None;
            // Where the answers of a large map are is known when they come.
            self.fresh.set(chart.part.is_some());
            let goal = (chart.part.is_none() && (elsewhere || !chart.shows_some())).then(|| chart.home());
            // A fresh question is about everything again, until the map is moved.
            if goal.is_some() {
                chart.own_view = false;
            }
            goal
        };
        self.stale.set(true);
        self.step.set(step);
        self.tell();
        match goal {
            Some(view) => self.travel_as(view, now(), false),
            None => self.plan(),
        }
    }

    /// Sets a field of the form.
    pub(super) fn fill(&self, name: &str, value: &str) {
        let Ok(Some(field)) = self.form.query_selector(&format!("[name={name}]")) else { return };
        if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
            select.set_value(value);
        } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            if input.type_() == "checkbox" { input.set_checked(!value.is_empty()) } else { input.set_value(value) }
        }
    }

    /// Sets a field of the page.
    fn put(&self, name: &str, value: &str) {
        if let Ok(Some(field)) = self.root.query_selector(&format!("input[name={name}]")) {
            field.unchecked_into::<HtmlInputElement>().set_value(value);
        }
    }

    /// Shows a question in the form.
    pub(super) fn show_question(&self, query: &Query) {
        let yes = |is: bool| if is { "ya" } else { "" };
        let year = query.year.map(|year| year.to_string()).unwrap_or_default();
        for (name, value) in [
            ("kec", query.district.as_deref().unwrap_or_default()),
            ("jenis", query.kind.map_or("", crate::domain::library::Kind::code)),
            ("tahap", query.stage.map_or("", crate::domain::library::Stage::code)),
            ("tahun", &year),
            ("layanan", query.services.first().map_or("", String::as_str)),
            ("buka", yes(query.open)),
            ("pekan", yes(query.week)),
            ("q", &query.words),
        ] {
            self.fill(name, value);
        }
    }

    /// The address is another one, by Back or Forward: the map shows what it says.
    pub(super) fn back(self: &Rc<Self>) {
        let query = address();
        self.show_question(&query);
        let (view, card) = {
            let mut chart = self.chart.borrow_mut();
            let view = chart.opening(&query);
            chart.own_view = query.bounds.is_some();
            chart.query = query.looking_at(None, None);
            (view, chart.card())
        };
        self.show_card(&card);
        let own = query.bounds.is_some();
        self.travel_as(view, now(), own);
    }

    /// List and address follow the map; where a place is being chosen, its field does.
    pub(super) fn tell(&self) {
        let chart = self.chart.borrow();
        if self.pick {
            let at = chart.view.centre;
            let sure = chart.here.filter(|(here, _)| at.metres(*here) < 3.0).map(|(_, metres)| fixed(metres, 0));
            self.put("titik", &format!("{}, {}", fixed(at.lat, 5), fixed(at.lon, 5)));
            self.put("akurasi", &sure.unwrap_or_default());
            return;
        }
        let (summary, list) = chart.list();
        if self.summary.text_content().as_deref() != Some(summary.as_str()) {
            self.summary.set_text_content(Some(&summary));
        }
        self.results.set_inner_html(&list);
        let Some(window) = window() else { return };
        let Ok(history) = window.history() else { return };
        let target = chart.address();
        let here = window.location().pathname().unwrap_or_default() + &window.location().search().unwrap_or_default();
        if here == target {
            self.step.set(false);
        } else if self.step.replace(false) {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&target));
        } else {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&target));
        }
    }

    /// Asks the server for the part of a large map that is needed, once nothing more has happened for a moment.
    pub(super) fn load(self: &Rc<Self>) {
        if self.chart.borrow().wanted().is_none() {
            return;
        }
        self.later(PAUSE, |page| {
            let Some(wanted) = page.chart.borrow().wanted() else { return };
            let turn = page.turn.get();
            spawn_local(async move {
                let Some(parcel) = fetch(&(wanted.address(&page.source) + "&lanjut=1")).await else {
                    return page.say("Sambungan terputus. Geser petanya untuk mencoba lagi.");
                };
                // Something newer was asked meanwhile.
                if page.turn.get() != turn {
                    return;
                }
                let card = {
                    let mut chart = page.chart.borrow_mut();
                    chart.take(parcel, &wanted);
                    chart.card()
                };
                page.show_card(&card);
                page.stale.set(true);
                if page.fresh.replace(false) {
                    let view = page.chart.borrow().home();
                    page.travel_as(view, now(), false);
                } else {
                    page.plan();
                }
            });
        });
    }

    /// Does something after some milliseconds, unless something else is put off before.
    pub(super) fn later(self: &Rc<Self>, wait: i32, act: fn(Rc<Self>)) {
        let page = self.clone();
        let turn = self.turn.get().wrapping_add(1);
        self.turn.set(turn);
        let then = Closure::once_into_js(move || {
            if page.turn.get() == turn {
                act(page);
            }
        });
        if let Some(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), wait);
        }
    }
}
