//! The plan of a call that sends: which page of which job is next, and which part of that page. In
//! the [`Course`] of the call, each job is one document.

use crate::service::page_feed::{Course, Document, PageToMake, Place, Source};
use ferrofax_engine::call::NextPage;
use ferrofax_spool::HeaderFacts;
use ferrofax_spool::event::Reason;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{JobId, JobLease, JobPage, PageRef};
use std::sync::Arc;

/// The jobs of a call in the order of sending, and the page that the call has reached.
pub(super) struct Plan {
    pub(super) jobs: Vec<PlannedJob>,
    pub(super) join: Join,
    /// The place of the header line on sent pages (`above`, `over` or `no`), if the dialplan set
    /// one for this call.
    pub(super) header: Option<&'static str>,
    course: Course,
}

/// One of the jobs that a call sends.
pub(super) struct PlannedJob {
    pub(super) lease: Arc<JobLease>,
    pages: Vec<JobPage>,
    /// Whether the sending of the job's first page has begun.
    pub(super) begun: bool,
    /// Whether the storage thread was ordered to end the job's attempt, or to return the job to the
    /// spool.
    pub(super) ended: bool,
    /// Whether the job is the last one in the call and all its pages are confirmed. Its attempt
    /// then ends with the call.
    pub(super) through: bool,
    /// The reason why the job can't be sent, if a page could not be made.
    pub(super) failure: Option<(Failure, Reason)>,
    /// The number of the job's confirmed pages, including those of earlier calls.
    pub(super) confirmed: u32,
}

/// Whether another job may be added to the call after its present jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// No other job may be added to the call.
    Never,
    Unasked,
    Asked,
    /// The spool was asked for another job for this call, and had none.
    None,
}

/// The part of a job that counts as confirmed when the remote fax machine confirms one page of the
/// fax engine: a page of a document, or some of its rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) job: usize,
    pub(super) page: PageRef,
    /// The number of rows, from the top of the document's page, that the remote fax machine has
    /// confirmed; `None` if it has confirmed the whole page.
    pub(super) rows: Option<u32>,
    /// Whether the confirmed page was the last of the job's pages that had to be sent.
    pub(super) job_is_through: bool,
}

impl Plan {
    pub(super) fn new(lease: JobLease, join: Join) -> Self {
        let mut plan = Self { jobs: Vec::new(), join, header: None, course: Course::default() };
        plan.add(lease);
        plan
    }

    /// Adds another job to the call, after the call's present jobs.
    pub(super) fn add(&mut self, lease: JobLease) {
        let pages: Vec<JobPage> = lease.job.pages_to_send().cloned().collect();
        self.course.add(pages.iter().map(|page| page.rows_confirmed).collect());
        let confirmed = lease.job.pages_confirmed();
        self.jobs.push(PlannedJob {
            lease: Arc::new(lease),
            pages,
            begun: false,
            ended: false,
            through: false,
            failure: None,
            confirmed,
        });
    }

    /// Finds the job and its page to which the fax engine's page `index` belongs.
    pub(super) fn page_given(&self, index: u32) -> Option<(usize, PageRef)> {
        let place = self.course.given(index)?.place;
        Some((place.document, self.page_at(place)?.1.at))
    }

    fn page_at(&self, place: Place) -> Option<(&PlannedJob, &JobPage)> {
        let job = self.jobs.get(place.document)?;
        Some((job, job.pages.get(place.page)?))
    }

    /// Finds the part of a job that is confirmed when the remote fax machine confirms the fax
    /// engine's page `index`.
    pub(super) fn confirmed(&self, index: u32) -> Option<Settled> {
        let given = self.course.given(index)?;
        let (job, page) = self.page_given(index)?;
        let job_is_through = given.is_last_part && self.course.is_last_page(given.place);
        let rows = (!given.is_last_part).then_some(given.end_row);
        Some(Settled { job, page, rows, job_is_through })
    }

    /// Whether the fax engine's page `index` is a whole page of a document, or the last part of one.
    pub(super) fn is_last_part(&self, index: u32) -> bool {
        self.course.given(index).is_some_and(|given| given.is_last_part)
    }

    /// Whether `job` is the last job in the call.
    pub(super) fn is_last(&self, job: usize) -> bool {
        job + 1 == self.jobs.len() && matches!(self.join, Join::Never | Join::None)
    }

    /// Drops a job from the call: no further page of the job is given to the fax engine.
    pub(super) fn drop_job(&mut self, job: usize) {
        self.course.drop_document(job);
    }

    pub(super) fn find(&self, id: JobId) -> Option<usize> {
        self.jobs.iter().position(|job| job.lease.job.id == id)
    }
}

impl Source for Plan {
    fn course(&self) -> &Course {
        &self.course
    }

    fn course_mut(&mut self) -> &mut Course {
        &mut self.course
    }

    fn page(&self, place: Place) -> Option<PageToMake> {
        let (PlannedJob { lease, .. }, page) = self.page_at(place)?;
        let job = &lease.job;
        let document = job.documents.iter().find(|document| document.number == page.at.document);
        Some(PageToMake {
            document: Document::InSpool(
                document.map(|found| found.path.clone()).unwrap_or_default(),
            ),
            page: page.at.page,
            header: HeaderFacts::of_job(job, page.number, self.header),
            in_colours: job.wishes_colours(),
        })
    }

    fn follows_all(&self) -> Option<NextPage> {
        matches!(self.join, Join::Never | Join::None).then_some(NextPage::End)
    }
}

#[cfg(test)]
mod tests;
