//! Live pages: what was committed reaches every open page of the office that may see it, in order, once.
//!
//! The outbox is the truth. A commit pokes this node's one reading task (and, over `PostgreSQL`, the other nodes'); it
//! reads the new rows once and wakes the listeners. Where a poke is lost, polling finds the rows. `id:` of a sent event
//! is its number in the outbox; a browser that comes back with `Last-Event-ID` goes on after it.

mod feed;
mod postgres;
mod presence;

use crate::api::{self, App};
use crate::domain::account::{Asker, SignedIn};
use crate::domain::refusal::Refusal;
use crate::storage::events::{self, Event};
use crate::storage::{Failure, Storage};
use axum::Router;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use feed::Feed;
use futures::{Stream, stream};
pub use presence::Presence;
use presence::Told;
use serde::Deserialize;
use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::{Sleep, interval, sleep};

/// Open streams on this node, of everybody together.
const SEATS: usize = 10_000;
/// Open streams of one account: its tabs and phones, and those of a lost network until the heartbeat finds out.
const SEATS_EACH: usize = 16;
/// Between two looks into the outbox when no poke came.
const POLL: Duration = Duration::from_secs(5);
/// Between two comments that keep proxies from closing a silent stream.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// A stream ends after this long; the browser comes back by itself, through the guard, so that an ended session or a
/// withdrawn role does not listen on.
const LIFETIME: Duration = Duration::from_mins(10);
/// The time after which a browser is asked to come back.
const COME_BACK: Duration = Duration::from_secs(3);
/// A browser that is further behind is told to read its page again instead.
const FAR_BEHIND: i64 = 1_000;

/// The live events of this node. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    storage: Storage,
    feeds: Mutex<HashMap<String, Arc<Feed>>>,
    seats: Mutex<Seats>,
    presence: Presence,
    stop: watch::Receiver<bool>,
}

#[derive(Default)]
struct Seats {
    all: usize,
    each: HashMap<String, usize>,
}

/// A place among the open streams; given back when the stream is dropped.
struct Seat {
    live: Live,
    account: String,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.live.seats();
        seats.all = seats.all.saturating_sub(1);
        if let Some(taken) = seats.each.get_mut(&self.account) {
            *taken -= 1;
            if *taken == 0 {
                seats.each.remove(&self.account);
            }
        }
    }
}

impl Live {
    /// Ready to listen; nothing is read until [`Live::run`] runs. `stop` turns true when the program is to end.
    pub fn new(storage: Storage, stop: watch::Receiver<bool>) -> Self {
        Self(Arc::new(Inner {
            storage,
            feeds: Mutex::default(),
            seats: Mutex::default(),
            presence: Presence::default(),
            stop,
        }))
    }

    /// How many streams are open.
    pub fn open(&self) -> usize {
        self.seats().all
    }

    /// Who is at which agenda.
    pub fn presence(&self) -> &Presence {
        &self.0.presence
    }

    /// Reads the outbox at every poke, and every few seconds anyway, until the program ends.
    pub async fn run(self) {
        let mut commits = self.0.storage.pokes();
        let mut stop = self.0.stop.clone();
        // Kept here, so that the channel stays open where there is no PostgreSQL.
        let (told, mut news) = mpsc::channel(64);
        if let Some(pool) = self.0.storage.postgres() {
            tokio::spawn(postgres::send(pool.clone(), self.0.storage.pokes()));
            tokio::spawn(postgres::listen(pool.clone(), told.clone()));
        }
        let mut poll = interval(POLL);
        loop {
            let office = tokio::select! {
                poked = commits.recv() => match poked {
                    Ok(office) => Some(office),
                    Err(RecvError::Lagged(_)) => None,
                    Err(RecvError::Closed) => return,
                },
                Some(office) = news.recv() => office,
                _ = poll.tick() => None,
                () = stopped(&mut stop) => return,
            };
            self.pull(office.as_deref()).await;
        }
    }

    /// Reads what is new for one office, or for every office that anyone listens to.
    async fn pull(&self, office: Option<&str>) {
        let feeds: Vec<Arc<Feed>> = {
            let mut feeds = self.feeds();
            // Held by the map alone: nobody listens, nobody is about to.
            feeds.retain(|_, feed| Arc::strong_count(feed) > 1);
            match office {
                Some(office) => feeds.get(office).cloned().into_iter().collect(),
                None => feeds.values().cloned().collect(),
            }
        };
        for feed in feeds {
            if let Err(failure) = feed.pull(&self.0.storage).await {
                tracing::warn!(%failure, "the outbox could not be read; the next look is in a moment");
            }
        }
    }

