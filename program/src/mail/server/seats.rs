//! Who is inside: all threads of the server share it, and each client has a seat.

use std::cell::Cell;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use super::host::Host;
use super::settings::ServerSettings;
use super::tls::Identity;
use ferrofax_basics::lock::lock;

/// What is spoken at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// SMTP, and TLS by STARTTLS.
    Smtp,
    /// SMTP in TLS.
    Smtps,
    /// LMTP.
    Lmtp,
}

/// What all threads of the server use.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) settings: ServerSettings,
    pub(super) host: Host,
    pub(super) identity: Option<Identity>,
    stop: AtomicBool,
    stop_at: Mutex<Option<Instant>>,
    inside: Mutex<Inside>,
    left: Condvar,
}

/// Who is inside.
#[derive(Debug, Default)]
struct Inside {
    count: usize,
    strangers: usize,
    of: HashMap<IpAddr, usize>,
}

/// A client's place inside, given back when dropped: also by a thread that panics.
pub(super) struct Seat {
    pub(super) shared: Arc<Shared>,
    peer: IpAddr,
    is_stranger: Cell<bool>,
}

/// What a mail that is coming in gets when we stop.
const GRACE: Duration = Duration::from_secs(30);

impl Shared {
    pub(super) fn new(settings: ServerSettings, host: Host, identity: Option<Identity>) -> Self {
        Self {
            settings,
            host,
            identity,
            stop: AtomicBool::new(false),
            stop_at: Mutex::default(),
            inside: Mutex::default(),
            left: Condvar::new(),
        }
    }

    pub(super) fn stop(&self) {
        *lock(&self.stop_at) = Some(Instant::now() + GRACE);
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Whether the end has begun.
    pub(super) fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Whether it is there, for all.
    pub(super) fn is_stopped(&self) -> bool {
        let stop_at = *lock(&self.stop_at);
        stop_at.is_some_and(|at| Instant::now() >= at)
    }

    /// Waits until all have gone; they go when they are asked to, or when their time is over.
    pub(super) fn wait_for_sessions(&self) {
        let inside = lock(&self.inside);
        drop(self.left.wait_timeout_while(inside, GRACE * 2, |inside| inside.count > 0));
    }
}

impl Seat {
    pub(super) fn take(shared: &Arc<Shared>, peer: IpAddr, is_known: bool) -> Option<Self> {
        let mut inside = lock(&shared.inside);
        let settings = &shared.settings;
        let of = inside.of.get(&peer).copied().unwrap_or(0);
        let (is_full, most) = match is_known {
            true => (false, settings.max_connections_per_client),
            false => (
                inside.strangers >= settings.max_strangers,
                settings.max_connections_per_stranger.min(settings.max_connections_per_client),
            ),
        };
        if is_full || inside.count >= settings.max_connections || of >= most {
            return None;
        }
        inside.count += 1;
        inside.strangers += usize::from(!is_known);
        inside.of.insert(peer, of + 1);
        Some(Self { shared: Arc::clone(shared), peer, is_stranger: Cell::new(!is_known) })
    }

    /// It is known now who that is: the place is no stranger's any more.
    pub(super) fn is_known_now(&self) {
        if self.is_stranger.replace(false) {
            lock(&self.shared.inside).strangers -= 1;
        }
    }

    pub(super) fn is_strangers(&self) -> bool {
        self.is_stranger.get()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inside = lock(&self.shared.inside);
        inside.count -= 1;
        inside.strangers -= usize::from(self.is_stranger.get());
        if let Some(of) = inside.of.get_mut(&self.peer) {
            *of -= 1;
            if *of == 0 {
                inside.of.remove(&self.peer);
            }
        }
        self.shared.left.notify_all();
    }
}
