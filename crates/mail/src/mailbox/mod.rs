//! A mailbox whose mails are faxed: Ferrofax fetches them by IMAP or Microsoft Graph, for sites
//! whose mails go to Microsoft 365, Google or another provider.
//!
//! # The path of a mail
//!
//! ```text
//! folder ──fetch──► proved sender, numbers, rights ──► intake (durable, by digest) ──► desk
//!    │                       │ refused                                                   │
//!    └──────► moved to `refused` ◄── answer in the thread      moved to `accepted` ◄─────┘
//! ```
//!
//! A mail is moved only after its result is durable. If the service is killed before that, the next
//! start fetches the mail again. The intake then recognises the mail by its digest, and the mail is
//! moved without being faxed again. The names that the server gives to mails identify them only
//! within one connection. So it does no harm if a server changes its UIDVALIDITY (IMAP) or IDs
//! (Graph).
//!
//! # Hostile servers
//!
//! | input | limit by IMAP | limit by Graph |
//! | --- | --- | --- |
//! | an answer without end | about 1 MiB for each, 4 MiB for all answers to a command | 1 MiB |
//! | a mail | fetched in pieces until one is short; [mail] max_message_mb | [mail] max_message_mb |
//! | silence, a byte a minute | `timeout_seconds` | `timeout_seconds`, five times for a mail |
//! | 100,000 mails | [`imap::WINDOW`] positions in one search | 400 pages of 500 mails |
//!
//! With both, at most [`MOST_HELD`] mails of the mailbox are in the intake at a time. A mail is
//! moved to the folder `failed` without being read if the server does not give it for an hour. The
//! same holds if the connection fails [`MOST_FAULTS`] times while this mail is fetched, and the
//! server gives other mails meanwhile.
//!
//! Read in this order: `settings`, this file (the loop), `transport` (the loop's requests to a
//! server), `post` (one mail), `imap`, `session` (IMAP), `link` (the connection of IMAP), `graph`,
//! `fault`.

mod fault;
mod graph;
mod imap;
mod link;
mod post;
mod probe;
mod session;
mod settings;
#[cfg(test)]
mod tests;
mod transport;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::{Duration, Instant};

pub(crate) use fault::Fault;
pub use post::Post;
pub use probe::probe;
pub use settings::{KEYS, MailboxAuth, MailboxSettings, MailboxTls};

use crate::graph::Token;
use crate::texts::{Saying, Text, alarm};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::{Clock, Look};
use ferrofax_basics::lock::lock;
use ferrofax_spool::Spool;
use graph::ByGraph;
use imap::Imap;
use post::Taken;
use transport::{Mail, Selected, Transport, Wanted};

/// The maximum number of mails that are fetched before the loop checks the results again.
const BATCH: usize = 20;

/// The maximum number of mails of the mailbox in the intake whose results are not known yet.
const MOST_HELD: usize = 100;

/// After the connection has failed this many times while one mail was fetched, the mail is moved to
/// the folder `failed`.
const MOST_FAULTS: u32 = 3;

/// After the server has not given a mail in this many attempts, a minute apart, the mail is moved
/// to the folder `failed`.
const MOST_REFUSALS: u32 = 60;

/// The maximum number of mails whose faults ([`Faults`]) are counted.
const MOST_COUNTED: usize = 1_000;

/// The interval at which Ferrofax checks whether mails that it fetched from the mailbox have become
/// jobs or were rejected.
const RESULTS: Duration = Duration::from_millis(500);

/// The time after which a mail of the mailbox is fetched again if it could not be handled.
const AGAIN: Duration = Duration::from_secs(60);

/// The first delay before the mailbox is read again after a fault. It doubles with each further
/// fault, up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// The time after which the faxmaster is notified that the mailbox cannot be read, in milliseconds.
const PATIENCE_MS: i64 = 10 * 60_000;

/// The name of the alarm that is raised if the mailbox cannot be read.
pub const ALARM: &str = "mailbox";

const DAY_MS: i64 = 24 * 3_600_000;

/// Mails that were not handled in time, because of an outage for example, are faxed up to this age.
const LONGEST_BACK_MS: i64 = 5 * DAY_MS;

/// The clocks of this machine and of the server may differ by this time, in milliseconds.
const SLACK_MS: i64 = 3_600_000;

/// The interval at which the time of the last complete pass is stored, in milliseconds.
const NOTE_MS: i64 = 10 * 60_000;

/// Reads the mails of the mailbox as long as the service runs.
pub struct Mailbox {
    spool: Spool,
    post: Post,
    most_bytes: u64,
    clock: Clock,
    state: Mutex<State>,
}

