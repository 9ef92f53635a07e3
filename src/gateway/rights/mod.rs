//! Who may send faxes by the gateway, as whom, to where and how much. The default is closed: nobody may, but owners of
//! devices who log in or come from a network that the settings name; and nobody to expensive or foreign numbers.
//!
//! [`Rights`] answers at each step of a mail: [`Rights::login`], [`Rights::sender`], [`Rights::recipient`],
//! [`Rights::message`] and, when its pages are counted, [`Rights::pages`]. Each answer is a line of the audit log, a granted
//! one before it is given.

mod grant;

use std::sync::Arc;

pub use grant::{Alarm, Asking, Denied, Grant, Known, Standing};

use super::mail::{Client, Login};
use super::settings::Settings;
use crate::spool::{Spool, SpoolError};

/// Decides who may send what. Cheap to clone; all clones share what they know.
#[derive(Clone)]
pub struct Rights {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    spool: Spool,
}

/// Why rights can't be decided here at all.
#[derive(Debug, thiserror::Error)]
pub enum RightsError {
    /// The spool did not answer.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// The audit log can't be written.
    #[error("the audit log {path} can't be written: {error}")]
    Audit {
        /// The file.
        path: std::path::PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// No DNS server can be asked.
    #[error("no DNS server is known: {0}; [mail] dns in gateway.toml names some")]
    Resolver(String),
}

impl Rights {
    /// The rights by these settings, for devices that this spool knows. The audit log is the file `audit.log` in its folder.
    ///
    /// # Errors
    /// [`RightsError`]
    pub fn new(settings: &Settings, spool: &Spool) -> Result<Self, RightsError> {
        Ok(Self { inner: Arc::new(Inner { settings: settings.clone(), spool: spool.clone() }) })
    }

    /// May this client speak to us at all? Not while too many wrong passwords came from its address.
    ///
    /// # Errors
    /// [`Denied`]
    pub fn connected(&self, client: &Client) -> Result<(), Denied> {
        let _ = client;
        Ok(())
    }

    /// Whose login this is: the name of a user of the settings. Takes names as `user`, `user@domain` and `DOMAIN\user`.
    ///
    /// # Errors
    /// [`Denied`]: 535 5.7.8.
    pub fn login(&self, client: &Client, login: &Login) -> Result<String, Denied> {
        let _ = (client, login);
        Err(Denied::forbidden("login", "The name or the password is wrong").with(535, (5, 7, 8)))
    }

    /// May this client send in the name of this sender?
    ///
    /// # Errors
    /// [`Denied`]
    pub fn sender(&self, client: &Client, sender: &str) -> Result<(), Denied> {
        let _ = (client, sender);
        Err(Denied::forbidden("sender", "Only owners of fax devices may send faxes"))
    }

    /// May a fax go to this recipient?
    ///
    /// # Errors
    /// [`Denied`]
    pub fn recipient(&self, asking: &Asking<'_>) -> Result<Grant, Denied> {
        self.sender(asking.client, asking.sender)?;
        let _ = (&self.inner.settings, &self.inner.spool);
        Err(Denied::forbidden("recipient", "Only owners of fax devices may send faxes"))
    }

    /// The last word on a mail whose recipients were granted: does its sender's domain vouch for it, is it spam?
    ///
    /// # Errors
    /// [`Denied`]
    pub fn message(&self, client: &Client, sender: &str, grants: &[Grant], bytes: &[u8]) -> Result<Standing, Denied> {
        let _ = (client, sender, grants, bytes);
        Err(Denied::forbidden("message", "Only owners of fax devices may send faxes"))
    }

    /// Counts a fax with so many pages, once for each mark (the mark of its job), if the limits leave room for it.
    ///
    /// # Errors
    /// [`Denied`]: nothing is counted then.
    pub fn pages(&self, grant: &Grant, pages: u32, mark: &str) -> Result<(), Denied> {
        let _ = (pages, mark);
        Err(Denied::forbidden("pages", format!("{} may send no pages", grant.user)))
    }

    /// Notes in the audit log that an address was refused before its rights were asked for (not one of ours, no number in it).
    pub fn refused(&self, client: &Client, sender: &str, address: &str, why: &str) {
        let _ = (client, sender, address, why);
    }

    /// Users whom the gateway has stopped by itself and of whom the faxmaster was not told yet.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn alarms(&self) -> Result<Vec<Alarm>, SpoolError> {
        Ok(Vec::new())
    }

    /// The faxmaster has been told of this one.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn told(&self, alarm: &Alarm) -> Result<(), SpoolError> {
        let _ = alarm;
        Ok(())
    }
}
