//! The types for a request for permission to send a fax, for the permission, and for its refusal.

use serde_json::{Value, json};

use super::reason::Reason;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Client;

/// A request to send a fax to one recipient of a mail (one RCPT of SMTP).
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The mail client that sends the mail to Ferrofax.
    pub client: &'a Client,
    /// The sender in the mail's envelope. It is empty for delivery reports of mail servers, which
    /// have no sender.
    pub sender: &'a str,
    /// The recipient's mail address as the client has written it, for the audit log.
    pub address: &'a str,
    /// The fax number in the recipient's mail address, as it was written.
    pub number: &'a str,
    /// The number of recipients of this mail that were granted before this recipient.
    pub so_far: usize,
}

/// The permission to send one fax. If the fax comes by mail, the permission is stored with the mail
/// as JSON, until a job is made for the fax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// The user whose quotas the fax counts towards: a user's name, or the mail address of the
    /// device's owner.
    pub user: String,
    /// The number that the spool has given to a user from the directory or login provider. A later
    /// user with the same name gets another number.
    pub who: Option<i64>,
    /// The device from which the fax is sent, as `2101@context`.
    pub device: DeviceName,
    /// The user's class of limits (`[class.NAME]`), if there is one.
    pub class: Option<String>,
    /// The `[[network]]` by which the client is known, if any.
    pub network: Option<String>,
    /// The method by which the sender of the fax was identified.
    pub by: Known,
    /// Whether the envelope's sender is the user's own mail address, or one in whose name the user
    /// may send. False for machines that are allowed to write any address as the sender. Only if it
    /// is true, report mails about the fax are sent to the envelope's sender.
    pub own_sender: bool,
    /// The recipient's fax number as it was written.
    pub number: String,
    /// The recipient's fax number in its canonical form (`+…`).
    pub canonical: String,
    /// The most fax calls for this user's faxes at the same time; 0: no limit.
    pub calls: u32,
    /// The most pages that the fax may have. 0: only the device's limit applies.
    pub pages: u32,
    /// Whether a mail with this permission is faxed even if a program has written it.
    pub machines: bool,
    /// Whether the user's faxes may have a higher priority than the default of their device.
    pub ahead: bool,
    /// Whether digits may be sent as tones after the remote side has answered the call for this
    /// fax.
    pub post_dial: bool,
}

/// A fax that is counted towards the quotas of its sender and its device.
pub(crate) struct FaxOf<'a> {
    /// The permission to send the fax.
    pub(crate) grant: &'a Grant,
    /// The number of pages of the fax.
    pub(crate) pages: u32,
    /// The number of faxes that this fax counts as: several if its job may make more calls than
    /// usual.
    pub(crate) faxes: u32,
    /// The unique mark of the job: a fax with this mark is counted only once.
    pub(crate) mark: String,
}

/// The method by which the sender of a fax was identified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// The sender has logged in.
    Login,
    /// The sender is known by the network from which the client connects.
    Network,
    /// The sender is known only by the mail address. At the end of the mail the sender's domain
    /// must confirm the address, by SPF, DKIM and DMARC. If one of our own mail servers in front of
    /// Ferrofax has checked these, its result in the mail is used instead.
    #[default]
    Address,
    /// The sender is known by the operating system, as the owner of a job file in the drop folder
    /// (the folder in which programs put faxes to be sent).
    Drop,
    /// The sender is known by the operating system, as the user of the command line.
    Command,
    /// The mail is from a mailbox that this service reads (`[mailbox]`). The mail's sender was
    /// verified before, or all mails of the mailbox count as mails of one user.
    Mailbox,
}

/// A refusal: the permission for a request is denied, for now or permanently.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Denied {
    /// The SMTP reply code of the refusal.
    pub code: u16,
    /// The enhanced status code of the refusal (RFC 3463).
    pub status: (u8, u8, u8),
    /// A sentence for people: it says what is not allowed, and who can change that.
    pub text: String,
    /// The name of the rule by which permission was refused, for the audit log.
    pub rule: &'static str,
    /// The reason for the refusal in a form that can be shown in the reader's language; `None` if
    /// only programs read it.
    pub reason: Option<Box<Reason>>,
}

/// A user whom Ferrofax has blocked from sending, because of too many faxes or blocked numbers in a
/// short time. The faxmaster is notified of this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The name of the user who was blocked from sending.
    pub user: String,
    /// The time when the user was blocked from sending.
    pub since: UnixMs,
    /// The reason why the user was blocked from sending, as a sentence.
    pub why: String,
    /// The number of the user's waiting faxes that are held because the user is blocked.
    pub held: u32,
}

