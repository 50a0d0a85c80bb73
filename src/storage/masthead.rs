//! What the head and foot of every page say: whether this is the demo, and whose service it is.

use super::{Failure, Storage};

/// An office as a page names it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OfficeRow {
    /// "Kabupaten Kotawaringin Barat".
    pub regency: String,
    /// The office's name on that day; empty when none is on record.
    pub name: String,
}

/// The offices that a page could name: that of `office`, or, when nobody is signed in, the first
/// two that have libraries. `today` is an ISO date.
pub async fn offices(db: &Storage, office: Option<&str>, today: &str) -> Result<Vec<OfficeRow>, Failure> {
    db.all(
        "select o.regency, coalesce((select n.name from office_name n where n.office = o.code and n.valid_from <= $2
                 order by n.valid_from desc limit 1), '') as name
         from office o where o.code = $1 or (cast($1 as text) is null and exists (select 1 from library l where l.office = o.code))
         order by o.code limit 2",
        crate::args![office, today],
    )
    .await
}

/// Was the demo loaded here?
pub async fn is_demo(db: &Storage) -> Result<bool, Failure> {
    let row = db.one::<(String,)>("select value from installation where name = 'demo'", crate::args![]).await?;
    Ok(row.is_some())
}
