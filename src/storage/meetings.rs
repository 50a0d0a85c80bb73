//! Meetings, the numbered edits of their agendas, and their published versions.

use crate::args;
use crate::domain::agenda::Agenda;
use crate::domain::agenda::form::Library;
use crate::domain::agenda::history::{Entry, Step};
use crate::domain::meeting::{Meeting, Version};
use crate::domain::moment::{Date, Moment};
use crate::storage::{Failure, Storage, Tx};

#[derive(sqlx::FromRow)]
struct MeetingRow {
    office: String,
    id: String,
    slug: String,
    name: String,
    starts_on: String,
    example: bool,
    edits: i64,
    published_edit: Option<i64>,
    published_version: i64,
}

impl TryFrom<MeetingRow> for Meeting {
    type Error = Failure;

    fn try_from(row: MeetingRow) -> Result<Self, Failure> {
        let starts_on = Date::parse(&row.starts_on)
            .ok_or_else(|| Failure::inconsistent("meeting", format!("starts_on of {}", row.id)))?;
        Ok(Self {
            office: row.office,
            id: row.id,
            slug: row.slug,
            name: row.name,
            starts_on,
            example: row.example,
            edits: row.edits,
            published_edit: row.published_edit,
            published_version: row.published_version,
        })
    }
}

