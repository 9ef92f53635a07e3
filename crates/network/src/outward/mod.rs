//! Sends HTTP requests to servers outside this program, such as those of webhooks, login providers
//! and Microsoft Graph.
//!
//! A server's name is resolved once, its IP addresses are checked ([`Reach`]), and the connection
//! is made to one of the permitted IP addresses. So a later change of the name has no effect.
//! Redirects are not followed, but returned as answers. The time and the size of an answer are
//! limited.
//!
//! The functions in this module wait for the network, so they must be called on a thread that may
//! block.
//!
//! Read in this order: `place` (the URL of a server), `reach` (the permitted IP addresses), this
//! file.

mod place;
mod reach;

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderMap, USER_AGENT};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio::runtime::Builder;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use ferrofax_delivery::tls::{TlsError, authorities, supported};
pub use place::{Place, PlaceError, base_url};
pub use reach::Reach;

/// An HTTP client for requests to other servers. It can be cloned cheaply.
#[derive(Clone)]
pub struct Outward {
    tls: Arc<ClientConfig>,
    reach: Reach,
    limits: Limits,
}

/// The limits of time and size for a server's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest time for the whole request, including the connection to the server.
    pub time: Duration,
    /// The maximum number of bytes of the body of a server's answer.
    pub size: usize,
}

/// An HTTP request to another server.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The method of the request.
    pub method: Method,
    /// The URL to which the request is sent.
    pub place: &'a Place,
    /// The headers of the request in addition to `Host`, `User-Agent` and Content-Length.
    pub headers: &'a [(&'static str, String)],
    /// The body of the request, which is not copied.
    pub body: Bytes,
}

/// The answer of another server to an HTTP request, with any status.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The status of the answer.
    pub status: u16,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The body of the answer.
    pub body: Bytes,
}

/// The reason why a request to another server got no answer. The text is for an administrator and
/// contains no secret.
#[derive(Debug, thiserror::Error)]
pub enum OutwardError {
    /// The server's name can't be resolved, temporarily or permanently.
    #[error("the name {name} is not found: {why}")]
    Name {
        /// The name that can't be resolved.
        name: String,
        /// The reason, as text.
        why: String,
    },
    /// The settings do not permit requests to the server's IP address.
    #[error("{0}")]
    Refused(String),
    /// The server to which the request is sent can't be reached, or TLS with it fails.
    #[error("{0}")]
    Unreachable(String),
    /// The connection broke, or the server does not speak HTTP.
    #[error("the answer broke off: {0}")]
    Broken(String),
    /// The answer of the server to which the request was sent did not arrive within this time.
    #[error("there was no whole answer within {} seconds", .0.as_secs())]
    Late(Duration),
    /// The body of the answer has more than this number of bytes.
    #[error("the answer broke off: it has more than {0} bytes")]
    TooLong(usize),
    /// The HTTP request could not be built from its method, URL, headers and body.
    #[error("the request can't be made: {0}")]
    Request(String),
    /// The answer is no longer needed, because the service is stopping.
    #[error("the service is stopping")]
    Stopped,
}

/// The interval at which a waiting request checks whether its answer is still wanted.
const LOOK: Duration = Duration::from_millis(100);

/// The least number of bytes a second at which a large document must be uploaded.
const SLOWEST: u64 = 32_000;

