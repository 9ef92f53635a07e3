//! Resolves the host name of a mail relay, and waits for the name server only as long as the
//! calling function allows.
//!
//! The C library's resolver has no deadline and can't be cancelled: if name servers do not answer,
//! it takes ten seconds to a minute. So the resolver runs on a thread of its own, which may
//! continue after nobody waits for it any more. The [`StopFlag`] counts such threads: the module
//! must not be unloaded before they end.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ferrofax_basics::lock::lock;

/// A flag that, when it is raised, ends all waits for a mail relay.
#[derive(Debug, Clone, Default)]
pub struct StopFlag(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    is_raised: AtomicBool,
    /// The threads that are resolving the host name of a mail relay now.
    asking: Mutex<Vec<JoinHandle<()>>>,
}

/// The reason why the host name of a mail relay was not resolved.
pub(super) enum Unresolved {
    Error(io::Error),
    /// The name servers did not answer the lookup of the mail relay's name in the time that the
    /// calling function allows.
    Silent,
    /// The host name was not looked up, because [`MOST_ASKING`] earlier lookups still wait for the
    /// name servers.
    StillSilent,
    Stopped,
}

/// The interval at which a thread that waits for a name lookup checks the stop flag.
const LOOK: Duration = Duration::from_millis(20);

/// The greatest number of threads that resolve host names at once. More would be of no use: a name
/// server that does not answer now will not answer for the next mail either.
const MOST_ASKING: usize = 4;

impl StopFlag {
    /// Raises the flag: from now on nothing waits for a mail relay any more.
    pub fn raise(&self) {
        self.0.is_raised.store(true, Ordering::SeqCst);
    }

    /// Whether the flag was raised, so that waits for a mail relay must end at once.
    pub fn is_raised(&self) -> bool {
        self.0.is_raised.load(Ordering::SeqCst)
    }

    /// Waits until no host name is being resolved any more, but not longer than `within`. Returns
    /// false if a lookup is still running then.
    pub fn wait_for_names(&self, within: Duration) -> bool {
        let until = Instant::now() + within;
        while self.asking() > 0 {
            if Instant::now() >= until {
                return false;
            }
            std::thread::sleep(LOOK);
        }
        true
    }

    /// Counts the threads that are resolving a host name now. Threads that have ended are removed
    /// first.
    fn asking(&self) -> usize {
        let mut asking = lock(&self.0.asking);
        for thread in asking.extract_if(.., |thread| thread.is_finished()) {
            // The thread's work is done; its last steps must be over, too.
            let _ = thread.join();
        }
        asking.len()
    }
}

/// Looks up the IP addresses of a host name. Stops waiting when the allowed time is over or the
/// stop flag is raised.
pub(super) fn resolve(
    host: &str,
    port: u16,
    within: Duration,
    stop: &StopFlag,
) -> Result<Vec<SocketAddr>, Unresolved> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let host = host.to_owned();
    resolve_by(move || (host.as_str(), port).to_socket_addrs().map(Iterator::collect), within, stop)
}

fn resolve_by(
    ask: impl FnOnce() -> io::Result<Vec<SocketAddr>> + Send + 'static,
    within: Duration,
    stop: &StopFlag,
) -> Result<Vec<SocketAddr>, Unresolved> {
    if stop.asking() >= MOST_ASKING {
        return Err(Unresolved::StillSilent);
    }
    let (tell, told) = channel();
    // If nobody waits any more, sending the answer fails, and the answer is lost.
    let asking = std::thread::Builder::new()
        .name("ferrofax-names".into())
        .spawn(move || drop(tell.send(ask())));
    lock(&stop.0.asking).push(asking.map_err(Unresolved::Error)?);
    let until = Instant::now() + within;
    loop {
        match told.recv_timeout(LOOK) {
            Ok(answer) => return answer.map_err(Unresolved::Error),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Unresolved::Error(io::Error::other("the resolver failed")));
            }
            Err(RecvTimeoutError::Timeout) if stop.is_raised() => return Err(Unresolved::Stopped),
            Err(RecvTimeoutError::Timeout) if Instant::now() >= until => {
                return Err(Unresolved::Silent);
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::Receiver;

    /// A name server that answers when the test tells it to.
    fn silent(answer: Receiver<()>) -> impl FnOnce() -> io::Result<Vec<SocketAddr>> + Send {
        move || {
            let _ = answer.recv();
            Ok(Vec::new())
        }
    }

    #[test]
    fn nobody_waits_for_a_silent_name_server_once_he_is_to_stop() {
        let (stop, (answer, waits)) = (StopFlag::default(), channel());
        let other = stop.clone();
        let raiser = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            other.raise();
        });
        let began = Instant::now();
        let asked = resolve_by(silent(waits), Duration::from_secs(60), &stop);
        assert!(matches!(asked, Err(Unresolved::Stopped)));
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        raiser.join().expect("it slept");
        assert!(!stop.wait_for_names(Duration::from_millis(50)), "its thread is known");
        drop(answer);
        assert!(stop.wait_for_names(Duration::from_secs(20)), "and its end");
    }

    #[test]
    fn a_silent_name_server_is_asked_a_few_times_and_then_no_more_until_it_answers() {
        let stop = StopFlag::default();
        let answers: Vec<_> = (0..MOST_ASKING)
            .map(|_| {
                let (answer, waits) = channel();
                let asked = resolve_by(silent(waits), Duration::from_millis(1), &stop);
                assert!(matches!(asked, Err(Unresolved::Silent)));
                answer
            })
            .collect();
        let asked = resolve_by(|| panic!("not asked"), Duration::from_secs(60), &stop);
        assert!(matches!(asked, Err(Unresolved::StillSilent)));
        drop(answers);
        assert!(stop.wait_for_names(Duration::from_secs(20)));
        assert!(resolve_by(|| Ok(Vec::new()), Duration::from_secs(60), &stop).is_ok());
    }

    #[test]
    fn an_address_and_a_name_are_found() {
        let stop = StopFlag::default();
        for host in ["127.0.0.1", "::1", "localhost"] {
            let found = resolve(host, 25, Duration::from_secs(60), &stop).unwrap_or_default();
            assert!(
                found.iter().any(|address| address.ip().is_loopback() && address.port() == 25),
                "{host}: {found:?}"
            );
        }
        assert!(stop.wait_for_names(Duration::from_secs(20)));
    }
}
