//! Clients are told what becomes of print jobs: subscriptions and their events (RFC 3995),
//! which clients fetch (RFC 3996, "ippget").
//!
//! A subscription is its owner's, tells him of his own jobs alone, and is in memory: who
//! asks after a restart subscribes anew. All of it is bounded: subscriptions of an owner and
//! of all, events that are kept of each, clients that wait for the next one.
//!
//! Read in this order: `event`, `template` (what is subscribed to), `book` (subscriptions
//! and their events), `watch` (where events come from), `operations`.

mod book;
mod event;
mod operations;
mod template;
mod watch;

pub(super) use book::{Book, EVENT_LIFE_SECONDS};
pub(super) use event::EventKind;
pub(super) use template::{LEASE_SECONDS, LONGEST_LEASE_SECONDS, Template, templates};
