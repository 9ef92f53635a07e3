//! Parses a job file of HylaFAX's queue (sendq(5F), doneq(5F)). Each line is a word such as
//! `owner`, a colon and a value. The documents to send are lines of the form
//! `KIND:FIRST:ADDRESS:FILE`.

use std::collections::BTreeMap;

use super::place::text;
use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::blanked;

/// The maximum number of bytes of a HylaFAX job file. Usual job files have about a kilobyte, plus a
/// line for each document.
pub(super) const MOST_BYTES: u64 = 256 << 10;

/// The content of a HylaFAX job file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JobFile {
    words: BTreeMap<String, String>,
    pub(super) items: Vec<Item>,
    /// The first words of those lines in the HylaFAX job file that this parser does not know,
    /// because HylaFAX 6 and 7 do not write such lines.
    pub(super) unknown: Vec<String>,
}

/// An item of a HylaFAX job: a document to send, a document to fetch, or a pager message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    /// The number of the document's first page that was not sent yet, counted from 0.
    pub(super) first: u32,
    pub(super) file: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ItemKind {
    /// A file with the fax pages that HylaFAX has made from a document. The item before it is that
    /// document.
    Pages,
    /// A document that HylaFAX still has to send.
    Document,
    /// A document from which HylaFAX has made fax pages. As long as pages are still to be sent, the
    /// next item is the file with these pages.
    Made,
    /// A document that is fetched from the remote fax machine (polling).
    Poll,
    /// A message for a pager, not a fax.
    Message,
}

/// The state of a HylaFAX job, from the number after `state` in the job file (sendq(5F)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Held,
    Waiting,
    Active,
    Done,
    Failed,
}

/// The reason why a file is not a job file of HylaFAX.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoJob {
    #[error("it is empty")]
    Empty,
    #[error("line {0} has no colon: it is no job's file of HylaFAX")]
    Form(usize),
    #[error("it says no {0}: it is no job's file of HylaFAX 6 or 7")]
    Lacks(&'static str),
    #[error("its state is '{0}': it is a file of another version of HylaFAX")]
    State(String),
    #[error("line {0} ('{1}') names a document in a way of another version of HylaFAX")]
    Item(usize, String),
    #[error("line {0} names document '{1}' from page '{2}' on, which is no number")]
    First(usize, String, String),
}

/// The first words of a job file's lines in the order in which HylaFAX 6 writes them, without those
/// of documents.
const WORDS: [&str; 8] = [
    "tts killtime retrytime state npages totpages nskip skippages ncover coverpages ntries",
    "ndials totdials maxdials tottries maxtries pagewidth resolution pagelength priority",
    "schedpri minbr desiredbr desiredst desiredec desireddf desiredtl useccover usexvres",
    "external number mailaddr sender jobid jobtag pagehandling modem faxnumber tsi receiver",
    "company location voice fromcompany fromlocation fromvoice regarding comments cover",
    "client owner groupid signalrate dataformat jobtype tagline subaddr passwd doneop commid",
    "csi nsf pagerange status statuscode returned notify pagechop chopthreshold errorcode",
    "minsp notice",
];

/// The first words of the lines that a job file must have. Without these lines, HylaFAX itself does
/// not accept the job.
const NEEDED: [&str; 5] = ["jobid", "number", "owner", "state", "client"];

impl JobFile {
    /// Parses a HylaFAX job file. Returns an error if a line that HylaFAX requires is missing.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, NoJob> {
        let whole = text(bytes);
        if whole.trim().is_empty() {
            return Err(NoJob::Empty);
        }
        let mut job = Self { words: BTreeMap::new(), items: Vec::new(), unknown: Vec::new() };
        let mut lines = (1..).zip(whole.lines());
        while let Some((at, line)) = lines.next() {
            if line.trim().is_empty() {
                continue;
            }
            let (word, value) = line.split_once(':').ok_or(NoJob::Form(at))?;
            let mut value = value.trim_start_matches(' ').to_owned();
            // A status may have several lines: `\` at the end of a line means that it continues on
            // the next one.
            while word == "status" && value.ends_with('\\') {
                value.pop();
                let Some((_, more)) = lines.next() else { break };
                value = format!("{value} {more}");
            }
            job.take(at, word, value)?;
        }
        match NEEDED.into_iter().find(|word| job.word(word).is_empty()) {
            Some(lacking) => Err(NoJob::Lacks(lacking)),
            None => job.state().map(|_| job),
        }
    }

    fn take(&mut self, at: usize, word: &str, value: String) -> Result<(), NoJob> {
        if let Some(kind) = kind_of(word) {
            self.items.push(item(at, kind, &value)?);
        } else if is_known(word) {
            self.words.insert(word.to_owned(), blanked(&value).trim_end().to_owned());
        } else if value.contains("docq/") {
            return Err(NoJob::Item(at, blanked(word)));
        } else {
            self.unknown.push(blanked(word));
        }
        Ok(())
    }

    /// Finds the line of the job file that begins with `word` and a colon, such as `owner:…`, and
    /// returns its value. Empty if the job file has no such line.
    pub(super) fn word(&self, word: &str) -> &str {
        self.words.get(word).map_or("", String::as_str)
    }

    /// Reads a whole number from the line of the job file that begins with `word`, such as
    /// `npages:3`. `None` if the line is missing or its value is not such a number.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.word(word).parse().ok()
    }

    /// Reads a time from the line of the job file that begins with `word`, such as `killtime:…`.
    /// HylaFAX writes the time as seconds since 1970. `None` if the line is missing, or if its
    /// number is 0 or not valid.
    pub(super) fn moment(&self, word: &str) -> Option<UnixMs> {
        let seconds: i64 = self.word(word).parse().ok().filter(|seconds| *seconds > 0)?;
        Some(UnixMs(seconds.saturating_mul(1000)))
    }

    /// The state of the HylaFAX job, from the line `state:…` of the job file.
    pub(super) fn state(&self) -> Result<State, NoJob> {
        Ok(match self.word("state") {
            "1" => State::Held,
            "2" | "3" | "4" | "5" => State::Waiting,
            "6" => State::Active,
            "7" => State::Done,
            "8" => State::Failed,
            other => return Err(NoJob::State(other.to_owned())),
        })
    }
}

