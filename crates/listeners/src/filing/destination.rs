//! The steps by which a received fax reaches a destination, as each kind of destination does them.

use std::fmt;
use std::io;

use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::one_line;
use ferrofax_delivery::attachment::DocumentError;
use ferrofax_spool::{FaxId, ReceivedFax, Spool, SpoolError, Unopened, WatchedFolder, unopened};

use super::copies::{Copies, CopyError, Wanted};
use super::name::name_of;

/// A place outside the spool at which received faxes are filed.
pub(super) trait Destination: Send {
    /// The path or URL of the destination, for people. If it changes in the settings, the
    /// destination is regarded as new.
    fn address(&self) -> String;

    /// Whether this is a server and not a folder. A server is tried less often after failures, and
    /// may fail with one fax and not with the others.
    fn is_server(&self) -> bool {
        true
    }

    /// Whether the destination is new, so that it has no files that were prepared before.
    fn is_new(&self, state: &WatchedFolder) -> Result<bool, Trouble> {
        Ok(!state.is_set_up)
    }

    /// Marks the destination, so that it is recognised later.
    fn set_up(&self, _token: &str) -> Result<(), Trouble> {
        Ok(())
    }

    /// A name for the files of a fax that no other files have.
    fn free_name(&self, errand: &Errand<'_>) -> Result<String, Trouble> {
        errand.fax().map(|fax| name_of(&fax))
    }

    /// Stores the files of a fax so that nobody takes them yet.
    fn prepare(&self, _errand: &Errand<'_>) -> Result<(), Trouble> {
        Ok(())
    }

    /// Removes prepared files of a fax that was deleted meanwhile.
    fn forget(&self, _errand: &Errand<'_>) {}

    /// Looks whether the destination can be reached and lets us in, without filing anything. `stop`
    /// returns true if the caller no longer waits.
    fn probe(&self, stop: &dyn Fn() -> bool) -> Result<(), Trouble>;

    /// Makes the files of a fax visible. `is_again`: this was tried before with the files that are
    /// prepared, possibly with success. The fax must not appear a second time then.
    fn publish(&self, errand: &Errand<'_>, is_again: bool) -> Result<(), Trouble>;
}

/// A fax that is to be filed.
pub(super) struct Errand<'a> {
    pub(super) spool: &'a Spool,
    pub(super) fax: FaxId,
    /// The name of the files, without extension.
    pub(super) name: String,
    /// A random text that belongs to the destination. Together with the fax's number it identifies
    /// the fax among those of all spools.
    pub(super) token: &'a str,
    pub(super) wanted: Wanted,
    /// Whether the fax was begun before under this name, also if it was at another URL.
    pub(super) was_begun: bool,
    /// Returns true if the service is stopping.
    pub(super) stop: &'a dyn Fn() -> bool,
}

/// The reason why a fax could not be filed.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The destination cannot be used now. All faxes wait.
    Unavailable(String),
    /// The destination refuses this fax.
    Refused(String),
    /// The prepared files of this fax are missing, and were certainly never visible.
    Unprepared(String),
    /// The stored document of this fax is damaged, so no files can be made of it.
    Damaged(String),
    /// The document of this fax cannot be read now, for example because its key or the place that
    /// stores it is missing. The other faxes do not wait.
    NoDocument(String),
    /// The fax was deleted from the spool meanwhile.
    Gone,
    /// The spool cannot be read or written.
    Spool(SpoolError),
}

impl Errand<'_> {
    /// The facts about the fax.
    pub(super) fn fax(&self) -> Result<ReceivedFax, Trouble> {
        Ok(self.spool.faxes().fax(self.fax)?)
    }

    /// Makes the files of the fax.
    pub(super) fn copies(&self) -> Result<Copies, Trouble> {
        match Copies::of(self.spool, &self.fax()?, self.wanted, &self.name) {
            Ok(copies) => Ok(copies),
            Err(CopyError::Spool(error @ (SpoolError::Away { .. } | SpoolError::Keys { .. }))) => {
                Err(Trouble::NoDocument(error.to_string()))
            }
            Err(CopyError::Spool(error)) => Err(error.into()),
            // Waiting does not help if an encrypted document was changed by others.
            Err(CopyError::Document(DocumentError::Unreadable { source, .. }))
                if !matches!(unopened(&source), Some(Unopened::Broken(_))) =>
            {
                Err(Trouble::NoDocument(source.to_string()))
            }
            Err(CopyError::Document(error)) => Err(Trouble::Damaged(error.to_string())),
        }
    }

    /// A text that identifies the fax at the destination, the same at each attempt: at most 29
    /// characters, letters, digits and hyphens.
    pub(super) fn identity(&self) -> String {
        format!("{}-{}", self.token, self.fax)
    }

    /// The names of the files: of the document, and of the JSON file if there is one.
    pub(super) fn files(&self) -> (String, Option<String>) {
        let document = format!("{}.{}", self.name, self.wanted.format.ending());
        (document, self.wanted.json.then(|| format!("{}.json", self.name)))
    }

    /// The hidden and the visible name of each file, in the order in which they become visible: a
    /// reader of the document always finds the JSON file beside it.
    pub(super) fn renamings(&self) -> Vec<(String, String)> {
        let ((hidden, hidden_json), (document, json)) = (self.hidden(), self.files());
        hidden_json.into_iter().zip(json).chain([(hidden, document)]).collect()
    }

    /// The hidden names of the files while they are prepared.
    pub(super) fn hidden(&self) -> (String, Option<String>) {
        let hidden = |kind: &str| format!(".ferrofax-{}.{kind}.tmp", self.identity());
        (hidden("fax"), self.wanted.json.then(|| hidden("json")))
    }
}

/// The maximum number of characters of a server's text that are shown to people.
const MOST_SHOWN: usize = 200;

/// The beginning of a server's text in one line.
pub(super) fn shown(text: &str) -> String {
    one_line(text, MOST_SHOWN)
}

/// A time as RFC 3339 writes it, in UTC.
pub(super) fn moment(at: UnixMs) -> String {
    at.timestamp().map_or_else(String::new, |at| at.to_string())
}

impl Trouble {
    /// The trouble that this prepared file is missing.
    pub(super) fn missing(name: &str) -> Self {
        Self::Unprepared(format!("the file {name}, which was just uploaded, is missing"))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(why)
            | Self::Refused(why)
            | Self::Unprepared(why)
            | Self::Damaged(why)
            | Self::NoDocument(why) => f.write_str(why),
            Self::Gone => f.write_str("the fax was deleted"),
            Self::Spool(error) => write!(f, "{error}"),
        }
    }
}

impl From<SpoolError> for Trouble {
    fn from(error: SpoolError) -> Self {
        match error {
            SpoolError::NoSuchFax(_) => Self::Gone,
            error => Self::Spool(error),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
