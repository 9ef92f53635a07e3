//! The person or machine that prints to the network printer: a user who has logged in, or a
//! network in the settings. The user name inside a print job gives no permission.

use super::Rights;
use super::audit::Line;
use super::book::Book;
use super::grant::{Denied, Known};
use super::inner::Inner;
use super::reason::Reason;
use super::settings::{NetworkSettings, UserSettings};
use super::who::{Identity, Registry, closed_to_strangers};
use ferrofax_basics::DeviceName;
use ferrofax_network::asker::Client;

/// The sender of a print job: a user or a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guest {
    /// The sender is a user who has logged in. The first value is the name of the user. If the user
    /// is from a directory or login provider, the second value is the number that the spool has
    /// given to this user.
    User(String, Option<i64>),
    /// The sender is a client that has not logged in. The value is the name of the `[[network]]`
    /// that contains the client's IP address.
    Network(String),
}

impl Guest {
    /// The kind of the sender of a print job as a word: `user` or `network`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::User(..) => "user",
            Self::Network(_) => "network",
        }
    }

    /// The name of the user or network in the settings.
    pub fn name(&self) -> &str {
        match self {
            Self::User(name, _) | Self::Network(name) => name,
        }
    }

    /// The number that the spool has given to a user from the directory or login provider. A later
    /// user with the same name gets another number.
    pub fn who(&self) -> Option<i64> {
        match self {
            Self::User(_, who) => *who,
            Self::Network(_) => None,
        }
    }

    /// Creates the sender of a print job from the values of [`Self::kind`], [`Self::name`] and
    /// [`Self::who`].
    pub fn of(kind: &str, name: &str, who: Option<i64>) -> Option<Self> {
        match kind {
            "user" => Some(Self::User(name.to_owned(), who)),
            "network" => Some(Self::Network(name.to_owned())),
            _ => None,
        }
    }
}

impl Rights {
    /// The sender of a client's print jobs: the logged-in user, or else the client's network.
    ///
    /// # Errors
    /// [`Denied`]: the client has not logged in, and is in no network of the settings.
    pub fn guest(&self, client: &Client) -> Result<Guest, Denied> {
        if let Some(user) = &client.login {
            return self.inner.guest_called(user);
        }
        if let Some(network) = self.inner.network_of(client)? {
            return Ok(Guest::Network(network));
        }
        let denied = Denied::forbidden("stranger", "Log in: printing is for users of this server");
        let line = Line::new("printer", client, self.now());
        self.audited_at_door(client, line, Err(denied), |_, _| {})
    }

    /// The user to whom the settings assign the client's network, so that the client has this
    /// user's permissions without a login. None: the client must log in. If the client names
    /// another user, it must log in too, unless Ferrofax knows that this user has no password. A
    /// login by network is written to the audit log.
    ///
    /// # Errors
    /// [`Denied`]: the permission cannot be decided or logged now.
    pub fn user_by_network(&self, client: &Client, said: &str) -> Result<Option<String>, Denied> {
        let network = self.inner.network_of(client)?;
        let networks = self.inner.settings.networks.iter();
        let of = |name: &String| networks.clone().find(|network| network.name == *name);
        let Some(network) = network.as_ref().and_then(of) else { return Ok(None) };
        let Some(user) = &network.user else { return Ok(None) };
        let user = self.inner.settings.user_named(user).map_or(user, |user| &user.name).clone();
        let is_nobody = ["", "anonymous"].iter().any(|name| said.eq_ignore_ascii_case(name));
        let is_it = said.to_lowercase() == user.to_lowercase();
        if !is_nobody && !is_it && self.may_have_password(said)? {
            return Ok(None);
        }
        let mut line = Line::new("login", client, self.now());
        line.put("user", user.as_str());
        line.put("by", Known::Network.name());
        line.put("network", network.name.as_str());
        self.audited(line, Ok(Some(user)), |_, _| {})
    }

    /// Whether a user with this name is possibly able to log in with a password. This is so for a
    /// user with a password in gateway.toml, and for any name if there is a directory (LDAP).
    fn may_have_password(&self, name: &str) -> Result<bool, Denied> {
        if self.inner.directory.is_some() {
            return Ok(true);
        }
        let book = self.inner.book()?;
        let registry = Registry::of(&book);
        Ok(registry.user_of_login(name).is_some_and(|user| user.password.is_some()))
    }

    /// The device from which a guest (the user or network that prints) sends if the print job names
    /// none.
    ///
    /// # Errors
    /// [`Denied`]: the guest has no device, or is no longer allowed to send.
    pub fn device_of(&self, guest: &Guest) -> Result<DeviceName, Denied> {
        let book = self.inner.book()?;
        Ok(self.inner.identify_guest(&book, guest, None)?.device)
    }
}

impl Inner {
    fn guest_called(&self, user: &str) -> Result<Guest, Denied> {
        let book = self.book()?;
        let known = Registry::of(&book).user(user);
        Ok(Guest::User(user.to_owned(), known.and_then(|user| user.who)))
    }

