//! Keys of programs that use the API: the user of each key, its scopes, and its expiry time.
//!
//! A key is stored by the hash of the token that its program has. A key that has expired or was
//! revoked is kept, so that users can still see its name and scopes.

use super::SpoolError;
use crate::Logins;
use crate::database::{self, Row, params};
use ferrofax_basics::UnixMs;

/// The data of a new API key.
#[derive(Clone, Copy, Debug)]
pub struct NewApiKey<'a> {
    /// The hash of the token that the program gets.
    pub token: &'a str,
    /// The user whose rights the key has.
    pub user: &'a str,
    /// The source of identities that knows the user, as the Ferrofax service names it, for example
    /// `ldap`.
    pub by: &'a str,
    /// The name that the user has given the key.
    pub name: &'a str,
    /// The scopes of the key: words with spaces between them.
    pub scopes: &'a str,
    /// Whether the key is a test key.
    pub is_test: bool,
    /// The time when the key expires.
    pub ends_at: UnixMs,
}

/// A stored API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The number of the key.
    pub id: i64,
    /// The user whose rights the key has.
    pub user: String,
    /// The source of identities that knew the user when the key was made, for example `ldap`.
    pub by: String,
    /// The name that the user has given the key.
    pub name: String,
    /// The scopes of the key: words with spaces between them.
    pub scopes: String,
    /// Whether the key is a test key, whose jobs are never sent.
    pub is_test: bool,
    /// The time when the key was made.
    pub made_at: UnixMs,
    /// The time when the key expires.
    pub ends_at: UnixMs,
    /// The time when somebody revoked the key before it expired.
    pub ended_at: Option<UnixMs>,
    /// The time when the key was last used, to the minute.
    pub used_at: Option<UnixMs>,
    /// The address from which the key was last used.
    pub used_from: Option<String>,
}

/// The interval, in ms, at which the last use of a key is written.
const USED_MS: i64 = 60_000;

const COLUMNS: &str =
    "id, user, name, scopes, made_at, ends_at, ended_at, used_at, used_from, by, is_test";
const INSERT: &str =
    "INSERT INTO api_keys (token, user, name, scopes, made_at, ends_at, by, is_test)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id";
const USED: &str = "UPDATE api_keys SET used_at = ?2, used_from = ?3 WHERE id = ?1";
const END: &str = "UPDATE api_keys SET ended_at = ?2
     WHERE id = ?1 AND ended_at IS NULL AND ends_at > ?2
         AND (user = ?3 AND by = ?4 OR ?3 IS NULL)";

impl ApiKey {
    /// Whether the key has expired or was revoked.
    pub fn has_ended(&self, now: UnixMs) -> bool {
        self.ended_at.is_some() || self.ends_at <= now
    }
}

impl Logins<'_> {
    /// Stores a new key. Returns its number.
    pub fn make_api_key(&self, new: &NewApiKey<'_>, now: UnixMs) -> Result<i64, SpoolError> {
        self.spool.write(|transaction| {
            let NewApiKey { token, user, by, name, scopes, is_test, ends_at } = new;
            transaction
                .insert(INSERT, params![token, user, name, scopes, now, ends_at, by, is_test])
        })
    }

    /// Reads the key with this token hash, also if it has expired or was revoked.
    pub fn api_key(&self, token: &str) -> Result<Option<ApiKey>, SpoolError> {
        let sql = format!("SELECT {COLUMNS} FROM api_keys WHERE token = ?1");
        self.spool.read(|transaction| transaction.first(&sql, [token], read))
    }

    /// Reads the key with this number, also if it has expired or was revoked.
    pub fn api_key_numbered(&self, id: i64) -> Result<Option<ApiKey>, SpoolError> {
        let sql = format!("SELECT {COLUMNS} FROM api_keys WHERE id = ?1");
        self.spool.read(|transaction| transaction.first(&sql, [id], read))
    }

    /// Stores the time and the address of a use of the key. A use from the same address is stored
    /// at most once a minute.
    pub fn api_key_used(&self, key: &ApiKey, from: &str, now: UnixMs) -> Result<(), SpoolError> {
        let is_noted = key.used_from.as_deref() == Some(from)
            && key.used_at.is_some_and(|at| (0..USED_MS).contains(&now.ms_since(at)));
        if is_noted {
            return Ok(());
        }
        self.spool
            .write(|transaction| transaction.run(USED, params![key.id, now, from]))
    }

    /// Revokes a key. If `whose` names a user and their source of identities, only a key of this
    /// user is revoked. Returns false if there is no such key, or if it has expired or was revoked
    /// before.
    pub fn end_api_key(
        &self,
        id: i64,
        whose: Option<(&str, &str)>,
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            let (user, by) = whose.unzip();
            Ok(transaction.change(END, params![id, now, user, by])? > 0)
        })
    }

    /// Lists the keys of one user, or of all users, the newest first.
    pub fn api_keys(&self, user: Option<&str>) -> Result<Vec<ApiKey>, SpoolError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM api_keys WHERE user = ?1 OR ?1 IS NULL ORDER BY id DESC"
        );
        self.spool.read(|transaction| transaction.all(&sql, [user], read))
    }
}

