//! The envelope of a mail: the client, the sender and the recipients, as SMTP transmits them.

use std::net::IpAddr;

use serde_json::{Value, json};

use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::NotifyWhen;

/// The client that submits a mail to Ferrofax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The client's IP address. An IPv4 address is never written in the form of IPv6.
    pub address: IpAddr,
    /// The name that the client gives itself (EHLO), which proves nothing. Empty before it has
    /// sent one.
    pub helo: String,
    /// The user as whom the client has logged in.
    pub login: Option<String>,
    /// Whether the connection from the client is encrypted by TLS.
    pub tls: bool,
    /// The listener: `smtp`, `smtps` or `lmtp` with the IP address and port at which it listens
    /// (`smtp 127.0.0.1:2525`), or `pipe` for `ferrofax mail`.
    pub listener: String,
}

/// The cases in which the sender of a mail wants a delivery report (RFC 3461 §4.1). If all are
/// false, the sender never wants one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notify {
    /// Whether the sender wants a delivery report if the mail succeeds (NOTIFY=SUCCESS).
    pub success: bool,
    /// Whether the sender wants a delivery report if the mail fails (NOTIFY=FAILURE).
    pub failure: bool,
    /// Whether the sender wants a delivery report if the mail is delayed (NOTIFY=DELAY).
    pub delay: bool,
}

/// A recipient of a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipient {
    /// The recipient's mail address as the client has sent it in RCPT, without the angle brackets,
    /// but with quotation marks.
    pub address: String,
    /// The original recipient before the mail was forwarded (ORCPT): `rfc822;a@b`.
    pub original: Option<String>,
    /// The cases in which the sender wants a delivery report (NOTIFY); `None` if the sender did not
    /// say.
    pub notify: Option<Notify>,
    /// The permission to send to this recipient, as JSON. The module `rights` writes this
    /// permission and reads it again later; the server that receives the mail only stores it.
    pub grant: Option<String>,
}

/// The envelope of a mail that was submitted: the client, the sender and the recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The client that submitted the mail.
    pub client: Client,
    /// The sender's mail address without the angle brackets; empty for delivery reports of mail
    /// servers, to which nobody may answer.
    pub sender: String,
    /// The sender's own id for the mail (ENVID). Delivery reports about the mail contain it.
    pub envelope_id: Option<String>,
    /// Whether delivery reports about a failure contain the whole mail (RET=FULL) or only its
    /// header (RET=HDRS); `None` if the sender did not say.
    pub return_full: Option<bool>,
    /// Whether the mail addresses and the header of the mail may be UTF-8 (SMTPUTF8).
    pub utf8: bool,
    /// The recipients, at least one.
    pub recipients: Vec<Recipient>,
    /// The time at which the mail was received.
    pub received_at: UnixMs,
}

/// The reason why an envelope's JSON cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the envelope lacks '{0}', or that is of another type")]
pub struct EnvelopeError(pub &'static str);

impl Client {
    /// Creates a client with this IP address, which has not logged in. An IPv4 address in the form
    /// of IPv6 is converted to IPv4.
    pub fn at(address: IpAddr, listener: impl Into<String>, tls: bool) -> Self {
        Self {
            address: address.to_canonical(),
            helo: String::new(),
            login: None,
            tls,
            listener: listener.into(),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "address": self.address.to_string(), "helo": self.helo, "login": self.login, "tls": self.tls,
            "listener": self.listener,
        })
    }

    fn from_json(value: &Value) -> Result<Self, EnvelopeError> {
        Ok(Self {
            address: text(value, "address")?.parse().map_err(|_| EnvelopeError("address"))?,
            helo: text(value, "helo")?,
            login: optional_text(value, "login"),
            tls: value["tls"].as_bool().ok_or(EnvelopeError("tls"))?,
            listener: text(value, "listener")?,
        })
    }
}

impl Notify {
    /// The value for a sender who never wants a delivery report.
    pub const NEVER: Self = Self { success: false, failure: false, delay: false };

    /// The changes of a job of which the sender is informed. A sender who wants only reports on
    /// delays gets none: RFC 3461 §4.1 permits reports on delays, but does not require them.
    pub const fn when(self) -> NotifyWhen {
        match self {
            Self { success: true, failure: true, delay: true } => NotifyWhen::EachChange,
            Self { success: true, failure: true, delay: false } => NotifyWhen::AtEnd,
            Self { success: true, failure: false, .. } => NotifyWhen::OnSuccess,
            Self { success: false, failure: true, delay: true } => NotifyWhen::OnTrouble,
            Self { success: false, failure: true, delay: false } => NotifyWhen::OnFailure,
            Self { success: false, failure: false, .. } => NotifyWhen::Never,
        }
    }
}

