//! Filing: each received fax of some devices is stored once at a destination outside the spool, for
//! scripts, people or other systems. Destinations are watched folders (`[[folder]]`), and servers
//! that `[[filing]]` names: WebDAV, SFTP, S3, Paperless-ngx, FHIR, HL7 and webhooks.
//!
//! The Ferrofax service does this, not the Ferrofax module in Asterisk, so that a call never waits
//! for a network. Each destination works independently. If one is unavailable, its faxes wait in
//! the spool and the faxmaster is notified, while the other destinations continue.
//!
//! # Why each fax appears once
//!
//! ```text
//! files prepared ──name stored in the spool──► files published ──result stored in the spool──► done
//! ```
//!
//! Prepared files are complete, but hidden. If publishing ends with an unknown result, or the
//! service crashes, the fax is published again. The destination then notices that it already has
//! the fax: the hidden file is gone, or the fax has the same name or number.
//!
//! Read in this order: `destination` (what each destination does), `copies` (a fax becomes files),
//! `name`, this file (each fax once), `folder`, `settings`, `server`, `json`, and one file for each
//! kind of server.

mod copies;
mod destination;
mod fhir;
mod folder;
mod hl7;
mod json;
mod name;
mod paperless;
mod s3;
mod server;
mod settings;
mod sftp;
mod webdav;
mod webhook;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::{Duration, Instant};

pub use copies::{Copies, CopyError, Wanted};
pub use folder::{FileFormat, FolderSettings, FoldersSettings, KEYS as FOLDER_KEYS, Place};
pub use name::name_of;
pub use settings::{FilingSettings, FilingsSettings, KEYS, System};

use destination::{Destination, Errand, Trouble};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_mail::texts::{Saying, Text, alarm};
use ferrofax_spool::{
    DeviceName, FaxId, FaxStatus, FolderMove, Spool, SpoolError, Unfiled, WatchedFolder,
};

/// A destination at which received faxes are stored, and the faxes that it gets.
pub struct Filing {
    spool: Spool,
    selection: Selection,
    destination: Box<dyn Destination>,
    words: AlarmWords,
    /// The faxes that wait for a time of their own, because the destination refused them or failed
    /// with them again and again.
    set_aside: BTreeMap<FaxId, SetAside>,
    /// How often in a row the destination has failed with each fax.
    failures: BTreeMap<FaxId, u32>,
    /// The pause after a failure; none if the destination works.
    pause: Option<Pause>,
}

/// The received faxes that a destination gets, and the files that are made of each.
#[derive(Clone, Debug)]
struct Selection {
    /// The name by which the spool remembers which faxes are at the destination.
    name: String,
    devices: Vec<DeviceName>,
    classes: Vec<String>,
    /// Whether only faxes are filed for which a rule names the destination.
    only_rules: bool,
    wanted: Wanted,
}

/// The texts of the letters about a destination that cannot be reached.
struct AlarmWords {
    /// The first word of the alarm's name.
    kind: &'static str,
    /// The words before its name in the log.
    place: &'static str,
    begins: Text,
    over: Text,
    text: Text,
    kept: Text,
    works: Text,
}

const FOLDER_WORDS: AlarmWords = AlarmWords {
    kind: "folder",
    place: "in the folder",
    begins: Text::folder_begins,
    over: Text::folder_over,
    text: Text::folder_text,
    kept: Text::folder_kept,
    works: Text::folder_works,
};

const SERVER_WORDS: AlarmWords = AlarmWords {
    kind: "filing",
    place: "on the server",
    begins: Text::filing_begins,
    over: Text::filing_over,
    text: Text::filing_text,
    kept: Text::filing_kept,
    works: Text::filing_works,
};

/// A fax that waits for a time of its own.
struct SetAside {
    again_at: UnixMs,
    why: String,
    /// Whether the destination refused this fax. Otherwise it possibly failed for all faxes.
    is_refused: bool,
    /// How often the destination has failed with it after it had worked for another fax.
    strikes: u32,
    /// Whether the destination has worked for another fax since then.
    works_for_others: bool,
}

