//! What is made of the record of a call. The program has no engine in it, in which a call could
//! run again; whoever starts the program brings somebody who has.
//!
//! At the command line that is done at once. For the page and the API a confined child does it
//! ([`Examining`]): what was on the line strangers have said, and a record that never ends or takes
//! all memory ends that child. So it is for reports on calls that failed ([`Reporting`]).

mod again;
mod child;
mod error;
mod examining;
mod reporting;
mod settings;
mod task;
mod told;

pub(crate) use again::Again;
pub(crate) use child::run as run_child;
pub(crate) use error::ExamineError;
pub(crate) use examining::{CHILD_WORD, Examining};
pub use reporting::Reporting;
pub use settings::CallSettings;
pub(crate) use settings::KEYS;
pub(crate) use told::{Finding, Told};

use ferrofax_basics::show::date;
use ferrofax_spool::CallRecord;

/// What is known of a call beside its tape. All of it may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The number of its record.
    pub record: String,
    /// When it was, for people,
    pub when: String,
    /// and ms since 1970.
    pub began_ms: Option<u64>,
    /// Who was at the other end.
    pub number: String,
    /// Our device.
    pub device: String,
}

/// What can be made of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// What went wrong and whose fault it was, the ladder, and what was measured: text.
    Shown,
    /// The same for programs: JSON.
    Json,
    /// A drawing of the call: SVG.
    Svg,
    /// The same as PNG.
    Png,
    /// What was on the line as sound: WAV.
    Wav,
    /// The packets of T.38: pcap.
    Pcap,
    /// The pages that came, as TIFF.
    Received,
    /// The pages that were to go, as TIFF.
    Sent,
    /// A tape without numbers, names and pages.
    Anonymous,
}

/// What can be fetched of a record, as files: the name, the media type, and what is made of the
/// record for it; none: it is the record itself.
pub(crate) const FILES: [(&str, &str, Option<Made>); 9] = [
    ("call.svg", "image/svg+xml", Some(Made::Svg)),
    ("call.png", "image/png", Some(Made::Png)),
    ("call.json", "application/json", Some(Made::Json)),
    ("call.wav", "audio/wav", Some(Made::Wav)),
    ("call.pcap", "application/vnd.tcpdump.pcap", Some(Made::Pcap)),
    ("received.tif", "image/tiff", Some(Made::Received)),
    ("sent.tif", "image/tiff", Some(Made::Sent)),
    ("call.gz", "application/gzip", None),
    ("anonymous.gz", "application/gzip", Some(Made::Anonymous)),
];

impl About {
    /// What the spool knows.
    pub(crate) fn of(record: &CallRecord) -> Self {
        let facts = &record.facts;
        Self {
            record: record.id.to_string(),
            when: date(facts.began_at),
            began_ms: u64::try_from(facts.began_at.0).ok(),
            number: facts.number.clone(),
            device: facts.device.clone(),
        }
    }
}

/// Whoever can run a call again.
pub trait Examiner: Send + Sync {
    /// Makes this of a tape.
    ///
    /// # Errors
    /// Why not, in a sentence: it is no tape or a damaged one, or there is none of that in it.
    fn make(&self, tape: &[u8], about: &About, what: Made) -> Result<Vec<u8>, String>;

    /// Runs the call again, with these settings (`max-rate=9600`) changed: whether it did the
    /// same, and the words for it.
    ///
    /// # Errors
    /// As [`Self::make`]; or one of them is no setting.
    fn again(&self, tape: &[u8], changes: &[String]) -> Result<(bool, String), String>;
}
