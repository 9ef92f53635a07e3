//! The queues of the network printer, to which print jobs are sent. Each queue has a path, which is
//! part of its URI.

use ferrofax_basics::DeviceName;

/// A queue of the network printer, to which IPP clients send print jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Queue {
    /// `/printers/sendfax`: the queue for users with a fax device of their own. The device of the
    /// IPP client's user sends the faxes.
    SendFax,
    /// `/ipp/print`: the queue that IPP clients try first.
    Print,
    /// `/ipp/faxout`: the queue of IPP FaxOut (PWG 5100.15).
    FaxOut,
    /// `/printers/2101`: the queue of one fax device, here `2101`, which sends all faxes of the
    /// queue.
    Of(DeviceName),
}

const SEND_FAX: &str = "/printers/sendfax";
const PRINT: &str = "/ipp/print";
const FAX_OUT: &str = "/ipp/faxout";
const PRINTERS: &str = "/printers/";
const JOBS: &str = "/jobs/";

impl Queue {
    /// Finds the queue with this path, and the number of a print job if the path ends with such a
    /// number. `None`: no queue has this path.
    pub(super) fn of_path(path: &str) -> Option<(Self, Option<i32>)> {
        let (path, job) = match path.rsplit_once(JOBS) {
            Some((path, job)) => (path, Some(job.parse().ok()?)),
            None => (path, None),
        };
        let queue = match path.trim_end_matches('/') {
            SEND_FAX => Self::SendFax,
            PRINT => Self::Print,
            FAX_OUT => Self::FaxOut,
            other => Self::Of(other.strip_prefix(PRINTERS)?.parse().ok()?),
        };
        Some((queue, job))
    }

    /// The path of the queue in the printer's URI, such as `/printers/sendfax`.
    pub(super) fn path(&self) -> String {
        match self {
            Self::SendFax => SEND_FAX.to_owned(),
            Self::Print => PRINT.to_owned(),
            Self::FaxOut => FAX_OUT.to_owned(),
            Self::Of(device) => format!("{PRINTERS}{device}"),
        }
    }

    /// The device whose faxes the queue sends. `None`: the queue sends faxes of several devices.
    pub(super) fn device(&self) -> Option<&DeviceName> {
        match self {
            Self::Of(device) => Some(device),
            Self::SendFax | Self::Print | Self::FaxOut => None,
        }
    }
}

/// The path of a URI, without its query.
pub(super) fn path_of(uri: &str) -> &str {
    let behind = uri.split_once("://").map_or(uri, |(_, behind)| behind);
    let path = behind.find('/').map_or("/", |at| behind.get(at..).unwrap_or_default());
    path.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queues_and_jobs_are_known_by_their_uris() {
        let of = |uri: &str| Queue::of_path(path_of(uri));
        let device = Queue::Of("2101".parse().unwrap());
        for (uri, found) in [
            ("ipp://host:631/printers/sendfax", Some((Queue::SendFax, None))),
            ("ipp://host/printers/sendfax?waitjob=false", Some((Queue::SendFax, None))),
            ("http://host/ipp/faxout/", Some((Queue::FaxOut, None))),
            ("ipps://[::1]:631/ipp/print/jobs/17", Some((Queue::Print, Some(17)))),
            ("/printers/2101", Some((device.clone(), None))),
            (
                "ipp://host/printers/2101@fax/jobs/1",
                Some((Queue::Of("2101@fax".parse().unwrap()), Some(1))),
            ),
            ("ipp://host/printers/", None),
            ("ipp://host/printers/sendfax/jobs/x", None),
            ("ipp://host", None),
            ("ipp://host/classes/x", None),
        ] {
            assert_eq!(of(uri), found, "{uri}");
        }
        assert_eq!(Queue::of_path(&device.path()), Some((device, None)));
    }
}
