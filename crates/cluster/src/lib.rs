//! Several machines that share faxes and jobs through a shared database. Only the Ferrofax service
//! (`ferrofax serve`) links this crate. The module in Asterisk does not: it uses the spool of its
//! own machine.
//!
//! Each machine has a spool of its own (the crate `ferrofax-spool`). The shared database is a spool,
//! too, usually on PostgreSQL. This crate moves faxes and jobs between the two:
//!
//! - `node`: membership, copies of received faxes in the shared database, failover of mails
//! - `jobs`: jobs that several machines share: leases, handshake, reconciliation, reporting
//! - `memory`: the number memory that the machines share
//! - `house`: the settings that machines publish for stateless nodes
//! - `side_by_side`: comparison of a spool with the shared database
//!
//! # Interfaces
//!
//! [`Clustered`] adds two interfaces to a spool: `spool.cluster()` and `spool.shared_queue()`.
//!
//! | interface | purpose | files |
//! | --- | --- | --- |
//! | [`Cluster`] | machines with a shared database, their copies of faxes, their number memory | `node`, `memory`, `house`, `side_by_side` |
//! | [`SharedQueue`] | jobs of machines with a shared database | `jobs` |
//!
//! A machine without a PBX (a *stateless node*; in the code: *front*) uses the shared database as
//! its spool: [`as_front`].
//!
//! This crate uses the spool's transactions and rows, which no other code does
//! ([`ferrofax_spool::inside`]). The tables of the shared database are in the spool's list of
//! tables (crates/spool/src/schema).

mod house;
mod interfaces;
mod jobs;
mod memory;
mod node;
mod side_by_side;

pub use house::House;
pub use interfaces::{Cluster, Clustered, SharedQueue};
pub use jobs::{
    JobNotices, LeftWithStore, LineLimit, LocalTry, LostTry, Renewed, SharedJob, StoreClock,
    StoreLines, StoreTry, TriesClaim, TryHold, TryNews, as_front,
};
pub use node::{
    Beat, Drained, HeardOfMails, MailTaker, MailsAtStore, Member, Node, NodeReport, NotShipped,
    Rekeyed, SealCounts, SharedFax, SharedFaxAge, Shipped, Shipping, TakingOver,
};
pub use side_by_side::{FaxHere, FaxThere, KeptHere};
