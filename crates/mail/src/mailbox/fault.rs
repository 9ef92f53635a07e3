//! The reasons why a mailbox cannot be read.

use std::io;
use std::time::Duration;

/// The reason why the mailbox cannot be read now. The text is for an administrator; it contains no
/// secret.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The name of the mailbox's server is not known, or no connection to the server can be made.
    #[error("the server {server} can't be reached: {why}")]
    Unreachable { server: String, why: String },
    /// TLS with the server cannot be set up, for this reason.
    #[error("there is no TLS with {server}: {why}")]
    Tls { server: String, why: String },
    /// The file with the password for the mailbox cannot be read.
    #[error("[mailbox] password_file: {0}")]
    Password(String),
    /// The login needs an access token, and there is none, for this reason.
    #[error("the login needs an access token: {0}")]
    NoToken(String),
    /// The mailbox's server refuses the login.
    #[error("the server refuses the login: {0}")]
    Login(String),
    /// Microsoft Graph refuses access to the mailbox.
    #[error(
        "the server refuses access to the mailbox: {0}; the application needs the permission \
         Mail.ReadWrite for this mailbox"
    )]
    Forbidden(String),
    /// Microsoft Graph knows no mailbox with the address in the setting `user`.
    #[error(
        "there is no such mailbox: {0}; compare `user` with its address, and look whether it has a \
         licence"
    )]
    NoMailbox(String),
    /// Microsoft Graph has rejected a request, because too much was requested. The next request may
    /// be sent after the time `wait`.
    #[error("the server limits how much is read; it is asked again in {} s", .wait.as_secs())]
    Limited { wait: Duration },
    /// The mailbox's server refuses a command that is about the folder `folder`.
    #[error("the folder '{folder}': {why}")]
    Folder { folder: String, why: String },
    /// The mailbox's server refuses the command `command`.
    #[error("the server refuses {command}: {why}")]
    Refused { command: &'static str, why: String },
    /// The mailbox's server did not answer the command `command` within the time `within`.
    #[error("the server did not answer {command} within {} seconds", .within.as_secs())]
    Late { command: &'static str, within: Duration },
    /// The answer to the command `command` has more than `most` bytes.
    #[error("the server's answer to {command} is longer than {most} bytes")]
    TooLong { command: &'static str, most: usize },
    /// The answer to the command `command` is not valid, or does not belong to this command.
    #[error("the server's answer to {command} can't be understood: {why}")]
    Strange { command: &'static str, why: String },
    /// The connection to the mailbox's server ended, for this reason.
    #[error("the connection to the server ended: {0}")]
    Broken(String),
    /// The mailbox is not read, because the Ferrofax service is stopping.
    #[error("the service is stopping")]
    Stopped,
}

impl Fault {
    /// Converts the error of a read from or a write to the mailbox's server into a fault.
    pub(super) fn of_io(error: &io::Error) -> Self {
        Self::Broken(error.to_string())
    }

    /// The time for which the server has asked us to send no request; `None` for other faults than
    /// [`Self::Limited`].
    pub(super) fn wait(&self) -> Option<Duration> {
        match self {
            Self::Limited { wait } => Some(*wait),
            _ => None,
        }
    }

    /// Whether a fault of this kind can be caused by the mail that was being fetched when it
    /// occurred.
    pub(super) fn may_be_of_mail(&self) -> bool {
        matches!(
            self,
            Self::Late { .. } | Self::TooLong { .. } | Self::Strange { .. } | Self::Broken(_)
        )
    }

    /// Whether the server has answered, and its answer is wrong. Other faults may be an outage of
    /// the server, which is not caused by a mail.
    pub(super) fn is_of_answer(&self) -> bool {
        matches!(self, Self::TooLong { .. } | Self::Strange { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Words;
    use ferrofax_languages::Language;
    use ferrofax_resources::english;

    /// A fault of each kind. `Xx` stands for the words of the server.
    fn each() -> Vec<Fault> {
        let (server, why) = (|| "mail.example.com:993".to_owned(), || "Xx".to_owned());
        let (command, second) = ("FETCH", Duration::from_secs(60));
        let mut all = vec![
            Fault::Unreachable { server: server(), why: why() },
            Fault::Tls { server: server(), why: why() },
            Fault::Password(why()),
            Fault::NoToken(why()),
            Fault::Login(why()),
            Fault::Forbidden(why()),
            Fault::NoMailbox(why()),
            Fault::Limited { wait: second },
            Fault::Folder { folder: "Fax".to_owned(), why: why() },
            Fault::Refused { command, why: why() },
            Fault::Late { command, within: second },
            Fault::TooLong { command, most: 7 },
            Fault::Strange { command, why: why() },
            Fault::Broken(why()),
            Fault::Stopped,
        ];
        let ours = "it is missing and can't be created: Xx";
        all.push(Fault::Folder { folder: "Fax".to_owned(), why: ours.to_owned() });
        all
    }

    #[test]
    fn each_fault_is_said_in_each_language_with_the_words_of_the_server() {
        for words in Language::ALL.into_iter().skip(1).map(Words::of) {
            let code = words.language.code();
            for fault in each() {
                let (fault, said) = (fault.to_string(), words.said(&fault.to_string()));
                // A sentence that is not recognised is quoted.
                assert!(!said.contains(&fault) || fault.starts_with('['), "{code}: {said}");
                assert_eq!(said.contains("Xx"), fault.contains("Xx"), "{code}: {said}");
                let own = said.replace("password_file", "");
                english::assert_none(&own, code);
            }
        }
    }
}
