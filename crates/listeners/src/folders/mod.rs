//! Watched folders: each received fax of some devices is stored as a file in a folder, for scripts
//! or people.
//!
//! The Ferrofax service does this, not the Ferrofax module in Asterisk, so that a call never waits
//! for a network share. Each folder works independently. If one is unavailable, its faxes wait in
//! the spool and the faxmaster is notified, while the other folders continue.
//!
//! # Why each fax appears once
//!
//! ```text
//! hidden files complete ──name stored──► JSON renamed ──► document renamed ──result stored──► done
//! ```
//!
//! Each step is on the disk before the next one. After a crash there are two cases. If the
//! hidden document exists, it is renamed again. If not, it was already visible, and a reader
//! may have removed it. A marker file shows whether an empty folder was emptied by a reader, or
//! is empty because its network share is not mounted.
//!
//! Read in this order: `settings`, `copies` (a fax becomes files), `name`, `place` (files in a
//! folder), this file (each fax once).

mod copies;
mod name;
mod place;
mod settings;

use std::fmt;
use std::io;

pub use copies::{Copies, CopyError, Wanted};
pub use name::name_of;
pub use place::Place;
pub use settings::{FileFormat, FolderSettings, FoldersSettings, KEYS};

use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_delivery::attachment::DocumentError;
use ferrofax_mail::texts::{Saying, Text, alarm};
use ferrofax_spool::{
    FaxId, FaxStatus, Spool, SpoolError, Unfiled, Unopened, WatchedFolder, unopened,
};
use place::Marker;

/// A watched folder: a folder in which received faxes are stored as files for scripts or people.
pub struct Folder {
    spool: Spool,
    settings: FolderSettings,
}

/// The reason why the remaining faxes could not be stored yet in the watched folder (a folder that
/// receives incoming faxes as files).
#[derive(Debug)]
pub enum Waits {
    /// Files cannot be written to the watched folder.
    Folder(io::Error),
    /// The spool cannot be read or written.
    Spool(SpoolError),
}

/// The maximum number of received faxes that one call of [`Folder::turn`] checks for a watched
/// folder.
const BATCH: u32 = 1_000;

/// A time that is longer than any call, in milliseconds: one day. A node of a shared database may
/// crash during a call, and the call then never gets an end. After this time, no watched folder
/// waits for the fax of such a call.
const LONGEST_CALL_MS: i64 = 24 * 60 * 60_000;

/// The time after which the faxmaster (the administrator) is notified of a folder that cannot be
/// written, in milliseconds. If a network share comes back earlier, no notice is needed.
const PATIENCE_MS: i64 = 10 * 60_000;

impl Folder {
    /// Creates a watched folder with these settings, in which the received faxes of this spool are
    /// stored.
    pub fn new(spool: &Spool, settings: &FolderSettings) -> Self {
        Self { spool: spool.clone(), settings: settings.clone() }
    }

    /// The name of the alarm that is raised if received faxes cannot be written to this folder.
    pub fn alarm_of(name: &str) -> String {
        format!("folder {name}")
    }

    /// Stores received faxes in the watched folder, if they are not in it yet, until `stop` returns
    /// true. Checks at most [`BATCH`] faxes.
    ///
    /// # Errors
    /// [`Waits`]: the remaining faxes wait for the next call of this function.
    pub fn turn(&self, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), Waits> {
        let (name, now) = (&self.settings.name, look.unix_ms);
        let path = self.settings.path.to_string_lossy();
        let since = self.calls_since(look);
        let state = self.spool.outbox().watched_folder(name, &path, since)?;
        let done = self.write_due(&state, (now, since), stop);
        let alarm_name = Self::alarm_of(name);
        match &done {
            Ok(()) if state.failing_since.is_some() => {
                self.spool.outbox().folder_works(name)?;
                let is_over = Saying::new(Text::folder_over).with("folder", name);
                let text = Saying::new(Text::folder_works).with("path", &path).with("folder", name);
                alarm::end(&self.spool, &alarm_name, &is_over, &[text], now)?;
            }
            Err(Waits::Folder(why)) => {
                self.spool.outbox().folder_fails(name, now)?;
                let since = state.failing_since.unwrap_or(now);
                if now.ms_since(since) >= PATIENCE_MS {
                    self.tell(&alarm_name, &path, why, now)?;
                }
            }
            _ => {}
        }
        done
    }

    /// The earliest start of a fax call for which the folder still waits if the spool knows no end
    /// of the call. In a shared database this is a day ago (unless the clock was changed recently),
    /// because a call whose node crashed never gets an end. On a machine with its own spool, the
    /// folder waits for all such calls.
    fn calls_since(&self, look: &Look) -> UnixMs {
        if self.spool.is_front() && look.is_settled {
            look.unix_ms - LONGEST_CALL_MS
        } else {
            UnixMs(i64::MIN)
        }
    }

    fn tell(
        &self,
        alarm_name: &str,
        path: &str,
        why: &io::Error,
        now: UnixMs,
    ) -> Result<(), Waits> {
        let name = &self.settings.name;
        let begins = Saying::new(Text::folder_begins).with("folder", name);
        let text = Saying::new(Text::folder_text)
            .with("path", path)
            .with("folder", name)
            .said("why", why);
        let texts = [text, Saying::new(Text::folder_kept)];
        if alarm::raise(&self.spool, alarm_name, &begins, &texts, now)? {
            log::error!(
                FERROFAX_ALARM:% = alarm_name;
                "ALARM: faxes wait for the folder {name}: {why}"
            );
        }
        Ok(())
    }

