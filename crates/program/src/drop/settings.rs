//! The settings of the drop folder: `[drop]` of gateway.toml. The permissions of job files are
//! in `rights`.

use std::path::PathBuf;

use crate::keys::settings;

settings! {
    /// `[drop]`: the settings of the drop folder.
    pub struct DropSettings {}

    /// The keys of `[drop]` about the folder; those about rights are in `rights`.
    pub(crate) KEYS {
        /// Whether the drop folder is used.
        enabled: bool = true, flag;
        /// The drop folder. By default, it is the folder `drop` in the spool's folder.
        folder: Option<PathBuf> = "", path;
    }
}
