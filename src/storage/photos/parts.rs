//! Photos that a phone sends in parts: named first, their bytes received, then made anew.

use crate::args;
use crate::domain::moment::Moment;
use crate::domain::photo::Children;
use crate::domain::sync::{NamedPhoto, photo_fits};
use crate::storage::{Failure, Storage, Tx};

/// A photo row as its upload needs it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Part {
    /// The office's code.
    pub office: String,
    /// The photo's id.
    pub id: String,
    /// The library's id.
    pub library: String,
    /// SHA-256 (hex) of the bytes that the phone sends.
    pub upload_sha256: String,
    /// How many bytes.
    pub bytes: i64,
    /// missing | received | stored | unreadable | erased.
    pub state: String,
}

impl Part {
    /// How many bytes.
    pub fn length(&self) -> u64 {
        u64::try_from(self.bytes).unwrap_or(0)
    }

    /// Has everything arrived?
    pub fn is_whole(&self) -> bool {
        matches!(self.state.as_str(), "received" | "stored" | "unreadable")
    }
}

/// The photo of that id in an office.
pub async fn part(db: &Storage, office: &str, id: &str) -> Result<Option<Part>, Failure> {
    db.one(
        "select office, id, library, upload_sha256, bytes, state from photo where office = $1 and id = $2",
        args![office, id],
    )
    .await
}

/// When a phone last spoke of a photo that is awaited.
pub async fn spoken(db: &Storage, office: &str, id: &str) -> Result<Option<Moment>, Failure> {
    let row: Option<(i64,)> =
        db.one("select uploaded_at from photo where office = $1 and id = $2", args![office, id]).await?;
    Ok(row.map(|(at,)| Moment(at)))
}

/// What became of a photo's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// It belongs to the report's draft; one that was erased on request belongs to nothing any more, and is no fault.
    Named,
    /// It is another report's or another library's.
    Elsewhere,
}

/// Puts a photo that a phone names into a report's draft, whether its bytes are there or not. The same bytes that this library
/// has sent before need not be sent again.
pub async fn name(
    tx: &mut Tx,
    office: &str,
    library: &str,
    report: &str,
    account: &str,
    photo: &NamedPhoto,
) -> Result<Naming, Failure> {
    let known: Option<(String, String)> =
        tx.one("select library, state from photo where office = $1 and id = $2", args![office, &photo.id]).await?;
    match known {
        Some((owner, _)) if owner != library => return Ok(Naming::Elsewhere),
        // The phone that took it still has its words and wishes: they stay there. It lets go when it asks for the slot (`Code::Gone`).
        Some((_, state)) if state == "erased" => return Ok(Naming::Named),
        Some((_, state)) => {
            let other: Option<(String,)> = tx
                .one(
                    "select report from report_photo where office = $1 and photo = $2 and report <> $3 limit 1",
                    args![office, &photo.id, report],
                )
                .await?;
            if other.is_some() {
                return Ok(Naming::Elsewhere);
            }
            if state == "missing" && !photo.sha256.is_empty() {
                expect(tx, office, &photo.id, &photo.sha256, photo.bytes).await?;
            }
        }
        None => insert(tx, office, library, account, photo).await?,
    }
    tx.run(
        "insert into report_photo (office, report, revision, photo, activity, position)
         select $1, $2, 0, $3, $4, cast(count(*) as bigint) from report_photo where office = $1 and report = $2 and revision = 0
         on conflict (office, report, revision, photo) do update set activity = excluded.activity",
        args![office, report, &photo.id, &photo.activity],
    )
    .await?;
    let children = Children::of(&photo.children);
    super::describe(tx, office, report, &photo.id, photo.caption.trim(), photo.public, children).await?;
    Ok(Naming::Named)
}

async fn insert(tx: &mut Tx, office: &str, library: &str, account: &str, photo: &NamedPhoto) -> Result<(), Failure> {
    type Twin = (String, Option<String>, Option<i64>, Option<i64>);
    let twin: Option<Twin> = tx
        .one(
            "select state, sha256, width, height from photo
             where office = $1 and library = $2 and upload_sha256 = $3 and state in ('received', 'stored', 'unreadable')
             order by state desc limit 1",
            args![office, library, &photo.sha256],
        )
        .await?;
    let fits = photo_fits(photo.bytes) && !photo.sha256.is_empty();
    let (state, sha256, width, height) = match twin {
        Some(twin) => twin,
        // What can never arrive is said at once; the text stands.
        None => (if fits { "missing" } else { "unreadable" }.to_owned(), None, None, None),
    };
    let now = tx.now();
    tx.run(
        "insert into photo (office, id, library, upload_sha256, sha256, state, bytes, width, height, uploaded_by, uploaded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            office,
            &photo.id,
            library,
            &photo.sha256,
            sha256,
            state,
            i64::try_from(photo.bytes).unwrap_or(i64::MAX),
            width,
            height,
            account,
            now
        ],
    )
    .await?;
    Ok(())
}

