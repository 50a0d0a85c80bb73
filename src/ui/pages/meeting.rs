//! One meeting and its agenda.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// One meeting and its agenda.
#[component]
pub fn Meeting() -> impl IntoView {
    view! { <Frame title="PLM" description=""><h1>"PLM"</h1></Frame> }
}
