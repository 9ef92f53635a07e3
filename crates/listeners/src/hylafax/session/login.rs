//! The commands for logins: USER, PASS, REIN. ADMIN gives no additional permissions, since these
//! depend on the user's `role`.

use std::sync::Arc;
use std::time::Instant;

use super::{NO_USER, Session};
use crate::hylafax::reply::{Answer, Reply};
use ferrofax_desk::Entrance;
use ferrofax_network::asker::Voucher;
use ferrofax_rights::{Credential, Denied};

/// The maximum number of wrong passwords that a HylaFAX client may send in one session.
const MOST_WRONG: u32 = 5;

/// The maximum number of user names that a HylaFAX client may give in one session.
const MOST_NAMES: u32 = 10;

/// The state of a HylaFAX client's login.
#[derive(Debug, Default)]
pub(super) enum Login {
    /// The HylaFAX client has not given a user name yet.
    #[default]
    Out,
    /// The HylaFAX client has given this user name, and must give the password now.
    Password(String),
    /// A user has logged in to the HylaFAX server.
    In(LoggedIn),
}

/// A user who has logged in to the HylaFAX server.
#[derive(Debug)]
pub(super) struct LoggedIn {
    pub user: String,
    pub by: Voucher,
    pub(super) who: Option<i64>,
    /// The credential of the login, which is checked before each command on a fax or job.
    pub(super) credential: Credential,
    pub(super) since: Instant,
}

/// The number of wrong passwords that the HylaFAX client has sent in this session, and whether the
/// client's last command was a wrong password.
#[derive(Debug, Default)]
pub(super) struct Wrong {
    count: u32,
    is_fresh: bool,
}

impl Wrong {
    /// Whether the HylaFAX client's last password was wrong, so that the answer must be delayed.
    /// Only the first call after a wrong password returns true.
    pub(super) fn take_penalty(&mut self) -> bool {
        std::mem::take(&mut self.is_fresh)
    }
}

impl Session<'_> {
    pub(super) fn user(&mut self, name: &str) -> Answer {
        self.forget();
        self.names += 1;
        if self.names > MOST_NAMES {
            return Err(Reply::new(421, "Too many names in one session. Goodbye.").last());
        }
        self.house.rights.connected(&self.client).map_err(|denied| shut_out(&denied))?;
        let by_network = self.house.rights.user_by_network(&self.client, name);
        match by_network.map_err(|denied| Reply::new(451, denied.text))? {
            Some(user) => self.entered(&user, Credential::Settings),
            None => {
                self.login = Login::Password(name.to_owned());
                Ok(Reply::new(331, format!("Password required for {name}.")))
            }
        }
    }

    pub(super) fn pass(&mut self, password: &str) -> Answer {
        let Login::Password(name) = &self.login else {
            return Err(match &self.login {
                Login::In(who) => {
                    Reply::new(503, format!("Already logged in as USER {}.", who.user))
                }
                _ => Reply::new(503, "Login with USER first."),
            });
        };
        let (user, password) = (name.clone(), password.to_owned());
        self.login = Login::Out;
        let login = ferrofax_network::asker::Login::Plain { user, password };
        match self.house.rights.login_with(&self.client, &login) {
            Ok((user, credential)) => self.entered(&user, credential),
            Err(denied) if denied.code == 535 => {
                self.wrong.count += 1;
                self.wrong.is_fresh = true;
                Err(if self.wrong.count >= MOST_WRONG {
                    Reply::new(530, "Login incorrect (closing connection).").last()
                } else {
                    Reply::new(530, "Login incorrect.")
                })
            }
            Err(denied) => Err(shut_out(&denied)),
        }
    }

    fn entered(&mut self, user: &str, credential: Credential) -> Answer {
        let client = Some(self.client.address);
        let person = self.house.rights.person(user, Entrance::Hylafax, client);
        let person = person.map_err(|denied| Reply::new(451, denied.text))?;
        let person = person.ok_or_else(|| Reply::new(530, NO_USER))?;
        let (by, who) = (person.by, person.who);
        let reply = Reply::new(230, format!("User {} logged in.", person.name));
        self.client.login = Some(person.name.clone());
        let since = Instant::now();
        self.login = Login::In(LoggedIn { user: person.name, by, who, credential, since });
        Ok(reply)
    }

    pub(super) fn admin(&self) -> Answer {
        let text = "Password incorrect: administrators are those whose role in the settings of this server says so.";
        Err(Reply::new(530, text))
    }

    pub(super) fn begin_anew(&mut self) -> Answer {
        self.forget();
        Ok(self.greeting())
    }

    /// Logs the user out, and resets the parts of the session's state that belong to the user.
    fn forget(&mut self) {
        self.let_go_on();
        let wrong = std::mem::take(&mut self.wrong);
        let (bad_commands, new_jobs, names) = (self.bad_commands, self.new_jobs, self.names);
        let mut client = self.client.clone();
        client.login = None;
        let new = Self::new(self.house, client, Arc::clone(&self.stop));
        *self = Self { wrong, bad_commands, new_jobs, names, ..new };
    }
}

/// The answer to a HylaFAX client whose login is blocked after too many wrong passwords. Later the
/// client can log in again.
fn shut_out(denied: &Denied) -> Reply {
    let reply = Reply::new(if denied.code == 421 { 421 } else { 451 }, denied.text.clone());
    if denied.code == 421 { reply.last() } else { reply }
}
