//! A form that is submitted twice takes effect once. Each form contains a unique value, and is
//! recognised by that and by everything written in it. A form that somebody goes back to and fills
//! in differently is a new one.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::asker::hex;
use crate::desk::Person;

/// The hash that identifies a form as this person has filled it in; `None`: the form has no unique
/// value.
pub(super) fn hash(person: &Person, once: &str, written: &impl Serialize) -> Option<[u8; 32]> {
    if once.is_empty() {
        return None;
    }
    let all = serde_json::to_vec(&(&person.name, person.by.name(), once, written)).ok()?;
    Some(Sha256::digest(all).into())
}

/// This hash as a mark for the jobs ([`crate::order::Order::mark`]), mails and prints that the form
/// creates.
pub(super) fn mark(person: &Person, once: &str, written: &impl Serialize) -> Option<String> {
    hash(person, once, written).map(|hash| format!("page:{}", hex(&hash)))
}
