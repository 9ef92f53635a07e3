//! The reasons why no key of a recipient can be used. The text of each reason says what helps.

/// The reason why no key of a recipient can be used. The text is for the faxmaster and the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// No key of the recipient was found in any of the key sources that the settings name.
    #[error(
        "there is no key for this address in {places}; put the recipient's certificate or OpenPGP \
         key there"
    )]
    Missing {
        /// The names of the key sources that were searched.
        places: String,
    },
    /// No key of the recipient can be used, and there is no code by which a link to the fax could
    /// be opened.
    #[error("{key}; and there is no link to the fax, because {code}")]
    NoCode {
        /// The reason why no key of the recipient can be used.
        key: Box<KeyFault>,
        /// The reason why no link to the fax can be sent, and the remedy.
        code: String,
    },
    /// The recipient's key has expired.
    #[error("{key} has expired on {until}; ask the recipient for a new one")]
    Expired {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
        /// The last day on which the key was valid.
        until: String,
    },
    /// The recipient's key is not valid yet.
    #[error("{key} is not valid before {from}; check the clock, or wait until then")]
    NotYet {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
        /// The first day on which the key is valid.
        from: String,
    },
    /// The recipient has revoked the key.
    #[error("{key} is revoked; ask the recipient for a new one")]
    Revoked {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
    },
    /// The recipient's key may not be used to encrypt mails.
    #[error("{key} is not for encrypted mails ({why}); ask the recipient for one that is")]
    Purpose {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
        /// The permission that the key lacks, as a part of a sentence.
        why: String,
    },
    /// Ferrofax cannot encrypt to the recipient's key, which is of an unsupported kind.
    #[error("{key} cannot be used: {why}")]
    Unsupported {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
        /// The unsupported feature, and the step that would help.
        why: String,
    },
    /// The key that was found is for another mail address.
    #[error("{key} does not name this mail address; ask the recipient for a key that does")]
    Address {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
    },
    /// The file, or the answer of a server, that should contain the recipient's key cannot be read.
    #[error("{place} has no key that can be read: {why}")]
    Unreadable {
        /// The path of the file, or the URL of the answer.
        place: String,
        /// The reason why the file or the answer cannot be read.
        why: String,
    },
}
