//! Looking for libraries by words: an index of trigrams in memory, made at the first search and again when the registry changed.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::api::{App, Error};
use crate::domain::moment::Moment;
use crate::domain::search::Index;
use crate::storage;
use crate::storage::Failure;

/// The most libraries that a search finds.
pub const MOST: usize = 1000;

/// With more libraries than this the index is made again at most once in [`PATIENCE`] seconds: it takes a second of a processor.
const LARGE: i64 = 5000;
const PATIENCE: i64 = 60;

/// A library in the index.
#[derive(Debug)]
pub struct Entry {
    /// Its id, 36 characters.
    pub id: String,
    /// Its office's code.
    pub office: String,
    /// Its kind's code.
    pub kind: String,
    /// Its village's code.
    pub village: String,
}

/// Names and whose they are.
#[derive(Debug, Default)]
struct Finder {
    index: Index,
    entries: Vec<Entry>,
}

/// The index with the state of the registry that it was made from, and when.
type Kept = ((i64, i64), Moment, Arc<Finder>);

/// The index that was made last.
#[derive(Clone, Default)]
pub struct Drawer(Arc<Mutex<Option<Kept>>>);

/// The ids of the libraries that answer some words and fit, best first, at most [`MOST`]; words without letters or digits find
/// nothing.
pub async fn find(app: &App, words: &str, fits: impl Fn(&Entry) -> bool) -> Result<Vec<String>, Error> {
    let finder = finder(app).await?;
    let hits = finder.index.find(words, finder.entries.len());
    let entries = hits.into_iter().filter_map(|hit| finder.entries.get(hit.entry)).filter(|entry| fits(entry));
    Ok(entries.take(MOST).map(|entry| entry.id.clone()).collect())
}

async fn finder(app: &App) -> Result<Arc<Finder>, Error> {
    let stamp = storage::libraries::stamp(&app.storage).await?;
    let now = app.world.now();
    // Held while the index is made: others wait for it instead of making it too.
    let mut kept = app.finder.0.lock().await;
    if let Some((made_from, made_at, finder)) = kept.as_ref()
        && (*made_from == stamp || (stamp.0 > LARGE && now.0 - made_at.0 < PATIENCE))
    {
        return Ok(Arc::clone(finder));
    }
    let names = storage::libraries::names(&app.storage).await?;
    let finder = tokio::task::spawn_blocking(move || {
        let index = Index::new(names.iter().map(|(row, aliases)| {
            let mut texts = vec![row.name.as_str(), row.village.as_str(), row.district.as_str()];
            texts.extend(aliases.iter().map(String::as_str));
            texts
        }));
        let entries = names
            .into_iter()
            .map(|(row, _)| Entry { id: row.id, office: row.office, kind: row.kind, village: row.village_code })
            .collect();
        Arc::new(Finder { index, entries })
    })
    .await
    .map_err(|error| Failure::Abandoned(error.to_string()))?;
    // In the second of a change another one may follow that the stamp would not tell apart.
    if now.0 > stamp.1 {
        *kept = Some((stamp, now, Arc::clone(&finder)));
    }
    Ok(finder)
}
