//! The map that moves: pan, pinch, wheel, keys, search as you type. It takes over the page's own drawing where it stands and
//! from then on draws with the same drawer; without it everything still works by links.

#[cfg(feature = "peta")]
mod chart;
#[cfg(feature = "peta")]
mod gesture;
#[cfg(feature = "peta")]
mod page;

use leptos::prelude::*;

/// Makes the map inside of it live once its data has come from the address in `data-source`; without one it stays as it is.
/// (An attribute, not a property: reading properties would bring a parser for JSON.)
///
/// `data-live` on the root says that it is.
#[island]
pub fn LiveMap(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "peta")]
    Effect::new(move |_| {
        if let Some(root) = root.get_untracked() {
            page::start((*root).clone().into());
        }
    });
    view! { <div class="map-live" node_ref=root>{children()}</div> }
}