/// The facts about the mailbox that are kept from one connection to the next.
#[derive(Debug, Default)]
struct State {
    failing: Option<Failing>,
    validity: Option<NonZeroU32>,
    /// The number of faults that occurred while each mail was fetched. The keys are the names that
    /// [`Transport::lasting_name`] returns for the mails.
    faults: HashMap<String, Faults>,
    /// All mails that arrived before this time were handled. `None`: not known yet.
    complete: Option<UnixMs>,
    /// The number of attempts so far to fetch a mail.
    attempts: u64,
    /// The number of the last attempt in which a mail was fetched.
    fetched: u64,
}

/// The number of faults while one mail was fetched from the mailbox.
#[derive(Clone, Copy, Debug, Default)]
struct Faults {
    /// The number of times that the connection failed while the mail was fetched. An outage of the
    /// server counts once.
    broken: u32,
    /// The number of the last attempt ([`State::attempts`]) in which the connection failed.
    last: u64,
    /// The number of times that the server did not give the mail.
    refused: u32,
}

/// The state of a mailbox that cannot be read: since when, the last fault, and the time of the next
/// attempt.
#[derive(Debug)]
struct Failing {
    since: UnixMs,
    next: Instant,
    wait: Duration,
    last: String,
}

/// The state of the folder's mails during one connection. `Id` is the server's name of a mail.
#[derive(Debug)]
struct Folder<Id> {
    /// The mails that are in the intake and not moved to another folder yet, with their digests.
    held: BTreeMap<Id, String>,
    /// The mails that are not fetched again, because they stay in the folder or were moved away.
    left: HashSet<Id>,
    /// The mails that could not be handled, with the time of the next attempt.
    later: BTreeMap<Id, Instant>,
    /// Whether the folder must be searched for new mails.
    is_unsearched: bool,
    /// The time of the last search for new mails.
    searched: Option<Instant>,
}

impl<Id> Default for Folder<Id> {
    fn default() -> Self {
        Self {
            held: BTreeMap::new(),
            left: HashSet::new(),
            later: BTreeMap::new(),
            is_unsearched: true,
            searched: None,
        }
    }
}

impl Mailbox {
    /// Prepares to read the mailbox. `most_bytes` is the maximum size of a mail in bytes.
    pub fn new(spool: &Spool, post: Post, most_bytes: u64, clock: &Clock) -> Self {
        let (spool, clock) = (spool.clone(), clock.clone());
        let state = Mutex::new(State { complete: post.read_until(), ..State::default() });
        Self { spool, post, most_bytes, clock, state }
    }

    /// Reads the mailbox until the connection fails or the service stops. While the delay after the
    /// last fault is not over, nothing is read, and that fault is returned again.
    ///
    /// # Errors
    /// The fault, as text for the log.
    pub fn turn(&self, stop: &dyn Fn() -> bool) -> Result<(), String> {
        if let Some(failing) = &lock(&self.state).failing
            && Instant::now() < failing.next
        {
            return Err(failing.last.clone());
        }
        match self.read(stop) {
            Ok(()) | Err(Fault::Stopped) => Ok(()),
            Err(fault) => Err(self.failed(&fault)),
        }
    }

    fn read(&self, stop: &dyn Fn() -> bool) -> Result<(), Fault> {
        let settings = &self.post.settings;
        if settings.is_graph() {
            let graph = graph::mailbox(settings, &self.spool);
            return self.read_by(ByGraph::open(&graph, settings, Token::Stored, stop)?, stop);
        }
        self.read_by(Imap::open(settings, &self.spool, self.now(), stop)?, stop)
    }

    fn read_by<T: Transport>(&self, mut server: T, stop: &dyn Fn() -> bool) -> Result<(), Fault> {
        let selected = server.open_folder(&self.post.settings)?;
        let (mut folder, mut is_read) = (Folder::default(), false);
        while !stop() {
            match self.pass(&mut server, &mut folder) {
                Ok(is_more) => {
                    if !is_read || lock(&self.state).failing.is_some() {
                        self.works(selected)?;
                        is_read = true;
                    }
                    if !is_more && !stop() {
                        self.wait(&mut server, &mut folder)?;
                    }
                }
                // The connection still works, so it is kept, with all that `folder` says about the
                // mails.
                Err(fault @ Fault::Limited { wait }) => {
                    log::warn!("mailbox: {}", self.failed(&fault));
                    server.wait(wait, true)?;
                }
                Err(fault) => return Err(fault),
            }
        }
        server.close();
        Ok(())
    }

