//! What the service is about: pure rules, compiled into the server and into the browser programs. No input or output, no clock,
//! no randomness: what a rule needs is passed in.

pub mod account;
pub mod agenda;
pub mod board;
pub mod calendar;
pub mod code;
pub mod code_word;
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
pub mod phone;
pub mod photo;
pub mod refusal;
pub mod report;
pub mod roster;
pub mod search;
pub mod sync;
pub mod table;
pub mod tally;
pub mod upcoming;
