//! Converts the documents of a print job into pages, only once, and makes a fax of them for each
//! destination.
//!
//! Before a fax is submitted to the spool, the present time is stored in the record of the print
//! job. The spool stores the fax with a mark, which is a text that no other fax has. After a crash
//! the mark shows whether the fax was stored.

use std::fs::File;
use std::io::ErrorKind;

use super::Printer;
use super::record::{Destination, Fate, Record};
use super::worker::NotNow;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_convert::{ConvertError, Document, Pages, Wanted, convert_one, open_path};
use ferrofax_rights::By;
use ferrofax_rights::order::{
    Accepted, Hands, Made, OrderError, Taken, accepted, find, later, may_submit,
};
use ferrofax_spool::event::Actor;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{COVER_PAGE, Origin};
use ferrofax_spool::safe_file::{self, For};
use ferrofax_spool::sending::option;
use ferrofax_spool::submission::Draft;
use ferrofax_spool::wish::Wish;

/// The time, in milliseconds, in which a fax can be found in the spool by its mark, a text that no
/// other fax has. If the fax is not found in this time, it was never submitted. The time is shorter
/// than a day, because a fax that is a day old is possibly already deleted.
pub(super) const MARK_KNOWN_MS: i64 = 20 * 3_600_000;

/// The number of destinations whose results are written together to the record of a print job.
/// After a crash, the spool finds the faxes of one batch by their marks.
const BATCH: usize = 10;

/// The converted documents of a print job: the requested format, and each document's pages with its
/// name, or the reason why the conversion failed.
type Whole = (Wanted, Result<Vec<(Pages, String)>, ConvertError>);

impl Printer {
    /// Makes the missing faxes of a print job: one for each destination that has no fax yet.
    pub(super) fn make_faxes(
        &self,
        record: &Record,
        look: &Look,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), NotNow> {
        let mut whole: Option<Whole> = None;
        let without_fax =
            record.destinations.iter().enumerate().filter(|(_, to)| to.fate.is_none());
        let without_fax: Vec<usize> = without_fax.map(|(index, _)| index).collect();
        if without_fax.is_empty() {
            // The last attempt made all faxes, but possibly could not store this in the record, so
            // store it now.
            self.store.save(record.id)?;
        }
        for batch in without_fax.chunks(BATCH) {
            self.begin(record.id, batch)?;
            let mut tried = 0;
            let made = batch.iter().try_for_each(|index| {
                if stop() {
                    return Err(NotNow::Stopped);
                }
                tried += 1;
                self.make_fax(record, *index, &mut whole, look)
            });
            self.not_begun(record, batch.get(tried..).unwrap_or_default());
            // Store which faxes of this batch were made, even if one of them could not be made.
            self.store.save(record.id)?;
            made?;
        }
        Ok(())
    }

    /// Stores in the print job's record that from now on the faxes to the destinations in `batch`
    /// are being submitted to the spool. After a crash, they are looked for there.
    fn begin(&self, id: i32, batch: &[usize]) -> Result<(), NotNow> {
        let now = UnixMs::now();
        self.store.change(id, |record| {
            for index in batch {
                if let Some(destination) = record.destinations.get_mut(*index) {
                    destination.begun_at.get_or_insert(now);
                }
            }
        })?;
        Ok(())
    }

    /// Takes back what [`Self::begin`] has stored about the destinations in `left`, because this
    /// attempt ended before it came to them. `before` is the print job's record before this
    /// attempt.
    fn not_begun(&self, before: &Record, left: &[usize]) {
        self.store.note(before.id, |record| {
            for index in left {
                let earlier = before.destinations.get(*index).and_then(|before| before.begun_at);
                if let Some(destination) = record.destinations.get_mut(*index) {
                    destination.begun_at = earlier;
                }
            }
        });
    }

    /// Makes the fax to one destination of a print job. `before` is the print job's record before
    /// this attempt.
    fn make_fax(
        &self,
        before: &Record,
        index: usize,
        whole: &mut Option<Whole>,
        look: &Look,
    ) -> Result<(), NotNow> {
        let id = before.id;
        // The print job may have been changed or cancelled meanwhile.
        let Some(record) = self.store.get(id) else { return Ok(()) };
        let Some(destination) = record.destinations.get(index) else { return Ok(()) };
        if destination.fate.is_some() {
            return Ok(());
        }
        let mark = record.mark(index);
        let fate = match before.destinations.get(index).and_then(|before| before.begun_at) {
            Some(at) if self.store.is_of_before(id) => self.known(&mark, at, look)?,
            _ => None,
        };
        let fate = match fate {
            Some(fate) => fate,
            None => {
                // The fax is not in the spool yet. So the time in which it can be found by its mark
                // ([`MARK_KNOWN_MS`]) begins now.
                self.store.note(id, |record| {
                    if let Some(destination) = record.destinations.get_mut(index) {
                        destination.begun_at = Some(UnixMs::now());
                    }
                });
                self.fax(&record, destination, &mark, whole)?
            }
        };
        self.settle(id, index, fate.clone(), UnixMs::now())?;
        self.follow(&record, &fate);
        Ok(())
    }

