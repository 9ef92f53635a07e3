//! Encodes bytes and texts for URLs, headers and file names, which allow only certain characters.

use data_encoding::HEXLOWER;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// The characters that are encoded in a URL: all except the unreserved ones (RFC 3986 §2.3).
pub const UNRESERVED: AsciiSet =
    NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
