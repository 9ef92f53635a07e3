//! The reasons why a mail relay does not accept an e-mail.

use ferrofax_languages::{Filled, InLanguage, Language, sentences};
use serde::{Deserialize, Serialize};

use super::CATALOGUES;
use crate::value::words;

sentences! {
    /// The reason why a mail relay cannot be used, for this e-mail or any other.
    pub enum RelayFault: "relay-" in CATALOGUES {
        /// The relay's name cannot be resolved.
        NameUnresolved {
            /// The system's error message.
            why: String,
        },
        /// The name servers do not answer when the relay's name is resolved.
        NamesSilent,
        /// The name servers did not answer before, and are not asked again yet.
        NamesStillSilent,
        /// The relay's IP address refuses connections.
        ConnectionRefused {
            /// The relay's IP address and port.
            address: String,
            /// The system's error message.
            why: String,
        },
        /// No connection to the relay can be made.
        Unreachable {
            /// The last address that was tried.
            address: String,
            /// The system's error message.
            why: String,
        },
        /// No answer comes from the relay's IP address.
        NoAnswer {
            /// The last address that was tried.
            address: String,
        },
        /// The relay has no IP address of the same family (IPv4 or IPv6) as the configured source
        /// address.
        NoAddress,
        /// The relay was too slow, or did not answer.
        Silent {
            /// The time limit, in seconds.
            seconds: u64,
        },
        /// The relay closed the connection.
        Closed,
        /// The connection to the relay broke.
        Broken {
            /// The system's error message.
            why: String,
        },
        /// TLS with the relay failed.
        Tls {
            /// The fault of TLS.
            fault: TlsFault,
        },
        /// The relay refused STARTTLS.
        TlsRefused {
            /// The relay's answer.
            answer: String,
        },
        /// The relay does not offer STARTTLS, which the settings require.
        NoTls,
        /// The relay does not speak SMTP.
        NotSmtp {
            /// The relay's answer.
            line: String,
        },
        /// The relay does not speak SMTP: a line of its answer does not end.
        EndlessLine,
        /// The password is not sent, because the connection is not protected by TLS.
        PasswordUnprotected,
        /// The relay offers neither AUTH PLAIN nor AUTH LOGIN.
        NoLogin,
        /// The user name or password cannot be written as AUTH PLAIN.
        LoginUnwritable,
        /// There is no access token for the login by OAuth 2.0.
        NoToken {
            /// The reason: the fault of the Ferrofax service that should fetch the token.
            why: String,
        },
        /// The access token is not sent, because the connection is not protected by TLS.
        TokenUnprotected,
        /// The relay offers neither AUTH XOAUTH2 nor AUTH OAUTHBEARER.
        NoTokenLogin,
        /// Ferrofax is stopping.
        Stopped,
    }
}

sentences! {
    /// The step of an administrator after a relay has refused a login or a mail. Each refusal
    /// comes from a mail server of Microsoft or Google, or means the same at any server.
    pub enum RelayRemedy: "remedy-" in CATALOGUES {
        /// The relay accepts no passwords any more.
        UseOauth2,
        /// Logins by SMTP are switched off for the mailbox or for the organisation.
        SwitchOnSmtpAuth,
        /// The relay rejects the access token: the application may not use this mailbox, or the
        /// token is for another service.
        GrantMailbox,
        /// The relay rejects the user name or the password.
        CheckPassword,
        /// The relay requires a login.
        LogIn,
        /// The account may not send from the address in `serveremail`.
        GrantSendAs,
        /// The mailbox has no licence.
        AssignLicence,
        /// The mailbox of the account is full.
        EmptyMailbox,
        /// The relay limits how much the account sends. The mail is sent later.
        Wait,
    }
}

sentences! {
    /// The reason why TLS is not possible.
    pub enum TlsFault: "tls-" in CATALOGUES {
        /// The processor of this machine lacks an instruction set.
        Processor {
            /// The name of the instruction set.
            missing: String,
        },
        /// A file that the settings name cannot be used.
        File {
            /// The name of the setting.
            option: String,
            /// The path of the file.
            path: String,
            /// The error with the file.
            why: String,
        },
        /// The system has no certificates of certificate authorities to trust.
        NoAuthorities,
        /// The server's name cannot be in a certificate.
        BadName {
            /// The server's name.
            server: String,
        },
        /// TLS cannot be set up.
        Setup {
            /// The error message of the TLS library.
            why: String,
        },
        /// The server sent answers before the TLS handshake.
        EarlyAnswer,
        /// The TLS handshake or a TLS record failed.
        Failed {
            /// The error message of the TLS library.
            why: String,
        },
    }
}

words! {
    /// A step of an SMTP session that a relay can refuse.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum RelayStep {
        /// The relay's greeting at the start of the session.
        Greeting = "greeting",
        /// The command EHLO.
        Ehlo = "ehlo",
        /// The command HELO.
        Helo = "helo",
        /// The command STARTTLS.
        Starttls = "starttls",
        /// The command AUTH.
        Auth = "auth",
        /// The user name of the login.
        User = "user",
        /// The login with user name and password.
        Login = "login",
        /// The sender of the e-mail.
        Sender = "sender",
        /// The recipient of the e-mail.
        Recipient = "recipient",
        /// An address that needs an SMTP extension which the relay lacks.
        Address = "address",
        /// The content of the e-mail.
        Mail = "mail",
        /// The command QUIT.
        Quit = "quit",
    }
}

impl InLanguage for RelayStep {
    fn filled(&self, _: Language) -> Filled {
        Filled::Text(self.name().to_owned())
    }
}
