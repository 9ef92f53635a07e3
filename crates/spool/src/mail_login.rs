//! The login at the mail server by OAuth 2.0 (`mailauth = oauth2`). The Ferrofax service fetches
//! access tokens, and the module uses them for its mails. Both share this file of the spool's
//! secrets, so that each token is fetched once.
//!
//! The service stores the token before the old one expires. If the mail server rejects a token
//! early, because somebody has revoked it, the module notes that ([`MailLogin::reject`]) and the
//! service fetches another.

use std::path::Path;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::SpoolError;
use crate::secrets::Secrets;
use ferrofax_basics::UnixMs;

/// The name of the data about the login in the spool's secrets.
const NAME: &str = "mail-login";

/// The time before its end at which an access token is replaced, in milliseconds.
const EARLY_MS: i64 = 5 * 60_000;

/// The shortest time between two fetches because the mail server has rejected a token, in
/// milliseconds. A mail server that rejects each token must not cause a fetch each second.
const REJECTED_MS: i64 = 60_000;

/// The login at the mail server by OAuth 2.0, for one spool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailLogin {
    secrets: Secrets,
}

/// An access token of the provider (RFC 6749 §1.4).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// The token.
    pub token: String,
    /// The time when the service got the token.
    #[serde(with = "unix_ms")]
    pub from: UnixMs,
    /// The time when the token expires.
    #[serde(with = "unix_ms")]
    pub until: UnixMs,
}

/// The reason why there is no access token that can be used now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoToken {
    /// The service has never fetched a token, and there is no fault that it has stored.
    #[error("`ferrofax serve` has fetched no access token")]
    Never,
    /// The service could not fetch a token, or the secrets can't be read.
    #[error("{0}")]
    Because(String),
    /// The last access token has expired, and the service has not replaced it.
    #[error("the access token has expired, and `ferrofax serve` has fetched no other")]
    Expired,
}

/// Everything that is stored about the login.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    /// The provider, the client and the account of the tokens, as one text.
    identity: String,
    access: Option<AccessToken>,
    /// The refresh token, by which the service gets access tokens (RFC 6749 §1.5).
    refresh: Option<String>,
    /// The SHA-256 of the access token that the mail server rejected.
    rejected: Option<String>,
    /// Whether the access token replaced one that the mail server had rejected.
    after_rejected: bool,
    /// The reason why the last fetch failed.
    fault: Option<String>,
}

impl MailLogin {
    /// The login of the spool in this folder. Nothing is read yet.
    pub fn of(spool: &Path) -> Self {
        Self { secrets: Secrets::in_folder(spool) }
    }

    /// The access token for a login now.
    ///
    /// # Errors
    /// There is none; the error says why.
    pub fn token(&self, now: UnixMs) -> Result<String, NoToken> {
        let stored = self.stored().map_err(|error| NoToken::Because(error.to_string()))?;
        match (stored.access, stored.fault) {
            (Some(access), _) if now < access.until => Ok(access.token),
            (_, Some(fault)) => Err(NoToken::Because(fault)),
            (Some(_), None) => Err(NoToken::Expired),
            (None, None) => Err(NoToken::Never),
        }
    }

    /// Notes that the mail server has rejected this access token, so that the service fetches
    /// another. Returns whether another token probably helps: the mail server has rejected neither
    /// this token nor the token before it earlier.
    ///
    /// # Errors
    /// [`SpoolError::Io`]
    pub fn reject(&self, token: &str) -> Result<bool, SpoolError> {
        // Otherwise the service has replaced the token in the meantime.
        let mut another_helps = true;
        self.change(|stored| {
            if stored.access.as_ref().is_some_and(|access| access.token == token) {
                another_helps = stored.rejected.is_none() && !stored.after_rejected;
                stored.rejected = Some(digest(token));
            }
        })?;
        Ok(another_helps)
    }

