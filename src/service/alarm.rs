//! Raises alarms for an administrator: if one of our threads fails again and again, or if somebody
//! must fix something by hand. Alarms are sent on AMI as `FerrofaxAlarm`, and logged.

use super::host::Host;
use ferrofax_basics::errand::{Alarm, Raise};
use std::sync::Arc;

/// Returns the function by which the service's threads raise alarms.
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
