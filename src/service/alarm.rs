//! What an administrator is told when a thread of ours fails again and again, or
//! something has to be put right by hand: `FerrofaxAlarm` on AMI, beside the log.

use super::host::Host;
use ferrofax_basics::errand::{Alarm, Raise};
use std::sync::Arc;

/// How the service's threads raise alarms.
pub(super) fn raise(host: &Arc<dyn Host>) -> Raise {
    let host = Arc::clone(host);
    Arc::new(move |Alarm { thread, errors, text }| {
        let fields = [
            ("Thread", (*thread).to_owned()),
            ("Errors", errors.to_string()),
            ("Text", format!("{thread}: {text}")),
        ];
        host.manager_event("FerrofaxAlarm", &fields);
    })
}
