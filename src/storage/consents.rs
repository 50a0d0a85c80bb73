//! Consents as records: what was agreed to for a photo or a story when it was sent, each change of it, and its withdrawal. Rows are only
//! added (triggers hold that). They say what and when, never who is shown: the signed letter lies with the library.

use super::{Failure, Tx};
use crate::args;

/// Adds a record for each photo and story of a sent revision whose terms are others than those recorded last.
pub async fn of_revision(tx: &mut Tx, office: &str, report: &str, revision: i64, account: &str) -> Result<(), Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into consent (office, id, kind, object, terms, account, at)
         select cast($1 as text), cast($2 as text) || ':' || x.object, x.kind, x.object, x.terms, cast($3 as text), cast($4 as bigint) from (
             select 'photo' as kind, p.id as object,
                    case when p.public_wish and p.children <> '' then 'public ' || p.children else '' end as terms
             from report_photo r join photo p on p.office = r.office and p.id = r.photo
             where r.office = $1 and r.report = $5 and r.revision = $6 and p.state <> 'erased'
             union
             select 'story', s.id,
                    case when s.consent = '' or (s.child and not s.guardian) then ''
                         else s.consent || (case when s.child then ' guardian' else '' end) || (case when s.public_wish then ' public' else '' end)
                    end
             from report_story r join story s on s.office = r.office and s.id = r.story
             where r.office = $1 and r.report = $5 and r.revision = $6 and s.erased_on is null
         ) x where x.terms <> coalesce((
             select c.terms from consent c where c.office = $1 and c.kind = x.kind and c.object = x.object order by c.at desc, c.id desc limit 1
         ), '')",
        args![office, id, account, now, report, revision],
    )
    .await?;
    Ok(())
}

/// The same for the pictures of a meeting.
pub async fn of_meeting(tx: &mut Tx, office: &str, meeting: &str, account: &str) -> Result<(), Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into consent (office, id, kind, object, terms, account, at)
         select cast($1 as text), cast($2 as text) || ':' || x.object, 'meeting_photo', x.object, x.terms, cast($3 as text), cast($4 as bigint) from (
             select p.id as object, case when p.public_wish and p.children <> '' then 'public ' || p.children else '' end as terms
             from meeting_photo p where p.office = $1 and p.meeting = $5
         ) x where x.terms <> coalesce((
             select c.terms from consent c where c.office = $1 and c.kind = 'meeting_photo' and c.object = x.object
             order by c.at desc, c.id desc limit 1
         ), '')",
        args![office, id, account, now, meeting],
    )
    .await?;
    Ok(())
}

/// Records that a consent was withdrawn, where one was recorded.
pub async fn withdrawn(tx: &mut Tx, office: &str, kind: &str, object: &str, account: &str) -> Result<(), Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into consent (office, id, kind, object, terms, account, at)
         select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), '', cast($5 as text), cast($6 as bigint)
         where '' <> coalesce((
             select c.terms from consent c where c.office = $1 and c.kind = $3 and c.object = $4 order by c.at desc, c.id desc limit 1
         ), '')",
        args![office, id, kind, object, account, now],
    )
    .await?;
    Ok(())
}
