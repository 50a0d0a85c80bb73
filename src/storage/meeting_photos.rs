//! Pictures of meetings. Their files lie beside those of reports and are shown at the same addresses.

use crate::args;
use crate::domain::photo::{Children, is_public};
use crate::storage::photos::NewPhoto;
use crate::storage::{Failure, Storage, Tx};

/// A picture of a meeting.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MeetingPhoto {
    /// Its id.
    pub id: String,
    /// `/foto/{sha256}`.
    pub sha256: String,
    /// Pixels across.
    pub width: i64,
    /// Pixels down.
    pub height: i64,
    /// Words under it.
    pub caption: String,
    /// Who took it.
    pub credit: String,
    /// The planner shows it to everybody.
    pub public_wish: bool,
    children: String,
}

impl MeetingPhoto {
    /// What the planner answered about children.
    pub fn children(&self) -> Children {
        Children::of(&self.children)
    }

    /// May everybody see it? The planner who wishes it is the one who confirms.
    pub fn is_public(&self) -> bool {
        is_public(self.public_wish, self.children(), true, true)
    }
}

/// The pictures of a meeting, in the order in which they came.
pub async fn of_meeting(db: &Storage, office: &str, meeting: &str) -> Result<Vec<MeetingPhoto>, Failure> {
    db.all(
        "select id, sha256, width, height, caption, credit, public_wish, children from meeting_photo
         where office = $1 and meeting = $2 order by uploaded_at, id",
        args![office, meeting],
    )
    .await
}

/// Adds a picture; the same file twice stays one.
pub async fn add(
    tx: &mut Tx,
    office: &str,
    meeting: &str,
    photo: &NewPhoto,
    words: &Words,
    account: &str,
) -> Result<(), Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into meeting_photo (office, id, meeting, upload_sha256, sha256, bytes, width, height, caption, credit, public_wish, children,
                uploaded_by, uploaded_at)
         select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as text), cast($6 as bigint),
                cast($7 as bigint), cast($8 as bigint), cast($9 as text), cast($10 as text), cast($11 as boolean), cast($12 as text),
                cast($13 as text), cast($14 as bigint)
         where not exists (select 1 from meeting_photo where office = $1 and meeting = $3 and sha256 = $5)",
        args![
            office,
            id,
            meeting,
            &photo.upload_sha256,
            &photo.sha256,
            photo.bytes,
            photo.width,
            photo.height,
            &words.caption,
            &words.credit,
            words.public_wish,
            words.children.code(),
            account,
            now
        ],
    )
    .await?;
    Ok(())
}

/// What is said of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Words under it.
    pub caption: String,
    /// Who took it.
    pub credit: String,
    /// Show it to everybody.
    pub public_wish: bool,
    /// The answer about children.
    pub children: Children,
}

/// Changes what is said of a picture.
pub async fn describe(tx: &mut Tx, office: &str, meeting: &str, id: &str, words: &Words) -> Result<bool, Failure> {
    let rows = tx
        .run(
            "update meeting_photo set caption = $4, credit = $5, public_wish = $6, children = $7
             where office = $1 and meeting = $2 and id = $3",
            args![office, meeting, id, &words.caption, &words.credit, words.public_wish, words.children.code()],
        )
        .await?;
    Ok(rows == 1)
}
