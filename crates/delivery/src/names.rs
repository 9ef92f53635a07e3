//! The variables, such as `${FAX_PAGES}`, that an administrator may use in the templates for the
//! subject and text of the mails with received faxes.
//!
//! The table [`NAMES`] has the meaning of each variable, and the name of the corresponding variable
//! in Asterisk's `voicemail.conf`.

use super::dates::Dates;
use super::name_table::{self, Row, TemplateName, Values, words};
use super::template::one_line;
use super::words::{Text, Words};
use ferrofax_spool::view::{FaxView, Shown};
use ferrofax_spool::{FaxStatus, Format, OutboxEntry, ReceivedFax};

/// The received fax, its outbox entry and other facts from which the values of the template
/// variables are made.
struct Facts<'a> {
    fax: &'a ReceivedFax,
    view: FaxView,
    entry: &'a OutboxEntry,
    dates: &'a Dates,
    words: Words,
}

/// A function that makes the value of one template variable, such as `${FAX_PAGES}`.
type Value = fn(&Facts<'_>) -> String;

/// All variables that the templates of mails may use, in the order in which they are listed for
/// people.
const NAMES: &[Row<Value>] = &[
    ("FAX_ID", "VM_MSGNUM", "the fax's number in the spool", |of| words(&of.view.fax)),
    ("FAX_DEVICE", "VM_MAILBOX", "the device's extension", |of| of.fax.device.number.clone()),
    ("FAX_CONTEXT", "", "its dialplan context", |of| of.fax.device.context.clone()),
    ("FAX_MAILBOX", "VM_NAME", "the address that this mail is sent to", |of| {
        of.entry.mailbox.clone()
    }),
    (
        "FAX_FETCHED",
        "",
        "of a fax that was fetched, a sentence that says so; empty for others",
        |of| fetched(of),
    ),
    ("FAX_CALLED", "", "the number that was dialled", |of| words(&of.view.called)),
    ("FAX_CIDNUM", "VM_CIDNUM", "the number that called, or `unknown`", |of| {
        or_unknown(&of.view.calling, of.words)
    }),
    ("FAX_CIDNAME", "VM_CIDNAME", "the caller's name, or `unknown`", |of| {
        or_unknown(&of.view.caller_name, of.words)
    }),
    (
        "FAX_CALLERID",
        "VM_CALLERID",
        "both, or what the remote fax machine calls itself, or `an unknown caller`",
        |of| caller(of),
    ),
    (
        "FAX_REMOTESTATIONID",
        "",
        "the identification of the remote fax machine (TSI), or `unknown`",
        |of| or_unknown(&of.view.far_ident, of.words),
    ),
    ("FAX_SUBADDRESS", "", "the subaddress that it asked for (SUB)", |of| {
        words(&of.view.subaddress)
    }),
    ("FAX_PAGES", "", "pages that came", |of| words(&of.view.pages)),
    ("FAX_DATE", "VM_DATE", "when the call came, by `emaildateformat` and `tz`", |of| {
        of.dates.text(of.fax.started_at)
    }),
    ("FAX_DURATION", "VM_DUR", "how long it took, as `2:05`", |of| duration(of.fax)),
    ("FAX_STATUS", "", "`received`, `incomplete`, `failed`", |of| words(&of.view.status)),
    ("FAX_ERROR", "", "the cause's name, as in `FAXERROR`; `OK` if all went well", |of| {
        words(&of.view.cause)
    }),
    ("FAX_STATUSSTRING", "", "the cause as one sentence", |of| words(&of.view.text)),
    ("FAX_RESOLUTION", "", "dots an inch across and down, as `204x196`", |of| resolution(of.fax)),
    ("FAX_BITRATE", "", "bit/s", |of| words(&of.view.rate_bps)),
    ("FAX_ECM", "", "`yes`, `no`: error correction", |of| words(&of.view.ecm)),
    ("FAX_MODE", "", "how it went over the line: `audio` or `T38`", |of| words(&of.view.mode)),
    ("FAX_PACKETS", "", "statistics of the T.38 or audio packets, in words", |of| {
        words(&of.view.packets)
    }),
    (
        "FAX_LINE",
        "",
        "the line as the modem knew it at last, in words: rate, SNR, level, …",
        |of| words(&of.view.line),
    ),
    ("FAX_CODING", "", "`MH`, `MR`, `MMR`, `JBIG`, `JPEG` or `T.43` (in colours)", |of| {
        coding(of.fax)
    }),
    ("FAX_BADROWS", "", "damaged rows on all pages", |of| words(&of.view.bad_rows)),
    ("FAX_FILENAME", "", "the attachment's name; empty if no page came", |of| {
        let is_attached = of.fax.status != FaxStatus::Failed;
        if is_attached { file_name(of.fax, of.dates) } else { String::new() }
    }),
    ("FAX_CALLID", "", "the PBX's unique id of the call", |of| of.fax.call_id.clone()),
];

/// Makes the values of all template variables for the mail that is written for an outbox entry.
/// Dates have the form that the fax device's settings choose.
pub(super) fn values(
    fax: &ReceivedFax,
    entry: &OutboxEntry,
    dates: &Dates,
    words: Words,
) -> Values {
    let facts = Facts { fax, view: FaxView::of(fax), entry, dates, words };
    // Texts that callers choose must not begin a new line.
    Values::new(NAMES, |_, value| one_line(&value(&facts)))
}

/// Lists the variables that a template of a mail may use, with their meanings.
pub(super) fn all() -> Vec<TemplateName> {
    name_table::names(NAMES)
}

/// The name of the attached file, `fax-2101-20261120-143005.pdf`, in characters that every system
/// accepts.
pub(super) fn file_name(fax: &ReceivedFax, dates: &Dates) -> String {
    let extension = &fax.device.number;
    let device: String = extension.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let time = dates.zoned(fax.started_at).strftime("%Y%m%d-%H%M%S").to_string();
    let suffix = match fax.format {
        Format::Tiff => "tif",
        Format::Pdf | Format::InlineGif => "pdf",
    };
    format!("fax-{device}-{time}.{suffix}")
}

fn caller(of: &Facts<'_>) -> String {
    let fax = of.fax;
    match (
        fax.caller_name.as_str(),
        fax.calling.as_str(),
        fax.far_ident.as_deref().unwrap_or_default().trim(),
    ) {
        ("", "", "") => of.words.text(Text::unknown_caller),
        ("", "", ident) => ident.to_owned(),
        ("", number, _) => number.to_owned(),
        (name, "", _) => name.to_owned(),
        (name, number, _) if name == number => number.to_owned(),
        (name, number, _) => format!("{name} <{number}>"),
    }
}

fn fetched(of: &Facts<'_>) -> String {
    of.fax
        .fetched_by
        .map(|job| of.words.with_one(Text::polled_by_job, "job", &job.to_string()))
        .unwrap_or_default()
}

fn duration(fax: &ReceivedFax) -> String {
    let seconds = fax.ended_at.unwrap_or(fax.started_at).ms_since(fax.started_at).max(0) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn resolution(fax: &ReceivedFax) -> String {
    let first_page = fax.pages.first().map(|page| (page.x_dpi, page.y_dpi));
    first_page
        .or(fax.resolution_dpi)
        .map(|(x, y)| format!("{x:.0}x{y:.0}"))
        .unwrap_or_default()
}

fn coding(fax: &ReceivedFax) -> String {
    fax.coding.map(|coding| coding.to_string()).unwrap_or_default()
}

fn or_unknown(field: &Shown, words: Words) -> String {
    let text = field.words().trim();
    if text.is_empty() { words.text(Text::unknown) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::MailSettings;
    use ferrofax_basics::UnixMs;
    use ferrofax_ground::t4::Coding;
    use ferrofax_languages::Language;
    use ferrofax_spool::jobs::JobId;
    use ferrofax_spool::{FaxId, OutboxId, OutboxKind, OutboxState};

    fn fax(calling: &str, caller_name: &str, far_ident: Option<&str>) -> ReceivedFax {
        ReceivedFax {
            id: FaxId(7),
            status: FaxStatus::Received,
            device: "2101@fax-devices".parse().unwrap(),
            class: None,
            called: "2101".to_owned(),
            calling: calling.to_owned(),
            caller_name: caller_name.to_owned(),
            call_id: "1.2".to_owned(),
            trunk: None,
            fetched_by: None,
            started_at: UnixMs(1_795_181_405_000),
            ended_at: Some(UnixMs(1_795_181_405_000 + 3_725_999)),
            far_ident: far_ident.map(str::to_owned),
            sub: None,
            sid: None,
            rate_bps: Some(9600),
            ecm: Some(false),
            coding: Some(Coding::Mr),
            resolution_dpi: Some((204.216, 391.16)),
            mode: Some("T38".to_owned()),
            packets: Some("T.38: 9 packets received".to_owned()),
            line: Some("V.29 9600: 31.2 dB SNR".to_owned()),
            outcome_phase: Some("E".to_owned()),
            outcome_cause: Some("OK".to_owned()),
            outcome_text: Some("The fax was received completely.".to_owned()),
            outcome: Some(ferrofax_ground::outcome::Cause::Ok.into()),
            mailboxes: vec!["alice@example.com".to_owned()],
            format: Format::Pdf,
            options: std::collections::BTreeMap::new(),
            metadata: std::collections::BTreeMap::new(),
            pages: Vec::new(),
        }
    }

    fn values_of(fax: &ReceivedFax) -> Values {
        let entry = OutboxEntry {
            id: OutboxId(1),
            fax: Some(fax.id),
            mailbox: "alice@example.com".to_owned(),
            kind: OutboxKind::Fax,
            state: OutboxState::Leased,
            attempts: 1,
            created_at: UnixMs(0),
            next_try_at: UnixMs(0),
            last_error: None,
            problem: None,
            relay_answer: None,
            ended_at: None,
            message_id: "a@b".to_owned(),
        };
        let dates = Dates { zone: Some("UTC".to_owned()), ..Dates::default() };
        values(fax, &entry, &dates, Words::of(Language::English))
    }

    #[test]
    fn every_name_stands_for_something_known() {
        let values = values_of(&fax("+4999112345", "Bob", Some("+49 9991 12345")));
        for (name, value) in [
            ("FAX_ID", "7"),
            ("FAX_DEVICE", "2101"),
            ("FAX_CONTEXT", "fax-devices"),
            ("FAX_MAILBOX", "alice@example.com"),
            ("FAX_FETCHED", ""),
            ("FAX_CALLED", "2101"),
            ("FAX_CIDNUM", "+4999112345"),
            ("FAX_CIDNAME", "Bob"),
            ("FAX_CALLERID", "Bob <+4999112345>"),
            ("FAX_REMOTESTATIONID", "+49 9991 12345"),
            ("FAX_SUBADDRESS", ""),
            ("FAX_PAGES", "0"),
            ("FAX_DATE", "Friday, November 20, 2026 at 1:30:05 PM"),
            ("FAX_DURATION", "62:05"),
            ("FAX_STATUS", "received"),
            ("FAX_ERROR", "OK"),
            ("FAX_STATUSSTRING", "The fax was received completely."),
            ("FAX_RESOLUTION", "204x391"),
            ("FAX_BITRATE", "9600"),
            ("FAX_ECM", "no"),
            ("FAX_MODE", "T38"),
            ("FAX_PACKETS", "T.38: 9 packets received"),
            ("FAX_LINE", "V.29 9600: 31.2 dB SNR"),
            ("FAX_CODING", "MR"),
            ("FAX_BADROWS", "0"),
            ("FAX_FILENAME", "fax-2101-20261120-133005.pdf"),
            ("FAX_CALLID", "1.2"),
        ] {
            assert_eq!(values.get(name), Some(value), "{name}");
        }
    }

    #[test]
    fn the_names_of_voicemail_conf_mean_the_same() {
        let values = values_of(&fax("+4999112345", "Bob", None));
        for (theirs, ours) in [
            ("VM_NAME", "FAX_MAILBOX"),
            ("VM_MSGNUM", "FAX_ID"),
            ("VM_MAILBOX", "FAX_DEVICE"),
            ("VM_CALLERID", "FAX_CALLERID"),
            ("VM_CIDNUM", "FAX_CIDNUM"),
            ("VM_CIDNAME", "FAX_CIDNAME"),
            ("VM_DATE", "FAX_DATE"),
            ("VM_DUR", "FAX_DURATION"),
        ] {
            assert!(values.get(theirs).is_some());
            assert_eq!(values.get(theirs), values.get(ours), "{theirs}");
        }
        assert_eq!((values.get(""), values.get("FAX_NOTHING")), (None, None));
    }

    #[test]
    fn a_caller_is_named_by_the_best_that_is_known() {
        for (number, name, ident, caller) in [
            ("123", "Bob", None, "Bob <123>"),
            ("123", "123", None, "123"),
            ("123", "", Some("+49 1"), "123"),
            ("", "Bob", Some("+49 1"), "Bob"),
            ("", "", Some(" +49 1 "), "+49 1"),
            ("", "", None, "an unknown caller"),
        ] {
            assert_eq!(values_of(&fax(number, name, ident)).get("FAX_CALLERID"), Some(caller));
        }
    }

    #[test]
    fn the_defaults_use_names_that_exist() {
        let is_known = |text: &str| all().iter().any(|name| name.is(text));
        for language in Language::ALL {
            let settings = MailSettings { language, ..MailSettings::default() };
            for polled in [None, Some(JobId(1))] {
                let (subject, body) =
                    settings.words_of(&ReceivedFax { fetched_by: polled, ..fax("1", "", None) });
                assert!(subject.names().count() == 2 && subject.names().all(is_known));
                assert!(body.names().count() == 7 && body.names().all(is_known));
            }
        }
    }
}
