//! Everything that is kept: one SQL text, two databases. Reads go through [`Storage::all`] and [`Storage::one`]; the only way to
//! change anything is [`Storage::write`].

pub mod accounts;
pub mod agenda_rules;
pub mod audit;
pub mod awards;
pub mod backup;
pub mod boundaries;
// The meeting: invitations and the door
pub mod checkins;
pub mod evaluations;
pub mod invitations;
pub mod participants;

pub mod consents;
pub mod data_requests;
pub mod erasures;
pub mod events;
pub mod folder_lock;
pub mod followups;
pub mod forms;
mod gauge;
pub mod installation;
pub mod kpi;
pub mod libraries;
pub mod map;
pub mod masthead;
pub mod meeting_photos;
pub mod meetings;
pub mod notes;
pub mod offices;
pub mod ops;
pub mod papers;
pub mod parked;
pub mod periods;
pub mod photos;
pub mod population;
mod postgres;
pub mod press;
mod queue;
pub mod recap;
pub mod reports;
pub mod retention;
pub mod second_factors;
pub mod sessions;
pub mod shares;
mod sqlite;
pub mod tallies;
pub mod tips;
pub mod transfer;
pub mod upcoming;
pub mod villages;
pub mod visits;
pub mod wishes;

pub use audit::Audit;

use crate::domain::moment::Moment;
use crate::world::World;
pub use gauge::Writer;
use sqlx::{FromRow, PgPool, Postgres, Sqlite, SqlitePool, Transaction, postgres::PgRow, sqlite::SqliteRow};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use tokio::sync::broadcast;

/// How many transactions `PostgreSQL` is given to write at a time; `SQLite` has one writer.
const POSTGRES_PENS: usize = 4;

/// What can go wrong below the rules. People see a code; the log has the cause.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database said no.
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// The program cannot start on this database; the sentence is for the operator.
    #[error("{0}")]
    Start(String),
    /// Too many writes wait already, or the database is held by another one for too long: come again.
    #[error("the database is busy")]
    Busy,
    /// The disk has no room left. Nothing was written.
    #[error("the disk is full")]
    Full,
    /// A write ended without an answer, or with the transaction that it shared.
    #[error("a write was abandoned: {0}")]
    Abandoned(String),
    /// A row that the program wrote cannot be understood any more.
    #[error("inconsistent row in {table}: {what}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// What is odd about it.
        what: String,
    },
    /// A file could not be read or written.
    #[error("file: {0}")]
    File(std::io::Error),
    /// The bucket that photos or backups lie in does not answer, or refuses: come again.
    #[error("the bucket: {0}")]
    Away(String),
}

impl Failure {
    /// A row that cannot be understood.
    pub fn inconsistent(table: &'static str, what: impl Into<String>) -> Self {
        Self::Inconsistent { table, what: what.into() }
    }

    /// The same for each of those who shared a transaction.
    fn of_all(&self) -> Self {
        match self {
            Self::Busy => Self::Busy,
            Self::Full => Self::Full,
            other => Self::Abandoned(other.to_string()),
        }
    }

    /// Did the disk fail a read or a write that must be on it? `SQLite` alone: `PostgreSQL` sees to it itself.
    fn is_torn(&self) -> bool {
        // SQLITE_IOERR_READ, _WRITE, _FSYNC, _DIR_FSYNC.
        matches!(self, Self::Database(sqlx::Error::Database(error))
            if matches!(error.code().as_deref(), Some("266" | "778" | "1034" | "1290")))
    }

    /// Did the write break a unique key?
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::Database(error) => error.code().map(std::borrow::Cow::into_owned),
            _ => None,
        };
        // SQLITE_FULL; PostgreSQL: disk full.
        if matches!(code.as_deref(), Some("13" | "53100")) {
            tracing::error!(%error, "the disk is full: nothing can be written until there is room");
            return Self::Full;
        }
        let passes = match &error {
            sqlx::Error::PoolTimedOut => true,
            sqlx::Error::Database(_) => match code.as_deref() {
                // PostgreSQL: serialization failure, deadlock, lock not available.
                Some("40001" | "40P01" | "55P03") => true,
                // SQLite: SQLITE_BUSY and its extended codes, whose low byte is 5.
                Some(code) if code.len() < 5 => code.parse::<u16>().is_ok_and(|code| code & 0xff == 5),
                _ => false,
            },
            _ => false,
        };
        if passes {
            tracing::warn!(%error, "the database is busy");
            return Self::Busy;
        }
        Self::Database(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            tracing::error!("the disk is full: nothing can be written until there is room");
            return Self::Full;
        }
        Self::File(error)
    }
}

