//! The lines that decisions on permissions add to the audit log ([`AuditLog`]): the action, the
//! person, and the decision.

use std::io;
use std::net::IpAddr;
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::grant::{Denied, Grant};
use super::person::Person;
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Client;
use ferrofax_spool::audit::AuditLog;

/// The word for a login in lines of the audit log. It is also the name of the rule that refuses a
/// login with a wrong name or password.
pub(super) const LOGIN: &str = "login";

/// The name of the rule that refuses a client IP address after too many failed logins.
pub(super) const TOO_MANY: &str = "too-many-logins";

/// The word for a use of an API key in lines of the audit log.
pub(super) const KEY: &str = "key";

/// The greatest number of characters of a value that a user has entered, in the audit log.
const LONGEST_LOGGED: usize = 200;

/// The greatest number of characters of any value in the audit log. Clients can send values of
/// 1 MiB, such as the name in a login.
const LONGEST_VALUE: usize = 1_000;

/// The greatest number of characters of a list that a known person has entered. A list of 100 mail
/// addresses fits.
const LONGEST_LIST: usize = 30_000;

pub(super) struct Audit(AuditLog);

/// An attempted login, read back from the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    pub(super) at: UnixMs,
    pub(super) client: IpAddr,
    /// The user name as the client has sent it; empty for an API key.
    pub(super) name: String,
    /// The user who has logged in; empty if the login failed.
    pub(super) user: String,
    pub(super) succeeded: bool,
}

/// The number of bytes at the end of the audit log that are read when the service starts.
const READ_BACK: u64 = 1 << 20;

/// The maximum number of faxes or jobs that a line of the audit log names. If there are more, the
/// line also has their total number.
const NAMED: usize = 10;

/// A line of the audit log that is being put together.
pub(super) struct Line(Map<String, Value>);

impl Audit {
    /// Opens the audit log in this folder.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        AuditLog::open(folder).map(Self)
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The attempted logins since this time, oldest first, as far as the last [`READ_BACK`] bytes
    /// of the audit log contain them.
    pub(super) fn logins(&self, since: UnixMs) -> Vec<Attempt> {
        // If the log cannot be read, no earlier logins are counted. Ferrofax still starts, because
        // decisions only require that the log can be written.
        let text = self.0.end(READ_BACK).unwrap_or_default();
        let lines = String::from_utf8_lossy(&text);
        lines
            .lines()
            .filter_map(Attempt::of_line)
            .filter(|attempt| attempt.at > since)
            .collect()
    }

    /// Appends a line to the audit log.
    pub(super) fn write(&self, line: &Line) -> io::Result<()> {
        self.0.write(&Value::Object(line.0.clone()).to_string())
    }

    /// Appends lines to the audit log: all of them or none.
    pub(super) fn write_all(&self, lines: Vec<Line>) -> io::Result<()> {
        let lines: Vec<String> =
            lines.into_iter().map(|line| Value::Object(line.0).to_string()).collect();
        if lines.is_empty() { Ok(()) } else { self.0.write_all(&lines) }
    }
}

impl Attempt {
    fn of_line(line: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| value.get(name)?.as_str();
        let succeeded = value.get("granted")?.as_bool()?;
        // A login that was refused because the client's IP address is blocked is not counted as a
        // wrong password: nobody has checked it.
        let is_login = [LOGIN, KEY].contains(&text("asked")?);
        if !is_login || !(succeeded || text("rule")? == LOGIN) {
            return None;
        }
        let at: Timestamp = text("at")?.parse().ok()?;
        let client = text("client")?.parse().ok()?;
        let said = |name: &str| text(name).unwrap_or_default().to_owned();
        Some(Self { at: at.into(), client, name: said("name"), user: said("user"), succeeded })
    }
}

impl Line {
    /// Begins a line of the audit log about an action of this client.
    pub(super) fn new(asked: &str, client: &Client, now: UnixMs) -> Self {
        let at = now.timestamp().unwrap_or_default().to_string();
        let mut line = Self(Map::new());
        line.put("at", at);
        line.put("asked", asked);
        line.put("client", client.address.to_string());
        line.put("listener", client.listener.as_str());
        line.put("helo", client.helo.as_str());
        line.put("tls", client.tls);
        if let Some(login) = &client.login {
            line.put("login", login.as_str());
        }
        line
    }

    /// Begins a line of the audit log about an action that has no client, or whose client has
    /// disconnected.
    pub(super) fn without_client(asked: &str, now: UnixMs) -> Self {
        let at = now.timestamp().unwrap_or_default().to_string();
        let mut line = Self(Map::new());
        line.put("at", at);
        line.put("asked", asked);
        line
    }

    /// Adds a person to the line of the audit log: the interface, the user name, the role and the
    /// client's IP address.
    pub(super) fn person(&mut self, person: &Person) {
        self.put("door", person.entrance.name());
        self.put("user", person.name.as_str());
        self.put("role", person.role.name());
        if let Some(client) = person.client {
            self.put("client", client.to_string());
        }
        if let Some(request) = &person.request {
            self.put("request_id", request.as_str());
        }
    }

    /// Adds a value to the line of the audit log. A text is shortened to [`LONGEST_VALUE`]
    /// characters, so that no client can fill the disk by the lines about its requests.
    pub(super) fn put(&mut self, name: &str, value: impl Into<Value>) {
        let value = match value.into() {
            Value::String(text) => Value::String(shortened(text, LONGEST_VALUE)),
            other => other,
        };
        self.0.insert(name.to_owned(), value);
    }

