//! The group "Run" of commands: the Ferrofax service, the mails to fax, users, API keys and
//! passwords.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::diagnose::Around;
use ferrofax_basics::UnixMs;
use ferrofax_spool::OutboxId;
use ferrofax_web::api::{MOST_DAYS, Scope, USUAL_DAYS};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RunCommand {
    /// Run the Ferrofax service: web interface, API, mail-to-fax, network printer, …
    #[command(after_help = "\
The service runs until SIGTERM or Ctrl-C. It provides the web interface, the API, mail-to-fax, the
network printer that faxes documents, HylaFAX's protocol, the drop folder, the printing of received
faxes on paper, watched folders, webhooks, alarms, and the connection to a shared database.")]
    Serve(Serve),
    /// Set up a first installation: settings, an administrator and a certificate
    Setup(Setup),
    /// Fax the mail on standard input (for mail servers that pass mails to a program)
    Mail(Mail),
    /// List mails that wait to be faxed; retry or delete them, or pause faxing
    MailQueue(MailQueue),
    /// List mails and print jobs that are not delivered yet, or retry them
    Outbox(Outbox),
    /// Retry undelivered mails now; `ferrofax outbox retry` does the same
    #[command(hide = true)]
    Requeue(Requeue),
    /// Show how much users have sent; stop users from sending, or let them send again
    Users(Users),
    /// Count faxes, pages, calls and seconds of each user and device in a period
    Report(Report),
    /// Create, list and revoke API keys
    Key(Key),
    /// Read a password from standard input, and print its hash for gateway.toml
    Password {
        /// Print the lines of a [[user]] section for the user with this name: `name`, `password`
        /// and `digest`. `digest` is for logins at the network printer by HTTP Digest
        #[arg(long, value_name = "NAME")]
        digest: Option<String>,
        /// Accept a password with fewer than 8 characters
        #[arg(long)]
        weak: bool,
    },
    /// Log in at the provider of the mailbox from which mails are sent
    Login(Login),
    /// Create, list and delete webhooks, which notify programs of events by HTTP
    Webhook(Hooks),
    /// Let AI assistants read and send faxes (MCP server on standard input)
    Mcp(Mcp),
}

/// The arguments of `ferrofax mcp`.
#[derive(Args, Debug)]
#[command(after_help = "\
The API key is in the variable FERROFAX_API_KEY or in the file of --key-file. The rights of the
key's user, the scopes of the key and the limits of the API apply. The audit log records the
requests as those of any other client of the API. Without --allow-send, no tool changes anything.

Examples:
  ferrofax mcp --key-file fax.key --url https://fax.example.com:8443
  ferrofax mcp --key-file fax.key --url https://192.0.2.7:8443 --ca certificate.pem
  ferrofax mcp --key-file fax.key --url http://127.0.0.1:8080 --allow-send")]
pub(in crate::cli) struct Mcp {
    /// The URL of the web interface; a URL without TLS (http://) must lead to this machine
    #[arg(long, env = "FERROFAX_URL", value_name = "URL")]
    pub(in crate::cli) url: String,
    /// The file whose first line is the API key
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) key_file: Option<PathBuf>,
    /// The file with the certificates to trust [default: those of the operating system]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) ca: Option<PathBuf>,
    /// Also offer the tools that make drafts, send faxes, and cancel, hold and release jobs
    #[arg(long)]
    pub(in crate::cli) allow_send: bool,
}

/// The arguments of `ferrofax serve`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Serve {
    /// The drop folder, whose files the service sends as faxes [default: the folder in
    /// gateway.toml, else `drop` in the spool's folder]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) drop: Option<PathBuf>,
    /// For tests: the program that is started as the child that reads documents and mails
    #[arg(long, hide = true, value_name = "PROGRAM")]
    pub(in crate::cli) child: Option<PathBuf>,
}

/// The arguments of `ferrofax setup`.
#[derive(Args, Debug)]
#[command(after_help = "\
The command asks for each setting that no option gives, and for the administrator's password. If
standard input is not a terminal, its first line is the password. In ferrofax.conf and gateway.toml,
the command changes only the settings that it asks for, and the certificate and listening address of
the web interface.

Example:
  echo 'a long secret' | ferrofax setup --mail-server mail.example.com --sender fax@example.com \\
    --country-code 49 --area-code 991 \\
    --device 2101=alice@example.com --administrator admin=admin@example.com")]