fn read(row: &Row<'_>) -> database::Result<ApiKey> {
    Ok(ApiKey {
        id: row.get(0)?,
        user: row.get(1)?,
        name: row.get(2)?,
        scopes: row.get(3)?,
        made_at: row.get(4)?,
        ends_at: row.get(5)?,
        ended_at: row.get(6)?,
        used_at: row.get(7)?,
        used_from: row.get(8)?,
        by: row.get(9)?,
        is_test: row.get(10)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;

    #[test]
    fn a_key_ends_at_its_date_or_when_it_is_ended() {
        let (_folder, spool) = Spool::empty();
        let new = |token| NewApiKey {
            token,
            user: "alice",
            by: "password",
            name: "shop",
            scopes: "faxes:read",
            is_test: token == "t",
            ends_at: UnixMs(1_000),
        };
        let id = spool.logins().make_api_key(&new("a"), UnixMs(1)).unwrap();
        let of = |token| spool.logins().api_key(token).unwrap();
        assert!(of("b").is_none());
        let key = of("a").unwrap();
        assert!(!key.is_test);
        spool.logins().make_api_key(&new("t"), UnixMs(1)).unwrap();
        assert!(of("t").unwrap().is_test);
        assert!(!key.has_ended(UnixMs(999)) && key.has_ended(UnixMs(1_000)));
        assert!(!spool.logins().end_api_key(id, Some(("bob", "password")), UnixMs(5)).unwrap());
        assert!(
            !spool.logins().end_api_key(id, Some(("alice", "ldap")), UnixMs(5)).unwrap(),
            "another"
        );
        assert!(spool.logins().end_api_key(id, Some(("alice", "password")), UnixMs(5)).unwrap());
        assert!(!spool.logins().end_api_key(id, None, UnixMs(6)).unwrap(), "it has ended");
        assert!(of("a").unwrap().has_ended(UnixMs(6)));
        assert_eq!(spool.logins().api_keys(Some("alice")).unwrap().len(), 2);
        assert!(spool.logins().api_keys(Some("bob")).unwrap().is_empty());
    }

    #[test]
    fn when_a_key_was_used_is_noted_to_the_minute() {
        let (_folder, spool) = Spool::empty();
        let new = NewApiKey {
            token: "a",
            user: "u",
            by: "ldap",
            name: "n",
            scopes: "",
            is_test: false,
            ends_at: UnixMs(900_000),
        };
        spool.logins().make_api_key(&new, UnixMs(0)).unwrap();
        let used = |from: &str, at: i64| {
            let key = spool.logins().api_key("a").unwrap().unwrap();
            spool.logins().api_key_used(&key, from, UnixMs(at)).unwrap();
            spool.logins().api_key("a").unwrap().unwrap().used_at.unwrap().0
        };
        assert_eq!(
            [used("::1", 10), used("::1", 60_009), used("::1", 60_010), used("::2", 60_011)],
            [10, 10, 60_010, 60_011]
        );
    }
}
