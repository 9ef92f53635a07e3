//! The settings of encryption in the spool: `[sealing]` of gateway.toml.

use std::path::PathBuf;

use ferrofax_gateway_toml::{Section, settings};
use ferrofax_node::{KeySettings, Keyring};
use ferrofax_spool::{Spool, SpoolError};

settings! {
    /// The settings of `[sealing]`: the encryption of documents in the spool.
    pub struct SealingSettings {}

    /// The keys of the section `[sealing]` of gateway.toml.
    pub(crate) KEYS {
        /// A file with the keys that encrypt documents, in the format of key_file in [node]. Both
        /// settings may name the same file. Without keys, documents are stored unencrypted. Keep a
        /// copy: if the keys are lost, the encrypted documents are lost.
        key_file: Option<PathBuf> = "", path;
        /// A program that encrypts and decrypts by keys in a KMS or HSM, in place of the keys in
        /// key_file. It is started in the same way as the program in key_command of [node].
        key_command: Vec<String> = [], list;
        /// The name of the encryption key by which key_command encrypts. Without key_name, the
        /// first key of key_file encrypts documents.
        key_name: String = "", text;
        /// Whether documents are encrypted with these keys, or only decrypted. Use false to go back
        /// to unencrypted documents (`ferrofax rekey --open`).
        seal: bool = true, flag;
    }
}

impl SealingSettings {
    /// Whether the settings name any keys for the encryption of documents.
    pub fn is_on(&self) -> bool {
        self.keys().is_any()
    }

    /// Lets this process decrypt the documents of this spool. If `seal` is set, the process can
    /// encrypt them, too.
    ///
    /// # Errors
    /// The spool could not be read. Unusable encryption keys are reported only when they are
    /// needed.
    pub fn put_in_force(&self, spool: &Spool) -> Result<(), SpoolError> {
        let keys = Keyring::of(&self.keys()).map(|ring| ring.keys());
        spool.encryption().open_documents_by(keys, self.seal)
    }

    /// Reads the section `[sealing]` of gateway.toml.
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
