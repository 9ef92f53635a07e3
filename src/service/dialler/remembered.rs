//! Applies the facts remembered about a telephone number to the terms of the next call to it.
//! Options that the job, its fax device, a class of fax devices or `[general]` sets (`maxrate`,
//! `modems`, `ecm`, `t38`) are left unchanged.

use super::Run;
use super::terms::{Terms, keep};
use crate::service::clock::now_for;
use crate::service::settings::T38Use;
use ferrofax_spool::event::{Event, Language, Precaution};
use ferrofax_spool::jobs::{Job, JobLease};
use ferrofax_spool::sending::option;
use ferrofax_spool::{Advice, MemorySettings};

impl Terms {
    /// Changes these terms of a call by `advice`, which comes from earlier calls to the telephone
    /// number, as far as the job's own options allow. Returns the advice that was applied.
    fn heed(&mut self, job: &Job, advice: &[Advice]) -> Vec<Advice> {
        let is_said = |names: &[&str]| names.iter().any(|name| job.options.contains_key(*name));
        let mut taken = advice.to_vec();
        taken.retain(|advice| match advice {
            Advice::MaxRate { bps, .. } => {
                let own = self.call.rates.clone();
                if !is_said(&[option::MAX_RATE, option::MODEMS]) {
                    keep(&mut self.call.rates, |rate| rate.bps() <= *bps);
                }
                let takes = self.call.rates.len() < own.len();
                self.own_rates = takes.then_some(own);
                takes
            }
            Advice::WithoutAskingT38 { .. } => {
                let takes = self.t38 == T38Use::Yes && !is_said(&[option::T38]);
                if takes {
                    self.t38 = T38Use::Passive;
                }
                takes
            }
            Advice::WithoutEcm { .. } => {
                let is_own = is_said(&[option::ECM, option::MAX_RATE, option::MODEMS]);
                let takes = self.call.ecm && !is_own;
                if takes {
                    self.call.ecm = false;
                    let own = self.call.rates.clone();
                    keep(&mut self.call.rates, |rate| rate.bps() <= Advice::PLAIN_BPS);
                    self.own_rates.get_or_insert(own);
                }
                takes
            }
        });
        taken
    }
}

impl Run<'_> {
    /// Applies the facts remembered about the job's telephone number to the terms, and notes that
    /// in the job's history. If those facts cannot be read, the call is made without them.
    pub(super) fn remember(&self, lease: &JobLease, terms: &mut Terms) {
        let (job, memory) = (&lease.job, &self.settings.sending.memory);
        if !may_remember(job, memory) {
            return;
        }
        terms.memory_days = Some(memory.days);
        let now = now_for(&self.tools.clock, &self.spool);
        let advice = match self.spool.numbers().advice_for(&job.canonical, now, memory) {
            Ok(advice) => advice,
            Err(error) => {
                log::warn!("job {}: what is known of its number can't be read: {error}", job.id);
                return;
            }
        };
        let taken = terms.heed(job, &advice);
        if taken.is_empty() {
            return;
        }
        let event = Event::Remembered { precautions: taken.iter().map(Precaution::from).collect() };
        log::info!("job {}: {}", job.id, event.text(Language::English));
        if let Err(error) = self.spool.queue().note_remembered(lease, event, now) {
            log::warn!("job {}: {error}", job.id);
        }
    }
}

/// Whether a call of this job is allowed to use the facts remembered about its telephone number,
/// and to add facts. A call to a device of this PBX shows nothing about a telephone number. A call
/// that fetches a document shows little about how the remote fax machine receives faxes.
fn may_remember(job: &Job, memory: &MemorySettings) -> bool {
    memory.holds_for(&job.canonical)
        && job.fetch.is_none()
        && !job.options.contains_key(option::SELFTEST_TO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::settings::Settings;
    use ferrofax_basics::UnixMs;
    use ferrofax_document::tiff::{Appender, NewPage};
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
    use ferrofax_spool::Spool;
    use ferrofax_spool::jobs::{NewDocument, NewJob};

    const SINCE: UnixMs = UnixMs(0);
    const ALL: [Advice; 3] = [
        Advice::MaxRate { bps: 9600, since: SINCE },
        Advice::WithoutAskingT38 { since: SINCE },
        Advice::WithoutEcm { since: SINCE },
    ];

    /// A job of a device with these options.
    fn job_of(options: &[(&str, &str)]) -> Job {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.tif");
        let (bitmap, quality) = (Bitmap::white(1728, 10), PageQuality::default());
        let (resolution, date_time) = (Resolution::Fine, "2026:11:20 09:00:00");
        let page = NewPage { bitmap: &bitmap, resolution, quality, date_time };
        Appender::open(&path).unwrap().append(&page).unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let options = options.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned()));
        let new = NewJob {
            number: "1".into(),
            documents: vec![NewDocument { path, name: String::new() }],
            options: options.collect(),
            ..NewJob::default()
        };
        spool.jobs().job(spool.submission().submit(&new, UnixMs(0)).unwrap()).unwrap()
    }

    fn heeded(job: &Job) -> (Vec<Advice>, Terms) {
        let mut terms = Terms::of(job, &[], &Settings::default());
        (terms.heed(job, &ALL), terms)
    }

    #[test]
    fn what_is_known_is_taken_and_no_more() {
        let (taken, terms) = heeded(&job_of(&[]));
        let fastest = terms.call.rates.iter().map(|rate| rate.bps()).max();
        assert_eq!((taken.len(), fastest), (3, Some(4800)));
        assert_eq!((terms.t38, terms.call.ecm), (T38Use::Passive, false));
    }

    #[test]
    fn what_the_job_says_goes_before_it() {
        for (name, text, others) in [
            ("maxrate", "14400", &[ALL[1]][..]),
            ("modems", "v17", &[ALL[1]]),
            ("t38", "yes", &[ALL[0], ALL[2]]),
            ("ecm", "yes", &ALL[..2]),
        ] {
            let (taken, _) = heeded(&job_of(&[(name, text)]));
            assert_eq!(taken, others, "{name} = {text}");
        }
    }

    #[test]
    fn what_changes_nothing_is_not_said() {
        let job = job_of(&[]);
        let mut terms = Terms::of(&job, &[], &Settings::default());
        keep(&mut terms.call.rates, |rate| rate.bps() <= 4800);
        (terms.t38, terms.call.ecm) = (T38Use::No, false);
        assert_eq!((terms.heed(&job, &ALL), terms.t38), (vec![], T38Use::No));
    }
}
