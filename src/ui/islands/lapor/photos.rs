//! Photos from the camera or the gallery: made small on the phone, one at a time, and kept there at once.

use super::live::Live;
use super::paper::{block_id, first, set_shown};
use super::phone::{call, get, number, object, queue, text};
use crate::domain::photo::{MAX_PHOTOS, Trouble, fits};
use js_sys::{Array, Function, Promise};
use leptos::prelude::{document, window};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlInputElement};

/// The longest side that leaves the phone.
const SIDE: u32 = 1280;
/// JPEG quality.
const QUALITY: f64 = 0.72;

/// A photo's manifest as the report names it.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// The photo's id.
    pub id: String,
    /// SHA-256 (hex) of the bytes.
    pub sha256: String,
    /// How many bytes.
    pub bytes: i64,
}

/// Takes in what was chosen in a file input. The input is empty afterwards: what it held is on the phone, or refused with a sentence.
pub async fn take(live: Rc<Live>, input: HtmlInputElement) {
    let files: Vec<JsValue> = Array::from(&get(&input, "files")).to_vec();
    let (Ok(Some(block)), Ok(Some(field))) = (input.closest(".activity"), input.closest(".field")) else { return };
    let activity = block_id(&block);
    let note = note_in(&field);
    let mut troubles = Vec::new();
    for (n, file) in files.iter().enumerate() {
        note.set_class_name("hint");
        note.set_text_content(Some(&format!("Menyiapkan foto {} dari {}", n + 1, files.len())));
        let name = text(file, "name");
        if live.paper.photo_items().len() >= MAX_PHOTOS {
            troubles.push(Trouble::TooMany.words(&name));
            continue;
        }
        match take_one(&live, file, &activity, &name).await {
            Ok(()) => {}
            Err(words) => troubles.push(words),
        }
    }
    input.set_value("");
    note.set_class_name(if troubles.is_empty() { "hint" } else { "error" });
    let words = match (troubles.is_empty(), files.len()) {
        (true, 1) => "Foto tersimpan di HP. Isi keterangannya di atas.".to_owned(),
        (true, n) => format!("{n} foto tersimpan di HP. Isi keterangannya di atas."),
        (false, _) => troubles.join(" "),
    };
    note.set_text_content(Some(&words));
    live.changed(true);
}

/// The line under a file input that says what becomes of the photos.
fn note_in(field: &Element) -> Element {
    first(field, ".photo-news").map_or_else(
        || {
            let _ = field.insert_adjacent_html("beforeend", "<div class=\"photo-news\" role=\"status\"><p></p></div>");
            first(field, ".photo-news p").unwrap_or_else(|| field.clone())
        },
        |news| first(&news, "p").unwrap_or(news),
    )
}

async fn take_one(live: &Live, file: &JsValue, activity: &str, name: &str) -> Result<(), String> {
    let small = shrink(file).await.map_err(|trouble| trouble.words(name))?;
    let photo = object(&[("activity", activity.into()), ("blob", small), ("name", name.into())]);
    let kept = queue("addPhoto", &[live.key.as_str().into(), photo]).await;
    let kept = kept.map_err(|failure| super::phone::words_of(&failure))?;
    live.show_photo(&kept, activity);
    Ok(())
}

/// A photo as JPEG, at most [`SIDE`] pixels long, upright, without the camera's data.
async fn shrink(file: &JsValue) -> Result<JsValue, Trouble> {
    if number(file, "size") == 0 {
        return Err(Trouble::Empty);
    }
    let heic = ["name", "type"].iter().any(|part| {
        let words = text(file, part).to_ascii_lowercase();
        words.ends_with("heic") || words.ends_with("heif")
    });
    let unread = if heic {
        Trouble::Heic
    } else if text(file, "type").starts_with("image/") {
        Trouble::Damaged
    } else {
        Trouble::NotAPicture
    };
    // The header alone says how large it is: no more is read until the picture is asked for at its small size.
    let urls = get(&window(), "URL");
    let url = call(&urls, "createObjectURL", std::slice::from_ref(file)).await.map_err(|_| unread)?;
    let small = draw(file, &url, unread).await;
    let _ = call(&urls, "revokeObjectURL", &[url]).await;
    small
}

