//! The audit log: each decision about who may send, one JSON object a line, in a file that only its owner may read.
//!
//! A log that someone has moved away or deleted (logrotate) is begun anew at the next line. In a spool that a group works
//! with, the group may read and write it too: the daemon may run as one user of it, and `ferrofax mail` as another.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::net::IpAddr;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::grant::{Denied, Grant};
use crate::gateway::mail::Client;
use crate::lock::lock;

/// What is asked, and the rule that says no, where somebody logs in.
pub(super) const LOGIN: &str = "login";

/// The file in the spool's folder.
pub(super) const FILE: &str = "audit.log";

pub(super) struct Audit {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

/// A login that somebody tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    /// Unix milliseconds.
    pub(super) at: i64,
    pub(super) client: IpAddr,
    pub(super) succeeded: bool,
}

/// So much of the log's end is read back, bytes.
const READ_BACK: u64 = 1 << 20;

/// A line that is being written.
pub(super) struct Line(Map<String, Value>);

impl Audit {
    /// # Errors
    /// The file can't be written.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        let file = open(&path)?;
        Ok(Self { path, file: Mutex::new(Some(file)) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The logins since this time (Unix milliseconds), oldest first, as far as the end of the log has them.
    pub(super) fn logins(&self, since: i64) -> Vec<Attempt> {
        // What cannot be read tells nothing: the log is there to be written.
        let text = self.end().unwrap_or_default();
        let lines = String::from_utf8_lossy(&text);
        lines.lines().filter_map(Attempt::of_line).filter(|attempt| attempt.at > since).collect()
    }

    fn end(&self) -> io::Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(READ_BACK)))?;
        let mut text = Vec::new();
        file.take(READ_BACK).read_to_end(&mut text)?;
        Ok(text)
    }

    /// Appends a line; it is whole or not there at all, also if another process writes too.
    ///
    /// # Errors
    /// The file can't be written.
    pub(super) fn write(&self, line: &Line) -> io::Result<()> {
        let mut text = Value::Object(line.0.clone()).to_string();
        text.push('\n');
        let mut kept = lock(&self.file);
        if !kept.as_ref().is_some_and(|file| is_at(file, &self.path)) {
            *kept = Some(open(&self.path)?);
        }
        match kept.as_mut() {
            Some(file) => file.write_all(text.as_bytes()),
            None => Ok(()),
        }
    }
}

impl Attempt {
    fn of_line(line: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| value.get(name)?.as_str();
        let succeeded = value.get("granted")?.as_bool()?;
        // One that came when the door was shut is no further guess.
        if text("asked")? != LOGIN || !(succeeded || text("rule")? == LOGIN) {
            return None;
        }
        let at: Timestamp = text("at")?.parse().ok()?;
        Some(Self { at: at.as_millisecond(), client: text("client")?.parse().ok()?, succeeded })
    }
}

impl Line {
    /// A line about what was asked, with when and who.
    pub(super) fn new(asked: &str, client: &Client, now: i64) -> Self {
        let at = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH).to_string();
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

    /// A line about a fax of somebody who has gone.
    pub(super) fn without_client(asked: &str, now: i64) -> Self {
        let at = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH).to_string();
        let mut line = Self(Map::new());
        line.put("at", at);
        line.put("asked", asked);
        line
    }

    pub(super) fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    pub(super) fn granted(&mut self) {
        self.put("granted", true);
    }

    pub(super) fn grant(&mut self, grant: &Grant) {
        self.put("user", grant.user.as_str());
        self.put("device", grant.device.as_str());
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

    /// What else is to be known.
    pub(super) fn more(&mut self, name: &str, values: &[String]) {
        self.put(name, json!(values));
    }
}

fn open(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    give_to_owner(&file, path);
    open_to_group(&file, path)?;
    Ok(file)
}

