//! The part of `ferrofax serve` that sorts received faxes by the rules.

use ferrofax_basics::clock::Clock;
use ferrofax_reading::ReadFax;
use ferrofax_spool::audit::{AuditLine, AuditLog};
use ferrofax_spool::{
    DeviceRecord, FaxId, FaxSorting, FaxText, ReceivedFax, Sorted, Spool, SpoolError,
};

use super::{Decision, SortingSettings, decide};

/// The name under which the history of a fax and the audit log have the sorting.
const BY: &str = "rules";

/// The reason of a fax that was not read in time.
const NOT_READ: &str = "the fax was not read in time";

/// Sorts received faxes.
pub(crate) struct Sorter {
    spool: Spool,
    settings: SortingSettings,
    clock: Clock,
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
        spool.fax_texts().sort_faxes_of(&settings.devices, wait_ms)?;
        Ok(Self { spool: spool.clone(), settings: settings.clone(), clock: clock.clone() })
    }

    /// Sorts the faxes that were read, and leaves those unsorted that have waited long enough.
    ///
    /// # Errors
    /// The spool, its keys or the audit log could not be used.
    pub(crate) fn turn(&self, stopped: &dyn Fn() -> bool) -> Result<(), String> {
        let texts = self.spool.fax_texts();
        while !stopped() {
            let next = texts.next_to_sort(self.clock.unix_ms()).map_err(|why| why.to_string())?;
            let Some((fax, is_read)) = next else { break };
            self.sort(fax, is_read)
                .map_err(|why| format!("fax {fax} is not sorted: {why}"))?;
        }
        Ok(())
    }

    fn sort(&self, fax: FaxId, is_read: bool) -> Result<(), String> {
        let failed = |why: SpoolError| why.to_string();
        let whole = self.spool.faxes().fax(fax).map_err(failed)?;
        let mut decision = if is_read {
            decide(
                &self.settings,
                (&whole).into(),
                text_of(&self.spool, fax).map_err(failed)?.as_ref(),
            )
        } else {
            Decision { why: NOT_READ.to_owned(), ..Decision::default() }
        };
        let device = match self.device(&decision, &whole).map_err(failed)? {
            Ok(device) => device,
            Err(why) => {
                decision = Decision { why, ..Decision::default() };
                None
            }
        };
        self.note(fax, &decision, device.as_ref())?;
        let to = device.as_ref().map(|device| format!("{} ", device.name())).unwrap_or_default();
        let sorting = FaxSorting {
            device: device.as_ref(),
            mail: &decision.mail,
            printers: &decision.printers,
            tag: &decision.tag,
            is_sorted: !decision.rules.is_empty(),
            by: BY,
            why: &format!("{to}({})", decision.why),
        };
        let sorted = self.spool.fax_texts().sort_fax(fax, &sorting, self.clock.unix_ms());
        match sorted.map_err(failed)? {
            Sorted::Done => {
                log::info!(FERROFAX_FAX:% = fax; "fax {fax} is sorted: {}", sorting.why)
            }
            Sorted::OnHold => {
                log::warn!(FERROFAX_FAX:% = fax; "fax {fax} is on legal hold and does not move: {}", sorting.why);
            }
            Sorted::Before => {}
        }
        Ok(())
    }

    /// The device to which the fax moves; none if it remains. The inner error is the reason why it
    /// cannot move.
    fn device(
        &self,
        decision: &Decision,
        fax: &ReceivedFax,
    ) -> Result<Result<Option<DeviceRecord>, String>, SpoolError> {
        let Some(named) = decision.device.as_ref().filter(|named| !fax.device.may_be(named)) else {
            return Ok(Ok(None));
        };
        let devices = self.spool.devices().list()?;
        let mut meant = devices.into_iter().filter(|device| device.name().may_be(named));
        Ok(match (meant.next(), meant.next()) {
            (Some(device), None) => Ok(Some(device)),
            (None, _) => Err(format!("there is no device {named}; {}", decision.why)),
            (Some(_), Some(_)) => Err(format!(
                "{named} is in several contexts; write {named}@context; {}",
                decision.why
            )),
        })
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

/// The text that was read on a fax; none if nothing was.
///
/// # Errors
/// The spool or its keys could not be used.
pub(crate) fn text_of(spool: &Spool, fax: FaxId) -> Result<Option<ReadFax>, SpoolError> {
    match spool.fax_texts().text(fax) {
        Ok(FaxText::Read(octets, _)) => Ok(ReadFax::parse(&octets)),
        Ok(_) | Err(SpoolError::Document { .. }) => Ok(None),
        Err(why) => Err(why),
    }
}
