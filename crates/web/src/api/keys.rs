//! API keys of users. A program sends its API key with each request. An API key is shown once, when
//! it is created. It can be revoked before it expires.

use std::collections::BTreeSet;

use super::Scope;
use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::blanked;
use ferrofax_desk::Person;
use ferrofax_network::asker::Voucher;
use ferrofax_rights::sessions::Token;
use ferrofax_rights::{KEY_BEGINNING, TEST_KEY_BEGINNING};
use ferrofax_spool::{ApiKey, NewApiKey, Spool, SpoolError};

/// The greatest number of characters of the name that a user gives an API key.
const NAME: usize = 80;

/// The greatest number of days until an API key expires.
pub const MOST_DAYS: u32 = 3_660;

/// The number of days until an API key expires, by default.
pub const USUAL_DAYS: u32 = 365;

const DAY_MS: i64 = 86_400_000;

/// The scopes that a test key may have. All other scopes concern real faxes, users and keys.
const OF_TESTS: [Scope; 6] = [
    Scope::FaxesRead,
    Scope::FaxesWrite,
    Scope::JobsRead,
    Scope::JobsWrite,
    Scope::Events,
    Scope::Webhooks,
];

/// The greatest number of valid API keys of a user.
const MOST: usize = 100;

/// An API key that is to be created.
#[derive(Clone, Debug)]
pub struct WishedKey {
    /// The user whose rights the API key has.
    pub user: String,
    /// The source that confirms the user's identity (settings, LDAP or OpenID). If another source
    /// confirms the same user name later, the API key is no longer valid.
    pub by: Voucher,
    /// The name that the user gives the API key.
    pub name: String,
    /// The scopes of the API key: the kinds of operations for which it may be used.
    pub scopes: BTreeSet<Scope>,
    /// Whether the API key is a test key, whose faxes are never sent.
    pub is_test: bool,
    /// The time at which the API key expires.
    pub ends_at: UnixMs,
}

/// The reason why an API key is not created.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The requested name of the API key is empty, too long, or has control characters.
    #[error("a key needs a name of 1 to {NAME} characters without control characters")]
    Name,
    /// The request names no scope for the API key.
    #[error("a key needs at least one permission: {}", words(&Scope::ALL.into()))]
    NoScope,
    /// The request names a scope that a test key cannot have.
    #[error("a test key can have only these permissions: {}", words(&OF_TESTS.into()))]
    TestScope,
    /// The requested expiry date of the API key is not valid: it is too far away or not in the
    /// future.
    #[error("a key is valid for 1 to {MOST_DAYS} days")]
    End,
    /// The user already has the greatest number of valid API keys ([`MOST`]).
    #[error("this user already has {MOST} keys; revoke one first")]
    TooMany,
    /// The spool reported an error while the API key was created.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// The result of looking up an API key that a program has sent.
pub(super) enum KeyCheck {
    /// The API key is valid.
    Good(ApiKey),
    /// The API key has expired, or a user or an administrator has revoked it.
    Ended(ApiKey),
    /// The text that the program has sent is not an API key of Ferrofax.
    Unknown,
}

/// The API keys in a spool.
#[derive(Clone)]
pub struct Keys {
    spool: Spool,
    /// `true`: only test keys are valid here. `false`: only keys for real faxes are valid.
    are_tests: bool,
}

impl Keys {
    /// The API keys in this spool, for real faxes.
    pub fn new(spool: &Spool) -> Self {
        Self { spool: spool.clone(), are_tests: false }
    }

    /// Returns the keys of the same spool, of which only test keys are valid.
    pub(crate) fn of_tests(&self) -> Self {
        Self { are_tests: true, ..self.clone() }
    }

    /// Whether a text has the form of a test key.
    pub(super) fn is_test(text: &str) -> bool {
        text.starts_with(TEST_KEY_BEGINNING)
    }

    /// Creates an API key. Returns the number by which it is listed, and the key itself, which
    /// cannot be shown again.
    pub fn make(&self, key: &WishedKey, now: UnixMs) -> Result<(i64, String), KeyError> {
        let name = key.name.trim();
        if name.is_empty() || name.chars().count() > NAME || blanked(name) != name {
            return Err(KeyError::Name);
        }
        if key.scopes.is_empty() {
            return Err(KeyError::NoScope);
        }
        if key.is_test && key.scopes.iter().any(|scope| !OF_TESTS.contains(scope)) {
            return Err(KeyError::TestScope);
        }
        let left = key.ends_at.ms_since(now);
        if !(1..=i64::from(MOST_DAYS) * DAY_MS).contains(&left) {
            return Err(KeyError::End);
        }
        let known = self.own(&key.user, key.by)?;
        if known.iter().filter(|one| !one.has_ended(now)).count() >= MOST {
            return Err(KeyError::TooMany);
        }
        let beginning = if key.is_test { TEST_KEY_BEGINNING } else { KEY_BEGINNING };
        let text = format!("{beginning}{}", Token::fresh().text());
        let (token, scopes) = (Token::of(&text).hash(), words(&key.scopes));
        let new = NewApiKey {
            token: &token,
            user: &key.user,
            by: key.by.name(),
            name,
            scopes: &scopes,
            is_test: key.is_test,
            ends_at: key.ends_at,
        };
        Ok((self.spool.logins().make_api_key(&new, now)?, text))
    }

