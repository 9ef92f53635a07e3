//! Sessions of people at the web page: who has logged in, from where, until when.
//!
//! A session is known by the hash of a token that only its browser has. The token is
//! changed from time to time; the one before it is known a little longer, for requests
//! that were on their way.

use super::SpoolError;
use crate::Logins;
use crate::database::{self, OptionalExtension, Row, params};
use ferrofax_basics::UnixMs;

/// A session that begins.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    /// The hash of its token.
    pub token: &'a str,
    /// Who has logged in.
    pub user: &'a str,
    /// By what: `password`, or the name of who vouches for the user.
    pub by: &'a str,
    /// What its forms must bring with them.
    pub secret: &'a str,
    /// From where.
    pub address: &'a str,
    /// What the browser calls itself.
    pub agent: &'a str,
    /// By what the login ends where it was proved; empty: nothing is to be ended there.
    pub hint: &'a str,
}

/// A session that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebSession {
    /// Its number.
    pub id: i64,
    /// Who has logged in.
    pub user: String,
    /// By what.
    pub by: String,
    /// What its forms must bring with them.
    pub secret: String,
    /// From where it began.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// By what the login ends where it was proved.
    pub hint: String,
    /// When.
    pub began_at: UnixMs,
    /// When its token was changed last.
    pub changed_at: UnixMs,
    /// When a request of it was last seen, to the minute.
    pub seen_at: UnixMs,
}

/// How long sessions last, ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLife {
    /// Without a request.
    pub idle_ms: i64,
    /// In all.
    pub whole_ms: i64,
}

/// For so long a token is known after it was changed, ms.
const BEFORE_KNOWN_MS: i64 = 60_000;

/// So old may be what is written of when a session was last seen, ms.
const SEEN_MS: i64 = 60_000;

const COLUMNS: &str = "id, user, by, secret, address, agent, began_at, changed_at, seen_at, hint";
const INSERT: &str = "INSERT INTO web_sessions (token, user, by, secret, address, agent, hint, began_at, changed_at, seen_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8) RETURNING id";
const CHANGE: &str =
    "UPDATE web_sessions SET token_before = token, token = ?2, changed_at = ?3 WHERE id = ?1";
const SEEN: &str = "UPDATE web_sessions SET seen_at = ?2 WHERE id = ?1";
const END: &str = "DELETE FROM web_sessions WHERE id = ?1";
const END_ALL: &str = "DELETE FROM web_sessions WHERE user = ?1";
const COUNT: &str = "SELECT count(*) FROM web_sessions WHERE seen_at > ?1";
const FORGET: &str = "DELETE FROM web_sessions WHERE seen_at < ?1 OR began_at < ?2";

impl Logins<'_> {
    /// Begins a session, and forgets those that have ended.
    pub fn begin_session(
        &self,
        new: &NewSession<'_>,
        life: SessionLife,
        now: UnixMs,
    ) -> Result<i64, SpoolError> {
        self.spool.write(|transaction| {
            transaction
                .prepare_cached(FORGET)?
                .execute([now.0 - life.idle_ms, now.0 - life.whole_ms])?;
            let NewSession { token, user, by, secret, address, agent, hint } = new;
            transaction
                .prepare_cached(INSERT)?
                .insert(params![token, user, by, secret, address, agent, hint, now])
        })
    }

    /// The session that this token (its hash) is of, if it goes on.
    pub fn session(
        &self,
        token: &str,
        life: SessionLife,
        now: UnixMs,
    ) -> Result<Option<WebSession>, SpoolError> {
        self.spool.read(|transaction| {
            let sql = format!(
                "SELECT {COLUMNS} FROM web_sessions
                 WHERE (token = ?1 OR (token_before = ?1 AND changed_at > ?2)) AND seen_at > ?3 AND began_at > ?4"
            );
            let by = params![
                token,
                now.0 - BEFORE_KNOWN_MS,
                now.0 - life.idle_ms,
                now.0 - life.whole_ms
            ];
            transaction.prepare_cached(&sql)?.query_row(by, read).optional()
        })
    }

    /// Somebody has used the session: it goes on from now.
    pub fn session_used(&self, session: &WebSession, now: UnixMs) -> Result<(), SpoolError> {
        if now.0 - session.seen_at.0 < SEEN_MS {
            return Ok(());
        }
        self.spool.write(|transaction| {
            transaction.prepare_cached(SEEN)?.execute(params![session.id, now]).map(drop)
        })
    }

    /// Gives a session another token (its hash).
    pub fn change_session(&self, id: i64, token: &str, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            transaction.prepare_cached(CHANGE)?.execute(params![id, token, now]).map(drop)
        })
    }

    /// Ends a session. False: there is none.
    pub fn end_session(&self, id: i64) -> Result<bool, SpoolError> {
        self.spool
            .write(|transaction| Ok(transaction.prepare_cached(END)?.execute([id])? > 0))
    }

    /// Ends all sessions of a user, and says how many there were.
    pub fn end_sessions_of(&self, user: &str) -> Result<usize, SpoolError> {
        self.spool
            .write(|transaction| transaction.prepare_cached(END_ALL)?.execute([user]))
    }

    /// How many sessions were seen since this moment.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn sessions_seen(&self, since: UnixMs) -> Result<u32, SpoolError> {
        self.spool.read(|transaction| {
            transaction.prepare_cached(COUNT)?.query_row([since], |row| row.get(0))
        })
    }

    /// Sessions that go on, those seen last first: of one user, or of all.
    pub fn sessions(
        &self,
        user: Option<&str>,
        life: SessionLife,
        now: UnixMs,
    ) -> Result<Vec<WebSession>, SpoolError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM web_sessions WHERE (user = ?1 OR ?1 IS NULL) AND seen_at > ?2 AND began_at > ?3
             ORDER BY seen_at DESC, id DESC"
        );
        let by = params![user, now.0 - life.idle_ms, now.0 - life.whole_ms];
        self.spool
            .read(|transaction| transaction.prepare_cached(&sql)?.query_map(by, read)?.collect())
    }
}