impl Known {
    const ALL: [Self; 6] =
        [Self::Login, Self::Network, Self::Address, Self::Drop, Self::Command, Self::Mailbox];

    /// The word by which the audit log names this method of identification: `login`, `network`,
    /// `address`, `drop`, `command`, `mailbox`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Network => "network",
            Self::Address => "address",
            Self::Drop => "drop",
            Self::Command => "command",
            Self::Mailbox => "mailbox",
        }
    }
}

impl Grant {
    /// The most pages of one fax: the smaller of this permission's limit and the device's limit
    /// `of_device`.
    pub fn most_pages(&self, of_device: u32) -> u32 {
        if self.pages == 0 { of_device } else { of_device.min(self.pages) }
    }

    /// Writes the permission as JSON, which is stored with the mail.
    pub fn to_json(&self) -> String {
        json!({
            "user": self.user,
            "who": self.who,
            "device": self.device.to_string(),
            "class": self.class,
            "network": self.network,
            "by": self.by.name(),
            "own_sender": self.own_sender,
            "number": self.number,
            "canonical": self.canonical,
            "calls": self.calls,
            "pages": self.pages,
            "machines": self.machines,
            "ahead": self.ahead,
            "post_dial": self.post_dial,
        })
        .to_string()
    }

    /// Reads a permission from the JSON of [`Self::to_json`]. Returns `None` if the text is not
    /// such JSON; then nothing is permitted.
    pub fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let word = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let count = |name: &str| u32::try_from(value.get(name)?.as_u64()?).ok();
        // If an older version of Ferrofax has written the JSON, it may lack this field. Then this
        // permission is not granted.
        let flag = |name: &str| value.get(name).and_then(Value::as_bool).unwrap_or(false);
        let by = word("by")?;
        Some(Self {
            user: word("user")?,
            who: value.get("who").and_then(Value::as_i64),
            device: DeviceName::of_row(value.get("device")?.as_str()?),
            class: word("class"),
            network: word("network"),
            by: Known::ALL.into_iter().find(|known| known.name() == by)?,
            own_sender: value.get("own_sender")?.as_bool()?,
            number: word("number")?,
            canonical: word("canonical")?,
            calls: count("calls")?,
            pages: count("pages")?,
            machines: flag("machines"),
            ahead: flag("ahead"),
            post_dial: flag("post_dial"),
        })
    }
}

impl Denied {
    /// A permanent refusal, for SMTP with the codes 550 5.7.1.
    pub fn forbidden(rule: &'static str, text: impl Into<String>) -> Self {
        Self { code: 550, status: (5, 7, 1), text: text.into(), rule, reason: None }
    }

    /// A temporary refusal, because no decision is possible now. For SMTP it has the codes 451
    /// 4.3.0.
    pub(super) fn for_now(rule: &'static str, text: impl Into<String>) -> Self {
        Self { code: 451, status: (4, 3, 0), text: text.into(), rule, reason: None }
    }

    /// Returns this refusal, with these SMTP codes instead of its own.
    pub(super) fn with(mut self, code: u16, status: (u8, u8, u8)) -> Self {
        (self.code, self.status) = (code, status);
        self
    }

    /// Whether the refusal is temporary (SMTP codes 4yz), so that the same request is possibly
    /// granted later.
    pub fn may_pass(&self) -> bool {
        (400..500).contains(&self.code)
    }
}

impl From<Reason> for Denied {
    fn from(reason: Reason) -> Self {
        let (rule, text) = (reason.rule(), reason.to_string());
        let denied = match reason {
            Reason::DeviceAway | Reason::NotNow => Self::for_now(rule, text),
            Reason::Pages { .. } => Self::forbidden(rule, text).with(552, (5, 3, 4)),
            _ => Self::forbidden(rule, text),
        };
        Self { reason: Some(Box::new(reason)), ..denied }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_comes_back_from_a_mails_entry_as_it_was() {
        let grant = Grant {
            user: "alice".into(),
            who: Some(i64::MIN),
            device: DeviceName::new("2101", "fax-devices"),
            class: Some("staff".into()),
            network: None,
            by: Known::Login,
            own_sender: true,
            number: "0991 \"1\"".into(),
            canonical: "+499911".into(),
            calls: 2,
            pages: 30,
            machines: true,
            ahead: true,
            post_dial: true,
        };
        assert_eq!(Grant::from_json(&grant.to_json()), Some(grant));
    }

    #[test]
    fn what_is_not_a_grant_is_no_right() {
        for text in [
            "",
            "{}",
            "[]",
            "null",
            r#"{"user":"alice"}"#,
            &Grant::default().to_json().replace("address", "x"),
        ] {
            assert_eq!(Grant::from_json(text), None, "{text}");
        }
    }
}
