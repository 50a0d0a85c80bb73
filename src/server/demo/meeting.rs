//! The meeting of 28 and 29 September 2022, from the regency's own news page. Where the page is silent (clock times, items) the
//! agenda is ours, and marked "contoh".

use crate::api::{App, Error};

/// Makes the meeting in that office.
#[expect(clippy::unused_async, reason = "the agenda part fills this in")]
pub async fn load(_app: &App, _office: &str) -> Result<(), Error> {
    Ok(())
}
