//! Addresses: who is to get the fax, by the address that a mail server was told in the
//! envelope (`RCPT TO`), never by a header.
//!
//! Where the number stands depends on which of our domains the address has. Under one
//! with a star (`*.fax`) what stands for the star is the number, and the part left of the
//! `@` is a name, even if it is all digits: `anna@009912700619.fax`. Under any other the
//! left part holds the number, in one of the forms that fax servers and office machines
//! write (`local.rs` lists them). Under `*.tpc.example reversed` the star is an
//! international number from its last digit to its first, as RFC 1530 has it:
//! `remote-printer.Anna_Doe@1.6.0.0.7.2.1.9.9.9.4.tpc.example`. Forms of an
//! administrator's own ([`Matcher`]) come before both.
//!
//! A number comes out exactly as it was written; the dial rules read it
//! (`spool/src/numbers`). What cannot be a number is refused with a reason for the SMTP
//! reply: nothing is cut out of an address by guess, for a wrong number costs money and
//! shows the fax to a stranger.

mod domain;
mod error;
mod local;
mod matcher;
mod name;
mod number;

#[cfg(test)]
mod tests;

pub use error::AddressError;
pub use matcher::{FormError, Matcher};

use domain::{Domain, Place};
use ferrofax_spool::wish::Wishes;

/// Who is to get a fax, and what the address says besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressee {
    /// The number, exactly as it was written, with its zeros and the signs for the eye.
    pub number: String,
    /// The receiver's name, for the cover page.
    pub recipient: Option<String>,
    /// The subaddress (T.33), which is sent as SUB.
    pub sub: Option<String>,
    /// What else the address says.
    pub wishes: Wishes,
}

/// The addresses that are ours.
#[derive(Clone, Debug)]
pub struct AddressForms {
    domains: Vec<Domain>,
    matchers: Vec<Matcher>,
}

/// RFC 5321 §4.5.3.1.3: a path has at most 256 octets, the brackets among them. UTF-8 is
/// given as much again.
const MOST_ADDRESS: usize = 512;

const POSTMASTER: &str = "postmaster";

impl AddressForms {
    /// `domains`: `fax.example.com`, or `*.fax`, where the star is the number, or
    /// `*.fax reversed`. `matchers`: see [`Matcher`].
    ///
    /// # Errors
    /// All that is wrong with any of them.
    pub fn new(domains: &[String], matchers: &[String]) -> Result<Self, Vec<FormError>> {
        let mut errors = Vec::new();
        let mut kept = |error| errors.push(error);
        let mut read: Vec<Domain> = domains
            .iter()
            .filter_map(|text| Domain::new(text).map_err(&mut kept).ok())
            .collect();
        let matchers = matchers
            .iter()
            .filter_map(|text| Matcher::new(text).map_err(&mut kept).ok())
            .collect();
        // What is named wholly comes before a star, and a longer ending before a shorter one.
        read.sort_by_key(Domain::rank);
        if errors.is_empty() { Ok(Self { domains: read, matchers }) } else { Err(errors) }
    }

    /// Reads an address as `RCPT TO` gave it, without its angle brackets.
    ///
    /// # Errors
    /// [`AddressError`]; its code and status are those of the SMTP reply.
    pub fn read(&self, address: &str) -> Result<Addressee, AddressError> {
        if address.len() > MOST_ADDRESS || address.chars().any(char::is_control) {
            return Err(AddressError::NotAnAddress);
        }
        let (local, host) = name::split(address).ok_or(AddressError::NotAnAddress)?;
        let place = self
            .domains
            .iter()
            .find_map(|domain| domain.place(host))
            .ok_or(AddressError::NotOurs)?;
        for matcher in &self.matchers {
            if let Some(found) = matcher.find(address) {
                return found;
            }
        }
        match place {
            Place::Number(written) => local::beside_number(&local, written),
            Place::Reversed(labels) => {
                local::beside_number(&local.of_printer(), &number::from_reversed(labels)?)
            }
            Place::Local => local::with_number(&local),
        }
    }

    /// Whether it is the postmaster's, whom each mail server has (RFC 5321 §4.5.1): of
    /// any domain of ours, of none, or of `hostname`. A fax to somebody of that name is
    /// none.
    pub fn is_postmaster(&self, address: &str, hostname: &str) -> bool {
        let Some((local, host)) = name::split(address) else {
            return address.eq_ignore_ascii_case(POSTMASTER);
        };
        local.text.eq_ignore_ascii_case(POSTMASTER)
            && (host.eq_ignore_ascii_case(hostname) || self.is_ours(address))
    }

    /// Whether the address is under a domain of ours, whatever stands left of it.
    pub fn is_ours(&self, address: &str) -> bool {
        name::split(address)
            .is_some_and(|(_, host)| self.domains.iter().any(|domain| domain.place(host).is_some()))
    }
}
