//! Who may send: users, networks, and what holds for single devices.

use super::limits::Limits;
use crate::asker::Network;

/// A `[[user]]`: someone, or some machine, that logs in or is known by its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserSettings {
    /// `name`: for the login, the lists and the audit log.
    pub name: String,
    /// `password`: what `ferrofax password` printed, or the password itself, which
    /// CRAM-MD5 needs. None: no login.
    pub password: Option<Secret>,
    /// `addresses`: the user's own, as `alice@example.com`. None: the mailboxes of the
    /// user's device.
    pub addresses: Vec<String>,
    /// `may_claim`: addresses of others that it may send for, as `@example.com` or `*`:
    /// an office machine's.
    pub may_claim: Vec<String>,
    /// `device`: 2101, or 2101@context. None: the one that owns the address.
    pub device: Option<String>,
    /// `system_users`: users of this machine's system who are this one, in the drop
    /// folder and on the command line.
    pub system_users: Vec<String>,
    /// `class`.
    pub class: Option<String>,
    /// The user's own limits.
    pub limits: Limits,
}

/// A `[[network]]`: whoever connects from there needs no login.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkSettings {
    /// `name`, for the audit log; by default its address.
    pub name: String,
    /// `address`: where its clients are, as 192.0.2.7, 192.0.2.0/24 and 2001:db8::/32.
    pub addresses: Vec<Network>,
    /// `address = "pipe"`: the program `ferrofax mail`, which whoever may write the spool may run.
    pub pipe: bool,
    /// `user`: whose faxes these are, a `[[user]]`. None: the network itself is who sends.
    pub user: Option<String>,
    /// `device`: for senders that own none.
    pub device: Option<String>,
    /// `may_claim`: senders in whose name it may send, as `@example.com` or `*`, if they
    /// own a device.
    pub may_claim: Vec<String>,
    /// `class`.
    pub class: Option<String>,
    /// Its own limits.
    pub limits: Limits,
}

/// A `[[device]]`: limits of what is sent from one device, by whomever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceSettings {
    /// `name`: 2101, or 2101@context.
    pub name: String,
    /// `class`. None: the one that the device has in the dialplan.
    pub class: Option<String>,
    /// Its own limits.
    pub limits: Limits,
}

/// A password, plain or hashed, that no log shows.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}
