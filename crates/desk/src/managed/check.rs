//! The rules for the values that administrators enter. A value that passes has no character that
//! ends a line, an argument or an option of the dialplan, or that begins a variable or a comment.

use super::ManagedError;
use ferrofax_basics::value::is_mail_address;

/// The greatest number of characters of a value that a refusal repeats.
const SHOWN: usize = 80;

/// The beginning of a value, at most [`SHOWN`] characters without control characters, for the text
/// of a refusal.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(SHOWN).filter(|sign| !sign.is_control()).collect()
}

/// Checks a name or another text for people, and returns it.
pub(super) fn text(value: &str) -> Result<String, ManagedError> {
    let may = |sign: char| sign.is_alphanumeric() || " .-'/+".contains(sign);
    let is_text = value.chars().count() <= 60 && value.chars().all(may);
    if is_text { Ok(value.to_owned()) } else { Err(ManagedError::Text(shown(value))) }
}

/// Checks a word, such as the name of a class, and returns it.
pub(super) fn word(value: &str) -> Result<String, ManagedError> {
    let may = |sign: char| sign.is_ascii_alphanumeric() || "._-".contains(sign);
    let is_word = value.len() <= 40 && value.chars().all(may) && !value.starts_with('-');
    if is_word { Ok(value.to_owned()) } else { Err(ManagedError::Word(shown(value))) }
}

/// Checks words that are separated by commas, blanks or plus signs. Returns them separated by plus
/// signs.
pub(super) fn words(value: &str) -> Result<String, ManagedError> {
    let words = value.split([',', '+', ' ']).filter(|word| !word.is_empty());
    let words: Vec<String> = words.take(21).map(word).collect::<Result<_, _>>()?;
    if words.len() > 20 { Err(ManagedError::Word(shown(value))) } else { Ok(words.join("+")) }
}

/// Checks a station identification (T.30 §5.3.6.2.4), and returns it.
pub(super) fn ident(value: &str) -> Result<String, ManagedError> {
    let may = |sign: char| sign.is_ascii_digit() || "+ ".contains(sign);
    let is_ident = value.len() <= 20 && value.chars().all(may);
    if is_ident { Ok(value.to_owned()) } else { Err(ManagedError::Ident) }
}

/// Checks an extension of the dialplan, and returns it. Letters and patterns are not permitted,
/// since Asterisk uses some of them for its own purposes.
pub(super) fn extension(value: &str) -> Result<String, ManagedError> {
    let is_one = (1..=30).contains(&value.len()) && value.bytes().all(|it| it.is_ascii_digit());
    if is_one { Ok(value.to_owned()) } else { Err(ManagedError::Extension) }
}

/// Checks the digits of a telephone number or prefix, and returns them.
pub(super) fn digits(value: &str) -> Result<String, ManagedError> {
    let is_one = value.len() <= 10 && value.bytes().all(|it| it.is_ascii_digit());
    if is_one { Ok(value.to_owned()) } else { Err(ManagedError::Digits(shown(value))) }
}

/// Checks a mail address. Only the usual characters are permitted.
pub(super) fn address(value: &str) -> Result<String, ManagedError> {
    let may = |sign: char| sign.is_ascii_alphanumeric() || "._+-@".contains(sign);
    let is_one = value.chars().all(may) && is_mail_address(value);
    if is_one { Ok(value.to_owned()) } else { Err(ManagedError::Address(shown(value))) }
}

/// Checks the name of a time zone.
pub(super) fn zone(value: &str) -> Result<String, ManagedError> {
    let may = |sign: char| sign.is_ascii_alphanumeric() || "/_+-".contains(sign);
    let is_one = value.chars().all(may) && ferrofax_basics::zone::named(value).is_ok();
    if is_one { Ok(value.to_owned()) } else { Err(ManagedError::Zone(shown(value))) }
}

/// Checks the name or the IP address of a mail server.
pub(super) fn server(value: &str) -> Result<String, ManagedError> {
    let may = |sign: char| sign.is_ascii_alphanumeric() || ".-".contains(sign);
    let is_name = (1..=253).contains(&value.len()) && value.chars().all(may);
    let inside = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_ip6 = inside.is_some_and(|it| it.parse::<std::net::Ipv6Addr>().is_ok());
    if is_name || is_ip6 { Ok(value.to_owned()) } else { Err(ManagedError::Server(shown(value))) }
}

/// Checks a user name or a password: one line, without blanks at its ends.
pub(super) fn secret(value: &str) -> Result<String, ManagedError> {
    let is_one =
        value.chars().count() <= 200 && value.trim() == value && !value.contains(char::is_control);
    if is_one { Ok(value.to_owned()) } else { Err(ManagedError::Secret) }
}