/// The pause after a failure, in which the destination is not tried.
struct Pause {
    until: UnixMs,
    length_s: i64,
    why: String,
}

/// The reason why the remaining faxes could not be filed yet.
#[derive(Debug)]
pub enum Waits {
    /// The destination cannot be used.
    Destination(String),
    /// Some faxes wait for a time of their own; the others were filed.
    SetAside(String),
    /// The spool cannot be read or written.
    Spool(SpoolError),
}

/// The maximum number of received faxes that one call of [`Filing::turn`] checks.
const BATCH: u32 = 1_000;

/// A time that is longer than any call, in milliseconds: one day. A node of a shared database may
/// crash during a call, and the call then never gets an end. After this time, no destination waits
/// for the fax of such a call.
pub const LONGEST_CALL_MS: i64 = 24 * 60 * 60_000;

/// The time after which the faxmaster (the administrator) is notified of a destination that cannot
/// be used, in milliseconds. If a network share comes back earlier, no notice is needed.
const PATIENCE_MS: i64 = 10 * 60_000;

/// The longest time of [`Filing::probe`].
const LONGEST_PROBE: Duration = Duration::from_secs(30);

/// The longest pause after a failure of a server, in seconds.
const LONGEST_PAUSE_S: i64 = 60;

/// The time after which a fax that was set aside is tried again, in milliseconds: a fax that was
/// refused, or with which a server has failed twice after it had worked for others.
const SET_ASIDE_MS: i64 = 60 * 60_000;

/// The same time for other faxes that were set aside: the server possibly fails for all.
const SET_ASIDE_BRIEFLY_MS: i64 = 5 * 60_000;

/// The number of failures with a fax, each after the server had worked for others, from which on the
/// fax is tried less often.
const MOST_STRIKES: u32 = 2;

/// The number of failures in a row with the same fax after which the fax is set aside, so that it
/// does not hold up the others.
const MOST_FAILURES: u32 = 10;

/// The time after which a call of [`Filing::turn`] begins no further fax. The next call sees faxes
/// that moved or were deleted meanwhile.
const LONGEST_TURN: Duration = Duration::from_secs(60);

impl Filing {
    /// Creates a watched folder with these settings, in which received faxes of this spool are
    /// stored.
    pub fn in_folder(spool: &Spool, settings: &FolderSettings) -> Self {
        let selection = Selection {
            name: settings.name.clone(),
            devices: settings.devices.clone(),
            classes: settings.classes.clone(),
            only_rules: settings.only_rules,
            wanted: Wanted { format: settings.format, json: settings.json },
        };
        let destination = Box::new(folder::Folder::at(&settings.path));
        Self::new(spool, selection, destination, FOLDER_WORDS)
    }

    /// Creates the destination of one `[[filing]]` section, at which received faxes of this spool
    /// are stored. Nothing is sent yet.
    ///
    /// # Errors
    /// The key that is wrong, and the reason.
    pub fn at_server(
        spool: &Spool,
        settings: &FilingSettings,
    ) -> Result<Self, (&'static str, String)> {
        let destination = settings.destination()?;
        let selection = Selection {
            name: settings.name.clone(),
            devices: settings.devices.clone(),
            classes: settings.classes.clone(),
            only_rules: settings.only_rules,
            wanted: Wanted { format: settings.format, json: settings.json },
        };
        Ok(Self::new(spool, selection, destination, SERVER_WORDS))
    }

    fn new(
        spool: &Spool,
        selection: Selection,
        destination: Box<dyn Destination>,
        words: AlarmWords,
    ) -> Self {
        let (spool, set_aside) = (spool.clone(), BTreeMap::new());
        let failures = BTreeMap::new();
        Self { spool, selection, destination, words, set_aside, failures, pause: None }
    }

    /// The name of the folder or server in the settings.
    pub fn name(&self) -> &str {
        &self.selection.name
    }

    /// The name of the alarm that is raised if received faxes cannot be filed there.
    pub fn alarm(&self) -> String {
        format!("{} {}", self.words.kind, self.selection.name)
    }

