//! What changes, told live: server-sent events (HTML Standard §9.2) for the page and for
//! programs.
//!
//! One thread looks into the spool for all who listen ([`Watcher`]). Who listens is told of
//! what came after the number that he knows, as far as he sees it, and to begin anew
//! (`reload`) if that number is too old. Who he is and what he sees is asked anew every few
//! seconds; when nobody is there any more by whom he came in, he is told so (`ended`).
//!
//! Read in this order: `words` (a change as a program reads it), `seats` (how many may
//! listen), this file.

mod seats;
mod words;

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use hyper::body::Bytes;
use tokio::sync::{Semaphore, watch};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout};

use crate::desk::changes::{Changes, KEPT, Since, Watcher};
use crate::desk::{Person, Sight};
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_spool::{Spool, SpoolError};
use seats::{Seat, Seats};
pub(crate) use words::{NamedEvent, Told, of_event, of_progress, told};

/// Without anything to tell, a sign of life is given so often: proxies end what is silent.
const BEAT: Duration = Duration::from_secs(15);

/// How often is asked who listens, and what he sees.
const LOOK: Duration = Duration::from_secs(3);

/// What a browser waits before it comes again, ms.
const AGAIN_MS: u32 = 3_000;

/// How many may listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// All together.
    pub all: usize,
    /// As one user.
    pub of_one: usize,
}

/// What changes, for those who listen. Cheap to clone; the last one ends the watching.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    changes: Changes,
    seats: Seats,
    looks: Arc<Semaphore>,
    stop: Arc<AtomicBool>,
    thread: std::sync::Mutex<Option<JoinHandle<()>>>,
}

/// Who listens, and what they see; none once they may not any more. It may wait for the disk.
///
/// # Errors
/// It can't be found out now.
pub(crate) type Look = Arc<dyn Fn() -> Result<Option<(Person, Sight)>, NotNow> + Send + Sync>;

/// Who listens can't be found out now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotNow;

/// A stream goes on for so long while it can't be found out who listens; nothing is told
/// meanwhile.
const UNKNOWN: Duration = Duration::from_secs(60);

/// Looks at once.
const LOOKS: usize = 4;

/// Too many listen already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Crowded;

/// Somebody who listens.
struct Listener {
    changes: Changes,
    tidings: watch::Receiver<u64>,
    after: u64,
    look: Look,
    seen: Option<(Person, Sight)>,
    looks: Arc<Semaphore>,
    looked: Instant,
    /// Since when it can't be found out who listens.
    unknown: Option<Instant>,
    said: Instant,
    step: Step,
    _seat: Seat,
}

enum Step {
    First,
    Listening,
    Over,
}

impl Live {
    /// Begins to watch this spool.
    ///
    /// # Errors
    /// It can't be read.
    pub fn start(spool: &Spool, most: Most) -> Result<Self, SpoolError> {
        let watcher = Watcher::new(spool, UnixMs::now(), KEPT)?;
        let (changes, stop) = (watcher.changes(), Arc::new(AtomicBool::new(false)));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new()
            .name("watcher".to_owned())
            .spawn(move || watcher.run(|| stopped.load(Ordering::Relaxed)));
        let thread = thread
            .inspect_err(|error| log::error!("pages do not show what changes: {error}"))
            .ok();
        let seats = Seats::new(most);
        let looks = Arc::new(Semaphore::new(LOOKS));
        Ok(Self(Arc::new(Inner { changes, seats, looks, stop, thread: thread.into() })))
    }

    /// The number of the newest change: what a page takes before it reads what it shows.
    pub(crate) fn newest(&self) -> u64 {
        self.0.changes.newest()
    }

