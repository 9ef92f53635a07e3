//! Time stamps of proofs, by a service that `openssl ts` makes.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::proof::ProofSettings;
use ferrofax::proof::verify::{Trust, Verdict, verify};
use ferrofax_kit::time_stamp_service::{Answers, TimeStampService};

use super::{Proofs, YEAR, faults, names};
use crate::programs::is_there;

/// A spool whose proofs this service stamps; none if openssl is not installed.
fn stamped(answers: Answers) -> Option<(Proofs, TimeStampService)> {
    if !is_there("openssl") {
        return None;
    }
    let (mut proofs, service) = (Proofs::new(), TimeStampService::new(answers));
    proofs.settings.time_stamp_url = Some(service.url().to_owned());
    proofs.settings.time_stamp_authorities = Some(service.authority());
    proofs.settings.time_stamp_seconds = 1;
    Some((proofs, service))
}

fn judged(proofs: &Proofs, service: &TimeStampService, proof: &[u8], now: UnixMs) -> Verdict {
    let trust = Trust::of(Some(&proofs.certificates()), Some(&service.authority())).unwrap();
    verify(proof, &trust, now)
}

#[test]
fn a_service_confirms_the_time_of_a_proof() {
    let Some((proofs, service)) = stamped(Answers::Well) else { return };
    let now = UnixMs::now();
    let proof = proofs.proof_at(proofs.sent(1), now);
    let verdict = judged(&proofs, &service, &proof, now);
    assert_eq!(names(&verdict), [""; 0]);
    let stamp = verdict.time_stamp.unwrap();
    assert!(stamp.name == "Stamps" && stamp.is_trusted);
    assert!((stamp.at - now.0 / 1_000).abs() < 60);
    assert_eq!(verdict.facts.unwrap()["time_stamp_service"], service.url());
    // Nobody else vouches for the service.
    let trust = Trust::of(Some(&proofs.certificates()), None).unwrap();
    let verdict = verify(&proof, &trust, now);
    assert!(verdict.is_valid());
    assert_eq!(names(&verdict), ["time_stamp_not_trusted"]);
    assert!(!verdict.time_stamp.unwrap().is_trusted);
    // The reader named another authority, so somebody may have replaced the time stamp.
    let other = TimeStampService::new(Answers::Well);
    let trust = Trust::of(Some(&proofs.certificates()), Some(&other.authority())).unwrap();
    let verdict = verify(&proof, &trust, now);
    assert_eq!(faults(&verdict), ["time_stamp_not_of_authority"]);
    assert!(!verdict.time_stamp.unwrap().is_trusted);
}

/// A part of a signature in DER: its position, and the positions of its content and of its end.
fn part(bytes: &[u8], at: usize) -> (usize, usize, usize) {
    let first = usize::from(bytes[at + 1]);
    let count = if first < 0x80 { 0 } else { first & 0x7f };
    let long = bytes[at + 2..at + 2 + count]
        .iter()
        .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    let content = at + 2 + count;
    (at, content, content + if count == 0 { first } else { long })
}

/// The signature without its last part, which is the time stamp.
fn without_time_stamp(signature: &[u8]) -> Vec<u8> {
    let mut path = vec![part(signature, 0)];
    // The content, the signed data, the signers, the signer, and what is not signed.
    for _ in 0..5 {
        let (_, mut at, end) = *path.last().unwrap();
        while part(signature, at).2 < end {
            at = part(signature, at).2;
        }
        path.push(part(signature, at));
    }
    let (begin, _, end) = path.pop().unwrap();
    let mut without = signature[..begin].to_vec();
    for (at, content, until) in path {
        assert_eq!((content - at, until), (4, end), "long lengths, up to the end");
        let length = (until - content - (end - begin)) as u16;
        without[at + 2..at + 4].copy_from_slice(&length.to_be_bytes());
    }
    without
}

#[test]
fn a_time_stamp_that_was_removed_is_told() {
    let Some((proofs, service)) = stamped(Answers::Well) else { return };
    let now = UnixMs::now();
    let mut proof = proofs.proof_at(proofs.sent(1), now);
    let begin = proof.windows(10).rposition(|part| part == b"/Contents ").unwrap() + 11;
    let end = begin + proof[begin..].iter().position(|byte| *byte == b'>').unwrap();
    let digits = data_encoding::HEXLOWER.decode(&proof[begin..end]).unwrap();
    let size = part(&digits, 0).2;
    let mut without = without_time_stamp(&digits[..size]);
    without.resize(digits.len(), 0);
    let digits = data_encoding::HEXLOWER.encode(&without);
    proof[begin..end].copy_from_slice(digits.as_bytes());
    assert_eq!(faults(&judged(&proofs, &service, &proof, now)), ["time_stamp_removed"]);
}

/// A new key signs with a clock that is fast. So the time stamp is earlier than the key.
#[test]
fn the_first_proofs_of_a_server_whose_clock_is_fast_are_valid() {
    let Some((proofs, service)) = stamped(Answers::Well) else { return };
    let fast = UnixMs::now() + 5_000;
    let proof = proofs.proof_at(proofs.sent(1), fast);
    assert_eq!(names(&judged(&proofs, &service, &proof, fast)), [""; 0]);
}

