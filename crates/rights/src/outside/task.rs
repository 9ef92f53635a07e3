//! The task that the parent process sends to the child process that checks a mail's sender: a line
//! of JSON on the child's standard input, followed by the mail. The child answers with its verdict,
//! also a line of JSON, which the parent reads as untrusted input.

use serde_json::{Value, json};

use super::{By, Claimed, Unproved};
use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::blanked;

/// The task of the child process that checks whether a mail's sender is genuine, without the mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) by: By,
    /// The host name of this machine, for SPF's macros.
    pub(super) hostname: String,
    /// The names of our own mail servers in front of Ferrofax, in small letters.
    pub(super) authserv_ids: Vec<String>,
}

/// The child process's answer to its parent: whether the sender of the mail is genuine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) found: Result<String, Unproved>,
    /// Whether the kernel (Landlock) confined the child process while it checked the mail.
    pub(super) is_guarded: bool,
}

/// The most characters that the parent accepts of the reason in the child's verdict, which says why
/// a mail's sender is not genuine.
const LONGEST_REASON: usize = 1_000;

impl Task {
    pub(super) fn value(&self, mail: &Claimed<'_>) -> Value {
        let Claimed {
            address,
            helo,
            sender,
            recipients,
            bytes: _,
            now,
            signature_seconds,
            spf_alone,
        } = mail;
        json!({
            "by": match self.by { By::Domain => "domain", By::Front => "front", By::Mailbox => "mailbox" },
            "hostname": self.hostname,
            "authserv_ids": self.authserv_ids,
            "address": address.to_string(),
            "helo": helo,
            "sender": sender,
            "recipients": recipients,
            "now": now.0,
            "signature_seconds": signature_seconds,
            "spf_alone": spf_alone,
        })
    }

    /// Reads the task for the child from its line of JSON. `bytes` is the mail that follows this
    /// line.
    pub(super) fn of<'a>(value: &Value, bytes: &'a [u8]) -> Option<(Self, Claimed<'a>)> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let list =
            |name: &str| value.get(name)?.as_array()?.iter().map(text).collect::<Option<Vec<_>>>();
        let by = match value.get("by")?.as_str()? {
            "domain" => By::Domain,
            "front" => By::Front,
            "mailbox" => By::Mailbox,
            _ => return None,
        };
        let mail = Claimed {
            address: value.get("address")?.as_str()?.parse().ok()?,
            helo: text(value.get("helo")?)?,
            sender: text(value.get("sender")?)?,
            recipients: list("recipients")?,
            bytes,
            now: UnixMs(value.get("now")?.as_i64()?),
            signature_seconds: value.get("signature_seconds")?.as_i64()?,
            spf_alone: value.get("spf_alone")?.as_bool()?,
        };
        Some((
            Self {
                by,
                hostname: text(value.get("hostname")?)?,
                authserv_ids: list("authserv_ids")?,
            },
            mail,
        ))
    }
}

impl Verdict {
    pub(super) fn value(&self) -> Value {
        let (word, text) = match &self.found {
            Ok(by) => ("proved", by),
            Err(Unproved::No(why)) => ("no", why),
            Err(Unproved::NotNow(why)) => ("not_now", why),
        };
        json!({word: text, "guarded": self.is_guarded})
    }

    pub(super) fn of(value: &Value) -> Option<Self> {
        let text = |word: &str| {
            let text = value.get(word)?.as_str()?;
            Some(blanked(text).chars().take(LONGEST_REASON).collect::<String>())
        };
        let found = match (text("proved"), text("no"), text("not_now")) {
            (Some(by), None, None) => Ok(by),
            (None, Some(why), None) => Err(Unproved::No(why)),
            (None, None, Some(why)) => Err(Unproved::NotNow(why)),
            _ => return None,
        };
        Some(Self { found, is_guarded: value.get("guarded")?.as_bool()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_read_as_it_was_written() {
        let mail = Claimed {
            address: "2001:db8::7".parse().unwrap(),
            helo: "mx \"one\"".into(),
            sender: "a\n@b".into(),
            recipients: vec!["1@x.fax".into(), "2@x.fax".into()],
            bytes: b"Subject: x\r\n\r\n",
            now: UnixMs(1_795_176_000_000),
            signature_seconds: 7,
            spf_alone: true,
        };
        for by in [By::Domain, By::Front, By::Mailbox] {
            let task =
                Task { by, hostname: "fax.example.com".into(), authserv_ids: vec!["mx".into()] };
            let line = task.value(&mail).to_string();
            let read = Task::of(&serde_json::from_str(&line).unwrap(), mail.bytes);
            assert_eq!(read, Some((task, mail.clone())));
        }
        assert_eq!(Task::of(&json!({}), b""), None);
    }

    #[test]
    fn a_verdict_is_one_and_has_one_line() {
        let no = |why: &str| Err(Unproved::No(why.to_owned()));
        for found in [Ok("dkim".to_owned()), no("not"), Err(Unproved::NotNow("later".into()))] {
            let verdict = Verdict { found, is_guarded: true };
            assert_eq!(Verdict::of(&verdict.value()), Some(verdict));
        }
        let long =
            Verdict { found: no(&format!("a\r\nb{}", "x".repeat(5_000))), is_guarded: false };
        let Some(Verdict { found: Err(Unproved::No(why)), .. }) = Verdict::of(&long.value()) else {
            panic!()
        };
        assert!(why.starts_with("a  bx") && why.len() == LONGEST_REASON, "{}", why.len());
        for wrong in [
            json!({}),
            json!({"proved": "x"}),
            json!({"proved": "x", "no": "y", "guarded": true}),
            json!("proved"),
        ] {
            assert_eq!(Verdict::of(&wrong), None);
        }
    }
}
