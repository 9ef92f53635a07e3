//! The sentences of explanations, in each language.

use ferrofax_ground::outcome::Cause;
use ferrofax_languages::{COUNT, Catalogue, Catalogues, Language, Value, language_files};

use super::{Fault, Finding, Shown};
use crate::event::Reason;

/// The language files, in the order of [`Language::ALL`].
const FILES: [&str; COUNT] = language_files!("languages");

/// The texts of a language. Their file is read when it is first needed.
fn catalogue(language: Language) -> &'static Catalogue {
    static CATALOGUES: Catalogues = Catalogues::new(FILES);
    CATALOGUES.of(language)
}

impl Finding {
    /// The content of the finding, in one or two sentences.
    pub fn sentence(&self, language: Language) -> String {
        self.shown.text(language)
    }

    /// The advice of the finding, in one or two sentences.
    pub fn advice_text(&self, language: Language) -> String {
        catalogue(language).text(&format!("advice-{}", self.advice.name()))
    }

    /// The finding and its most likely cause, for a report. Empty if the report itself already
    /// contains all of it.
    pub fn report(&self, language: Language) -> String {
        if !self.explains() {
            return String::new();
        }
        let both = format!("{} {}", self.sentence(language), self.fault.text(language));
        both.trim_end().to_owned()
    }
}

impl Fault {
    /// The most likely cause of the trouble, in a sentence. Empty if there is none.
    pub fn text(self, language: Language) -> String {
        match self {
            Self::Nobody => String::new(),
            _ => catalogue(language).text(&format!("fault-{}", self.name())),
        }
    }
}

/// A value that is inserted into a sentence.
enum Part {
    Count(usize),
    Text(String),
}

