//! The agenda of a meeting, as its planners build it.

#[cfg(feature = "ssr")]
mod desk;

#[cfg(feature = "ssr")]
pub use desk::{Contact, Desk, Done, Today, ask, change, contacts, go_back, laid, open, publish, rules, settle, today};

#[cfg(feature = "ssr")]
use crate::domain::agenda::wire::{Ask, News};
#[cfg(feature = "ssr")]
use crate::domain::refusal::Refusal;
#[cfg(feature = "ssr")]
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos::server_fn::codec::Json;

/// The builder's one call: edits to store, a step to take back, or a look at what others did. The browser calls it by its own `fetch`
/// (`ui::islands::kantor::agenda::sync`): the caller that the macro makes weighs more than the rest of the builder's traffic.
#[cfg(feature = "ssr")]
#[server(prefix = "/api/fn", endpoint = "agenda/ask", input = Json)]
pub async fn ask_agenda(ask: Ask) -> Result<News, Refusal> {
    let (app, asker) = crate::api::called();
    desk::ask(&app, &asker, ask).await.map_err(|error| error.told(&app.world))
}
