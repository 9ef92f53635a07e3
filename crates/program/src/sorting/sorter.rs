//! The part of `ferrofax serve` that sorts received faxes by the rules.

use std::collections::{BTreeMap, BTreeSet};

use ferrofax_basics::clock::Clock;
use ferrofax_reading::ReadFax;
use ferrofax_spool::audit::{AuditLine, AuditLog};
use ferrofax_spool::{
    DeviceRecord, FaxId, FaxSorting, FaxText, NOT_IN_TIME, PartPages, ReceivedFax, RuleCorrection,
    Sorted, Spool, SpoolError, page_numbers,
};

use super::answers::answered;
use super::{Decision, Documents, SortingSettings, decide, documents};

/// The name under which the history of a fax and the audit log have the sorting.
const BY: &str = "rules";

/// Sorts received faxes.
pub(crate) struct Sorter {
    spool: Spool,
    settings: SortingSettings,
    clock: Clock,
    /// The effects that the audit log has of decisions that are not carried out yet.
    noted: BTreeMap<FaxId, Effect>,
    /// The faxes of which the audit log has that they are split, and which could not be split yet.
    split: BTreeSet<FaxId>,
}

/// The next step with a fax that waits for rules.
enum Step {
    /// The fax is sorted by this decision, and moves to this device.
    Sort(Decision, Option<DeviceRecord>),
    /// The fax has several documents, and is split first.
    Split(Vec<PartPages>),
}

impl Step {
    /// The fax is left unsorted for this reason.
    fn leave(why: String) -> Self {
        Self::Sort(Decision { why, ..Decision::default() }, None)
    }
}

/// The effect of a decision on a fax, as the audit log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Effect {
    decision: Decision,
    /// The device to which the fax moves; empty if it does not.
    device: String,
}

