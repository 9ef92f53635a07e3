//! Keys that nothing else has had: for names of files, and for what is known by a name later.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// A key of 32 hexadecimal digits.
pub(crate) fn fresh() -> String {
    let half = || format!("{:016x}", RandomState::new().hash_one(std::process::id()));
    half() + &half()
}
