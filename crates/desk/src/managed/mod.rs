//! The fax devices, telephone lines and mail server that administrators set in the web interface.
//!
//! They are in two files in the spool's folder: [`DEVICES_FILE`], which Asterisk reads as a part of
//! its dialplan, and [`SETTINGS_FILE`], which the module reads after `ferrofax.conf`. Only the
//! service writes them. A file with a line that the service would not have written is not changed.
//! No value may contain a character that has a meaning in a dialplan: each field has a list of
//! permitted characters.
//!
//! Read in this order: this file, `check` (the rules for values), `devices`, `settings`.

mod changes;
mod check;
mod devices;
mod settings;
#[cfg(test)]
mod tests;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::user;
use ferrofax_basics::lock::lock;
use ferrofax_network::encoding::hex;
use ferrofax_network::key;
use ferrofax_spool::safe_file::{self, Share};
use ferrofax_spool::value::ValueError;
use ferrofax_spool::{
    DEVICES_FILE, LARGEST_MANAGED, SETTINGS_FILE, Spool, is_same_file, read_managed,
};

pub use devices::{CONTEXT, Device, DeviceForm, OPTIONS, written as dialplan};
pub use settings::{Part, Settings};

/// The reason why devices or settings were not changed.
#[derive(Debug, thiserror::Error)]
pub enum ManagedError {
    /// The extension of a device is not valid.
    #[error("an extension has 1 to 30 digits")]
    Extension,
    /// This text, which the administrator entered as a mail address, is not a mail address.
    #[error("'{0}' is not an e-mail address; write it as name@example.com")]
    Address(String),
    /// The device has no mail address, or too many.
    #[error("a device has 1 to 20 e-mail addresses, with at most 1,500 characters together")]
    Addresses,
    /// This name or other text, which the administrator entered, is too long or has a character
    /// that is not permitted.
    #[error("'{0}' may have at most 60 letters, digits, blanks and the characters . - ' / +")]
    Text(String),
    /// This word, which the administrator entered, is too long or has a character that is not
    /// permitted.
    #[error("'{0}' may have at most 40 letters, digits, dots, hyphens and underscores")]
    Word(String),
    /// The station identification of a device is not valid.
    #[error("a station identification has at most 20 digits, blanks and + characters")]
    Ident,
    /// This number or prefix, which the administrator entered, is not valid.
    #[error("'{0}' may have at most 10 digits")]
    Digits(String),
    /// There is no time zone with this name, which the administrator entered.
    #[error("there is no time zone '{0}'")]
    Zone(String),
    /// A value that must be a number in a range, or one of a list of words, is not valid.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// This text, which the administrator entered as the trunk, is not a trunk.
    #[error("'{0}' is not a trunk; write it as PJSIP/provider")]
    Trunk(String),
    /// This text, which the administrator entered as the mail server, is not a valid name.
    #[error("'{0}' is not the name of a mail server; write it as mail.example.com")]
    Server(String),
    /// A user name or a password is not valid.
    #[error("a user name or password has at most 200 characters, and no control characters")]
    Secret,
    /// The mail server or its user has changed, so the administrator must enter the password again.
    /// The stored password must not be sent to another server.
    #[error("enter the password again, since the mail server or its user has changed")]
    PasswordAgain,
    /// A password was entered without a user name.
    #[error("a password needs a user name")]
    NoUser,
    /// Only one of two numbers was entered: the number of telephone lines, and how many of them are
    /// reserved for incoming faxes. The other number, from `ferrofax.conf`, might not fit it.
    #[error("enter both numbers of lines or none; 0 reserves no line")]
    BothLines,
    /// By the entered numbers, all telephone lines would be reserved for incoming faxes.
    #[error("fewer lines must be reserved than there are")]
    Reserved,
    /// The extension (first text) already belongs to a device that is declared elsewhere, at the
    /// place in the second text.
    #[error("extension {0} is a device already, declared in {1}")]
    Clash(String, String),
    /// The file of the web interface does not declare the device with this extension, so the web
    /// interface cannot change it.
    #[error("the device {0} was not created here")]
    NoDevice(String),
    /// The file with the devices already has the maximum number of devices.
    #[error("there are 2,000 devices already")]
    Full,
    /// The file with the devices or settings has changed since the administrator read it.
    #[error(
        "somebody else has changed this meanwhile; please check it, and enter your change again"
    )]
    Changed,
    /// The file with this name, which contains the devices or settings, cannot be read or written,
    /// or was changed by hand. The log says why.
    #[error(
        "the file {0} cannot be read or written now, or was changed by hand; the log of the service says why"
    )]
    File(&'static str),
    /// The machine is a stateless node, which has no PBX, so devices and settings cannot be changed
    /// there.
    #[error("a stateless node has no devices and lines of its own")]
    Front,
}

