//! The librarian's form on the phone (bundle `lapor`). The form itself is the server's; this island watches it: it checks each field
//! by the rules that the server will apply, keeps what is typed on the phone at every change, offers it again, and says what is
//! missing. Without it the form works all the same.

#[cfg(feature = "lapor")]
mod keeping;
#[cfg(feature = "lapor")]
mod watching;

use crate::domain::indicator::Figures;
use leptos::prelude::*;

/// What the island says above the form.
#[derive(Clone, Copy)]
struct Lines {
    /// "Tersimpan di HP 09.05".
    saved: RwSignal<String>,
    /// The phone could not keep it.
    failed: RwSignal<bool>,
    /// What is still missing.
    missing: RwSignal<String>,
    /// Running totals of the activities.
    totals: RwSignal<String>,
    /// There is something on the phone that the form does not have.
    offered: RwSignal<Option<String>>,
}

/// Watches the form with the id `laporan` on its page.
#[island]
pub fn Lapor(
    /// Whose draft it is: another person on the same phone is never offered it.
    account: String,
    /// The library's slug.
    slug: String,
    /// `2026-10`.
    month: String,
    /// Codes of the figures that are asked.
    asked: Vec<String>,
    /// Last month's figures.
    before: Figures,
    /// Today in the office's zone, ISO.
    today: String,
) -> impl IntoView {
    let lines = Lines {
        saved: RwSignal::default(),
        failed: RwSignal::default(),
        missing: RwSignal::default(),
        totals: RwSignal::default(),
        offered: RwSignal::default(),
    };
    let node = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "lapor")]
    let (take, drop) =
        watching::start(watching::Watched::new(&account, &slug, &month, &asked, before, &today), node, lines);
    #[cfg(not(feature = "lapor"))]
    let (take, drop) = {
        let _ = (account, slug, month, asked, before, today);
        (|_: leptos::ev::MouseEvent| (), |_: leptos::ev::MouseEvent| ())
    };
    view! {
        <div class="lapor-watch" node_ref=node>
            <div class="notice warning" role="status" hidden=move || lines.offered.get().is_none()>
                <strong>"Ada isian di HP ini yang belum tersimpan di dinas"</strong>
                <p>{move || lines.offered.get().unwrap_or_default()}</p>
                <p class="row">
                    <button type="button" class="button" on:click=take>"Pakai isian di HP"</button>
                    <button type="button" class="button secondary" on:click=drop>"Buang"</button>
                </p>
            </div>
            <div class="lapor-state" hidden=move || lines.saved.get().is_empty()>
                <span class="saving" role="status" data-state=move || if lines.failed.get() { "error" } else { "saved" }>
                    {move || lines.saved.get()}
                </span>
                <span class="muted">{move || lines.totals.get()}</span>
                <span class="muted">{move || lines.missing.get()}</span>
            </div>
        </div>
    }
}
