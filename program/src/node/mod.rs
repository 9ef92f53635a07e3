//! This machine as a node: what its PBX receives goes into a store that several share, and what
//! is to be sent, too, if that is wanted.
//!
//! It is a part of `ferrofax serve`, beside the doors, and knows the spool and the store alone. Why
//! each fax is in the store once stands in spool/src/node.
//!
//! Read in this order: `settings`, `place` (of the store and of its documents), `s3`, `keys` (by which
//! documents are sealed), `shipper`,
//! `page_shipper` (what callers wait for), `letting_go` (what is old), `sharer`, `beside` (rows that make no sense), `asking` (for who waits for an answer).

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
#[allow(dead_code, reason = "shared with other tests")]
#[path = "../../../tests/common/programs.rs"]
mod programs;
#[cfg(test)]
mod rights_tests;
mod s3;
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

pub use asking::ask;
pub(crate) use keys::KeySettings;
pub use keys::Keyring;
pub use page_shipper::PageShipper;
pub use place::{Documents, Place};
pub use settings::NodeSettings;
pub(crate) use settings::{KEYS, names_password};
pub use sharer::Sharer;
pub use shipper::Shipper;

use std::path::PathBuf;

use ferrofax_basics::show::counted;
use ferrofax_spool::jobs::LeftWithStore;
use ferrofax_spool::safe_file::{self, Share};
use ferrofax_spool::{Spool, SpoolError, Tables};

/// The name of the alarm that faxes wait for the store.
pub const ALARM: &str = "node";

/// The folder in the spool that the store has on this machine; its documents are not there.
const FOLDER: &str = "node";

/// Opens the store. Its tables are the matter of all machines, so that they are brought up where an
/// administrator says so, and made where the first node begins.
///
/// # Errors
/// It can't be reached, or is none.
pub fn open(spool: &Spool, place: &Place, tables: Tables) -> Result<Spool, SpoolError> {
    let folder = folder(spool);
    safe_file::make_folder(&folder, Share::GroupWorks).map_err(|error| SpoolError::Io {
        action: "make the folder",
        path: folder.clone(),
        text: error.to_string(),
    })?;
    place.open(&folder, tables)
}

/// What is wrong where jobs are in a store that gateway.toml names no more; none if none are.
pub fn left_alone(left: &LeftWithStore) -> Option<String> {
    (left.jobs > 0).then(|| {
        format!(
            "{} that this machine was handed are in a store that gateway.toml does not name any more: the \
             others send them, and nobody is told here what becomes of them",
            counted(u32::try_from(left.jobs).unwrap_or(u32::MAX), "job")
        )
    })
}

/// What mends that.
pub const BACK: &str =
    "put [node] back into gateway.toml, with share_jobs = false, until they have ended";

fn folder(spool: &Spool) -> PathBuf {
    spool.folder().join(FOLDER)
}