/// Whether HylaFAX 6 or 7 writes lines with this first word into job files.
fn is_known(word: &str) -> bool {
    WORDS
        .iter()
        .flat_map(|line| line.split_ascii_whitespace())
        .any(|known| known == word)
}

fn kind_of(word: &str) -> Option<ItemKind> {
    Some(match word {
        "fax" => ItemKind::Pages,
        "tiff" | "pdf" | "postscript" | "pcl" | "data" => ItemKind::Document,
        "!tiff" | "!pdf" | "!postscript" | "!pcl" | "!data" => ItemKind::Made,
        "poll" => ItemKind::Poll,
        "page" | "!page" | "uucp" => ItemKind::Message,
        _ => return None,
    })
}

/// Reads the value `FIRST:ADDRESS:FILE` of a document's line in the job file. FIRST is the first
/// page to send, counted from 0. ADDRESS is ignored. FILE is the document's file. Older servers
/// write only FILE.
fn item(at: usize, kind: ItemKind, value: &str) -> Result<Item, NoJob> {
    let (first, rest) = value.split_once(':').unwrap_or(("0", value));
    let file = rest.split_once(':').map_or(rest, |(_, file)| file).to_owned();
    let first = match (kind, first.parse()) {
        (_, Ok(first)) => first,
        (ItemKind::Poll | ItemKind::Message, _) => 0,
        _ => return Err(NoJob::First(at, file, first.to_owned())),
    };
    Ok(Item { kind, first, file })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A job file that Debian's HylaFAX 6.0.7 wrote.
    const Q2: &[u8] = include_bytes!("../../../../tests/program/takeover/q2");

    #[test]
    fn a_file_of_hylafax_is_read() {
        let job = JobFile::read(Q2).unwrap();
        assert_eq!((job.word("number"), job.word("owner")), ("099112", "bob"));
        assert_eq!((job.number("maxdials"), job.state()), (Some(9), Ok(State::Waiting)));
        assert_eq!(job.moment("tts"), Some(UnixMs(1_795_724_520_000)));
        assert_eq!(job.moment("retrytime"), None);
        let files: Vec<_> = job.items.iter().map(|item| (item.kind, item.file.as_str())).collect();
        let of = ItemKind::Document;
        assert_eq!(files, [(of, "docq/doc2.tif.2"), (of, "docq/doc3.ps.2")]);
        assert_eq!(job.unknown, Vec::<String>::new());
    }

    #[test]
    fn what_is_no_job_is_told() {
        let with = |from: &str, to: &str| {
            let text = String::from_utf8(Q2.to_vec()).unwrap();
            assert!(text.contains(from));
            JobFile::read(text.replace(from, to).as_bytes())
        };
        assert_eq!(with("state:2", "state:9"), Err(NoJob::State("9".into())));
        assert_eq!(with("number:099112", "number:"), Err(NoJob::Lacks("number")));
        assert_eq!(with("tts:", "tts"), Err(NoJob::Form(1)));
        assert_eq!(JobFile::read(b" \n"), Err(NoJob::Empty));
        let other = with("tiff:0::docq", "xls:0::docq").unwrap_err();
        assert!(matches!(other, NoJob::Item(_, ref word) if word == "xls"), "{other}");
        let first = with("tiff:0::docq", "tiff:x::docq").unwrap_err();
        assert!(matches!(first, NoJob::First(..)), "{first}");
        assert_eq!(with("jobtag:", "shoesize:43\njobtag:").unwrap().unknown, ["shoesize"]);
    }

    #[test]
    fn a_status_may_have_several_lines_and_an_item_an_older_form() {
        let older = "jobid:7\nnumber:1\nowner:a\nclient:c\nstate:5\nstatus:No answer\\\nfrom it\n\
                     tiff:docq/doc7.tif\nfax:3:docq/doc8.tif;70\n";
        let job = JobFile::read(older.as_bytes()).unwrap();
        assert_eq!(job.word("status"), "No answer from it");
        let items: Vec<_> = job.items.iter().map(|item| (item.first, item.file.as_str())).collect();
        assert_eq!(items, [(0, "docq/doc7.tif"), (3, "docq/doc8.tif;70")]);
    }
}
