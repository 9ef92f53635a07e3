//! A form that is sent twice does what it does once: it has something that no other form has,
//! and is told by that and by all that was written in it. One that somebody goes back to and
//! fills in otherwise is another.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::asker::hex;
use crate::desk::Person;

/// By what a form is known again, as this person has filled it in; none: by nothing.
pub(super) fn hash(person: &Person, once: &str, written: &impl Serialize) -> Option<[u8; 32]> {
    if once.is_empty() {
        return None;
    }
    let all = serde_json::to_vec(&(&person.name, person.by.name(), once, written)).ok()?;
    Some(Sha256::digest(all).into())
}

/// The same, as a mark of what is made by it: jobs ([`crate::order::Order::mark`]), mails,
/// prints.
pub(super) fn mark(person: &Person, once: &str, written: &impl Serialize) -> Option<String> {
    hash(person, once, written).map(|hash| format!("page:{}", hex(&hash)))
}
