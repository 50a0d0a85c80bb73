//! The office's meetings.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The office's meetings.
#[component]
pub fn Meetings() -> impl IntoView {
    view! { <Frame title="PLM" description=""><h1>"PLM"</h1></Frame> }
}
