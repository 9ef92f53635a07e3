//! This machine as a node: what its PBX receives goes into a store that several share, and what
//! is to be sent, too, if that is wanted.
//!
//! It is a part of `ferrofax serve`, beside the doors, and knows the spool and the store alone. Why
//! each fax is in the store once stands in spool/src/node.
//!
//! Read in this order: `settings`, `shipper`, `sharer`, `asking` (for who waits for an answer).

mod asking;
#[cfg(test)]
mod server;
#[cfg(test)]
mod server_tests;
mod settings;
mod sharer;
mod shipper;
#[cfg(test)]
mod tests;

pub use asking::ask;
pub(crate) use settings::KEYS;
pub use settings::NodeSettings;
pub use sharer::Sharer;
pub use shipper::Shipper;

use std::path::PathBuf;

use ferrofax_spool::safe_file::{self, Share};
use ferrofax_spool::{Spool, SpoolError, Store, Tables};

/// The name of the alarm that faxes wait for the store.
pub const ALARM: &str = "node";

/// The folder in the spool that the store's documents have on this machine; there are none
/// yet, since the store keeps them.
const FOLDER: &str = "node";

/// Opens the store. Its tables are the matter of all machines, so that they are brought up where an
/// administrator says so, and made where the first node begins.
///
/// # Errors
/// It can't be reached, or is none.
pub fn open(spool: &Spool, store: &Store, tables: Tables) -> Result<Spool, SpoolError> {
    let folder = folder(spool);
    safe_file::make_folder(&folder, Share::GroupWorks).map_err(|error| SpoolError::Io {
        action: "make the folder",
        path: folder.clone(),
        text: error.to_string(),
    })?;
    Spool::open_as(&folder, store, tables)
}

fn folder(spool: &Spool) -> PathBuf {
    spool.folder().join(FOLDER)
}
