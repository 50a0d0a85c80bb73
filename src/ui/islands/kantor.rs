//! The office's islands.

pub mod agenda;
pub mod board;
