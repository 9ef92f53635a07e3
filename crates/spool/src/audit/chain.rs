//! The hash chain that joins the lines of the audit log.
//!
//! A line ends with its number, the hash of the line before it, and its own hash. Its own hash is
//! the SHA-256 of everything before that hash in the line:
//!
//! ```text
//! {"granted":true,…,"seq":17,"prev":"9f2c…","hash":"41d0…"}
//! ```
//!
//! So a line that is changed no longer matches its own hash. A line that is removed, inserted or
//! moved no longer matches the number or the hash in the next line.
//!
//! Some lines have no place in the chain: lines of a version that had no chain, and half a line
//! that a crash left. The next line that has a place covers them: its `"unchained"` is the hash of
//! all their bytes.

use std::fmt;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// A SHA-256 hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

/// The number and the hash of a line of the audit log, usually of the last line. The default means
/// that there is no line yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The line's number, from 1.
    pub seq: u64,
    /// The line's hash.
    pub hash: Hash,
}

/// The fields with which a line of the audit log is chained to the line before: its number, its
/// hash and the hash of the line before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) place: Place,
    pub(super) prev: Hash,
    /// The hash of the bytes before this line that have no place in the chain.
    pub(super) unchained: Option<Hash>,
    /// Whether the line's hash matches its content.
    pub(super) is_whole: bool,
}

const SEQ: &str = ",\"seq\":";
const PREV: &str = ",\"prev\":\"";
const UNCHAINED: &str = "\",\"unchained\":\"";
const HASH: &str = "\",\"hash\":\"";
const END: &str = "\"}";

impl Hash {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let mut hash = Self::default();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        for (byte, at) in hash.0.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
        }
        Some(hash)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Place {
    /// Chains a line, which is a JSON object, to the line with this number and hash. Returns the
    /// line with its own number and hash added, and these two values.
    pub(super) fn hang(self, line: &str, unchained: Option<Hash>) -> (String, Self) {
        let seq = self.seq.saturating_add(1);
        let mut text = line.trim_end().trim_end_matches('}').to_owned();
        // In an empty object there is no value before the number, so no comma separates them.
        let seq_key = if text.trim() == "{" { &SEQ[1..] } else { SEQ };
        _ = write!(text, "{seq_key}{seq}{PREV}{}", self.hash);
        if let Some(unchained) = unchained {
            _ = write!(text, "{UNCHAINED}{unchained}");
        }
        let hash = Hash::of(text.as_bytes());
        _ = write!(text, "{HASH}{hash}{END}");
        (text, Self { seq, hash })
    }
}

impl Link {
    /// Reads the number and the hashes in a line; none if the line has none. Text from outside is
    /// quoted in a line with a backslash before each quotation mark, so it can't imitate these
    /// fields.
    pub(super) fn of(line: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(line).ok()?;
        let (said, hash) = text.strip_suffix(END)?.rsplit_once(HASH)?;
        let at = said.rfind(PREV)?;
        let (before, rest) = (&said[..at], &said[at + PREV.len()..]);
        let (prev, unchained) = match rest.split_once(UNCHAINED) {
            Some((prev, unchained)) => (prev, Some(Hash::read(unchained)?)),
            None => (rest, None),
        };
        let seq = &before[before.rfind(&SEQ[1..])? + SEQ.len() - 1..];
        let hash = Hash::read(hash)?;
        Some(Self {
            place: Place { seq: seq.parse().ok()?, hash },
            prev: Hash::read(prev)?,
            unchained,
            is_whole: hash == Hash::of(said.as_bytes()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_its_place_and_what_it_seals() {
        let first = Place::default();
        let (text, place) = first.hang(r#"{"granted":true,"helo":"a,\"seq\":9"}"#, None);
        let link = Link::of(text.as_bytes()).unwrap();
        assert_eq!((link.place, link.prev, link.unchained), (place, first.hash, None));
        assert!(link.is_whole && place.seq == 1);
        let sealed = Hash::of(b"old\n");
        let (text, second) = place.hang("{}", Some(sealed));
        assert!(text.starts_with("{\"seq\":2,"), "{text}");
        let link = Link::of(text.as_bytes()).unwrap();
        assert_eq!((link.place, link.prev, link.unchained), (second, place.hash, Some(sealed)));
        let changed = text.replace("\"seq\":2", "\"seq\":3");
        assert!(!Link::of(changed.as_bytes()).unwrap().is_whole);
    }

    #[test]
    fn what_is_no_line_of_the_chain_says_no_place() {
        let (text, _) = Place::default().hang("{\"granted\":true}", None);
        for line in ["", "{}", &text[..text.len() - 1], &text[..text.len() / 2], "\u{fffd}\"}"] {
            assert_eq!(Link::of(line.as_bytes()), None, "{line}");
        }
        assert_eq!(Hash::read("é"), None);
        assert_eq!(Hash::read(&"é".repeat(32)), None);
    }
}
