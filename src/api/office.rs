//! What an administrator reads about the office.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::moment::Zone;
use crate::storage::audit::{self, End, Filter, Told};
use crate::storage::offices;

/// Lines of the audit log on one page.
pub const AUDIT_LINES: i64 = 25;

/// A page of the audit log.
pub struct AuditPage {
    /// Newest first.
    pub lines: Vec<Told>,
    /// Who can be asked for, as (account, name).
    pub people: Vec<(String, String)>,
    /// Where the chain ends now.
    pub end: End,
    /// The office's zone.
    pub zone: Zone,
}

/// The audit log of the administrator's own office.
pub async fn audit(app: &App, asker: &Asker, filter: &Filter) -> Result<AuditPage, Error> {
    let office = &asker.administrator()?.office;
    let end = audit::ends(&app.storage).await?.into_iter().find(|end| end.office == *office).unwrap_or_default();
    Ok(AuditPage {
        lines: audit::told(&app.storage, office, filter, AUDIT_LINES).await?,
        people: audit::people(&app.storage, office).await?,
        end,
        zone: offices::calendar(&app.storage, office).await?.zone(),
    })
}