    /// Looks up an API key that a program has sent. If `are_tests` is set, only test keys are found;
    /// otherwise, only keys for real faxes.
    pub(super) fn shown(&self, text: &str, now: UnixMs) -> Result<KeyCheck, SpoolError> {
        let beginning = if self.are_tests { TEST_KEY_BEGINNING } else { KEY_BEGINNING };
        if !text.starts_with(beginning) {
            return Ok(KeyCheck::Unknown);
        }
        Ok(match self.spool.logins().api_key(&Token::of(text).hash())? {
            Some(key) if key.is_test != self.are_tests => KeyCheck::Unknown,
            Some(key) if key.has_ended(now) => KeyCheck::Ended(key),
            Some(key) => KeyCheck::Good(key),
            None => KeyCheck::Unknown,
        })
    }

    /// The API key with this number; `None` if it has expired, or if a user or an administrator has
    /// revoked it.
    pub(super) fn numbered(&self, id: i64, now: UnixMs) -> Result<Option<ApiKey>, SpoolError> {
        let is_valid = |key: &ApiKey| key.is_test == self.are_tests && !key.has_ended(now);
        Ok(self.spool.logins().api_key_numbered(id)?.filter(is_valid))
    }

    /// Records when and from which IP address the API key was used.
    pub(super) fn used(&self, key: &ApiKey, from: &str, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.logins().api_key_used(key, from, now)
    }

    /// The API keys of one user or of all users, newest first.
    pub fn list(&self, user: Option<&str>) -> Result<Vec<ApiKey>, SpoolError> {
        self.spool.logins().api_keys(user)
    }

    /// The API keys of this person, newest first. API keys of a former user with the same name are
    /// left out.
    pub(crate) fn of(&self, person: &Person) -> Result<Vec<ApiKey>, SpoolError> {
        self.own(&person.name, person.by)
    }

    fn own(&self, user: &str, by: Voucher) -> Result<Vec<ApiKey>, SpoolError> {
        let listed = self.spool.logins().api_keys(Some(user))?.into_iter();
        Ok(listed.filter(|key| key.by == by.name()).collect())
    }

    /// Revokes an API key. If a person is given, it must be a key of that person. Returns false if
    /// there is no such valid key.
    pub fn end(&self, id: i64, whose: Option<&Person>, now: UnixMs) -> Result<bool, SpoolError> {
        let whose = whose.map(|person| (person.name.as_str(), person.by.name()));
        self.spool.logins().end_api_key(id, whose, now)
    }
}

/// The time that is `days` days from now.
pub fn in_days(now: UnixMs, days: u32) -> UnixMs {
    UnixMs(now.0.saturating_add(i64::from(days) * DAY_MS))
}

/// The scopes of an API key in the form in which the spool stores them.
fn words(scopes: &BTreeSet<Scope>) -> String {
    scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" ")
}

/// The scopes of an API key. Names of scopes that only a later version of Ferrofax knows are
/// ignored.
pub(super) fn scopes_of(key: &ApiKey) -> BTreeSet<Scope> {
    key.scopes.split(' ').filter_map(Scope::of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_has_no_more_than_a_hundred_keys_and_one_that_ended_makes_room() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::new(&Spool::open(folder.path()).unwrap());
        let now = UnixMs(1);
        let make = |user: &str, days: u32, at: UnixMs| {
            let wished = WishedKey {
                user: user.to_owned(),
                by: Voucher::Settings,
                name: "billing".to_owned(),
                scopes: Scope::ALL.into(),
                is_test: false,
                ends_at: in_days(now, days),
            };
            keys.make(&wished, at)
        };
        for _ in 1..MOST {
            make("alice", USUAL_DAYS, now).unwrap();
        }
        make("alice", 1, now).unwrap();
        assert!(matches!(make("alice", USUAL_DAYS, now), Err(KeyError::TooMany)));
        assert!(make("bob", USUAL_DAYS, now).is_ok());
        assert!(make("alice", USUAL_DAYS, in_days(now, 2)).is_ok());
        assert!(matches!(make("bob", MOST_DAYS + 1, now), Err(KeyError::End)));
    }
}
