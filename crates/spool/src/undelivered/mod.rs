//! Why a mail or a printed fax is not delivered, as data.
//!
//! [`Undelivered`] is the fault of the last attempt of an entry of the outbox, and the reason why
//! the faxmaster gets an entry. The outbox stores its name and its values as JSON; beside them is
//! the English sentence, which older versions of Ferrofax read. The texts are in `languages`. Rows
//! of an older version have a sentence alone ([`Undelivered::of_row`]).

mod printer;
mod relay;
#[cfg(test)]
mod tests;

use ferrofax_languages::{COUNT, Catalogues, language_files, sentences};
use serde_json::Value;

use super::event::parts;

pub use printer::{PrinterFault, PrinterRefusal, PrinterWords};
pub use relay::{RelayFault, RelayStep, TlsFault};

/// The file of each language, in the order of [`ferrofax_languages::Language::ALL`].
const FILES: [&str; COUNT] = language_files!("languages");

static CATALOGUES: Catalogues = Catalogues::new(FILES);

sentences! {
    /// Why a mail or a printed fax is not delivered.
    ///
    /// Names and fields never change their meaning once released, since they are stored and the
    /// API shows them. A field that is added later needs a default.
    pub enum Undelivered: "" in CATALOGUES {
        /// The relay cannot be used.
        Relay {
            /// The relay.
            host: String,
            /// Its fault.
            fault: RelayFault,
        },
        /// The relay refused a step of the session.
        RelayRefused {
            /// The relay.
            host: String,
            /// The step.
            step: RelayStep,
            /// The relay's answer.
            answer: String,
        },
        /// The mailbox is no e-mail address.
        BadAddress {
            /// The mailbox.
            address: String,
        },
        /// The configured sender is no e-mail address.
        BadSender {
            /// The sender.
            address: String,
        },
        /// The library that writes mails refused.
        MailNotWritten {
            /// Its words.
            why: String,
        },
        /// The mail came back after the relay had accepted it.
        CameBack {
            /// The words of the server that returned it.
            why: String,
        },
        /// Another machine sent the mail, because this one was not heard of.
        SentElsewhere {
            /// The other machine.
            node: String,
        },
        /// The mail was sent without the fax.
        SentWithoutFax {
            /// Why.
            fault: Box<Self>,
        },
        /// The attempts are used up.
        GivenUp {
            /// The attempts.
            tries: u32,
            /// The fault of the last one.
            fault: Box<Self>,
        },
        /// The program stopped before the relay accepted the mail.
        Stopped,
        /// The software failed.
        Bug,

        /// The document is encrypted and has to be decrypted first.
        Encrypted,
        /// A report waits for the explanation of the call.
        WaitsForExplanation,
        /// The document cannot be read from the disk.
        DocumentUnreadable {
            /// Its path.
            path: String,
            /// The words of the system.
            why: String,
        },
        /// The document is damaged.
        DocumentDamaged {
            /// The damage.
            why: String,
        },
        /// The file is larger than a file in a mail may be.
        DocumentTooLarge {
            /// Its size.
            megabytes: u64,
            /// The largest size allowed.
            most: u64,
        },
        /// The document has no page.
        DocumentEmpty {
            /// Its path.
            path: String,
        },

        /// The device has no mailbox, so the faxmaster gets the fax.
        NoMailbox,
        /// The fax is the test page of `ferrofax selftest`, so the faxmaster gets it.
        SelftestPage,

        /// The printer does not print the fax.
        Printer {
            /// Its fault.
            fault: PrinterFault,
        },
        /// The entry is no fax for a printer.
        NotForPrinter,
        /// The print command failed.
        Command {
            /// The command.
            program: String,
            /// Its own words, or those of the system.
            why: String,
        },
        /// The print command ended with a failure and said nothing.
        CommandEnded {
            /// The command.
            program: String,
            /// How it ended, in the words of the system.
            status: String,
        },
        /// The print command took too long.
        CommandSlow {
            /// The command.
            program: String,
            /// The time limit.
            seconds: u64,
        },

        /// Anything else: the words of the system, or a sentence of an older version.
        Text {
            /// The words.
            text: String,
        },
    }
}

impl Undelivered {
    /// Its name, in kebab-case.
    pub fn name(&self) -> String {
        parts(self).0
    }

    /// Its values, by their names.
    pub fn values(&self) -> Value {
        Value::Object(parts(self).1)
    }

    /// The fault of a row. `text` is its English sentence, which alone counts if `values` says
    /// something else: an older version of Ferrofax wrote the sentence then.
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

/// Nothing is known of it.
impl Default for Undelivered {
    fn default() -> Self {
        Self::Text { text: String::new() }
    }
}
