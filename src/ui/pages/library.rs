//! One library.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// One library.
#[component]
pub fn Library() -> impl IntoView {
    view! { <Frame title="Perpustakaan" description=""><h1>"Perpustakaan"</h1></Frame> }
}
