//! The sender of a request to Ferrofax: the client (by mail, IPP, HTTP or the like), the login, the
//! network, and for mails the envelope and the few header fields that are needed while the mail is
//! accepted.
//!
//! This module knows nothing of rights, numbers and submission methods. Every submission method
//! supplies the data about the sender, and the rights of users decide by this data whether the
//! request is allowed.

pub mod certificate;
pub mod digest;
mod envelope;
pub mod header;
mod hex;
mod login;
mod network;
pub mod password;
mod said;

pub use certificate::Certificate;
pub use digest::Digest;
pub use envelope::{Client, Envelope, EnvelopeError, Notify, Recipient};
pub use login::Login;
pub use network::{Network, NetworkError};
pub use said::{Said, Voucher};
