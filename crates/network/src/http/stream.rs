//! An HTTP client's connection, with or without TLS.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::asker::Certificate;
use crate::listening::Identity;

/// The byte stream of an HTTP client's connection, either with TLS or without.
pub(super) enum Stream {
    /// An HTTP client's connection without TLS.
    Plain(TcpStream),
    /// An HTTP client's connection with TLS.
    Secured(Secured),
}

/// An HTTP client's connection with TLS. If the client changed to TLS by an HTTP request, that
/// request is read again first.
pub(super) struct Secured {
    stream: Box<TlsStream<TcpStream>>,
    /// The bytes, not read yet, of the request by which the HTTP client changed to TLS. The server
    /// reads these bytes before those that come over TLS, and answers the request over TLS.
    said: VecDeque<u8>,
}

/// The first byte of a TLS connection: the type of its record (RFC 8446 §5.1).
const HANDSHAKE: u8 = 22;

/// Whether the HTTP client begins with TLS. This function waits for the client's first byte.
///
/// # Errors
/// The connection has ended.
pub(super) async fn begins_with_tls(socket: &TcpStream) -> io::Result<bool> {
    let mut first = [0];
    match socket.peek(&mut first).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(first == [HANDSHAKE]),
    }
}

impl Stream {
    /// Begins TLS with an HTTP client. `said` is a request that the client sent before and that is
    /// answered over TLS.
    pub(super) async fn secured(
        client: TcpStream,
        identity: &Identity,
        said: &str,
    ) -> io::Result<Self> {
        let stream = Box::new(TlsAcceptor::from(identity.config()).accept(client).await?);
        Ok(Self::Secured(Secured { stream, said: said.bytes().collect() }))
    }

    pub(super) fn is_secured(&self) -> bool {
        matches!(self, Self::Secured(_))
    }

    /// The certificate of the HTTP client, which TLS has verified.
    pub(super) fn certificate(&self) -> Option<Certificate> {
        let Self::Secured(secured) = self else { return None };
        let chain = secured.stream.get_ref().1.peer_certificates()?;
        chain.first().map(|der| Certificate::of(der))
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_read(context, bytes),
            Self::Secured(Secured { stream, said }) if said.is_empty() => {
                Pin::new(stream).poll_read(context, bytes)
            }
            Self::Secured(Secured { said, .. }) => {
                let count = bytes.remaining().min(said.len());
                said.drain(..count).for_each(|byte| bytes.put_slice(&[byte]));
                Poll::Ready(Ok(()))
            }
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_write(context, bytes),
            Self::Secured(secured) => Pin::new(&mut secured.stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_flush(context),
            Self::Secured(secured) => Pin::new(&mut secured.stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_shutdown(context),
            Self::Secured(secured) => Pin::new(&mut secured.stream).poll_shutdown(context),
        }
    }
}
