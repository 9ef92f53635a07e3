//! Sends a request to a printer and receives the answer, on a separate connection for each request.
//! The protocol is HTTP/1.1, with TLS if the URI has the scheme `ipps`.
//!
//! A document is sent in pieces as fast as the printer reads them, and is never in memory as a
//! whole. The connection is closed if the printer is silent for too long, or if its answer is too
//! long.

use std::future::Future;
use std::io::{self, Read};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::client::conn::http1;
use hyper::header::{
    AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, LOCATION, USER_AGENT, WWW_AUTHENTICATE,
};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::lookup_host;
use tokio::runtime::Builder;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::place::Place;
use ferrofax_basics::lock::lock;
use ferrofax_network::outward::connect_to_first;
use ferrofax_spool::undelivered::{PrinterFault, TlsFault};

/// A document to be sent to a printer, with its length if known.
pub(super) struct Document {
    pub(super) bytes: Box<dyn Read + Send>,
    pub(super) length: Option<u64>,
}

/// The HTTP answer of a printer to an IPP request.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// All `WWW-Authenticate` headers of the printer's answer, which name the methods of login.
    pub(super) challenges: Vec<String>,
    /// The value of the header `Location` of the printer's answer, if there is one.
    pub(super) elsewhere: Option<String>,
    pub(super) body: Vec<u8>,
}

/// Sends IPP requests to a printer, and gives up a request if the printer is silent for too long.
pub(super) struct Post<'a> {
    pub(super) place: &'a Place,
    /// The longest time for which the printer may be silent before the connection is closed.
    pub(super) patience: Duration,
    /// A function that returns true if this process is to end, so that the request must be given up
    /// soon.
    pub(super) stop: &'a dyn Fn() -> bool,
    /// A function that renews the lease on the fax. It is called again and again while this thread
    /// waits for the printer.
    pub(super) beat: &'a dyn Fn(),
}

/// The maximum number of bytes of a printer's answer.
const MOST: usize = 1 << 20;
/// The size in bytes of the pieces in which a document is sent to the printer.
const PIECE: usize = 64 << 10;
/// The interval at which a request to a printer checks whether this process is to end, or the
/// printer is silent for too long.
const STEP: Duration = Duration::from_millis(500);
/// The time that a document has to reach the printer completely after the Ferrofax service was
/// asked to end.
const GRACE: Duration = Duration::from_secs(20);

/// Remembers when the last bytes were exchanged with the printer, to recognise a printer that is
/// silent for too long.
#[derive(Clone)]
struct Progress(Arc<Mutex<Instant>>);

impl Progress {
    fn note(&self) {
        *lock(&self.0) = Instant::now();
    }

    fn silence(&self) -> Duration {
        lock(&self.0).elapsed()
    }
}

