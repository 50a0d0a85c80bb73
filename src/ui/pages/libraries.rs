//! The list of libraries.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The list of libraries.
#[component]
pub fn Libraries() -> impl IntoView {
    view! { <Frame title="Perpustakaan" description=""><h1>"Perpustakaan"</h1></Frame> }
}
