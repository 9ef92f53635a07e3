//! The spool stores received faxes, jobs to be sent, the documents of both, the outbox and the
//! declared devices. Everything that the spool has confirmed survives a crash.
//!
//! The folder of a spool holds an SQLite database (`spool.db`, in WAL mode; every commit is
//! flushed) and the documents: `received/` has a TIFF-F for each fax, `jobs/` a file for each
//! document of a job. The database can also be on a server ([`Store`]). Callers pass all times.
//! Only `clock_jumps` reads a clock: how long the machine has been running.
//!
//! # Promises
//!
//! - A page is on disk when [`Receiving::append_page`] returns: first the document is written and
//!   flushed, then the page's row is committed. A crash between the two leaves an image without a
//!   row. [`Receiving::recover`] keeps that image, as a page that was never confirmed to the
//!   caller.
//! - The end of a fax and its outbox entries are one transaction, so a finished fax always has an
//!   outbox entry for each of its mailboxes.
//! - If a crash cuts off a fax, [`Receiving::recover`] finishes the fax as incomplete, and it is
//!   delivered with the pages that it has.
//! - A job is durable when [`Submission::submit`] returns, and ends once, as done or failed. A page
//!   that the receiver confirmed is never sent again (see [`jobs`]).
//! - A fax is deleted only after every mailbox, or the faxmaster in its place, has received it. No
//!   fax on legal hold is deleted.
//!
//! All operations wait for the disk, so call them on a storage thread and never on the audio thread
//! of a call.
//!
//! # Interfaces
//!
//! [`Spool`] opens the folder and the database. Its operations are in interfaces, one for each
//! purpose (`interfaces.rs`): code that uses the spool names the interface, for example
//! `spool.outbox().due(…)`. Each interface has its SQL in the files below.
//!
//! | interface | purpose | files |
//! | --- | --- | --- |
//! | [`Receiving`] | a fax comes in page by page; faxes that a crash cut off are finished | `fax`, `receiving`, `recovery`, `waiting_pages` |
//! | [`Faxes`] | lists of received faxes, their documents, what people do with them, links to them, junk | `received`, `desk`, `words`, `fax_links`, `fax_metadata`, `junk` |
//! | [`Outbox`] | mails, prints and watched folders to which faxes and reports go | `outbox`, `letters`, `filed`, `undelivered` |
//! | [`Submission`] | new jobs, requests that become jobs later, how much each user has sent | `submission`, `wish`, `jobs/submit.rs`, `api_requests`, `held`, `counts`, `taken_over` |
//! | [`Jobs`] | lists, history and commands of jobs | `jobs` |
//! | [`Queue`] | jobs that are due, leases, the progress of calls | `jobs`, `failure`, `window` |
//! | [`Devices`] | data that the module publishes for the Ferrofax service, and questions to the module | `devices`, `sending`, `managed`, `retention_classes`, `question` |
//! | [`Numbers`] | facts about numbers and trunks that were called, address books | `destinations`, `trunks`, `contacts` |
//! | [`Logins`] | sessions, API keys, external accounts, languages, looks, start pages and saved views of users | `sessions`, `api_keys`, `vouched`, `settings_users`, `languages`, `looks`, `saved_views` |
//! | [`Webhooks`] | webhooks and their messages | `webhooks` |
//! | [`Recordings`] | recordings, steps and transfers of calls | `call_records`, `ladders`, `call_steps`, `transfers` |
//! | [`Retention`] | deletion by age, legal holds, the data of a person | `retention`, `expired`, `legal_hold`, `proof`, `person` |
//! | [`Encryption`] | keys and encrypted documents, here and in a shared database | `sealing`, `at_rest` |
//! | [`Monitoring`] | figures, alarms, news for live views, checks, backups | `figures`, `sums`, `charges`, `history`, `alarms`, `desk/now.rs`, `backup`, `clock_jumps` |
//!
//! Several machines can share a database. The crate `ferrofax-cluster` does that work, above the
//! spool: [`inside`] is the part of the spool that it uses, and nobody else. The spool itself only
//! knows what its own rows say of it (`jobs::role`, `waiting_pages`, `unshipped`), and whether this
//! machine has a PBX (`front`).
//!
//! Below them: `store` and `opening` (opening the spool and its database), `schema` (the tables),
//! `folder` (folders). The crate `ferrofax-store` has the parts that know nothing of faxes and jobs:
//! transactions and rows, files of documents, encryption. Other crates use that crate only through
//! this one. Beside them: `numbers` (dial rules), `header` (the header line of pages), `audit` (the
//! log of decisions), `event`, `finding`, `explanation` and `not_shown` (texts in each language),
//! `refusals` (English sentences in each language), `view` (what lists show).

