//! Buttons, and the line of buttons at the end of a form.

use leptos::prelude::*;

/// How much a button asks for attention. One `Primary` on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The one thing that the page is for.
    #[default]
    Primary,
    /// Another way on.
    Secondary,
    /// As light as a link.
    Quiet,
    /// Takes something away.
    Danger,
}

impl Look {
    /// The classes of a button or of a link that looks like one.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button",
            Self::Secondary => "button secondary",
            Self::Quiet => "button quiet",
            Self::Danger => "button danger",
        }
    }
}

/// A button that sends its form. With `name` and `value` the form says which button was pressed (`name="aksi"`).
#[component]
pub fn Button(
    #[prop(optional)] look: Look,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional)] skip_checks: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="submit" class=look.class() name=name value=value formnovalidate=skip_checks>
            {children()}
        </button>
    }
}

/// The buttons at the end of a form: under each other on the phone, in a line elsewhere.
#[component]
pub fn Buttons(children: Children) -> impl IntoView {
    view! { <div class="buttons">{children()}</div> }
}
