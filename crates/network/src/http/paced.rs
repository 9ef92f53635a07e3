//! Passes the body of a request to a route. The body is subject to time limits. It is read to its
//! end even if the route stops early, so that the HTTP client reads the answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http_body::{Frame, SizeHint};
use hyper::body::{Body, Bytes, Incoming};
use tokio::time::{Instant, Sleep, sleep};

use super::body::forget;
use crate::listening::Pace;

/// A request body with time limits against silent and slow clients.
pub(super) struct Paced {
    body: Option<Incoming>,
    /// The end of the client's silence, and the time at which the body was first asked for. A client
    /// that sends `Expect: 100-continue` sends nothing before.
    clock: Option<(Pin<Box<Sleep>>, Instant)>,
    read: u64,
    pace: Pace,
}

impl Paced {
    pub(super) fn new(body: Incoming, pace: Pace) -> Self {
        Self { body: Some(body), clock: None, read: 0, pace }
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        let Some(body) = &mut this.body else { return Poll::Ready(None) };
        let idle = this.pace.idle;
        let begin = || (Box::pin(sleep(idle)), Instant::now());
        let (silence, begun) = this.clock.get_or_insert_with(begin);
        let Poll::Ready(frame) = Pin::new(body).poll_frame(context) else {
            ready!(silence.as_mut().poll(context));
            this.body = None;
            return Poll::Ready(Some(Err(late("the body of the request stopped coming"))));
        };
        silence.as_mut().reset(Instant::now() + idle);
        if let Some(Ok(frame)) = &frame {
            this.read += frame.data_ref().map_or(0, |bytes| bytes.len() as u64);
        }
        if this.pace.is_too_slow(this.read, begun.elapsed()) {
            this.body = None;
            return Poll::Ready(Some(Err(late("the body of the request comes too slowly"))));
        }
        Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Incoming::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(Incoming::size_hint).unwrap_or_default()
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        if let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) {
            drop(tokio::spawn(forget(body)));
        }
    }
}

fn late(sentence: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, sentence)
}
