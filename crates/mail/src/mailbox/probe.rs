//! Checks the mailbox for `ferrofax check`: logs in and looks for the folders as the service does,
//! but changes nothing.

use super::fault::Fault;
use super::graph::{self, ByGraph};
use super::imap::Imap;
use super::settings::MailboxSettings;
use crate::graph::Token;
use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;

/// The mailbox as `ferrofax check` found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The number of mails in the folder.
    pub mails: u32,
    /// The folders that are missing. The service creates them.
    pub missing: Vec<String>,
}

/// Logs in, counts the mails, and finds the missing folders. `token` is an access token for Graph
/// that the check has fetched; `None`: the token that the service has stored is used.
///
/// # Errors
/// The server cannot be reached, TLS or the login fails, or the folder cannot be selected.
pub fn probe(
    settings: &MailboxSettings,
    spool: &Spool,
    token: Option<String>,
) -> Result<Found, Fault> {
    if settings.is_graph() {
        return probe_graph(settings, spool, token.map_or(Token::Stored, Token::Given));
    }
    let never = || false;
    let mut session = Imap::open(settings, spool, UnixMs::now(), &never)?.session;
    let missing = missing(settings, |folder| session.has_folder(folder))?;
    session.select(&settings.folder)?;
    let mails = session.exists();
    session.log_out();
    Ok(Found { mails, missing })
}

fn probe_graph(settings: &MailboxSettings, spool: &Spool, token: Token) -> Result<Found, Fault> {
    let (graph, never) = (graph::mailbox(settings, spool), || false);
    let connection = ByGraph::open(&graph, settings, token, &never)?;
    let found = connection.folder(&settings.folder)?;
    let is_there = |folder: &String| connection.folder(folder).map(|found| found.is_some());
    let mut missing = missing(settings, is_there)?;
    if found.is_none() {
        missing.push(settings.folder.clone());
    }
    Ok(Found { mails: found.map_or(0, |folder| folder.mails), missing })
}

/// Those of the folders `accepted`, `refused` and `failed` that are missing.
fn missing(
    settings: &MailboxSettings,
    mut is_there: impl FnMut(&String) -> Result<bool, Fault>,
) -> Result<Vec<String>, Fault> {
    let mut missing = Vec::new();
    for folder in [&settings.accepted, &settings.refused, &settings.failed] {
        if !is_there(folder)? {
            missing.push(folder.clone());
        }
    }
    Ok(missing)
}
