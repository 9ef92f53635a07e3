//! Who has logged in at a page, known by a cookie.
//!
//! The browser has a token that nobody can guess; the spool has its hash alone, so that who
//! reads the spool is nobody by that. The token is another one after each login, and from
//! time to time.

mod token;

use ferrofax_basics::UnixMs;
use ferrofax_spool::{NewSession, SessionLife, Spool, SpoolError, WebSession};

pub(crate) use token::Token;

/// After so long a session gets another token, ms.
const CHANGED_MS: i64 = 30 * 60_000;

/// What of the browser's name is kept, letters.
const AGENT: usize = 200;

/// Sessions, and how long they last.
#[derive(Clone)]
pub(crate) struct Sessions {
    spool: Spool,
    life: SessionLife,
}

/// A session that a request is of.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) session: WebSession,
    /// What the browser is to keep instead.
    pub(crate) changed: Option<Token>,
}

/// Who has logged in, and with what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoggedIn<'a> {
    pub(crate) user: &'a str,
    /// By what: `password`, or the name of who vouches for the user.
    pub(crate) by: &'a str,
    pub(crate) address: &'a str,
    pub(crate) agent: &'a str,
    /// By what the login ends where it was proved.
    pub(crate) hint: &'a str,
}

impl Sessions {
    pub(crate) fn new(spool: &Spool, life: SessionLife) -> Self {
        Self { spool: spool.clone(), life }
    }

    /// Begins a session.
    ///
    /// # Errors
    /// The spool could not keep it.
    pub(crate) fn begin(&self, who: &LoggedIn<'_>, now: UnixMs) -> Result<Token, SpoolError> {
        let (token, secret) = (Token::fresh(), Token::fresh());
        let agent: String = who.agent.chars().take(AGENT).collect();
        let LoggedIn { user, by, address, hint, .. } = *who;
        let (hash, secret) = (token.hash(), secret.text());
        let new = NewSession { token: &hash, user, by, secret, address, agent: &agent, hint };
        self.spool.begin_session(&new, self.life, now)?;
        Ok(token)
    }

    /// The session of this token, if it goes on. `is_used`: somebody is there, and not only a
    /// page that he left open; so its end is put off.
    ///
    /// # Errors
    /// The spool could not be asked.
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

    /// Ends a session. False: there is none.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub(crate) fn end(&self, id: i64) -> Result<bool, SpoolError> {
        self.spool.end_session(id)
    }

    /// Sessions that go on: of one user, or of all.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub(crate) fn list(
        &self,
        user: Option<&str>,
        now: UnixMs,
    ) -> Result<Vec<WebSession>, SpoolError> {
        self.spool.sessions(user, self.life, now)
    }
}
