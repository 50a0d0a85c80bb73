//! The agenda builder.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The agenda builder.
#[component]
pub fn Agenda() -> impl IntoView {
    view! { <Frame title="Agenda" description=""><h1>"Agenda"</h1></Frame> }
}
