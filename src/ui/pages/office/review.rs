//! One report under review.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// One report under review.
#[component]
pub fn Review() -> impl IntoView {
    view! { <Frame title="Periksa laporan" description=""><h1>"Periksa laporan"</h1></Frame> }
}
