//! Fax addresses: Ferrofax reads the recipient of a fax from the address in the envelope (`RCPT
//! TO`), never from a header.
//!
//! The domain decides where the fax number is:
//!
//! - In a domain with a star (`*.fax`) the number is in the place of the star, and the local part
//!   is a name, even if it is all digits: `anna@009912700619.fax`.
//! - In a domain `*.tpc.example reversed` an international number is in the place of the star, with
//!   its digits in reversed order, as in RFC 1530:
//!   `remote-printer.Anna_Doe@1.6.0.0.7.2.1.9.9.9.4.tpc.example`.
//! - In any other domain the local part contains the number, in one of the forms of fax servers and
//!   office machines (`local.rs` lists them).
//!
//! In an address of the mailbox that the service reads, the number follows a plus:
//! `fax+0991@example.com`. An administrator's own forms ([`Matcher`]) are tried before all others.
//!
//! The number is returned exactly as written; the dial rules read it (`crates/spool/src/numbers`).
//! A text that cannot be a number is rejected with a reason for the SMTP reply. Numbers are never
//! guessed: a wrong number costs money and shows the fax to a stranger.

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

/// The recipient of a fax, and the options in the mail address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressee {
    /// The fax number, exactly as written in the mail address, with its zeros and separators.
    pub number: String,
    /// The recipient's name, for the cover page.
    pub recipient: Option<String>,
    /// The subaddress (T.33), which is sent as SUB.
    pub sub: Option<String>,
    /// The fax options in the mail address.
    pub wishes: Wishes,
}

/// The forms of fax addresses that this server accepts.
#[derive(Clone, Debug)]
pub struct AddressForms {
    domains: Vec<Domain>,
    matchers: Vec<Matcher>,
    /// The local part and the domain of the mailbox that the service reads. The fax number follows
    /// the local part and a plus: `fax+0991@example.com`.
    mailbox: Option<(String, String)>,
}

/// The longest mail address in bytes. RFC 5321 §4.5.3.1.3 allows 256 bytes for a mail address with
/// its angle brackets. The limit is twice as high, because an address can be in UTF-8.
const MOST_ADDRESS: usize = 512;

const POSTMASTER: &str = "postmaster";

impl AddressForms {
    /// Reads the settings `domains` and `matchers`. A domain is `fax.example.com`, or `*.fax`,
    /// where the star is the number, or `*.fax reversed`. The forms of `matchers` are described at
    /// [`Matcher`].
    ///
    /// # Errors
    /// All errors in the domains and matchers.
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
        // Domains without a star are tried before domains with one, and longer endings before
        // shorter ones.
        read.sort_by_key(Domain::rank);
        if errors.is_empty() {
            Ok(Self { domains: read, matchers, mailbox: None })
        } else {
            Err(errors)
        }
    }

    /// Adds a form of fax addresses: those of the mailbox `address` with a plus and the fax number
    /// before the `@`, such as `fax+0991@example.com`.
    #[must_use]
    pub(crate) fn with_mailbox(self, address: &str) -> Self {
        let mailbox = address.rsplit_once('@');
        let mailbox = mailbox.map(|(local, host)| (local.to_owned(), host.to_owned()));
        Self { mailbox, ..self }
    }

    /// Reads a fax address, which an SMTP client wrote in `RCPT TO`, without its angle brackets.
    /// Returns the fax number, the recipient's name and the fax options in the address.
    ///
    /// [`AddressError`]: the address is no fax address of this server. The error has the codes of
    /// the SMTP reply.
    pub fn read(&self, address: &str) -> Result<Addressee, AddressError> {
        if address.len() > MOST_ADDRESS || address.chars().any(char::is_control) {
            return Err(AddressError::NotAnAddress);
        }
        let (local, host) = name::split(address).ok_or(AddressError::NotAnAddress)?;
        if let Some(detail) = self.detail(&local.text, host) {
            return local::with_number(&name::Local { text: detail.to_owned(), ..local.clone() });
        }
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

    /// The part after the plus in an address of the mailbox; `None` for other addresses.
    fn detail<'a>(&self, local: &'a str, host: &str) -> Option<&'a str> {
        let (mailbox, domain) = self.mailbox.as_ref()?;
        let (before, detail) = local.split_at_checked(mailbox.len())?;
        let is_it = before.eq_ignore_ascii_case(mailbox) && host.eq_ignore_ascii_case(domain);
        detail.strip_prefix('+').filter(|_| is_it)
    }

    /// Whether this is an address of the mailbox with a plus, such as `fax+0991@example.com`.
    pub(crate) fn is_detailed(&self, address: &str) -> bool {
        name::split(address).is_some_and(|(local, host)| self.detail(&local.text, host).is_some())
    }

    /// Whether this is the postmaster's mail address, which each mail server must have (RFC 5321
    /// §4.5.1). Its domain is a domain of the settings or `hostname`, or is missing. It is never a
    /// fax address.
    pub fn is_postmaster(&self, address: &str, hostname: &str) -> bool {
        let Some((local, host)) = name::split(address) else {
            return address.eq_ignore_ascii_case(POSTMASTER);
        };
        local.text.eq_ignore_ascii_case(POSTMASTER)
            && (host.eq_ignore_ascii_case(hostname) || self.is_ours(address))
    }

    /// Whether the mail address is in one of the domains of this fax server.
    pub fn is_ours(&self, address: &str) -> bool {
        name::split(address)
            .is_some_and(|(_, host)| self.domains.iter().any(|domain| domain.place(host).is_some()))
    }
}
