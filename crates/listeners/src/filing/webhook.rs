//! Filing by a webhook: each fax is one message by HTTP with the facts and the document, in the form
//! of Standard Webhooks 1.0. A message that is sent again has the same id, by which the receiver
//! recognises it.

use std::path::PathBuf;

use hyper::Method;
use serde_json::json;

use super::copies::facts;
use super::destination::{Destination, Errand, Trouble, moment};
use super::json::with_document;
use super::server::{Client, secret_of, trouble};
use ferrofax_basics::UnixMs;
use ferrofax_network::outward::{Asked, Place};
use ferrofax_network::webhook_signature::{headers, is_secret};

/// A program of others that gets messages by HTTP.
pub(super) struct Webhook {
    pub(super) place: Place,
    /// The URL without its query, which may have a secret.
    pub(super) address: String,
    pub(super) client: Client,
    /// The file with the secret that signs the messages.
    pub(super) secret_file: PathBuf,
}

/// The maximum number of bytes that are read of an answer.
pub(super) const LARGEST: usize = 16 << 20;

impl Webhook {
    fn secret(&self) -> Result<String, Trouble> {
        Some(secret_of(&self.secret_file)?)
            .filter(|text| is_secret(text))
            .ok_or_else(|| {
                let file = self.secret_file.display();
                Trouble::Unavailable(format!("{file} has no secret of the form whsec_BASE64"))
            })
    }
}

impl Destination for Webhook {
    fn address(&self) -> String {
        self.address.clone()
    }

    /// Connects, and sends nothing: a program may act on any request.
    fn probe(&self, stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        self.secret()?;
        self.client.meet(&self.place, stop)
    }

    fn publish(&self, errand: &Errand<'_>, _is_again: bool) -> Result<(), Trouble> {
        let (fax, document, format) =
            (errand.fax()?, errand.copies()?.document, errand.wanted.format);
        let mut data = facts(&fax, &errand.name, format);
        data["media_type"] = format.media_type().into();
        let now = UnixMs::now();
        let head = json!({
            "type": "fax.filed",
            "timestamp": moment(now),
            "data": data,
        });
        let body = with_document(&head.to_string(), "document", document).into_bytes();
        let (id, seconds) = (format!("msg_{}", errand.identity()), now.0.div_euclid(1_000));
        let headers = headers(&[self.secret()?], &id, seconds, &body);
        let client = self.client.to_send(body.len())?;
        let asked = Asked {
            method: Method::POST,
            place: &self.place,
            headers: &headers,
            body: body.into(),
        };
        let answered = client.ask_until(&asked, errand.stop);
        let answered = answered.map_err(|why| Trouble::Unavailable(why.to_string()))?;
        match answered.status {
            200..=299 => Ok(()),
            _ => Err(trouble(&answered, "a message")),
        }
    }
}
