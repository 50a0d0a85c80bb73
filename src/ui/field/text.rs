//! Fields that are written in: words, numbers, dates, files.

use leptos::prelude::*;

use super::{Known, Shown, label_words};

/// One line of text. `kind` is the input's type (text, tel, password, email, url, search, time), `width` one of `w-2`, `w-4`, `w-10`,
/// `unit` a word after the field. A password is never written back into the page.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] value: Known,
    #[prop(optional, into)] kind: Option<String>,
    #[prop(optional, into)] autocomplete: Option<String>,
    #[prop(optional, into)] inputmode: Option<String>,
    #[prop(optional, into)] width: Option<String>,
    #[prop(optional, into)] unit: Option<String>,
    #[prop(optional, into)] maxlength: Option<String>,
    /// The id of a `<datalist>` with words to choose from.
    #[prop(optional, into)]
    list: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    // `NumberField` hands its own over, where nothing is an empty word.
    let (hint, unit) = (hint.filter(|words| !words.is_empty()), unit.filter(|word| !word.is_empty()));
    let shown = Shown::of(&name, value);
    let kind = kind.unwrap_or_else(|| "text".to_owned());
    let value = if kind == "password" { None } else { shown.value.clone() };
    let input = view! {
        <input
            id=shown.id.clone()
            name=name
            type=kind
            class=width
            value=value
            autocomplete=autocomplete
            inputmode=inputmode
            maxlength=maxlength
            list=list
            required=required
            aria-describedby=shown.described_by(hint.is_some())
            aria-invalid=shown.invalid()
        />
    };
    view! {
        <div class=shown.class()>
            <label for=shown.id.clone()>{label_words(label, optional)}</label>
            {shown.notes(hint)}
            {match unit {
                Some(unit) => view! { <div class="with-unit">{input}<span class="unit">{unit}</span></div> }.into_any(),
                None => input.into_any(),
            }}
        </div>
    }
}

/// A whole number, with a numeric keyboard on the phone. A text input, because `type=number` loses what it cannot read.
#[component]
pub fn NumberField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] value: Known,
    #[prop(optional, into)] unit: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    view! {
        <TextField
            name=name
            label=label
            hint=hint.unwrap_or_default()
            value=value
            unit=unit.unwrap_or_default()
            inputmode="numeric"
            autocomplete="off"
            width="w-4"
            optional=optional
            required=required
        />
    }
}

/// Several lines of text.
#[component]
pub fn AreaField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] value: Known,
    #[prop(default = 4)] rows: u8,
    #[prop(optional, into)] maxlength: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let shown = Shown::of(&name, value);
    view! {
        <div class=shown.class()>
            <label for=shown.id.clone()>{label_words(label, optional)}</label>
            {shown.notes(hint.clone())}
            <textarea
                id=shown.id.clone()
                name=name
                rows=rows.to_string()
                maxlength=maxlength
                required=required
                aria-describedby=shown.described_by(hint.is_some())
                aria-invalid=shown.invalid()
            >
                {shown.value.clone().unwrap_or_default()}
            </textarea>
        </div>
    }
}

/// A day, `2026-10-03`, with the browser's own calendar. `min` and `max` in the same form.
#[component]
pub fn DateField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] value: Known,
    #[prop(optional, into)] min: Option<String>,
    #[prop(optional, into)] max: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let shown = Shown::of(&name, value);
    view! {
        <div class=shown.class()>
            <label for=shown.id.clone()>{label_words(label, optional)}</label>
            {shown.notes(hint.clone())}
            <input
                id=shown.id.clone()
                name=name
                type="date"
                value=shown.value.clone()
                min=min
                max=max
                required=required
                aria-describedby=shown.described_by(hint.is_some())
                aria-invalid=shown.invalid()
            />
        </div>
    }
}

/// A file from the phone. The form needs `enctype="multipart/form-data"`; a refused file has to be chosen again.
#[component]
pub fn FileField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] accept: Option<String>,
    #[prop(optional)] multiple: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let shown = Shown::of(&name, Known::default());
    view! {
        <div class=shown.class()>
            <label for=shown.id.clone()>{label_words(label, optional)}</label>
            {shown.notes(hint.clone())}
            <input
                id=shown.id.clone()
                name=name
                type="file"
                accept=accept
                multiple=multiple
                required=required
                aria-describedby=shown.described_by(hint.is_some())
                aria-invalid=shown.invalid()
            />
        </div>
    }
}
