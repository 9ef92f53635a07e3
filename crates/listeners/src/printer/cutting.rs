//! Splits a print job into faxes by control fields, if the IPP client has not named the
//! destinations. Control fields are texts in the document, such as `@@+FAX:…@@`, that give the fax
//! number and other options. Each fax is submitted to the spool as soon as its last page is read.
//!
//! After a crash the document is read again from its beginning, which finds the same faxes as the
//! first reading. A fax that is already in the spool is recognised by the number of its first page.
//! After each attempt that is interrupted, the record of the print job lists the faxes that were
//! made, because the spool deletes the jobs of faxes some time after their end.

use std::collections::BTreeMap;

use super::Printer;
use super::making::{MARK_KNOWN_MS, fate_of, settled, unknown};
use super::operations::faxes;
use super::record::{Cut, Destination, Fate, Record};
use super::worker::NotNow;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_convert::fields::FaxFields;
use ferrofax_convert::{CutFax, Document, NotCut, Wanted, faxes_of, open_path};
use ferrofax_rights::order::{Accepted, Made};
use ferrofax_spool::event::Actor;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{JobId, NewJob};
use ferrofax_spool::not_shown::in_english;
use ferrofax_spool::sending::option;
use ferrofax_spool::wish::{Wish, finest};

/// The most bytes of text from a fax's pages that are stored with its job.
const MOST_TEXT: usize = 2_000;

/// The state of splitting one print job into faxes by control fields (texts in the document that
/// give the fax number).
struct Cutting<'a> {
    printer: &'a Printer,
    record: &'a Record,
    /// The faxes that earlier attempts have made.
    earlier: Earlier,
    stop: &'a dyn Fn() -> bool,
}

/// The faxes of a print job that earlier attempts to split it have made.
struct Earlier {
    /// The job of each fax, by its mark.
    made: BTreeMap<String, JobId>,
    /// Whether `made` surely lists all faxes that were submitted.
    is_whole: bool,
}

impl Earlier {
    /// The result of an earlier attempt for the fax with this mark; `None` if the fax was never
    /// submitted.
    fn fate(&self, mark: &str) -> Option<Fate> {
        match self.made.get(mark) {
            Some(job) => Some(Fate::Fax(*job)),
            None if self.is_whole => None,
            None => Some(unknown(UnixMs::now())),
        }
    }
}

impl Printer {
    /// Splits a print job into faxes by the control fields in its document (texts that give the fax
    /// number).
    pub(super) fn cut(
        &self,
        record: &Record,
        look: &Look,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), NotNow> {
        let now = UnixMs::now();
        let before = record.cut.as_ref().and_then(|cut| cut.begun_at);
        let search = self.fields.search().map(|search| search.words()).unwrap_or_default();
        if before.is_some() && record.cut.as_ref().is_some_and(|cut| cut.search != search) {
            let text = "[fields] was changed while the print job was cut into faxes. Those that \
                        were made are in the list of jobs; no others are made.";
            self.end(record.id, Failure::Internal, text, now)?;
            return Ok(());
        }
        let earlier = self.begin_cut(record, &search, look, now)?;
        let cutting = Cutting { printer: self, record, earlier, stop };
        for (number, document) in (1..).zip(&record.documents) {
            match cutting.document(number, &document.name) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(why) => {
                    self.interrupt_cut(record)?;
                    return Err(why);
                }
            }
        }
        self.store.change(record.id, |record| match &mut record.cut {
            _ if record.destinations.is_empty() => {
                record.end(Failure::NoDocument, "There is no page in it.", now);
            }
            Some(cut) => {
                cut.is_done = true;
                cut.made.clear();
            }
            None => {}
        })?;
        Ok(())
    }

    /// Begins an attempt to split a print job, and returns the faxes that earlier attempts have
    /// made. From now on, faxes of the print job can be in the spool that its record does not list.
    fn begin_cut(
        &self,
        record: &Record,
        search: &str,
        look: &Look,
        now: UnixMs,
    ) -> Result<Earlier, NotNow> {
        let open_since = record.cut.as_ref().and_then(|cut| cut.open_since);
        let is_whole = open_since.is_none_or(|at| at + MARK_KNOWN_MS > now);
        if !is_whole {
            settled(look)?;
        }
        let made = self.spool.jobs().jobs_marked_with(&record.marks())?;
        let made = self.store.change(record.id, |record| {
            let cut = record.cut.as_mut().filter(|cut| !cut.is_done)?;
            cut.begun_at.get_or_insert(now);
            search.clone_into(&mut cut.search);
            cut.list(made);
            if is_whole {
                cut.open_since = Some(now);
            }
            let made = cut.made.clone();
            // Removes the destinations that an interrupted attempt has found.
            record.destinations.clear();
            Some(made)
        })?;
        Ok(Earlier { made: made.flatten().unwrap_or_default(), is_whole })
    }

    /// Notes that an attempt to split a print job was interrupted. All faxes that it has made are
    /// listed in the record.
    fn interrupt_cut(&self, record: &Record) -> Result<(), NotNow> {
        let made = self.spool.jobs().jobs_marked_with(&record.marks())?;
        self.store.change(record.id, |record| {
            let since = record.cut.as_ref().and_then(|cut| cut.open_since);
            if let Some(cut) = record.cut.as_mut().filter(|cut| !cut.is_done) {
                cut.list(made);
                if since.is_some_and(|at| at + MARK_KNOWN_MS > UnixMs::now()) {
                    cut.open_since = None;
                }
            }
        })?;
        Ok(())
    }
}