    /// Makes one pass of the loop: moves the mails whose results are known, and fetches new ones.
    /// Returns whether the next pass follows without a wait.
    fn pass<T: Transport>(
        &self,
        server: &mut T,
        folder: &mut Folder<T::Id>,
    ) -> Result<bool, Fault> {
        let moved = self.move_decided(server, folder)?;
        if !folder.is_unsearched || folder.held.len() >= MOST_HELD {
            return Ok(moved);
        }
        let begun = self.clock.look();
        let due = self.due(server, folder)?;
        if due.is_empty() {
            folder.is_unsearched = false;
            if folder.later.is_empty() {
                self.note_complete(&begun);
            }
            return Ok(moved);
        }
        for id in &due {
            if folder.held.len() >= MOST_HELD {
                break;
            }
            if let Err(why) = self.post.has_room() {
                log::warn!("mailbox: the mails stay where they are for now: {why}");
                folder.later.insert(id.clone(), Instant::now() + AGAIN);
                continue;
            }
            self.take(server, folder, id)?;
        }
        Ok(true)
    }

    /// Moves each mail in the intake whose result is known to the folder for that result. Returns
    /// whether there was such a mail.
    fn move_decided<T: Transport>(
        &self,
        server: &mut T,
        folder: &mut Folder<T::Id>,
    ) -> Result<bool, Fault> {
        let mut decided = Vec::new();
        for (id, digest) in &folder.held {
            decided.extend(self.post.result(digest, self.now()).map(|taken| (id.clone(), taken)));
        }
        for (id, taken) in &decided {
            self.put_away(server, folder, id, taken)?;
        }
        Ok(!decided.is_empty())
    }

    /// Searches the folder for the next mails to fetch. Returns them, the oldest first. Mails at
    /// which the connection failed come last, so that they do not delay the others.
    fn due<T: Transport>(
        &self,
        server: &mut T,
        folder: &mut Folder<T::Id>,
    ) -> Result<Vec<T::Id>, Fault> {
        let now = Instant::now();
        folder.later.retain(|_, at| *at > now);
        folder.searched = Some(now);
        let mut seen = HashSet::new();
        let mut failed: HashMap<T::Id, u64> = HashMap::new();
        let mut due = loop {
            let found = server.find(self.since(), BATCH, &mut |id| {
                seen.insert(id.clone());
                !folder.held.contains_key(id)
                    && !folder.left.contains(id)
                    && !folder.later.contains_key(id)
                    && !failed.contains_key(id)
            })?;
            let (is_all, mut due) = (found.is_empty(), Vec::new());
            for id in found {
                if let Some(last) = self.last_failure(&server.lasting_name(&id)) {
                    failed.insert(id, last);
                } else {
                    due.push(id);
                }
            }
            if is_all || !due.is_empty() {
                break due;
            }
        };
        // The mail that was tried last comes last, so each mail is tried in turn.
        let mut failed: Vec<(T::Id, u64)> = failed.into_iter().collect();
        failed.sort_unstable_by_key(|(_, last)| *last);
        due.extend(failed.into_iter().map(|(id, _)| id));
        if due.is_empty() {
            // Forget the mails that are no longer in the folder.
            folder.left.retain(|id| seen.contains(id));
            folder.later.retain(|id, _| seen.contains(id));
        }
        Ok(due)
    }

    /// The number of the attempt in which the connection last failed while this mail was fetched;
    /// `None` if it did not fail.
    fn last_failure(&self, key: &str) -> Option<u64> {
        let faults = lock(&self.state).faults.get(key).copied()?;
        (faults.broken > 0).then_some(faults.last)
    }

    /// Fetches a mail and passes it to [`Post::take`]. If fetching it has failed too often, moves
    /// it to the folder `failed` instead.
    fn take<T: Transport>(
        &self,
        server: &mut T,
        folder: &mut Folder<T::Id>,
        id: &T::Id,
    ) -> Result<(), Fault> {
        let key = server.lasting_name(id);
        let faults = lock(&self.state).faults.get(&key).copied().unwrap_or_default();
        let why = match faults {
            Faults { broken: MOST_FAULTS.., .. } => {
                format!("the server failed {} times when it was fetched", faults.broken)
            }
            Faults { refused: MOST_REFUSALS.., .. } => {
                format!("the server did not give it in {} attempts", faults.refused)
            }
            _ => return self.fetch(server, folder, id, &key),
        };
        self.put_away(server, folder, id, &Taken::Failed(why))?;
        lock(&self.state).faults.remove(&key);
        Ok(())
    }