#[test]
fn a_time_stamp_that_has_expired_is_told() {
    let Some((proofs, service)) = stamped(Answers::Well) else { return };
    let now = UnixMs::now();
    let proof = proofs.proof_at(proofs.sent(1), now);
    let verdict = judged(&proofs, &service, &proof, now + 6 * YEAR);
    assert!(verdict.is_valid());
    assert_eq!(names(&verdict), ["time_stamp_expired"]);
    assert!(!verdict.time_stamp.as_ref().unwrap().is_trusted);
    let said = verdict.findings[0].to_string();
    assert!(said.starts_with("The time stamp has expired"), "{said}");
}

#[test]
fn the_time_stamp_shows_that_the_clock_of_the_server_was_wrong() {
    let Some((proofs, service)) = stamped(Answers::Well) else { return };
    let now = UnixMs::now();
    // The key was made in time. Then the clock went wrong by two years.
    let id = proofs.sent(1);
    proofs.proof_at(id, now);
    let proof = proofs.proof_at(id, now + 2 * YEAR);
    let verdict = judged(&proofs, &service, &proof, now);
    assert!(verdict.is_valid());
    assert_eq!(names(&verdict), ["clock"]);
    // A clock that was wrong when the key was made: the time stamp is not in the certificate's life,
    // so the proof would never be valid with it.
    let mut other = Proofs::new();
    let folder = other.settings.folder.take();
    other.settings = ProofSettings { folder, ..proofs.settings.clone() };
    let proof = other.proof_at(other.sent(1), now + 2 * YEAR);
    assert_valid_without_time_stamp(&judged(&other, &service, &proof, now), "is valid only from");
}

#[test]
fn a_time_stamp_of_an_expired_certificate_is_not_used() {
    let Some((proofs, service)) = stamped(Answers::Expired) else { return };
    let now = UnixMs::now();
    let proof = proofs.proof_at(proofs.sent(1), now);
    let verdict = judged(&proofs, &service, &proof, now);
    assert_valid_without_time_stamp(&verdict, "the certificate of Stamps is valid only from");
}

/// The proof is valid, and says with these words why it has no time stamp.
#[track_caller]
fn assert_valid_without_time_stamp(verdict: &Verdict, words: &str) {
    assert_eq!(names(verdict), ["no_time_stamp"]);
    let facts = verdict.facts.as_ref().unwrap();
    let why = facts["time_stamp_missing"].as_str().unwrap();
    assert!(verdict.is_valid() && why.contains(words), "{why}");
}

#[test]
fn without_an_answer_the_proof_says_that_it_has_no_time_stamp() {
    for (answers, told) in [
        (Answers::Not, "1 seconds"),
        (Answers::Fault, "HTTP status 500"),
        (Answers::TooMuch, "more than 65536 bytes"),
    ] {
        let Some((proofs, service)) = stamped(answers) else { return };
        let (now, begun) = (UnixMs::now(), Instant::now());
        let proof = proofs.proof_at(proofs.sent(1), now);
        assert!(begun.elapsed() < Duration::from_secs(30));
        assert_eq!(service.asked.load(Ordering::Relaxed), 1);
        assert_valid_without_time_stamp(&judged(&proofs, &service, &proof, now), told);
    }
}

#[test]
fn the_text_of_a_refusal_becomes_one_short_line() {
    let Some((proofs, service)) = stamped(Answers::Refusal) else { return };
    let now = UnixMs::now();
    let proof = proofs.proof_at(proofs.sent(1), now);
    let verdict = judged(&proofs, &service, &proof, now);
    assert_valid_without_time_stamp(&verdict, "it refuses with the status 2 no [2J! no");
    let facts = verdict.facts.unwrap();
    let why = facts["time_stamp_missing"].as_str().unwrap();
    assert!(why.chars().count() < 250 && !why.contains(char::is_control), "{why}");
}

#[test]
fn an_answer_to_another_question_or_of_a_stranger_is_not_used() {
    let Some((proofs, service)) = stamped(Answers::WithTheFirst) else { return };
    let (id, now) = (proofs.sent(1), UnixMs::now());
    let first = proofs.proof_at(id, now);
    assert_eq!(names(&judged(&proofs, &service, &first, now)), [""; 0]);
    let missing = |proofs: &Proofs| {
        let proof = proofs.proof_at(id, now);
        let verdict = judged(proofs, &service, &proof, now);
        assert_eq!(names(&verdict), ["no_time_stamp"]);
        verdict.facts.unwrap()["time_stamp_missing"].as_str().unwrap().to_owned()
    };
    let why = missing(&proofs);
    assert!(why.contains("it is of other data"), "{why}");
    let Some((mut proofs, _kept)) = stamped(Answers::Well) else { return };
    proofs.sent(1);
    proofs.settings.time_stamp_authorities = Some(service.authority());
    let why = missing(&proofs);
    assert!(why.contains("not one of an authority that is trusted"), "{why}");
}