pub(in crate::cli) struct Setup {
    /// The mail server that delivers Ferrofax's mails
    #[arg(long, value_name = "HOST[:PORT]")]
    pub(in crate::cli) mail_server: Option<String>,
    /// The mail address from which Ferrofax sends its mails
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) sender: Option<String>,
    /// The country code of this PBX, without + or 00. Without it, numbers that are written with a
    /// country code are blocked
    #[arg(long, value_name = "DIGITS")]
    pub(in crate::cli) country_code: Option<String>,
    /// The area code of this PBX, without the first 0
    #[arg(long, value_name = "DIGITS")]
    pub(in crate::cli) area_code: Option<String>,
    /// The first fax extension and the mail address that gets its faxes, for example
    /// 2101=anna@example.com
    #[arg(long, value_name = "EXTENSION=ADDRESS")]
    pub(in crate::cli) device: Option<String>,
    /// The administrator's login at the web interface, and the mailbox for mails that cannot be
    /// delivered
    #[arg(long, value_name = "NAME=ADDRESS")]
    pub(in crate::cli) administrator: Option<String>,
    /// The name of this machine in the certificate [default: this machine's host name]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) host: Option<String>,
    /// Order a certificate from Let's Encrypt instead of signing one on this machine
    #[arg(long)]
    pub(in crate::cli) acme: bool,
    /// The IP address and port at which the web interface accepts connections
    #[arg(long, default_value = "0.0.0.0:8443", value_name = "ADDRESS:PORT")]
    pub(in crate::cli) listen: std::net::SocketAddr,
    /// The settings file of the module that Asterisk loads
    #[arg(long, default_value = "/etc/asterisk/ferrofax.conf", value_name = "FILE")]
    pub(in crate::cli) module_settings: PathBuf,
    /// Print the files that would be written, and write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    #[command(flatten)]
    pub(in crate::cli) around: Around,
}

impl Setup {
    /// The name of this machine in the certificate.
    pub(in crate::cli) fn host_name(&self) -> String {
        self.host.clone().unwrap_or_else(ferrofax_delivery::host_name)
    }
}

/// The arguments of `ferrofax mail`.
#[derive(Args, Debug)]
#[command(after_help = "\
This command does not check --sender and --login, since only users with write access to the spool
can run it. A mail is accepted for all recipients or for none.

Exit codes, as in sysexits.h: 0 the mail was accepted, 75 try again later, 65, 67, 69 or 77 the mail
was refused. If the mail was not accepted, standard error has an enhanced status code (RFC 3463) and
the reason.

Example:
  ferrofax mail --sender anna@example.com --login anna 09912700619@fax.example.com")]
pub(in crate::cli) struct Mail {
    /// The sender's mail address in the mail's envelope; empty for delivery reports of mail servers
    #[arg(long, default_value = "", value_name = "ADDRESS", allow_hyphen_values = true)]
    pub(in crate::cli) sender: String,
    /// The name by which the sender has logged in at the mail server; empty: no login
    #[arg(long, value_name = "USER", allow_hyphen_values = true)]
    pub(in crate::cli) login: Option<String>,
    /// The IP address of the mail client that submitted the mail to the mail server [default: this
    /// machine]
    #[arg(long, value_name = "IP")]
    pub(in crate::cli) client: Option<std::net::IpAddr>,
    /// The recipients in the mail's envelope: mail addresses, not fax numbers
    #[arg(required = true, value_name = "RECIPIENT")]
    pub(in crate::cli) recipients: Vec<String>,
}

/// The arguments of `ferrofax login`.
#[derive(Args, Debug)]
#[command(after_help = "\
The command prints a URL. Open it in any browser and log in with the account that [mail_login] in
gateway.toml names. From then on `ferrofax serve` fetches access tokens for the mail server.

Example:
  ferrofax login mail")]
pub(in crate::cli) struct Login {
    #[command(subcommand)]
    pub(in crate::cli) work: LoginWork,
}

/// A subcommand of `ferrofax login`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum LoginWork {
    /// Log in by OAuth 2.0 with the account of [mail_login] in gateway.toml, so that Ferrofax can
    /// log in at the mail server
    Mail {
        /// Remove the stored tokens instead, so that no mail can be sent with them
        #[arg(long)]
        remove: bool,
    },
}

