//! Finds the sender of a fax from the connected client and the sender's mail address that the
//! client gives. The result is the user whose quotas the fax counts towards, and the device that
//! sends the fax.

use super::book::{Book, Device};
use super::grant::{Denied, Grant, Known};
use super::limits::Limits;
use super::reason::Reason;
use super::rewritten::original;
use super::settings::{NetworkSettings, RightsSettings, Role, UserSettings};
use ferrofax_basics::DeviceName;
use ferrofax_basics::value::is_mail_address;
use ferrofax_network::asker::{Client, Voucher};

/// The word in the audit log for mails that the command `ferrofax mail` submits. It takes the place
/// of the name of a listener (server socket).
pub(super) const PIPE: &str = "pipe";

/// The name of the listener in the audit log for mails that the service fetches from a mailbox.
pub const MAILBOX: &str = "mailbox";

/// Whether the client is one of our own mail servers that receive mails in front of Ferrofax.
pub(super) fn is_front_server(settings: &RightsSettings, client: &Client) -> bool {
    let networks = &settings.outside.trusted_front_servers;
    client.listener != PIPE && networks.iter().any(|network| network.contains(client.address))
}

/// A sender of faxes, with all limits that apply to this sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// The name under which the sender's faxes are counted: that of a user or a network, or the
    /// mail address of a device's owner.
    pub(super) user: String,
    /// The number that the spool has given to a user from the directory or login provider. A later
    /// user with the same name gets another number.
    pub(super) who: Option<i64>,
    /// The user's role. Clients of a network do not log in, so they have the lowest role.
    pub(super) role: Role,
    pub(super) device: DeviceName,
    pub(super) class: Option<String>,
    pub(super) network: Option<String>,
    pub(super) by: Known,
    /// Whether the envelope's sender is the user's own mail address, or one in whose name the user
    /// may send.
    pub(super) is_own_sender: bool,
    /// The limits of the user, completed by those of the class of limits and the defaults.
    pub(super) limits: Limits,
    /// The limits of the sending device.
    pub(super) device_limits: Limits,
    /// The limits of the client's network, if the sender is a user and not the network itself.
    pub(super) network_limits: Limits,
}

/// A sender as the settings describe them, before the limits of the sending device and of the
/// client's network are added.
pub(super) struct Principal {
    pub(super) user: String,
    pub(super) who: Option<i64>,
    pub(super) role: Role,
    pub(super) device: Device,
    pub(super) class: Option<String>,
    pub(super) limits: Limits,
}

/// The settings and the devices, in which the senders of mails are looked up.
pub(super) struct Registry<'a> {
    pub(super) settings: &'a RightsSettings,
    pub(super) book: &'a Book,
}

impl<'a> Registry<'a> {
    /// Makes a registry of the settings and devices in `book`.
    pub(super) fn of(book: &'a Book) -> Self {
        Self { settings: book.settings(), book }
    }

    /// Identifies the sender of a mail: by login, by network or by the sender's mail address.
    pub(super) fn identify(&self, client: &Client, sender: &str) -> Result<Identity, Denied> {
        if sender.is_empty() {
            return Err(Denied::forbidden("null-sender", "A mail without a sender is no fax"));
        }
        let sender = sender.to_lowercase();
        if !is_mail_address(&sender) {
            return Err(Denied::forbidden("sender-syntax", "The sender is not an e-mail address")
                .with(553, (5, 1, 7)));
        }
        if client.listener == MAILBOX {
            return self.by_mailbox(&sender);
        }
        let rewritten = original(&sender);
        let ways = |sender: &str| match &client.login {
            Some(login) => Some(self.by_login(login, sender)),
            None => self.network_of(client).map(|network| self.by_network(network, sender)),
        };
        // Clients that are known by login or network may write any sender address. If a mail server
        // has rewritten the address, the original one is tried first.
        let by_original = rewritten.as_deref().and_then(ways).filter(Result::is_ok);
        match by_original.or_else(|| ways(&sender)) {
            Some(decided) => decided,
            // A sender from outside is identified by the address as it is written, since the domain
            // of this address has to confirm the mail.
            None => self.by_address(client, &sender),
        }
    }

    /// All users: first those of the settings, then those of the directory and the login provider.
    pub(super) fn users(&self) -> impl Iterator<Item = &'a UserSettings> + use<'a> {
        self.settings.users.iter().chain(self.book.vouched())
    }

