//! The second factor of a login: a code of six digits that changes every 30 seconds (TOTP, RFC
//! 6238), or one of ten recovery codes. Each code is accepted once.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::utf8_percent_encode;
use serde::{Deserialize, Serialize};
use sha1::Sha1;

use crate::sessions::Token;
use ferrofax_basics::UnixMs;
use ferrofax_network::encoding::UNRESERVED;

/// The time for which each code of an app is shown, in milliseconds (RFC 6238 §4.1, X).
const STEP_MS: i64 = 30_000;

/// The number of bytes of the secret of a second factor (RFC 4226 §4, R6).
const SECRET: usize = 20;

/// The number of recovery codes of a user. The next constant is the number of random bytes of each.
const RECOVERY_CODES: usize = 10;
const RECOVERY_BYTES: usize = 10;

/// The second factor of a user, as users.toml stores it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondFactor {
    pub(super) user: String,
    /// The source of the user: gateway.toml or users.toml.
    pub(super) by: String,
    /// The secret from which the codes are made, in Base32.
    pub(super) secret: String,
    /// The 30-second step whose code was accepted last, as the number of steps since 1970.
    pub(super) last: i64,
    /// The hashes of the recovery codes that were not used yet.
    pub(super) codes: Vec<String>,
}

/// Writes the second factor for debugging, without the secret.
impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecondFactor({})", self.user)
    }
}

impl SecondFactor {
    pub(super) fn is_of(&self, user: &str, by: &str) -> bool {
        self.user == user && self.by == by
    }

    pub(super) fn is_valid(&self) -> bool {
        key(&self.secret).is_some()
    }

    /// Returns a new second factor with this secret, if the code shows that the user's app has the
    /// secret. The recovery codes are returned; they cannot be read again.
    pub(super) fn begun(
        (user, by): (&str, &str),
        secret: &str,
        code: &str,
        now: UnixMs,
    ) -> Option<(Self, Vec<String>)> {
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
        let mut factor = Self {
            user: user.to_owned(),
            by: by.to_owned(),
            secret: secret.to_owned(),
            last: 0,
            codes: codes.iter().map(|code| digest(code)).collect(),
        };
        factor.takes_totp(code, now).then_some((factor, codes))
    }

    /// Whether the code is right. A right code is used up: it is not accepted a second time.
    pub(super) fn takes(&mut self, code: &str, now: UnixMs) -> bool {
        self.takes_totp(code, now) || self.takes_recovery(code)
    }

    /// Accepts the code of the present step, and of the steps before and after it, since clocks
    /// differ (RFC 6238 §5.2).
    fn takes_totp(&mut self, code: &str, now: UnixMs) -> bool {
        let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
        let Some(key) = key(&self.secret).filter(|_| code.len() == 6) else { return false };
        let here = now.0.div_euclid(STEP_MS);
        let is_it = |step: &i64| *step > self.last && is_same(&totp(&key, *step), &code);
        let Some(step) = (here - 1..=here + 1).find(is_it) else { return false };
        self.last = step;
        true
    }

    fn takes_recovery(&mut self, code: &str) -> bool {
        let code = digest(code);
        let before = self.codes.len();
        self.codes.retain(|known| *known != code);
        self.codes.len() < before
    }
}

/// A new secret in Base32.
pub(super) fn fresh_secret() -> String {
    let mut bytes = [0; SECRET];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    BASE32_NOPAD.encode(&bytes)
}

/// The URL from which an app reads the secret, as its QR code contains it.
pub(super) fn address(house: &str, user: &str, secret: &str) -> String {
    let [house, user] = [house, user].map(|text| utf8_percent_encode(text, &UNRESERVED));
    format!("otpauth://totp/{house}:{user}?secret={secret}&issuer={house}")
}

/// Decodes a secret from Base32. `None` if it is not valid, or has another length.
fn key(secret: &str) -> Option<Vec<u8>> {
    BASE32_NOPAD.decode(secret.as_bytes()).ok().filter(|key| key.len() == SECRET)
}

/// Computes the code of the 30-second step with the number `step` from the secret `key` (RFC 4226
/// §5.3).
fn totp(key: &[u8], step: i64) -> String {
    format!("{:06}", truncated(key, step) % 1_000_000)
}

