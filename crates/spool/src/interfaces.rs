//! The interfaces of the spool. Each has the operations for one purpose, so that code that uses the
//! spool names the purpose: `spool.outbox().due(…)`. `tests/package/interfaces.rs` lists which
//! folder uses which interface.

use crate::Spool;

/// Declares interfaces: a type for each, and the method of [`Spool`] that returns it.
macro_rules! interfaces {
    ($($(#[$about:meta])+ $name:ident $method:ident;)+) => {
        $(
            $(#[$about])+
            #[derive(Clone, Copy)]
            pub struct $name<'s> {
                pub(crate) spool: &'s Spool,
            }
        )+

        impl Spool {
            $(
                $(#[$about])+
                pub fn $method(&self) -> $name<'_> {
                    $name { spool: self }
                }
            )+
        }
    };
}

interfaces! {
    /// Receiving a fax, page by page, and finishing faxes that a crash cut off.
    Receiving receiving;
    /// Received faxes: lists, documents, what people do with them, links to them, and junk.
    Faxes faxes;
    /// The words that are written on received faxes, and moving the faxes to the right devices.
    FaxTexts fax_texts;
    /// Delivery of received faxes, reports and letters to people: mails, prints, watched folders.
    Outbox outbox;
    /// New jobs, the documents and API requests that become jobs, and how much each user has sent.
    Submission submission;
    /// Jobs: lists, history, commands of people, and deletion.
    Jobs jobs;
    /// Jobs that are due: leases, the progress of calls, and the end of attempts.
    Queue queue;
    /// Settings that the module publishes for the service (devices, rules of sending, classes of
    /// retention), and questions of the service to the module.
    Devices devices;
    /// The memory of telephone numbers and trunks, and the address books.
    Numbers numbers;
    /// Sessions, API keys and external accounts of users, and their languages.
    Logins logins;
    /// Webhooks and their messages.
    Webhooks webhooks;
    /// Recordings, steps and transfers of calls.
    Recordings recordings;
    /// Deletion by age, legal holds, and the data of one person.
    Retention retention;
    /// Keys, and the documents that are encrypted by them.
    Encryption encryption;
    /// Figures, alarms, news for live views, and checks and backups of the database.
    Monitoring monitoring;
}
