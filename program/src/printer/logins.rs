//! Logins that were right lately: HTTP has the password with each request, and to look at
//! one takes its time.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::asker::{Client, Login};
use crate::rights::{Denied, Rights};
use ferrofax_basics::lock::lock;

/// For so long a login counts.
const COUNTS: Duration = Duration::from_secs(300);

/// So many are remembered.
const MOST: usize = 1_000;

/// What a login is remembered by: where it came from, and two hashes of name and password,
/// with keys that nobody knows.
type Key = (IpAddr, u64, u64);

#[derive(Default)]
pub(super) struct Logins {
    hashers: [RandomState; 2],
    right: Mutex<HashMap<Key, (Instant, String)>>,
}

impl Logins {
    /// The user of the settings whose login this is.
    ///
    /// # Errors
    /// [`Denied`]
    pub(super) fn user(
        &self,
        rights: &Rights,
        client: &Client,
        login: &Login,
    ) -> Result<String, Denied> {
        let Login::Plain { user, password } = login else { return rights.login(client, login) };
        let [one, other] = &self.hashers;
        let said = (user, password);
        let key = (client.address, one.hash_one(said), other.hash_one(said));
        let remembered = lock(&self.right).get(&key).cloned();
        if let Some((_, user)) = remembered.filter(|(since, _)| since.elapsed() < COUNTS) {
            return Ok(user);
        }
        let user = rights.login(client, login)?;
        let mut right = lock(&self.right);
        if right.len() >= MOST {
            right.clear();
        }
        right.insert(key, (Instant::now(), user.clone()));
        Ok(user)
    }
}
