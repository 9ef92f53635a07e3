//! Logins of IPP clients at the network printer. A client sends its login with each HTTP request,
//! and checking a password takes time. So recent successful logins are remembered.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use ferrofax_basics::lock::lock;
use ferrofax_network::asker::{Certificate, Client, Digest, Login};
use ferrofax_network::http::{Answer, Challenge, HttpSettings, Nonces};
use ferrofax_rights::{Credential, Denied, Rights};

/// The time for which a successful login at the network printer is remembered.
const COUNTS: Duration = Duration::from_secs(300);

/// The most successful logins at the network printer that are remembered.
const MOST: usize = 1_000;

/// The key under which a successful login is remembered: the IPP client's IP address, and two
/// hashes of the name and the password, each made with random keys.
type Key = (IpAddr, u64, u64);

/// A successful login that is remembered: its time, the user and the user's credential.
type Remembered = (Instant, String, Credential);

#[derive(Default)]
pub(super) struct Logins {
    hashers: [RandomState; 2],
    right: Mutex<HashMap<Key, Remembered>>,
    nonces: Nonces,
}

/// The reason why an IPP client is not logged in.
enum Not {
    Denied(Denied),
    /// The name and password are correct, but the nonce of HTTP Digest is too old.
    Stale,
}

/// The IPP client's request and the settings with which the login of the client is checked.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) rights: &'a Rights,
    pub(super) http: &'a HttpSettings,
    pub(super) client: &'a Client,
}

impl Logins {
    /// The user that the IPP client has logged in as; none if the client has not tried to log in.
    pub(super) fn user(
        &self,
        asking: Asking<'_>,
        login: Option<&Login>,
        certificate: Option<&Certificate>,
    ) -> Result<Option<String>, Answer> {
        match (login, certificate) {
            (Some(login), _) => self.by_login(asking, login).map(Some),
            (None, Some(certificate)) => self.by_certificate(asking, certificate),
            (None, None) => Ok(None),
        }
    }

    /// Asks the IPP client to log in, by the methods that are allowed from its IP address.
    pub(super) fn ask(&self, asking: Asking<'_>, sentence: &str) -> Answer {
        self.ask_again(asking, sentence, false)
    }

    fn ask_again(&self, asking: Asking<'_>, sentence: &str, is_stale: bool) -> Answer {
        let nonce = self.nonces.fresh(asking.client.address);
        let digest = Challenge::Digest { nonce: &nonce, is_stale };
        // If passwords may be sent, Basic is offered first: it works for each user, and Digest does
        // not.
        match (asking.takes_passwords(), asking.takes_digest()) {
            (true, true) if !is_stale => Answer::log_in(sentence, &[Challenge::Basic, digest]),
            (_, true) => Answer::log_in(sentence, &[digest]),
            (true, false) => Answer::log_in(sentence, &[Challenge::Basic]),
            (false, false) if asking.http.has_tls() => {
                Answer::in_tls_alone("Logging in requires TLS: print to ipps://.")
            }
            (false, false) => Answer::text(403, "Passwords are accepted only with TLS."),
        }
    }

    fn by_login(&self, asking: Asking<'_>, login: &Login) -> Result<String, Answer> {
        let found = match login {
            Login::Digest(digest) if asking.takes_digest() => self.by_digest(asking, login, digest),
            Login::Plain { user, password } if asking.takes_passwords() => self
                .remembered(asking, (user, password), || {
                    asking.rights.login_with(asking.client, login)
                })
                .map_err(Not::Denied),
            // The password was sent without encryption, or the IPP client has used a method that
            // was not offered.
            _ => return Err(self.ask(asking, "This is no way to log in here.")),
        };
        found.map_err(|not| match not {
            // Nobody has checked the password, so the client must not ask its user for another.
            Not::Denied(denied) if denied.code == 454 => Answer::text(503, &denied.text),
            Not::Denied(denied) => self.ask(asking, &denied.text),
            Not::Stale => self.ask_again(asking, "Log in once more.", true),
        })
    }