    fn write_due(
        &self,
        state: &WatchedFolder,
        (now, calls_since): (UnixMs, UnixMs),
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Waits> {
        let name = &self.settings.name;
        let place = Place::of(&self.settings.path, &state.token);
        let marker = place.marker(state.is_set_up)?;
        let unfiled = self.spool.outbox().unfiled(name, BATCH, (now, calls_since))?;
        if marker == Marker::New {
            // The folder is new, so hidden files that were written into an earlier folder of this
            // name no longer exist.
            let moved = self.spool.outbox().moved(name, BATCH)?;
            let moved = moved.iter().map(|(_, one)| one);
            let others = moved.filter(|one| unfiled.iter().all(|other| other.fax != one.fax));
            for one in unfiled.iter().chain(others).filter(|one| one.begun_as.is_some()) {
                self.write(&place, one, true, now)?;
            }
            place.set_up()?;
            self.spool.outbox().folder_is_set_up(name)?;
        }
        let mut passed = None;
        let mut is_behind = true;
        for one in &unfiled {
            if stop() {
                break;
            }
            // The folder's cursor (faxes up to it are done) must not pass a fax that is still being
            // received, or that waits for rules. Newer faxes are stored anyway.
            is_behind &= one.status != FaxStatus::Receiving && !one.waits;
            if self.is_wanted(one) {
                self.write(&place, one, false, now)?;
            }
            if is_behind {
                passed = Some(one.fax);
            }
        }
        if let Some(fax) = passed {
            self.spool.outbox().pass_folder(name, fax)?;
        }
        self.write_moved(&place, now, stop)
    }

    /// Stores the faxes that moved to a device of this watched folder.
    fn write_moved(
        &self,
        place: &Place,
        now: UnixMs,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Waits> {
        for (moved, one) in self.spool.outbox().moved(&self.settings.name, BATCH)? {
            if stop() {
                break;
            }
            if self.is_wanted(&one) {
                self.write(place, &one, false, now)?;
            }
            step();
            self.spool.outbox().pass_moved(moved)?;
        }
        Ok(())
    }

    /// Whether a fax is to be stored in this watched folder now: it has pages, belongs to one of the
    /// folder's devices, and does not wait for rules.
    fn is_wanted(&self, one: &Unfiled) -> bool {
        let has_pages = matches!(one.status, FaxStatus::Received | FaxStatus::Incomplete);
        has_pages && !one.waits && self.settings.takes(&one.device, one.class.as_deref())
    }

    /// Stores one fax in the watched folder. `from_start` means that the folder has no files of
    /// this fax yet, neither hidden nor visible.
    fn write(
        &self,
        place: &Place,
        one: &Unfiled,
        from_start: bool,
        now: UnixMs,
    ) -> Result<(), Waits> {
        let (folder, fax) = (&self.settings.name, one.fax);
        let begun = one.begun_as.clone().filter(|_| !from_start);
        let name = match begun {
            Some(name) if place.is_hidden(fax)? => name,
            Some(_) => return Ok(self.spool.outbox().filed(folder, fax, now)?),
            None => match self.prepare(place, fax, one.begun_as.as_deref())? {
                Some(name) => name,
                None => return Ok(()),
            },
        };
        place.publish(fax, &name, self.settings.format)?;
        step();
        self.spool.outbox().filed(folder, fax, now)?;
        log::info!(FERROFAX_FAX:% = fax; "fax {fax} is in the folder {folder}");
        Ok(())
    }

    /// Writes the hidden files of a fax, and records in the spool the name under which they will
    /// become visible. `None` if there is nothing to write.
    fn prepare(
        &self,
        place: &Place,
        id: FaxId,
        name: Option<&str>,
    ) -> Result<Option<String>, Waits> {
        let fax = match self.spool.faxes().fax(id) {
            Err(SpoolError::NoSuchFax(_)) => return Ok(None),
            fax => fax?,
        };
        let wanted = Wanted { format: self.settings.format, json: self.settings.json };
        let name = match name {
            Some(name) => name.to_owned(),
            None => place.free_name(&name_of(&fax), self.settings.format)?,
        };
        let copies = match Copies::of(&self.spool, &fax, wanted, &name) {
            Ok(copies) => copies,
            Err(CopyError::Spool(error)) => return Err(error.into()),
            // Waiting does not help if an encrypted document was changed by others.
            Err(CopyError::Document(DocumentError::Unreadable { source, .. }))
                if !matches!(unopened(&source), Some(Unopened::Broken(_))) =>
            {
                return Err(Waits::Folder(source));
            }
            Err(CopyError::Document(error)) => {
                // The mail about the fax tells people of the damage; the folder skips the fax.
                log::error!(
                    FERROFAX_FAX:% = id;
                    "fax {id} cannot be stored in the folder {}: {error}",
                    self.settings.name
                );
                return Ok(None);
            }
        };
        place.hide(id, &copies)?;
        step();
        let is_there = self.spool.outbox().filing(&self.settings.name, id, &name)?;
        step();
        if !is_there {
            place.forget(id);
        }
        Ok(is_there.then_some(name))
    }
}

impl fmt::Display for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(error) => write!(f, "{error}"),
            Self::Spool(error) => write!(f, "{error}"),
        }
    }
}

impl From<io::Error> for Waits {
    fn from(error: io::Error) -> Self {
        Self::Folder(error)
    }
}

impl From<SpoolError> for Waits {
    fn from(error: SpoolError) -> Self {
        Self::Spool(error)
    }
}

/// A function that is called between two steps of storing a fax. In tests it simulates a crash.
#[cfg(not(test))]
fn step() {}
#[cfg(test)]
use tests::step;

#[cfg(test)]
mod tests;
