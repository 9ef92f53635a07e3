//! Runs a recorded call again, to answer two questions: does the engine still give the same result,
//! and what would be the result with other settings?

use crate::Examined;
use crate::words::{Text, Words};
use ferrofax_engine::call::{AnswerConfig, CallSettings, OriginateConfig, TapeError};
use ferrofax_engine::t4::Coding;
use ferrofax_engine::t30::outcome::{Outcome, Status};
use ferrofax_languages::{Language, Value};
use ferrofax_signal::modem::Rate;
use ferrofax_signal::modem::v34::symbol_rate::DataRate;
use std::str::FromStr;

/// A change of a call's setting, such as `max-rate=9600`.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    written: String,
    what: What,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    MaxRate(u32),
    Modems(Vec<Rate>),
    Ecm(bool),
    Codings(Vec<Coding>),
    Level(f32),
}

/// The error for a text that is not a change of a call's setting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is no setting of a call; max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh and level=-15 (dBm0) are"
)]
pub struct NoChange(String);

/// The result of running a call again.
#[derive(Clone, Debug, PartialEq)]
pub struct Again {
    /// Whether the call ran exactly as recorded, to the bit, up to the end of the recording.
    pub is_same: bool,
    /// The result in words, in several lines.
    pub text: String,
}

/// Runs the call again as recorded, and once more with these changes if there are any. The result
/// is a text in `language`.
///
/// # Errors
/// `tape` is no call recording, or is damaged.
pub fn again(tape: &[u8], changes: &[Change], language: Language) -> Result<Again, TapeError> {
    let words = Words::of(language);
    let was = Examined::of(tape)?;
    let mut lines = vec![words.with_one(Text::replay_was, "call", &told(&was, words))];
    if let Some(at_ms) = was.differs_at_ms {
        let values = [
            ("seconds", Value::Text(&words.seconds(at_ms))),
            ("made", Value::Text(&was.made_by)),
            ("here", Value::Text(env!("CARGO_PKG_VERSION"))),
        ];
        lines.push(words.with(Text::replay_differs, &values));
    } else if changes.is_empty() {
        lines.push(words.text(Text::replay_same));
    }
    if !was.is_whole {
        lines.push(words.text(Text::replay_cut));
    }
    let mut is_same = was.differs_at_ms.is_none();
    if !changes.is_empty() {
        let change = |settings: &mut CallSettings| changes.iter().for_each(|it| it.make(settings));
        let now = Examined::with(tape, change, |_, _| ())?;
        let written: Vec<_> = changes.iter().map(|change| change.written.as_str()).collect();
        let values = [
            ("changes", Value::Text(&written.join(" "))),
            ("call", Value::Text(&told(&now, words))),
        ];
        lines.push(words.with(Text::replay_with, &values));
        lines.push(match now.differs_at_ms {
            Some(at_ms) => {
                let seconds = words.seconds(at_ms);
                words.with_one(Text::replay_until, "seconds", &seconds)
            }
            None => words.text(Text::replay_no_change),
        });
        is_same = now.differs_at_ms.is_none();
    }
    Ok(Again { is_same, text: lines.join("\n") + "\n" })
}

/// Describes the end of a call in words.
fn told(call: &Examined, words: Words) -> String {
    let lasted = words.seconds(call.lasted_ms);
    let Some(Outcome { status, phase, cause, pages }) = call.outcome else {
        return words.with_one(Text::replay_no_end, "seconds", &lasted);
    };
    let end = match status {
        Status::Received if call.gives() => "sent",
        Status::Received => "received",
        Status::Incomplete => "incomplete",
        Status::Failed => "failed",
    };
    let why = words.cause(cause);
    let values = [
        ("end", Value::Text(end)),
        ("seconds", Value::Text(&lasted)),
        ("count", Value::Count(pages as usize)),
        ("phase", Value::Text(&phase.to_string())),
        ("why", Value::Text(why.trim_end_matches('.'))),
        ("name", Value::Text(cause.name())),
    ];
    words.with(Text::replay_call, &values)
}

impl FromStr for Change {
    type Err = NoChange;

    fn from_str(text: &str) -> Result<Self, NoChange> {
        let what = text.split_once('=').and_then(|(key, value)| What::read(key.trim(), value));
        match what {
            Some(what) => Ok(Self { written: text.trim().to_owned(), what }),
            None => Err(NoChange(text.to_owned())),
        }
    }
}

