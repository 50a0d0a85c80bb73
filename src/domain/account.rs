//! Who asks, and what each role may do.

use crate::domain::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// What an account is trusted with, within its own office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Reports for one library (by the library's id); a person may hold two.
    Librarian {
        /// The library's id.
        library: String,
    },
    /// Watches the reports, reviews them, builds the meeting, makes accounts.
    Planner,
    /// A planner who also keeps the installation.
    Administrator,
}

/// A signed-in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The account's id.
    pub account: String,
    /// The office's code.
    pub office: String,
    /// The person's name, for the page's head.
    pub name: String,
    /// Every role held.
    pub roles: Vec<Role>,
}

impl SignedIn {
    /// Planner or administrator.
    pub fn is_planner(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Planner | Role::Administrator))
    }

    /// Administrator.
    pub fn is_administrator(&self) -> bool {
        self.roles.contains(&Role::Administrator)
    }

    /// The ids of the libraries that this person reports for.
    pub fn libraries(&self) -> impl Iterator<Item = &str> {
        self.roles.iter().filter_map(|role| match role {
            Role::Librarian { library } => Some(library.as_str()),
            Role::Planner | Role::Administrator => None,
        })
    }

    /// Reports for at least one library.
    pub fn is_librarian(&self) -> bool {
        self.libraries().next().is_some()
    }
}

/// Who makes a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Asker {
    /// Nobody known.
    #[default]
    Public,
    /// A person with a live session.
    SignedIn(SignedIn),
}

impl Asker {
    /// The signed-in person, or a refusal that leads to the sign-in page.
    pub fn signed_in(&self) -> Result<&SignedIn, Refusal> {
        match self {
            Self::SignedIn(person) => Ok(person),
            Self::Public => Err(Refusal::SignIn),
        }
    }

    /// The person as a planner (or administrator) of their own office.
    pub fn planner(&self) -> Result<&SignedIn, Refusal> {
        let person = self.signed_in()?;
        if person.is_planner() { Ok(person) } else { Err(Refusal::Forbidden) }
    }

    /// The person as an administrator of their own office.
    pub fn administrator(&self) -> Result<&SignedIn, Refusal> {
        let person = self.signed_in()?;
        if person.is_administrator() { Ok(person) } else { Err(Refusal::Forbidden) }
    }

    /// The person as a planner of that office; another office's things are not found.
    pub fn planner_of(&self, office: &str) -> Result<&SignedIn, Refusal> {
        let person = self.planner()?;
        if person.office == office { Ok(person) } else { Err(Refusal::NotFound) }
    }

    /// The person as a librarian of that library (by id); another library's things are not found.
    pub fn librarian_of(&self, library: &str) -> Result<&SignedIn, Refusal> {
        let person = self.signed_in()?;
        if person.libraries().any(|own| own == library) { Ok(person) } else { Err(Refusal::NotFound) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(roles: Vec<Role>) -> Asker {
        Asker::SignedIn(SignedIn { account: "a".into(), office: "62.01".into(), name: "Ibu Sari".into(), roles })
    }

    #[test]
    fn roles_open_only_their_own_doors() {
        let librarian = person(vec![Role::Librarian { library: "l1".into() }]);
        assert!(librarian.librarian_of("l1").is_ok());
        assert_eq!(librarian.librarian_of("l2"), Err(Refusal::NotFound));
        assert_eq!(librarian.planner(), Err(Refusal::Forbidden));
        let planner = person(vec![Role::Planner]);
        assert!(planner.planner_of("62.01").is_ok());
        assert_eq!(planner.planner_of("62.02"), Err(Refusal::NotFound));
        assert_eq!(planner.administrator(), Err(Refusal::Forbidden));
        assert!(person(vec![Role::Administrator]).planner().is_ok());
        assert_eq!(Asker::Public.planner(), Err(Refusal::SignIn));
    }
}
