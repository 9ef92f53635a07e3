//! The group "Keep" of commands: backup, retention, encryption, and several machines.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use super::node::NodeWords;
use crate::takeover::Names;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{FaxId, LegalHoldId};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum KeepCommand {
    /// Back up the spool while it is in use: database, documents and mails
    Backup(Backup),
    /// Replace the spool with a backup; the PBX and the service must be stopped
    Restore(Restore),
    /// Delete ended jobs and received faxes that are older than a number of days
    Cleanup(Cleanup),
    /// Protect single faxes and jobs, or all faxes of a device or number, from deletion
    LegalHold(LegalHolds),
    /// Check that nobody has changed the audit log, or print the hash of its last line
    Audit(Audit),
    /// Copy all data about one person to a new folder: faxes, jobs, documents, history
    ExportPerson(ExportPerson),
    /// Delete all data about one person, except what is on legal hold
    ErasePerson(ErasePerson),
    /// Encrypt finished faxes with the newest key in [sealing] of gateway.toml
    Rekey(Rekey),
    /// Rebuild the full-text index of received faxes, if `ferrofax check` asks for it
    Index,
    /// Import the queue, finished jobs and received faxes of another fax server
    Import(Import),
    /// Show and control several machines (nodes) with a shared database
    Node(NodeWords),
}

/// The arguments of `ferrofax backup`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Backup {
    /// The new folder to which the spool is copied; it must not exist yet
    pub(in crate::cli) folder: PathBuf,
}

/// The arguments of `ferrofax restore`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Restore {
    /// The folder of the backup; the present spool is kept in a folder before-restore-… inside the
    /// spool's folder
    pub(in crate::cli) folder: PathBuf,
}

/// The arguments of `ferrofax cleanup`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Cleanup {
    /// Delete only faxes and jobs that are older than this many days, instead of `retention_days`
    /// of ferrofax.conf; faxes and jobs of a retention class keep the period of this class
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub(in crate::cli) keep_days: u32,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax legal-hold`. Without a subcommand it lists the legal holds.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct LegalHolds {
    #[command(subcommand)]
    pub(in crate::cli) work: Option<LegalHoldWork>,
    /// Show legal holds that were released, too
    #[arg(long)]
    pub(in crate::cli) all: bool,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// A subcommand of `ferrofax legal-hold`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum LegalHoldWork {
    /// Place a legal hold: nobody can delete the held faxes, jobs, documents and call recordings
    Place(PlaceHold),
    /// Release legal holds: clean-ups may then delete the faxes that no other hold protects
    Release {
        /// The legal holds' numbers, as `ferrofax legal-hold` shows them
        #[arg(required = true, value_name = "HOLD")]
        holds: Vec<LegalHoldId>,
        /// The reason why the legal holds are released
        #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
        why: String,
    },
}

/// The arguments of `ferrofax legal-hold place`.
#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("of").required(true).multiple(true)))]
#[command(after_help = "\
A legal hold of a device or a fax number protects all faxes of this device or fax number, even those
that are received or sent later. Each fax, job, fax number and device that you name gets a hold of
its own. To release a hold, run `ferrofax legal-hold release` with the number of the hold.

Example:
  ferrofax legal-hold place --number 09912700619 --why Case-2026-17")]
pub(in crate::cli) struct PlaceHold {
    /// Protect these received faxes from deletion, by their numbers
    #[arg(long, group = "of", value_delimiter = ',', value_name = "FAX")]
    pub(in crate::cli) fax: Vec<FaxId>,
    /// Protect these jobs from deletion, by their numbers
    #[arg(long, group = "of", value_delimiter = ',', value_name = "JOB")]
    pub(in crate::cli) job: Vec<JobId>,
    /// Protect all faxes from or to this fax number or station ID from deletion
    #[arg(long, group = "of", value_name = "NUMBER", allow_hyphen_values = true)]
    pub(in crate::cli) number: Vec<String>,
    /// Protect from deletion all faxes that this device receives or sends: extension, or
    /// extension@context
    #[arg(long, group = "of", value_name = "DEVICE")]
    pub(in crate::cli) device: Vec<String>,
    /// The reason for the legal hold, which the list of legal holds shows
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) why: String,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax audit`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Audit {
    #[command(subcommand)]
    pub(in crate::cli) work: AuditWork,
    /// Print JSON
    #[arg(long, global = true)]
    pub(in crate::cli) json: bool,
}

/// A subcommand of `ferrofax audit`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AuditWork {
    /// Verify that no line of the audit log was changed, removed, inserted or moved. The first
    /// wrong line is printed, with exit code 1
    Verify(Verify),
    /// Print the hash of the audit log's last line. Store the hash where users who can write to the
    /// audit log cannot change it
    Checkpoint,
}

