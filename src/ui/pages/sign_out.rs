//! Signing out.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// Signing out.
#[component]
pub fn SignOut() -> impl IntoView {
    view! { <Frame title="Keluar" description=""><h1>"Keluar"</h1></Frame> }
}
