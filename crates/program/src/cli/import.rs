//! `ferrofax import`: imports jobs and faxes of HylaFAX, another fax server.

use std::path::Path;

use super::args::{Import, ImportFrom, ImportHylafax};
use super::noted::Audit;
use super::show::plain;
use super::{End, opened, print};
use crate::settings::Settings;
use crate::takeover::{Fate, Found, NoPlace, Taker, Told, Wanted, proposal, take_over};
use ferrofax_basics::UnixMs;
use ferrofax_desk::user;
use ferrofax_rights::{By, Door, Local, Rights};

/// The numbers of imported, skipped and failed jobs and faxes.
#[derive(Default)]
struct Counts {
    taken: u32,
    known: u32,
    changed: u32,
    passed_over: u32,
}

pub(super) fn run(folder: &Path, settings: &Settings, words: &Import) -> Result<(), End> {
    match &words.from {
        ImportFrom::Hylafax(words) => hylafax(folder, settings, words),
    }
}

fn hylafax(folder: &Path, settings: &Settings, words: &ImportHylafax) -> Result<(), End> {
    // HylaFAX's files are read first, while the process may still be root. From then on the process
    // runs as the owner of Ferrofax's spool.
    let found = Found::look(&words.folder, words.etc.as_deref(), words.release);
    let found = found.map_err(|why| match why {
        NoPlace::AtWork(_) => End::failed(why),
        _ => End::refused(why),
    })?;
    let spool = opened(folder)?;
    let rights = Rights::new(&settings.rights, &spool).map_err(End::failed)?;
    let by = Local { door: Door::Command, user: user::current(), uid: user::current_id() };
    if !words.dry_run {
        let from = words.folder.to_string_lossy();
        Audit::of(&spool, settings)?.done("import-hylafax", &[("from", &*from)])?;
    }
    let mut wanted = Wanted::new(&words.names, words.device.as_deref(), &settings.rights.users);
    (wanted.release, wanted.dry_run) = (words.release, words.dry_run);
    let [queue, done, received] = found.counts();
    print(&format!(
        "{}: {queue} jobs in the queue, {done} that have ended, {received} received faxes{}\n",
        words.folder.display(),
        if words.dry_run { "; nothing is done" } else { "" }
    ))?;
    let proposed = proposal(&found);
    let mut counts = Counts::default();
    let converter = settings.converter();
    let to = Taker {
        spool: &spool,
        rights: &rights,
        by: By::System(&by),
        converter: &converter,
        now: UnixMs::now(),
    };
    take_over(found, &wanted, to, &mut |told| tell(&told, &mut counts))?;
    print(&proposed)?;
    print(&counts.text(words))?;
    match counts.changed + counts.passed_over {
        0 => Ok(()),
        _ => Err(End::Silent),
    }
}

fn tell(told: &Told, counts: &mut Counts) -> Result<(), End> {
    let (count, words) = match &told.fate {
        Fate::Taken(words) => (&mut counts.taken, words.clone()),
        Fate::Known(words) => (&mut counts.known, words.clone()),
        Fate::Changed(words) => (&mut counts.changed, format!("CHECK THIS: {words}")),
        Fate::PassedOver(why) => (&mut counts.passed_over, format!("SKIPPED: {why}")),
    };
    *count += 1;
    print(&format!("{}: {}\n", plain(&told.at), plain(&words)))
}

impl Counts {
    fn text(&self, words: &ImportHylafax) -> String {
        let Self { taken, known, changed, passed_over } = self;
        let would = if words.dry_run { "would be " } else { "" };
        let mut text = format!(
            "\n{would}imported: {taken}; before: {known}; to check: {changed}; skipped: \
             {passed_over}\n"
        );
        if words.dry_run || *taken > 0 {
            text += "Anything older than retention_days of ferrofax.conf is deleted at the next \
                     clean-up: set it first.\n";
        }
        if words.release && !words.dry_run {
            text += &format!(
                "HylaFAX must not be started with this queue again, or it sends the same: mv {}/sendq \
                 elsewhere.\n",
                words.folder.display()
            );
        }
        text
    }
}
