//! Fax by mail: people write to `number@fax.example.com`, and office machines mail their scans.
//!
//! # The path of a mail
//!
//! 1. [`server`] listens: TCP, TLS, one thread for each connection. [`session`] implements SMTP and
//!    LMTP without any I/O: bytes go in, answers come out. The command `ferrofax mail`, to which a
//!    mail server can pipe mails, uses the same rules.
//!    [`mailbox`] fetches mails by IMAP or Microsoft Graph, and hands them to the same policy and
//!    intake.
//! 2. At each step the session asks the [`SessionPolicy`] for permission. The server itself knows
//!    nothing about fax numbers, users and permissions; the [`MailPolicy`] does.
//! 3. An accepted mail is stored durably in the [`intake`], a folder; only then the SMTP client
//!    gets the reply 250. A duplicate is recognised there and is not faxed again.
//! 4. A confined child process reads the content of a mail ([`reading`], by [`letter`]).
//! 5. The threads of the [`desk`] take mails out of the intake and turn them into jobs; by then the
//!    client has disconnected.
//!
//! The standards: RFC 5321 (SMTP), 2033 (LMTP), 1870 (SIZE), 2034 and 3463 (ENHANCEDSTATUSCODES),
//! 2920 (PIPELINING), 3030 (CHUNKING, BINARYMIME), 3207 (STARTTLS), 3461 (DSN), 4954 (AUTH), 6152
//! (8BITMIME), 6531 (SMTPUTF8).

pub mod address;
pub mod date;
pub mod desk;
pub mod fax_links;
mod graph;
pub mod intake;
pub mod letter;
pub mod mail_login;
pub mod mail_policy;
pub mod mail_protection;
pub mod mailbox;
pub mod outgoing;
pub mod reading;
mod reply;
pub mod server;
pub mod session;
mod session_policy;
mod settings;
pub mod texts;

pub use mail_policy::{MailPolicy, PolicySettings, ReplyTo, ReportSettings};
pub use mailbox::{MailboxAuth, MailboxSettings, MailboxTls};
pub use reply::Reply;
pub use session_policy::SessionPolicy;
pub use settings::{KEYS, MailSettings};