    /// Looks whether the destination can be reached and lets us in, without filing anything.
    ///
    /// # Errors
    /// The reason why it cannot be used.
    pub fn probe(&self) -> Result<(), String> {
        let began = Instant::now();
        let stop = || began.elapsed() > LONGEST_PROBE;
        self.destination.probe(&stop).map_err(|trouble| {
            if stop() {
                format!("there was no answer within {} seconds", LONGEST_PROBE.as_secs())
            } else {
                trouble.to_string()
            }
        })
    }

    /// Files received faxes that are not at the destination yet, until `stop` returns true. Checks
    /// at most [`BATCH`] faxes.
    ///
    /// # Errors
    /// [`Waits`]: the remaining faxes wait for the next call of this function.
    pub fn turn(&mut self, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), Waits> {
        let now = look.unix_ms;
        if let Some(pause) = self.pause.as_ref().filter(|pause| pause.lasts(now)) {
            return Err(Waits::Destination(pause.why.clone()));
        }
        let since = self.calls_since(look);
        let (name, address) = (&self.selection.name, self.destination.address());
        let state = self.spool.outbox().watched_folder(name, &address, since)?;
        let done = self.file_due(&state, (now, since), stop);
        // A request that ends with the service says nothing about the destination.
        if done.is_ok() || !stop() {
            self.report(&state, &done, now)?;
        }
        done
    }

    /// Records whether the destination works, and notifies the faxmaster.
    fn report(
        &mut self,
        state: &WatchedFolder,
        done: &Result<(), Waits>,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let name = &self.selection.name;
        match done {
            Ok(()) => {
                self.pause = None;
                if state.failing_since.is_some() {
                    self.spool.outbox().folder_works(name)?;
                    let is_over = Saying::new(self.words.over).with("folder", name);
                    let text = self.saying(self.words.works);
                    alarm::end(&self.spool, &self.alarm(), &is_over, &[text], now)?;
                }
            }
            Err(Waits::SetAside(why)) => {
                self.pause = None;
                self.note_failure(state, why, now)?;
            }
            Err(Waits::Destination(why)) => {
                let last = self.pause.as_ref().map_or(0, |pause| pause.length_s);
                let longest = if self.destination.is_server() { LONGEST_PAUSE_S } else { 1 };
                let length_s = (last * 2).clamp(1, longest);
                let until = now + length_s * 1_000;
                self.pause = Some(Pause { until, length_s, why: why.clone() });
                self.note_failure(state, why, now)?;
            }
            Err(Waits::Spool(_)) => {}
        }
        Ok(())
    }

    /// Records that faxes wait. The faxmaster is notified at once of a refused fax, and later of
    /// faxes that possibly need only patience.
    fn note_failure(
        &self,
        state: &WatchedFolder,
        why: &str,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        if state.failing_since.is_none() {
            self.spool.outbox().folder_fails(&self.selection.name, now)?;
        }
        let since = state.failing_since.unwrap_or(now);
        let is_refused = self.set_aside.values().any(|one| one.is_refused);
        if is_refused || now.ms_since(since) >= PATIENCE_MS {
            self.notify(why, now)?;
        }
        Ok(())
    }

    /// The earliest start of a fax call for which the destination still waits if the spool knows no
    /// end of the call. In a shared database this is a day ago (unless the clock was changed
    /// recently), because a call whose node crashed never gets an end. On a machine with its own
    /// spool, the destination waits for all such calls.
    fn calls_since(&self, look: &Look) -> UnixMs {
        if self.spool.is_front() && look.is_settled {
            look.unix_ms - LONGEST_CALL_MS
        } else {
            UnixMs(i64::MIN)
        }
    }

    fn saying(&self, text: Text) -> Saying {
        let path = self.destination.address();
        Saying::new(text).with("path", path).with("folder", &self.selection.name)
    }

    fn notify(&self, why: &str, now: UnixMs) -> Result<(), SpoolError> {
        let name = &self.selection.name;
        let begins = Saying::new(self.words.begins).with("folder", name);
        let texts = [self.saying(self.words.text).said("why", why), Saying::new(self.words.kept)];
        let alarm = self.alarm();
        if alarm::raise(&self.spool, &alarm, &begins, &texts, now)? {
            log::error!(
                FERROFAX_ALARM:% = alarm;
                "ALARM: faxes wait for the {alarm}: {why}"
            );
        }
        Ok(())
    }

