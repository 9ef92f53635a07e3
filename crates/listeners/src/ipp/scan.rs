//! Finds the end of a request's attributes, where its document begins (RFC 8010 §3.1), and checks
//! that the attributes are well-formed.

/// The maximum number of bytes of a request's attributes.
const MOST: usize = 256 << 10;

/// The maximum number of values of all attributes of a request together.
const MOST_VALUES: usize = 4_000;

/// The maximum depth of nested collections.
const DEEPEST: usize = 8;

/// The number of bytes before the attributes: the version, the operation, and the request id.
const HEAD: usize = 8;

/// The delimiter that ends the attributes of a request (RFC 8010 §3.5.1). Five more constants
/// follow: the largest delimiter, and four tags of values (§3.5.2).
const END_OF_ATTRIBUTES: u8 = 0x03;
const LAST_DELIMITER: u8 = 0x0F;
const BEGIN_COLLECTION: u8 = 0x34;
const END_COLLECTION: u8 = 0x37;
const TEXT_WITH_LANGUAGE: u8 = 0x35;
const NAME_WITH_LANGUAGE: u8 = 0x36;

/// The reason why the bytes of an IPP request are not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    /// The bytes of the message end before its attributes are complete.
    #[error("the request breaks off in its attributes")]
    BrokenOff,
    /// The attributes of the request have too many bytes or too many values.
    #[error("the request has too many attributes")]
    TooMany,
    /// Collections in the request are nested more deeply than is allowed.
    #[error("the request has collections in collections that are too deep")]
    TooDeep,
    /// The parts of a value in the request are longer than the value itself, or a collection ends
    /// without having begun.
    #[error("a value of the request is not what its tag says")]
    Value,
    /// The IPP request contains an invalid tag.
    #[error("the request has a tag that is none")]
    Tag,
    /// A value in the request is longer than its kind permits.
    #[error("a value of the request is longer than its kind may be")]
    TooLong,
}

/// Finds the end of a request's attributes while the bytes arrive in pieces.
#[derive(Default)]
pub(crate) struct Scanner {
    bytes: Vec<u8>,
    /// The position up to which the bytes of the request are checked.
    at: usize,
    values: usize,
    depth: usize,
}

impl Scanner {
    /// Takes a piece of the request. When the attributes have ended, returns the first bytes of the
    /// document.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
        self.bytes.extend_from_slice(bytes);
        self.at = self.at.max(HEAD);
        while let Some(tag) = self.bytes.get(self.at).copied() {
            if tag == END_OF_ATTRIBUTES {
                return match self.depth {
                    0 => Ok(Some(self.bytes.split_off(self.at + 1))),
                    _ => Err(Malformed::Value),
                };
            }
            if tag <= LAST_DELIMITER {
                self.at += 1;
                continue;
            }
            match self.value_at(self.at, tag)? {
                Some(end) => self.at = end,
                None => break,
            }
            if self.at > MOST {
                return Err(Malformed::TooMany);
            }
        }
        if self.bytes.len() > MOST { Err(Malformed::TooMany) } else { Ok(None) }
    }

    /// Returns the bytes of the request's header and attributes, without its document.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The bytes of the request that have arrived so far.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The end of the value that begins at `at`; `None` if the value is not complete yet.
    fn value_at(&mut self, at: usize, tag: u8) -> Result<Option<usize>, Malformed> {
        let Some(name_length) = self.length_at(at + 1)? else { return Ok(None) };
        let value_at = at + 3 + name_length;
        let Some(length) = self.length_at(value_at)? else { return Ok(None) };
        let Some(value) = self.bytes.get(value_at + 2..value_at + 2 + length) else {
            return Ok(None);
        };
        let is_fit = match tag {
            TEXT_WITH_LANGUAGE | NAME_WITH_LANGUAGE => are_two_texts(value),
            BEGIN_COLLECTION | END_COLLECTION => value.is_empty(),
            _ => true,
        };
        if !is_fit {
            return Err(Malformed::Value);
        }
        match tag {
            BEGIN_COLLECTION => self.depth += 1,
            END_COLLECTION => self.depth = self.depth.checked_sub(1).ok_or(Malformed::Value)?,
            // A name begins an attribute. No attribute may begin within a collection (RFC 8010
            // §3.1.7).
            _ if name_length > 0 && self.depth > 0 => return Err(Malformed::Value),
            _ => {}
        }
        self.values += 1;
        if self.depth > DEEPEST {
            return Err(Malformed::TooDeep);
        }
        if self.values > MOST_VALUES {
            return Err(Malformed::TooMany);
        }
        Ok(Some(value_at + 2 + length))
    }

    /// Reads a signed length of two bytes (RFC 8010 §3.1.2); `None` if the bytes have not arrived
    /// yet.
    fn length_at(&self, at: usize) -> Result<Option<usize>, Malformed> {
        let Some(&[high, low]) = self.bytes.get(at..at + 2) else { return Ok(None) };
        match i16::from_be_bytes([high, low]) {
            length if length < 0 => Err(Malformed::TooLong),
            length => Ok(usize::try_from(length).ok()),
        }
    }
}

