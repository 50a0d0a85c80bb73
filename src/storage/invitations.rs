//! How meetings invite, their invitations and the answers.

use crate::args;
use crate::domain::moment::{Date, Moment};
use crate::domain::phone::Phone;
use crate::storage::{Failure, Storage, Tx};

/// How a meeting invites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invite {
    /// Until when answers may change; none: until the meeting's last day.
    pub until: Option<Date>,
    /// People a day; none: as many as come.
    pub capacity: Option<u32>,
    /// A map of the place, https; empty: none.
    pub map_link: String,
    /// Whom to call; empty: nobody is named.
    pub contact_name: String,
    /// Their number.
    pub contact_phone: Option<Phone>,
    /// Anything else that the invited should know.
    pub note: String,
}

impl Invite {
    /// "Bu Rina, 0812-3456-7890"; empty when nobody is named.
    pub fn contact(&self) -> String {
        match (&self.contact_phone, self.contact_name.as_str()) {
            (None, name) => name.to_owned(),
            (Some(phone), "") => phone.local(),
            (Some(phone), name) => format!("{name}, {}", phone.local()),
        }
    }
}

#[derive(sqlx::FromRow)]
struct InviteRow {
    answer_until: Option<String>,
    capacity: Option<i64>,
    map_link: String,
    contact_name: String,
    contact_phone: String,
    note: String,
}

/// How a meeting invites; what was not settled is empty.
pub async fn invite(db: &Storage, office: &str, meeting: &str) -> Result<Invite, Failure> {
    let row: Option<InviteRow> = db
        .one(
            "select answer_until, capacity, map_link, contact_name, contact_phone, note from meeting_invite
             where office = $1 and meeting = $2",
            args![office, meeting],
        )
        .await?;
    Ok(row.map_or_else(Invite::default, |row| Invite {
        until: row.answer_until.as_deref().and_then(Date::parse),
        capacity: row.capacity.and_then(|capacity| u32::try_from(capacity).ok()),
        map_link: row.map_link,
        contact_name: row.contact_name,
        contact_phone: Phone::parse(&row.contact_phone).ok(),
        note: row.note,
    }))
}

/// Settles how a meeting invites.
pub async fn settle(tx: &mut Tx, office: &str, meeting: &str, invite: &Invite) -> Result<(), Failure> {
    tx.run(
        "insert into meeting_invite (office, meeting, answer_until, capacity, map_link, contact_name, contact_phone, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (office, meeting) do update set answer_until = excluded.answer_until, capacity = excluded.capacity,
           map_link = excluded.map_link, contact_name = excluded.contact_name, contact_phone = excluded.contact_phone, note = excluded.note",
        args![
            office,
            meeting,
            invite.until.map(|date| date.to_string()),
            invite.capacity,
            &invite.map_link,
            &invite.contact_name,
            invite.contact_phone.as_ref().map_or("", Phone::as_str),
            &invite.note
        ],
    )
    .await?;
    Ok(())
}

/// An invitation with its answer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invitation {
    /// The office's code.
    pub office: String,
    /// Its id.
    pub id: String,
    /// The meeting's id.
    pub meeting: String,
    /// The library's id.
    pub library: String,
    /// What stands in the link.
    pub token: String,
    withdrawn_at: Option<i64>,
    /// +1 at every answer; 0: none yet.
    pub answers: i64,
    answered_at: Option<i64>,
    coming: String,
    /// What food needs there are.
    pub food: String,
    learn: String,
    /// Anything else.
    pub note: String,
}

impl Invitation {
    /// Has it been withdrawn?
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn_at.is_some()
    }

    /// When it was answered last.
    pub fn answered(&self) -> Option<Moment> {
        self.answered_at.map(Moment)
    }

    /// Does somebody come? `None`: not answered yet.
    pub fn coming(&self) -> Option<bool> {
        match self.coming.as_str() {
            "ya" => Some(true),
            "tidak" => Some(false),
            _ => None,
        }
    }

    /// Codes of the subjects that the library wants to learn.
    pub fn learn(&self) -> Vec<String> {
        self.learn.split_whitespace().map(str::to_owned).collect()
    }
}

