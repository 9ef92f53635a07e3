//! Sends mails by Microsoft Graph (learn.microsoft.com/graph/api, version 1.0), for organisations
//! that have disabled SMTP.
//!
//! A mail is sent in two steps: it is stored as a draft in the mailbox, and the draft is sent. If
//! the answer to a step is lost, the next attempt finds the draft or the sent mail by its
//! Message-ID, so the mail is not sent twice. (Graph's `sendMail` is a single step. If its answer
//! is lost, nobody can know whether the mail was sent.)
//!
//! Read in this order: `message` (a mail in the form that Graph takes), this file (the requests),
//! `refused` (the answers as replies of SMTP).

mod message;
mod refused;

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper::Method;
use serde_json::json;

use crate::graph::{self, GraphError, Token, accepted, escaped, id_of};
use crate::mail_login::MailLoginSettings;
use ferrofax_basics::UnixMs;
use ferrofax_network::outward::Limits;
use ferrofax_spool::MailLogin;
use message::Attachment;
pub(super) use message::Message;
pub(super) use refused::{Refused, limited};

/// The limits of time and size for an answer of Graph.
const LIMITS: Limits = Limits { time: Duration::from_secs(90), size: 1 << 20 };

/// Attachments of at least this many bytes are stored by an upload session. Graph does not allow
/// upload sessions for smaller attachments.
const UPLOAD_FROM: usize = 3_000_000;

/// The number of bytes in one request of an upload session: at most 4 MB, and a multiple of 320
/// KiB.
const PIECE: usize = 9 * 320 * 1024;

/// The mailbox at Microsoft Graph from which mails are sent.
pub(super) struct Graph {
    mailbox: graph::Graph,
}

/// A message in the mailbox.
struct Found {
    /// The ID of the message, escaped for the path of a URL.
    id: String,
    is_draft: bool,
}

impl Graph {
    pub(super) fn new(settings: &MailLoginSettings, login: MailLogin) -> Self {
        let (url, account) = (&settings.graph, &settings.account);
        Self { mailbox: graph::Graph::new(url, account, settings.ca.as_deref(), login) }
    }

    /// Returns the access token for requests at the time `now`.
    pub(super) fn token(&self, now: UnixMs) -> Result<String, Refused> {
        self.mailbox.token(now).map_err(Refused::from)
    }

    /// Makes a session whose requests use this access token.
    fn session(&self, token: String) -> Result<Session<'_>, GraphError> {
        let session = self.mailbox.session(Token::Given(token), LIMITS, &|| false)?;
        Ok(Session { graph: session })
    }

    /// Checks that the mailbox exists, and that its drafts may be read with this access token.
    pub(super) fn probe(&self, token: String) -> Result<(), Refused> {
        let session = self.session(token)?;
        Ok(session.graph.get("/mailFolders/drafts?$select=id").map(drop)?)
    }

    /// Sends a mail, unless the mailbox has sent it already. Returns the id of the sent message.
    pub(super) fn send(&self, message: &Message, now: UnixMs) -> Result<String, Refused> {
        let session = self.session(self.token(now)?)?;
        let draft = match session.found(&message.id)? {
            Some(found) if !found.is_draft => return Ok(found.id),
            Some(old) => {
                // An attachment may be missing in this draft. Or it is the draft of a mail that was
                // too large, and is now sent without its fax. So the draft is made again.
                session.graph.delete(&format!("/messages/{}", old.id))?;
                session.create(message)?
            }
            None => session.create(message)?,
        };
        session.graph.post(&format!("/messages/{draft}/send"), None)?;
        Ok(draft)
    }
}

/// A session: requests that use the same access token.
struct Session<'a> {
    graph: graph::Session<'a>,
}

impl Session<'_> {
    /// Finds the message with this Message-ID; `None` if there is none. Of several messages, a sent
    /// one is preferred.
    fn found(&self, message_id: &str) -> Result<Option<Found>, GraphError> {
        let filter = format!("internetMessageId eq '{}'", message_id.replace('\'', "''"));
        let path = format!("/messages?$filter={}&$select=id,isDraft&$top=10", escaped(&filter));
        let answer = self.graph.get(&path)?;
        let rows = answer["value"].as_array().ok_or_else(|| GraphError::Strange("no list"))?;
        let mut found = None;
        for row in rows {
            let is_draft = row["isDraft"].as_bool().unwrap_or(false);
            let one = Found { id: escaped(id_of(row)?), is_draft };
            if !one.is_draft {
                return Ok(Some(one));
            }
            found = Some(one);
        }
        Ok(found)
    }

    /// Stores the mail as a draft, and returns the id of the draft.
    fn create(&self, message: &Message) -> Result<String, GraphError> {
        let body = BASE64_STANDARD.encode(&message.mime).into_bytes();
        let draft = self.graph.call(Method::POST, "/messages", Some("text/plain"), body)?;
        let draft = escaped(id_of(&draft)?);
        for attachment in &message.attachments {
            self.attach(&draft, attachment)?;
        }
        Ok(draft)
    }

    fn attach(&self, draft: &str, attachment: &Attachment) -> Result<(), GraphError> {
        let Attachment { name, kind, bytes } = attachment;
        if bytes.len() < UPLOAD_FROM {
            let file = json!({
                "@odata.type": "#microsoft.graph.fileAttachment",
                "name": name, "contentType": kind, "contentBytes": BASE64_STANDARD.encode(bytes),
            });
            return self
                .graph
                .post(&format!("/messages/{draft}/attachments"), Some(&file))
                .map(drop);
        }
        let item = json!({ "AttachmentItem": {
            "attachmentType": "file", "name": name, "contentType": kind, "size": bytes.len(),
        }});
        let path = format!("/messages/{draft}/attachments/createUploadSession");
        let begun = self.graph.post(&path, Some(&item))?;
        let url = begun["uploadUrl"].as_str().ok_or_else(|| GraphError::Strange("no uploadUrl"))?;
        let mut at = 0;
        for piece in bytes.chunks(PIECE) {
            let end = at + piece.len();
            let range = format!("bytes {at}-{}/{}", end - 1, bytes.len());
            // The URL itself proves who sends the piece, so there is no access token.
            let headers =
                [("content-range", range), ("content-type", "application/octet-stream".to_owned())];
            accepted(&self.graph.ask(Method::PUT, url, &headers, piece.to_vec())?)?;
            at = end;
        }
        Ok(())
    }
}