/// The arguments of `ferrofax mail-queue`. Without a subcommand it lists the mails.
#[derive(Args, Debug)]
pub(in crate::cli) struct MailQueue {
    #[command(subcommand)]
    pub(in crate::cli) work: Option<QueueWork>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(in crate::cli) json: bool,
}

/// A subcommand of `ferrofax mail-queue`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum QueueWork {
    /// Show a mail with its subject and the reason why it waits
    Show {
        /// The mail's name, as `ferrofax mail-queue` shows it in the column MAIL
        mail: String,
    },
    /// Pause faxing mails: no mails are accepted (mail servers keep them), and none are faxed
    Pause,
    /// End the pause of `ferrofax mail-queue pause`: mails are accepted and faxed again
    Resume,
    /// Retry mails: fax them now, instead of at the next attempt
    Retry {
        /// The mails' names, as `ferrofax mail-queue` shows them in the column MAIL
        #[arg(required = true)]
        mails: Vec<String>,
    },
    /// Delete mails that wait to be faxed; the mails are not faxed, and nobody is notified
    Delete {
        /// The mails' names, as `ferrofax mail-queue` shows them in the column MAIL
        #[arg(required = true)]
        mails: Vec<String>,
    },
}

/// The arguments of `ferrofax outbox`. Without a subcommand it lists the outbox.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  ferrofax outbox
  ferrofax outbox retry 5
  ferrofax outbox retry --all")]
pub(in crate::cli) struct Outbox {
    #[command(subcommand)]
    pub(in crate::cli) work: Option<OutboxWork>,
    #[command(flatten)]
    pub(in crate::cli) list: ListOutbox,
}

/// A subcommand of `ferrofax outbox`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum OutboxWork {
    /// List mails and print jobs that wait, or whose delivery is no longer attempted
    List(ListOutbox),
    /// Retry undelivered mails now: mails with received faxes, and reports on jobs
    Retry(Requeue),
}

/// The arguments of `ferrofax outbox list`.
#[derive(Args, Debug)]
pub(in crate::cli) struct ListOutbox {
    /// Show at most N mails and print jobs that wait, and N whose delivery is no longer attempted
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(in crate::cli) limit: u32,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax outbox retry`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Requeue {
    /// The mails' numbers, as `ferrofax outbox` shows them
    #[arg(required_unless_present = "all")]
    pub(in crate::cli) mails: Vec<OutboxId>,
    /// Send all mails that wait for another attempt, and all whose delivery is no longer attempted
    #[arg(long, conflicts_with = "mails")]
    pub(in crate::cli) all: bool,
}

/// The arguments of `ferrofax users`. Without a subcommand it lists the users.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax users
  ferrofax users stop alice
  ferrofax users go-on alice")]
pub(in crate::cli) struct Users {
    #[command(subcommand)]
    pub(in crate::cli) work: Option<UsersWork>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(in crate::cli) json: bool,
}

/// A subcommand of `ferrofax users`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum UsersWork {
    /// Stop a user: new faxes are rejected and waiting faxes held, until `ferrofax users go-on`
    Stop {
        /// The user's name, as `ferrofax users` shows it
        user: String,
        /// The reason for the stop, which is shown to the user
        #[arg(default_value = "stopped by the administrator")]
        why: String,
        /// Stop a user whose name Ferrofax does not know yet, for example a user in the LDAP
        /// directory who has never logged in
        #[arg(long)]
        unknown: bool,
    },
    /// Let stopped users send again, and release the faxes that `ferrofax users stop` held
    GoOn {
        /// The users' names, as `ferrofax users` shows them
        #[arg(required = true)]
        users: Vec<String>,
    },
}

/// The arguments of `ferrofax report`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax report --month last
  ferrofax report --since 2026-03-01 --until 2026-04-01 --csv
  ferrofax report --month 2026-10 --pdf october.pdf")]
pub(in crate::cli) struct Report {
    /// The beginning of the reported period: 2026-03-01 or 2026-03-01T14:05:09 [default: the first
    /// of this month]
    #[arg(long, value_name = "TIME", value_parser = super::super::fetch::moment)]
    pub(in crate::cli) since: Option<UnixMs>,
    /// The end of the reported period, in the same form as --since [default: now]
    #[arg(long, value_name = "TIME", value_parser = super::super::fetch::moment)]
    pub(in crate::cli) until: Option<UnixMs>,
    /// Report on a whole month: 2026-10, or `last` for the previous month
    #[arg(long, value_name = "MONTH", value_parser = super::super::report::month, conflicts_with_all = ["since", "until"])]
    pub(in crate::cli) month: Option<(UnixMs, UnixMs)>,
    /// Print the report as CSV for a spreadsheet
    #[arg(long, conflicts_with = "json")]
    pub(in crate::cli) csv: bool,
    /// Write the report, with sums, into this new PDF file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "csv"])]
    pub(in crate::cli) pdf: Option<PathBuf>,
    /// Report on all machines of the shared database, not only on this one
    #[arg(long)]
    pub(in crate::cli) store: bool,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax key`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax key new --user alice --scopes jobs:write,faxes:read crm
  ferrofax key list
  ferrofax key end 3")]
pub(in crate::cli) struct Key {
    #[command(subcommand)]
    pub(in crate::cli) work: KeyWork,
    /// Print JSON
    #[arg(long, global = true)]
    pub(in crate::cli) json: bool,
}

/// A subcommand of `ferrofax key`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum KeyWork {
    /// Create an API key; it is printed once and cannot be shown again
    New {
        /// The user of gateway.toml or users.toml whose permissions the API key has
        #[arg(long, value_name = "USER")]
        user: String,
        /// The API functions that a program may use with the API key
        #[arg(long, required = true, value_delimiter = ',', value_name = "SCOPE", value_parser = scopes())]
        scopes: Vec<Scope>,
        /// Days until the API key expires
        #[arg(long, default_value_t = USUAL_DAYS, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DAYS)))]
        days: u32,
        /// Create a test key: its faxes are never sent; the last digits of the fax number decide
        /// the simulated result
        #[arg(long)]
        test: bool,
        /// A name for the API key
        name: String,
    },
    /// List API keys, including expired ones
    List {
        /// Show only this user's API keys
        #[arg(long, value_name = "USER")]
        user: Option<String>,
    },
    /// Revoke API keys
    End {
        /// The API keys' numbers, as `ferrofax key list` shows them
        #[arg(required = true)]
        keys: Vec<i64>,
    },
}

