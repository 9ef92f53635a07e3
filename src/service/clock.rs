//! The wall clock and the steady clock of the PBX's machine, which are watched for jumps
//! ([`ferrofax_basics::clock`]).

use ferrofax_basics::UnixMs;
pub(super) use ferrofax_basics::clock::{Clock, Look, NOTHING_DELETED};
use ferrofax_spool::Spool;

/// Returns the present time by the wall clock. Before that, sets in the spool whether fax jobs may
/// expire. They may expire only while the clock can be trusted.
pub(super) fn now_for(clock: &Clock, spool: &Spool) -> UnixMs {
    let look = clock.look();
    spool.queue().let_jobs_expire(look.is_settled);
    look.unix_ms
}
