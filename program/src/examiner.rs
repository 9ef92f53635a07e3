//! What is made of the record of a call. The program has no engine in it, in which a call could
//! run again; whoever starts the program brings somebody who has.

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
