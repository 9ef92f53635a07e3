//! Login sessions of the web interface, identified by a cookie.
//!
//! The browser has a random token. The spool stores only the token's hash, so that a person who
//! can read the spool cannot use a session. A session gets another token from time to time.

mod token;

use ferrofax_basics::UnixMs;
use ferrofax_spool::{NewSession, SessionLife, Spool, SpoolError, WebSession};

pub use token::Token;

/// The age at which a login session's token is replaced by a new one, in milliseconds.
const CHANGED_MS: i64 = 30 * 60_000;

/// The maximum number of characters that are stored of the browser's description of itself
/// (User-Agent).
const AGENT: usize = 200;

/// Gives access to the login sessions in the spool, and treats a session as ended when its lifetime
/// is over.
#[derive(Clone)]
pub struct Sessions {
    spool: Spool,
    life: SessionLife,
}

/// The login session of the web interface to which an HTTP request belongs.
#[derive(Clone, Debug)]
pub struct Found {
    /// The login session.
    pub session: WebSession,
    /// The new token of the login session for the browser, if the token was replaced.
    pub changed: Option<Token>,
}

/// A user who has logged in, and the details of the login.
#[derive(Clone, Copy, Debug)]
pub struct LoggedIn<'a> {
    /// The name of the user.
    pub user: &'a str,
    /// The source that checked the login: `password`, or the name of the directory or OpenID
    /// provider that vouches for the user.
    pub by: &'a str,
    /// The IP address from which the user has logged in.
    pub address: &'a str,
    /// The name that the user's browser sends.
    pub agent: &'a str,
    /// The id token hint with which the session at the OpenID provider can be ended.
    pub hint: &'a str,
}

impl Sessions {
    /// The login sessions in this spool, which expire after `life`.
    pub fn new(spool: &Spool, life: SessionLife) -> Self {
        Self { spool: spool.clone(), life }
    }

    /// Begins a login session for a user who has logged in. Returns the session's token, which the
    /// browser stores.
    pub fn begin(&self, who: &LoggedIn<'_>, now: UnixMs) -> Result<Token, SpoolError> {
        let (token, secret) = (Token::fresh(), Token::fresh());
        let agent: String = who.agent.chars().take(AGENT).collect();
        let LoggedIn { user, by, address, hint, .. } = *who;
        let (hash, secret) = (token.hash(), secret.text());
        let new = NewSession { token: &hash, user, by, secret, address, agent: &agent, hint };
        self.spool.logins().begin_session(&new, now)?;
        Ok(token)
    }

    /// Finds the login session with this token, if it has not ended. `is_used` means that a person
    /// triggered the request, and not just a page that refreshes itself; such a request extends the
    /// session.
    pub fn of(&self, token: &str, is_used: bool, now: UnixMs) -> Result<Option<Found>, SpoolError> {
        let token = Token::of(token);
        let Some(session) = self.spool.logins().session(&token.hash(), self.life, now)? else {
            return Ok(None);
        };
        if is_used {
            self.spool.logins().session_used(&session, now)?;
        }
        let mut changed = None;
        if now.0 - session.changed_at.0 >= CHANGED_MS {
            let (seen, fresh) = (token.hash(), Token::fresh());
            let hashes = (seen.as_str(), &*fresh.hash());
            // If another request has replaced the token meanwhile, the browser gets that token.
            let is_changed = self.spool.logins().change_session(session.id, hashes, now)?;
            changed = is_changed.then_some(fresh);
        }
        Ok(Some(Found { session, changed }))
    }

    /// Ends a login session. Returns false if there is no such session.
    pub fn end(&self, id: i64) -> Result<bool, SpoolError> {
        self.spool.logins().end_session(id)
    }

    /// The login sessions of this user, or of all users if `user` is `None`.
    pub fn list(&self, user: Option<&str>, now: UnixMs) -> Result<Vec<WebSession>, SpoolError> {
        self.spool.logins().sessions(user, self.life, now)
    }
}