    fn feeds(&self) -> MutexGuard<'_, HashMap<String, Arc<Feed>>> {
        self.0.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.0.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The feed of an office, read up to now.
    async fn feed(&self, office: &str) -> Result<Arc<Feed>, Failure> {
        if let Some(feed) = self.feeds().get(office) {
            return Ok(feed.clone());
        }
        let head = events::head(&self.0.storage, office).await?;
        Ok(self.feeds().entry(office.to_owned()).or_insert_with(|| Arc::new(Feed::new(office, head))).clone())
    }

    fn sit(&self, account: &str) -> Result<Seat, Refusal> {
        let mut seats = self.seats();
        if seats.all >= SEATS {
            return Err(Refusal::Busy { retry_after: 30 });
        }
        let taken = seats.each.entry(account.to_owned()).or_default();
        if *taken >= SEATS_EACH {
            return Err(Refusal::Busy { retry_after: 30 });
        }
        *taken += 1;
        seats.all += 1;
        Ok(Seat { live: self.clone(), account: account.to_owned() })
    }

    /// Everything the person may see after `after`, for as long as the stream lives. `after` is `None` for whoever has
    /// seen nothing yet: they start at what is newest.
    async fn listen(&self, person: SignedIn, after: Option<i64>) -> Result<Listener, api::Error> {
        let seat = self.sit(&person.account)?;
        let feed = self.feed(&person.office).await?;
        let news = feed.watch();
        // A commit that this node has not read yet counts too: the page may have been drawn from it.
        let newest = events::head(&self.0.storage, &person.office).await?;
        let (start, opening) = match after {
            // A number from the future was given out before the database was restored from a backup.
            Some(seq) if seq > newest || seq < newest - FAR_BEHIND => (newest, Opening::ReadAgain),
            Some(seq) => (seq, Opening::Greeting),
            None => (newest, Opening::Greeting),
        };
        Ok(Listener {
            live: self.clone(),
            _seat: seat,
            person,
            feed,
            news,
            beside: self.0.presence.listen(),
            stop: self.0.stop.clone(),
            end: Box::pin(sleep(LIFETIME)),
            seen: start,
            opening: Some(opening),
            parting: Some(spread(self.open())),
            ready: VecDeque::new(),
        })
    }
}

/// What a stream begins with: either way the browser learns a number to come back with.
#[derive(Clone, Copy)]
enum Opening {
    Greeting,
    /// Too much was missed to be told one by one.
    ReadAgain,
}

/// One open stream.
struct Listener {
    live: Live,
    _seat: Seat,
    person: SignedIn,
    feed: Arc<Feed>,
    news: watch::Receiver<i64>,
    /// Who comes and goes: not in the outbox, told as it happens.
    beside: broadcast::Receiver<Arc<Told>>,
    stop: watch::Receiver<bool>,
    end: Pin<Box<Sleep>>,
    seen: i64,
    opening: Option<Opening>,
    /// When to come back after the program has stopped; taken when it was said.
    parting: Option<Duration>,
    ready: VecDeque<Arc<Event>>,
}

/// What a listener says next.
enum Said {
    Opening(Opening, i64),
    /// The program is to stop.
    ComeBack(Duration),
    Event(Arc<Event>),
    Here(Arc<Told>),
}

impl Listener {
    /// The next thing to say; `None` when the stream is over.
    async fn next(&mut self) -> Option<Said> {
        if let Some(opening) = self.opening.take() {
            return Some(Said::Opening(opening, self.seen));
        }
        loop {
            if *self.stop.borrow() {
                return self.parting.take().map(Said::ComeBack);
            }
            while let Some(event) = self.ready.pop_front() {
                if may_see(&self.person, &event) {
                    return Some(Said::Event(event));
                }
            }
            // Marked as seen before reading, so that a head that moves meanwhile wakes us again.
            self.news.borrow_and_update();
            match self.feed.after(&self.live.0.storage, self.seen).await {
                Ok(events) => self.ready.extend(events),
                // The browser comes back with its number and misses nothing.
                Err(failure) => {
                    tracing::warn!(%failure, "a live stream ends early");
                    return None;
                }
            }
            if let Some(newest) = self.ready.back() {
                self.seen = newest.seq;
                continue;
            }
            tokio::select! {
                changed = self.news.changed() => changed.ok()?,
                told = self.beside.recv() => match told {
                    Ok(told) if told.office == self.person.office && self.person.is_planner() => return Some(Said::Here(told)),
                    // Somebody else's, or so many at once that some were dropped: the next one tells all anew.
                    _ => {}
                },
                () = stopped(&mut self.stop) => {}
                () = &mut self.end => return None,
            }
        }
    }
}