async fn draw(file: &JsValue, url: &JsValue, unread: Trouble) -> Result<JsValue, Trouble> {
    let picture = document().create_element("img").map_err(|_| unread)?;
    let loaded = Promise::new(&mut |done, failed| {
        let _ = picture.add_event_listener_with_callback("load", &done);
        let _ = picture.add_event_listener_with_callback("error", &failed);
    });
    let _ = picture.set_attribute("src", &url.as_string().unwrap_or_default());
    js_sys::futures::JsFuture::from(loaded).await.map_err(|_| unread)?;
    let size = |name: &str| u32::try_from(number(&picture, name)).unwrap_or(0);
    let (width, height) = (size("naturalWidth"), size("naturalHeight"));
    fits(width, height)?;
    let longest = width.max(height);
    let scaled = |side: u32| if longest > SIDE { (side * SIDE / longest).max(1) } else { side };
    let (width, height) = (scaled(width), scaled(height));
    let options =
        object(&[("resizeWidth", width.into()), ("resizeHeight", height.into()), ("resizeQuality", "medium".into())]);
    // Where the browser cannot make it small while reading, the picture itself is drawn small.
    let source =
        call(&window(), "createImageBitmap", &[file.clone(), options]).await.unwrap_or_else(|_| picture.into());
    let canvas: JsValue = document().create_element("canvas").map_err(|_| unread)?.into();
    for (name, side) in [("width", width), ("height", height)] {
        let _ = js_sys::Reflect::set(&canvas, &name.into(), &side.into());
    }
    let brush = call(&canvas, "getContext", &["2d".into()]).await.map_err(|_| unread)?;
    let _ = js_sys::Reflect::set(&brush, &"fillStyle".into(), &"#fff".into());
    let (zero, width, height): (JsValue, JsValue, JsValue) = (0.into(), width.into(), height.into());
    let _ = call(&brush, "fillRect", &[zero.clone(), zero.clone(), width.clone(), height.clone()]).await;
    call(&brush, "drawImage", &[source.clone(), zero.clone(), zero, width, height]).await.map_err(|_| unread)?;
    if get(&source, "close").is_function() {
        let _ = call(&source, "close", &[]).await;
    }
    let made = Promise::new(&mut |done, failed| {
        let arguments = Array::of3(&done, &"image/jpeg".into(), &QUALITY.into());
        let made = get(&canvas, "toBlob").dyn_into::<Function>().and_then(|make| make.apply(&canvas, &arguments));
        if made.is_err() {
            let _ = failed.call0(&JsValue::UNDEFINED);
        }
    });
    let blob = js_sys::futures::JsFuture::from(made).await.map_err(|_| unread)?;
    if blob.is_null() { Err(unread) } else { Ok(blob) }
}

/// Takes a photo out of the form, the phone and, with the next save, the server's draft.
pub async fn remove(live: Rc<Live>, id: String) {
    if let Some((_, item)) = live.paper.photo_items().into_iter().find(|(other, _)| *other == id)
        && let Some(list) = item.parent_element()
    {
        item.remove();
        set_shown(&list, list.child_element_count() > 0);
    }
    live.removed.borrow_mut().push(id.clone());
    let _ = queue("removePhoto", &[id.into(), live.key.as_str().into()]).await;
    live.changed(true);
}

/// Tells the store what a photo's fields say.
pub async fn describe(live: Rc<Live>, id: String) {
    let draft = live.paper.draft();
    let Some(photo) = draft.photos.iter().find(|photo| photo.id == id) else { return };
    let words = object(&[
        ("caption", photo.caption.as_str().into()),
        ("public", photo.public.into()),
        ("children", photo.children.as_str().into()),
    ]);
    let _ = queue("describePhoto", &[id.into(), words]).await;
}
