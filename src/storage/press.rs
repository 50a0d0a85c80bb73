//! The press text of a meeting: what is being typed, and what was published.

use crate::args;
use crate::domain::moment::Moment;
use crate::domain::press::Quote;
use crate::storage::{Failure, Storage, Tx};

/// The code under which `paper_template` keeps the office's words about its programme.
const ABOUT: &str = "tentang-program";

/// What is being typed.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The headline.
    pub title: String,
    /// Paragraphs.
    pub body: String,
    /// Whom to ask.
    pub contact: String,
    /// How text and pictures may be used.
    pub terms: String,
    /// What people said.
    pub quotes: Vec<Quote>,
    /// +1 at each change; 0: nothing was typed yet.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct TextRow {
    title: String,
    body: String,
    contact: String,
    terms: String,
    quotes: String,
    version: i64,
}

/// What was typed for a meeting and is not published yet.
pub async fn text(db: &Storage, office: &str, meeting: &str) -> Result<Option<Text>, Failure> {
    let row: Option<TextRow> = db
        .one(
            "select title, body, contact, terms, quotes, version from press_draft where office = $1 and meeting = $2",
            args![office, meeting],
        )
        .await?;
    row.map(|row| {
        let quotes = serde_json::from_str(&row.quotes)
            .map_err(|error| Failure::inconsistent("press_draft", error.to_string()))?;
        let TextRow { title, body, contact, terms, version, .. } = row;
        Ok(Text { title, body, contact, terms, quotes, version })
    })
    .transpose()
}

/// Keeps what was typed, if it is still at that version.
pub async fn put(tx: &mut Tx, office: &str, meeting: &str, text: &Text, account: &str) -> Result<bool, Failure> {
    let quotes =
        serde_json::to_string(&text.quotes).map_err(|error| Failure::inconsistent("press_draft", error.to_string()))?;
    let now = tx.now();
    let rows = tx
        .run(
            "insert into press_draft (office, meeting, title, body, contact, terms, quotes, version, by_account, at)
             values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)
             on conflict (office, meeting) do update set title = excluded.title, body = excluded.body,
               contact = excluded.contact, terms = excluded.terms, quotes = excluded.quotes,
               version = press_draft.version + 1, by_account = excluded.by_account, at = excluded.at
             where press_draft.version = $10",
            args![
                office,
                meeting,
                &text.title,
                &text.body,
                &text.contact,
                &text.terms,
                quotes,
                account,
                now,
                text.version
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// A published press text.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Published {
    /// 1 is the first; later ones are corrections.
    pub number: i64,
    /// The headline.
    pub title: String,
    /// Paragraphs.
    pub body: String,
    /// Whom to ask.
    pub contact: String,
    /// How text and pictures may be used.
    pub terms: String,
    /// What was wrong before; empty for the first.
    pub correction: String,
    at: i64,
}

impl Published {
    /// When it was published.
    pub fn at(&self) -> Moment {
        Moment(self.at)
    }
}

/// Everything that was published for a meeting, newest first.
pub async fn published(db: &Storage, office: &str, meeting: &str) -> Result<Vec<Published>, Failure> {
    db.all(
        "select number, title, body, contact, terms, correction, at from press where office = $1 and meeting = $2
         order by number desc",
        args![office, meeting],
    )
    .await
}

/// Publishes a text after number `after`. `false`: somebody else has published meanwhile.
pub async fn publish(
    tx: &mut Tx,
    office: &str,
    meeting: &str,
    after: i64,
    text: &Text,
    correction: &str,
    account: &str,
) -> Result<bool, Failure> {
    let now = tx.now();
    let rows = tx
        .run(
            "insert into press (office, meeting, number, title, body, contact, terms, correction, by_account, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (office, meeting, number) do nothing",
            args![
                office,
                meeting,
                after + 1,
                &text.title,
                &text.body,
                &text.contact,
                &text.terms,
                correction,
                account,
                now
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// The office's words about its programme.
pub async fn about(db: &Storage, office: &str) -> Result<String, Failure> {
    let row: Option<(String,)> = db
        .one(
            "select text from paper_template where office = $1 and kind = $2 order by number desc limit 1",
            args![office, ABOUT],
        )
        .await?;
    Ok(row.map(|(text,)| text).unwrap_or_default())
}

/// Keeps the office's words about its programme.
pub async fn put_about(tx: &mut Tx, office: &str, text: &str, account: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into paper_template (office, kind, number, text, made_by, made_at)
         select cast($1 as text), cast($2 as text), coalesce(max(number), 0) + 1, cast($3 as text), cast($4 as text), cast($5 as bigint)
         from paper_template where office = $1 and kind = $2",
        args![office, ABOUT, text, account, now],
    )
    .await?;
    Ok(())
}