impl What {
    fn read(key: &str, value: &str) -> Option<Self> {
        let value = value.trim().to_ascii_lowercase();
        let words = || value.split([',', '+']).map(str::trim);
        Some(match key {
            "max-rate" => Self::MaxRate(rate(&value)?),
            "modems" => Self::Modems(words().map(modem).collect::<Option<Vec<_>>>()?.concat()),
            "ecm" => Self::Ecm(match &*value {
                "yes" => true,
                "no" => false,
                _ => return None,
            }),
            "codings" => Self::Codings(words().map(coding).collect::<Option<_>>()?),
            "level" => Self::Level(value.parse().ok().filter(|dbm0| (-40.0..=0.0).contains(dbm0))?),
            _ => return None,
        })
    }
}

fn rate(word: &str) -> Option<u32> {
    let bps = word.parse().ok()?;
    DataRate::of_bps(bps).map(DataRate::bps)
}

fn modem(word: &str) -> Option<Vec<Rate>> {
    Some(match word {
        "v27" | "v27ter" => vec![Rate::V27ter2400, Rate::V27ter4800],
        "v29" => vec![Rate::V29At7200, Rate::V29At9600],
        "v17" => vec![Rate::V17At7200, Rate::V17At9600, Rate::V17At12000, Rate::V17At14400],
        _ => return None,
    })
}

fn coding(word: &str) -> Option<Coding> {
    Some(match word {
        "mh" => Coding::Mh,
        "mr" => Coding::Mr,
        "mmr" => Coding::Mmr,
        "jbig" => Coding::Jbig,
        _ => return None,
    })
}

impl Change {
    fn make(&self, settings: &mut CallSettings) {
        let (rates, v34_most_bps, ecm, codings, level) = match settings {
            CallSettings::Answer(AnswerConfig {
                rates,
                v34_most_bps,
                ecm,
                codings,
                tx_level_dbm0,
                ..
            })
            | CallSettings::Originate(OriginateConfig {
                rates,
                v34_most_bps,
                ecm,
                codings,
                tx_level_dbm0,
                ..
            }) => (rates, v34_most_bps, ecm, codings, tx_level_dbm0),
        };
        match &self.what {
            What::MaxRate(most) => {
                rates.retain(|rate| rate.bps() <= *most);
                *v34_most_bps = *most;
            }
            What::Modems(wanted) => rates.clone_from(wanted),
            What::Ecm(wanted) => *ecm = *wanted,
            What::Codings(wanted) => codings.clone_from(wanted),
            What::Level(wanted) => *level = *wanted,
        }
        if rates.is_empty() {
            // An empty list would mean all rates, so the lowest rate is always in the list.
            rates.push(Rate::V27ter2400);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial;

    #[test]
    fn a_call_comes_out_as_it_did() {
        for to_t38_after in [None, Some(120)] {
            for tape in trial::call(true, to_t38_after) {
                let again = again(&tape, &[], Language::English).unwrap();
                assert!(
                    again.is_same && again.text.contains("equals the recording"),
                    "{}",
                    again.text
                );
                assert!(again.text.contains("2 pages, in phase E"), "{}", again.text);
            }
        }
    }

    #[test]
    fn other_settings_are_said_to_be_others() {
        let [caller, answerer] = trial::call(true, None);
        let slow = ["max-rate=2400".parse().unwrap(), "ecm=no".parse().unwrap()];
        for tape in [caller, answerer] {
            let again = again(&tape, &slow, Language::English).unwrap();
            assert!(!again.is_same && again.text.contains("With max-rate=2400 ecm=no: "));
            assert!(again.text.contains("would have sent something else"), "{}", again.text);
        }
    }

    #[test]
    fn a_record_that_is_cut_says_so() {
        let [_, answerer] = trial::call(true, None);
        let again = again(&answerer[..answerer.len() / 2], &[], Language::German).unwrap();
        assert!(again.is_same && again.text.contains("Die Aufzeichnung endet vor dem Anruf."));
    }

    #[test]
    fn a_record_that_does_not_match_says_by_when() {
        let [_, mut answerer] = trial::call(true, None);
        // Changes the end of the recording, so that the last signal that we sent differs from the
        // one that the engine generates now.
        let last = answerer.len() - 1;
        answerer[last] ^= 1;
        let again = again(&answerer, &[], Language::English).unwrap();
        assert!(
            !again.is_same && again.text.contains("differs from the recording"),
            "{}",
            again.text
        );
    }

    #[test]
    fn what_is_no_setting_is_refused() {
        for text in
            ["", "max-rate", "max-rate=9601", "modems=v8", "ecm=perhaps", "level=3", "speed=1"]
        {
            assert_eq!(text.parse::<Change>(), Err(NoChange(text.to_owned())));
        }
        for text in ["modems=v29,v27", "codings=mh", "level=-15", " ecm = no "] {
            assert!(text.parse::<Change>().is_ok(), "{text}");
        }
    }
}