    /// Adds a text that a known person has entered, which may be a list. The text is shortened to
    /// [`LONGEST_LIST`] characters.
    pub(super) fn put_list(&mut self, name: &str, text: &str) {
        let text = shortened(text.to_owned(), LONGEST_LIST);
        self.0.insert(name.to_owned(), text.into());
    }

    /// Adds the faxes or jobs (`kind`) that the line is about: the first [`NAMED`] of them and, if
    /// there are several, their total number.
    pub(super) fn things(&mut self, kind: &str, ids: &[String]) {
        self.put(kind, ids[..ids.len().min(NAMED)].join(", "));
        if ids.len() > 1 {
            self.put("count", ids.len());
        }
    }

    pub(super) fn granted(&mut self) {
        self.put("granted", true);
    }

    pub(super) fn grant(&mut self, grant: &Grant) {
        self.put("user", grant.user.as_str());
        self.put("device", grant.device.to_string());
        self.put("by", grant.by.name());
        self.put("number", grant.canonical.as_str());
        if let Some(network) = &grant.network {
            self.put("network", network.as_str());
        }
    }

    pub(super) fn denied(&mut self, denied: &Denied) {
        self.put("granted", false);
        self.put("rule", denied.rule);
        self.put("code", denied.code);
        let (class, subject, detail) = denied.status;
        self.put("status", format!("{class}.{subject}.{detail}"));
        self.put("text", denied.text.as_str());
    }

    /// Adds a list of values to the line of the audit log, under the name `name`. Each value is
    /// shortened to [`LONGEST_VALUE`] characters.
    pub(super) fn more(&mut self, name: &str, values: &[String]) {
        let values = values.iter().map(|value| shortened(value.clone(), LONGEST_VALUE));
        self.put(name, json!(values.collect::<Vec<_>>()));
    }
}

/// Shortens a text to `most` characters. An ellipsis after them shows that the text was longer.
fn shortened(mut text: String, most: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(most) {
        text.truncate(at);
        text.push('…');
    }
    text
}

/// Shortens a value that a user has entered to [`LONGEST_LOGGED`] characters, for the audit log.
pub fn loggable(text: &str) -> String {
    text.chars().take(LONGEST_LOGGED).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn lines(path: &Path) -> Vec<Value> {
        let text = fs::read_to_string(path).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn each_decision_is_a_line_whatever_others_wrote_into_it() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::open(folder.path()).unwrap();
        let mut client = Client::at("192.0.2.7".parse().unwrap(), "smtp", true);
        client.helo = "a\"}\n{\"granted\":true".into();
        let mut line = Line::new("sender", &client, UnixMs(1_000));
        line.denied(&Denied::forbidden("stranger", "No.\nReally"));
        audit.write(&line).unwrap();
        let found = lines(audit.path());
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0]["granted"].as_bool(), found[0]["rule"].as_str()),
            (Some(false), Some("stranger"))
        );
        assert_eq!(found[0]["at"], "1970-01-01T00:00:01Z");
    }

    #[test]
    fn a_value_of_any_length_makes_a_short_line() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::open(folder.path()).unwrap();
        let huge = "ä".repeat(900_000);
        let mut client = Client::at("192.0.2.7".parse().unwrap(), "smtp", true);
        client.helo = huge.clone();
        let mut line = Line::new("message", &client, UnixMs(1_000));
        line.more("recipients", &[huge.clone()]);
        line.put_list("to", &huge);
        line.denied(&Denied::forbidden("stranger", huge));
        audit.write(&line).unwrap();
        let found = &lines(audit.path())[0];
        let characters = |value: &Value| value.as_str().map(|text| text.chars().count());
        for value in [&found["helo"], &found["recipients"][0], &found["text"]] {
            assert_eq!(characters(value), Some(LONGEST_VALUE + 1), "and the ellipsis");
        }
        assert_eq!(characters(&found["to"]), Some(LONGEST_LIST + 1));
        assert_eq!(shortened("ä".repeat(1_000), 1_000), "ä".repeat(1_000));
    }

    #[test]
    fn logins_are_read_back_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::open(folder.path()).unwrap();
        let client = Client::at("192.0.2.7".parse().unwrap(), "smtp", true);
        let wrong = |rule| Denied { rule, ..Denied::forbidden(LOGIN, "No") };
        let write = |asked: &str, at: i64, denied: Option<Denied>| {
            let mut line = Line::new(asked, &client, UnixMs(at));
            line.put("name", "Alice");
            match denied {
                Some(denied) => line.denied(&denied),
                None => {
                    line.put("user", "alice");
                    line.granted();
                }
            }
            audit.write(&line).unwrap();
        };
        write(LOGIN, 1_000, Some(wrong(LOGIN)));
        write(LOGIN, 2_000, Some(wrong(LOGIN)));
        write(LOGIN, 3_000, Some(wrong("too-many-logins")));
        write("sender", 4_000, Some(wrong("stranger")));
        write(LOGIN, 5_000, None);
        let attempt = |at, user: &str| Attempt {
            at: UnixMs(at),
            client: client.address,
            name: "Alice".to_owned(),
            user: user.to_owned(),
            succeeded: !user.is_empty(),
        };
        assert_eq!(audit.logins(UnixMs(1_000)), [attempt(2_000, ""), attempt(5_000, "alice")]);
    }
}
