//! Sends the mails of the outbox (the mails and print jobs that are still to be sent).
//!
//! The files, in the order in which an outbox entry passes through them:
//!
//! 1. `run`: one pass over the entries that are due: leases an entry, writes its mail, hands it to
//!    the relay, and stores the result.
//! 2. `compose`: writes the mail of a received fax for one mailbox. The mail has a subject and a
//!    text (made from a `template` with variables, which are in `names` and `name_table`; `html` is
//!    the text as HTML), the fax as a file (`fax_file`), and headers for programs (`headers`).
//!    [`report`] writes the mail about a fax that was sent, in the same way; if a call failed, the
//!    report explains it from the call recording (`verdict`). `letter` explains why a mail will not
//!    be faxed.
//! 3. `smtp`: sends one mail to one relay, piece by piece (`wire`), over `connection` (deadlines,
//!    source address), `resolving` (the addresses of the relay's name) and [`tls`]. `refusals` has
//!    advice for the case that the relay rejects a login or a mail. If a mail must be
//!    encrypted (`protection`), only the socket of the Ferrofax service gets it.
//!
//! `joined` writes several received faxes as one PDF for users of the Ferrofax service.
//!
//! `settings` holds the relay, the sender and the texts; `settings_check` reports settings that
//! would not work. Nothing here runs on a call's thread: a relay that is down or slow does not
//! affect calls.

#[doc(hidden)]
pub mod attachment;
mod base64_lines;
mod compose;
mod connection;
mod dates;
mod fax_file;
mod headers;
mod html;
mod joined;
mod letter;
mod mime;
mod name_table;
mod names;
mod protection;
mod refusals;
pub mod report;
mod resolving;
mod run;
mod settings;
mod settings_check;
mod smtp;
mod template;
pub mod tls;
mod verdict;
mod wire;
mod words;

pub use compose::{ComposeError, Composed, Envelope, check_mailboxes, compose, compose_test};
pub use dates::Dates;
pub use joined::JoinedPdf;
pub use name_table::TemplateName;
pub use protection::{
    About, Link, LinkProof, Order, PROTECT_HEADER, PROTECT_KEYWORD, Protect, Wish,
};
pub use report::{Report, compose_report};
pub use resolving::StopFlag;
pub use run::{DeliveryReport, deliver_due};
pub use settings::{
    Auth, DEVICE_OPTIONS, Login, MailSettings, RelaySettings, ReportAttach, ReportSettings,
    SettingError, StatusPart, Timeouts, Tls, host_name, is_own_address,
};
pub use settings_check::{oddities, template_names};
pub use smtp::{NO_TOKEN_STATUS, Relay, SendError, SmtpRelay, Unreached};
pub use template::Template;
