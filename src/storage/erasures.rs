//! Photos and stories that were erased on request: what is left of them is an id and a date.

use super::{Failure, Storage, Tx};
use crate::args;
use crate::domain::moment::{Date, Moment, Month};
use crate::domain::report::draft::Draft;
use serde::{Deserialize, Serialize};

/// What can be withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A photo of a report.
    #[serde(rename = "foto")]
    Photo,
    /// An impact story.
    #[serde(rename = "cerita")]
    Story,
    /// Who has or had an account.
    #[serde(rename = "akun")]
    Account,
    /// Somebody at a meeting.
    #[serde(rename = "peserta")]
    Participant,
    /// What a library wrote in the answer to an invitation.
    #[serde(rename = "undangan")]
    Invitation,
    /// A library's contact.
    #[serde(rename = "kontak")]
    Contact,
}

impl Kind {
    /// As stored in `erasure.kind`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Story => "story",
            Self::Account => "account",
            Self::Participant => "participant",
            Self::Invitation => "invitation",
            Self::Contact => "contact",
        }
    }

    /// The kind of a stored word; `None` for one that this program does not know.
    pub fn of(code: &str) -> Option<Self> {
        [Self::Photo, Self::Story, Self::Account, Self::Participant, Self::Invitation, Self::Contact]
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Photo => "Foto",
            Self::Story => "Cerita",
            Self::Account => "Akun",
            Self::Participant => "Peserta pertemuan",
            Self::Invitation => "Jawaban undangan",
            Self::Contact => "Kontak perpustakaan",
        }
    }
}

/// One erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Erasure {
    /// The office's code.
    pub office: String,
    kind: String,
    /// The id of what was erased.
    pub object: String,
    /// The library's id.
    pub library: String,
    /// Who asked.
    pub account: String,
    erased_on: String,
    at: i64,
}

impl Erasure {
    /// What tells one erasure from another.
    pub fn key(&self) -> (String, String, String) {
        (self.kind.clone(), self.office.clone(), self.object.clone())
    }

    /// What it is; `None` in a row of a newer program.
    pub fn kind(&self) -> Option<Kind> {
        Kind::of(&self.kind)
    }

    /// When, to the second.
    pub fn at(&self) -> Moment {
        Moment(self.at)
    }

    /// When.
    pub fn erased_on(&self) -> Option<Date> {
        Date::parse(&self.erased_on)
    }
}

/// Every erasure of the installation, oldest first: read before a restore, replayed after it.
pub const ALL: &str = "select office, kind, object, library, account, erased_on, at from erasure order by at, object";

/// The erasures of a library, newest first.
pub async fn of_library(db: &Storage, office: &str, library: &str) -> Result<Vec<Erasure>, Failure> {
    db.all(
        "select office, kind, object, library, account, erased_on, at from erasure
         where office = $1 and library = $2 order by at desc, object limit 50",
        args![office, library],
    )
    .await
}

/// Does the database hold this erasure, or a later one of the same?
async fn is_known(tx: &mut Tx, erasure: &Erasure) -> Result<bool, Failure> {
    let row: Option<(i64,)> = tx
        .one(
            "select at from erasure where office = $1 and kind = $2 and object = $3 and at >= $4",
            args![&erasure.office, &erasure.kind, &erasure.object, Moment(erasure.at)],
        )
        .await?;
    Ok(row.is_some())
}

/// Erases again what an older backup has brought back. Answers the names of photo files that nothing names any more.
pub async fn replay(tx: &mut Tx, erasures: &[Erasure]) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    for erasure in erasures {
        // A contact or an answer may have been written anew since: what the backup knows of already is not erased a second time.
        if matches!(erasure.kind(), Some(Kind::Contact | Kind::Invitation)) && is_known(tx, erasure).await? {
            continue;
        }
        let on = erasure.erased_on().unwrap_or(Date { year: 1970, month: 1, day: 1 });
        files.extend(erase_one(tx, erasure, on).await?);
    }
    Ok(files)
}

