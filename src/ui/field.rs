//! The parts of a form: label above, hint under it, the finding above the field, a summary at the top of the page.
//!
//! Every part reads [`Typed`], the form that was posted and refused, by itself: what a person wrote comes back with the finding
//! beside it, whatever the page gave as `value`. The page /gaya of the demo shows each part.

mod button;
mod choice;
mod message;
mod text;

pub use button::{Button, Buttons, Look};
pub use choice::{CheckField, ChecksField, ChoiceField, SelectField, options};
pub use message::{Breadcrumbs, Confirmation, Drawing, Empty, Notice, Pagination, Sketch, Tag, TagKind, Tone, Unknown};
pub use text::{AreaField, DateField, FileField, NumberField, TextField};

use leptos::prelude::*;

pub use super::anchor::field_id;
use super::frame::typed;

/// What is already known for a field: text, a number, or nothing. Parts take anything that turns into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known(pub Option<String>);

impl From<&str> for Known {
    fn from(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }
}

impl From<String> for Known {
    fn from(text: String) -> Self {
        Self(Some(text))
    }
}

impl From<&String> for Known {
    fn from(text: &String) -> Self {
        Self(Some(text.clone()))
    }
}

impl From<i64> for Known {
    fn from(number: i64) -> Self {
        Self(Some(number.to_string()))
    }
}

impl<T> From<Option<T>> for Known
where
    Self: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::default, Self::from)
    }
}

/// What somebody asks to be mended at single fields, by their names. A page provides it as context; every field shows its own.
#[derive(Clone, Debug, Default)]
pub struct Remarks(pub Vec<(String, String)>);

/// The remark at the field `name`.
pub fn remark(name: &str) -> Option<String> {
    use_context::<Remarks>()?.0.into_iter().find(|(field, _)| field == name).map(|(_, words)| words)
}

/// What one field shows: its id, what stands in it, what was found wrong with it, and what somebody asks to be mended.
struct Shown {
    id: String,
    value: Option<String>,
    finding: Option<String>,
    remark: Option<String>,
}

impl Shown {
    fn of(name: &str, known: Known) -> Self {
        let typed = typed();
        let value = if typed.is_posted() { typed.value(name) } else { known.0 };
        Self { id: field_id(name), value, finding: typed.finding(name), remark: remark(name) }
    }

    /// The ids of hint and finding for `aria-describedby`, in the order in which they stand.
    fn described_by(&self, hint: bool) -> Option<String> {
        let ids: Vec<String> = [(hint, "hint"), (self.remark.is_some(), "remark"), (self.finding.is_some(), "error")]
            .into_iter()
            .filter(|(there, _)| *there)
            .map(|(_, part)| format!("{}-{part}", self.id))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.finding.as_ref().map(|_| "true")
    }

    fn class(&self) -> &'static str {
        if self.finding.is_some() { "field has-error" } else { "field" }
    }

    /// Hint and finding, which stand between the label and the field.
    fn notes(&self, hint: Option<String>) -> impl IntoView + use<> {
        let id = self.id.clone();
        let (finding, remark) = (self.finding.clone(), self.remark.clone());
        view! {
            {hint.map(|words| view! { <p class="hint" id=format!("{id}-hint")>{words}</p> })}
            {remark.map(|words| view! { <p class="remark" id=format!("{id}-remark")>{words}</p> })}
            {finding.map(|words| view! { <p class="error" id=format!("{id}-error")>{words}</p> })}
        }
    }
}

/// A label's words, with "(boleh kosong)" where the field may stay empty.
fn label_words(label: String, optional: bool) -> impl IntoView {
    view! {
        {label}
        {optional.then(|| view! { " "<span class="optional">"(boleh kosong)"</span> })}
    }
}

/// Everything found wrong with the posted form, each finding a link to its field. Shows nothing when nothing was refused.
#[component]
pub fn Summary() -> impl IntoView {
    let findings = typed().findings;
    (!findings.is_empty()).then(|| {
        let title = match findings.len() {
            1 => "Ada yang perlu diperbaiki".to_owned(),
            n => format!("Ada {n} hal yang perlu diperbaiki"),
        };
        let items = findings
            .into_iter()
            .map(|finding| {
                if finding.field.is_empty() {
                    view! { <li>{finding.words}</li> }.into_any()
                } else {
                    view! { <li><a href=format!("#{}", field_id(&finding.field))>{finding.words}</a></li> }.into_any()
                }
            })
            .collect_view();
        view! {
            <div class="error-summary" role="alert" tabindex="-1">
                <h2>{title}</h2>
                <ul>{items}</ul>
            </div>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_come_from_what_pages_hold() {
        assert_eq!(Known::from(Some("a")), Known(Some("a".into())));
        assert_eq!(Known::from(None::<String>), Known(None));
        assert_eq!(Known::from(Some(12_i64)), Known(Some("12".into())));
    }
}
