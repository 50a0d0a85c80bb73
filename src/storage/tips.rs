//! Tips that were shared at meetings.

use crate::args;
use crate::domain::tip::Tip;
use crate::storage::{Failure, Storage, Tx};

/// A card with the names that belong to it, as they are today.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Card {
    /// Its id.
    pub id: String,
    /// The agenda item in which it was told.
    pub item: String,
    /// The library's id; empty: nobody's in particular.
    pub library: String,
    /// The library's name today.
    pub library_name: String,
    /// Its name in addresses.
    pub library_slug: String,
    /// The subject's code.
    pub subject: String,
    /// The figure's code.
    pub indicator: String,
    /// What to do.
    pub words: String,
    /// The meeting's name.
    pub meeting_name: String,
    /// Its name in addresses.
    pub meeting_slug: String,
    /// Of an example meeting.
    pub example: bool,
}

impl Card {
    /// As it was written.
    pub fn tip(&self) -> Tip {
        Tip {
            item: self.item.clone(),
            library: self.library.clone(),
            subject: self.subject.clone(),
            indicator: self.indicator.clone(),
            words: self.words.clone(),
        }
    }
}

macro_rules! cards {
    ($rest:literal) => {
        concat!(
            "select t.id, t.item, t.library, coalesce(l.name, '') as library_name, coalesce(l.slug, '') as library_slug, t.subject,
                    t.indicator, t.words, m.name as meeting_name, m.slug as meeting_slug, m.example
             from tip t join meeting m on m.office = t.office and m.id = t.meeting
             left join library l on l.office = t.office and l.id = t.library ",
            $rest
        )
    };
}

/// The cards of a meeting, in the order in which they were written.
pub async fn of_meeting(db: &Storage, office: &str, meeting: &str) -> Result<Vec<Card>, Failure> {
    db.all(cards!("where t.office = $1 and t.meeting = $2 order by t.made_at, t.id"), args![office, meeting]).await
}

/// The cards of published meetings, newest first: of one office, one subject when asked, at most `limit`.
pub async fn published(
    db: &Storage,
    office: Option<&str>,
    subject: Option<&str>,
    limit: i64,
) -> Result<Vec<Card>, Failure> {
    db.all(
        cards!(
            "where m.published_edit is not null and (cast($1 as text) is null or t.office = $1)
               and (cast($2 as text) is null or t.subject = $2) order by t.made_at desc, t.id desc limit $3"
        ),
        args![office, subject, limit],
    )
    .await
}

/// The cards of an office that help with a figure, newest first.
pub async fn of_figures(db: &Storage, office: &str, limit: i64) -> Result<Vec<Card>, Failure> {
    db.all(
        cards!("where t.office = $1 and t.indicator <> '' order by t.made_at desc, t.id desc limit $2"),
        args![office, limit],
    )
    .await
}

/// Adds a card; answers its id.
pub async fn add(tx: &mut Tx, office: &str, meeting: &str, tip: &Tip, account: &str) -> Result<String, Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into tip (office, id, meeting, item, library, subject, indicator, words, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            office,
            &id,
            meeting,
            &tip.item,
            &tip.library,
            &tip.subject,
            &tip.indicator,
            tip.words.trim(),
            account,
            now
        ],
    )
    .await?;
    Ok(id)
}

/// Takes a card away.
pub async fn remove(tx: &mut Tx, office: &str, meeting: &str, id: &str) -> Result<bool, Failure> {
    let rows =
        tx.run("delete from tip where office = $1 and meeting = $2 and id = $3", args![office, meeting, id]).await?;
    Ok(rows == 1)
}
