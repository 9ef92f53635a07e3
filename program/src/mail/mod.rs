//! The way in by e-mail: people write to `number@fax.example.com`, and office machines
//! mail what they scan.
//!
//! # The road of a mail
//!
//! 1. [`server`] listens: TCP, TLS, one thread a connection. [`session`] speaks SMTP or
//!    LMTP there; it is pure: bytes go in, answers come out. `ferrofax mail` is the same
//!    door for mail servers that hand over by a pipe.
//! 2. At each step the session asks the [`SessionPolicy`] whether this may be. The door
//!    itself knows nothing about numbers, users and rights; the [`MailPolicy`] does.
//! 3. What was let in is put into the [`intake`], durably; only then comes 250. A mail
//!    that comes a second time is known there and makes no second fax.
//! 4. What stands in a mail, a child that may do nothing else reads ([`reading`], by [`letter`]).
//! 5. The [`desk`]'s threads take mails out of the intake and make jobs of them; the
//!    client has long gone by then.
//!
//! The standards: RFC 5321 (SMTP), 2033 (LMTP), 1870 (SIZE), 2034 and 3463
//! (ENHANCEDSTATUSCODES), 2920 (PIPELINING), 3030 (CHUNKING, BINARYMIME), 3207
//! (STARTTLS), 3461 (DSN), 4954 (AUTH), 6152 (8BITMIME), 6531 (SMTPUTF8).

pub mod address;
pub mod desk;
pub mod intake;
pub mod letter;
pub(crate) mod mail_policy;
pub mod reading;
mod reply;
pub mod server;
pub mod session;
mod session_policy;
mod settings;

pub use mail_policy::{MailPolicy, PolicySettings, ReplyTo, ReportSettings};
pub use reply::Reply;
pub use session_policy::SessionPolicy;
pub(crate) use settings::KEYS;
pub use settings::MailSettings;
