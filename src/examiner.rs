//! Makes drawings, explanations, sound files and replays from call recordings. The web interface,
//! the API, the reports and the command line of the `ferrofax` program use them.

use ferrofax::call::{TAPE_VERSION, TapeError};
use ferrofax::recorder::draw::About as OnSheet;
use ferrofax::recorder::explain::show;
use ferrofax::recorder::export::{ExportError, Known, json, pcap, received_pages, sent_pages, wav};
use ferrofax::recorder::{Change, Drawing, Examined, again, anonymous};
use ferrofax::spool::event::Language;
use ferrofax::web::examiner::{About, Examiner, Made, NotMade};
use std::io::Cursor;

/// The [`Examiner`] of the `ferrofax` program, which analyses call recordings. It replays the
/// recorded calls with the same fax engine that the Asterisk module uses.
pub(crate) struct Engine;

impl Examiner for Engine {
    fn make(&self, tape: &[u8], about: &About, what: Made) -> Result<Vec<u8>, NotMade> {
        match what {
            Made::Shown => Ok(show(&examined(tape)?).into_bytes()),
            Made::Json => {
                let known = Known { id: &about.record, began_ms: about.began_ms };
                Ok(json(&examined(tape)?, &known).into_bytes())
            }
            Made::Svg => Ok(drawn(tape, about)?.svg().into_bytes()),
            Made::Png => Ok(drawn(tape, about)?.png()),
            Made::Wav => {
                let mut file = Cursor::new(Vec::new());
                wav(tape, &mut file).map_err(not_exported)?;
                Ok(file.into_inner())
            }
            Made::Pcap => captured(tape, about),
            Made::Received => {
                received_pages(tape, "").map_err(not_exported)?.ok_or(NotMade::NoPageReceived)
            }
            Made::Sent => sent_pages(tape, "").map_err(not_exported)?.ok_or(NotMade::NoPageToSend),
            Made::Anonymous => Ok(anonymous(tape).map_err(|error| unreadable(&error))?.tape),
        }
    }

    fn again(
        &self,
        tape: &[u8],
        changes: &[String],
        language: Language,
    ) -> Result<(bool, String), NotMade> {
        let read = |change: &String| {
            change
                .parse::<Change>()
                .map_err(|_| NotMade::NoSetting { setting: change.clone() })
        };
        let changes: Vec<Change> = changes.iter().map(read).collect::<Result<_, _>>()?;
        let again = again(tape, &changes, language).map_err(|error| unreadable(&error))?;
        Ok((again.is_same, again.text))
    }
}

fn examined(tape: &[u8]) -> Result<Examined, NotMade> {
    Examined::of(tape).map_err(|error| unreadable(&error))
}

fn drawn(tape: &[u8], about: &About) -> Result<Drawing, NotMade> {
    let About { when, number, device, language, .. } = about;
    let about = OnSheet { when, number, device, verdict: "", language: *language };
    Drawing::of(tape, &about).map_err(|error| unreadable(&error))
}

fn captured(tape: &[u8], about: &About) -> Result<Vec<u8>, NotMade> {
    let mut file = Vec::new();
    match pcap(tape, about.began_ms.unwrap_or_default(), &mut file).map_err(not_exported)? {
        0 => Err(NotMade::NoT38),
        _ => Ok(file),
    }
}

/// Converts the error of reading a call recording into the error that the `ferrofax` program shows.
const fn unreadable(error: &TapeError) -> NotMade {
    match error {
        TapeError::Foreign => NotMade::NoRecording,
        TapeError::Version(version) => {
            NotMade::OtherVersion { version: *version, reads: TAPE_VERSION }
        }
        TapeError::Cut => NotMade::NoSettings,
        TapeError::Damaged { at, .. } => NotMade::Damaged { at: *at },
    }
}

fn not_exported(error: ExportError) -> NotMade {
    match error {
        ExportError::Tape(error) => unreadable(&error),
        ExportError::TooLong { .. } => NotMade::TooLong,
        // A file in memory fails only if there is no memory for it.
        ExportError::Write(_) => NotMade::NoMemory,
    }
}
