//! What libraries asked for at a meeting, and the proposals that a planner threw away.

use crate::args;
use crate::storage::{Failure, Storage, Tx};

/// Every wish of a meeting: the library's id and the code of the subject that it asked to share.
pub async fn all(db: &Storage, office: &str, meeting: &str) -> Result<Vec<(String, String)>, Failure> {
    db.all(
        "select library, subject from meeting_wish where office = $1 and meeting = $2 order by library, subject",
        args![office, meeting],
    )
    .await
}

/// Puts these wishes in place of all that a library had.
pub async fn put(
    tx: &mut Tx,
    office: &str,
    meeting: &str,
    library: &str,
    subjects: &[String],
    account: &str,
) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "delete from meeting_wish where office = $1 and meeting = $2 and library = $3",
        args![office, meeting, library],
    )
    .await?;
    for subject in subjects {
        tx.run(
            "insert into meeting_wish (office, meeting, library, subject, by_account, at) values ($1, $2, $3, $4, $5, $6)
             on conflict (office, meeting, library, subject) do nothing",
            args![office, meeting, library, subject, account, now],
        )
        .await?;
    }
    Ok(())
}

/// The ids of the proposals that were thrown away.
pub async fn refused(db: &Storage, office: &str, meeting: &str) -> Result<Vec<String>, Failure> {
    let rows: Vec<(String,)> = db
        .all(
            "select proposal from proposal_refused where office = $1 and meeting = $2 order by proposal",
            args![office, meeting],
        )
        .await?;
    Ok(rows.into_iter().map(|(proposal,)| proposal).collect())
}

/// Throws a proposal away.
pub async fn refuse(tx: &mut Tx, office: &str, meeting: &str, proposal: &str, account: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into proposal_refused (office, meeting, proposal, by_account, at) values ($1, $2, $3, $4, $5)
         on conflict (office, meeting, proposal) do nothing",
        args![office, meeting, proposal, account, now],
    )
    .await?;
    Ok(())
}

/// Takes it back among the proposals.
pub async fn restore(tx: &mut Tx, office: &str, meeting: &str, proposal: &str) -> Result<(), Failure> {
    tx.run(
        "delete from proposal_refused where office = $1 and meeting = $2 and proposal = $3",
        args![office, meeting, proposal],
    )
    .await?;
    Ok(())
}
