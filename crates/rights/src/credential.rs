//! The credential of a login, at the inputs where users log in without a second step: the HylaFAX
//! server and the network printer. Both remember a login, and check before each use whether its
//! credential is still valid. The web interface begins a login session instead, after the same
//! check.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::audit::{LOGIN, Line};
use super::decide::{not_now, wrong_login};
use super::grant::Denied;
use super::inner::Inner;
use super::people::{KnownPeople, Second};
use super::settings::UserSettings;
use super::who::Registry;
use super::{KEY_BEGINNING, Rights};
use crate::Entered;
use crate::sessions::{LoggedIn, Sessions, Token};
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::{Client, Login, Voucher};

/// The credential with which a user has logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The user has logged in with an API key in place of a password.
    Key {
        /// The hash of the API key.
        hash: String,
        /// The listener at which the API key was sent.
        listener: String,
    },
    /// The user has logged in with a password. The value is a hash of the passwords that were
    /// stored for the user at the login.
    Password(u64),
    /// The user was recognised by a network or a TLS client certificate of the settings, without a
    /// secret that the user could change.
    Settings,
}

impl Rights {
    /// Checks a login as [`Self::login`] does. Returns the name of the user and the credential.
    ///
    /// # Errors
    /// As [`Self::login`].
    pub fn login_with(
        &self,
        client: &Client,
        login: &Login,
    ) -> Result<(String, Credential), Denied> {
        // The stored passwords are read before the login is checked. If they are changed meanwhile,
        // the credential is not valid.
        let before = self.inner.stored_passwords(login.user())?;
        let user = self.login(client, login)?;
        let credential = match login {
            Login::Plain { password, .. } if password.starts_with(KEY_BEGINNING) => {
                let key = Credential::Key {
                    hash: Token::of(password).hash(),
                    listener: client.listener.clone(),
                };
                // A text that begins like an API key may be a password of the user.
                if self.is_valid(&user, &key)? { key } else { Credential::Password(before) }
            }
            _ => Credential::Password(before),
        };
        Ok((user, credential))
    }

    /// Whether a user could log in with this credential now: the API key is still valid, or the
    /// password is unchanged and the user has no second factor.
    ///
    /// # Errors
    /// [`Denied`]: the spool or users.toml cannot be read now.
    pub fn is_valid(&self, user: &str, credential: &Credential) -> Result<bool, Denied> {
        let book = self.inner.book()?;
        book.people().are_known()?;
        let user = Registry::of(&book).user(user);
        Ok(match (credential, user) {
            (Credential::Settings, _) => true,
            (Credential::Key { hash, listener }, Some(user)) => {
                self.inner.is_hash_of_key_of(hash, listener, user)
            }
            (Credential::Password(before), Some(user)) => {
                // Ferrofax itself checks a second factor only for users of gateway.toml and
                // users.toml.
                let is_ours = matches!(user.by, Voucher::Settings | Voucher::Users);
                let has_second =
                    is_ours && self.inner.second(book.people(), user) != Second::Nothing;
                !has_second && stored_passwords(Some(user)) == *before
            }
            (_, None) => false,
        })
    }

    /// Begins a login session of the web interface, for a login that [`Self::enter`] or a later
    /// step has checked. `from` is the IP address and the name of the browser.
    ///
    /// # Errors
    /// [`Denied`]: the user's password or second factor was changed since the check, or the spool
    /// failed. No session has begun.
    pub fn begin_session(
        &self,
        sessions: &Sessions,
        login: &Entered,
        (address, agent): (&str, &str),
        now: UnixMs,
    ) -> Result<Token, Denied> {
        let (user, by) = (login.user.as_str(), login.by.name());
        let who = LoggedIn { user, by, address, agent, hint: "" };
        let token = sessions.begin(&who, now).map_err(|error| not_now(&error))?;
        // A change ends the sessions that exist. This session possibly began after that, so look
        // now whether there was a change.
        let refused = match self.is_unchanged_since(login) {
            Ok(true) => return Ok(token),
            Ok(false) => self.refused_as_changed(login),
            Err(denied) => denied,
        };
        // Nobody has the token, so the session is harmless if it cannot be ended.
        if let Ok(Some(found)) = sessions.of(token.text(), false, now) {
            let _ = sessions.end(found.session.id);
        }
        Err(refused)
    }

    /// The refusal of a login whose password or second factor was changed since it was checked. The
    /// audit log gets a line about it.
    fn refused_as_changed(&self, login: &Entered) -> Denied {
        let mut line = Line::without_client(LOGIN, self.now());
        line.put("user", login.user.as_str());
        line.put("by", login.by.name());
        let denied = wrong_login();
        let refused = self.audited::<()>(line, Err(denied.clone()), |_, ()| {});
        refused.err().unwrap_or(denied)
    }

    /// Whether the password and the second factor of a user have not changed since this login was
    /// checked. A change ends the user's sessions, so a login that began before it is refused.
    ///
    /// # Errors
    /// [`Denied`]: the spool or users.toml cannot be read now.
    fn is_unchanged_since(&self, login: &Entered) -> Result<bool, Denied> {
        // Ferrofax stores no password of the users of other sources.
        if !matches!(login.by, Voucher::Settings | Voucher::Users) {
            return Ok(true);
        }
        let book = self.inner.book()?;
        book.people().are_known()?;
        let user = Registry::of(&book).user(&login.user).filter(|user| user.by == login.by);
        Ok(user.is_some_and(|user| stored_secrets(book.people(), user) == login.secrets))
    }
}

impl Inner {
    /// A hash of the passwords that are stored for the user with this login name.
    fn stored_passwords(&self, name: &str) -> Result<u64, Denied> {
        let book = self.book()?;
        Ok(stored_passwords(Registry::of(&book).user_of_login(name)))
    }
}

/// A hash of the passwords that Ferrofax stores for this user. For a user of a directory, or for no
/// user, it is the hash of no password.
fn stored_passwords(user: Option<&UserSettings>) -> u64 {
    let password = user.and_then(|user| user.password.as_ref()).map(|kept| &kept.0);
    let digest = user.and_then(|user| user.digest.as_ref()).map(|kept| &kept.0);
    let mut hasher = DefaultHasher::new();
    (password, digest).hash(&mut hasher);
    hasher.finish()
}

/// A hash of the password and of the second factors that are stored for this user.
pub(crate) fn stored_secrets(known: &KnownPeople, user: &UserSettings) -> u64 {
    let mut hasher = DefaultHasher::new();
    stored_passwords(Some(user)).hash(&mut hasher);
    let factors = known.kept.second_factors(&user.name, user.by.name());
    factors.for_each(|factor| factor.hash(&mut hasher));
    hasher.finish()
}
