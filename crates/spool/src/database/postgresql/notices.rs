//! That something has happened in a schema is told to who listens (`NOTIFY`), once it is there.

use std::time::Duration;

use postgres::Client;
use postgres::fallible_iterator::FallibleIterator as _;

use super::{Connection, Result};

/// A connection that listens.
pub(crate) struct Listener(Client);

impl Connection {
    /// Tells those who listen, when the changes are committed that it stands with.
    pub(super) fn notice(&self) -> String {
        format!("NOTIFY \"ferrofax_{}\";", self.schema)
    }

    /// Listens to what happens in the schema, on a connection of its own.
    pub(crate) fn listener(&self) -> Result<Listener> {
        let mut client = self.reach.connect()?;
        client.batch_execute(&format!("LISTEN \"ferrofax_{}\"", self.schema))?;
        Ok(Listener(client))
    }
}

impl Listener {
    /// Waits for so long until something happens; whether it did. Behind a pool that gives each
    /// transaction another connection nothing is heard.
    ///
    /// # Errors
    /// The connection broke off.
    pub(crate) fn wait(&mut self, longest: Duration) -> Result<bool> {
        let heard = self.0.notifications().timeout_iter(longest).next()?.is_some();
        if self.0.is_closed() {
            // What says so is the server's, or the system's.
            self.0.batch_execute("")?;
        }
        // All that is there by now is one.
        while self.0.notifications().iter().next()?.is_some() {}
        Ok(heard)
    }
}
