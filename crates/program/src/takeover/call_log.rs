//! Reads HylaFAX's call log, xferfaxlog(5F), for facts about each received fax. The log identifies
//! a fax by its file name. Fields are separated by tabs; quoted fields have `\` before a quotation
//! mark.

use std::collections::HashMap;

use super::place::text;
use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::blanked;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The maximum size, in bytes, of a HylaFAX call log that is read.
pub(super) const MOST_BYTES: u64 = 256 << 20;

/// The maximum number of bytes of a line of HylaFAX's call log. Longer lines are skipped.
const LONGEST: usize = 16 << 10;

/// The calls in which HylaFAX received faxes. The key of each call is the file name of its fax,
/// without the folder.
pub(super) type Calls = HashMap<String, Call>;

/// A call in which HylaFAX received a fax, as HylaFAX's call log describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Call {
    /// The time at which the fax call began, as HylaFAX's call log states it, to the minute.
    pub(super) began: Option<UnixMs>,
    /// The number by which HylaFAX identifies the fax call.
    pub(super) id: String,
    /// The name of the HylaFAX modem that answered the fax call.
    pub(super) modem: String,
    /// The telephone number of the modem that answered the fax call.
    pub(super) local: String,
    /// The identification (TSI) of the sending fax machine.
    pub(super) tsi: String,
    /// The duration of the call in which HylaFAX received the fax, in milliseconds.
    pub(super) lasted_ms: i64,
    /// The reason why the fax call failed, as HylaFAX's log states it; empty if it succeeded.
    pub(super) reason: String,
    /// The data that the telephone line supplied about the call: the calling number, the caller's
    /// name, the called number.
    pub(super) said: Vec<String>,
}

/// Reads a HylaFAX call log, and adds the calls in which faxes were received to `calls`. The times
/// in the log are local times in `zone`.
pub(super) fn read(log: &[u8], zone: &TimeZone, calls: &mut Calls) {
    for line in log.split(|byte| *byte == b'\n').filter(|line| line.len() <= LONGEST) {
        let line = text(line);
        let fields: Vec<String> = line.split('\t').map(field).collect();
        let at = |index: usize| fields.get(index).cloned().unwrap_or_default();
        if at(1) != "RECV" || fields.len() < 14 {
            continue;
        }
        let file = at(4);
        let name = file.rsplit('/').next().unwrap_or(&file).to_owned();
        let call = Call {
            began: moment(&at(0), zone),
            id: at(2),
            modem: at(3),
            local: at(7),
            tsi: at(8),
            lasted_ms: span_ms(&at(12)),
            reason: at(13),
            said: [at(14), at(15)].into_iter().chain(rest(&at(16))).collect(),
        };
        if !name.is_empty() {
            // HylaFAX reuses file numbers after many years, so the last entry with a file name
            // counts.
            calls.insert(name, call);
        }
    }
}

/// Returns the text of one field of HylaFAX's call log, without the quotation marks around it.
/// Control characters such as line ends are replaced by blanks.
fn field(text: &str) -> String {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    blanked(&inner.replace("\\\"", "\"")).trim().to_owned()
}

/// Splits field 17 of a line in HylaFAX's call log. This field contains the third and all later
/// items of the data that the telephone line supplied about the call.
fn rest(text: &str) -> impl Iterator<Item = String> {
    let all: Vec<String> = text.split("\",\"").map(|word| word.trim().to_owned()).collect();
    all.into_iter()
}

/// Reads a time of HylaFAX's call log, such as `11/24/26 20:22`. It is a local time in `zone`.
fn moment(text: &str, zone: &TimeZone) -> Option<UnixMs> {
    let at = DateTime::strptime("%m/%d/%y %H:%M", text).ok()?;
    Some(at.to_zoned(zone.clone()).ok()?.timestamp().into())
}

/// Reads a duration in hours, minutes and seconds, such as `1:02:03` or `02:03`, and returns it in
/// milliseconds. The result is at most a day; 0 if the text is not a duration.
fn span_ms(text: &str) -> i64 {
    let parts: Option<Vec<i64>> = text.split(':').map(|part| part.parse().ok()).collect();
    let seconds = parts
        .unwrap_or_default()
        .iter()
        .fold(0_i64, |sum, part| sum.saturating_mul(60).saturating_add(*part));
    seconds.clamp(0, 24 * 3600) * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_log_says_of_a_fax_is_found_by_its_file() {
        let log = "11/24/26 20:22\tRECV\t000000012\tttyIAX0\trecvq/fax000000007.tif\t\"\"\tfax\t\"+49.991.2101\"\t\
                   \"+49 991 27\"\t2100\t3\t1:02\t0:58\t\"\"\t\"0991\"\t\"M\\\"ller\"\t\"2101\"\t\"\"\t\"00 4E\"\n\
                   11/24/26 20:23\tSEND\t000000013\tttyIAX0\t17\t\"\"\talice\t\"1\"\t\"\"\t0\t1\t0:1\t0:1\t\"\"\n\
                   nonsense\n";
        let mut calls = Calls::new();
        read(log.as_bytes(), &TimeZone::UTC, &mut calls);
        assert_eq!(calls.len(), 1);
        let call = &calls["fax000000007.tif"];
        assert_eq!((call.modem.as_str(), call.lasted_ms), ("ttyIAX0", 58_000));
        assert_eq!(call.began, moment("11/24/26 20:22", &TimeZone::UTC));
        assert!(call.began.is_some());
        assert_eq!(call.said, ["0991", "M\"ller", "2101"]);
        let mut none = Calls::new();
        let endless = [b"11/24/26 20:22\tRECV\t".as_slice(), &[b'x'; LONGEST]].concat();
        read(&endless, &TimeZone::UTC, &mut none);
        assert_eq!(none, Calls::new());
    }
}