    /// Whether the service should fetch an access token now. `identity` names the provider, the
    /// client and the account of the settings: tokens of another identity are not used.
    ///
    /// # Errors
    /// [`SpoolError::Io`]
    pub fn is_due(&self, identity: &str, now: UnixMs) -> Result<bool, SpoolError> {
        let stored = self.stored()?;
        let Some(access) = &stored.access else { return Ok(true) };
        let age = now.0 - access.from.0;
        let is_rejected = stored.rejected.as_deref() == Some(&*digest(&access.token));
        // A short-lived token is replaced in the last fifth of its life.
        let early = EARLY_MS.min((access.until.0 - access.from.0) / 5);
        Ok(stored.identity != identity
            || now.0 >= access.until.0 - early
            || (is_rejected && age >= REJECTED_MS)
            // The clock was put back.
            || age < 0)
    }

    /// Stores an access token that the service has fetched. A refresh token that came with it
    /// replaces the old one (RFC 6749 §6).
    ///
    /// # Errors
    /// [`SpoolError::Io`]
    pub fn store(
        &self,
        identity: &str,
        access: AccessToken,
        refresh: Option<String>,
    ) -> Result<(), SpoolError> {
        self.change(|stored| {
            let before = if stored.identity == identity { stored.refresh.take() } else { None };
            *stored = Stored {
                identity: identity.to_owned(),
                access: Some(access),
                refresh: refresh.or(before),
                rejected: None,
                after_rejected: stored.identity == identity && stored.rejected.is_some(),
                fault: None,
            };
        })
    }

    /// Stores the reason why an access token could not be fetched. Mails that wait show it.
    ///
    /// # Errors
    /// [`SpoolError::Io`]
    pub fn store_fault(&self, identity: &str, fault: &str) -> Result<(), SpoolError> {
        self.change(|stored| {
            if stored.identity != identity {
                // Tokens of other settings would log in to another account.
                *stored = Stored { identity: identity.to_owned(), ..Stored::default() };
            }
            stored.fault = Some(fault.to_owned());
        })
    }

    /// The refresh token of this identity, which `ferrofax login mail` has stored.
    ///
    /// # Errors
    /// [`SpoolError::Io`]
    pub fn refresh_token(&self, identity: &str) -> Result<Option<String>, SpoolError> {
        let stored = self.stored()?;
        Ok(stored.refresh.filter(|_| stored.identity == identity))
    }

    /// The time when the present access token of this identity expires, if there is one.
    ///
    /// # Errors
    /// [`SpoolError::Io`]
    pub fn until(&self, identity: &str) -> Result<Option<UnixMs>, SpoolError> {
        let stored = self.stored()?;
        Ok(stored.access.filter(|_| stored.identity == identity).map(|access| access.until))
    }

    /// Removes the tokens.
    ///
    /// # Errors
    /// [`SpoolError::Io`]
    pub fn remove(&self) -> Result<(), SpoolError> {
        self.secrets.change(NAME, |_| None).map_err(SpoolError::of_file)
    }

    fn stored(&self) -> Result<Stored, SpoolError> {
        Ok(read(self.secrets.get(NAME).map_err(SpoolError::of_file)?.as_deref()))
    }

    fn change(&self, change: impl FnOnce(&mut Stored)) -> Result<(), SpoolError> {
        let changed = self.secrets.change(NAME, |before| {
            let mut stored = read(before.as_deref());
            change(&mut stored);
            serde_json::to_string(&stored).ok().or(before)
        });
        changed.map_err(SpoolError::of_file)
    }
}

mod unix_ms {
    use super::{Deserialize, Serialize, UnixMs};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &UnixMs, to: S) -> Result<S::Ok, S::Error> {
        time.0.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<UnixMs, D::Error> {
        i64::deserialize(from).map(UnixMs)
    }
}