/// When a stream comes back after a stop, by how many were open when it was opened: between 2 and 15 seconds, so that thousands do
/// not come at once. Steps of the golden section fill the span evenly, however many there are.
fn spread(place: usize) -> Duration {
    const SPAN: u64 = 13_000;
    Duration::from_millis(2_000 + (place as u64 * 8_034) % SPAN)
}

/// Resolves when the program is to end; never, where nobody can say so any more.
pub async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What an event's payload says for this: whose library it is about.
#[derive(Deserialize)]
struct About {
    library: String,
}

/// Whether a person of the office may hear of an event: planners of all but accounts, which are the administrators',
/// librarians of what names their own library.
fn may_see(person: &SignedIn, event: &Event) -> bool {
    if person.is_planner() {
        return event.topic != "account" || person.is_administrator();
    }
    if !matches!(event.topic.as_str(), "report" | "library") {
        return false;
    }
    serde_json::from_str::<About>(&event.payload).is_ok_and(|about| person.libraries().any(|own| own == about.library))
}

fn spell(said: &Said) -> sse::Event {
    match said {
        Said::Opening(opening, seq) => {
            let name = match opening {
                Opening::Greeting => "mulai",
                Opening::ReadAgain => "ulang",
            };
            sse::Event::default().event(name).id(seq.to_string()).retry(COME_BACK).data("{}")
        }
        Said::ComeBack(after) => sse::Event::default().retry(*after),
        // Without a number: it is not in the outbox, and a browser that comes back does not ask for it.
        Said::Here(told) => sse::Event::default().event("hadir").data(&told.json),
        Said::Event(event) => {
            // Stored as JSON by `Tx::event`; were it broken, the page would still learn that something happened.
            let about: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
            let data = serde_json::json!({ "seq": event.seq, "at": event.at, "kind": event.kind, "about": about });
            sse::Event::default().event(&event.topic).id(event.seq.to_string()).data(data.to_string())
        }
    }
}

fn told(listener: Listener) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    stream::unfold(listener, |mut listener| async move {
        let said = listener.next().await?;
        Some((Ok(spell(&said)), listener))
    })
}

/// The query of `/api/v1/events`.
#[derive(Deserialize)]
struct Since {
    /// The number up to which the page that asks was drawn; `Last-Event-ID` goes before it.
    after: Option<i64>,
}

/// The route of the events.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/events", get(tell))
}

