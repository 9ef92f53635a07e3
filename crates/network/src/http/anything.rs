//! An HTTP server without a socket, for tests that send arbitrary bytes to it.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use super::Stop;
use super::connection::{Shared, converse};
use super::service::{Answer, Answering, Connected, Head, Reception, Service};
use super::settings::HttpSettings;
use crate::asker::Client;

/// A test server that answers each request with the length of the request's body.
pub struct Lengths {
    runtime: Runtime,
    shared: Arc<Shared>,
    /// The sender of a channel that stops the test server when this value is dropped.
    _stop: watch::Sender<Stop>,
}

/// The maximum number of bytes that are buffered between the server and the client.
const ON_THE_WAY: usize = 64 << 10;

/// The maximum number of bytes of a request's body that the test server accepts.
const MOST: usize = 1 << 20;

struct Measure;

struct Measured(usize);

impl Service for Measure {
    fn knows(&self, _: IpAddr) -> bool {
        false
    }

    fn begin(&self, head: Head) -> Result<Box<dyn Reception>, Answer> {
        match head.method.as_str() {
            "POST" => Ok(Box::new(Measured(0))),
            _ => Err(Answer::text(405, "Only POST has a length.")),
        }
    }
}

impl Reception for Measured {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Answer> {
        self.0 += bytes.len();
        if self.0 > MOST { Err(Answer::text(413, "It is too long.")) } else { Ok(()) }
    }

    fn finish(self: Box<Self>) -> Answer {
        Answer::text(200, &self.0.to_string())
    }
}

impl Lengths {
    /// Starts the test server.
    ///
    /// # Errors
    /// The system is out of resources.
    pub fn start() -> io::Result<Self> {
        let runtime =
            Builder::new_current_thread().enable_time().max_blocking_threads(1).build()?;
        let (stop, stopping) = watch::channel(Stop::No);
        let settings = HttpSettings::default();
        let measure = Answering::Service(Arc::new(Measure));
        let shared = Shared::new(&settings, None, measure, stopping, ["http", "https"]);
        Ok(Self { runtime, shared: Arc::new(shared), _stop: stop })
    }

    /// Sends `bytes` to the server in pieces of `piece` bytes, and then closes the sending side.
    /// Returns the server's answers.
    pub fn answers(&self, bytes: &[u8], piece: usize) -> Vec<u8> {
        let (ours, theirs) = duplex(ON_THE_WAY);
        let client = Client::at(Ipv4Addr::LOCALHOST.into(), "http test".to_owned(), false);
        self.runtime.block_on(async {
            let shared = Arc::clone(&self.shared);
            let from = (client, Connected::default());
            let serving =
                tokio::spawn(async move { drop(converse(&shared, ours, from, None).await) });
            let (mut from, mut to) = tokio::io::split(theirs);
            let pieces: Vec<Vec<u8>> = bytes.chunks(piece.max(1)).map(<[u8]>::to_vec).collect();
            let sending = tokio::spawn(async move {
                for piece in pieces {
                    // The server may have closed the connection.
                    if to.write_all(&piece).await.is_err() {
                        break;
                    }
                }
                drop(to.shutdown().await);
            });
            let mut heard = Vec::new();
            drop(from.read_to_end(&mut heard).await);
            drop(sending.await);
            drop(serving.await);
            heard
        })
    }
}