    fn network_of(&self, client: &Client) -> Result<Option<String>, Denied> {
        let book = self.book()?;
        let registry = Registry::of(&book);
        Ok(registry.network_of(client).map(|network| network.name.clone()))
    }

    /// Identifies a guest (the user or network that prints) as the sender, with the limits that
    /// apply to the guest. The guest sends from this device; if none is given, from the guest's
    /// usual device.
    pub(super) fn identify_guest(
        &self,
        book: &Book,
        guest: &Guest,
        device: Option<&DeviceName>,
    ) -> Result<Identity, Denied> {
        let registry = Registry::of(book);
        let settings = &self.settings;
        match guest {
            Guest::User(name, who) => {
                let user = registry.user(name).filter(|user| user.who == *who);
                registry.of_user(user.ok_or_else(closed_to_strangers)?, None, device)
            }
            Guest::Network(name) => {
                let network = settings.networks.iter().find(|network| network.name == *name);
                let network = network.ok_or_else(closed_to_strangers)?;
                let Some(user) = &network.user else {
                    return registry.of_network(network, device);
                };
                let user = settings.user_named(user);
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

    /// Identifies a network as the sender of a fax, with the network's limits. The fax is sent from
    /// the one device that the settings give the network. A request for another device is refused.
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
    Reason::NotYourDevice { user: who.to_owned(), device: device.clone() }.into()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::super::settings::{EntitledSettings, RightsSettings};
    use super::*;
    use crate::Entrance;
    use ferrofax_basics::UnixMs;
    use ferrofax_network::asker::{Said, Voucher};
    use ferrofax_spool::Spool;

    #[test]
    fn who_has_a_name_that_was_another_s_is_another_guest_and_another_person() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = RightsSettings::default();
        settings.openid.issuer = "https://id.example.com".to_owned();
        let everybody = EntitledSettings { name: "*".to_owned(), ..EntitledSettings::default() };
        settings.openid_groups.push(everybody);
        let (spool, now) = (Spool::open(folder.path()).unwrap(), Arc::new(AtomicI64::new(1)));
        let told = Arc::clone(&now);
        let clock = Arc::new(move || UnixMs(told.load(Ordering::Relaxed)));
        let rights = Rights::with_clock(&settings, None, &spool, clock).unwrap();
        let mut client = Client::at(Ipv4Addr::LOCALHOST.into(), "https", true);
        let mut come = |subject: &str| {
            let (by, name, subject) = (Voucher::OpenId, "anna".to_owned(), subject.to_owned());
            let said = Said { by, name, subject, ..Said::default() };
            client.login = Some(rights.admit(&client, &said).ok()?.user);
            let person = rights.person("anna", Entrance::Page, None).unwrap().unwrap();
            let guest = rights.guest(&client).unwrap();
            assert!(guest.who().is_some() && guest.who() == person.who);
            Some(guest)
        };
        let first = come("first").unwrap();
        assert_eq!(come("first"), Some(first.clone()));
        assert_eq!(come("second"), None, "the name is the first one's yet");
        now.store(1 + settings.believed_ms(Voucher::OpenId).unwrap() + 1, Ordering::Relaxed);
        let second = come("second").unwrap();
        assert_eq!((second.name(), second == first), ("anna", false));
        // The second user now has the first user's name. Print jobs of the first user must not be
        // faxed with the permissions of the second.
        let book = rights.inner.book().unwrap();
        assert_eq!(rights.inner.identify_guest(&book, &first, None).unwrap_err().rule, "stranger");
        let again = rights.inner.identify_guest(&book, &second, None);
        assert_ne!(again.unwrap_err().rule, "stranger", "he has no device");
    }

    #[test]
    fn a_network_may_name_its_user_in_other_letters() {
        let folder = tempfile::tempdir().unwrap();
        let user = UserSettings { name: "Jürgen".to_owned(), ..UserSettings::default() };
        let office = NetworkSettings {
            name: "office".to_owned(),
            addresses: vec!["192.0.2.0/28".parse().unwrap()],
            user: Some("JÜRGEN".to_owned()),
            ..NetworkSettings::default()
        };
        let (users, networks) = (vec![user], vec![office]);
        let settings = RightsSettings { users, networks, ..RightsSettings::default() };
        let spool = Spool::open(folder.path()).unwrap();
        let rights = Rights::new(&settings, &spool).unwrap();
        let client = Client::at(Ipv4Addr::new(192, 0, 2, 1).into(), "hylafax", false);
        let user = rights.user_by_network(&client, "jürgen").unwrap();
        assert_eq!(user.as_deref(), Some("Jürgen"));
        let (book, guest) = (rights.inner.book().unwrap(), Guest::Network("office".to_owned()));
        let identified = rights.inner.identify_guest(&book, &guest, None);
        assert_ne!(identified.unwrap_err().rule, "stranger", "the user has no device");
    }
}
