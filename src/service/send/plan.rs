//! Which page goes next in a call, of which job, and which part of it. No clock, no file:
//! it is told what happened.

use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{JobId, JobLease, JobPage, PageRef};
use std::ops::Range;
use std::sync::Arc;

/// The jobs of a call in order, what of them was given to the engine, and what comes next.
pub(super) struct Plan {
    pub(super) jobs: Vec<PlannedJob>,
    /// What was given, by the engine's index.
    given: Vec<Given>,
    /// The job of the next page, its place among that job's pages, and the first row of
    /// it that is still to go.
    next: Place,
}

/// One job in the call.
pub(super) struct PlannedJob {
    pub(super) lease: Arc<JobLease>,
    pages: Vec<JobPage>,
    /// Its first page has gone on the line.
    pub(super) begun: bool,
    /// Nothing of it is to be given any more.
    over: bool,
    /// The end of its try, or its return, was ordered.
    pub(super) ended: bool,
    /// Why it can't be sent, if a page could not be made.
    pub(super) failure: Option<(Failure, String)>,
    /// Its pages that are confirmed, those of earlier calls too.
    pub(super) confirmed: u32,
}

/// A place in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) job: usize,
    page: usize,
    pub(super) first_row: u32,
}

/// What was given to the engine as one page.
#[derive(Clone, Debug)]
struct Given {
    place: Place,
    end_row: u32,
    is_last_part: bool,
}

/// What a confirmation means.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) job: usize,
    pub(super) page: PageRef,
    /// The rows of the document's page that are through; `None`: all of them.
    pub(super) rows: Option<u32>,
    /// The job has no page left.
    pub(super) job_is_through: bool,
}

impl Plan {
    pub(super) fn new(lease: JobLease) -> Self {
        let mut plan = Self {
            jobs: Vec::new(),
            given: Vec::new(),
            next: Place { job: 0, page: 0, first_row: 0 },
        };
        plan.add(lease);
        plan
    }

    /// Another job goes in the call, after the others.
    pub(super) fn add(&mut self, lease: JobLease) {
        let pages: Vec<JobPage> = lease.job.pages_to_send().cloned().collect();
        let confirmed = lease.job.pages_confirmed();
        let lease = Arc::new(lease);
        let planned = PlannedJob {
            lease,
            pages,
            begun: false,
            over: false,
            ended: false,
            failure: None,
            confirmed,
        };
        self.jobs.push(planned);
        self.settle_next();
    }

    /// The page that is to be given next.
    pub(super) fn next(&self) -> Option<(Place, &PlannedJob, &JobPage)> {
        let job = self.jobs.get(self.next.job)?;
        Some((self.next, job, job.pages.get(self.next.page)?))
    }

    /// Whether another page of the same job comes after the next one.
    pub(super) fn has_more_of_job(&self) -> bool {
        self.jobs
            .get(self.next.job)
            .is_some_and(|job| self.next.page + 1 < job.pages.len())
    }

    /// Whether another job comes after the next page's.
    pub(super) fn has_more_jobs(&self) -> bool {
        self.jobs
            .iter()
            .skip(self.next.job + 1)
            .any(|job| !job.over && !job.pages.is_empty())
    }

    /// The next page, or a part of it down to this row, was given as the engine's next page.
    pub(super) fn give(&mut self, rows: &Range<u32>, is_last_part: bool) {
        let place = Place { first_row: rows.start, ..self.next };
        self.given.push(Given { place, end_row: rows.end, is_last_part });
        self.next = if is_last_part {
            Place { page: place.page + 1, first_row: 0, ..place }
        } else {
            Place { first_row: rows.end, ..place }
        };
        self.settle_next();
    }

    /// How many pages the engine was given.
    pub(super) fn count(&self) -> usize {
        self.given.len()
    }

    /// The engine's page `index` and all after it are wanted anew.
    pub(super) fn take_back(&mut self, index: usize) {
        if let Some(given) = self.given.get(index) {
            self.next = given.place;
            self.given.truncate(index);
        }
    }

    /// Which page of which job the engine's page is.
    pub(super) fn page(&self, index: u32) -> Option<(usize, PageRef)> {
        let place = self.given.get(index as usize)?.place;
        Some((place.job, self.jobs.get(place.job)?.pages.get(place.page)?.at))
    }

    /// The engine's page was confirmed.
    pub(super) fn confirmed(&self, index: u32) -> Option<Settled> {
        let given = self.given.get(index as usize)?;
        let (job, page) = self.page(index)?;
        let is_last_page = given.place.page + 1 == self.jobs.get(job)?.pages.len();
        let rows = (!given.is_last_part).then_some(given.end_row);
        Some(Settled { job, page, rows, job_is_through: is_last_page && given.is_last_part })
    }

    /// Whether anything of the job was given to the engine.
    pub(super) fn is_given(&self, job: usize) -> bool {
        self.given.iter().any(|given| given.place.job == job)
    }

    /// Whether all that was given of the job is among the first `settled` pages of the engine's.
    pub(super) fn is_settled(&self, job: usize, settled: u32) -> bool {
        self.given.iter().skip(settled as usize).all(|given| given.place.job != job)
    }

    /// Nothing of the job is to be given any more.
    pub(super) fn drop_job(&mut self, job: usize) {
        if let Some(dropped) = self.jobs.get_mut(job) {
            dropped.over = true;
        }
        self.settle_next();
    }

    pub(super) fn find(&self, id: JobId) -> Option<usize> {
        self.jobs.iter().position(|job| job.lease.job.id == id)
    }

    /// Moves on to a page that there is, past jobs that are through or dropped.
    fn settle_next(&mut self) {
        while let Some(job) = self.jobs.get(self.next.job) {
            if !job.over && self.next.page < job.pages.len() {
                let confirmed = job.pages[self.next.page].rows_confirmed;
                self.next.first_row = self.next.first_row.max(confirmed);
                return;
            }
            if self.next.job + 1 == self.jobs.len() {
                // Where a job that joins will be.
                self.next = Place { job: self.jobs.len(), page: 0, first_row: 0 };
                return;
            }
            self.next = Place { job: self.next.job + 1, page: 0, first_row: 0 };
        }
    }
}

#[cfg(test)]
mod tests;
