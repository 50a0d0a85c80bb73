//! The librarian's form on the phone (bundle `lapor`). The form itself is the server's; this island makes it live: blocks and photos
//! without a round trip, every change kept on the phone, each field checked by the rules that the server will apply, one step at a
//! time on small screens, and sending through the queue, with or without signal. Without it the form works all the same.

#[cfg(feature = "lapor")]
mod asking;
#[cfg(feature = "lapor")]
mod checking;
pub mod known;
#[cfg(feature = "lapor")]
mod live;
#[cfg(feature = "lapor")]
mod paper;
#[cfg(feature = "lapor")]
mod phone;
#[cfg(feature = "lapor")]
mod photos;
#[cfg(feature = "lapor")]
mod sending;
#[cfg(feature = "lapor")]
mod shell;
#[cfg(feature = "lapor")]
mod steps;

use leptos::prelude::*;

/// The id of the element that holds what the server knows, and its attribute, JSON. A property of the island would be the only thing in
/// the bundle that is read by serde: 9 of 112 kB.
pub const KNOWN: (&str, &str) = ("lapor-tahu", "data-tahu");

/// [`Lapor`] with what the server knows, as JSON; `None` in the page that opens without signal, where the phone's own copy is used.
pub fn with(known: Option<String>) -> impl IntoView {
    (known.map(|known| view! { <div hidden id=KNOWN.0 data-tahu=known></div> }), view! { <Lapor/> })
}

/// Makes the form with the id `laporan` on its page live. Everything it fills in by itself stands in the places below; they are empty
/// without it.
#[island]
pub fn Lapor() -> impl IntoView {
    // Begins once the page's other work is done; no signals, which would weigh more than they carry here.
    #[cfg(feature = "lapor")]
    live::start();
    view! { <div class="lapor-watch" inner_html=PLACES></div> }
}

/// What the island fills in by itself: news, and the line that is always in sight.
const PLACES: &str = r##"<div id="lapor-kabar" role="status" tabindex="-1"></div>
<div class="lapor-state" id="lapor-keadaan" hidden><span class="saving" id="lapor-simpan" role="status">Tersimpan sendiri di HP</span>
<span class="muted" id="lapor-jumlah"></span> <a class="muted" id="lapor-kurang" href="#periksa"></a>
<progress id="lapor-maju" max="100" value="0" aria-label="Isian wajib yang sudah lengkap"></progress></div>"##;
