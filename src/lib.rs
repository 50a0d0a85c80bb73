//! The browser program: one of three bundles (features `peta`, `lapor`, `kantor`), each with its own islands.

#![recursion_limit = "512"]
#![expect(dead_code, unused_imports, reason = "each bundle uses a part of the domain and the islands")]

mod api;
mod domain;
mod ui;

/// Starts the islands of this bundle.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
