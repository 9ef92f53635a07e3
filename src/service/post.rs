//! The post thread: it sends the mails of the outbox and deletes old faxes. Neither calls nor the
//! storage thread wait for it.

use super::clock::{Clock, Look, NOTHING_DELETED};
use super::settings::{Configuration, Settings};
use super::spool_slot::SpoolSlot;
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::{Errands, Raise};
use ferrofax_basics::lock::lock;
use ferrofax_delivery::StopFlag;
use ferrofax_delivery::{DeliveryReport, MailSettings, RelaySettings, SmtpRelay, deliver_due};
use ferrofax_spool::{CleanupReport, ClockWatch, MailLogin, RetentionClass, Spool, SpoolError};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// The longest time for which the post thread sleeps. When the thread wakes, it looks for mails
/// that other processes have added, for an unusable spool and for a changed clock.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
const SHORTEST_SLEEP: Duration = Duration::from_millis(50);

/// The parts of the service that the post thread (which sends mails) uses, and its state.
pub(super) struct Office {
    slot: Arc<SpoolSlot>,
    configuration: Arc<Configuration>,
    clock: Clock,
    watch: ClockWatch,
    errands: Errands,
    cleaned: Option<CleanUp>,
}

/// The time of the last clean-up (which deletes old faxes), and the retention settings that it
/// used.
struct CleanUp {
    /// The time of the clean-up by the clock that cannot be set (monotonic), in milliseconds.
    at: u64,
    /// The value of `retention_days` at the time of the clean-up.
    by_days: u32,
    /// The settings of the retention classes at the time of the clean-up: for how long the faxes,
    /// jobs and call recordings of each class are kept.
    by_classes: BTreeMap<String, RetentionClass>,
}

impl CleanUp {
    /// Whether another clean-up that deletes old faxes is due, because enough time has passed or the
    /// retention settings have changed.
    fn is_over(&self, now: u64, settings: &Settings) -> bool {
        let interval = u64::from(settings.cleanup_interval_hours) * 3_600_000;
        now.saturating_sub(self.at) >= interval
            || self.by_days != settings.retention_days
            || self.by_classes != settings.retention
    }
}

/// Wakes and ends the post thread, which sends mails and deletes old faxes.
#[derive(Default)]
pub(super) struct Post {
    /// Whether there may be work for the post thread.
    work: Mutex<bool>,
    changed: Condvar,
    /// Ends the post thread, and interrupts it while it waits for a mail server (relay).
    stop: StopFlag,
    /// The access tokens for the login at the mail server, if the login is by OAuth 2.0.
    tokens: Option<MailLogin>,
}

impl Post {
    /// Prepares the sending of mails. If the login at the mail server is by OAuth 2.0, the access
    /// tokens are read from the spool in the folder `folder`.
    pub(super) fn of_spool(folder: &Path) -> Self {
        Self { tokens: Some(MailLogin::of(folder)), ..Self::default() }
    }

    /// Starts the thread that sends mails.
    pub(super) fn start(self: &Arc<Self>, office: Office) -> std::io::Result<JoinHandle<()>> {
        let post = Arc::clone(self);
        std::thread::Builder::new()
            .name("ferrofax-post".into())
            .spawn(move || post.run(office))
    }

    /// Wakes the post thread, because there may be a mail to send now.
    pub(super) fn wake(&self) {
        *lock(&self.work) = true;
        self.changed.notify_all();
    }

    /// Makes a connection to the mail relay for another thread, which sends a mail or tests the
    /// relay without waiting for the post thread. [`Self::stop`] ends this connection, too.
    pub(super) fn relay(&self, settings: &RelaySettings) -> SmtpRelay {
        let relay = SmtpRelay::new(settings, &self.stop);
        match &self.tokens {
            Some(tokens) => relay.with_tokens(tokens.clone()),
            None => relay,
        }
    }

    /// Makes a connection to the mail relay that waits for each answer no longer than `patience`.
    pub(super) fn relay_within(&self, settings: &RelaySettings, patience: Duration) -> SmtpRelay {
        let mut settings = settings.clone();
        let timeouts = &mut settings.timeouts;
        for timeout in [
            &mut timeouts.connect,
            &mut timeouts.command,
            &mut timeouts.data,
            &mut timeouts.data_end,
        ] {
            *timeout = patience.min(*timeout);
        }
        self.relay(&settings)
    }

