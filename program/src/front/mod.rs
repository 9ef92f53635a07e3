//! A stateless node: a machine without a PBX, whose spool is the shared database
//! (`program/src/node`). Any number of them show the faxes of all nodes, and accept what nodes
//! upload.
//!
//! Work that must be done only once is done by the one that holds the shared database's claim
//! ([`ferrofax_spool::Spool::claim_store`]). When it fails, another one gets the claim within
//! seconds.
//!
//! Read in this order: `settings`, `post` (mails reports, since there is no module that does).

mod post;
mod settings;

pub use post::Post;
pub use settings::FrontSettings;
pub(crate) use settings::{KEYS, RELAY_KEYS};
