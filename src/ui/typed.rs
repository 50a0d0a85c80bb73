//! What a person typed into a form that was refused, and what is wrong with it.

use crate::domain::refusal::Finding;

/// The posted pairs and the findings; empty on an ordinary GET.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Names and values in the order of the form.
    pub pairs: Vec<(String, String)>,
    /// What is wrong, in the order of the form.
    pub findings: Vec<Finding>,
    /// A calm sentence above the page: these pairs were typed before the session ended.
    pub kept: Option<&'static str>,
}

impl Typed {
    /// Was a form posted at all?
    pub fn is_posted(&self) -> bool {
        !self.pairs.is_empty()
    }

    /// The first value typed under that name.
    pub fn value(&self, name: &str) -> Option<String> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// Every value under that name (checkboxes, repeated blocks).
    pub fn values(&self, name: &str) -> Vec<String> {
        self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// What was typed, or what is stored when nothing was posted.
    pub fn or(&self, name: &str, stored: impl Into<String>) -> String {
        if self.is_posted() { self.value(name).unwrap_or_default() } else { stored.into() }
    }

    /// Is that value ticked or chosen under that name? Without a post, what is stored decides.
    pub fn chosen(&self, name: &str, value: &str, stored: bool) -> bool {
        if self.is_posted() { self.pairs.iter().any(|(key, typed)| key == name && typed == value) } else { stored }
    }

    /// The sentence about that field.
    pub fn finding(&self, name: &str) -> Option<String> {
        self.findings.iter().find(|finding| finding.field == name).map(|finding| finding.words.clone())
    }
}
