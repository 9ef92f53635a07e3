//! Writes a line of HylaFAX's log of fax calls: eighteen fields separated by tabs, as in
//! xferfaxlog(5F). HylaFAX 6 writes the last DCS as the nineteenth field. Ferrofax leaves this
//! field out, and HylaFAX's programs then take the coding from the tenth field.
//!
//! The fields have these values:
//!
//! - Fields 1 and 2: the start of the call, and `SEND` or `RECV`. If a job fetched the fax by
//!   polling, field 2 is `POLL`.
//! - Fields 3 and 4: the unique number of the call in this log, and the device.
//! - Fields 5 to 7: the job, the job's tag and the job's owner. For a received fax that no job
//!   fetched, they are a file name such as `fax000000017.tif`, an empty text, and `fax`.
//! - Fields 8 and 9: the called number and the CSI for a sent fax, the called number and the TSI
//!   for a received fax.
//! - Fields 10 and 11: the negotiated parameters, and the number of pages.
//! - Fields 12 and 13: the duration of the call, and the duration from the first fax signal on. For
//!   a received fax, both fields have the duration of the call.
//! - Field 14: the error; empty after success.
//! - Fields 15 and 16: for a received fax, the caller's name and number, as recvstats(1M) shows
//!   them; for a sent fax, empty.
//! - Fields 17 and 18: field 17 is empty. Field 18 is the owner of a sent fax, and empty for a
//!   received fax.

use super::super::fax_view::file_name;
use super::super::times::written;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Agreed, CameCall, SentCall};
use jiff::tz::TimeZone;

/// The maximum length, in characters, of a job's tag in HylaFAX's log of fax calls. HylaFAX's
/// programs cannot read a longer tag.
const LONGEST_TAG: usize = 78;

pub(super) fn sent(call: &SentCall, zone: &TimeZone) -> String {
    let lasted = call.ended.ms_since(call.began);
    let connected = call.fax_seen.map_or(0, |seen| call.ended.ms_since(seen));
    line([
        date(call.began, zone),
        "SEND".to_owned(),
        // Ferrofax numbers calls of jobs and received faxes separately, but each line of the log
        // needs a unique number. So calls of jobs get even numbers, and received faxes odd numbers.
        format!("{:09}", call.call * 2),
        bare(&call.device.number),
        call.job.to_string(),
        quoted(&tag(&call.tag)),
        bare(&call.owner),
        quoted(&call.number),
        quoted(call.agreed.far_ident.as_deref().unwrap_or_default()),
        params(&call.agreed).to_string(),
        call.pages.to_string(),
        time(lasted),
        time(connected),
        quoted(call.failure.map_or("", |failure| failure.hylafax_text())),
        quoted(""),
        quoted(""),
        quoted(""),
        quoted(&call.owner),
    ])
}

pub(super) fn came(call: &CameCall, zone: &TimeZone) -> String {
    let lasted = call.ended.ms_since(call.began);
    let (what, job, tagged, owner) = match &call.fetched {
        Some((job, tagged, owner)) => ("POLL", job.to_string(), tag(tagged), owner.as_str()),
        None => ("RECV", file_name(call.fax), String::new(), "fax"),
    };
    line([
        date(call.began, zone),
        what.to_owned(),
        format!("{:09}", call.fax.0 * 2 + 1),
        bare(&call.device.number),
        job,
        quoted(&tagged),
        bare(owner),
        quoted(&call.called),
        quoted(call.agreed.far_ident.as_deref().unwrap_or_default()),
        params(&call.agreed).to_string(),
        call.pages.to_string(),
        time(lasted),
        time(lasted),
        quoted(call.trouble.as_deref().unwrap_or_default()),
        quoted(&call.caller_name),
        quoted(&call.calling),
        quoted(""),
        quoted(""),
    ])
}

fn line(fields: [String; 18]) -> String {
    fields.join("\t") + "\n"
}

fn date(at: UnixMs, zone: &TimeZone) -> String {
    written(at, zone, "%m/%d/%y %H:%M")
}

/// Writes a duration for HylaFAX's log of fax calls, as `1:02:03`, or as `02:03` if it is shorter
/// than an hour.
fn time(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes:02}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

fn tag(text: &str) -> String {
    text.chars().take(LONGEST_TAG).collect()
}

/// Returns the characters of a text for a field of HylaFAX's log of fax calls. Control characters
/// become blanks, because a tab would end the field and a line feed the line.
fn plain(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter })
}

/// The text of a field that HylaFAX's log of fax calls shows without quotation marks: blanks become
/// `_`, so that the text is one word.
fn bare(text: &str) -> String {
    plain(text).map(|letter| if letter == ' ' { '_' } else { letter }).collect()
}

fn quoted(text: &str) -> String {
    let escaped = plain(text).flat_map(|letter| {
        (letter == '"').then_some('\\').into_iter().chain(std::iter::once(letter))
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// The parameters that the two fax machines negotiated, encoded as the number in field 10 of
/// HylaFAX's log of fax calls. Bit 21 marks this encoding. Bits 0 to 2 are the vertical resolution,
/// 3 to 6 the rate, 9 to 11 the width, 12 and 13 the length, 14 and 15 the coding, and bit 16 is
/// error correction. Width and length are not known here, so the values of A4, which are 0, are
/// written.
fn params(agreed: &Agreed) -> u32 {
    // The values 0 to 4 stand for 98, 196, 391, 200 and 400 rows per inch (the last two are
    // resolutions measured in inches).
    let rows = match agreed.rows_per_inch {
        Some(rows) if rows > 300.0 => 2,
        Some(rows) if rows > 150.0 => 1,
        _ => 0,
    };
    let rate = agreed.rate_bps.map_or(0, |rate| (rate / 2400).saturating_sub(1).min(15));
    let coding = match agreed.coding.as_deref().unwrap_or_default().to_ascii_lowercase().as_str() {
        "mr" => 1,
        "mmr" => 3,
        _ => 0,
    };
    let ecm = u32::from(agreed.ecm.unwrap_or_default());
    rows | (rate << 3) | (coding << 14) | (ecm << 16) | (1 << 21)
}
