//! Files and explanations that are made from call recordings. This crate has no fax engine,
//! which is needed to run a call again; the program that uses the crate supplies an
//! [`Examiner`].
//!
//! The command line calls it directly. For the web interface and the API, a confined child does it
//! ([`Examining`]): the recorded signals come from strangers, and a recording that never ends or
//! takes all memory only kills that child. The same applies to reports on failed calls
//! ([`Reporting`]).

mod again;
mod child;
mod error;
mod examining;
mod reporting;
mod settings;
mod task;
mod told;

pub(crate) use crate::confine::Breakdown;
pub(crate) use again::Again;
pub(crate) use child::run as run_child;
pub(crate) use error::ExamineError;
pub use error::NotMade;
pub(crate) use examining::{CHILD_WORD, Examining};
pub use reporting::Reporting;
pub use settings::CallSettings;
pub(crate) use settings::KEYS;
pub(crate) use told::Told;

use ferrofax_basics::show::date;
use ferrofax_languages::Language;
use ferrofax_spool::CallRecord;

/// Facts about a call in addition to its recording. All of them may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The number of the call's recording.
    pub record: String,
    /// The time of the call, for people.
    pub when: String,
    /// The start of the call, ms since 1970.
    pub began_ms: Option<u64>,
    /// The remote fax number of the call.
    pub number: String,
    /// Our device that was in the call.
    pub device: String,
    /// The reader's language, for drawings and replays. Texts and JSON are in English.
    pub language: Language,
}

/// The results that can be made of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// The explanation (what went wrong, the most likely cause), the frames exchanged, and the
    /// measurements: text.
    Shown,
    /// The explanation for programs: JSON.
    Json,
    /// A drawing of the call: SVG.
    Svg,
    /// A drawing of the call: PNG.
    Png,
    /// The sound on the line: WAV.
    Wav,
    /// The T.38 packets: pcap.
    Pcap,
    /// The received pages: TIFF.
    Received,
    /// The pages to send: TIFF.
    Sent,
    /// A recording without numbers, names and pages.
    Anonymous,
}

/// The files that can be made of a recording: the name, the media type, and the result in it;
/// `None`: the recording itself.
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
    /// The facts that the spool knows.
    pub(crate) fn of(record: &CallRecord) -> Self {
        let facts = &record.facts;
        Self {
            record: record.id.to_string(),
            when: date(facts.began_at),
            began_ms: u64::try_from(facts.began_at.0).ok(),
            number: facts.number.clone(),
            device: facts.device.clone(),
            language: Language::English,
        }
    }
}

/// Runs recorded calls again.
pub trait Examiner: Send + Sync {
    /// Makes the file `what` from a recording.
    ///
    /// # Errors
    /// It is not a recording or a damaged one, or it has none of the requested data.
    fn make(&self, tape: &[u8], about: &About, what: Made) -> Result<Vec<u8>, NotMade>;

    /// Runs the call again with these changed settings (`max-rate=9600`). Returns whether the
    /// result is the same, and the result in words.
    ///
    /// # Errors
    /// As [`Self::make`]; or a setting is not valid.
    fn again(
        &self,
        tape: &[u8],
        changes: &[String],
        language: Language,
    ) -> Result<(bool, String), NotMade>;
}
