//! People at a meeting and the days on which they come.

use crate::args;
use crate::domain::moment::Moment;
use crate::domain::participant::{Asked, Person, Sex};
use crate::domain::phone::Phone;
use crate::storage::{Failure, Storage, Tx};
use std::collections::HashMap;

/// Somebody at a meeting.
#[derive(Clone, Debug)]
pub struct Participant {
    /// Its id.
    pub id: String,
    /// The library's id; none: of no library.
    pub library: Option<String>,
    /// The library's name; empty: of no library.
    pub library_name: String,
    /// The invitation's id, when they came by one.
    pub invitation: Option<String>,
    /// What is written of them.
    pub person: Person,
    /// What stands in the QR.
    pub code: String,
    /// undangan, kantor or di-tempat.
    pub source: String,
    /// Taken off the list.
    pub removed: bool,
    /// The days, each with the moment it was asked for.
    pub days: Vec<(String, Moment)>,
}

impl Participant {
    /// What stands under "Instansi/Desa".
    pub fn institution_words(&self) -> String {
        match (self.library_name.as_str(), self.person.institution.as_str()) {
            ("", institution) => institution.to_owned(),
            (library, "") => library.to_owned(),
            (library, institution) => format!("{library} ({institution})"),
        }
    }

    /// Comes on that day?
    pub fn comes_on(&self, day: &str) -> bool {
        self.days.iter().any(|(known, _)| known == day)
    }
}

/// The seats that these people ask for; those of people taken off the list are free.
pub fn asked(people: &[Participant]) -> Vec<Asked> {
    let here = people.iter().filter(|one| !one.removed);
    here.flat_map(|one| {
        one.days.iter().map(|(day, at)| Asked { day: day.clone(), at: *at, participant: one.id.clone() })
    })
    .collect()
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    library: Option<String>,
    library_name: String,
    invitation: Option<String>,
    name: String,
    sex: String,
    position: String,
    institution: String,
    phone: String,
    code: String,
    source: String,
    removed: bool,
}

impl Row {
    fn read(self, days: Vec<(String, Moment)>) -> Participant {
        Participant {
            id: self.id,
            library: self.library,
            library_name: self.library_name,
            invitation: self.invitation,
            person: Person {
                name: self.name,
                sex: Sex::of(&self.sex),
                position: self.position,
                institution: self.institution,
                phone: Phone::parse(&self.phone).ok(),
            },
            code: self.code,
            source: self.source,
            removed: self.removed,
            days,
        }
    }
}

macro_rules! participants {
    ($rest:literal) => {
        concat!(
            "select p.id, p.library, coalesce(l.name, '') as library_name, p.invitation, p.name, p.sex,
                    p.position, p.institution, p.phone, p.code, p.source, p.removed_at is not null as removed
             from participant p left join library l on l.office = p.office and l.id = p.library ",
            $rest
        )
    };
}

const DAYS: &str = "select d.participant, d.day, d.asked_at from participant_day d join participant p on p.office = d.office and p.id = d.participant
     where p.office = $1 and p.meeting = $2 order by d.asked_at, d.day";

fn joined(rows: Vec<Row>, days: Vec<(String, String, i64)>) -> Vec<Participant> {
    let mut of: HashMap<String, Vec<(String, Moment)>> = HashMap::new();
    for (participant, day, at) in days {
        of.entry(participant).or_default().push((day, Moment(at)));
    }
    rows.into_iter()
        .map(|row| {
            let days = of.remove(&row.id).unwrap_or_default();
            row.read(days)
        })
        .collect()
}

/// Everybody of a meeting, those taken off the list too, by library and name.
pub async fn of_meeting(db: &Storage, office: &str, meeting: &str) -> Result<Vec<Participant>, Failure> {
    let rows: Vec<Row> = db
        .all(
            participants!("where p.office = $1 and p.meeting = $2 order by l.name is null, l.name, p.name, p.id"),
            args![office, meeting],
        )
        .await?;
    Ok(joined(rows, db.all(DAYS, args![office, meeting]).await?))
}