/// A log that root begins is given to the spool's owner: the daemon runs as that one, and grants nothing that it can't write
/// down.
fn give_to_owner(file: &File, path: &Path) {
    let spool = path.parent().and_then(|folder| fs::metadata(folder).ok());
    if let (Ok(ours), Some(spool)) = (file.metadata(), spool)
        && ours.uid() == 0
        && spool.uid() != 0
        && let Err(error) = fchown(file, Some(spool.uid()), Some(spool.gid()))
    {
        log::warn!("{} stays root's: {error}", path.display());
    }
}

/// A log that is ours to change is the group's where the spool is.
fn open_to_group(file: &File, path: &Path) -> io::Result<()> {
    let Some(spool) = path.parent().and_then(|folder| fs::metadata(folder).ok()) else { return Ok(()) };
    let log = file.metadata()?;
    let user = rustix::process::geteuid();
    let is_ours = user.is_root() || log.uid() == user.as_raw();
    let is_groups = spool.mode() & 0o070 == 0o070 && log.gid() == spool.gid();
    match is_ours && is_groups && log.mode() & 0o060 != 0o060 {
        true => file.set_permissions(Permissions::from_mode(log.mode() & 0o777 | 0o060)),
        false => Ok(()),
    }
}

/// True if this file is still the one of that name.
fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::metadata(path)) {
        (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

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
        let mut line = Line::new("sender", &client, 1_000);
        line.denied(&Denied::forbidden("stranger", "No.\nReally"));
        audit.write(&line).unwrap();
        let found = lines(audit.path());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0]["granted"].as_bool(), found[0]["rule"].as_str()), (Some(false), Some("stranger")));
        assert_eq!(found[0]["at"], "1970-01-01T00:00:01Z");
        assert_eq!(fs::metadata(audit.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_spool_that_a_group_works_with_has_a_log_that_the_group_writes() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o770)).unwrap();
        let audit = Audit::open(folder.path()).unwrap();
        assert_eq!(fs::metadata(audit.path()).unwrap().permissions().mode() & 0o777, 0o660);
    }

    #[test]
    fn logins_are_read_back_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::open(folder.path()).unwrap();
        let client = Client::at("192.0.2.7".parse().unwrap(), "smtp", true);
        let wrong = |rule| Denied { rule, ..Denied::forbidden(LOGIN, "No") };
        let write = |asked: &str, at: i64, denied: Option<Denied>| {
            let mut line = Line::new(asked, &client, at);
            match denied {
                Some(denied) => line.denied(&denied),
                None => line.granted(),
            }
            audit.write(&line).unwrap();
        };
        write(LOGIN, 1_000, Some(wrong(LOGIN)));
        write(LOGIN, 2_000, Some(wrong(LOGIN)));
        write(LOGIN, 3_000, Some(wrong("too-many-logins")));
        write("sender", 4_000, Some(wrong("stranger")));
        write(LOGIN, 5_000, None);
        let attempt = |at, succeeded| Attempt { at, client: client.address, succeeded };
        assert_eq!(audit.logins(1_000), [attempt(2_000, false), attempt(5_000, true)]);
    }

    #[test]
    fn a_log_that_root_begins_belongs_to_the_spools_owner() {
        let folder = tempfile::tempdir().unwrap();
        // Only root can give away.
        if std::os::unix::fs::chown(folder.path(), Some(12_345), Some(12_346)).is_err() {
            return;
        }
        let audit = Audit::open(folder.path()).unwrap();
        let found = fs::metadata(audit.path()).unwrap();
        assert_eq!((found.uid(), found.gid()), (12_345, 12_346));
    }

    #[test]
    fn a_log_that_was_rotated_away_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::open(folder.path()).unwrap();
        let line = Line::without_client("pages", 0);
        audit.write(&line).unwrap();
        let old = folder.path().join("audit.log.1");
        fs::rename(audit.path(), &old).unwrap();
        audit.write(&line).unwrap();
        audit.write(&line).unwrap();
        assert_eq!((lines(&old).len(), lines(audit.path()).len()), (1, 2));
    }
}
