//! A mail that waits in the intake (the folder of accepted mails), stored as one file. The first
//! line of the file is JSON: the envelope, and the data for recognising duplicates. The rest of the
//! file is the mail.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use md5::{Digest, Md5};
use serde_json::{Value, json};

use ferrofax_basics::UnixMs;
use ferrofax_network::asker::{Envelope, header};
use ferrofax_network::encoding::hex;
use ferrofax_spool::safe_file::{self, For, Share, flush};

/// An accepted mail that waits to be handled in the intake, the folder of accepted mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The mail's id, which consists of letters and digits. It never changes while the mail waits.
    pub id: String,
    /// The mail's envelope: its sender and its recipients.
    pub envelope: Envelope,
    /// A text by which duplicates of the mail are recognised. Another machine makes the same text
    /// if it receives the same mail, so that only one of them faxes it. `None` if the mail has no
    /// Message-ID.
    pub same: Option<String>,
    /// The number of times that the handling of the mail was postponed.
    pub tries: u32,
    /// The number of times that the mail's handling began and did not end, because the program
    /// or the reading process crashed.
    pub begun: u32,
    /// The reason why the mail was last postponed.
    pub why: Option<String>,
    /// The time at which a postponed mail is to be handled again; 0 if the mail was never
    /// postponed.
    pub due: UnixMs,
    /// The size of the mail in bytes.
    pub size: u64,
    /// The path of the mail's file.
    pub(super) path: PathBuf,
}

impl Entry {
    /// A copy of this entry with another mail id. It is used for a mail that was joined from
    /// several parts.
    pub(crate) fn called(&self, id: &str) -> Self {
        Self { id: id.to_owned(), same: None, ..self.clone() }
    }

    /// Reads the mail itself, header and body.
    ///
    /// # Errors
    /// The error of the operating system: [`io::ErrorKind::NotFound`] if the mail was deleted
    /// meanwhile.
    pub fn message(&self) -> io::Result<Vec<u8>> {
        let mut file = BufReader::new(safe_file::open(&self.path, For::Reading)?);
        file.skip_until(b'\n')?;
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or(0));
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The key by which duplicates of a mail are recognised. Two deliveries of the same mail have the
/// same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(Vec<String>);

impl Key {
    /// Makes the key of a mail from its sender, the recipients in any order, the Message-ID, the
    /// subject and a digest of the body. Subject and body are needed because some machines write
    /// the same Message-ID into each mail. Other header lines change on the way (Received,
    /// signatures, lines that spam filters add) and are left out. Blanks at the ends of lines and
    /// empty lines at the end are ignored, since some mail servers remove them. A mail without a
    /// Message-ID has no key: if a scanner writes no Message-IDs, two of its mails are always two
    /// faxes.
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

    /// The key of a mail from a mailbox that the service reads. `digest` is the digest of all bytes
    /// of the mail, or of some header fields and the body. This key has two words. Keys of other
    /// mails have more, so that no other mail has the same key.
    pub(super) fn of_fetched(digest: &str) -> Self {
        Self(vec![FETCHED.to_owned(), digest.to_owned()])
    }

    /// Whether this is the key of a mail from a mailbox.
    pub(super) fn is_fetched(&self) -> bool {
        self.0.len() == 2 && self.0[0] == FETCHED
    }

    /// A short hash of the key by which duplicates of a mail are recognised. Two different keys
    /// possibly have the same hash, so the keys themselves must be compared as well.
    pub(super) fn id(&self) -> String {
        self.all()[..2 * ID_BYTES].to_owned()
    }

    /// A digest of the key by which duplicates of a mail are recognised, as hexadecimal text.
    pub(super) fn all(&self) -> String {
        digest_of(&self.0)
    }
}

/// The first word of the key of a mail from a mailbox.
const FETCHED: &str = "fetched";

/// The digest of a list of words. Two lists whose words are divided differently, such as `ab`, `c`
/// and `a`, `bc`, have different digests.
pub(crate) fn digest_of(words: &[String]) -> String {
    let mut hash = Md5::new();
    for word in words {
        hash.update(word.len().to_be_bytes());
        hash.update(word.as_bytes());
    }
    hex(&hash.finalize())
}

/// The digest of a mail's body. It does not depend on the form of the line ends. An attacker can
/// write two different bodies with the same digest, but then only the attacker's own fax is lost.
pub(crate) fn digest(body: &[u8]) -> String {
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

/// The digest of a mail's body without its blanks and line ends.
pub(super) fn digest_without_blanks(body: &[u8]) -> String {
    let mut hash = Md5::new();
    body.split(u8::is_ascii_whitespace).for_each(|word| hash.update(word));
    hex(&hash.finalize())
}

/// The number of bytes of a mail's id. The id is written with twice as many hexadecimal digits, and
/// is short enough to be read out on the telephone.
pub(super) const ID_BYTES: usize = 8;

/// The first line of a mail's file in the intake (the folder of accepted mails), which describes
/// the mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) envelope: Envelope,
    pub(super) key: Option<Key>,
    /// The length in bytes of the first line of the mail's file, including its line end. The mail
    /// itself begins after this line.
    pub(super) length: u64,
}

impl Head {
    /// Writes the file of a new mail, durably.
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

    /// Reads the first line of the file of a mail in the intake (the folder of accepted mails). If
    /// the line is not JSON with the expected content, the error is [`io::ErrorKind::InvalidData`].
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

/// The content of a file in `put-off/`: how long a mail is postponed, and how often its handling
/// began and did not end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PutOff {
    pub(super) due: UnixMs,
    pub(super) tries: u32,
    pub(super) why: Option<String>,
    pub(super) begun: u32,
}

impl PutOff {
    /// Reads the file in `put-off/` about a postponed mail. If the file does not exist, or was cut
    /// off by a crash, the mail counts as never postponed.
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

    /// Writes these data into the file in `put-off/` about a postponed mail. When this returns, the
    /// file is on the disk.
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