/// The arguments of `ferrofax audit verify`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Verify {
    /// Fail unless the audit log has a line with this hash, which `ferrofax audit checkpoint`
    /// printed earlier
    #[arg(long, value_name = "HASH")]
    pub(in crate::cli) expect: Option<String>,
    /// Verify these files instead of the spool's audit.log and its rotated files; .gz is unpacked
    pub(in crate::cli) files: Vec<PathBuf>,
}

/// The arguments of `ferrofax export-person`.
#[derive(Args, Debug)]
#[command(after_help = "\
If you give a fax number, the command copies the faxes to this number, and the faxes from this
number or from machines with this number as station ID. If you give a mail address, the command
copies the faxes for this address, the jobs that belong to the address, and the jobs whose report
mails are sent to the address.

Examples:
  ferrofax export-person 09912700619 /var/tmp/export
  ferrofax export-person anna@example.com /var/tmp/export")]
pub(in crate::cli) struct ExportPerson {
    /// The person's fax number, in any notation, or the person's mail address
    #[arg(value_name = "NUMBER|ADDRESS", allow_hyphen_values = true)]
    pub(in crate::cli) who: String,
    /// The new folder for the copied data; it must not exist yet. The spool's owner must be able to
    /// enter its parent folder
    pub(in crate::cli) folder: PathBuf,
    /// Export from the database that several machines share, instead of this machine's spool
    #[arg(long)]
    pub(in crate::cli) store: bool,
}

/// The arguments of `ferrofax erase-person`.
#[derive(Args, Debug)]
pub(in crate::cli) struct ErasePerson {
    /// The person's fax number or mail address; run `ferrofax export-person` with it first to see
    /// the data
    #[arg(value_name = "NUMBER|ADDRESS", allow_hyphen_values = true)]
    pub(in crate::cli) who: String,
    /// The reason for the erasure, which is written into the proof of each deletion; it must not
    /// name the person
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) why: String,
    /// Erase from the database that several machines share, instead of this machine's spool
    #[arg(long)]
    pub(in crate::cli) store: bool,
}

/// The arguments of `ferrofax rekey`.
#[derive(Args, Debug)]
#[command(after_help = "\
The command also encrypts those documents in this machine's spool that are not encrypted yet. To
continue an interrupted run, start the command again.")]
pub(in crate::cli) struct Rekey {
    /// Only count the documents that are encrypted with each encryption key
    #[arg(long)]
    pub(in crate::cli) count: bool,
    /// Decrypt all documents (needs `seal = false` in [sealing])
    #[arg(long, conflicts_with = "count")]
    pub(in crate::cli) open: bool,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax import`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Import {
    #[command(subcommand)]
    pub(in crate::cli) from: ImportFrom,
}

/// A subcommand of `ferrofax import`: another fax server.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ImportFrom {
    /// Import from HylaFAX's spool, which is not changed; imported jobs are held, not sent
    Hylafax(ImportHylafax),
}

/// The arguments of `ferrofax import hylafax`.
#[derive(Args, Debug)]
#[command(after_help = "\
If the command runs again, it imports no fax and no job twice. See docs/from-hylafax.md to learn how
the held jobs are sent.

Examples:
  ferrofax import hylafax /var/spool/hylafax --etc /etc/hylafax --device 2101 --dry-run
  ferrofax import hylafax /var/spool/hylafax --map ttyIAX0=2101 --map ttyIAX1=2102")]
pub(in crate::cli) struct ImportHylafax {
    /// The folder of HylaFAX's spool, usually /var/spool/hylafax
    #[arg(value_name = "DIR")]
    pub(in crate::cli) folder: PathBuf,
    /// The folder of HylaFAX's settings, if it is not `etc` in HylaFAX's spool: on Debian
    /// /etc/hylafax
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) etc: Option<PathBuf>,
    /// The device for a modem, number or user of HylaFAX, for example ttyIAX0=2101; may be
    /// repeated. For a user whom no --map names, the user's device in gateway.toml is used
    #[arg(long = "map", value_name = "NAME=DEVICE")]
    pub(in crate::cli) names: Vec<Names>,
    /// The device for all modems, numbers and users of HylaFAX that --map does not name
    #[arg(long)]
    pub(in crate::cli) device: Option<String>,
    /// Send the imported jobs instead of holding them, and also the held jobs of earlier imports
    /// that are still in HylaFAX's queue. HylaFAX must be stopped, and never be started with this
    /// queue again
    #[arg(long)]
    pub(in crate::cli) release: bool,
    /// Only show what would be imported
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}
