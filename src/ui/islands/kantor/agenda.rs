//! The agenda builder. One page for everybody: plain forms that post to the page without scripts; with them, the same forms are read
//! in the browser, the agenda shifts at once, and every change is saved as it is made.
//!
//! The page is text that the same functions write on the server and in the browser ([`parts`], [`day`], [`row`]); the browser puts
//! in what has changed (`live`).

#[cfg(feature = "kantor")]
mod carry;
mod day;
#[cfg(feature = "kantor")]
mod dom;
#[cfg(feature = "kantor")]
mod hands;
mod html;
#[cfg(feature = "kantor")]
mod live;
mod parts;
mod row;
mod shown;
#[cfg(feature = "kantor")]
mod sync;

pub use shown::Start;

use leptos::prelude::*;

/// Builds the agenda of a meeting.
#[island]
pub fn AgendaBuilder(
    /// What the page knows.
    start: Start,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let html = parts::page(&shown::Shown::open(start));
    // What the server wrote stands; the program only takes it over.
    #[cfg(not(feature = "ssr"))]
    let html = "";
    #[cfg(feature = "kantor")]
    live::start(start);
    view! { <div class="builder" id="builder" inner_html=html></div> }
}
