//! Photos: what is known of each file, which report it belongs to, and who may see it. The files lie in the data folder.

mod parts;

pub use parts::{
    Naming, Part, expect, is_wanted, lost, missing, name, part, received, spoken, stored, unreadable, waiting,
};

use super::{Failure, Storage, Tx};
use crate::args;
use crate::domain::photo::{Children, is_public};
use crate::domain::sync::NamedPhoto;

/// A photo of a report.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Photo {
    /// Its id.
    pub id: String,
    /// Name and address of the stored file: `/foto/{sha256}`; `None` until it is stored, or once it is erased.
    pub sha256: Option<String>,
    /// missing | received | stored | unreadable | erased.
    pub state: String,
    /// SHA-256 (hex) of what the phone sends or sent.
    pub upload_sha256: String,
    /// How many bytes the phone sends or sent.
    pub bytes: i64,
    /// Pixels across.
    pub width: Option<i64>,
    /// Pixels down.
    pub height: Option<i64>,
    /// Words under it.
    pub caption: String,
    /// "Boleh tampil untuk umum."
    pub public_wish: bool,
    children: String,
    confirmed_at: Option<i64>,
    /// The id of its activity.
    pub activity: String,
}

impl Photo {
    /// What the librarian answered about children.
    pub fn children(&self) -> Children {
        Children::of(&self.children)
    }

    /// Does a phone say just what is known of it?
    pub fn says(&self, named: &NamedPhoto) -> bool {
        self.id == named.id
            && (named.sha256.is_empty() || self.upload_sha256 == named.sha256)
            && self.activity == named.activity
            && self.caption == named.caption.trim()
            && self.public_wish == named.public
            && self.children() == Children::of(&named.children)
    }

    /// Is it still on its way from the phone?
    pub fn is_awaited(&self) -> bool {
        self.state == "missing"
    }

    /// Has the office confirmed it for the public?
    pub fn is_confirmed(&self) -> bool {
        self.confirmed_at.is_some()
    }

    /// Would approval and confirmation make it public?
    pub fn may_become_public(&self) -> bool {
        self.state == "stored" && is_public(self.public_wish, self.children(), true, true)
    }
}

/// The photos of a report's revision; revision 0 is the draft's own set.
pub async fn of_revision(db: &Storage, office: &str, report: &str, revision: i64) -> Result<Vec<Photo>, Failure> {
    db.all(
        "select p.id, p.sha256, p.state, p.upload_sha256, p.bytes, p.width, p.height, p.caption, p.public_wish, p.children, p.confirmed_at, r.activity
         from report_photo r join photo p on p.office = r.office and p.id = r.photo
         where r.office = $1 and r.report = $2 and r.revision = $3 order by r.position, p.uploaded_at, p.id",
        args![office, report, revision],
    )
    .await
}

/// The photos of a report's draft, as the transaction sees them.
pub async fn of_draft(tx: &mut Tx, office: &str, report: &str) -> Result<Vec<Photo>, Failure> {
    tx.all(
        "select p.id, p.sha256, p.state, p.upload_sha256, p.bytes, p.width, p.height, p.caption, p.public_wish, p.children, p.confirmed_at, r.activity
         from report_photo r join photo p on p.office = r.office and p.id = r.photo
         where r.office = $1 and r.report = $2 and r.revision = 0 order by r.position, p.uploaded_at, p.id",
        args![office, report],
    )
    .await
}

/// A photo whose file is stored already.
#[derive(Clone, Debug)]
pub struct NewPhoto {
    /// SHA-256 of what the phone sent.
    pub upload_sha256: String,
    /// SHA-256 of the re-encoded file.
    pub sha256: String,
    /// Bytes that the phone sent.
    pub bytes: i64,
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// The id of its activity.
    pub activity: String,
    /// "Boleh tampil untuk umum."
    pub public_wish: bool,
    /// The answer about children.
    pub children: Children,
}

/// Adds a photo to a report's draft; answers its id. The same picture twice under one activity stays one photo.
pub async fn add(
    tx: &mut Tx,
    office: &str,
    library: &str,
    report: &str,
    account: &str,
    photo: &NewPhoto,
) -> Result<String, Failure> {
    let there: Option<(String,)> = tx
        .one(
            "select p.id from report_photo r join photo p on p.office = r.office and p.id = r.photo
             where r.office = $1 and r.report = $2 and r.revision = 0 and r.activity = $3 and p.sha256 = $4",
            args![office, report, &photo.activity, &photo.sha256],
        )
        .await?;
    if let Some((id,)) = there {
        return Ok(id);
    }
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into photo (office, id, library, upload_sha256, sha256, state, bytes, width, height, public_wish, children, uploaded_by, uploaded_at)
         values ($1, $2, $3, $4, $5, 'stored', $6, $7, $8, $9, $10, $11, $12)",
        args![
            office,
            &id,
            library,
            &photo.upload_sha256,
            &photo.sha256,
            photo.bytes,
            photo.width,
            photo.height,
            photo.public_wish,
            photo.children.code(),
            account,
            now
        ],
    )
    .await?;
    tx.run(
        "insert into report_photo (office, report, revision, photo, activity, position)
         select $1, $2, 0, $3, $4, cast(count(*) as bigint) from report_photo where office = $1 and report = $2 and revision = 0",
        args![office, report, &id, &photo.activity],
    )
    .await?;
    Ok(id)
}

