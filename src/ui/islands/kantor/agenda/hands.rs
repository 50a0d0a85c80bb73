//! Hands on the builder: forms, buttons, keys, search and zoom, all heard at the builder's root. Every one of them ends in an edit
//! that the plain forms could have made too.

use super::dom::{all, by_id, closest, counterpart, first, focus, fresh, hear, holds_words, quoted, say};
use super::live::{Live, search, tell, with};
use super::{carry, row, sync};
use crate::domain::agenda::form::{self, Wish};
use crate::domain::agenda::{Agenda, Edit, moves};
use crate::domain::refusal::Finding;
use js_sys::{Array, Reflect};
use leptos::prelude::{document, request_animation_frame, window};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent,
    MouseEvent,
};

thread_local! {
    /// The item that was copied.
    static CLIPBOARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Hears everything that happens in the builder.
pub fn attach(root: &Element) {
    hear(root, "submit", |event| submit(&event));
    hear(root, "click", |event| click(&event));
    hear(root, "keydown", |event| key(&event));
    // A row that is gone takes the focus along, and the last step is to be taken back all the same. Only what begins at the body itself:
    // what a key was pressed on in the builder may have been written anew by now, and then stands nowhere.
    if let Some(body) = document().body() {
        let itself = body.clone();
        hear(&body, "keydown", move |event| {
            let behind = first(&itself, "dialog[open]").is_some();
            if !behind && event.target().as_ref() == Some(itself.as_ref()) {
                key(&event);
            }
        });
    }
    hear(root, "input", |event| {
        if closest(&event, "#cari").is_some() {
            search();
        }
    });
    hear(root, "change", |event| {
        let chosen = closest(&event, "#tampilan").and_then(|select| select.dyn_into::<HtmlSelectElement>().ok());
        if let (Some(select), Some(root)) = (chosen, by_id("builder")) {
            let _ = root.set_attribute("data-view", &select.value());
        }
    });
    carry::attach(root);
}

/// A form was sent: read it as the server would, and make the edit here.
fn submit(event: &Event) {
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    let Some(pairs) = pairs(&form, submitter(event)) else { return };
    match with(|live| read(live, &form, &pairs)) {
        None => {}
        // Somebody else changed the same meanwhile: the question stands above, with what was typed in it.
        Some(Ok(None)) => {
            done(&form, false);
            with(Live::refresh);
            tell(ASKED);
            lead(true);
        }
        // Publishing and what only the server can do go there by the form itself, once everything here is saved.
        // Another page follows, to which an open form does not come along.
        Some(Ok(Some(Wish::Publish { .. } | Wish::Server)))
            if sync::is_stopped() || is_asked() || !leave() || !leaves_others(&form) => {}
        Some(Ok(Some(Wish::Publish { .. } | Wish::Server))) => {
            if sync::idle() {
                up_to_date(&form);
                return;
            }
            tell("Perubahan disimpan dulu, lalu ini dikerjakan.");
            sync::post_later(form, submitter(event));
        }
        // Nothing was typed, whatever other buttons made of it meanwhile.
        Some(Ok(Some(Wish::Edit(Edit::Change { values, .. })))) if values.is_empty() => {
            done(&form, false);
            tell("Tidak ada yang diubah.");
        }
        Some(Ok(Some(Wish::Edit(edit)))) => {
            made(&form, edit);
        }
        Some(Ok(Some(wish @ (Wish::Undo | Wish::Redo)))) => sync::take_back(wish == Wish::Redo),
        Some(Err(findings)) => {
            if let Some(gone) = form.closest("[data-gone]").ok().flatten() {
                not_there(&gone, &findings);
            } else {
                // What was typed comes back with the findings.
                form.reset();
                with(|live| refuse(live, &form, pairs, findings));
            }
        }
    }
    event.prevent_default();
}

/// The forms that change what stood in them when they were written. What they leave as it was is not meant as a change, whatever others
/// made of it meanwhile.
const WRITTEN_OVER: [&str; 3] = ["ubah", "hari-ubah", "tempat-ubah"];

/// Said to those who do not see the question appear.
const ASKED: &str = "Orang lain mengubah hal yang sama. Pilih dulu di bagian atas halaman.";

/// Leads to the question: it stands above, out of sight from most of the agenda. Not whoever types or carries something just now, unless
/// they have just sent what it is about (`sent`). To the question itself, never to a button of it: the next key of somebody from whom the
/// form was taken away while they typed would be their answer.
pub fn lead(sent: bool) {
    request_animation_frame(move || {
        if !sent && is_at_work() {
            return;
        }
        if let Some(question) = by_id("g-pilih").and_then(|place| first(&place, ".notice")) {
            focus(&question);
            into_view(&question);
        }
    });
}

/// Has the planner something to choose first? Said, and led to.
pub fn is_asked() -> bool {
    let asked = with(|live| !live.client.clashes.is_empty()) == Some(true);
    if asked {
        tell("Ada perubahan yang harus dipilih dulu, lalu tekan sekali lagi.");
        lead(true);
    }
    asked
}

fn is_at_work() -> bool {
    let typed = "input:not([type=checkbox]), textarea, select";
    document().active_element().is_some_and(|active| active.matches(typed) == Ok(true))
        || with(|live| live.lifted.is_some() || live.open().is_some_and(|open| holds_words(&open))) == Some(true)
}

/// What a form wishes, read as the server would read it: one that changes what stood in it is read against that, not against what others
/// made of it meanwhile. `Ok(None)`: they changed the same, and that is a question now.
fn read(live: &mut Live, sent: &HtmlFormElement, pairs: &[(String, String)]) -> Result<Option<Wish>, Vec<Finding>> {
    let form = form::Pairs(pairs);
    let based = form.get("based").parse().unwrap_or(live.client.head);
    let over = WRITTEN_OVER.contains(&form.get("act"));
    let seen = live.client.seen_at(based).filter(|_| over);
    let agenda = seen.as_deref().unwrap_or(&live.shown.agenda);
    let rules = &live.shown.start.rules;
    let mut wish = form::read(pairs, agenda, rules, fresh)?;
    // Nor is it meant as a change whatever this planner made of it by other buttons: what was not typed is not read. After a refusal
    // nobody can tell any more what was.
    if let Wish::Edit(Edit::Change { values, .. }) = &mut wish
        && over
        && first(sent, ".error-summary").is_none()
        && let Ok(Wish::Edit(Edit::Change { values: left, .. })) = form::read(&written(sent), agenda, rules, fresh)
    {
        values.retain(|value| !left.contains(value));
    }
    let says_nothing = matches!(&wish, Wish::Edit(Edit::Change { values, .. }) if values.is_empty());
    match (wish, seen) {
        (Wish::Edit(edit), Some(_)) if !says_nothing => Ok(live.client.typed(edit, based).map(Wish::Edit)),
        (wish, _) => Ok(Some(wish)),
    }
}

/// The open form's item is taken out by somebody else: what was typed becomes a question before its row goes.
pub fn rescue(live: &mut Live, after: &Agenda) {
    let Some(id) = live.shown.editing.clone().filter(|id| after.item(id).is_none()) else { return };
    let form = live.open().and_then(|open| first(&open, "form")).filter(holds_words);
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
        && let Some(pairs) = pairs(&form, None)
    {
        // What could not be read as a change could not have been saved either.
        let _ = read(live, &form, &pairs);
    }
    live.shown.editing = None;
    live.form(&id);
}

/// The form is sent as it stands, upon everything that the page shows: its hidden number is older if somebody typed in it meanwhile.
pub fn up_to_date(form: &HtmlFormElement) {
    let based = first(form, "[name=based]").and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    if let (Some(based), Some(head)) = (based, with(|live| live.client.head)) {
        based.set_value(&head.to_string());
    }
}

/// The button that sent a form.
fn submitter(event: &Event) -> Option<HtmlElement> {
    Reflect::get(event, &JsValue::from_str("submitter")).ok()?.dyn_into().ok()
}

/// Makes the edit of a form.
fn made(form: &HtmlFormElement, edit: Edit) {
    let takes_out = |id: &str| edit.leaves().iter().any(|leaf| matches!(leaf, Edit::Remove { item } if item == id));
    if with(|live| live.shown.editing.as_deref().is_some_and(takes_out)) == Some(true) && !leave() {
        return;
    }
    let in_time = matches!(edit, Edit::Group { .. } | Edit::Remove { .. });
    let next = if let Edit::Remove { item } = &edit {
        with(|live| beside(&live.shown.agenda, item)).flatten()
    } else if form.closest("dialog").ok().flatten().is_some() {
        Some(format!("[data-grip=\"{}\"]", quoted(edit.subject())))
    } else {
        None
    };
    if with(|live| {
        live.shown.refused = (Vec::new(), Vec::new());
        live.make(edit)
    }) != Some(true)
    {
        return;
    }
    done(form, in_time);
    if let Some(next) = next {
        follow_to(next);
    }
    sync::save();
}

/// Where the focus goes when an item is taken out: to the row after it, else before it, else to what adds one to the day.
fn beside(agenda: &Agenda, item: &str) -> Option<String> {
    let (day, _) = agenda.item(item)?;
    let at = day.items.iter().position(|known| known.id == item)?;
    let near = day.items.get(at + 1).or_else(|| day.items.get(at.checked_sub(1)?));
    Some(match near {
        Some(near) => format!("[data-grip=\"{}\"]", quoted(&near.id)),
        None => format!("[id=\"b-{}\"] summary", quoted(&day.id)),
    })
}

/// Closes what was sent, and nothing else: in another form somebody may be typing. An open form that was written before a step that
/// changed much (`in_time`) closes too, unless it holds words.
fn done(form: &HtmlFormElement, in_time: bool) {
    let within = |selector: &str| form.closest(selector).ok().flatten();
    if let Some(summary) = first(form, ".error-summary") {
        summary.remove();
    }
    let open = with(|live| live.open()).flatten();
    let beside = open.as_ref().is_some_and(|open| open.contains(Some(form.as_ref())));
    let mut again = None;
    if let Some(dialog) = within("dialog") {
        // Not by its attribute: a modal dialog that only loses that leaves the whole page dead to hands.
        dialog_do(&dialog, "close");
    } else if open.as_ref().and_then(|open| first(open, "form")).as_ref() == Some(form.as_ref()) {
        // The first of the open forms is the item's own.
        close();
    } else if beside {
        again = with(|live| live.anew(form)).flatten();
    } else if form.id() != "alat" {
        // What was typed is in the agenda now; the form may show what it holds next.
        form.reset();
        with(Live::finish);
    }
    if (beside || in_time) && !open.as_ref().is_some_and(holds_words) {
        close();
    } else if let Some(button) = again.and_then(|form| first(&form, "button")) {
        focus(&button);
    }
    if within("[data-gone]").is_some() {
        // The day's frame goes, unless another of its forms holds words.
        with(Live::refresh);
    }
}

/// Closes the open form; one that holds words, only if the planner says so. Is none open now?
fn leave() -> bool {
    let typed = with(|live| {
        live.open().filter(holds_words)?;
        live.shown.item(live.shown.editing.as_deref()?).map(|(_, item, _)| item.title.clone())
    });
    if let Some(title) = typed.flatten() {
        let question = format!("Isian acara “{title}” belum disimpan. Tutup tanpa menyimpan?");
        if !window().confirm_with_message(&question).unwrap_or(true) {
            return false;
        }
    }
    close();
    true
}

/// May the words typed in other forms of the builder be lost, a new item's above all? True where there are none.
fn leaves_others(sent: &Element) -> bool {
    let is_shut = |form: &Element| form.closest("dialog").is_ok_and(|dialog| dialog.is_some());
    let typed = |form: &Element| form != sent && !is_shut(form) && holds_words(form);
    let question = "Di halaman ini ada isian lain yang belum disimpan. Lanjutkan tanpa menyimpannya?";
    !by_id("builder").is_some_and(|root| all(&root, "form").iter().any(typed))
        || window().confirm_with_message(question).unwrap_or(true)
}

/// Says what was refused of a form whose day is gone; what was typed stays in it.
fn not_there(gone: &Element, findings: &[Finding]) {
    if let (Some(place), Some(finding)) = (first(gone, "[data-notice] .error"), findings.first()) {
        say(&place, &finding.words);
        place.scroll_into_view();
    }
}

/// Shows a refused form with what was typed and why.
fn refuse(live: &mut Live, form: &Element, pairs: Vec<(String, String)>, findings: Vec<Finding>) {
    let told = findings.first().map(|finding| finding.words.clone()).unwrap_or_default();
    let item = form::Pairs(&pairs).get("item").to_owned();
    live.shown.refused = (pairs, findings);
    live.refresh();
    live.finish();
    let form = match form.closest("dialog").ok().flatten() {
        Some(dialog) => {
            let html = row::mover(&live.shown, &item, SHUT);
            if html.is_empty() {
                // The item is gone.
                dialog_do(&dialog, "close");
            }
            dialog.set_inner_html(&html);
            Some(dialog)
        }
        None => live.anew(form).or_else(|| counterpart(form)),
    };
    tell(&told);
    if let Some(summary) = form.or_else(|| by_id("builder")).and_then(|root| first(&root, ".error-summary")) {
        focus(&summary);
        summary.scroll_into_view();
    }
}

/// The names and values of a form, with those of the button that sent it.
fn pairs(form: &HtmlFormElement, button: Option<HtmlElement>) -> Option<Vec<(String, String)>> {
    let data = FormData::new_with_form(form).ok()?;
    let mut pairs = Vec::new();
    for entry in js_sys::try_iter(&data).ok()?? {
        let entry = Array::from(&entry.ok()?);
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            pairs.push((name, value));
        }
    }
    if let Some(button) = button
        && let (Some(name), Some(value)) = (button.get_attribute("name"), button.get_attribute("value"))
    {
        pairs.push((name, value));
    }
    Some(pairs)
}

