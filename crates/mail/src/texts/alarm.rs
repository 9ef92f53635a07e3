//! The letters to the faxmaster about the beginning and the end of an alarm, in the language of the
//! settings.

use ferrofax_basics::UnixMs;
use ferrofax_spool::{Spool, SpoolError, Told};

use super::{Saying, Text, Words, reader};

/// Begins the alarm `name`, and writes a letter about it. `begins` describes the fault in a few
/// words, for the subject. Each of `texts` is a paragraph of the letter. Returns false if the alarm
/// is already active.
pub fn raise(
    spool: &Spool,
    name: &str,
    begins: &Saying,
    texts: &[Saying],
    now: UnixMs,
) -> Result<bool, SpoolError> {
    let words = reader::of_settings(spool);
    let subject = words.with_one(Text::alarm_subject, "what", &begins.text(words));
    let text = paragraphs(texts, words);
    spool
        .monitoring()
        .raise_alarm(name, Told { subject: &subject, text: &text }, now)
}

/// Ends the alarm `name`, and writes a letter about it. `is_over` says in a few words that the
/// fault is over, for the subject. Returns false if the alarm is not active.
pub fn end(
    spool: &Spool,
    name: &str,
    is_over: &Saying,
    texts: &[Saying],
    now: UnixMs,
) -> Result<bool, SpoolError> {
    let words = reader::of_settings(spool);
    let subject = words.with_one(Text::alarm_over_subject, "what", &is_over.text(words));
    let text = paragraphs(texts, words);
    spool.monitoring().end_alarm(name, Told { subject: &subject, text: &text }, now)
}

fn paragraphs(texts: &[Saying], words: Words) -> String {
    let texts: Vec<String> = texts.iter().map(|text| text.text(words)).collect();
    texts.join("\n\n") + "\n"
}
