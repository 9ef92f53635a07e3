//! Filing by HL7 version 2: each fax is a message MDM^T02 ("original document notification and
//! content", HL7 2.5.1 §9.6.2), sent by MLLP, and the receiver must acknowledge it. A message that
//! is sent again has the same message control id (MSH-10), by which the receiver recognises it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::destination::{Destination, Errand, Trouble, shown};
use super::folder::FileFormat;
use super::server::Client;
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;
use ferrofax_network::outward::Place;
use ferrofax_spool::{FaxStatus, ReceivedFax};

/// The receiver of HL7 messages.
pub(super) struct Hl7 {
    /// The host and the port, and whether TLS is used.
    pub(super) place: Place,
    /// The URL in the settings.
    pub(super) url: String,
    pub(super) client: Client,
    pub(super) names: Names,
}

/// The names in the messages.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) sending_application: String,
    pub(super) sending_facility: String,
    pub(super) receiving_application: String,
    pub(super) receiving_facility: String,
    /// TXA-2.
    pub(super) document_type: String,
}

/// The maximum size of an acknowledgement in bytes.
pub(super) const LARGEST: usize = 64 << 10;

/// The bytes around a message (HL7 Implementation Guide, Transport Specification: MLLP).
const START: u8 = 0x0b;
const END: [u8; 2] = [0x1c, 0x0d];

/// Room for all of a message but its document, in bytes.
const ROOM: usize = 4_096;

impl Destination for Hl7 {
    fn address(&self) -> String {
        self.url.clone()
    }

    /// Connects, and sends nothing.
    fn probe(&self, stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        self.client.meet(&self.place, stop)
    }

    fn publish(&self, errand: &Errand<'_>, _is_again: bool) -> Result<(), Trouble> {
        let (fax, document) = (errand.fax()?, errand.copies()?.document);
        let id = errand.identity();
        let file = errand.files().0;
        let format = errand.wanted.format;
        let mut framed = message(&fax, (&id, &file), &self.names, format, &document).into_bytes();
        drop(document);
        framed.extend_from_slice(&END);
        let is_whole = |answer: &[u8]| answer.contains(&END[0]);
        let client = self.client.to_send(framed.len())?;
        let answer = client.exchange_until(&self.place, &framed, &is_whole, errand.stop);
        let answer = answer.map_err(|why| Trouble::Unavailable(why.to_string()))?;
        judged(&String::from_utf8_lossy(&answer), &id)
    }
}

/// The message of a fax, after the byte that begins it.
fn message(
    fax: &ReceivedFax,
    (id, file): (&str, &str),
    names: &Names,
    format: FileFormat,
    document: &[u8],
) -> String {
    let [from, at, to, there] = [
        &names.sending_application,
        &names.sending_facility,
        &names.receiving_application,
        &names.receiving_facility,
    ]
    .map(|name| components(name));
    let (received, now) = (time(fax.started_at), time(UnixMs::now()));
    let kind = escaped(&names.document_type);
    // Codes of HL7's table 0271: "incomplete" and "documented".
    let is_incomplete = fax.status == FaxStatus::Incomplete;
    let completion = if is_incomplete { "IN" } else { "DO" };
    let lines = [
        format!(
            "MSH|^~\\&|{from}|{at}|{to}|{there}|{now}||MDM^T02^MDM_T02|{id}|P|2.5.1||||||UNICODE UTF-8"
        ),
        format!("EVN||{received}"),
        // The patient is not known, but PID-3 and PID-5 are required.
        "PID|1||UNKNOWN^^^FAX||UNKNOWN^FAX".to_owned(),
        "PV1|1|N".to_owned(),
        format!(
            "TXA|1|{kind}|AP|{received}||||||||{id}^FERROFAX||||{}|{completion}||AV",
            escaped(file)
        ),
    ];
    let subtype = match format {
        FileFormat::Pdf => "AP^PDF",
        FileFormat::Tiff => "IM^TIFF",
    };
    let mut text = format!("{}{}\r", char::from(START), lines.join("\r"));
    // A document may be large, so there is room for all of it before it is written.
    text.reserve(document.len().div_ceil(3) * 4 + ROOM);
    text.push_str(&format!("OBX|1|ED|FAX^Fax document^L||^{subtype}^Base64^"));
    STANDARD.encode_string(document, &mut text);
    text.push_str("||||||F\r");
    let facts = [
        ("CALLING^Number of the caller", fax.calling.clone()),
        ("STATION^Station id of the sender", fax.far_ident.clone().unwrap_or_default()),
        ("DEVICE^Fax device that received the fax", fax.device.to_string()),
        ("PAGES^Number of pages", fax.pages.len().to_string()),
        ("STATUS^State of the fax", if is_incomplete { "incomplete" } else { "" }.to_owned()),
    ];
    let facts = facts.iter().filter(|(_, value)| !value.trim().is_empty());
    for (number, (name, value)) in (2..).zip(facts) {
        text.push_str(&format!("OBX|{number}|ST|{name}^L||{}||||||F\r", escaped(value.trim())));
    }
    text
}

