//! Turns complete print jobs into faxes: one job in the spool for each destination, exactly once,
//! even after a crash (`making` and `cutting` do this). This file decides when it happens.

use std::fmt::Display;
use std::io;

use super::Printer;
use super::record::Record;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_spool::SpoolError;
use ferrofax_spool::failure::Failure;

/// The time that an IPP client has to send the next document of a print job (RFC 8011 §5.4.31:
/// multiple-operation-time-out), ms.
pub(super) const OPEN_MS: i64 = 300_000;

/// The reason why the work on a print job is put off until later.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotNow {
    /// The print job could not be read from disk or written to it.
    #[error("{0}")]
    Disk(#[from] io::Error),
    /// The spool could not be read or written.
    #[error("{0}")]
    Spool(#[from] SpoolError),
    /// There is a temporary problem other than an error of the disk or the spool. Nothing is wrong
    /// with the print job itself.
    #[error("{0}")]
    Later(String),
    /// The Ferrofax service stops, so the work on the print job was interrupted.
    #[error("the program ends")]
    Stopped,
}

/// The two queues in which print jobs are made into faxes. There are two so that a print job of one
/// page does not wait for another user's thousand invoices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Print jobs of at most [`LITTLE`] bytes and [`FEW`] destinations. If control fields (commands
    /// such as `@@+FAX:…@@` in the document) split the print job, the limit is [`LITTLE_CUT`]
    /// bytes, with any number of destinations.
    Short,
    /// Print jobs with more bytes or destinations than those in the queue `Short`.
    Long,
}

/// The greatest size in bytes of a print job in the queue [`Lane::Short`].
const LITTLE: u64 = 2 << 20;
/// The greatest size in bytes of a print job in the queue [`Lane::Short`], if control fields split
/// it into faxes. The limit is low, because a hundred invoices can have as few bytes as this.
const LITTLE_CUT: u64 = 256 << 10;

/// The greatest number of destinations of a print job in the queue [`Lane::Short`].
const FEW: usize = 20;

impl Lane {
    /// The queue of a print job. It never changes: two threads work on the two queues, and one
    /// print job in both would be faxed twice. So the number of destinations does not count for a
    /// print job that is split, because it grows while the faxes are made.
    fn of(record: &Record) -> Self {
        let size: u64 = record.documents.iter().map(|document| document.size).sum();
        let is_little = match &record.cut {
            Some(_) => size <= LITTLE_CUT,
            None => size <= LITTLE && record.destinations.len() <= FEW,
        };
        if is_little { Self::Short } else { Self::Long }
    }
}

impl Printer {
    /// Makes faxes of the complete print jobs in `lane`, the queue of short or of long print jobs.
    /// If `lane` is the short queue, this function also ends print jobs that IPP clients have
    /// abandoned, and deletes print jobs that ended long ago.
    ///
    /// An error in one print job is logged, and does not stop the others.
    pub fn turn(&self, lane: Lane, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        let now = UnixMs::now();
        if lane == Lane::Short {
            if look.is_settled {
                self.end_those_left(now);
            }
            self.forget_old_ones(now);
        }
        let is_due = |record: &Record| {
            record.is_closed() && (record.is_cancelled || !record.documents.is_empty())
        };
        for id in self.store.which(|record| is_due(record) && Lane::of(record) == lane) {
            if stop() {
                return Ok(());
            }
            if self.pauses.holds(&id) {
                continue;
            }
            match self.work(id, look, stop) {
                Err(NotNow::Stopped) => return Ok(()),
                done => self.or_log(id, done),
            }
        }
        self.glance(UnixMs::now());
        Ok(())
    }

    fn work(&self, id: i32, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), NotNow> {
        let Some(record) = self.store.get(id) else { return Ok(()) };
        match record.cut {
            Some(_) if !record.is_cut() => self.cut(&record, look, stop)?,
            Some(_) => {}
            None => self.make_faxes(&record, look, stop)?,
        }
        let are_cancelled = self.cancel_made(id)?;
        self.tell_of_refused(id)?;
        // The faxes have pages of their own, so the documents of the print job are no longer
        // needed.
        self.store.delete_documents(id)?;
        self.store.change(id, |record| {
            record.documents.clear();
            // The owner may have cancelled the print job since `cancel_made` looked.
            record.is_cancelled &= !are_cancelled;
        })?;
        Ok(())
    }

    /// Ends print jobs whose next document did not arrive in time.
    fn end_those_left(&self, now: UnixMs) {
        for id in self.store.which(|record| record.is_left(OPEN_MS, now)) {
            if !self.uploads.has(id) {
                self.or_log(id, self.end_left(id, now));
            }
        }
    }

