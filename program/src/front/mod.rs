//! This machine as a stateless node: a machine without a PBX, whose spool is the database that PBXs
//! share (`program/src/node`). Any number of them show the faxes of all nodes, and accept faxes
//! that nodes send.
//!
//! Work that must be done once is done by one of them: the holder of the database's claim
//! ([`ferrofax_spool::Spool::claim_store`]). When it dies another gets the claim within seconds.
//!
//! Read in this order: `settings`, `post` (mails, since there is no module to send them).

mod post;
mod settings;

pub use post::Post;
pub use settings::FrontSettings;
pub(crate) use settings::{KEYS, RELAY_KEYS};
