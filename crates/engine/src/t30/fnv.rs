//! FNV, field not valid: what a remote terminal refuses of what was said to it (T.30
//! §5.3.6.1.8, §5.3.6.2.13).
//!
//! It answers DCS or DTC. Each bit of the first octets of its information field stands for one
//! field of ours; what may follow them (a number in the row of FNVs, and the field that is meant,
//! as it was understood) tells nothing that we do not know.

use super::frame::Fields;
use super::outcome::Cause;

/// A bit of FNV, numbered from 1: the field in words, and with what the call ends.
type Refusal = (usize, &'static str, Cause);

/// So many octets at most have the bits.
pub const BITS: usize = 2;

/// In the order of the bits. Bit 8 says that another octet of bits follows.
const REFUSALS: [Refusal; 10] = [
    (1, "the password (PWD)", Cause::PasswordRefused),
    (2, "the document's number (SEP)", Cause::SelectionRefused),
    (3, "the subaddress (SUB)", Cause::SubaddressRefused),
    (4, "the sender's identification (SID)", Cause::SenderRefused),
    (5, "a value for a secure fax", Cause::FieldRefused),
    (6, "the identification (TSI)", Cause::IdentRefused),
    (7, "the polled subaddress (PSA)", Cause::FieldRefused),
    (9, "the wish for binary files (BFT)", Cause::FieldRefused),
    (10, "the address in the internet (IRA)", Cause::FieldRefused),
    (11, "the address in the internet to fetch from (ISP)", Cause::FieldRefused),
];

/// The bit of DIS and DTC by which a machine says that it says, and understands, FNV, and that of
/// DCS (table 2).
pub(super) const CAPABLE: usize = 33;

/// The bit that says that a second octet of bits follows the first.
const EXTENDED: usize = 8;

/// The fields that this information field refuses, in words. None where it names none that is
/// known.
pub fn refused(fif: &[u8]) -> impl Iterator<Item = &'static str> {
    refusals(fif).map(|(_, field, _)| field)
}

/// With what a call ends that this information field ends, by the first field that it names. One
/// that names none refuses all the same.
pub(super) fn cause(fif: &[u8]) -> Cause {
    refusals(fif).next().map_or(Cause::FieldRefused, |(_, _, cause)| cause)
}

fn refusals(fif: &[u8]) -> impl Iterator<Item = Refusal> {
    let bits = Fields(fif.iter().take(BITS).copied().collect());
    let is_extended = bits.bit(EXTENDED);
    REFUSALS
        .into_iter()
        .filter(move |(bit, ..)| bits.bit(*bit) && (*bit < EXTENDED || is_extended))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_its_bit_and_an_odd_one_is_a_field() {
        let causes: [(&[u8], Cause); 12] = [
            (&[0x01], Cause::PasswordRefused),
            (&[0x02], Cause::SelectionRefused),
            (&[0x04], Cause::SubaddressRefused),
            (&[0x08], Cause::SenderRefused),
            (&[0x10], Cause::FieldRefused),
            (&[0x20], Cause::IdentRefused),
            (&[0x40, 0xFF, 0xFF], Cause::FieldRefused),
            // Of several the first.
            (&[0x0C], Cause::SubaddressRefused),
            // Behind the bits stands what is meant.
            (&[0x01, 0x00, 0x83, 0x14], Cause::PasswordRefused),
            (&[], Cause::FieldRefused),
            (&[0x00, 0x04], Cause::FieldRefused),
            (&[0x80], Cause::FieldRefused),
        ];
        for (fif, wanted) in causes {
            assert_eq!(cause(fif), wanted, "{fif:02X?}");
        }
    }

    #[test]
    fn the_second_octet_counts_where_the_first_says_so() {
        let words = |fif: &[u8]| refused(fif).count();
        assert_eq!([words(&[0x80, 0x07]), words(&[0x00, 0x07]), words(&[0x80])], [3, 0, 0]);
        assert_eq!([words(&[]), words(&[0xFF; 300])], [0, REFUSALS.len()]);
    }
}
