//! The PBX's clocks, watched ([`ferrofax_basics::clock`]).

use ferrofax_basics::UnixMs;
pub(super) use ferrofax_basics::clock::{Clock, Look, NOTHING_DELETED};
use ferrofax_spool::Spool;

/// The present time by the wall clock. Before that, tells the spool whether the clock can be
/// trusted, so that jobs may expire.
pub(super) fn now_for(clock: &Clock, spool: &Spool) -> UnixMs {
    let look = clock.look();
    spool.let_jobs_expire(look.is_settled);
    look.unix_ms
}
