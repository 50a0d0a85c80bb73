//! The office's pages.

pub mod accounts;
pub mod agenda;
pub mod agenda_rules;
pub mod audit;
pub mod awards;
pub mod board;
pub mod circle;
pub mod followups;
pub mod form;
// The meeting: invitations and the door
pub mod data_requests;
pub mod door;
pub mod evaluation;
pub mod invitations;
pub mod participants;

pub mod kpi;
pub mod libraries;
pub mod library;
pub mod meeting_nav;
pub mod meeting_photos;
pub mod meetings;
pub mod minutes;
pub mod papers;
pub mod periods;
pub mod proposals;
pub mod queue;
pub mod recap;
pub mod reminders;
pub mod review;
pub mod saved_queue;
pub mod tips;
pub mod upkeep;
pub mod versions;
pub mod visits;
