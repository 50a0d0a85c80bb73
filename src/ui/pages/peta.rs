//! The map.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The map.
#[component]
pub fn Peta() -> impl IntoView {
    view! { <Frame title="Peta" description=""><h1>"Peta"</h1></Frame> }
}
