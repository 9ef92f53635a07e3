//! `ferrofax serve`: the ways in that wait for people. So far the drop folder.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::End;
use super::args::Serve;
use crate::gateway::drop::DropFolder;
use crate::spool::Spool;

/// How often the folder is looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// How soon an end is noticed.
const STEP: Duration = Duration::from_millis(50);

pub(super) fn run(spool: &Spool, words: &Serve) -> Result<(), End> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGINT] {
        // The first one ends us when what is at hand is done; a second one at once.
        flag::register_conditional_shutdown(signal, 1, Arc::clone(&stop)).map_err(End::failed)?;
        flag::register(signal, Arc::clone(&stop)).map_err(End::failed)?;
    }
    let folder = words.drop.clone().unwrap_or_else(|| spool.folder().join("drop"));
    let drop = DropFolder::open(&folder).map_err(End::failed)?;
    let stopped = || stop.load(Ordering::Relaxed);
    log::info!("takes in what is dropped into {}", folder.display());
    let mut last_error = String::new();
    while !stopped() {
        let error = drop.sweep(spool, &stopped).err().map_or_else(String::new, |error| error.to_string());
        // The same trouble is told once, not each second.
        if error != last_error && !error.is_empty() {
            log::error!("drop folder: {error}");
        }
        last_error = error;
        let mut left = INTERVAL;
        while !left.is_zero() && !stopped() {
            sleep(STEP.min(left));
            left = left.saturating_sub(STEP);
        }
    }
    log::info!("ended");
    Ok(())
}
