//! The names that subject and text may use, and what they stand for in one mail.
//!
//! | name | what it stands for | also as |
//! | --- | --- | --- |
//! | `FAX_ID` | the fax's number in the spool | `VM_MSGNUM` |
//! | `FAX_DEVICE` | the device's extension | `VM_MAILBOX` |
//! | `FAX_CONTEXT` | its dialplan context | |
//! | `FAX_MAILBOX` | the address that this mail goes to | `VM_NAME` |
//! | `FAX_CALLED` | the number that was dialled | |
//! | `FAX_CIDNUM` | the number that called, or `unknown` | `VM_CIDNUM` |
//! | `FAX_CIDNAME` | the caller's name, or `unknown` | `VM_CIDNAME` |
//! | `FAX_CALLERID` | both, or what the fax machine calls itself, or `an unknown caller` | `VM_CALLERID` |
//! | `FAX_REMOTESTATIONID` | what the fax machine calls itself (TSI) | |
//! | `FAX_SUBADDRESS` | the subaddress it asked for (SUB) | |
//! | `FAX_PAGES` | pages that came | |
//! | `FAX_DATE` | when the call came, by `emaildateformat` and `tz` | `VM_DATE` |
//! | `FAX_DURATION` | how long it took, as `2:05` | `VM_DUR` |
//! | `FAX_STATUS` | `received`, `incomplete`, `failed` | |
//! | `FAX_ERROR` | the cause's name, as in `FAXERROR`; `OK` if all went well | |
//! | `FAX_STATUSSTRING` | the cause as one sentence | |
//! | `FAX_RESOLUTION` | dots an inch across and down, as `204x196` | |
//! | `FAX_BITRATE` | bit/s | |
//! | `FAX_ECM` | `yes`, `no`: error correction | |
//! | `FAX_MODE` | how it went over the line: `audio` or `T38` | |
//! | `FAX_PACKETS` | what became of the packets of T.38 or of the audio, in words | |
//! | `FAX_LINE` | what the modem knew of the line at last, in words: rate, SNR, level, offset, skew, distortion | |
//! | `FAX_CODING` | `MH`, `MR`, `MMR` | |
//! | `FAX_BADROWS` | damaged rows on all pages | |
//! | `FAX_FILENAME` | the attachment's name | |
//! | `FAX_CALLID` | the PBX's unique id of the call | |
//!
//! The names under "also as" are those of `voicemail.conf`, so that a template from there
//! does its work.

use super::dates::Dates;
use super::template::one_line;
use ferrofax_engine::t4::Coding;
use ferrofax_spool::{DeviceName, Format, OutboxEntry, ReceivedFax};

/// Ours, and what `voicemail.conf` calls the same thing.
const NAMES: [(&str, &str); 26] = [
    ("FAX_ID", "VM_MSGNUM"),
    ("FAX_DEVICE", "VM_MAILBOX"),
    ("FAX_CONTEXT", ""),
    ("FAX_MAILBOX", "VM_NAME"),
    ("FAX_CALLED", ""),
    ("FAX_CIDNUM", "VM_CIDNUM"),
    ("FAX_CIDNAME", "VM_CIDNAME"),
    ("FAX_CALLERID", "VM_CALLERID"),
    ("FAX_REMOTESTATIONID", ""),
    ("FAX_SUBADDRESS", ""),
    ("FAX_PAGES", ""),
    ("FAX_DATE", "VM_DATE"),
    ("FAX_DURATION", "VM_DUR"),
    ("FAX_STATUS", ""),
    ("FAX_ERROR", ""),
    ("FAX_STATUSSTRING", ""),
    ("FAX_RESOLUTION", ""),
    ("FAX_BITRATE", ""),
    ("FAX_ECM", ""),
    ("FAX_MODE", ""),
    ("FAX_PACKETS", ""),
    ("FAX_LINE", ""),
    ("FAX_CODING", ""),
    ("FAX_BADROWS", ""),
    ("FAX_FILENAME", ""),
    ("FAX_CALLID", ""),
];

/// What each name stands for in one mail.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// In the order of [`NAMES`].
    values: [String; NAMES.len()],
}

impl Values {
    /// For the mail of this entry. The dates are as the device wants them.
    pub(super) fn new(fax: &ReceivedFax, entry: &OutboxEntry, dates: &Dates) -> Self {
        let DeviceName { number: extension, context } = DeviceName::of_row(&fax.device);
        let values = NAMES.map(|(name, _)| match name {
            "FAX_ID" => fax.id.to_string(),
            "FAX_DEVICE" => extension.clone(),
            "FAX_CONTEXT" => context.clone(),
            "FAX_MAILBOX" => entry.mailbox.clone(),
            "FAX_CALLED" => fax.called.clone(),
            "FAX_CIDNUM" => or_unknown(&fax.calling),
            "FAX_CIDNAME" => or_unknown(&fax.caller_name),
            "FAX_CALLERID" => caller(fax),
            "FAX_REMOTESTATIONID" => or_unknown(fax.far_ident.as_deref().unwrap_or_default()),
            "FAX_SUBADDRESS" => fax.sub.clone().unwrap_or_default(),
            "FAX_PAGES" => fax.pages.len().to_string(),
            "FAX_DATE" => dates.text(fax.started_at),
            "FAX_DURATION" => duration(fax),
            "FAX_STATUS" => fax.status.name().to_owned(),
            "FAX_ERROR" => fax.outcome_cause.clone().unwrap_or_default(),
            "FAX_STATUSSTRING" => fax.outcome_text.clone().unwrap_or_default(),
            "FAX_RESOLUTION" => resolution(fax),
            "FAX_BITRATE" => fax.rate_bps.map(|rate| rate.to_string()).unwrap_or_default(),
            "FAX_ECM" => {
                fax.ecm.map(|ecm| if ecm { "yes" } else { "no" }).unwrap_or_default().to_owned()
            }
            "FAX_MODE" => fax.mode.clone().unwrap_or_default(),
            "FAX_PACKETS" => fax.packets.clone().unwrap_or_default(),
            "FAX_LINE" => fax.line.clone().unwrap_or_default(),
            "FAX_CODING" => fax.coding.map(coding).unwrap_or_default().to_owned(),
            "FAX_BADROWS" => fax.bad_rows().to_string(),
            "FAX_FILENAME" => file_name(fax, dates),
            "FAX_CALLID" => fax.call_id.clone(),
            _ => String::new(),
        });
        // What callers say of themselves stays in its line.
        Self { values: values.map(|value| one_line(&value)) }
    }

