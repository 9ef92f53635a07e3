//! Received faxes are read, so that people find them by what they say (docs/searchable.md).
//! `settings` has the settings, and `reading` is the part of `ferrofax serve` that reads.

mod reading;
mod settings;

pub(crate) use reading::Reading;
pub(crate) use settings::KEYS;
pub use settings::TextSettings;