impl Recipient {
    /// Creates a recipient with this mail address and without options such as NOTIFY.
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into(), ..Self::default() }
    }

    /// Whether the sender wants no delivery report on a failure.
    pub fn is_silent(&self) -> bool {
        self.notify.is_some_and(|notify| !notify.failure)
    }

    fn to_json(&self) -> Value {
        let notify = self
            .notify
            .map(|it| json!({"success": it.success, "failure": it.failure, "delay": it.delay}));
        json!({"address": self.address, "original": self.original, "notify": notify, "grant": self.grant})
    }

    fn from_json(value: &Value) -> Result<Self, EnvelopeError> {
        let notify = value["notify"].as_object().map(|it| {
            let said = |word: &str| it.get(word).and_then(Value::as_bool).unwrap_or(false);
            Notify { success: said("success"), failure: said("failure"), delay: said("delay") }
        });
        Ok(Self {
            address: text(value, "address")?,
            original: optional_text(value, "original"),
            notify,
            grant: optional_text(value, "grant"),
        })
    }
}

impl Envelope {
    /// The envelope as JSON, to be written to a file as one line.
    pub fn to_json(&self) -> Value {
        let recipients: Vec<Value> = self.recipients.iter().map(Recipient::to_json).collect();
        json!({
            "client": self.client.to_json(), "sender": self.sender, "envelope_id": self.envelope_id,
            "return_full": self.return_full, "utf8": self.utf8, "recipients": recipients, "received_at": self.received_at.0,
        })
    }

    /// Reads the JSON of [`Self::to_json`].
    ///
    /// # Errors
    /// [`EnvelopeError`]: the name of the field that is missing or has the wrong type.
    pub fn from_json(value: &Value) -> Result<Self, EnvelopeError> {
        let recipients = value["recipients"].as_array().ok_or(EnvelopeError("recipients"))?;
        Ok(Self {
            client: Client::from_json(&value["client"])?,
            sender: text(value, "sender")?,
            envelope_id: optional_text(value, "envelope_id"),
            return_full: value["return_full"].as_bool(),
            utf8: value["utf8"].as_bool().ok_or(EnvelopeError("utf8"))?,
            recipients: recipients.iter().map(Recipient::from_json).collect::<Result<_, _>>()?,
            received_at: value["received_at"]
                .as_i64()
                .map(UnixMs)
                .ok_or(EnvelopeError("received_at"))?,
        })
    }
}

fn text(value: &Value, name: &'static str) -> Result<String, EnvelopeError> {
    value[name].as_str().map(str::to_owned).ok_or(EnvelopeError(name))
}

fn optional_text(value: &Value, name: &str) -> Option<String> {
    value[name].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_comes_back_as_it_was_written() {
        let mut client = Client::at("::ffff:192.0.2.7".parse().unwrap(), "smtp 127.0.0.1:25", true);
        client.helo = "mfp\u{e9}".to_owned();
        client.login = Some("alice".to_owned());
        let first = Recipient {
            address: "\"a b\"@009912700619.fax".to_owned(),
            original: Some("rfc822;a@b".to_owned()),
            notify: Some(Notify { failure: true, ..Notify::NEVER }),
            grant: Some("{\"user\":\"alice\"}\n".to_owned()),
        };
        let envelope = Envelope {
            client,
            sender: String::new(),
            envelope_id: Some("QQ314159".to_owned()),
            return_full: Some(false),
            utf8: true,
            recipients: vec![first, Recipient::new("2@x.fax")],
            received_at: UnixMs(1_795_000_000_123),
        };
        let line = envelope.to_json().to_string();
        assert!(!line.contains('\n'));
        let read = Envelope::from_json(&serde_json::from_str(&line).unwrap());
        assert_eq!(read, Ok(envelope));
    }

    #[test]
    fn what_is_to_be_told_by_notify_is_told_and_no_more() {
        for (words, when) in [
            ("sfd", "each"),
            ("sf", "end"),
            ("f", "failure"),
            ("fd", "trouble"),
            ("s", "success"),
            ("sd", "success"),
            ("d", "never"),
            ("", "never"),
        ] {
            let said = |word| words.contains(word);
            let notify = Notify { success: said('s'), failure: said('f'), delay: said('d') };
            assert_eq!(notify.when().name(), when, "{words}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut value = json!({"client": {"address": "192.0.2.1", "helo": "", "tls": false, "listener": "pipe"}});
        assert_eq!(Envelope::from_json(&value), Err(EnvelopeError("recipients")));
        value["recipients"] = json!([{"address": 7}]);
        value["sender"] = json!("");
        value["utf8"] = json!(false);
        assert_eq!(Envelope::from_json(&value), Err(EnvelopeError("address")));
    }

    #[test]
    fn an_address_of_ipv4_is_one_of_ipv4_by_whatever_way_it_came() {
        assert_eq!(
            Client::at("::ffff:192.0.2.7".parse().unwrap(), "smtp", false)
                .address
                .to_string(),
            "192.0.2.7"
        );
        assert_eq!(
            Client::at("2001:db8::1".parse().unwrap(), "smtp", false).address.to_string(),
            "2001:db8::1"
        );
    }
}
