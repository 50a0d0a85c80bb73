//! One page per file.

pub mod consent;
pub mod data;
pub mod due;
pub mod followups;
pub mod gallery;
pub mod home;
// The meeting: invitations and the door
pub mod evaluation;
pub mod invitation;

pub mod libraries;
pub mod library;
pub mod meeting;
pub mod meetings;
pub mod not_found;
pub mod office;
pub mod offline;
pub mod own_account;
pub mod paper;
pub mod peta;
pub mod privacy;
pub mod profile;
pub mod redeem;
pub mod report;
pub mod share;
pub mod sign_in;
pub mod sign_out;
pub mod stories;
pub mod tally;
pub mod tips;
pub mod upcoming;
pub mod withdraw;
