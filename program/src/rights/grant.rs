//! The words in which a right is asked for, given and denied.

use serde_json::{Value, json};

use super::reason::Reason;
use crate::asker::Client;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// A recipient that someone asks for: one RCPT.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Who is connected.
    pub client: &'a Client,
    /// The envelope's sender; empty: the null sender.
    pub sender: &'a str,
    /// The recipient's address as it was given, for the audit log.
    pub address: &'a str,
    /// The number in it, as it was written.
    pub number: &'a str,
    /// Recipients of this mail that were granted before.
    pub so_far: usize,
}

/// A right to send one fax. It is kept with the mail, as JSON, until the fax is a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// Whose right it is, whom the fax is counted for: a user's name, or the address that
    /// owns the device.
    pub user: String,
    /// Who that is, where others vouch for him: another who has his name next has another
    /// number.
    pub who: Option<i64>,
    /// The device that it is sent from, as `2101@context`.
    pub device: DeviceName,
    /// The class whose limits hold for the user, if it has one.
    pub class: Option<String>,
    /// The network by which the client is known, if it is by that.
    pub network: Option<String>,
    /// How the user is known.
    pub by: Known,
    /// The envelope's sender is the user's own address, or one that it may send for;
    /// false for machines that write anything there. Reports go to no other.
    pub own_sender: bool,
    /// The number as it was written.
    pub number: String,
    /// The one form of the number (`+…`).
    pub canonical: String,
    /// Calls of this user at one time, at most; 0: no limit.
    pub calls: u32,
    /// Pages of one fax, at most; 0: as the device has it.
    pub pages: u32,
    /// Mails that programs write are taken too.
    pub machines: bool,
    /// Its faxes may have a priority before the usual one of their device.
    pub ahead: bool,
    /// Digits may be sent by tones after the answer.
    pub post_dial: bool,
}

/// How it is known who sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// By a login.
    Login,
    /// By the network that it comes from.
    Network,
    /// By the sender's address alone, which the sender's domain has yet to vouch for at
    /// the end of the mail (SPF, DKIM, DMARC, or the word of a front server about them).
    #[default]
    Address,
    /// By the system: it dropped a job file.
    Drop,
    /// By the system: it runs the program's command line.
    Command,
}

/// A right that is denied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Denied {
    /// SMTP's reply code.
    pub code: u16,
    /// The enhanced status code (RFC 3463).
    pub status: (u8, u8, u8),
    /// For people: what is not allowed, and who can change that.
    pub text: String,
    /// The rule's name, as the audit log has it.
    pub rule: &'static str,
    /// The same for people who read another language; none: it is for none of them.
    pub reason: Option<Box<Reason>>,
}

/// Somebody whom the gateway has stopped by itself, and of whom the faxmaster is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The user.
    pub user: String,
    /// Since when.
    pub since: UnixMs,
    /// Why, one sentence.
    pub why: String,
    /// Waiting faxes of the user that are held.
    pub held: u32,
}

impl Known {
    const ALL: [Self; 5] = [Self::Login, Self::Network, Self::Address, Self::Drop, Self::Command];

    /// The word in the audit log: `login`, `network`, `address`, `drop`, `command`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Network => "network",
            Self::Address => "address",
            Self::Drop => "drop",
            Self::Command => "command",
        }
    }
}

impl Grant {
    /// Pages of one fax from a device that may send so many.
    pub(crate) fn most_pages(&self, of_device: u32) -> u32 {
        if self.pages == 0 { of_device } else { of_device.min(self.pages) }
    }

    /// As it is kept with the mail.
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

    /// Reads what [`Self::to_json`] wrote. None: it is something else, which is no right
    /// to anything.
    pub fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let word = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let count = |name: &str| u32::try_from(value.get(name)?.as_u64()?).ok();
        // What an older version did not write is not allowed.
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
    /// For good: 550 5.7.1.
    pub(crate) fn forbidden(rule: &'static str, text: impl Into<String>) -> Self {
        Self { code: 550, status: (5, 7, 1), text: text.into(), rule, reason: None }
    }

    /// Nothing is known against it, but it can't be decided now: 451 4.3.0.
    pub(super) fn for_now(rule: &'static str, text: impl Into<String>) -> Self {
        Self { code: 451, status: (4, 3, 0), text: text.into(), rule, reason: None }
    }

    /// With other codes.
    pub(super) fn with(mut self, code: u16, status: (u8, u8, u8)) -> Self {
        (self.code, self.status) = (code, status);
        self
    }

    /// True if the same may be granted later (4yz).
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