/// Whether the value consists of a language with its length, and a text with its length (RFC 8010
/// §3.9).
fn are_two_texts(value: &[u8]) -> bool {
    let after = |value: &[u8]| -> Option<usize> {
        let &[high, low] = value.get(..2)? else { return None };
        let length = 2 + usize::from(u16::from_be_bytes([high, low]));
        (length <= value.len()).then_some(length)
    };
    let Some(language) = after(value) else { return false };
    let text = value.get(language..).unwrap_or_default();
    after(text) == Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(tag: u8, name: &str, value: &[u8]) -> Vec<u8> {
        let mut bytes = vec![tag];
        bytes.extend((name.len() as u16).to_be_bytes());
        bytes.extend(name.as_bytes());
        bytes.extend((value.len() as u16).to_be_bytes());
        bytes.extend(value);
        bytes
    }

    fn request(attributes: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = vec![2, 0, 0, 2, 0, 0, 0, 1, 1];
        attributes.iter().for_each(|attribute| bytes.extend(attribute));
        bytes
    }

    #[test]
    fn the_document_begins_where_the_attributes_end_however_they_are_cut() {
        let mut bytes = request(&[
            value(0x47, "attributes-charset", b"utf-8"),
            value(BEGIN_COLLECTION, "media-col", b""),
            value(0x4A, "", b"media-type"),
            value(0x44, "", b"\x03\x03"),
            value(END_COLLECTION, "", b""),
            value(TEXT_WITH_LANGUAGE, "job-name", b"\0\x02de\0\x03abc"),
            vec![3],
        ]);
        let end = bytes.len();
        bytes.extend(b"%PDF\x03");
        for cut in 1..bytes.len() {
            let (mut scanner, mut document) = (Scanner::default(), None::<Vec<u8>>);
            for piece in bytes.chunks(cut) {
                match &mut document {
                    Some(document) => document.extend(piece),
                    None => document = scanner.push(piece).unwrap(),
                }
            }
            assert_eq!(document.as_deref(), Some(&b"%PDF\x03"[..]), "{cut}");
            assert_eq!(scanner.into_bytes(), bytes[..end]);
        }
    }

    #[test]
    fn what_is_wrong_is_told_before_anything_is_made_of_it() {
        let deep = vec![value(BEGIN_COLLECTION, "", b""); 5_000];
        let many = vec![value(0x44, "", b"x"); MOST_VALUES + 1];
        let large = vec![value(0x30, "", &[0; 30_000]); 10];
        for (attributes, wrong) in [
            (deep, Malformed::TooDeep),
            (many, Malformed::TooMany),
            (large, Malformed::TooMany),
            (vec![value(END_COLLECTION, "", b"")], Malformed::Value),
            (vec![value(TEXT_WITH_LANGUAGE, "a", b"\0\x09de\0\x03abc")], Malformed::Value),
            (vec![value(NAME_WITH_LANGUAGE, "a", b"\0\x02de\0\x09abc")], Malformed::Value),
            (vec![value(NAME_WITH_LANGUAGE, "a", b"\xFF\xFF")], Malformed::Value),
            (vec![value(BEGIN_COLLECTION, "a", b"x")], Malformed::Value),
            (vec![value(BEGIN_COLLECTION, "a", b""), vec![3]], Malformed::Value),
            (vec![vec![0x44, 0xFF, 0xFF]], Malformed::TooLong),
        ] {
            let bytes = request(&attributes);
            for cut in [13, bytes.len()] {
                let mut scanner = Scanner::default();
                let end = bytes.chunks(cut).find_map(|piece| scanner.push(piece).err());
                assert_eq!(end, Some(wrong), "{attributes:.3?}");
            }
        }
    }
}
