//! A library's own facts, edited by its people.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// A library's own facts, edited by its people.
#[component]
pub fn Profile() -> impl IntoView {
    view! { <Frame title="Profil perpustakaan" description=""><h1>"Profil perpustakaan"</h1></Frame> }
}