/// A photo or story that was sent, as the list of what can be withdrawn shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// A photo's file.
    pub sha256: Option<String>,
    /// A photo's caption; a story's text.
    pub words: String,
    month: String,
    /// Everybody may see it now.
    pub public: bool,
}

impl Item {
    /// The newest month in whose report it stands.
    pub fn month(&self) -> Option<Month> {
        Month::parse(&self.month)
    }
}

/// The photos of a library that were sent and not erased, newest month first.
pub async fn photos(db: &Storage, office: &str, library: &str) -> Result<Vec<Item>, Failure> {
    db.all(
        "select p.id, p.sha256, p.caption as words, max(r.month) as month,
                (p.public_wish and p.children <> '' and p.confirmed_at is not null) as public
         from photo p join report_photo x on x.office = p.office and x.photo = p.id
         join report r on r.office = x.office and r.id = x.report
         where p.office = $1 and p.library = $2 and p.state = 'stored'
         group by p.id, p.sha256, p.caption, p.public_wish, p.children, p.confirmed_at order by 4 desc, p.id desc limit 200",
        args![office, library],
    )
    .await
}

/// The stories of a library that were sent and not erased, newest month first; of several wordings the newest.
pub async fn stories(db: &Storage, office: &str, library: &str) -> Result<Vec<Item>, Failure> {
    db.all(
        "select s.id, cast(null as text) as sha256, s.text as words, max(r.month) as month,
                (s.public_wish and s.consent <> '' and (not s.child or s.guardian)) as public
         from story s join report_story x on x.office = s.office and x.story = s.id
         join report r on r.office = x.office and r.id = x.report and r.revision = x.revision
         where s.office = $1 and s.library = $2 and s.erased_on is null
         group by s.id, s.text, s.public_wish, s.consent, s.child, s.guardian order by 4 desc, s.id desc limit 200",
        args![office, library],
    )
    .await
}

/// The library to which a photo or story belongs; nothing when it is not there or erased already.
pub async fn owner(db: &Storage, office: &str, kind: Kind, id: &str) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> = match kind {
        Kind::Photo => {
            db.one("select library from photo where office = $1 and id = $2 and state <> 'erased'", args![office, id])
                .await?
        }
        Kind::Story => {
            db.one("select library from story where office = $1 and id = $2 and erased_on is null", args![office, id])
                .await?
        }
        // Of no library: the office erases them (`api::data_requests`).
        Kind::Account | Kind::Participant | Kind::Invitation | Kind::Contact => None,
    };
    Ok(row.map(|(library,)| library))
}

/// Who has what erased, and when.
#[derive(Clone, Debug)]
pub struct Request {
    /// The office's code.
    pub office: String,
    /// The library's id.
    pub library: String,
    /// Photo or story.
    pub kind: Kind,
    /// Its id.
    pub object: String,
    /// Who asks.
    pub account: String,
    /// Today in the office's zone.
    pub today: Date,
}

impl Request {
    /// The erasure of one object that this asks for.
    fn of(&self, object: String, now: Moment) -> Erasure {
        Erasure {
            office: self.office.clone(),
            kind: self.kind.code().to_owned(),
            object,
            library: self.library.clone(),
            account: self.account.clone(),
            erased_on: self.today.to_string(),
            at: now.0,
        }
    }
}

/// Erases a photo (with every other use of the same file by that library) or a story (in all its wordings, and where the same words
/// were sent anew). Answers the names of
/// photo files that nothing names any more.
pub async fn erase(tx: &mut Tx, request: &Request) -> Result<Vec<String>, Failure> {
    let Request { office, library, kind, object, account: _, today } = request;
    let same: Vec<(String,)> = match kind {
        Kind::Photo => {
            tx.all(
                "select p.id from photo p where p.office = $1 and p.library = $2
                   and (p.id = $3 or p.sha256 = (select o.sha256 from photo o where o.office = $1 and o.id = $3))",
                args![office, library, object],
            )
            .await?
        }
        Kind::Story => {
            tx.all(
                "select s.id from story s join story o on o.office = s.office and o.id = $3
                 where s.office = $1 and s.library = $2
                   and ((case when s.origin = '' then s.id else s.origin end) = (case when o.origin = '' then o.id else o.origin end)
                        or (s.text = o.text and o.text <> ''))",
                args![office, library, object],
            )
            .await?
        }
        Kind::Account | Kind::Participant | Kind::Invitation | Kind::Contact => vec![(object.clone(),)],
    };
    let mut files = Vec::new();
    for (id,) in same {
        files.extend(erase_one(tx, &request.of(id, tx.now()), *today).await?);
    }
    Ok(files)
}