impl Post<'_> {
    /// Sends a request with its document, and returns the printer's answer.
    pub(super) fn post(
        &self,
        tls: Option<Arc<ClientConfig>>,
        authorization: Option<&str>,
        question: Vec<u8>,
        document: Option<Document>,
    ) -> Result<Reply, PrinterFault> {
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| PrinterFault::Text { text: error.to_string() })?;
        let progress = Progress(Arc::new(Mutex::new(Instant::now())));
        let body = Outgoing::new(question, document, progress.clone());
        let request = Request::post(&self.place.path)
            .header(HOST, self.place.authority())
            .header(CONTENT_TYPE, "application/ipp")
            .header(USER_AGENT, concat!("Ferrofax/", env!("CARGO_PKG_VERSION")));
        let request = match authorization {
            Some(login) => request.header(AUTHORIZATION, login),
            None => request,
        };
        let request = request
            .body(body)
            .map_err(|error| PrinterFault::Text { text: error.to_string() })?;
        let done = runtime.block_on(self.patiently(&progress, self.ask(tls, request, &progress)));
        // Do not wait for the runtime's threads: one of them may still be resolving a host name.
        runtime.shutdown_background();
        done
    }

    async fn patiently(
        &self,
        progress: &Progress,
        work: impl Future<Output = Result<Reply, PrinterFault>>,
    ) -> Result<Reply, PrinterFault> {
        let mut work = pin!(work);
        let mut stopping: Option<Instant> = None;
        loop {
            if let Ok(done) = timeout(STEP, work.as_mut()).await {
                return done;
            }
            (self.beat)();
            if progress.silence() > self.patience {
                return Err(PrinterFault::Silent { seconds: self.patience.as_secs() });
            }
            if (self.stop)() && stopping.get_or_insert_with(Instant::now).elapsed() > GRACE {
                return Err(PrinterFault::Stopped);
            }
        }
    }

    async fn ask(
        &self,
        tls: Option<Arc<ClientConfig>>,
        request: Request<Outgoing>,
        progress: &Progress,
    ) -> Result<Reply, PrinterFault> {
        let Place { host, port, .. } = self.place;
        let unreached = |why: String| PrinterFault::Unreached { why };
        let found = lookup_host((host.as_str(), *port)).await;
        let found: Vec<_> = found.map_err(|error| unreached(error.to_string()))?.collect();
        let socket = connect_to_first(&found, self.patience).await.map_err(|failed| {
            unreached(
                failed.map_or("the name has no address".into(), |(_, error)| error.to_string()),
            )
        })?;
        progress.note();
        let Some(tls) = tls else { return exchange(socket, request, progress).await };
        let name = ServerName::try_from(host.clone())
            .map_err(|_| PrinterFault::Tls { fault: TlsFault::BadName { server: host.clone() } })?;
        let stream = TlsConnector::from(tls)
            .connect(name, socket)
            .await
            .map_err(|error| PrinterFault::NoTls { why: error.to_string() })?;
        progress.note();
        exchange(stream, request, progress).await
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Outgoing>,
    progress: &Progress,
) -> Result<Reply, PrinterFault> {
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| broken(&error))?;
    // The task of the connection ends together with the runtime.
    drop(tokio::spawn(connection));
    let response = sender.send_request(request).await.map_err(|error| broken(&error))?;
    progress.note();
    let (head, body) = response.into_parts();
    let body = Limited::new(body, MOST).collect().await;
    let body = body.map_err(|error| PrinterFault::AnswerBroken { why: error.to_string() })?;
    let head = Response::from_parts(head, ());
    let texts = |name: HeaderName| {
        let values = head.headers().get_all(name).into_iter();
        values
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect::<Vec<_>>()
    };
    Ok(Reply {
        status: head.status().as_u16(),
        challenges: texts(WWW_AUTHENTICATE),
        elsewhere: texts(LOCATION).pop(),
        body: body.to_bytes().into(),
    })
}

/// Converts an error of the HTTP library hyper, with its causes, into a printer fault.
fn broken(error: &impl std::error::Error) -> PrinterFault {
    let mut why = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        why += &format!(": {inner}");
        source = inner.source();
    }
    PrinterFault::Broken { why }
}

/// The body of an HTTP request to a printer: an IPP request, followed by the document to print if
/// there is one.
struct Outgoing {
    question: Option<Bytes>,
    document: Option<Box<dyn Read + Send>>,
    /// The number of bytes of the request and its document that are still to be sent, if known.
    length: Option<u64>,
    progress: Progress,
}

impl Outgoing {
    fn new(question: Vec<u8>, document: Option<Document>, progress: Progress) -> Self {
        let own = question.len() as u64;
        let length = match &document {
            None => Some(own),
            Some(document) => document.length.map(|length| own + length),
        };
        let document = document.map(|document| document.bytes);
        Self { question: Some(question.into()), document, length, progress }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        // The connection asks for another piece, so the printer has taken the one before.
        self.progress.note();
        let piece = match (self.question.take(), &mut self.document) {
            (Some(question), _) => question,
            (None, None) => return Poll::Ready(None),
            (None, Some(document)) => {
                let mut piece = vec![0; PIECE];
                match document.read(&mut piece) {
                    Err(error) => return Poll::Ready(Some(Err(error))),
                    Ok(0) => return Poll::Ready(None),
                    Ok(count) => piece.truncate(count),
                }
                piece.into()
            }
        };
        // Drawing a page may have taken long. That does not count as the printer's silence.
        self.progress.note();
        self.length = self.length.map(|left| left.saturating_sub(piece.len() as u64));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
