//! Login sessions of the web interface, identified by a cookie.
//!
//! The browser has a random token. The spool stores only the token's hash, so that a person who
//! can read the spool cannot use a session. A session gets another token from time to time.

mod token;

use ferrofax_basics::UnixMs;
use ferrofax_spool::{NewSession, SessionLife, Spool, SpoolError, WebSession};

pub(crate) use token::Token;

/// The age at which a session's token is replaced, ms.
const CHANGED_MS: i64 = 30 * 60_000;

/// The most characters of the browser's name that are stored.
const AGENT: usize = 200;

/// The sessions, and their lifetime.
#[derive(Clone)]
pub(crate) struct Sessions {
    spool: Spool,
    life: SessionLife,
}

/// The session of a request.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) session: WebSession,
    /// The new token for the browser, if it was replaced.
    pub(crate) changed: Option<Token>,
}

/// The user who has logged in, and the login.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoggedIn<'a> {
    pub(crate) user: &'a str,
    /// The source that checked the login: `password`, or the name of the one that vouches for the
    /// user.
    pub(crate) by: &'a str,
    pub(crate) address: &'a str,
    pub(crate) agent: &'a str,
    /// The hint with which the session at the OpenID provider is ended.
    pub(crate) hint: &'a str,
}

impl Sessions {
    pub(crate) fn new(spool: &Spool, life: SessionLife) -> Self {
        Self { spool: spool.clone(), life }
    }

    /// Begins a session.
    pub(crate) fn begin(&self, who: &LoggedIn<'_>, now: UnixMs) -> Result<Token, SpoolError> {
        let (token, secret) = (Token::fresh(), Token::fresh());
        let agent: String = who.agent.chars().take(AGENT).collect();
        let LoggedIn { user, by, address, hint, .. } = *who;
        let (hash, secret) = (token.hash(), secret.text());
        let new = NewSession { token: &hash, user, by, secret, address, agent: &agent, hint };
        self.spool.begin_session(&new, self.life, now)?;
        Ok(token)
    }

    /// The session of this token, if it has not ended. `is_used`: a person triggered the request,
    /// and not only an open page; this extends the session.
    pub(crate) fn of(
        &self,
        token: &str,
        is_used: bool,
        now: UnixMs,
    ) -> Result<Option<Found>, SpoolError> {
        let token = Token::of(token);
        let Some(session) = self.spool.session(&token.hash(), self.life, now)? else {
            return Ok(None);
        };
        if is_used {
            self.spool.session_used(&session, now)?;
        }
        let mut changed = None;
        if now.0 - session.changed_at.0 >= CHANGED_MS {
            let fresh = Token::fresh();
            self.spool.change_session(session.id, &fresh.hash(), now)?;
            changed = Some(fresh);
        }
        Ok(Some(Found { session, changed }))
    }

    /// Ends a session. Returns false if there is none.
    pub(crate) fn end(&self, id: i64) -> Result<bool, SpoolError> {
        self.spool.end_session(id)
    }

    /// The sessions of one user or of all.
    pub(crate) fn list(
        &self,
        user: Option<&str>,
        now: UnixMs,
    ) -> Result<Vec<WebSession>, SpoolError> {
        self.spool.sessions(user, self.life, now)
    }
}