/// The file with the devices and the file with the settings, in the folder of one spool. Cheap to
/// clone.
#[derive(Clone, Debug)]
pub struct ManagedFiles {
    /// The spool's folder; `None` on a stateless node.
    folder: Option<PathBuf>,
}

/// The content of a file with devices or settings, and its version, which shows whether the file
/// was changed since it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versioned<T> {
    /// The content of the file.
    pub content: T,
    /// The version, a text that is different for each content; empty if there is no file.
    pub version: String,
}

/// A lock that is held while one of the two files is changed.
static WRITING: Mutex<()> = Mutex::new(());

impl ManagedFiles {
    /// The files with the devices and the settings in the folder of this spool.
    pub fn of(spool: &Spool) -> Self {
        Self { folder: (!spool.is_front()).then(|| spool.folder().to_owned()) }
    }

    /// Whether this machine has the files with devices and settings. A stateless node has none.
    pub fn is_on(&self) -> bool {
        self.folder.is_some()
    }

    /// The path of the file with the devices; empty on a stateless node.
    pub fn devices_path(&self) -> String {
        let path = self.folder.as_ref().map(|folder| folder.join(DEVICES_FILE));
        path.map(|path| path.display().to_string()).unwrap_or_default()
    }

    /// Whether `place`, written as `file:line`, is a line in the file with the devices.
    pub fn has_declared(&self, place: &str) -> bool {
        let Some(folder) = &self.folder else { return false };
        let file = place.rsplit_once(':').map_or(place, |(file, _)| file);
        is_same_file(Path::new(file), &folder.join(DEVICES_FILE))
    }

    /// The devices in the file [`DEVICES_FILE`], sorted by their extensions.
    pub fn devices(&self) -> Result<Versioned<Vec<Device>>, ManagedError> {
        self.read(DEVICES_FILE, devices::parse)
    }

    /// The settings in the file [`SETTINGS_FILE`].
    pub fn settings(&self) -> Result<Versioned<Settings>, ManagedError> {
        self.read(SETTINGS_FILE, Settings::parse)
    }

    /// Calls `work`, which changes the devices, and writes the file. If the file no longer has the
    /// version `version`, returns an error.
    pub fn change_devices<E: From<ManagedError>>(
        &self,
        version: &str,
        work: impl FnOnce(&mut Vec<Device>) -> Result<(), E>,
    ) -> Result<(), E> {
        let _turn = lock(&WRITING);
        let Versioned { mut content, version: now } = self.devices()?;
        is_same(version, &now)?;
        work(&mut content)?;
        content.sort_by(|one, other| one.extension.cmp(&other.extension));
        let text = devices::written(&content);
        let is_read_back = devices::parse(&text).is_ok_and(|again| again == content);
        Ok(self.write(DEVICES_FILE, &text, is_read_back)?)
    }

    /// Calls `work`, which changes the settings, and writes the file. If the file no longer has the
    /// version `version`, returns an error.
    pub fn change_settings<E: From<ManagedError>>(
        &self,
        version: &str,
        work: impl FnOnce(&mut Settings) -> Result<(), E>,
    ) -> Result<(), E> {
        let _turn = lock(&WRITING);
        let Versioned { mut content, version: now } = self.settings()?;
        is_same(version, &now)?;
        work(&mut content)?;
        content.revise();
        let text = content.written();
        let is_read_back = Settings::parse(&text).is_ok_and(|again| again == content);
        Ok(self.write(SETTINGS_FILE, &text, is_read_back)?)
    }

