//! The settings of encryption in the spool: `[sealing]` of gateway.toml.

use std::path::PathBuf;

use crate::keys::{Key, Kind, Section, plain_text};
use crate::node::{KeySettings, Keyring};
use ferrofax_spool::{Spool, SpoolError};

/// The settings of `[sealing]`: the encryption of documents in the spool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealingSettings {
    /// `key_file`: a file with keys; `None` if there is no such file.
    pub key_file: Option<PathBuf>,
    /// `key_command`: a program that holds keys, with its arguments.
    pub key_command: Vec<String>,
    /// `key_name`: the name of the key with which the program of `key_command` encrypts. If it is
    /// empty, the first key of the file encrypts.
    pub key_name: String,
    /// `seal`: whether documents are encrypted; if not, they are only decrypted.
    pub seal: bool,
}

impl Default for SealingSettings {
    fn default() -> Self {
        Self { key_file: None, key_command: Vec::new(), key_name: String::new(), seal: true }
    }
}

/// The keys of `[sealing]`.
pub(crate) const KEYS: &[Key<SealingSettings>] = &[
    Key {
        name: "key_file",
        default: r#""""#,
        kind: Kind::Path(|sealing, path| sealing.key_file = path),
        help: "A file of keys, as in [node]; it may be the same file. Without keys documents are \
               stored unencrypted. Keep a copy: without the keys the documents are lost.",
    },
    Key {
        name: "key_command",
        default: "[]",
        kind: Kind::List(|sealing, said| said.read(&mut sealing.key_command, plain_text)),
        help: "A program that holds the keys, instead of a key file. See key_command of [node].",
    },
    Key {
        name: "key_name",
        default: r#""""#,
        kind: Kind::Text(|sealing, said| said.read_one(&mut sealing.key_name, plain_text)),
        help: "The name of the key in the program (key_command) that encrypts documents. Without \
               key_name, the first key of key_file encrypts.",
    },
    Key {
        name: "seal",
        default: "true",
        kind: Kind::Flag(|sealing, seal| sealing.seal = seal),
        help: "Whether documents are encrypted with these keys, or only decrypted. Use false to \
               go back to unencrypted documents (`ferrofax rekey --open`).",
    },
];

impl SealingSettings {
    /// Whether the settings name any keys.
    pub fn is_on(&self) -> bool {
        self.keys().is_any()
    }

    /// Lets this process decrypt the documents of this spool. If `seal` is set, the process also
    /// encrypts them.
    ///
    /// # Errors
    /// The spool could not be read. Unusable keys are reported only when they are needed.
    pub fn put_in_force(&self, spool: &Spool) -> Result<(), SpoolError> {
        let keys = Keyring::of(&self.keys()).map(|ring| ring.keys());
        spool.open_documents_by(keys, self.seal)
    }

    /// Reads the section `[sealing]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        self.keys().check(section);
    }

    fn keys(&self) -> KeySettings {
        KeySettings {
            place: "[sealing] key_file",
            file: self.key_file.clone(),
            command: self.key_command.clone(),
            name: self.key_name.clone(),
            takes_plain: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;

    #[test]
    fn what_is_wrong_with_the_keys_is_named() {
        let read = |text: &str| Settings::parse(&format!("[sealing]\n{text}\n"));
        assert!(!read("").unwrap().sealing.is_on());
        let settings = read("key_file = \"/etc/ferrofax/store.keys\"").unwrap().sealing;
        assert!(settings.is_on() && settings.seal);
        for (text, said) in [
            ("key_file = \"store.keys\"", "key_file: a file, by its whole path"),
            ("key_command = [\"/kms\"]", "key_name: missing"),
            ("key_name = \"a\"", "key_name: is of no use without key_command"),
        ] {
            let problems = read(text).unwrap_err();
            assert!(problems[0].to_string().contains(said), "{problems:?}");
        }
    }
}
