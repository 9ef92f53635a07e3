//! The settings of watched folders, in which received faxes are stored as files: each `[[folder]]`
//! of gateway.toml.

use std::path::PathBuf;

use ferrofax_gateway_toml::{Section, settings};
use ferrofax_spool::{DeviceName, Format};

/// The settings of all watched folders, in which received faxes are stored as files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoldersSettings {
    /// The settings of each `[[folder]]` section of gateway.toml.
    pub folders: Vec<FolderSettings>,
}

settings! {
    /// `[[folder]]`: a folder in which received faxes of some devices are stored as files.
    pub struct FolderSettings {}

    /// The keys that each `[[folder]]` section of gateway.toml accepts.
    pub KEYS {
        /// A name for the folder. Under this name Ferrofax remembers in the spool which faxes are
        /// already stored in the folder. After a change of the name, only faxes that arrive later
        /// are stored.
        name: String = (example "sales"), text;
        /// The folder. It must exist, and the user ferrofax must be able to write to it.
        path: PathBuf = (example "/srv/fax/sales"), path(Option::unwrap_or_default);
        /// Devices whose faxes are stored: ["2101", "2102@fax-devices"]. Without devices and
        /// classes, the faxes of all devices are stored.
        devices: Vec<DeviceName> = [], list;
        /// Device classes of ferrofax.conf. The faxes of all devices in these classes are stored.
        classes: Vec<String> = [], list;
        /// Whether only those faxes are stored for which a [[rule]] names this folder in to_folders.
        /// devices and classes have no effect then.
        only_rules: bool = false, flag;
        /// The format of the files: "pdf" or "tiff".
        // The format of the document.
        format: FileFormat = "pdf", words("pdf" => FileFormat::Pdf, "tiff" => FileFormat::Tiff);
        /// Whether a JSON file is stored beside each document, with sender, time, number of pages,
        /// speed and result. The JSON file is written before the document.
        json: bool = true, flag;
    }
}

/// The format of the files in a watched folder (key `format`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum FileFormat {
    /// A PDF with the pages of the fax as they were received.
    #[default]
    Pdf,
    /// The TIFF-F document of the fax, as the spool stores it.
    Tiff,
}

impl FileFormat {
    /// The media type of files in this format.
    pub(in crate::filing) const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Tiff => "image/tiff",
        }
    }

    /// The extension of the names of files in this format.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Tiff => "tif",
        }
    }

    /// Converts the format into the type that the spool uses for it.
    pub(in crate::filing) const fn kept(self) -> Format {
        match self {
            Self::Pdf => Format::Pdf,
            Self::Tiff => Format::Tiff,
        }
    }
}

impl FoldersSettings {
    /// Reads each `[[folder]]` section of gateway.toml.
    pub fn read(&mut self, file: &Section<'_, '_>) {
        for mut table in file.sections("folder") {
            let mut folder = FolderSettings::default();
            table.read(KEYS, &mut folder);
            if !folder.name.is_empty() {
                table.call(format!("[[folder]] {}", folder.name));
            }
            if folder.name.is_empty() {
                table.wrong("name", "missing; a word of your own by which it is known");
            } else if self.folders.iter().any(|other| other.name == folder.name) {
                table.wrong("name", format!("'{}' is another folder's already", folder.name));
            }
            if !folder.path.is_absolute() {
                table.wrong("path", "the full path of a folder is needed, as /srv/fax/sales");
            }
            table.finish();
            self.folders.push(folder);
        }
    }
}