    fn file_due(
        &mut self,
        state: &WatchedFolder,
        (now, calls_since): (UnixMs, UnixMs),
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Waits> {
        let outbox = self.spool.outbox();
        let name = self.selection.name.clone();
        let is_new = self.destination.is_new(state).map_err(Waits::of)?;
        let unfiled = outbox.unfiled(&name, BATCH, (now, calls_since))?;
        let (began, filed, why) = (Instant::now(), BTreeSet::new(), None);
        let mut turn = Turn { token: &state.token, now, stop, began, filed, why };
        if is_new {
            // The destination is new, so files that were prepared at an earlier destination of this
            // name do not exist here.
            let moved = moved(&self.spool, &name, now).map(|one| one.map(|(_, one)| one));
            let mut are_filed = true;
            for one in unfiled.iter().cloned().map(Ok).chain(moved) {
                let one = one?;
                if stop() {
                    return Ok(());
                }
                if one.begun_as.is_some() {
                    are_filed &= self.file(&one, true, &mut turn)?;
                }
            }
            // As long as one of them waits, nothing of it is prepared here.
            if are_filed {
                self.destination.set_up(&state.token).map_err(Waits::of)?;
                self.spool.outbox().folder_is_set_up(&name)?;
            }
        }
        let mut passed = None;
        let mut is_behind = true;
        for one in &unfiled {
            if turn.is_over() {
                break;
            }
            if self.is_wanted(one) && !self.file(one, is_new, &mut turn)? {
                self.spool.outbox().file_later(&name, one.fax)?;
            }
            // The destination's cursor (faxes up to it are done) must not pass a fax that is still
            // being received, or that waits for rules. Newer faxes are filed anyway.
            is_behind &= one.status != FaxStatus::Receiving && !one.waits;
            if is_behind {
                passed = Some(one.fax);
            }
        }
        if let Some(fax) = passed {
            self.spool.outbox().pass_folder(&name, fax)?;
        }
        let mut waits: BTreeSet<FaxId> = unfiled.iter().map(|one| one.fax).collect();
        let mut is_through = true;
        for one in moved(&self.spool, &name, now) {
            let (number, one) = one?;
            if turn.is_over() {
                is_through = false;
                break;
            }
            waits.insert(one.fax);
            if one.waits {
                continue;
            }
            let is_filed = !self.is_wanted(&one) || self.file(&one, is_new, &mut turn)?;
            step();
            if is_filed {
                self.spool.outbox().pass_moved(number)?;
            }
        }
        if is_through {
            self.set_aside.retain(|fax, _| waits.contains(fax));
            self.failures.retain(|fax, _| waits.contains(fax));
        }
        let set_aside = || self.set_aside.values().next().map(|one| one.why.clone());
        turn.why.or_else(set_aside).map_or(Ok(()), |why| Err(Waits::SetAside(why)))
    }

    /// Whether a fax is to be filed there now: it has pages, does not wait for rules, and belongs to
    /// one of the destination's devices or comes by a rule.
    fn is_wanted(&self, one: &Unfiled) -> bool {
        let has_pages = matches!(one.status, FaxStatus::Received | FaxStatus::Incomplete);
        let takes = || self.selection.takes(&one.device, one.class.as_deref());
        has_pages && !one.waits && (one.by_rule || takes())
    }

    /// Files one fax. Returns false if the fax waits for a time of its own. `from_start` means that
    /// nothing of this fax is prepared at the destination.
    fn file(
        &mut self,
        one: &Unfiled,
        from_start: bool,
        turn: &mut Turn<'_>,
    ) -> Result<bool, Waits> {
        let (destination, fax) = (self.selection.name.clone(), one.fax);
        if turn.filed.contains(&fax) {
            return Ok(true);
        }
        if let Some(waiting) = self.set_aside.get(&fax).filter(|one| one.lasts(turn.now)) {
            turn.why = Some(waiting.why.clone());
            return Ok(false);
        }
        match self.publish(one, from_start, turn) {
            Ok(()) => {
                self.spool.outbox().filed(&destination, fax, turn.now)?;
                self.pause = None;
                self.try_others_again(turn.now);
                log::info!(FERROFAX_FAX:% = fax; "fax {fax} is {} {destination}", self.words.place);
            }
            Err(Trouble::Refused(why)) => {
                log::error!(
                    FERROFAX_FAX:% = fax;
                    "fax {fax} is refused {} {destination}: {why}", self.words.place
                );
                self.put_aside(fax, &why, true, turn);
                return Ok(false);
            }
            Err(Trouble::Unavailable(why)) if !self.fails_again(fax) => {
                return Err(Waits::Destination(why));
            }
            Err(Trouble::Unavailable(why) | Trouble::NoDocument(why)) => {
                self.put_aside(fax, &why, false, turn);
                return Ok(false);
            }
            Err(Trouble::Damaged(why)) => {
                // The mail about the fax tells people of the damage; the destination skips the fax.
                log::error!(
                    FERROFAX_FAX:% = fax;
                    "fax {fax} cannot be stored {} {destination}: {why}", self.words.place
                );
            }
            Err(Trouble::Gone) => {}
            Err(trouble) => return Err(Waits::of(trouble)),
        }
        self.failures.remove(&fax);
        self.set_aside.remove(&fax);
        turn.filed.insert(fax);
        Ok(true)
    }

    /// Counts a failure with this fax. Returns true if there were too many in a row.
    fn fails_again(&mut self, fax: FaxId) -> bool {
        if !self.destination.is_server() {
            return false;
        }
        let count = self.failures.entry(fax).or_default();
        *count = count.saturating_add(1);
        // A fax that was set aside once gets one attempt more, and not as many as a new one.
        *count >= MOST_FAILURES || self.set_aside.contains_key(&fax)
    }

    fn put_aside(&mut self, fax: FaxId, why: &str, is_refused: bool, turn: &mut Turn<'_>) {
        let why = format!("fax {fax}: {why}");
        turn.why = Some(why.clone());
        let before = self.set_aside.get(&fax);
        let strikes = before.map_or(0, |one| one.strikes + u32::from(one.works_for_others));
        let is_long = is_refused || strikes >= MOST_STRIKES;
        let again_at = turn.now + if is_long { SET_ASIDE_MS } else { SET_ASIDE_BRIEFLY_MS };
        let aside = SetAside { again_at, why, is_refused, strikes, works_for_others: false };
        self.set_aside.insert(fax, aside);
    }

    /// Lets the faxes be tried at once with which the destination has failed, because it works for
    /// another fax now.
    fn try_others_again(&mut self, now: UnixMs) {
        for one in self.set_aside.values_mut().filter(|one| !one.is_refused) {
            if one.strikes == 0 && !one.works_for_others {
                one.again_at = now;
            }
            one.works_for_others = true;
        }
    }

    /// Makes the files of a fax and publishes them at the destination. The name under which they
    /// appear is recorded in the spool before.
    fn publish(&self, one: &Unfiled, from_start: bool, turn: &Turn<'_>) -> Result<(), Trouble> {
        let was_begun = one.begun_as.is_some();
        let is_again = was_begun && !from_start;
        let mut errand = Errand {
            spool: &self.spool,
            fax: one.fax,
            name: one.begun_as.clone().unwrap_or_default(),
            token: turn.token,
            wanted: self.selection.wanted,
            was_begun,
            stop: turn.stop,
        };
        if !is_again {
            self.begin(&mut errand)?;
        }
        let published = match self.destination.publish(&errand, is_again) {
            Err(Trouble::Unprepared(_)) => {
                // If the files are not completed, the next attempt must not publish a part of them.
                self.spool.outbox().forget_filing(&self.selection.name, one.fax)?;
                self.begin(&mut errand)?;
                errand.was_begun = true;
                self.destination.publish(&errand, false)
            }
            published => published,
        };
        let is_absent = match &published {
            Err(Trouble::Unprepared(_)) => true,
            // The files that have this name there belong to others.
            Err(Trouble::Refused(_)) => !errand.was_begun,
            _ => false,
        };
        if is_absent {
            self.spool.outbox().forget_filing(&self.selection.name, one.fax)?;
        }
        published.map_err(|trouble| match trouble {
            Trouble::Unprepared(why) => Trouble::Unavailable(why),
            trouble => trouble,
        })?;
        step();
        Ok(())
    }

    /// Prepares the files of a fax, and records in the spool the name under which they will appear.
    fn begin(&self, errand: &mut Errand<'_>) -> Result<(), Trouble> {
        if !errand.was_begun {
            errand.name = self.destination.free_name(errand)?;
        }
        self.destination.prepare(errand)?;
        step();
        let name = &self.selection.name;
        let is_there = self.spool.outbox().filing(name, errand.fax, &errand.name)?;
        step();
        if !is_there {
            self.destination.forget(errand);
            return Err(Trouble::Gone);
        }
        Ok(())
    }
}

/// All faxes that the destination `name` has to look at again, each with the number of its move. They
/// are read in steps of [`BATCH`].
fn moved(
    spool: &Spool,
    name: &str,
    now: UnixMs,
) -> impl Iterator<Item = Result<(FolderMove, Unfiled), SpoolError>> + use<> {
    let (spool, name) = (spool.clone(), name.to_owned());
    let (mut after, mut some) = (FolderMove::default(), Vec::new().into_iter());
    std::iter::from_fn(move || {
        if some.len() == 0 {
            match spool.outbox().moved(&name, (after, BATCH), now) {
                Ok(next) => {
                    after = next.last()?.0;
                    some = next.into_iter();
                }
                Err(error) => return Some(Err(error)),
            }
        }
        some.next().map(Ok)
    })
}

/// The facts and results of one call of [`Filing::turn`].
struct Turn<'a> {
    token: &'a str,
    now: UnixMs,
    stop: &'a dyn Fn() -> bool,
    began: Instant,
    /// The faxes that were filed in this call.
    filed: BTreeSet<FaxId>,
    /// The reason why a fax waits for a time of its own.
    why: Option<String>,
}

