//! What an administrator is told when a thread of ours fails again and again: `FerrofaxAlarm` on AMI, beside the log.

use super::host::Host;
use ferrofax_basics::errand::{Alarm, Raise};
use std::sync::Arc;

/// How the service's threads raise alarms.
pub(super) fn raise(host: &Arc<dyn Host>) -> Raise {
    let host = Arc::clone(host);
    Arc::new(move |Alarm { thread, panics }| {
        let fields = [
            ("Thread", (*thread).to_owned()),
            ("Errors", panics.to_string()),
            ("Text", format!("{thread}: {panics} internal errors within a minute")),
        ];
        host.manager_event("FerrofaxAlarm", &fields);
    })
}
