//! The settings with which documents are converted.

use std::path::PathBuf;

use super::settings::{ConvertSettings, CoverSettings};

/// Converts documents to fax pages. The values in this struct are the settings of the conversion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converter {
    /// The settings in the section `[convert]` of gateway.toml.
    pub convert: ConvertSettings,
    /// The settings in the section `[cover]`: the look of cover pages. The code that calls the
    /// converter decides whether a fax has a cover page, by adding a
    /// [`Source::Cover`](super::Source::Cover).
    pub cover: CoverSettings,
    /// The path of the program `ferrofax`, which is started as the child process. Default: the
    /// program of this process.
    pub program: PathBuf,
}

impl Default for Converter {
    fn default() -> Self {
        // This path works even if the program's file was replaced by a newer one.
        let program = PathBuf::from("/proc/self/exe");
        Self { convert: ConvertSettings::default(), cover: CoverSettings::default(), program }
    }
}