    /// Ends a print job, or deletes it if it has no document. A document that has arrived, or a
    /// Close-Job, since the print job was found prevents this.
    fn end_left(&self, id: i32, now: UnixMs) -> io::Result<()> {
        let text = "The client stopped sending documents.";
        self.store.change(id, |record| {
            if record.is_left(OPEN_MS, now) && !record.documents.is_empty() {
                record.end(Failure::NoDocument, text, now);
            }
        })?;
        self.store
            .forget_if(id, |record| record.is_left(OPEN_MS, now) && record.documents.is_empty())
    }

    /// Refuses all faxes of a print job that are not made yet. None: there is no such print job.
    ///
    /// # Errors
    /// The disk failed.
    pub(super) fn end(
        &self,
        id: i32,
        failure: Failure,
        text: &str,
        now: UnixMs,
    ) -> io::Result<Option<()>> {
        self.store.change(id, |record| record.end(failure, text, now))
    }

    /// Deletes print jobs that ended more than `history_hours` ago. Print jobs that never had a
    /// document are deleted earlier, and so are the oldest if there are too many.
    fn forget_old_ones(&self, now: UnixMs) {
        for id in self.store.too_many() {
            self.or_log(id, self.store.forget(id));
        }
        let history = i64::from(self.settings.history_hours) * 3_600_000;
        let settled = |record: &Record| {
            let kept = if record.had_none { OPEN_MS.min(history) } else { history };
            record.is_over() && record.created_at + kept < now
        };
        for id in self.store.which(settled) {
            let ended = self.store.get(id).and_then(|record| self.view(&record).ended_at);
            let had_none = self.store.get(id).is_some_and(|record| record.had_none);
            if had_none || ended.is_some_and(|at| at + history < now) {
                self.or_log(id, self.store.forget(id));
            }
        }
    }

    /// Logs why the work on this print job failed, and puts it off. The same reason is not logged
    /// twice in a row. After a success, the print job waits no longer.
    fn or_log<E: Display>(&self, id: i32, done: Result<(), E>) {
        let Err(why) = done else { return self.pauses.end(&id) };
        let why = why.to_string();
        if self.pauses.put_off(id, &why) {
            log::error!(FERROFAX_PRINT_JOB:% = id; "print job {id} must wait: {why}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::making::tests::{printer, spool_with_device};
    use crate::printer::record::tests::record;
    use crate::printer::record::{Cut, Destination, Document};
    use ferrofax_rights::Guest;

    #[test]
    fn a_print_job_is_ended_five_minutes_after_its_newest_document() {
        let folder = tempfile::tempdir().unwrap();
        let spool = spool_with_device(folder.path());
        let printer = printer(&spool);
        let (now, settled) = (UnixMs::now(), Look { is_settled: true, ..Look::default() });
        let document = Document { name: String::new(), format: String::new(), size: 1 };
        let add = |minutes: [Option<i64>; 2]| {
            let guest = Guest::Network("office".into());
            let place = printer.store.place(&guest).unwrap();
            let id = place.id;
            let [document_at, closed_at] = minutes.map(|ago| ago.map(|ago| now - ago * 60_000));
            let documents = document_at.map(|_| document.clone()).into_iter().collect();
            let created_at = now - 10 * 60_000;
            let open =
                Record { guest, documents, created_at, document_at, closed_at, ..record(id) };
            assert!(printer.store.add_open(place, open).unwrap());
            id
        };
        let empty = add([None, None]);
        let (fresh, left) = (add([Some(4), None]), add([Some(6), None]));
        let is_open = |id| printer.store.get(id).is_some_and(|record| !record.is_closed());
        // The machine's clock was put forward by some minutes.
        printer.turn(Lane::Short, &Look::default(), &|| false).unwrap();
        assert_eq!([empty, fresh, left].map(is_open), [true; 3]);
        printer.turn(Lane::Short, &settled, &|| false).unwrap();
        assert_eq!([empty, fresh, left].map(is_open), [false, true, false]);
        // The client closes a print job after it was found.
        let closed = add([Some(6), Some(0)]);
        printer.end_left(closed, now).unwrap();
        assert!(printer.store.get(closed).unwrap().destinations[0].fate.is_none());
    }

    #[test]
    fn a_print_job_stays_in_its_queue_while_it_is_split_into_faxes() {
        for (size, lane) in [(LITTLE_CUT, Lane::Short), (LITTLE_CUT + 1, Lane::Long)] {
            let mut record = record(1);
            record.documents = vec![Document { name: String::new(), format: String::new(), size }];
            record.cut = Some(Cut::default());
            for count in 0..=2 * FEW {
                record.destinations = vec![Destination::default(); count];
                assert_eq!(Lane::of(&record), lane, "{size} bytes, {count} destinations");
            }
        }
    }
}
