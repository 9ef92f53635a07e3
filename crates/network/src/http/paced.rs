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
    silence: Pin<Box<Sleep>>,
    begun: Instant,
    read: u64,
    pace: Pace,
}

impl Paced {
    pub(super) fn new(body: Incoming, pace: Pace) -> Self {
        let silence = Box::pin(sleep(pace.idle));
        Self { body: Some(body), silence, begun: Instant::now(), read: 0, pace }
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
        let Poll::Ready(frame) = Pin::new(body).poll_frame(context) else {
            ready!(this.silence.as_mut().poll(context));
            this.body = None;
            return Poll::Ready(Some(Err(late("the body of the request stopped coming"))));
        };
        this.silence.as_mut().reset(Instant::now() + this.pace.idle);
        if let Some(Ok(frame)) = &frame {
            this.read += frame.data_ref().map_or(0, |bytes| bytes.len() as u64);
        }
        if this.pace.is_too_slow(this.read, this.begun.elapsed()) {
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