    fn fax(
        &self,
        record: &Record,
        destination: &Destination,
        mark: &str,
        whole: &mut Option<Whole>,
    ) -> Result<Fate, NotNow> {
        let draft = self.draft(record, destination);
        let accepted = match self.accept(record, destination, &draft, UnixMs::now()) {
            Ok(accepted) => accepted,
            Err(error) => return fate_of(record.id, Err(error)),
        };
        // All destinations get the same pages, unless the page limits or formats of two
        // destinations differ.
        let wanted = accepted.wanted;
        let (_, pages) = match whole.take().filter(|(of, _)| *of == wanted) {
            Some(made) => whole.insert(made),
            None => whole.insert((wanted, self.whole(record, &wanted)?)),
        };
        match pages {
            Ok(pages) => {
                let made: Vec<Made<'_>> =
                    pages.iter().map(|(pages, name)| Made { pages, name: name.clone() }).collect();
                self.take(record, destination, accepted, made, mark)
            }
            Err(error) => {
                let fate = self.unmade(record, error)?;
                if let Fate::Refused { failure, text, at } = &fate
                    && matches!(failure, Failure::ConversionFailed | Failure::NoConverter)
                {
                    // No other destination gets a fax of these documents either.
                    self.end(record.id, *failure, text, *at)?;
                }
                Ok(fate)
            }
        }
    }

