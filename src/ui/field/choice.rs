//! Fields that are chosen: one of a few, several, yes or no, one of a list.

use leptos::prelude::*;

use super::super::frame::typed;
use super::{Known, Shown, field_id, label_words};

/// Options as pairs of value and words.
pub type Options = Vec<(String, String)>;

/// Makes [`Options`] from any pairs of words.
pub fn options<V: Into<String>, W: Into<String>>(pairs: impl IntoIterator<Item = (V, W)>) -> Options {
    pairs.into_iter().map(|(value, words)| (value.into(), words.into())).collect()
}

/// The first box of a group bears the field's id, so that the summary's link lands on it.
fn box_id(name: &str, index: usize, value: &str) -> String {
    if index == 0 { field_id(name) } else { field_id(&format!("{name}-{value}")) }
}

fn boxes(
    kind: &'static str,
    name: &str,
    options: Options,
    chosen: &[String],
    described: Option<&String>,
) -> impl IntoView + use<> {
    options
        .into_iter()
        .enumerate()
        .map(|(index, (value, words))| {
            let id = box_id(name, index, &value);
            let checked = chosen.contains(&value);
            view! {
                <div class="choice">
                    <input type=kind id=id.clone() name=name.to_owned() value=value checked=checked aria-describedby=described.cloned() />
                    <label for=id>{words}</label>
                </div>
            }
        })
        .collect_view()
}

/// One of a few, as radio buttons.
#[component]
pub fn ChoiceField(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Option<String>,
    options: Options,
    #[prop(optional, into)] value: Known,
    #[prop(optional)] inline: bool,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let shown = Shown::of(&name, value);
    let chosen: Vec<String> = shown.value.clone().into_iter().collect();
    let described = shown.described_by(hint.is_some());
    view! {
        <fieldset class=shown.class() aria-describedby=described>
            <legend>{label_words(legend, optional)}</legend>
            {shown.notes(hint)}
            <div class=if inline { "choices inline" } else { "choices" }>{boxes("radio", &name, options, &chosen, None)}</div>
        </fieldset>
    }
}

/// Any number of a few, as check boxes of one name.
#[component]
pub fn ChecksField(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Option<String>,
    options: Options,
    #[prop(optional)] values: Vec<String>,
    #[prop(optional)] inline: bool,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let typed = typed();
    let chosen = if typed.is_posted() { typed.values(&name) } else { values };
    let shown = Shown::of(&name, Known::default());
    let described = shown.described_by(hint.is_some());
    view! {
        <fieldset class=shown.class() aria-describedby=described>
            <legend>{label_words(legend, optional)}</legend>
            {shown.notes(hint)}
            <div class=if inline { "choices inline" } else { "choices" }>{boxes("checkbox", &name, options, &chosen, None)}</div>
        </fieldset>
    }
}

/// Yes or nothing: one check box. `value` is what is sent when it is ticked.
#[component]
pub fn CheckField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = "ya".to_owned(), into)] value: String,
    #[prop(optional)] checked: bool,
) -> impl IntoView {
    let typed = typed();
    let checked = if typed.is_posted() { typed.values(&name).contains(&value) } else { checked };
    let shown = Shown::of(&name, Known::default());
    let described = shown.described_by(hint.is_some());
    view! {
        <div class=shown.class()>
            {shown.notes(None)}
            <div class="choice">
                <input
                    type="checkbox"
                    id=shown.id.clone()
                    name=name
                    value=value
                    checked=checked
                    aria-describedby=described
                    aria-invalid=shown.invalid()
                />
                <label for=shown.id.clone()>
                    {label}
                    {hint.map(|words| view! { <span class="hint" id=format!("{}-hint", shown.id)>{words}</span> })}
                </label>
            </div>
        </div>
    }
}

/// One of a list. `empty` are the words of the choice that says nothing ("Semua kecamatan"); without it there is none.
#[component]
pub fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    options: Options,
    #[prop(optional, into)] value: Known,
    #[prop(optional, into)] empty: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let shown = Shown::of(&name, value);
    let chosen = shown.value.clone().unwrap_or_default();
    let items = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class=shown.class()>
            <label for=shown.id.clone()>{label_words(label, optional)}</label>
            {shown.notes(hint.clone())}
            <select
                id=shown.id.clone()
                name=name
                required=required
                aria-describedby=shown.described_by(hint.is_some())
                aria-invalid=shown.invalid()
            >
                {empty.map(|words| view! { <option value="">{words}</option> })}
                {items}
            </select>
        </div>
    }
}
