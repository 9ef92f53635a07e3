//! The engine wants a page: it is made ready, and given when it is known what follows it.

use super::orders::{Answer, What};
use super::pages::{HeaderFacts, PageRequest};
use super::{Broken, FaxSendCall, Join};
use crate::service::channel_call::HasLeg;
use crate::service::fonts::header_lacks;
use ferrofax_document::fit::Limits;
use ferrofax_engine::call::{FarCapabilities, NextPage, PageToSend};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::AttemptEnd;
use std::sync::Arc;

impl FaxSendCall {
    /// The engine wants this page of the call.
    pub(super) fn want(&mut self, index: u32, can: FarCapabilities) {
        let limits = limits_of(&can);
        if (index as usize) < self.plan.count() {
            // The far machine has begun anew and says something else of itself.
            self.plan.take_back(index as usize);
            self.desk.clear();
        }
        if self.desk.limits.as_ref() != Some(&limits) {
            self.desk.clear();
            self.desk.limits = Some(limits);
        }
        self.desk.wanted = Some((index, can));
        self.serve();
    }

    /// Does the next thing that the wanted page needs.
    pub(super) fn serve(&mut self) {
        if self.desk.wanted.is_none() || self.outcome.is_some() {
            return;
        }
        if self.desk.parts.is_empty() {
            if self.desk.making.is_none() && !self.request() {
                self.need_job();
            }
            return;
        }
        let Some(next) = self.follows() else { return };
        let Some(part) = self.desk.parts.pop_front() else { return };
        let page = PageToSend {
            bitmap: Arc::new(part.bitmap),
            resolution: part.resolution,
            width: part.width,
            next,
        };
        match self.leg.engine.give_page(page) {
            Ok(()) => {
                self.desk.wanted = None;
                self.plan.give(&part.source_rows, self.desk.parts.is_empty());
                self.drain_events();
            }
            Err(why) => self.page_fails(
                Failure::Internal,
                &format!("A page could not be given to the line: {why}."),
            ),
        }
    }

    /// Has the next page made. False: there is none.
    fn request(&mut self) -> bool {
        let Some(limits) = self.desk.limits.clone() else { return true };
        let Some((place, job, page)) = self.plan.next() else { return false };
        let document = job
            .lease
            .job
            .documents
            .iter()
            .find(|document| document.number == page.at.document);
        let request = PageRequest {
            number: self.desk.requests,
            document: document.map(|document| document.path.clone()).unwrap_or_default(),
            page: page.at.page,
            first_row: place.first_row,
            limits,
            fonts: self.placed.settings.dialling.fonts.clone(),
            header: HeaderFacts::of(&job.lease.job, page, self.header),
            read: Arc::clone(&self.desk.read),
            answer: self.desk.made_from.clone(),
        };
        self.desk.requests += 1;
        self.desk.making = Some(request.number);
        if self.shared.pages.send(request).is_err() {
            self.desk.making = None;
            log::error!("{}: the pages thread is gone", self.tag());
        }
        true
    }

    /// Takes what the pages thread has made.
    pub(super) fn take_made(&mut self) {
        while let Ok(made) = self.desk.made.try_recv() {
            if self.desk.making != Some(made.number) {
                continue;
            }
            self.desk.making = None;
            self.tell_lacking(made.lacking);
            match made.result {
                Ok(parts) => {
                    self.desk.parts = parts.into();
                    self.serve();
                }
                Err(text) => self.page_fails(
                    Failure::ConversionFailed,
                    &format!("A page can't be sent: {text}."),
                ),
            }
        }
    }

    /// Tells of letters of a header line that no font has: once in a call, since they are
    /// the same on its other pages.
    fn tell_lacking(&mut self, letters: usize) {
        if letters > 0 && !std::mem::replace(&mut self.desk.told_lacking, true) {
            log::warn!("{}: {}", self.tag(), header_lacks(letters));
        }
    }

    /// What follows the part that is to be given; `None`: that is being asked.
    fn follows(&mut self) -> Option<NextPage> {
        if self.desk.parts.len() > 1 || self.plan.has_more_of_job() {
            return Some(NextPage::More);
        }
        if self.plan.has_more_jobs() {
            return Some(NextPage::NewDocument);
        }
        match self.join {
            Join::None => Some(NextPage::End),
            Join::Asked => None,
            Join::Unasked => {
                self.ask_for_job();
                None
            }
        }
    }

