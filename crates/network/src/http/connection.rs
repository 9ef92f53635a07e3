//! Connections: accepts each connection, detects TLS, and serves the HTTP client until the
//! connection ends.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::Duration;

use axum::body::Body as Content;
use futures_util::future::{Either, select};
use hyper::body::{Body, Incoming};
use hyper::header::{
    AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, EXPECT, HOST, HeaderName,
    HeaderValue, UPGRADE,
};
use hyper::server::conn::http1::{self, Parts};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout};

use super::Stop;
use super::body::{carry, forget, ours};
use super::login::login;
use super::routes;
use super::service::{Answer, Answering, Connected, Head, Service, TLS_NOW};
use super::settings::HttpSettings;
use super::steady::Steady;
use super::stream::{Stream, begins_with_tls};
use super::unpack::Coding;
use crate::asker::{Certificate, Client};
use crate::listening::{Identity, Pace, Place, Places};

/// The maximum number of bytes of a request's header.
const HEAD: usize = 32 << 10;

/// The time within which a request must be finished when the server stops.
const GRACE: Duration = Duration::from_secs(30);

/// The time that a connected client has for its first byte after the server was stopped.
const FIRST_WORD: Duration = Duration::from_secs(1);

/// The maximum number of unsent bytes that the kernel buffers for an HTTP client. Without this
/// limit the kernel would buffer megabytes, and the server would rarely notice how fast a slow
/// client reads.
const UNSENT: u32 = 64 << 10;

/// The interval at which a stopping server checks whether all connections have ended.
const STEP: Duration = Duration::from_millis(20);

