//! Cancel-Job (RFC 8011 §4.3.3). It applies to each fax of a print job, also to faxes that are in
//! the spool, but not yet in the record of the print job. An attempt that was interrupted leaves
//! such faxes.

use super::Printer;
use super::operations::faxes;
use super::record::{Destination, Fate, Record};
use super::worker::NotNow;
use crate::ipp::{Response, Status};
use ferrofax_basics::UnixMs;
use ferrofax_rights::Guest;
use ferrofax_spool::SpoolError;
use ferrofax_spool::event::Actor;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{JobId, JobVerb};

impl Printer {
    /// Cancel-Job: cancels each fax of the print job. Faxes that are not made yet are never sent. A
    /// fax that cannot be cancelled now, because the spool fails, is cancelled by [`Self::turn`].
    pub(super) fn cancel(&self, record: &Record, guest: &Guest) -> Result<Response, Response> {
        if self.view(record).is_ended() {
            let text = format!("job {} has ended", record.id);
            return Err(Response::refused(Status::NotPossible, text));
        }
        let made = self.made(record)?;
        let made = self.missing(record, &made).map_err(|error| not_now(&error))?;
        let text = format!("Cancelled by {}.", guest.name());
        let ended = self.store.change(record.id, |record| {
            record.list(made);
            record.end(Failure::Cancelled, &text, UnixMs::now());
        });
        ended.map_err(|error| {
            self.log_disk(&error);
            Response::refused(Status::TemporaryError, "the job cannot be cancelled now")
        })?;
        // Faxes that were already made from the print job are cancelled one by one.
        let record = self.store.get(record.id);
        for fax in record.iter().flat_map(faxes) {
            self.change_fax(fax, JobVerb::Cancel, guest);
        }
        Ok(Response::ok())
    }