/// Data of an unknown form, such as those of a later version, count as none: the service fetches a
/// token again.
fn read(text: Option<&str>) -> Stored {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn digest(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token))
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessToken")
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_795_000_000_000);
    const HOUR: i64 = 3_600_000;

    fn access(token: &str, from: UnixMs) -> AccessToken {
        AccessToken { token: token.to_owned(), from, until: from + HOUR }
    }

    #[test]
    fn a_token_is_used_until_it_expires_and_replaced_before() {
        let folder = tempfile::tempdir().unwrap();
        let login = MailLogin::of(folder.path());
        assert_eq!(login.token(NOW), Err(NoToken::Never));
        assert!(login.is_due("id", NOW).unwrap());
        login.store("id", access("t", NOW), None).unwrap();
        assert_eq!(login.token(NOW).as_deref(), Ok("t"));
        assert!(!login.is_due("id", NOW + HOUR - EARLY_MS - 1).unwrap());
        assert!(login.is_due("id", NOW + HOUR - EARLY_MS).unwrap());
        assert_eq!(login.token(NOW + HOUR - 1).as_deref(), Ok("t"));
        assert_eq!(login.token(NOW + HOUR), Err(NoToken::Expired));
        assert!(login.is_due("id", NOW - 1).unwrap(), "the clock was put back");
    }

    #[test]
    fn a_fault_is_the_reason_once_the_token_has_expired() {
        let folder = tempfile::tempdir().unwrap();
        let login = MailLogin::of(folder.path());
        login.store("id", access("t", NOW), None).unwrap();
        login.store_fault("id", "the secret has expired").unwrap();
        assert_eq!(login.token(NOW).as_deref(), Ok("t"));
        let fault = NoToken::Because("the secret has expired".to_owned());
        assert_eq!(login.token(NOW + HOUR), Err(fault));
        login.store("id", access("u", NOW + HOUR), None).unwrap();
        assert_eq!(login.token(NOW + HOUR).as_deref(), Ok("u"));
    }

    #[test]
    fn a_rejected_token_is_replaced_but_not_each_second() {
        let folder = tempfile::tempdir().unwrap();
        let login = MailLogin::of(folder.path());
        login.store("id", access("t", NOW), None).unwrap();
        login.reject("another").unwrap();
        assert!(!login.is_due("id", NOW + REJECTED_MS).unwrap());
        assert!(login.reject("t").unwrap(), "another token probably helps");
        assert!(!login.reject("t").unwrap(), "this is the second time");
        assert!(!login.is_due("id", NOW + REJECTED_MS - 1).unwrap());
        assert!(login.is_due("id", NOW + REJECTED_MS).unwrap());
        login.store("id", access("u", NOW + REJECTED_MS), None).unwrap();
        assert!(!login.is_due("id", NOW + 2 * REJECTED_MS).unwrap());
        assert!(!login.reject("u").unwrap(), "the token before it was rejected as well");
        login.store("id", access("v", NOW + 2 * REJECTED_MS), None).unwrap();
        login.store("id", access("w", NOW + HOUR), None).unwrap();
        assert!(login.reject("w").unwrap(), "the token before it was accepted");
    }

    #[test]
    fn tokens_of_other_settings_are_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let login = MailLogin::of(folder.path());
        login.store("id", access("t", NOW), Some("r".to_owned())).unwrap();
        assert!(login.is_due("other", NOW).unwrap());
        assert_eq!(login.refresh_token("other").unwrap(), None);
        assert_eq!(login.refresh_token("id").unwrap().as_deref(), Some("r"));
        // A refresh token is kept unless a new one comes.
        login.store("id", access("u", NOW), None).unwrap();
        assert_eq!(login.refresh_token("id").unwrap().as_deref(), Some("r"));
        login.store_fault("other", "no").unwrap();
        assert_eq!(login.token(NOW), Err(NoToken::Because("no".to_owned())));
        assert_eq!(login.refresh_token("id").unwrap(), None);
    }

    #[test]
    fn a_token_is_not_shown() {
        assert!(!format!("{:?}", access("hushhush", NOW)).contains("hush"));
    }
}
