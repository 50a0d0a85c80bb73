//! The office's registry and its import.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The office's registry and its import.
#[component]
pub fn Libraries() -> impl IntoView {
    view! { <Frame title="Perpustakaan" description=""><h1>"Perpustakaan"</h1></Frame> }
}
