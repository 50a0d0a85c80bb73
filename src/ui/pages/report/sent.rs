//! The page after sending.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The page after sending.
#[component]
pub fn Sent() -> impl IntoView {
    view! { <Frame title="Laporan terkirim" description=""><h1>"Laporan terkirim"</h1></Frame> }
}
