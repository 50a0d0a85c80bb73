//! The audit log.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The audit log.
#[component]
pub fn Audit() -> impl IntoView {
    view! { <Frame title="Audit" description=""><h1>"Audit"</h1></Frame> }
}
