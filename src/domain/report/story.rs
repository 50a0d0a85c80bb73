//! Impact stories (cerita dampak): who changed, how, how one knows; and who agreed that it is told.

use crate::domain::moment::Date;

/// Whether a person agreed that their story is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryConsent {
    /// Nothing agreed: for the office only.
    None,
    /// With the name.
    Named,
    /// Without the name.
    Anonymous,
}

impl StoryConsent {
    /// As stored in `story.consent`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Named => "named",
            Self::Anonymous => "anonymous",
        }
    }

    /// Reads the code; anything unknown is no consent.
    pub fn of(code: &str) -> Self {
        match code {
            "named" => Self::Named,
            "anonymous" => Self::Anonymous,
            _ => Self::None,
        }
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::None => "belum ada izin: hanya untuk dinas",
            Self::Named => "boleh dengan nama",
            Self::Anonymous => "boleh tanpa nama",
        }
    }
}

/// An impact story (cerita dampak). It is in no report without a guardian's consent when it is about a child (UU 27/2022, Pasal 25).
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, each stored in a column of its own")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Its row, when it was sent before; empty for a new one.
    pub id: String,
    /// Who changed, without the name: "seorang penjual kue".
    pub about: String,
    /// How.
    pub text: String,
    /// How one knows: what was seen, made, sold, said.
    pub evidence: String,
    /// The name; empty: not given.
    pub person: String,
    /// What the person agreed to; about a child: what the guardian agreed to.
    pub consent: StoryConsent,
    /// It is about somebody under 18.
    pub child: bool,
    /// The guardian of the child has agreed.
    pub guardian: bool,
    /// Does the library wish it to be public?
    pub public: bool,
    /// It was withdrawn: what stands in `text` says when.
    pub is_erased: bool,
}

/// What stands in the place of a story or photo that was withdrawn.
pub fn erased_words(on: Date) -> String {
    format!("Dihapus atas permintaan, {}.", on.plain())
}

/// May a story be public, once its report is approved? `erased`: it was withdrawn.
#[expect(clippy::fn_params_excessive_bools, reason = "the same independent facts, as they come from a row")]
pub const fn may_be_public(wish: bool, consent: StoryConsent, child: bool, guardian: bool, erased: bool) -> bool {
    wish && !erased && !matches!(consent, StoryConsent::None) && (!child || guardian)
}

impl Story {
    /// May it be public, once its report is approved?
    pub const fn may_be_public(&self) -> bool {
        may_be_public(self.public, self.consent, self.child, self.guardian, self.is_erased)
    }
}

/// The name that the public may read. A child's name is never public, whoever agreed.
pub fn public_name(person: &str, consent: StoryConsent, child: bool) -> Option<&str> {
    (matches!(consent, StoryConsent::Named) && !child && !person.is_empty()).then_some(person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_public_without_consent(wish: bool, child: bool, guardian: bool, erased: bool, code in "(named|anonymous|lain)?") {
            let consent = StoryConsent::of(&code);
            if may_be_public(wish, consent, child, guardian, erased) {
                prop_assert!(wish && !erased && consent != StoryConsent::None);
                prop_assert!(!child || guardian);
            }
            prop_assert!(!child || public_name("Ani", consent, child).is_none());
            prop_assert_eq!(public_name("Ani", consent, false).is_some(), consent == StoryConsent::Named);
        }
    }
}
