//! Sends mails by Microsoft Graph (learn.microsoft.com/graph/api, version 1.0), for organisations
//! that have closed SMTP.
//!
//! A mail is sent in two steps: it is stored as a draft in the mailbox, and the draft is sent. If
//! the answer to a step is lost, the next attempt finds the draft or the sent mail by its
//! Message-ID, so the mail is not sent twice. (Graph's `sendMail` is one step, after whose lost
//! answer nobody can know whether the mail was sent.)
//!
//! Read in this order: `message` (a mail in the form that Graph takes), this file (the requests),
//! `refused` (the answers).

mod message;
mod refused;

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper::Method;
use serde_json::{Value, json};

use crate::mail::Reply;
use crate::mail_login::MailLoginSettings;
use crate::outward::{Answered, Asked, Limits, Outward, Place, Reach};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::NO_TOKEN_STATUS;
use ferrofax_spool::MailLogin;
use message::Attachment;
pub(super) use message::Message;
pub(super) use refused::{Refused, limited};

/// The limits of time and size for an answer of Graph.
const LIMITS: Limits = Limits { time: Duration::from_secs(90), size: 1 << 20 };

/// The size from which an attachment is stored by an upload session. Smaller ones are not allowed
/// there.
const UPLOAD_FROM: usize = 3_000_000;

/// The bytes of one request of an upload session: at most 4 MB, and a multiple of 320 KiB.
const PIECE: usize = 9 * 320 * 1024;

/// The mailbox at Microsoft Graph from which mails are sent.
pub(super) struct Graph {
    /// The URL of the mailbox: `https://graph.microsoft.com/v1.0/users/fax@example.com`.
    mailbox: String,
    ca: Option<PathBuf>,
    login: MailLogin,
}

/// A message in the mailbox.
struct Found {
    id: String,
    is_draft: bool,
}

impl Graph {
    pub(super) fn new(settings: &MailLoginSettings, login: MailLogin) -> Self {
        let mailbox = format!("{}/users/{}", settings.graph, escaped(&settings.account));
        Self { mailbox, ca: settings.ca.clone(), login }
    }

    /// The access token for a request now.
    pub(super) fn token(&self, now: UnixMs) -> Result<String, Refused> {
        self.login.token(now).map_err(|why| {
            let text = format!("There is no access token for Graph: {why}");
            Refused::of(Reply::new(421, NO_TOKEN_STATUS, text))
        })
    }

    /// Begins requests with this access token. The file with the authorities is read again each time, so that a new file
    /// takes effect.
    fn session(&self, token: String) -> Result<Session<'_>, Refused> {
        let outward = Outward::new(self.ca.as_deref(), Reach::Named, LIMITS);
        Ok(Session { graph: self, token, outward: outward.map_err(|error| unanswered(&error))? })
    }

    /// Checks that the mailbox exists, and that its drafts may be read with this access token.
    pub(super) fn probe(&self, token: String) -> Result<(), Refused> {
        let session = self.session(token)?;
        session.get("/mailFolders/drafts?$select=id").map(drop)
    }

    /// Sends a mail, unless the mailbox has sent it already. Returns the id of the sent message.
    pub(super) fn send(&self, message: &Message, now: UnixMs) -> Result<String, Refused> {
        let session = self.session(self.token(now)?)?;
        let draft = match session.found(&message.id)? {
            Some(found) if !found.is_draft => return Ok(found.id),
            Some(found) if message.attachments.is_empty() => found.id,
            Some(half) => {
                // An attachment may be missing in this draft.
                session.delete(&half.id)?;
                session.create(message)?
            }
            None => session.create(message)?,
        };
        session.post(&format!("/messages/{draft}/send"), None)?;
        Ok(draft)
    }
}

/// Requests with the same access token.
struct Session<'a> {
    graph: &'a Graph,
    token: String,
    outward: Outward,
}

fn unanswered(why: &dyn std::fmt::Display) -> Refused {
    Refused::of(Reply::later((4, 4, 1), format!("Graph does not answer: {why}")))
}

