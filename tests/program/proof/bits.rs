//! Each bit of a proof counts: whichever is changed, the change is found.

use std::collections::HashSet;

use ferrofax::proof::verify::{Trust, verify};
use ferrofax_kit::time_stamp_service::{Answers, TimeStampService};

use super::{Proofs, faults};
use crate::programs::is_there;
use ferrofax::UnixMs;

/// The number of changed bits in the usual test.
const SOME: usize = 300;

/// Changes so many different bits of a proof, one at a time: half of them anywhere, and half in the
/// signature with its certificates and its time stamp.
fn change_bits(count: usize) {
    if !is_there("openssl") {
        return;
    }
    let mut proofs = Proofs::new();
    let service = TimeStampService::new(Answers::Well);
    proofs.settings.time_stamp_url = Some(service.url().to_owned());
    proofs.settings.time_stamp_authorities = Some(service.authority());
    let now = UnixMs::now();
    let mut proof = proofs.proof_at(proofs.sent(1), now);
    let trust = Trust::of(Some(&proofs.certificates()), Some(&service.authority())).unwrap();
    let whole = verify(&proof, &trust, now);
    assert!(whole.is_valid() && whole.time_stamp.is_some(), "{:?}", whole.findings);
    let signature = proof.windows(10).rposition(|part| part == b"/Contents ").unwrap() + 10;
    let digits = proof[signature..].iter().position(|byte| *byte == b'>').unwrap() + 1;
    // The signature is followed by zeros.
    let used = proof[signature..signature + digits - 1]
        .iter()
        .rposition(|byte| *byte != b'0')
        .unwrap();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut tried = HashSet::new();
    while tried.len() < count {
        let byte = match tried.len() % 4 {
            0 | 1 => random(proof.len()),
            2 => signature + random(used + 1),
            _ => signature + random(digits),
        };
        let bit = random(8);
        if !tried.insert((byte, bit)) {
            continue;
        }
        proof[byte] ^= 1 << bit;
        let verdict = verify(&proof, &trust, now);
        assert!(!verdict.is_valid(), "bit {bit} of byte {byte}: {:?}", verdict.findings);
        assert!(!faults(&verdict).is_empty());
        proof[byte] ^= 1 << bit;
    }
    assert!(verify(&proof, &trust, now).is_valid());
}

#[test]
fn each_of_some_changed_bits_is_found() {
    change_bits(SOME);
}

#[test]
#[ignore = "takes minutes: 10,000 bits"]
fn each_of_ten_thousand_changed_bits_is_found() {
    change_bits(10_000);
}
