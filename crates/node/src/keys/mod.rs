//! The keys by which this machine encrypts and decrypts documents, for the shared database and for
//! its own spool. The keys are in a file, or are kept outside (in an HSM, or in the KMS of a cloud)
//! and used by a command.
//!
//! No part of a key is ever shown or logged. A key is identified by the hash of its bytes, or by
//! the name that the administrator has given it.

mod command;
mod file;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use command::KeyCommand;
use ferrofax_gateway_toml::Section;
use ferrofax_spool::{DataKey, MasterKeys, NotUnwrapped};
use file::KeyFile;

/// The settings that name the keys for the encryption of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySettings {
    /// The setting that names the file of encryption keys, as error messages show it, such as
    /// `[node] key_file`.
    pub place: &'static str,
    /// `key_file`: the path of the file of keys. `None`: no file is used.
    pub file: Option<PathBuf>,
    /// `key_command`: the program that encrypts and decrypts keys, and its arguments. Empty: no
    /// program is used.
    pub command: Vec<String>,
    /// `key_name`: the name of the key with which `key_command` encrypts. Empty: the command only
    /// decrypts.
    pub name: String,
    /// `plain_documents`: whether documents that are not encrypted are accepted.
    pub takes_plain: bool,
}

/// The most characters in the name of an encryption key. Names of Amazon's keys are shorter.
const LONGEST_NAME: usize = 256;

impl KeySettings {
    /// Checks the settings about encryption keys, and reports errors in them.
    pub fn check(&self, section: &Section<'_, '_>) {
        let Self { file, command, name, .. } = self;
        let is_path = |path: &str| path.starts_with('/');
        if file.as_deref().is_some_and(|path| !path.is_absolute()) {
            section.wrong("key_file", "a file, by its whole path");
        }
        let is_fit = |sign: char| {
            sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.' | '/' | ':')
        };
        match command.first() {
            Some(program) if !is_path(program) => {
                section.wrong("key_command", "a program, by its whole path, and its words");
            }
            Some(_) if name.is_empty() && file.is_none() => {
                section.wrong(
                    "key_name",
                    "missing; the name of the key by which key_command encrypts",
                );
            }
            None if !name.is_empty() => {
                section.wrong("key_name", "is of no use without key_command");
            }
            _ => {}
        }
        if !name.chars().all(is_fit) || name.len() > LONGEST_NAME {
            let text = "is no name of a key; letters, digits, -, _, ., / and : are";
            section.wrong("key_name", format!("'{name}' {text}"));
        }
    }

    /// Whether the settings name any keys for the encryption of documents.
    pub fn is_any(&self) -> bool {
        self.file.is_some() || !self.command.is_empty()
    }
}

/// The keys of this machine, with which documents are encrypted and decrypted.
#[derive(Clone)]
pub struct Keyring(Arc<Keys>);

struct Keys {
    file: Option<KeyFile>,
    command: Option<KeyCommand>,
    /// The name of the key with which the key command encrypts. `None`: the first key of the key
    /// file encrypts.
    name: Option<String>,
    takes_plain: bool,
    place: &'static str,
}

/// The prefix of the names of encryption keys that the key command (`key_command`) uses. It
/// distinguishes them from the names of keys in a file.
const OF_COMMAND: &str = "command:";

impl Keyring {
    /// Creates the keyring of the encryption keys that the settings name. Returns `None` if the
    /// settings name no keys.
    pub fn of(settings: &KeySettings) -> Option<Self> {
        let KeySettings { place, file, command, name, takes_plain } = settings;
        if !settings.is_any() {
            return None;
        }
        Some(Self(Arc::new(Keys {
            file: file.clone().map(KeyFile::new),
            command: KeyCommand::of(command),
            name: (!command.is_empty() && !name.is_empty()).then(|| name.clone()),
            takes_plain: *takes_plain,
            place,
        })))
    }

    /// Returns the encryption keys in the form in which a shared database or a spool uses them.
    pub fn keys(&self) -> Arc<dyn MasterKeys> {
        Arc::clone(&self.0) as Arc<dyn MasterKeys>
    }
}

/// Debug output that shows no part of the keys.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keys {
    /// Returns the file of keys. It is an error if the settings name no such file.
    fn file(&self) -> Result<&KeyFile, String> {
        self.file.as_ref().ok_or_else(|| {
            "key_name: missing; the name of the key by which key_command encrypts".to_owned()
        })
    }

    fn command(&self) -> Option<&KeyCommand> {
        self.command.as_ref()
    }
}

impl MasterKeys for Keys {
    fn newest(&self) -> Result<String, String> {
        match &self.name {
            Some(name) => Ok(format!("{OF_COMMAND}{name}")),
            None => self.file()?.ring()?.newest(),
        }
    }

    fn has(&self, id: &str) -> Result<bool, String> {
        match (id.strip_prefix(OF_COMMAND), &self.file) {
            (Some(_), _) => Ok(self.command.is_some()),
            (None, Some(file)) => file.ring()?.has(id),
            (None, None) => Ok(false),
        }
    }

    fn wrap(&self, key: &DataKey) -> Result<(String, Vec<u8>), String> {
        match (&self.name, self.command()) {
            (Some(name), Some(command)) => {
                Ok((format!("{OF_COMMAND}{name}"), command.wrap(name, key)?))
            }
            _ => self.file()?.ring()?.wrap(key),
        }
    }

    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<DataKey, NotUnwrapped> {
        match (id.strip_prefix(OF_COMMAND), self.command(), &self.file) {
            (Some(name), Some(command), _) => command.unwrap(name, wrapped),
            (None, _, Some(file)) => file.ring().map_err(NotUnwrapped::Away)?.unwrap(id, wrapped),
            _ => Err(NotUnwrapped::NoSuchKey),
        }
    }

    fn takes_plain(&self) -> bool {
        self.takes_plain
    }

    fn place(&self) -> &'static str {
        self.place
    }
}