impl Session<'_> {
    /// The message with this Message-ID. If there are several, a sent one counts.
    fn found(&self, message_id: &str) -> Result<Option<Found>, Refused> {
        let filter = format!("internetMessageId eq '{}'", message_id.replace('\'', "''"));
        let path = format!("/messages?$filter={}&$select=id,isDraft&$top=10", escaped(&filter));
        let answer = self.get(&path)?;
        let rows = answer["value"].as_array().ok_or_else(|| Refused::strange("no list"))?;
        let mut found = None;
        for row in rows {
            let is_draft = row["isDraft"].as_bool().unwrap_or(false);
            let one = Found { id: id_of(row)?, is_draft };
            if !one.is_draft {
                return Ok(Some(one));
            }
            found = Some(one);
        }
        Ok(found)
    }

    /// Stores the mail as a draft, and returns the id of the draft.
    fn create(&self, message: &Message) -> Result<String, Refused> {
        let body = BASE64_STANDARD.encode(&message.mime).into_bytes();
        let draft = id_of(&self.call(Method::POST, "/messages", Some("text/plain"), body)?)?;
        for attachment in &message.attachments {
            self.attach(&draft, attachment)?;
        }
        Ok(draft)
    }

    fn attach(&self, draft: &str, attachment: &Attachment) -> Result<(), Refused> {
        let Attachment { name, kind, bytes } = attachment;
        if bytes.len() < UPLOAD_FROM {
            let file = json!({
                "@odata.type": "#microsoft.graph.fileAttachment",
                "name": name, "contentType": kind, "contentBytes": BASE64_STANDARD.encode(bytes),
            });
            return self.post(&format!("/messages/{draft}/attachments"), Some(&file)).map(drop);
        }
        let item = json!({ "AttachmentItem": {
            "attachmentType": "file", "name": name, "contentType": kind, "size": bytes.len(),
        }});
        let path = format!("/messages/{draft}/attachments/createUploadSession");
        let begun = self.post(&path, Some(&item))?;
        let url = begun["uploadUrl"].as_str().ok_or_else(|| Refused::strange("no uploadUrl"))?;
        let mut at = 0;
        for piece in bytes.chunks(PIECE) {
            let end = at + piece.len();
            let range = format!("bytes {at}-{}/{}", end - 1, bytes.len());
            // The URL itself proves who sends the piece, so there is no access token.
            let headers =
                [("content-range", range), ("content-type", "application/octet-stream".to_owned())];
            accepted(&self.ask(Method::PUT, url, &headers, piece.to_vec())?)?;
            at = end;
        }
        Ok(())
    }

    fn get(&self, path: &str) -> Result<Value, Refused> {
        self.call(Method::GET, path, None, Vec::new())
    }

    fn delete(&self, id: &str) -> Result<(), Refused> {
        self.call(Method::DELETE, &format!("/messages/{id}"), None, Vec::new())
            .map(drop)
    }

    fn post(&self, path: &str, body: Option<&Value>) -> Result<Value, Refused> {
        let kind = body.map(|_| "application/json");
        let body = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
        self.call(Method::POST, path, kind, body)
    }

    /// Sends a request about the mailbox, and returns the JSON of the answer.
    fn call(
        &self,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Value, Refused> {
        let mut headers = vec![
            ("authorization", format!("Bearer {}", self.token)),
            ("accept", "application/json".to_owned()),
        ];
        headers.extend(kind.map(|kind| ("content-type", kind.to_owned())));
        let url = format!("{}{path}", self.graph.mailbox);
        let answered = self.ask(method, &url, &headers, body)?;
        if answered.status == 401
            && let Err(error) = self.graph.login.reject(&self.token)
        {
            log::warn!("the rejected access token can't be noted: {error}");
        }
        accepted(&answered)
    }

    fn ask(
        &self,
        method: Method,
        url: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<Answered, Refused> {
        let place = Place::read(url).map_err(|error| unanswered(&error))?;
        let asked = Asked { method, place: &place, headers, body };
        self.outward.ask(&asked).map_err(|error| unanswered(&error))
    }
}

/// The JSON of an answer with a status 2xx; `null` if such an answer has no JSON.
fn accepted(answered: &Answered) -> Result<Value, Refused> {
    match answered.status {
        200..300 if answered.body.is_empty() => Ok(Value::Null),
        200..300 => serde_json::from_slice(&answered.body)
            .map_err(|_| Refused::strange("no JSON; a proxy may be in between")),
        _ => Err(Refused::by(answered)),
    }
}

fn id_of(message: &Value) -> Result<String, Refused> {
    let id = message["id"].as_str().filter(|id| !id.is_empty() && id.len() <= 1_000);
    id.map(escaped).ok_or_else(|| Refused::strange("no id"))
}

/// Escapes a text for the path or the query of a URL (RFC 3986 §2.1).
fn escaped(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}