    /// The user whose name is exactly this one. Mail addresses and other forms of a login name are
    /// not compared.
    pub(super) fn user(&self, name: &str) -> Option<&'a UserSettings> {
        self.users().find(|user| user.name == name)
    }

    /// The user in gateway.toml who has this login name: `user`, `user@domain`, `DOMAIN\user`, or
    /// one of the user's mail addresses.
    pub(super) fn user_of_login(&self, name: &str) -> Option<&'a UserSettings> {
        let name = name.trim();
        let bare = name.rsplit_once('\\').map_or(name, |(_, bare)| bare);
        let is_name =
            |user: &&UserSettings, name: &str| user.name.to_lowercase() == name.to_lowercase();
        let users = &self.settings.users;
        users
            .iter()
            .find(|user| is_name(user, bare))
            .or_else(|| {
                users.iter().find(|user| {
                    user.addresses.iter().any(|address| address.eq_ignore_ascii_case(bare))
                })
            })
            .or_else(|| {
                let local = bare.split_once('@')?.0;
                users.iter().find(|user| is_name(user, local))
            })
    }

    /// The limits that apply to a granted permission: those of its user, of the network by which
    /// the user is known, and of its device. None: the user no longer exists.
    pub(super) fn limits_of(&self, grant: &Grant) -> Option<(Limits, Limits, Limits)> {
        let user = self.user(&grant.user).filter(|user| user.who == grant.who);
        let named = |name: &str| self.settings.networks.iter().find(|of| of.name == name);
        let network = named(grant.user.as_str());
        let own = match (user, network, grant.by) {
            (Some(user), ..) => self.limits_of_user(user),
            (None, _, Known::Drop) => self.settings.drop.limits.clone(),
            (None, _, Known::Command) => self.settings.command_line.limits.clone(),
            (None, Some(network), _) => self.with_class(&network.limits, network.class.as_deref()),
            (None, None, _) => {
                self.book.owned_by(&grant.user)?;
                self.with_class(&Limits::default(), grant.class.as_deref())
            }
        };
        // The limits of a network that owns the fax itself are among `own`.
        let is_added = |name: &&str| user.is_some() || *name != grant.user;
        let by_network = grant.network.as_deref().filter(is_added);
        let by_network = self.limits_of_network(by_network.and_then(named));
        let device = self.book.named(&grant.device).ok()?;
        Some((own.over(&self.settings.limits), by_network, self.limits_of_device(device)))
    }

    /// The limits of the network by which a user is known, without those of the user.
    fn limits_of_network(&self, network: Option<&NetworkSettings>) -> Limits {
        network
            .map(|of| self.with_class(&of.limits, of.class.as_deref()))
            .unwrap_or_default()
    }

    /// The limits of a user, without those of the client's network and of the sending device.
    pub(super) fn limits_of_user(&self, user: &UserSettings) -> Limits {
        self.with_class(&user.limits, user.class.as_deref()).over(&self.settings.limits)
    }

    fn by_login(&self, login: &str, sender: &str) -> Result<Identity, Denied> {
        let Some(user) = self.user(login) else {
            return Err(Denied::forbidden("login", format!("There is no user '{login}' any more")));
        };
        let own = self.addresses_of(user);
        if own.iter().any(|address| address == sender) {
            return self.identity(
                self.principal_of(user, Some(sender), None)?,
                Known::Login,
                None,
                true,
            );
        }
        if is_claimed(&user.may_claim, sender) {
            let principal = match self.principal_of_address(sender)? {
                Some(owner) => owner,
                None => self.principal_of(user, None, None)?,
            };
            return self.identity(principal, Known::Login, None, true);
        }
        let text = format!("'{login}' may not send in the name of this sender");
        Err(Denied::forbidden("sender-not-yours", text).with(553, (5, 7, 1)))
    }

    fn by_network(&self, network: &NetworkSettings, sender: &str) -> Result<Identity, Denied> {
        // First the owner of the sender's address, if the network may send in that name.
        let claimed = is_claimed(&network.may_claim, sender);
        if let Some(owner) = self.principal_of_address(sender)?.filter(|_| claimed) {
            return self.identity(owner, Known::Network, Some(network), true);
        }
        // Then the user that the settings assign to the network.
        if let Some(user) = &network.user {
            let user = self.settings.user_named(user).ok_or_else(closed_to_strangers)?;
            let is_own = claimed || self.addresses_of(user).iter().any(|address| address == sender);
            let principal = self.principal_of(user, None, network.device.as_ref())?;
            return self.identity(principal, Known::Network, Some(network), is_own);
        }
        // Otherwise the network itself is the sender, with its own device.
        let principal = self.principal_of_network(network)?;
        let mut identity = self.identity(principal, Known::Network, None, claimed)?;
        identity.network = Some(network.name.clone());
        Ok(identity)
    }

    /// Makes the sender for a `[[network]]` of the settings, with the device that the settings give
    /// this network.
    pub(super) fn principal_of_network(
        &self,
        network: &NetworkSettings,
    ) -> Result<Principal, Denied> {
        let Some(device) = &network.device else {
            return Err(Denied::forbidden(
                "sender-not-owner",
                "This sender owns no fax device that may be used from here",
            ));
        };
        let own = self.with_class(&network.limits, network.class.as_deref());
        Ok(Principal {
            user: network.name.clone(),
            who: None,
            role: Role::User,
            device: self.device(device)?.clone(),
            class: network.class.clone(),
            limits: own.over(&self.settings.limits),
        })
    }

    /// Identifies an owner of a device by the sender's mail address only, without a login and
    /// without a known network. The sender's domain must still confirm the mail.
    fn by_address(&self, client: &Client, sender: &str) -> Result<Identity, Denied> {
        if !self.settings.outside.from_outside && !is_front_server(self.settings, client) {
            return Err(closed_to_strangers());
        }
        let owner = self.principal_of_address(sender)?.ok_or_else(closed_to_strangers)?;
        self.identity(owner, Known::Address, None, true)
    }

    /// Identifies the owner of a device by a mail in the mailbox that this service reads. Whether
    /// the mail is from this sender was checked before.
    fn by_mailbox(&self, sender: &str) -> Result<Identity, Denied> {
        let owner = self.principal_of_address(sender)?.ok_or_else(closed_to_strangers)?;
        self.identity(owner, Known::Mailbox, None, true)
    }

    /// The `[[network]]` of the settings that contains the client's IP address. If several networks
    /// contain the address, the one with the smallest range of addresses is returned.
    pub(super) fn network_of(&self, client: &Client) -> Option<&'a NetworkSettings> {
        let networks = &self.settings.networks;
        // A mail server that uses the pipe can name the client from which it received the mail. In
        // that case the networks of this client's IP address are searched.
        if client.listener == PIPE && client.address.is_loopback() {
            return networks.iter().find(|network| network.pipe);
        }
        let nearness = |network: &&NetworkSettings| {
            let holding =
                network.addresses.iter().filter(|addresses| addresses.contains(client.address));
            holding.map(|addresses| addresses.bits() + 1).max().unwrap_or(0)
        };
        networks.iter().filter(|network| nearness(network) > 0).max_by_key(nearness)
    }

    fn principal_of_address(&self, address: &str) -> Result<Option<Principal>, Denied> {
        let is_own =
            |user: &&UserSettings| user.addresses.iter().any(|own| own.to_lowercase() == address);
        if let Some(user) = self.users().find(is_own) {
            return self.principal_of(user, Some(address), None).map(Some);
        }
        let Some(device) = self.book.owned_by(address) else { return Ok(None) };
        // If no user of the settings has this address, find the user without addresses whose device
        // is the device with this mailbox.
        let by_device = |user: &&UserSettings| {
            user.addresses.is_empty()
                && user.device.as_ref().is_some_and(|name| device.name.may_be(name))
        };
        if let Some(user) = self.users().find(by_device).filter(|_| device.mailboxes.len() == 1) {
            return self.principal_of(user, Some(address), None).map(Some);
        }
        let class = device.class.clone().filter(|class| self.settings.classes.contains_key(class));
        let limits = self
            .with_class(&Limits::default(), class.as_deref())
            .over(&self.settings.limits);
        let (user, device) = (address.to_owned(), device.clone());
        Ok(Some(Principal { user, who: None, role: Role::User, device, class, limits }))
    }

    pub(super) fn principal_of(
        &self,
        user: &UserSettings,
        sender: Option<&str>,
        or: Option<&DeviceName>,
    ) -> Result<Principal, Denied> {
        let owned = || {
            let addresses = sender
                .into_iter()
                .map(str::to_owned)
                .chain(user.addresses.iter().map(|it| it.to_lowercase()));
            addresses.into_iter().find_map(|address| self.book.owned_by(&address))
        };
        // The user's own device, else the device that the user owns by address, else that of
        // the network.
        let device = match (user.device.as_ref(), or) {
            (Some(name), _) => self.device(name)?,
            (None, Some(name)) => owned().map_or_else(|| self.device(name), Ok)?,
            (None, None) => {
                owned().ok_or_else(|| Denied::from(Reason::NoDevice { user: user.name.clone() }))?
            }
        };
        let limits =
            self.with_class(&user.limits, user.class.as_deref()).over(&self.settings.limits);
        Ok(Principal {
            user: user.name.clone(),
            who: user.who,
            role: user.role,
            device: device.clone(),
            class: user.class.clone(),
            limits,
        })
    }

    pub(super) fn identity(
        &self,
        principal: Principal,
        by: Known,
        network: Option<&NetworkSettings>,
        is_own_sender: bool,
    ) -> Result<Identity, Denied> {
        let Principal { user, who, role, device, class, limits } = principal;
        if !device.may_send {
            return Err(may_not_send(&device));
        }
        Ok(Identity {
            user,
            who,
            role: if network.is_some() { Role::User } else { role },
            device_limits: self.limits_of_device(&device),
            device: device.name,
            class,
            network: network.map(|of| of.name.clone()),
            by,
            is_own_sender,
            limits,
            network_limits: self.limits_of_network(network),
        })
    }

    /// Identifies a user of the operating system as the sender, with the limits that apply. The fax
    /// is sent from `device`, which the user has chosen.
    ///
    /// # Errors
    /// [`Denied`]: the device may not send.
    pub(super) fn of_system_user(
        &self,
        (user, role): (&str, Role),
        class: Option<String>,
        limits: &Limits,
        device: &Device,
        by: Known,
    ) -> Result<Identity, Denied> {
        let limits = self.with_class(limits, class.as_deref()).over(&self.settings.limits);
        let (user, device) = (user.to_owned(), device.clone());
        let principal = Principal { user, who: None, role, device, class, limits };
        self.identity(principal, by, None, true)
    }

    /// Replaces the sending device of this sender, and returns the changed sender.
    ///
    /// # Errors
    /// [`Denied`]: the device does not exist, or may not send.
    pub(super) fn at_device(
        &self,
        identity: Identity,
        name: &DeviceName,
    ) -> Result<Identity, Denied> {
        let device = self.device(name)?;
        if !device.may_send {
            return Err(may_not_send(device));
        }
        let device_limits = self.limits_of_device(device);
        Ok(Identity { device: device.name.clone(), device_limits, ..identity })
    }

    fn limits_of_device(&self, device: &Device) -> Limits {
        let found = self
            .settings
            .devices
            .iter()
            .find(|of| device.name.may_be(&DeviceName::of_row(&of.name)));
        let class = found.and_then(|of| of.class.as_ref()).or(device.class.as_ref());
        let own = found.map(|of| of.limits.clone()).unwrap_or_default();
        self.with_class(&own, class.map(String::as_str))
    }

    fn with_class(&self, own: &Limits, class: Option<&str>) -> Limits {
        let class = class.and_then(|class| self.settings.classes.get(class));
        class.map_or_else(|| own.clone(), |class| own.over(class))
    }

    /// The device that the settings name for a sender. If this device does not exist, an error is
    /// logged for the administrator, and the client gets a general error.
    pub(super) fn device(&self, name: &DeviceName) -> Result<&'a Device, Denied> {
        self.book.named(name).map_err(|why| {
            log::error!("gateway.toml names a sending device: {why}");
            Reason::DeviceAway.into()
        })
    }

    /// A user's own mail addresses: those in the settings, or else the mailboxes of the user's
    /// device, and the login name if it is a mail address in the settings.
    pub(super) fn addresses_of(&self, user: &UserSettings) -> Vec<String> {
        if !user.addresses.is_empty() {
            return user.addresses.iter().map(|address| address.to_lowercase()).collect();
        }
        let device = user.device.as_ref().and_then(|name| self.book.named(name).ok());
        let mut own = device.map(|device| device.mailboxes.clone()).unwrap_or_default();
        // A user name of a directory or provider is no address, even if it has an `@`.
        if user.name.contains('@') && user.by == Voucher::Settings {
            own.push(user.name.to_lowercase());
        }
        own
    }
}

fn may_not_send(device: &Device) -> Denied {
    Reason::DeviceReceives(device.name.clone()).into()
}

/// The refusal for clients and senders that Ferrofax does not know. It does not say who may send.
pub(super) fn closed_to_strangers() -> Denied {
    Reason::Stranger.into()
}

/// Whether one of these patterns matches the sender's mail address. A pattern is `*`,
/// `@example.com` or `name@example.com`. The sender must be in small letters.
fn is_claimed(patterns: &[String], sender: &str) -> bool {
    patterns
        .iter()
        .map(|pattern| pattern.to_lowercase())
        .any(|pattern| match pattern.as_str() {
            "*" => true,
            domain if domain.starts_with('@') => sender.ends_with(domain),
            whole => sender == whole,
        })
}
