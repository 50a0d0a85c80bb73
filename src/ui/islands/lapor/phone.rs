//! The phone's store and queue: `Antrean`, a plain script that the service worker uses too (`public/queue.js` says what it can do).

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

/// Reads a property; what is not there is `undefined`.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Reads a text property; what is not there is empty.
pub fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

/// Reads a number.
pub fn number(object: &JsValue, name: &str) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "versions, counts and times are far below 2^53")]
    get(object, name).as_f64().map_or(0, |number| number as i64)
}

/// An object of these properties.
pub fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        // A fresh object takes every property.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// Any of our values as a JavaScript one.
pub fn to_js(value: &impl serde::Serialize) -> JsValue {
    serde_json::to_string(value).map_or(JsValue::NULL, |json| parse(&json))
}

/// JSON as a JavaScript value.
pub fn parse(json: &str) -> JsValue {
    JSON::parse(json).unwrap_or(JsValue::NULL)
}

/// The items of an array; anything else has none.
pub fn list(value: &JsValue) -> Vec<JsValue> {
    if Array::is_array(value) { Array::from(value).to_vec() } else { Vec::new() }
}

/// The texts of an array.
pub fn strings(value: &JsValue) -> Vec<String> {
    list(value).iter().filter_map(JsValue::as_string).collect()
}

/// Names and values of an object.
pub fn entries(value: &JsValue) -> Vec<(String, JsValue)> {
    let Some(object) = value.dyn_ref::<Object>() else { return Vec::new() };
    let entries = Object::entries(object).to_vec();
    entries.iter().map(Array::from).map(|entry| (entry.get(0).as_string().unwrap_or_default(), entry.get(1))).collect()
}

/// Pairs of texts.
pub fn pairs(value: &JsValue) -> Vec<(String, String)> {
    let pair = |entry: &JsValue| {
        let entry = Array::from(entry);
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    list(value).iter().filter_map(pair).collect()
}

/// Calls a method and waits for what it promises.
pub async fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = get(object, name).dyn_into()?;
    let value = method.apply(object, &arguments.iter().collect::<Array>())?;
    match value.dyn_into::<Promise>() {
        Ok(promise) => js_sys::futures::JsFuture::from(promise).await,
        Err(value) => Ok(value),
    }
}

fn antrean() -> JsValue {
    get(&window(), "Antrean")
}

/// Calls the queue.
pub async fn queue(name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    call(&antrean(), name, arguments).await
}

/// Waits for the queue's script and opens the store. The error is a sentence, empty when there is no queue at all.
pub async fn open() -> Result<(), String> {
    if antrean().is_undefined() && text(&document(), "readyState") != "complete" {
        let loaded = Promise::new(&mut |done, _| {
            let _ = window().add_event_listener_with_callback("load", &done);
        });
        let _ = js_sys::futures::JsFuture::from(loaded).await;
    }
    let answer = queue("open", &[]).await.map_err(|_| String::new())?;
    if get(&answer, "ok").is_truthy() { Ok(()) } else { Err(text(&answer, "words")) }
}

/// Has something run after every change in the store, from whichever tab.
pub fn on_change(run: impl Fn() + 'static) {
    let run = Closure::<dyn Fn()>::new(run).into_js_value();
    if let Ok(on) = get(&antrean(), "on").dyn_into::<Function>() {
        let _ = on.call1(&antrean(), &run);
    }
}

/// The sentence of a failure that is told to people.
pub fn words_of(failure: &JsValue) -> String {
    match text(failure, "words") {
        words if words.is_empty() => "HP ini tidak bisa menyimpan. Coba lagi, atau kosongkan sedikit ruang.".to_owned(),
        words => words,
    }
}
