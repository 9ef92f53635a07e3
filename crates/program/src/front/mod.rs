//! This machine as a stateless node: a machine without a PBX, whose spool is the database that PBXs
//! share (`crates/node/src`). There may be any number of stateless nodes. Each shows the
//! faxes of all nodes, and accepts faxes that nodes with a PBX send.
//!
//! Work that must be done only once is done by one of these machines: the one that holds the
//! database's claim ([`ferrofax_cluster::Cluster::claim_store`]). When it crashes, another one gets
//! the claim within seconds.
//!
//! Read in this order: `settings`, `post` (sends the mails, because a stateless node has no
//! Asterisk with a module to send them).

mod post;
mod settings;

pub use post::Post;
pub use settings::FrontSettings;
pub(crate) use settings::{KEYS, RELAY_KEYS};
