//! Who may see a photo.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::refusal::Refusal;
use crate::storage;

/// May this asker see the stored file? `true`: everybody may, so it may be cached; `false`: only the office and the library's own
/// people. To all others it is not found, and the two are not told apart.
pub async fn may_see(app: &App, asker: &Asker, sha256: &str) -> Result<bool, Error> {
    let owners = storage::photos::owners(&app.storage, sha256).await?;
    if owners.iter().any(|owner| owner.public) {
        return Ok(true);
    }
    let own = owners
        .iter()
        .any(|owner| asker.planner_of(&owner.office).is_ok() || asker.librarian_of(&owner.library).is_ok());
    // A signed paper's picture is its office's alone.
    let signed = storage::papers::scans_of(&app.storage, sha256).await?;
    let own = own || signed.iter().any(|office| asker.planner_of(office).is_ok());
    if own { Ok(false) } else { Err(Refusal::NotFound.into()) }
}
