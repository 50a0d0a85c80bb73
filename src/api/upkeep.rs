//! How the installation itself is kept: what its administrators see at the foot of their board.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::backup::is_overdue;
use crate::domain::moment::{Moment, Zone};
use crate::server::health::disk;
use crate::storage::backup::{self, Newest};
use crate::storage::{masthead, offices};

/// How the installation stands.
#[derive(Clone, Debug)]
pub struct Upkeep {
    /// The installation's zone.
    pub zone: Zone,
    /// Now.
    pub now: Moment,
    /// The newest backup that was compared; `at` 0: there was none.
    pub newest: Option<Newest>,
    /// It has been too long since the last one.
    pub overdue: bool,
    /// Free bytes and all bytes of the disk of the data folder.
    pub disk: Option<(u64, u64)>,
    /// The newest migration.
    pub schema: i64,
}

impl Upkeep {
    /// Less than a tenth of the disk is free.
    pub fn is_tight(&self) -> bool {
        self.disk.is_some_and(|(free, all)| free < all / 10)
    }
}

/// For administrators; nothing for anybody else.
pub async fn upkeep(app: &App, asker: &Asker) -> Result<Option<Upkeep>, Error> {
    if asker.administrator().is_err() {
        return Ok(None);
    }
    let (db, now) = (&app.storage, app.world.now());
    let newest = backup::newest(db).await?;
    let last = newest.as_ref().filter(|newest| newest.at > 0).map(|newest| Moment(newest.at));
    let overdue = match backup::begun(db).await? {
        // Nobody would miss the demo.
        Some(begun) if !masthead::is_demo(db).await? => is_overdue(last, Moment(begun), now),
        _ => false,
    };
    let zone = offices::first_zone(db).await?;
    Ok(Some(Upkeep { zone, now, newest, overdue, disk: disk(&app.settings.data), schema: backup::newest_schema() }))
}
