//! The credential of a login, at the inputs where users log in without a second step: the HylaFAX
//! server and the network printer. Both remember a login, and check before each use whether its
//! credential is still valid.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::grant::Denied;
use super::inner::Inner;
use super::people::Second;
use super::settings::UserSettings;
use super::who::Registry;
use super::{KEY_BEGINNING, Rights};
use crate::sessions::Token;
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
