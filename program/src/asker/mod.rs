//! Who asks, and all that stands around a mail that he hands over: the client, his login,
//! the network that he is in, the envelope, the few fields of the header that the door
//! itself looks at.
//!
//! It knows nothing of rights, numbers and ways in: `rights` decides by it, and every way
//! in says by it who is there.

pub(crate) mod certificate;
pub mod digest;
mod envelope;
pub(crate) mod header;
mod hex;
mod login;
mod network;
pub mod password;
mod said;

pub use certificate::Certificate;
pub use digest::Digest;
pub use envelope::{Client, Envelope, EnvelopeError, Notify, Recipient};
pub(crate) use hex::hex;
pub use login::Login;
pub use network::{Network, NetworkError};
pub(crate) use said::Said;
pub use said::Voucher;
