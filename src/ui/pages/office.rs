//! The office's pages.

pub mod accounts;
pub mod agenda;
pub mod audit;
pub mod board;
pub mod libraries;
pub mod meetings;
pub mod queue;
pub mod review;
pub mod saved_queue;
