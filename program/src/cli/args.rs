//! The words of the command line.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use super::wished::{Wished, resolutions};
use crate::api::{MOST_DAYS, Scope, USUAL_DAYS};
use crate::folders::FileFormat;
use crate::takeover::Names;
use ferrofax_basics::UnixMs;
use ferrofax_ground::t4::Resolution;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::wish::Wish;
use ferrofax_spool::{DeviceName, FaxId, HeldId, LegalHoldId, OutboxId, RecordId, SPOOL_VERSION};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "ferrofax", version = version(), about = "Sends faxes through Ferrofax, and shows how they fare.", long_about = None)]
#[command(after_help = "\
Root and the spool's owner may send, and whoever the administrator lets in by the folder's group and
by gateway.toml. What is wrong is refused before anything is taken.

Exit codes: 0 done (with --wait: sent), 1 failed, 2 refused because of what was given.")]
pub(super) struct Arguments {
    /// The spool's folder, as `spool` in ferrofax.conf has it
    #[arg(long, global = true, env = "FERROFAX_SPOOL", default_value = SPOOL, value_name = "DIR")]
    pub(super) spool: PathBuf,
    /// The gateway's settings; defaults hold where there is no such file
    #[arg(long, global = true, env = "FERROFAX_CONFIG", default_value = CONFIG, value_name = "FILE")]
    pub(super) config: PathBuf,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// This version, which all parts of Ferrofax have in common.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What it is and what it works with.
fn version() -> &'static str {
    static TEXT: LazyLock<String> =
        LazyLock::new(|| told_version(option_env!("FERROFAX_ASTERISK_ABI")));
    &TEXT
}

/// With the Asterisk that the package is for in which it is: as that names what modules must be
/// built for, and as `ferrofax show version` on its command line does.
fn told_version(abi: Option<&str>) -> String {
    let asterisk = match abi.filter(|abi| !abi.is_empty()) {
        Some(abi) => format!("packed for Asterisk with ABI {abi}"),
        None => "built without Asterisk".to_owned(),
    };
    format!("{VERSION} ({asterisk}, spool of version {SPOOL_VERSION})")
}

/// Where ferrofax.conf puts the spool unless told otherwise.
const SPOOL: &str = "/var/spool/asterisk/ferrofax";

/// Where Asterisk's packages put its own.
const ASTERISK_CONF: &str = "/etc/asterisk/asterisk.conf";

