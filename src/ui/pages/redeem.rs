//! A one-time code becomes a password.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// A one-time code becomes a password.
#[component]
pub fn Redeem() -> impl IntoView {
    view! { <Frame title="Pakai kode" description=""><h1>"Pakai kode"</h1></Frame> }
}