fn truncated(key: &[u8], step: i64) -> u32 {
    // HMAC takes keys of any length.
    let Ok(mut hmac) = Hmac::<Sha1>::new_from_slice(key) else { return 0 };
    hmac.update(&step.to_be_bytes());
    let bytes = hmac.finalize().into_bytes();
    let at = usize::from(bytes[19] & 0xf);
    let four = [bytes[at] & 0x7f, bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    u32::from_be_bytes(four)
}

/// Whether two codes are the same. Their hashes are compared, so that the time of the comparison
/// says nothing about the code.
fn is_same(right: &str, said: &str) -> bool {
    Token::of(right).hash() == Token::of(said).hash()
}

fn recovery_code() -> String {
    let mut bytes = [0; RECOVERY_BYTES];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    let text = BASE32_NOPAD.encode(&bytes).to_lowercase();
    let parts: Vec<&str> = [0, 4, 8, 12].iter().map(|at| &text[*at..*at + 4]).collect();
    parts.join("-")
}

/// The hash of a recovery code. Case and hyphens do not matter. The 80 random bits of a code cannot
/// be guessed, so a simple hash is safe.
fn digest(code: &str) -> String {
    let plain = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    Token::of(&plain.to_lowercase()).hash()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF_RFC: &[u8] = b"12345678901234567890";

    fn factor() -> SecondFactor {
        let secret = BASE32_NOPAD.encode(OF_RFC);
        let codes = vec![digest("abcd-efgh-ijkl-mnop")];
        SecondFactor { user: "dora".into(), by: "users".into(), secret, last: 0, codes }
    }

    /// Compares codes with the test vectors of RFC 6238, appendix B, for SHA-1.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000_i64, 65_353_130),
        ] {
            assert_eq!(truncated(OF_RFC, seconds / 30) % 100_000_000, code, "{seconds}");
        }
        assert_eq!(totp(OF_RFC, 1), "287082");
        assert_eq!(totp(OF_RFC, 1_111_111_109 / 30), "081804");
    }

    /// Compares codes with the test vectors of RFC 4226, appendix D.
    #[test]
    fn codes_are_those_of_its_base() {
        let codes = ["755224", "287082", "359152", "969429", "338314", "254676"];
        for (step, code) in (0..).zip(codes) {
            assert_eq!(totp(OF_RFC, step), code);
        }
    }

    #[test]
    fn a_code_is_accepted_once_and_near_its_time() {
        let mut factor = factor();
        let (code, at) = (totp(OF_RFC, 1_000), |step: i64| UnixMs(step * STEP_MS + 1));
        for away in [998, 1_002] {
            assert!(!factor.takes(&code, at(away)), "{away}");
        }
        for wrong in ["", "12345", "1234567", "abcdef", "０８１８０４"] {
            assert!(!factor.takes(wrong, at(1_000)), "{wrong}");
        }
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        assert!(factor.takes(&spaced, at(1_001)) && !factor.takes(&code, at(1_001)));
        assert!(!factor.takes(&totp(OF_RFC, 999), at(1_000)), "an older one");
        assert!(factor.takes(&totp(OF_RFC, 1_001), at(1_000)));
    }

    #[test]
    fn a_recovery_code_is_accepted_once_however_it_is_typed() {
        let mut factor = factor();
        assert!(factor.takes("ABCD EFGHIJKL-MNOP", UnixMs(0)));
        assert!(!factor.takes("abcd-efgh-ijkl-mnop", UnixMs(0)));
    }

    #[test]
    fn a_second_factor_begins_with_a_code() {
        let (secret, now) = (BASE32_NOPAD.encode(OF_RFC), UnixMs(30_000 * 1_000));
        let begun =
            |code: &str, secret: &str| SecondFactor::begun(("dora", "users"), secret, code, now);
        let code = totp(OF_RFC, 1_000);
        assert!(begun("000000", &secret).is_none());
        assert!(begun(&code, "MFRGG").is_none() && begun(&code, "not base32").is_none());
        let (mut factor, codes) = begun(&code, &secret).unwrap();
        assert!(!factor.takes(&code, now), "it was used up");
        assert!(codes.len() == 10 && codes.iter().all(|it| it.len() == 19), "{codes:?}");
        assert!(codes.iter().all(|code| factor.takes(code, now) && !factor.takes(code, now)));
        assert_ne!(fresh_secret(), fresh_secret());
        assert!(key(&fresh_secret()).is_some());
    }

    #[test]
    fn an_address_has_no_sign_that_means_something_else() {
        let address = address("Fax & Co", "dora", "ABC");
        assert_eq!(address, "otpauth://totp/Fax%20%26%20Co:dora?secret=ABC&issuer=Fax%20%26%20Co");
    }
}
