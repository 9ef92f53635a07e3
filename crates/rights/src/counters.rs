//! Counters of failed attempts: for each client IP address the wrong passwords, and for each user
//! the attempts to fax to blocked numbers. All inputs of this process share one set of counters for
//! a spool, and a reload of the settings keeps them. So a client that is blocked at one input
//! (mail, web interface, printer …) cannot continue guessing at another one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use super::decide::WRONG_LOGINS;
use super::tries::Tries;
use super::undecided::Undecided;
use ferrofax_basics::lock::lock;
use ferrofax_network::asker::Client;
use ferrofax_network::listening::{Place, PlaceLimits, Places};

/// The counters of failed logins and refused numbers. All inputs (mail, web interface, printer …)
/// that use one spool share them.
#[derive(Default)]
pub(super) struct Counters {
    /// The wrong passwords from each client IP address, each with the user name for which it was
    /// tried.
    pub(super) wrong_logins: Tries<IpAddr, String>,
    /// For each client IP address, the number of passwords that are being checked.
    pub(super) undecided: Undecided,
    /// The passwords that are being checked or wait for their check.
    pub(super) checks: Checks,
    /// For each user, the wrong codes of the user's second factor from all clients together.
    pub(super) wrong_codes: Tries<String>,
    /// For each user, the attempts of this user to send faxes to blocked numbers.
    pub(super) refused_numbers: Tries<String>,
}

/// Limits how many passwords are checked, or wait for their check, at the same time. The hashes of
/// passwords are computed one by one, and each waiting check holds a thread.
pub(super) struct Checks(Arc<Places>);

/// The limits of [`Checks`]. A quarter is reserved for IP addresses from which a user has logged in
/// during the last hour. Such an address may also have more checks than others: a mail server sends
/// many mails of its users at the same time.
const MOST_CHECKS: PlaceLimits = PlaceLimits {
    all: 40,
    of_one: 30,
    strangers: 30,
    of_one_stranger: WRONG_LOGINS as usize,
    remembers: true,
};

impl Default for Checks {
    fn default() -> Self {
        Self(Arc::new(Places::new(MOST_CHECKS)))
    }
}

impl Checks {
    /// Counts one more password to be checked, until the returned value is dropped. `None`: too
    /// many passwords are being checked.
    pub(super) fn begin(&self, client: &Client, is_known: bool) -> Option<Place> {
        self.0.take(client.address, is_known)
    }
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

    use super::super::{Rights, RightsSettings, UserSettings};
    use super::{Checks, Place};
    use crate::sessions::Token;
    use ferrofax_basics::UnixMs;
    use ferrofax_gateway_toml::Secret;
    use ferrofax_network::asker::{Client, Login};
    use ferrofax_spool::{NewApiKey, Spool};

    /// Begins as many checks of passwords as clients at unknown IP addresses may have.
    fn besieged(checks: &Checks) -> Vec<Place> {
        let client = |nth| Client::at(Ipv4Addr::new(198, 51, 100, nth).into(), "smtp", true);
        (0..100).filter_map(|nth| checks.begin(&client(nth), false)).collect()
    }

    #[test]
    fn while_too_many_passwords_are_checked_others_are_refused_for_now_and_count_as_no_guess() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let password = Some(Secret("secret".into()));
        let alice = UserSettings { name: "alice".into(), password, ..UserSettings::default() };
        let settings = RightsSettings { users: vec![alice], ..RightsSettings::default() };
        let rights = Rights::new(&settings, &spool).unwrap();
        let log_in = |from: [u8; 4], password: &str| {
            let client = Client::at(Ipv4Addr::from(from).into(), "smtp", true);
            let login = Login::Plain { user: "alice".into(), password: password.into() };
            rights.login(&client, &login).map_err(|denied| denied.rule)
        };
        let new = NewApiKey {
            token: &Token::of("ffx_key").hash(),
            user: "alice",
            by: "password",
            name: "scanner",
            scopes: "jobs:write",
            is_test: false,
            ends_at: UnixMs::MAX,
        };
        spool.logins().make_api_key(&new, UnixMs(0)).unwrap();
        let (office, stranger, scanner) = ([192, 0, 2, 1], [192, 0, 2, 2], [192, 0, 2, 3]);
        assert_eq!(log_in(office, "secret"), Ok("alice".into()));
        let held = besieged(&rights.inner.counters.checks);
        assert_eq!(held.len(), 30);
        (0..20).for_each(|_| assert_eq!(log_in(stranger, "secret"), Err("logins-busy")));
        assert_eq!(log_in(office, "secret"), Ok("alice".into()), "the address is known");
        assert_eq!(log_in(scanner, "ffx_key"), Ok("alice".into()), "a key is no password");
        drop(held);
        assert_eq!(log_in(stranger, "secret"), Ok("alice".into()));
    }

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
