//! The stream of changes: server-sent events (HTML Standard §9.2) for the web interface and for
//! programs.
//!
//! A listener is an open stream of one user, for example of a browser with an open web page. One
//! thread reads the changes from the spool on behalf of all listeners ([`Watcher`]). Each change
//! has a number. A listener gets the changes after the last number that it knows, if its user may
//! see them. If that number is too old, the event `reload` asks the listener to read everything
//! again. The user and the user's rights are checked again every few seconds. When the user's
//! session has ended, or the API key has expired or was revoked, the event `ended` ends the stream.
//!
//! Read in this order: `vocabulary` (the words of the API that come from a list), `words` (a change in
//! the API's form), `seats` (the number of listeners), this file.

mod seats;
pub(crate) mod vocabulary;
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

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_desk::changes::{Change, Changes, KEPT, Since, Watcher};
use ferrofax_desk::{Person, Sight};
use ferrofax_spool::{Spool, SpoolError};
use seats::{Seat, Seats};
pub(crate) use words::{NamedEvent, Told, of_progress, told};

/// The interval at which a line without an event is sent on an event stream while there are no
/// events. Without it, proxies would close the connection.
const BEAT: Duration = Duration::from_secs(15);

/// The interval at which the user of each open event stream, and this user's rights, are checked
/// again.
const LOOK: Duration = Duration::from_secs(3);

/// The time after which a browser reconnects if its event stream has ended, in milliseconds.
const AGAIN_MS: u32 = 3_000;

/// The number of bytes after which a piece of an event stream is sent. Further events are written
/// only after the client has read the piece.
const AT_ONCE: usize = 64 << 10;

/// The maximum numbers of listeners (open event streams) at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// The maximum number of open event streams of all users together.
    pub all: usize,
    /// The maximum number of open event streams of one user.
    pub of_one: usize,
}

/// The source of the changes to faxes and jobs that all open event streams send. It can be cloned
/// cheaply. Its thread ends when the last clone is dropped.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    changes: Changes,
    /// Whether the changes are about test jobs (made with test keys). The data of each event then
    /// has `test: true`.
    is_sandbox: bool,
    seats: Seats,
    looks: Arc<Semaphore>,
    stop: Arc<AtomicBool>,
    thread: std::sync::Mutex<Option<JoinHandle<()>>>,
}

/// A function that determines the user of an open event stream, and what the user may see. It
/// returns `None` when the user's session has ended, or the API key has expired or was revoked. The
/// function may block, because it reads the disk.
///
/// # Errors
/// The user can't be determined now.
pub(crate) type Look = Arc<dyn Fn() -> Result<Option<(Person, Sight)>, NotNow> + Send + Sync>;

/// The error if the service can't determine now which user has opened an event stream, because the
/// spool cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotNow;

/// The time for which an event stream is kept open, without sending events, while the service can't
/// read from the spool which user has opened it.
const UNKNOWN: Duration = Duration::from_secs(60);

/// The maximum number of open event streams whose users are checked at the same time.
const LOOKS: usize = 4;

/// The error for a new event stream that is refused, because too many are open already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Crowded;

/// A listener: an open event stream (server-sent events) of one user.
struct Listener {
    changes: Changes,
    is_sandbox: bool,
    tidings: watch::Receiver<u64>,
    after: u64,
    look: Look,
    seen: Option<(Person, Sight)>,
    looks: Arc<Semaphore>,
    looked: Instant,
    /// The time since which the user of this event stream can't be determined; `None` if the last
    /// check succeeded.
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
    /// Starts the thread that watches this spool for changes to faxes and jobs. `most` limits the
    /// number of event streams that send these changes.
    pub fn start(spool: &Spool, most: Most) -> Result<Self, SpoolError> {
        Self::begin(spool, most, false)
    }

    /// Like [`Self::start`], but for the spool of the sandbox. The data of each event then has
    /// `test: true`.
    pub(crate) fn of_tests(spool: &Spool, most: Most) -> Result<Self, SpoolError> {
        Self::begin(spool, most, true)
    }

