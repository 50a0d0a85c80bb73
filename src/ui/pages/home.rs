//! The front page.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The front page.
#[component]
pub fn Home() -> impl IntoView {
    view! { <Frame title="Beranda" description=""><h1>"Beranda"</h1></Frame> }
}
