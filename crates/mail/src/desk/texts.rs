//! Texts about a mail: the parts that are not in the fax, the reason why no page could be made, and
//! the notice about a user whose sending was stopped.

use super::DamagedPart;
use crate::date;
use crate::letter::{Letter, Why};
use crate::texts::{Text, Words};
use ferrofax_convert::LeftOut;
use ferrofax_rights::Alarm;
use ferrofax_spool::event::StopReason;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::not_shown::Note;

/// The parts of a mail that are not in the fax, with the reasons. Empty if no part is missing that
/// matters to the sender.
pub(super) fn left_out(letter: &Letter, out: &[LeftOut]) -> Vec<Note> {
    let read = letter.left_out.iter().filter(|one| one.why.is_missed());
    let read = read.map(|one| (&one.name, one.why.not_shown()));
    let out = out.iter().map(|one| (&one.name, one.why.clone()));
    read.chain(out)
        .map(|(name, what)| Note { document: name.clone(), what })
        .collect()
}

/// Whether a part of the mail was left out because parts of its type cannot be converted.
pub(super) fn has_unknown(letter: &Letter, out: &[LeftOut]) -> bool {
    let is_unknown = |why: Why| why.is_missed() && why != Why::Damaged;
    letter.left_out.iter().any(|one| is_unknown(one.why)) || out.iter().any(|one| !one.is_damaged)
}

/// The name of a mail's damaged part with the fault, if the mail is to be rejected because of it.
/// `None` if no part is damaged, or if `policy` leaves damaged parts out.
pub(super) fn damage(letter: &Letter, policy: DamagedPart) -> Option<String> {
    let damaged = letter.left_out.iter().find(|one| one.why == Why::Damaged)?;
    (policy == DamagedPart::Refuse)
        .then(|| format!("{}: {}", damaged.name, damaged.why.not_shown()))
}

/// The reason why no part of a mail could become a page, for the answer to the sender. `parts` are
/// the parts that cannot be faxed.
pub(super) fn no_pages(letter: &Letter, parts: &[Note], whole: bool) -> (Failure, &'static str) {
    if !parts.is_empty() {
        return (Failure::NoConverter, "nothing in the mail can be faxed");
    }
    let has_text = letter.text().is_some() || !letter.subject.is_empty();
    let why = match (whole, has_text) {
        (true, _) => "the mail is empty: there is nothing to send",
        (false, true) => {
            "the mail has no attachment, and attachments alone are faxed here (mode = 1)"
        }
        (false, false) => "the mail has no attachment to be faxed",
    };
    (Failure::NoDocument, why)
}

/// Writes the text that notifies the faxmaster of a user whose sending was stopped automatically.
pub(super) fn alarm(alarm: &Alarm, words: Words) -> String {
    let headline = words.with_one(Text::stopped_text, "user", &alarm.user);
    let rows = words.rows(&[
        (Text::label_reason, &StopReason::from(alarm.why.as_str()).text(words.language)),
        (Text::label_since, &date::written(alarm.since)),
        (Text::label_held, &words.count(Text::stopped_held, alarm.held as usize)),
        (Text::label_advice, &words.with_one(Text::stopped_advice, "user", &alarm.user)),
    ]);
    format!("{headline}\n\n{rows}")
}
