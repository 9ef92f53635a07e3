//! `gateway.toml`: what an administrator sets of the gateway. Each key and its default stands in
//! `asterisk-conf/gateway.toml.sample`.
//!
//! A file is taken whole or not at all. All that is wrong with it is told at once, each
//! with its line and key and with what would be right. Without a file the defaults hold:
//! nobody but the drop folder is let in.
//!
//! Read in this order: `limits` and `people` (who may send how much), `mail` (the mail
//! gateway), `reader` (a table of the file, key by key), `…_keys` (which keys there are),
//! `file` (the whole).

mod convert_keys;
mod file;
mod limits;
mod mail;
mod mail_keys;
mod people;
mod people_keys;
mod reader;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use file::{Problem, SettingsError};
pub use limits::Limits;
pub use mail::{DamagedPart, MailMode, MailSettings, ReplyTo, Spam, UnknownPart};
pub use people::{DeviceSettings, NetworkSettings, Secret, UserSettings};

use super::convert::{ConvertSettings, Converter, CoverSettings};
use super::print::PrintSettings;

/// All settings of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `[mail]`.
    pub mail: MailSettings,
    /// `[convert]`.
    pub convert: ConvertSettings,
    /// `[cover]`.
    pub cover: CoverSettings,
    /// `[drop]`.
    pub drop: DropSettings,
    /// `[command_line]`.
    pub command_line: CommandLineSettings,
    /// `[print]`.
    pub print: PrintSettings,
    /// `[[user]]`.
    pub users: Vec<UserSettings>,
    /// `[[network]]`.
    pub networks: Vec<NetworkSettings>,
    /// `[[device]]`.
    pub devices: Vec<DeviceSettings>,
    /// `[class.NAME]`.
    pub classes: BTreeMap<String, Limits>,
    /// `[limits]`: of each user who has no others.
    pub limits: Limits,
    /// `[total]`: of all users together.
    pub total: Limits,
    /// What is started as the child that reads documents and mails: not of the file.
    pub child: PathBuf,
    /// What is in order in the file and will hardly do what is meant.
    pub warnings: Vec<Problem>,
}

/// `[drop]`: the drop folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropSettings {
    /// `enabled`.
    pub enabled: bool,
    /// `folder`. None: `drop` in the spool's folder.
    pub folder: Option<PathBuf>,
    /// `as`: the `[[user]]` whose right those use who are no `[[user]]` themselves. None:
    /// the folder's own.
    pub by: Option<String>,
    /// `devices`: those that can be sent from by the folder's own right. Empty: any.
    pub devices: Vec<String>,
    /// The limits of the folder's own right, for each dropper.
    pub limits: Limits,
}

/// `[command_line]`: `ferrofax send` of users who are no `[[user]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandLineSettings {
    /// `administrators`: users of the system who may send from any device, besides root
    /// and the spool's owner.
    pub administrators: Vec<String>,
    /// Their limits.
    pub limits: Limits,
}

impl Settings {
    /// All that documents are made into pages by, whatever way they come in.
    pub fn converter(&self) -> Converter {
        Converter {
            convert: self.convert.clone(),
            cover: self.cover.clone(),
            program: self.child.clone(),
        }
    }

    /// With another child than this program itself.
    #[must_use]
    pub fn with_child(self, child: Option<&Path>) -> Self {
        Self { child: child.map_or(self.child, Path::to_owned), ..self }
    }
}

impl Default for DropSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            folder: None,
            by: None,
            devices: Vec::new(),
            limits: Limits::default(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mail: MailSettings::default(),
            convert: ConvertSettings::default(),
            cover: CoverSettings::default(),
            drop: DropSettings::default(),
            command_line: CommandLineSettings::default(),
            print: PrintSettings::default(),
            users: Vec::new(),
            networks: Vec::new(),
            devices: Vec::new(),
            classes: BTreeMap::new(),
            limits: Limits::of_everybody(),
            total: Limits::default(),
            child: Converter::default().program,
            warnings: Vec::new(),
        }
    }
}
