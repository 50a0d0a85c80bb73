//! What stands beside a month's form: the partners of earlier activities.

use crate::args;
use crate::storage::{Failure, Storage};

/// Partners of the library's activities, as they were written, the most frequent first; at most 40.
pub async fn partners(db: &Storage, office: &str, library: &str) -> Result<Vec<String>, Failure> {
    let rows: Vec<(String, i64)> = db
        .all(
            "select a.partner, cast(count(*) as bigint) as times from report r
             join activity a on a.office = r.office and a.report = r.id and a.revision = r.revision
             where r.office = $1 and r.library = $2 and a.partner <> ''
             group by a.partner order by times desc, a.partner limit 40",
            args![office, library],
        )
        .await?;
    Ok(rows.into_iter().map(|(partner, _)| partner).collect())
}
