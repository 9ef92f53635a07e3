//! A directory of the house (LDAP, RFC 4511; Active Directory): whether a name and a password
//! are right, and what stands there of somebody.
//!
//! It knows nothing of roles: what it was told becomes rights in `rights`.
//!
//! Read in this order: `settings`, this file (what is asked), `talk` (one server, asked),
//! `entry` (what stands in an entry).

mod entry;
mod settings;
mod talk;

use std::future::Future;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ldap3::{LdapConnSettings, LdapError};
use rustls::ClientConfig;
use tokio::time::timeout;

use crate::asker::Said;
use ferrofax_basics::lock::lock;
use ferrofax_delivery::tls::{authorities, supported};
pub(crate) use settings::KEYS;
pub use settings::LdapSettings;
use talk::Talk;

/// A directory. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    settings: Arc<LdapSettings>,
    breaker: Arc<Breaker>,
}

/// Keeps those who log in from waiting for a directory that does not answer.
#[derive(Debug, Default)]
struct Breaker {
    state: Mutex<State>,
    /// Somebody has had an answer.
    answered: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Questions that are asked.
    asked: usize,
    /// Since when the directory does not answer, and why.
    away: Option<(Instant, String)>,
}

/// A directory that did not answer is not asked for so long.
const AWAY: Duration = Duration::from_secs(15);

/// Questions at once, at most.
const QUESTIONS: usize = 4;

/// How long a login waits until it may ask: who waits has a worker that others need.
const TURN: Duration = Duration::from_secs(1);

/// A question that is asked, until dropped.
struct Turn<'a>(&'a Breaker);

impl Breaker {
    /// A turn to ask. Who waits for one waits no longer than this.
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
    /// Why it is not to be asked now.
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

/// Why somebody is not told of by the directory.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DirectoryError {
    /// Name or password is wrong, or it is nobody's.
    #[error("the directory knows no such name with this password")]
    Wrong,
    /// No server could say.
    #[error("the directory cannot be asked: {0}")]
    Away(String),
}

/// The longest name, bytes.
const LONGEST_NAME: usize = 256;

impl Directory {
    /// The one that these settings name, if they name any.
    pub(crate) fn of(settings: &LdapSettings) -> Option<Self> {
        let settings = settings.is_on().then(|| Arc::new(settings.clone()))?;
        Some(Self { settings, breaker: Arc::default() })
    }

    /// What the directory says of the one whose name and password these are.
    pub(crate) fn login(&self, name: &str, password: &str) -> Result<Said, DirectoryError> {
        // RFC 4513 §5.1.2: without a password everybody is let in, as nobody.
        let is_name = !name.is_empty() && name.len() <= LONGEST_NAME;
        if password.is_empty() || !is_name || name.chars().any(char::is_control) {
            return Err(DirectoryError::Wrong);
        }
        self.ask(async |talk: &Talk<'_>| talk.login(name, password).await)
    }

    /// What it says of these now. None: of one who is not there any more.
    ///
    /// # Errors
    /// No server could say.
    pub(crate) fn again(&self, names: &[&str]) -> Result<Vec<Option<Said>>, DirectoryError> {
        self.ask(async |talk: &Talk<'_>| talk.look_up(names).await)
    }

    /// Whether somebody can be asked for who is not there himself.
    pub(crate) fn asks_again(&self) -> bool {
        self.settings.asks_again()
    }

    /// Tries each server as whoever asks it: what is well, or what is wrong.
    pub(crate) fn check(&self) -> Vec<(String, Result<(), String>)> {
        let check = |url: &String| {
            let tried = self.at(url, async |talk: &Talk<'_>| talk.check().await);
            (url.clone(), tried.map_err(|error| error.to_string()))
        };
        self.settings.urls.iter().map(check).collect()
    }

    /// Asks the servers in their order, until one says something. While none has answered lately,
    /// none is asked.
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

    /// Asks one server.
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

/// Our side of TLS: files are read anew each time.
fn tls(settings: &LdapSettings) -> Result<Arc<ClientConfig>, String> {
    supported().map_err(|error| error.to_string())?;
    let roots = authorities("ca", settings.ca.as_deref()).map_err(|error| error.to_string())?;
    let config = ClientConfig::builder_with_provider(Arc::new(rustls_graviola::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// Waits for what is to come on a thread of its own: who asks may be inside another such wait.
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
}