/// A row that both databases can give.
pub trait FromDb: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static {}
impl<T> FromDb for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static {}

/// One parameter of a statement. A missing value keeps its kind, because `PostgreSQL` wants to know it.
#[derive(Clone, Debug)]
pub enum Value {
    /// TEXT.
    Text(Option<String>),
    /// BIGINT.
    Int(Option<i64>),
    /// DOUBLE PRECISION.
    Real(Option<f64>),
    /// BOOLEAN.
    Bool(Option<bool>),
}

macro_rules! value_from {
    ($($from:ty => $variant:ident, $convert:expr;)*) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                let convert: fn($from) -> _ = $convert;
                Self::$variant(convert(value))
            }
        }
    )*};
}
value_from! {
    String => Text, Some;
    Option<String> => Text, |value| value;
    &String => Text, |value| Some(value.clone());
    i64 => Int, Some;
    Option<i64> => Int, |value| value;
    u32 => Int, |value| Some(i64::from(value));
    i32 => Int, |value| Some(i64::from(value));
    Option<u32> => Int, |value| value.map(i64::from);
    Moment => Int, |value| Some(value.0);
    Option<Moment> => Int, |value| value.map(|moment| moment.0);
    f64 => Real, Some;
    Option<f64> => Real, |value| value;
    bool => Bool, Some;
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}
impl From<&Option<String>> for Value {
    fn from(value: &Option<String>) -> Self {
        Self::Text(value.clone())
    }
}

/// The parameters of a statement, in the order of `$1, $2, ..`; made by [`args!`](crate::args).
#[derive(Clone, Debug, Default)]
pub struct Args(pub Vec<Value>);

/// `args![office, &slug, version]`: the parameters of a statement.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { $crate::storage::Args(vec![$($crate::storage::Value::from($value)),*]) };
}

macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for value in $args.0 {
            query = match value {
                Value::Text(value) => query.bind(value),
                Value::Int(value) => query.bind(value),
                Value::Real(value) => query.bind(value),
                Value::Bool(value) => query.bind(value),
            };
        }
        query
    }};
}

enum Pools {
    /// One writer, many readers.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

/// The database, whichever it is. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    pools: Arc<Pools>,
    queue: Arc<queue::Queue>,
    world: World,
    /// Names the office whose outbox has grown; listeners then read the outbox.
    pokes: broadcast::Sender<String>,
    /// The office behind whose wall this handle reads (`PostgreSQL`); see [`Storage::behind_wall`].
    wall: Option<Arc<str>>,
    /// `PostgreSQL` has the role for it.
    has_walls: bool,
    /// Held for as long as the program runs: two programs must not migrate or serve one `SQLite` file's folder at once.
    _folder: Option<Arc<folder_lock::FolderLock>>,
}

impl Storage {
    /// Opens the database and brings its schema up to date: `PostgreSQL` when `url` names one, else `SQLite` in the data folder.
    ///
    /// Refuses, with a sentence for the operator, a folder that cannot be written, an `SQLite` older than 3.51.3 (it can corrupt a WAL
    /// file) and a schema newer than this program.
    pub async fn open(url: Option<&str>, data: &Path, world: World) -> Result<Self, Failure> {
        let mut has_walls = false;
        let (pools, pens, folder) = if let Some(url) = url {
            let pool = postgres::open(url).await?;
            postgres::refuse_half(&pool).await?;
            has_walls = postgres::raise_wall(&pool).await;
            (Pools::Postgres(pool), POSTGRES_PENS, None)
        } else {
            let (read, write, folder) = sqlite::open(data).await?;
            (Pools::Sqlite { read, write }, 1, Some(Arc::new(folder)))
        };
        let storage = Self {
            pools: Arc::new(pools),
            queue: Arc::new(queue::Queue::new(pens)),
            world,
            pokes: broadcast::channel(256).0,
            wall: None,
            has_walls,
            _folder: folder,
        };
        audit::seal(&storage).await?;
        Ok(storage)
    }

