//! The reasons why a mail or a printed fax is not delivered, as data.
//!
//! [`Undelivered`] is the fault of the last attempt of an outbox entry, or the reason why the
//! faxmaster gets an entry. The outbox stores its name and its values as JSON. A further column has
//! the English sentence, which older versions of Ferrofax read. The texts are in `languages`. Rows
//! of an older version have only the sentence ([`Undelivered::of_row`]).

mod printer;
mod relay;
#[cfg(test)]
mod tests;

use ferrofax_languages::{COUNT, Catalogues, language_files, sentences};
use serde_json::Value;

use super::event::parts;

pub use printer::{PrinterFault, PrinterRefusal, PrinterWords};
pub use relay::{RelayFault, RelayRemedy, RelayStep, TlsFault};

/// The file of each language, in the order of [`ferrofax_languages::Language::ALL`].
const FILES: [&str; COUNT] = language_files!("languages");

static CATALOGUES: Catalogues = Catalogues::new(FILES);

sentences! {
    /// Why a mail or a printed fax is not delivered.
    ///
    /// Names and fields never change their meaning once they are released, since they are stored
    /// and the API shows them. A field that is added later needs a default.
    pub enum Undelivered: "" in CATALOGUES {
        /// The relay cannot be used.
        Relay {
            /// The host name of the relay.
            host: String,
            /// The fault of the relay.
            fault: RelayFault,
        },
        /// The relay refused a step of the session.
        RelayRefused {
            /// The host name of the relay.
            host: String,
            /// The refused step.
            step: RelayStep,
            /// The relay's answer.
            answer: String,
        },
        /// The relay refused a step of the session, and it is known what helps.
        WithRemedy {
            /// The refusal.
            fault: Box<Self>,
            /// The step that would help.
            remedy: RelayRemedy,
        },
        /// The mailbox is no e-mail address.
        BadAddress {
            /// The address of the mailbox.
            address: String,
        },
        /// The configured sender is no e-mail address.
        BadSender {
            /// The address of the sender.
            address: String,
        },
        /// The library that composes mails could not write the mail.
        MailNotWritten {
            /// The error message of the library.
            why: String,
        },
        /// The mail must be encrypted, and the mail server is not the Ferrofax service, which
        /// encrypts.
        NotProtected {
            /// The host name or the socket of the mail server.
            host: String,
        },
        /// The mail was returned after the relay had accepted it.
        CameBack {
            /// The message of the server that returned the mail.
            why: String,
        },
        /// Another node sent the mail, because this machine could not be reached.
        SentElsewhere {
            /// The other node.
            node: String,
        },
        /// The mail was sent without the fax.
        SentWithoutFax {
            /// The reason why the fax is missing.
            fault: Box<Self>,
        },
        /// The entry was given up after its last attempt.
        GivenUp {
            /// The number of attempts.
            tries: u32,
            /// The fault of the last attempt.
            fault: Box<Self>,
        },
        /// The Ferrofax module stopped before the relay accepted the mail.
        Stopped,
        /// A bug in the software.
        Bug,

        /// The document is encrypted and has to be decrypted first.
        Encrypted,
        /// A report waits until the explanation of the call is stored.
        WaitsForExplanation,
        /// The document cannot be read from the disk.
        DocumentUnreadable {
            /// The path of the document.
            path: String,
            /// The error message of the operating system.
            why: String,
        },
        /// The document is damaged.
        DocumentDamaged {
            /// A description of the damage.
            why: String,
        },
        /// The document is larger than a file in a mail may be.
        DocumentTooLarge {
            /// The size of the document in megabytes.
            megabytes: u64,
            /// The largest size allowed in megabytes.
            most: u64,
        },
        /// The document has no page.
        DocumentEmpty {
            /// The path of the document.
            path: String,
        },

        /// The device has no mailbox, so the faxmaster gets the fax.
        NoMailbox,
        /// The fax is the test page of `ferrofax selftest`, so the faxmaster gets it.
        SelftestPage,

        /// The printer did not print the fax.
        Printer {
            /// The fault of the printer.
            fault: PrinterFault,
        },
        /// The outbox entry is no fax for a printer.
        NotForPrinter,
        /// The print command failed.
        Command {
            /// The name of the command.
            program: String,
            /// The message of the command, or of the operating system.
            why: String,
        },
        /// The print command ended with an error and printed no message.
        CommandEnded {
            /// The name of the command.
            program: String,
            /// The exit status, as the operating system describes it.
            status: String,
        },
        /// The print command took too long.
        CommandSlow {
            /// The name of the command.
            program: String,
            /// The time limit in seconds.
            seconds: u64,
        },

        /// Any other reason: a message of the operating system, or a sentence of an older version.
        Text {
            /// The text.
            text: String,
        },
    }
}

impl Undelivered {
    /// The name of the variant, in kebab-case.
    pub fn name(&self) -> String {
        parts(self).0
    }

    /// The values of the variant, by their names.
    pub fn values(&self) -> Value {
        Value::Object(parts(self).1)
    }

    /// Reads the fault of a row. `text` is the English sentence of the row. If `values` means
    /// another sentence, only `text` counts, because an older version of Ferrofax has changed the
    /// row since.
    pub(crate) fn of_row(values: Option<&str>, text: &str) -> Self {
        let read = values.and_then(|values| serde_json::from_str::<Self>(values).ok());
        read.filter(|read| read.to_string() == text).unwrap_or_else(|| text.into())
    }

    /// The columns of a row: the English sentence, and the name with its values as JSON.
    pub(crate) fn columns(&self) -> (String, Option<String>) {
        let values = match self {
            Self::Text { .. } => None,
            _ => serde_json::to_string(self).ok(),
        };
        (self.to_string(), values)
    }
}

impl From<&str> for Undelivered {
    fn from(text: &str) -> Self {
        Self::Text { text: text.to_owned() }
    }
}

impl From<String> for Undelivered {
    fn from(text: String) -> Self {
        Self::Text { text }
    }
}

impl From<&Self> for Undelivered {
    fn from(other: &Self) -> Self {
        other.clone()
    }
}

impl From<PrinterFault> for Undelivered {
    fn from(fault: PrinterFault) -> Self {
        Self::Printer { fault }
    }
}

/// An empty text, which means that nothing is known.
impl Default for Undelivered {
    fn default() -> Self {
        Self::Text { text: String::new() }
    }
}
