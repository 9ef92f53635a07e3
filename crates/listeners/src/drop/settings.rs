//! The settings of the drop folder (a folder into which scripts put faxes): the section `[drop]` of
//! gateway.toml. The keys of `[drop]` that limit the faxes of job files are read in the module
//! `rights`.

use std::path::PathBuf;

use ferrofax_gateway_toml::settings;

settings! {
    /// The settings of the drop folder (a folder into which scripts put faxes), in `[drop]` of
    /// gateway.toml.
    pub struct DropSettings {}

    /// The keys of `[drop]` in gateway.toml that concern the folder itself. The keys that limit the
    /// submitted faxes are in the module `rights`.
    pub KEYS {
        /// Whether the drop folder (a folder into which scripts put faxes) is used.
        enabled: bool = true, flag;
        /// The drop folder (a folder into which scripts put faxes). By default, it is the folder
        /// `drop` in the spool's folder.
        folder: Option<PathBuf> = "", path;
    }
}