    /// What a name stands for; none if there is no such name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        position(name).map(|position| self.values[position].as_str())
    }
}

/// Whether a template may use this name.
pub(super) fn is_known(name: &str) -> bool {
    position(name).is_some()
}

fn position(name: &str) -> Option<usize> {
    position_in(&NAMES, name)
}

/// Where a name, ours or voicemail's, stands among names that templates may use.
pub(super) fn position_in(names: &[(&str, &str)], name: &str) -> Option<usize> {
    names
        .iter()
        .position(|(ours, voicemail)| *ours == name || (*voicemail == name && !name.is_empty()))
}

/// The name of the attachment: `fax-2101-20261120-143005.pdf`, in letters that every system takes.
pub(super) fn file_name(fax: &ReceivedFax, dates: &Dates) -> String {
    let extension = DeviceName::of_row(&fax.device).number;
    let device: String = extension.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let time = dates.zoned(fax.started_at).strftime("%Y%m%d-%H%M%S").to_string();
    let suffix = match fax.format {
        Format::Tiff => "tif",
        Format::Pdf | Format::InlineGif => "pdf",
    };
    format!("fax-{device}-{time}.{suffix}")
}

fn caller(fax: &ReceivedFax) -> String {
    match (
        fax.caller_name.as_str(),
        fax.calling.as_str(),
        fax.far_ident.as_deref().unwrap_or_default().trim(),
    ) {
        ("", "", "") => "an unknown caller".to_owned(),
        ("", "", ident) => ident.to_owned(),
        ("", number, _) => number.to_owned(),
        (name, "", _) => name.to_owned(),
        (name, number, _) if name == number => number.to_owned(),
        (name, number, _) => format!("{name} <{number}>"),
    }
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

fn coding(coding: Coding) -> &'static str {
    match coding {
        Coding::Mh => "MH",
        Coding::Mr => "MR",
        Coding::Mmr => "MMR",
    }
}

fn or_unknown(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() { "unknown".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_spool::{FaxId, FaxStatus, OutboxId, OutboxKind, OutboxState};

    fn fax(calling: &str, caller_name: &str, far_ident: Option<&str>) -> ReceivedFax {
        ReceivedFax {
            id: FaxId(7),
            status: FaxStatus::Received,
            device: "2101@fax-devices".to_owned(),
            class: None,
            called: "2101".to_owned(),
            calling: calling.to_owned(),
            caller_name: caller_name.to_owned(),
            call_id: "1.2".to_owned(),
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
            packets: Some("T.38: 9 packets heard".to_owned()),
            line: Some("V.29 9600: 31.2 dB SNR".to_owned()),
            outcome_phase: Some("E".to_owned()),
            outcome_cause: Some("OK".to_owned()),
            outcome_text: Some("The fax was received completely.".to_owned()),
            mailboxes: vec!["alice@example.com".to_owned()],
            format: Format::Pdf,
            options: std::collections::BTreeMap::new(),
            pages: Vec::new(),
        }
    }

    fn values(fax: &ReceivedFax) -> Values {
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
            relay_answer: None,
            ended_at: None,
            message_id: "a@b".to_owned(),
        };
        Values::new(fax, &entry, &Dates { zone: Some("UTC".to_owned()), ..Dates::default() })
    }

    #[test]
    fn every_name_stands_for_something_known() {
        let values = values(&fax("+4999112345", "Bob", Some("+49 9991 12345")));
        for (name, value) in [
            ("FAX_ID", "7"),
            ("FAX_DEVICE", "2101"),
            ("FAX_CONTEXT", "fax-devices"),
            ("FAX_MAILBOX", "alice@example.com"),
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
            ("FAX_PACKETS", "T.38: 9 packets heard"),
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
        let values = values(&fax("+4999112345", "Bob", None));
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
            assert!(is_known(theirs));
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
            assert_eq!(values(&fax(number, name, ident)).get("FAX_CALLERID"), Some(caller));
        }
    }

    #[test]
    fn the_defaults_use_names_that_exist() {
        let settings = crate::settings::MailSettings::default();
        for template in [settings.subject, settings.body] {
            assert!(template.names().count() > 0 && template.names().all(is_known));
        }
    }
}
