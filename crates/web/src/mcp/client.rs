//! Requests to the HTTP API of the Ferrofax service, with the API key of a user.

use std::path::Path;
use std::time::Duration;

use hyper::Method;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

use ferrofax_delivery::tls::TlsError;
use ferrofax_network::outward::{
    Answered, Asked, Limits, Outward, OutwardError, Place, Reach, base_url,
};
use ferrofax_rights::{KEY_BEGINNING, TEST_KEY_BEGINNING};

/// The longest time for a request, and the greatest number of bytes of an answer. The time is long
/// because a request can include the conversion of the documents of a draft.
const LIMITS: Limits = Limits { time: Duration::from_secs(120), size: 8 << 20 };

/// A client of the HTTP API.
pub struct Client {
    outward: Outward,
    /// The URL of the API, without a slash at its end.
    api: String,
    /// The value of the header `Authorization`.
    authorization: String,
}

/// The reason why a request to the API failed. The text contains no key.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The URL of the Ferrofax service is not valid.
    #[error("'{0}' is no address of a web server; https://fax.example.com:8443 is one")]
    Url(String),
    /// The text cannot be an API key.
    #[error(
        "the API key is not valid: it begins with {KEY_BEGINNING} or {TEST_KEY_BEGINNING}, and has only letters and digits"
    )]
    Key,
    /// TLS for the connection to the Ferrofax service cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The Ferrofax service did not answer the request.
    #[error("The Ferrofax service does not answer: {0}")]
    NoAnswer(#[from] OutwardError),
    /// The API refused the request.
    #[error("{text} (HTTP status {status})")]
    Refused {
        /// The HTTP status of the answer.
        status: u16,
        /// The sentence in the answer.
        text: String,
    },
    /// The API's answer does not have the expected form.
    #[error("The answer is not from the API of a Ferrofax service: {0}")]
    Form(String),
}

impl Client {
    /// A client of the service at this URL. `ca` is a file with the certificates that the client
    /// trusts; without it, the client trusts those of the operating system.
    ///
    /// # Errors
    /// The URL, the key or the file is not valid.
    pub fn new(url: &str, key: &str, ca: Option<&Path>) -> Result<Self, ClientError> {
        let base = base_url(url).filter(|base| !base.is_empty());
        let base = base.ok_or_else(|| ClientError::Url(url.chars().take(100).collect()))?;
        let rest = [KEY_BEGINNING, TEST_KEY_BEGINNING].iter().find_map(|one| key.strip_prefix(one));
        let is_key = rest.is_some_and(|rest| {
            let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || b"-_".contains(&sign);
            (1..=200).contains(&rest.len()) && rest.bytes().all(is_sign)
        });
        if !is_key {
            return Err(ClientError::Key);
        }
        Ok(Self {
            outward: Outward::new(ca, Reach::Named, LIMITS)?,
            api: format!("{base}{}", crate::api::ROOT),
            authorization: format!("Bearer {key}"),
        })
    }

    /// Sends a GET request, and returns the JSON of the answer.
    pub(super) fn get(&self, path: &str) -> Result<Value, ClientError> {
        json(&self.ask(Method::GET, path, "application/json", Vec::new())?)
    }

    /// Sends a GET request with a query, and returns the JSON of the answer.
    pub(super) fn find(&self, path: &str, query: &impl Serialize) -> Result<Value, ClientError> {
        self.get(&with_query(path, query)?)
    }

    /// Sends a GET request with a query, and returns the picture in the answer.
    pub(super) fn picture(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<Vec<u8>, ClientError> {
        let path = with_query(path, query)?;
        let answer = self.ask(Method::GET, &path, "application/json", Vec::new())?;
        Ok(answer.body.to_vec())
    }

    /// Sends a POST request with JSON in its body, and returns the JSON of the answer.
    pub(super) fn post(&self, path: &str, body: &impl Serialize) -> Result<Value, ClientError> {
        let body =
            serde_json::to_vec(body).map_err(|error| ClientError::Form(error.to_string()))?;
        json(&self.ask(Method::POST, path, "application/json", body)?)
    }

    /// Uploads a document.
    pub(super) fn upload(&self, name: &str, document: &str) -> Result<Value, ClientError> {
        let path = with_query("/uploads", &[("name", name)])?;
        let body = document.as_bytes().to_vec();
        json(&self.ask(Method::POST, &path, "application/octet-stream", body)?)
    }

    fn ask(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> Result<Answered, ClientError> {
        let url = format!("{}{path}", self.api);
        let place = Place::read(&url).map_err(|error| ClientError::Form(error.to_string()))?;
        let mut headers = vec![
            (AUTHORIZATION.as_str(), self.authorization.clone()),
            (ACCEPT.as_str(), "*/*".to_owned()),
        ];
        if method == Method::POST {
            headers.push((CONTENT_TYPE.as_str(), content_type.to_owned()));
        }
        let asked = Asked { method, place: &place, headers: &headers, body: body.into() };
        let answer = self.outward.ask(&asked)?;
        if (200..300).contains(&answer.status) { Ok(answer) } else { Err(refused(&answer)) }
    }
}

/// The error for an answer in which the API refuses a request. Its text is the sentence of the
/// answer (RFC 9457).
fn refused(answer: &Answered) -> ClientError {
    let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let text = ["detail", "title"].into_iter().find_map(|name| problem.get(name)?.as_str());
    let text = text.unwrap_or("The request was refused").chars().take(2_000).collect();
    ClientError::Refused { status: answer.status, text }
}

fn json(answer: &Answered) -> Result<Value, ClientError> {
    if answer.body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&answer.body).map_err(|error| ClientError::Form(error.to_string()))
}

fn with_query(path: &str, query: &impl Serialize) -> Result<String, ClientError> {
    let query = serde_urlencoded::to_string(query);
    let query = query.map_err(|error| ClientError::Form(error.to_string()))?;
    Ok(if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
}

/// A text as one segment of a path. Each byte that is not a letter or digit is encoded. So the text
/// cannot add a segment to the path, lead to the segment above, or begin a query.
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_one_segment_of_the_path() {
        assert_eq!(segment("+49 991"), "%2B49%20991");
        assert_eq!(segment("../me"), "%2E%2E%2Fme");
        assert_eq!(segment("1?a=b#c%2f"), "1%3Fa%3Db%23c%252f");
    }

    #[test]
    fn wrong_urls_and_keys_are_refused_and_no_key_is_shown() {
        let refused = |url: &str, key: &str| match Client::new(url, key, None) {
            Ok(_) => panic!("{url} {key} was taken"),
            Err(error) => error.to_string(),
        };
        for url in ["", "fax", "ftp://a/", "https://a/?b", "https://u:p@a/", "https://a/#x"] {
            assert!(refused(url, "ffx_abc").contains("is no address of a web server"), "{url}");
        }
        for key in ["", "ffx_", "fft_", "secret", "ffx_a b", "ffx_a\r\nX: y"] {
            let text = refused("https://a.example", key);
            assert!(key.len() < 5 || !text.contains(key), "{text}");
        }
        assert!(refused("https://a.example", &format!("ffx_{}", "a".repeat(201))).contains("key"));
        for key in ["ffx_abc", "fft_abc"] {
            assert!(Client::new("https://a.example", key, None).is_ok(), "{key}");
        }
    }
}
