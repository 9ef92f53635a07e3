//! Makes files and explanations from call recordings. This crate has no fax engine, which is needed
//! to replay a call. The program that uses the crate supplies an [`Examiner`].
//!
//! The command line calls the examiner directly. For the web interface, the API and the reports on
//! failed calls ([`Reporting`]), a confined child process runs it ([`Examining`]). The recorded
//! signals come from strangers, and a recording that would need endless time or all memory then
//! only kills that child.

mod again;
mod child;
mod error;
mod examining;
mod reporting;
mod settings;
mod task;
mod told;

pub(crate) use again::Again;
pub use child::run as run_child;
pub(crate) use error::ExamineError;
pub use error::NotMade;
pub use examining::CHILD_WORD;
pub(crate) use examining::Examining;
pub(crate) use ferrofax_confine::Breakdown;
pub use reporting::Reporting;
pub use settings::{CallSettings, KEYS};
pub(crate) use told::Told;

use ferrofax_basics::show::date;
use ferrofax_languages::Language;
use ferrofax_spool::CallRecord;

/// Facts about a recorded call that its recording does not contain. Each of them may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The number under which the recording of the call is stored in the spool.
    pub record: String,
    /// The date and time of the call, formatted for people.
    pub when: String,
    /// The start of the call, in milliseconds since 1970; `None` if it is unknown.
    pub began_ms: Option<u64>,
    /// The remote fax number of the call.
    pub number: String,
    /// The fax device of this machine that took part in the call.
    pub device: String,
    /// The language of the texts in a drawing of the call or in the result of a replay.
    /// Explanations as text and JSON are in English.
    pub language: Language,
}

/// The kinds of files and texts that can be made from the recording of a fax call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// A text: the explanation (what went wrong, the most likely cause), the frames exchanged, and
    /// the measurements, such as signal level and lost packets.
    Shown,
    /// The explanation of the recorded call for programs, as JSON.
    Json,
    /// A drawing of the call, as SVG.
    Svg,
    /// A drawing of the call, as PNG.
    Png,
    /// The sound on the telephone line during the call, as WAV.
    Wav,
    /// The T.38 packets of the call, as pcap.
    Pcap,
    /// The fax pages that Ferrofax received in the recorded call, as TIFF.
    Received,
    /// The fax pages that Ferrofax sent or had to send in the recorded call, as TIFF.
    Sent,
    /// A copy of the call recording without fax numbers, names and fax pages.
    Anonymous,
}

/// The files that can be made from the recording of a fax call: the name, the media type and the
/// content of each file. If the content is `None`, the file is the recording itself.
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
    /// Collects the facts about a recorded call from the entry of the call recording in the spool.
    /// The language is English.
    pub fn of(record: &CallRecord) -> Self {
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

/// Explains and replays recorded calls. The program that has the fax engine implements this trait.
pub trait Examiner: Send + Sync {
    /// Makes the kind of file or text that `what` names (such as a drawing) from a recording.
    ///
    /// # Errors
    /// The data is not a recording, the recording is damaged, or it lacks the data for this kind of
    /// file or text.
    fn make(&self, tape: &[u8], about: &About, what: Made) -> Result<Vec<u8>, NotMade>;

    /// Replays the recorded call with these changed settings (`max-rate=9600`). Returns whether the
    /// replayed call is identical to the recorded one, and a text for people about both.
    ///
    /// # Errors
    /// As for [`Self::make`]. In addition, a changed setting is not valid.
    fn again(
        &self,
        tape: &[u8],
        changes: &[String],
        language: Language,
    ) -> Result<(bool, String), NotMade>;
}