/// The phone speaks of a photo that is still awaited: what it will send, and that it lives.
pub async fn expect(tx: &mut Tx, office: &str, id: &str, sha256: &str, bytes: u64) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "update photo set upload_sha256 = $3, bytes = $4, uploaded_at = $5 where office = $1 and id = $2 and state = 'missing'",
        args![office, id, sha256, i64::try_from(bytes).unwrap_or(i64::MAX), now],
    )
    .await?;
    Ok(())
}

/// Every byte is there and has the right hash: so it is for every photo of these bytes in this library. Answers the reports to
/// which they belong, with their months.
pub async fn received(tx: &mut Tx, part: &Part) -> Result<Vec<(String, String)>, Failure> {
    move_on(tx, part, "missing", "received").await
}

/// The bytes are gone (a restored database knows more than the disk): the phone has to send them again.
pub async fn lost(tx: &mut Tx, part: &Part) -> Result<Vec<(String, String)>, Failure> {
    move_on(tx, part, "received", "missing").await
}

/// The bytes are no picture.
pub async fn unreadable(tx: &mut Tx, part: &Part) -> Result<Vec<(String, String)>, Failure> {
    move_on(tx, part, "received", "unreadable").await
}

async fn move_on(tx: &mut Tx, part: &Part, from: &str, to: &str) -> Result<Vec<(String, String)>, Failure> {
    let now = tx.now();
    let reports = reports_of(tx, part, from).await?;
    tx.run(
        "update photo set state = $5, uploaded_at = $6 where office = $1 and library = $2 and upload_sha256 = $3 and state = $4",
        args![&part.office, &part.library, &part.upload_sha256, from, to, now],
    )
    .await?;
    Ok(reports)
}

/// The picture was made anew and is stored under that name.
pub async fn stored(
    tx: &mut Tx,
    part: &Part,
    sha256: &str,
    width: u32,
    height: u32,
) -> Result<Vec<(String, String)>, Failure> {
    let reports = reports_of(tx, part, "received").await?;
    tx.run(
        "update photo set state = 'stored', sha256 = $4, width = $5, height = $6
         where office = $1 and library = $2 and upload_sha256 = $3 and state = 'received'",
        args![&part.office, &part.library, &part.upload_sha256, sha256, width, height],
    )
    .await?;
    Ok(reports)
}

async fn reports_of(tx: &mut Tx, part: &Part, state: &str) -> Result<Vec<(String, String)>, Failure> {
    tx.all(
        "select distinct r.id, r.month from photo p
         join report_photo x on x.office = p.office and x.photo = p.id
         join report r on r.office = x.office and r.id = x.report
         where p.office = $1 and p.library = $2 and p.upload_sha256 = $3 and p.state = $4",
        args![&part.office, &part.library, &part.upload_sha256, state],
    )
    .await
}

/// Photos whose bytes are there and wait to be made anew, oldest first.
pub async fn waiting(db: &Storage, limit: i64) -> Result<Vec<Part>, Failure> {
    db.all(
        "select office, id, library, upload_sha256, bytes, state from photo where state = 'received'
         order by uploaded_at, id limit $1",
        args![limit],
    )
    .await
}

/// Is a photo of these bytes still awaited or worked on, and did the phone speak of it since `since`?
pub async fn is_wanted(
    db: &Storage,
    office: &str,
    library: &str,
    upload_sha256: &str,
    since: Moment,
) -> Result<bool, Failure> {
    let row: Option<(i64,)> = db
        .one(
            "select cast(1 as bigint) from photo where office = $1 and library = $2 and upload_sha256 = $3
               and (state = 'received' or (state = 'missing' and uploaded_at > $4)) limit 1",
            args![office, library, upload_sha256, since],
        )
        .await?;
    Ok(row.is_some())
}

/// Photos of a report's draft whose bytes are awaited, as the transaction sees them.
pub async fn missing(tx: &mut Tx, office: &str, report: &str) -> Result<Vec<String>, Failure> {
    let rows: Vec<(String,)> = tx
        .all(
            "select p.id from report_photo r join photo p on p.office = r.office and p.id = r.photo
             where r.office = $1 and r.report = $2 and r.revision = 0 and p.state = 'missing' order by r.position, p.id",
            args![office, report],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