mod alarms;
mod api_keys;
mod api_requests;
mod at_rest;
pub mod audit;
mod backup;
mod call_records;
pub mod call_steps;
mod charges;
mod choices;
mod chunk;
mod clock_jumps;
mod column;
mod contacts;
mod counts;
pub mod desk;
mod destinations;
mod devices;
mod error;
pub mod event;
mod expired;
pub mod explanation;
pub mod failure;
mod fax;
mod fax_links;
mod fax_metadata;
mod figures;
mod filed;
pub mod finding;
mod folder;
mod front;
mod header;
mod held;
mod history;
mod ids;
pub mod inside;
mod interfaces;
mod job_options;
mod job_words;
pub mod jobs;
mod junk;
mod ladders;
mod legal_hold;
mod letters;
mod line_figures;
mod mail_login;
mod mailboxes;
mod managed;
mod moving;
pub mod not_shown;
pub mod numbers;
mod opening;
mod outbox;
mod page_frame;
mod person;
mod proof;
mod question;
mod received;
mod receiving;
mod receiving_lock;
mod recovery;
pub mod refusals;
mod restoring;
mod retention;
mod retention_classes;
mod saved_views;
mod schema;
mod sealing;
mod seen;
pub mod sending;
mod sessions;
mod settings_users;
mod sort_wait;
mod sorting;
mod splitting;
mod store;
pub mod submission;
mod sums;
mod taken_over;
mod texts;
mod transfers;
mod trunks;
mod unbooked;
pub mod undelivered;
mod unshipped;
pub mod value;
pub mod view;
mod vouched;
mod waiting_pages;
mod webhooks;
pub mod window;
pub mod wish;
mod word_key;
mod words;

#[cfg(any(test, debug_assertions))]
use ferrofax_store::flushes;
pub use ferrofax_store::{acl, safe_file};
use ferrofax_store::{database, documents, keys, objects, seal, sealed_file, secrets};

