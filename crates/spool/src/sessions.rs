//! Login sessions of the web interface: the user who has logged in, the address, and the time at
//! which the session expires.
//!
//! A session is identified by the hash of a token that only its browser has. The token is replaced
//! from time to time. The previous token is accepted a little longer, for requests that were on
//! their way.

use super::SpoolError;
use crate::Logins;
use crate::database::{self, Row, params};
use ferrofax_basics::UnixMs;

/// The data of a new session.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    /// The hash of the session's token.
    pub token: &'a str,
    /// The user who has logged in.
    pub user: &'a str,
    /// The login method: `password`, or the name of the provider that proved the user's identity.
    pub by: &'a str,
    /// The secret that each form of this session must contain.
    pub secret: &'a str,
    /// The address from which the user has logged in.
    pub address: &'a str,
    /// The name that the browser gives itself (User-Agent).
    pub agent: &'a str,
    /// The hint by which the provider can end its own login at logout; empty if the provider has no
    /// login to end.
    pub hint: &'a str,
}

/// A login session of the web interface, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebSession {
    /// The number of the session.
    pub id: i64,
    /// The user who has logged in.
    pub user: String,
    /// The login method, as in [`NewSession::by`].
    pub by: String,
    /// The secret that each form of this session must contain.
    pub secret: String,
    /// The address from which the user has logged in.
    pub address: String,
    /// The name that the browser gives itself (User-Agent).
    pub agent: String,
    /// The hint for the provider's logout, as in [`NewSession::hint`].
    pub hint: String,
    /// The time at which the session began.
    pub began_at: UnixMs,
    /// The time at which the token was replaced last.
    pub changed_at: UnixMs,
    /// The time of the last request, accurate to a minute.
    pub seen_at: UnixMs,
}

/// The lifetime of sessions, in ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLife {
    /// The time without a request after which a session expires.
    pub idle_ms: i64,
    /// The greatest lifetime of a session.
    pub whole_ms: i64,
}

/// The time for which the previous token is accepted after it was replaced, in ms.
const BEFORE_KNOWN_MS: i64 = 60_000;

/// The greatest number of sessions of a user with one login method.
const MOST_SESSIONS: u32 = 100;

/// The time of the last request is written again only if the stored time is older than this, in ms.
const SEEN_MS: i64 = 60_000;

const COLUMNS: &str = "id, user, by, secret, address, agent, began_at, changed_at, seen_at, hint";
const INSERT: &str = "INSERT INTO web_sessions (token, user, by, secret, address, agent, hint, began_at, changed_at, seen_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8) RETURNING id";
/// Deletes all but the newest ?3 sessions of a user with this login method.
const END_OLDEST: &str = "
    DELETE FROM web_sessions
    WHERE user = ?1 AND by = ?2
      AND id NOT IN (SELECT id FROM web_sessions WHERE user = ?1 AND by = ?2 ORDER BY id DESC LIMIT ?3)";
const CHANGE: &str = "UPDATE web_sessions SET token_before = token, token = ?3, changed_at = ?4 WHERE id = ?1 AND token = ?2";
const SEEN: &str = "UPDATE web_sessions SET seen_at = ?2 WHERE id = ?1";
const END: &str = "DELETE FROM web_sessions WHERE id = ?1";
const END_ALL: &str = "DELETE FROM web_sessions WHERE user = ?1";
const END_BUT: &str = "DELETE FROM web_sessions WHERE user = ?1 AND by = ?2 AND id <> ?3";
const COUNT: &str = "SELECT count(*) FROM web_sessions WHERE seen_at > ?1";