    /// A stream of events for this user: from the one after this number, or from now on.
    ///
    /// # Errors
    /// [`Crowded`]
    pub(crate) fn listen(
        &self,
        user: &str,
        after: Option<u64>,
        look: Look,
    ) -> Result<Response, Crowded> {
        let changes = self.0.changes.clone();
        let listener = Listener {
            _seat: self.0.seats.take(user).ok_or(Crowded)?,
            tidings: changes.tidings(),
            after: after.unwrap_or_else(|| changes.newest()),
            changes,
            look,
            seen: None,
            looks: Arc::clone(&self.0.looks),
            looked: Instant::now(),
            unknown: None,
            said: Instant::now(),
            step: Step::First,
        };
        let events = unfold(listener, |listener| async {
            let (text, listener) = listener.next().await?;
            Some((Ok::<_, Infallible>(Bytes::from(text)), listener))
        });
        let headers = [
            (CONTENT_TYPE, "text/event-stream"),
            (CACHE_CONTROL, "no-store"),
            // nginx would gather what is to be told at once.
            (HeaderName::from_static("x-accel-buffering"), "no"),
        ];
        Ok((headers, Body::from_stream(events)).into_response())
    }
}

/// The number that a browser knows from before its connection broke.
pub(crate) fn last_event_id(headers: &HeaderMap) -> Option<u64> {
    headers.get("last-event-id")?.to_str().ok()?.trim().parse().ok()
}

impl Listener {
    /// Finds out who listens, and what they see.
    async fn look_again(&mut self) {
        let look = Arc::clone(&self.look);
        let turn = Arc::clone(&self.looks).acquire_owned().await;
        let looked = spawn_blocking(move || {
            let _turn = turn;
            look()
        });
        self.looked = Instant::now();
        match looked.await.unwrap_or(Err(NotNow)) {
            Ok(seen) => (self.seen, self.unknown) = (seen, None),
            Err(NotNow) => {
                self.seen = None;
                self.unknown.get_or_insert(self.looked);
            }
        }
    }

    /// What is told next; none at the end.
    async fn next(mut self) -> Option<(String, Self)> {
        match self.step {
            Step::First => {
                self.step = Step::Listening;
                let text = format!("retry: {AGAIN_MS}\nid: {}\n\n", self.after);
                return Some((text, self));
            }
            Step::Listening => {}
            Step::Over => return None,
        }
        loop {
            if self.seen.is_none() || self.looked.elapsed() >= LOOK {
                self.look_again().await;
            }
            if let Some(since) = self.unknown {
                if since.elapsed() >= UNKNOWN {
                    // Who listens comes again by themselves.
                    return None;
                }
                sleep(LOOK).await;
                continue;
            }
            let Some((person, sight)) = &self.seen else {
                self.step = Step::Over;
                return Some(("event: ended\ndata: {}\n\n".to_owned(), self));
            };
            self.tidings.borrow_and_update();
            let mut text = String::new();
            match self.changes.since(self.after) {
                Since::Reload(newest) => {
                    self.after = newest;
                    text = event("reload", newest, "{}");
                }
                Since::Changes(changes) => {
                    for change in changes {
                        self.after = change.id;
                        if change.is_seen(person, sight) {
                            let (name, data) = told(&change.what);
                            text += &event(name, change.id, &data.to_string());
                        }
                    }
                }
            }
            // With the number, so that who sees little is not told to begin anew.
            if text.is_empty() && self.said.elapsed() >= BEAT {
                text = format!(":\nid: {}\n\n", self.after);
            }
            if !text.is_empty() {
                self.said = Instant::now();
                return Some((text, self));
            }
            let (looks, beats) = (self.looked.elapsed(), self.said.elapsed());
            let left = LOOK.saturating_sub(looks).min(BEAT.saturating_sub(beats));
            if let Ok(Err(_)) = timeout(left, self.tidings.changed()).await {
                return None;
            }
        }
    }
}

/// An event. The data has no line breaks: it is JSON.
fn event(name: &str, id: u64, data: &str) -> String {
    let mut text = String::new();
    _ = write!(text, "event: {name}\nid: {id}\ndata: {data}\n\n");
    text
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = lock(&self.thread).take() {
            drop(thread.join());
        }
    }
}
