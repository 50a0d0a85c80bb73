//! The month's report.

pub mod sent;

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// The month's report.
#[component]
pub fn Report() -> impl IntoView {
    view! { <Frame title="Laporan bulanan" description=""><h1>"Laporan bulanan"</h1></Frame> }
}
