//! Documents in an object store that speaks S3: the requests that Ferrofax needs, signed by AWS's Signature Version 4 (Amazon S3 API Reference, "Authenticating Requests: Using the
//! Authorization Header"). The signature contains the hash of the body, so that the object store
//! refuses a body with other bytes.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use hyper::Method;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::encoding::hex;
use crate::outward::{Answered, Asked, Limits, Outward, Place, Reach};
use ferrofax_gateway_toml::Secret;
use ferrofax_spool::Objects;

/// The limits of a request to the object store: the time for the request, and the size of the
/// answer. In this time a piece of a document is uploaded if the network carries 2 kB a second.
const LIMITS: Limits = Limits { time: Duration::from_secs(150), size: 4 << 20 };

/// A bucket of an object store, with a prefix for the names of objects in it.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// The URL under which all documents are stored: `https://HOST/BUCKET/PREFIX`, without a slash
    /// at the end.
    root: String,
    region: String,
    login: Login,
    /// The file with the certificate authorities that sign the object store's certificate. `None`:
    /// the authorities that the system trusts.
    pub ca: Option<PathBuf>,
}

/// The access key and the secret by which requests are signed.
#[derive(Clone, Debug)]
pub struct Login {
    /// The access key, which is sent.
    pub key: String,
    /// The secret, which is not sent.
    pub secret: Secret,
}

impl Bucket {
    /// Makes the URL of `BUCKET/PREFIX` from the endpoint and the region in the settings. Nothing
    /// is created in the object store.
    ///
    /// # Errors
    /// The name of the setting that is wrong, and the reason.
    pub fn of(
        name: &str,
        (endpoint, region): (&str, &str),
        login: Login,
    ) -> Result<Self, (&'static str, String)> {
        let name = name.trim_end_matches('/');
        // Only characters are allowed that need no encoding in a URL. So the signed text equals the
        // sent text.
        let is_fit =
            |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.' | '/');
        let is_name = |name: &str| name.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !name.chars().all(is_fit) || !is_name(name) {
            let text = format!("'{name}' is no bucket; letters, digits, -, _ and . are");
            return Err(("documents", text));
        }
        let region = if region.is_empty() { "us-east-1" } else { region };
        if !region.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-') {
            return Err(("s3_region", format!("'{region}' is no region")));
        }
        let endpoint = match endpoint.trim_end_matches('/') {
            "" => format!("https://s3.{region}.amazonaws.com"),
            endpoint => endpoint.to_owned(),
        };
        let place = Place::read(&endpoint).map_err(|why| ("s3_endpoint", why.to_string()))?;
        if place.path() != "/" {
            let text = format!("'{endpoint}' has a path; the bucket belongs into documents");
            return Err(("s3_endpoint", text));
        }
        let root = format!("{endpoint}/{name}");
        Ok(Self { root, region: region.to_owned(), login, ca: None })
    }

    /// The same bucket with another secret of the access key.
    pub fn with_secret(&self, secret: Secret) -> Self {
        let login = Login { secret, ..self.login.clone() };
        Self { login, ..self.clone() }
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.root)
    }
}

/// An HTTP client of an S3 object store.
pub struct ObjectStore {
    bucket: Bucket,
    outward: Outward,
}

impl ObjectStore {
    /// Creates the client. This sends no request to the object store.
    ///
    /// # Errors
    /// The file of certificate authorities cannot be read, or TLS does not work on this machine.
    /// The error is a sentence.
    pub fn new(bucket: &Bucket) -> Result<Self, String> {
        let outward = Outward::new(bucket.ca.as_deref(), Reach::Named, LIMITS);
        Ok(Self { bucket: bucket.clone(), outward: outward.map_err(|why| why.to_string())? })
    }

    /// Stores an object, unless there is an object of this name already. Object stores that do not
    /// know this condition replace it, or are asked first. The wait for an answer ends early when
    /// `stop` returns true.
    ///
    /// # Returns
    /// Whether it was stored.
    ///
    /// # Errors
    /// The object store could not be reached, or answered with an error. The text is for people.
    pub fn put_new(
        &self,
        name: &str,
        octets: &[u8],
        stop: &dyn Fn() -> bool,
    ) -> Result<bool, String> {
        let condition = [("if-none-match", "*")];
        let answered = self.ask_until((Method::PUT, name), &condition, octets, stop)?;
        match answered.status {
            412 => Ok(false),
            501 => {
                if self.ask_until((Method::HEAD, name), &[], &[], stop)?.status == 200 {
                    return Ok(false);
                }
                done(&self.ask_until((Method::PUT, name), &[], octets, stop)?).map(|()| true)
            }
            _ => done(&answered).map(|()| true),
        }
    }

    /// Looks whether the object store can be reached and accepts the access key. The wait for an
    /// answer ends early when `stop` returns true.
    ///
    /// # Errors
    /// The object store could not be reached, or answered with an error. The text is for people.
    pub fn probe(&self, stop: &dyn Fn() -> bool) -> Result<(), String> {
        let answered = self.ask_until((Method::GET, "ferrofax-check"), &[], &[], stop)?;
        match (answered.status, code(&answered)) {
            // The key is right, and may write but not read.
            (403, Some("AccessDenied")) | (404, Some("NoSuchKey")) => Ok(()),
            _ => done(&answered),
        }
    }

