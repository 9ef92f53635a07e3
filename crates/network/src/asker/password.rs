//! Passwords of fax users. They are stored as Argon2id hashes, as `ferrofax password` prints them,
//! or as plain text, which CRAM-MD5 needs.

use std::sync::{Mutex, OnceLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;

use super::hex::is_same;
use crate::encoding::hex;
use ferrofax_basics::lock::lock;

/// A lock that is held while a hash is computed: each takes 19 MiB of memory, so only one is
/// computed at a time, however many clients log in.
static AT_ONCE: Mutex<()> = Mutex::new(());

/// The smallest number of characters of a new password.
pub const SHORTEST: usize = 8;

/// The prefix of a stored password hash.
const HASH: &str = "$argon2id$";

/// The reason why a password is not valid or can't be stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// The password to be hashed is empty.
    #[error("the password is empty")]
    Empty,
    /// The system has no random numbers for the salt.
    #[error("{0}")]
    Hash(argon2::password_hash::Error),
    /// A user's password in the settings is empty.
    #[error("it is empty; without a password nobody can log in, an empty one is none")]
    KeptEmpty,
    /// A user's password hash in the settings is incomplete.
    #[error("it begins like a hash and is not valid; `ferrofax password` prints one")]
    BrokenHash,
}

/// The hash of a password with a new salt, as it is written in gateway.toml.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.is_empty() {
        return Err(PasswordError::Empty);
    }
    let _turn = lock(&AT_ONCE);
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(PasswordError::Hash)?;
    Ok(hash.to_string())
}

/// Checks that a password in the settings is neither empty nor a broken hash.
pub fn check(kept: &str) -> Result<(), PasswordError> {
    if kept.is_empty() {
        return Err(PasswordError::KeptEmpty);
    }
    if kept.starts_with('$') && !is_whole_hash(kept) {
        return Err(PasswordError::BrokenHash);
    }
    Ok(())
}

/// Whether this stored password is a complete Argon2id hash: with a salt and the hash itself.
fn is_whole_hash(kept: &str) -> bool {
    kept.starts_with(HASH)
        && PasswordHash::new(kept).is_ok_and(|hash| hash.salt.is_some() && hash.hash.is_some())
}

/// Whether a stored password is plain text and not a hash.
pub fn is_plain(kept: &str) -> bool {
    !kept.starts_with('$')
}

/// Whether `given` is the stored password `kept`; `None` for a user who does not exist. The check of
/// a wrong password takes equally long for each user, so that the time does not show who exists.
pub fn is_right(kept: Option<&str>, given: &str) -> bool {
    match kept {
        Some(hash) if !is_plain(hash) => is_hash_of(hash, given),
        Some(plain) if !plain.is_empty() && is_same(plain.as_bytes(), given.as_bytes()) => true,
        _ => {
            is_hash_of(nobodys(), given);
            false
        }
    }
}

/// Whether this is the CRAM-MD5 (RFC 2195) answer for the password and the challenge. Always false
/// if the password is stored as a hash.
pub fn is_digest(kept: Option<&str>, challenge: &str, digest: &str) -> bool {
    let plain = kept.filter(|kept| is_plain(kept) && !kept.is_empty());
    // HMAC takes keys of any length.
    let Ok(mut hmac) = Hmac::<Md5>::new_from_slice(plain.unwrap_or("-").as_bytes()) else {
        return false;
    };
    hmac.update(challenge.as_bytes());
    let expected = hex(&hmac.finalize().into_bytes());
    is_same(expected.as_bytes(), digest.to_ascii_lowercase().as_bytes()) && plain.is_some()
}

fn is_hash_of(hash: &str, given: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    let _turn = lock(&AT_ONCE);
    Argon2::default().verify_password(given.as_bytes(), &parsed).is_ok()
}

/// A hash that is checked for users who do not exist or have a plain password, so that the check of
/// a wrong password takes the same time for them. No user's password has this hash.
fn nobodys() -> &'static str {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    NOBODYS.get_or_init(|| hash("-").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_hash_is_known_by_its_password_alone() {
        let kept = hash("correct horse").unwrap();
        assert!(kept.starts_with(HASH) && check(&kept).is_ok());
        assert_ne!(kept, hash("correct horse").unwrap(), "each has its salt");
        assert!(is_right(Some(&kept), "correct horse"));
        for wrong in ["", "correct hors", "correct horse ", kept.as_str()] {
            assert!(!is_right(Some(&kept), wrong), "{wrong}");
        }
    }

    #[test]
    fn nobody_has_no_password() {
        assert!(!is_right(None, "-") && !is_right(Some(""), ""));
        assert!(is_right(Some("plain"), "plain") && !is_right(Some("plain"), "Plain"));
    }

    #[test]
    fn the_time_of_a_wrong_password_does_not_show_which_users_exist() {
        is_right(None, "first, so that the hash for nobody exists");
        let hash = hash("secret").unwrap();
        for kept in [None, Some("plain"), Some(&*hash)] {
            let begun = Instant::now();
            assert!(!is_right(kept, "guess"));
            // No processor writes and reads the 19 MiB of a hash twice in less time.
            assert!(begun.elapsed() > Duration::from_millis(2), "{kept:?}");
        }
    }

    /// Checks the example of RFC 2195 §2.
    #[test]
    fn cram_md5_is_as_its_standard_shows_it() {
        let challenge = "<1896.697170952@postoffice.reston.mci.net>";
        assert!(is_digest(Some("tanstaaftanstaaf"), challenge, "b913a602c7eda7a495b4e6e7334d3890"));
        assert!(is_digest(Some("tanstaaftanstaaf"), challenge, "B913A602C7EDA7A495B4E6E7334D3890"));
        assert!(!is_digest(Some("tanstaaftanstaa"), challenge, "b913a602c7eda7a495b4e6e7334d3890"));
        assert!(!is_digest(None, challenge, "b913a602c7eda7a495b4e6e7334d3890"));
        assert!(!is_digest(Some(&hash("x").unwrap()), challenge, ""));
    }

    #[test]
    fn a_broken_hash_is_not_taken_for_a_plain_password() {
        for kept in ["", "$argon2id$v=19$m=1", "$2b$12$abc", "$1$x$y"] {
            assert!(check(kept).is_err(), "{kept}");
            assert!(!is_right(Some(kept), kept));
        }
        assert!(check("plain").is_ok());
    }
}
