//! Asking the server from a page, with an end to the waiting.

use js_sys::futures::JsFuture;
use js_sys::{Object, Reflect};
use leptos::prelude::{set_timeout, window};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, Response};

/// A request that has had no whole answer for so long is given up: on a weak link an answer may never come, and everything after it
/// waits.
const DEADLINE: Duration = Duration::from_secs(30);

/// What the server answered.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub text: String,
}

/// Gets an address, or posts JSON to it. `None`: no whole answer came in time.
pub async fn request(address: &str, json: Option<&str>) -> Option<Answer> {
    let init = Object::new();
    let set = |object: &Object, name: &str, value: &JsValue| Reflect::set(object, &JsValue::from_str(name), value);
    if let Some(json) = json {
        let headers = Object::new();
        let _ = set(&headers, "content-type", &JsValue::from_str("application/json"));
        let _ = set(&headers, "accept", &JsValue::from_str("application/json"));
        let _ = set(&init, "method", &JsValue::from_str("POST"));
        let _ = set(&init, "headers", &headers);
        let _ = set(&init, "body", &JsValue::from_str(json));
    }
    if let Ok(giving_up) = AbortController::new() {
        let _ = set(&init, "signal", &giving_up.signal());
        set_timeout(move || giving_up.abort(), DEADLINE);
    }
    let answer = JsFuture::from(window().fetch_with_str_and_init(address, init.unchecked_ref())).await;
    let answer: Response = answer.ok()?.unchecked_into();
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    Some(Answer { status: answer.status(), text })
}