impl From<usize> for Part {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl From<u32> for Part {
    fn from(count: u32) -> Self {
        Self::Count(count as usize)
    }
}

impl From<u64> for Part {
    fn from(number: u64) -> Self {
        Self::Text(number.to_string())
    }
}

impl From<i32> for Part {
    fn from(number: i32) -> Self {
        Self::Text(number.to_string())
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Shown {
    /// The sentence for what a recording shows, in a language.
    pub fn text(&self, language: Language) -> String {
        let parts = self.parts(language);
        let values: Vec<_> = parts
            .iter()
            .map(|(name, part)| {
                let value = match part {
                    Part::Count(count) => Value::Count(*count),
                    Part::Text(text) => Value::Text(text),
                };
                (*name, value)
            })
            .collect();
        catalogue(language).with(&self.key(), &values)
    }

    /// The name of the text in the language files. If a value may be missing, there is one text
    /// with it and one without.
    fn key(&self) -> String {
        let key = match self {
            Self::LineNoise { noise_dbm0: Some(_), .. } => "line-noise-level",
            Self::SignalTooQuiet { clipped_percent: Some(_), .. } => "signal-too-quiet-clipped",
            Self::SignalTooLoud { clipped_percent: Some(_), .. } => "signal-too-loud-clipped",
            Self::AudioLost { silenced: 1.., .. } => "audio-lost-silenced",
            Self::SamplesSlipped { seconds_apart: Some(_), .. } => "samples-slipped-regularly",
            Self::CallEnded { phase: Some(_), .. } => "call-ended-in-phase",
            _ => return self.name(),
        };
        key.to_owned()
    }

    /// The values that are inserted into the sentence.
    fn parts(&self, language: Language) -> Vec<(&'static str, Part)> {
        let end = |cause: &Cause| Part::Text(Reason::from(*cause).text(language));
        let decimal = |value: f64| Part::Text(language.decimal(value, 1));
        match self {
            Self::NothingWrong
            | Self::NothingWrongSoFar
            | Self::PartsRepeated
            | Self::NoT38Packet
            | Self::T38Refused
            | Self::PageNotStored => vec![],
            Self::Unexplained { cause } => vec![("end", end(cause))],
            Self::LineNoise { above_noise_db, noise_dbm0 } => {
                let mut parts = vec![("above", (*above_noise_db).into())];
                parts.extend(noise_dbm0.map(|noise| ("noise", noise.into())));
                parts
            }
            Self::LineClicks { clicks } => vec![("count", (*clicks).into())],
            Self::OwnEcho { delay_ms, loss_db } => {
                vec![("delay", (*delay_ms).into()), ("loss", (*loss_db).into())]
            }
            Self::ClocksDiffer { ppm, remote_is_fast } => {
                let remote = if *remote_is_fast { "fast" } else { "slow" };
                vec![("ppm", (*ppm).into()), ("remote", remote.into())]
            }
            Self::SignalTooQuiet { level_dbm0, clipped_percent }
            | Self::SignalTooLoud { level_dbm0, clipped_percent } => {
                let mut parts = vec![("level", (*level_dbm0).into())];
                parts.extend(clipped_percent.map(|percent| ("percent", decimal(percent))));
                parts
            }
            Self::AudioLost { percent, ms, gaps, silenced } => vec![
                ("percent", decimal(*percent)),
                ("ms", (*ms).into()),
                ("count", (*gaps).into()),
                ("silenced", (*silenced).into()),
            ],
            Self::PacketsLost { packets, percent, late, twice } => vec![
                ("count", (*packets).into()),
                ("percent", decimal(*percent)),
                ("late", (*late).into()),
                ("twice", (*twice).into()),
            ],
            Self::SamplesSlipped { times, seconds_apart } => {
                let mut parts = vec![("count", (*times).into())];
                parts.extend(seconds_apart.map(|apart| ("seconds", decimal(apart))));
                parts
            }
            Self::JitterBufferChanged { repeats, ms } => {
                vec![("count", (*repeats).into()), ("ms", (*ms).into())]
            }
            Self::PagesRejected { cfr, ppr, rtn } => {
                vec![("cfr", (*cfr).into()), ("ppr", (*ppr).into()), ("rtn", (*rtn).into())]
            }
            Self::TrainingRejected { ftt } => vec![("ftt", (*ftt).into())],
            Self::RowsUndecodable { snr_db, bad_rows, rows } => vec![
                ("snr", (*snr_db).into()),
                ("bad", (*bad_rows).into()),
                ("rows", (*rows).into()),
            ],
            Self::NoFrameSent { pps, snr_db } => {
                vec![("pps", (*pps).into()), ("snr", (*snr_db).into())]
            }
            Self::NeverTrained { dcs } => vec![("count", (*dcs).into())],
            Self::CallEnded { cause, phase } => {
                let mut parts = vec![("end", end(cause))];
                parts.extend(phase.map(|phase| ("phase", phase.to_string().into())));
                parts
            }
            Self::NoFaxMachine { seconds, heard } => {
                vec![("seconds", (*seconds).into()), ("heard", heard.name().into())]
            }
            Self::PageBrokenAfterRow { page, row } => {
                vec![("page", (*page).into()), ("row", (*row).into())]
            }
            Self::PageRowsBad { page, bad_rows, rows } => {
                vec![
                    ("page", (*page).into()),
                    ("bad", (*bad_rows).into()),
                    ("rows", (*rows).into()),
                ]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Advice, Heard, Trouble};
    use super::*;
    use ferrofax_ground::outcome::Phase;
    use ferrofax_languages::{outline, problems_of};
    use std::collections::BTreeSet;

    /// Everything that a recording may show, with each kind of value.
    fn each() -> Vec<Shown> {
        let quiet = Shown::SignalTooQuiet { level_dbm0: -41, clipped_percent: None };
        let loud = Shown::SignalTooLoud { level_dbm0: -3, clipped_percent: Some(0.4) };
        let mut each = vec![
            Shown::NothingWrong,
            Shown::NothingWrongSoFar,
            Shown::PartsRepeated,
            Shown::LineNoise { above_noise_db: 21, noise_dbm0: Some(-40) },
            Shown::LineNoise { above_noise_db: 21, noise_dbm0: None },
            Shown::LineClicks { clicks: 3 },
            Shown::LineClicks { clicks: 12 },
            Shown::OwnEcho { delay_ms: 300, loss_db: 12 },
            Shown::ClocksDiffer { ppm: 100, remote_is_fast: true },
            Shown::ClocksDiffer { ppm: 100, remote_is_fast: false },
            quiet,
            Shown::SignalTooQuiet { level_dbm0: -41, clipped_percent: Some(0.4) },
            loud,
            Shown::SignalTooLoud { level_dbm0: -3, clipped_percent: None },
            Shown::AudioLost { percent: 0.5, ms: 60, gaps: 3, silenced: 0 },
            Shown::AudioLost { percent: 0.5, ms: 60, gaps: 1, silenced: 1 },
            Shown::AudioLost { percent: 0.5, ms: 200, gaps: 10, silenced: 5 },
            Shown::PacketsLost { packets: 1, percent: 0.1, late: 0, twice: 1 },
            Shown::PacketsLost { packets: 22, percent: 2.1, late: 3, twice: 0 },
            Shown::SamplesSlipped { times: 2, seconds_apart: None },
            Shown::SamplesSlipped { times: 7, seconds_apart: Some(1.5) },
            Shown::JitterBufferChanged { repeats: 1, ms: 20 },
            Shown::JitterBufferChanged { repeats: 5, ms: 100 },
            Shown::NoT38Packet,
            Shown::T38Refused,
            Shown::PagesRejected { cfr: 3, ppr: 4, rtn: 0 },
            Shown::TrainingRejected { ftt: 5 },
            Shown::RowsUndecodable { snr_db: 33, bad_rows: 700, rows: 1100 },
            Shown::NoFrameSent { pps: 3, snr_db: 33 },
            Shown::NeverTrained { dcs: 3 },
            Shown::PageNotStored,
            Shown::PageBrokenAfterRow { page: 2, row: 417 },
            Shown::PageRowsBad { page: 2, bad_rows: 9, rows: 1100 },
        ];
        each.extend(
            Heard::ALL
                .iter()
                .map(|heard| Shown::NoFaxMachine { seconds: 35, heard: *heard }),
        );
        for cause in Cause::ALL {
            each.push(Shown::Unexplained { cause });
            each.push(Shown::CallEnded { cause, phase: None });
            each.push(Shown::CallEnded { cause, phase: Some(Phase::C) });
        }
        each
    }

    fn finding(shown: Shown, advice: Advice) -> Finding {
        Finding { trouble: Trouble::Noise, fault: Fault::Line, weight: 7, shown, advice }
    }

    #[test]
    fn each_language_has_each_text() {
        assert_eq!(problems_of(FILES), [""; 0]);
        let mut unnamed: BTreeSet<String> = outline(FILES[0]).into_keys().collect();
        for shown in each() {
            unnamed.remove(&shown.key());
        }
        Advice::ALL
            .iter()
            .for_each(|it| _ = unnamed.remove(&format!("advice-{}", it.name())));
        Fault::ALL
            .iter()
            .for_each(|it| _ = unnamed.remove(&format!("fault-{}", it.name())));
        assert_eq!(unnamed, BTreeSet::new(), "nobody names these texts");
    }

    #[test]
    fn everything_is_rendered_in_each_language_with_its_values() {
        let advice = Advice::ALL.iter().map(|advice| finding(Shown::NothingWrong, *advice));
        let advice: Vec<Finding> = advice.collect();
        for language in Language::ALL {
            let mut said = BTreeSet::new();
            let shown = each().into_iter().map(|shown| shown.text(language));
            let advised = advice.iter().map(|finding| finding.advice_text(language));
            let faults = Fault::ALL.iter().skip(1).map(|fault| fault.text(language));
            for text in shown.chain(advised).chain(faults) {
                let is_whole = text.ends_with('.') && !text.contains(['{', '$', '\n']);
                assert!(is_whole && !text.contains("  "), "{}: {text:?}", language.code());
                said.insert(text);
            }
            let different = each().len() + advice.len() + Fault::ALL.len() - 1;
            assert_eq!(said.len(), different, "{}: two texts are the same", language.code());
        }
    }

    #[test]
    fn a_sentence_has_the_plural_and_the_decimal_mark_of_its_language() {
        let lost = |gaps| Shown::AudioLost { percent: 0.5, ms: 60, gaps, silenced: 0 };
        let said = |gaps, language| lost(gaps).text(language);
        let english = said(1, Language::English);
        assert!(english.starts_with("0.5 % ") && english.contains("one gap"), "{english}");
        let german = said(3, Language::German);
        assert!(german.starts_with("0,5 % ") && german.contains("3 Lücken"), "{german}");
        for (gaps, words) in [(1, "w jednej przerwie"), (2, "w 2 przerwach"), (5, "w 5 przerwach")]
        {
            let polish = said(gaps, Language::Polish);
            assert!(polish.contains(words), "{polish}");
        }
    }

    #[test]
    fn a_finding_is_read_as_it_was_written() {
        for shown in each() {
            let finding = finding(shown, Advice::CheckLine);
            let written = serde_json::to_value(&finding).unwrap();
            assert_eq!(written["name"], finding.shown.name());
            assert_eq!(serde_json::from_value::<Finding>(written.clone()).unwrap(), finding);
            assert_eq!(written["advice_name"], "check-line");
        }
        for (trouble, advice) in Trouble::ALL.iter().zip(Advice::ALL) {
            assert_eq!(serde_json::to_value(trouble).unwrap(), trouble.name());
            assert_eq!(serde_json::to_value(advice).unwrap(), advice.name());
        }
    }

    #[test]
    fn a_report_names_the_likely_cause_and_is_empty_where_nothing_is_explained() {
        let noise = Shown::LineNoise { above_noise_db: 21, noise_dbm0: None };
        let mut finding = finding(noise, Advice::CheckLine);
        assert_eq!(
            finding.report(Language::English),
            "The line is noisy: the remote fax machine's signal is 21 dB above the noise. \
             The most likely cause is the telephone line."
        );
        finding.trouble = Trouble::Unexplained;
        assert_eq!(finding.report(Language::English), "");
    }
}
