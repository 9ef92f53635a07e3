//! Imports faxes that HylaFAX received. Each fax is imported once. A fax is recognised by the bytes
//! of its file, even if the file was moved to another folder. Some facts about a fax come from its
//! file (the sender's identification, the time, the call's data from the telephone line). Others
//! come from the call log (the modem, the duration, the error).

use sha2::{Digest, Sha256};

use super::call_log::{Call, Calls};
use super::found::FoundFax;
use super::place::Opened;
use super::wanted::Wanted;
use super::{Fate, Taker, said};
use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::blanked;
use ferrofax_basics::show::counted;
use ferrofax_basics::zone;
use ferrofax_convert::{Document, MAX_BYTES, Pages, convert_one};
use ferrofax_network::encoding::hex;
use ferrofax_rights::order::device_of;
use ferrofax_spool::jobs::NewJob;
use ferrofax_spool::not_shown::in_english;
use ferrofax_spool::{DeviceRecord, TakenFax};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Imports a fax that HylaFAX received. If the fax is not imported, the returned result contains
/// the reason.
pub(super) fn take(found: &FoundFax, calls: &Calls, wanted: &Wanted, to: Taker<'_>) -> Fate {
    match taken(found, calls, wanted, to) {
        Ok(fate) => fate,
        Err(why) => Fate::PassedOver(why),
    }
}

fn taken(found: &FoundFax, calls: &Calls, wanted: &Wanted, to: Taker<'_>) -> Result<Fate, String> {
    let file = found.file.as_ref().map_err(Clone::clone)?;
    let bytes = file.read(MAX_BYTES).map_err(|why| why.to_string())?;
    let mark = format!("hylafax-fax:{}", hex(&Sha256::digest(&bytes)));
    let known = to.spool.submission().taken_over(&mark).map_err(|error| error.to_string())?;
    if let Some(known) = known {
        let fax = known.fax.map_or_else(String::new, |fax| format!(": fax {fax}"));
        return Ok(Fate::Known(format!("imported before{fax}")));
    }
    let name = found.at.rsplit('/').next().unwrap_or(&found.at);
    let call = calls.get(name).cloned().unwrap_or_default();
    let document = Document::received(name, bytes);
    let most =
        ferrofax_convert::Wanted { resolution: None, max_pages: NewJob::MAX_PAGES, colours: false };
    let pages = convert_one(document, &most, to.converter).map_err(|error| error.to_string())?;
    let facts = Facts::of(&call, &pages, file, &zone::system());
    let device = device(&call, &facts, wanted, to)?;
    let words =
        format!("{} of {} for {}", counted(pages.count, "page"), facts.sender(), device.name());
    if wanted.dry_run {
        return Ok(Fate::Taken(words));
    }
    let document = std::fs::read(pages.path()).map_err(|error| error.to_string())?;
    let fax = facts.fax(&call, &pages, device, document);
    let (id, _) = to
        .spool
        .submission()
        .take_fax(&mark, &fax, to.now)
        .map_err(|error| error.to_string())?;
    let id = id.map_or_else(String::new, |fax| format!("fax {fax}: "));
    Ok(Fate::Taken(format!("{id}{words}")))
}

/// Finds the Ferrofax device (an extension that answers fax calls) to which a received HylaFAX fax
/// is assigned. It is the device whose extension was called. Otherwise it is the device that the
/// options of the import assign to the called number, to the modem, or to the modem's own number.
fn device(
    call: &Call,
    facts: &Facts,
    wanted: &Wanted,
    to: Taker<'_>,
) -> Result<DeviceRecord, String> {
    let devices = to.spool.devices().list().map_err(|error| error.to_string())?;
    let mut called = devices.into_iter().filter(|device| device.extension == facts.called);
    if let (Some(device), None) = (called.next(), called.next()) {
        return Ok(device);
    }
    let names = [facts.called.as_str(), &call.modem, &call.local];
    let Some(written) = wanted.device_of(&names) else {
        let modem = if call.modem.is_empty() { "NAME" } else { &call.modem };
        return Err(format!("no device is named for it: --device DEVICE, or --map {modem}=DEVICE"));
    };
    device_of(to.spool, written).map_err(|error| error.to_string())
}

/// The facts about a received fax that HylaFAX's call log and the fax's own file contain.
struct Facts {
    tsi: String,
    calling: String,
    caller_name: String,
    called: String,
    subaddress: String,
    started_at: UnixMs,
    ended_at: UnixMs,
}

impl Facts {
    fn of(call: &Call, pages: &Pages, file: &Opened, zone: &TimeZone) -> Self {
        let said = &pages.said;
        let mut lines = said.description.lines().map(|line| blanked(line).trim().to_owned());
        let tsi = lines.next().filter(|tsi| !tsi.is_empty()).unwrap_or_else(|| call.tsi.clone());
        // The telephone line's data comes from the call log, or else from the file, where it
        // follows the TSI.
        let of_file: Vec<String> = lines.collect();
        let line =
            if call.said.iter().any(|word| !word.is_empty()) { &call.said } else { &of_file };
        let word = |at: usize| line.get(at).cloned().unwrap_or_default();
        let written = moment(&said.date_time, zone);
        let started_at = call.began.or(written).unwrap_or(file.changed);
        // The time in the log is exact to the minute. The time of the first page in the file is
        // later than the call's beginning.
        let ended_at = started_at + call.lasted_ms;
        let ended_at = written.filter(|at| *at > ended_at).unwrap_or(ended_at);
        Self {
            tsi,
            calling: word(0),
            caller_name: word(1),
            called: word(2),
            subaddress: blanked(&said.subaddress).trim().to_owned(),
            started_at,
            ended_at,
        }
    }

    /// The sender of the received fax, as it is shown to people.
    fn sender(&self) -> &str {
        let all = [self.tsi.as_str(), &self.calling];
        all.into_iter().find(|word| !word.is_empty()).unwrap_or("an unknown sender")
    }

    fn fax(self, call: &Call, pages: &Pages, device: DeviceRecord, document: Vec<u8>) -> TakenFax {
        let text = said::received(&call.reason, &in_english(&pages.notes));
        let name = |text: String| Some(text).filter(|text| !text.is_empty());
        TakenFax {
            device: device.name(),
            class: device.class,
            mailboxes: device.mailboxes,
            format: device.format,
            options: device.options,
            called: self.called,
            calling: self.calling,
            caller_name: self.caller_name,
            call_id: if call.id.is_empty() {
                String::new()
            } else {
                format!("hylafax-{}", call.id)
            },
            far_ident: name(self.tsi),
            sub: name(self.subaddress),
            started_at: self.started_at,
            ended_at: self.ended_at,
            is_incomplete: !call.reason.is_empty(),
            text,
            document,
        }
    }
}

/// Reads a time in the format of TIFF files, such as `2026:11:24 20:22:36`. It is a local time in
/// `zone`.
fn moment(text: &str, zone: &TimeZone) -> Option<UnixMs> {
    let at = DateTime::strptime("%Y:%m:%d %H:%M:%S", text).ok()?;
    Some(at.to_zoned(zone.clone()).ok()?.timestamp().into())
}
