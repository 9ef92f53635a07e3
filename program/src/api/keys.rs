//! Keys of programs: made, shown once, known again, ended.

use std::collections::BTreeSet;

use super::Scope;
use crate::asker::Voucher;
use crate::control_signs::blanked;
use crate::desk::Person;
use crate::sessions::Token;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{ApiKey, NewApiKey, Spool, SpoolError};

/// By this a key is told from whatever else lies about.
const BEGINNING: &str = "ffx_";

/// The longest name of a key, letters.
const NAME: usize = 80;

/// A key lasts so long at most, and so long unless told otherwise, days.
pub(crate) const MOST_DAYS: u32 = 3_660;
pub(crate) const USUAL_DAYS: u32 = 365;

const DAY_MS: i64 = 86_400_000;

/// Keys that a user has which have not ended, at most.
const MOST: usize = 100;

/// A key that is wished.
#[derive(Clone, Debug)]
pub(crate) struct WishedKey {
    /// Whose rights it is to have.
    pub(crate) user: String,
    /// Who says who that is: when others do, it is none any more.
    pub(crate) by: Voucher,
    /// What he calls it.
    pub(crate) name: String,
    /// What it may be used for.
    pub(crate) scopes: BTreeSet<Scope>,
    /// From then on it is none.
    pub(crate) ends_at: UnixMs,
}

/// Why a key is not made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    /// Caller: it has no name, or one that can't be shown.
    #[error("a key needs a name of 1 to {NAME} letters, without control signs")]
    Name,
    /// Caller: it would be good for nothing.
    #[error("a key needs something that it may be used for: {}", words(&Scope::ALL.into()))]
    NoScope,
    /// Caller: the date.
    #[error("a key ends after 1 to {MOST_DAYS} days")]
    End,
    /// Caller: he has so many.
    #[error("there are {MOST} keys of this user already; end one first")]
    TooMany,
    /// The spool.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// A key that a program shows.
pub(super) enum Shown {
    /// One that there is.
    Good(ApiKey),
    /// One that there was.
    Ended(ApiKey),
    /// Anything else.
    Unknown,
}

/// The keys of a spool.
#[derive(Clone)]
pub(crate) struct Keys {
    spool: Spool,
}

impl Keys {
    pub(crate) fn new(spool: &Spool) -> Self {
        Self { spool: spool.clone() }
    }

    /// Makes a key; its number, and what its program is to show, which nobody is shown again.
    pub(crate) fn make(&self, key: &WishedKey, now: UnixMs) -> Result<(i64, String), KeyError> {
        let name = key.name.trim();
        if name.is_empty() || name.chars().count() > NAME || blanked(name) != name {
            return Err(KeyError::Name);
        }
        if key.scopes.is_empty() {
            return Err(KeyError::NoScope);
        }
        let left = key.ends_at.ms_since(now);
        if !(1..=i64::from(MOST_DAYS) * DAY_MS).contains(&left) {
            return Err(KeyError::End);
        }
        let known = self.own(&key.user, key.by)?;
        if known.iter().filter(|one| !one.has_ended(now)).count() >= MOST {
            return Err(KeyError::TooMany);
        }
        let text = format!("{BEGINNING}{}", Token::fresh().text());
        let (token, scopes) = (Token::of(&text).hash(), words(&key.scopes));
        let new = NewApiKey {
            token: &token,
            user: &key.user,
            by: key.by.name(),
            name,
            scopes: &scopes,
            ends_at: key.ends_at,
        };
        Ok((self.spool.make_api_key(&new, now)?, text))
    }

    /// What it is that a program shows.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub(super) fn shown(&self, text: &str, now: UnixMs) -> Result<Shown, SpoolError> {
        if !text.starts_with(BEGINNING) {
            return Ok(Shown::Unknown);
        }
        Ok(match self.spool.api_key(&Token::of(text).hash())? {
            Some(key) if key.has_ended(now) => Shown::Ended(key),
            Some(key) => Shown::Good(key),
            None => Shown::Unknown,
        })
    }

    /// The key of this number, if it has not ended.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub(super) fn numbered(&self, id: i64, now: UnixMs) -> Result<Option<ApiKey>, SpoolError> {
        Ok(self.spool.api_key_numbered(id)?.filter(|key| !key.has_ended(now)))
    }

    /// Notes that it is used.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub(super) fn used(&self, key: &ApiKey, from: &str, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.api_key_used(key, from, now)
    }

    /// Keys, the newest first: of one user, or of all.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub(crate) fn list(&self, user: Option<&str>) -> Result<Vec<ApiKey>, SpoolError> {
        self.spool.api_keys(user)
    }

    /// Those of this person, the newest first; not those of another with his name.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub(crate) fn of(&self, person: &Person) -> Result<Vec<ApiKey>, SpoolError> {
        self.own(&person.name, person.by)
    }

    fn own(&self, user: &str, by: Voucher) -> Result<Vec<ApiKey>, SpoolError> {
        let listed = self.spool.api_keys(Some(user))?.into_iter();
        Ok(listed.filter(|key| key.by == by.name()).collect())
    }

    /// Ends a key: of this person, if one is named. False: there is none that has not ended.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub(crate) fn end(
        &self,
        id: i64,
        whose: Option<&Person>,
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        let whose = whose.map(|person| (person.name.as_str(), person.by.name()));
        self.spool.end_api_key(id, whose, now)
    }
}

/// In so many days.
pub(crate) fn in_days(now: UnixMs, days: u32) -> UnixMs {
    UnixMs(now.0.saturating_add(i64::from(days) * DAY_MS))
}

/// As the spool keeps them.
fn words(scopes: &BTreeSet<Scope>) -> String {
    scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" ")
}

/// What a key may be used for. A word of a later version is none of ours.
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
