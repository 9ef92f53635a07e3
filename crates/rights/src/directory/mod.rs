//! Your organisation's directory (LDAP, RFC 4511; Active Directory): checks names and passwords,
//! and reads users' entries.
//!
//! This module knows nothing of roles: the crate turns its answers into permissions.
//!
//! Read in this order: `settings`, this file (the requests), `talk` (the protocol with one server),
//! `entry` (a user's entry).

mod entry;
mod settings;
mod talk;

use std::future::Future;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ldap3::{LdapConnSettings, LdapError};
use rustls::ClientConfig;
use tokio::time::timeout;

pub(crate) use entry::is_permanent;
use ferrofax_basics::lock::lock;
use ferrofax_delivery::tls::{authorities, supported};
use ferrofax_network::asker::Said;
use ferrofax_network::listening::Seldom;
pub use settings::{KEYS, LdapSettings};
use talk::Talk;

/// Your organisation's directory. The value can be cloned cheaply.
#[derive(Clone, Debug)]
pub struct Directory {
    settings: Arc<LdapSettings>,
    breaker: Arc<Breaker>,
}

/// Blocks requests to a directory that did not answer, for the time [`AWAY`], so that logins do not
/// wait for it. Also limits the number of simultaneous requests to the directory.
#[derive(Debug, Default)]
struct Breaker {
    state: Mutex<State>,
    /// Notifies waiting logins whenever a request to the directory is answered.
    answered: Condvar,
    /// Counts the logins that failed because no server answered, so that a flood of them does not
    /// fill the log.
    failed: Seldom,
}

#[derive(Debug, Default)]
struct State {
    /// The number of requests to the directory that are in progress.
    asked: usize,
    /// If no directory server answered the last request: the time of that request, and the error.
    /// `None` if a server answered it.
    away: Option<(Instant, String)>,
}

/// The time for which a directory that did not answer gets no more requests.
const AWAY: Duration = Duration::from_secs(15);

/// The maximum number of requests to the directory at the same time.
const QUESTIONS: usize = 4;

/// The maximum time for which a login waits until it may send its request to the directory. It is
/// short, since the waiting thread is a worker that other requests need.
const TURN: Duration = Duration::from_secs(1);

/// A request to the directory that is in progress. When this value is dropped, the request counts
/// as ended.
struct Turn<'a>(&'a Breaker);

impl Breaker {
    /// Waits until fewer than [`QUESTIONS`] requests to the directory are in progress, but at most
    /// for the time `patience`.
    fn turn(&self, patience: Duration) -> Result<Turn<'_>, DirectoryError> {
        let state = lock(&self.state);
        let must_wait = |state: &mut State| state.asked >= QUESTIONS && state.away().is_none();
        let waited = self.answered.wait_timeout_while(state, patience, must_wait);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(why) = state.away() {
            return Err(DirectoryError::Away(why.to_owned()));
        }
        if state.asked >= QUESTIONS {
            return Err(DirectoryError::Away("too many ask it at once".to_owned()));
        }
        state.asked += 1;
        Ok(Turn(self))
    }

    fn note(&self, away: Option<String>) {
        lock(&self.state).away = away.map(|why| (Instant::now(), why));
    }
}

impl State {
    /// The reason why the directory gets no request now; `None` if it may be asked.
    fn away(&self) -> Option<&str> {
        let away = self.away.as_ref().filter(|(since, _)| since.elapsed() < AWAY);
        away.map(|(_, why)| why.as_str())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        lock(&self.0.state).asked -= 1;
        self.0.answered.notify_all();
    }
}

/// The reason why the directory's answer about a user is missing or negative.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The name or the password is wrong, or the user does not exist.
    #[error("the directory knows no such name and password")]
    Wrong,
    /// No server of the directory answered; the text says why.
    #[error("the directory cannot be asked: {0}")]
    Away(String),
}

/// The maximum number of bytes of a user name.
const LONGEST_NAME: usize = 256;

impl Directory {
    /// The directory that these settings name; `None` if they name none.
    pub fn of(settings: &LdapSettings) -> Option<Self> {
        let settings = settings.is_on().then(|| Arc::new(settings.clone()))?;
        Some(Self { settings, breaker: Arc::default() })
    }

