//! The settings of the drop folder: `[drop]` of gateway.toml. The permissions of job files are
//! in `rights`.

use std::path::PathBuf;

use crate::keys::{Key, Kind};

/// `[drop]`: the settings of the drop folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropSettings {
    /// `enabled`: whether the drop folder is used.
    pub enabled: bool,
    /// `folder`: the path of the drop folder. `None`: the folder `drop` in the spool's folder.
    pub folder: Option<PathBuf>,
}

/// The keys of `[drop]` about the folder; those about rights are in `rights`.
pub(crate) const KEYS: &[Key<DropSettings>] = &[
    Key {
        name: "enabled",
        default: "true",
        kind: Kind::Flag(|drop, is_on| drop.enabled = is_on),
        help: "Whether the drop folder is used.",
    },
    Key {
        name: "folder",
        default: r#""""#,
        kind: Kind::Path(|drop, folder| drop.folder = folder),
        help: "The drop folder. By default, it is the folder `drop` in the spool's folder.",
    },
];

impl Default for DropSettings {
    fn default() -> Self {
        Self { enabled: true, folder: None }
    }
}