/// Creates the parser for the scope of an API key. A scope is one kind of operations that the key
/// permits.
fn scopes() -> impl TypedValueParser<Value = Scope> {
    PossibleValuesParser::new(Scope::ALL.map(Scope::name))
        .map(|word| Scope::of(&word).unwrap_or(Scope::Admin))
}

/// The arguments of `ferrofax webhook`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax webhook new https://example.com/fax --owner alice --event job.sent,fax.*
  ferrofax webhook list
  ferrofax webhook again --all")]
pub(in crate::cli) struct Hooks {
    #[command(subcommand)]
    pub(in crate::cli) work: HooksWork,
    /// Print JSON
    #[arg(long, global = true)]
    pub(in crate::cli) json: bool,
}

/// A subcommand of `ferrofax webhook`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum HooksWork {
    /// List webhooks, with the messages that wait and the reasons why they wait
    List,
    /// Create a webhook, and print its secret
    New {
        /// The URL to which Ferrofax sends the events: https://example.com/fax
        url: String,
        /// The user who owns the webhook, by the name in gateway.toml. The webhook gets the events
        /// that this user may see
        #[arg(long)]
        owner: String,
        /// The events that the webhook gets: job.sent, fax.*, …; may be repeated
        #[arg(long = "event", value_delimiter = ',')]
        events: Vec<String>,
    },
    /// Give a webhook a new secret, and print it; the old secret remains valid for a day
    Rotate {
        /// The webhook's number, as `ferrofax webhook list` shows it
        webhook: i64,
    },
    /// Delete a webhook and its waiting messages
    End {
        /// The webhook's number, as `ferrofax webhook list` shows it
        webhook: i64,
    },
    /// List messages of webhooks that could not be delivered
    Dead,
    /// Send undelivered messages of webhooks again
    Again {
        /// The messages' numbers, as `ferrofax webhook dead` shows them
        #[arg(required_unless_present = "all")]
        messages: Vec<i64>,
        /// Send all undelivered messages of all webhooks again
        #[arg(long, conflicts_with = "messages")]
        all: bool,
    },
}
