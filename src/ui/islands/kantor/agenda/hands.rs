//! Hands on the builder: forms, buttons, keys and fingers, all heard at the builder's root. Every one of them ends in an edit
//! that the plain forms could have made too.

use super::desk::Desk;
use super::sync;
use crate::domain::agenda::form::{self, Wish};
use crate::domain::agenda::{Edit, flow, moves};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement, KeyboardEvent, MouseEvent, PointerEvent};

/// A finger has to travel this far, in pixels, before it drags.
const THRESHOLD: i32 = 8;

/// Hears everything that happens in the builder.
pub fn attach(desk: Desk, root: &HtmlElement) {
    hear(root, "submit", move |event| submit(desk, &event));
    hear(root, "click", move |event| click(desk, &event));
    hear(root, "keydown", move |event| key(desk, &event));
    drag(desk, root);
}

fn hear(root: &HtmlElement, name: &str, act: impl FnMut(Event) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(act);
    // Only a wrong kind of target makes this fail, and an element is the right kind.
    let _ = root.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    // The builder lives as long as the page.
    closure.forget();
}

fn closest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// A form was sent: read it as the server would, and make the edit here.
fn submit(desk: Desk, event: &Event) {
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    let Some(pairs) = pairs(&form, event) else { return };
    let agenda = desk.view.get_untracked();
    let read = desk.start.with_value(|start| form::read(&pairs, &agenda, &start.libraries, fresh));
    match read {
        // Publishing is a page of its own: it goes to the server by the form itself, once everything here is saved.
        Ok(Wish::Publish { .. }) => {
            if !sync::idle() {
                event.prevent_default();
                desk.told.set("Tunggu sampai perubahan tersimpan, lalu terbitkan.".into());
            }
            return;
        }
        Ok(Wish::Edit(edit)) => {
            let added = matches!(edit, Edit::Add { .. } | Edit::AddDay { .. } | Edit::AddPlace { .. });
            let closes = matches!(edit, Edit::Change { .. } | Edit::Remove { .. })
                && form.query_selector("[name=title]").ok().flatten().is_some();
            desk.refused.set((Vec::new(), Vec::new()));
            make(desk, edit);
            if added {
                form.reset();
            }
            if closes {
                close(desk);
            }
        }
        Ok(wish @ (Wish::Undo | Wish::Redo)) => sync::take_back(desk, wish == Wish::Redo),
        Err(findings) => desk.refused.set((pairs, findings)),
    }
    event.prevent_default();
}

/// The names and values of a form, with those of the button that sent it.
fn pairs(form: &HtmlFormElement, event: &Event) -> Option<Vec<(String, String)>> {
    let data = FormData::new_with_form(form).ok()?;
    let mut pairs = Vec::new();
    for entry in js_sys::try_iter(&data).ok()?? {
        let entry = js_sys::Array::from(&entry.ok()?);
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            pairs.push((name, value));
        }
    }
    let button = js_sys::Reflect::get(event, &JsValue::from_str("submitter"))
        .ok()
        .and_then(|button| button.dyn_into::<Element>().ok());
    if let Some(button) = button
        && let (Some(name), Some(value)) = (button.get_attribute("name"), button.get_attribute("value"))
    {
        pairs.push((name, value));
    }
    Some(pairs)
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

fn click(desk: Desk, event: &Event) {
    if event.dyn_ref::<MouseEvent>().is_some_and(|event| event.ctrl_key() || event.meta_key() || event.shift_key()) {
        return;
    }
    if let Some(link) = closest(event, "[data-edit]") {
        event.prevent_default();
        let item = link.get_attribute("data-edit").filter(|item| !item.is_empty());
        if item.is_none() || desk.editing.get_untracked() == item {
            close(desk);
        } else {
            desk.refused.set((Vec::new(), Vec::new()));
            desk.editing.set(item.clone());
            focus_later(item.map(|item| format!("f-ubah-{item}-title")));
        }
    } else if let Some(button) = closest(event, "[data-do]") {
        match button.get_attribute("data-do").as_deref() {
            Some("send-held") => {
                if let Some(edit) = desk.held.get_untracked().and_then(|held| held.edit) {
                    desk.held.set(None);
                    make(desk, edit);
                }
            }
            _ => desk.held.set(None),
        }
    }
}

/// Closes the open form; the focus goes back to the link that opened it.
fn close(desk: Desk) {
    if let Some(item) = desk.editing.get_untracked() {
        desk.editing.set(None);
        if let Some(link) =
            document().and_then(|document| document.query_selector(&format!("#i-{item} [data-edit]")).ok().flatten())
        {
            focus(&link);
        }
    }
}

/// Alt with an arrow moves the row that the focus is in; Escape closes its form; Ctrl+Z and Ctrl+Y outside of fields.
fn key(desk: Desk, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    let typing = closest(event, "input:not([type=checkbox]), textarea, select").is_some();
    let item = closest(event, "[data-item]").and_then(|row| row.get_attribute("data-item"));
    let undo = (event.ctrl_key() || event.meta_key()) && !typing;
    match (event.key().as_str(), item) {
        ("ArrowUp" | "ArrowDown", Some(item)) if event.alt_key() && !typing => {
            let agenda = desk.view.get_untracked();
            let edit = if event.key() == "ArrowUp" { moves::up(&agenda, &item) } else { moves::down(&agenda, &item) };
            match edit {
                Some(edit) => make(desk, edit),
                None => desk.told.set("Sudah di ujung hari ini.".into()),
            }
        }
        ("Escape", _) if desk.editing.get_untracked().is_some() => close(desk),
        ("z" | "Z", _) if undo => sync::take_back(desk, event.shift_key()),
        ("y", _) if undo => sync::take_back(desk, true),
        _ => return,
    }
    event.prevent_default();
}

