//! The settings of the drop folder: `[drop]` of gateway.toml. The settings of `[drop]` that limit
//! the faxes that a job file may order are in the module `rights`.

use std::path::PathBuf;

use ferrofax_gateway_toml::settings;

settings! {
    /// `[drop]`: the settings of the drop folder.
    pub struct DropSettings {}

    /// The keys of `[drop]` about the folder; those that limit faxes are in `rights`.
    pub(crate) KEYS {
        /// Whether the drop folder is used.
        enabled: bool = true, flag;
        /// The drop folder. By default, it is the folder `drop` in the spool's folder.
        folder: Option<PathBuf> = "", path;
    }
}
