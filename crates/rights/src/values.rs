//! Parses the values of the settings about permissions (`[[user]]`, `[[network]]` and others).

use std::convert::Infallible;

use ferrofax_basics::DeviceName;
use ferrofax_basics::NoDeviceName;
use ferrofax_basics::value::is_mail_address;
use ferrofax_network::asker::{Network, NetworkError, certificate};

/// The reason why a text in the settings is not accepted as a mail address.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAddress {
    /// The text is not a mail address such as `name@example.com`, and so cannot be an address of a
    /// user.
    #[error(
        "'{0}' is not an e-mail address; example: name@example.com. For other addresses, use may_claim"
    )]
    Own(String),
    /// The text is not a pattern of mail addresses that the key `may_claim` accepts, such as
    /// `@example.com`.
    #[error("'{0}' is no pattern of addresses; examples: @example.com, name@example.com, *")]
    Claim(String),
}

/// Reads a setting that is a name. Returns `None` if the text of the setting is empty.
pub(super) fn name(text: &str) -> Result<Option<String>, Infallible> {
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

pub(super) fn some_text(text: &str) -> Result<Option<String>, Infallible> {
    Ok(Some(text.to_owned()))
}

pub(super) fn some_device(text: &str) -> Result<Option<DeviceName>, NoDeviceName> {
    text.parse().map(Some)
}

/// Reads the fingerprint or name of a TLS client certificate from a setting, and converts it to the
/// form in which certificates are compared.
pub(super) fn certificate(text: &str) -> Result<String, Infallible> {
    Ok(certificate::called(text))
}

/// Reads a setting that is an IP address or network; `None` for the word `pipe`, which means the
/// command `ferrofax mail`.
pub(super) fn place(text: &str) -> Result<Option<Network>, NetworkError> {
    if text.eq_ignore_ascii_case("pipe") { Ok(None) } else { text.parse().map(Some) }
}

pub(super) fn own_address(text: &str) -> Result<String, NoAddress> {
    if is_mail_address(text) { Ok(text.to_owned()) } else { Err(NoAddress::Own(text.to_owned())) }
}

/// Reads a pattern of mail addresses in whose name a client may send: `*`, `@example.com`,
/// `name@example.com`.
pub(super) fn claim(text: &str) -> Result<String, NoAddress> {
    let whole = if text.starts_with('@') { format!("x{text}") } else { text.to_owned() };
    if text == "*" || is_mail_address(&whole) {
        Ok(text.to_owned())
    } else {
        Err(NoAddress::Claim(text.to_owned()))
    }
}
