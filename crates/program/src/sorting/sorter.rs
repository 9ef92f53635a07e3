//! The part of `ferrofax serve` that sorts received faxes by the rules.

use std::collections::BTreeSet;

use ferrofax_basics::clock::Clock;
use ferrofax_reading::ReadFax;
use ferrofax_spool::audit::{AuditLine, AuditLog};
use ferrofax_spool::{
    DeviceRecord, FaxId, FaxSorting, FaxText, ReceivedFax, RuleCorrection, Sorted, Spool,
    SpoolError,
};

use super::{Decision, SortingSettings, decide};

/// The name under which the history of a fax and the audit log have the sorting.
const BY: &str = "rules";

/// The reason of a fax that was not read and sorted in time.
const NOT_IN_TIME: &str = "the fax was not read and sorted in time";

/// Sorts received faxes.
pub(crate) struct Sorter {
    spool: Spool,
    settings: SortingSettings,
    clock: Clock,
    /// The faxes whose decision is in the audit log, but is not carried out yet.
    noted: BTreeSet<FaxId>,
}

impl Sorter {
    /// Publishes the devices whose faxes are sorted.
    ///
    /// # Errors
    /// The spool could not be written.
    pub(crate) fn new(
        spool: &Spool,
        settings: &SortingSettings,
        clock: &Clock,
    ) -> Result<Self, SpoolError> {
        let wait_ms = i64::from(settings.wait_s) * 1_000;
        spool.fax_texts().sort_faxes_of(&settings.devices, wait_ms, clock.unix_ms())?;
        let (spool, clock) = (spool.clone(), clock.clone());
        Ok(Self { spool, settings: settings.clone(), clock, noted: BTreeSet::new() })
    }

    /// Sorts the faxes that were read, and leaves those unsorted that have waited long enough. A fax
    /// that cannot be sorted does not prevent the others from being sorted.
    ///
    /// # Errors
    /// The spool, its keys or the audit log could not be used for a fax.
    pub(crate) fn turn(&mut self, stopped: &dyn Fn() -> bool) -> Result<(), String> {
        let (mut after, mut result) = (FaxId(0), Ok(()));
        while !stopped() {
            let next = self.spool.fax_texts().next_to_sort(after, self.clock.unix_ms());
            let Some((fax, is_read)) = next.map_err(|why| why.to_string())? else { break };
            if let Err(why) = self.sort(fax, is_read) {
                result = result.and(Err(format!("fax {fax} is not sorted: {why}")));
            }
            after = fax;
        }
        result
    }

    fn sort(&mut self, fax: FaxId, is_read: bool) -> Result<(), String> {
        let (decision, device) = match self.decision(fax, is_read) {
            Ok(decided) => decided,
            // The fax itself is damaged: no later try can do more.
            Err(why @ (SpoolError::Document { .. } | SpoolError::Unreadable { .. })) => {
                (Decision { why: why.to_string(), ..Decision::default() }, None)
            }
            Err(why) => return Err(why.to_string()),
        };
        if !self.noted.contains(&fax) {
            self.note(fax, &decision, device.as_ref())?;
            self.noted.insert(fax);
        }
        let to = device.as_ref().map(|device| format!("{} ", device.name())).unwrap_or_default();
        let sorting = FaxSorting {
            device: device.as_ref(),
            mail: &decision.mail,
            printers: &decision.printers,
            tag: &decision.tag,
            is_sorted: !decision.rules.is_empty(),
            rules: &decision.concerned,
            by: BY,
            why: &format!("{to}({})", decision.why),
        };
        let sorted = self.spool.fax_texts().sort_fax(fax, &sorting, self.clock.unix_ms());
        match sorted.map_err(|why| why.to_string())? {
            Sorted::Done => {
                log::info!(FERROFAX_FAX:% = fax; "fax {fax} is sorted: {}", sorting.why);
            }
            Sorted::OnHold => {
                log::warn!(FERROFAX_FAX:% = fax; "fax {fax} is on legal hold and does not move: {}", sorting.why);
            }
            Sorted::Before => {}
        }
        self.noted.remove(&fax);
        Ok(())
    }

