//! The sentences that are stored with faxes and jobs imported from HylaFAX. Pages show them in the
//! reader's language.

/// Returns the text that is stored with a received fax. `reason` is HylaFAX's own text on a call
/// that failed, and `notes` are the notes on the fax's file; both may be empty.
pub(super) fn received(reason: &str, notes: &str) -> String {
    let why = reason.trim_end_matches('.');
    match (why, notes) {
        ("", "") => "Received by HylaFAX, and imported.".to_owned(),
        (why, "") => format!("Received by HylaFAX, and imported. HylaFAX wrote: {why}."),
        ("", notes) => format!("Received by HylaFAX, and imported. Notes on its file: {notes}."),
        (why, notes) => format!(
            "Received by HylaFAX, and imported. HylaFAX wrote: {why}. Notes on its file: {notes}."
        ),
    }
}

/// Returns the text that is stored with a job that HylaFAX has sent. `job` is its number in
/// HylaFAX.
pub(super) fn sent(job: &str, pages: u32) -> String {
    match pages {
        1 => format!("Sent by HylaFAX, as its job {job}: 1 page."),
        pages => format!("Sent by HylaFAX, as its job {job}: {pages} pages."),
    }
}

/// Returns the text that is stored with a job that HylaFAX has not sent. `job` is its number in
/// HylaFAX. `why` is HylaFAX's own text; it may be empty.
pub(super) fn not_sent(job: &str, why: &str) -> String {
    match why {
        "" => format!("Not sent by HylaFAX, as its job {job}."),
        why => format!("Not sent by HylaFAX, as its job {job}. HylaFAX wrote: {why}"),
    }
}
