//! Turns accepted mails into fax jobs. If a recipient gets no job, a mail with the reason answers
//! the accepted mail.
//!
//! # The states of an accepted mail (reply 250)
//!
//! ```text
//! intake ──► read ──► pages, once ──► a job for each recipient ──► an answer for those that got none ──► done
//!   ▲                                   mark mail:ID:TIME:N           mark mail:ID:TIME                (leaves the intake)
//!   └──────────── put off: an error that will pass (a full disk, say), for give_up_hours at most
//! ```
//!
//! Confined child processes read mails and convert documents. A mail that crashes the child process
//! or the Ferrofax service is set aside after some attempts (`set_aside`), and the sender is
//! notified. A mail that takes long continues in a separate queue ([`Lane`]), so that it does not
//! delay the others. The mails of one sender cannot occupy all workers while another sender's mails
//! wait.
//!
//! After a crash at any instant the mail is still in the intake (the folder of accepted mails), and
//! is handled again from the beginning. No step takes effect twice: each step that others can see
//! (a job, an answer) is one transaction of the spool with a unique key ("mark"). For each mark
//! there is at most one job ([`Submission::submit`](ferrofax_spool::Submission::submit)), and at
//! most one letter, a mail of Ferrofax
//! ([`Outbox::file_letter`](ferrofax_spool::Outbox::file_letter)). The answer is written last. If
//! the answer exists, the mail is not handled again. So each recipient gets exactly one job, or is
//! named with the reason in exactly one answer.
//!
//! Read in this order: this file (the threads), `handle` (one mail), `documents` (the parts that
//! become pages), `recipients` (the job of each recipient, with `cover`), `press` (the pages, made
//! once), `partial` (split mails). Then `reports` (who gets reports), `refusal` (the answer),
//! `postmaster` and `number` (mails that are no faxes), `set_aside`, `preview` (the fax of a mail
//! without sending it).

mod cover;
mod documents;
mod elsewhere;
mod fetched;
mod handle;
mod mail;
mod number;
mod partial;
mod postmaster;
mod press;
mod preview;
mod recipients;
mod refusal;
mod reports;
mod set_aside;
mod settings;
mod texts;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

pub(crate) use fetched::{FetchedRefusal, RefusedAddress};
pub use preview::{Preview, PreviewError, preview};
pub use settings::{DamagedPart, DeskSettings, KEYS, UnknownPart};

use super::intake::{Entry, Intake, IntakeError, LONGEST_WAIT_MS, Lane, MOST_BEGUN};
use super::mail_policy::{MailPolicy, ReportSettings};
use super::reading::{ReadError, Reader};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Clock;
use ferrofax_basics::errand::Errands;
use ferrofax_convert::Converter;
use ferrofax_spool::Spool;

/// Turns accepted mails into fax jobs. The mails wait in the intake, the folder of accepted mails.
pub struct Desk {
    spool: Spool,
    intake: Arc<Intake>,
    policy: Arc<MailPolicy>,
    settings: DeskSettings,
    converter: Converter,
    reader: Reader,
    /// A lock that is held while the parts of a split mail are counted, so that only one thread
    /// does so.
    gathering: Mutex<()>,
}

/// The result of handling an accepted mail.
#[derive(Debug, PartialEq, Eq)]
enum Handled {
    /// The handling of the mail is finished, and the mail is removed from the intake (the folder of
    /// accepted mails). It was turned into jobs, was answered, or needed neither.
    Done,
    /// The mail could not be handled now, because of this error. Ferrofax tries again later.
    NotNow(String),
    /// The mail takes longer than the setting `quick_seconds` allows. It is handled again in the
    /// queue for slow mails ([`Lane::Slow`]).
    Slow,
    /// The mail has crashed the process that reads it, or the Ferrofax service.
    Broke(String),
}

/// The longest time for which a thread that handles mails waits before it checks whether it has to
/// stop.
const LOOK: Duration = Duration::from_millis(250);
/// The time in milliseconds between two checks. Each check looks for users whose sending was
/// stopped automatically, and for split mails whose parts are late.
const ALARMS: u64 = 10_000;
/// The first delay of a mail whose handling is postponed, in milliseconds. [`LONGEST_PAUSE`] is the
/// longest delay.
const FIRST_PAUSE: i64 = 5_000;
const LONGEST_PAUSE: i64 = LONGEST_WAIT_MS / 2;