    /// Waits, for at most `within`, until no lookup of a mail relay's IP address is running.
    /// Returns whether none is running. The resolver can't be cancelled, so a lookup may take
    /// longer.
    pub(super) fn wait_for_names(&self, within: Duration) -> bool {
        self.stop.wait_for_names(within)
    }

    /// Ends the post thread. If the mail relay has already received a whole mail, the thread first
    /// waits a moment for the relay's answer.
    pub(super) fn stop(&self) {
        self.stop.raise();
        self.wake();
    }

    fn run(&self, mut office: Office) {
        while !self.stop.is_raised() {
            office.errands.rest();
            let sleep = office.turn(self);
            self.sleep(sleep);
        }
        office.end();
    }

    fn sleep(&self, longest: Duration) {
        let work = lock(&self.work);
        let (mut work, _) = self
            .changed
            .wait_timeout_while(work, longest, |work| !*work)
            .unwrap_or_else(PoisonError::into_inner);
        *work = false;
    }
}

impl Office {
    pub(super) fn new(
        slot: Arc<SpoolSlot>,
        configuration: Arc<Configuration>,
        clock: Clock,
        raise: &Raise,
    ) -> Self {
        let (watch, errands) = (ClockWatch::new(&clock), Errands::new("the post thread", raise));
        Self { slot, configuration, clock, watch, errands, cleaned: None }
    }

    /// Does the work of the post thread that is due. Stores the ends of received faxes that could
    /// not be stored when their calls ended. Then sends mails and deletes old faxes. If one task
    /// fails, the others are done. Returns the time to sleep after that.
    fn turn(&mut self, post: &Post) -> Duration {
        let Some(Ok(spool)) = self.errands.run(|| self.slot.get()) else { return LONGEST_SLEEP };
        let settings = self.configuration.settings();
        let Some(look) = self.errands.run(|| self.watch.look(&spool)) else { return LONGEST_SLEEP };
        self.recover(&spool, look.unix_ms);
        self.errands.run(|| let_group_seal(&spool));
        let went_well = self.deliver(post, &spool, &settings);
        let is_over = |last: &CleanUp| last.is_over(look.steady_ms, &settings);
        if self.cleaned.as_ref().is_none_or(is_over) && look.is_settled {
            self.cleaned = Some(CleanUp {
                at: look.steady_ms,
                by_days: settings.retention_days,
                by_classes: settings.retention.clone(),
            });
            self.errands.run(|| clean_up(&spool, &settings, &look));
        }
        let due = || {
            spool
                .outbox()
                .next_due()
                .ok()
                .flatten()
                .map(|due| until(due, self.clock.unix_ms()))
        };
        let sleep = self.errands.run(due).flatten();
        sleep.filter(|_| went_well).unwrap_or(LONGEST_SLEEP)
    }

    /// When the module is unloaded, writes those results of mails that could not be written before.
    fn end(&mut self) {
        if let Some(Ok(spool)) = self.errands.run(|| self.slot.get()) {
            spool.outbox().book_at_last();
        }
    }

    /// Stores the ends of received faxes that could not be stored when the calls ended, for example
    /// because the disk was full.
    fn recover(&mut self, spool: &Spool, now: UnixMs) {
        if let Some(Err(error)) = self.errands.run(|| spool.receiving().recover(now)) {
            log::error!("a fax that has ended can't be filed: {error}");
            self.note(&error);
        }
    }

    /// Sends the mails that are due. Returns false if an error of the spool or a panic stopped the
    /// sending.
    fn deliver(&mut self, post: &Post, spool: &Spool, settings: &Settings) -> bool {
        let relay = post.relay(&settings.mail.relay);
        while !post.stop.is_raised() {
            let passed = self.errands.run(|| {
                let look = self.clock.look();
                deliver_due(spool, &patient(&settings.mail, &look), &relay, look.unix_ms)
            });
            let Some(report) = passed else { return false };
            self.tell_set_aside(&report);
            if let Some(error) = &report.spool_error {
                log::error!("the outbox: {error}");
                self.note(error);
                return false;
            }
            if !report.more || report.relay_down.is_some() {
                break;
            }
        }
        true
    }

