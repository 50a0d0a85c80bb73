//! What the service is about: pure rules, compiled into the server and into the browser programs. No input or output, no clock,
//! no randomness: what a rule needs is passed in.

pub mod account;
pub mod agenda;
pub mod board;
pub mod calendar;
pub mod code;
pub mod code_word;
// The meeting: invitations and the door
#[cfg(feature = "ssr")]
pub mod door;
#[cfg(feature = "ssr")]
pub mod evaluation;
#[cfg(feature = "ssr")]
pub mod invitation;
#[cfg(feature = "ssr")]
pub mod participant;

pub mod form;
pub mod geometry;
pub mod hours;
pub mod indicator;
pub mod library;
pub mod link;
pub mod local_path;
pub mod map;
pub mod meeting;
pub mod moment;
pub mod number;
pub mod password;
pub mod period;
pub mod phone;
pub mod photo;
#[cfg(feature = "ssr")]
pub mod proposal;
pub mod recap;
pub mod refusal;
pub mod reminder;
pub mod report;
pub mod roster;
pub mod score;
pub mod search;
pub mod sheet;
#[cfg(feature = "ssr")]
pub mod standing;
pub mod sync;
pub mod table;
pub mod tally;
pub mod upcoming;
pub mod visit;
