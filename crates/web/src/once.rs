//! Makes sure that a form takes effect only once, even if it is submitted twice. Each form contains
//! a unique value, and is recognised by that value and by everything written in it. If a user goes
//! back to a form and fills it in differently, it counts as a new form.

use serde::Serialize;
use sha2::{Digest, Sha256};

use ferrofax_desk::Person;
use ferrofax_network::encoding::hex;

/// The hash that identifies a submitted form. It is made from the person, the form's unique value
/// `once`, and the content `written`. `None` if `once` is empty.
pub(super) fn hash(person: &Person, once: &str, written: &impl Serialize) -> Option<[u8; 32]> {
    if once.is_empty() {
        return None;
    }
    let all = serde_json::to_vec(&(&person.name, person.by.name(), once, written)).ok()?;
    Some(Sha256::digest(all).into())
}

/// The hash of a submitted form as a text ("mark"); `None` if the form has no unique value. The
/// mark is stored with the jobs ([`ferrofax_rights::order::Order::mark`]), mails and print jobs
/// that the form creates, so that a second submission is recognised.
pub(super) fn mark(person: &Person, once: &str, written: &impl Serialize) -> Option<String> {
    hash(person, once, written).map(|hash| format!("page:{}", hex(&hash)))
}
