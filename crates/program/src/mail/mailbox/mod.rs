//! A mailbox whose mails are faxed: Ferrofax fetches them by IMAP, for sites whose mails go to
//! Microsoft 365, Google or another provider.
//!
//! # The path of a mail
//!
//! ```text
//! folder ──fetch──► proved sender, numbers, rights ──► intake (durable, by digest) ──► desk
//!    │                       │ refused                                                   │
//!    └──────► moved to `refused` ◄── answer in the thread      moved to `accepted` ◄─────┘
//! ```
//!
//! A mail is moved only after its result is durable. If the service is killed before, the next start
//! fetches the mail again: the intake knows the digest of its bytes, and the mail is only moved.
//! UIDs are used only within one connection, so a changed UIDVALIDITY does no harm.
//!
//! # Hostile servers
//!
//! | input | limit |
//! | --- | --- |
//! | an answer without end, a long literal | 1 MiB and a little for each answer, 4 MiB for a command |
//! | a wrong size | a mail is fetched in pieces until one is short; [mail] max_message_mb |
//! | silence, one byte a minute | `timeout_seconds` for each command |
//! | 100,000 mails | [`WINDOW`] positions in one search, [`MOST_HELD`] mails at a time |
//! | a mail at which the server fails | after [`MOST_FAULTS`] times it is moved to `failed` unread |
//!
//! Read in this order: `settings`, this file (the loop), `post` (one mail), `session` (IMAP), `link`
//! (the connection), `fault`.

mod fault;
mod link;
mod post;
mod probe;
mod session;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::NaiveDate;

pub(crate) use fault::Fault;
pub(crate) use post::Post;
pub(crate) use probe::probe;
pub(crate) use settings::KEYS;
pub use settings::{MailboxAuth, MailboxSettings, MailboxTls};

use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Clock;
use ferrofax_basics::lock::lock;
use ferrofax_spool::{MailLogin, Spool, Told};
use post::Taken;
use session::{Mail, Proof, Selected, Session, Wanted};

/// The number of positions of a folder that one search covers.
const WINDOW: u32 = 5_000;

/// The most mails that are fetched before their results are looked at.
const BATCH: usize = 20;

/// The most mails in the intake of which no faxes have been made yet.
const MOST_HELD: usize = 100;

/// The number of times that the connection may fail while the same mail is fetched.
const MOST_FAULTS: u32 = 3;

/// The most mails of which such faults are counted.
const MOST_COUNTED: usize = 1_000;

/// The longest IDLE. RFC 2177 asks for less than 29 minutes; routers forget a silent connection
/// earlier.
const LONGEST_IDLE: Duration = Duration::from_secs(4 * 60);

/// The interval at which the results of mails in the intake are looked at.
const RESULTS: Duration = Duration::from_millis(500);

/// The time after which a mail is looked at again that could not be decided.
const AGAIN: Duration = Duration::from_secs(60);

/// The wait after a fault, and the longest one.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// The time after which the faxmaster is notified that the mailbox cannot be read, in milliseconds.
const PATIENCE_MS: i64 = 10 * 60_000;

/// The name of the alarm about the mailbox.
const ALARM: &str = "mailbox";

const DAY_MS: i64 = 24 * 3_600_000;

/// Reads the mailbox as long as the service runs.
pub(crate) struct Mailbox {
    spool: Spool,
    post: Post,
    most_bytes: u64,
    clock: Clock,
    state: Mutex<State>,
}

/// The state that outlasts a connection.
#[derive(Debug, Default)]
struct State {
    failing: Option<Failing>,
    validity: Option<NonZeroU32>,
    /// The mails at which the connection failed, with the number of failures.
    faults: HashMap<(Option<NonZeroU32>, NonZeroU32), u32>,
}

/// The faults since the mailbox could last be read.
#[derive(Debug)]
struct Failing {
    since: UnixMs,
    next: Instant,
    wait: Duration,
    last: String,
}

/// The mails of the folder during one connection, by their UIDs.
#[derive(Debug, Default)]
struct Folder {
    validity: Option<NonZeroU32>,
    /// The mails that the intake has, with their digests.
    held: BTreeMap<NonZeroU32, String>,
    /// The mails that stay where they are.
    left: HashSet<NonZeroU32>,
    /// The mails that could not be decided, with the time of the next attempt.
    later: BTreeMap<NonZeroU32, Instant>,
    /// Whether the folder must be searched.
    is_unsearched: bool,
    /// The time of the last search.
    searched: Option<Instant>,
}

impl Mailbox {
    /// Prepares to read the mailbox. A mail may have `most_bytes`.
    pub(crate) fn new(spool: &Spool, post: Post, most_bytes: u64, clock: &Clock) -> Self {
        let (spool, clock) = (spool.clone(), clock.clone());
        Self { spool, post, most_bytes, clock, state: Mutex::default() }
    }