    /// Cancels all faxes of a print job that its owner has cancelled. They are possibly not cancelled
    /// yet, if the Ferrofax service or the spool failed at Cancel-Job, or while a fax was submitted.
    /// Returns false if its owner has not cancelled the print job.
    pub(super) fn cancel_made(&self, id: i32) -> Result<bool, NotNow> {
        let Some(record) = self.store.get(id).filter(|record| record.is_cancelled) else {
            return Ok(false);
        };
        for (fax, _) in self.spool.jobs().jobs_marked_with(&record.marks())? {
            match self.spool.jobs().cancel_job(fax, Actor::PRINTER, UnixMs::now()) {
                Ok(_) | Err(SpoolError::JobEnded { .. } | SpoolError::NoSuchJob(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }

    /// The faxes of a print job that are in the spool, each with its mark (a text that no other fax
    /// has). The record of the print job does not list all of them while its faxes are made.
    pub(super) fn made(&self, record: &Record) -> Result<Vec<(JobId, String)>, Response> {
        let made = self.spool.jobs().jobs_marked_with(&record.marks());
        made.map_err(|error| not_now(&error))
    }

    /// The destinations of those faxes in `made` that the record does not list, each with its mark.
    fn missing(
        &self,
        record: &Record,
        made: &[(JobId, String)],
    ) -> Result<Vec<(String, Destination)>, SpoolError> {
        let mut missing = Vec::new();
        for (job, mark) in made.iter().filter(|(job, _)| faxes(record).all(|fax| fax != *job)) {
            let number = self.spool.jobs().job(*job)?.number;
            let fate = Some(Fate::Fax(*job));
            missing.push((mark.clone(), Destination { fate, ..Destination::of_number(number) }));
        }
        Ok(missing)
    }
}

impl Record {
    /// Lists these faxes of the print job, unless it lists them already. Each fax has its mark, a
    /// text that no other fax has.
    fn list(&mut self, made: Vec<(String, Destination)>) {
        let marks = self.marks();
        for (mark, made) in made {
            let index = mark.strip_prefix(&marks).and_then(|index| index.parse().ok());
            match &self.cut {
                None => {
                    if let Some(to) =
                        index.and_then(|index: usize| self.destinations.get_mut(index))
                    {
                        to.fate = to.fate.take().or(made.fate);
                    }
                }
                Some(cut) if !cut.is_done => {
                    if self.destinations.iter().all(|listed| listed.fate != made.fate) {
                        self.destinations.push(made);
                    }
                }
                Some(_) => {}
            }
        }
    }
}

fn not_now(error: &SpoolError) -> Response {
    log::error!("the faxes of a print job cannot be read: {error}");
    Response::refused(Status::TemporaryError, "the job cannot be changed now")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::printer::Lane;
    use crate::printer::making::tests::{printer, spool_with_device};
    use crate::printer::record::tests::record;
    use crate::printer::record::{Cut, Document};
    use ferrofax_basics::clock::Look;
    use ferrofax_spool::Spool;
    use ferrofax_spool::jobs::JobState;
    use ferrofax_spool::submission::{Draft, DraftFetch};

    /// Adds a print job to the printer's folder, and its faxes with these marks to the spool. The
    /// record does not list the faxes, because the attempt that made them was interrupted.
    pub(in crate::printer) fn interrupted(
        printer: &Printer,
        record: Record,
        marks: &[&str],
    ) -> (Record, Vec<JobId>) {
        let guest = Guest::Network("office".into());
        let place = printer.store.place(&guest).unwrap();
        let id = place.id;
        let record = Record { id, guest, ..record };
        printer.store.add(place, record.clone()).unwrap();
        let made = marks.iter().map(|mark| submit(printer, &record, mark)).collect();
        (record, made)
    }

    /// Submits a fax of the print job to the spool.
    pub(in crate::printer) fn submit(printer: &Printer, record: &Record, mark: &str) -> JobId {
        let number = "+499912700619".to_owned();
        let destination = Destination { number, ..Destination::default() };
        // A fax that only polls has no documents.
        let fetch = Some(DraftFetch { sep: String::new() });
        let draft = printer.draft(record, &destination);
        let draft = Draft { fetch, documents: Vec::new(), ..draft };
        let accepted = printer.accept(record, &destination, &draft, UnixMs::now()).unwrap();
        let mark = format!("{}{mark}", record.marks());
        let fate = printer.take(record, &destination, accepted, Vec::new(), &mark).unwrap();
        fate.fax().unwrap()
    }

    fn of_three() -> Record {
        let mut record = record(1);
        let one = Destination { begun_at: Some(UnixMs::now()), ..record.destinations[0].clone() };
        record.destinations = vec![one; 3];
        record
    }

    pub(in crate::printer) fn split() -> Record {
        let cut = Some(Cut { begun_at: Some(UnixMs::now()), ..Cut::default() });
        Record { cut, destinations: Vec::new(), ..record(1) }
    }

    fn states(spool: &Spool, jobs: &[JobId]) -> Vec<JobState> {
        jobs.iter().map(|job| spool.jobs().job(*job).unwrap().state).collect()
    }

    #[test]
    fn cancelling_reaches_faxes_that_only_the_spool_lists() {
        for (record, marks) in [(of_three(), ["0", "2"]), (split(), ["1.1", "1.3"])] {
            let folder = tempfile::tempdir().unwrap();
            let spool = spool_with_device(folder.path());
            let printer = printer(&spool);
            let (record, made) = interrupted(&printer, record, &marks);
            printer.cancel(&record, &record.guest).unwrap();
            assert_eq!(states(&spool, &made), [JobState::Failed; 2], "{marks:?}");
            let record = printer.store.get(record.id).unwrap();
            assert_eq!(faxes(&record).collect::<Vec<_>>(), made);
            assert_eq!((record.destinations.len(), record.is_settled()), (3, true));
        }
    }

    #[test]
    fn the_documents_of_a_cancelled_print_job_are_deleted_after_its_last_fax_is_cancelled() {
        let folder = tempfile::tempdir().unwrap();
        let spool = spool_with_device(folder.path());
        let printer = printer(&spool);
        for mut record in [of_three(), split()] {
            record.documents =
                vec![Document { name: String::new(), format: String::new(), size: 1 }];
            let (record, _) = interrupted(&printer, record, &[]);
            printer.cancel(&record, &record.guest).unwrap();
            // This fax was being submitted, and the service ended before it could cancel the fax.
            let late = submit(&printer, &record, "1");
            printer.turn(Lane::Short, &Look::default(), &|| false).unwrap();
            assert_eq!(states(&spool, &[late]), [JobState::Failed]);
            assert_eq!(printer.store.get(record.id).unwrap().documents, []);
        }
    }

    /// The faxes are made, and the documents of the print job are deleted. Cancel-Job is recorded, and
    /// the spool fails before the faxes are cancelled.
    #[test]
    fn a_fax_that_could_not_be_cancelled_because_the_spool_failed_is_cancelled_later() {
        let folder = tempfile::tempdir().unwrap();
        let spool = spool_with_device(folder.path());
        let printer = printer(&spool);
        let (record, made) = interrupted(&printer, of_three(), &["0", "1", "2"]);
        let end = |record: &mut Record| record.end(Failure::Cancelled, "Cancelled.", UnixMs::now());
        printer.store.change(record.id, end).unwrap();
        assert!(!states(&spool, &made).contains(&JobState::Failed));
        printer.turn(Lane::Short, &Look::default(), &|| false).unwrap();
        assert_eq!(states(&spool, &made), [JobState::Failed; 3]);
        assert!(!printer.store.get(record.id).unwrap().is_cancelled);
    }

    #[test]
    fn holding_and_releasing_reach_faxes_that_only_the_spool_lists() {
        for (record, marks) in [(of_three(), ["0", "2"]), (split(), ["1.1", "1.3"])] {
            let folder = tempfile::tempdir().unwrap();
            let spool = spool_with_device(folder.path());
            let printer = printer(&spool);
            let (record, made) = interrupted(&printer, record, &marks);
            printer.hold(&record, true, &record.guest).unwrap();
            assert_eq!(states(&spool, &made), [JobState::Suspended; 2], "{marks:?}");
            printer.hold(&record, false, &record.guest).unwrap();
            assert!(!states(&spool, &made).contains(&JobState::Suspended), "{marks:?}");
        }
    }
}