/// Erases a picture of a meeting, which belongs to no library. Answers the name of its file when nothing names that any more.
pub async fn erase_meeting_photo(tx: &mut Tx, request: &Request) -> Result<Option<String>, Failure> {
    let erasure = request.of(request.object.clone(), tx.now());
    erase_one(tx, &erasure, request.today).await
}

async fn erase_one(tx: &mut Tx, erasure: &Erasure, on: Date) -> Result<Option<String>, Failure> {
    tx.run(
        "insert into erasure (office, kind, object, library, account, erased_on, at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (office, kind, object) do update set account = excluded.account, erased_on = excluded.erased_on, at = excluded.at
           where excluded.at > erasure.at",
        args![
            &erasure.office,
            &erasure.kind,
            &erasure.object,
            &erasure.library,
            &erasure.account,
            &erasure.erased_on,
            Moment(erasure.at)
        ],
    )
    .await?;
    match erasure.kind() {
        Some(Kind::Photo) => {
            for kind in ["photo", "meeting_photo"] {
                super::consents::withdrawn(tx, &erasure.office, kind, &erasure.object, &erasure.account).await?;
            }
            return photo(tx, erasure, on).await;
        }
        Some(Kind::Story) => {
            super::consents::withdrawn(tx, &erasure.office, "story", &erasure.object, &erasure.account).await?;
            story(tx, erasure, on).await?;
        }
        Some(Kind::Account) => account(tx, erasure, on).await?,
        Some(Kind::Participant) => participant(tx, erasure, on).await?,
        Some(Kind::Invitation) => {
            tx.run(
                "update invitation set food = '', note = $3 where office = $1 and id = $2",
                args![&erasure.office, &erasure.object, erased_words(on)],
            )
            .await?;
        }
        Some(Kind::Contact) => {
            tx.run(
                "update library set contact = '', contact_public = $3, version = version + 1 where office = $1 and id = $2",
                args![&erasure.office, &erasure.object, false],
            )
            .await?;
        }
        None => {}
    }
    Ok(None)
}

/// What stands in the place of what was erased.
pub fn erased_words(on: Date) -> String {
    format!("dihapus atas permintaan, {}", on.plain())
}

/// The name goes, and with it the way in; what the account did stays, without a name.
async fn account(tx: &mut Tx, erasure: &Erasure, on: Date) -> Result<(), Failure> {
    let (id, now) = (&erasure.object, tx.now());
    let rows = tx
        .run("update account set name = $3 where office = $1 and id = $2", args![&erasure.office, id, erased_words(on)])
        .await?;
    if rows == 0 {
        return Ok(());
    }
    super::accounts::disable(tx, id, now).await?;
    super::accounts::withdraw_codes(tx, id, now).await?;
    super::sessions::end_all(tx, id, now).await?;
    tx.run("delete from parked_form where account = $1", args![id]).await?;
    Ok(())
}

/// Name, number and the rest go; that somebody was there, and for which library, stays.
async fn participant(tx: &mut Tx, erasure: &Erasure, on: Date) -> Result<(), Failure> {
    tx.run(
        "update participant set name = $3, sex = '', position = '', institution = '', phone = '' where office = $1 and id = $2",
        args![&erasure.office, &erasure.object, erased_words(on)],
    )
    .await?;
    Ok(())
}