/// Changes the words and wishes of a photo in a report's draft. A changed wish or answer needs a new confirmation by the office.
pub async fn describe(
    tx: &mut Tx,
    office: &str,
    report: &str,
    photo: &str,
    caption: &str,
    public_wish: bool,
    children: Children,
) -> Result<(), Failure> {
    tx.run(
        "update photo set caption = $4, public_wish = $5, children = $6,
                confirmed_by = case when public_wish = $5 and children = $6 then confirmed_by end,
                confirmed_at = case when public_wish = $5 and children = $6 then confirmed_at end
         where office = $1 and id = $3 and state <> 'erased'
           and exists (select 1 from report_photo r where r.office = $1 and r.report = $2 and r.revision = 0 and r.photo = $3)",
        args![office, report, photo, caption, public_wish, children.code()],
    )
    .await?;
    Ok(())
}

/// Takes a photo out of a report's draft. Revisions that were sent with it keep it.
pub async fn remove(tx: &mut Tx, office: &str, report: &str, photo: &str) -> Result<(), Failure> {
    tx.run(
        "delete from report_photo where office = $1 and report = $2 and revision = 0 and photo = $3",
        args![office, report, photo],
    )
    .await?;
    Ok(())
}

/// How many photos a report's draft has.
pub async fn count(tx: &mut Tx, office: &str, report: &str) -> Result<i64, Failure> {
    let row: Option<(i64,)> = tx
        .one(
            "select cast(count(*) as bigint) from report_photo where office = $1 and report = $2 and revision = 0",
            args![office, report],
        )
        .await?;
    Ok(row.map_or(0, |(count,)| count))
}

/// The office has looked at a photo of that revision and lets the public see it.
pub async fn confirm(
    tx: &mut Tx,
    office: &str,
    report: &str,
    revision: i64,
    photo: &str,
    account: &str,
) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "update photo set confirmed_by = $5, confirmed_at = $6 where office = $1 and id = $4 and state = 'stored'
           and exists (select 1 from report_photo r where r.office = $1 and r.report = $2 and r.revision = $3 and r.photo = $4)",
        args![office, report, revision, photo, account, now],
    )
    .await?;
    Ok(())
}

/// To whom a stored file belongs, one row for each photo that shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Owner {
    /// The office's code.
    pub office: String,
    /// The library's id.
    pub library: String,
    /// May everybody see it?
    pub public: bool,
}

/// Everybody to whom a stored file belongs. A library's own picture on its page is public; a meeting's is when its planner says so.
pub async fn owners(db: &Storage, sha256: &str) -> Result<Vec<Owner>, Failure> {
    db.all(
        "select p.office, p.library,
                (p.public_wish and p.children <> '' and p.confirmed_at is not null and exists (
                    select 1 from report_photo x join report r on r.office = x.office and r.id = x.report
                    where x.office = p.office and x.photo = p.id and x.revision = r.approved_revision)) as public
         from photo p where p.sha256 = $1 and p.state = 'stored'
         union all
         select l.office, l.id, true as public from library l where l.photo = $1
         union all
         select m.office, '' as library, (m.public_wish and m.children <> '') as public from meeting_photo m where m.sha256 = $1",
        args![sha256],
    )
    .await
}

/// A photo that everybody may see.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PublicPhoto {
    /// `/foto/{sha256}`.
    pub sha256: String,
    /// Pixels across.
    pub width: i64,
    /// Pixels down.
    pub height: i64,
    /// Words under it.
    pub caption: String,
    /// Name of its activity; empty when it has none.
    pub title: String,
}

/// A library's public photos, newest month first.
pub async fn public_photos(db: &Storage, office: &str, library: &str, limit: i64) -> Result<Vec<PublicPhoto>, Failure> {
    db.all(
        "select p.sha256, coalesce(p.width, 0) as width, coalesce(p.height, 0) as height, p.caption, coalesce(a.title, '') as title
         from report r join report_photo x on x.office = r.office and x.report = r.id and x.revision = r.approved_revision
         join photo p on p.office = x.office and p.id = x.photo
         left join activity a on a.office = x.office and a.report = x.report and a.revision = x.revision and a.id = x.activity
         where r.office = $1 and r.library = $2 and p.state = 'stored' and p.sha256 is not null
           and p.public_wish and p.children <> '' and p.confirmed_at is not null
         order by r.month desc, x.position limit $3",
        args![office, library, limit],
    )
    .await
}
