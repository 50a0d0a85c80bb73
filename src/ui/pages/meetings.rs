//! The list of meetings.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The list of meetings.
#[component]
pub fn Meetings() -> impl IntoView {
    view! { <Frame title="Peer Learning Meeting" description=""><h1>"Peer Learning Meeting"</h1></Frame> }
}
