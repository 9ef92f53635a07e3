//! A person in the web interface, the API, or HylaFAX's protocol. A [`Person`] contains
//! everything that decides what they see and may do, so that it does not matter whether they
//! come from the settings or from a directory.

use std::net::IpAddr;

use super::settings::Role;
use ferrofax_basics::DeviceName;
use ferrofax_network::asker::Voucher;

/// The interface through which a person has logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// The person has logged in to the web interface.
    Page,
    /// The person uses the HTTP API, by a program that sends requests to it.
    Api,
    /// The person uses a client of HylaFAX, another fax server, whose protocol Ferrofax supports.
    Hylafax,
}

impl Entrance {
    /// The name by which the audit log identifies this interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::Hylafax => "hylafax",
        }
    }
}

/// A person who has logged in to the web interface, the API or the HylaFAX server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The login name. The audit log and the histories of faxes and jobs contain it. It also
    /// identifies the person who has read a received fax or has claimed it.
    pub name: String,
    /// The source that confirms the user's identity: gateway.toml, the directory or the login
    /// provider.
    pub by: Voucher,
    /// The number that the spool has given to a user from the directory or login provider. A later
    /// user with the same name gets another number. `None`: a user in gateway.toml.
    pub who: Option<i64>,
    /// The person's role, which decides what the person may do.
    pub role: Role,
    /// The person's own mail addresses, in small letters.
    pub addresses: Vec<String>,
    /// The names that this person has as a user of this machine's operating system.
    pub system_users: Vec<String>,
    /// The device from which the person usually sends.
    pub device: Option<DeviceName>,
    /// The names of the `[[group]]` tables to which the person belongs.
    pub groups: Vec<String>,
    /// Whether the person may delete the faxes that the person sees, even if the role does not
    /// permit it.
    pub may_delete: bool,
    /// The interface through which the person has logged in.
    pub entrance: Entrance,
    /// The IP address of the person's client, for the audit log.
    pub client: Option<IpAddr>,
    /// The id of the person's request to the API, for the audit log; `None` for other interfaces.
    pub request: Option<String>,
}