impl Turn<'_> {
    /// Whether no further fax is begun in this call.
    fn is_over(&self) -> bool {
        (self.stop)() || self.began.elapsed() > LONGEST_TURN
    }
}

impl Selection {
    /// Whether faxes of this device, which has this device class, are filed at the destination.
    fn takes(&self, device: &DeviceName, class: Option<&str>) -> bool {
        if self.only_rules {
            return false;
        }
        let is_named = self.devices.iter().any(|named| device.may_be(named));
        let is_of_class = self.classes.iter().any(|named| Some(named.as_str()) == class);
        is_named || is_of_class || (self.devices.is_empty() && self.classes.is_empty())
    }
}

impl fmt::Display for Filing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.destination.address(), self.selection.name)
    }
}

impl SetAside {
    /// Whether the fax is not tried again yet. It never waits longer than [`SET_ASIDE_MS`], even if
    /// the clock was set back.
    fn lasts(&self, now: UnixMs) -> bool {
        now < self.again_at && self.again_at <= now + SET_ASIDE_MS
    }
}

impl Pause {
    /// Whether the destination is not tried at this time. A pause never lasts longer than its
    /// length, even if the clock was set back.
    fn lasts(&self, now: UnixMs) -> bool {
        now < self.until && self.until <= now + self.length_s * 1_000
    }
}

impl Waits {
    fn of(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Spool(error) => Self::Spool(error),
            other => Self::Destination(other.to_string()),
        }
    }
}

impl fmt::Display for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Destination(why) | Self::SetAside(why) => f.write_str(why),
            Self::Spool(error) => write!(f, "{error}"),
        }
    }
}

impl From<SpoolError> for Waits {
    fn from(error: SpoolError) -> Self {
        Self::Spool(error)
    }
}

/// A function that is called between two steps of filing a fax. In tests it simulates a crash.
#[cfg(not(test))]
fn step() {}
#[cfg(test)]
use folder::tests::step;

#[cfg(test)]
mod tests;
