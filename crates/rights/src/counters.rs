//! Counters of failed attempts: for each client IP address the wrong passwords, and for each user
//! the attempts to fax to blocked numbers. All inputs of this process share one set of counters for
//! a spool, and a reload of the settings keeps them. So a client that is blocked at one input
//! (mail, web interface, printer …) cannot continue guessing at another one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use super::tries::Tries;
use super::undecided::Undecided;
use ferrofax_basics::lock::lock;

/// The counters of failed logins and refused numbers. All inputs (mail, web interface, printer …)
/// that use one spool share them.
#[derive(Default)]
pub(super) struct Counters {
    /// The wrong passwords from each client IP address, each with the user name for which it was
    /// tried.
    pub(super) wrong_logins: Tries<IpAddr, String>,
    /// For each client IP address, the number of passwords that are being checked.
    pub(super) undecided: Undecided,
    /// For each user, the wrong codes of the user's second factor from all clients together.
    pub(super) wrong_codes: Tries<String>,
    /// For each user, the attempts of this user to send faxes to blocked numbers.
    pub(super) refused_numbers: Tries<String>,
}

impl Counters {
    /// Creates the counters. `wrong_logins` contains wrong passwords that were counted before.
    pub(super) fn with(wrong_logins: Tries<IpAddr, String>) -> Arc<Self> {
        Arc::new(Self { wrong_logins, ..Self::default() })
    }

    /// Returns the counters of failed logins and refused numbers that all inputs (mail, web
    /// interface, printer …) of the process share for this spool. If there are none yet, they are
    /// created with the wrong passwords that `begin` returns. Each input calls this function, and
    /// calls it again after a reload of the settings.
    pub(super) fn of(folder: &Path, begin: impl FnOnce() -> Tries<IpAddr, String>) -> Arc<Self> {
        static ALL: LazyLock<Mutex<HashMap<PathBuf, Arc<Counters>>>> =
            LazyLock::new(Mutex::default);
        let mut all = lock(&ALL);
        Arc::clone(all.entry(folder.to_owned()).or_insert_with(|| Self::with(begin())))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::super::{Rights, RightsSettings};
    use ferrofax_network::asker::{Client, Login};
    use ferrofax_spool::Spool;

    #[test]
    fn wrong_passwords_count_at_all_inputs_together_and_a_reload_forgets_none() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let input = || Rights::new(&RightsSettings::default(), &spool).unwrap();
        let client = Client::at(Ipv4Addr::LOCALHOST.into(), "https", true);
        let (mail, web) = (input(), input());
        let guess = |rights: &Rights| {
            let login = Login::Plain { user: "alice".into(), password: "guess".into() };
            rights.login(&client, &login).unwrap_err().rule
        };
        for _ in 0..5 {
            assert_eq!((guess(&mail), guess(&web)), ("login", "login"));
        }
        assert_eq!((guess(&mail), guess(&web)), ("too-many-logins", "too-many-logins"));
        drop((mail, web));
        // The audit log is deleted, so the wrong passwords that still count are those in memory.
        std::fs::remove_file(spool.folder().join(ferrofax_spool::audit::FILE)).unwrap();
        assert_eq!(guess(&input()), "too-many-logins");
    }
}
