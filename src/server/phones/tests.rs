//! The protocol as phones speak it: each failure case that is the server's, then random schedules.

mod chaos;
mod files;
mod house;
mod photos;
mod reports;
mod shelves;
