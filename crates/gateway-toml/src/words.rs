//! Parses mail addresses, host names and languages in gateway.toml.

use ferrofax_basics::value::is_mail_address;

/// The reason why a text in gateway.toml is not valid, with an example of a valid text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The text is not an e-mail address.
    #[error("'{0}' is not an e-mail address; example: name@example.com")]
    Mailbox(String),
    /// The text is not a host name.
    #[error("'{0}' is no name of a host; example: mail.example.com")]
    Host(String),
    /// The text names no languages.
    #[error("'{0}' are no languages as Tesseract names them; example: deu+eng")]
    Languages(String),
    /// The text does not name a device and its languages.
    #[error("'{0}' is no device with its languages; example: 2101 = deu+eng")]
    DeviceLanguages(String),
    /// The text is no pattern.
    #[error("'{0}' is no pattern; write a text of 1 to 1,000 characters, in which * is any text")]
    Pattern(String),
    /// The text has no word, or too many.
    #[error("'{0}' has no word of at least two letters, or more than 20 words")]
    Phrase(String),
    /// The text is no number of pages.
    #[error("'{0}' is no number of pages; examples: 1, 2-5")]
    PageCount(String),
}

/// Parses an e-mail address. The result for an empty text is `None`.
pub fn mailbox(text: &str) -> Result<Option<String>, Unfit> {
    match text {
        "" => Ok(None),
        text if is_mail_address(text) => Ok(Some(text.to_owned())),
        text => Err(Unfit::Mailbox(text.to_owned())),
    }
}

/// Parses a host name. The result is in lower case.
pub fn host(text: &str) -> Result<String, Unfit> {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if text.len() <= 253 && text.split('.').all(is_label) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(Unfit::Host(text.to_owned()))
    }
}
