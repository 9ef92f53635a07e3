//! Sends a connection's outgoing data. An HTTP client that does not read its answers, or reads them
//! too slowly, is disconnected.
//!
//! A client may send many requests without reading any answers. TCP itself keeps such a connection
//! forever (RFC 9293 §3.8.6.1: a closed window is probed without end).

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use crate::listening::Pace;

/// The longest time for which an HTTP client may read nothing of its answers while the server is
/// stopping.
const AT_THE_END: Duration = Duration::from_secs(2);

/// A connection to an HTTP client. Writing to it fails if the client reads nothing for too long, or
/// reads too slowly.
pub(super) struct Steady<S> {
    stream: S,
    pace: Pace,
    /// Whether the HTTP server is stopping.
    is_ending: Arc<AtomicBool>,
    /// Whether the HTTP client has sent any bytes over this connection.
    has_spoken: Arc<AtomicBool>,
    stall: Option<Stall>,
}

/// A stall: a period in which the HTTP client does not read all bytes that wait for it.
struct Stall {
    begun: Instant,
    /// The number of bytes that the HTTP client has read since this stall began.
    taken: u64,
    /// A timer that disconnects the HTTP client. It is started again each time that the client
    /// reads some bytes.
    silence: Pin<Box<Sleep>>,
    /// Whether the time of the timer `silence` was already shortened because the server is
    /// stopping.
    is_hurried: bool,
}

impl<S> Steady<S> {
    pub(super) fn new(stream: S, pace: Pace, is_ending: Arc<AtomicBool>) -> Self {
        Self { stream, pace, is_ending, has_spoken: Arc::default(), stall: None }
    }

    /// Returns a shared flag that tells whether the HTTP client has sent anything.
    pub(super) fn has_spoken(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.has_spoken)
    }

    pub(super) fn into_inner(self) -> S {
        self.stream
    }

    fn patience(&self) -> Duration {
        if self.is_ending.load(Ordering::Relaxed) {
            AT_THE_END.min(self.pace.idle)
        } else {
            self.pace.idle
        }
    }

    /// Waits while the HTTP client reads nothing. Fails if the client reads nothing for too long.
    fn stalled<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        let (patience, is_ending) = (self.patience(), self.is_ending.load(Ordering::Relaxed));
        let stall = self.stall.get_or_insert_with(|| Stall {
            begun: Instant::now(),
            taken: 0,
            silence: Box::pin(sleep(patience)),
            is_hurried: is_ending,
        });
        if is_ending && !stall.is_hurried {
            stall.is_hurried = true;
            stall.silence.as_mut().reset(Instant::now() + patience);
        }
        match stall.silence.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(late("the client does not read its answer"))),
            Poll::Pending => Poll::Pending,
        }
    }

    /// Records that the HTTP client has read `count` more bytes. Fails if the client reads too
    /// slowly.
    fn took(&mut self, count: usize) -> io::Result<()> {
        let patience = self.patience();
        let Some(stall) = &mut self.stall else { return Ok(()) };
        stall.taken += count as u64;
        if self.pace.is_too_slow(stall.taken, stall.begun.elapsed()) {
            return Err(late("the client reads its answer too slowly"));
        }
        stall.silence.as_mut().reset(Instant::now() + patience);
        Ok(())
    }
}

fn late(sentence: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, sentence)
}

impl<S: AsyncRead + Unpin> AsyncRead for Steady<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = bytes.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, bytes);
        if bytes.filled().len() > before {
            self.has_spoken.store(true, Ordering::Relaxed);
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Steady<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(context, bytes) {
            Poll::Ready(Ok(count)) => Poll::Ready(self.took(count).map(|()| count)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => self.stalled(context),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(context) {
            Poll::Ready(flushed) => {
                self.stall = None;
                Poll::Ready(flushed)
            }
            Poll::Pending => self.stalled(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_shutdown(context) {
            Poll::Ready(shut) => Poll::Ready(shut),
            Poll::Pending => self.stalled(context),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::runtime::Builder;

    const ROOM: usize = 64;

    /// Makes a connection whose client may read nothing for the time `idle`, and the HTTP client's
    /// end of it.
    fn steady(idle: Duration, is_ending: bool) -> (Steady<DuplexStream>, DuplexStream) {
        let (ours, theirs) = duplex(ROOM);
        let (pace, is_ending) = (Pace { idle, min_rate: 500 }, Arc::new(is_ending.into()));
        (Steady::new(ours, pace, is_ending), theirs)
    }

    fn run(work: impl Future<Output = ()>) {
        Builder::new_current_thread().enable_time().build().unwrap().block_on(work);
    }

    #[test]
    fn a_client_that_reads_nothing_is_left() {
        run(async {
            let (mut ours, _theirs) = steady(Duration::from_millis(50), false);
            let why = ours.write_all(&[0; 2 * ROOM]).await.unwrap_err();
            assert_eq!(why.kind(), io::ErrorKind::TimedOut);
        });
    }

    #[test]
    fn a_client_that_reads_nothing_is_left_soon_when_the_server_stops() {
        run(async {
            let (mut ours, _theirs) = steady(Duration::from_secs(3_600), true);
            let why = ours.write_all(&[0; 2 * ROOM]).await.unwrap_err();
            assert_eq!(why.kind(), io::ErrorKind::TimedOut);
        });
    }

    #[test]
    fn a_client_that_reads_too_slowly_is_left_and_one_that_keeps_up_is_not() {
        for (age, is_left) in [(59, false), (61, true)] {
            run(async {
                let (mut ours, mut theirs) = steady(Duration::from_secs(3_600), false);
                ours.write_all(&[0; ROOM]).await.unwrap();
                let mut begun = Box::pin(ours.write(&[0; ROOM]));
                let now = std::future::poll_fn(|context| Poll::Ready(begun.as_mut().poll(context)));
                assert!(now.await.is_pending());
                drop(begun);
                let stall = ours.stall.as_mut().unwrap();
                stall.begun = stall.begun.checked_sub(Duration::from_secs(age)).unwrap();
                theirs.read_exact(&mut [0; ROOM]).await.unwrap();
                assert_eq!(ours.write(&[0; ROOM]).await.is_err(), is_left, "after {age} s");
            });
        }
    }

    #[test]
    fn what_was_read_in_full_counts_no_longer() {
        run(async {
            let (mut ours, mut theirs) = steady(Duration::from_secs(3_600), false);
            let reading = tokio::spawn(async move {
                theirs.read_exact(&mut [0; 3 * ROOM]).await.unwrap();
            });
            ours.write_all(&[0; 3 * ROOM]).await.unwrap();
            assert!(ours.stall.is_some());
            ours.flush().await.unwrap();
            assert!(ours.stall.is_none());
            reading.await.unwrap();
        });
    }
}