impl Cut {
    /// Lists these faxes as made. Each has its mark, a text that no other fax has.
    fn list(&mut self, made: Vec<(JobId, String)>) {
        self.made.extend(made.into_iter().map(|(job, mark)| (mark, job)));
    }
}

impl Cutting<'_> {
    /// Splits one document of the print job into faxes. Returns false if the splitting ends here,
    /// because the document or the print job was refused.
    fn document(&self, number: usize, name: &str) -> Result<bool, NotNow> {
        let Self { printer, record, .. } = self;
        let file = printer.opened(record, number)?;
        let document = Document::file(open_path(&file), name).only(record.only.clone());
        // The page limit is checked for each fax, not for the whole document.
        let resolution = finest(&record.wishes).unwrap_or_default();
        let wanted = Wanted { resolution, max_pages: NewJob::MAX_PAGES, colours: false };
        let take = |fax: CutFax| self.take(number, name, &fax);
        let search = printer.fields.search();
        match faxes_of(&document, &wanted, &printer.converter, search.as_ref(), take) {
            Ok(notes) => {
                let notes = in_english(&notes);
                if !notes.is_empty() {
                    log::warn!(
                        FERROFAX_PRINT_JOB:% = record.id;
                        "print job {}: not seen on its pages: {notes}",
                        record.id
                    );
                }
                Ok(true)
            }
            Err(NotCut::Taker(Some(why))) => Err(why),
            Err(NotCut::Taker(None)) => Ok(false),
            Err(NotCut::Document(error)) => {
                if let Fate::Refused { failure, text, at } = printer.unmade(record, &error)? {
                    printer.end(record.id, failure, &text, at)?;
                }
                Ok(false)
            }
        }
    }

    /// Submits one fax of the print job to the spool. `Err(Some(_))` means that the splitting stops
    /// and is continued later; `Err(None)` means that it stops for good.
    fn take(&self, document: usize, name: &str, fax: &CutFax) -> Result<(), Option<NotNow>> {
        if (self.stop)() {
            return Err(Some(NotNow::Stopped));
        }
        let Self { printer, record, .. } = self;
        let mark = record.mark_of_page(document, fax.first_page);
        let fields = &fax.fields;
        let number = fields.number.clone().unwrap_or_default();
        let mut destination = Destination::of_number(number);
        let fate = match self.earlier.fate(&mark) {
            Some(fate) => fate,
            None => self.fax(&destination, name, fax, &mark)?,
        };
        let job = fate.fax();
        destination.fate = Some(fate);
        let is_ended = printer.store.note(record.id, |record| {
            // If the print job was cancelled meanwhile, this fax is possibly listed already.
            if !(record.is_cut() && faxes(record).any(|listed| Some(listed) == job)) {
                record.destinations.push(destination);
            }
            record.is_cut()
        });
        match (is_ended, job) {
            (Some(false), job) => {
                job.into_iter().for_each(|job| printer.follow(record, &Fate::Fax(job)));
                Ok(())
            }
            (_, None) => Err(None),
            // If the print job was cancelled meanwhile, this fax is cancelled, too.
            (_, Some(job)) => {
                let cancelled = printer.spool.jobs().cancel_job(job, Actor::PRINTER, UnixMs::now());
                cancelled.map_err(|error| Some(error.into()))?;
                Err(None)
            }
        }
    }

    /// Submits a fax of these pages to the spool, and returns the result.
    fn fax(
        &self,
        destination: &Destination,
        name: &str,
        fax: &CutFax,
        mark: &str,
    ) -> Result<Fate, NotNow> {
        let Self { printer, record, .. } = self;
        let mut draft = printer.draft(record, destination);
        if let Some(tag) = &fax.fields.tag {
            draft.set(Wish::Tag, tag);
        }
        let mut accepted = match printer.accept(record, destination, &draft, UnixMs::now()) {
            Ok(accepted) => accepted,
            Err(error) => return fate_of(record.id, Err(error)),
        };
        self.fit(&mut accepted, fax);
        let made = vec![Made { pages: &fax.pages, name: name.to_owned() }];
        printer.take(record, destination, accepted, made, mark)
    }

    /// Sets the options of a job from the control fields in its document (such as `@@+FAX:…@@`) and
    /// from the section `[fields]` of gateway.toml. If the job has a telephone number, sets its
    /// priority, its number of attempts and the recipients of the mails that report how it ended.
    /// Stores with each job the control fields that were found, and the text of its pages in which
    /// they were searched.
    fn fit(&self, accepted: &mut Accepted, fax: &CutFax) {
        let Self { printer, record, .. } = self;
        let terms = printer.fields.terms(&fax.fields, &record.user_name);
        let has_number = !accepted.job.number.is_empty();
        if has_number && fax.fields.priority.is_some() {
            accepted.set_priority(terms.priority, &printer.rights);
        }
        let job = &mut accepted.job;
        if has_number {
            let asked = |wish: Wish| record.wishes.get(wish).is_some();
            if fax.fields.priority.is_none() && !asked(Wish::Priority) {
                job.priority = terms.priority;
            }
            if !asked(Wish::Tries) {
                job.max_tries = terms.tries;
            }
            job.notify = printer.fields.addresses(&terms.reports);
        }
        let found = found(&fax.fields);
        let text = text(&fax.texts);
        for (name, value) in [(option::FIELDS, found), (option::PRINTED_TEXT, text)] {
            if !value.is_empty() {
                job.options.insert(name.to_owned(), value);
            }
        }
    }
}