    fn read<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, usize>,
    ) -> Result<Versioned<T>, ManagedError> {
        let path = self.folder.as_ref().ok_or(ManagedError::Front)?.join(name);
        let read = versioned(&path, parse);
        read.map_err(|why| failed(&path, name, &why))
    }

    /// Replaces the content of a file. `is_read_back` says whether reading the text gives the same
    /// data; if not, nothing is written.
    fn write(
        &self,
        name: &'static str,
        text: &str,
        is_read_back: bool,
    ) -> Result<(), ManagedError> {
        let folder = self.folder.as_ref().ok_or(ManagedError::Front)?;
        let path = folder.join(name);
        if !is_read_back {
            return Err(failed(
                &path,
                name,
                "the change could not be read back; nothing was written",
            ));
        }
        if text.len() as u64 > LARGEST_MANAGED {
            return Err(ManagedError::Full);
        }
        safe_file::replace(&path, text.as_bytes(), Share::GroupReads)
            .and_then(|()| safe_file::flush(folder))
            .map_err(|error| failed(&path, name, &error.to_string()))
    }
}

/// Reads a file, and returns its content and version. The error says why the file cannot be used.
fn versioned<T>(
    path: &Path,
    parse: impl FnOnce(&str) -> Result<T, usize>,
) -> Result<Versioned<T>, String> {
    let read = read_managed(path).map_err(|error| error.to_string())?;
    let content = parse(read.as_deref().unwrap_or_default())
        .map_err(|line| format!("line {line} was changed by hand"))?;
    let version = read.as_deref().map(version).unwrap_or_default();
    Ok(Versioned { content, version })
}

/// The first of the two files in this folder that cannot be used, with the reason. `None` if both
/// can be used.
pub fn fault(folder: &Path) -> Option<(PathBuf, String)> {
    let (devices, settings) = (folder.join(DEVICES_FILE), folder.join(SETTINGS_FILE));
    let of_devices =
        foreign(&devices, folder).or_else(|| versioned(&devices, devices::parse).err());
    let of_settings = || versioned(&settings, Settings::parse).err();
    match of_devices {
        Some(why) => Some((devices, why)),
        None => of_settings().map(|why| (settings, why)),
    }
}

/// The system user of the service if it was installed from a package. The spool's folder then
/// belongs to the user of Asterisk.
const SERVICE: &str = "ferrofax";

/// The reason why Asterisk should not include the file; `None` if there is none. If other users can
/// write to the file, they can run programs as the user of Asterisk.
fn foreign(file: &Path, folder: &Path) -> Option<String> {
    let (file, folder) = (fs::symlink_metadata(file).ok()?, fs::metadata(folder).ok()?);
    let own = [0, folder.uid(), rustix::process::geteuid().as_raw()];
    if !own.contains(&file.uid()) && user::name(file.uid()) != SERVICE {
        return Some(format!("it belongs to the user with the number {}", file.uid()));
    }
    (file.mode() & 0o022 != 0).then(|| "others can write to it".to_owned())
}

fn is_same(version: &str, now: &str) -> Result<(), ManagedError> {
    if version == now { Ok(()) } else { Err(ManagedError::Changed) }
}

/// The key with which the versions of files are made. It is secret, because pages show the version
/// of a file that contains a password. Without a secret key, the version would reveal whether a
/// guessed password is right.
static KEY: LazyLock<String> = LazyLock::new(key::fresh);

fn version(text: &str) -> String {
    let mut hmac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("HMAC takes any key");
    hmac.update(text.as_bytes());
    let mark = hmac.finalize().into_bytes();
    hex(&mark[..8])
}

fn failed(path: &Path, name: &'static str, why: &str) -> ManagedError {
    log::error!("{}: {why}", path.display());
    ManagedError::File(name)
}
