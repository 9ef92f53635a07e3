//! Removes V.34 from the offer of a call that is about to begin, if V.34 has failed on the call's
//! trunk before.

use super::StoreRequest;
use ferrofax_engine::t30::v8::V8Offer;
use ferrofax_spool::TrunkWay;
use std::sync::mpsc::{Sender, sync_channel};
use std::time::Duration;

/// Removes V.34 from `v8`, the offer of a call, if the spool knows that V.34 has failed on the
/// call's trunk. If the spool does not answer within [`LONGEST`], the offer is unchanged.
pub(in crate::service) fn leaves_out_v34(
    v8: &mut V8Offer,
    trunk: Option<&str>,
    way: TrunkWay,
    requests: &Sender<StoreRequest>,
) {
    let Some(trunk) = trunk.filter(|_| *v8 == V8Offer::V34) else { return };
    let (answer, known) = sync_channel(1);
    let asked = requests.send(StoreRequest::V34Of(trunk.to_owned(), way, answer));
    let known = asked.ok().and_then(|()| known.recv_timeout(LONGEST).ok()).flatten();
    if let Some(without) = known {
        log::info!("{trunk}, {}: {without}", way.name());
        *v8 = V8Offer::Nothing;
    }
}

/// The longest time that a call waits until the spool has reported whether V.34 works on the call's
/// trunk.
const LONGEST: Duration = Duration::from_secs(1);
