//! Connections: each is let in, told from TLS, and served until its end.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, EXPECT, HOST, HeaderName, HeaderValue,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::body::{Pace, carry, forget, ours};
use super::login::basic;
use super::service::{Answer, Head, Service};
use super::settings::HttpSettings;
use super::stream::{Stream, begins_with_tls};
use super::unpack::Coding;
use crate::asker::Client;
use crate::listening::{Identity, Place, Places};

/// The memory for the head of a request.
const HEAD: usize = 32 << 10;

/// What a request that is coming in gets when we stop.
const GRACE: Duration = Duration::from_secs(30);

/// How often is looked whether all have gone.
const STEP: Duration = Duration::from_millis(20);

/// What all connections use.
pub(super) struct Shared {
    service: Arc<dyn Service>,
    identity: Option<Identity>,
    places: Arc<Places>,
    stopping: watch::Receiver<bool>,
    schemes: [&'static str; 2],
    idle: Duration,
    min_rate: u64,
}

impl Shared {
    pub(super) fn new(
        settings: &HttpSettings,
        identity: Option<Identity>,
        service: Arc<dyn Service>,
        stopping: watch::Receiver<bool>,
        schemes: [&'static str; 2],
    ) -> Self {
        Self {
            service,
            identity,
            places: Arc::new(Places::new(settings.places())),
            stopping,
            schemes,
            idle: Duration::from_secs(settings.idle_seconds),
            min_rate: settings.min_rate,
        }
    }

    /// Returns when the server has been stopped and all have gone, or had time to.
    pub(super) async fn ended(&self) {
        self.stopped().await;
        let all_gone = async {
            while !self.places.is_empty() {
                sleep(STEP).await;
            }
        };
        let _ = timeout(GRACE, all_gone).await;
    }

    /// Returns when the server has been stopped.
    async fn stopped(&self) {
        let mut stopping = self.stopping.clone();
        // A sender that is gone is an end, too.
        drop(stopping.wait_for(|stopping| *stopping).await);
    }
}

/// Lets clients in until the end.
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
                let Some(place) = shared.places.take(peer, true) else {
                    log::warn!("{name}: a client must come again: too many connections");
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
                // No file descriptors left, most likely. Clients wait meanwhile.
                log::error!("{name}: cannot let anybody in: {error}");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Serves a client to its end.
async fn serve(
    shared: Arc<Shared>,
    place: Place,
    client: TcpStream,
    peer: IpAddr,
    is_tls: bool,
    name: String,
) {
    let [plain, secured] = shared.schemes;
    // A client that says nothing, or breaks off TLS, is its own affair.
    let Ok(Ok(stream)) = timeout(shared.idle, told(&shared, client, is_tls)).await else { return };
    let is_tls = matches!(stream, Stream::Secured(_));
    let scheme = if is_tls { secured } else { plain };
    let peer = Client::at(peer, format!("{scheme} {name}"), is_tls);
    let answering = service_fn(|request| {
        let (shared, peer) = (Arc::clone(&shared), peer.clone());
        async move { Ok::<_, Infallible>(response(answer(&shared, peer, request).await)) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(shared.idle)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), answering);
    let mut connection = pin!(connection);
    let (mut stopped, mut is_told) = (pin!(shared.stopped()), false);
    let served = poll_fn(|context| {
        if !is_told && stopped.as_mut().poll(context).is_ready() {
            is_told = true;
            connection.as_mut().graceful_shutdown();
        }
        connection.as_mut().poll(context)
    });
    if let Err(error) = served.await {
        log::debug!("a connection by {scheme} {name} broke: {error}");
    }
    drop(place);
}

/// The client's stream, in TLS if it begins so.
async fn told(shared: &Shared, client: TcpStream, is_tls: bool) -> std::io::Result<Stream> {
    if !is_tls && !begins_with_tls(&client).await? {
        return Ok(Stream::Plain(client));
    }
    let Some(identity) = &shared.identity else {
        return Err(std::io::ErrorKind::Unsupported.into());
    };
    let secured = TlsAcceptor::from(identity.config()).accept(client).await?;
    Ok(Stream::Secured(Box::new(secured)))
}

/// The answer to a request, from its head and its body.
async fn answer(shared: &Shared, client: Client, request: Request<Incoming>) -> Answer {
    let head = head(&request, client);
    let waits = request.headers().contains_key(EXPECT);
    let coding = request.headers().get(CONTENT_ENCODING).map(|name| name.to_str().unwrap_or("?"));
    let Some(coding) = Coding::of(coding.unwrap_or_default()) else {
        return Answer::text(415, "Bodies may be packed by gzip or deflate, not otherwise.");
    };
    let service = Arc::clone(&shared.service);
    let begun = spawn_blocking(move || service.begin(head)).await;
    let body = request.into_body();
    match begun.unwrap_or_else(|_| Err(ours())) {
        Ok(reception) => {
            let pace = Pace { idle: shared.idle, min_rate: shared.min_rate };
            carry(body, reception, coding, pace).await
        }
        Err(answer) => {
            // A client that waits for a word before it sends the body has it now.
            if !waits && !body.is_end_stream() {
                forget(body).await;
            }
            answer
        }
    }
}

fn head(request: &Request<Incoming>, client: Client) -> Head {
    let text = |name: HeaderName| request.headers().get(name)?.to_str().ok();
    let content_type = text(CONTENT_TYPE).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default();
    Head {
        method: request.method().as_str().to_owned(),
        host: text(HOST).map(str::to_owned),
        content_type: media_type.trim().to_ascii_lowercase(),
        login: request.headers().get(AUTHORIZATION).and_then(|line| basic(line.as_bytes())),
        client,
    }
}

fn response(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    response
}
