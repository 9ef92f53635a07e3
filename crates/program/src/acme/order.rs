//! The order of a certificate at the certificate authority: account, names, the check of each name,
//! and the certificate (RFC 8555 §7). The messages are those of the crate `instant-acme`;
//! [`Outward`], the service's HTTP client for requests to other servers, sends them.

use std::future::Future;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode};
use instant_acme::{
    Account, AuthorizationStatus, BodyWrapper, BytesResponse, ChallengeType, Error, HttpClient,
    Identifier, NewAccount, NewOrder, Order, OrderStatus, RetryPolicy,
};
use tokio::runtime::Builder;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::challenge::Answers;
use super::files::{self, Files};
use super::{AcmeError, AcmeSettings};
use crate::certificate::{Made, Request as CertificateRequest};
use ferrofax_network::outward::{Answered, Asked, Limits, Outward, Place, Reach};

/// The limits of time and size for an answer of the certificate authority.
const LIMITS: Limits = Limits { time: Duration::from_secs(30), size: 1 << 20 };

/// The longest wait for the authority to check the names, and then for the signed certificate.
const PATIENCE: RetryPolicy = RetryPolicy::new().timeout(Duration::from_secs(180));

/// The interval at which the order of a certificate checks whether the service is to stop.
const STEP: Duration = Duration::from_millis(100);

/// Orders a certificate from the authority, and returns it. `None` if the service stops meanwhile.
pub(super) fn certificate(
    settings: &AcmeSettings,
    files: &Files,
    stopped: &dyn Fn() -> bool,
) -> Result<Option<Made>, AcmeError> {
    let fault = |why: String| AcmeError::Authority { authority: settings.directory.clone(), why };
    let outward = Outward::new(settings.ca.as_deref(), Reach::Named, LIMITS)
        .map_err(|error| fault(error.to_string()))?;
    let answers = Answers::default();
    let server = answers.serve(&settings.listen);
    let _server = server.map_err(|error| AcmeError::Listen(error.to_string()))?;
    let runtime = Builder::new_current_thread().enable_io().enable_time().build();
    let runtime = runtime.map_err(|error| fault(error.to_string()))?;
    runtime.block_on(async {
        let mut order = pin!(ordered(settings, files, &answers, outward));
        let made = loop {
            match timeout(STEP, &mut order).await {
                Ok(made) => break made,
                Err(_) if stopped() => return Ok(None),
                Err(_) => {}
            }
        };
        made.map(Some).map_err(|why| match why {
            NotIssued::Acme(error) => fault(error.to_string()),
            NotIssued::Refused(why) => fault(why),
            NotIssued::Here(error) => error,
        })
    })
}

/// The reason why no certificate was issued after it was ordered from the certificate authority.
enum NotIssued {
    /// A message to the authority could not be sent, or the authority answered with an error or
    /// with something that is not ACME.
    Acme(Error),
    /// The certificate authority rejects the order, for example because its check of a host name
    /// failed.
    Refused(String),
    /// A certificate could not be ordered because of a fault on this machine.
    Here(AcmeError),
}

impl From<Error> for NotIssued {
    fn from(error: Error) -> Self {
        Self::Acme(error)
    }
}

async fn ordered(
    settings: &AcmeSettings,
    files: &Files,
    answers: &Answers,
    outward: Outward,
) -> Result<Made, NotIssued> {
    let account = account(settings, files, outward).await?;
    let identifiers: Vec<Identifier> = settings.names.iter().map(|name| identifier(name)).collect();
    let mut order = account.new_order(&NewOrder::new(&identifiers)).await?;
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let challenge = authorization.challenge(ChallengeType::Http01);
        let mut challenge = challenge.ok_or(Error::Unsupported("http-01"))?;
        answers.add(&challenge.token, challenge.key_authorization().as_str());
        challenge.set_ready().await?;
    }
    let status = order.poll_ready(&PATIENCE).await?;
    if status != OrderStatus::Ready {
        return Err(NotIssued::Refused(refusal(&mut order).await));
    }
    let request = CertificateRequest::new(&settings.names);
    let request = request.map_err(|why| NotIssued::Here(AcmeError::Names(why)))?;
    order.finalize_csr(&request.der).await?;
    let certificate = order.poll_certificate(&PATIENCE).await?;
    Ok(Made { certificate, key: request.key })
}

/// Returns the account at the certificate authority: the stored one, or a new one that is then
/// stored.
async fn account(
    settings: &AcmeSettings,
    files: &Files,
    outward: Outward,
) -> Result<Account, NotIssued> {
    let builder = Account::builder_with_http(Box::new(Client(outward)));
    let directory = settings.directory.clone();
    let stored = files.account(&directory).map_err(NotIssued::Here)?;
    if let Some(stored) = stored {
        return Ok(builder.from_credentials(stored.credentials).await?);
    }
    let contact = settings.contact.as_ref().map(|address| format!("mailto:{address}"));
    let contact: Vec<&str> = contact.iter().map(String::as_str).collect();
    let new = NewAccount {
        contact: &contact,
        terms_of_service_agreed: true,
        only_return_existing: false,
    };
    let (account, credentials) = builder.create(&new, directory.clone(), None).await?;
    let stored = files::Account { directory, credentials };
    files.keep_account(&stored).map_err(NotIssued::Here)?;
    Ok(account)
}

fn identifier(name: &str) -> Identifier {
    match name.parse::<IpAddr>() {
        Ok(address) => Identifier::Ip(address),
        Err(_) => Identifier::Dns(name.to_owned()),
    }
}

/// The reasons for which the authority rejects an order, in the words of the authority.
async fn refusal(order: &mut Order) -> String {
    let mut reasons = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(Ok(authorization)) = authorizations.next().await {
        let name = authorization.identifier().to_string();
        let errors = authorization.challenges.iter().filter_map(|one| one.error.as_ref());
        reasons.extend(errors.map(|error| format!("{name}: {error}")));
    }
    if reasons.is_empty() {
        "the order was refused without a reason".to_owned()
    } else {
        reasons.join("; ")
    }
}

/// An HTTP client that sends the messages of the crate `instant-acme` by [`Outward`], the service's
/// HTTP client for requests to other servers.
struct Client(Outward);

impl HttpClient for Client {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let outward = self.0.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = match body.collect().await {
                Ok(body) => body.to_bytes().to_vec(),
                Err(never) => match never {},
            };
            // `sent` waits for the network, so it runs on a thread that is allowed to block.
            let answered = spawn_blocking(move || sent(&outward, &head, body)).await;
            answered.map_err(|error| Error::Other(Box::new(error)))?
        })
    }
}

/// Sends a request to the certificate authority, and waits for the answer.
fn sent(outward: &Outward, head: &Parts, body: Vec<u8>) -> Result<BytesResponse, Error> {
    let place = Place::read(&head.uri.to_string());
    let place = place.map_err(|error| Error::Other(Box::new(error)))?;
    let media_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let headers: Vec<(&'static str, String)> =
        media_type.into_iter().map(|value| ("Content-Type", value.to_owned())).collect();
    let asked =
        Asked { method: head.method.clone(), place: &place, headers: &headers, body: body.into() };
    let answered = outward.ask(&asked);
    let Answered { status, headers, body } =
        answered.map_err(|error| Error::Other(Box::new(error)))?;
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    *response.headers_mut() = headers;
    Ok(BytesResponse { parts: response.into_parts().0, body: Box::new(body) })
}
