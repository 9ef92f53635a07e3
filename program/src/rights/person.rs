//! A person in the web interface, the API, or HylaFAX's protocol. A [`Person`] has everything that
//! decides what they see and may do, so that they may come from the settings or from a directory.

use std::net::IpAddr;

use super::settings::Role;
use crate::asker::Voucher;
use ferrofax_basics::DeviceName;

/// The access method of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// The web interface.
    Page,
    /// The API.
    Api,
    /// HylaFAX's clients.
    Hylafax,
}

impl Entrance {
    /// The name in the audit log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::Hylafax => "hylafax",
        }
    }
}

/// A person who has logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name, for marks, claims, histories and the audit log.
    pub name: String,
    /// The source of the user: settings, directory or provider.
    pub by: Voucher,
    /// The number there: a later user with the same name has another number. None: a user of the
    /// settings.
    pub who: Option<i64>,
    /// The role.
    pub role: Role,
    /// Their own addresses, in small letters.
    pub addresses: Vec<String>,
    /// Users of this machine's operating system who are this person.
    pub system_users: Vec<String>,
    /// Their device.
    pub device: Option<DeviceName>,
    /// Their groups in the settings, by name.
    pub groups: Vec<String>,
    /// Whether they may delete faxes that they see, whatever their role is.
    pub may_delete: bool,
    /// The access method.
    pub entrance: Entrance,
    /// The client's address, for the audit log.
    pub client: Option<IpAddr>,
}