macro_rules! invitations {
    ($rest:literal) => {
        concat!(
            "select office, id, meeting, library, token, withdrawn_at, answers, answered_at, coming, food, learn, note
             from invitation ",
            $rest
        )
    };
}

/// The invitations of a meeting, the withdrawn ones too, in the order in which they were made.
pub async fn of_meeting(db: &Storage, office: &str, meeting: &str) -> Result<Vec<Invitation>, Failure> {
    db.all(invitations!("where office = $1 and meeting = $2 order by id"), args![office, meeting]).await
}

/// The invitation with that token, while it holds.
pub async fn by_token(db: &Storage, token: &str) -> Result<Option<Invitation>, Failure> {
    db.one(invitations!("where token = $1 and withdrawn_at is null"), args![token]).await
}

/// The invitations of a library that hold, newest first.
pub async fn of_library(db: &Storage, office: &str, library: &str) -> Result<Vec<Invitation>, Failure> {
    db.all(
        invitations!("where office = $1 and library = $2 and withdrawn_at is null order by id desc limit 20"),
        args![office, library],
    )
    .await
}

/// Invites a library, unless it holds an invitation to this meeting already. Answers whether it was invited now.
pub async fn add(
    tx: &mut Tx,
    office: &str,
    meeting: &str,
    library: &str,
    token: &str,
    account: &str,
) -> Result<bool, Failure> {
    let (id, now) = (tx.id(), tx.now());
    let rows = tx
        .run(
            "insert into invitation (office, id, meeting, library, token, made_by, made_at)
             select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as text), cast($6 as text), cast($7 as bigint)
             where not exists (select 1 from invitation i where i.office = $1 and i.meeting = $3 and i.library = $4 and i.withdrawn_at is null)",
            args![office, id, meeting, library, token, account, now],
        )
        .await?;
    Ok(rows == 1)
}

/// Withdraws an invitation: its link is dead from now on. Answers its library, `None` when it was dead already.
pub async fn withdraw(tx: &mut Tx, office: &str, meeting: &str, id: &str) -> Result<Option<String>, Failure> {
    let now = tx.now();
    let row: Option<(String,)> = tx
        .one(
            "update invitation set withdrawn_at = $4 where office = $1 and meeting = $2 and id = $3 and withdrawn_at is null
             returning library",
            args![office, meeting, id, now],
        )
        .await?;
    Ok(row.map(|(library,)| library))
}

/// Gives an invitation another link: the old one is dead, the answer stays. `false`: it was withdrawn.
pub async fn renew(tx: &mut Tx, office: &str, meeting: &str, id: &str, token: &str) -> Result<bool, Failure> {
    let rows = tx
        .run(
            "update invitation set token = $4 where office = $1 and meeting = $2 and id = $3 and withdrawn_at is null",
            args![office, meeting, id, token],
        )
        .await?;
    Ok(rows == 1)
}

/// Writes an answer, if the invitation holds and is still at that answer.
pub async fn answer(
    tx: &mut Tx,
    invitation: &Invitation,
    before: i64,
    answer: &crate::domain::invitation::Answer,
) -> Result<bool, Failure> {
    let now = tx.now();
    let rows = tx
        .run(
            "update invitation set answers = answers + 1, answered_at = $4, coming = $5, food = $6, learn = $7, note = $8
             where office = $1 and id = $2 and answers = $3 and withdrawn_at is null",
            args![
                &invitation.office,
                &invitation.id,
                before,
                now,
                if answer.coming { "ya" } else { "tidak" },
                &answer.food,
                answer.learn.join(" "),
                &answer.note
            ],
        )
        .await?;
    Ok(rows == 1)
}