impl Logins<'_> {
    /// Begins a session. Ends the oldest sessions of the user if there are more than 100.
    pub fn begin_session(&self, new: &NewSession<'_>, now: UnixMs) -> Result<i64, SpoolError> {
        self.spool.write(|transaction| {
            let NewSession { token, user, by, secret, address, agent, hint } = new;
            let row = params![token, user, by, secret, address, agent, hint, now];
            let id = transaction.insert(INSERT, row)?;
            transaction.run(END_OLDEST, params![user, by, MOST_SESSIONS])?;
            Ok(id)
        })
    }

    /// Finds the session with this token (its hash), if the session has not expired.
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
            transaction.first(&sql, by, read)
        })
    }

    /// Notes that the session was used, which extends it.
    pub fn session_used(&self, session: &WebSession, now: UnixMs) -> Result<(), SpoolError> {
        if now.0 - session.seen_at.0 < SEEN_MS {
            return Ok(());
        }
        self.spool.write(|transaction| transaction.run(SEEN, params![session.id, now]))
    }

    /// Replaces the token `seen` of a session by `token` (both are hashes). Returns `false` if the
    /// session does not have the token `seen` any more: a request at the same time has replaced it.
    pub fn change_session(
        &self,
        id: i64,
        (seen, token): (&str, &str),
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            let by = params![id, seen, token, now];
            Ok(transaction.change(CHANGE, by)? > 0)
        })
    }

    /// Ends a session. Returns `false` if the session does not exist.
    pub fn end_session(&self, id: i64) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| Ok(transaction.change(END, [id])? > 0))
    }

    /// Ends all sessions of a user, and returns how many there were.
    pub fn end_sessions_of(&self, user: &str) -> Result<usize, SpoolError> {
        self.spool.write(|transaction| transaction.change(END_ALL, [user]))
    }

    /// Ends the sessions of a user with this login method, except for the session `but`.
    pub fn end_sessions_but(
        &self,
        user: &str,
        by: &str,
        but: Option<i64>,
    ) -> Result<(), SpoolError> {
        // No session has the number 0.
        let but = but.unwrap_or(0);
        self.spool.write(|transaction| transaction.run(END_BUT, params![user, by, but]))
    }

    /// Counts the sessions with a request since this time.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn sessions_seen(&self, since: UnixMs) -> Result<u32, SpoolError> {
        self.spool.read(|transaction| transaction.one(COUNT, [since], |row| row.get(0)))
    }

    /// Lists the sessions that have not expired, of one user or of all. The session with the last
    /// request comes first.
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
        self.spool.read(|transaction| transaction.all(&sql, by, read))
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
        let (_folder, spool) = Spool::empty();
        let of = |token: &str, at: i64| spool.logins().session(token, LIFE, UnixMs(at)).unwrap();
        let start = 10_000_000;
        let id = spool.logins().begin_session(&begun("t", "alice"), UnixMs(start)).unwrap();
        assert_eq!(of("t", start + 1).unwrap().user, "alice");
        assert!(of("u", start + 1).is_none());
        // Each use extends the session, but not beyond its greatest lifetime.
        for at in (0..3_600_000).step_by(500_000) {
            let session = of("t", start + at).unwrap();
            spool.logins().session_used(&session, UnixMs(start + at)).unwrap();
        }
        assert!(of("t", start + 3_600_000).is_none());
        spool.logins().begin_session(&begun("v", "bob"), UnixMs(start)).unwrap();
        assert!(of("v", start + 600_000).is_none());
        assert!(
            spool.logins().end_session(id).unwrap() && !spool.logins().end_session(id).unwrap()
        );
        let of_both = [begun("w", "bob"), begun("x", "bob")];
        for session in of_both {
            spool.logins().begin_session(&session, UnixMs(start + 700_000)).unwrap();
        }
        let listed = spool.logins().sessions(Some("bob"), LIFE, UnixMs(start + 700_001)).unwrap();
        assert_eq!(listed.len(), 2, "the one that had ended is not listed");
        let now = UnixMs(start + 700_001);
        assert_eq!(spool.retention().delete_sessions(LIFE, now).unwrap(), 1);
        assert_eq!(spool.logins().end_sessions_of("bob").unwrap(), 2);
        assert!(spool.logins().sessions(None, LIFE, UnixMs(start)).unwrap().is_empty());
    }

    #[test]
    fn a_user_with_many_sessions_loses_the_oldest() {
        let (_folder, spool) = Spool::empty();
        let tokens: Vec<String> = (0..=MOST_SESSIONS).map(|number| number.to_string()).collect();
        spool.logins().begin_session(&begun("other", "bob"), UnixMs(1)).unwrap();
        for token in &tokens {
            spool.logins().begin_session(&begun(token, "alice"), UnixMs(1)).unwrap();
        }
        let of = |token: &str| spool.logins().session(token, LIFE, UnixMs(2)).unwrap().is_some();
        assert!(!of("0") && tokens[1..].iter().all(|token| of(token)) && of("other"));
    }

    #[test]
    fn a_token_that_was_changed_is_known_for_requests_that_were_on_their_way() {
        let (_folder, spool) = Spool::empty();
        let of = |token: &str, at: i64| {
            spool.logins().session(token, LIFE, UnixMs(at)).unwrap().is_some()
        };
        let id = spool.logins().begin_session(&begun("old", "alice"), UnixMs(0)).unwrap();
        assert!(spool.logins().change_session(id, ("old", "new"), UnixMs(1_000)).unwrap());
        assert!(of("new", 1_001) && of("old", 60_999));
        assert!(!of("old", 61_000) && of("new", 61_000));
    }

    #[test]
    fn of_two_requests_at_the_same_time_one_changes_the_token() {
        let (_folder, spool) = Spool::empty();
        let id = spool.logins().begin_session(&begun("old", "alice"), UnixMs(0)).unwrap();
        // Both requests came with the same token.
        let changed = ["first", "second"]
            .map(|token| spool.logins().change_session(id, ("old", token), UnixMs(1_000)).unwrap());
        assert_eq!(changed, [true, false]);
        let of = |token| spool.logins().session(token, LIFE, UnixMs(60_999)).unwrap().is_some();
        assert_eq!(["old", "first", "second"].map(of), [true, true, false]);
    }
}
