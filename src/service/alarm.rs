//! Alarms for an administrator, sent as `FerrofaxAlarm` on AMI and logged as well: a thread of ours
//! fails again and again, or somebody has to fix something by hand.

use super::host::Host;
use ferrofax_basics::errand::{Alarm, Raise};
use std::sync::Arc;

/// Makes the function by which the service's threads raise alarms.
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
