//! Who asks, and what each role may do.

use crate::domain::moment::Moment;
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

impl Role {
    /// The stored word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Librarian { .. } => "librarian",
            Self::Planner => "planner",
            Self::Administrator => "administrator",
        }
    }

    /// The role that a stored row means; `None` for a word that this program does not know.
    pub fn from_row(code: &str, library: &str) -> Option<Self> {
        match code {
            "librarian" if !library.is_empty() => Some(Self::Librarian { library: library.to_owned() }),
            "planner" => Some(Self::Planner),
            "administrator" => Some(Self::Administrator),
            _ => None,
        }
    }

    /// What people call it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Librarian { .. } => "Pengelola",
            Self::Planner => "Pembina",
            Self::Administrator => "Administrator",
        }
    }

    /// Works in the office rather than in a library: such sessions are short.
    pub const fn is_staff(&self) -> bool {
        matches!(self, Self::Planner | Self::Administrator)
    }
}

/// The longest name of a person, in characters.
pub const NAME_LENGTH: usize = 80;

/// A person's name as it is stored: blanks tidied, nothing else. The error is a sentence.
pub fn person_name(typed: &str) -> Result<String, &'static str> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if !name.chars().any(char::is_alphabetic) {
        return Err("Isi nama orangnya, seperti ia biasa dipanggil.");
    }
    if name.chars().count() > NAME_LENGTH {
        return Err("Nama paling panjang 80 huruf.");
    }
    if name.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
        return Err("Nama ini memuat tanda yang tidak terlihat. Ketik ulang namanya.");
    }
    Ok(name)
}

/// Seconds of silence after which a librarian's session ends: they come once a month, from their own phone.
pub const LIBRARIAN_IDLE: i64 = 180 * 86_400;

/// Seconds of silence after which a planner's or administrator's session ends.
pub const STAFF_IDLE: i64 = 12 * 3_600;

/// Seconds after which a planner's or administrator's session ends, however busy.
pub const STAFF_LONGEST: i64 = 7 * 86_400;

/// The moment from which a session is over, if nothing more is heard of it.
pub fn session_end(staff: bool, created: Moment, seen: Moment) -> Moment {
    if staff { Moment((seen.0 + STAFF_IDLE).min(created.0 + STAFF_LONGEST)) } else { Moment(seen.0 + LIBRARIAN_IDLE) }
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

    /// Whether this person may change an account with these roles and give out its codes: a planner looks after
    /// librarians, an administrator after everybody of the office. A planner who could make a code for an administrator
    /// would be one.
    pub fn may_manage(&self, roles: &[Role]) -> bool {
        self.is_administrator() || (self.is_planner() && !roles.iter().any(Role::is_staff))
    }

    /// The page to begin with.
    pub fn home(&self) -> &'static str {
        if self.is_planner() { "/kantor" } else { "/lapor" }
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

    #[test]
    fn a_planner_cannot_become_an_administrator_by_giving_out_codes() {
        let librarian = [Role::Librarian { library: "l1".into() }];
        let planner = person(vec![Role::Planner]);
        let planner = planner.signed_in().unwrap();
        assert!(planner.may_manage(&librarian));
        assert!(planner.may_manage(&[]));
        assert!(!planner.may_manage(&[Role::Planner]));
        assert!(!planner.may_manage(&[librarian[0].clone(), Role::Administrator]));
        let administrator = person(vec![Role::Administrator]);
        assert!(administrator.signed_in().unwrap().may_manage(&[Role::Administrator]));
        let pic = person(librarian.to_vec());
        assert!(!pic.signed_in().unwrap().may_manage(&librarian));
    }

    #[test]
    fn sessions_end_in_silence_and_staff_sessions_after_a_week() {
        let start = Moment(1_000_000);
        assert_eq!(session_end(false, start, Moment(start.0 + 50)), Moment(start.0 + 50 + LIBRARIAN_IDLE));
        assert_eq!(session_end(true, start, Moment(start.0 + 50)), Moment(start.0 + 50 + 12 * 3600));
        assert_eq!(session_end(true, start, Moment(start.0 + 6 * 86_400 + 20 * 3600)), Moment(start.0 + 7 * 86_400));
    }

    #[test]
    fn names_are_tidied_and_nothing_else() {
        assert_eq!(person_name("  Siti   Aminah,\tS.Pd. ").as_deref(), Ok("Siti Aminah, S.Pd."));
        for typed in ["", "  ", "12", "a\u{202e}b", &"a".repeat(81)] {
            assert!(person_name(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn stored_roles_read_back() {
        for role in [Role::Librarian { library: "l1".into() }, Role::Planner, Role::Administrator] {
            let library = if let Role::Librarian { library } = &role { library.as_str() } else { "" };
            assert_eq!(Role::from_row(role.code(), library), Some(role.clone()));
        }
        assert_eq!(Role::from_row("librarian", ""), None);
        assert_eq!(Role::from_row("king", ""), None);
    }
}
