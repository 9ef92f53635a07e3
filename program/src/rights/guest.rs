//! Who prints: a user who has logged in, or whoever prints from a network that the settings
//! name. The name that a print job itself bears is no right to anything.

use super::Rights;
use super::audit::Line;
use super::book::Book;
use super::grant::{Denied, Known};
use super::inner::Inner;
use super::settings::{NetworkSettings, UserSettings};
use super::who::{Identity, Registry, closed_to_strangers};
use crate::asker::Client;
use ferrofax_basics::DeviceName;

/// Somebody at the network printer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guest {
    /// A `[[user]]` who has logged in, by name.
    User(String),
    /// A `[[network]]`, by name.
    Network(String),
}

impl Guest {
    /// `user` or `network`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Network(_) => "network",
        }
    }

    /// The name in the settings.
    pub fn name(&self) -> &str {
        match self {
            Self::User(name) | Self::Network(name) => name,
        }
    }

    /// The one of this kind and name, as [`Self::kind`] and [`Self::name`] say it.
    pub(crate) fn of(kind: &str, name: &str) -> Option<Self> {
        match kind {
            "user" => Some(Self::User(name.to_owned())),
            "network" => Some(Self::Network(name.to_owned())),
            _ => None,
        }
    }
}

impl Rights {
    /// Who this client is at the network printer: the user that it has logged in as, else
    /// the network that it comes from.
    ///
    /// # Errors
    /// [`Denied`]: neither.
    pub fn guest(&self, client: &Client) -> Result<Guest, Denied> {
        if let Some(user) = &client.login {
            return Ok(Guest::User(user.clone()));
        }
        let network = self.inner.network_of(client)?.map(Guest::Network);
        network.ok_or_else(|| {
            let denied =
                Denied::forbidden("stranger", "Log in: printing is for users of this server");
            // What is refused stays refused, whether it can be noted or not.
            let line = Line::new("printer", client, self.now());
            let _ = self.audited::<()>(line, Err(denied.clone()), |_, ()| {});
            denied
        })
    }

    /// The device that a guest sends from who names none.
    ///
    /// # Errors
    /// [`Denied`]: it has none, or may not send any more.
    pub fn device_of(&self, guest: &Guest) -> Result<DeviceName, Denied> {
        let book = self.inner.book()?;
        Ok(self.inner.identify_guest(&book, guest, None)?.device)
    }
}

impl Inner {
    fn network_of(&self, client: &Client) -> Result<Option<String>, Denied> {
        let book = self.book()?;
        let registry = Registry { settings: &self.settings, book: &book };
        Ok(registry.network_of(client).map(|network| network.name.clone()))
    }

    /// The guest, who sends from this device, or from its own.
    pub(super) fn identify_guest(
        &self,
        book: &Book,
        guest: &Guest,
        device: Option<&DeviceName>,
    ) -> Result<Identity, Denied> {
        let registry = Registry { settings: &self.settings, book };
        let settings = &self.settings;
        match guest {
            Guest::User(name) => {
                let user = registry.user(name);
                registry.of_user(user.ok_or_else(closed_to_strangers)?, None, device)
            }
            Guest::Network(name) => {
                let network = settings.networks.iter().find(|network| network.name == *name);
                let network = network.ok_or_else(closed_to_strangers)?;
                let Some(user) = &network.user else {
                    return registry.of_network(network, device);
                };
                let user =
                    settings.users.iter().find(|known| known.name.eq_ignore_ascii_case(user));
                registry.of_user(user.ok_or_else(closed_to_strangers)?, Some(network), device)
            }
        }
    }
}

impl Registry<'_> {
    pub(super) fn of_user(
        &self,
        user: &UserSettings,
        network: Option<&NetworkSettings>,
        device: Option<&DeviceName>,
    ) -> Result<Identity, Denied> {
        let or = device.or_else(|| network.and_then(|network| network.device.as_ref()));
        let mut principal = self.principal_of(user, None, or)?;
        if let Some(asked) = device {
            let asked = self.device(asked)?;
            let is_networks = network
                .and_then(|of| of.device.as_ref())
                .is_some_and(|of| asked.name.may_be(of));
            if !is_networks && !self.may_send_from(user, asked) {
                return Err(not_yours(&user.name, &asked.name));
            }
            principal.device = asked.clone();
        }
        let by = if network.is_some() { Known::Network } else { Known::Login };
        self.identity(principal, by, network, true)
    }

    /// The network itself, which has the one device.
    fn of_network(
        &self,
        network: &NetworkSettings,
        device: Option<&DeviceName>,
    ) -> Result<Identity, Denied> {
        let principal = self.principal_of_network(network)?;
        if let Some(asked) = device.filter(|asked| !principal.device.name.may_be(asked)) {
            return Err(not_yours(&network.name, asked));
        }
        let mut identity = self.identity(principal, Known::Network, None, true)?;
        identity.network = Some(network.name.clone());
        Ok(identity)
    }
}

fn not_yours(who: &str, device: &DeviceName) -> Denied {
    Denied::forbidden("device-not-yours", format!("'{who}' may not send from device {device}"))
}