    fn ask(&self, method: Method, name: &str, body: &[u8]) -> Result<Answered, String> {
        self.ask_until((method, name), &[], body, &|| false)
    }

    fn ask_until(
        &self,
        (method, name): (Method, &str),
        more: &[(&'static str, &'static str)],
        body: &[u8],
        stop: &dyn Fn() -> bool,
    ) -> Result<Answered, String> {
        let address = format!("{}/{name}", self.bucket.root);
        let place = Place::read(&address).map_err(|why| why.to_string())?;
        let request = Request {
            method: method.as_str(),
            host: &place.authority(),
            path: place.path(),
            more,
            hash: &hex(&Sha256::digest(body)),
            at: Timestamp::now(),
        };
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let signature = [
            ("x-amz-date", request.time()),
            ("x-amz-content-sha256", request.hash.to_owned()),
            ("authorization", request.signed(&self.bucket.region, &self.bucket.login)),
        ];
        let headers: Vec<(&'static str, String)> = more.chain(signature).collect();
        let asked = Asked { method, place: &place, headers: &headers, body: body.to_vec().into() };
        let client = self.outward.to_send(body.len());
        client.ask_until(&asked, stop).map_err(|why| why.to_string())
    }
}

impl Objects for ObjectStore {
    fn put(&self, name: &str, octets: &[u8]) -> Result<(), String> {
        done(&self.ask(Method::PUT, name, octets)?)
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let answered = self.ask(Method::GET, name, &[])?;
        match answered.status {
            // A missing bucket must not look like a missing object.
            404 if code(&answered) != Some("NoSuchBucket") => Ok(None),
            _ => done(&answered).map(|()| Some(answered.body.to_vec())),
        }
    }

    fn delete(&self, name: &str) -> Result<(), String> {
        done(&self.ask(Method::DELETE, name, &[])?)
    }
}

/// Checks that the HTTP status of the object store's answer means success.
fn done(answered: &Answered) -> Result<(), String> {
    match answered.status {
        200..=299 => Ok(()),
        status => {
            let said = code(answered).map_or_else(String::new, |code| format!(" ({code})"));
            Err(format!("the object store answers {status}{said}"))
        }
    }
}

/// The error code in the object store's answer (API Reference, "Error responses").
fn code(answered: &Answered) -> Option<&str> {
    let text = std::str::from_utf8(&answered.body).ok()?;
    let (code, _) = text.split_once("<Code>")?.1.split_once("</Code>")?;
    Some(code).filter(|code| code.chars().all(|sign| sign.is_ascii_alphanumeric()))
}

/// The parts of a request to the object store that the request's signature covers.
struct Request<'r> {
    method: &'r str,
    host: &'r str,
    /// The path of the request as it is sent, without a query.
    path: &'r str,
    /// Additional headers with names in small letters. The headers are signed in the order of their
    /// names, so these names must come after "host" and before "x-amz-…".
    more: &'r [(&'r str, &'r str)],
    /// The hash of the body of the request, in hex digits.
    hash: &'r str,
    at: Timestamp,
}

impl Request<'_> {
    /// The time of the request in the form that the signature needs: `20130524T000000Z`.
    fn time(&self) -> String {
        self.at.strftime("%Y%m%dT%H%M%SZ").to_string()
    }

    /// Signs the request, and returns the value of the header `Authorization`.
    fn signed(&self, region: &str, login: &Login) -> String {
        let time = self.time();
        // Task 1: the canonical request.
        let own = [("x-amz-content-sha256", self.hash), ("x-amz-date", time.as_str())];
        let headers: Vec<(&str, &str)> =
            [("host", self.host)].iter().chain(self.more).chain(&own).copied().collect();
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let lines: String =
            headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let canonical =
            format!("{}\n{}\n\n{lines}\n{names}\n{}", self.method, self.path, self.hash);
        // Task 2: the string to sign.
        let day = &time[..8];
        let scope = format!("{day}/{region}/s3/aws4_request");
        let hash = hex(&Sha256::digest(canonical));
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{hash}");
        // Task 3: calculate the signature, with a key for this day, region and service.
        let begin = format!("AWS4{}", login.secret.0).into_bytes();
        let key = [day, region, "s3", "aws4_request"]
            .iter()
            .fold(begin, |key, word| hmac(&key, word));
        let signature = hex(&hmac(&key, &text));
        format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope},SignedHeaders={names},Signature={signature}",
            login.key
        )
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signs the request of "Example: GET Object" in the API Reference, and compares the signature.
    #[test]
    fn a_request_is_signed_as_the_example_of_the_reference() {
        let request = Request {
            method: "GET",
            host: "examplebucket.s3.amazonaws.com",
            path: "/test.txt",
            more: &[("range", "bytes=0-9")],
            hash: &hex(&Sha256::digest(b"")),
            at: "2013-05-24T00:00:00Z".parse().unwrap(),
        };
        let login = Login {
            key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned()),
        };
        assert_eq!(
            request.signed("us-east-1", &login),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
             SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,\
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
    }
}
