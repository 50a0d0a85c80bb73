//! Reports that wait for review.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// Reports that wait for review.
#[component]
pub fn Queue() -> impl IntoView {
    view! { <Frame title="Antrean laporan" description=""><h1>"Antrean laporan"</h1></Frame> }
}