    /// Looks into a database (`PostgreSQL` when `url` names one, else the file) that another program may be serving: it is for reading,
    /// and nothing is brought up to date.
    pub async fn look(url: Option<&str>, file: &Path, world: World) -> Result<Self, Failure> {
        let pools = if let Some(url) = url {
            Pools::Postgres(PgPool::connect(url).await?)
        } else {
            let read = sqlite::look(file).await?;
            Pools::Sqlite { write: read.clone(), read }
        };
        Ok(Self {
            pools: Arc::new(pools),
            queue: Arc::new(queue::Queue::new(1)),
            world,
            pokes: broadcast::channel(1).0,
            wall: None,
            has_walls: false,
            _folder: None,
        })
    }

    /// The schema that the database has now, before it is opened; 0 when there is none. Changes nothing.
    pub async fn schema(url: Option<&str>, data: &Path) -> Result<i64, Failure> {
        match url {
            Some(url) => postgres::schema(url).await,
            None => sqlite::schema(&data.join("pantau.db")).await,
        }
    }

    /// "`SQLite`" or "`PostgreSQL`", for people.
    pub fn engine(&self) -> &'static str {
        match &*self.pools {
            Pools::Sqlite { .. } => "SQLite",
            Pools::Postgres(_) => "PostgreSQL",
        }
    }

    /// The `PostgreSQL` pool, for what only `PostgreSQL` has (LISTEN).
    pub fn postgres(&self) -> Option<&PgPool> {
        match &*self.pools {
            Pools::Sqlite { .. } => None,
            Pools::Postgres(pool) => Some(pool),
        }
    }

    /// How writing goes, for whoever watches the program.
    pub fn writer(&self) -> Writer {
        self.queue.gauge()
    }

    /// Comes back when the disk has failed a write that was to be safe: what this program believes to be on the disk may not be there,
    /// so it has to start anew (after a failed fsync the system's own memory of the file is not to be trusted).
    pub async fn torn(&self) {
        self.queue.torn().await;
    }

    /// Ends everything in order: what waits is written, `SQLite`'s WAL goes into the database file. Nothing can be asked afterwards.
    pub async fn close(&self) {
        self.queue.drained().await;
        match &*self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                let truncated = sqlx::query("pragma wal_checkpoint(truncate)").execute(write).await;
                if let Err(error) = truncated {
                    // The next start reads the WAL; nothing is lost.
                    tracing::warn!(%error, "the WAL stays beside the database");
                }
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// Hears the code of each office whose outbox this program has just added to.
    pub fn pokes(&self) -> broadcast::Receiver<String> {
        self.pokes.subscribe()
    }

    fn poke(&self, office: String) {
        // Nobody listening is no fault.
        let _ = self.pokes.send(office);
    }

    /// The same database, of which only that office's rows can be read: a second wall behind the `where office = ..` of every
    /// statement. `PostgreSQL` alone, by row-level security; elsewhere it changes nothing. Writing goes on as before.
    pub fn behind_wall(&self, office: &str) -> Self {
        Self { wall: self.has_walls.then(|| office.into()), ..self.clone() }
    }

    /// Reads behind the wall, in a task of its own: a client that goes away must not leave a transaction open.
    async fn walled<T: FromDb>(
        &self,
        pool: &PgPool,
        office: &Arc<str>,
        sql: &'static str,
        args: Args,
    ) -> Result<Vec<T>, Failure> {
        let (pool, office) = (pool.clone(), Arc::clone(office));
        let read = tokio::spawn(async move {
            let mut tx = postgres::behind_wall(&pool, &office).await?;
            let rows = bound!(sqlx::query_as::<Postgres, T>(sql), args).fetch_all(&mut *tx).await?;
            tx.commit().await?;
            Ok::<_, Failure>(rows)
        });
        read.await.unwrap_or_else(|error| Err(Failure::Abandoned(error.to_string())))
    }

    /// Every row of a question.
    pub async fn all<T: FromDb>(&self, sql: &'static str, args: Args) -> Result<Vec<T>, Failure> {
        Ok(match (&*self.pools, &self.wall) {
            (Pools::Sqlite { read, .. }, _) => bound!(sqlx::query_as::<Sqlite, T>(sql), args).fetch_all(read).await?,
            (Pools::Postgres(pool), Some(office)) => self.walled(pool, office, sql, args).await?,
            (Pools::Postgres(pool), None) => bound!(sqlx::query_as::<Postgres, T>(sql), args).fetch_all(pool).await?,
        })
    }

    /// The first row of a question, if there is one.
    pub async fn one<T: FromDb>(&self, sql: &'static str, args: Args) -> Result<Option<T>, Failure> {
        Ok(match (&*self.pools, &self.wall) {
            (Pools::Sqlite { read, .. }, _) => {
                bound!(sqlx::query_as::<Sqlite, T>(sql), args).fetch_optional(read).await?
            }
            (Pools::Postgres(pool), Some(office)) => self.walled(pool, office, sql, args).await?.into_iter().next(),
            (Pools::Postgres(pool), None) => {
                bound!(sqlx::query_as::<Postgres, T>(sql), args).fetch_optional(pool).await?
            }
        })
    }

    async fn begin(&self) -> Result<Tx, Failure> {
        let open = match &*self.pools {
            // IMMEDIATE: a deferred transaction that reads first and writes later is refused as busy without waiting.
            Pools::Sqlite { write, .. } => Open::Sqlite(write.begin_with("begin immediate").await?),
            Pools::Postgres(pool) => Open::Postgres(pool.begin().await?),
        };
        Ok(Tx { open, events: Vec::new(), lines: Vec::new(), world: self.world.clone(), lost: None })
    }
}

enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

struct NewEvent {
    office: String,
    topic: &'static str,
    kind: &'static str,
    payload: serde_json::Value,
}

/// Most events that one statement writes.
const EVENTS: usize = 32;

/// Writes that many events at most, numbered on from `$2`; those whose topic is missing are none.
fn insert_events(most: usize) -> String {
    let row = |n: usize| {
        let [topic, kind, payload] = [1, 2, 3].map(|part| format!("cast(${} as text)", 3 * n + part));
        format!("select {n} as n, {topic} as topic, {kind} as kind, {payload} as payload")
    };
    let rows: Vec<String> = (1..=most).map(row).collect();
    format!(
        "insert into event (office, seq, at, topic, kind, payload)
         select cast($1 as text), cast($2 as bigint) + n, cast($3 as bigint), topic, kind, payload
         from ({}) as rows where topic is not null",
        rows.join(" union all ")
    )
}
static INSERT_EVENT: LazyLock<String> = LazyLock::new(|| insert_events(1));
static INSERT_EVENTS: LazyLock<String> = LazyLock::new(|| insert_events(EVENTS));

/// An open transaction; see [`Storage::write`].
pub struct Tx {
    open: Open,
    events: Vec<NewEvent>,
    lines: Vec<(String, audit::Line)>,
    world: World,
    /// Why nothing more can come of it: a statement gave up waiting for what somebody else holds, or found no room on the disk, upon
    /// which `SQLite` has taken everything back.
    lost: Option<Failure>,
}

impl Tx {
    /// Every row of a question, as this transaction sees it.
    pub async fn all<T: FromDb>(&mut self, sql: &'static str, args: Args) -> Result<Vec<T>, Failure> {
        let answer = match &mut self.open {
            Open::Sqlite(tx) => bound!(sqlx::query_as::<Sqlite, T>(sql), args).fetch_all(&mut **tx).await,
            Open::Postgres(tx) => bound!(sqlx::query_as::<Postgres, T>(sql), args).fetch_all(&mut **tx).await,
        };
        self.heard(answer)
    }

    /// The first row of a question, as this transaction sees it.
    pub async fn one<T: FromDb>(&mut self, sql: &'static str, args: Args) -> Result<Option<T>, Failure> {
        let answer = match &mut self.open {
            Open::Sqlite(tx) => bound!(sqlx::query_as::<Sqlite, T>(sql), args).fetch_optional(&mut **tx).await,
            Open::Postgres(tx) => bound!(sqlx::query_as::<Postgres, T>(sql), args).fetch_optional(&mut **tx).await,
        };
        self.heard(answer)
    }

