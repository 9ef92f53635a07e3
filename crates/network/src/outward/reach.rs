//! The IP addresses to which Ferrofax may send HTTP requests, such as those of webhooks.
//!
//! A URL that a user enters could lead to a server inside your organisation that trusts this
//! machine: the PBX itself, a printer, or the metadata service at 169.254.169.254, which hands out
//! secrets to cloud machines. So for URLs from users, only public IP addresses are permitted, and
//! the networks that the administrator names.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::Place;
use crate::asker::Network;

/// The rule that decides to which IP addresses Ferrofax may send HTTP requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The rule for servers that the administrator has named. With TLS, requests to all IP
    /// addresses are permitted; without TLS, only requests to this machine.
    Named,
    /// The rule for servers that users have named. Requests to public IP addresses are permitted
    /// only with TLS and only at the ports of `ports`. Requests to the networks of `allow` are
    /// always permitted.
    Guarded {
        /// The networks to which requests are always permitted.
        allow: Vec<Network>,
        /// The ports at which requests to public IP addresses are permitted.
        ports: Vec<u16>,
    },
}

impl Reach {
    /// The rule for servers that the administrator has named, and that need no TLS.
    pub fn everywhere() -> Self {
        let all: [Network; 2] = ["0.0.0.0/0", "::/0"].map(|all| {
            all.parse().unwrap_or_else(|_| unreachable!("{all} is the form of a network"))
        });
        Self::Guarded { allow: all.into(), ports: Vec::new() }
    }

    /// Checks that Ferrofax may send an HTTP request to this IP address and port, with or without
    /// TLS.
    pub(super) fn judge(&self, is_tls: bool, address: SocketAddr) -> Result<(), String> {
        let ip = address.ip();
        match self {
            Self::Named if is_tls || ip.is_loopback() => Ok(()),
            Self::Named => Err("http:// is for this machine alone; https:// is needed".to_owned()),
            Self::Guarded { allow, .. } if allow.iter().any(|network| network.contains(ip)) => {
                Ok(())
            }
            Self::Guarded { .. } if !is_public(ip) => {
                Err(format!("{ip} is no public address; networks that allow names are asked, too"))
            }
            Self::Guarded { ports, .. } => public(ports, is_tls, address.port()),
        }
    }

    /// The reason why requests to this server are not permitted, for a message to the user who
    /// entered the server's URL. The server's host name possibly belongs to an IP address inside
    /// the organisation that runs Ferrofax, and this IP address must not be revealed.
    pub(super) fn told(&self, place: &Place, why: String) -> String {
        match self {
            Self::Guarded { .. } if !is_address(place) => format!(
                "the target of {} is no public address, or not at a port that ports names",
                place.host()
            ),
            _ => why,
        }
    }

    /// The name or IP address of the server to which a connection was attempted, for a message to
    /// the user who entered the server's URL. If this URL contains a host name, the message does
    /// not show the IP address, which is possibly inside the organisation that runs Ferrofax.
    pub(super) fn shown(&self, place: &Place, address: SocketAddr) -> String {
        match self {
            Self::Guarded { .. } if !is_address(place) => place.host().to_owned(),
            _ => address.to_string(),
        }
    }

    /// Checks whether Ferrofax may send HTTP requests to this server, as far as that is known
    /// before the server's host name is resolved.
    pub fn judge_written(&self, place: &Place) -> Result<(), String> {
        let (host, is_tls, port) = (place.host(), place.is_tls(), place.port());
        let name = host.strip_suffix('.').unwrap_or(host);
        // The names of this machine by RFC 6761 §6.3.
        let is_here = name == "localhost" || name.ends_with(".localhost");
        let ip: Option<IpAddr> =
            if is_here { Some(Ipv4Addr::LOCALHOST.into()) } else { host.parse().ok() };
        match (self, ip) {
            (_, Some(ip)) => self.judge(is_tls, SocketAddr::new(ip.to_canonical(), port)),
            // If `allow` names no networks, the server must be public.
            (Self::Guarded { allow, ports }, None) if allow.is_empty() => {
                public(ports, is_tls, port)
            }
            _ => Ok(()),
        }
    }
}

/// Whether the host is an IP address and not a name.
fn is_address(place: &Place) -> bool {
    place.host().parse::<IpAddr>().is_ok()
}

