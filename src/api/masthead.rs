//! What the frame of a page says about the installation.

use crate::api::App;
use crate::domain::account::Asker;
use crate::domain::moment::Zone;
use crate::storage::{self, Failure};

/// Whose service this is, and whether its data is an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masthead {
    /// The demo is loaded: every page says "data contoh".
    pub demo: bool,
    /// The regency under the service's name; `None` where several offices share the installation and nobody is signed in.
    pub regency: Option<String>,
    /// The office that answers for the service, for the foot of the page.
    pub office: Option<String>,
}

/// Reads the masthead for who asks. A page is not refused for it: when the database is silent, the frame is silent too.
pub async fn masthead(app: &App, asker: &Asker) -> Masthead {
    read(app, asker).await.unwrap_or_else(|failure| {
        tracing::warn!(%failure, "no masthead");
        Masthead::default()
    })
}

async fn read(app: &App, asker: &Asker) -> Result<Masthead, Failure> {
    let office = match asker {
        Asker::SignedIn(person) => Some(person.office.as_str()),
        Asker::Public => None,
    };
    let today = app.world.now().date(Zone::default()).to_string();
    let demo = storage::masthead::is_demo(&app.storage).await?;
    let mut offices = storage::masthead::offices(&app.storage, office, &today).await?;
    let one = if offices.len() == 1 { offices.pop() } else { None };
    Ok(Masthead {
        demo,
        office: one.as_ref().map(|row| format!("{} {}", row.name, row.regency).trim().to_owned()),
        regency: one.map(|row| row.regency),
    })
}
