//! Notifications on print jobs: IPP clients subscribe to events (RFC 3995), and fetch them (RFC
//! 3996, "ippget").
//!
//! A subscription belongs to its owner, who gets events of their own jobs only. Subscriptions are
//! kept in memory: after a restart clients have to subscribe again. The subscriptions of an owner,
//! all subscriptions, the stored events and the waiting clients are limited.
//!
//! Read in this order: `event`, `template` (requested subscriptions), `book` (subscriptions and
//! their events), `watch` (the source of events), `operations`.

mod book;
mod event;
mod operations;
mod template;
mod watch;

pub(super) use book::{Book, EVENT_LIFE_SECONDS};
pub(super) use event::EventKind;
pub(super) use template::{LEASE_SECONDS, LONGEST_LEASE_SECONDS, Template, templates};