    fn fetch<T: Transport>(
        &self,
        server: &mut T,
        folder: &mut Folder<T::Id>,
        id: &T::Id,
        key: &str,
    ) -> Result<(), Fault> {
        let wanted = Wanted { most: self.most_bytes, since_ms: self.since().0 };
        let mail = server.fetch(id, wanted).inspect_err(|fault| self.count_failure(key, fault))?;
        let taken = match mail {
            Mail::TooOld => {
                folder.left.insert(id.clone());
                return Ok(());
            }
            // Somebody else has moved the mail, so the next search will not find it.
            Mail::Gone => {
                self.count(key, |faults| faults.refused += 1);
                folder.later.insert(id.clone(), Instant::now() + AGAIN);
                return Ok(());
            }
            Mail::NotNow(why) => {
                self.count(key, |faults| faults.refused += 1);
                Taken::Later(why)
            }
            Mail::TooLarge => Taken::Failed(format!("it has more than {} bytes", self.most_bytes)),
            Mail::Whole(bytes) => {
                self.count_fetched(key);
                self.post.take(&bytes, server.digest(&bytes), self.now())
            }
        };
        self.put_away(server, folder, id, &taken)
    }

    /// Counts a failure of the connection while a mail was fetched. In an outage of the server the
    /// connection fails at each mail. So if the server gave no answer, the failure counts only
    /// after another mail was fetched.
    fn count_failure(&self, key: &str, fault: &Fault) {
        if !fault.may_be_of_mail() {
            return;
        }
        let (attempt, fetched) = {
            let state = &mut *lock(&self.state);
            state.attempts += 1;
            (state.attempts, state.fetched)
        };
        self.count(key, |faults| {
            if faults.broken == 0 || fault.is_of_answer() || fetched > faults.last {
                faults.broken += 1;
            }
            faults.last = attempt;
        });
    }

    /// Notes that this mail was fetched, so that its faults are forgotten.
    fn count_fetched(&self, key: &str) {
        let state = &mut *lock(&self.state);
        state.attempts += 1;
        state.fetched = state.attempts;
        state.faults.remove(key);
    }

    fn count(&self, key: &str, add: impl FnOnce(&mut Faults)) {
        let faults = &mut lock(&self.state).faults;
        if faults.len() >= MOST_COUNTED && !faults.contains_key(key) {
            // The faults of mails that somebody has moved away are removed only here.
            faults.clear();
        }
        add(faults.entry(key.to_owned()).or_default());
    }

    /// Moves a mail to the folder of its result, or remembers why it is not moved yet.
    fn put_away<T: Transport>(
        &self,
        server: &mut T,
        folder: &mut Folder<T::Id>,
        id: &T::Id,
        taken: &Taken,
    ) -> Result<(), Fault> {
        let settings = &self.post.settings;
        let to = match taken {
            // The mail is moved as soon as its faxes are made.
            Taken::Held(digest) if !folder.held.contains_key(id) => {
                folder.held.insert(id.clone(), digest.clone());
                return Ok(());
            }
            Taken::Held(_) => &settings.accepted,
            Taken::Refused(why) => {
                log::warn!("mailbox: a mail is refused: {why}");
                &settings.refused
            }
            Taken::Failed(why) => {
                log::error!("mailbox: a mail is not faxed: {why}");
                &settings.failed
            }
            Taken::Ours => {
                folder.left.insert(id.clone());
                return Ok(());
            }
            Taken::Later(why) => {
                log::warn!("mailbox: a mail is looked at again later: {why}");
                folder.later.insert(id.clone(), Instant::now() + AGAIN);
                return Ok(());
            }
        };
        server.move_to(id, to)?;
        folder.held.remove(id);
        // If the server could only mark the mail as deleted, the mail must not be fetched again,
        // either.
        folder.left.insert(id.clone());
        Ok(())
    }

    /// Waits for new mails, for results of mails in the intake, or until a mail is due again.
    fn wait<T: Transport>(&self, server: &mut T, folder: &mut Folder<T::Id>) -> Result<(), Fault> {
        let (waits, now) = (server.waits(), Instant::now());
        let mut at_most = waits.longest;
        let next = folder.later.values().min().copied();
        if let Some(next) = next {
            at_most = at_most.min(next.saturating_duration_since(now).max(RESULTS));
        }
        // While mails are in the intake, each wait is short. So the server is not asked for new
        // mails at each wait.
        let is_quiet = !folder.held.is_empty();
        if is_quiet {
            at_most = RESULTS;
        }
        let has_news = server.wait(at_most, is_quiet)?;
        let is_due = next.is_some_and(|next| next <= Instant::now());
        let is_old = folder.searched.is_none_or(|at| at.elapsed() >= waits.search);
        folder.is_unsearched |= has_news || is_due || is_old;
        Ok(())
    }

