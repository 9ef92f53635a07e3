//! Why a relay does not take mails.

use ferrofax_languages::{Filled, InLanguage, Language, sentences};
use serde::{Deserialize, Serialize};

use super::CATALOGUES;

sentences! {
    /// Why a relay cannot be used, for this mail or any other.
    pub enum RelayFault: "relay-" in CATALOGUES {
        /// Its name cannot be resolved.
        NameUnresolved {
            /// The words of the system.
            why: String,
        },
        /// The name servers do not answer.
        NamesSilent,
        /// The name servers did not answer before, and are not asked again yet.
        NamesStillSilent,
        /// Its address refuses connections.
        ConnectionRefused {
            /// The address.
            address: String,
            /// The words of the system.
            why: String,
        },
        /// No connection can be made.
        Unreachable {
            /// The last address that was tried.
            address: String,
            /// The words of the system.
            why: String,
        },
        /// Nothing answers at its address.
        NoAnswer {
            /// The last address that was tried.
            address: String,
        },
        /// It has no address of the same family as the source address.
        NoAddress,
        /// It was too slow, or did not answer.
        Silent {
            /// The time limit.
            seconds: u64,
        },
        /// It closed the connection.
        Closed,
        /// The connection broke.
        Broken {
            /// The words of the system.
            why: String,
        },
        /// TLS failed.
        Tls {
            /// Its fault.
            fault: TlsFault,
        },
        /// It refused STARTTLS.
        TlsRefused {
            /// Its answer.
            answer: String,
        },
        /// It does not offer STARTTLS, which the settings require.
        NoTls,
        /// It does not speak SMTP.
        NotSmtp {
            /// Its answer.
            line: String,
        },
        /// It does not speak SMTP: a line of its answer does not end.
        EndlessLine,
        /// The password is not sent, because the connection is not protected by TLS.
        PasswordUnprotected,
        /// It offers no kind of login that is known here.
        NoLogin,
        /// The login cannot be written as AUTH PLAIN.
        LoginUnwritable,
        /// The program is stopping.
        Stopped,
    }
}

sentences! {
    /// Why TLS is not possible.
    pub enum TlsFault: "tls-" in CATALOGUES {
        /// The processor lacks an instruction set.
        Processor {
            /// The instruction set.
            missing: String,
        },
        /// A file that the settings name cannot be used.
        File {
            /// The setting.
            option: String,
            /// The path of the file.
            path: String,
            /// The fault of the file.
            why: String,
        },
        /// There is no authority to trust.
        NoAuthorities,
        /// The server's name cannot be in a certificate.
        BadName {
            /// The name.
            server: String,
        },
        /// TLS cannot be set up.
        Setup {
            /// The words of the library.
            why: String,
        },
        /// The server sent answers before the handshake.
        EarlyAnswer,
        /// The handshake or a record failed.
        Failed {
            /// The words of the library.
            why: String,
        },
    }
}

/// A step of an SMTP session that a relay can refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelayStep {
    /// The greeting.
    Greeting,
    /// EHLO.
    Ehlo,
    /// HELO.
    Helo,
    /// STARTTLS.
    Starttls,
    /// AUTH.
    Auth,
    /// The user name of the login.
    User,
    /// The login.
    Login,
    /// The sender of the mail.
    Sender,
    /// The recipient of the mail.
    Recipient,
    /// An address that needs an extension which the relay lacks.
    Address,
    /// The mail.
    Mail,
    /// QUIT.
    Quit,
}

impl RelayStep {
    /// The name by which the texts choose.
    const fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Ehlo => "ehlo",
            Self::Helo => "helo",
            Self::Starttls => "starttls",
            Self::Auth => "auth",
            Self::User => "user",
            Self::Login => "login",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Address => "address",
            Self::Mail => "mail",
            Self::Quit => "quit",
        }
    }
}

impl InLanguage for RelayStep {
    fn filled(&self, _: Language) -> Filled {
        Filled::Text(self.name().to_owned())
    }
}
