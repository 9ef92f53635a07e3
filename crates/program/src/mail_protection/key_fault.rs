//! The reasons why no key of a recipient can be used, with a sentence that says what helps.

/// The reason why no key of a recipient can be used. The text is for the faxmaster and the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// No place has a key of the recipient.
    #[error(
        "there is no key for this address in {places}; put the recipient's certificate or OpenPGP \
         key there"
    )]
    Missing {
        /// The places that were searched.
        places: String,
    },
    /// There is no key that can be used, and no code for a link.
    #[error("{key}; and there is no link to the fax, because {code}")]
    NoCode {
        /// The reason why no key can be used.
        key: Box<KeyFault>,
        /// The reason why there is no link, and the remedy.
        code: String,
    },
    /// The key has expired.
    #[error("{key} has expired on {until}; ask the recipient for a new one")]
    Expired {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
        /// The last day on which the key was valid.
        until: String,
    },
    /// The key is not valid yet.
    #[error("{key} is not valid before {from}; check the clock, or wait until then")]
    NotYet {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
        /// The first day on which the key is valid.
        from: String,
    },
    /// The owner has revoked the key.
    #[error("{key} is revoked; ask the recipient for a new one")]
    Revoked {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
    },
    /// The key may not be used to encrypt mails.
    #[error("{key} is not for encrypted mails ({why}); ask the recipient for one that is")]
    Purpose {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
        /// The reason, which names the permission that the key lacks.
        why: String,
    },
    /// Ferrofax cannot encrypt to a key of this kind.
    #[error("{key} cannot be used: {why}")]
    Unsupported {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
        /// The unsupported feature, and the step that would help.
        why: String,
    },
    /// The key is for another mail address.
    #[error("{key} does not name this mail address; ask the recipient for a key that does")]
    Address {
        /// The kind of the key and its fingerprint or serial number, for messages.
        key: String,
    },
    /// The file or the server's answer with the key cannot be read.
    #[error("{place} has no key that can be read: {why}")]
    Unreadable {
        /// The path of the file, or the URL of the answer.
        place: String,
        /// The reason why the key cannot be read.
        why: String,
    },
}

/// A day as the texts of faults show it.
pub(crate) fn day(unix_s: i64) -> String {
    let moment = jiff::Timestamp::from_second(unix_s).unwrap_or_default();
    moment.strftime("%Y-%m-%d").to_string()
}
