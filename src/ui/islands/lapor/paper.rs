//! The form in the page: read as a draft, filled with a draft, with as many blocks as the draft has.

use crate::domain::report::draft::{Draft, TypedPhoto};
use leptos::prelude::document;
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

/// The number that stands for a block's own in the templates; the one after it stands for what people read.
const SEED: &str = "9000";
const SEED_READ: &str = "9001";

/// An element by its id.
pub fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// Every element that a selector finds within another.
pub fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = within.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|n| found.get(n)?.dyn_into().ok()).collect()
}

/// The first of them.
pub fn first(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

/// Shows or hides.
pub fn set_shown(element: &Element, shown: bool) {
    let _ = if shown { element.remove_attribute("hidden") } else { element.set_attribute("hidden", "") };
}

/// Text for HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A new id for a block.
pub fn new_id() -> String {
    let crypto = super::phone::get(&leptos::prelude::window(), "crypto");
    let made = super::phone::get(&crypto, "randomUUID").dyn_into::<js_sys::Function>();
    made.ok().and_then(|make| make.call0(&crypto).ok()?.as_string()).unwrap_or_else(|| {
        // Pages that are not in a secure context have no such function.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any number will do")]
        let (now, chance) = (js_sys::Date::now() as u64, (js_sys::Math::random() * 1e15) as u64);
        format!("hp-{now}-{chance}")
    })
}

/// The form, and the explanations whose fields are not there just now.
pub struct Paper {
    /// The form.
    pub form: HtmlFormElement,
    said: RefCell<BTreeMap<String, String>>,
}

impl Paper {
    /// The page's form.
    pub fn find() -> Option<Self> {
        Some(Self { form: by_id("laporan")?.dyn_into().ok()?, said: RefCell::default() })
    }

    /// The form's pairs; files, which cannot be kept as text, are left out.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let Ok(data) = web_sys::FormData::new_with_form(&self.form) else { return Vec::new() };
        js_sys::Array::from(&data)
            .iter()
            .filter_map(|entry| {
                let entry = js_sys::Array::from(&entry);
                Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
            })
            .filter(|(name, value)| !value.is_empty() && !matches!(name.as_str(), "op" | "versi" | "aksi"))
            .collect()
    }

    /// What stands in the form.
    pub fn draft(&self) -> Draft {
        let pairs = self.pairs();
        let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut draft = Draft::from_pairs(pairs).map(|(draft, _)| draft).unwrap_or_default();
        let typed = std::mem::take(&mut draft.photos);
        draft.photos = self
            .photo_items()
            .into_iter()
            .map(|(id, item)| TypedPhoto {
                activity: item.closest(".activity").ok().flatten().map(|block| block_id(&block)).unwrap_or_default(),
                ..typed
                    .iter()
                    .find(|photo| photo.id == id)
                    .cloned()
                    .unwrap_or(TypedPhoto { id, ..TypedPhoto::default() })
            })
            .collect();
        draft.new_photos.clear();
        for (key, words) in self.said.borrow().iter() {
            draft.explanations.entry(key.clone()).or_insert_with(|| words.clone());
        }
        draft.explanations.retain(|_, words| !words.trim().is_empty());
        self.said.borrow_mut().clone_from(&draft.explanations);
        draft
    }

    /// What was said about a doubt whose field is to be made.
    pub fn said(&self, key: &str) -> String {
        self.said.borrow().get(key).cloned().unwrap_or_default()
    }

    /// The photos in the form with their ids.
    pub fn photo_items(&self) -> Vec<(String, Element)> {
        let items = all(&self.form, "li[data-foto]").into_iter();
        items.filter_map(|item| Some((item.get_attribute("data-foto")?, item))).collect()
    }

    /// The blocks of a list: "kegiatan" or "cerita".
    pub fn blocks(kind: &str) -> Vec<Element> {
        by_id(&format!("daftar-{kind}")).map(|list| all(&list, ":scope > fieldset")).unwrap_or_default()
    }

    /// Adds a block to a list and answers it.
    pub fn add_block(kind: &str) -> Option<Element> {
        let n = Self::blocks(kind).len();
        let seed = by_id(&format!("contoh-{kind}"))?.inner_html();
        let html = seed.replace(SEED, &n.to_string()).replace(SEED_READ, &(n + 1).to_string());
        by_id(&format!("daftar-{kind}"))?.insert_adjacent_html("beforeend", &html).ok()?;
        let block = Self::blocks(kind).pop()?;
        if let Some(id) = id_input(&block) {
            id.set_value(&new_id());
        }
        Some(block)
    }

    /// A photo's item, made in its activity's block.
    pub fn add_photo(id: &str, activity: &str, url: &str) -> Option<Element> {
        let list = Self::photo_list(activity)?;
        let html = by_id("contoh-foto")?.inner_html().replace(SEED, id);
        list.insert_adjacent_html("beforeend", &html).ok()?;
        let item = first(&list, &format!("li[data-foto=\"{id}\"]"))?;
        let picture = first(&item, ".report-photo-picture")?;
        picture.set_inner_html(&format!("<img src=\"{}\" alt=\"Foto kegiatan\">", escape(url)));
        set_shown(&list, true);
        Some(item)
    }

    fn photo_list(activity: &str) -> Option<Element> {
        let block = Self::blocks("kegiatan").into_iter().find(|block| block_id(block) == activity)?;
        first(&block, ".report-photos")
    }

    /// Makes the form say what the draft says. Photos that the form has no item for are left to the caller.
    pub fn fill(&self, draft: &Draft) {
        self.said.borrow_mut().clone_from(&draft.explanations);
        // The items leave their blocks before blocks go.
        let items = self.photo_items();
        for (_, item) in &items {
            item.remove();
        }
        let ids: [(&str, Vec<&str>); 2] = [
            ("kegiatan", draft.activities.iter().map(|it| it.id.as_str()).collect()),
            ("cerita", draft.stories.iter().map(|it| it.id.as_str()).collect()),
        ];
        for (kind, ids) in ids {
            // There is always one activity to write in.
            let wanted = ids.len().max(usize::from(kind == "kegiatan"));
            let blocks = Self::blocks(kind);
            for extra in blocks.iter().skip(wanted) {
                extra.remove();
            }
            for _ in blocks.len()..wanted {
                Self::add_block(kind);
            }
            for (block, id) in Self::blocks(kind).iter().zip(ids) {
                if let Some(input) = id_input(block) {
                    input.set_value(&if id.is_empty() { new_id() } else { id.to_owned() });
                }
            }
        }
        for photo in &draft.photos {
            let item = items.iter().find(|(id, _)| *id == photo.id);
            if let (Some((_, item)), Some(list)) = (item, Self::photo_list(&photo.activity)) {
                let _ = list.append_child(item);
            }
        }
        for list in all(&self.form, ".report-photos") {
            set_shown(&list, list.child_element_count() > 0);
        }
        self.write(&draft.to_pairs());
    }

    /// Writes pairs into the form's fields; fields without a pair become empty. Hidden fields and files stay.
    fn write(&self, pairs: &[(String, String)]) {
        let value_of = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
        for field in all(&self.form, "[name]") {
            if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
                let value = value_of(&input.name());
                match input.type_().as_str() {
                    "hidden" | "file" | "submit" => {}
                    "checkbox" | "radio" => input.set_checked(!value.is_empty() && input.value() == value),
                    _ => input.set_value(value),
                }
            } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
                area.set_value(value_of(&area.name()));
            } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
                select.set_value(value_of(&select.name()));
            }
        }
    }
}

/// The hidden input with a block's id.
fn id_input(block: &Element) -> Option<HtmlInputElement> {
    first(block, "input[type=hidden][name$=\"-id\"]")?.dyn_into().ok()
}

/// A block's id.
pub fn block_id(block: &Element) -> String {
    id_input(block).map(|input| input.value()).unwrap_or_default()
}
