//! A mail as it waits: one file, whose first line is JSON (the envelope, and what a mail
//! is known again by) and whose rest is the mail.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use md5::{Digest, Md5};
use serde_json::{Value, json};

use crate::asker::{Envelope, header, hex};
use ferrofax_basics::UnixMs;
use ferrofax_spool::safe_file::{self, For, Share, flush};

/// A mail that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id: letters and digits, the same for as long as it waits.
    pub id: String,
    /// Its envelope.
    pub envelope: Envelope,
    /// What it has in common with the same mail at another machine, if it can be known again.
    pub same: Option<String>,
    /// How often it was put off.
    pub tries: u32,
    /// How often its handling was begun and did not end: the program died, or what read it did.
    pub begun: u32,
    /// Why it was last put off.
    pub why: Option<String>,
    /// When it is due again; nought: it was never put off.
    pub due: UnixMs,
    /// Of the mail, bytes.
    pub size: u64,
    /// The file.
    pub(super) path: PathBuf,
}

impl Entry {
    /// The same under another id: for a mail that is made of several.
    pub(in crate::mail) fn called(&self, id: &str) -> Self {
        Self { id: id.to_owned(), same: None, ..self.clone() }
    }

    /// The mail itself, header and body.
    ///
    /// # Errors
    /// What the system says: [`io::ErrorKind::NotFound`] if someone has deleted it meanwhile.
    pub fn message(&self) -> io::Result<Vec<u8>> {
        let mut file = BufReader::new(safe_file::open(&self.path, For::Reading)?);
        file.skip_until(b'\n')?;
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or(0));
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// What two deliveries of one mail have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(Vec<String>);

impl Key {
    /// Sender, recipients in any order, Message-ID, and what is faxed: the subject and a
    /// digest of the body. For there are machines that write the same Message-ID into
    /// each mail. Other lines of the header change on the way (Received, signatures,
    /// marks of filters) and do not count; blanks at the ends of lines and empty lines at
    /// the end may be lost. None without a Message-ID, since two scans of a machine that
    /// writes none are two faxes.
    pub(super) fn of(envelope: &Envelope, bytes: &[u8]) -> Option<Self> {
        let mut words: Vec<String> =
            envelope.recipients.iter().map(|it| it.address.to_ascii_lowercase()).collect();
        words.sort();
        words.push(envelope.sender.to_ascii_lowercase());
        words.push(header::message_id(bytes)?);
        words.push(header::subject(bytes));
        words.push(digest(header::body(bytes)));
        Some(Self(words))
    }

    /// A name for it, the same each time. Two keys may share one: who finds one compares the keys.
    pub(super) fn id(&self) -> String {
        self.all()[..2 * ID_BYTES].to_owned()
    }

    /// All of it as one word.
    pub(super) fn all(&self) -> String {
        digest_of(&self.0)
    }
}

/// The digest of words, each for itself.
pub(in crate::mail) fn digest_of(words: &[String]) -> String {
    let mut hash = Md5::new();
    for word in words {
        hash.update(word.len().to_be_bytes());
        hash.update(word.as_bytes());
    }
    hex(&hash.finalize())
}

/// The digest of a body, however its lines end. Whoever makes two bodies with the same
/// one robs himself of a fax.
pub(in crate::mail) fn digest(body: &[u8]) -> String {
    let mut hash = Md5::new();
    let mut empty = 0;
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            empty += 1;
            continue;
        }
        (0..empty).for_each(|_| hash.update(b"\n"));
        empty = 0;
        hash.update(line);
        hash.update(b"\n");
    }
    hex(&hash.finalize())
}

/// Bytes of an id: short enough to be read to someone.
pub(super) const ID_BYTES: usize = 8;

/// The first line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) envelope: Envelope,
    pub(super) key: Option<Key>,
    /// The line and its end, bytes.
    pub(super) length: u64,
}

impl Head {
    /// Writes a mail's file, durably. It must not be there.
    pub(super) fn write(
        path: &Path,
        envelope: &Envelope,
        key: Option<&Key>,
        bytes: &[u8],
    ) -> io::Result<()> {
        let key = key.map(|key| key.0.as_slice());
        let head = json!({"version": 1, "key": key, "envelope": envelope.to_json()}).to_string();
        let mut file = safe_file::make(path, Share::GroupWorks)?;
        file.write_all(&[head.as_bytes(), b"\n"].concat())?;
        file.write_all(bytes)?;
        file.sync_data()
    }

    /// Reads the first line of a file. One that is not ours is [`io::ErrorKind::InvalidData`].
    pub(super) fn read(path: &Path) -> io::Result<Self> {
        let mut line = Vec::new();
        let length = BufReader::new(safe_file::open(path, For::Reading)?)
            .read_until(b'\n', &mut line)? as u64;
        let invalid = |what: &dyn std::fmt::Display| {
            io::Error::new(io::ErrorKind::InvalidData, what.to_string())
        };
        let head: Value = serde_json::from_slice(&line).map_err(|error| invalid(&error))?;
        let envelope = Envelope::from_json(&head["envelope"]).map_err(|error| invalid(&error))?;
        let word = |value: &Value| value.as_str().map(str::to_owned);
        let key = head["key"]
            .as_array()
            .and_then(|words| words.iter().map(word).collect::<Option<_>>())
            .map(Key);
        Ok(Self { envelope, key, length })
    }
}

/// That a mail was put off, or its handling begun: a small file beside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PutOff {
    pub(super) due: UnixMs,
    pub(super) tries: u32,
    pub(super) why: Option<String>,
    pub(super) begun: u32,
}

impl PutOff {
    /// What stands in the file; nothing was put off if there is none, or half of one after a crash.
    pub(super) fn read(path: &Path) -> Self {
        let text = safe_file::read(path).unwrap_or_default();
        let value: Value = serde_json::from_slice(&text).unwrap_or_default();
        let count =
            |name: &str| value[name].as_u64().and_then(|count| count.try_into().ok()).unwrap_or(0);
        Self {
            due: UnixMs(value["due"].as_i64().unwrap_or(0)),
            tries: count("tries"),
            begun: count("begun"),
            why: value["why"].as_str().map(str::to_owned),
        }
    }

    /// Writes it, durably.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let text =
            json!({"due": self.due.0, "tries": self.tries, "why": self.why, "begun": self.begun})
                .to_string();
        let fresh = path.with_extension("new");
        let mut file = safe_file::open_or_make(&fresh, For::Writing, Share::GroupWorks)?;
        file.set_len(0)?;
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        safe_file::rename(&fresh, path)?;
        path.parent().map_or(Ok(()), flush)
    }
}