/// The state that all connections to the HTTP server share.
pub(super) struct Shared {
    answering: Answering,
    identity: Option<Identity>,
    places: Arc<Places>,
    stopping: watch::Receiver<Stop>,
    schemes: [&'static str; 2],
    idle: Duration,
    min_rate: u64,
}

impl Shared {
    pub(super) fn new(
        settings: &HttpSettings,
        identity: Option<Identity>,
        answering: Answering,
        stopping: watch::Receiver<Stop>,
        schemes: [&'static str; 2],
    ) -> Self {
        Self {
            answering,
            identity,
            places: Arc::new(Places::new(settings.places())),
            stopping,
            schemes,
            idle: Duration::from_secs(settings.idle_seconds),
            min_rate: settings.min_rate,
        }
    }

    fn pace(&self) -> Pace {
        Pace { idle: self.idle, min_rate: self.min_rate }
    }

    /// Waits until the server was stopped and all connections have ended. Unfinished requests have
    /// at most [`GRACE`] to end.
    pub(super) async fn ended(&self) {
        self.stopped().await;
        let (mut stopping, mut ending) = (self.stopping.clone(), None);
        while !self.places.is_empty() {
            let is_ending = *stopping.borrow_and_update() == Stop::Ending;
            let ending = is_ending.then(|| *ending.get_or_insert_with(Instant::now));
            if ending.is_some_and(|since| since.elapsed() >= GRACE) {
                return;
            }
            sleep(STEP).await;
        }
    }

    /// Calls the function `unread` of the routes, so that it can log that an HTTP client has sent
    /// something other than HTTP.
    fn could_not_read(&self, client: Client, error: &hyper::Error) {
        if let (true, Answering::Routes { unread, .. }) = (error.is_parse(), &self.answering) {
            let (unread, error) = (Arc::clone(unread), error.to_string());
            drop(spawn_blocking(move || unread(&client, &error)));
        }
    }

    /// Waits until the server begins to stop, so that idle connections can be closed.
    async fn ending(&self) {
        let mut stopping = self.stopping.clone();
        drop(stopping.wait_for(|stopping| *stopping == Stop::Ending).await);
    }

    /// Waits until the HTTP server is stopped.
    pub(super) async fn stopped(&self) {
        let mut stopping = self.stopping.clone();
        // If the sending side of the channel was dropped, the server ends as well.
        drop(stopping.wait_for(|stopping| *stopping != Stop::No).await);
    }
}

/// Accepts connections until the HTTP server stops.
pub(super) async fn let_in(socket: TcpListener, is_tls: bool, shared: Arc<Shared>) {
    let name = socket.local_addr().map(|address| address.to_string()).unwrap_or_default();
    let mut stopped = pin!(shared.stopped());
    loop {
        let accepted = poll_fn(|context| {
            if stopped.as_mut().poll(context).is_ready() {
                return Poll::Ready(None);
            }
            socket.poll_accept(context).map(Some)
        });
        match accepted.await {
            None => return,
            Some(Ok((client, peer))) => {
                let peer = peer.ip().to_canonical();
                let is_known = shared.answering.knows(peer);
                let Some(place) = shared.places.take(peer, is_known) else {
                    shared.places.log_turned_away(&name);
                    continue;
                };
                drop(tokio::spawn(serve(
                    Arc::clone(&shared),
                    place,
                    client,
                    peer,
                    is_tls,
                    name.clone(),
                )));
            }
            Some(Err(error)) => {
                // Most likely there are no file descriptors left. Clients wait meanwhile.
                log::error!("{name}: cannot accept clients: {error}");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Serves an HTTP client until its connection ends.
async fn serve(
    shared: Arc<Shared>,
    place: Place,
    client: TcpStream,
    peer: IpAddr,
    is_tls: bool,
    name: String,
) {
    // If the system does not support this socket option, slow clients are disconnected sooner.
    let _ = SockRef::from(&client).set_tcp_notsent_lowat(UNSENT);
    // An HTTP client that sends nothing, or breaks off TLS, is not logged.
    let begun = pin!(timeout(shared.idle, told(&shared, client, is_tls)));
    let mut stream = match select(begun, pin!(shared.ending())).await {
        Either::Left((begun, _)) => begun.ok().and_then(Result::ok),
        Either::Right(_) => None,
    };
    let connected = Connected::at(place);
    while let Some(spoken) = stream.take() {
        let is_tls = spoken.is_secured();
        let scheme = shared.schemes[usize::from(is_tls)];
        let certificate = spoken.certificate();
        let client = Client::at(peer, format!("{scheme} {name}"), is_tls);
        let conversed = {
            let (client, connected) = (client.clone(), connected.clone());
            converse(&shared, spoken, (client, connected), certificate).await
        };
        match (conversed, &shared.identity) {
            (Ok(Some((Stream::Plain(client), asked))), Some(identity)) => {
                let secured = timeout(shared.idle, Stream::secured(client, identity, &asked));
                stream = secured.await.ok().and_then(Result::ok);
            }
            (Ok(_), _) => {}
            (Err(error), _) => {
                log::debug!("a connection by {scheme} {name} broke: {error}");
                shared.could_not_read(client, &error);
            }
        }
    }
}

/// Returns the byte stream of an HTTP client's connection. It uses TLS if `is_tls` is set, or if
/// the client begins with TLS.
async fn told(shared: &Shared, client: TcpStream, is_tls: bool) -> io::Result<Stream> {
    if !is_tls && !begins_with_tls(&client).await? {
        return Ok(Stream::Plain(client));
    }
    let identity = shared.identity.as_ref().ok_or(io::ErrorKind::Unsupported)?;
    Stream::secured(client, identity, "").await
}

/// Answers an HTTP client's requests, until the client ends the connection or the server stops. If
/// the client upgrades to TLS, returns the client's stream, and the request that is to be answered
/// over TLS.
pub(super) async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    shared: &Arc<Shared>,
    stream: S,
    (peer, connected): (Client, Connected),
    certificate: Option<Certificate>,
) -> hyper::Result<Option<(S, String)>> {
    let upgrade = Arc::new(OnceLock::new());
    let answering = service_fn(|request: Request<Incoming>| {
        let (shared, upgrade) = (Arc::clone(shared), Arc::clone(&upgrade));
        let (peer, certificate) = (peer.clone(), certificate.clone());
        let connected = connected.clone();
        Box::pin(async move {
            if shared.identity.is_some() && !peer.tls && asks_for_tls(&request) {
                drop(upgrade.set(asked_again(&request)));
                return Ok::<_, Infallible>(switching());
            }
            let pace = shared.pace();
            Ok(match shared.answering.clone() {
                Answering::Service(service) => {
                    let from = (peer, connected);
                    response(answer(service, pace, from, certificate, request).await)
                }
                Answering::Routes { router, .. } => {
                    routes::answer(router, &shared, (peer, connected), pace, request).await
                }
            })
        })
    });
    let is_ending = Arc::new(AtomicBool::new(false));
    let stream = Steady::new(stream, shared.pace(), Arc::clone(&is_ending));
    let has_spoken = stream.has_spoken();
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(shared.idle)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), answering);
    let (mut stopped, mut is_stopped) = (pin!(shared.stopped()), false);
    let mut silent = pin!(async {
        shared.stopped().await;
        sleep(FIRST_WORD).await;
    });
    let (mut ending, mut is_told) = (pin!(shared.ending()), false);
    let served = poll_fn(|context| {
        is_stopped = is_stopped || stopped.as_mut().poll(context).is_ready();
        // If a client connected just before the stop, and its request is on the way, the request is
        // answered.
        let spoke = || has_spoken.load(Ordering::Relaxed);
        if is_stopped && !is_told && (spoke() || silent.as_mut().poll(context).is_ready()) {
            is_told = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        if !is_ending.load(Ordering::Relaxed) && ending.as_mut().poll(context).is_ready() {
            is_ending.store(true, Ordering::Relaxed);
            if !spoke() {
                return Poll::Ready(Ok(()));
            }
        }
        let served = connection.poll_without_shutdown(context);
        if is_stopped && !is_told && spoke() {
            // The client has only just sent something. This function must run again, to end the
            // connection after the client's first request.
            context.waker().wake_by_ref();
        }
        served
    });
    served.await?;
    let Parts { io: stream, read_buf, .. } = connection.into_parts();
    let mut stream = stream.into_inner();
    match upgrade.get() {
        // If unencrypted bytes follow the request, they may come from an attacker, so the
        // connection is closed.
        Some(asked) if read_buf.is_empty() => Ok(Some((stream.into_inner(), asked.clone()))),
        _ => {
            let _ = timeout(shared.idle, stream.shutdown()).await;
            Ok(None)
        }
    }
}

/// Whether the request has no body and asks for an upgrade to TLS (RFC 2817 §3.2).
fn asks_for_tls(request: &Request<Incoming>) -> bool {
    let says = |name: HeaderName, is_it: fn(&str) -> bool| {
        let lines = request.headers().get_all(name).into_iter();
        lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .any(|word| is_it(word.trim()))
    };
    request.method() == Method::OPTIONS
        && request.body().is_end_stream()
        && says(CONNECTION, |word| word.eq_ignore_ascii_case("upgrade"))
        && says(UPGRADE, |word| word.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("TLS/")))
}

/// The text of the request by which the HTTP client asked for the upgrade to TLS. After the
/// upgrade, the server answers this request over TLS (RFC 2817 §3.3).
fn asked_again(request: &Request<Incoming>) -> String {
    format!("OPTIONS {} HTTP/1.1\r\nHost: localhost\r\n\r\n", request.uri())
}

/// The HTTP answer with status 101, after which the connection continues with TLS.
fn switching() -> Response<Content> {
    let mut response = Response::new(Content::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    response.headers_mut().insert(UPGRADE, HeaderValue::from_static(TLS_NOW));
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    response
}

/// Answers a request: passes its header and its body to the part of Ferrofax that handles the
/// request, and sends the answer to the HTTP client.
async fn answer(
    service: Arc<dyn Service>,
    pace: Pace,
    from: (Client, Connected),
    certificate: Option<Certificate>,
    request: Request<Incoming>,
) -> Answer {
    let head = head(&request, from, certificate);
    let waits = request.headers().contains_key(EXPECT);
    let coding = request.headers().get(CONTENT_ENCODING).map(|name| name.to_str().unwrap_or("?"));
    let Some(coding) = Coding::of(coding.unwrap_or_default()) else {
        return Answer::text(415, "Bodies may be packed by gzip or deflate, not otherwise.");
    };
    let begun = spawn_blocking(move || service.begin(head)).await;
    let body = request.into_body();
    match begun.unwrap_or_else(|_| Err(ours())) {
        Ok(reception) => carry(body, reception, coding, pace).await,
        Err(answer) => {
            // An HTTP client that sends `Expect` waits for permission before it sends the body, so
            // it gets this answer at once.
            if !waits && !body.is_end_stream() {
                forget(body).await;
            }
            answer
        }
    }
}

fn head(
    request: &Request<Incoming>,
    (client, connected): (Client, Connected),
    certificate: Option<Certificate>,
) -> Head {
    let text = |name: HeaderName| request.headers().get(name)?.to_str().ok();
    let content_type = text(CONTENT_TYPE).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default();
    let (method, target) = (request.method().as_str(), request.uri().to_string());
    let authorization = request.headers().get(AUTHORIZATION);
    Head {
        method: method.to_owned(),
        host: text(HOST).map(str::to_owned),
        content_type: media_type.trim().to_ascii_lowercase(),
        login: authorization.and_then(|line| login(line.as_bytes(), method, &target)),
        certificate,
        client,
        connected,
    }
}

fn response(answer: Answer) -> Response<Content> {
    let mut response = Response::new(Content::from(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    response
}