/// Every meeting with a published agenda, newest first; of one office when a code is given.
pub async fn published(db: &Storage, office: Option<&str>) -> Result<Vec<Meeting>, Failure> {
    let rows: Vec<MeetingRow> = db
        .all(
            "select office, id, slug, name, starts_on, example, edits, published_edit, published_version from meeting
             where published_edit is not null and (cast($1 as text) is null or office = $1)
             order by starts_on desc, id desc limit 200",
            args![office],
        )
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Every meeting of an office, newest first.
pub async fn of_office(db: &Storage, office: &str) -> Result<Vec<Meeting>, Failure> {
    let rows: Vec<MeetingRow> = db
        .all(
            "select office, id, slug, name, starts_on, example, edits, published_edit, published_version from meeting
             where office = $1 order by starts_on desc, id desc limit 200",
            args![office],
        )
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The meeting at that public address, published or not.
pub async fn by_slug(db: &Storage, slug: &str) -> Result<Option<Meeting>, Failure> {
    let row: Option<MeetingRow> = db
        .one(
            "select office, id, slug, name, starts_on, example, edits, published_edit, published_version from meeting where slug = $1",
            args![slug],
        )
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// An office's own meeting.
pub async fn by_id(db: &Storage, office: &str, id: &str) -> Result<Option<Meeting>, Failure> {
    let row: Option<MeetingRow> = db
        .one(
            "select office, id, slug, name, starts_on, example, edits, published_edit, published_version from meeting
             where office = $1 and id = $2",
            args![office, id],
        )
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// An office's own meeting, kept from everybody else until this transaction ends: its edits are numbered one by one.
pub async fn lock(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Meeting>, Failure> {
    let row: Option<MeetingRow> = tx
        .one(
            "update meeting set edits = edits where office = $1 and id = $2
             returning office, id, slug, name, starts_on, example, edits, published_edit, published_version",
            args![office, id],
        )
        .await?;
    row.map(TryInto::try_into).transpose()
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    number: i64,
    edit: String,
    by_account: String,
    at: i64,
    name: String,
}

impl TryFrom<EntryRow> for Entry {
    type Error = Failure;

    fn try_from(row: EntryRow) -> Result<Self, Failure> {
        let step: Step = serde_json::from_str(&row.edit)
            .map_err(|error| Failure::inconsistent("agenda_edit", format!("number {}: {error}", row.number)))?;
        Ok(Self { number: row.number, by: row.by_account, name: row.name, at: Moment(row.at), step })
    }
}

const ENTRIES: &str = "select e.number, e.edit, e.by_account, e.at, coalesce(a.name, 'Sistem') as name
     from agenda_edit e left join account a on a.id = e.by_account
     where e.office = $1 and e.meeting = $2 and e.number > $3 order by e.number";

/// The edits after `after`, in order.
pub async fn entries(db: &Storage, meeting: &Meeting, after: i64) -> Result<Vec<Entry>, Failure> {
    let rows: Vec<EntryRow> = db.all(ENTRIES, args![&meeting.office, &meeting.id, after]).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Every edit, as the transaction that holds the meeting sees them.
pub async fn entries_in(tx: &mut Tx, meeting: &Meeting) -> Result<Vec<Entry>, Failure> {
    let rows: Vec<EntryRow> = tx.all(ENTRIES, args![&meeting.office, &meeting.id, 0_i64]).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    version: i64,
    edit_number: i64,
    note: String,
    at: i64,
}

/// The published versions, oldest first.
pub async fn versions(db: &Storage, meeting: &Meeting) -> Result<Vec<Version>, Failure> {
    let rows: Vec<VersionRow> = db
        .all(
            "select version, edit_number, note, at from agenda_version where office = $1 and meeting = $2 order by version",
            args![&meeting.office, &meeting.id],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Version { number: row.version, edit: row.edit_number, note: row.note, at: Moment(row.at) })
        .collect())
}

/// Stores a new meeting under the slug or, where that is taken, the slug with the first free number behind it. Answers the slug.
pub async fn put(tx: &mut Tx, meeting: &Meeting) -> Result<String, Failure> {
    let now = tx.now();
    let mut slug = meeting.slug.clone();
    let mut number = 2;
    while tx
        .run(
            "insert into slug (kind, slug, office, object) values ('meeting', $1, $2, $3) on conflict (kind, slug) do nothing",
            args![&slug, &meeting.office, &meeting.id],
        )
        .await?
        == 0
    {
        slug = format!("{}-{number}", meeting.slug);
        number += 1;
    }
    tx.run(
        "insert into meeting (office, id, slug, name, starts_on, example, edits, published_version, created_at)
         values ($1, $2, $3, $4, $5, $6, 0, 0, $7)",
        args![&meeting.office, &meeting.id, &slug, &meeting.name, meeting.starts_on.to_string(), meeting.example, now],
    )
    .await?;
    Ok(slug)
}

/// Appends one step under the next number and keeps the list's first day in step. The meeting has to be held by [`lock`].
pub async fn append(
    tx: &mut Tx,
    meeting: &mut Meeting,
    by: &str,
    step: &Step,
    after: &Agenda,
) -> Result<Entry, Failure> {
    let (number, now) = (meeting.edits + 1, tx.now());
    let json = serde_json::to_string(step).map_err(|error| Failure::inconsistent("agenda_edit", error.to_string()))?;
    tx.run(
        "insert into agenda_edit (office, meeting, number, edit, by_account, at) values ($1, $2, $3, $4, $5, $6)",
        args![&meeting.office, &meeting.id, number, json, by, now],
    )
    .await?;
    if let Some(day) = after.days.first() {
        meeting.starts_on = day.date;
    }
    tx.run(
        "update meeting set edits = $3, starts_on = $4 where office = $1 and id = $2",
        args![&meeting.office, &meeting.id, number, meeting.starts_on.to_string()],
    )
    .await?;
    meeting.edits = number;
    let name: Option<(String,)> = tx.one("select name from account where id = $1", args![by]).await?;
    let name = name.map_or_else(|| "Sistem".to_owned(), |(name,)| name);
    Ok(Entry { number, by: by.to_owned(), name, at: now, step: step.clone() })
}

/// Makes the newest edit the one that the public sees.
pub async fn publish(tx: &mut Tx, meeting: &mut Meeting, by: &str, note: &str) -> Result<(), Failure> {
    let (version, now) = (meeting.published_version + 1, tx.now());
    tx.run(
        "insert into agenda_version (office, meeting, version, edit_number, note, by_account, at) values ($1, $2, $3, $4, $5, $6, $7)",
        args![&meeting.office, &meeting.id, version, meeting.edits, note, by, now],
    )
    .await?;
    tx.run(
        "update meeting set published_edit = $3, published_version = $4 where office = $1 and id = $2",
        args![&meeting.office, &meeting.id, meeting.edits, version],
    )
    .await?;
    meeting.published_edit = Some(meeting.edits);
    meeting.published_version = version;
    Ok(())
}

/// The libraries that may present at an office's meetings: id and name, by name.
pub async fn libraries(db: &Storage, office: &str) -> Result<Vec<Library>, Failure> {
    db.all("select id, name from library where office = $1 and stage <> 'nonaktif' order by name, id", args![office])
        .await
}

/// The addresses of an office's libraries, by id, for links.
pub async fn library_slugs(db: &Storage, office: &str) -> Result<Vec<(String, String)>, Failure> {
    db.all("select id, slug from library where office = $1", args![office]).await
}
