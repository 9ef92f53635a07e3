//! How things look on the command line: dates, counts, columns, and the values that programs read.

use serde_json::{Value, json};

pub(super) use crate::control_signs::plain;
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use ferrofax_spool::jobs::{Job, JobChange, JobPage};
use ferrofax_spool::{OutboxEntry, OutboxState, ReceivedFax};

/// `2026-03-01 14:05:09`, in the machine's time zone.
pub(super) fn date(at: UnixMs) -> String {
    formatted(at, "%Y-%m-%d %H:%M:%S")
}

/// `2026-03-01`.
pub(super) fn day(at: UnixMs) -> String {
    formatted(at, "%Y-%m-%d")
}

/// `14:05:09`.
pub(super) fn clock(at: UnixMs) -> String {
    formatted(at, "%H:%M:%S")
}

fn formatted(at: UnixMs, form: &str) -> String {
    at.timestamp()
        .map_or_else(|| "-".to_owned(), |at| at.to_zoned(zone::system()).strftime(form).to_string())
}

/// `1 page`, `3 pages`.
pub(super) fn counted(count: u32, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// What is not seen of documents, as it goes on behind a line; nothing if all is.
pub(super) fn incomplete(notes: &[String]) -> String {
    if notes.is_empty() {
        String::new()
    } else {
        format!("; incomplete: {}", plain(&notes.join(", ")))
    }
}

/// Columns under their headings, two blanks apart; the last one is as wide as it likes.
pub(super) fn columns(headings: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = headings.iter().map(|heading| heading.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(cells) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.chars().count() + 2));
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        line
    };
    let mut text = line(&mut headings.iter().copied());
    for row in rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    text
}

/// A time for programs: RFC 3339 in UTC.
pub(super) fn instant(at: UnixMs) -> Value {
    at.timestamp().map_or(Value::Null, |at| Value::String(at.to_string()))
}

fn maybe_instant(at: Option<UnixMs>) -> Value {
    at.map_or(Value::Null, instant)
}

/// A job for programs.
pub(super) fn job_value(job: &Job) -> Value {
    let documents: Vec<Value> = job
        .documents
        .iter()
        .map(|document| json!({"name": document.name, "pages": document.pages}))
        .collect();
    json!({
        "job": job.id.0,
        "state": job.state.name(),
        "number": job.number,
        "canonical": job.canonical,
        "device": job.device,
        "owner": job.owner,
        "created_by": job.created_by.name(),
        "priority": job.priority,
        "tries": job.tries,
        "max_tries": job.max_tries,
        "dials": job.dials,
        "max_dials": job.max_dials,
        "pages": job.pages.len(),
        "pages_confirmed": job.pages_confirmed(),
        "pages_in_doubt": job.pages_in_doubt().map(|page| page.number).collect::<Vec<_>>(),
        "pages_perhaps_twice": job.pages_perhaps_twice().map(|page| page.number).collect::<Vec<_>>(),
        "documents": documents,
        "tag": job.tag,
        "notify": job.notify,
        "report": job.notify_when.name(),
        "report_format": job.notify_format.name(),
        "created_at": instant(job.created_at),
        "send_at": maybe_instant(job.send_at),
        "due_at": maybe_instant(job.due_at),
        "expires_at": maybe_instant(job.expires_at),
        "ended_at": maybe_instant(job.ended_at),
        "window": job.windows.as_ref().map(ToString::to_string),
        "failure": job.failure.map(|failure| failure.name()),
        "failure_text": job.failure.map(|failure| failure.text()),
        "hylafax_code": job.failure.map(|failure| failure.hylafax_code()),
        "cause": job.cause,
        "far_ident": job.far_ident,
        "text": job.text,
    })
}

/// A change of a job for programs.
pub(super) fn change_value(change: &JobChange) -> Value {
    json!({
        "at": instant(change.at),
        "state": change.state.name(),
        "text": change.text,
        "failure": change.failure.map(|failure| failure.name()),
        "cause": change.cause,
        "hangup_cause": change.hangup_cause,
        "tries": change.tries,
        "dials": change.dials,
        "pages_confirmed": change.pages_confirmed,
        "due_at": maybe_instant(change.due_at),
    })
}

/// A page of a job for programs.
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

/// A received fax for programs.
pub(super) fn fax_value(fax: &ReceivedFax) -> Value {
    json!({
        "fax": fax.id.0,
        "status": fax.status.name(),
        "device": fax.device,
        "called": fax.called,
        "calling": fax.calling,
        "caller_name": fax.caller_name,
        "far_ident": fax.far_ident,
        "subaddress": fax.sub,
        "pages": fax.pages.len(),
        "bad_rows": fax.bad_rows(),
        "rate_bps": fax.rate_bps,
        "ecm": fax.ecm,
        "mode": fax.mode,
        "packets": fax.packets,
        "line": fax.line,
        "started_at": instant(fax.started_at),
        "ended_at": maybe_instant(fax.ended_at),
        "mailboxes": fax.mailboxes,
        "cause": fax.outcome_cause,
        "text": fax.outcome_text,
    })
}

/// A mail about a fax or a job for programs.
pub(super) fn mail_value(mail: &OutboxEntry) -> Value {
    json!({
        "mail": mail.id.0,
        "to": mail.mailbox,
        "state": mail.state.name(),
        "tries": mail.attempts,
        "ended_at": maybe_instant(mail.ended_at),
        "error": mail.last_error,
    })
}

/// A mail about a fax or a job that is not delivered, for people; none if it is.
pub(super) fn mail_trouble(mail: &OutboxEntry) -> Option<String> {
    let to = if mail.mailbox.is_empty() { "the faxmaster" } else { &mail.mailbox };
    let why = mail.last_error.as_deref().map(|error| format!(": {error}")).unwrap_or_default();
    (mail.state != OutboxState::Delivered).then(|| format!("to {to} {}{why}", mail.state.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_headings_whatever_the_letters() {
        let text = columns(&["A", "NAME", "B"], &[vec!["1".into(), "Grüße".into(), "x".into()]]);
        assert_eq!(text, "A  NAME   B\n1  Grüße  x\n");
    }

    #[test]
    fn what_others_wrote_cannot_steer_the_terminal() {
        assert_eq!(plain("a\x1b[2Jb\nc"), "a�[2Jb�c");
    }
}
