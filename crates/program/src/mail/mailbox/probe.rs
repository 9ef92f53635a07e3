//! The check of the mailbox for `ferrofax check`: the steps of the service, without any change.

use super::fault::Fault;
use super::settings::MailboxSettings;
use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;

/// The mailbox as `ferrofax check` found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The number of mails in the folder.
    pub(crate) mails: u32,
    /// The folders that are missing. The service creates them.
    pub(crate) missing: Vec<String>,
}

/// Logs in and looks at the folders.
///
/// # Errors
/// The server cannot be reached, TLS or the login fails, or the folder cannot be selected.
pub(crate) fn probe(settings: &MailboxSettings, spool: &Spool) -> Result<Found, Fault> {
    let never = || false;
    let mut session = super::opened(settings, spool, UnixMs::now(), &never)?;
    let mut missing = Vec::new();
    for folder in [&settings.accepted, &settings.refused, &settings.failed] {
        if !session.has_folder(folder)? {
            missing.push(folder.clone());
        }
    }
    session.select(&settings.folder)?;
    let mails = session.exists();
    session.log_out();
    Ok(Found { mails, missing })
}
