//! `ferrofax show metrics` and `ferrofax show health`: print metrics for monitoring, and whether
//! this machine is healthy.

use super::args::{Show, Shown};
use super::{End, print};
use ferrofax_basics::UnixMs;
use ferrofax_desk::metrics::{readyz, text};
use ferrofax_spool::Spool;

pub(super) fn run(spool: &Spool, words: &Show) -> Result<(), End> {
    match words.what {
        Shown::Metrics => print(&text(spool, UnixMs::now()).map_err(End::of_spool)?),
        Shown::Health => {
            let health = readyz(spool);
            print(&format!("{}\n", health.lines.join("\n")))?;
            if health.is_well { Ok(()) } else { Err(End::Silent) }
        }
    }
}
