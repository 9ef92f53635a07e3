//! The port on which Ferrofax, as a network printer, offers a service, and the IP addresses at
//! which other machines reach it.

use std::net::{IpAddr, SocketAddr};

/// A port, and the IP addresses at which other machines can reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Door {
    pub(super) port: u16,
    addresses: Vec<IpAddr>,
}

impl Door {
    /// Chooses the port to announce: the first one in the settings that other machines can reach.
    /// None: only this machine can reach the network printer.
    pub(super) fn of(listen: &[SocketAddr]) -> Option<Self> {
        let open = || listen.iter().filter(|at| !at.ip().is_loopback() && at.port() != 0);
        let port = open().next()?.port();
        let addresses = open().filter(|at| at.port() == port).map(SocketAddr::ip).collect();
        Some(Self { port, addresses })
    }

    /// Whether other machines can reach the port at this IP address of a network interface.
    pub(super) fn is_at(&self, address: IpAddr) -> bool {
        let is_any = |own: &IpAddr| own.is_unspecified() && own.is_ipv4() == address.is_ipv4();
        !address.is_loopback() && self.addresses.iter().any(|own| *own == address || is_any(own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(listen: &[&str]) -> Option<Door> {
        Door::of(&listen.iter().map(|text| text.parse().unwrap()).collect::<Vec<_>>())
    }

    #[test]
    fn nothing_is_there_for_others_at_loopback() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["127.0.0.1:631", "[::1]:631"]), None);
    }

    #[test]
    fn a_door_is_where_the_printer_listens_and_nowhere_else() {
        let is_at = |door: &Door, address: &str| door.is_at(address.parse().unwrap());
        let any = of(&["127.0.0.1:8631", "0.0.0.0:631"]).unwrap();
        assert_eq!(any.port, 631);
        assert!(is_at(&any, "192.0.2.1"));
        assert!(!is_at(&any, "127.0.0.1") && !is_at(&any, "2001:db8::1"));
        let one = of(&["192.0.2.1:631", "192.0.2.2:8631", "[2001:db8::1]:631"]).unwrap();
        assert!(is_at(&one, "192.0.2.1") && is_at(&one, "2001:db8::1"));
        assert!(!is_at(&one, "192.0.2.2") && !is_at(&one, "2001:db8::2"));
    }
}
