//! The page as the browser holds it.

use js_sys::Reflect;
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget, HtmlElement};

/// The element of that id.
pub fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// The first element below `root` that fits.
pub fn first(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}

/// Every element below `root` that fits.
pub fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}

/// The element around the event's target that fits.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Has something run at every such event, as long as the page lives.
pub fn hear(target: &EventTarget, name: &str, act: impl FnMut(Event) + 'static) {
    let act = Closure::<dyn FnMut(Event)>::new(act).into_js_value();
    // Only a wrong kind of target makes this fail.
    let _ = target.add_event_listener_with_callback(name, act.unchecked_ref());
}

/// Puts the focus on it, without scrolling the page there.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Adds or takes away a class.
pub fn mark(element: &Element, class: &str, on: bool) {
    let _ = element.class_list().toggle_with_force(class, on);
}

/// Writes the one text that stands in an element. The text node stays: putting in another costs a new tree, and this is done for every
/// item that an edit shifts.
pub fn say(element: &Element, words: &str) {
    match element.first_child() {
        Some(text) => text.set_node_value(Some(words)),
        None => element.set_text_content(Some(words)),
    }
}

/// Sets a property of its style; unlike an attribute, this is what the page's policy allows.
pub fn style(element: &Element, name: &str, value: &str) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.style().set_property(name, value);
    }
}

/// Has somebody typed or chosen something in the element that was not in it when it was written?
pub fn is_touched(root: &Element) -> bool {
    let read = |field: &Element, name: &str| Reflect::get(field, &JsValue::from_str(name)).unwrap_or_default();
    let typed = all(root, "input:not([type=hidden]), textarea").iter().any(|field| {
        read(field, "value") != read(field, "defaultValue") || read(field, "checked") != read(field, "defaultChecked")
    });
    typed
        || all(root, "select").iter().any(|select| {
            let written = first(select, "option[selected]").or_else(|| first(select, "option"));
            written.is_some_and(|option| read(&option, "value") != read(select, "value"))
        })
}

/// Does it hold words that stand nowhere else: just typed in it, or come back with what was refused of them?
pub fn holds_words(root: &Element) -> bool {
    is_touched(root) || is_refused(root)
}

/// Did words come back in it with what was refused of them?
pub fn is_refused(root: &Element) -> bool {
    let fields = "textarea, input:not([type=hidden]):not([type=checkbox])";
    let says = |field: &Element| {
        Reflect::get(field, &JsValue::from_str("value")).ok().and_then(|value| value.as_string()).unwrap_or_default()
    };
    first(root, ".error-summary").is_some() && all(root, fields).iter().any(|field| !says(field).is_empty())
}

/// The form that stands in the page now where this one stood.
pub fn counterpart(form: &Element) -> Option<Element> {
    by_id(&first(form, "[id^=f-]")?.id())?.closest("form").ok().flatten()
}

/// Writes HTML into the element of that id; what was folded open there stays open.
pub fn write(id: &str, html: &str) {
    let Some(place) = by_id(id) else { return };
    let open: Vec<String> = all(&place, "details[open][id]").iter().map(Element::id).collect();
    place.set_inner_html(html);
    for details in open.iter().filter_map(|id| by_id(id)) {
        let _ = details.set_attribute("open", "");
    }
}

/// How to find the element that has the focus again after the page was rewritten.
pub fn focused() -> Option<String> {
    let active = document().active_element()?;
    let named = |name: &str| {
        active
            .get_attribute(name)
            .filter(|value| !value.is_empty())
            .map(|value| format!("[{name}=\"{}\"]", quoted(&value)))
    };
    if !active.id().is_empty() {
        return Some(format!("[id=\"{}\"]", quoted(&active.id())));
    }
    named("value")
        .filter(|_| active.tag_name() == "BUTTON")
        .or_else(|| named("data-grip"))
        .or_else(|| named("data-edit"))
        .or_else(|| named("data-who"))
}

/// Puts the focus back where it was. A button that is disabled now cannot hold it; its neighbour can.
pub fn refocus(selector: Option<String>) {
    let Some(selector) = selector else { return };
    let Ok(Some(element)) = document().query_selector(&selector) else { return };
    if document().active_element().as_ref() == Some(&element) {
        return;
    }
    if element.has_attribute("disabled") {
        if let Some(next) = element.parent_element().and_then(|parent| first(&parent, "button:not([disabled])")) {
            focus(&next);
        }
    } else {
        focus(&element);
    }
}

/// A value inside a quoted attribute selector.
pub fn quoted(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"")
}

/// This tab's own memory, which outlives a reload.
pub fn memory() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// A fresh id in the shape of a random UUID. It only has to be unlike the others of this agenda; the server checks that it is.
pub fn fresh() -> String {
    let mut id = String::with_capacity(36);
    for index in 0..36 {
        match index {
            8 | 13 | 18 | 23 => id.push('-'),
            14 => id.push('4'),
            _ => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number from 0 to 15")]
                let digit = (js_sys::Math::random() * 16.0) as u32;
                // The variant's digit is one of 8, 9, a, b.
                let digit = if index == 19 { 8 + digit % 4 } else { digit };
                id.push(char::from_digit(digit, 16).unwrap_or('0'));
            }
        }
    }
    id
}