/// Writes the control fields of a fax (such as `@@+FAX:…@@` in its document) as text, each field on
/// a line of its own.
fn found(fields: &FaxFields) -> String {
    let lines: Vec<String> = fields
        .found
        .iter()
        .map(|found| format!("page {}: {} {}", found.page, found.field, found.value))
        .collect();
    lines.join("\n")
}

/// The text of a fax's pages that was searched for control fields (such as `@@+FAX:…@@`), cut to
/// [`MOST_TEXT`] bytes.
fn text(texts: &[String]) -> String {
    let mut text = texts.join("\n").trim().to_owned();
    text.truncate(text.floor_char_boundary(MOST_TEXT));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::cancelling::tests::{interrupted, split, submit};
    use crate::printer::making::tests::{printer, spool_with_device};
    use crate::printer::record::Document;

    const HOUR_MS: i64 = 3_600_000;
    const SETTLED: Look = Look { is_settled: true, unix_ms: UnixMs(0), steady_ms: 0, jumps: 0 };

    fn begun(printer: &Printer, id: i32, now: UnixMs) -> Earlier {
        let record = printer.store.get(id).unwrap();
        printer.begin_cut(&record, "", &SETTLED, now).unwrap()
    }

    #[test]
    fn a_fax_that_was_surely_not_submitted_is_made_however_late() {
        let folder = tempfile::tempdir().unwrap();
        let spool = spool_with_device(folder.path());
        let printer = printer(&spool);
        let document = Document { name: String::new(), format: String::new(), size: 1 };
        let record = Record { documents: vec![document], ..split() };
        let (record, _) = interrupted(&printer, record, &[]);
        let (id, start) = (record.id, UnixMs::now() - 100 * HOUR_MS);
        // For days, the converter cannot be started.
        printer.store.note(id, |record| {
            record.cut = Some(Cut { begun_at: Some(start), open_since: None, ..Cut::default() });
        });
        let attempt = printer.cut(&printer.store.get(id).unwrap(), &SETTLED, &|| false);
        assert!(matches!(attempt, Err(NotNow::Later(_) | NotNow::Disk(_))), "{attempt:?}");
        let cut = printer.store.get(id).unwrap().cut.unwrap();
        assert_eq!((cut.begun_at, cut.open_since), (Some(start), None));
        // An attempt makes a fax, and the service ends without noting it.
        let first = record.mark_of_page(1, 1);
        assert_eq!(begun(&printer, id, start + HOUR_MS).fate(&first), None);
        let job = submit(&printer, &record, "1.1");
        let later = begun(&printer, id, start + 20 * HOUR_MS);
        assert_eq!(later.fate(&first), Some(Fate::Fax(job)));
        let second = record.mark_of_page(1, 2);
        assert_eq!(later.fate(&second), None);
        // The service was off for a day: this fax was possibly made, and deleted after its end.
        let late = begun(&printer, id, start + 41 * HOUR_MS);
        assert_eq!(late.fate(&first), Some(Fate::Fax(job)));
        assert!(matches!(late.fate(&second), Some(Fate::Refused { .. })));
    }
}
