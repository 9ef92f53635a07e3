//! This machine as a front: a machine without a PBX, whose spool is the store that PBXs share
//! (`program/src/node`). Any number of them show the faxes of all nodes, and take in what nodes send.
//!
//! What is to be done once is done by one of them: whoever has the store's claim
//! ([`ferrofax_spool::Spool::claim_store`]). When it dies another has it within seconds.
//!
//! Read in this order: `settings`, `post` (reports are mailed, since there is no module to do so).

mod post;
mod settings;

pub use post::Post;
pub use settings::FrontSettings;
pub(crate) use settings::{KEYS, RELAY_KEYS};