    /// Reads the mailbox until the connection fails or the service stops. After a fault it waits
    /// some time before it connects again.
    ///
    /// # Errors
    /// The fault, as text for the log.
    pub(crate) fn turn(&self, stop: &dyn Fn() -> bool) -> Result<(), String> {
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
        let mut session = opened(settings, &self.spool, self.now(), stop)?;
        for folder in [&settings.accepted, &settings.refused, &settings.failed, &settings.folder] {
            session.make_folder(folder)?;
        }
        let selected = session.select(&settings.folder)?;
        self.works(selected)?;
        let mut folder =
            Folder { validity: selected.validity, is_unsearched: true, ..Folder::default() };
        while !stop() {
            if !self.pass(&mut session, &mut folder)? && !stop() {
                self.wait(&mut session, &mut folder)?;
            }
        }
        session.log_out();
        Ok(())
    }

    /// Handles some mails. Returns whether more of them may follow at once.
    fn pass(&self, session: &mut Session<'_>, folder: &mut Folder) -> Result<bool, Fault> {
        let moved = self.move_decided(session, folder)?;
        if !folder.is_unsearched || folder.held.len() >= MOST_HELD {
            return Ok(moved);
        }
        let due = self.due(session, folder)?;
        if due.is_empty() {
            folder.is_unsearched = false;
            return Ok(moved);
        }
        for uid in due {
            if folder.held.len() >= MOST_HELD {
                break;
            }
            if let Err(why) = self.post.has_room() {
                log::warn!("mailbox: the mails stay where they are for now: {why}");
                folder.later.insert(uid, Instant::now() + AGAIN);
                continue;
            }
            self.take(session, folder, uid)?;
        }
        Ok(true)
    }

    /// Moves the mails of which faxes were made, or whose faxes were refused.
    fn move_decided(&self, session: &mut Session<'_>, folder: &mut Folder) -> Result<bool, Fault> {
        let mut decided = Vec::new();
        for (uid, digest) in &folder.held {
            decided.extend(self.post.result(digest, self.now()).map(|taken| (*uid, taken)));
        }
        for (uid, taken) in &decided {
            self.put_away(session, folder, *uid, taken)?;
        }
        Ok(!decided.is_empty())
    }

    /// The next mails to fetch, the oldest first.
    fn due(
        &self,
        session: &mut Session<'_>,
        folder: &mut Folder,
    ) -> Result<Vec<NonZeroU32>, Fault> {
        let now = Instant::now();
        folder.later.retain(|_, at| *at > now);
        folder.searched = Some(now);
        let mut first = 1;
        while first <= session.exists() {
            let last = session.exists().min(first.saturating_add(WINDOW - 1));
            let found = session.since((first, last), self.first_day())?;
            let is_due = |uid: &NonZeroU32| {
                !folder.held.contains_key(uid)
                    && !folder.left.contains(uid)
                    && !folder.later.contains_key(uid)
            };
            let due: Vec<NonZeroU32> = found.into_iter().filter(is_due).take(BATCH).collect();
            if !due.is_empty() {
                return Ok(due);
            }
            first = last.saturating_add(1);
        }
        Ok(Vec::new())
    }

    /// Fetches a mail and hands it over.
    fn take(
        &self,
        session: &mut Session<'_>,
        folder: &mut Folder,
        uid: NonZeroU32,
    ) -> Result<(), Fault> {
        let key = (folder.validity, uid);
        let faults = lock(&self.state).faults.get(&key).copied().unwrap_or(0);
        if faults >= MOST_FAULTS {
            let why = format!("the server failed {faults} times when it was fetched");
            self.put_away(session, folder, uid, &Taken::Failed(why))?;
            lock(&self.state).faults.remove(&key);
            return Ok(());
        }
        let oldest = i64::from(self.post.settings.oldest_days) * DAY_MS;
        let wanted = Wanted { most: self.most_bytes, since_ms: (self.now() - oldest).0 };
        let mail = session.fetch(uid, wanted).inspect_err(|fault| {
            let faults = &mut lock(&self.state).faults;
            if fault.may_be_of_mail() && faults.len() < MOST_COUNTED {
                *faults.entry(key).or_insert(0) += 1;
            }
        })?;
        let taken = match mail {
            // Somebody else has moved it, or it is too old.
            Mail::Gone | Mail::TooOld => {
                folder.left.insert(uid);
                return Ok(());
            }
            Mail::TooLarge => Taken::Failed(format!("it has more than {} bytes", self.most_bytes)),
            Mail::Whole(bytes) => self.post.take(&bytes, self.now()),
        };
        self.put_away(session, folder, uid, &taken)
    }

    /// Moves a mail to the folder of its result, or remembers why it is not moved yet.
    fn put_away(
        &self,
        session: &mut Session<'_>,
        folder: &mut Folder,
        uid: NonZeroU32,
        taken: &Taken,
    ) -> Result<(), Fault> {
        let settings = &self.post.settings;
        let to = match taken {
            // The mail is moved as soon as its faxes are made.
            Taken::Held(digest) if !folder.held.contains_key(&uid) => {
                folder.held.insert(uid, digest.clone());
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
                folder.left.insert(uid);
                return Ok(());
            }
            Taken::Later(why) => {
                log::warn!("mailbox: a mail is looked at again later: {why}");
                folder.later.insert(uid, Instant::now() + AGAIN);
                return Ok(());
            }
        };
        session.move_to(uid, to)?;
        folder.held.remove(&uid);
        // If the server could only mark the mail as deleted, it is found no more, either.
        folder.left.insert(uid);
        Ok(())
    }

