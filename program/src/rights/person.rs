//! Who is at the web page, calls the API or comes with a client of HylaFAX. A [`Person`] says all that decides about what he
//! sees and may do, so that he may come from the settings or from a directory of the house.

use std::net::IpAddr;

use super::settings::Role;
use crate::asker::Voucher;
use ferrofax_basics::DeviceName;

/// By which way somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// The web page.
    Page,
    /// The API.
    Api,
    /// HylaFAX's clients.
    Hylafax,
}

impl Entrance {
    /// The word in the audit log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::Hylafax => "hylafax",
        }
    }
}

/// Somebody who has logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name, for marks, claims, histories and the audit log.
    pub name: String,
    /// Who says who he is.
    pub by: Voucher,
    /// Who that is to them: another who has his name next has another number. None: a user of
    /// the settings.
    pub who: Option<i64>,
    /// What he may do.
    pub role: Role,
    /// His own addresses, in small letters.
    pub addresses: Vec<String>,
    /// Users of this machine's system that he is.
    pub system_users: Vec<String>,
    /// His device.
    pub device: Option<DeviceName>,
    /// His groups of the settings, by name.
    pub groups: Vec<String>,
    /// Whether he may delete faxes that he sees, whatever his role is.
    pub may_delete: bool,
    /// By which way he comes.
    pub entrance: Entrance,
    /// From where, for the audit log.
    pub client: Option<IpAddr>,
}
