//! Open data: what can be downloaded.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// Open data: what can be downloaded.
#[component]
pub fn Data() -> impl IntoView {
    view! { <Frame title="Data terbuka" description=""><h1>"Data terbuka"</h1></Frame> }
}