async fn photo(tx: &mut Tx, erasure: &Erasure, on: Date) -> Result<Option<String>, Failure> {
    let (office, id) = (&erasure.office, &erasure.object);
    let known: Option<(Option<String>, String)> =
        tx.one("select sha256, state from photo where office = $1 and id = $2", args![office, id]).await?;
    if known.as_ref().is_some_and(|(_, state)| state != "erased") {
        // A page or a phone that shows it is behind from now on, so that what it sends is compared first.
        tx.run(
            "update report set version = version + 1 where office = $1 and id in (
                 select report from report_photo where office = $1 and photo = $2)",
            args![office, id],
        )
        .await?;
    }
    let mut file = known.map(|(sha256, _)| (sha256,));
    if file.is_none() {
        // A meeting's: nothing else refers to it, so its row goes.
        file = tx
            .one("delete from meeting_photo where office = $1 and id = $2 returning sha256", args![office, id])
            .await?;
    }
    tx.run(
        "update photo set state = 'erased', sha256 = null, upload_sha256 = '', caption = '', public_wish = $3, children = '',
                confirmed_by = null, confirmed_at = null, erased_on = $4
         where office = $1 and id = $2",
        args![office, id, false, on.to_string()],
    )
    .await?;
    // A correction that is being written lets it go; what was sent keeps its place.
    tx.run("delete from report_photo where office = $1 and photo = $2 and revision = 0", args![office, id]).await?;
    let Some((Some(sha256),)) = file else { return Ok(None) };
    tx.run(
        "update library set photo = null, version = version + 1 where office = $1 and id = $2 and photo = $3",
        args![office, &erasure.library, &sha256],
    )
    .await?;
    let named: Option<(i64,)> = tx
        .one(
            "select cast(count(*) as bigint) from (
                 select id from photo where sha256 = $1 union all select id from library where photo = $1
                 union all select id from meeting_photo where sha256 = $1
                 union all select meeting from paper where scan = $1) as uses",
            args![&sha256],
        )
        .await?;
    Ok((named == Some((0,))).then_some(sha256))
}

async fn story(tx: &mut Tx, erasure: &Erasure, on: Date) -> Result<(), Failure> {
    let (office, id) = (&erasure.office, &erasure.object);
    let told: Option<(String, bool)> = tx
        .one("select text, erased_on is not null from story where office = $1 and id = $2", args![office, id])
        .await?;
    tx.run(
        "update story set text = '', about = '', evidence = '', person = '', consent = '', public_wish = $3, erased_on = $4
         where office = $1 and id = $2",
        args![office, id, false, on.to_string()],
    )
    .await?;
    let (text, was_erased) = told.unwrap_or_default();
    if !was_erased {
        // A page or a phone that shows it is behind from now on, so that what it sends is compared first.
        tx.run(
            "update report set version = version + 1 where office = $1 and id in (
                 select report from report_story where office = $1 and story = $2)",
            args![office, id],
        )
        .await?;
    }
    // Drafts of corrections and forms parked at the sign-in page may hold it too.
    let drafts: Vec<(String, String, String)> = tx
        .all(
            "select r.id, r.draft, r.month from report r where r.office = $1 and r.library = $2 and r.draft is not null",
            args![office, &erasure.library],
        )
        .await?;
    for (report, json, _) in drafts {
        let Ok(mut draft) = serde_json::from_str::<Draft>(&json) else { continue };
        let before = draft.stories.len();
        draft.stories.retain(|story| story.id != *id && (text.is_empty() || story.text.trim() != text));
        if draft.stories.len() < before {
            let json =
                serde_json::to_string(&draft).map_err(|error| Failure::inconsistent("report", error.to_string()))?;
            tx.run(
                "update report set draft = $3, version = version + 1 where office = $1 and id = $2",
                args![office, report, json],
            )
            .await?;
        }
    }
    crate::storage::reports::drafts::forget_all(tx, office, &erasure.library).await?;
    tx.run(
        "delete from parked_form where path in (
             select '/lapor/' || l.slug || '/' || r.month from report_story x
             join report r on r.office = x.office and r.id = x.report join library l on l.office = r.office and l.id = r.library
             where x.office = $1 and x.story = $2)",
        args![office, id],
    )
    .await?;
    Ok(())
}