    /// The decision for a fax, and the device to which the fax moves.
    fn decision(
        &self,
        fax: FaxId,
        is_read: bool,
    ) -> Result<(Decision, Option<DeviceRecord>), SpoolError> {
        let whole = self.spool.faxes().fax(fax)?;
        if !is_read {
            return Ok((Decision { why: NOT_IN_TIME.to_owned(), ..Decision::default() }, None));
        }
        let text = match text_of(&self.spool, fax) {
            Err(SpoolError::Document { .. }) => None,
            text => text?,
        };
        decided(&self.spool, &self.settings, &whole, text.as_ref())
    }

    /// Writes the decision to the audit log, before it is carried out.
    fn note(
        &self,
        fax: FaxId,
        decision: &Decision,
        device: Option<&DeviceRecord>,
    ) -> Result<(), String> {
        let device = device.map(|device| device.name().to_string()).unwrap_or_default();
        let line = AuditLine::new("sort", true, self.clock.unix_ms())
            .with("by", BY)
            .with("fax", &fax.to_string())
            .with("rules", &decision.rules.join(", "))
            .with("device", &device)
            .with("mail", &decision.mail.join(", "))
            .with("printers", &decision.printers.join(", "))
            .with("reason", &decision.why)
            .text();
        let log = AuditLog::open(self.spool.folder());
        log.and_then(|log| log.write(&line))
            .map_err(|why| format!("the audit log: {why}"))
    }
}

/// The decision of the rules for a fax, and the device to which the fax moves; none if it remains.
///
/// # Errors
/// The spool could not be used.
pub(crate) fn decided(
    spool: &Spool,
    settings: &SortingSettings,
    fax: &ReceivedFax,
    text: Option<&ReadFax>,
) -> Result<(Decision, Option<DeviceRecord>), SpoolError> {
    let decision = decide(settings, fax.into(), text);
    let Some(named) = decision.device.clone().filter(|named| !fax.device.may_be(named)) else {
        return Ok((decision, None));
    };
    let devices = spool.devices().list()?;
    let mut meant = devices.into_iter().filter(|device| device.name().may_be(&named));
    let fault = match (meant.next(), meant.next()) {
        (Some(device), None) if device.enabled => return Ok((decision, Some(device))),
        (Some(_), None) => format!("device {named} is switched off"),
        (None, _) => format!("there is no device {named}"),
        (Some(_), Some(_)) => format!("{named} is in several contexts; write {named}@context"),
    };
    let why = format!("{fault}; {}", decision.why);
    Ok((Decision { why, concerned: decision.concerned, ..Decision::default() }, None))
}

/// The last faxes that people moved after the rules had decided, at most `limit`, the newest first.
///
/// # Errors
/// The spool could not be used.
pub(crate) fn corrections_of(spool: &Spool, limit: u32) -> Result<Vec<RuleCorrection>, SpoolError> {
    spool.fax_texts().corrections(limit)
}

/// A fax with the device that received it, as the rules saw the fax before it moved.
///
/// # Errors
/// The spool could not be used.
pub(crate) fn as_received(spool: &Spool, mut fax: ReceivedFax) -> Result<ReceivedFax, SpoolError> {
    if let Some(device) = spool.fax_texts().received_by(fax.id)? {
        fax.device = device;
    }
    Ok(fax)
}

/// The text that was read on a fax; none if nothing was.
///
/// # Errors
/// The spool or its keys could not be used.
pub(crate) fn text_of(spool: &Spool, fax: FaxId) -> Result<Option<ReadFax>, SpoolError> {
    match spool.fax_texts().text(fax) {
        Ok(FaxText::Read(octets, _)) => Ok(ReadFax::parse(&octets)),
        Ok(_) => Ok(None),
        Err(why) => Err(why),
    }
}