/// A time as HL7 writes it, with the offset to UTC (HL7 2.5.1 §2.A.77).
fn time(at: UnixMs) -> String {
    formatted(at, "%Y%m%d%H%M%S%z").unwrap_or_default()
}

/// A text in which the separators of HL7 are escaped (HL7 2.5.1 §2.7.1), without control
/// characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars().filter(|sign| !sign.is_control()) {
        match sign {
            '|' => escaped.push_str("\\F\\"),
            '^' => escaped.push_str("\\S\\"),
            '&' => escaped.push_str("\\T\\"),
            '~' => escaped.push_str("\\R\\"),
            '\\' => escaped.push_str("\\E\\"),
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// A name from the settings, which may have components: `LAB^1.2.3^ISO`.
fn components(name: &str) -> String {
    name.split('^').map(escaped).collect::<Vec<_>>().join("^")
}

/// Reads the acknowledgement of the message `id` (HL7 2.5.1 §2.9.2): success or a refusal.
fn judged(answer: &str, id: &str) -> Result<(), Trouble> {
    let unclear = |why: &str| Trouble::Unavailable(format!("the receiver's acknowledgement {why}"));
    let message = answer.trim_start_matches(char::from(START));
    // Some receivers leave out the carriage return before or after this byte.
    let message = message.split(char::from(END[0])).next().unwrap_or_default();
    let separator = message.strip_prefix("MSH").and_then(|rest| rest.chars().next());
    let separator = separator.ok_or_else(|| unclear("is no HL7 message"))?;
    let segment = |name: &str| {
        let mut lines = message.split(['\r', '\n']);
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(separator))
    };
    let acknowledgement = segment("MSA").ok_or_else(|| unclear("has no segment MSA"))?;
    let fields: Vec<&str> = acknowledgement.split(separator).collect();
    if fields.get(1) != Some(&id) {
        return Err(unclear("belongs to another message"));
    }
    match fields[0] {
        "AA" | "CA" => Ok(()),
        code @ ("AE" | "AR" | "CE" | "CR") => {
            let text = fields.get(2).filter(|text| !text.is_empty()).copied();
            let why = text.or_else(|| segment("ERR")).unwrap_or("it gives no reason");
            Err(Trouble::Refused(format!("the receiver answers {code}: {}", shown(why))))
        }
        _ => Err(unclear("has no known code in MSA-1")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_control_characters_of_others_do_not_change_the_message() {
        assert_eq!(
            escaped("a|b^c&d~e\\f\r\n\u{b}\u{1c}MSH|"),
            "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\fMSH\\F\\"
        );
        assert_eq!(components("LAB^1.2|3^ISO"), "LAB^1.2\\F\\3^ISO");
    }

    #[test]
    fn an_acknowledgement_is_accepted_only_for_its_message() {
        let answer =
            |code: &str| format!("\u{b}MSH|^~\\&|A|B|C|D|2026||ACK|1|P|2.5.1\rMSA|{code}\r");
        assert!(judged(&answer("AA|t-1"), "t-1").is_ok());
        assert!(judged(&answer("CA|t-1|fine"), "t-1").is_ok());
        assert!(judged("MSH|^~\\&|A\rMSA|AA|t-1\u{1c}\r\n", "t-1").is_ok());
        assert!(judged("\u{b}MSH#^~\\&#A\nMSA#AA#t-1\n\u{1c}", "t-1").is_ok());
        for (code, why) in [
            ("AE|t-1|no such patient", "AE: no such patient"),
            ("AR|t-1|\rERR|^^^207", "AR: ^^^207"),
            ("CR|t-1", "CR: it gives no reason"),
        ] {
            let trouble = judged(&answer(code), "t-1").unwrap_err();
            assert!(matches!(&trouble, Trouble::Refused(text) if text.ends_with(why)), "{trouble}");
        }
        for wrong in [answer("AA|t-2"), answer("XX|t-1"), "\u{b}MSH|^~\\&|A\r".into(), "ok".into()]
        {
            let trouble = judged(&wrong, "t-1").unwrap_err();
            assert!(matches!(trouble, Trouble::Unavailable(_)), "{trouble}");
        }
    }
}
