//! Every part of the style.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// Every part of the style.
#[component]
pub fn Gallery() -> impl IntoView {
    view! { <Frame title="Gaya" description=""><h1>"Gaya"</h1></Frame> }
}
