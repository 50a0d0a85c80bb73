//! What is kept about people.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// What is kept about people.
#[component]
pub fn Privacy() -> impl IntoView {
    view! { <Frame title="Privasi" description=""><h1>"Privasi"</h1></Frame> }
}