/// The ids of the people of an invitation that are on the list, as this transaction sees them.
pub async fn ids_of_invitation(tx: &mut Tx, office: &str, invitation: &str) -> Result<Vec<String>, Failure> {
    let rows: Vec<(String,)> = tx
        .all(
            "select id from participant where office = $1 and invitation = $2 and removed_at is null",
            args![office, invitation],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// One of a meeting, whether on the list or not.
pub async fn by_id(db: &Storage, office: &str, meeting: &str, id: &str) -> Result<Option<Participant>, Failure> {
    let rows: Vec<Row> = db
        .all(participants!("where p.office = $1 and p.meeting = $2 and p.id = $3"), args![office, meeting, id])
        .await?;
    let days = db
        .all(
            "select participant, day, asked_at from participant_day where office = $1 and participant = $2",
            args![office, id],
        )
        .await?;
    Ok(joined(rows, days).pop())
}

/// Whose a QR's code is, at this meeting: the id and whether they are on the list.
pub async fn by_code(tx: &mut Tx, office: &str, meeting: &str, code: &str) -> Result<Option<(String, bool)>, Failure> {
    tx.one(
        "select id, removed_at is null from participant where office = $1 and meeting = $2 and code = $3",
        args![office, meeting, code],
    )
    .await
}

/// Is that somebody of this meeting? The id and whether they are on the list.
pub async fn known(tx: &mut Tx, office: &str, meeting: &str, id: &str) -> Result<Option<(String, bool)>, Failure> {
    tx.one(
        "select id, removed_at is null from participant where office = $1 and meeting = $2 and id = $3",
        args![office, meeting, id],
    )
    .await
}

/// Does that participant come on that day?
pub async fn comes_on(tx: &mut Tx, office: &str, id: &str, day: &str) -> Result<bool, Failure> {
    let row: Option<(String,)> = tx
        .one(
            "select day from participant_day where office = $1 and participant = $2 and day = $3",
            args![office, id, day],
        )
        .await?;
    Ok(row.is_some())
}

/// Somebody to be entered.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// The meeting's id.
    pub meeting: &'a str,
    /// The library's id; none: of no library.
    pub library: Option<&'a str>,
    /// The invitation's id.
    pub invitation: Option<&'a str>,
    /// undangan, kantor or di-tempat.
    pub source: &'a str,
    /// What stands in the QR.
    pub code: &'a str,
    /// Whose account; empty: by the invitation's link.
    pub account: &'a str,
}

/// Enters somebody; answers the id.
pub async fn add(
    tx: &mut Tx,
    office: &str,
    new: &New<'_>,
    person: &Person,
    days: &[String],
) -> Result<String, Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into participant (office, id, meeting, library, invitation, name, sex, position, institution, phone, code, source, added_by, added_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            office,
            &id,
            new.meeting,
            new.library,
            new.invitation,
            &person.name,
            person.sex.map_or("", Sex::code),
            &person.position,
            &person.institution,
            person.phone.as_ref().map_or("", Phone::as_str),
            new.code,
            new.source,
            new.account,
            now
        ],
    )
    .await?;
    set_days(tx, office, &id, days).await?;
    Ok(id)
}

/// Writes what is known of somebody anew. A phone that was not given is kept.
pub async fn change(tx: &mut Tx, office: &str, id: &str, person: &Person) -> Result<(), Failure> {
    tx.run(
        "update participant set name = $3, sex = $4, position = $5, institution = $6,
           phone = case when cast($7 as text) = '' then phone else $7 end where office = $1 and id = $2",
        args![
            office,
            id,
            &person.name,
            person.sex.map_or("", Sex::code),
            &person.position,
            &person.institution,
            person.phone.as_ref().map_or("", Phone::as_str)
        ],
    )
    .await?;
    Ok(())
}

/// Writes the library of somebody.
pub async fn set_library(tx: &mut Tx, office: &str, id: &str, library: Option<&str>) -> Result<(), Failure> {
    tx.run("update participant set library = $3 where office = $1 and id = $2", args![office, id, library]).await?;
    Ok(())
}

/// Puts these days in place of those before. A day that stays keeps its place in the queue of seats; one given up is given up.
pub async fn set_days(tx: &mut Tx, office: &str, id: &str, days: &[String]) -> Result<(), Failure> {
    let now = tx.now();
    let before: Vec<(String,)> =
        tx.all("select day from participant_day where office = $1 and participant = $2", args![office, id]).await?;
    for (day,) in &before {
        if !days.contains(day) {
            tx.run(
                "delete from participant_day where office = $1 and participant = $2 and day = $3",
                args![office, id, day],
            )
            .await?;
        }
    }
    for day in days {
        tx.run(
            "insert into participant_day (office, participant, day, asked_at) values ($1, $2, $3, $4)
             on conflict (office, participant, day) do nothing",
            args![office, id, day, now],
        )
        .await?;
    }
    Ok(())
}

/// Takes somebody off the list, or puts them back on it. What the doors saw of them stays.
pub async fn remove(tx: &mut Tx, office: &str, meeting: &str, id: &str, away: bool) -> Result<bool, Failure> {
    let now = tx.now();
    let rows = tx
        .run(
            "update participant set removed_at = $4 where office = $1 and meeting = $2 and id = $3",
            args![office, meeting, id, away.then_some(now)],
        )
        .await?;
    Ok(rows == 1)
}

/// Takes everybody of an invitation off the list: it was withdrawn.
pub async fn remove_of_invitation(tx: &mut Tx, office: &str, invitation: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "update participant set removed_at = $3 where office = $1 and invitation = $2 and removed_at is null",
        args![office, invitation, now],
    )
    .await?;
    Ok(())
}
