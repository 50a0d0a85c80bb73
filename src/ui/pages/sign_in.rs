//! Signing in.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// Signing in.
#[component]
pub fn SignIn() -> impl IntoView {
    view! { <Frame title="Masuk" description=""><h1>"Masuk"</h1></Frame> }
}