    /// Checks a user name and a password at the directory server, and returns the data of the
    /// user's directory entry.
    pub(crate) fn login(&self, name: &str, password: &str) -> Result<Said, DirectoryError> {
        // A bind without a password always succeeds, as an anonymous one (RFC 4513 §5.1.2).
        let is_name = !name.is_empty() && name.len() <= LONGEST_NAME;
        if password.is_empty() || !is_name || name.chars().any(char::is_control) {
            return Err(DirectoryError::Wrong);
        }
        self.ask(async |talk: &Talk<'_>| talk.login(name, password).await)
    }

    /// Counts a login that failed because the directory did not answer. If the failure is to be
    /// logged, returns the number of such logins since the last log line, with this one. At most
    /// one failure a minute is logged.
    pub(crate) fn failed(&self) -> Option<u64> {
        self.breaker.failed.count()
    }

    /// Reads the present entries of these users; `None` for a user who no longer exists.
    ///
    /// # Errors
    /// No server of the directory answered; the text says why.
    pub(crate) fn again(&self, names: &[&str]) -> Result<Vec<Option<Said>>, DirectoryError> {
        self.ask(async |talk: &Talk<'_>| talk.look_up(names).await)
    }

    /// Reads the certificates (X.509, in DER) of the entries with this mail address.
    ///
    /// # Errors
    /// No server of the directory answered; the text says why.
    pub fn certificates(&self, address: &str) -> Result<Vec<Vec<u8>>, DirectoryError> {
        self.ask(async |talk: &Talk<'_>| talk.certificates(address).await)
    }

    /// Whether users can be looked up without their password.
    pub(crate) fn asks_again(&self) -> bool {
        self.settings.asks_again()
    }

    /// Tests each directory server of the settings. Returns the address (URL) of each server, and
    /// the error if its test failed.
    pub fn check(&self) -> Vec<(String, Result<(), String>)> {
        let check = |url: &String| {
            let tried = self.at(url, async |talk: &Talk<'_>| talk.check().await);
            (url.clone(), tried.map_err(|error| error.to_string()))
        };
        self.settings.urls.iter().map(check).collect()
    }

    /// Sends a request to the servers of the directory in order, until one answers. If no server
    /// has answered recently, the request fails at once.
    fn ask<T: Send>(
        &self,
        question: impl AsyncFn(&Talk<'_>) -> Result<T, DirectoryError> + Sync,
    ) -> Result<T, DirectoryError> {
        let turn = self.breaker.turn(TURN)?;
        let said = self.ask_all(question);
        self.breaker.note(match &said {
            Err(DirectoryError::Away(why)) => Some(why.clone()),
            _ => None,
        });
        drop(turn);
        said
    }

    fn ask_all<T: Send>(
        &self,
        question: impl AsyncFn(&Talk<'_>) -> Result<T, DirectoryError> + Sync,
    ) -> Result<T, DirectoryError> {
        let mut away = String::from("no server is named");
        for url in &self.settings.urls {
            match self.at(url, &question) {
                Err(DirectoryError::Away(why)) => {
                    log::warn!("the directory at {url} cannot be asked: {why}");
                    away = format!("{url}: {why}");
                }
                said => return said,
            }
        }
        Err(DirectoryError::Away(away))
    }

    /// Sends a request to one server of the directory.
    fn at<T: Send>(
        &self,
        url: &str,
        question: impl AsyncFn(&Talk<'_>) -> Result<T, DirectoryError> + Sync,
    ) -> Result<T, DirectoryError> {
        let settings = &*self.settings;
        let patience = Duration::from_secs(settings.timeout_seconds.into());
        let conn = LdapConnSettings::new()
            .set_conn_timeout(patience)
            .set_starttls(settings.starttls)
            .set_config(tls(settings).map_err(DirectoryError::Away)?);
        let talk = Talk { url, settings, conn };
        let late = |_| Err(DirectoryError::Away(format!("no answer within {patience:?}")));
        apart(|| async { timeout(patience, question(&talk)).await.unwrap_or_else(late) })
    }
}

impl From<LdapError> for DirectoryError {
    fn from(error: LdapError) -> Self {
        Self::Away(error.to_string())
    }
}

/// Creates the TLS settings of the LDAP client. The file of certificate authorities is read again
/// for each connection.
fn tls(settings: &LdapSettings) -> Result<Arc<ClientConfig>, String> {
    supported().map_err(|error| error.to_string())?;
    let roots = authorities("ca", settings.ca.as_deref()).map_err(|error| error.to_string())?;
    let config = ClientConfig::builder_with_provider(Arc::new(rustls_graviola::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// Waits for a future (an asynchronous task) on a separate thread, since the calling thread
/// possibly runs an asynchronous runtime already.
fn apart<T: Send, F: Future<Output = Result<T, DirectoryError>>>(
    work: impl FnOnce() -> F + Send,
) -> Result<T, DirectoryError> {
    let wait = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        match runtime {
            Ok(runtime) => runtime.block_on(work()),
            Err(error) => Err(DirectoryError::Away(error.to_string())),
        }
    };
    std::thread::scope(|scope| match scope.spawn(wait).join() {
        Ok(done) => done,
        Err(_) => Err(DirectoryError::Away("a bug of ours".to_owned())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_does_not_answer_is_not_asked_for_a_while() {
        let breaker = Breaker::default();
        let why = |turn: Result<Turn<'_>, DirectoryError>| turn.err().map(|why| why.to_string());
        assert_eq!(why(breaker.turn(Duration::ZERO)), None);
        breaker.note(Some("no answer".to_owned()));
        let told = why(breaker.turn(Duration::from_secs(60))).unwrap();
        assert!(told.ends_with("no answer"), "{told}");
        lock(&breaker.state).away = Instant::now().checked_sub(AWAY).map(|at| (at, String::new()));
        assert_eq!(why(breaker.turn(Duration::ZERO)), None);
        breaker.note(None);
        assert_eq!(why(breaker.turn(Duration::ZERO)), None);
    }

    #[test]
    fn few_wait_for_an_answer_and_all_others_are_answered_when_there_is_none() {
        let breaker = Breaker::default();
        let asking: Vec<Turn<'_>> =
            (0..QUESTIONS).map(|_| breaker.turn(Duration::ZERO).unwrap()).collect();
        let crowded = breaker.turn(Duration::ZERO).map(drop).unwrap_err().to_string();
        assert!(crowded.ends_with("too many ask it at once"), "{crowded}");
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| breaker.turn(Duration::from_secs(3_600)).map(drop));
            breaker.note(Some("no answer".to_owned()));
            drop(asking);
            let why = waits.join().unwrap().unwrap_err().to_string();
            assert!(why.ends_with("no answer"), "{why}");
        });
        assert_eq!(lock(&breaker.state).asked, 0);
    }

    #[test]
    fn a_flood_of_logins_that_no_server_answers_has_one_log_line() {
        let breaker = Breaker::default();
        let logged = (0..1_000).filter_map(|_| breaker.failed.count()).count();
        assert!((1..10).contains(&logged), "{logged}");
    }
}
