//! Papers of meetings: the office's letterhead and officials by date, its own wordings, and what was typed for one meeting.

use crate::args;
use crate::domain::moment::{Date, Moment};
use crate::domain::paper::Kind;
use crate::storage::{Failure, Storage, Tx};

/// A letterhead that holds from a day on.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Letterhead {
    /// ISO date.
    pub valid_from: String,
    /// "PEMERINTAH KABUPATEN ..".
    pub above: String,
    /// The office's name.
    pub name: String,
    /// Address and telephone, one line each.
    pub below: String,
    /// Where papers are signed.
    pub place: String,
}

/// Every letterhead, newest first.
pub async fn letterheads(db: &Storage, office: &str) -> Result<Vec<Letterhead>, Failure> {
    db.all(
        "select valid_from, above, name, below, place from letterhead where office = $1 order by valid_from desc",
        args![office],
    )
    .await
}

/// The letterhead of a paper of that date.
pub async fn letterhead(db: &Storage, office: &str, on: Date) -> Result<Option<Letterhead>, Failure> {
    db.one(
        "select valid_from, above, name, below, place from letterhead where office = $1 and valid_from <= $2
         order by valid_from desc limit 1",
        args![office, on.to_string()],
    )
    .await
}

/// Keeps a letterhead; one of the same day is replaced.
pub async fn put_letterhead(tx: &mut Tx, office: &str, head: &Letterhead, account: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into letterhead (office, valid_from, above, name, below, place, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (office, valid_from) do update set above = excluded.above, name = excluded.name, below = excluded.below,
           place = excluded.place, made_by = excluded.made_by, made_at = excluded.made_at",
        args![office, &head.valid_from, &head.above, &head.name, &head.below, &head.place, account, now],
    )
    .await?;
    Ok(())
}

/// Somebody who signs for the office from a day on.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Official {
    /// Its id.
    pub id: String,
    /// ISO date.
    pub valid_from: String,
    /// "Kepala Dinas".
    pub role: String,
    /// Without gelar.
    pub name: String,
    /// "S.Sos., M.A.P."; may be empty.
    pub degrees: String,
    /// May be missing.
    pub nip: Option<String>,
}

impl Official {
    /// The name as it is signed: "Hj. Siti, S.Sos.".
    pub fn signed(&self) -> String {
        if self.degrees.is_empty() { self.name.clone() } else { format!("{}, {}", self.name, self.degrees) }
    }
}

/// Every official, by role, newest first.
pub async fn officials(db: &Storage, office: &str) -> Result<Vec<Official>, Failure> {
    db.all(
        "select id, valid_from, role, name, degrees, nip from official where office = $1 order by role, valid_from desc, id",
        args![office],
    )
    .await
}

/// Adds an official.
pub async fn add_official(tx: &mut Tx, office: &str, official: &Official) -> Result<String, Failure> {
    let id = tx.id();
    tx.run(
        "insert into official (office, id, valid_from, role, name, degrees, nip) values ($1, $2, $3, $4, $5, $6, $7)",
        args![office, &id, &official.valid_from, &official.role, &official.name, &official.degrees, &official.nip],
    )
    .await?;
    Ok(id)
}

/// Takes an official out who was entered by mistake.
pub async fn drop_official(tx: &mut Tx, office: &str, id: &str) -> Result<(), Failure> {
    tx.run("delete from official where office = $1 and id = $2", args![office, id]).await?;
    Ok(())
}

/// The office's own wording of a kind of paper, and its number.
pub async fn template(db: &Storage, office: &str, kind: Kind) -> Result<Option<(i64, String)>, Failure> {
    db.one(
        "select number, text from paper_template where office = $1 and kind = $2 order by number desc limit 1",
        args![office, kind.code()],
    )
    .await
}

/// Adds a wording after number `after`. `false`: somebody else has added one meanwhile.
pub async fn add_template(
    tx: &mut Tx,
    office: &str,
    kind: Kind,
    after: i64,
    text: &str,
    account: &str,
) -> Result<bool, Failure> {
    let now = tx.now();
    let rows = tx
        .run(
            "insert into paper_template (office, kind, number, text, made_by, made_at) values ($1, $2, $3, $4, $5, $6)
             on conflict (office, kind, number) do nothing",
            args![office, kind.code(), after + 1, text, account, now],
        )
        .await?;
    Ok(rows == 1)
}

/// What was typed for a paper of one meeting.
#[derive(Clone, Debug, Default, sqlx::FromRow)]
pub struct Paper {
    /// The kind's code.
    pub kind: String,
    /// As the office's register gives it.
    pub number: String,
    /// ISO date.
    pub dated: Option<String>,
    /// Its own wording.
    pub text: Option<String>,
    /// The stored picture of the signed paper.
    pub scan: Option<String>,
    /// +1 at each change.
    pub version: i64,
    /// Seconds since 1970 of the last change.
    pub at: i64,
}

impl Paper {
    /// The day that stands on it.
    pub fn date(&self) -> Option<Date> {
        self.dated.as_deref().and_then(Date::parse)
    }

    /// When it was changed last.
    pub fn changed(&self) -> Moment {
        Moment(self.at)
    }
}

/// The papers of a meeting for which something was typed.
pub async fn of_meeting(db: &Storage, office: &str, meeting: &str) -> Result<Vec<Paper>, Failure> {
    db.all(
        "select kind, number, dated, text, scan, version, at from paper where office = $1 and meeting = $2",
        args![office, meeting],
    )
    .await
}

/// Keeps what was typed for a paper, if it is still at that version (0: nothing was typed yet).
pub async fn put(tx: &mut Tx, office: &str, meeting: &str, paper: &Paper, account: &str) -> Result<bool, Failure> {
    let now = tx.now();
    let rows = tx
        .run(
            "insert into paper (office, meeting, kind, number, dated, text, scan, version, by_account, at)
             values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)
             on conflict (office, meeting, kind) do update set number = excluded.number, dated = excluded.dated,
               text = excluded.text, scan = excluded.scan, version = paper.version + 1, by_account = excluded.by_account,
               at = excluded.at
             where paper.version = $10",
            args![
                office,
                meeting,
                &paper.kind,
                &paper.number,
                &paper.dated,
                &paper.text,
                &paper.scan,
                account,
                now,
                paper.version
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// Whose signed papers a stored picture shows: the offices' codes.
pub async fn scans_of(db: &Storage, sha256: &str) -> Result<Vec<String>, Failure> {
    let rows: Vec<(String,)> = db.all("select distinct office from paper where scan = $1", args![sha256]).await?;
    Ok(rows.into_iter().map(|(office,)| office).collect())
}