impl Desk {
    /// Prepares to turn the mails in the intake (the folder of accepted mails) into jobs. `policy`
    /// has the rules by which the mail server has accepted these mails.
    pub fn new(
        spool: &Spool,
        intake: &Arc<Intake>,
        policy: &Arc<MailPolicy>,
        settings: &DeskSettings,
        converter: &Converter,
    ) -> Self {
        Self {
            spool: spool.clone(),
            intake: Arc::clone(intake),
            policy: Arc::clone(policy),
            settings: settings.clone(),
            reader: Reader::new(converter),
            converter: converter.clone(),
            gathering: Mutex::default(),
        }
    }

    /// The settings that decide who gets the report mails on the results of faxes that were sent by
    /// mail.
    fn told(&self) -> &ReportSettings {
        &self.policy.settings().reports
    }

    /// The faxmaster's mail address from gateway.toml. If it is empty, the faxmaster of
    /// ferrofax.conf is used.
    fn faxmaster(&self) -> String {
        self.told().faxmaster.clone().unwrap_or_default()
    }

    /// Starts the worker threads. After `stop` is set, each worker ends when its current mail is
    /// done.
    ///
    /// # Errors
    /// The error of the operating system, if a thread cannot be started.
    pub fn start(
        self: &Arc<Self>,
        clock: &Clock,
        stop: &Arc<AtomicBool>,
    ) -> std::io::Result<Vec<JoinHandle<()>>> {
        let workers = self.settings.workers.max(1);
        (0..=workers)
            .map(|number| {
                let (desk, clock, stop) = (Arc::clone(self), clock.clone(), Arc::clone(stop));
                let lane = if number < workers { Lane::Quick } else { Lane::Slow };
                let name = format!("ferrofax-desk-{number}");
                std::thread::Builder::new()
                    .name(name)
                    .spawn(move || desk.work(lane, number == 0, &clock, &stop))
            })
            .collect()
    }

    fn work(&self, lane: Lane, is_first: bool, clock: &Clock, stop: &AtomicBool) {
        let mut alarms_at = None;
        let mut turn = || {
            let look = clock.look();
            self.intake.go_by(&look);
            if is_first && alarms_at.is_none_or(|at| look.steady_ms.saturating_sub(at) >= ALARMS) {
                alarms_at = Some(look.steady_ms);
                self.upkeep(look.unix_ms);
            }
            self.turn_in(lane, look.unix_ms)
        };
        keep_on(&mut turn, &|| self.intake.wait(lane, LOOK), stop);
    }

    /// Sends the notices that do not depend on a newly arrived mail. The faxmaster is notified of
    /// users whose sending was stopped automatically. The senders of split mails are notified of
    /// parts that did not arrive in time; this is left out while the clock cannot be trusted.
    pub fn upkeep(&self, now: UnixMs) {
        self.tell_alarms(now);
        if self.intake.is_settled() {
            self.tell_expired(now);
        }
    }

    /// Handles one mail that is due (not postponed to a later time), if there is one. Returns false
    /// if no mail is due.
    pub fn turn(&self, now: UnixMs) -> Result<bool, IntakeError> {
        match self.intake.next(now)? {
            Some((lane, entry)) => self.work_on(lane, entry, now).map(|()| true),
            None => Ok(false),
        }
    }

    fn turn_in(&self, lane: Lane, now: UnixMs) -> Result<bool, IntakeError> {
        match self.intake.next_in(lane, now)? {
            Some(entry) => self.work_on(lane, entry, now).map(|()| true),
            None => Ok(false),
        }
    }

    /// Ends the handling of a mail. If it was refused for all recipients, the same mail is no
    /// duplicate later: its sender may submit it again after the cause is removed.
    fn end(&self, entry: &Entry) -> Result<(), IntakeError> {
        match self.has_surely_refused(entry) {
            Ok(true) => {
                if let Err(error) = self.forget_first(entry) {
                    log::warn!(FERROFAX_MAIL:% = entry.id; "mail {}: {error}", entry.id);
                }
                self.intake.refused(&entry.id)
            }
            Ok(false) | Err(_) => self.intake.done(&entry.id),
        }
    }