impl Effect {
    /// The effect of this decision, by which the fax moves to this device, and its result.
    fn of(decision: &Decision, device: Option<&DeviceRecord>, sorted: Sorted) -> Self {
        let device = device.map(|device| device.name().to_string()).unwrap_or_default();
        let nothing = |why: &str| Decision { why: why.to_owned(), ..Decision::default() };
        match sorted {
            Sorted::Done => Self { decision: decision.clone(), device },
            Sorted::OnHold => {
                let why = format!("on legal hold, not moved to {device}; {}", decision.why);
                Self { decision: Decision { why, ..decision.clone() }, device: String::new() }
            }
            Sorted::Late => Self { decision: nothing(NOT_IN_TIME), device: String::new() },
            Sorted::Before => {
                let why = "the fax was sorted before, or deleted";
                Self { decision: nothing(why), device: String::new() }
            }
        }
    }
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
        let (settings, noted) = (settings.clone(), BTreeMap::new());
        Ok(Self { spool, settings, clock, noted, split: BTreeSet::new() })
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
        let step = match self.step(fax, is_read) {
            // The fax itself is damaged: no later try can do more.
            Err(why @ (SpoolError::Document { .. } | SpoolError::Unreadable { .. })) => {
                Step::leave(why.to_string())
            }
            step => step.map_err(|why| why.to_string())?,
        };
        match step {
            Step::Sort(decision, device) => self.sort_by(fax, &decision, device.as_ref()),
            Step::Split(parts) => match self.split(fax, &parts)? {
                None => Ok(()),
                Some(why) => self.sort_by(fax, &Decision { why, ..Decision::default() }, None),
            },
        }
    }

    /// Makes a fax of each part of a fax, which this turn then sorts. Returns the reason if the fax
    /// cannot be split at all, or no longer waits.
    fn split(&mut self, fax: FaxId, parts: &[PartPages]) -> Result<Option<String>, String> {
        if !self.split.contains(&fax) {
            let pages: Vec<String> = parts.iter().map(|part| page_numbers(part)).collect();
            let line = AuditLine::new("split", true, self.clock.unix_ms())
                .with("by", BY)
                .with("fax", &fax.to_string())
                .with("pages", &pages.join("; "));
            self.write(&line.text())?;
            self.split.insert(fax);
        }
        let now = self.clock.unix_ms();
        let made = match self.spool.fax_texts().split_fax(fax, parts, BY, now) {
            Err(why @ (SpoolError::Document { .. } | SpoolError::Unreadable { .. })) => {
                self.split.remove(&fax);
                return Ok(Some(why.to_string()));
            }
            made => made.map_err(|why| why.to_string())?,
        };
        self.split.remove(&fax);
        if made.is_empty() {
            return Ok(Some(NOT_IN_TIME.to_owned()));
        }
        let named: Vec<String> = made.iter().map(ToString::to_string).collect();
        log::info!(FERROFAX_FAX:% = fax; "fax {fax} is split into the faxes {}", named.join(", "));
        Ok(None)
    }

    fn sort_by(
        &mut self,
        fax: FaxId,
        decision: &Decision,
        device: Option<&DeviceRecord>,
    ) -> Result<(), String> {
        let is_held = || self.spool.retention().is_fax_on_hold(fax);
        let is_held = device.is_some() && is_held().map_err(|why| why.to_string())?;
        let expected = if is_held { Sorted::OnHold } else { Sorted::Done };
        let expected = Effect::of(decision, device, expected);
        if self.noted.get(&fax) != Some(&expected) {
            self.note(fax, &expected)?;
            self.noted.insert(fax, expected.clone());
        }
        let sorting = FaxSorting {
            device,
            mail: &decision.mail,
            printers: &decision.printers,
            folders: &decision.folders,
            urgent: decision.urgent,
            tag: &decision.tag,
            is_sorted: !decision.rules.is_empty(),
            rules: &decision.concerned,
            by: BY,
            why: &format!("({})", decision.why),
        };
        let sorted = self.spool.fax_texts().sort_fax(fax, &sorting, self.clock.unix_ms());
        let sorted = sorted.map_err(|why| why.to_string())?;
        self.noted.remove(&fax);
        let effect = Effect::of(decision, device, sorted);
        let Effect { decision: Decision { why, .. }, device } = &effect;
        match sorted {
            Sorted::Done => {
                log::info!(FERROFAX_FAX:% = fax; "fax {fax} is sorted: {device} ({why})");
            }
            Sorted::OnHold => {
                log::warn!(FERROFAX_FAX:% = fax; "fax {fax} does not move: {why}");
            }
            Sorted::Late => log::warn!(FERROFAX_FAX:% = fax; "fax {fax} is left unsorted: {why}"),
            Sorted::Before => {}
        }
        // Between the audit line and the transaction, the wait may have ended, or a hold have begun.
        if effect == expected { Ok(()) } else { self.note(fax, &effect) }
    }

    /// The next step with a fax.
    fn step(&self, fax: FaxId, is_read: bool) -> Result<Step, SpoolError> {
        let whole = self.spool.faxes().fax(fax)?;
        if !is_read {
            return Ok(Step::leave(NOT_IN_TIME.to_owned()));
        }
        let text = match text_of(&self.spool, fax) {
            Err(SpoolError::Document { .. }) => None,
            text => text?,
        };
        match documents(&self.settings, &whole, text.as_ref()) {
            Documents::Several(parts) => Ok(Step::Split(parts)),
            Documents::Uncertain(why) => {
                Ok(Step::leave(format!("it is uncertain where its documents begin: {why}")))
            }
            Documents::One => {
                let decided = decided(&self.spool, &self.settings, &whole, text.as_ref());
                decided.map(|(decision, device)| Step::Sort(decision, device))
            }
        }
    }

    /// Writes the decision to the audit log, before it is carried out.
    fn note(&self, fax: FaxId, effect: &Effect) -> Result<(), String> {
        let Effect { decision, device } = effect;
        let line = AuditLine::new("sort", true, self.clock.unix_ms())
            .with("by", BY)
            .with("fax", &fax.to_string())
            .with("rules", &decision.rules.join(", "))
            .with("device", device)
            .with("mail", &decision.mail.join(", "))
            .with("printers", &decision.printers.join(", "))
            .with("folders", &decision.folders.join(", "))
            .with("urgent", if decision.urgent { "yes" } else { "" })
            .with("reason", &decision.why)
            .text();
        self.write(&line)
    }

    /// Writes a line to the audit log.
    fn write(&self, line: &str) -> Result<(), String> {
        let log = AuditLog::open(self.spool.folder());
        log.and_then(|log| log.write(line))
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
    let needs_answers = settings.rules.iter().any(|rule| rule.answers);
    let answered = if needs_answers { answered(spool, text, fax.started_at)? } else { Vec::new() };
    let decision = decide(settings, fax.into(), text, &answered);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faxes_for_tests;
    use crate::settings::Settings;
    use ferrofax_basics::{DeviceName, UnixMs};
    use ferrofax_reading::{PageText, Place, Word};
    use ferrofax_spool::numbers::NumberRules;
    use ferrofax_spool::{FaxQuery, HoldOf};

    const SECTIONS: &str = "[reading]\nenabled = true\n[sorting]\ndevices = [\"1000\"]\n";
    const RULES: &str =
        "[[rule]]\nname = \"x-ray\"\nwords = [\"Radiology\"]\nto_device = \"2103\"\n";

    fn sorting() -> (tempfile::TempDir, Spool, Sorter) {
        sorting_by("")
    }

    /// A spool with the device 2103, and the part of the service that sorts faxes of device 1000, with
    /// further keys of `[sorting]`.
    fn sorting_by(keys: &str) -> (tempfile::TempDir, Spool, Sorter) {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let (context, extension) = ("x".into(), "2103".into());
        let device = DeviceRecord { context, extension, enabled: true, ..DeviceRecord::default() };
        spool.devices().publish_devices(&[device]).unwrap();
        let settings = Settings::parse(&format!("{SECTIONS}{keys}{RULES}")).unwrap().sorting;
        let sorter = Sorter::new(&spool, &settings, &Clock::of_machine()).unwrap();
        (folder, spool, sorter)
    }

    /// A fax with the word of the rule, whose call has ended at this time.
    fn fax(spool: &Spool, ended_at: UnixMs) -> FaxId {
        fax_of(spool, ended_at, &["Radiology"])
    }

    /// A fax with a word on each page, which has been read. An empty word is a blank page, and `?` a
    /// page that cannot be read.
    fn fax_of(spool: &Spool, ended_at: UnixMs, words: &[&str]) -> FaxId {
        let fax = faxes_for_tests::fax(spool, words.len() as u32, ended_at);
        read(spool, fax, ended_at, words);
        fax
    }

    /// Stores the words on the pages of a fax.
    fn read(spool: &Spool, fax: FaxId, now: UnixMs, words: &[&str]) {
        let place = Place { from: (0.0, 0.0), to: (1.0, 0.0), height: 1.0 };
        let page = |text: &&str| match *text {
            "?" => None,
            "" => Some(PageText { is_blank_inside: true, ..PageText::default() }),
            text => {
                let word = Word { text: text.into(), confidence: 95, line: 0, place };
                Some(PageText { words: vec![word], ..PageText::default() })
            }
        };
        let text = ReadFax { pages: words.iter().map(page).collect(), ..ReadFax::default() };
        let texts = spool.fax_texts();
        assert_eq!(texts.begin_reading(now, now, now + 1).unwrap(), Some(fax));
        texts.store_text(fax, &text.emit().unwrap(), [].into_iter(), now).unwrap();
    }

    /// The lines of the audit log about sorting.
    fn audit(spool: &Spool) -> Vec<String> {
        let log = std::fs::read_to_string(spool.folder().join("audit.log")).unwrap_or_default();
        log.lines()
            .filter(|line| line.contains("\"sort\""))
            .map(str::to_owned)
            .collect()
    }

    fn device(spool: &Spool, fax: FaxId) -> DeviceName {
        spool.faxes().fax(fax).unwrap().device
    }

    #[test]
    fn the_audit_log_has_the_device_to_which_a_fax_moved() {
        let (_folder, spool, mut sorter) = sorting();
        let fax = fax(&spool, UnixMs::now());
        sorter.turn(&|| false).unwrap();
        assert_eq!(device(&spool, fax).number, "2103");
        let lines = audit(&spool);
        assert!(lines.len() == 1 && lines[0].contains("\"device\":\"2103@x\""), "{lines:?}");
    }

    #[test]
    fn the_audit_log_has_no_move_of_a_fax_on_legal_hold() {
        let (_folder, spool, mut sorter) = sorting();
        let now = UnixMs::now();
        let fax = fax(&spool, now);
        let of = HoldOf::Device("1000@x".parse().unwrap());
        let rules = NumberRules::default();
        spool
            .retention()
            .place_legal_hold(&of, &rules, ("chief", "case 7"), now)
            .unwrap();
        sorter.turn(&|| false).unwrap();
        assert_eq!(device(&spool, fax).number, "1000");
        let lines = audit(&spool);
        let why = "\"reason\":\"on legal hold, not moved to 2103@x; rule x-ray: ";
        assert!(lines.len() == 1 && lines[0].contains("\"device\":\"\""), "{lines:?}");
        assert!(lines[0].contains(why), "{lines:?}");
    }

    #[test]
    fn each_document_of_a_fax_is_sorted_by_itself() {
        let (_folder, spool, mut sorter) = sorting_by("split_at_blank_pages = true\n");
        let now = UnixMs::now();
        // A document, a blank page, and a document with the word of the rule.
        let whole = fax_of(&spool, now, &["Cardiology", "", "Radiology"]);
        sorter.turn(&|| false).unwrap();
        let parts = spool.faxes().list(&FaxQuery::default()).unwrap();
        let pages: Vec<usize> = parts.iter().map(|part| part.pages.len()).collect();
        assert_eq!(pages, [1, 1, 3]);
        let [second, first] = [parts[0].id, parts[1].id];
        read(&spool, first, now, &["Cardiology"]);
        read(&spool, second, now, &["Radiology"]);
        sorter.turn(&|| false).unwrap();
        let devices = [whole, first, second].map(|fax| device(&spool, fax).number);
        assert_eq!(devices, ["1000", "1000", "2103"]);
        let lines = std::fs::read_to_string(spool.folder().join("audit.log")).unwrap();
        assert!(lines.contains("\"asked\":\"split\""), "{lines}");
        assert!(lines.contains("\"pages\":\"1; 3\""), "{lines}");
        assert_eq!(audit(&spool).len(), 2, "one for each document");
    }

    #[test]
    fn a_fax_of_which_a_page_was_not_read_is_not_split() {
        let (_folder, spool, mut sorter) = sorting_by("split_at_blank_pages = true\n");
        let whole = fax_of(&spool, UnixMs::now(), &["Radiology", "", "?"]);
        sorter.turn(&|| false).unwrap();
        assert_eq!(device(&spool, whole).number, "1000");
        let lines = audit(&spool);
        let why = "it is uncertain where its documents begin: page 3 is not read";
        assert!(lines.len() == 1 && lines[0].contains(why), "{lines:?}");
    }

    #[test]
    fn a_decision_that_was_not_carried_out_in_time_is_corrected_in_the_audit_log() {
        let (_folder, spool, mut sorter) = sorting();
        let now = UnixMs::now();
        // The spool failed after the audit line was written, until the wait was over.
        let fax = fax(&spool, now - 3_600_000);
        let Step::Sort(decision, to) = sorter.step(fax, true).unwrap() else { panic!("split") };
        let moved = Effect::of(&decision, to.as_ref(), Sorted::Done);
        sorter.note(fax, &moved).unwrap();
        sorter.noted.insert(fax, moved);
        sorter.turn(&|| false).unwrap();
        assert_eq!(device(&spool, fax).number, "1000");
        let lines = audit(&spool);
        assert!(lines.len() == 2 && lines[0].contains("2103@x"), "{lines:?}");
        assert!(lines[1].contains(NOT_IN_TIME) && !lines[1].contains("2103@x"), "{lines:?}");
    }
}
