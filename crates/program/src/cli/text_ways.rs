//! The threads of `ferrofax serve` that read received faxes, and that sort them by rules.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use super::End;
use super::serve::{LOOK, Way, repeating};
use crate::settings::Settings;
use crate::sorting::Sorter;
use crate::texts::Reading;
use ferrofax_basics::clock::Clock;
use ferrofax_spool::Spool;

/// How long the end of the program waits for the page that is being read.
const READING_ENDS: Duration = Duration::from_secs(5);

/// Starts the threads that read and sort received faxes.
pub(super) fn text_ways(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<Vec<Box<dyn Way>>, End> {
    let mut ways: Vec<Box<dyn Way>> = Vec::new();
    if settings.reading.enabled {
        ways.push(Box::new(ReadingWay(reading_way(spool, settings, clock, stop)?)));
    }
    if !spool.is_front() {
        ways.extend(sorting_way(spool, settings, clock, stop)?);
    }
    Ok(ways)
}

/// The thread that reads received faxes. A page may take minutes, for which nothing else waits: the
/// fax that is being read remains claimed, and is read again later if the program ends.
struct ReadingWay(JoinHandle<()>);

impl Way for ReadingWay {
    fn settle(&mut self) {}

    fn is_over(&self) -> bool {
        self.0.is_finished()
    }

    fn wait(self: Box<Self>) {
        let until = Instant::now() + READING_ENDS;
        while !self.0.is_finished() && Instant::now() < until {
            sleep(LOOK);
        }
    }
}

/// Starts the thread that reads received faxes.
fn reading_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let spool = spool.beside().map_err(End::failed)?;
    let mut reading =
        Reading::new(&spool, &settings.reading, &settings.sorting, settings.converter(), clock);
    let turn = move |stopped: &dyn Fn() -> bool| reading.turn(stopped);
    let thread = repeating("reading of faxes", turn, stop)?;
    log::info!("reads received faxes ({})", settings.reading.languages);
    Ok(thread)
}

/// Starts the thread that sorts received faxes by rules. Without rules, it publishes that no fax waits
/// for them.
fn sorting_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<Option<Box<dyn Way>>, End> {
    let spool = spool.beside().map_err(End::failed)?;
    let mut sorter = Sorter::new(&spool, &settings.sorting, clock).map_err(End::failed)?;
    if !settings.sorting.is_on() {
        return Ok(None);
    }
    let turn = move |stopped: &dyn Fn() -> bool| sorter.turn(stopped);
    let thread = repeating("sorting of faxes", turn, stop)?;
    log::info!("sorts received faxes by {} rules", settings.sorting.rules.len());
    Ok(Some(Box::new(thread)))
}