    fn work_on(&self, lane: Lane, entry: Entry, now: UnixMs) -> Result<(), IntakeError> {
        let (mut entry, for_postmaster) = self.parted(entry);
        let known = self.know_by_first(&mut entry, now);
        if entry.begun >= MOST_BEGUN {
            return self.set_aside(
                &entry,
                "the program ended each time while it handled the mail",
                now,
            );
        }
        // The panic is caught, so that a bug that one mail triggers does not stop the handling of
        // all others.
        let handled = catch_unwind(AssertUnwindSafe(|| match known {
            Ok(()) => self.handle(&entry, lane, for_postmaster, now),
            Err(why) => Handled::NotNow(why.to_string()),
        }));
        let handled = handled.unwrap_or_else(|_| {
            Handled::Broke("a bug in the fax software met this mail; its log tells more".to_owned())
        });
        let handled = match handled {
            Handled::NotNow(why) if self.is_too_old(&entry, now) => self.give_up(&entry, &why, now),
            other => other,
        };
        let (ended, why) = match handled {
            Handled::Done => (self.end(&entry), String::new()),
            Handled::NotNow(why) => {
                log::warn!(FERROFAX_MAIL:% = entry.id; "mail {}: {why}; it is deferred", entry.id);
                (self.intake.postpone(&entry, now + pause(entry.tries), &why), why)
            }
            Handled::Slow => {
                log::info!(
                    FERROFAX_MAIL:% = entry.id;
                    "mail {}: it takes long, and continues in the slow lane",
                    entry.id
                );
                (self.intake.slow(&entry), String::new())
            }
            Handled::Broke(why) if entry.begun + 1 >= MOST_BEGUN => {
                (self.set_aside(&entry, &why, now), why)
            }
            Handled::Broke(why) => {
                log::error!(
                    FERROFAX_MAIL:% = entry.id;
                    "mail {}: {why}; it is tried again",
                    entry.id
                );
                (self.intake.broke(&entry, now + pause(entry.begun), &why), why)
            }
        };
        match ended {
            // Another thread or process has deleted the mail meanwhile.
            Ok(()) | Err(IntakeError::Unknown(_)) => Ok(()),
            Err(error) => {
                // The mail is handled again later. Its marks prevent a second job or answer.
                let why = if why.is_empty() { error.to_string() } else { why };
                let _ = self.intake.postpone(&entry, now + pause(entry.tries), &why);
                Err(error)
            }
        }
    }

    /// Returns the [`Reader`], which reads mails in a child process, with the time limit for the
    /// mails of this queue ([`Lane`]).
    fn reader_in(&self, lane: Lane) -> Reader {
        match lane {
            Lane::Quick => self.reader.within(Duration::from_secs(self.settings.quick_seconds)),
            Lane::Slow => self.reader.clone(),
        }
    }

    /// Decides what happens to a mail that could not be read because of this error. It is
    /// postponed, moved to the queue for slow mails, or treated as a mail that crashes the reading
    /// process.
    fn unread(&self, error: &ReadError, reader: &Reader) -> Handled {
        match error {
            error if error.may_pass() => Handled::NotNow(error.to_string()),
            ReadError::TooSlow(_) if reader.patience() < self.reader.patience() => Handled::Slow,
            _ => Handled::Broke(error.to_string()),
        }
    }

    fn is_too_old(&self, entry: &Entry, now: UnixMs) -> bool {
        let hours = i64::from(self.settings.give_up_hours);
        self.intake.is_settled() && now.ms_since(entry.envelope.received_at) >= hours * 3_600_000
    }
}

/// Handles mails in a loop until the worker is stopped, and waits while no mail is due. A panic
/// ends only one pass of the loop, since the worker is needed as long as the service runs.
fn keep_on(
    turn: &mut dyn FnMut() -> Result<bool, IntakeError>,
    wait: &dyn Fn(),
    stop: &AtomicBool,
) {
    let (mut last_error, mut errands) = (String::new(), Errands::logged("a worker for mails"));
    while !stop.load(Ordering::Relaxed) {
        match errands.run(&mut *turn) {
            Some(Ok(true)) => {}
            Some(Ok(false)) | None => wait(),
            Some(Err(error)) => {
                // The same error is logged once, not each second.
                let error = error.to_string();
                if error != last_error {
                    log::error!("mails that wait: {error}");
                }
                last_error = error;
                wait();
            }
        }
        errands.rest();
    }
}

/// The time, in milliseconds, by which a mail is postponed that was postponed `tries` times before.
/// The time doubles with each postponement, up to [`LONGEST_PAUSE`].
fn pause(tries: u32) -> i64 {
    FIRST_PAUSE.saturating_mul(1 << tries.min(20)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_that_panics_is_not_the_last() {
        let (stop, mut turns) = (AtomicBool::new(false), 0);
        let mut turn = || {
            turns += 1;
            assert!(turns > 1, "a bug");
            stop.store(true, Ordering::Relaxed);
            Ok(true)
        };
        keep_on(&mut turn, &|| {}, &stop);
        assert_eq!(turns, 2);
    }

    #[test]
    fn a_mail_is_put_off_twice_as_long_each_time_but_not_for_ever() {
        let pauses = [0, 1, 2, 8, 9, 60].map(pause);
        assert_eq!(pauses, [5_000, 10_000, 20_000, 1_280_000, 1_800_000, 1_800_000]);
    }
}