impl Outward {
    /// Creates an HTTP client that verifies servers' certificates. It trusts the certificate
    /// authorities in the file `ca`; if `ca` is `None`, those that the operating system trusts.
    ///
    /// # Errors
    /// The file `ca` can't be read, or TLS is not available.
    pub fn new(ca: Option<&Path>, reach: Reach, limits: Limits) -> Result<Self, TlsError> {
        supported()?;
        let config =
            ClientConfig::builder_with_provider(Arc::new(rustls_graviola::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(|error| TlsError::Setup(error.to_string()))?
                .with_root_certificates(authorities("ca", ca)?)
                .with_no_client_auth();
        Ok(Self { tls: Arc::new(config), reach, limits })
    }

    /// The same client for a request with so many bytes. Its limit of time grows by one second for
    /// each [`SLOWEST`] bytes.
    pub fn to_send(&self, bytes: usize) -> Self {
        let time = self.limits.time + Duration::from_secs(bytes as u64 / SLOWEST);
        Self { limits: Limits { time, ..self.limits }, ..self.clone() }
    }

    /// Sends a request to another server, and waits for its whole answer.
    pub fn ask(&self, asked: &Asked<'_>) -> Result<Answered, OutwardError> {
        self.ask_until(asked, &|| false)
    }

    /// Sends a request, and waits for its whole answer. The wait ends early when `stop` returns
    /// true.
    pub fn ask_until(
        &self,
        asked: &Asked<'_>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Answered, OutwardError> {
        self.wait(self.answer(asked), stop)
    }

    /// Sends bytes to a server that does not speak HTTP, and waits until its answer is whole. The
    /// URL names the host, the port, and whether TLS is used; its path is ignored. The connection
    /// is then closed.
    pub fn exchange_until(
        &self,
        place: &Place,
        message: &[u8],
        is_whole: &dyn Fn(&[u8]) -> bool,
        stop: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, OutwardError> {
        let most = self.limits.size;
        let exchange = async {
            let socket = self.connect(place).await?;
            if place.is_tls() {
                let stream = self.with_tls(place, socket).await?;
                return exchange_bytes(stream, message, is_whole, most).await;
            }
            exchange_bytes(socket, message, is_whole, most).await
        };
        self.wait(exchange, stop)
    }

    /// Waits for the result of an exchange with a server, within the limit of time. The wait ends
    /// early when `stop` returns true.
    fn wait<T>(
        &self,
        exchange: impl Future<Output = Result<T, OutwardError>>,
        stop: &dyn Fn() -> bool,
    ) -> Result<T, OutwardError> {
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| OutwardError::Request(error.to_string()))?;
        // The timer belongs to the runtime, so it must be created inside of `block_on`.
        let done = runtime.block_on(async {
            let mut answer = pin!(timeout(self.limits.time, exchange));
            loop {
                match timeout(LOOK, answer.as_mut()).await {
                    Ok(done) => break done.unwrap_or(Err(OutwardError::Late(self.limits.time))),
                    Err(_) if stop() => break Err(OutwardError::Stopped),
                    Err(_) => {}
                }
            }
        });
        // A host name that is still being resolved must not delay the return.
        runtime.shutdown_background();
        done
    }

    async fn answer(&self, asked: &Asked<'_>) -> Result<Answered, OutwardError> {
        let mut request = Request::builder()
            .method(&asked.method)
            .uri(asked.place.path())
            .header(HOST, asked.place.authority())
            .header(USER_AGENT, concat!("Ferrofax/", env!("CARGO_PKG_VERSION")));
        for (name, value) in asked.headers {
            request = request.header(*name, value);
        }
        let body = Full::new(asked.body.clone());
        let request =
            request.body(body).map_err(|error| OutwardError::Request(error.to_string()))?;
        let socket = self.connect(asked.place).await?;
        if !asked.place.is_tls() {
            return exchange(socket, request, self.limits.size).await;
        }
        let stream = self.with_tls(asked.place, socket).await?;
        exchange(stream, request, self.limits.size).await
    }

    async fn with_tls(
        &self,
        place: &Place,
        socket: TcpStream,
    ) -> Result<TlsStream<TcpStream>, OutwardError> {
        let host = place.host();
        let name = ServerName::try_from(host.to_owned()).map_err(|_| {
            OutwardError::Refused(format!("'{host}' is no name that a certificate could bear"))
        })?;
        let stream = TlsConnector::from(Arc::clone(&self.tls)).connect(name, socket).await;
        stream.map_err(|error| {
            OutwardError::Unreachable(format!("there is no TLS with {host}: {error}"))
        })
    }

    /// Resolves the server's name, and connects to the first of its permitted IP addresses that can
    /// be reached.
    async fn connect(&self, place: &Place) -> Result<TcpStream, OutwardError> {
        let ((host, port), begun) = ((place.host(), place.port()), Instant::now());
        let found = lookup_host((host, port)).await.map_err(|error| OutwardError::Name {
            name: host.to_owned(),
            why: error.to_string(),
        })?;
        let (mut permitted, mut refused) = (Vec::new(), None);
        for address in found {
            let address = SocketAddr::new(address.ip().to_canonical(), address.port());
            match self.reach.judge(place.is_tls(), address) {
                Ok(()) => permitted.push(address),
                Err(why) => refused = Some(self.reach.told(place, why)),
            }
        }
        let left = self.limits.time.saturating_sub(begun.elapsed());
        let failed = match connect_to_first(&permitted, left).await {
            Ok(socket) => return Ok(socket),
            Err(failed) => failed,
        };
        Err(match (failed, refused) {
            (Some((address, error)), _) => {
                let shown = self.reach.shown(place, address);
                OutwardError::Unreachable(format!("{shown} can't be reached: {error}"))
            }
            (None, Some(why)) => OutwardError::Refused(why),
            (None, None) => OutwardError::Unreachable(format!("{host} has no address")),
        })
    }
}

/// Connects to the first of these IP addresses that can be reached. Each attempt gets an equal
/// share of the rest of the time `within`, so that one dead address leaves time for the others. The
/// last attempt has no limit of its own: the caller limits the whole request.
///
/// # Errors
/// The last address, and the reason why it cannot be reached; `None` if there are no addresses.
pub async fn connect_to_first(
    addresses: &[SocketAddr],
    within: Duration,
) -> Result<TcpStream, Option<(SocketAddr, io::Error)>> {
    let (begun, mut last) = (Instant::now(), None);
    for (address, left) in addresses.iter().zip((1..=addresses.len()).rev()) {
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        let share = within.saturating_sub(begun.elapsed()) / left;
        let share = if left == 1 { Duration::MAX } else { share };
        let attempt = timeout(share, TcpStream::connect(address)).await;
        match attempt.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            Ok(socket) => return Ok(socket),
            Err(error) => last = Some((*address, error)),
        }
    }
    Err(last)
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
    most: usize,
) -> Result<Answered, OutwardError> {
    let broken = |error: hyper::Error| OutwardError::Broken(in_words(&error));
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    // The task of the connection ends together with the runtime.
    drop(tokio::spawn(connection));
    let response = sender.send_request(request).await.map_err(broken)?;
    let (head, body) = response.into_parts();
    let body = Limited::new(body, most).collect().await;
    let body = body.map_err(|error| {
        if error.is::<LengthLimitError>() {
            OutwardError::TooLong(most)
        } else {
            OutwardError::Broken(error.to_string())
        }
    })?;
    Ok(Answered { status: head.status.as_u16(), headers: head.headers, body: body.to_bytes() })
}

async fn exchange_bytes(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    message: &[u8],
    is_whole: &dyn Fn(&[u8]) -> bool,
    most: usize,
) -> Result<Vec<u8>, OutwardError> {
    let broken = |error: io::Error| OutwardError::Broken(error.to_string());
    stream.write_all(message).await.map_err(broken)?;
    stream.flush().await.map_err(broken)?;
    let mut answer = Vec::new();
    while !is_whole(&answer) {
        if answer.len() > most {
            return Err(OutwardError::TooLong(most));
        }
        if stream.read_buf(&mut answer).await.map_err(broken)? == 0 {
            let text = "the server closed the connection before its answer was whole";
            return Err(OutwardError::Broken(text.to_owned()));
        }
    }
    Ok(answer)
}

/// The text of an error, followed by the texts of the errors that caused it.
fn in_words(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text += &format!(": {inner}");
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use socket2::{Domain, Socket, Type};

    use super::*;

    /// A listener that answers no further client, because its queue is full, with the clients that
    /// fill the queue.
    fn unanswering() -> (Socket, Vec<std::net::TcpStream>) {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        listener.listen(0).unwrap();
        let address = address_of(&listener);
        let short = Duration::from_millis(200);
        let fill = || std::net::TcpStream::connect_timeout(&address, short).ok();
        let clients = std::iter::from_fn(fill).take(100).collect();
        (listener, clients)
    }

    fn address_of(listener: &Socket) -> SocketAddr {
        listener.local_addr().unwrap().as_socket().unwrap()
    }

    fn connect(addresses: &[SocketAddr]) -> Result<SocketAddr, Option<(SocketAddr, io::Error)>> {
        let runtime = Builder::new_current_thread().enable_io().enable_time().build().unwrap();
        let connecting = async { connect_to_first(addresses, Duration::from_secs(4)).await };
        runtime.block_on(connecting).map(|socket| socket.peer_addr().unwrap())
    }

    #[test]
    fn an_address_that_does_not_answer_leaves_time_for_the_others() {
        let (silent, _clients) = unanswering();
        let open = TcpListener::bind("127.0.0.1:0").unwrap();
        let (silent, open) = (address_of(&silent), open.local_addr().unwrap());
        let begun = Instant::now();
        assert_eq!(connect(&[silent, open]).unwrap(), open);
        // The first of two addresses has half of the four seconds.
        let elapsed = begun.elapsed().as_millis();
        assert!((1_500..3_900).contains(&elapsed), "{elapsed} ms");
    }

    #[test]
    fn the_last_address_that_cannot_be_reached_is_named() {
        let (silent, _clients) = unanswering();
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (address, error) = connect(&[address_of(&silent), closed]).unwrap_err().unwrap();
        assert_eq!((address, error.kind()), (closed, io::ErrorKind::ConnectionRefused));
        assert!(connect(&[]).unwrap_err().is_none());
    }
}
