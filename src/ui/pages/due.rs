//! What a librarian owes and has sent.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// What a librarian owes and has sent.
#[component]
pub fn Due() -> impl IntoView {
    view! { <Frame title="Laporan saya" description=""><h1>"Laporan saya"</h1></Frame> }
}
