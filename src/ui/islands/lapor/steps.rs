//! One thing per screen on the phone: which section of the form is shown. The step stands in the address after the `#`, so that the
//! browser's own way back works and a link to a field leads to its step. Wide screens show everything (the style sheet decides).

use super::paper::{all, by_id, first, set_shown};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

const STEPS: [&str; 5] = ["angka", "kegiatan", "cerita", "kendala", "periksa"];

fn hash() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// Is the screen so narrow that steps are shown one by one?
fn is_narrow() -> bool {
    window().match_media("(max-width: 56.24em)").ok().flatten().is_some_and(|query| query.matches())
}

/// The step that is shown.
pub fn current(form: &Element) -> String {
    first(form, "[data-kini]").and_then(|section| section.get_attribute("data-langkah")).unwrap_or_default()
}

/// Goes to a step, as a link does.
pub fn go(step: &str) {
    let _ = window().location().set_hash(step);
}

/// Goes one step on or back.
pub fn turn(form: &Element, by: &str) {
    let here = STEPS.iter().position(|step| *step == current(form)).unwrap_or(0);
    let there = if by == "1" { here + 1 } else { here.saturating_sub(1) };
    if let Some(step) = STEPS.get(there) {
        go(step);
    }
}

/// Opens the form at the address's step, else at the one where the person left it.
pub fn open(form: &Element, left: &str) {
    if hash().is_empty() && STEPS[1..].contains(&left) && is_narrow() {
        let _ = window().location().replace(&format!("#{left}"));
    }
    show(form, false);
}

/// Shows what the address says. `moved`: the person went there, so the eye and the focus follow.
pub fn show(form: &Element, moved: bool) {
    let hash = hash();
    let target = if hash.is_empty() { None } else { by_id(&hash) };
    let step = target
        .as_ref()
        .and_then(|target| target.closest("[data-langkah]").ok()??.get_attribute("data-langkah"))
        .unwrap_or_else(|| STEPS[0].to_owned());
    for section in all(form, "[data-langkah]") {
        let _ = if section.get_attribute("data-langkah").as_deref() == Some(&step) {
            section.set_attribute("data-kini", "")
        } else {
            section.remove_attribute("data-kini")
        };
    }
    for button in all(form, "[data-ke]") {
        let end = if button.get_attribute("data-ke").as_deref() == Some("1") { STEPS[4] } else { STEPS[0] };
        set_shown(&button, step != end);
    }
    if !moved {
        return;
    }
    let is_step = STEPS.contains(&hash.as_str());
    let Some(target) = target else { return };
    if !is_step {
        // A field may stand in a fold.
        if let Ok(Some(fold)) = target.closest("details") {
            let _ = fold.set_attribute("open", "");
        }
        target.scroll_into_view();
        focus(&target);
    } else if is_narrow() {
        form.scroll_into_view();
        if let Some(heading) = first(&target, "h2") {
            focus(&heading);
        }
    }
}

/// Moves the focus.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}