    /// The time limit for old mails: a mail that arrived earlier is not faxed. A mail that arrived
    /// after the last complete pass still waits, so it is not too old for [`LONGEST_BACK_MS`].
    fn since(&self) -> UnixMs {
        let look = self.clock.look();
        let usual = look.unix_ms - i64::from(self.post.settings.oldest_days) * DAY_MS;
        // Another machine of a shared database may have faxed the mail more than a day ago.
        if self.spool.is_front() {
            return usual;
        }
        let state = &mut *lock(&self.state);
        if look.is_settled && state.complete.is_none() {
            state.complete = Some(usual);
        }
        let complete = state.complete.unwrap_or(usual);
        complete.max(look.unix_ms - LONGEST_BACK_MS).min(usual)
    }

    /// Notes that at the time `begun` no mail waited in the folder. While the clock cannot be
    /// trusted, nothing is noted.
    fn note_complete(&self, begun: &Look) {
        let complete = begun.unix_ms - SLACK_MS;
        {
            let state = &mut *lock(&self.state);
            let is_new = |before: UnixMs| complete.ms_since(before) >= NOTE_MS;
            if !begun.is_settled || !state.complete.is_none_or(is_new) {
                return;
            }
            state.complete = Some(complete);
        }
        if let Err(why) = self.post.note_read_until(complete) {
            log::warn!("mailbox: it can't be noted that all mails were read: {why}");
        }
    }

    fn now(&self) -> UnixMs {
        self.clock.look().unix_ms
    }

    /// Notes that the mailbox can be read, and ends the alarm about it.
    fn works(&self, selected: Selected) -> Result<(), Fault> {
        let settings = &self.post.settings;
        let before = {
            let state = &mut *lock(&self.state);
            state.failing = None;
            std::mem::replace(&mut state.validity, selected.validity)
        };
        if before.is_some() && before != selected.validity {
            log::warn!(
                "mailbox: the server has given the mails of '{}' new numbers (UIDVALIDITY); known \
                 mails are not faxed again",
                settings.folder
            );
        }
        if !settings.has_rule() {
            log::error!(
                "mailbox: [mailbox] has neither authserv nor sender, so each mail is refused"
            );
        }
        log::info!("reads the mailbox {} at {}", settings.user, settings.place());
        let is_over = Saying::new(Text::mailbox_over);
        let text = Saying::new(Text::mailbox_works).with("user", &settings.user);
        // The alarm may be from before the last start of the service.
        let ended = alarm::end(&self.spool, ALARM, &is_over, &[text], self.now());
        ended.map(drop).map_err(|error| Fault::Broken(error.to_string()))
    }

    /// Notes a fault. If the mailbox cannot be read for [`PATIENCE_MS`], notifies the faxmaster.
    /// Returns the text of the fault.
    fn failed(&self, fault: &Fault) -> String {
        let (now, text) = (self.now(), fault.to_string());
        let since = {
            let state = &mut *lock(&self.state);
            let (since, wait) = match &state.failing {
                Some(failing) => (failing.since, (failing.wait * 2).min(LONGEST_WAIT)),
                None => (now, FIRST_WAIT),
            };
            // If the server has named a time to wait, no request is sent earlier.
            let next = Instant::now() + fault.wait().unwrap_or(wait);
            state.failing = Some(Failing { since, next, wait, last: text.clone() });
            since
        };
        if now.ms_since(since) >= PATIENCE_MS {
            let settings = &self.post.settings;
            let begins = Saying::new(Text::mailbox_begins);
            let unread = Saying::new(Text::mailbox_text)
                .with("user", &settings.user)
                .with("place", settings.place())
                .said("why", &text);
            let texts = [unread, Saying::new(Text::mailbox_kept)];
            match alarm::raise(&self.spool, ALARM, &begins, &texts, now) {
                Ok(true) => {
                    log::error!(FERROFAX_ALARM:% = ALARM; "ALARM: the mailbox can't be read: {text}");
                }
                Ok(false) => {}
                Err(error) => log::error!("mailbox: the faxmaster can't be notified: {error}"),
            }
        }
        text
    }
}
