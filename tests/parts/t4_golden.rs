//! The coded bytes of known pages stay what they are, and damage to them has the known
//! effect: a change of either is seen here, and made on purpose or not at all.

use crate::pages;
use ferrofax::t4::{Coding, Decoder, EncodeOptions, Limits, PageQuality, encode};

/// Seed of the page, coding, bytes, checksum of them; then what comes of the page when
/// every 2000th bit is hit: rows, bad ones, the longest run of these.
type Golden = (u64, Coding, usize, u64, (u32, u32, u32));

const GOLDEN: [Golden; 6] = [
    (1, Coding::Mh, 3755, 0x6109_75A8_936B_3002, (300, 15, 1)),
    (1, Coding::Mr, 4067, 0x4DA2_5D99_097B_CA15, (302, 45, 4)),
    (1, Coding::Mmr, 3645, 0x9506_ADDC_A8E2_D2D4, (35, 1, 1)),
    (2, Coding::Mh, 3600, 0x7F6C_3531_2C05_E31E, (301, 15, 2)),
    (2, Coding::Mr, 3892, 0x4536_CCF6_3B6C_0D77, (302, 44, 4)),
    (2, Coding::Mmr, 3458, 0x2860_6B30_644A_9C70, (12, 1, 1)),
];

#[test]
fn coded_pages_and_what_damage_does_to_them_are_as_they_always_were() {
    for (seed, coding, len, checksum, damaged) in GOLDEN {
        let page = pages::noise(1728, 300, seed);
        let mut bytes = encode(&page, coding, EncodeOptions::default());
        let coded = (bytes.len(), fnv(&bytes));
        for bit in (1000..bytes.len() * 8).step_by(2000) {
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        let mut decoder = Decoder::new(coding, 1728, Limits::default());
        decoder.push(&bytes);
        let PageQuality { rows, bad_rows, longest_bad_run, .. } = decoder.finish().1;
        assert_eq!(
            (coded, (rows, bad_rows, longest_bad_run)),
            ((len, checksum), damaged),
            "seed {seed}, {coding}"
        );
    }
}

/// FNV-1a.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    })
}
