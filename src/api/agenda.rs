//! The agenda of a meeting, as its planners build it.

#[cfg(feature = "ssr")]
mod desk;

#[cfg(feature = "ssr")]
pub use desk::{Desk, Done, ask, change, open, publish};

use crate::domain::agenda::wire::{Ask, News};
use crate::domain::refusal::Refusal;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The builder's one call: edits to store, a step to take back, or a look at what others did.
#[server(prefix = "/api/fn", endpoint = "agenda/ask", input = Json)]
pub async fn ask_agenda(ask: Ask) -> Result<News, Refusal> {
    let (app, asker) = crate::api::called();
    desk::ask(&app, &asker, ask).await.map_err(|error| error.told(&app.world))
}
