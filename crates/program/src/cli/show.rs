//! Output formats of the command line: dates, counts, columns, and JSON values.

use serde_json::{Value, json};

use super::terminal::screen;
use ferrofax_basics::UnixMs;
pub(super) use ferrofax_basics::control_signs::plain;
use ferrofax_basics::show::formatted;
pub(super) use ferrofax_basics::show::{counted, counted_as, date};
use ferrofax_basics::table::Table;
pub(super) use ferrofax_listeners::shown::{instant, value_of};
use ferrofax_spool::jobs::{Job, JobPage};
use ferrofax_spool::not_shown::{Note, in_english};
use ferrofax_spool::view::{JobView, Shown};
use ferrofax_spool::{OutboxEntry, OutboxState};

/// A time as its date: `2026-03-01`.
pub(super) fn day(unix_ms: UnixMs) -> String {
    formatted(unix_ms, "%Y-%m-%d").unwrap_or_else(|| "-".to_owned())
}

/// A time as its time of day: `14:05:09`.
pub(super) fn clock(unix_ms: UnixMs) -> String {
    formatted(unix_ms, "%H:%M:%S").unwrap_or_else(|| "-".to_owned())
}

/// The text of a value that a command prints ([`Shown`]), without control characters, so that it
/// cannot control the terminal.
pub(super) fn said(shown: &Shown) -> String {
    plain(&shown.text(date))
}

/// A remark for the end of an output line: the conversion left out some parts of the documents,
/// which `notes` describe. Empty if there are no notes.
pub(super) fn incomplete(notes: &[Note]) -> String {
    if notes.is_empty() {
        String::new()
    } else {
        format!("; incomplete: {}", plain(&in_english(notes)))
    }
}

/// A table with headings, as text in columns. On a terminal it is cut to the width.
pub(super) fn columns(headings: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new(headings);
    rows.into_iter().for_each(|row| table.row(row));
    screen().table(&table.to_string())
}

/// The time from `from` until now, as text: `3 min`.
pub(super) fn age(from: UnixMs, now: UnixMs) -> String {
    match now.0.saturating_sub(from.0) / 1_000 {
        seconds @ ..60 => format!("{} s", seconds.max(0)),
        seconds @ ..3_600 => format!("{} min", seconds / 60),
        seconds @ ..86_400 => format!("{} h", seconds / 3_600),
        seconds => counted(u32::try_from(seconds / 86_400).unwrap_or(u32::MAX), "day"),
    }
}

fn maybe_instant(at: Option<UnixMs>) -> Value {
    at.map_or(Value::Null, instant)
}

/// A job, as JSON.
pub(super) fn job_value(job: &Job) -> Value {
    value_of(JobView::of(job).fields())
}

/// A fax page of a job, as JSON.
pub(super) fn page_value(page: &JobPage) -> Value {
    json!({
        "number": page.number,
        "document": page.at.document,
        "page": page.at.page,
        "state": page.state.name(),
        "unknown": page.unknown,
        "refused": page.refused,
        "confirmed_at": maybe_instant(page.confirmed_at),
    })
}

/// A mail about a fax or job, as JSON.
pub(super) fn mail_value(mail: &OutboxEntry) -> Value {
    json!({
        "mail": mail.id.0,
        "to": mail.mailbox,
        "state": mail.state.name(),
        "tries": mail.attempts,
        "ended_at": maybe_instant(mail.ended_at),
        "error": mail.last_error,
        "problem": mail.problem,
    })
}

/// A mail's recipient, its state and its last error, as text. `None` if the mail was delivered and
/// has no error.
pub(super) fn mail_trouble(mail: &OutboxEntry) -> Option<String> {
    let to = if mail.mailbox.is_empty() { "the faxmaster" } else { &mail.mailbox };
    let why = mail.last_error.as_deref().map(|error| format!(": {error}")).unwrap_or_default();
    let is_plain = mail.state == OutboxState::Delivered && mail.last_error.is_none();
    (!is_plain).then(|| format!("to {to} {}{why}", mail.state.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_one_unit() {
        let of = |seconds: i64| age(UnixMs(5_000), UnixMs(5_000 + seconds * 1_000));
        let ages = [-3, 0, 59, 60, 3_599, 3_600, 86_399, 86_400, 200_000].map(of);
        assert_eq!(
            ages,
            ["0 s", "0 s", "59 s", "1 min", "59 min", "1 h", "23 h", "1 day", "2 days"]
        );
    }

    #[test]
    fn what_others_wrote_cannot_steer_the_terminal() {
        assert_eq!(plain("a\x1b[2Jb\nc"), "a�[2Jb�c");
    }
}
