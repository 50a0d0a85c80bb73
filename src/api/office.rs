//! What an administrator reads about the office.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::moment::Zone;
use crate::storage::offices::{self, AuditLine};

/// Lines of the audit log on one page.
pub const AUDIT_LINES: i64 = 100;

/// The audit log of the administrator's office before a line (or from the newest), newest first, and the office's zone.
pub async fn audit(app: &App, asker: &Asker, before: Option<&str>) -> Result<(Vec<AuditLine>, Zone), Error> {
    let office = &asker.administrator()?.office;
    let zone = offices::calendar(&app.storage, office).await?.zone();
    Ok((offices::audit(&app.storage, office, before, AUDIT_LINES).await?, zone))
}
