//! The PBX's clocks, watched ([`ferrofax_basics::clock`]).

use super::host::Host;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Clocks;
pub(super) use ferrofax_basics::clock::{Clock, Look, NOTHING_DELETED, steady_ms};
use ferrofax_spool::Spool;
use std::sync::Arc;

struct OfHost(Arc<dyn Host>);

impl Clocks for OfHost {
    fn unix_ms(&self) -> UnixMs {
        self.0.unix_ms()
    }

    fn steady_ms(&self) -> u64 {
        self.0.steady_ms()
    }
}

/// Watches the host's clocks.
pub(super) fn of_host(host: &Arc<dyn Host>) -> Clock {
    Clock::of(Arc::new(OfHost(Arc::clone(host))))
}

/// Now, by the wall clock, once this spool was told whether jobs may expire.
pub(super) fn now_for(clock: &Clock, spool: &Spool) -> UnixMs {
    let look = clock.look();
    spool.let_jobs_expire(look.is_settled);
    look.unix_ms
}