fn read(row: &Row<'_>) -> database::Result<WebSession> {
    Ok(WebSession {
        id: row.get(0)?,
        user: row.get(1)?,
        by: row.get(2)?,
        secret: row.get(3)?,
        address: row.get(4)?,
        agent: row.get(5)?,
        began_at: row.get(6)?,
        changed_at: row.get(7)?,
        seen_at: row.get(8)?,
        hint: row.get(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;

    const LIFE: SessionLife = SessionLife { idle_ms: 600_000, whole_ms: 3_600_000 };

    fn begun<'a>(token: &'a str, user: &'a str) -> NewSession<'a> {
        let (by, secret, address, agent) = ("password", "s", "::1", "a");
        NewSession { token, user, by, secret, address, agent, hint: "" }
    }

    #[test]
    fn a_session_ends_when_it_is_idle_or_old_or_ended() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let of = |token: &str, at: i64| spool.logins().session(token, LIFE, UnixMs(at)).unwrap();
        let start = 10_000_000;
        let id = spool.logins().begin_session(&begun("t", "alice"), LIFE, UnixMs(start)).unwrap();
        assert_eq!(of("t", start + 1).unwrap().user, "alice");
        assert!(of("u", start + 1).is_none());
        // Who uses it has it go on, but not for ever.
        for at in (0..3_600_000).step_by(500_000) {
            let session = of("t", start + at).unwrap();
            spool.logins().session_used(&session, UnixMs(start + at)).unwrap();
        }
        assert!(of("t", start + 3_600_000).is_none());
        spool.logins().begin_session(&begun("v", "bob"), LIFE, UnixMs(start)).unwrap();
        assert!(of("v", start + 600_000).is_none());
        assert!(
            spool.logins().end_session(id).unwrap() && !spool.logins().end_session(id).unwrap()
        );
        let of_both = [begun("w", "bob"), begun("x", "bob")];
        for session in of_both {
            spool.logins().begin_session(&session, LIFE, UnixMs(start + 700_000)).unwrap();
        }
        let listed = spool.logins().sessions(Some("bob"), LIFE, UnixMs(start + 700_001)).unwrap();
        assert_eq!(listed.len(), 2, "the one that had ended is forgotten");
        assert_eq!(spool.logins().end_sessions_of("bob").unwrap(), 2);
        assert!(spool.logins().sessions(None, LIFE, UnixMs(start)).unwrap().is_empty());
    }

    #[test]
    fn a_token_that_was_changed_is_known_for_requests_that_were_on_their_way() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let of = |token: &str, at: i64| {
            spool.logins().session(token, LIFE, UnixMs(at)).unwrap().is_some()
        };
        let id = spool.logins().begin_session(&begun("old", "alice"), LIFE, UnixMs(0)).unwrap();
        spool.logins().change_session(id, "new", UnixMs(1_000)).unwrap();
        assert!(of("new", 1_001) && of("old", 60_999));
        assert!(!of("old", 61_000) && of("new", 61_000));
    }
}
