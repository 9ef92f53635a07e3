//! Makes this machine a node of a cluster. The received faxes of each node are stored in a database
//! that all nodes share. If the settings say so, the jobs are stored there, too.
//!
//! This crate runs in `ferrofax serve` and uses only the spool and the shared database.
//! crates/cluster/src/node explains why each fax is in the database exactly once.
//!
//! Read in this order: `settings`, `place` (the URLs of the database and of its documents), `keys`
//! (encryption), `shipper` (upload of received faxes), `page_shipper` (upload of pages before they
//! are confirmed to the remote fax machine). Then `letting_go` (retention), `sharer` (shared jobs),
//! `beside` (skips malformed rows), `asking` (queries for commands and checks, which wait for the
//! answer).

mod alone;
mod asking;
mod beside;
#[cfg(test)]
mod clocks_tests;
#[cfg(test)]
mod hostile_tests;
mod keys;
mod letting_go;
mod page_shipper;
mod place;
#[cfg(test)]
mod rights_tests;
#[cfg(test)]
mod s3_tests;
#[cfg(test)]
mod server;
#[cfg(test)]
mod server_tests;
mod settings;
mod sharer;
#[cfg(test)]
mod sharer_tests;
mod shipper;
#[cfg(test)]
mod tests;

pub use asking::{ask, ask_briefly};
pub use keys::{KeySettings, Keyring};
pub use page_shipper::PageShipper;
pub use place::{Documents, Place};
pub use settings::{KEYS, NodeSettings, names_password};
pub use sharer::Sharer;
pub use shipper::Shipper;

use std::path::PathBuf;

use ferrofax_cluster::LeftWithStore;
use ferrofax_spool::event::Language;
use ferrofax_spool::safe_file::{self, Share};
use ferrofax_spool::{Fix, Observation, Spool, SpoolError, Tables};

/// The name of the alarm that is raised if received faxes can't be uploaded to the shared database.
pub const ALARM: &str = "node";

/// The folder in the spool for local files of the shared database. Documents of the database are
/// not stored there.
const FOLDER: &str = "node";

/// Opens the shared database. All nodes use the same tables. They are created when the first node
/// starts, and upgraded only if an administrator requests it.
///
/// # Errors
/// The database cannot be reached, or it is no database of Ferrofax.
pub fn open(spool: &Spool, place: &Place, tables: Tables) -> Result<Spool, SpoolError> {
    let folder = folder(spool);
    safe_file::make_folder(&folder, Share::GroupWorks).map_err(|error| SpoolError::Io {
        action: "make the folder",
        path: folder.clone(),
        text: error.to_string(),
    })?;
    place.open(&folder, tables)
}

/// The fault that the spool still has jobs of a shared database, but gateway.toml no longer names a
/// database. Returns `None` if there are no such jobs.
pub fn left_alone(left: &LeftWithStore) -> Option<Observation> {
    let count = left.jobs as u64;
    (count > 0).then_some(Observation::JobsLeft { count })
}

/// The log text for the fault that [`left_alone`] finds: jobs of a shared database are left in the
/// spool, but the settings name no database. The text includes the fix.
pub fn left_alone_text(left: &LeftWithStore) -> Option<String> {
    let [fault, fix] =
        [left_alone(left)?.text(Language::English), Fix::NameNodeAgain.text(Language::English)];
    Some(format!("{fault}; {fix}"))
}

fn folder(spool: &Spool) -> PathBuf {
    spool.folder().join(FOLDER)
}