    /// Raises an alarm for mails that cannot be read from the spool, because an administrator must
    /// look at them. The alarm is raised only once for each mail, since such a mail is not
    /// attempted again.
    fn tell_set_aside(&self, report: &DeliveryReport) {
        if let Some((first, why)) = report.set_aside.first() {
            let more = match report.set_aside.len() - 1 {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            let text = format!("mail {first} is set aside, since it can't be read: {why}{more}");
            self.errands.alarm(report.set_aside.len(), text);
        }
    }

    /// If the error is a bug in the spool's code (a panic), counts it as a failure of the post
    /// thread.
    fn note(&mut self, error: &SpoolError) {
        if *error == SpoolError::Internal {
            self.errands.failed();
        }
    }
}

/// If documents are encrypted, lets the spool's group write into the folders of received faxes. The
/// process that encrypts documents belongs to this group, and replaces Asterisk's files by
/// encrypted ones.
fn let_group_seal(spool: &Spool) {
    for folder in spool.encryption().let_group_seal() {
        log::info!("{}: the spool's group may write there now, to seal", folder.display());
    }
}

/// The time for which the post thread sleeps so that it wakes at the time `due`; never shorter or
/// longer than the limits for its sleep.
fn until(due: UnixMs, now: UnixMs) -> Duration {
    due.since(now).clamp(SHORTEST_SLEEP, LONGEST_SLEEP)
}

/// Returns the mail settings. While the clock can't be trusted, changes them so that Ferrofax does
/// not stop trying to deliver a mail.
fn patient<'a>(settings: &'a MailSettings, look: &Look) -> Cow<'a, MailSettings> {
    let mut settings = Cow::Borrowed(settings);
    if !look.is_settled {
        settings.to_mut().retry.give_up_after_ms = i64::MAX;
    }
    settings
}

/// Deletes the faxes, jobs and call recordings whose retention time has ended. Returns a text for
/// people about the result.
pub(super) fn clean_up(spool: &Spool, settings: &Settings, look: &Look) -> String {
    if !look.is_settled {
        return NOTHING_DELETED.into();
    }
    // The retention classes are published before anything is deleted. Those of an earlier
    // configuration may have shorter times.
    if let Err(error) = spool.devices().publish_retention(&settings.retention) {
        log::error!("the clean-up failed: {error}");
        return format!(
            "Nothing is deleted, because the retention classes can't be written: {error}"
        );
    }
    // Records of former deletions have a time limit of their own.
    if settings.deletion_record_days > 0
        && let Err(error) =
            spool.retention().forget_deletions(look.unix_ms, settings.deletion_record_days)
    {
        log::error!("the clean-up failed: {error}");
    }
    if let Err(error) = spool.recordings().trim_call_records(look.unix_ms, settings.records) {
        log::warn!("clean-up: {error}");
    }
    let memory = &settings.sending.memory;
    let forgotten = spool
        .numbers()
        .forget_destinations(look.unix_ms, memory)
        .and_then(|_| spool.numbers().forget_trunks(look.unix_ms, memory));
    if let Err(error) = forgotten {
        log::warn!("clean-up: {error}");
    }
    // Faxes and jobs are deleted last. This is done even if all of them are kept for ever: junk,
    // and files that could not be deleted before, must be deleted.
    match spool.retention().cleanup(look.unix_ms, settings.retention_days) {
        Err(error) => {
            log::error!("the clean-up failed: {error}");
            format!("The clean-up failed: {error}")
        }
        Ok(report) => {
            report.problems.iter().for_each(|problem| log::warn!("clean-up: {problem}"));
            for class in &report.unknown_classes {
                log::warn!(
                    "clean-up: faxes and jobs of the retention class [{class}] are kept, because ferrofax.conf \
                     has no such class; add a section [{class}] with type = retention and its retention time"
                );
            }
            let text = told(&report, settings);
            if !report.deleted.is_empty() || !report.deleted_jobs.is_empty() {
                log::info!("{text}");
            }
            text
        }
    }
}