    fn begin(spool: &Spool, most: Most, is_sandbox: bool) -> Result<Self, SpoolError> {
        let watcher = Watcher::new(spool, UnixMs::now(), KEPT)?;
        let (changes, stop) = (watcher.changes(), Arc::new(AtomicBool::new(false)));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new()
            .name("watcher".to_owned())
            .spawn(move || watcher.run(|| stopped.load(Ordering::Relaxed)));
        let thread = thread
            .inspect_err(|error| log::error!("open pages do not update themselves: {error}"))
            .ok();
        let seats = Seats::new(most);
        let looks = Arc::new(Semaphore::new(LOOKS));
        let thread = thread.into();
        Ok(Self(Arc::new(Inner { changes, is_sandbox, seats, looks, stop, thread })))
    }

    /// The number of the newest change. The web interface takes this number before it reads the
    /// data for a web page, so that the open page misses no later change.
    pub(crate) fn newest(&self) -> u64 {
        self.0.changes.newest()
    }

    /// Opens a stream of events for this user. It begins with the event after the number `after`,
    /// or with the next new event if `after` is `None`.
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
            is_sandbox: self.0.is_sandbox,
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
            // This header keeps nginx from buffering the stream.
            (HeaderName::from_static("x-accel-buffering"), "no"),
        ];
        Ok((headers, Body::from_stream(events)).into_response())
    }
}

/// The number of the last event that a browser received before it reconnected; `None` if the
/// request does not contain it.
pub(crate) fn last_event_id(headers: &HeaderMap) -> Option<u64> {
    headers.get("last-event-id")?.to_str().ok()?.trim().parse().ok()
}

impl Listener {
    /// Checks again who the user of this event stream is, and what the user may see.
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

    /// The next text to send on this event stream; `None` when the stream ends.
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
                    // The stream ends, and the listener reconnects by itself.
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
            let mut text = match self.changes.since(self.after) {
                Since::Reload(newest) => {
                    self.after = newest;
                    event("reload", newest, "{}")
                }
                Since::Changes(changes) => {
                    let is_seen = |change: &Change| change.is_seen(person, sight);
                    let (text, after) = events(&changes, is_seen, self.is_sandbox, self.after);
                    self.after = after;
                    text
                }
            };
            // The sign of life contains the number of the latest change. Without it, a listener
            // whose user sees few changes would know only an old number, and have to read
            // everything again when it reconnects.
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

/// Returns the text of the events about these changes, about [`AT_ONCE`] bytes at most, and the
/// number of the last change that was processed. Without changes, this number is `after`.
fn events(
    changes: &[Arc<Change>],
    is_seen: impl Fn(&Change) -> bool,
    is_sandbox: bool,
    mut after: u64,
) -> (String, u64) {
    let mut text = String::new();
    for change in changes {
        after = change.id;
        if !is_seen(change) {
            continue;
        }
        let (name, mut data) = told(&change.what);
        if is_sandbox {
            data["test"] = true.into();
        }
        text += &event(name, change.id, &data.to_string());
        if text.len() >= AT_ONCE {
            break;
        }
    }
    (text, after)
}

/// A server-sent event as the lines of text that the listener receives. The data needs only one
/// line, since it is JSON without line breaks.
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

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_desk::changes::What;
    use ferrofax_spool::{DeviceName, FaxId};

    #[test]
    fn a_listener_that_is_far_behind_gets_its_events_piece_by_piece() {
        let gone = |id: u64| {
            let what = What::FaxGone { fax: FaxId(id as i64), device: DeviceName::of_row("2101") };
            Arc::new(Change { id, what })
        };
        let changes: Vec<Arc<Change>> = (1..=10_000).map(gone).collect();
        let (mut after, mut whole, mut pieces) = (0, String::new(), 0);
        while (after as usize) < changes.len() {
            let left = &changes[after as usize..];
            let (text, last) = events(left, |change| change.id % 2 == 0, false, after);
            assert!(text.len() < AT_ONCE + 1_000, "{}", text.len());
            (after, pieces) = (last, pieces + 1);
            whole += &text;
        }
        assert!(pieces > 3, "{pieces}");
        let ids = whole.lines().filter_map(|line| line.strip_prefix("id: "));
        let ids: Vec<u64> = ids.map(|id| id.parse().unwrap()).collect();
        assert_eq!(ids, (1..=5_000).map(|id| 2 * id).collect::<Vec<u64>>());
        assert_eq!(events(&[], |_| true, false, 7), (String::new(), 7));
    }
}
