//! The board: who has reported.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The board: who has reported.
#[component]
pub fn Board() -> impl IntoView {
    view! { <Frame title="Papan laporan" description=""><h1>"Papan laporan"</h1></Frame> }
}
