//! Functions with which tests write to a spool, and read from it.

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{Job, JobLease, JobQuery, LeaseLimits};
use ferrofax::spool::{DeviceRecord, FaxQuery, NewFax, ReceivedFax, Spool};

/// Returns a device of the context `fax-devices` that receives and sends, with this mailbox.
pub fn device(extension: &str, mailbox: &str) -> DeviceRecord {
    DeviceRecord {
        context: "fax-devices".into(),
        extension: extension.into(),
        mailboxes: vec![mailbox.into()],
        enabled: true,
        declared_at: "extensions.conf:12".into(),
        ..DeviceRecord::default()
    }
}

/// Returns a call to this device, from this number and at this time.
pub fn call(extension: &str, calling: &str, started_at: UnixMs) -> NewFax {
    let device = format!("{extension}@fax-devices").parse().unwrap();
    NewFax { device, calling: calling.into(), started_at, ..NewFax::default() }
}

/// Returns all jobs.
pub fn jobs(spool: &Spool) -> Vec<Job> {
    spool.jobs().list(&JobQuery { limit: u32::MAX, ..JobQuery::default() }).unwrap()
}

/// Returns all faxes that were received or are being received.
pub fn faxes(spool: &Spool) -> Vec<ReceivedFax> {
    spool
        .faxes()
        .list(&FaxQuery { limit: u32::MAX, ..FaxQuery::default() })
        .unwrap()
}

/// Leases the next job for a call.
///
/// # Panics
/// If there is no job that may be sent now.
pub fn lease(spool: &Spool, now: UnixMs) -> JobLease {
    let limits = LeaseLimits { lease_ms: i64::MAX / 2, ..LeaseLimits::default() };
    spool.queue().lease_job(now, &limits).unwrap().expect("a job that may be sent")
}

/// Lets the remote fax machine receive and confirm this number of pages, in a session that has
/// begun.
pub fn send_pages(spool: &Spool, lease: &JobLease, pages: usize, now: UnixMs) {
    let queue = spool.queue();
    for page in lease.job.pages_to_send().take(pages) {
        queue.page_begun(lease, page.at).unwrap();
        queue.page_said(lease, page.at).unwrap();
        queue.page_confirmed(lease, page.at, now).unwrap();
    }
}