/// What a form would have sent as it was written.
fn written(form: &HtmlFormElement) -> Vec<(String, String)> {
    let copy = form.clone_node_with_deep(true).ok().and_then(|copy| copy.dyn_into::<HtmlFormElement>().ok());
    let Some(copy) = copy else { return Vec::new() };
    copy.reset();
    pairs(&copy, None).unwrap_or_default()
}

fn click(event: &Event) {
    if event.dyn_ref::<MouseEvent>().is_some_and(|event| event.ctrl_key() || event.meta_key() || event.shift_key()) {
        return;
    }
    if let Some(link) = closest(event, "[data-edit]") {
        event.prevent_default();
        let item = link.get_attribute("data-edit").filter(|item| !item.is_empty());
        let open = with(|live| live.shown.editing.clone()).flatten();
        if leave() && item.is_some() && open != item {
            edit(item);
        }
    } else if closest(event, "[data-shut]").is_some() {
        if let Some(dialog) = closest(event, "dialog") {
            dialog_do(&dialog, "close");
        }
    } else if closest(event, "[data-leave]").is_some() {
        if let Some(gone) = closest(event, "[data-gone]") {
            gone.remove();
        }
    } else if let Some(button) = closest(event, "[data-do]") {
        let Some(what) = button.get_attribute("data-do") else { return };
        let Some((side, index)) = what.split_once(':') else { return };
        let Ok(index) = index.parse::<usize>() else { return };
        decide(side == "mine", index);
    } else if let Some(chip) = closest(event, "[data-who]") {
        // A tap puts the name into the form below; dragging it onto an item does the rest at once.
        let select = by_id("f-tugas--who").and_then(|select| select.dyn_into::<HtmlSelectElement>().ok());
        if let (Some(select), Some(who)) = (select, chip.get_attribute("data-who")) {
            select.set_value(&who);
            if let Some(items) = by_id("f-tugas--item") {
                focus(&items);
            }
        }
    }
}

