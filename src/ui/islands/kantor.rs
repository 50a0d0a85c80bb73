//! The office's islands.

pub mod agenda;