    /// Runs a statement; says how many rows it touched.
    pub async fn run(&mut self, sql: &'static str, args: Args) -> Result<u64, Failure> {
        let answer = match &mut self.open {
            Open::Sqlite(tx) => {
                bound!(sqlx::query::<Sqlite>(sql), args).execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            Open::Postgres(tx) => {
                bound!(sqlx::query::<Postgres>(sql), args).execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        };
        self.heard(answer)
    }

    fn heard<T>(&mut self, answer: Result<T, sqlx::Error>) -> Result<T, Failure> {
        answer.map_err(Failure::from).inspect_err(|failure| {
            if matches!(failure, Failure::Busy | Failure::Full) {
                self.lost = Some(failure.of_all());
            }
        })
    }

    /// The present instant.
    pub fn now(&self) -> Moment {
        self.world.now()
    }

    /// A fresh id.
    pub fn id(&self) -> String {
        self.world.id()
    }

    /// Tells the office's listeners, once this transaction is committed. The payload carries ids, never text that people wrote.
    pub fn event(&mut self, office: &str, topic: &'static str, kind: &'static str, payload: serde_json::Value) {
        self.events.push(NewEvent { office: office.to_owned(), topic, kind, payload });
    }

    /// Writes a line of the audit log, at the commit: a line that a change leaves behind is there when the change is, and not else.
    #[expect(
        clippy::unused_async,
        reason = "who changes something waits for it to be logged; when that happens is ours to say"
    )]
    pub async fn audit(&mut self, entry: &Audit<'_>) -> Result<(), Failure> {
        debug_assert!(
            crate::domain::audit::words(entry.action).is_some(),
            "{} has no words in domain::audit",
            entry.action
        );
        self.lines.push((entry.office.to_owned(), audit::Line::new(entry, self.id(), self.now())));
        Ok(())
    }

    /// How much of events and log there is so far; see [`Tx::forget_since`].
    fn mark(&self) -> (usize, usize) {
        (self.events.len(), self.lines.len())
    }

    /// Drops the events and lines of a change that is not kept.
    fn forget_since(&mut self, (events, lines): (usize, usize)) {
        self.events.truncate(events);
        self.lines.truncate(lines);
    }

    /// Commits; answers the offices whose outbox has grown. The numbers of events and log lines are taken last, so that their order is
    /// the order of commit: the offices' rows are locked from here to the end, always in the order of their codes.
    async fn commit(mut self) -> Result<Vec<String>, Failure> {
        let now = self.now();
        let mut grown: BTreeMap<String, (Vec<NewEvent>, Vec<audit::Line>)> = BTreeMap::new();
        for event in std::mem::take(&mut self.events) {
            grown.entry(event.office.clone()).or_default().0.push(event);
        }
        for (office, line) in std::mem::take(&mut self.lines) {
            grown.entry(office).or_default().1.push(line);
        }
        let mut told = Vec::new();
        for (office, (events, lines)) in grown {
            let many = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
            let last: Option<(i64, i64, String)> = self
                .one(
                    "update office set next_seq = next_seq + $2, audit_number = audit_number + $3 where code = $1
                     returning next_seq, audit_number, audit_hash",
                    args![&office, many(events.len()), many(lines.len())],
                )
                .await?;
            let Some((last, number, hash)) = last else {
                return Err(Failure::inconsistent("office", format!("no office {office}")));
            };
            if !lines.is_empty() {
                let end = audit::End { office: office.clone(), number: number - many(lines.len()), hash };
                audit::append(&mut self, end, lines).await?;
            }
            let mut before = last - many(events.len());
            for events in events.chunks(EVENTS) {
                let mut args = args![&office, before, now];
                for event in events {
                    args.0.extend(args![event.topic, event.kind, event.payload.to_string()].0);
                }
                // Others wait for the office's row: however many events there are, they are one statement.
                let sql = if events.len() == 1 {
                    &INSERT_EVENT
                } else {
                    args.0.resize(3 + 3 * EVENTS, Value::Text(None));
                    &INSERT_EVENTS
                };
                self.run(sql.as_str(), args).await?;
                before += many(events.len());
            }
            if !events.is_empty() {
                told.push(office);
            }
        }
        match self.open {
            Open::Sqlite(tx) => tx.commit().await?,
            Open::Postgres(tx) => tx.commit().await?,
        }
        Ok(told)
    }
}