    fn by_digest(
        &self,
        Asking { rights, client, .. }: Asking<'_>,
        login: &Login,
        Digest { nonce, nc, .. }: &Digest,
    ) -> Result<String, Not> {
        if !self.nonces.is_good(client.address, nonce, nc) {
            return Err(Not::Stale);
        }
        // The user is checked for each request, but only the first login with this nonce is logged.
        let known = self.nonces.user(nonce).filter(|user| rights.is_login_of(user, login));
        let user = match known {
            Some(user) => user,
            None => rights.login(client, login).map_err(Not::Denied)?,
        };
        self.nonces.spend(nonce, nc, &user).then_some(user).ok_or(Not::Stale)
    }

    fn by_certificate(
        &self,
        asking: Asking<'_>,
        certificate: &Certificate,
    ) -> Result<Option<String>, Answer> {
        let Asking { rights, client, .. } = asking;
        let Some(user) = rights.holder(certificate) else { return Ok(None) };
        self.remembered(asking, (&user, &certificate.fingerprint), || {
            rights.logged_in_by(client, certificate, &user)?;
            Ok((user.clone(), Credential::Settings))
        })
        .map(Some)
        .map_err(|denied| Answer::text(403, &denied.text))
    }

    /// Returns the user of this login if the login is remembered and its credential is still valid.
    /// Otherwise checks the login, and remembers it if it is correct.
    fn remembered(
        &self,
        Asking { rights, client, .. }: Asking<'_>,
        said: (&String, &String),
        ask: impl FnOnce() -> Result<(String, Credential), Denied>,
    ) -> Result<String, Denied> {
        let [one, other] = &self.hashers;
        let key = (client.address, one.hash_one(said), other.hash_one(said));
        let remembered = lock(&self.right).get(&key).cloned();
        let remembered = remembered.filter(|(since, ..)| since.elapsed() < COUNTS);
        if let Some((_, user, credential)) = remembered
            && rights.is_valid(&user, &credential)?
        {
            return Ok(user);
        }
        let (user, credential) = ask()?;
        let mut right = lock(&self.right);
        if right.len() >= MOST {
            right.clear();
        }
        right.insert(key, (Instant::now(), user.clone(), credential));
        Ok(user)
    }
}

impl Asking<'_> {
    /// Whether an IPP client may send a password: over TLS, or from an IP address for which the
    /// settings allow passwords without TLS.
    fn takes_passwords(&self) -> bool {
        self.client.tls || self.http.takes_clear_text(self.client.address)
    }

    fn takes_digest(&self) -> bool {
        self.rights.takes_digest() && (self.takes_passwords() || self.http.clear_text_digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_rights::sessions::Token;
    use ferrofax_rights::{RightsSettings, UserSettings};
    use ferrofax_spool::{NewApiKey, Spool};

    #[test]
    fn a_remembered_login_ends_with_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let mut settings = RightsSettings::default();
        settings
            .users
            .push(UserSettings { name: "alice".into(), ..UserSettings::default() });
        let rights = Rights::new(&settings, &spool).unwrap();
        let new = NewApiKey {
            token: &Token::of("ffx_key").hash(),
            user: "alice",
            by: "password",
            name: "computer",
            scopes: "jobs:write",
            is_test: false,
            ends_at: UnixMs::MAX,
        };
        let id = spool.logins().make_api_key(&new, UnixMs(0)).unwrap();
        let client = Client::at("192.0.2.7".parse().unwrap(), "ipps", true);
        let http = HttpSettings::default();
        let asking = Asking { rights: &rights, http: &http, client: &client };
        let logins = Logins::default();
        let login = Login::Plain { user: "alice".into(), password: "ffx_key".into() };
        let user = || logins.user(asking, Some(&login), None).ok().flatten();
        assert_eq!((user().as_deref(), user().as_deref()), (Some("alice"), Some("alice")));
        assert!(spool.logins().end_api_key(id, None, UnixMs(1)).unwrap());
        assert_eq!(user(), None);
    }
}