pub use alarms::{Alarm, Told};
pub use api_keys::{ApiKey, NewApiKey};
pub use api_requests::{ASKED_KEPT_MS, AskedOnce, KnownRequest, OnceAnswer, WaitingDocument};
pub use at_rest::{AtRest, SealedFiles, Unopened, opened_if_sealed, unopened};
pub use backup::{Backup, DEVICES_FILE, DatabaseCheck, SETTINGS_FILE, USERS_FILE};
pub use call_records::{
    CallRecord, CallVerdict, NewCallRecord, RecordOf, RecordQuery, RecordRing, Recording,
    VerdictOfCall, packed_tape, unpacked_tape,
};
pub use charges::{Charge, Charges};
#[doc(hidden)]
pub use clock_jumps::note_clock_jump;
pub use clock_jumps::{ClockWatch, begin_clock, clock_was_put_lately, is_clock_in_doubt};
pub use contacts::{BookOf, Contact, Imported, MOST_CONTACTS, OF_HOUSE, TableColumns};
pub use counts::{Ceiling, CountOf, Counted, Sent, Stopped, day_began, month_began};
pub use destinations::{
    Advice, CallMemory, Destination, HeldRate, MemorySettings, T38Fate, is_bad_line,
};
pub use devices::DeviceRecord;
pub use error::SpoolError;
pub use fax::{FaxEnd, FaxStatus, Format, NewFax, NewPage, SessionFacts};
pub use fax_links::{FaxLink, LinkFault, NewLink};
pub use ferrofax_basics::DeviceName;
pub use figures::{Figures, FilingState, Waiting};
pub use filed::{FolderMove, Unfiled, WatchedFolder};
pub use finding::{Finding, Fix, Observation};
pub use header::HeaderFacts;
pub use held::{HeldDocument, HeldFetch, HeldFile, NewHeld};
pub use history::{Day, History, Share};
pub use ids::{FaxId, HeldId, LegalHoldId, LetterId, NoId, OutboxId, RecordId};
pub use interfaces::{
    Devices, Encryption, FaxTexts, Faxes, Jobs, Logins, Monitoring, Numbers, Outbox, Queue,
    Receiving, Recordings, Retention, Submission, Webhooks,
};
pub use junk::{JunkFax, RefusedCall};
pub use keys::{DataKey, KeyRing, KeyTwice, MasterKey, MasterKeys, NotUnwrapped};
pub use ladders::{JobLadder, LadderOf};
pub use legal_hold::{HoldOf, LegalHold, Released};
pub use letters::{AnsweredMail, INVITATION_MARK, Letter, LetterRecipient, NewLetter};
pub use line_figures::{LineFigures, T38Packets};
pub use mail_login::{AccessToken, MailLogin, NoToken};
pub use managed::{
    LARGEST_MANAGED, LINE_SETTINGS, MAIL_SETTINGS, ManagedState, OF_MAIL_SERVER, SettingsText,
    device_mark, device_marks, is_same_file, read_managed,
};
pub use moving::{MoveRefused, RuleCorrection};
pub use objects::{FolderOfObjects, Objects};
pub use opening::{NoStore, Store, Tables};
pub use outbox::{
    Again, Deferral, Due, LONGEST_LEASE_MS, NextTry, OutboxEntry, OutboxKind, OutboxState,
    PrintJob, RetryPolicy, Way, to_printer,
};
pub use page_frame::PageFrame;
pub use person::PersonIs;
pub use question::{Answer, QuestionId};
pub use received::{FaxQuery, PageRecord, ReceivedFax, SpoolStats};
pub use restoring::{Restored, restore};
pub use retention::{CleanupReport, Deletion};
pub use retention_classes::{Keeping, RetentionClass};
pub use saved_views::{ListOf, MOST_VIEWS, SavedView};
pub use schema::{ADDING_SINCE, SPOOL_VERSION};
pub use seen::{Seeable, Seen};
pub use sessions::{NewSession, SessionLife, WebSession};
pub use settings_users::SettingsUser;
pub use sorting::{FaxSorting, NOT_IN_TIME, Sorted};
pub use splitting::{PartPages, page_numbers};
pub use store::{Spool, Steady, open_with_clock};
pub use sums::{Sum, SumOf};
pub use taken_over::{TakenFax, TakenOver};
pub use texts::FaxText;
pub use transfers::{Agreed, CameCall, SentCall, ToldCalls, ToldTransfers, Transfers};
pub use trunks::{KnownTrunk, TrunkWay, WithoutV34};
pub use unbooked::DeliveryAttempt;
pub use vouched::Vouched;
pub use waiting_pages::{SHARED_WITHIN_S, waits_for_store};
pub use webhooks::{
    Before, DeadMessage, DueMessage, Happened, MessageId, NewMessage, NewWebhook, SECRET_BEFORE_MS,
    Webhook, WebhookAttempt, WebhookCounts, WebhookId, WebhookNews,
};
pub use word_key::word_parts;
pub use words::WordIndex;

/// Reads a whole document ([`Faxes::document_path`], [`jobs::JobDocument::path`]) into memory and
/// decrypts it if it is encrypted. The path must not lead through a symbolic link. To decrypt, this
/// process must have the keys ([`Encryption::open_documents_by`]).
///
/// # Errors
/// The error of the operating system, or why the document cannot be decrypted ([`unopened`]).
pub fn read_document(path: &std::path::Path) -> std::io::Result<Vec<u8>> {
    at_rest::read(path)
}

/// Opens an unencrypted document's file for reading, positioned at its beginning. Returns none if
/// the document is encrypted; [`read_document`] reads such a document.
///
/// # Errors
/// The error of the operating system.
pub fn open_document(path: &std::path::Path) -> std::io::Result<Option<std::fs::File>> {
    at_rest::open_unsealed(path)
}

/// The length in bytes that the document has when [`read_document`] returns it, decrypted.
///
/// # Errors
/// The error of the operating system.
pub fn document_length(path: &std::path::Path) -> std::io::Result<u64> {
    at_rest::length(path)
}
