//! What an office has settled for its agendas.

use super::{Failure, Storage, Tx};
use crate::args;
use crate::domain::agenda::Rules;

fn read(row: Option<(String,)>) -> Result<Rules, Failure> {
    row.map_or_else(
        || Ok(Rules::default()),
        |(definition,)| {
            serde_json::from_str(&definition).map_err(|error| Failure::inconsistent("agenda_rules", error.to_string()))
        },
    )
}

const PLANNERS: &str =
    "select distinct a.name from account a join account_role r on r.account = a.id and r.office = a.office
     where a.office = $1 and r.role = 'planner' and a.disabled_at is null order by a.name limit 20";
// Where libraries were invited, those that are, and have not declined.
const LIBRARIES: &str = "select l.id, l.name from library l where l.office = $1 and l.stage <> 'nonaktif'
       and (not exists (select 1 from invitation i where i.office = $1 and i.meeting = $2 and i.withdrawn_at is null)
         or exists (select 1 from invitation i where i.office = $1 and i.meeting = $2 and i.library = l.id
                    and i.withdrawn_at is null and i.coming <> 'tidak'))
     order by l.name, l.id";

/// The office's rules, with the libraries that take part in a meeting (empty: in any) and the planners' names.
pub async fn of(db: &Storage, office: &str, meeting: &str) -> Result<Rules, Failure> {
    let row = db.one("select definition from agenda_rules where office = $1", args![office]).await?;
    let people: Vec<(String,)> = db.all(PLANNERS, args![office]).await?;
    let libraries = db.all(LIBRARIES, args![office, meeting]).await?;
    Ok(Rules { libraries, people: people.into_iter().map(|(name,)| name).collect(), ..read(row)? })
}

/// The same, as a transaction sees it.
pub async fn of_in(tx: &mut Tx, office: &str, meeting: &str) -> Result<Rules, Failure> {
    let row = tx.one("select definition from agenda_rules where office = $1", args![office]).await?;
    let people: Vec<(String,)> = tx.all(PLANNERS, args![office]).await?;
    let libraries = tx.all(LIBRARIES, args![office, meeting]).await?;
    Ok(Rules { libraries, people: people.into_iter().map(|(name,)| name).collect(), ..read(row)? })
}

/// Settles the office's rules; libraries and people are not a part of them.
pub async fn put(tx: &mut Tx, office: &str, rules: &Rules) -> Result<(), Failure> {
    let settled = Rules { libraries: Vec::new(), people: Vec::new(), ..rules.clone() };
    let json =
        serde_json::to_string(&settled).map_err(|error| Failure::inconsistent("agenda_rules", error.to_string()))?;
    let now = tx.now();
    tx.run(
        "insert into agenda_rules (office, definition, at) values ($1, $2, $3)
         on conflict (office) do update set definition = excluded.definition, at = excluded.at",
        args![office, json, now],
    )
    .await?;
    Ok(())
}
