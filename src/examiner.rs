//! Connects the program to the engine: makes what the web interface and the API show of a call
//! recording.

use ferrofax::program::examiner::{About, Examiner, Made};
use ferrofax::recorder::draw::About as OnSheet;
use ferrofax::recorder::explain::show;
use ferrofax::recorder::export::{Known, json, pcap, received_pages, sent_pages, wav};
use ferrofax::recorder::{Change, Drawing, Examined, NoChange, again, anonymous};
use std::fmt::Display;
use std::io::Cursor;

/// The [`Examiner`] that works with the real engine.
pub(crate) struct Engine;

impl Examiner for Engine {
    fn make(&self, tape: &[u8], about: &About, what: Made) -> Result<Vec<u8>, String> {
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
                wav(tape, &mut file).map_err(told)?;
                Ok(file.into_inner())
            }
            Made::Pcap => captured(tape, about),
            Made::Received => received_pages(tape, "")
                .map_err(told)?
                .ok_or_else(|| "no page came in this call".to_owned()),
            Made::Sent => sent_pages(tape, "")
                .map_err(told)?
                .ok_or_else(|| "no page was to go in this call".to_owned()),
            Made::Anonymous => Ok(anonymous(tape).map_err(told)?.tape),
        }
    }

    fn again(&self, tape: &[u8], changes: &[String]) -> Result<(bool, String), String> {
        let changes: Result<Vec<Change>, NoChange> =
            changes.iter().map(|change| change.parse()).collect();
        let again = again(tape, &changes.map_err(told)?).map_err(told)?;
        Ok((again.is_same, again.text))
    }
}

fn examined(tape: &[u8]) -> Result<Examined, String> {
    Examined::of(tape).map_err(told)
}

fn drawn(tape: &[u8], about: &About) -> Result<Drawing, String> {
    let About { when, number, device, .. } = about;
    Drawing::of(tape, &OnSheet { when, number, device, verdict: "" }).map_err(told)
}

fn captured(tape: &[u8], about: &About) -> Result<Vec<u8>, String> {
    let mut file = Vec::new();
    match pcap(tape, about.began_ms.unwrap_or_default(), &mut file).map_err(told)? {
        0 => Err("this call was never in T.38: there are no packets of it".to_owned()),
        _ => Ok(file),
    }
}

fn told(error: impl Display) -> String {
    error.to_string()
}
