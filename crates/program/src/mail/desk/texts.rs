//! Texts about a mail: the parts that are not in the fax, the reason why no page could be made, and
//! the notice about a user whose sending was stopped.

use super::DamagedPart;
use crate::date;
use crate::mail::letter::{Letter, Why};
use crate::rights::Alarm;
use ferrofax_basics::show::counted_as;
use ferrofax_convert::LeftOut;
use ferrofax_spool::failure::Failure;

/// Lists the parts of a mail that are not in the fax, with the reasons: `invite.ics (it is an entry
/// for a calendar), tool.exe (…)`. Empty if no part is missing that matters to the sender.
pub(super) fn left_out(letter: &Letter, out: &[LeftOut]) -> String {
    let read = letter.left_out.iter().filter(|one| one.why.is_missed());
    let read = read.map(|one| format!("{} ({})", one.name, one.why));
    let out = out.iter().map(|one| format!("{} ({})", one.name, one.why));
    read.chain(out).collect::<Vec<_>>().join(", ")
}

/// Whether a part of the mail was left out because parts of its type cannot be converted.
pub(super) fn has_unknown(letter: &Letter, out: &[LeftOut]) -> bool {
    let is_unknown = |why: Why| why.is_missed() && why != Why::Damaged;
    letter.left_out.iter().any(|one| is_unknown(one.why)) || out.iter().any(|one| !one.is_damaged)
}

/// A sentence about the damaged part of a mail. `None` unless the mail is to be rejected because of
/// that part.
pub(super) fn damage(letter: &Letter, policy: DamagedPart) -> Option<String> {
    let damaged = letter.left_out.iter().find(|one| one.why == Why::Damaged)?;
    (policy == DamagedPart::Refuse).then(|| format!("{}: {}", damaged.name, damaged.why))
}

/// The reason why no part of a mail could become a page, for the report mail to the sender.
pub(super) fn no_pages(letter: &Letter, left_out: &str, whole: bool) -> (Failure, String) {
    let has_text = letter.text().is_some() || !letter.subject.is_empty();
    match (left_out, whole) {
        ("", true) => {
            (Failure::NoDocument, "the mail is empty: there is nothing to send".to_owned())
        }
        ("", false) if has_text => (
            Failure::NoDocument,
            "the mail has no attachment, and attachments alone are faxed here (mode = 1)"
                .to_owned(),
        ),
        ("", false) => (Failure::NoDocument, "the mail has no attachment to be faxed".to_owned()),
        (parts, _) => (Failure::NoConverter, format!("nothing in the mail can be faxed: {parts}")),
    }
}

/// Writes the text that notifies the faxmaster of a user whose sending was stopped automatically.
pub(super) fn alarm(alarm: &Alarm) -> String {
    let since = date::written(alarm.since);
    format!(
        "Fax user {} is STOPPED.\n\nReason:      {}\nSince:       {since}\nHeld:        {} of this user\n\
         Next step:   Find out whether the user knows of these faxes. If not, change the password first. \
         `ferrofax users go-on {}` lets the user send again and releases the held faxes. \
         The audit log (audit.log in the spool's folder) lists all.\n",
        alarm.user,
        alarm.why,
        counted_as(alarm.held, "waiting fax", "waiting faxes"),
        alarm.user
    )
}
