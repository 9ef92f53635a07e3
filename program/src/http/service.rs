//! The words between the server and what answers its requests.

use crate::asker::{Client, Login};

/// Answers requests. All of it may take its time: it never runs where clients are served.
pub(crate) trait Service: Send + Sync {
    /// The head of a request has come. Its body goes to what is returned; an answer ends
    /// the request at once.
    fn begin(&self, head: Head) -> Result<Box<dyn Reception>, Answer>;
}

/// A request whose body comes in.
pub(crate) trait Reception: Send {
    /// A piece of the body. However it is cut, the answer is the same.
    ///
    /// # Errors
    /// The answer, if nothing more is wanted of the body.
    fn push(&mut self, bytes: &[u8]) -> Result<(), Answer>;

    /// The body is whole. Without this it broke off.
    fn finish(self: Box<Self>) -> Answer;
}

/// What a request says before its body.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// `POST`
    pub(crate) method: String,
    /// The name and the port by which the client has found us; none: it does not say.
    pub(crate) host: Option<String>,
    /// The media type of the body, in small letters, without its parameters.
    pub(crate) content_type: String,
    /// Who it claims to be.
    pub(crate) login: Option<Login>,
    /// From where.
    pub(crate) client: Client,
}

/// What a request is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status of HTTP.
    pub(crate) status: u16,
    /// The media type of the body.
    pub(crate) content_type: &'static str,
    /// Further lines of the head.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A sentence for people, who rarely see it.
    pub(crate) fn text(status: u16, sentence: &str) -> Self {
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            headers: Vec::new(),
            body: format!("{sentence}\n").into_bytes(),
        }
    }

    /// 401: a login by HTTP Basic (RFC 7617) is asked for.
    pub(crate) fn log_in(sentence: &str) -> Self {
        let mut answer = Self::text(401, sentence);
        let basic = "Basic realm=\"Ferrofax\", charset=\"UTF-8\"".to_owned();
        answer.headers.push(("WWW-Authenticate", basic));
        answer
    }
}
