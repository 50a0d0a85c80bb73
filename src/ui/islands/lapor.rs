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

/// Makes the form with the id `laporan` on its page live. Everything it fills in by itself stands in the places below; they are empty
/// without it.
#[island]
pub fn Lapor(
    /// What the server knows, as JSON; none in the page that opens without signal, where the phone's own copy is used.
    known: Option<String>,
) -> impl IntoView {
    // Begins once the page's other work is done; no signals, which would weigh more than they carry here.
    #[cfg(feature = "lapor")]
    live::start(known);
    #[cfg(not(feature = "lapor"))]
    let _ = known;
    view! { <div class="lapor-watch" inner_html=PLACES></div> }
}

/// What the island fills in by itself: news, and the line that is always in sight.
const PLACES: &str = r##"<div id="lapor-kabar" role="status"></div>
<div class="lapor-state" id="lapor-keadaan" hidden><span class="saving" id="lapor-simpan" role="status">Tersimpan sendiri di HP</span>
<span class="muted" id="lapor-jumlah"></span> <a class="muted" id="lapor-kurang" href="#periksa"></a>
<progress id="lapor-maju" max="100" value="0" aria-label="Isian wajib yang sudah lengkap"></progress></div>"##;