    /// Converts each document of the print job into pages, without splitting it into faxes.
    fn whole(
        &self,
        record: &Record,
        wanted: &Wanted,
    ) -> Result<Result<Vec<(Pages, String)>, ConvertError>, NotNow> {
        let mut made = Vec::new();
        for (number, document) in (1..).zip(&record.documents) {
            let file = self.opened(record, number)?;
            let whole = Document::file(open_path(&file), &document.name);
            match convert_one(whole.only(record.only.clone()), wanted, &self.converter) {
                Ok(pages) => made.push((pages, document.name.clone())),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(made))
    }

    /// Opens the document of the print job that has this number, from 1.
    pub(super) fn opened(&self, record: &Record, number: usize) -> Result<File, NotNow> {
        Ok(safe_file::open(&self.store.path(record.id, number), For::Reading)?)
    }

    /// The result for a destination of the print job whose fax has no pages, because its document
    /// cannot be converted. If the disk failed, the conversion is tried again later: the client was
    /// informed that the print job was accepted.
    pub(super) fn unmade(&self, record: &Record, error: &ConvertError) -> Result<Fate, NotNow> {
        let may_pass = match error {
            ConvertError::Unreadable { source, .. } => source.kind() != ErrorKind::NotFound,
            _ => error.may_pass(),
        };
        if may_pass {
            return Err(NotNow::Later(error.to_string()));
        }
        Ok(refused(record.id, error.failure(), error.to_string()))
    }

    /// Finds the fax that was already submitted to the spool, before a restart or in an earlier
    /// attempt. Returns it as the result for its destination; `None` if the fax is not in the
    /// spool.
    pub(super) fn known(
        &self,
        mark: &str,
        begun_at: UnixMs,
        look: &Look,
    ) -> Result<Option<Fate>, NotNow> {
        if let Some(taken) = find(&self.spool, mark)? {
            return Ok(Some(Fate::Fax(taken.job)));
        }
        let now = UnixMs::now();
        if begun_at + MARK_KNOWN_MS > now {
            return Ok(None);
        }
        settled(look)?;
        Ok(Some(unknown(now)))
    }

    /// Submits an accepted fax to the spool: its cover page, if any, and its pages.
    pub(super) fn take(
        &self,
        record: &Record,
        destination: &Destination,
        accepted: Accepted,
        made: Vec<Made<'_>>,
        mark: &str,
    ) -> Result<Fate, NotNow> {
        let pages = made.iter().map(|one| one.pages.count).sum();
        let cover = match self.cover(record, destination, pages, &accepted.wanted) {
            Ok(cover) => cover,
            Err(error) => return self.unmade(record, &error),
        };
        let cover = cover.as_ref().map(|pages| Made { pages, name: COVER_PAGE.to_owned() });
        let made: Vec<Made<'_>> = cover.into_iter().chain(made).collect();
        let taken = accepted.take(&self.spool, &self.rights, &made, Some(mark), UnixMs::now());
        fate_of(record.id, taken)
    }

    /// Checks the options of a fax, and the permission of the print job's owner to send it.
    pub(super) fn accept(
        &self,
        record: &Record,
        destination: &Destination,
        draft: &Draft,
        now: UnixMs,
    ) -> Result<Accepted, OrderError> {
        let hands = Hands { rights: &self.rights, by: By::Printer(&record.guest) };
        let post_dial = destination.post_dial.clone();
        let post_dial = post_dial.map(|digits| (option::POST_DIAL.to_owned(), digits));
        let options = record.options.clone().into_iter().chain(post_dial);
        accepted(&self.spool, hands, (draft, options), now)
    }

    /// Checks the options of a print job whose fax numbers are in its documents, and whether its
    /// owner may send from its device. Each fax is checked again by [`Self::accept`].
    pub(super) fn accept_unread(&self, record: &Record, now: UnixMs) -> Result<(), OrderError> {
        let hands = Hands { rights: &self.rights, by: By::Printer(&record.guest) };
        let draft = self.draft(record, &Destination::default());
        may_submit(&self.spool, hands, (&draft, record.options.clone()), now)
    }

    /// Creates the draft of the fax that sends a print job to this destination.
    pub(super) fn draft(&self, record: &Record, destination: &Destination) -> Draft {
        let mut draft = Draft {
            number: destination.number.clone(),
            may_wait_for_number: destination.number.is_empty(),
            device: record.device.clone(),
            documents: vec![later()],
            owner: record.guest.name().to_owned(),
            created_by: Origin::Print,
            wishes: record.wishes.clone(),
            ..Draft::default()
        };
        if let Some(sub) = &destination.sub {
            draft.set(Wish::Sub, sub);
        }
        draft
    }

    /// Notes the result for a destination in the print job's record, which is written to disk with
    /// the results for other destinations. If the print job was cancelled meanwhile, its new fax is
    /// cancelled, too.
    fn settle(&self, id: i32, index: usize, fate: Fate, now: UnixMs) -> Result<(), NotNow> {
        let fax = fate.fax();
        let is_cancelled = self.store.note(id, |record| {
            let Some(destination) = record.destinations.get_mut(index) else { return false };
            match &destination.fate {
                None => {
                    destination.fate = Some(fate);
                    false
                }
                Some(_) => {
                    // The print job was cancelled while its fax was being submitted. Record the
                    // fax, so that it can be cancelled in the spool.
                    if matches!(fate, Fate::Fax(_)) {
                        destination.fate = Some(fate);
                    }
                    true
                }
            }
        });
        if let (Some(true), Some(job)) = (is_cancelled, fax) {
            self.spool.jobs().cancel_job(job, Actor::PRINTER, now)?;
        }
        Ok(())
    }
}

/// Checks that the clock did not jump lately.
pub(super) fn settled(look: &Look) -> Result<(), NotNow> {
    if look.is_settled {
        return Ok(());
    }
    let why = "within the last hour, the machine's clock was put forward or back, or Ferrofax \
               started after more than a day";
    Err(NotNow::Later(why.to_owned()))
}

/// The result for a destination whose fax was possibly submitted, but so long ago that the spool
/// does not show it any more.
pub(super) fn unknown(at: UnixMs) -> Fate {
    let text = "It was being submitted when the program stopped, and the result is unknown.";
    Fate::Refused { failure: Failure::Internal, text: text.to_owned(), at }
}

/// Converts the result of submitting a fax into the result for its destination.
pub(super) fn fate_of(id: i32, taken: Result<Taken, OrderError>) -> Result<Fate, NotNow> {
    match taken {
        Ok(Taken { job, pages, .. }) => {
            log::info!(
                FERROFAX_PRINT_JOB:% = id, FERROFAX_JOB:% = job;
                "print job {id} is job {job} with {pages} pages"
            );
            Ok(Fate::Fax(job))
        }
        Err(error) if error.may_pass() => Err(NotNow::Later(error.to_string())),
        Err(error) => Ok(refused(id, error.failure(), error.to_string())),
    }
}

/// The result for a destination whose fax was refused. Also logs the refusal, without a fax number
/// or a name.
fn refused(id: i32, failure: Failure, text: String) -> Fate {
    log::warn!(FERROFAX_PRINT_JOB:% = id; "print job {id}: a fax is refused ({failure})");
    Fate::Refused { failure, text, at: UnixMs::now() }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;
    use std::path::Path;

    use super::*;
    use crate::fields::FieldSettings;
    use crate::printer::record::Document as Printed;
    use crate::printer::record::tests::record;
    use crate::printer::{PrintJobs, PrinterSettings};
    use ferrofax_convert::Converter;
    use ferrofax_rights::{Guest, NetworkSettings, Rights, RightsSettings};
    use ferrofax_spool::numbers::NumberRules;
    use ferrofax_spool::sending::SendingSettings;
    use ferrofax_spool::{DeviceRecord, Spool};

    const HOUR_MS: i64 = 3_600_000;

    /// A printer whose conversions fail for now, because their program cannot be started.
    pub(in crate::printer) fn printer(spool: &Spool) -> Printer {
        let office = NetworkSettings {
            name: "office".to_owned(),
            addresses: vec!["192.0.2.0/28".parse().unwrap()],
            device: Some("2101".parse().unwrap()),
            ..NetworkSettings::default()
        };
        let settings = RightsSettings { networks: vec![office], ..RightsSettings::default() };
        let rights = Rights::new(&settings, spool).unwrap();
        let converter = Converter { program: "/gone".into(), ..Converter::default() };
        let jobs = PrintJobs::open(spool).unwrap();
        let (settings, fields) = (PrinterSettings::default(), FieldSettings::default());
        Printer::new(&settings, spool, rights, converter, &fields, jobs)
    }

    pub(in crate::printer) fn spool_with_device(folder: &Path) -> Spool {
        let spool = Spool::open(folder).unwrap();
        let (context, extension) = ("fax-devices".into(), "2101".into());
        let device = DeviceRecord { context, extension, enabled: true, ..DeviceRecord::default() };
        spool.devices().publish_devices(&[device]).unwrap();
        let rules = NumberRules {
            country: "49".into(),
            area: "991".into(),
            outside: "0".into(),
            ..NumberRules::default()
        };
        let sending = SendingSettings { rules, ..SendingSettings::default() };
        spool.devices().publish_sending(&sending, 4).unwrap();
        spool
    }

    #[test]
    fn a_fax_that_was_surely_not_submitted_never_counts_as_possibly_submitted() {
        let folder = tempfile::tempdir().unwrap();
        let spool = spool_with_device(folder.path());
        let first = printer(&spool);
        let guest = Guest::Network("office".into());
        let place = first.store.place(&guest).unwrap();
        place.first_document().unwrap().write_all(b"Hello\n").unwrap();
        let number = "+499912700619".to_owned();
        let to = Destination { uri: format!("tel:{number}"), number, ..Destination::default() };
        let document = Printed { name: "letter".into(), format: "text/plain".into(), size: 6 };
        let (destinations, documents) = (vec![to; 3], vec![document]);
        let id = place.id;
        first
            .store
            .add(place, Record { guest, destinations, documents, ..record(id) })
            .unwrap();
        let look = Look { is_settled: true, ..Look::default() };
        let begun = |printer: &Printer| -> Vec<Option<UnixMs>> {
            let made = printer.make_faxes(&printer.store.get(id).unwrap(), &look, &|| false);
            assert!(matches!(made, Err(NotNow::Later(_))), "{made:?}");
            let record = printer.store.get(id).unwrap();
            record.destinations.iter().map(|to| to.begun_at).collect()
        };
        // Only the first fax was attempted.
        let now = UnixMs::now();
        let tried = begun(&first);
        assert!(tried[0] >= Some(now) && tried[1..] == [None, None], "{tried:?}");
        // After each attempt it is known that the fax is still not in the spool.
        let earlier = now - 19 * HOUR_MS;
        first.store.note(id, |record| record.destinations[0].begun_at = Some(earlier));
        assert!(begun(&first)[0] >= Some(now));
        first.store.note(id, |record| record.destinations[0].begun_at = Some(earlier));
        first.store.save(id).unwrap();
        drop(first);
        let second = printer(&spool);
        assert!(second.store.is_of_before(id));
        assert_eq!(second.store.get(id).unwrap().destinations[0].begun_at, Some(earlier));
        assert!(begun(&second)[0] >= Some(now));
    }
}
