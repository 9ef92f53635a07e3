//! Watched folders: folders on this machine, or on network shares, in which received faxes are
//! stored as files.
//!
//! A marker file shows whether an empty folder was emptied by a reader, or is empty because its
//! network share is not mounted.

mod place;
mod settings;

use std::path::{Path, PathBuf};

use super::destination::{Destination, Errand, Trouble};
use super::name::name_of;
use ferrofax_spool::WatchedFolder;
use place::Marker;
pub use place::Place;
pub use settings::{FileFormat, FolderSettings, FoldersSettings, KEYS};

/// A watched folder.
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The watched folder with this path.
    pub(super) fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    fn place(&self, token: &str) -> Place {
        Place::of(&self.path, token)
    }
}

impl Destination for Folder {
    fn address(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    fn is_server(&self) -> bool {
        false
    }

    fn is_new(&self, state: &WatchedFolder) -> Result<bool, Trouble> {
        Ok(self.place(&state.token).marker(state.is_set_up)? == Marker::New)
    }

    fn set_up(&self, token: &str) -> Result<(), Trouble> {
        Ok(self.place(token).set_up()?)
    }

    fn free_name(&self, errand: &Errand<'_>) -> Result<String, Trouble> {
        let name = name_of(&errand.fax()?);
        Ok(self.place(errand.token).free_name(&name, errand.wanted.format)?)
    }

    fn prepare(&self, errand: &Errand<'_>) -> Result<(), Trouble> {
        Ok(self.place(errand.token).hide(errand.fax, &errand.copies()?)?)
    }

    fn forget(&self, errand: &Errand<'_>) {
        self.place(errand.token).forget(errand.fax);
    }

    fn probe(&self, _stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        Ok(std::fs::read_dir(&self.path).map(drop)?)
    }

    /// If the hidden document is gone, it was visible already, and a reader may have removed it.
    fn publish(&self, errand: &Errand<'_>, is_again: bool) -> Result<(), Trouble> {
        let place = self.place(errand.token);
        if is_again && !place.is_hidden(errand.fax)? {
            return Ok(());
        }
        Ok(place.publish(errand.fax, &errand.name, errand.wanted.format)?)
    }
}

#[cfg(test)]
pub(super) mod tests;