/// Checks the rule for a server with a public IP address: requests to it must use TLS, and one of
/// the permitted ports.
fn public(ports: &[u16], is_tls: bool, port: u16) -> Result<(), String> {
    if !is_tls {
        return Err("https:// is needed; http:// is for networks that allow names".to_owned());
    }
    if !ports.contains(&port) {
        return Err(format!("port {port} is not in ports"));
    }
    Ok(())
}

/// Whether an IP address is public (IANA's special-purpose registries, RFC 6890). An IPv6 address
/// that embeds an IPv4 address which is not public does not count as public.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || matches!((a, b, c), (0 | 224..=255, _, _))
        // Networks that carriers share among customers (RFC 6598), protocol assignments, 6to4
        // relays, and benchmarks.
        || matches!((a, b, c), (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99) | (198, 18 | 19, _));
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // IPv6 addresses with an embedded IPv4 address: NAT64 translators (RFC 6052), and 6to4.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => inner(high, low),
        [0x2002, high, low, ..] => inner(high, low),
        // Protocol assignments (including Teredo), and two ranges for documentation.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Global unicast addresses (RFC 4291 §2.4); all others are special.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_inside_of_a_house_is_not_public() {
        let inside = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for address in inside {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        let outside = [
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "64:ff9b::101:101",
            "2002:101:101::1",
            "2001:200::1",
            "::ffff:1.1.1.1",
        ];
        for address in outside {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn addresses_that_a_name_stands_for_are_not_told() {
        let guarded = Reach::Guarded { allow: Vec::new(), ports: vec![443] };
        let inside: SocketAddr = "10.1.2.3:443".parse().unwrap();
        let why = |url: &str| {
            let place = Place::read(url).unwrap();
            let why = guarded.judge(true, inside).unwrap_err();
            [guarded.told(&place, why), guarded.shown(&place, inside)].concat()
        };
        assert!(!why("https://printer.example/").contains("10.1"));
        assert!(why("https://10.1.2.3/").contains("10.1.2.3 is no public address"));
        let place = Place::read("https://ldap.example/").unwrap();
        assert_eq!(Reach::Named.shown(&place, inside), "10.1.2.3:443");
    }

    #[test]
    fn what_users_name_goes_to_public_servers_in_tls_and_to_what_the_administrator_allows() {
        let allow = vec!["10.1.0.0/16".parse().unwrap()];
        let guarded = Reach::Guarded { allow, ports: vec![443, 8443] };
        let is_let = |reach: &Reach, is_tls, address: &str| {
            reach.judge(is_tls, address.parse().unwrap()).is_ok()
        };
        assert!(is_let(&guarded, true, "1.1.1.1:443") && is_let(&guarded, true, "1.1.1.1:8443"));
        assert!(!is_let(&guarded, false, "1.1.1.1:443") && !is_let(&guarded, true, "1.1.1.1:25"));
        assert!(
            is_let(&guarded, false, "10.1.2.3:5000") && !is_let(&guarded, true, "10.2.0.1:443")
        );
        assert!(!is_let(&guarded, true, "127.0.0.1:443"));
        let is_let_as_written =
            |reach: &Reach, url: &str| reach.judge_written(&Place::read(url).unwrap()).is_ok();
        for (url, is_fit) in [
            ("https://1.1.1.1/", true),
            ("https://10.1.2.3:5000/", true),
            ("https://10.2.0.1/", false),
            ("https://[::ffff:10.2.0.1]/", false),
            ("https://localhost/", false),
            ("https://a.localhost./", false),
            ("http://printer.example/", true),
        ] {
            assert_eq!(is_let_as_written(&guarded, url), is_fit, "{url}");
        }
        let public = Reach::Guarded { allow: Vec::new(), ports: vec![443] };
        assert!(is_let_as_written(&public, "https://printer.example/"));
        assert!(!is_let_as_written(&public, "http://printer.example/"));
        assert!(!is_let_as_written(&public, "https://printer.example:22/"));
        assert!(is_let(&Reach::Named, true, "10.0.0.1:8443"));
        assert!(is_let(&Reach::Named, false, "127.0.0.1:8080"));
        assert!(!is_let(&Reach::Named, false, "10.0.0.1:8080"));
    }
}