/// Where the package puts the settings.
pub(super) const CONFIG: &str = "/etc/ferrofax/gateway.toml";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Send documents to a number
    Send(Box<Send>),
    /// Fetch the document that a fax machine holds (polling); it comes as a received fax does
    Poll(Box<Poll>),
    /// Hold documents at a device until they are fetched (polling)
    HoldForPolling(HoldForPolling),
    /// List documents that are held to be fetched, and who fetched them, or remove them
    Held(Held),
    /// List jobs, or show one with its pages and its history
    Jobs(Jobs),
    /// End jobs; one that is in a call ends with it
    Cancel(Which),
    /// Hold jobs until they are released
    Hold(Which),
    /// Release held jobs
    Release(Which),
    /// Have jobs tried now; failed ones afresh, from the first page that was not confirmed
    Retry(Which),
    /// Change what goes first
    Priority(Priority),
    /// Give a job the number that it waits for; then it goes like any other
    Number(GiveNumber),
    /// Show what is known of the numbers that faxes went to, and what the next call makes of it;
    /// or forget it
    Numbers(Numbers),
    /// List received faxes
    Faxes(Faxes),
    /// Records of calls: list them, explain one, run it again, draw it, or give it away
    Call(Box<Call>),
    /// Mail a received fax again, to its mailboxes or to others
    MailAgain(MailAgain),
    /// Print a received fax again, on the printers of its device or on others: after a
    /// paper jam nobody has to fax it once more
    PrintAgain(PrintAgain),
    /// Try mails again that could not be delivered, by their numbers in the outbox, or
    /// all that wait
    Requeue(Requeue),
    /// Delete jobs and received faxes that have been kept for long enough
    Cleanup(Cleanup),
    /// Copy all that is of one person into a new folder: faxes and jobs with their documents and
    /// histories
    ExportPerson(ExportPerson),
    /// Delete all that is of one person, but for what is on legal hold
    ErasePerson(ErasePerson),
    /// Faxes that are filed as junk, and callers that were refused: list them, or have a fax go where
    /// it was meant to go
    Junk(Junk),
    /// The store that several machines share: how this one stands to it and which others there are;
    /// what they brought
    Node(NodeWords),
    /// Take over what another fax server has: its queue, what it has ended, and what it received
    Import(Import),
    /// Faxes, jobs, devices and numbers of which nothing may be deleted (legal hold): list, place
    /// and release these holds
    LegalHold(LegalHolds),
    /// Copy the spool into a new folder, while it is at work: the database, the
    /// documents, mails that wait
    Backup(Backup),
    /// Put a backup in the place of the spool, while neither the PBX nor `serve` runs; what was
    /// there is kept beside
    Restore(Restore),
    /// Have all documents of this machine's spool that rest sealed by the newest key of [sealing],
    /// also those that are in clear; stopped, it goes on where it was when it is run again
    Rekey(Rekey),
    /// Make the index of words anew by which received faxes are found; `check` says when
    Index,
    /// Print figures for those who watch many machines, or whether this one is ready
    Show(Show),
    /// See whether the audit log is as it was written, or note where it stands
    Audit(Audit),
    /// See whether all is there for sending and receiving: spool, disk, rights, module,
    /// dialplan, trunk, relay, clock, converters, settings
    Check(Check),
    /// Prove the installation: what `check` sees, and a page that is faxed from one device
    /// to another through the PBX and compared row by row
    Selftest(Selftest),
    /// Show what would be sent of a document or a mail: its fax pages as a PDF or TIFF file, or the
    /// first as a picture
    Convert(Convert),
    /// Take in mails and what is moved into a drop folder, until ended by SIGTERM or Ctrl-C
    Serve(Serve),
    /// Take in the mail at standard input, for a mail server that hands over by a pipe
    Mail(Mail),
    /// Show who sent how much by the gateway, and who is stopped; stop users and let them go on
    Users(Users),
    /// Print what each user has faxed from each device in a period, and what came to each: faxes,
    /// pages, calls and seconds
    Report(Report),
    /// Print the hash of a password, for gateway.toml; the password is read from the standard input
    Password {
        /// Print all lines for the [[user]] of this name, with what HTTP Digest at the printer needs
        #[arg(long, value_name = "NAME")]
        digest: Option<String>,
    },
    /// Make, list and end keys by which programs use the API
    Key(Key),
    /// See mails that were taken in and are no jobs yet; pause and resume taking them in
    MailQueue(MailQueue),
    /// Programs that are told by HTTP what happens: make webhooks, list and end them
    Webhook(Hooks),
    /// Not for people: writes the pages of the manual and the completions of shells.
    #[command(hide = true)]
    Pages { folder: PathBuf },
    /// Not for people: the child process that reads documents.
    #[command(hide = true, name = crate::convert::CHILD_WORD)]
    ConvertChild { memory_mb: u64, fonts: Vec<PathBuf> },
    /// Not for people: the process that becomes an outside program.
    #[command(hide = true, name = crate::convert::PROGRAM_WORD)]
    ConvertProgram {
        memory_mb: u64,
        local_sockets: u8,
        folder: PathBuf,
        #[arg(last = true)]
        words: Vec<std::ffi::OsString>,
    },
    /// Not for people: the child process that reads mails.
    #[command(hide = true, name = crate::mail::reading::CHILD_WORD)]
    ReadMail { memory_mb: u64 },
    /// Not for people: the child process that finds out whether a mail's sender is who it claims.
    #[command(hide = true, name = crate::rights::CHILD_WORD)]
    JudgeMail { memory_mb: u64 },
    /// Not for people: the child process that looks at records of calls.
    #[command(hide = true, name = crate::examiner::CHILD_WORD)]
    ExamineCall { memory_mb: u64 },
    /// Not for people: tries what these may not do.
    #[command(hide = true, name = crate::confine::PROBE_WORD)]
    ConfineProbe { file: PathBuf },
}

/// `ferrofax import`
#[derive(Args, Debug)]
pub(super) struct Import {
    #[command(subcommand)]
    pub(super) from: ImportFrom,
}

#[derive(Debug, Subcommand)]
pub(super) enum ImportFrom {
    /// From HylaFAX's spool. Nothing is changed there; what was taken over is not taken again.
    /// Jobs of the queue are held here; docs/from-hylafax.md says how they are sent
    Hylafax(ImportHylafax),
}