/// Makes the edit here at once and saves it; the focus stays where it was even when its row moves.
pub fn make(desk: Desk, edit: Edit) {
    let mut agenda = desk.view.get_untracked();
    let before = agenda.clone();
    if let Err(refused) = agenda.apply(&edit) {
        desk.told.set(refused.to_string());
        return;
    }
    let focused = document().and_then(|document| document.active_element());
    desk.told.set(consequence(&before, &agenda, &edit));
    desk.view.set(agenda);
    sync::save(desk, edit);
    if let Some(focused) = focused {
        request_animation_frame(move || {
            // A button that has just become disabled cannot hold the focus; its neighbour can.
            let target = if focused.has_attribute("disabled") {
                focused
                    .parent_element()
                    .and_then(|parent| parent.query_selector("button:not([disabled])").ok().flatten())
            } else {
                Some(focused)
            };
            if let Some(target) = target.filter(|target| target.is_connected()) {
                focus(&target);
            }
        });
    }
}

/// "Pojok baca: 09.40–10.20, urutan 4 dari 9. 2 acara lain bergeser."
fn consequence(before: &crate::domain::agenda::Agenda, after: &crate::domain::agenda::Agenda, edit: &Edit) -> String {
    let moved = |agenda: &crate::domain::agenda::Agenda, id: &str| {
        let (day, item) = agenda.item(id)?;
        let index = day.position(id)?;
        Some((day.id.clone(), flow::slots(day)[index], item.title.clone(), index + 1, day.items.len()))
    };
    let subject = edit.subject();
    let shifted = after
        .items()
        .filter(|(_, item)| item.id != subject)
        .filter(|(_, item)| match (moved(before, &item.id), moved(after, &item.id)) {
            (Some(old), Some(new)) => (&old.0, old.1.start) != (&new.0, new.1.start),
            _ => false,
        })
        .count();
    let others = if shifted == 0 { String::new() } else { format!(" {shifted} acara lain bergeser.") };
    match moved(after, subject) {
        Some((_, slot, title, position, count)) => {
            format!(
                "{title}: {}–{}, urutan {position} dari {count}.{others}",
                flow::clock(slot.start),
                flow::clock(slot.end)
            )
        }
        None => format!("Agenda berubah.{others}"),
    }
}

/// Dragging by the handle, with a finger, a pen or a mouse. The row is dropped on another row when the finger is lifted; Escape or
/// a call that comes in leaves everything as it was.
fn drag(desk: Desk, root: &HtmlElement) {
    /// What is being dragged: the item, where it began, whether it has left its place.
    struct Held {
        item: String,
        from: (i32, i32),
        moving: bool,
        over: Option<Element>,
    }
    let held: StoredValue<Option<Held>, LocalStorage> = StoredValue::new_local(None);
    let let_go = move || {
        held.update_value(|held| {
            if let Some(held) = held.take() {
                if let Some(over) = held.over {
                    let _ = over.class_list().remove_1("drop-here");
                }
                if let Some(row) =
                    document().and_then(|document| document.get_element_by_id(&format!("i-{}", held.item)))
                {
                    let _ = row.class_list().remove_1("dragged");
                }
            }
        });
    };
    hear(root, "pointerdown", move |event| {
        let Some(grip) = closest(&event, "[data-grip]") else { return };
        let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
        let _ = grip.set_pointer_capture(event.pointer_id());
        let item = grip.get_attribute("data-grip").unwrap_or_default();
        held.set_value(Some(Held { item, from: (event.client_x(), event.client_y()), moving: false, over: None }));
        event.prevent_default();
    });
    hear(root, "pointermove", move |event| {
        let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
        held.update_value(|held| {
            let Some(held) = held else { return };
            let (x, y) = (event.client_x(), event.client_y());
            if !held.moving && (x - held.from.0).abs().max((y - held.from.1).abs()) < THRESHOLD {
                return;
            }
            let Some(document) = document() else { return };
            if !held.moving {
                held.moving = true;
                if let Some(row) = document.get_element_by_id(&format!("i-{}", held.item)) {
                    let _ = row.class_list().add_1("dragged");
                }
            }
            #[expect(clippy::cast_precision_loss, reason = "pixels of a screen")]
            let over = document
                .element_from_point(x as f32, y as f32)
                .and_then(|under| under.closest("[data-item]").ok().flatten());
            if over != held.over {
                if let Some(old) = &held.over {
                    let _ = old.class_list().remove_1("drop-here");
                }
                if let Some(new) = &over {
                    let _ = new.class_list().add_1("drop-here");
                }
                held.over = over;
            }
            scroll_at_the_edge(y);
        });
    });
    hear(root, "pointerup", move |_| {
        let drop = held.with_value(|held| {
            let held = held.as_ref().filter(|held| held.moving)?;
            Some((held.item.clone(), held.over.as_ref()?.get_attribute("data-item")?))
        });
        let_go();
        if let Some((item, target)) = drop
            && let Some(edit) = moves::onto(&desk.view.get_untracked(), &item, &target)
        {
            make(desk, edit);
        }
    });
    hear(root, "pointercancel", move |_| let_go());
    hear(root, "keydown", move |event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
            let_go();
        }
    });
}

fn scroll_at_the_edge(y: i32) {
    let Some(window) = web_sys::window() else { return };
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
    let y = f64::from(y);
    if y < 60.0 {
        window.scroll_by_with_x_and_y(0.0, -12.0);
    } else if y > height - 60.0 {
        window.scroll_by_with_x_and_y(0.0, 12.0);
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

fn focus_later(id: Option<String>) {
    let Some(id) = id else { return };
    request_animation_frame(move || {
        if let Some(field) = document().and_then(|document| document.get_element_by_id(&id)) {
            focus(&field);
        }
    });
}
