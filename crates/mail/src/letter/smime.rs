//! Reads S/MIME containers that include the signed content (`smime.p7m`), Outlook's default for
//! signed mails. The content of a CMS SignedData (RFC 5652 §5) is extracted. Signatures are not
//! verified, since a fax carries none. Encrypted content is not decrypted.
//!
//! CMS is written in BER, in which lengths may be indefinite and strings may be in pieces. Both
//! occur in practice.

/// The object identifier of SignedData: 1.2.840.113549.1.7.2.
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT_IDENTIFIER: u8 = 0x06;
const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const CONSTRUCTED: u8 = 0x20;
/// The ASN.1 tag `[0] EXPLICIT`, which precedes the content field of a CMS structure (ContentInfo
/// and EncapsulatedContentInfo).
const CONTENT: u8 = 0xA0;

/// The deepest nesting of constructed BER elements that is read.
const MOST_DEPTH: usize = 16;

/// Extracts the signed content: a part of a mail with its header lines. `None` if the container is
/// encrypted, detached or damaged.
pub(super) fn content(bytes: &[u8]) -> Option<Vec<u8>> {
    // ContentInfo ::= SEQUENCE { contentType, content [0] }
    let mut info = Reader(expect(bytes, SEQUENCE)?);
    if info.expect(OBJECT_IDENTIFIER)? != SIGNED_DATA {
        return None;
    }
    // SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo, … }
    let mut signed = Reader(expect(info.expect(CONTENT)?, SEQUENCE)?);
    signed.expect(INTEGER)?;
    signed.expect(SET)?;
    // EncapsulatedContentInfo ::= SEQUENCE { eContentType, eContent [0] OPTIONAL }
    let mut inner = Reader(signed.expect(SEQUENCE)?);
    inner.expect(OBJECT_IDENTIFIER)?;
    let (tag, value) = Reader(inner.expect(CONTENT)?).next()?;
    let mut content = Vec::new();
    octets(tag, value, 0, &mut content)?;
    Some(content)
}

/// Reads an `OCTET STRING`, which can consist of several pieces, and adds its bytes to `out`.
fn octets(tag: u8, value: &[u8], depth: usize, out: &mut Vec<u8>) -> Option<()> {
    if tag == OCTET_STRING {
        out.extend_from_slice(value);
        return Some(());
    }
    if tag != OCTET_STRING | CONSTRUCTED || depth >= MOST_DEPTH {
        return None;
    }
    let mut pieces = Reader(value);
    while let Some((tag, value)) = pieces.next() {
        octets(tag, value, depth + 1, out)?;
    }
    Some(())
}

fn expect(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    Reader(bytes).expect(tag)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, value)| value)
    }

    /// Reads the next BER element of this sequence, and returns its tag and its value. `None` at
    /// the end, or if the next bytes are not a valid element.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, value, rest) = element(self.0, 0)?;
        self.0 = rest;
        Some((tag, value))
    }
}

/// Reads the BER element at the beginning of the bytes. Returns its tag, its value, and the bytes
/// after it (X.690 §8.1). Tags of several bytes are not supported, since they do not occur.
fn element(bytes: &[u8], depth: usize) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, length], rest) = bytes.split_first_chunk::<2>()?;
    if tag & 0x1F == 0x1F {
        return None;
    }
    let (length, rest) = match length {
        0x80 => return indefinite(tag, rest, depth),
        0..=0x7F => (usize::from(length), rest),
        _ => {
            let (digits, rest) = rest
                .split_at_checked(usize::from(length & 0x7F))
                .filter(|(digits, _)| digits.len() <= 4)?;
            (digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), rest)
        }
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((tag, value, rest))
}

/// Reads a BER element of indefinite length (X.690 §8.1.3.6). Its value consists of the BER
/// elements before two zero bytes.
fn indefinite(tag: u8, bytes: &[u8], depth: usize) -> Option<(u8, &[u8], &[u8])> {
    if tag & CONSTRUCTED == 0 || depth >= MOST_DEPTH {
        return None;
    }
    let mut rest = bytes;
    loop {
        if let Some(behind) = rest.strip_prefix(&[0, 0]) {
            return Some((tag, &bytes[..bytes.len() - rest.len()], behind));
        }
        rest = element(rest, depth + 1)?.2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(tag: u8, values: &[&[u8]]) -> Vec<u8> {
        let value = values.concat();
        let mut out = vec![tag];
        match value.len() {
            length @ 0..=0x7F => out.push(length as u8),
            length => out.extend_from_slice(&[0x82, (length >> 8) as u8, length as u8]),
        }
        out.extend_from_slice(&value);
        out
    }

    fn endless(tag: u8, values: &[&[u8]]) -> Vec<u8> {
        [&[tag, 0x80], values.concat().as_slice(), &[0, 0]].concat()
    }

    const DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];
    const ENVELOPED: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03];

    #[test]
    fn signed_content_is_taken_out_in_both_forms_of_ber() {
        let text = b"Content-Type: text/plain\r\n\r\nsigned";
        let whole = wrap(CONTENT, &[&wrap(OCTET_STRING, &[text])]);
        let inner = wrap(SEQUENCE, &[&wrap(OBJECT_IDENTIFIER, &[DATA]), &whole]);
        let signed =
            wrap(SEQUENCE, &[&[INTEGER, 1, 1], &wrap(SET, &[]), &inner, &wrap(SET, &[b"rest"])]);
        let der =
            wrap(SEQUENCE, &[&wrap(OBJECT_IDENTIFIER, &[SIGNED_DATA]), &wrap(CONTENT, &[&signed])]);
        assert_eq!(content(&der).as_deref(), Some(&text[..]));

        let pieces =
            [wrap(OCTET_STRING, &[&text[..9]]), wrap(OCTET_STRING, &[&text[9..]])].concat();
        let inner = endless(
            SEQUENCE,
            &[
                &wrap(OBJECT_IDENTIFIER, &[DATA]),
                &endless(CONTENT, &[&endless(OCTET_STRING | CONSTRUCTED, &[&pieces])]),
            ],
        );
        let signed = endless(SEQUENCE, &[&[INTEGER, 1, 1], &wrap(SET, &[]), &inner]);
        let ber = endless(
            SEQUENCE,
            &[&wrap(OBJECT_IDENTIFIER, &[SIGNED_DATA]), &endless(CONTENT, &[&signed])],
        );
        assert_eq!(content(&ber).as_deref(), Some(&text[..]));
        for cut in 0..ber.len() - 8 {
            // A truncated container never gives a wrong content.
            assert!(content(&ber[..cut]).is_none_or(|content| content == text), "{cut}");
        }
    }

    #[test]
    fn what_is_encrypted_stays_closed() {
        let der = wrap(
            SEQUENCE,
            &[&wrap(OBJECT_IDENTIFIER, &[ENVELOPED]), &wrap(CONTENT, &[&wrap(SEQUENCE, &[])])],
        );
        assert_eq!(content(&der), None);
        assert_eq!(content(b"not CMS"), None);
        assert_eq!(content(&[SEQUENCE, 0x80].repeat(5000)), None, "endless");
    }
}