/// `ferrofax import hylafax`
#[derive(Args, Debug)]
pub(super) struct ImportHylafax {
    /// HylaFAX's spool, as /var/spool/hylafax
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// Its settings, where they are not in DIR/etc: Debian has them in /etc/hylafax
    #[arg(long, value_name = "DIR")]
    pub(super) etc: Option<PathBuf>,
    /// The device that stands for a modem, a number or a user of HylaFAX's, as ttyIAX0=2101; may
    /// be given several times. Users of gateway.toml have their own
    #[arg(long = "map", value_name = "NAME=DEVICE")]
    pub(super) names: Vec<Names>,
    /// The device of all for which no other is named
    #[arg(long)]
    pub(super) device: Option<String>,
    /// Send the jobs of the queue, also those that were taken over and held before and are still
    /// in it. HylaFAX must be stopped, and not be started with this queue again
    #[arg(long)]
    pub(super) release: bool,
    /// Say what would be taken over and what not, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// `ferrofax send`. What is not given is as the device and ferrofax.conf say.
#[derive(Args, Debug)]
pub(super) struct Send {
    #[arg(allow_hyphen_values = true, help = Wish::Number.row().help)]
    pub(super) number: String,
    /// PDF, TIFF, pictures, HTML or text, and what else there are programs for; they go
    /// in one fax, in this order; - is the standard input
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) wished: Wished,
    /// Show how it fares until it is sent (exit code 0) or has failed (1)
    #[arg(long)]
    pub(super) wait: bool,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// `ferrofax poll`: a job as `ferrofax send` makes one.
#[derive(Args, Debug)]
#[command(after_help = "\
What is fetched is a received fax of the device, and goes by mail to whom the reports go. Whoever may
send to the number from the device may fetch from there.")]
pub(super) struct Poll {
    #[arg(allow_hyphen_values = true, help = "Who has it: a number as for `ferrofax send`")]
    pub(super) number: String,
    /// Documents that are sent in the same call, before the other one is fetched
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Fetch the document that is held under this number (SEP): digits, * and #
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(super) sep: Option<String>,
    #[command(flatten)]
    pub(super) wished: Wished,
    /// Show how it fares until it is fetched (exit code 0) or has failed (1)
    #[arg(long)]
    pub(super) wait: bool,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// `ferrofax jobs`
#[derive(Args, Debug)]
pub(super) struct Jobs {
    /// Show this one alone, with its pages and its history
    pub(super) job: Option<JobId>,
    /// Show it again each second, until Ctrl-C
    #[arg(long)]
    pub(super) watch: bool,
    /// Only these: suspended, pending, sleeping, blocked, ready, active, done, failed
    #[arg(long, value_delimiter = ',', value_name = "STATE", conflicts_with = "job")]
    pub(super) state: Vec<String>,
    /// Only this device's: extension@context
    #[arg(long, value_name = "DEVICE", conflicts_with = "job")]
    pub(super) device: Option<String>,
    /// Only those to this number, or to one that holds these digits
    #[arg(long, value_name = "NUMBER", conflicts_with = "job")]
    pub(super) number: Option<String>,
    /// Only those with these words in the tag, the recipient, the company or the subject
    #[arg(long, value_name = "WORDS", conflicts_with = "job")]
    pub(super) search: Option<String>,
    /// So many of those that have ended, at most
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(super) limit: u32,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// Jobs by their numbers.
#[derive(Args, Debug)]
pub(super) struct Which {
    /// The jobs' numbers
    #[arg(required = true)]
    pub(super) jobs: Vec<JobId>,
}

/// `ferrofax priority`
#[derive(Args, Debug)]
pub(super) struct Priority {
    /// The job's number
    pub(super) job: JobId,
    /// From 0 (goes first) to 255
    pub(super) priority: u8,
}

/// `ferrofax number`
#[derive(Args, Debug)]
pub(super) struct GiveNumber {
    /// The job's number in the spool
    pub(super) job: JobId,
    #[arg(allow_hyphen_values = true, help = Wish::Number.row().help)]
    pub(super) number: String,
}

/// `ferrofax numbers`. Without a number it lists them.
#[derive(Args, Debug)]
#[command(after_help = "\
What is learned of a number, for how long, and of which nothing: number_memory in ferrofax.conf.")]
pub(super) struct Numbers {
    /// Show this one alone, written as for `ferrofax send`; or a trunk, as PJSIP/provider
    #[arg(allow_hyphen_values = true)]
    pub(super) number: Option<String>,
    /// Forget all that is known of this number, or of this trunk
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true, conflicts_with_all = ["number", "json"])]
    pub(super) forget: Option<String>,
    /// Show trunks, and whether V.34 gets through on them
    #[arg(long, conflicts_with_all = ["number", "forget"])]
    pub(super) trunks: bool,
    /// So many, those that were called last
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(super) limit: u32,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// `ferrofax faxes`. Without a word it lists them.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Faxes {
    #[command(subcommand)]
    pub(super) work: Option<FaxesWork>,
    /// Only this device's: extension@context
    #[arg(long, value_name = "DEVICE")]
    pub(super) device: Option<String>,
    /// So many, the newest ones
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(super) limit: u32,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// What is to be done with received faxes.
#[derive(Debug, Subcommand)]
pub(super) enum FaxesWork {
    /// Copy received faxes into a folder, each with a JSON that says what is known of it; one
    /// whose file is there already is left alone
    Fetch(Fetch),
}

/// `ferrofax hold-for-polling`
#[derive(Args, Debug)]
#[command(after_help = "\
A caller whose machine asks for a document (polling) is given them, in this order and as one. Whoever
may send from the device may have it hold documents.")]
pub(super) struct HoldForPolling {
    /// Documents; - is the standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// The device that holds them: its extension, or extension@context
    #[arg(long, value_name = "DEVICE")]
    pub(super) device: String,
    /// Only who asks for this number gets them (SEP): digits, * and #
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(super) sep: Option<String>,
    /// Only who says this password gets them (PWD): digits, * and #
    #[arg(long, value_name = "PASSWORD", allow_hyphen_values = true)]
    pub(super) pwd: Option<String>,
    /// They are held no more when they were fetched once
    #[arg(long)]
    pub(super) once: bool,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// `ferrofax held`
#[derive(Args, Debug)]
pub(super) struct Held {
    #[command(subcommand)]
    pub(super) work: Option<HeldWork>,
    /// Only this device's: its extension, or extension@context
    #[arg(long, value_name = "DEVICE")]
    pub(super) device: Option<String>,
    /// Also those that are held no more
    #[arg(long)]
    pub(super) all: bool,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// What is to be done with documents that are held.
#[derive(Debug, Subcommand)]
pub(super) enum HeldWork {
    /// Hold documents no more
    Remove {
        /// Their numbers, as `ferrofax held` has them
        #[arg(required = true, value_name = "DOCUMENT")]
        documents: Vec<HeldId>,
    },
}

/// `ferrofax faxes fetch`
#[derive(Args, Debug)]
pub(super) struct Fetch {
    /// Only this device's: extension, or extension@context
    #[arg(long, value_name = "DEVICE")]
    pub(super) device: Option<DeviceName>,
    /// Only those that began at this time or later: 2026-03-01 or 2026-03-01T14:05:09
    #[arg(long, value_name = "TIME", value_parser = super::fetch::moment)]
    pub(super) since: Option<UnixMs>,
    /// Only those with a higher number: a script goes on with the last that it got
    #[arg(long, value_name = "FAX")]
    pub(super) after: Option<FaxId>,
    /// As what
    #[arg(long, value_enum, default_value_t = FileFormat::Pdf)]
    pub(super) format: FileFormat,
    /// No JSON
    #[arg(long)]
    pub(super) no_json: bool,
    /// Print a line of JSON for each fax that was copied, in place of its name
    #[arg(long)]
    pub(super) json: bool,
    /// The folder, which the spool's owner can write
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
}

/// `ferrofax mail-again`
#[derive(Args, Debug)]
pub(super) struct MailAgain {
    /// The fax's number
    pub(super) fax: FaxId,
    /// To this address instead of the fax's mailboxes, or to a printer as print:NAME; may
    /// be given several times
    #[arg(long, value_name = "ADDRESS")]
    pub(super) to: Vec<String>,
}

/// `ferrofax print-again`
#[derive(Args, Debug)]
pub(super) struct PrintAgain {
    /// The fax's number, as `ferrofax faxes` lists it
    pub(super) fax: FaxId,
    /// On this printer instead of those of the fax's device, by its name as in P(NAME);
    /// may be given several times
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(super) to: Vec<String>,
}

/// `ferrofax requeue`
#[derive(Args, Debug)]
pub(super) struct Requeue {
    /// The mails' numbers, as `ferrofax faxes --json` and the PBX's
    /// `ferrofax show outbox` have them
    #[arg(required_unless_present = "all")]
    pub(super) mails: Vec<OutboxId>,
    /// All that wait for a later try, and all that nobody got
    #[arg(long, conflicts_with = "mails")]
    pub(super) all: bool,
}

/// `ferrofax cleanup`
#[derive(Args, Debug)]
pub(super) struct Cleanup {
    /// Keep what is not older than so many days (`retention_days` of ferrofax.conf; the
    /// module cleans up by it). It holds also for what a class of retention does not say:
    /// fewer days than `retention_days` delete that earlier
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub(super) keep_days: u32,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// `ferrofax export-person`
#[derive(Args, Debug)]
#[command(after_help = "\
Of a number: what came from it, or from machines that call themselves so, and what was sent to it. Of an
address: faxes for it, and jobs that it owns or is told of.")]
pub(super) struct ExportPerson {
    /// A number, in any way in which it is written, or a mail address
    #[arg(value_name = "NUMBER|ADDRESS", allow_hyphen_values = true)]
    pub(super) who: String,
    /// The folder, which is made
    pub(super) folder: PathBuf,
    /// What the store has that machines share, and not what is of this one
    #[arg(long)]
    pub(super) store: bool,
}

/// `ferrofax erase-person`
#[derive(Args, Debug)]
pub(super) struct ErasePerson {
    /// A number or a mail address, as for `ferrofax export-person`, which says before what that is
    #[arg(value_name = "NUMBER|ADDRESS", allow_hyphen_values = true)]
    pub(super) who: String,
    /// Why; it stands in the proof of each deletion, so name nobody
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(super) why: String,
    /// What the store has that machines share, and not what is of this one
    #[arg(long)]
    pub(super) store: bool,
}

/// `ferrofax junk`. Without a word it lists both.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Junk {
    #[command(subcommand)]
    pub(super) work: Option<JunkWork>,
    /// So many of each, the newest ones
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(super) limit: u32,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// What is to be done with junk.
#[derive(Debug, Subcommand)]
pub(super) enum JunkWork {
    /// These are no junk: they are mailed and printed as if they had just come
    Release {
        /// Their numbers, as `ferrofax junk` has them
        #[arg(required = true, value_name = "FAX")]
        faxes: Vec<FaxId>,
    },
}

/// `ferrofax rekey`.
#[derive(Args, Debug)]
pub(super) struct Rekey {
    /// Only say how many there are, by which keys
    #[arg(long)]
    pub(super) count: bool,
    /// Put all back in clear (`seal = false` in [sealing])
    #[arg(long, conflicts_with = "count")]
    pub(super) open: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// `ferrofax node`. Without a word it is `status`.
#[derive(Args, Debug)]
pub(super) struct NodeWords {
    #[command(subcommand)]
    pub(super) work: Option<NodeWork>,
    /// Say it for programs
    #[arg(long, global = true)]
    pub(super) json: bool,
}

/// What is asked of the store.
#[derive(Debug, Subcommand)]
pub(super) enum NodeWork {
    /// How many faxes this machine has shipped and has to ship, and the nodes that there are
    Status,
    /// Say of all received faxes of this machine whether the store has them, by pages and the
    /// hashes of documents on both sides, and what besides stays here
    Compare {
        /// Read each document out of the store, and hash it again
        #[arg(long)]
        octets: bool,
    },
    /// List what all nodes have brought
    Faxes {
        /// So many, the newest ones
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: u32,
    },
    /// Copy the document of a fax out of the store (TIFF-F), checked by its hash
    Fetch {
        /// Its number in the store, as `ferrofax node faxes` has it
        #[arg(value_name = "FAX")]
        fax: FaxId,
        /// A new file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Delete faxes from the store, with their documents; what a node still has of them does not
    /// come back
    Delete {
        /// Their numbers in the store
        #[arg(required = true, value_name = "FAX")]
        faxes: Vec<FaxId>,
    },
    /// List what the store has to send and has sent, for all nodes
    Jobs {
        /// So many, as they go, and then those that have ended
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
    },
    /// What all nodes know of numbers, as far as it is the number's own and not a line's
    Numbers {
        /// Of this one alone
        #[arg(value_name = "NUMBER")]
        number: Option<String>,
        /// So many, those that were called last
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
    },
    /// Cancel jobs in the store; a node that sends one breaks its call off
    Cancel(StoreJobs),
    /// Hold jobs in the store until they are released
    Hold(StoreJobs),
    /// Release held jobs in the store
    Release(StoreJobs),
    /// Have jobs in the store tried now, also failed ones
    Retry(StoreJobs),
    /// Bring the store's tables up to this version of Ferrofax; only this does so, once for all
    /// machines
    Migrate,
    /// Have all documents in the store sealed by the newest key, also those that are there in clear;
    /// stopped, it goes on where it was when it is run again
    Rekey {
        /// Only say how many there are, by which keys
        #[arg(long)]
        count: bool,
    },
    /// Take a node down gently: it takes no more jobs of the store, sends to the end what it sends,
    /// and goes on to receive and to ship, until it is undrained, whatever begins anew
    Drain {
        /// Another node than this machine
        #[arg(value_name = "NODE")]
        node: Option<String>,
        /// Wait until nothing is left: it makes no call for the store, and the store has all that it
        /// was handed and has received
        #[arg(long)]
        wait: bool,
        /// Wait no longer than so many seconds; what is left then is said, with exit code 1
        #[arg(long, value_name = "SECONDS", requires = "wait")]
        within: Option<u32>,
    },
    /// Have a drained node take jobs of the store again
    Undrain {
        /// Another node than this machine
        #[arg(value_name = "NODE")]
        node: Option<String>,
    },
    /// Take a node that is no more off the list; the faxes that it brought stay
    Forget {
        #[arg(value_name = "NODE")]
        node: String,
    },
}

/// Jobs of the store.
#[derive(Args, Debug)]
pub(super) struct StoreJobs {
    /// Their numbers in the store, as `ferrofax node jobs` has them
    #[arg(required = true, value_name = "JOB")]
    pub(super) jobs: Vec<JobId>,
}

/// `ferrofax legal-hold`. Without a word it lists them.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct LegalHolds {
    #[command(subcommand)]
    pub(super) work: Option<LegalHoldWork>,
    /// Also those that are released
    #[arg(long)]
    pub(super) all: bool,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// What is to be done with legal holds.
#[derive(Debug, Subcommand)]
pub(super) enum LegalHoldWork {
    /// Have nothing of this deleted until the hold is released: no document, no record of a call,
    /// by no clean-up and by nobody at the page or by the API
    Place(PlaceHold),
    /// End holds; what is kept by no other goes when its time is over
    Release {
        /// Their numbers, as `ferrofax legal-hold` has them
        #[arg(required = true, value_name = "HOLD")]
        holds: Vec<LegalHoldId>,
        /// Why
        #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
        why: String,
    },
}

/// `ferrofax legal-hold place`
#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("of").required(true).multiple(true)))]
#[command(after_help = "\
A hold of a device or a number is also of what comes later. Each is a hold of its own, to be released by its number.")]
pub(super) struct PlaceHold {
    /// These received faxes, by their numbers
    #[arg(long, group = "of", value_delimiter = ',', value_name = "FAX")]
    pub(super) fax: Vec<FaxId>,
    /// These jobs, by their numbers
    #[arg(long, group = "of", value_delimiter = ',', value_name = "JOB")]
    pub(super) job: Vec<JobId>,
    /// All that came from this number, or from a machine that calls itself so, and all that goes to it
    #[arg(long, group = "of", value_name = "NUMBER", allow_hyphen_values = true)]
    pub(super) number: Vec<String>,
    /// All that this device receives and sends: its extension, or extension@context
    #[arg(long, group = "of", value_name = "DEVICE")]
    pub(super) device: Vec<String>,
    /// Why; whoever lists holds reads it
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(super) why: String,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// `ferrofax backup`
#[derive(Args, Debug)]
pub(super) struct Backup {
    /// The folder, which must not be there yet
    pub(super) folder: PathBuf,
}

/// `ferrofax restore`
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// The backup's folder
    pub(super) folder: PathBuf,
}

/// `ferrofax show`
#[derive(Args, Debug)]
pub(super) struct Show {
    /// What: metrics as OpenMetrics text, or the health (the exit code is 1 if something is
    /// wrong)
    #[arg(value_enum)]
    pub(super) what: Shown,
}

/// What is printed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Shown {
    Metrics,
    Health,
}

/// `ferrofax audit`
#[derive(Args, Debug)]
pub(super) struct Audit {
    #[command(subcommand)]
    pub(super) work: AuditWork,
    /// Say it for programs
    #[arg(long, global = true)]
    pub(super) json: bool,
}

/// What is to be done with the audit log.
#[derive(Debug, Subcommand)]
pub(super) enum AuditWork {
    /// Look through all lines: the first that was changed, taken out, put in or moved is
    /// named, and the exit code is 1
    Verify(Verify),
    /// Print the hash of the last line, to be noted where nobody who may write the log
    /// can reach it
    Checkpoint,
}

/// `ferrofax audit verify`
#[derive(Args, Debug)]
pub(super) struct Verify {
    /// The log must have a line with this hash, which was noted before
    #[arg(long, value_name = "HASH")]
    pub(super) expect: Option<String>,
    /// Look through these files instead of the spool's audit.log and those that logrotate
    /// has put beside it; .gz is unpacked
    pub(super) files: Vec<PathBuf>,
}

/// `ferrofax check`
#[derive(Args, Debug)]
#[command(after_help = CHECKED)]
pub(super) struct Check {
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) around: Around,
}

/// What both commands say of their output.
const CHECKED: &str = "\
One line for each thing that was looked at: `ok` and how it is, or `FAIL`, why, and what mends it.

Exit codes: 0 all is in order, 1 something is not.";

/// What both look at besides the spool and the settings.
#[derive(Args, Debug)]
pub(super) struct Around {
    /// Asterisk's own settings, which say where its modules are
    #[arg(long, default_value = ASTERISK_CONF, value_name = "FILE")]
    pub(super) asterisk_conf: PathBuf,
    /// For tests: another clock than the machine's.
    #[arg(long, hide = true, value_name = "UNIX_MS", allow_hyphen_values = true)]
    now: Option<i64>,
}

impl Around {
    /// What the clock says.
    pub(super) fn now(&self) -> UnixMs {
        self.now.map_or_else(UnixMs::now, UnixMs)
    }
}

/// `ferrofax selftest`
#[derive(Args, Debug)]
#[command(after_help = CHECKED)]
pub(super) struct Selftest {
    /// The device that sends the page [default: the first that may]
    #[arg(long, value_name = "DEVICE")]
    pub(super) from: Option<DeviceName>,
    /// The device that receives it [default: another one that may]
    #[arg(long, value_name = "DEVICE")]
    pub(super) to: Option<DeviceName>,
    /// Send a second page out over the trunk, to a number that comes back in to a device
    /// of this PBX; that call costs what a call costs, and needs the right to the number
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(super) via: Option<String>,
    /// Mail the pages to the mailboxes of the device, as any fax; without this the
    /// faxmaster gets them
    #[arg(long)]
    pub(super) deliver: bool,
    /// How many seconds each of the faxes, and its mail, may take
    #[arg(long, value_name = "SECONDS", default_value_t = 180, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(super) timeout: u64,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) around: Around,
}

/// `ferrofax convert`
#[derive(Args, Debug)]
pub(super) struct Convert {
    /// A mail (.eml), PDF, TIFF, a picture, HTML or text, and what else there are programs for
    pub(super) file: PathBuf,
    /// Where the pages go: a name that ends in .pdf, .tif or .tiff; or in .png, for the first page
    #[arg(short, long, value_name = "FILE", required_unless_present = "fields")]
    pub(super) output: Option<PathBuf>,
    /// Show which control fields are found on which page, and which faxes would be sent;
    /// nothing is
    #[arg(long, conflicts_with = "output")]
    pub(super) fields: bool,
    /// Show it for this mode of control fields [default: that of `[fields]` in gateway.toml]
    #[arg(long, value_name = "MODE", requires = "fields", value_parser = ["1", "2", "3"])]
    pub(super) mode: Option<String>,
    /// Show it as if this user had printed the document
    #[arg(long, value_name = "NAME", requires = "fields", default_value = "")]
    pub(super) user: String,
    /// The finest resolution of the pages [default: fine; a fax page keeps its own]
    #[arg(long, value_parser = resolutions())]
    pub(super) resolution: Option<Resolution>,
    /// Pages with colours or greys have themselves in colours, too: shown in .pdf, kept in .tif
    #[arg(long, visible_alias = "color", conflicts_with = "fields")]
    pub(super) colour: bool,
}

/// `ferrofax serve`
#[derive(Args, Debug)]
pub(super) struct Serve {
    /// The drop folder [default: as gateway.toml says, else `drop` in the spool's folder]
    #[arg(long, value_name = "DIR")]
    pub(super) drop: Option<PathBuf>,
    /// For tests: what is started as the child that reads documents and mails
    #[arg(long, hide = true, value_name = "PROGRAM")]
    pub(super) child: Option<PathBuf>,
}

/// `ferrofax mail`
#[derive(Args, Debug)]
#[command(after_help = "\
Whoever may write the spool's folder is believed who the mail is from and who has logged in. A mail
is taken for all recipients or for none.

Exit codes, as sysexits.h has them: 0 taken, 75 not now, 65 67 69 77 refused; standard error says
why, with an enhanced status code before it.")]
pub(super) struct Mail {
    /// The envelope's sender; empty for reports of mail servers
    #[arg(long, default_value = "", value_name = "ADDRESS", allow_hyphen_values = true)]
    pub(super) sender: String,
    /// As whom the sender has logged in at the mail server; empty: not at all
    #[arg(long, value_name = "USER", allow_hyphen_values = true)]
    pub(super) login: Option<String>,
    /// From where the mail came to the mail server [default: this machine]
    #[arg(long, value_name = "IP")]
    pub(super) client: Option<std::net::IpAddr>,
    /// The envelope's recipients
    #[arg(required = true, value_name = "RECIPIENT")]
    pub(super) recipients: Vec<String>,
}

/// `ferrofax call`
#[derive(Args, Debug)]
pub(super) struct Call {
    #[command(subcommand)]
    pub(super) work: CallWork,
}

/// What is to be done with records of calls.
#[derive(Debug, Subcommand)]
pub(super) enum CallWork {
    /// List the records that there are, the newest first
    List(WhichCalls),
    /// What was said, heard and measured in a call, what went wrong and what to change
    Show(ShowCall),
    /// Run a call again, as it was or with other settings
    Replay(Replay),
    /// Draw a call on a sheet
    Draw(Draw),
    /// Write a call into other programs' files
    Export(Export),
}

/// Which records are listed.
#[derive(Args, Debug)]
pub(super) struct WhichCalls {
    /// Of this received fax
    #[arg(long, value_name = "FAX")]
    pub(super) fax: Option<FaxId>,
    /// Of the calls for this job
    #[arg(long, value_name = "JOB")]
    pub(super) job: Option<JobId>,
    /// Of calls in which not all went well
    #[arg(long)]
    pub(super) failed: bool,
    /// So many at most; 0 for all
    #[arg(long, default_value_t = 50, value_name = "NUMBER")]
    pub(super) limit: u32,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// Which record is meant.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(super) struct WhichRecord {
    /// By its number
    pub(super) record: Option<RecordId>,
    /// That of this received fax
    #[arg(long, value_name = "FAX")]
    pub(super) fax: Option<FaxId>,
    /// That of the last call for this job
    #[arg(long, value_name = "JOB")]
    pub(super) job: Option<JobId>,
    /// One that was given to us as a file
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
}

/// `ferrofax call show`
#[derive(Args, Debug)]
pub(super) struct ShowCall {
    #[command(flatten)]
    pub(super) which: WhichRecord,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// `ferrofax call replay`
#[derive(Args, Debug)]
#[command(after_help = "\
The record has what came from the far side. With other settings it goes on as it went, so what is
shown holds up to where we would have said something else.

Exit codes: 0 it did the same (or settings were changed), 1 it did not, 2 refused.")]
pub(super) struct Replay {
    #[command(flatten)]
    pub(super) which: WhichRecord,
    /// Change a setting: max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh, level=-15
    #[arg(long, value_name = "SETTING", num_args = 1.., allow_hyphen_values = true)]
    pub(super) with: Vec<String>,
}

/// `ferrofax call draw`
#[derive(Args, Debug)]
pub(super) struct Draw {
    #[command(flatten)]
    pub(super) which: WhichRecord,
    /// Where to: a new file whose name ends in .svg or .png
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
}

/// `ferrofax call export`
#[derive(Args, Debug)]
#[command(after_help = "\
What was on the line has the pages in it, and who the machines say they are. All files must be new.")]
pub(super) struct Export {
    #[command(flatten)]
    pub(super) which: WhichRecord,
    /// What was on the line as sound: left what we heard, right what we said
    #[arg(long, value_name = "WAV")]
    pub(super) wav: Option<PathBuf>,
    /// The packets of T.38, for Wireshark
    #[arg(long, value_name = "PCAP")]
    pub(super) pcap: Option<PathBuf>,
    /// The pages that came, as TIFF
    #[arg(long, value_name = "TIFF")]
    pub(super) received: Option<PathBuf>,
    /// The pages that were to go, as TIFF
    #[arg(long, value_name = "TIFF")]
    pub(super) sent: Option<PathBuf>,
    /// All that is known of it, for programs
    #[arg(long, value_name = "JSON")]
    pub(super) json: Option<PathBuf>,
    /// The record itself, for another Ferrofax
    #[arg(long = "as-record", value_name = "RECORD", conflicts_with_all = ["wav", "pcap", "received", "sent", "json"])]
    pub(super) as_record: Option<PathBuf>,
    /// That without numbers, names and pages, for strangers
    #[arg(long, requires = "as_record")]
    pub(super) anonymous: bool,
}

/// `ferrofax report`
#[derive(Args, Debug)]
pub(super) struct Report {
    /// From this time on: 2026-03-01 or 2026-03-01T14:05:09; the beginning of this month
    #[arg(long, value_name = "TIME", value_parser = super::fetch::moment)]
    pub(super) since: Option<UnixMs>,
    /// Before this time; now
    #[arg(long, value_name = "TIME", value_parser = super::fetch::moment)]
    pub(super) until: Option<UnixMs>,
    /// All of this month, as 2026-10; last: of the one before this
    #[arg(long, value_name = "MONTH", value_parser = super::report::month, conflicts_with_all = ["since", "until"])]
    pub(super) month: Option<(UnixMs, UnixMs)>,
    /// As a table for a spreadsheet
    #[arg(long, conflicts_with = "json")]
    pub(super) csv: bool,
    /// As pages with sums, into this new file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "csv"])]
    pub(super) pdf: Option<PathBuf>,
    /// Of all machines that share a store, and not of this one alone
    #[arg(long)]
    pub(super) store: bool,
    /// Say it for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// `ferrofax users`. Without a word it lists them.
#[derive(Args, Debug)]
pub(super) struct Users {
    #[command(subcommand)]
    pub(super) work: Option<UsersWork>,
    /// Say it for programs
    #[arg(long, global = true)]
    pub(super) json: bool,
}

/// What is to be done with users.
#[derive(Debug, Subcommand)]
pub(super) enum UsersWork {
    /// Take no faxes of a user, and hold their waiting faxes, until go-on
    Stop {
        user: String,
        /// The reason that the user reads
        #[arg(default_value = "stopped by the administrator")]
        why: String,
        /// Stop the name though no such user is known, as of a directory's user who has never logged in
        #[arg(long)]
        unknown: bool,
    },
    /// Let stopped users send again, and release the faxes that the stop held
    GoOn {
        #[arg(required = true)]
        users: Vec<String>,
    },
}

/// `ferrofax key`
#[derive(Args, Debug)]
pub(super) struct Key {
    #[command(subcommand)]
    pub(super) work: KeyWork,
    /// Say it for programs
    #[arg(long, global = true)]
    pub(super) json: bool,
}

/// What is to be done with keys.
#[derive(Debug, Subcommand)]
pub(super) enum KeyWork {
    /// Make a key; it is printed this once, and nobody is shown it again
    New {
        /// Whose rights it has: a [[user]] of gateway.toml
        #[arg(long, value_name = "USER")]
        user: String,
        /// What it may be used for
        #[arg(long, required = true, value_delimiter = ',', value_name = "SCOPE", value_parser = scopes())]
        scopes: Vec<Scope>,
        /// It ends after so many days
        #[arg(long, default_value_t = USUAL_DAYS, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DAYS)))]
        days: u32,
        /// What people call it
        name: String,
    },
    /// List keys, also those that have ended
    List {
        /// Only this user's
        #[arg(long, value_name = "USER")]
        user: Option<String>,
    },
    /// End keys, by their numbers
    End {
        #[arg(required = true)]
        keys: Vec<i64>,
    },
}

/// The words for what a key may be used for.
fn scopes() -> impl TypedValueParser<Value = Scope> {
    PossibleValuesParser::new(Scope::ALL.map(Scope::name))
        .map(|word| Scope::of(&word).unwrap_or(Scope::Admin))
}

/// `ferrofax webhook`.
#[derive(Args, Debug)]
pub(super) struct Hooks {
    #[command(subcommand)]
    pub(super) work: HooksWork,
    /// Say it for programs
    #[arg(long, global = true)]
    pub(super) json: bool,
}

/// What is to be done with webhooks.
#[derive(Debug, Subcommand)]
pub(super) enum HooksWork {
    /// List them, with how many messages wait and why
    List,
    /// Make one, and print its secret
    New {
        /// Where it is told: https://example.com/fax
        url: String,
        /// The user of gateway.toml whose it is: what he sees it is told
        #[arg(long)]
        owner: String,
        /// Of what it is told: job.sent, fax.*, …; may be given more than once
        #[arg(long = "event", value_delimiter = ',')]
        events: Vec<String>,
    },
    /// Give one another secret, and print it; the one before counts for a day, too
    Rotate { webhook: i64 },
    /// End one, with all that it was still to be told
    End { webhook: i64 },
    /// List messages that could not be delivered
    Dead,
    /// Have such messages tried again
    Again {
        #[arg(required_unless_present = "all")]
        messages: Vec<i64>,
        /// All of them
        #[arg(long, conflicts_with = "messages")]
        all: bool,
    },
}

/// `ferrofax mail-queue`. Without a word it lists them.
#[derive(Args, Debug)]
pub(super) struct MailQueue {
    #[command(subcommand)]
    pub(super) work: Option<QueueWork>,
    /// Say it for programs
    #[arg(long, global = true)]
    pub(super) json: bool,
}

/// What is to be done with mails that wait.
#[derive(Debug, Subcommand)]
pub(super) enum QueueWork {
    /// Show one with its subject and what keeps it
    Show { mail: String },
    /// Take no mails in (mail servers in front keep them), and make no jobs of those that are here
    Pause,
    /// End the pause
    Resume,
    /// Try mails now
    Retry {
        #[arg(required = true)]
        mails: Vec<String>,
    },
    /// Delete mails; nothing is sent, and nobody is told
    Delete {
        #[arg(required = true)]
        mails: Vec<String>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_names_the_asterisk_of_the_package() {
        let told = told_version(Some("1fb7f5c06d7a2052e38d021b3d8ca151"));
        let packed = "packed for Asterisk with ABI 1fb7f5c06d7a2052e38d021b3d8ca151, spool of";
        assert!(told.starts_with(VERSION) && told.contains(packed), "{told}");
        for none in [None, Some("")] {
            let told = told_version(none);
            assert!(told.contains("(built without Asterisk, spool of version "), "{told}");
        }
    }
}