/// One side of a question was chosen.
fn decide(mine: bool, index: usize) {
    let done = with(|live| {
        if index >= live.client.clashes.len() {
            return None;
        }
        let clash = live.client.clashes.remove(index);
        let view = live.client.view();
        let edit = if mine { clash.mine(&view) } else { clash.theirs(&view) };
        let made = if let Some(edit) = edit {
            live.make(edit)
        } else {
            live.refresh();
            false
        };
        Some((made, clash.edit.subject().to_owned(), live.client.clashes.is_empty()))
    });
    let Some((made, subject, last)) = done.flatten() else { return };
    if !mine {
        tell("Dibiarkan seperti sekarang.");
    }
    // The button that was pressed is gone, and the focus with it.
    if !last {
        lead(true);
    } else if by_id(&format!("i-{subject}")).is_some() {
        follow(&subject);
    } else {
        follow_to(".builder-bar button:not([disabled])".to_owned());
    }
    if made {
        sync::save();
    }
}

/// Opens the form of an item.
fn edit(item: Option<String>) {
    let Some(id) = item else { return };
    with(|live| {
        live.shown.refused = (Vec::new(), Vec::new());
        live.shown.editing = Some(id.clone());
        live.form(&id);
    });
    if let Some(field) = by_id(&format!("f-ubah-{id}-title")) {
        focus(&field);
    }
}

