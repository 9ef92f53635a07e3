//! Notifications (`NOTIFY`) to listeners that a schema has changed, sent when the change is
//! committed.

use std::time::Duration;

use postgres::Client;
use postgres::fallible_iterator::FallibleIterator as _;

use super::{Connection, Result};

/// A connection that listens for notifications.
pub struct Listener(Client);

impl Connection {
    /// The statement that notifies the listeners when the changes of its transaction are committed.
    pub(super) fn notice(&self) -> String {
        format!("NOTIFY \"ferrofax_{}\";", self.schema)
    }

    /// Starts to listen for changes of the schema, on a connection of its own.
    pub(crate) fn listener(&self) -> Result<Listener> {
        let mut client = self.reach.connect()?;
        client.batch_execute(&format!("LISTEN \"ferrofax_{}\"", self.schema))?;
        Ok(Listener(client))
    }
}

impl Listener {
    /// Waits for a change, at most for `longest`. Returns whether there was one. If a connection
    /// pool gives each transaction another connection, no notification arrives.
    ///
    /// # Errors The connection broke.
    pub fn wait(&mut self, longest: Duration) -> Result<bool> {
        let heard = self.0.notifications().timeout_iter(longest).next()?.is_some();
        if self.0.is_closed() {
            // This empty command returns the error of the server or of the system.
            self.0.batch_execute("")?;
        }
        // All notifications that have arrived by now count as one.
        while self.0.notifications().iter().next()?.is_some() {}
        Ok(heard)
    }
}
