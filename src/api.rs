//! The public surface: the state that every request shares, the table of all endpoints, and why a request fails. Pages, forms,
//! server functions and phone routes all end in the verbs of the modules below. The browser programs compile the server
//! functions' callers and nothing else of it.

#[cfg(feature = "ssr")]
pub mod accounts;
pub mod agenda;
#[cfg(feature = "ssr")]
mod app;
#[cfg(feature = "ssr")]
pub mod awards;
#[cfg(feature = "ssr")]
pub mod board;
#[cfg(feature = "ssr")]
pub mod circle;
#[cfg(feature = "ssr")]
pub mod data_requests;
#[cfg(feature = "ssr")]
pub mod endpoints;
#[cfg(feature = "ssr")]
pub mod erasures;
// The meeting: invitations and the door
#[cfg(feature = "ssr")]
pub mod door;
#[cfg(feature = "ssr")]
pub mod evaluations;
#[cfg(feature = "ssr")]
pub mod invitations;
#[cfg(feature = "ssr")]
pub mod participants;

#[cfg(feature = "ssr")]
pub mod followups;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod kpi;
#[cfg(feature = "ssr")]
pub mod libraries;
#[cfg(feature = "ssr")]
pub mod map;
#[cfg(feature = "ssr")]
pub mod masthead;
#[cfg(feature = "ssr")]
pub mod meeting_photos;
#[cfg(feature = "ssr")]
pub mod meetings;
#[cfg(feature = "ssr")]
pub mod notes;
#[cfg(feature = "ssr")]
pub mod office;
#[cfg(feature = "ssr")]
pub mod own_account;
#[cfg(feature = "ssr")]
pub mod papers;
#[cfg(feature = "ssr")]
pub mod periods;
#[cfg(feature = "ssr")]
pub mod photos;
#[cfg(feature = "ssr")]
pub mod press;
#[cfg(feature = "ssr")]
pub mod proposals;
#[cfg(feature = "ssr")]
pub mod recap;
#[cfg(feature = "ssr")]
pub mod reminders;
#[cfg(feature = "ssr")]
pub mod reports;
#[cfg(feature = "ssr")]
pub mod review;
#[cfg(feature = "ssr")]
pub mod session;
#[cfg(feature = "ssr")]
pub mod shares;
#[cfg(feature = "ssr")]
pub mod sheet;
#[cfg(feature = "ssr")]
pub mod sync;
#[cfg(feature = "ssr")]
pub mod tallies;
#[cfg(feature = "ssr")]
pub mod tips;
#[cfg(feature = "ssr")]
pub mod upcoming;
#[cfg(feature = "ssr")]
pub mod upkeep;
#[cfg(feature = "ssr")]
pub mod visits;
#[cfg(feature = "ssr")]
pub mod writeup;

#[cfg(feature = "ssr")]
pub use app::{App, Error, code, in_request, new_code};
#[cfg(feature = "ssr")]
pub use endpoints::{ENDPOINTS, Endpoint, Kind, Who};

use crate::domain::refusal::Refusal;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// A server function fails with a [`Refusal`], in JSON like its answer. What the transport itself gets wrong has no code: the
/// island says that it could not reach the service.
impl FromServerFnError for Refusal {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::invalid(
                    "",
                    "Permintaan ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu coba lagi.",
                )
            }
            _ => Self::Broken { code: String::new() },
        }
    }
}

/// What a server function asks for first: the app and who calls.
#[cfg(feature = "ssr")]
pub fn called() -> (App, crate::domain::account::Asker) {
    (leptos::prelude::expect_context::<App>(), leptos::prelude::use_context().unwrap_or_default())
}