    /// No page is left, though the far machine was promised another document: a job that
    /// was to come is gone.
    fn need_job(&mut self) {
        match self.join {
            Join::Unasked => self.ask_for_job(),
            Join::Asked => {}
            Join::None if self.settled as usize >= self.plan.count() => {
                self.break_off(Broken::NothingLeft)
            }
            Join::None => {}
        }
    }

    fn ask_for_job(&mut self) {
        // The spool asks for a job whose lease holds: the last one that has not ended.
        let Some(lead) = self.plan.jobs.iter().rposition(|job| !job.ended) else {
            self.join = Join::None;
            return self.serve();
        };
        self.join = Join::Asked;
        self.order(lead, What::Join);
    }

    /// The job of the next page can't be sent; the others in the call can.
    fn page_fails(&mut self, failure: Failure, text: &str) {
        let Some((place, ..)) = self.plan.next() else { return };
        log::error!("{}: {text}", self.tag());
        self.desk.clear();
        self.plan.drop_job(place.job);
        if let Some(job) = self.plan.jobs.get_mut(place.job) {
            job.failure = Some((failure, text.to_owned()));
        }
        self.end_failed_jobs();
        self.look_for_another();
    }

    /// A job that was to come is gone: perhaps there is another.
    fn look_for_another(&mut self) {
        if self.join == Join::None
            && self.placed.settings.dialling.share_calls
            && self.plan.next().is_none()
        {
            self.join = Join::Unasked;
        }
        self.serve();
    }

    /// Ends jobs of which a page could not be made, once what was given of them is settled.
    pub(super) fn end_failed_jobs(&mut self) {
        for at in 0..self.plan.jobs.len() {
            let job = &self.plan.jobs[at];
            if job.ended || !self.plan.is_settled(at, self.settled) {
                continue;
            }
            if let Some((failure, text)) = job.failure.clone() {
                self.end_job(
                    at,
                    AttemptEnd {
                        failure: Some(failure),
                        text: Some(text),
                        ..AttemptEnd::default()
                    },
                );
            }
        }
    }

    /// Takes the answers of the storage thread.
    pub(super) fn take_answers(&mut self) {
        while let Ok(answer) = self.answers.try_recv() {
            self.answered(answer);
        }
    }

    pub(super) fn answered(&mut self, answer: Answer) {
        self.outstanding = self.outstanding.saturating_sub(1);
        match answer {
            Answer::Done | Answer::Failed(_, false) => {}
            Answer::Failed(_, true) => self.break_off(Broken::Storage),
            Answer::Ended(job, state) => self.job_ended(job, state),
            Answer::Joined(None) => {
                self.join = Join::None;
                self.serve();
            }
            Answer::Joined(Some(lease)) => {
                log::info!("job {}: goes in the call of {}", lease.job.id, self.tag());
                self.placed.add((*lease).clone());
                self.record.joined(&lease);
                self.plan.add(*lease);
                self.join = Join::Unasked;
                self.serve();
            }
        }
    }

    /// Does what people want of the jobs in the call.
    pub(super) fn take_wishes(&mut self) {
        for (id, wish) in self.placed.take_wishes() {
            let Some(at) = self.plan.find(id).filter(|at| !self.plan.jobs[*at].ended) else {
                continue;
            };
            if at > 0 && !self.plan.is_given(at) {
                self.desk.clear();
                self.return_job(at, "it was taken out of the call");
                self.look_for_another();
            } else {
                log::info!("job {id}: its call is ended: {wish:?}");
                self.break_off(Broken::Cancelled(id));
            }
        }
    }
}

/// What the far end takes, for the fitting of pages, with no room kept for a header line.
pub(in crate::service) fn limits_of(can: &FarCapabilities) -> Limits {
    Limits {
        max_width: can.max_width,
        resolutions: can.resolutions.clone(),
        max_length_mm: can.max_length.mm(),
        preferred: None,
        above_mm: 0.0,
    }
}