/// Describes in words the faxes and jobs that a clean-up has deleted, and those that it has kept.
fn told(report: &CleanupReport, settings: &Settings) -> String {
    let is_nothing_gone = report.deleted.is_empty() && report.deleted_jobs.is_empty();
    if settings.retention_days == 0 && settings.retention.is_empty() && is_nothing_gone {
        return "Nothing is deleted: retention_days = 0 keeps faxes for ever.".into();
    }
    let older = match settings.retention_days {
        0 => "faxes".to_owned(),
        days if settings.retention.is_empty() => format!("faxes older than {days} days"),
        days => format!("faxes older than {days} days, or than their class says,"),
    };
    let mut text = format!(
        "{} {older} deleted and {} jobs ({} bytes); {} faxes kept because they are not delivered yet, \
         and {} jobs because they are not reported yet",
        report.deleted.len(),
        report.deleted_jobs.len(),
        report.freed_bytes,
        report.kept_undelivered.len(),
        report.kept_unreported.len()
    );
    let (faxes, jobs) = (report.kept_on_hold.len(), report.jobs_on_hold.len());
    if faxes + jobs > 0 {
        text += &format!("; {faxes} faxes and {jobs} jobs kept because they are on legal hold");
    }
    if !report.kept_unshipped.is_empty() {
        let faxes = report.kept_unshipped.len();
        text += &format!("; {faxes} faxes kept because the store has not got them yet");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::config::RawConfig;
    use crate::service::hands::{Hands, nobody};
    use crate::service::settings::Current;
    use ferrofax_spool::{FaxEnd, FaxId, FaxStatus, NewFax, OutboxEntry, OutboxState};

    const HOUR_MS: i64 = 3_600_000;
    const DAY_MS: i64 = 24 * HOUR_MS;
    /// The time 2026-11-20 11:00 UTC.
    const NOW: UnixMs = UnixMs(1_795_172_400_000);

    struct Bench {
        hands: Arc<Hands>,
        office: Office,
        post: Post,
        spool: Spool,
        folder: tempfile::TempDir,
    }

    impl Bench {
        /// Makes the parts that the tests below use, with a relay that does not answer.
        fn new() -> Self {
            Self::at(tempfile::tempdir().unwrap(), NOW)
        }

        /// Makes the parts that the tests use, as they are after the PBX has started at the time
        /// `now`.
        fn at(folder: tempfile::TempDir, now: UnixMs) -> Self {
            let (hands, clock) = Hands::at(now);
            let config = "[general]\nmailserver = 127.0.0.1:9\nfaxmaster = master@example.com";
            let slot = Arc::new(SpoolSlot::new(folder.path().join("spool"), clock.clone()));
            let spool = slot.get().unwrap();
            let config = RawConfig::parse("ferrofax.conf", config);
            let current = Current::read(&config, &[]);
            let configuration =
                Arc::new(Configuration::new(current, Arc::clone(&slot), hands.clone()));
            let office = Office::new(slot, configuration, clock, &nobody());
            Self { hands, office, post: Post::default(), spool, folder }
        }

        /// Makes the parts again, as they are after a restart of the PBX at the time `now`.
        fn restart(self, now: UnixMs) -> Self {
            let Self { folder, office, spool, .. } = self;
            drop((office, spool));
            Self::at(folder, now)
        }

        /// Stores a received fax with the status "failed", which ended at the time `ended_at`.
        fn fax(&self, ended_at: UnixMs) -> FaxId {
            let mailboxes = vec!["alice@example.com".to_owned()];
            let new = NewFax { mailboxes, mail_without_pages: true, ..NewFax::default() };
            let fax = self.spool.receiving().begin_fax(&new).unwrap();
            let (phase, cause, event) = Default::default();
            let end = FaxEnd { status: FaxStatus::Failed, phase, cause, event, ended_at };
            self.spool.receiving().finish_fax(fax, &end).unwrap();
            fax
        }

        fn turn(&mut self) {
            self.office.turn(&self.post);
        }

        fn mail(&self, fax: FaxId) -> OutboxEntry {
            self.spool.outbox().outbox_of(fax).unwrap().remove(0)
        }
    }

    #[test]
    fn the_group_may_write_where_faxes_are_from_the_turn_on_after_documents_are_sealed() {
        use std::os::unix::fs::PermissionsExt;
        let mut bench = Bench::new();
        let (spool, folder) = (bench.spool.folder().to_owned(), "received/0000");
        let set = |name: &str, mode| {
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(spool.join(name), mode).unwrap();
        };
        let mode = || spool.join(folder).metadata().unwrap().permissions().mode() & 0o777;
        std::fs::create_dir(spool.join(folder)).unwrap();
        set(folder, 0o750);
        set("", 0o770);
        bench.turn();
        assert_eq!(mode(), 0o750);
        std::fs::write(spool.join("sealing.lock"), "").unwrap();
        bench.turn();
        assert_eq!(mode(), 0o770);
    }

    /// A turn reads the clocks some ten times, and the test plants a bug in each of these readings.
    #[test]
    fn a_bug_fails_its_errand_and_the_next_turn_mails() {
        let mut met = 0;
        for looks in 0..20 {
            let mut bench = Bench::new();
            let fax = bench.fax(NOW);
            bench.hands.plant_bug(looks);
            bench.turn();
            met += u32::from(bench.hands.has_met_bug());
            bench.turn();
            assert!(bench.mail(fax).attempts >= 1, "after a bug at look {looks}");
        }
        assert!((4..20).contains(&met), "{met}");
    }

    #[test]
    fn a_mail_that_was_filed_while_the_clock_was_ahead_is_tried_at_once() {
        let mut bench = Bench::new();
        let (fax, leased) = (bench.fax(NOW + 365 * DAY_MS), bench.fax(NOW + 365 * DAY_MS));
        let entry = bench.mail(leased);
        bench
            .spool
            .outbox()
            .lease(entry.id, entry.next_try_at, entry.next_try_at + HOUR_MS)
            .unwrap()
            .unwrap();
        bench.turn();
        let mail = bench.mail(fax);
        assert_eq!((mail.attempts, mail.created_at), (1, NOW));
        assert_eq!(mail.next_try_at, NOW + 60_000, "{:?}", mail.last_error);
        // This mail was deferred with the first one, since the relay is down.
        assert_eq!(bench.mail(leased).next_try_at, NOW + 60_000);
    }

    #[test]
    fn the_clock_put_forward_gives_no_mail_up_for_an_hour() {
        let mut bench = Bench::new();
        let fax = bench.fax(NOW);
        bench.turn();
        let later = NOW + 4 * DAY_MS;
        bench.hands.put(later, 1_000);
        bench.turn();
        let mail = bench.mail(fax);
        assert_eq!((mail.state, mail.attempts), (OutboxState::Waiting, 2), "{:?}", mail.last_error);
        bench.hands.put(later + HOUR_MS, 1_000 + HOUR_MS as u64);
        bench.turn();
        assert_eq!(bench.mail(fax).state, OutboxState::Rejected);
    }

    #[test]
    fn the_clock_put_forward_deletes_nothing_for_an_hour() {
        let mut bench = Bench::new();
        let fax = bench.fax(NOW);
        bench.spool.outbox().delivered(bench.mail(fax).id, NOW, "250 Ok").unwrap();
        bench.turn();
        let later = NOW + 40 * DAY_MS;
        // This is long after the last clean-up.
        bench.hands.put(later, 7 * DAY_MS as u64);
        bench.turn();
        assert!(bench.spool.faxes().fax(fax).is_ok());
        let look = bench.office.clock.look();
        let settings = bench.office.configuration.settings();
        assert!(clean_up(&bench.spool, &settings, &look).contains("clock"), "a command says why");
        assert_eq!(
            ferrofax_spool::clock_was_put_lately(&bench.spool),
            Ok(true),
            "and so does the program's"
        );
        bench.hands.put(later + HOUR_MS, 7 * DAY_MS as u64 + HOUR_MS as u64);
        bench.turn();
        assert!(bench.spool.faxes().fax(fax).is_err(), "it is old by every clock");
    }

    #[test]
    fn a_clock_that_is_days_ahead_after_a_restart_deletes_nothing_for_an_hour() {
        let mut bench = Bench::new();
        let fax = bench.fax(NOW);
        bench.spool.outbox().delivered(bench.mail(fax).id, NOW, "250 Ok").unwrap();
        bench.turn();
        let later = NOW + 40 * DAY_MS;
        let mut bench = bench.restart(later);
        bench.turn();
        assert!(bench.spool.faxes().fax(fax).is_ok(), "the clock may not be corrected yet");
        bench.hands.put(later + HOUR_MS, HOUR_MS as u64);
        bench.turn();
        assert!(bench.spool.faxes().fax(fax).is_err(), "it is old by every clock");
    }

    #[test]
    fn mails_that_cannot_be_read_are_one_alarm_and_the_others_are_tried() {
        let mut bench = Bench::new();
        let (bad, good) = (bench.fax(NOW), bench.fax(NOW));
        let told: Arc<Mutex<Vec<(usize, String)>>> = Arc::default();
        let heard = Arc::clone(&told);
        let raise: Raise =
            Arc::new(move |alarm| lock(&heard).push((alarm.errors, alarm.text.clone())));
        bench.office.errands = Errands::new("the post thread", &raise);
        let id = bench.mail(bad).id;
        let database = rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
        database
            .execute("UPDATE outbox SET attempts = -1 WHERE id = ?1", [id.0])
            .unwrap();
        (0..3).for_each(|_| bench.turn());
        let told = lock(&told);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].0 == 1 && told[0].1.contains(&format!("mail {id} is set aside")),
            "{told:?}"
        );
        assert_eq!(bench.mail(good).attempts, 1);
        assert_eq!(bench.office.errands.panics(), 0);
    }

    /// The database is shared with other processes, so it may contain anything.
    #[test]
    fn no_date_in_the_database_is_a_panic() {
        for date in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX].map(UnixMs) {
            let mut bench = Bench::new();
            let (waits, ended) = (bench.fax(NOW), bench.fax(NOW));
            bench.spool.outbox().delivered(bench.mail(ended).id, NOW, "250 Ok").unwrap();
            let database =
                rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
            let set = |what: &str| database.execute(what, [date]).unwrap();
            set("UPDATE outbox SET next_try_at = ?1, created_at = ?1, attempts = 4294967295");
            set("UPDATE faxes SET started_at = ?1, ended_at = ?1");
            for turn in 0..3 {
                bench.hands.put(NOW + turn * DAY_MS, turn as u64 * DAY_MS as u64);
                bench.turn();
            }
            assert_eq!(bench.office.errands.panics(), 0, "{date:?}");
            drop((waits, database));
        }
    }

    #[test]
    fn no_date_of_a_mail_overflows() {
        for (due, now) in [
            (UnixMs::MIN, UnixMs::MAX),
            (UnixMs::MAX, UnixMs::MIN),
            (UnixMs::MIN, NOW),
            (NOW, UnixMs::MIN),
        ] {
            assert!(until(due, now) <= LONGEST_SLEEP);
        }
    }

    #[test]
    fn a_clean_up_comes_each_interval_and_when_faxes_are_to_be_kept_for_another_time() {
        let settings =
            Settings { cleanup_interval_hours: 24 * 7, retention_days: 30, ..Settings::default() };
        let hour = HOUR_MS as u64;
        let last = CleanUp { at: 1_000 * hour, by_days: 30, by_classes: BTreeMap::new() };
        let is_over =
            |hours: u64, settings: &Settings| last.is_over(last.at + hours * hour, settings);
        assert!(
            !is_over(0, &settings) && !is_over(24 * 7 - 1, &settings) && is_over(24 * 7, &settings),
            "weekly"
        );
        assert!(is_over(1, &Settings { cleanup_interval_hours: 1, ..settings.clone() }));
        assert!(is_over(0, &Settings { retention_days: 7, ..settings.clone() }));
        let retention = BTreeMap::from([("law".to_owned(), RetentionClass::FOR_EVER)]);
        assert!(is_over(0, &Settings { retention, ..settings }));
    }
}