/// Closes the open form; the focus goes back to what opened it.
fn close() {
    let closed = with(|live| {
        let id = live.shown.editing.take()?;
        live.form(&id);
        Some(id)
    });
    if let Some(Some(id)) = closed
        && let Some(link) = by_id(&format!("i-{id}")).and_then(|row| first(&row, "[data-edit]"))
    {
        focus(&link);
        // The form above the next row is gone: on a phone the whole page has moved.
        request_animation_frame(move || into_view(&link));
    }
}

fn dialog_do(dialog: &Element, verb: &str) {
    if let Ok(act) = Reflect::get(dialog, &JsValue::from_str(verb)).and_then(JsCast::dyn_into::<js_sys::Function>) {
        let _ = act.call0(dialog);
    }
}

/// Keys close a dialog by themselves; fingers need a button.
const SHUT: &str = "<button type=\"button\" class=\"button small secondary\" data-shut>Batal</button>";

/// Opens "Pindahkan ke…" for an item.
fn dialog(id: &str) {
    let Some(place) = by_id("g-dialog") else { return };
    let html = with(|live| row::mover(&live.shown, id, SHUT)).unwrap_or_default();
    place.set_inner_html(&html);
    dialog_do(&place, "showModal");
}

/// Keys: Alt with an arrow moves the row that the focus is in, M asks where to; Ctrl with C, V, D copies; Escape closes; Ctrl with Z and
/// Y takes back and makes again. None of them while something is typed.
fn key(event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    let typing = closest(event, "input:not([type=checkbox]), textarea, select").is_some();
    let item = closest(event, "[data-item]").and_then(|row| row.get_attribute("data-item"));
    if !typing && carry::key(event, item.as_deref()) {
        event.prevent_default();
        return;
    }
    let control = (event.ctrl_key() || event.meta_key()) && !typing;
    let pressed = event.key();
    match (pressed.as_str(), item) {
        ("ArrowUp" | "ArrowDown", Some(item)) if event.alt_key() && !typing => {
            let found = with(|live| {
                let agenda = &live.shown.agenda;
                if pressed == "ArrowUp" { moves::up(agenda, &item) } else { moves::down(agenda, &item) }
            });
            match found.flatten() {
                Some(edit) => now(edit),
                None => tell("Sudah di ujung hari ini."),
            }
        }
        ("m" | "M", Some(item)) if !typing && !control => dialog(&item),
        ("c" | "C", Some(item)) if control => {
            tell("Acara disalin. Ctrl+V menaruh salinannya sesudah acara lain.");
            CLIPBOARD.with(|place| *place.borrow_mut() = Some(item));
        }
        ("v" | "V", Some(item)) if control => {
            let Some(copied) = CLIPBOARD.with(|place| place.borrow().clone()) else { return };
            let found = with(|live| {
                let agenda = &live.shown.agenda;
                let (day, over) = agenda.item(&item)?;
                moves::paste(agenda, &copied, fresh(), &day.id, over.place.clone(), Some(item.clone()))
            });
            if let Some(edit) = found.flatten() {
                now(edit);
            }
        }
        ("d" | "D", Some(item)) if control => {
            if let Some(edit) = with(|live| moves::duplicate(&live.shown.agenda, &item, fresh())).flatten() {
                now(edit);
            }
        }
        // A dialog closes by itself.
        ("Escape", _)
            if closest(event, "dialog").is_none() && with(|live| live.shown.editing.is_some()) == Some(true) =>
        {
            leave();
        }
        ("z" | "Z", _) if control => sync::take_back(event.shift_key()),
        ("y", _) if control => sync::take_back(true),
        _ => return,
    }
    event.prevent_default();
}

/// Makes an edit and saves it.
pub fn now(edit: Edit) {
    if with(|live| live.make(edit)) == Some(true) {
        sync::save();
    }
}

/// Brings the row's own element into view, with the focus where it was.
pub fn follow(item: &str) {
    follow_to(format!("[data-grip=\"{}\"]", quoted(item)));
}

/// The same for whatever is to have the focus next.
fn follow_to(selector: String) {
    request_animation_frame(move || {
        if let Some(found) = by_id("builder").and_then(|root| first(&root, &selector)) {
            focus(&found);
            into_view(&found);
        }
    });
}

/// Brings something, or the row that it stands in, to where it can be seen.
fn into_view(element: &Element) {
    let seen = element.closest("[data-item], .notice").ok().flatten().unwrap_or_else(|| element.clone());
    let rect = seen.get_bounding_client_rect();
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
    if rect.top() < 112.0 || rect.bottom() > height - 40.0 {
        seen.scroll_into_view();
    }
}
