//! The keys by which this machine encrypts and decrypts documents, for the shared database and
//! for its own spool. They are in a file, or are kept outside and used by a command (an HSM,
//! the KMS of a cloud).
//!
//! No part of a key is ever shown or logged. A key is identified by the hash of its bytes, or
//! by the name that the administrator has given it.

mod command;
mod file;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::keys::Section;
use command::KeyCommand;
use ferrofax_spool::{DataKey, MasterKeys, NotUnwrapped};
use file::KeyFile;

/// The settings of the keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeySettings {
    /// The section and key that name a file, for messages.
    pub(crate) place: &'static str,
    /// `key_file`.
    pub(crate) file: Option<PathBuf>,
    /// `key_command`: a program and its arguments; empty: none.
    pub(crate) command: Vec<String>,
    /// `key_name`: the command's key that encrypts; empty: the command only decrypts.
    pub(crate) name: String,
    /// `plain_documents`.
    pub(crate) takes_plain: bool,
}

/// The longest name of a key; those of Amazon are shorter.
const LONGEST_NAME: usize = 256;

impl KeySettings {
    /// Reports errors in the settings.
    pub(crate) fn check(&self, section: &Section<'_, '_>) {
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
                section
                    .wrong("key_name", "missing; the name of the key by which key_command seals");
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

    /// Whether there are any keys.
    pub(crate) fn is_any(&self) -> bool {
        self.file.is_some() || !self.command.is_empty()
    }
}

/// The keys of this machine.
#[derive(Clone)]
pub struct Keyring(Arc<Keys>);

struct Keys {
    file: Option<KeyFile>,
    command: Option<KeyCommand>,
    /// The command's key that encrypts, if one does.
    name: Option<String>,
    takes_plain: bool,
    place: &'static str,
}

/// The prefix of the names of a command's keys, so that they differ from those of a file.
const OF_COMMAND: &str = "command:";

impl Keyring {
    /// The keys; none if nothing is to be encrypted.
    pub(crate) fn of(settings: &KeySettings) -> Option<Self> {
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

    /// The keys in the form for a shared database or a spool.
    pub(crate) fn keys(&self) -> Arc<dyn MasterKeys> {
        Arc::clone(&self.0) as Arc<dyn MasterKeys>
    }
}

/// Shows nothing of the keys.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keys {
    /// The file of keys, which must exist then.
    fn file(&self) -> Result<&KeyFile, String> {
        self.file
            .as_ref()
            .ok_or_else(|| "key_name: missing; by which key it seals".to_owned())
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
