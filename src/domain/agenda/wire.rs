//! What the builder in the browser and the server say to each other.

use super::Edit;
use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};

/// One call of the builder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The meeting's id.
    pub meeting: String,
    /// The number of the newest edit that the browser knows.
    pub based: i64,
    /// One id per intent: a call repeated after a lost answer is not carried out twice.
    pub op: String,
    /// What for.
    pub want: Want,
    /// How often the database had been restored when the page was made, as `storage::installation::restore_epoch` counts. `None`: a
    /// page of a version that did not know; it is spelled as that one spelled it, so that its repeated call is still known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<i64>,
}

/// What the builder wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// What others did since.
    Look,
    /// These edits, in order.
    Edits(Vec<Edit>),
    /// My last edit back.
    Undo,
    /// And again.
    Redo,
    /// I am here, at this item; empty: on the page.
    Here(String),
}

/// The server's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The number of the newest edit.
    pub head: i64,
    /// Every edit since the number the browser knew, its own among them: the JSON of a list of [`Entry`](super::history::Entry). Text within text, because
    /// the page's own data come as text too: the browser then carries one reader of edits, not two (5 kB).
    pub since: String,
    /// The server's clock.
    pub at: Moment,
    /// There is something to undo.
    pub undo: bool,
    /// There is something to redo.
    pub redo: bool,
    /// The newest edit that the public sees.
    pub published_edit: Option<i64>,
    /// The first and last number that this call was given, also when it is repeated.
    pub own: Option<(i64, i64)>,
    /// The edit that was not taken, if one was not. Those before it were; those after it were not looked at.
    pub refused: Option<NotTaken>,
}

/// An edit that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotTaken {
    /// Its index in the call.
    pub index: usize,
    /// Why, in words.
    pub words: String,
    /// It would have overwritten somebody's change unseen: it may be sent again now that the person knows.
    pub overlooked: bool,
}