/// `GET /api/v1/events`: the office's events that the asker may see, as server-sent events.
///
/// Events are named by their topic (`report`, `agenda`, `meeting`, `library`, `account`); `mulai` opens a stream, `ulang` asks the
/// page to read everything again.
async fn tell(
    State(app): State<App>,
    Extension(asker): Extension<Asker>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Response {
    let resumed = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.trim().parse().ok());
    match open(&app, &asker, resumed.or(since.after)).await {
        Ok(listener) => {
            let keep_alive = KeepAlive::new().interval(HEARTBEAT).text("tetap terhubung");
            // nginx would otherwise hold events back until its buffer is full.
            let headers = [(header::CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
            (headers, Sse::new(told(listener)).keep_alive(keep_alive)).into_response()
        }
        Err(error) => {
            let refusal = error.told(&app.world);
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, refusal.to_string()).into_response()
        }
    }
}

async fn open(app: &App, asker: &Asker, after: Option<i64>) -> Result<Listener, api::Error> {
    app.live.listen(asker.signed_in()?.clone(), after).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Role;
    use crate::trial::Trial;
    use serde_json::json;

    struct House {
        live: Live,
        storage: Storage,
        stop: watch::Sender<bool>,
        _trial: Trial,
    }

    async fn house(trial: Trial) -> House {
        trial.office("62.02", "Kotawaringin Timur").await;
        let storage = trial.app.storage.clone();
        let (stop, stopping) = watch::channel(false);
        let live = Live::new(storage.clone(), stopping);
        tokio::spawn(live.clone().run());
        House { live, storage, stop, _trial: trial }
    }

    impl House {
        async fn happen(&self, office: &'static str, topic: &'static str, library: &'static str) {
            self.storage
                .write::<_, Failure, _>(move |tx| {
                    Box::pin(async move {
                        tx.event(office, topic, "sent", json!({ "library": library }));
                        Ok(())
                    })
                })
                .await
                .unwrap();
        }
    }

    fn person(account: &str, roles: Vec<Role>) -> SignedIn {
        SignedIn { account: account.into(), office: "62.01".into(), name: "Ibu Sari".into(), roles }
    }

    fn planner() -> SignedIn {
        person("planner", vec![Role::Planner])
    }

    async fn seq(listener: &mut Listener) -> i64 {
        loop {
            match listener.next().await.expect("the stream goes on") {
                Said::Opening(..) | Said::Here(_) => {}
                Said::Event(event) => return event.seq,
                Said::ComeBack(_) => panic!("nobody stopped it"),
            }
        }
    }

    #[tokio::test]
    async fn nothing_is_missed_or_doubled_over_many_resumes() {
        for trial in Trial::on_each_database("live events over resumes").await {
            hear_all(house(trial).await).await;
        }
    }

    async fn hear_all(house: House) {
        let mut heard = Vec::new();
        let mut last = 0;
        // Pages leave after 1, 2, 3 .. events and come back with the number they heard last; more happens meanwhile,
        // beyond what memory keeps.
        let mut listener = house.live.listen(planner(), Some(0)).await.unwrap();
        for round in 1..=28_usize {
            for _ in 0..14 {
                house.happen("62.01", "report", "l1").await;
            }
            for _ in 0..round.min(14) {
                last = seq(&mut listener).await;
                heard.push(last);
            }
            listener = house.live.listen(planner(), Some(last)).await.unwrap();
        }
        while last < 28 * 14 {
            last = seq(&mut listener).await;
            heard.push(last);
        }
        assert_eq!(heard, (1..=28 * 14).collect::<Vec<i64>>());
    }

    #[tokio::test]
    async fn a_waiting_page_is_woken_by_a_commit() {
        let house = house(Trial::new().await).await;
        let mut listener = house.live.listen(planner(), None).await.unwrap();
        assert!(matches!(listener.next().await, Some(Said::Opening(Opening::Greeting, 0))));
        let (heard, ()) = tokio::join!(seq(&mut listener), house.happen("62.01", "report", "l1"));
        assert_eq!(heard, 1);
    }

    #[tokio::test]
    async fn nobody_hears_of_what_is_not_theirs() {
        let house = house(Trial::new().await).await;
        let librarian = person("librarian", vec![Role::Librarian { library: "l1".into() }]);
        let mut of_library = house.live.listen(librarian, Some(0)).await.unwrap();
        let mut of_office = house.live.listen(planner(), Some(0)).await.unwrap();
        let administrator = person("administrator", vec![Role::Administrator]);
        let mut of_all = house.live.listen(administrator, Some(0)).await.unwrap();
        house.happen("62.02", "report", "l1").await;
        house.happen("62.01", "report", "l2").await;
        house.happen("62.01", "account", "l1").await;
        house.happen("62.01", "agenda", "l1").await;
        house.happen("62.01", "report", "l1").await;
        assert_eq!(seq(&mut of_library).await, 4, "62.01 counts for itself; 1 is another library's");
        for expected in [1, 3, 4] {
            assert_eq!(seq(&mut of_office).await, expected, "accounts are the administrators'");
        }
        for expected in [1, 2, 3, 4] {
            assert_eq!(seq(&mut of_all).await, expected);
        }
    }

    #[tokio::test]
    async fn a_number_from_before_a_restore_or_long_ago_asks_for_a_fresh_page() {
        let house = house(Trial::new().await).await;
        house.happen("62.01", "report", "l1").await;
        let mut listener = house.live.listen(planner(), Some(900)).await.unwrap();
        assert!(matches!(listener.next().await, Some(Said::Opening(Opening::ReadAgain, 1))));
    }

    #[tokio::test]
    async fn streams_end_when_the_program_stops() {
        let house = house(Trial::new().await).await;
        let mut listener = house.live.listen(planner(), None).await.unwrap();
        listener.next().await;
        let (said, _) = tokio::join!(listener.next(), async { house.stop.send(true) });
        // When to come back, and nothing after it.
        assert!(matches!(said, Some(Said::ComeBack(_))));
        assert!(listener.next().await.is_none());
    }

    #[test]
    fn thousands_come_back_one_after_another() {
        let mut seconds = [0; 15];
        for place in 0..9_000 {
            let after = spread(place).as_secs();
            assert!((2..15).contains(&after), "{after}");
            seconds[usize::try_from(after).unwrap()] += 1;
        }
        assert!(seconds.iter().all(|many| *many < 800), "{seconds:?}");
    }

    #[tokio::test]
    async fn seats_are_bounded_and_given_back() {
        let house = house(Trial::new().await).await;
        let mut open = Vec::new();
        for _ in 0..SEATS_EACH {
            open.push(house.live.listen(planner(), None).await.unwrap());
        }
        assert!(house.live.listen(planner(), None).await.is_err());
        assert!(house.live.listen(person("other", vec![Role::Planner]), None).await.is_ok());
        open.pop();
        assert!(house.live.listen(planner(), None).await.is_ok());
    }
}
