//! Notifications on print jobs: subscriptions and their events (RFC 3995), which clients fetch (RFC
//! 3996, "ippget").
//!
//! A subscription belongs to its owner, who gets events of their own jobs only. Subscriptions
//! are kept in memory: after a restart clients have to subscribe again. There are limits for
//! everything: subscriptions of an owner and in total, stored events, waiting clients.
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
