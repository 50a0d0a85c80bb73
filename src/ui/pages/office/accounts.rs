//! Accounts of the office.

use crate::ui::frame::Frame;
use leptos::prelude::*;

/// Accounts of the office.
#[component]
pub fn Accounts() -> impl IntoView {
    view! { <Frame title="Akun" description=""><h1>"Akun"</h1></Frame> }
}
