//! The details of observations ([`super::Observation`]) that are more than a text or a number.

use serde::{Deserialize, Serialize};

use super::named_values;

named_values! {
    /// Why Asterisk does not run in the group of the spool.
    pub enum NotInGroup {
        /// The setting `rungroup` in asterisk.conf, which leaves out all other groups.
        Rungroup {
            /// The group in which Asterisk runs.
            group: String,
        },
        /// The option `-G` of the command that starts Asterisk, which leaves out all other groups.
        Option {
            /// The group in which Asterisk runs.
            group: String,
        },
        /// The user as whom Asterisk runs is not in the group.
        NoMember {
            /// The user as whom Asterisk runs.
            user: String,
            /// The group of the spool.
            group: String,
        },
        /// The user as whom Asterisk runs is in the group now, but was not when Asterisk was
        /// started.
        StartedBefore,
    }
}

named_values! {
    /// The route of a test page.
    pub enum Route {
        /// From one device to another inside the PBX.
        Inside {
            /// The sending device.
            from: String,
            /// The receiving device.
            to: String,
        },
        /// Over the trunk and back.
        Trunk {
            /// The sending device.
            from: String,
            /// The number that is dialled.
            number: String,
        },
    }
}

/// The facts of the reception of a test page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The receiving device.
    pub device: String,
    /// The number of the received fax.
    pub fax: i64,
    /// The time from the submission of the page to its reception, in seconds.
    pub seconds: u64,
    /// The bit rate at which the page was received, in bit/s; 0 if unknown.
    pub bps: u32,
    /// Whether error correction was used.
    pub is_ecm: bool,
    /// The transport: `audio`, or the kind of T.38.
    pub mode: String,
}

named_values! {
    /// The difference between a test page as it was sent and as it was received.
    pub enum Difference {
        /// The two pages cannot be compared.
        Unreadable {
            /// The error.
            error: String,
        },
        /// The numbers of pages differ between the sent and the received fax.
        Pages {
            /// The number of pages that were sent.
            sent: u64,
            /// The number of pages that were received.
            received: u64,
        },
        /// The size of a page differs, or its pixels do.
        Rows {
            /// The number of the page.
            page: u32,
            /// The number of rows that were sent.
            sent_rows: u64,
            /// The width of the sent rows, in pixels.
            sent_pixels: u64,
            /// The number of rows that were received.
            received_rows: u64,
            /// The width of the received rows, in pixels.
            received_pixels: u64,
        },
    }
}

/// A right on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// The right to read the file.
    Read,
    /// The right to write the file.
    Write,
}

/// The kind of senders outside your organisation that may send faxes by e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outside {
    /// Owners of devices, if their e-mail's domain vouches for the e-mail.
    Owners,
    /// Senders for whom a trusted front server vouches.
    FrontServers,
    /// No senders from outside.
    Nobody,
}

/// The recipient of a test page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// The mailboxes of the device.
    Mailboxes,
    /// The faxmaster.
    Faxmaster,
}
