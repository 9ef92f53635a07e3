//! Networks, written as IP address and prefix length: `192.0.2.0/24`, `2001:db8::/32`, or one IP
//! address.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A network of IPv4 or IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

/// The reason why a text is not a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// The text is neither an IP address nor a network (an IP address with a prefix length).
    #[error(
        "'{0}' is no network; write an address (192.0.2.7, 2001:db8::7) or one with its length (192.0.2.0/24)"
    )]
    Form(String),
    /// The prefix length of the network is greater than the number of bits of its IP address.
    #[error("'{0}' has a length of more than {1}")]
    Length(String, u32),
    /// The network's IP address has bits set after the network's prefix, so the address or the
    /// prefix length is most likely wrong.
    #[error(
        "'{0}' names a machine inside of that network; write {1} for the network or leave the length for the machine"
    )]
    InsideOf(String, Network),
}

impl Network {
    /// Whether the IP address is in the network. An IPv4 address that is written as IPv6 counts as
    /// IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        width(self.address) == width(address) && masked(address, self.bits) == number(self.address)
    }

    /// The prefix length of the network in bits. If two networks contain an IP address, the network
    /// with the longer prefix is more specific.
    pub fn bits(&self) -> u32 {
        self.bits
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(written: &str) -> Result<Self, NetworkError> {
        let form = || NetworkError::Form(written.to_owned());
        let (address, length) = written
            .split_once('/')
            .map_or((written, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().map_err(|_| form())?;
        let address = address.to_canonical();
        let all = width(address);
        let bits = match length {
            Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
                length.parse().map_err(|_| form())?
            }
            Some(_) => return Err(form()),
            None => all,
        };
        if bits > all {
            return Err(NetworkError::Length(written.to_owned(), all));
        }
        let network = Self { address: addressed(masked(address, bits), address), bits };
        if network.address != address {
            return Err(NetworkError::InsideOf(written.to_owned(), network));
        }
        Ok(network)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

/// The number of bits in an IP address of this kind: 32 for IPv4, 128 for IPv6.
fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

/// The IP address as a number, in which all bits after the first `bits` are set to 0.
fn masked(address: IpAddr, bits: u32) -> u128 {
    let off = width(address) - bits;
    number(address).checked_shr(off).unwrap_or(0).checked_shl(off).unwrap_or(0)
}

/// Converts the number into an IP address of the same kind (IPv4 or IPv6) as `like`.
fn addressed(number: u128, like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => IpAddr::V4((number as u32).into()),
        IpAddr::V6(_) => IpAddr::V6(number.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(network: &str, address: &str) -> bool {
        network.parse::<Network>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn addresses_are_in_their_networks_and_in_no_others() {
        for (network, address, is) in [
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.6", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "192.0.2.1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("192.0.2.0/24", "::ffff:192.0.2.9", true),
        ] {
            assert_eq!(inside(network, address), is, "{address} in {network}");
        }
    }

    #[test]
    fn what_is_no_network_is_told_as_such() {
        for written in [
            "",
            "example.com",
            "192.0.2.0/",
            "192.0.2.0/+8",
            "192.0.2/24",
            "192.0.2.0/24/1",
            "192.0.2.0/x",
        ] {
            assert!(matches!(written.parse::<Network>(), Err(NetworkError::Form(_))), "{written}");
        }
        assert!(matches!("192.0.2.0/33".parse::<Network>(), Err(NetworkError::Length(_, 32))));
        let error = "192.0.2.7/24".parse::<Network>().unwrap_err();
        assert!(error.to_string().contains("192.0.2.0/24"), "{error}");
    }
}
