//! Who is at which agenda, and at which item of it. In this node's memory alone: nothing is stored, and a page that is silent for a
//! while is taken for closed. Planners on another node of a `PostgreSQL` installation see each other's edits, not each other's place.

use crate::domain::account::SignedIn;
use crate::domain::moment::Moment;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;

/// A page says that it is still there every 20 seconds; twice missed and it is gone.
const GONE: i64 = 45;
/// So many planners of one meeting are told of; more would not fit on the page.
const MOST: usize = 20;

/// One planner at an agenda.
struct Here {
    account: String,
    name: String,
    item: String,
    at: Moment,
}

/// What is told to the office's planners.
pub struct Told {
    /// The office.
    pub office: String,
    /// `{"meeting": id, "here": [{"id": account, "name": .., "item": ..}]}`.
    pub json: String,
}

/// Who is where.
pub struct Presence {
    rooms: Mutex<HashMap<String, Vec<Here>>>,
    news: broadcast::Sender<Arc<Told>>,
}

impl Default for Presence {
    fn default() -> Self {
        Self { rooms: Mutex::default(), news: broadcast::Sender::new(64) }
    }
}

impl Presence {
    /// Hears of everybody who comes from now on.
    pub fn listen(&self) -> broadcast::Receiver<Arc<Told>> {
        self.news.subscribe()
    }

    /// The person is at that item of the meeting (empty: on its page), and everybody is told who is there.
    pub fn enter(&self, person: &SignedIn, meeting: &str, item: &str, now: Moment) {
        let json = {
            let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
            for room in rooms.values_mut() {
                room.retain(|here| here.at.0 + GONE > now.0 && here.account != person.account);
            }
            rooms.retain(|known, room| known == meeting || !room.is_empty());
            let room = rooms.entry(meeting.to_owned()).or_default();
            room.truncate(MOST - 1);
            // Only an item's id may stand here, whatever was sent.
            let item: String = item.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(64).collect();
            let (account, name) = (person.account.clone(), person.name.clone());
            room.push(Here { account, name, item, at: now });
            let here: Vec<_> = room
                .iter()
                .map(|here| serde_json::json!({ "id": here.account, "name": here.name, "item": here.item }))
                .collect();
            serde_json::json!({ "meeting": meeting, "here": here }).to_string()
        };
        // Nobody listening is no failure.
        let _ = self.news.send(Arc::new(Told { office: person.office.clone(), json }));
    }
}
