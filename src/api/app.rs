//! The state that every request shares, and why a request fails.

use crate::domain::refusal::Refusal;
use crate::server::health::Health;
use crate::server::live::Live;
use crate::server::passwords::Passwords;
use crate::server::photos::Photos;
use crate::server::settings::Settings;
use crate::server::throttle::Throttle;
use crate::storage::{Failure, Storage};
use crate::world::World;
use std::sync::Arc;

/// What every request may use. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub storage: Storage,
    /// Clock and randomness.
    pub world: World,
    /// What the operator decided.
    pub settings: Arc<Settings>,
    /// Where passwords are hashed.
    pub passwords: Passwords,
    /// Photo files.
    pub photos: Photos,
    /// What is counted while the program runs.
    pub health: Arc<Health>,
    /// Slows guessing down.
    pub throttle: Arc<Throttle>,
    /// The id of the built files, part of their addresses.
    pub build: Arc<str>,
    /// The open pages that hear of every change.
    pub live: Live,
    /// Boundaries ready to be drawn.
    pub shelf: crate::api::map::Shelf,
    /// The operator's own file of map tiles.
    pub tiles: Option<Arc<crate::server::map::tiles::TileFile>>,
    /// Names ready to be searched.
    pub finder: crate::api::libraries::finder::Drawer,
}

tokio::task_local! {
    static CODE: String;
}

/// A code for one request: four characters that a person can read out, and that the log has too.
pub fn new_code(world: &World) -> String {
    data_encoding::BASE32_NOPAD.encode(&world.secret::<5>())[..4].to_owned()
}

/// Does something as part of the request of that code.
pub async fn in_request<F: Future>(code: String, work: F) -> F::Output {
    CODE.scope(code, work).await
}

/// The code of the request that is being answered.
pub fn code() -> Option<String> {
    CODE.try_with(Clone::clone).ok()
}

/// Why a request was not carried out: a rule said no, or something broke below.
#[derive(Debug)]
pub enum Error {
    /// For the person.
    Refusal(Refusal),
    /// For the log.
    Failure(Failure),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl Error {
    /// What the person is told. A failure goes to the log under a code that the person can read out.
    pub fn told(self, world: &World) -> Refusal {
        match self {
            Self::Refusal(refusal) => refusal,
            Self::Failure(Failure::Busy) => Refusal::Busy { retry_after: 5 },
            // The operator has to make room first; the log says so.
            Self::Failure(Failure::Full) => Refusal::Busy { retry_after: 300 },
            Self::Failure(failure @ Failure::Away(_)) => {
                tracing::error!(%failure, "request put off");
                Refusal::Busy { retry_after: 30 }
            }
            Self::Failure(failure) => {
                let code = code().unwrap_or_else(|| new_code(world));
                tracing::error!(code, %failure, "request failed");
                Refusal::Broken { code }
            }
        }
    }
}
