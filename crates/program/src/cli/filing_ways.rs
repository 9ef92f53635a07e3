//! The threads of `ferrofax serve` that file received faxes: one for each watched folder
//! (`[[folder]]`) and each server (`[[filing]]`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::End;
use super::serve::{Way, repeating};
use crate::settings::Settings;
use ferrofax_basics::clock::Clock;
use ferrofax_basics::lock::lock;
use ferrofax_listeners::filing::{Filing, Waits};
use ferrofax_spool::Spool;

/// Starts a thread for each watched folder and each server at which received faxes are filed. Each
/// has its own thread, so that a network share that hangs does not block the others.
pub(super) fn filing_ways(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<Vec<Box<dyn Way>>, End> {
    let start = |filing| {
        let thread = filing_thread(spool, filing, clock, stop)?;
        Ok(Box::new(FilingWay(thread)) as Box<dyn Way>)
    };
    filings(spool, settings)?.into_iter().map(start).collect()
}

/// The watched folders and the servers at which received faxes are filed.
pub(super) fn filings(spool: &Spool, settings: &Settings) -> Result<Vec<Filing>, End> {
    let folders = settings.folders.folders.iter();
    let folders = folders.map(|folder| Ok(Filing::in_folder(spool, folder)));
    let servers = settings.filings.filings.iter().map(|server| {
        Filing::at_server(spool, server)
            .map_err(|(key, why)| End::refused(format!("[[filing]] {}: {key}: {why}", server.name)))
    });
    folders.chain(servers).collect()
}

/// The thread of one folder or server. If a network share hangs, the thread may wait for it without
/// end. Nothing else waits for the thread when the settings are reloaded.
struct FilingWay(JoinHandle<()>);

impl Way for FilingWay {
    fn settle(&mut self) {}

    fn is_over(&self) -> bool {
        self.0.is_finished()
    }

    fn wait(self: Box<Self>) {
        drop(self.0.join());
    }
}

fn filing_thread(
    spool: &Spool,
    mut filing: Filing,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let (clock, folder) = (clock.clone(), spool.folder().to_owned());
    log::info!("stores received faxes in {filing}");
    let (mut turns, begun) = (None, Instant::now());
    let turn = move |stopped: &dyn Fn() -> bool| {
        turns = turns.take().or_else(|| Turns::take(&folder, filing.name()));
        if turns.is_none() {
            return still_waits(&filing, begun);
        }
        filing.turn(&clock.look(), stopped)
    };
    repeating("filing", turn, stop)
}

/// Returns an error if the previous thread of a destination has not ended for a while.
fn still_waits(filing: &Filing, since: Instant) -> Result<(), Waits> {
    if since.elapsed() < PATIENCE {
        return Ok(());
    }
    Err(Waits::Destination(format!(
        "{filing}: nothing is filed with the new settings, because the destination of the old \
         settings does not answer; end the connection to it, or restart the Ferrofax service"
    )))
}

/// The time after which the previous thread of a destination should have ended.
const PATIENCE: Duration = Duration::from_secs(60);

/// The right of one thread to file at a destination. After a reload of the settings, the previous
/// thread of the destination may still be at work, and the new thread waits for its end.
struct Turns(Destination);

/// A destination: the folder of the spool, and the name of the destination in the settings.
type Destination = (PathBuf, String);

/// The destinations with a thread at work.
static AT_WORK: Mutex<BTreeSet<Destination>> = Mutex::new(BTreeSet::new());

impl Turns {
    /// `None`: another thread files at this destination of this spool.
    fn take(folder: &Path, name: &str) -> Option<Self> {
        let destination = (folder.to_owned(), name.to_owned());
        let is_free = lock(&AT_WORK).insert(destination.clone());
        is_free.then(|| Self(destination))
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        lock(&AT_WORK).remove(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn a_destination_has_one_thread_and_a_reload_does_not_wait_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let (end, hangs) = mpsc::channel::<()>();
        let turns = Turns::take(folder.path(), "share").unwrap();
        let mut way = FilingWay(thread::spawn(move || {
            hangs.recv().unwrap_err();
            drop(turns);
        }));
        way.settle();
        assert!(!way.is_over());
        assert!(Turns::take(folder.path(), "share").is_none());
        assert!(Turns::take(folder.path(), "another share").is_some());
        drop(end);
        Box::new(way).wait();
        assert!(Turns::take(folder.path(), "share").is_some());
    }
}