    /// Waits for new mails, for results of mails in the intake, or until a mail is due again.
    fn wait(&self, session: &mut Session<'_>, folder: &mut Folder) -> Result<(), Fault> {
        let settings = &self.post.settings;
        let (is_idle, now) = (session.offers().idle, Instant::now());
        let poll = Duration::from_secs(settings.poll_seconds);
        let mut at_most = if is_idle { LONGEST_IDLE } else { poll };
        let next = folder.later.values().min().copied();
        if let Some(next) = next {
            at_most = at_most.min(next.saturating_duration_since(now).max(RESULTS));
        }
        if !folder.held.is_empty() {
            at_most = RESULTS;
        }
        if is_idle {
            session.idle(at_most)?;
        } else {
            session.pause(at_most)?;
            // While mails are in the intake, the pauses are short, and the server is not asked
            // each time.
            if folder.held.is_empty() {
                session.ask_news()?;
            }
        }
        let is_due = next.is_some_and(|next| next <= Instant::now());
        // A server may fail to report a mail.
        let is_old = folder.searched.is_none_or(|at| at.elapsed() >= LONGEST_IDLE);
        folder.is_unsearched |= session.take_news() || is_due || is_old;
        Ok(())
    }

    /// The first day whose mails are faxed. The server compares days in its own time zone, so the
    /// day before is included; the exact time is looked at later.
    fn first_day(&self) -> NaiveDate {
        let days = i64::from(self.post.settings.oldest_days) + 1;
        let ms = (self.now() - days * DAY_MS).0;
        chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default().date_naive()
    }

    fn now(&self) -> UnixMs {
        self.clock.look().unix_ms
    }

    /// Notes that the mailbox can be read.
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
        log::info!("reads the mailbox {} at {}", settings.user, settings.server);
        let text = format!("The mailbox {} can be read again.\n", settings.user);
        let told = Told { subject: "Over: the mailbox can be read again", text: &text };
        // The alarm may be from before the last start of the service.
        let ended = self.spool.monitoring().end_alarm(ALARM, told, self.now());
        ended.map(drop).map_err(|error| Fault::Broken(error.to_string()))
    }

    /// Notes a fault, and notifies the faxmaster if it lasts. Returns its text.
    fn failed(&self, fault: &Fault) -> String {
        let (now, text) = (self.now(), fault.to_string());
        let since = {
            let state = &mut *lock(&self.state);
            let (since, wait) = match &state.failing {
                Some(failing) => (failing.since, (failing.wait * 2).min(LONGEST_WAIT)),
                None => (now, FIRST_WAIT),
            };
            let next = Instant::now() + wait;
            state.failing = Some(Failing { since, next, wait, last: text.clone() });
            since
        };
        if now.ms_since(since) >= PATIENCE_MS {
            let settings = &self.post.settings;
            let words = format!(
                "The mailbox {} at {} can't be read, so its mails are not faxed: {text}.\n\n\
                 None is lost: they are faxed as soon as the mailbox can be read, unless they are \
                 older than [mailbox] oldest_days then.\n",
                settings.user, settings.server
            );
            let told = Told { subject: "ALARM: the mailbox can't be read", text: &words };
            match self.spool.monitoring().raise_alarm(ALARM, told, now) {
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

/// Opens a session and logs in.
fn opened<'a>(
    settings: &MailboxSettings,
    spool: &Spool,
    now: UnixMs,
    stop: &'a dyn Fn() -> bool,
) -> Result<Session<'a>, Fault> {
    let tokens = MailLogin::of(spool.folder());
    let proof = match settings.auth {
        MailboxAuth::Password => Proof::Password(password(settings)?),
        MailboxAuth::OAuth2 => {
            let token = tokens.token(now).map_err(|why| Fault::NoToken(why.to_string()))?;
            Proof::Token(token)
        }
    };
    let mut session = Session::open(settings, stop)?;
    let done = session.log_in(&settings.user, &proof);
    if let (Err(Fault::Login(_)), Proof::Token(token)) = (&done, &proof)
        && let Err(error) = tokens.reject(token)
    {
        log::warn!("the rejected access token can't be noted: {error}");
    }
    done.map(|()| session)
}

fn password(settings: &MailboxSettings) -> Result<String, Fault> {
    let file = settings.password_file.as_deref();
    let file = file.ok_or_else(|| Fault::Password("it is missing".to_owned()))?;
    let wrong = |why: &dyn std::fmt::Display| Fault::Password(format!("{}: {why}", file.display()));
    let kept = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
    match kept.lines().next().unwrap_or_default().trim() {
        "" => Err(wrong(&"there is no password in its first line")),
        password => Ok(password.to_owned()),
    }
}
